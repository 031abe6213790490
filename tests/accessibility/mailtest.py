#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day's work with mail by somebody who hears the screen and has only keys."""

import sys
import time

from harness.case import ScreenReaderCase, main
from harness.desktop import wait_until
from harness.kontor import DemoWorkplace


class MailByEar(ScreenReaderCase):
    """In the order of the names; each begins in the list of messages."""

    title = "Kontor"

    @classmethod
    def start_program(cls, desktop):
        cls.workplace = cls.enterClassContext(DemoWorkplace())
        return cls.workplace.start_kontor(desktop)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The first round: what is on the servers comes in while the window is already there.
        if not wait_until(lambda: "unread" in cls.title_now(), 30):
            cls.keep("first-round")
            raise AssertionError("no mail arrived")
        cls.speech.wait_for_silence(1.0, 10)

    @staticmethod
    def title_now():
        from harness.program import active_title
        return active_title()

    def setUp(self):
        super().setUp()
        self.press("ctrl+1")
        self.heard(0.3)

    def go_to_list(self):
        """Round the window with F6 to the messages."""
        self.press_until("F6", "Messages List with", at_most=7)

    def test_01_the_window_says_where_one_is(self):
        self.press("ctrl+shift+w")
        self.hears("Mail", "Inbox")

    def test_02_every_part_says_its_name(self):
        self.go_to_list()
        self.press("Down")      # so that there is a message to go to
        self.heard()
        heard = []
        for _ in range(7):
            self.press("F6")
            heard.append(self.heard())
        everything = " ".join(heard)
        for part in ("Mail page tab", "Search messages text", "Folders", "anna.mueller", "Messages List with", "Message text read only text", "Synchronisation"):
            self.assertIn(part, everything)
        self.assertNotIn("", [words.strip() for words in heard])

    def test_03_unread_messages_are_found_and_read(self):
        self.go_to_list()
        self.press("End")
        self.heard()
        self.press("Home")
        if "Speiseplan" not in self.heard():     # where it stands depends on the weekday
            self.press_until("Down", "unread", "Kantine", "Speiseplan", at_most=20)
        self.press("Return")
        self.hears("Message text", "Guten Appetit!")
        self.press("Down")
        self.press("Down")
        self.hears("Montag")

    def test_04_a_fast_hand_is_followed(self):
        self.go_to_list()
        self.press("Home")
        self.heard(0.3)
        self.press(*["Down"] * 25)
        last = self.heard(0.8).split(" · ")[-1]
        self.press("ctrl+shift+w")
        self.hears("message 26 of")
        self.press("Up")
        self.heard()
        self.press("Down")
        self.hears(last[:30])

    def test_05_conversations_open_and_close(self):
        self.go_to_list()
        self.press("Home")
        self.press_until("Down", "conversation of", "collapsed", at_most=15)
        self.press("Right")
        self.hears("expanded")
        self.press("Left")
        self.hears("collapsed")

    def test_06_an_answer_reaches_its_reader(self):
        self.go_to_list()
        self.press("Home")
        self.press_until("Down", "Sören Krämer", "Wartungsfenster", at_most=8)
        time.sleep(0.5)         # the message itself
        self.press("ctrl+r")
        self.hears("Re: Wartungsfenster", "Message text")
        self.write("Danke, das passt gut.")
        self.press("Tab")
        self.heard()            # who comes back at once has never been away, says Orca
        self.press("shift+Tab")
        self.hears("Message text")
        self.press("ctrl+Return")
        self.sees_window("Kontor")
        arrived = wait_until(lambda: self.workplace.has("soeren.kraemer", "INBOX", "Re: Wartungsfenster am Samstag"), 40)
        self.assertTrue(arrived, "the answer did not arrive; heard " + str(self.speech.since))
        self.assertTrue(wait_until(lambda: self.workplace.has("anna.mueller", "Sent", "Re: Wartungsfenster am Samstag"), 20), "no copy in Sent")

    def test_07_searching_tells_how_many(self):
        self.press("ctrl+f")
        self.hears("Search messages")
        self.write("wartungsfenster")
        self.hears("found", seconds=8)
        self.assertNotIn("0 messages found", " ".join(self.speech.since).replace("10 messages", ""))
        self.press("ctrl+a", "BackSpace")
        self.press("Escape")
        self.heard()

    def test_08_moving_to_a_folder(self):
        self.go_to_list()
        self.press("Home")
        self.press_until("Down", "Sören Krämer", "Wartungsfenster", at_most=8)
        self.press("ctrl+shift+m")
        self.hears("Move to Folder", "Folder")
        self.assertNotIn("&", " ".join(self.speech.since))
        self.write("Rechnungen")
        self.hears("Rechnungen")
        self.press("Return")
        self.hears("Moved 1 message to “Rechnungen”")
        self.assertTrue(wait_until(lambda: self.workplace.has("anna.mueller", "Rechnungen", "Wartungsfenster"), 20))

    def test_09_deleting_and_taking_it_back(self):
        self.go_to_list()
        self.press("Home")
        self.press_until("Down", "IT-Betreuung", "4711", at_most=8)
        self.press("Delete", "ctrl+z")
        self.hears("Moved 1 message to the trash")
        self.assertTrue(wait_until(lambda: self.workplace.has("anna.mueller", "INBOX", "4711"), 20))

    def test_10_the_state_of_synchronisation(self):
        self.press_until("F6", "Synchronisation: Up to date", at_most=7)

    def test_11_the_outbox(self):
        self.press("ctrl+shift+o")
        self.hears("Outbox")
        self.sees_window("Outbox")
        self.press("Escape")
        self.sees_window("Kontor")

    def test_12_every_setting_has_a_name(self):
        self.press("ctrl+shift+comma")
        self.hears("Settings")
        self.each_tab_stop_speaks(8)

    def test_13_every_field_of_an_account_has_a_name(self):
        self.press("alt+f")
        self.heard()            # the first entry is said by itself
        self.press_until("Down", "Add Account", at_most=15)
        self.press("Return")
        self.hears("Account")
        told = self.each_tab_stop_speaks(16)
        for field in ("address", "Password", "Server"):
            self.assertIn(field.casefold(), told.casefold())

    def each_tab_stop_speaks(self, count):
        told = []
        for _ in range(count):
            self.press("Tab")
            words = self.heard(0.35)
            self.assertTrue(words.strip(), f"silence at stop {len(told) + 1}, after {told[-1:]}")
            self.assertNotIn("&", words)
            told.append(words)
        self.press("Escape")
        return " · ".join(told)


if __name__ == "__main__":
    sys.exit(main())
