#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Appointments and tasks of somebody who hears the screen and has only keys."""

import sys
import time
from datetime import datetime, timedelta, timezone

from harness.case import ScreenReaderCase, main
from harness.desktop import wait_until
from harness.kontor import BareWorkplace
from harness.timetable import Timetable

BROWSER = """#!/bin/sh
echo "$1" >>"{file}"
"""


class CalendarCase(ScreenReaderCase):
    """In the order of the names; each begins in the calendar, in the week of today."""

    title = "Kontor"

    @classmethod
    def start_program(cls, desktop):
        cls.workplace = cls.enterClassContext(BareWorkplace())
        cls.dav, cls.plan = cls.workplace.dav, Timetable()
        cls.plan.fill(cls.dav)
        cls.workplace.deliver("anna.mueller", cls.plan.invitation())
        program = cls.workplace.start_kontor(desktop)
        cls.opened = cls.workplace.folder / "opened"
        cls.opened.touch()
        browser = cls.workplace.folder / "programs/xdg-open"
        browser.write_text(BROWSER.format(file=cls.opened))
        browser.chmod(0o755)
        return program

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from harness.program import active_title, press
        if not wait_until(lambda: "unread" in active_title(), 30):
            cls.keep("first-round")
            raise AssertionError("no mail arrived")
        press("ctrl+2")
        cls.speech.wait_for_silence(1.0, 10)

    def setUp(self):
        super().setUp()
        self.press("Escape", "Escape", "ctrl+2")    # also out of what belongs to no window
        self.heard(0.3)
        self.show("3")
        self.press("ctrl+t")
        self.heard(0.3)

    def show(self, number):
        """Day 1, work week 2, week 3, month 4, agenda 5."""
        self.press(f"ctrl+alt+{number}")
        return self.heard(0.3)

    def go_to_next_week(self, *steps):
        """Its Monday; then further."""
        self.press("alt+Next")
        self.heard(0.3)
        self.press("End")
        self.heard(0.2)
        self.press("Home", *steps)

    def go_to(self, title, at_most=12):
        """From Monday of next week over the events to this one."""
        self.go_to_next_week()
        self.heard(0.3)
        self.press_until("Tab", title, at_most=at_most)

    def says_once(self, *parts):
        self.hears(*parts)
        told = self.heard(0.5)
        for part in parts:
            self.assertEqual(1, told.count(part), f"{part} in {told}")

    def is_on_server(self, path, *words, seconds=20):
        arrived = wait_until(lambda: self.dav.with_words(path, *words), seconds)
        if not arrived:
            self.keep(self._testMethodName)
        self.assertTrue(arrived, f"{words} never came to the server; heard {self.speech.since}\n{self.dav.all(path)}")


class CalendarHeard(CalendarCase):
    """What there is, and where one is."""

    def test_01_the_pane_says_what_it_shows(self):
        self.press("ctrl+shift+w")
        self.hears("Calendar", "Week", self.plan.spoken(self.plan.today))

    def test_02_every_part_says_its_name(self):
        heard = []
        for _ in range(12):
            self.press("F6")
            heard.append(self.heard())
        everything = " ".join(heard)
        for part in ("Calendar page tab", "Search events and tasks", "Go to a day", "Week", "New task", "Calendars", "Today", "Synchronisation"):
            self.assertIn(part, everything)
        self.assertNotIn("", [words.strip() for words in heard], heard)

    def test_03_the_week_tells_every_time(self):
        self.go_to_next_week()
        self.says_once(self.plan.spoken(self.plan.monday), "08:00", "08:30", "Morgenrunde")
        self.press("Down")
        self.says_once(self.plan.spoken(self.plan.monday), "08:30", "free")
        self.press("Up", "Right")
        self.hears(self.plan.spoken(self.plan.day(1)), "Morgenrunde")
        self.press("End")
        self.says_once(self.plan.spoken(self.plan.day(6)), "free")
        self.press("Home")
        self.heard()
        for title in ("Morgenrunde", "Reise abrechnen", "Morgenrunde", "Morgenrunde", "Planungsrunde", "Haushalt", "Morgenrunde", "Vermerk schreiben"):
            self.press("Tab")
            self.says_once(title)
            self.assertNotIn("not selected", self.heard(0.1))

    def test_04_an_event_tells_all_of_itself(self):
        self.go_to("Planungsrunde")
        self.assertRegex(self.heard(), rf"Planungsrunde, {self.plan.spoken(self.plan.day(2))}.*, 10:00.* to 11:00.*, Raum 3.17, calendar Dienstlich")
        self.press("Escape")                # back to the time it is at
        self.hears(self.plan.spoken(self.plan.day(2)), "10:00")

    def test_05_the_agenda_tells_what_comes_next(self):
        self.show("5")
        self.press_until("Down", "Zahnarzt", "16:00", "16:45", "Praxis am Markt", "Privat", at_most=8)

    def test_06_the_month_tells_every_day(self):
        self.show("4")
        self.press_until("Right", self.plan.spoken(self.plan.day(2)), "3 events", "Morgenrunde", "Planungsrunde", "Haushalt", at_most=12)
        self.press("Right", "Right", "Right")
        self.says_once(self.plan.spoken(self.plan.day(5)), "free")
        self.press("Down")
        self.says_once(self.plan.spoken(self.plan.day(12)), "free")
        self.press("alt+Next")
        self.hears("free")

    def test_07_going_to_a_date(self):
        self.press("ctrl+g")
        self.hears("Go to Date", "Date")
        self.press("Up")
        self.heard()
        self.press("Return")
        self.sees_window("Kontor")
        self.press("ctrl+shift+w")
        self.hears("Calendar", "Week")

    def test_08_searching_tells_how_many(self):
        self.press("ctrl+f")
        self.hears("Search events and tasks")
        self.write("zahnarzt")
        self.hears("1 event found")
        self.press("Down")
        self.hears("Zahnarzt", "Praxis am Markt")
        self.press("ctrl+f", "ctrl+a", "BackSpace", "Escape")
        self.heard()


class CalendarUsed(CalendarCase):
    """What is done comes to the server, and is told."""

    def test_10_a_sentence_becomes_an_event(self):
        self.go_to_next_week("Right")
        self.heard()
        self.press("ctrl+n")
        self.hears("Title of the new event", self.plan.spoken(self.plan.day(1)))
        self.write("16-17 Uhr Personalrat, Raum 5")
        self.hears("16:00", "17:00", "Raum 5")     # what was understood
        self.press("Return")
        self.hears("“Personalrat” was created")
        self.is_on_server("dienstlich", "SUMMARY:Personalrat", "LOCATION:Raum 5")

    def test_11_the_title_is_changed_in_the_editor(self):
        self.go_to("Planungsrunde")
        self.press("ctrl+e")
        self.hears("Edit Event", "Title", "Planungsrunde")
        self.press("ctrl+a")
        self.write("Strategierunde")
        self.press("ctrl+Return")
        self.hears("“Strategierunde” was changed")
        self.is_on_server("dienstlich", "SUMMARY:Strategierunde", "LOCATION:Raum 3.17", "CONFERENCE")

    def test_12_every_field_of_the_editor_has_a_name(self):
        self.go_to("Vermerk schreiben")
        self.press("ctrl+e")
        self.hears("Edit Event", "Title")
        told = []
        for _ in range(26):
            self.press("Tab")
            words = self.answer()
            self.assertTrue(words.strip(), f"silence after {told[-1:]}")
            self.assertNotIn("&", words)
            told.append(words)
        for field in ("Calendar", "Place", "Video call", "Notes"):
            self.assertIn(field, " ".join(told))
        self.press("Escape")

    def test_13_an_invitation_is_answered_from_the_details(self):
        self.go_to("Haushalt")
        self.hears("not answered")
        time.sleep(0.5)
        self.press_until("F6", "Accept", at_most=8)
        self.press("space")
        self.hears("Accepted")
        answered = wait_until(lambda: "NEEDS-ACTION" not in self.dav.get("dienstlich/haushalt.ics"), 20)
        self.assertTrue(answered, self.dav.get("dienstlich/haushalt.ics"))
        self.assertEqual(2, self.dav.get("dienstlich/haushalt.ics").count("PARTSTAT=ACCEPTED"))
        self.assertTrue(wait_until(lambda: self.workplace.has("joerg.weiss", "INBOX", "Haushalt"), 20), "no answer reached Jörg")

    def test_14_moving_by_key_and_taking_it_back(self):
        self.go_to("Vermerk schreiben")
        before = self.dav.get("dienstlich/vermerk.ics")
        self.press("alt+Right")
        self.hears("Moved to", f"{self.plan.day(4).day} {self.plan.day(4):%b}", "11:00")
        self.assertTrue(wait_until(lambda: self.plan.at("DTSTART", self.plan.day(4), 11) in self.dav.get("dienstlich/vermerk.ics"), 20), self.dav.get("dienstlich/vermerk.ics"))
        self.press("ctrl+z")
        self.hears("Taken back")
        self.assertTrue(wait_until(lambda: self.plan.at("DTSTART", self.plan.day(3), 11) in self.dav.get("dienstlich/vermerk.ics"), 20), before)

    def test_15_one_of_a_series_is_deleted(self):
        self.go_to("Morgenrunde")
        self.press("Delete")
        self.hears("Delete a Repeating Event", "“Morgenrunde” repeats. What shall be deleted?", "This event only")
        self.press("Down")
        self.hears("This and all following events")
        self.press("Up")
        self.hears("This event only")
        self.press("Return")
        self.hears("Deleted")
        self.is_on_server("dienstlich", "SUMMARY:Morgenrunde", "EXDATE")

    def test_16_a_task_is_ticked_off(self):
        self.press_until("F6", "New task", at_most=8)
        self.press("Tab")
        self.hears("Tasks List with", "Bericht abgeben", "due today")
        self.press("space")
        self.hears("Marked as done")
        self.is_on_server("aufgaben", "SUMMARY:Bericht abgeben", "STATUS:COMPLETED")

    def test_17_a_task_is_written_down(self):
        self.press("ctrl+shift+n")
        self.hears("New task")
        self.write("Blumen giessen")
        self.press("Return")
        self.hears("“Blumen giessen” was created")
        self.is_on_server("aufgaben", "SUMMARY:Blumen giessen")

    def test_18_a_calendar_is_hidden_and_shown(self):
        self.press_until("F6", "Calendars List with", at_most=8)
        if "Privat" not in self.heard():
            self.press_until("Down", "Privat", at_most=6)
        self.press("space")
        self.hears("hidden")
        self.press("ctrl+2")
        self.show("4")
        self.press_until("Right", self.plan.spoken(self.plan.day(4)), at_most=14)
        self.assertNotIn("Chorprobe", self.heard())
        self.press_until("F6", "Calendars List with", "Privat", "hidden", at_most=8)
        self.press("space")
        self.hears("shown")

    def test_19_a_conference_is_joined(self):
        self.go_to("Strategierunde")
        self.press("ctrl+j")
        self.assertTrue(wait_until(lambda: "https://video.beispielamt.test/raum/1" in self.opened.read_text(), 10), "the conference was not opened")

    def test_20_a_reminder_is_heard(self):
        due = datetime.now(timezone.utc) + timedelta(seconds=2)
        event = self.plan.event("Abfahrt zum Bahnhof", self.plan.today + timedelta(days=1), 7, 30, "LOCATION:Foyer", "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Los",
                                f"TRIGGER;VALUE=DATE-TIME:{due:%Y%m%dT%H%M%SZ}", "END:VALARM")
        self.dav.put("privat/abfahrt.ics", event)
        self.press("F5")
        self.hears("Abfahrt zum Bahnhof", "Foyer", seconds=20)

    def test_21_an_invitation_by_mail_is_answered(self):
        self.press("ctrl+1")
        self.heard(0.3)
        self.press_until("F6", "Messages List with", at_most=7)
        self.press("Home")
        self.press_until("Down", "Einladung zur Klausurtagung", at_most=3)
        time.sleep(0.5)
        self.press("Return")
        self.hears("Message text", "Bitte kommen Sie")
        self.press_until("shift+Tab", "Jörg Weiß", "invites you to “Klausurtagung”", self.plan.spoken(self.plan.day(3)), "Saal Nord", at_most=4)
        self.press_until("shift+Tab", "Accept check box", at_most=5)
        self.press("space")
        self.hears("You accepted")
        filed = wait_until(lambda: any(self.dav.with_words(calendar, "SUMMARY:Klausurtagung") for calendar in ("dienstlich", "privat")), 20)
        self.assertTrue(filed, "the event is in no calendar")
        self.assertTrue(wait_until(lambda: self.workplace.has("joerg.weiss", "INBOX", "Klausurtagung"), 20), "no answer reached Jörg")


if __name__ == "__main__":
    sys.exit(main())
