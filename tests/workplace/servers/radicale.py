# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Radicale 3.5: the everyday CalDAV and CardDAV server, over TLS only.

Everybody has the calendars below their own name. Those whose name begins with "team-" may be read by all and written by
Jörg Weiß too; those that begin with "raum-" may only be read, also by whom they belong to.
"""

import ssl
import subprocess
import sys
from string import Template

from .common import HOST, PEOPLE, Failure, answers_http, password, tail, wait_until

CONFIGURATION = Template("""\
[server]
hosts = $host:$port
max_connections = 100
max_content_length = 100000000
timeout = 120
ssl = True
certificate = $tls/server.pem
key = $tls/server.key
[auth]
type = htpasswd
htpasswd_filename = $folder/users
htpasswd_encryption = plain
strip_domain = True
lc_username = True
delay = 0
[rights]
type = from_file
file = $folder/rights
[storage]
filesystem_folder = $folder/collections
[web]
type = none
[logging]
level = warning
""")

# Radicale waits for the disk after every file, and only its own tests may tell it not to.
PROGRAM = """\
from radicale import config
from radicale.__main__ import run
config.DEFAULT_CONFIG_SCHEMA["storage"]["_filesystem_fsync"]["value"] = "False"
run()
"""

RIGHTS = """\
[root]
user: .+
collection:
permissions: R
[principal]
user: .+
collection: {user}
permissions: RW
[rooms]
user: .+
collection: [^/]+/raum-[^/]+
permissions: r
[own]
user: .+
collection: {user}/[^/]+
permissions: rw
[principals of others]
user: .+
collection: [^/]+
permissions: R
[team, writing]
user: joerg\\.weiss
collection: [^/]+/team-[^/]+
permissions: rw
[team, reading]
user: .+
collection: [^/]+/team-[^/]+
permissions: r
"""


def start(workplace, tls, options):
    folder = workplace.path("radicale")
    workplace.path("radicale", "collections")
    (folder / "users").write_text("".join(f"{login}:{password(login)}\n" for login, _, _ in PEOPLE))
    (folder / "rights").write_text(RIGHTS)
    (folder / "config").write_text(CONFIGURATION.substitute(folder=folder, tls=tls, host=HOST, port=workplace.port("radicale")))
    workplace.require_free("radicale")
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, "-C", folder / "config"],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/")
    workplace.started("radicale", process.pid)
    context = ssl.create_default_context(cafile=tls / "ca.pem")
    wait_until(lambda: process.poll() is not None or answers_http(workplace.port("radicale"), context), 20)
    if process.poll() is not None or not answers_http(workplace.port("radicale"), context):
        raise Failure("Radicale did not start:\n" + tail(folder / "log"))
    workplace.description["radicale"] = {"url": f"https://localhost:{workplace.port('radicale')}/"}
