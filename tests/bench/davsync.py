# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kontor's sync of calendars and contacts against vdirsyncer's, both from the same Radicale over the same TLS in the same run."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import figures
from mailsync import WORKPLACE, run, timed

EVENTS, CARDS = 10_000, 5_000

PAIR = """
[pair {name}]
a = "{name}_here"
b = "{name}_there"
collections = ["from b"]

[storage {name}_here]
type = "filesystem"
path = "{folder}/{name}/"
fileext = "{ending}"

[storage {name}_there]
type = "{kind}"
url = "{url}"
username = "{user}"
password = "{password}"
verify = "{ca}"
"""


class Place:
    """A workplace with large calendars, and the two who fetch them."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.events, self.cards = figures.count(EVENTS), max(40, figures.count(EVENTS) * CARDS // EVENTS)

    def start(self):
        run(WORKPLACE / "workplace", "start", "--dir", self.folder / "w", "--until", os.getpid(), "radicale")
        run(WORKPLACE / "generate-calendar", self.folder / "w", "--events", self.events, "--cards", self.cards, "--warm")
        self.description = json.loads((self.folder / "w/workplace.json").read_text())
        self.user = self.description["users"][0]
        self.url = self.description["radicale"]["url"]

    def stop(self):
        run(WORKPLACE / "workplace", "stop", self.folder / "w")

    # -- vdirsyncer

    def prepare_vdirsyncer(self):
        """It looks for the collections in a step of its own, which is not counted; Kontor's search for them is."""
        target = self.folder / "vdir"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        text = f'[general]\nstatus_path = "{target}/status/"\n'
        for name, kind, ending in (("calendars", "caldav", ".ics"), ("contacts", "carddav", ".vcf")):
            text += PAIR.format(name=name, kind=kind, ending=ending, folder=target, url=self.url, user=self.user["user"],
                                password=self.user["password"], ca=self.description["ca"])
        (target / "config").write_text(text)
        run("sh", "-c", f"yes | vdirsyncer -c {target}/config discover")

    def vdirsyncer(self):
        return timed("vdirsyncer", "-c", self.folder / "vdir/config", "sync")

    def fetched(self):
        return sum(1 for file in (self.folder / "vdir").rglob("*.???") if file.suffix in (".ics", ".vcf"))

    # -- Kontor

    def kontorctl(self, *arguments):
        return [self.build / "bin/kontorctl", "--profile", self.folder / "kontor", "--key-file", self.folder / "key", *arguments]

    def add_account(self):
        (self.folder / "password").write_text(self.user["password"])
        run(*self.kontorctl("accounts", "add", self.user["address"], "--calendars", self.url, "--contacts", self.url,
                            "--ca", self.description["ca"], "--no-check", "--password-file", self.folder / "password"))

    def sync(self):
        return timed(*self.kontorctl("sync", "--once"))

    def cached(self):
        status = json.loads(run(*self.kontorctl("status", "--json")))
        return sum(collection["entries"] for collection in status["collections"])


def measure(build):
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        place = Place(build, Path(folder))
        try:
            yield from compare(place)
        finally:
            if (place.folder / "w/workplace.json").exists():
                place.stop()


def compare(place):
    count = place.events + place.cards
    figures.say(f"{place.events} events and {place.cards} contacts; Radicale reads them first")
    place.start()
    place.prepare_vdirsyncer()
    other = place.vdirsyncer()
    figures.say(f"vdirsyncer: {other:.2f} s, {place.fetched()} objects")
    place.add_account()
    ours = place.sync()
    figures.say(f"Kontor: {ours:.2f} s, {place.cached()} objects")
    if place.cached() != count or place.fetched() != count:
        raise SystemExit(f"bench: of {count} objects Kontor has {place.cached()} and vdirsyncer {place.fetched()}")
    yield "first-sync", ours / other
    others, ours = [], []
    for _ in range(3):
        others.append(place.vdirsyncer())
        ours.append(place.sync())
    figures.say(f"unchanged: vdirsyncer {figures.median(others):.2f} s, Kontor {figures.median(ours):.2f} s")
    yield "second-sync", figures.median(ours) / figures.median(others)
