# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kontor's way with files against rclone's and nextcloudcmd's: each pair at the same server in the same run, one process each.

rclone asks a WebDAV server once in ten milliseconds at most, whatever it is told; with it, fewer files are enough.
"""

import json
import os
import random
import shutil
import tempfile
import time
from pathlib import Path

import figures
from mailsync import WORKPLACE, run, timed

SMALL, FOLDERS, LARGE = 10_000, 100, 1024 * 1024 * 1024
ENTRIES = 100_000
OF_RCLONE = 2_000               # files, where rclone is the only peer
SERVERS = ("apache.tls", "lighttpd", "rclone", "cloud")
PIECE = 4 * 1024 * 1024


class Place:
    """The servers, and for each pass an empty place on them."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.small = figures.count(SMALL)
        self.large = LARGE * self.small // SMALL
        self.entries = ENTRIES * self.small // SMALL
        self.peaks = {}

    def start(self):
        run(WORKPLACE / "workplace", "start", "--dir", self.folder / "w", "--until", os.getpid(), "apache", "lighttpd", "rclone", "cloud")
        self.description = json.loads((self.folder / "w/workplace.json").read_text())
        self.user = self.description["users"][0]
        (self.folder / "password").write_text(self.user["password"])
        os.environ.update({"RCLONE_CONFIG": "/dev/null", "RCLONE_WEBDAV_USER": self.user["user"], "HOME": str(self.folder),
                           "RCLONE_WEBDAV_PASS": run("rclone", "obscure", self.user["password"]).strip()})

    def stop(self):
        run(WORKPLACE / "workplace", "stop", self.folder / "w")

    def entry(self, server):
        found = self.description
        for step in server.split("."):
            found = found[step]
        return found

    def empty(self, server):
        """Nothing is left at the server; whoever comes finds a bare root."""
        root = Path(self.entry(server)["folder"])
        for each in root.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        self.look(server)

    def look(self, server):
        """What was put into the folder behind its back is known to the server before anybody is timed."""
        if server == "cloud":
            run(WORKPLACE / "workplace", "cloud", self.folder / "w", "scan")
        elif server == "rclone":
            time.sleep(1.2)

    def source(self, kind, server):
        """What is sent and fetched; generated once."""
        amount = self.large if kind == "large" else self.small if server == "cloud" else min(self.small, OF_RCLONE)
        folder = self.folder / f"{kind}-{amount}"
        if not folder.exists():
            (generate_large if kind == "large" else generate_small)(folder, amount)
        return folder

    # -- the peers

    def rclone(self, server, *paths):
        """Copies from the first to the second; "remote:" is the server."""
        address = self.entry(server)["url"] if server != "cloud" else f"{self.entry('cloud')['url']}remote.php/dav/files/{self.description['cloud']['uid']}/"
        return timed("rclone", "copy", *[":webdav:" if path == "remote:" else path for path in paths], "--webdav-url", address,
                     "--webdav-vendor", "nextcloud" if server == "cloud" else "other", "--ca-cert", self.description["ca"], "--transfers", "16", "--checkers", "16")

    def nextcloudcmd(self, folder):
        return timed("nextcloudcmd", "--non-interactive", "--silent", "--trust", "-u", self.user["user"], "-p", self.user["password"], folder, self.entry("cloud")["url"])

    # -- Kontor

    def prepare(self, server):
        shutil.rmtree(self.folder / "kontor", ignore_errors=True)
        (self.folder / "kontor").mkdir()
        self.kontor("make", self.entry(server)["url"], self.user["user"], self.folder / "password", self.description["ca"])

    def kontor(self, what, *arguments):
        """Seconds the process took, and what it says itself."""
        began = time.monotonic()
        text = run(self.build / "bin/filebench", what, self.folder / "kontor", *arguments)
        seconds = time.monotonic() - began
        said = {name: float(value) for name, value in (line.split() for line in text.splitlines())}
        self.peaks[what] = max(self.peaks.get(what, 0), said["peak"])
        return seconds, said


def generate_small(folder, count):
    """Files of 1 to 8 KB in a hundred folders, the same ones every time."""
    chance = random.Random(count)
    for number in range(count):
        place = folder / f"Ordner {number % FOLDERS:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"Vermerk {number:06d}.txt").write_bytes(chance.randbytes(chance.randint(1024, 8192)))


def generate_large(folder, size):
    folder.mkdir(parents=True)
    chance = random.Random(size)
    with open(folder / "Aufzeichnung.bin", "wb") as file:
        for at in range(0, size, PIECE):
            file.write(chance.randbytes(min(PIECE, size - at)))


def generate_entries(folder, count):
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"Vermerk {number:06d}.txt").write_bytes(b"x")


def is_same(here, there):
    """Whether two folders hold the same, but for what clients keep for themselves."""
    def names(folder):
        return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".sync_", "._sync_", ".owncloudsync", ".nextcloudsync"))}
    return names(here) == names(there)


def measure(build):
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        place = Place(build, Path(folder))
        place.start()
        try:
            for server in SERVERS:
                yield from compare(place, server, "small")
            for server in SERVERS:
                yield from compare(place, server, "large")
            yield from listing(place)
            figures.say("peaks: " + ", ".join(f"{what.strip()} {peak:.0f} MB" for what, peak in place.peaks.items()))
            yield "memory", max(place.peaks.values())
        finally:
            place.stop()


def compare(place, server, kind):
    """Upload and download of the same files by the peers and by Kontor; the faster peer counts."""
    source, target, root = place.source(kind, server), place.folder / "target", Path(place.entry(server)["folder"])
    count = sum(1 for path in source.rglob("*") if path.is_file())
    name = server.partition(".")[0]
    figures.say(f"{kind} at {name}: {count} files")

    def check(what, there):
        if not is_same(source, there):
            raise SystemExit(f"bench: {what} did not bring all {count} files")

    times = {"upload": {}, "download": {}}
    # nextcloudcmd is the faster peer for small files where it can be used; rclone would need minutes there.
    if server != "cloud" or kind == "large":
        place.empty(server)
        times["upload"]["rclone"] = place.rclone(server, source, "remote:")
        check("rclone's upload", root)
        shutil.rmtree(target, ignore_errors=True)
        times["download"]["rclone"] = place.rclone(server, "remote:", target)
        check("rclone's download", target)
    if server == "cloud":
        place.empty(server)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)                  # it leaves notes where it works
        times["upload"]["nextcloudcmd"] = place.nextcloudcmd(target)
        check("nextcloudcmd's upload", root)
        shutil.rmtree(target)
        target.mkdir()
        times["download"]["nextcloudcmd"] = place.nextcloudcmd(target)
        check("nextcloudcmd's download", target)
    shutil.rmtree(target, ignore_errors=True)

    place.empty(server)
    place.prepare(server)
    ours = {}
    ours["upload"], sent = place.kontor("upload", source)
    check("Kontor's upload", root)
    place.prepare(server)
    ours["download"], fetched = place.kontor("download")
    if (sent["files"], fetched["files"]) != (count, count):
        raise SystemExit(f"bench: Kontor sent {sent['files']:.0f} and fetched {fetched['files']:.0f} of {count} files")
    for way, own in ours.items():
        figures.say(f"{kind} {way} at {name}: Kontor {own:.2f} s, " + ", ".join(f"{peer} {seconds:.2f} s" for peer, seconds in times[way].items()))
        yield f"{kind}-{way}-{name}", own / min(times[way].values())
    place.empty(server)
    shutil.rmtree(place.folder / "kontor")


def listing(place):
    """A folder with very many entries, from the server and from the cache."""
    for server in ("apache.tls", "cloud"):
        name = server.partition(".")[0]
        place.empty(server)
        generate_entries(Path(place.entry(server)["folder"]) / "Viele", place.entries)
        place.look(server)
        place.prepare(server)
        first = place.kontor("list")[1]["ms"] / 1000
        figures.say(f"{place.entries} entries at {name}: {first:.2f} s")
        yield f"list-first-{name}", first
    shown = figures.median([place.kontor("open", "Viele", place.entries)[1]["ms"] for _ in range(5)])
    yield "list-cached", shown
    few = sum(1 for number in range(place.entries) if "77" in f"{number:06d}")
    for name, words, count in (("search-few", "77", few), ("search-all", "merk", place.entries)):
        yield name, figures.median([place.kontor("search", words, count)[1]["ms"] for _ in range(5)])
