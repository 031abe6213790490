# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kontor on a demo workplace of its own."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from .case import BUILD, CHECKOUT
from .cloud import Cloud
from .dav import Dav
from .peer import Peer
from .program import Program

WORKPLACE = CHECKOUT / "tests/workplace/workplace"
ZONE = "Europe/Berlin"          # the clock of whoever hears


class DemoWorkplace:
    """Real servers with the mail of a fictional agency. Use as a context."""

    servers = ("dovecot", "exim")
    seeded = ("dovecot",)

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-a11y-"))
        self._run("start", "--dir", self.folder, "--until", os.getpid(), *self.servers)
        for server in self.seeded:
            self._run("seed", self.folder, "--server", server)
        self.description = json.loads((self.folder / "workplace.json").read_text())
        return self

    def __exit__(self, *_):
        self._run("stop", self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *arguments, **options):
        return subprocess.run([str(part) for part in (WORKPLACE, *arguments)], check=True, capture_output=True, text=True, **options).stdout

    def start_kontor(self, desktop, *arguments):
        """The first directory of the path is our own: programs that are started from Kontor may be replaced there."""
        programs = self.folder / "programs"
        programs.mkdir(exist_ok=True)
        return Program(desktop, BUILD / "bin/kontor", "--demo", self.folder / "workplace.json", *arguments,
                       environment={"PATH": f"{programs}:{os.environ['PATH']}", "TZ": os.environ.get("TZ", ZONE)})

    def user(self, login):
        return next(user for user in self.description["users"] if user["user"].startswith(login))

    def has(self, login, mailbox, subject):
        """Whether the server has a message with these words in its subject there."""
        found = self._run("doveadm", self.folder, "search", "-u", self.user(login)["user"], "mailbox", mailbox, "subject", subject)
        return bool(found.strip())

    def deliver(self, login, message):
        """Puts a message into somebody's inbox."""
        self._run("doveadm", self.folder, "save", "-u", self.user(login)["user"], "-m", "INBOX", input=message.replace("\n", "\r\n"))


class AgencyWorkplace(DemoWorkplace):
    """With all that the agency has: mail, more than a thousand events, tasks and contacts."""

    servers = ("dovecot", "exim", "radicale")
    seeded = ("dovecot", "radicale")


class CloudWorkplace(DemoWorkplace):
    """With the agency's files on the cloud as well as mail."""

    servers = ("dovecot", "exim", "cloud")
    seeded = ("dovecot", "cloud")

    def __enter__(self):
        super().__enter__()
        user = self.user("anna.mueller")
        self.cloud = Cloud(self.description["cloud"]["plain"]["url"], user["user"], user["password"])
        return self


class ChatWorkplace(DemoWorkplace):
    """With the agency's rooms as well as mail, and Jörg Weiß at the foreign client."""

    servers = ("dovecot", "exim", "synapse", "matrixpeer")
    seeded = ("dovecot", "synapse")

    def __enter__(self):
        super().__enter__()
        self.peer = Peer(self.description["matrixpeer"]["url"])
        self.domain = self.description["synapse"]["domain"]
        return self

    def identity(self, login):
        return f"@{login}:{self.domain}"


class BareWorkplace(DemoWorkplace):
    """With calendars and contacts as well as mail, and nothing in them but what a test puts there."""

    servers = ("dovecot", "exim", "radicale")
    seeded = ()

    def __enter__(self):
        self.zone_before = os.environ.get("TZ")
        os.environ["TZ"] = ZONE
        time.tzset()
        super().__enter__()
        user = self.user("anna.mueller")
        self.dav = Dav(self.description["radicale"]["url"] + "anna.mueller/", user["user"], user["password"], self.description["ca"])
        return self

    def __exit__(self, *exception):
        super().__exit__(*exception)
        os.environ.pop("TZ")
        if self.zone_before is not None:
            os.environ["TZ"] = self.zone_before
        time.tzset()
