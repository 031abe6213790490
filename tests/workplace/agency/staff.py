# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works at the fictional agency, and its rooms: the same people in the directory, the address books and the meetings."""

import random
from dataclasses import dataclass

from servers.common import DOMAIN, PEOPLE

FIRST = ("Änne Björn Céline Dörte Eberhard Fatma Günther Heike Iñaki Jürgen Kübra Łukasz Mareike Nguyễn Ömer Petra Quirin René Sabine Torsten "
         "Ulrike Vesna Wolfgang Xenia Yvonne Zeynep Hans-Peter Anke Käthe Rüdiger Mirjam Detlef Zoë Thorben Gül Renate Frauke Óscar Birgit Matthäus").split()
LAST = ("Bäumler Ćosić Dräger Eßer Fröhlich Gößwein Häfner İnce Jäckel Köhler Löwe Müller Nüßlein Özdemir Pfänder Quäck Röhrig Schäuffele Thürmer "
        "Überall Völker Wößner Yılmaz Zöllner Meier Schmidt Schmitt Schmid Kowalczyk Petersen Grünwald Behrens Großmann Straßburger Baumgärtner "
        "Hübner-Lang Nowak Şahin Brändle Jørgensen").split()
TITLES = ("", "", "", "", "", "", "Dr. ", "", "Prof. Dr. ", "", "", "Dipl.-Ing. ")
JOBS = ("Sachbearbeitung", "Referent", "Referentin", "Bürosachbearbeitung", "Referatsleitung", "Fachinformatik", "Projektleitung", "Vorzimmer")
UNITS = [place for _, _, place in PEOPLE[:5]] + [
    "Referat B 1 – Grundsatz", "Referat B 2 – Brückenprüfung", "Referat H 1 – Haushalt", "Referat H 3 – Vergabe", "Referat R 2 – Recht",
    "Referat K 1 – Presse und Öffentlichkeit", "Personalrat", "Gleichstellungsbeauftragte", "Registratur"]

# Room: login, name, seats
ROOMS = [("raum-2.04", "Raum 2.04 – Lagezentrum", 14), ("raum-3.17", "Raum 3.17 – Kleiner Sitzungssaal", 8),
         ("saal-nord", "Großer Saal Nord", 80), ("beamer-1", "Beamer 1", 0)]


@dataclass(frozen=True)
class Person:
    login: str
    title: str
    first: str
    last: str
    unit: str
    job: str
    phone: str
    room: str

    @property
    def name(self):
        return f"{self.title}{self.first} {self.last}"

    @property
    def mail(self):
        return f"{self.login}@{DOMAIN}"


def ascii_name(name):
    for letter, plain in zip("äöüßéëñĆćłŁÖÜÄİışŞğøóÓễ", "ae oe ue ss e e n C c l L Oe Ue Ae I i s S g oe o O e".split(), strict=True):
        name = name.replace(letter, plain)
    return name.lower()


def staff(count=240):
    """The people who can sign in come first; the others are the same ones every time."""
    chance = random.Random(2607)
    people, logins = [], set()
    for login, name, unit in PEOPLE[:5]:
        title = "Dr. " if name.startswith("Dr. ") else ""
        first, _, last = name.removeprefix(title).partition(" ")
        people.append(Person(login, title, first, last, unit, "Abteilungsleitung" if title else "Referentin", f"+49 30 18 555-{1000 + len(people)}", f"2.{len(people) + 10}"))
        logins.add(login)
    while len(people) < count:
        first, last = chance.choice(FIRST), chance.choice(LAST)
        login = ascii_name(f"{first}.{last}")
        if login in logins:
            continue
        logins.add(login)
        people.append(Person(login, chance.choice(TITLES), first, last, chance.choice(UNITS), chance.choice(JOBS),
                             f"+49 30 18 555-{1100 + len(people)}", f"{chance.randint(0, 4)}.{chance.randint(1, 40):02d}"))
    return people
