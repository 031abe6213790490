# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""rclone serve webdav: the careless third file server, which overwrites whatever If-Match says. Without TLS.

There is one tree, and everybody who signs in may do everything in it.
"""

import shutil
import subprocess

from .common import HOST, Failure, answers_http, htpasswd, tail, wait_until


def start(workplace, tls, options):
    folder = workplace.path("rclone")
    program = shutil.which("rclone")
    if not program:
        raise Failure("rclone is not installed")
    files = workplace.path("rclone", "files")
    (folder / "users").write_text(htpasswd())
    workplace.require_free("rclone")
    # What tests put into the folder behind its back is seen within a second, and what is uploaded lies there at once.
    command = [program, "serve", "webdav", files, "--config", "/dev/null", "--addr", f"{HOST}:{workplace.port('rclone')}",
               "--htpasswd", folder / "users", "--realm", "Dateien", "--etag-hash", "auto", "--dir-cache-time", "1s",
               "--vfs-cache-mode", "writes", "--vfs-write-back", "0s", "--cache-dir", folder / "cache"]
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/")
    workplace.started("rclone", process.pid)
    if not wait_until(lambda: process.poll() is not None or answers_http(workplace.port("rclone")), 10) or process.poll() is not None:
        raise Failure("rclone did not start:\n" + tail(folder / "log"))
    workplace.description["rclone"] = {"url": f"http://localhost:{workplace.port('rclone')}/", "folder": str(files)}
