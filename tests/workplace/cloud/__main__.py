# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 -m cloud --folder F --port N --users FILE: serves until it is told to end."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from . import state
from .server import Cloud, User
from .settings import Settings
from .tree import Tree

SWITCH = 0.0005     # seconds a thread may compute while others wait; they are many and want little


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tls", type=Path, help="where server.pem and server.key lie; without TLS is possible as well then")
    parser.add_argument("--users", type=Path, required=True)
    parser.add_argument("--settings", type=json.loads, default={})
    parser.add_argument("--group-folder", action="append", default=[], metavar="NAME")
    options = parser.parse_args()

    endings = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, endings)       # in all threads, so that the wait below gets them
    settings = Settings()
    settings.update(options.settings)
    users = [User(**each) for each in json.loads(options.users.read_text())]
    cloud = Cloud(Tree(options.folder), settings, users, options.host, options.port, options.tls)
    state.load(cloud)
    for name in options.group_folder:
        cloud.add_group_folder(name)
    for home in list(cloud.tree.homes.values()):
        cloud.tree.scan(home)

    sys.setswitchinterval(SWITCH)
    threading.Thread(target=cloud.listen, daemon=True).start()
    print("ready", flush=True)
    signal.sigwait(endings)
    state.save(cloud)
    os._exit(0)


main()
