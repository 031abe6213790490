# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The foreign Matrix client (tests/workplace/peer), signed in to Synapse as one of the people."""

import http.client
import json
from pathlib import Path

from . import node
from .common import HOST, Failure, listens, password

OBLIGING = {"accept": True, "confirm": True, "echo": True}
PROGRAM = Path(__file__).resolve().parents[1] / "peer/main.mjs"


def start(workplace, tls, options):
    if "synapse" not in workplace.processes():
        raise Failure("matrixpeer needs the server synapse; name it first")
    workplace.require_free("matrixpeer")
    port = workplace.port("matrixpeer")
    node.start(workplace, "matrixpeer", PROGRAM, [port, workplace.description["synapse"]["plain"]["url"]], lambda: listens(port))
    session = tell(port, "login", {"user": options.peer, "password": password(options.peer)})
    recovery = workplace.path("matrixpeer") / "recovery"
    if recovery.exists():
        tell(port, "restore", {"recoveryKey": recovery.read_text()})
        tell(port, "auto", OBLIGING)
    workplace.description["matrixpeer"] = {"url": f"http://localhost:{port}/", "user": session["user"], "device": session["device"]}


def settle(workplace):
    """Makes it somebody who stays the same over all starts, verifies whoever asks, and answers: for the demo."""
    port = workplace.port("matrixpeer")
    (workplace.path("matrixpeer") / "recovery").write_text(tell(port, "setUp", {})["recoveryKey"])
    tell(port, "auto", OBLIGING)


def tell(port, command, order):
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("POST", f"/{command}", json.dumps(order))
        answer = connection.getresponse()
        said = json.loads(answer.read())
    finally:
        connection.close()
    if answer.status != 200:
        raise Failure(f"the foreign client, told to {command}: {said['error']}")
    return said
