# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every server of the workplace needs: its folder, its ports, its processes, and the description on disk."""

import contextlib
import fcntl
import json
import os
import pwd
import random
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DOMAIN = "beispielamt.test"
HOST = "127.0.0.1"

# Hosts of 127.0.0.0/8 that answer with a certificate a client must refuse. (Dovecot chooses certificates by address.)
BAD_CERTIFICATES = {"expired": "127.0.0.2", "wrongname": "127.0.0.3", "unknownca": "127.0.0.4"}

# name of the port -> offset in the block that starts at the base port
PORTS = {"imap": 0, "imaps": 1, "submission": 2, "submissions": 3, "lmtp": 4, "sieve": 5, "mta": 6,
         "cyrus-imap": 7, "cyrus-imaps": 8, "cyrus-lmtp": 9}

PEOPLE = [
    ("anna.mueller", "Anna Müller", "Referat Z 2 – Organisation und Digitalisierung"),
    ("joerg.weiss", "Jörg Weiß", "Referat B 4 – Straßenbau und Ingenieurbauwerke"),
    ("soeren.kraemer", "Sören Krämer", "Referat Z 5 – Informationstechnik"),
    ("ayse.yildiz", "Ayşe Yıldız", "Referat Z 1 – Personal"),
    ("katharina.gross", "Dr. Katharina Groß", "Abteilungsleitung Z"),
    ("poststelle", "Poststelle Bundesamt für Beispielwesen", "Innerer Dienst"),
]


def password(login):
    return f"{login}-geheim"


def users():
    return [{"address": f"{login}@{DOMAIN}", "user": f"{login}@{DOMAIN}", "password": password(login), "name": name}
            for login, name, _ in PEOPLE]


class Failure(Exception):
    """Something a person can act on; its text is the whole message."""


class Workplace:
    """One running set of servers below one folder."""

    def __init__(self, folder, base_port=0):
        self.folder = Path(folder).absolute()
        if len(str(self.folder)) > 60:
            raise Failure(f"{self.folder}: too long a path for the unix sockets of the servers (60 characters at most)")
        self.file = self.folder / "workplace.json"
        self.description = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.base_port = base_port or self.description.get("basePort", 0)
        self.account = pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            raise Failure("the servers refuse to run as the superuser; use ./dev shell")

    def port(self, name):
        return self.base_port + PORTS[name]

    def path(self, *parts):
        """A folder below the workplace's; made if it is not there."""
        folder = self.folder.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def choose_ports(self):
        """Keeps the ports of an earlier start, so that clients find the servers again."""
        if self.base_port:
            return
        for base in random.sample(range(20000, 32000, 20), 50):
            with contextlib.ExitStack() as stack:
                try:
                    for offset in PORTS.values():
                        trial = stack.enter_context(socket.socket())
                        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                        trial.bind(("0.0.0.0", base + offset))
                except OSError:
                    continue
            self.base_port = base
            return
        raise Failure("found no block of free ports")

    def processes(self):
        """Name -> process id of the servers that are alive."""
        return {name: entry["pid"] for name, entry in self.description.get("processes", {}).items()
                if is_same_process(entry)}

    def started(self, name, pid):
        self.description.setdefault("processes", {})[name] = {"pid": pid, "began": began(pid)}

    def save(self):
        self.description["pids"] = sorted(self.processes().values())
        aside = self.file.with_suffix(".new")
        aside.write_text(json.dumps(self.description, indent=2, ensure_ascii=False) + "\n")
        aside.replace(self.file)

    def stop(self, names=None):
        """Ends the named servers, or all; first politely, after five seconds with their children by force."""
        for name, pid in self.processes().items():
            if names and name not in names:
                continue
            family = [pid, *descendants(pid)]
            entries = [{"pid": p, "began": began(p)} for p in family]
            send(pid, signal.SIGTERM)
            if not wait_until(lambda: not any(is_same_process(e) for e in entries), 5):
                for e in entries:
                    if is_same_process(e):
                        send(e["pid"], signal.SIGKILL)
                wait_until(lambda: not any(is_same_process(e) for e in entries), 2)
            self.description["processes"].pop(name)
        if self.file.exists():
            self.save()


@contextlib.contextmanager
def one_at_a_time():
    """Starting takes a moment between finding a free port and taking it; nobody else may look then."""
    with open(f"/tmp/kontor-workplace-{os.getuid()}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def began(pid):
    """When the kernel started the process, in ticks: with the number it names a process for ever. None: it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def is_same_process(entry):
    return entry["began"] is not None and began(entry["pid"]) == entry["began"]


def descendants(pid):
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(child)]
    return found


def send(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def greets(port, beginning, host=HOST):
    """Whether a server on this port greets with these bytes."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), 2) as connection:
        connection.settimeout(2)
        return connection.recv(100).startswith(beginning)
    return False


def run(*command, **options):
    """Runs a command that has to succeed and shows what it said only when it did not.

    By way of a file, not a pipe: a daemon keeps its output open, and a reader would wait for it for ever.
    """
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    with tempfile.TemporaryFile() as output:
        done = subprocess.run([str(part) for part in command], stdout=output, stderr=output, **options)
        output.seek(0)
        said = output.read()
    if done.returncode:
        raise Failure(f"{command[0]} ended with {done.returncode}: {said.decode(errors='replace').strip()}")
    return said


def tail(file, lines=15):
    with contextlib.suppress(OSError):
        return "\n".join(Path(file).read_text(errors="replace").splitlines()[-lines:])
    return ""
