# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A few appointments and tasks around today, each for one thing that somebody does with it."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from .kontor import ZONE

ANNA, JOERG = "anna.mueller@beispielamt.test", "joerg.weiss@beispielamt.test"


class Timetable:
    """Days are counted from today and from Monday of next week, so that all of it is still to come."""

    def __init__(self):
        self.today = date.today()
        self.monday = self.today + timedelta(days=7 - self.today.weekday())
        self.number = 0

    def day(self, weekday):
        """Of next week; 0 is Monday."""
        return self.monday + timedelta(days=weekday)

    @staticmethod
    def spoken(day):
        return f"{day:%A} {day.day} {day:%B}"

    @staticmethod
    def at(name, day, hour, minute=0):
        moment = datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(timezone.utc)
        return f"{name}:{moment:%Y%m%dT%H%M%SZ}"

    def event(self, title, day, hour, minutes, *more):
        """hour None: all day."""
        self.number += 1
        stamp = f"{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}"
        lines = ["BEGIN:VEVENT", f"UID:{self.number}@beispielamt.test", f"DTSTAMP:{stamp}", f"SUMMARY:{title}"]
        if hour is None:
            lines += [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]
        else:
            lines += [self.at("DTSTART", day, hour), self.at("DTEND", day, hour + minutes // 60, minutes % 60)]
        return [*lines, *more, "END:VEVENT"]

    @staticmethod
    def invited(state="NEEDS-ACTION"):
        return [f'ORGANIZER;CN="Jörg Weiß":mailto:{JOERG}', f'ATTENDEE;CN="Jörg Weiß";PARTSTAT=ACCEPTED:mailto:{JOERG}',
                f'ATTENDEE;CN="Anna Müller";PARTSTAT={state};RSVP=TRUE:mailto:{ANNA}']

    def fill(self, dav):
        dav.make_calendar("dienstlich", "Dienstlich")
        dav.make_calendar("privat", "Privat", colour="#8E44AD")
        dav.make_calendar("aufgaben", "Aufgaben", ("VTODO",), "#C0392B")
        put = lambda name, *event: dav.put(f"dienstlich/{name}.ics", self.event(*event))  # noqa: E731
        put("frueh", "Morgenrunde", self.monday, 8, 30, "RRULE:FREQ=DAILY;COUNT=5")
        put("planung", "Planungsrunde", self.day(2), 10, 60, "LOCATION:Raum 3.17", "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Video:https://video.beispielamt.test/raum/1")
        put("haushalt", "Haushalt", self.day(2), 14, 60, *self.invited())
        put("vermerk", "Vermerk schreiben", self.day(3), 11, 60)
        dav.put("privat/arzt.ics", self.event("Zahnarzt", self.today + timedelta(days=1), 16, 45, "LOCATION:Praxis am Markt"))
        dav.put("privat/chor.ics", self.event("Chorprobe", self.day(4), 18, 90))
        for number, (title, due) in enumerate((("Bericht abgeben", self.today), ("Reise abrechnen", self.day(1)))):
            dav.put(f"aufgaben/{number}.ics", ["BEGIN:VTODO", f"UID:aufgabe-{number}@beispielamt.test", f"DTSTAMP:{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}",
                                               f"SUMMARY:{title}", f"DUE;VALUE=DATE:{due:%Y%m%d}", "STATUS:NEEDS-ACTION", "END:VTODO"])

    def invitation(self):
        """A mail from Jörg that invites Anna to something that no calendar has yet."""
        entry = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kontor//Test//EN", "METHOD:REQUEST",
                           *self.event("Klausurtagung", self.day(3), 13, 120, "LOCATION:Saal Nord", *self.invited()), "END:VCALENDAR"])
        return (f"From: =?utf-8?q?J=C3=B6rg_Wei=C3=9F?= <{JOERG}>\nTo: {ANNA}\nSubject: Einladung zur Klausurtagung\n"
                f"Date: {datetime.now(timezone.utc):%a, %d %b %Y %H:%M:%S +0000}\nMessage-ID: <klausur@beispielamt.test>\nMIME-Version: 1.0\n"
                f"Content-Type: multipart/alternative; boundary=grenze\n\n--grenze\nContent-Type: text/plain; charset=utf-8\n\nBitte kommen Sie.\n\n"
                f"--grenze\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\nContent-Transfer-Encoding: 8bit\n\n{entry}\n--grenze--\n")
