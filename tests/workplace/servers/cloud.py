# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a Nextcloud (tests/workplace/cloud), with TLS and without on the same port.

Everybody signs in by address; what they are called inside is something else, for Jörg Weiß a number without any meaning.
"""

import json
import os
import ssl
import subprocess
import sys
import uuid
from pathlib import Path

from .common import HOST, PEOPLE, Failure, answers_http, logins, password, tail, wait_until

HERE = Path(__file__).resolve().parents[1]
NUMBERED = "joerg.weiss"                # as where a directory names people


def uid(login):
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{login}.beispielamt.test")) if login == NUMBERED else login


def users():
    everybody = "Bundesamt für Beispielwesen"
    return [{"uid": uid(login), "logins": list(logins(login)), "password": password(login), "name": name,
             "groups": [everybody, unit.partition(" – ")[0]]} for login, name, unit in PEOPLE]


def values(texts):
    """NAME=VALUE as the server knows them (cloud/settings.py); values are JSON or plain words."""
    chosen = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            chosen[name] = json.loads(value)
        except ValueError:
            chosen[name] = value
    return chosen


def settings(options):
    chosen = values(options.cloud_set)
    if options.cloud_quota:
        chosen["quota"] = size(options.cloud_quota)
    return chosen


def size(text):
    unit = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(text[-1:].upper())
    return int(float(text[:-1]) * unit) if unit else int(text)


def start(workplace, tls, options):
    folder = workplace.path("cloud")
    (folder / "users.json").write_text(json.dumps(users()))
    workplace.require_free("cloud")
    command = [sys.executable, "-B", "-m", "cloud", "--folder", folder, "--host", HOST, "--port", str(workplace.port("cloud")), "--tls", tls,
               "--users", folder / "users.json", "--settings", json.dumps(settings(options))]
    for name in options.cloud_group_folder:
        command += ["--group-folder", name]
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
                                   env={**os.environ, "PYTHONPATH": str(HERE)})
    workplace.started("cloud", process.pid)
    context = ssl.create_default_context(cafile=tls / "ca.pem")
    port = workplace.port("cloud")
    if not wait_until(lambda: process.poll() is not None or answers_http(port, context), 60) or process.poll() is not None:
        raise Failure("The stand-in for a Nextcloud did not start:\n" + tail(folder / "log"))
    workplace.description["cloud"] = {"url": f"https://localhost:{port}/", "plain": {"url": f"http://localhost:{port}/", "folder": str(folder / "data" / uid(PEOPLE[0][0]) / "files")},
                                      "uid": uid(PEOPLE[0][0]), "folder": str(folder / "data" / uid(PEOPLE[0][0]) / "files")}
