# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program under test, used with the keyboard alone."""

import os
import subprocess
import time

from .desktop import end, wait_until


def xdotool(*arguments):
    return subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True, check=False).stdout.strip()


class Program:
    """Starts a program and waits for its windows."""

    def __init__(self, desktop, *command, environment=None):
        self.desktop, self.command = desktop, command
        self.began = time.monotonic()
        self.process = desktop.start("program", *command, env={**os.environ, **(environment or {})})

    def stop(self):
        end(self.process)

    def output(self):
        return self.desktop.log("program")

    def is_running(self):
        return self.process.poll() is None

    def wait_for_window(self, title, seconds=30):
        """Until the active window's title contains the text."""
        return wait_until(lambda: is_in_front(title) or not self.is_running(), seconds) and self.is_running()

    def accessible(self, seconds=15):
        """Its root in the accessibility tree."""
        from .tree import application
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            root = application(self.process.pid)
            if root is not None and root.get_child_count():
                return root
            time.sleep(0.05)
        return None


def active_title():
    return xdotool("getactivewindow", "getwindowname")


def is_in_front(title):
    """Whether the active window's own title, without the program's name behind it, contains the text."""
    return title.casefold() in active_title().removesuffix(" — Kontor").casefold()


def press(*keys):
    """Keys as xdotool names them: Down, F6, ctrl+r. One after the other."""
    subprocess.run(["xdotool", "key", "--delay", "20", *keys], check=True)


def write(text):
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)


def close_dialogs(title, attempts=5):
    """Escape until the window with this title is in front again."""
    for _ in range(attempts):
        if wait_until(lambda: is_in_front(title), 0.5):
            return True
        press("Escape")
    return is_in_front(title)
