# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calendars of the agency around a moment: the same ones for the same moment.

A meeting lies in the calendar of everybody who takes part and can sign in, with the same UID, and in its room's.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from mails.office import ANNA, AYSE, JOERG, KATHARINA, OUTSIDE, SOEREN
from servers.common import DOMAIN, PEOPLE

from .content import BERLIN, at, calendar, escaped, monday, utc, when
from .meetings import meetings
from .staff import ROOMS, staff
from .tasks import tasks

NAMES = {login: name for login, name, _ in PEOPLE}
HOLIDAYS = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (5, 1), (10, 3)}
CLERKS = [ANNA, JOERG, SOEREN, AYSE, KATHARINA]
SUBJECTS = ["Abstimmung Haushaltsansatz", "Rücksprache Erlassentwurf", "Vorstellung Prüfbericht", "Vorbesprechung Vergabe Los 3", "Workshop Barrierefreie Dokumente",
            "Bauzustandsbericht Brücken", "Datenschutz-Folgenabschätzung", "Auswahlgespräch Sachbearbeitung", "Sicherheitsunterweisung", "Lagebesprechung",
            "Übergabe Registratur", "Planungsrunde Umzug Haus C", "Fachgespräch Lärmschutz", "Einführung elektronische Akte", "Test Fachverfahren",
            "Telefonat Rechnungshof", "Klärung Zuständigkeiten", "Abschlussgespräch Praktikum", "Kick-off Öffentlichkeitsarbeit", "Rückfragen zur Ausschreibung",
            "Besuch Delegation aus Łódź", "Prüfung & Maßnahmen: Zwischenstand", "Nachbereitung Personalversammlung", "Budgetgespräch", "Arbeitskreis Geschäftsordnung"]
TRIPS = ["Dienstreise Bonn", "Fachtagung Straßenerhaltung", "Fortbildung Vergaberecht", "Klausurtagung Abteilung Z"]
PRIVATE = ["Zahnarzt", "Elternabend", "Konzert im Schloß", "Fahrrad zur Inspektion", "Handwerker: Heizung", "Chorprobe", "Essen mit Jürgen", "Wanderung Sächsische Schweiz", "Impftermin"]


@dataclass
class Collection:
    """A calendar or an address book: where it lies, what it is called, and what lies in it by file name."""
    owner: str
    path: str
    name: str
    colour: str = ""
    order: int = 0
    note: str = ""
    components: tuple = ()          # none: an address book
    items: dict = field(default_factory=dict)

    def put(self, uid, text):
        self.items[uid.partition("@")[0] + (".ics" if self.components else ".vcf")] = text


class Calendars:
    def __init__(self, now):
        self.now = datetime.fromtimestamp(now, timezone.utc).astimezone(BERLIN)
        self.today = self.now.date()
        self.week = monday(self.today)
        self.chance = random.Random(91)
        self.count = 0
        self.staff = staff()
        self.work = {login: Collection(login, "dienstlich", "Dienstlich", "#1F6FB5", 1, "Alles, was die Arbeit betrifft", ("VEVENT",)) for login in CLERKS}
        self.home = {login: Collection(login, "privat", "Privat", "#8E44AD", 2, "", ("VEVENT",)) for login in CLERKS}
        self.team = Collection(ANNA, "team-z2", "Team Z 2 – Abwesenheiten", "#2E8B57", 3, "Jörg Weiß darf hier auch schreiben", ("VEVENT",))
        self.room = Collection(ANNA, "raum-204", "Raum 2.04 – Lagezentrum", "#B7791F", 4, "Belegung; nur zu lesen", ("VEVENT",))
        self.lists = {login: Collection(login, "aufgaben", "Aufgaben", "#C0392B", 5, "", ("VTODO",)) for login in CLERKS}
        self.invited = meetings(now)

    def write(self):
        self.series()
        self.invitations()
        self.single_meetings()
        self.days_off()
        for login in CLERKS:
            self.private(login)
            tasks(self.lists[login], self.today, self.chance, login)
        return [*self.work.values(), *self.home.values(), self.team, self.room, *self.lists.values()]

    # ---------------------------------------------------------------- one event

    def event(self, uid, title, start, end, zone="Europe/Berlin", place="", note="", people=None, alarm=None, extra=(), recurrence=None, sequence=0, status="CONFIRMED"):
        """The lines of one VEVENT; people: the organizer first, then (login or (name, address), state)."""
        lines = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{utc(self.now - timedelta(days=9))}", f"CREATED:{utc(self.now - timedelta(days=70))}",
                 f"LAST-MODIFIED:{utc(self.now - timedelta(days=9))}", f"SEQUENCE:{sequence}", f"SUMMARY:{escaped(title)}"]
        if recurrence is not None:
            lines.append(when("RECURRENCE-ID", recurrence, zone))
        lines += [when("DTSTART", start, zone), when("DTEND", end, zone), f"STATUS:{status}"]
        lines += [f"LOCATION:{escaped(place)}"] if place else []
        lines += [f"DESCRIPTION:{escaped(note)}"] if note else []
        for number, (who, state) in enumerate(people or []):
            name, mailbox = (NAMES[who], f"{who}@{DOMAIN}") if who in NAMES else who
            quoted = f'"{name}"'
            if number == 0:
                lines.append(f"ORGANIZER;CN={quoted}:mailto:{mailbox}")
            kind = ";CUTYPE=RESOURCE" if mailbox.startswith("beamer") else ";CUTYPE=ROOM" if mailbox.startswith(("raum", "saal")) else ""
            role = ";ROLE=CHAIR" if number == 0 else ";ROLE=OPT-PARTICIPANT" if number > 4 else ";ROLE=REQ-PARTICIPANT"
            lines.append(f"ATTENDEE{kind};CN={quoted}{role};PARTSTAT={state}{';RSVP=TRUE' if state == 'NEEDS-ACTION' else ''}:mailto:{mailbox}")
        lines += extra
        if alarm:
            lines += ["BEGIN:VALARM", f"UID:{uid.partition('@')[0]}-alarm", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(title)}", f"TRIGGER:{alarm}", "END:VALARM"]
        return [*lines, "END:VEVENT"]

    def uid(self, kind):
        self.count += 1
        return f"{kind}-{self.count:04d}@{DOMAIN}"

    def keep(self, people, uid, components, with_room=False):
        """Into the calendar of everybody inside who takes part."""
        for who, _ in people:
            if who in self.work:
                self.work[who].put(uid, calendar(components))
        if with_room:               # a room's calendar says that it is taken and by whom, under a UID of its own
            self.room.put("belegt-" + uid, calendar([taken(lines) for lines in components]))

    def conference(self, number):
        return [f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Videoraum:https://video.{DOMAIN}/raum/{number:05d}"]

    # ---------------------------------------------------------------- what there is

    def series(self):
        begin = self.week - timedelta(weeks=14)
        answers = [(who, "ACCEPTED") for who in (KATHARINA, ANNA, AYSE, SOEREN)]

        uid, start = self.uid("serie"), at(begin, 9, 15)
        moved = at(self.week + timedelta(days=1), 9, 15)
        self.keep(answers, uid, [
            self.event(uid, "Kurzabstimmung Abteilung Z", start, start + timedelta(minutes=15), place="Videoraum", people=answers, alarm="-PT5M", extra=[
                "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", *(when("EXDATE", at(self.week + timedelta(days=day), 9, 15)) for day in (-11, 3, 18)), *self.conference(1)]),
            self.event(uid, "Kurzabstimmung Abteilung Z (später)", moved + timedelta(minutes=75), moved + timedelta(minutes=90), place="Raum 2.04", people=answers,
                       recurrence=moved, sequence=1, extra=self.conference(1))])

        uid, start = self.uid("serie"), at(begin + timedelta(days=1), 10)
        people = [(KATHARINA, "ACCEPTED"), (ANNA, "ACCEPTED"), (AYSE, "TENTATIVE"), ((ROOMS[0][1], f"{ROOMS[0][0]}@{DOMAIN}"), "ACCEPTED")]
        off, other = (at(self.week + timedelta(days=8 - back), 10) for back in (0, 14))
        self.keep(people, uid, [
            self.event(uid, "Referatsrunde Z 2", start, start + timedelta(minutes=90), place="Raum 2.04", people=people, alarm="-PT15M", extra=[
                "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", f"ATTACH;FMTTYPE=text/html:https://akten.{DOMAIN}/z2/tagesordnung", "CATEGORIES:Besprechung,Referat"]),
            self.event(uid, "Referatsrunde Z 2", off, off + timedelta(minutes=90), people=people, recurrence=off, sequence=2, status="CANCELLED"),
            self.event(uid, "Referatsrunde Z 2 – Klausur", other, other + timedelta(hours=5), place="Großer Saal Nord", people=people, recurrence=other, sequence=1)], with_room=True)

        people = [(SOEREN, "ACCEPTED"), (ANNA, "ACCEPTED"), (JOERG, "DECLINED")]
        for title, offset, hour, minutes, rule, zone, more in (
                ("Jour fixe IT", 2, 14, 60, "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "Europe/Berlin", self.conference(77)),
                ("Releaseplanung", 3, 11, 45, "RRULE:FREQ=MONTHLY;BYDAY=2TH", "Europe/Berlin", []),
                ("Haushaltsrunde", 4, 13, 120, "RRULE:FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "W. Europe Standard Time", []),
                ("Exchange of experience with Paris", 3, 15, 60, "RRULE:FREQ=MONTHLY;BYDAY=-1TH", "Europe/Paris", self.conference(78)),
                ("Working group open standards", 2, 16, 60, "RRULE:FREQ=WEEKLY;INTERVAL=4;BYDAY=WE", "America/New_York", [f"X-MICROSOFT-SKYPETEAMSMEETINGURL:https://video.{DOMAIN}/raum/79"]),
                ("Personalversammlung", 2, 10, 180, "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=3WE", "Europe/Berlin", [])):
            uid, start = self.uid("serie"), at(begin + timedelta(days=offset), hour)
            self.keep(people, uid, [self.event(uid, title, start, start + timedelta(minutes=minutes), zone, people=people, extra=[rule, *more], alarm="-PT10M")])

        uid, start = self.uid("schulung"), at(self.week + timedelta(days=3), 13)
        dates = ",".join(f"{at(self.week + timedelta(days=days), 13):%Y%m%dT%H%M%S}" for days in (10, 24))
        people = [(AYSE, "ACCEPTED"), *((who, "NEEDS-ACTION") for who in (ANNA, JOERG, SOEREN))]
        self.keep(people, uid, [self.event(uid, "Schulung barrierefreie Dokumente (drei Termine)", start, start + timedelta(hours=3), place="Übungsraum Süd", people=people,
                                           extra=[f"RDATE;TZID=Europe/Berlin:{dates}"])])
        for login in (ANNA, JOERG):
            uid, day = self.uid("telearbeit"), begin + timedelta(days=4)
            self.work[login].put(uid, calendar([self.event(uid, "Telearbeit", day, day + timedelta(days=1), extra=["RRULE:FREQ=WEEKLY;BYDAY=FR", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"])]))

    def invitations(self):
        """What mail invited to: with the organizer always, with Anna only if she has answered."""
        for meeting in self.invited:
            start = datetime.fromtimestamp(meeting.start, timezone.utc)
            people = [(meeting.organizer, "ACCEPTED"), *((who, "ACCEPTED" if who == ANNA and (meeting.is_accepted or meeting.is_cancelled) else "NEEDS-ACTION") for who in meeting.guests)]
            lines = self.event(meeting.uid, meeting.title, start, start + timedelta(minutes=60), "", meeting.place, people=people, extra=[f"RRULE:{meeting.rule}"] if meeting.rule else [])
            for who, state in people:
                if who == meeting.organizer or state == "ACCEPTED":
                    self.work[who].put(meeting.uid, calendar([lines]))

    def single_meetings(self):
        colleagues = [(person.name, person.mail) for person in self.staff[5:60]]
        for number in range(190):
            day = self.today + timedelta(days=round(self.chance.triangular(-75, 100, 6)))
            day -= timedelta(days=max(0, day.weekday() - 4))
            if (day.month, day.day) in HOLIDAYS:
                day -= timedelta(days=7)
            start = at(day, self.chance.randint(8, 16), self.chance.choice([0, 0, 30, 15, 45]))
            insiders = self.chance.sample(CLERKS, self.chance.choice([2, 3, 3, 4]))
            if ANNA not in insiders and self.chance.random() < 0.4:
                insiders[-1] = ANNA
            in_room = number % 9 == 0
            state = "ACCEPTED" if day < self.today else None
            people = [(insiders[0], "ACCEPTED"), *((who, state or self.chance.choice(["ACCEPTED", "ACCEPTED", "NEEDS-ACTION", "TENTATIVE", "DECLINED"])) for who in insiders[1:])]
            people += [(who, self.chance.choice(["ACCEPTED", "NEEDS-ACTION"])) for who in self.chance.sample(colleagues, self.chance.choice([0, 0, 1, 2, 6]))]
            people += [(OUTSIDE[self.chance.choice(["nordbau", "uni", "paris", "stadt"])], "ACCEPTED")] if number % 7 == 3 else []
            people += [((ROOMS[0][1], f"{ROOMS[0][0]}@{DOMAIN}"), "ACCEPTED")] if in_room else []
            extra = []
            if number % 4 == 1:
                extra += self.conference(1000 + number)
            if number % 6 == 2:
                extra += [f"ATTACH;FMTTYPE=application/pdf;FILENAME=Vorlage.pdf:https://akten.{DOMAIN}/vorlage/{number}", "CATEGORIES:Besprechung"]
            if number % 23 == 5:
                extra += ["X-AMT-AKTENZEICHEN;X-STELLE=Z2:Z 2 – 10-04/" + str(number), "CLASS:CONFIDENTIAL", "PRIORITY:1"]
            note = f"Tagesordnung\n1. Sachstand\n2. Nächste Schritte; Zuständigkeiten, Fristen\n\nUnterlagen: https://akten.{DOMAIN}/{number}" if number % 2 else ""
            if number % 10 == 4:
                note += f"\n\nAn der Videokonferenz teilnehmen: https://video.{DOMAIN}/join/{number:06d}\nPIN: 4711"
            zone = {12: "America/New_York", 31: "Asia/Tokyo", 57: "Europe/London", 80: "W. Europe Standard Time", 99: ""}.get(number % 100, "Europe/Berlin")
            uid = self.uid("besprechung")
            self.keep(people, uid, [self.event(uid, self.chance.choice(SUBJECTS), start, start + timedelta(minutes=self.chance.choice([30, 45, 60, 60, 90, 120])), zone,
                                               "Raum 2.04 – Lagezentrum" if in_room else self.chance.choice(["", "Raum 3.17", "Büro 2.14", "Besprechungsecke, 2. OG"]),
                                               note, people, self.chance.choice([None, "-PT15M", "-PT30M", "-P1D"]), extra,
                                               status="CANCELLED" if number % 41 == 40 else "TENTATIVE" if number % 17 == 9 else "CONFIRMED")], in_room)
        for login in CLERKS:                    # time of one's own: nobody is invited
            for number in range(25):
                start = at(self.today + timedelta(days=self.chance.randint(-40, 60)), self.chance.randint(7, 17))
                uid = self.uid("block")
                self.work[login].put(uid, calendar([self.event(uid, self.chance.choice(["Konzentriertes Arbeiten", "Vermerk schreiben", "Postdurchsicht", "Reisekosten abrechnen"]), start,
                                                               start + timedelta(minutes=self.chance.choice([30, 60, 120])), alarm="PT0S" if number % 5 == 0 else None)]))

    def days_off(self):
        for number, login in enumerate(CLERKS):
            for trip in range(2):
                day, length = self.today + timedelta(days=9 + number * 6 + trip * 31), self.chance.randint(2, 4)
                uid, title = self.uid("reise"), TRIPS[(number + trip) % 4]
                self.work[login].put(uid, calendar([self.event(uid, title, day, day + timedelta(days=length), place=self.chance.choice(["Bonn", "Köln", "Würzburg"]))]))
            for begin, length in ((-30 + number * 9, 5), (20 + number * 8, 12)):
                day, uid = self.today + timedelta(days=begin), self.uid("urlaub")
                self.team.put(uid, calendar([self.event(uid, f"{NAMES[login]}: Urlaub", day, day + timedelta(days=length), extra=["CATEGORIES:Abwesenheit", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"])]))
        for number in range(12):
            day, uid = self.week + timedelta(days=7 * (number - 3) + number % 5), self.uid("dienst")
            self.team.put(uid, calendar([self.event(uid, f"Telefondienst: {NAMES[CLERKS[number % 5]]}", at(day, 8), at(day, 12))]))

    def private(self, login):
        calendar_of = self.home[login]
        for number, title in enumerate(PRIVATE * 2):
            start = at(self.today + timedelta(days=self.chance.randint(-50, 80)), self.chance.randint(16, 20))
            uid = self.uid("privat")
            calendar_of.put(uid, calendar([self.event(uid, title, start, start + timedelta(hours=2), alarm="-PT1H" if number % 2 else None, extra=["CLASS:PRIVATE"])]))
        uid, start = self.uid("privat"), at(self.week - timedelta(weeks=30) + timedelta(days=3), 19, 30)
        calendar_of.put(uid, calendar([self.event(uid, "Chor", start, start + timedelta(hours=2), extra=["RRULE:FREQ=WEEKLY;BYDAY=TH", when("EXDATE", at(self.week + timedelta(days=3), 19, 30))])]))
        for name, month, day in (("Oma Käthe", 2, 29), ("Zoë", 6, 17), ("Björn", self.today.month, min(self.today.day + 2, 28))):
            uid, first = self.uid("geburtstag"), at(self.today, 0).date().replace(year=1988, month=month, day=day)
            calendar_of.put(uid, calendar([self.event(uid, f"Geburtstag {name}", first, first + timedelta(days=1), alarm="-P1D", extra=["RRULE:FREQ=YEARLY", "TRANSP:TRANSPARENT"])]))
        uid, start = self.uid("fluss"), at(self.today + timedelta(days=2), 7).replace(tzinfo=None)
        calendar_of.put(uid, calendar([self.event(uid, "Tabletten nehmen", start, start + timedelta(minutes=15), zone=None, extra=["RRULE:FREQ=DAILY;COUNT=60"])]))


def taken(lines):
    """The event as the room keeps it: without people and reminders."""
    begin = lines.index("BEGIN:VALARM") if "BEGIN:VALARM" in lines else len(lines) - 1
    return [line.replace("UID:", "UID:belegt-", 1) if line.startswith("UID:") else line
            for line in lines[:begin] if not line.startswith(("ORGANIZER", "ATTENDEE", "ATTACH", "DESCRIPTION"))] + ["END:VEVENT"]
