#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address book of somebody who hears the screen and has only keys."""

import sys
import time

from harness.case import ScreenReaderCase, main
from harness.desktop import wait_until
from harness.kontor import BareWorkplace


def card(uid, given, family, *more):
    return ["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{given} {family}", f"N:{family};{given};;;", *more, "END:VCARD"]


class ContactsByEar(ScreenReaderCase):
    """In the order of the names; each begins in the list of all contacts."""

    title = "Kontor"

    @classmethod
    def start_program(cls, desktop):
        cls.workplace = cls.enterClassContext(BareWorkplace())
        cls.dav = cls.workplace.dav
        cls.dav.make_book("kontakte", "Kontakte")
        put = lambda name, *lines: cls.dav.put(f"kontakte/{name}.vcf", card(*lines))  # noqa: E731
        put("bauer", "bauer", "Inge", "Bauer", "ORG:Tiefbau Nord", "EMAIL;TYPE=WORK:inge.bauer@tiefbau.example", "TEL;TYPE=WORK:0351 1111")
        put("fuchs", "fuchs", "Karl", "Fuchs", "ORG:Brueckenfreunde", "EMAIL;TYPE=HOME:karl@fuchs.example", "TEL;TYPE=CELL:0171 2222")
        put("fuchs2", "fuchs2", "Karl", "Fuchs", "EMAIL;TYPE=WORK:karl.fuchs@bruecken.example", "NOTE:Kennt jede Bruecke")
        put("winter", "winter", "Maria", "Winter", "ORG:Stadtwerke", "EMAIL;TYPE=WORK:winter@stadtwerke.example")
        cls.dav.put("kontakte/chor.vcf", ["BEGIN:VCARD", "VERSION:3.0", "UID:chor", "FN:Chor", "N:Chor;;;;", "X-ADDRESSBOOKSERVER-KIND:group",
                                          "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:winter", "END:VCARD"])
        return cls.workplace.start_kontor(desktop)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from harness.program import press
        press("ctrl+3")
        if not wait_until(lambda: cls.speech.wait_for(["Contacts List with"], 0) or cls.tried_again(), 30):
            cls.keep("first-round")
            raise AssertionError("no contacts arrived")
        cls.speech.wait_for_silence(1.0, 10)

    @classmethod
    def tried_again(cls):
        """The list may still have been empty when the focus came."""
        from harness.program import press
        press("F6")
        cls.speech.wait_for_silence(0.3, 2)
        return False

    def setUp(self):
        super().setUp()
        self.press("Escape", "ctrl+3")
        self.heard(0.3)

    def go_to(self, *words):
        self.press_until("F6", "Contacts List with", at_most=8)
        self.press("End")
        self.heard(0.3)
        self.press("Home")
        if not self.speech.wait_for(words, 1):
            self.press_until("Down", *words, at_most=8)

    def is_on_server(self, *words, seconds=20):
        arrived = wait_until(lambda: self.dav.with_words("kontakte", *words), seconds)
        if not arrived:
            self.keep(self._testMethodName)
        self.assertTrue(arrived, f"{words} never came to the server; heard {self.speech.since}\n{self.dav.all('kontakte')}")

    # -- hearing

    def test_01_the_pane_says_where_one_is(self):
        self.press("ctrl+shift+w")
        self.hears("Contacts", "All contacts")

    def test_02_every_part_says_its_name(self):
        self.go_to("Bauer")
        heard = []
        for _ in range(8):
            self.press("F6")
            heard.append(self.heard())
        everything = " ".join(heard)
        for part in ("Contacts page tab", "Search contacts", "Address books", "Contacts List with", "Contact details", "Synchronisation"):
            self.assertIn(part, everything)
        self.assertNotIn("", [words.strip() for words in heard], heard)

    def test_03_a_row_tells_who_it_is(self):
        self.go_to("Inge Bauer", "Tiefbau Nord", "inge.bauer@tiefbau.example")
        self.assertNotIn("not selected", self.heard())
        self.press("Down")
        self.hears("Karl Fuchs", "@")
        self.assertNotIn("not selected", self.heard())

    def test_04_somebody_is_found_by_typing(self):
        self.press("ctrl+f")
        self.hears("Search contacts")
        self.write("stadtw")
        self.hears("1 contact found")
        self.press("Down")
        self.hears("Maria Winter", "Stadtwerke", "winter@stadtwerke.example")
        self.press("ctrl+f", "ctrl+a", "BackSpace", "Escape")
        self.heard()

    def test_05_a_card_is_read_line_by_line(self):
        self.go_to("Inge Bauer")
        time.sleep(0.5)
        self.press("Return")
        self.hears("Contact details", "Email (Work): inge.bauer@tiefbau.example")
        self.press_until("Down", "0351 1111", at_most=6)

    # -- doing

    def test_06_a_contact_is_made(self):
        self.press("ctrl+n")
        self.hears("New Contact", "Given name")
        self.write("Nora")
        self.press("Tab")
        self.hears("Family name")
        self.write("Lindner")
        self.press_until("Tab", "Email 1 text", at_most=12)
        self.write("nora@lindner.example")
        self.press("Return")
        self.hears("The contact was created")
        self.is_on_server("FN:Nora Lindner", "nora@lindner.example")

    def test_07_every_field_of_the_editor_has_a_name(self):
        self.go_to("Inge Bauer")
        time.sleep(0.5)
        self.press("ctrl+e")
        self.hears("Edit Contact", "Given name", "Inge")
        told = []
        for _ in range(24):
            self.press("Tab")
            words = self.answer()
            self.assertTrue(words.strip(), f"silence after {told[-1:]}")
            self.assertNotIn("&", words)
            told.append(words)
        for field in ("Family name", "Shown as", "Organisation", "What Email 1 is for", "Email 1", "What Phone 1 is for", "Phone 1", "Remove Phone 1", "Add phone number"):
            self.assertIn(field, " ".join(told))
        self.press("Escape")

    def test_08_a_number_is_changed(self):
        self.go_to("Karl Fuchs", "Brueckenfreunde")
        time.sleep(0.5)
        self.press("ctrl+e")
        self.hears("Edit Contact", "Given name", "Karl")
        self.press(*["Tab"] * 10)
        self.heard()
        self.press_until("Tab", "Phone 1", "0171 2222", at_most=10)
        self.press("ctrl+a")
        self.write("0171 3333")
        self.press("Return")
        self.hears("The contact was saved")
        self.is_on_server("FN:Karl Fuchs", "0171 3333")

    def test_09_somebody_joins_a_group(self):
        self.go_to("Nora Lindner")
        self.press("ctrl+shift+g")
        if not self.speech.wait_for(["Chor"], 1):
            self.press_until("Down", "Chor", at_most=3)
        self.press("Return")
        self.hears("Added 1 contact to “Chor”")
        uid = self.dav.with_words("kontakte", "FN:Nora Lindner").partition("UID:")[2].partition("\n")[0].removeprefix("urn:uuid:")
        self.is_on_server("FN:Chor", uid)

    def test_10_two_cards_of_one_person_become_one(self):
        self.go_to("Karl Fuchs")
        self.press("shift+Down")
        self.hears("Karl Fuchs")
        self.press("ctrl+m")
        self.hears("Merge Contacts", "Karl Fuchs, Karl Fuchs", "Merge button")
        self.assertEqual(1, self.heard().count("are kept"))
        self.press("Return")
        self.hears("Merged 2 contacts into one")
        self.is_on_server("FN:Karl Fuchs", "karl@fuchs.example", "karl.fuchs@bruecken.example", "Kennt jede Bruecke")
        self.assertTrue(wait_until(lambda: self.dav.all("kontakte").count("FN:Karl Fuchs") == 1, 20))

    def test_11_a_mail_is_written_to_somebody(self):
        self.go_to("Inge Bauer")
        time.sleep(0.3)
        self.press("ctrl+shift+n")
        self.sees_window("New Message")
        self.heard()
        self.press_until("shift+Tab", "To", "inge.bauer@tiefbau.example", at_most=8)
        self.press("Escape")

    def test_12_deleting_and_taking_it_back(self):
        self.go_to("Maria Winter")
        self.press("Delete")
        self.hears("Deleted 1 contact")
        self.press("ctrl+z")
        self.hears("Taken back")
        self.is_on_server("FN:Maria Winter")

    def test_13_the_state_of_synchronisation(self):
        self.press_until("F6", "Synchronisation: Up to date", at_most=8)


if __name__ == "__main__":
    sys.exit(main())
