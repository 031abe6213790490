# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of an audit: windows are opened with keys, looked at, and closed."""

import subprocess
import sys
import time
import unittest

from .case import RESULTS
from .desktop import Desktop, wait_until
from .kontor import DemoWorkplace
from .program import active_title, close_dialogs, press
from .screen import save

# (rule, part of the place, reason): what is known and not ours to mend
KNOWN = [
    ("name", "QLineEditIconButton", "Qt's own pictures inside a field; they take no focus and what they do is done with keys, too"),
    ("keyboard", "QLineEditIconButton", "the same"),
    ("keyboard", "(monthNavigator)", "hands the focus on to its days"),
    ("keyboard", "(qt_calendar_", "of the small month: the keys Page Up and Page Down do the same among its days"),
    ("contrast", '(calendarColour)', "shows a colour, not words"),
    ("contrast", 'radio button "', "the ring that the style draws; the words stand beside it"),
    ("focus-visible", 'list "Reminder', "the style draws a chosen row alike with and without the focus"),
    ("focus-visible", 'button "', "the style draws a default button as strongly before it has the focus"),
]


class AuditCase(unittest.TestCase):
    """Each class has a desktop and a program of its own."""

    scheme = ""                 # "dark": the colours alone
    pane_key = "ctrl+1"

    @classmethod
    def make_workplace(cls):
        return DemoWorkplace()

    @classmethod
    def fill(cls, workplace):
        """Before the program starts."""

    @classmethod
    def setUpClass(cls):
        cls.workplace = cls.enterClassContext(cls.make_workplace())
        cls.fill(cls.workplace)
        cls.desktop = cls.enterClassContext(Desktop(screen_reader=False, size="1440x900"))
        cls.program = cls.workplace.start_kontor(cls.desktop, *(("--tour-scheme", cls.scheme) if cls.scheme else ()))
        cls.addClassCleanup(cls.program.stop)
        assert cls.program.wait_for_window("Kontor"), cls.program.output()
        assert wait_until(lambda: "unread" in active_title(), 30), "no mail arrived"
        time.sleep(2)

    def setUp(self):
        self.assertTrue(self.program.is_running(), "the program has ended:\n" + self.program.output()[-2000:])
        close_dialogs("Kontor")
        press(self.pane_key)
        time.sleep(0.3)

    def look_at(self, title="Kontor", extra_keys=("F6",), known=()):
        """A finding fails the test. Where only the colours are of interest there is no walk over the parts."""
        from .audit import Audit
        from .tree import window_of
        if not self.program.wait_for_window(title, 10):
            self.fail(f'"{title}" did not open; "{active_title()}" is in front')
        time.sleep(0.7)
        window = window_of(self.program.accessible(), title)
        self.assertIsNotNone(window, f'"{title}" is not in the accessibility tree')
        audit = Audit(window, extra_keys)
        findings = [finding for finding in (audit.colours() if self.scheme else audit.run())
                    if not any(finding.rule == rule and place in str(finding) for rule, place, _ in (*KNOWN, *known))]
        self.keep(audit.order, findings)
        self.assertEqual([], [str(finding) for finding in findings], "\n" + "\n".join(map(str, findings)))

    def keep(self, order, findings):
        RESULTS.mkdir(parents=True, exist_ok=True)
        name = f"audit-{type(self).__name__}-{self._testMethodName}"
        save(RESULTS / f"{name}.png")
        (RESULTS / f"{name}.txt").write_text("\n".join(["with the keyboard one reaches:", *order, "", "findings:", *map(str, findings)]) + "\n", encoding="utf-8")


def main():
    """One class in a process: libatspi stays with the first accessibility bus that it has seen."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    script = sys.modules["__main__"]
    classes = [name for name, value in vars(script).items()
               if isinstance(value, type) and issubclass(value, AuditCase) and unittest.defaultTestLoader.getTestCaseNames(value)]
    if len(sys.argv) > 1 or len(classes) == 1:
        unittest.main(verbosity=2)
    sys.exit(any([subprocess.run([sys.executable, script.__file__, name], check=False).returncode for name in classes]))
