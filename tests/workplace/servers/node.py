# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs for Node.js, with the packages that npm installed below KONTOR_NPM."""

import os
import shutil
import subprocess
from pathlib import Path

from .common import Failure, tail, wait_until


def start(workplace, name, program, arguments, is_ready, **environment):
    """Starts it with a log of its own and waits until it is ready."""
    modules = Path(os.environ.get("KONTOR_NPM", "/opt/npm"))
    if not (modules / "workplace/node_modules").exists():
        raise Failure(f"{modules} holds no packages of npm; ./dev installs them, and KONTOR_NPM names their folder")
    node = shutil.which("node")
    if not node:
        raise Failure("Node.js is not installed (node)")
    folder = workplace.path(name)
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen([node, program, *(str(argument) for argument in arguments)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   start_new_session=True, cwd=folder, env={**os.environ, "KONTOR_NPM": str(modules), **environment})
    workplace.started(name, process.pid)
    if not wait_until(lambda: process.poll() is not None or is_ready(), 30) or process.poll() is not None:
        raise Failure(f"{name} did not start:\n" + tail(folder / "log"))
