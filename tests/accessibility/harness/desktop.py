# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""X server, session bus, accessibility bus, window manager and Orca, all of our own and gone at the end."""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BECOME_SUBREAPER = 36       # prctl(PR_SET_CHILD_SUBREAPER)

ORCA_SETTINGS = {
    "startingProfile": ["Default", "default"], "activeProfile": ["Default", "default"],
    "speechServerFactory": "spokenwords", "enableSpeech": True, "speechVerbosityLevel": 1,
    "enableBraille": False, "enableBrailleMonitor": False, "enableSound": False, "enableMouseReview": False,
    "enableKeyEcho": False, "enableEchoByCharacter": False, "enableEchoByWord": False, "beepProgressBarUpdates": False,
}


class DesktopFailure(Exception):
    """The desktop could not be started; its text says why."""


class Desktop:
    """Use as a context. Sets the environment of this process: import Atspi only inside."""

    def __init__(self, screen_reader=True, locale="C.UTF-8", size="1280x1024"):
        self.screen_reader, self.locale, self.size = screen_reader, locale, size
        self.folder = None
        self.processes = []
        self.times = {}

    # -- start and stop

    def __enter__(self):
        self.began = time.monotonic()
        self.before = dict(os.environ)
        ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-desktop-"))
        try:
            self._environment()
            self._x_server()
            self._buses()
            self._window_manager()
            if self.screen_reader:
                self._orca()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            end(process)
        # What the buses started on demand has no other parent left than us.
        for pid in descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        os.environ.clear()
        os.environ.update(self.before)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name, *command, **options):
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                   stdout=options.pop("stdout", log), stderr=log, **options)
        log.close()
        self.processes.append(process)
        return process

    def log(self, name):
        file = self.folder / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def _reached(self, what):
        self.times[what] = round(time.monotonic() - self.began, 2)

    # -- the parts

    def _environment(self):
        for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "QT_QPA_PLATFORM", "XAUTHORITY", "LANGUAGE"):
            os.environ.pop(name, None)
        for name, folder in {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
                             "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state"}.items():
            path = self.folder / folder
            path.mkdir(mode=0o700)
            os.environ[name] = str(path)
        os.environ.update({"LANG": self.locale, "LC_ALL": self.locale, "XDG_SESSION_TYPE": "x11", "GSETTINGS_BACKEND": "memory",
                           "GTK_A11Y": "atspi", "NO_AT_BRIDGE": "0", "LIBGL_ALWAYS_SOFTWARE": "1", "QT_QPA_PLATFORM": "xcb"})

    def _x_server(self):
        reading, writing = os.pipe()
        self.start("xvfb", "Xvfb", "-displayfd", writing, "-screen", "0", f"{self.size}x24", "-nolisten", "tcp", "-noreset",
                   pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as stream:
            number = stream.readline().strip()
        if not number:
            raise DesktopFailure("the X server did not start:\n" + self.log("xvfb"))
        os.environ["DISPLAY"] = ":" + number
        self._reached("X server")

    def _buses(self):
        bus = self.start("bus", "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", stdout=subprocess.PIPE)
        address = bus.stdout.readline().decode().strip()
        if not address:
            raise DesktopFailure("the session bus did not start:\n" + self.log("bus"))
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
        # Before any program starts: Qt looks once.
        for name in ("IsEnabled", "ScreenReaderEnabled"):
            done = subprocess.run(["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus", "--method",
                                   "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", name, "<true>"], capture_output=True, check=False)
            if done.returncode:
                raise DesktopFailure("the accessibility bus did not start: " + done.stderr.decode())
        self._reached("accessibility bus")

    def _window_manager(self):
        # Without one there is no active window, and Orca says nothing.
        self.start("openbox", "openbox", "--sm-disable")

        def manages():
            told = subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], capture_output=True, check=False)
            return b"window id" in told.stdout
        if not wait_until(manages, 10):
            raise DesktopFailure("the window manager did not start:\n" + self.log("openbox"))
        self._reached("window manager")

    def _orca(self):
        # Orca refuses to start beside another one of the same user, and asks pgrep.
        if not wait_until(lambda: subprocess.run(["pgrep", "-x", "orca", "-u", str(os.getuid())], capture_output=True, check=False).returncode, 10):
            raise DesktopFailure("another Orca is running for this user")
        folder = self.folder / "orca"
        folder.mkdir()
        profile = {"profile": ["Default", "default"], "pronunciations": {}, "keybindings": {}}
        (folder / "user-settings.conf").write_text(json.dumps(
            {"general": ORCA_SETTINGS, "profiles": {"default": profile}, "pronunciations": {}, "keybindings": {}}))
        shutil.copy(HERE / "spokenwords.py", folder)
        self.words_file = self.folder / "words"
        self.words_file.touch()
        os.environ["KONTOR_SPOKEN_WORDS"] = str(self.words_file)
        self.start("orca", "orca", "--user-prefs", folder)
        if not wait_until(lambda: b"\n" in self.words_file.read_bytes(), 30):
            raise DesktopFailure("Orca did not start:\n" + self.log("orca"))
        self._reached("Orca")


def end(process, patience=3):
    """Ends one process that we started: politely, then by force."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def descendants(pid):
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [*descendants(int(child)), int(child)]
    return found


def wait_until(condition, seconds):
    end_of_patience = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end_of_patience:
            return False
        time.sleep(0.02)
    return True
