# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of a test: a desktop with a screen reader, a program, keys, and words."""

import os
import sys
import time
import unittest
from pathlib import Path

from .desktop import Desktop
from .program import active_title, close_dialogs, press, write
from .screen import save
from .speech import Speech

CHECKOUT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("KONTOR_BUILD", CHECKOUT / "build/dev"))
RESULTS = BUILD / "accessibility"


class ScreenReaderCase(unittest.TestCase):
    """Each class has a desktop of its own; its tests run in the order of their names in one program."""

    title = ""                  # of the main window
    locale = "C.UTF-8"
    size = "1440x900"

    @classmethod
    def start_program(cls, desktop):
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        cls.desktop = cls.enterClassContext(Desktop(locale=cls.locale, size=cls.size))
        cls.speech = Speech(cls.desktop.words_file)
        cls.program = cls.start_program(cls.desktop)
        cls.addClassCleanup(cls.program.stop)
        if not cls.program.wait_for_window(cls.title):
            cls.keep("start")
            raise AssertionError(f'no window "{cls.title}" but "{active_title()}":\n{cls.program.output()}')
        cls.speech.wait_for_silence()

    @classmethod
    def keep(cls, name):
        """Leaves a picture and what was said behind, for whoever looks for the reason."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        save(RESULTS / f"{cls.__name__}-{name}.png")
        (RESULTS / f"{cls.__name__}-{name}.txt").write_text("\n".join(cls.speech.transcript) + "\n", encoding="utf-8")
        (RESULTS / f"{cls.__name__}-{name}.log").write_text(cls.program.output() if hasattr(cls, "program") else "", encoding="utf-8")

    def setUp(self):
        self.assertTrue(self.program.is_running(), "the program has ended:\n" + self.program.output()[-2000:])
        self.speech.note(f"== {self._testMethodName}")
        close_dialogs(self.title)
        self.speech.wait_for_silence(quiet=0.3)
        self.speech.forget()

    def tearDown(self):
        outcome = getattr(self._outcome, "result", None)
        if outcome and any(case is self for case, _ in [*outcome.failures, *outcome.errors]) or sys.exc_info()[0]:
            self.keep(self._testMethodName)

    def press_until(self, key, *parts, at_most=12):
        """Presses the key until these parts are said; how often that took."""
        for times in range(1, at_most + 1):
            self.press(key)
            if self.speech.wait_for(parts, 1.2):
                return times
        self.keep(self._testMethodName)
        self.fail(f"{at_most} times {key}, but never heard {parts}; last: {self.speech.since}")

    # -- what a person does and hears

    def press(self, *keys):
        self.speech.forget()
        self.speech.note("[" + " ".join(keys) + "]")
        press(*keys)

    def write(self, text):
        self.speech.forget()
        self.speech.note(f'"{text}"')
        write(text)

    def hears(self, *parts, seconds=6):
        """What is said since the last key holds these parts in this order."""
        if not self.speech.wait_for(parts, seconds):
            self.keep(self._testMethodName)
            self.fail(f"wanted {parts}, heard {self.speech.since}; the active window is \"{active_title()}\"")

    def hears_one_of(self, *alternatives, seconds=6):
        """The first of the alternatives that is said."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for part in alternatives:
                if self.speech.wait_for([part], 0):
                    return part
            time.sleep(0.02)
        self.keep(self._testMethodName)
        self.fail(f"wanted one of {alternatives}, heard {self.speech.since}")

    def heard(self, quiet=0.4):
        """Everything since the last key, once there is silence."""
        self.speech.wait_for_silence(quiet)
        return " · ".join(self.speech.since)

    def answer(self, quiet=0.3, seconds=3):
        """What is said to the last key, however late that begins; nothing if nothing is said."""
        end = time.monotonic() + seconds
        while not self.speech.since and time.monotonic() < end:
            self.speech.collect()
            time.sleep(0.02)
        return self.heard(quiet)

    def sees_window(self, title, seconds=10):
        if not self.program.wait_for_window(title, seconds):
            self.keep(self._testMethodName)
            self.fail(f'wanted the window "{title}", but "{active_title()}" is in front; heard {self.speech.since}')


def main():
    """unittest, with a second try for a class that failed: the order of words after a window closes is Orca's own."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    if len(sys.argv) > 1:
        suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:], sys.modules["__main__"])
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    if result.wasSuccessful():
        return 0
    failed = {type(case) for case, _ in result.failures + result.errors if isinstance(case, unittest.TestCase)}
    if not failed:
        return 1
    print("\nonce more: " + ", ".join(case.__name__ for case in failed), file=sys.stderr)
    again = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromTestCase(case) for case in failed)
    return 0 if unittest.TextTestRunner(verbosity=2).run(again).wasSuccessful() else 1
