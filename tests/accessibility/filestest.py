#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of somebody who hears the screen and has only keys."""

import sys

from harness.case import ScreenReaderCase, main
from harness.desktop import wait_until
from harness.kontor import CloudWorkplace


class FilesCase(ScreenReaderCase):
    """In the order of the names; each begins in the list of the topmost folder."""

    title = "Kontor"

    @classmethod
    def start_program(cls, desktop):
        cls.workplace = cls.enterClassContext(CloudWorkplace())
        cls.cloud = cls.workplace.cloud
        cls.cloud.put("Aktenplan.txt", "Der Aktenplan von Anna")
        return cls.workplace.start_kontor(desktop)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from harness.program import press
        press("ctrl+5")
        if not wait_until(lambda: cls.speech.wait_for(["anna.mueller"], 0) or cls.tried_again(), 30):
            cls.keep("first-round")
            raise AssertionError("no files arrived")
        press("Return")
        cls.speech.wait_for_silence(1.0, 10)

    @classmethod
    def tried_again(cls):
        """The space may not have been known yet when the focus came."""
        from harness.program import press
        press("a")
        cls.speech.wait_for_silence(0.3, 2)
        return False

    def setUp(self):
        super().setUp()
        self.press("Escape", "ctrl+5")
        self.heard(0.3)

    def go_to(self, name, *words):
        """Into the list and to an entry of the topmost folder, by typing how it begins."""
        self.press_until("F6", "Files List with", at_most=8)
        self.press("Home")
        self.heard(0.3)
        self.write(name[:8])
        self.hears(name, *words)

    def is_on_server(self, path, seconds=20):
        arrived = wait_until(lambda: self.cloud.has(path), seconds)
        if not arrived:
            self.keep(self._testMethodName)
        self.assertTrue(arrived, f"{path} never came to the server; heard {self.speech.since}")


class FilesByEar(FilesCase):
    def test_01_the_pane_says_where_one_is(self):
        self.press("ctrl+shift+w")
        self.hears("Files", "anna.mueller@")

    def test_02_every_part_says_its_name(self):
        self.go_to("Dienstplan.ods")
        heard = []
        for _ in range(8):
            self.press("F6")
            heard.append(self.heard())
        everything = " ".join(heard)
        for part in ("Files page tab", "Search files", "Places and folders", "Files List with", "Type: ODS spreadsheet", "Synchronisation"):
            self.assertIn(part, everything)
        self.assertNotIn("", [words.strip() for words in heard], heard)

    def test_03_a_row_tells_all_of_itself(self):
        self.go_to("Dienstplan.ods", "ODS spreadsheet", "939 B", "favorite")
        self.assertNotIn("not selected", self.heard())

    def test_04_into_a_folder_and_back(self):
        self.go_to("Projekte", "Folder")
        self.press("Return")
        self.hears("Barrierefreie Formulare")
        self.press("alt+Up")
        self.hears("Projekte")

    def test_05_something_is_found_by_its_name(self):
        self.press("ctrl+f")
        self.hears("Search files")
        self.write("telefonliste")
        self.hears("1 file found")
        self.press("Down")
        self.hears("Telefonliste.txt")
        self.press("ctrl+f", "ctrl+a", "BackSpace", "Escape")
        self.heard()

    def test_06_a_folder_is_made(self):
        self.go_to("Aktenplan.txt")
        self.press("ctrl+shift+n")
        self.hears("New Folder", "Name of the folder")
        self.write("Umzug")
        self.press("Return")
        self.hears("The folder “Umzug” was created")
        self.is_on_server("Umzug/")

    def test_07_an_impossible_name_is_explained(self):
        self.go_to("Aktenplan.txt")
        self.press("ctrl+shift+n")
        self.hears("New Folder")
        self.write("a/b")
        self.hears("A name cannot contain a slash")
        self.press("Escape")

    def test_08_a_file_is_renamed(self):
        self.go_to("Aktenplan.txt")
        self.press("F2")
        self.heard()
        self.press("ctrl+a")
        self.write("Aktenplan 2027.txt")
        self.press("Return")
        self.is_on_server("Aktenplan 2027.txt")
        self.assertFalse(self.cloud.has("Aktenplan.txt"))

    def test_09_a_file_becomes_a_favourite(self):
        self.go_to("Aktenplan 2027.txt")
        self.press("ctrl+d")
        self.hears("favo")
        self.assertTrue(wait_until(lambda: self.cloud.property("Aktenplan 2027.txt", "favorite") == "1", 20))

    def test_10_a_file_is_moved(self):
        self.go_to("Aktenplan 2027.txt")
        self.press("ctrl+shift+m")
        self.sees_window("Move To")
        self.hears("Folders List with")
        self.write("Umzug")
        self.hears("Umzug")
        self.press("Return")
        self.is_on_server("Umzug/Aktenplan 2027.txt")

    def test_11_a_file_is_kept_offline(self):
        self.go_to("Liesmich.md")
        self.press("ctrl+shift+f")
        self.hears("offline")

    def test_12_deleting_and_taking_it_back(self):
        self.go_to("Telefonliste.txt")
        self.press("Delete")
        self.hears("Telefonliste.txt", "trash")
        self.press("ctrl+z")
        self.hears("Taken back")
        self.is_on_server("Telefonliste.txt")

    def test_13_a_link_is_shared(self):
        self.go_to("Urlaubsplanung.ods")
        self.press("ctrl+shift+s")
        self.hears("Share", "Urlaubsplanung.ods")
        before = len(self.cloud.shares("Urlaubsplanung.ods"))
        self.press_until("Tab", "Create and Copy Link", at_most=14)
        self.press("space")
        self.hears("copied")
        self.assertEqual(len(self.cloud.shares("Urlaubsplanung.ods")), before + 1)
        self.press("Escape")

    def test_14_the_trash_gives_back(self):
        self.press_until("F6", "Places", at_most=8)
        self.press("Home")
        self.press_until("Down", "Trash", at_most=8)
        self.press("Return")
        self.hears("Deleted files List with", "Entwurf alt.odt")
        self.press("Down", "Home")
        self.heard()
        self.press_until("Tab", "Restore", at_most=12)
        self.press("space")
        self.is_on_server("Entwurf alt.odt")
        self.press_until("F6", "Places and folders", at_most=8)
        self.write("anna")
        self.press("Return")

    def test_15_versions_are_read(self):
        self.go_to("Dienstplan.ods")
        self.press("ctrl+h")
        self.hears("Versions", "Dienstplan.ods")
        self.press("Escape")

    def test_16_the_state_of_synchronisation(self):
        self.press_until("F6", "Synchronisation: Up to date", at_most=8)


if __name__ == "__main__":
    sys.exit(main())
