# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Xandikos 0.2: the difficult third CalDAV and CardDAV server.

It knows neither TLS nor passwords: whoever comes is Anna Müller.
"""

import subprocess
from .common import HOST, PEOPLE, Failure, answers_http, tail, wait_until


def start(workplace, tls, options):
    folder = workplace.path("xandikos")
    workplace.require_free("xandikos")
    command = ["xandikos", "-d", folder / "data", "--defaults", "--current-user-principal", f"/{PEOPLE[0][0]}/",
               "-l", HOST, "-p", str(workplace.port("xandikos"))]
    with open(folder / "log", "ab") as log:
        try:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        except FileNotFoundError:
            raise Failure("xandikos is not installed") from None
    workplace.started("xandikos", process.pid)
    wait_until(lambda: process.poll() is not None or answers_http(workplace.port("xandikos")), 20)
    if process.poll() is not None or not answers_http(workplace.port("xandikos")):
        raise Failure("Xandikos did not start:\n" + tail(folder / "log"))
    workplace.description["xandikos"] = {"url": f"http://localhost:{workplace.port('xandikos')}/"}
