# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Address books: colleagues and people outside, as vCard 3 and 4, with photos, groups, birthdays and keys."""

import base64
import hashlib
import random
import uuid

from mails.office import ANNA, AYSE, JOERG, KATHARINA, LIST_PEOPLE, OUTSIDE, SOEREN
from servers.common import DOMAIN

from .calendars import Collection
from .content import escaped, joined
from .photos import portrait
from .staff import FIRST, LAST, ascii_name, staff

CLERKS = [ANNA, JOERG, SOEREN, AYSE, KATHARINA]
STREETS = ["Mühlstraße", "Schloßallee", "Am Großen Garten", "Übergasse", "Königsbrücker Straße"]
TOWNS = [("01234", "Musterstädt"), ("53113", "Bonn"), ("50667", "Köln"), ("97070", "Würzburg")]
FIRMS = ["Nordbau GmbH & Co. KG", "Hochschule Muster", "Landesbetrieb Straßen", "Druckerei Süß & Söhne", "Kreis Muster; Tiefbau", "Verein der Brückenfreunde, e. V."]


def books(now):
    """Everybody has the house and private people; Anna has many, the others some."""
    collections = []
    for number, login in enumerate(CLERKS):
        house = Collection(login, "haus", "Bundesamt für Beispielwesen", "#1F6FB5", 1, "Kolleginnen und Kollegen")
        own = Collection(login, "kontakte", "Eigene Kontakte", "#2E8B57", 2)
        fill_house(house, 72 if login == ANNA else 20)
        fill_own(own, random.Random(number + 7), 44 if login == ANNA else 12)
        collections += [house, own]
    return collections


def identity(text):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://{DOMAIN}/{text}"))


def secret(name, length=600):
    """Bytes that look like a key; nobody can do anything with them."""
    data = b""
    while len(data) < length:
        data += hashlib.sha256(data + name.encode()).digest()
    return base64.b64encode(data[:length]).decode()


def fill_house(book, count):
    people = staff()[:count]
    members = {}
    for number, person in enumerate(people):
        uid = identity(person.login)
        members.setdefault(person.unit, []).append(uid)
        lines = ["BEGIN:VCARD", "VERSION:3.0", "PRODID:-//Beispielamt//Adressbuch//DE", f"UID:{uid}", f"FN:{escaped(person.name)}",
                 f"N:{escaped(person.last)};{escaped(person.first)};;{escaped(person.title.strip())};", f"ORG:Bundesamt für Beispielwesen;{escaped(person.unit)}",
                 f"TITLE:{escaped(person.job)}", f"EMAIL;TYPE=INTERNET,WORK,PREF:{person.mail}", f"TEL;TYPE=WORK,VOICE:{person.phone}",
                 f"ADR;TYPE=WORK:;Raum {person.room};Mühlstraße 12;Musterstädt;;01234;Deutschland", f"CATEGORIES:Kollegium,{escaped(person.unit.partition(' –')[0])}"]
        if number % 3 == 0:
            lines.append(f"TEL;TYPE=CELL:+49 151 555 {10000 + number}")
        if number % 4 == 0:
            lines.append("PHOTO;ENCODING=b;TYPE=PNG:" + base64.b64encode(portrait(person.name)).decode())
        if number % 5 == 1:
            lines.append(f"BDAY;VALUE=date:{1962 + number % 38}-{number % 12 + 1:02d}-{number % 27 + 1:02d}")
        if number % 9 == 2:
            lines.append("KEY;ENCODING=b;TYPE=X509:" + secret(person.login))
        if number % 6 == 0:
            lines.append(f"IMPP;X-SERVICE-TYPE=Matrix:matrix:u/{person.login}:{DOMAIN}")
        if number % 7 == 0:
            lines += [f"item1.URL:https://haus.{DOMAIN}/personen/{person.login}", "item1.X-ABLabel:Seite im Hausnetz", f"X-AMT-KENNUNG;X-STELLE=\"Z;1\":{number:05d}"]
        book.put(uid, joined([*lines, "REV:2026-01-15T08:00:00Z", "END:VCARD"]))
    for unit, uids in list(members.items())[:4]:
        uid = identity(unit)
        book.put(uid, joined(["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{escaped(unit)}", f"N:{escaped(unit)};;;;", "X-ADDRESSBOOKSERVER-KIND:group",
                              *(f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{member}" for member in uids), "END:VCARD"]))


def fill_own(book, chance, count, mark=""):
    """mark: what tells the people of this book from those of another of the same owner."""
    known = [*OUTSIDE.values(), *LIST_PEOPLE]
    people = []
    for number in range(count):
        if number < len(known):
            name, mailbox = known[number]
            first, _, last = name.partition(" ")
        else:
            first, last = chance.choice(FIRST), chance.choice(LAST)
            name, mailbox = f"{first} {last}", f"{ascii_name(first)}.{ascii_name(last)}@{chance.choice(['post', 'netz', 'verein'])}.example"
        uid = identity(f"{book.owner}{mark} {number} {mailbox}")
        people.append(uid)
        code, town = chance.choice(TOWNS)
        lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{uid}", f"FN:{escaped(name)}", f"N:{escaped(last)};{escaped(first)};;;",
                 f"EMAIL;TYPE=home;PREF=1:{mailbox}", f"ADR;TYPE=home:;;{chance.choice(STREETS)} {number + 1};{town};;{code};Deutschland"]
        if number % 2:
            lines += [f"EMAIL;TYPE=work:{ascii_name(last.split(' ')[0])}@firma{number % 5}.example", f"ORG:{escaped(FIRMS[number % 6])}"]
        lines += [f"TEL;TYPE=\"cell,voice\";VALUE=uri:tel:+49-171-{5550000 + number}", f"TEL;TYPE=home:0351 {555000 + number}"][:1 + number % 2]
        if number % 3 == 0:
            lines.append(f"BDAY:{1955 + number % 50}{number % 12 + 1:02d}{number % 28 + 1:02d}" if number % 6 else f"BDAY:--{number % 12 + 1:02d}{number % 28 + 1:02d}")
        if number % 4 == 1:
            lines.append("PHOTO:data:image/png;base64," + base64.b64encode(portrait(name)).decode())
        if number % 8 == 3:
            lines += ["KEY:data:application/pgp-keys;base64," + secret(mailbox), "NICKNAME:" + escaped(first), "ANNIVERSARY:20090814"]
        if number % 5 == 0:
            lines += [f"NOTE:{escaped('Kennengelernt auf der Tagung; ruft gern an.' + chr(10) + 'Mag keine E-Mails, schreibt aber welche.')}", "LANG:de", "GENDER:O"]
        lines.append(f"CATEGORIES:{chance.choice(['Familie', 'Verein', 'Firmen', 'Presse,Verein'])}")
        book.put(uid, joined([*lines, "REV:20260115T080000Z", "END:VCARD"]))
    for title, some in (("Brückenfreunde", people[:8]), ("Chor", people[6:12])):
        uid = identity(f"{book.owner}{mark} {title}")
        book.put(uid, joined(["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{uid}", f"FN:{title}", "KIND:group", *(f"MEMBER:urn:uuid:{member}" for member in some), "END:VCARD"]))
