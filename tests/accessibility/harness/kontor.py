# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kontor on a demo workplace of its own."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .case import BUILD, CHECKOUT
from .program import Program

WORKPLACE = CHECKOUT / "tests/workplace/workplace"


class DemoWorkplace:
    """Real servers with the mail of a fictional agency. Use as a context."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-a11y-"))
        self._run("start", "--dir", self.folder, "--until", os.getpid(), "dovecot", "exim")
        self._run("seed", self.folder)
        self.description = json.loads((self.folder / "workplace.json").read_text())
        return self

    def __exit__(self, *_):
        self._run("stop", self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *arguments):
        return subprocess.run([str(part) for part in (WORKPLACE, *arguments)], check=True, capture_output=True, text=True).stdout

    def start_kontor(self, desktop):
        return Program(desktop, BUILD / "bin/kontor", "--demo", self.folder / "workplace.json")

    def has(self, login, mailbox, subject):
        """Whether the server has a message with these words in its subject there."""
        user = next(user["user"] for user in self.description["users"] if user["user"].startswith(login))
        found = self._run("doveadm", self.folder, "search", "-u", user, "mailbox", mailbox, "subject", subject)
        return bool(found.strip())
