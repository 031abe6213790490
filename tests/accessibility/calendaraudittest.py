#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at every view, editor and dialog of the calendar: names, roles, labels, the way of the keyboard, and the colours, light and dark."""

import time

from harness.auditcase import AuditCase, main
from harness.kontor import AgencyWorkplace, BareWorkplace
from harness.program import active_title, press, write
from harness.timetable import Timetable


class FewEvents(AuditCase):
    """The days hold few events, since Tab goes over them."""

    pane_key = "ctrl+2"

    @classmethod
    def make_workplace(cls):
        return BareWorkplace()

    @classmethod
    def fill(cls, workplace):
        plan = Timetable()
        plan.fill(workplace.dav)
        workplace.deliver("anna.mueller", plan.invitation())

    def setUp(self):
        for _ in range(4):
            if "Kontor" == active_title().partition(" (")[0]:
                break
            press("alt+d" if "Save the Changes" in active_title() else "Escape")      # nothing shall be kept
            time.sleep(0.5)
        super().setUp()
        press("ctrl+alt+3", "ctrl+t", "alt+Next", "Home")
        time.sleep(0.5)

    def choose_event(self, number):
        """Of next week: 1 the series, 5 the conference, 6 the invitation."""
        press(*["Tab"] * number)
        time.sleep(0.6)

    def menu(self, *keys):
        for key in keys:
            press(key)
            time.sleep(0.3)


class CalendarParts(FewEvents):
    """Each view with a walk over all that one reaches."""

    def test_day(self):
        press("ctrl+alt+1")
        self.look_at()

    def test_week_with_an_invitation(self):
        self.choose_event(6)
        self.look_at()

    def test_month(self):
        press("ctrl+alt+4")
        self.look_at()

    def test_agenda(self):
        press("ctrl+alt+5")
        self.look_at()


class CalendarEditors(FewEvents):
    """Editors and dialogs, the same way."""

    def test_editor_of_an_event(self):
        self.choose_event(5)
        press("ctrl+e")
        self.look_at("Edit Event", extra_keys=())

    def test_editor_repetition(self):
        self.choose_event(1)
        press("ctrl+e")
        self.assertTrue(self.program.wait_for_window("Edit Event", 10), active_title())
        press("alt+r")
        self.look_at("Edit Event", extra_keys=())

    def test_editor_people(self):
        self.choose_event(6)
        press("ctrl+e")
        self.assertTrue(self.program.wait_for_window("Edit Event", 10), active_title())
        press("alt+p")
        self.look_at("Edit Event", extra_keys=(), known=[("focus-visible", 'list "Invited"', "the style draws a chosen row alike with and without the focus")])

    def test_editor_more(self):
        self.choose_event(5)
        press("ctrl+e")
        self.assertTrue(self.program.wait_for_window("Edit Event", 10), active_title())
        press("alt+m")
        self.look_at("Edit Event", extra_keys=())

    def test_editor_of_a_task(self):
        press("ctrl+shift+n", "Tab", "Down", "ctrl+e")
        self.look_at("Edit Task", extra_keys=())

    def test_question_about_a_series(self):
        self.choose_event(1)
        press("Delete")
        self.look_at("Delete a Repeating Event", extra_keys=())

    def test_going_to_a_date(self):
        press("ctrl+g")
        self.look_at("Go to Date", extra_keys=())

    def test_new_calendar(self):
        self.menu("alt+c", "n")
        self.look_at("New Calendar", extra_keys=())

    def test_subscription(self):
        self.menu("alt+c", "s")
        self.look_at("Subscribe to a Calendar", extra_keys=())


class CalendarByDay(AuditCase):
    """The colours of many events, in every state: past, tentative, declined, cancelled, of all calendars."""

    scheme = "light"
    pane_key = "ctrl+2"

    @classmethod
    def make_workplace(cls):
        return AgencyWorkplace()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        press("ctrl+2")
        time.sleep(4)           # more than a thousand events come in

    def look_at_view(self, *keys):
        press(*keys)
        time.sleep(0.7)
        self.look_at()

    def test_day(self):
        self.look_at_view("ctrl+alt+1", "ctrl+t")

    def test_work_week(self):
        self.look_at_view("ctrl+alt+2", "ctrl+t")

    def test_week_after(self):
        self.look_at_view("ctrl+alt+3", "ctrl+t", "alt+Next", "Tab", "Tab", "Tab")

    def test_month(self):
        self.look_at_view("ctrl+alt+4", "ctrl+t")

    def test_agenda(self):
        self.look_at_view("ctrl+alt+5", "ctrl+t", "Down")

    def test_search(self):
        press("ctrl+f")
        write("haus")
        time.sleep(1)
        press("Down")
        self.look_at()
        press("ctrl+f", "Escape")

    def test_editor(self):
        press("ctrl+alt+3", "ctrl+t", "alt+Next", "Tab", "Tab", "Tab")
        time.sleep(0.6)
        press("ctrl+e")
        self.look_at("Edit Event")


class CalendarByNight(CalendarByDay):
    """The same in dark colours."""

    scheme = "dark"


if __name__ == "__main__":
    main()
