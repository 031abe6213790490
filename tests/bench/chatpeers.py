#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""NeoChat and Nheko with the account of 500 rooms and 200,000 events, as one sees them: on a screen of their own, by its pictures.

    ./dev shell python3 -B tests/bench/chatpeers.py [nheko] [neochat]

Prints a line a figure without a target. Both are signed in by what they keep on disk. "start" is from a start of the program to the
list of rooms as it stays: of Nheko without network; NeoChat shows no room before it has asked the server, so of NeoChat with network.
"switch" is from a click on a room seen before to its messages as they stay. Both hold only the
newest messages of each room, fetched with the rooms, where Kontor has all 200,000. Neither searches all cached messages: NeoChat asks
the server, Nheko looks through one room. Their turns of the event loop cannot be seen from outside. It takes six minutes.
"""

import ctypes
import ctypes.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
WORKPLACE = HERE.parent / "workplace"
WIDTH, HEIGHT = 1280, 800

# Where the list of rooms is on the screen, the messages, what to click on first, and rooms to click on. Nheko asks about encryption at each
# start, so that only an edge of its list of spaces can be seen; the question is refused before rooms are clicked on.
PLACES = {"nheko": {"list": (0, 46, 20, 730), "messages": (295, 570, 380, 160), "before": (1213, 761), "rooms": [(150, y) for y in (200, 260, 320, 380)]},
          "neochat": {"list": (0, 70, 360, 660), "messages": (420, 520, 380, 200), "before": (27, 194), "rooms": [(200, y) for y in (150, 190, 230, 270)]}}


class Picture(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")] + [("data", ctypes.POINTER(ctypes.c_char))] + [
        (name, ctypes.c_int) for name in ("byte_order", "bitmap_unit", "bitmap_bit_order", "bitmap_pad", "depth", "bytes_per_line")]


class Screen:
    """An X server without a monitor, and what it shows."""

    def __init__(self, folder):
        with open(folder / "display", "w+") as told:
            self.server = subprocess.Popen(["Xvfb", "-displayfd", str(told.fileno()), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-noreset"], pass_fds=[told.fileno()], stderr=subprocess.DEVNULL)
            wait(lambda: (folder / "display").read_text().endswith("\n"), 20, "the X server")
        os.environ["DISPLAY"] = ":" + (folder / "display").read_text().strip()
        settings = Path(os.environ["XDG_CONFIG_HOME"], "openbox/rc.xml")
        settings.parent.mkdir(parents=True)
        settings.write_text(Path("/etc/xdg/openbox/rc.xml").read_text().replace("</applications>", '<application class="*"><maximized>yes</maximized></application></applications>'))
        self.manager = subprocess.Popen(["openbox", "--sm-disable"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self.x.XOpenDisplay.restype = self.x.XDefaultRootWindow.restype = ctypes.c_void_p
        self.x.XGetImage.restype = ctypes.POINTER(Picture)
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        self.root = ctypes.c_void_p(self.x.XDefaultRootWindow(self.display))

    def part(self, place):
        x, y, width, height = place
        picture = self.x.XGetImage(self.display, self.root, x, y, width, height, ctypes.c_ulong(0xFFFFFFFF), 2)
        data = ctypes.string_at(picture.contents.data, picture.contents.bytes_per_line * height)
        ctypes.CDLL(None).free(picture.contents.data)
        ctypes.CDLL(None).free(picture)
        return data

    def settle(self, place, began, quiet, patience, done=lambda: True):
        """Seconds from then until the place looked for the first time as it stays for the quiet time."""
        first, last, looks = time.monotonic(), None, None
        while True:
            now = time.monotonic()
            looks, before = self.part(place), looks
            if looks != before:
                first, last = now, looks
            if now - first > quiet and done():
                return first - began
            if now - began > patience:
                return float("nan") if last is None else first - began
            time.sleep(0.005)

    def click(self, place):
        subprocess.run(["xdotool", "mousemove", *map(str, place), "click", "1"], check=True)

    def close(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()


def wait(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"chatpeers: waited in vain for {what}")
        time.sleep(0.05)


def workplace(*arguments):
    subprocess.run([WORKPLACE / "workplace", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def sign_in(address, person):
    question = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": person["user"].partition("@")[0]}, "password": person["password"]}
    with urllib.request.urlopen(address + "_matrix/client/v3/login", json.dumps(question).encode(), timeout=60) as answer:
        return json.load(answer)


def configure(name, address, known):
    """What the program would have written itself when one had signed in."""
    settings = Path(os.environ["XDG_CONFIG_HOME"])
    address = address.rstrip("/")
    if name == "nheko":
        file = settings / "nheko/nheko.conf"
        text = (f"[General]\nrun_without_secure_secrets_service=true\n[auth]\naccess_token={known['access_token']}\ndevice_id={known['device_id']}\n"
                f"home_server={address}\nuser_id={known['user_id']}\n")
    else:
        file = settings / "KDE/neochat.conf"
        user = known["user_id"].replace("@", "%40").replace(":", "%3A")
        text = f"[Accounts]\n{user}\\homeserver={address}\n{user}\\device_id={known['device_id']}\n{user}\\keep_logged_in=true\n"
        subprocess.run(["secret-tool", "store", "--label=neochat", "user", known["user_id"], "server", "neochat", "type", "plaintext"], input=known["access_token"].encode(), check=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


class Program:
    def __init__(self, name, screen):
        self.began = time.monotonic()
        with open(f"{os.environ['HOME']}/{name}.log", "ab") as log:
            self.process = subprocess.Popen([name], stdout=log, stderr=log)
        self.screen = screen

    def work(self):
        """Seconds of the processor so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rest(self, patience):
        """Until it did nearly nothing for fifteen seconds: that is, the server has answered and it is through with it."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            before = self.work()
            time.sleep(15)
            if self.work() - before < 0.3:
                return
        print(f"chatpeers: {self.process.args[0]} did not come to rest", file=sys.stderr)

    def memory(self):
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def say(name, value, unit):
    print(f"chat/{name} {value:.3g} {unit}", flush=True)


def measure(name, folder, screen):
    places = PLACES[name]
    workplace("start", "--dir", folder / "w", "synapse")
    description = json.loads((folder / "w/workplace.json").read_text())
    address = description["synapse"]["plain"]["url"]
    configure(name, address, sign_in(address, description["users"][0]))

    program = Program(name, screen)
    time.sleep(60)                      # the server needs long for its first answer, while the program rests
    program.rest(300)
    say(f"memory-first-{name}", program.memory(), "MB")
    program.end()

    if name == "nheko":
        workplace("stop", folder / "w", "synapse")
    starts = []
    for number in range(4):
        program = Program(name, screen)
        starts.append(screen.settle(places["list"], program.began, 6, 60))
        if number < 3:
            program.end()
            time.sleep(2)
    say(f"start-{name}", 1000 * statistics.median(starts[1:]), "ms")
    screen.click(places["before"])
    time.sleep(2)
    switches = []
    for turn in range(3):
        for room in places["rooms"]:
            began = time.monotonic()
            screen.click(room)
            took = screen.settle(places["messages"], began, 1.5, 15)
            if turn:
                switches.append(took)
    say(f"switch-{name}", 1000 * statistics.median(switches), "ms")
    say(f"memory-{name}", program.memory(), "MB")
    subprocess.run(["import", "-window", "root", f"{os.environ.get('KONTOR_BENCH_PICTURES', folder)}/{name}.png"], check=False)
    program.end()


def main():
    if "KONTOR_CHATPEERS" not in os.environ:            # a bus and a key store of our own
        home = tempfile.mkdtemp(prefix="kw-")
        environment = {**os.environ, "KONTOR_CHATPEERS": home, "HOME": f"{home}/home", "QT_QPA_PLATFORM": "xcb", "LIBGL_ALWAYS_SOFTWARE": "1", "QT_QUICK_BACKEND": "software",
                       **{f"XDG_{kind}_HOME": f"{home}/home/{kind.lower()}" for kind in ("CONFIG", "DATA", "CACHE", "STATE")}}
        Path(environment["HOME"]).mkdir()
        unlock = "printf demo | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$@\""
        code = subprocess.run(["dbus-run-session", "--", "bash", "-c", unlock, "bash", sys.executable, "-B", __file__, *sys.argv[1:]], env=environment, check=False).returncode
        workplace("stop", f"{home}/w")
        shutil.rmtree(home, ignore_errors=True)
        sys.exit(code)
    folder = Path(os.environ["KONTOR_CHATPEERS"])
    subprocess.run([WORKPLACE / "generate-chat", folder / "w", "--until", str(os.getpid())], check=True, stdout=sys.stderr)
    screen = Screen(folder)
    try:
        for name in sys.argv[1:] or PLACES:
            measure(name, folder, screen)
    finally:
        screen.close()


if __name__ == "__main__":
    main()
