#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the tests: Orca speaks here, and the audit finds planted defects and nothing in a sound window."""

import sys
import unittest

from harness.case import BUILD, RESULTS, ScreenReaderCase, main
from harness.desktop import Desktop
from harness.program import Program

PROBE = BUILD / "bin/accessibilityprobe"


class Words(ScreenReaderCase):
    """What Orca says about a window of plain widgets."""

    title = "Probe"

    @classmethod
    def start_program(cls, desktop):
        return Program(desktop, PROBE)

    def test_1_labels_and_lists(self):
        self.press("Tab")
        self.hears("Fruit", "Apple")
        self.press("Down")
        self.hears("Birne")
        self.press("shift+Tab")
        self.hears("Your name")

    def test_2_reading_by_lines(self):
        self.press("Tab")
        self.press("Tab")
        self.hears("Story")
        self.press("Down")
        self.hears("Second line")
        self.press("Right")
        self.hears("e")
        self.press("End")
        self.press("ctrl+Left")
        self.hears("line")

    def test_3_announcements(self):
        self.press("Tab")
        self.press("space")
        self.hears("Three new messages")

    def test_4_questions(self):
        self.press("ctrl+d")
        self.hears("Delete 3 messages?")
        self.sees_window("Delete")
        self.press("Escape")
        self.sees_window("Probe")


def audit(*arguments):
    from harness.audit import Audit
    from harness.tree import window_of
    with Desktop(screen_reader=False) as desktop:
        program = Program(desktop, PROBE, *arguments)
        try:
            assert program.wait_for_window("Probe"), program.output()
            window = window_of(program.accessible(), "Probe")
            looked = Audit(window, extra_keys=())
            return looked.run(), looked.order
        finally:
            program.stop()


def audit_in_a_process(*arguments):
    """The accessibility library keeps its first bus for the life of a process."""
    import json
    import subprocess
    done = subprocess.run([sys.executable, __file__, "--audit", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class AuditOfTheProbe(unittest.TestCase):
    """The audit against known windows."""

    def test_a_sound_window_passes(self):
        told = audit_in_a_process()
        self.assertEqual(told["findings"], [])
        self.assertEqual(len(told["order"]), 4, told["order"])

    def test_planted_defects_are_found(self):
        told = audit_in_a_process("--bad")
        rules = {rule for rule, _ in told["findings"]}
        self.assertLessEqual({"name", "keyboard", "contrast", "target", "trap"}, rules, told["findings"])
        self.assertTrue(any(rule == "contrast" and "Hard to read" in text for rule, text in told["findings"]), told["findings"])
        self.assertTrue(any(rule == "trap" and "Trap" in text for rule, text in told["findings"]), told["findings"])
        self.assertTrue(any(rule == "keyboard" and "Mouse only" in text for rule, text in told["findings"]), told["findings"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--audit"]:
        import json
        found, order = audit(*sys.argv[2:])
        print(json.dumps({"findings": [(finding.rule, str(finding)) for finding in found], "order": order}))
        sys.exit(0)
    RESULTS.mkdir(parents=True, exist_ok=True)
    sys.exit(main())
