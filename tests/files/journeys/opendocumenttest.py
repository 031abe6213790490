#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is opened in a program of the desktop, from Kontor's own window: with a server, without, and with Kontor killed."""

import json
import os
import stat
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "accessibility"))

from harness.case import BUILD  # noqa: E402
from harness.desktop import Desktop, wait_until  # noqa: E402
from harness.kontor import CloudWorkplace  # noqa: E402
from harness.program import press, write  # noqa: E402

FILE = "Telefonliste.txt"
RESULTS = BUILD / "accessibility"

# As LibreOffice does it: a lock, a new file beside the old one, renamed over. It does what is put into its folder.
OFFICE = """\
#!/usr/bin/env python3
import os, pathlib, sys, time
told, document = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
lock = document.with_name(f".~lock.{document.name}#")
lock.write_text(",anna,host;")
with open(told / "opened", "a") as log:
    log.write(f"{document}\\n")
while not (told / "quit").exists():
    for wish in sorted(told.glob("save*")):
        new = document.with_name("lu4711abc.tmp")
        new.write_text(wish.read_text())
        os.replace(new, document)
        wish.unlink()
    time.sleep(0.05)
lock.unlink(missing_ok=True)
(told / "quit").unlink()
(told / "ended").touch()
"""


class OpenDocument(unittest.TestCase):
    """In the order of the names; all with one program, which ends and begins in between."""

    @classmethod
    def setUpClass(cls):
        cls.desktop = cls.enterClassContext(Desktop(screen_reader=False))
        cls.workplace = cls.enterClassContext(CloudWorkplace())
        cls.cloud = cls.workplace.cloud
        cls.told = cls.desktop.folder / "office"
        cls.told.mkdir()
        cls.install_office()
        cls.start()
        cls.addClassCleanup(lambda: cls.program.stop())

    @classmethod
    def start(cls):
        cls.program = cls.workplace.start_kontor(cls.desktop)
        if not cls.program.wait_for_window("Kontor"):
            raise AssertionError("no window:\n" + cls.program.output())

    @classmethod
    def install_office(cls):
        program = cls.told / "office.py"
        program.write_text(OFFICE)
        program.chmod(0o755)
        applications = Path(os.environ["XDG_DATA_HOME"]) / "applications"
        applications.mkdir(parents=True)
        (applications / "office.desktop").write_text(
            f"[Desktop Entry]\nType=Application\nName=Office\nExec={program} {cls.told} %f\nMimeType=text/plain;\n")
        (Path(os.environ["XDG_CONFIG_HOME"]) / "mimeapps.list").write_text("[Default Applications]\ntext/plain=office.desktop\n")
        menus = Path(os.environ["XDG_CONFIG_HOME"]) / "menus"        # without one KDE knows no applications
        menus.mkdir()
        (menus / "applications.menu").write_text(
            '<!DOCTYPE Menu PUBLIC "-//freedesktop//DTD Menu 1.0//EN" "http://www.freedesktop.org/standards/menu-spec/1.0/menu.dtd">\n'
            "<Menu><Name>Applications</Name><DefaultAppDirs/><Include><All/></Include></Menu>\n")
        os.environ.update({"XDG_CURRENT_DESKTOP": "KDE", "KDE_SESSION_VERSION": "6", "KDE_FULL_SESSION": "true"})
        subprocess.run(["kbuildsycoca6", "--noincremental"], capture_output=True, check=False)

    def tearDown(self):
        outcome = getattr(self._outcome, "result", None)
        if outcome and any(case is self for case, _ in [*outcome.failures, *outcome.errors]):
            from harness.screen import save
            RESULTS.mkdir(parents=True, exist_ok=True)
            save(RESULTS / f"{type(self).__name__}-{self._testMethodName}.png")
            (RESULTS / f"{type(self).__name__}-{self._testMethodName}.log").write_text(self.program.output(), encoding="utf-8")

    # -- what one does

    def opened(self):
        log = self.told / "opened"
        return [Path(line) for line in log.read_text().splitlines()] if log.exists() else []

    def open(self):
        """Finds the file in the pane and opens it; where the copy is."""
        before = len(self.opened())

        def tried():
            press("Escape", "ctrl+5", "ctrl+f", "ctrl+a")
            write(FILE)
            time.sleep(0.7)
            press("Down", "Return")
            return wait_until(lambda: len(self.opened()) > before, 3)
        self.assertTrue(wait_until(tried, 40), "the program was never started")
        return self.opened()[-1]

    def save(self, text):
        wish = self.told / "save1"
        (self.told / "new").write_text(text)
        (self.told / "new").rename(wish)
        self.assertTrue(wait_until(lambda: not wish.exists(), 10))

    def quit_office(self):
        (self.told / "quit").touch()
        self.assertTrue(wait_until((self.told / "ended").exists, 10))
        (self.told / "ended").unlink()

    def is_there(self, text, seconds=30):
        return wait_until(lambda: self.cloud.get(FILE) == text, seconds)

    def tell_cloud(self, what):
        return self.workplace._run("cloud", self.workplace.folder, what)

    def uploads(self):
        return [line for line in self.tell_cloud("requests").splitlines() if "PUT" in line and FILE in line]

    def copies(self):
        """All that lies among open copies but what is noted of them."""
        return [file for folder in self.folders() for file in folder.rglob("*") if file.is_file() and file.suffix != ".record" and file.name != "lock"]

    def folders(self):
        return list((Path(os.environ["XDG_RUNTIME_DIR"]) / "kontor").glob("open-*"))

    def lock(self):
        body = b'<propfind xmlns="DAV:"><prop><lock xmlns="http://nextcloud.org/ns"/></prop></propfind>'
        return b">1</" in self.cloud.ask("PROPFIND", self.cloud.files + FILE, body, Depth="0", Content_Type="application/xml")

    # -- the journey

    def test_1_saved_while_it_is_open(self):
        copy = self.open()
        self.assertEqual(copy.name, FILE)
        self.assertEqual(Path(os.environ["XDG_RUNTIME_DIR"]) / "kontor", copy.parents[2])
        for folder in copy.parents[:3]:
            self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(copy.stat().st_mode), 0o600)
        self.assertTrue(wait_until(self.lock, 10), "it is not locked on the server")
        self.tell_cloud("forget")
        self.save("first edit")
        self.assertTrue(self.is_there("first edit"))
        self.assertEqual(len(self.uploads()), 1, self.uploads())

    def test_2_saved_twice_without_a_server(self):
        self.workplace._run("stop", self.workplace.folder, "cloud")
        self.save("second edit")
        time.sleep(3)
        self.save("third edit")
        time.sleep(3)
        self.workplace._run("start", "--dir", self.workplace.folder, "--until", os.getpid(), "cloud")
        self.assertTrue(self.is_there("third edit", 90))
        time.sleep(2)
        self.assertEqual(len(self.uploads()), 1, self.uploads())

    def test_3_the_program_ends(self):
        self.quit_office()
        self.assertTrue(wait_until(lambda: not self.copies(), 20), self.copies())
        self.assertTrue(wait_until(lambda: not self.lock(), 20), "it is still locked on the server")
        for place in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            for file in Path(os.environ[place]).rglob("*"):
                if file.is_file() and ("recent" in str(file).casefold() or "thumbnail" in str(file)):
                    self.assertNotIn(FILE, file.read_text(errors="replace"), file)

    def test_4_kontor_is_killed(self):
        copy = self.open()
        self.program.process.kill()
        self.program.process.wait()
        self.save("fourth edit")
        self.quit_office()
        self.assertEqual(copy.read_text(), "fourth edit")
        self.tell_cloud("forget")
        self.start()
        self.assertTrue(self.is_there("fourth edit", 60), self.tell_cloud("requests"))
        # The first may be refused: the lock that outlived Kontor is another revision of the same.
        self.assertLessEqual(len(self.uploads()), 2, self.uploads())
        self.assertTrue(wait_until(lambda: not self.folders(), 20), self.folders())

    def test_5_kontor_ends_with_a_copy_open(self):
        copy = self.open()
        self.save("fifth edit")
        self.program.process.terminate()
        self.assertEqual(self.program.process.wait(30), 0)
        self.assertFalse(copy.exists())
        self.assertEqual(self.folders(), [])
        (self.told / "quit").touch()
        self.start()
        self.assertTrue(self.is_there("fifth edit", 60))


if __name__ == "__main__":
    unittest.main(verbosity=2, failfast=True)
