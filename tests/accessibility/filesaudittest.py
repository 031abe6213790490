#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the files pane and its dialogs: names, roles, labels, the way of the keyboard, and the colours, light and dark."""

import time

from harness.auditcase import AuditCase, main
from harness.kontor import CloudWorkplace
from harness.program import press, write


class FilesByDay(AuditCase):
    """Each with a walk over all that one reaches."""

    pane_key = "ctrl+5"

    @classmethod
    def make_workplace(cls):
        return CloudWorkplace()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        press("ctrl+5")
        time.sleep(3)

    def choose(self, name):
        press("Home")
        write(name)
        time.sleep(0.5)

    def test_list_and_details(self):
        self.choose("Dienst")
        self.look_at()

    def test_search(self):
        press("ctrl+f")
        write("akte")
        time.sleep(1)
        press("Down")
        self.look_at()
        press("ctrl+f", "Escape")

    def test_new_folder(self):
        press("ctrl+shift+n")
        write("a/b")
        self.look_at("New Folder", extra_keys=())

    def test_sharing(self):
        self.choose("Urlaub")
        press("ctrl+shift+s")
        time.sleep(1)
        self.look_at("Share", extra_keys=())

    def test_versions(self):
        self.choose("Dienst")
        press("ctrl+h")
        time.sleep(1)
        self.look_at("Versions", extra_keys=())

    def test_moving(self):
        self.choose("Dienst")
        press("ctrl+shift+m")
        self.look_at("Move", extra_keys=())


class FilesByNight(FilesByDay):
    """Only the colours, and they are dark."""

    scheme = "dark"


if __name__ == "__main__":
    main()
