# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The meetings to which mail invites: the mail and the calendars speak of the same ones."""

from dataclasses import dataclass

from mails.office import ANNA, AYSE, JOERG, KATHARINA, SOEREN
from servers.common import DOMAIN

DAY = 86400
TABLE = [("Auftakt: der neue Arbeitsplatz", "Großer Saal, Haus A", 6, SOEREN, None),
         ("Referatsbesprechung Z 2", "Raum Köln", 3, KATHARINA, "FREQ=WEEKLY;BYDAY=TU;COUNT=20"),
         ("Abnahme Brücke Beispielach", "Baustelle, Zufahrt Mühlstraße", 12, JOERG, None),
         ("Jahresgespräch", "Büro 2.14", 9, KATHARINA, None),
         ("Erste-Hilfe-Auffrischung für Ersthelferinnen und Ersthelfer", "Übungsraum Süd", 25, AYSE, None),
         ("Öffnung der Angebote Lärmschutzwand", "Vergabestelle", 15, JOERG, None)]


@dataclass(frozen=True)
class Meeting:
    number: int
    uid: str
    title: str
    place: str
    start: int          # seconds since 1970
    organizer: str
    guests: tuple
    rule: str | None

    @property
    def is_accepted(self):
        """Anna's answer lies in her sent mail."""
        return self.number in (0, 2)

    @property
    def is_cancelled(self):
        """A cancellation came after it."""
        return self.number == 5


def meetings(now):
    return [Meeting(number, f"termin-{number}@{DOMAIN}", title, place, (now + ahead * DAY) // DAY * DAY + 9 * 3600 + number * 1800, who,
                    (ANNA, SOEREN if who != SOEREN else JOERG), rule)
            for number, (title, place, ahead, who, rule) in enumerate(TABLE)]
