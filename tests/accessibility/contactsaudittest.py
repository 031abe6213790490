#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the address book, its editor and its dialogs: names, roles, labels, the way of the keyboard, and the colours, light and dark."""

import time

from harness.auditcase import AuditCase, main
from harness.kontor import AgencyWorkplace
from harness.program import press, write


class ContactsByDay(AuditCase):
    """Each with a walk over all that one reaches."""

    pane_key = "ctrl+3"

    @classmethod
    def make_workplace(cls):
        return AgencyWorkplace()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        press("ctrl+3")
        time.sleep(3)

    def setUp(self):
        super().setUp()
        press("Home")
        time.sleep(0.5)

    def menu(self, *keys):
        for key in keys:
            press(key)
            time.sleep(0.3)

    def test_list_and_card(self):
        press("Down", "Down", "Down")
        time.sleep(0.5)
        self.look_at()

    def test_editor(self):
        press("Down", "Down", "Down")
        time.sleep(0.5)
        press("ctrl+e")
        self.look_at("Edit Contact", extra_keys=())

    def test_new_contact(self):
        press("ctrl+n")
        self.look_at("New Contact", extra_keys=())

    def test_merging(self):
        press("Down", "shift+Down")
        time.sleep(0.5)
        press("ctrl+m")
        self.look_at("Merge Contacts", extra_keys=(), known=[("target", 'radio button "', "its words cannot wrap and stand beside it; the buttons above choose as well")])

    def test_new_group(self):
        press("Down", "ctrl+shift+g")
        time.sleep(0.5)
        press("n")
        self.look_at("New Group", extra_keys=())

    def test_search(self):
        press("ctrl+f")
        write("bonn")
        time.sleep(1)
        press("Down")
        self.look_at()
        press("ctrl+f", "Escape")

    def test_nobody_found(self):
        press("ctrl+f")
        write("qqqq")
        time.sleep(1)
        self.look_at()
        press("ctrl+f", "Escape")


class ContactsByNight(ContactsByDay):
    """Only the colours, and they are dark."""

    scheme = "dark"


if __name__ == "__main__":
    main()
