# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every server of the workplace needs: its folder, its ports, its processes, and the description on disk."""

import base64
import contextlib
import hashlib
import json
import os
import pwd
import random
import re
import shutil
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
         "cyrus-imap": 7, "cyrus-imaps": 8, "cyrus-lmtp": 9, "cyrus-dav": 10, "radicale": 11, "xandikos": 12, "ldap": 13, "ldaps": 14,
         "apache": 15, "apache-tls": 16, "lighttpd": 17, "rclone": 18, "cloud": 19, "synapse": 20, "synapse-tls": 21, "synapse-oauth": 22,
         "synapse-oauth-tls": 23, "oidc": 24, "matrixpeer": 25}

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


def logins(login):
    """The names under which a person may sign in."""
    return login, f"{login}@{DOMAIN}"


def htpasswd():
    """Everybody's password as web servers read it; a plain hash, since they compute it anew for each request."""
    def line(name, login):
        return f"{name}:{{SHA}}{base64.b64encode(hashlib.sha1(password(login).encode()).digest()).decode()}\n"
    return "".join(line(name, login) for login, _, _ in PEOPLE for name in logins(login))


class Failure(Exception):
    """Something a person can act on; its text is the whole message."""


class Workplace:
    """One running set of servers below one folder."""

    def __init__(self, folder, base_port=0):
        self.home = Path(folder).absolute()
        self.folder = short_name(self.home)
        self.file = self.home / "workplace.json"
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

    def run_path(self, name):
        """A folder for sockets and the like, gone when nothing runs any more.

        Dovecot looks up where the folder really is, so a short name for a long path is not enough.
        """
        if self.folder == self.home:
            return self.path(name, "run")
        folder = Path(f"{self.folder}.run")
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid != os.getuid():
            raise Failure(f"{folder} belongs to somebody else")
        return folder

    def choose_ports(self):
        """Keeps the ports of an earlier start, so that clients find the servers again."""
        if self.base_port:
            return
        for base in random.sample(range(20000, 32000, 30), 50):
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

    def require_free(self, *names):
        for name in names:
            with socket.socket() as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    trial.bind(("0.0.0.0", self.port(name)))
                except OSError as problem:
                    raise Failure(f"port {self.port(name)} ({name}) cannot be used: {problem.strerror}; "
                                  "--base-port chooses others") from None

    def processes(self):
        """Name -> process id of the servers that are alive."""
        return {name: entry["pid"] for name, entry in self.description.get("processes", {}).items()
                if is_same_process(entry)}

    def started(self, name, pid):
        """Every server leads a session, by which its children are found even when it was killed."""
        self.description.setdefault("processes", {})[name] = {"pid": pid, "began": began(pid)}
        self.save()

    def save(self):
        self.description["pids"] = sorted(self.processes().values())
        aside = self.file.with_suffix(".new")
        aside.write_text(json.dumps(self.description, indent=2, ensure_ascii=False) + "\n")
        aside.replace(self.file)

    def stop(self, names=None):
        """Ends the named servers, or all."""
        for name, entry in list(self.description.get("processes", {}).items()):
            if not names or name in names:
                end(entry)
                self.description["processes"].pop(name)
        if self.file.exists():
            self.save()

    def leave(self):
        """Stops everything that runs and takes the folder's short name away."""
        self.stop()
        if self.folder != self.home:
            shutil.rmtree(f"{self.folder}.run", ignore_errors=True)
            self.folder.unlink(missing_ok=True)


def short_name(folder):
    """A path to the folder that every server takes.

    Unix sockets lie below it, whose paths may have 107 characters, and it stands in configuration files. So a folder
    with a long or peculiar path gets a symbolic link elsewhere.
    """
    if len(str(folder)) <= 60 and re.fullmatch(r"[\w./+-]+", str(folder), re.ASCII):
        return folder
    name = "kw-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    for place in ("/dev/shm", "/tmp", "/var/tmp"):
        link = Path(place, name)
        with contextlib.suppress(FileExistsError, OSError):
            link.symlink_to(folder)
        with contextlib.suppress(OSError):
            if link.lstat().st_uid == os.getuid() and os.readlink(link) == str(folder):
                return link
    raise Failure(f"{folder}: too long or peculiar a path for the servers, and no shorter name for it could be made")


@contextlib.contextmanager
def one_at_a_time():
    """Starting takes a moment between finding a free port and taking it; nobody else may look then.

    An abstract socket is a lock as wide as the ports are: one network namespace, whatever folders its users see.
    """
    with socket.socket(socket.AF_UNIX) as lock:
        def is_mine():
            with contextlib.suppress(OSError):
                lock.bind("\0kontor-workplace")
                return True
            return False
        if not wait_until(is_mine, 120):
            raise Failure("another workplace has been starting for two minutes")
        yield


def end(entry):
    """First politely, after five seconds by force, and then also its children."""
    family = family_of(entry)
    for process in family:
        if process["pid"] == entry["pid"] or not is_same_process(entry):
            send(process["pid"], signal.SIGTERM)
    if wait_until(lambda: not any(is_same_process(p) for p in family), 5):
        return
    for process in family_of(entry) + family:
        if is_same_process(process):
            send(process["pid"], signal.SIGKILL)
    wait_until(lambda: not any(is_same_process(p) for p in family), 2)


def family_of(entry):
    """The server and everything it started, also when itself is gone."""
    if began(entry["pid"]) not in (None, entry["began"]):
        return []                           # the number was given to another process
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and session(int(folder.name)) == entry["pid"]:
            found.append({"pid": int(folder.name), "began": began(int(folder.name))})
    return found


def session(pid):
    with contextlib.suppress(OSError):
        return os.getsid(pid)
    return None


def began(pid):
    """When the kernel started the process, in ticks: with the number it names a process for ever. None: it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def is_same_process(entry):
    return entry["began"] is not None and began(entry["pid"]) == entry["began"]


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


def listens(port):
    """Whether anybody takes connections on this port."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), 2):
        return True
    return False


def answers_http(port, context=None):
    """Whether a web server on this port answers, whatever it says."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), 2) as plain:
        plain.settimeout(5)
        with context.wrap_socket(plain, server_hostname=HOST) if context else plain as connection:
            connection.sendall(b"OPTIONS / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.recv(100).startswith(b"HTTP/")
    return False


def run(*command, **options):
    """Runs a command that has to succeed and shows what it said only when it did not.

    By way of a file, not a pipe: a daemon keeps its output open, and a reader would wait for it for ever.
    """
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run([str(part) for part in command], stdout=output, stderr=output, **options)
        except FileNotFoundError:
            raise Failure(f"{command[0]} is not installed") from None
        output.seek(0)
        said = output.read()
    if done.returncode:
        raise Failure(f"{command[0]} ended with {done.returncode}: {said.decode(errors='replace').strip()}")
    return said


def tail(file, lines=15):
    with contextlib.suppress(OSError):
        return "\n".join(Path(file).read_text(errors="replace").splitlines()[-lines:])
    return ""
