# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of Debian sid, unpacked below KONTOR_SID: their own loader runs them with their own libraries, in any system."""

import os
from pathlib import Path

from .common import Failure


def folder():
    root = Path(os.environ.get("KONTOR_SID", "/opt/sid"))
    if not (root / "usr/bin/python3").exists():
        raise Failure(f"Synapse is not here: {root} holds nothing of Debian sid; ./dev makes it, and KONTOR_SID names it")
    return root


def python():
    """The beginning of a command, and the environment it needs."""
    root = folder()
    loader = next(root.glob("usr/lib*/ld-linux*.so.*"), None) or next(root.glob("usr/lib/*/ld-linux*.so.*"))
    libraries = next(root.glob("usr/lib/*-linux-gnu*"))
    name = root / "usr/bin/python3"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_"))}
    return ([str(loader), "--library-path", str(libraries), "--argv0", str(name), str(name.resolve())],
            {**environment, "PYTHONHOME": str(root / "usr"), "PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1"})
