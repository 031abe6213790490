# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kontor's sync against mbsync's, both from the same Dovecot over the same TLS in the same run."""

import imaplib
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

import figures
import rawimap

CHECKOUT = Path(__file__).resolve().parents[2]
WORKPLACE = CHECKOUT / "tests/workplace"
MESSAGES, FOLDERS, PER_FOLDER, NEWS = 50_000, 200, 25, 100

# Without fsync: Kontor's database does not wait for the disk after each message either. With
# mbsync's default it needs several times as long, and the comparison would flatter Kontor.
MBSYNCRC = """\
FSync no

IMAPAccount server
Host localhost
Port {port}
User {user}
Pass {password}
TLSType IMAPS
CertificateFile {ca}
SystemCertificates no

IMAPStore far
Account server

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX
SubFolders Verbatim

Channel mail
Far :far:
Near :near:
Patterns *
Create Near
SyncState *
Sync Pull
"""


class Place:
    """A workplace with a large mailbox, and the two who fetch it."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder

    def start(self, *generate):
        run(WORKPLACE / "workplace", "start", "--dir", self.folder / "w", "--until", os.getpid(), "dovecot")
        run(WORKPLACE / "generate-mailbox", self.folder / "w", *generate, "--warm")
        self.description = json.loads((self.folder / "w/workplace.json").read_text())
        self.user = self.description["users"][0]

    def stop(self):
        run(WORKPLACE / "workplace", "stop", self.folder / "w")

    # -- mbsync

    def mbsync(self, fresh=False):
        target = self.folder / "maildir"
        if fresh:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            (self.folder / "mbsyncrc").write_text(MBSYNCRC.format(
                port=self.description["imap"]["port"], user=self.user["user"], password=self.user["password"], ca=self.description["ca"], folder=target))
        return timed("mbsync", "-q", "-q", "-c", self.folder / "mbsyncrc", "-a")

    # -- Kontor

    @property
    def profile(self):
        return self.folder / "kontor"

    def kontorctl(self, *arguments, **options):
        return [self.build / "bin/kontorctl", "--profile", self.profile, "--key-file", self.folder / "key", *arguments]

    def add_account(self, keep_days):
        shutil.rmtree(self.profile, ignore_errors=True)
        (self.folder / "password").write_text(self.user["password"])
        imap, smtp = self.description["imap"], self.description["smtp"]
        run(*self.kontorctl("accounts", "add", self.user["address"], "--imap", f"{imap['host']}:{imap['port']}",
                            "--smtp", f"{smtp['host']}:{smtp['port']}/starttls", "--ca", self.description["ca"], "--no-check",
                            "--password-file", self.folder / "password", "--keep-days", keep_days))

    def sync(self):
        return timed(*self.kontorctl("sync", "--once"))

    def cached(self):
        """How many messages Kontor has, and how many of them with their bodies."""
        status = json.loads(run(*self.kontorctl("status", "--json")))
        return sum(folder["messages"] for folder in status["folders"])


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {command[0]} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def timed(*command):
    began = time.monotonic()
    run(*command)
    return time.monotonic() - began


def first_sync(place):
    """All headers, then all bodies."""
    count = figures.count(MESSAGES)
    figures.say(f"a mailbox of {count} messages")
    place.start("--count", count)
    _, floor_headers, floor_bodies, received = rawimap.measure(place.description)
    floor = floor_headers + floor_bodies
    figures.say(f"raw protocol: headers {floor_headers:.2f} s, bodies {floor_bodies:.2f} s, {received / 1e6:.0f} MB")
    other = place.mbsync(fresh=True)
    figures.say(f"mbsync: {other:.2f} s")
    place.add_account(keep_days=0)
    headers = place.sync()
    figures.say(f"Kontor, headers only: {headers:.2f} s")
    place.add_account(keep_days=-1)
    ours = place.sync()
    have = place.cached()
    figures.say(f"Kontor, headers and bodies: {ours:.2f} s, {have} messages")
    if have < count:
        raise SystemExit(f"bench: Kontor has {have} messages instead of {count}")
    yield "first-sync", ours / other
    yield "first-sync-headers", count / headers
    yield "first-sync-over-floor", ours / floor
    place.stop()


def second_sync(place):
    """Nothing new in 200 folders."""
    folders = min(FOLDERS, figures.count(FOLDERS * PER_FOLDER) // 5)
    figures.say(f"{folders} folders")
    place.start("--count", folders * PER_FOLDER, "--folders", folders)
    place.mbsync(fresh=True)
    place.add_account(keep_days=0)
    place.sync()
    time.sleep(2)               # mbsync waits when a folder was written a moment ago
    ours, others = [], []
    for _ in range(3):
        others.append(place.mbsync())
        ours.append(place.sync())
    figures.say(f"second sync: mbsync {figures.median(others):.2f} s, Kontor {figures.median(ours):.2f} s")
    yield "second-sync", figures.median(ours) / figures.median(others)
    yield "news-shown", news(place)
    place.stop()


def news(place):
    """From the server's last word about 100 new messages to the moment the list shows them all; median of three."""
    folder = "Referat 1/Vorg&AOQ-nge 002"
    watcher = subprocess.Popen([str(part) for part in (place.build / "bin/newsbench", place.profile, place.folder / "key", folder)],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        total = int(watcher.stdout.readline().split()[1])      # "watching N"
        times = []
        for _ in range(3):
            time.sleep(2)
            total += NEWS
            watcher.stdin.write(f"{total}\n")
            watcher.stdin.flush()
            served = deliver(place, folder)
            shown = float(watcher.stdout.readline().split()[1])     # "shown SECONDS"
            times.append(max(0, shown - served) * 1000)
        figures.say("news shown after " + ", ".join(f"{value:.0f} ms" for value in times))
        return figures.median(times)
    finally:
        watcher.stdin.close()
        try:
            watcher.wait(10)
        except subprocess.TimeoutExpired:
            watcher.kill()


def deliver(place, folder):
    """Another client puts messages into a folder; when the server had the last one."""
    imap = place.description["imap"]
    context = ssl.create_default_context(cafile=place.description["ca"])
    with imaplib.IMAP4_SSL(imap["host"], imap["port"], ssl_context=context) as client:
        client.login(place.user["user"], place.user["password"])
        for number in range(NEWS):
            message = (f"From: Bench <bench@beispielamt.test>\r\nTo: {place.user['address']}\r\nSubject: News {number}\r\n"
                       f"Message-ID: <news-{time.time_ns()}-{number}@beispielamt.test>\r\nDate: Mon, 01 Jun 2026 12:00:00 +0200\r\n\r\nNews.\r\n")
            answer, text = client.append(f'"{folder}"', None, None, message.encode())
            if answer != "OK":
                raise SystemExit(f"bench: the server refused a message: {text}")
        return time.time()


def measure(build):
    for part in (first_sync, second_sync):
        with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
            place = Place(build, Path(folder))
            try:
                yield from part(place)
            finally:
                if (place.folder / "w/workplace.json").exists():
                    place.stop()
