# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task lists: due, late and done, with steps, priorities and progress, and some that come again."""

from datetime import timedelta

from servers.common import DOMAIN

from .content import at, calendar, escaped, utc, when

# title, days until it is due (None: never), priority, percent, steps
TASKS = [("Umzug Haus C vorbereiten", 12, 1, 40, ["Raumplan abstimmen", "Kartons bestellen", "Schlüssel ausgeben", "Nachsendung beauftragen"]),
         ("Prüfbericht Brücke Beispielach lesen", -3, 1, 20, []),
         ("Haushaltsansatz 2027 anmelden", 5, 2, 60, ["Zahlen von Referat H 1 holen", "Begründung schreiben"]),
         ("Reisekosten Bonn abrechnen", -10, 5, 0, []),
         ("Stellungnahme Datenschutz", 2, 3, 0, ["Entwurf", "Mitzeichnung R 2", "Versand"]),
         ("Ablage Straßenbau aufräumen", None, 9, 10, []),
         ("Erste-Hilfe-Kurs buchen", 30, 0, 0, []),
         ("Rückruf Tiefbauamt", 0, 1, 0, []),
         ("Vertretungsregelung Weihnachten", 20, 4, 0, []),
         ("Bücherei: Buch verlängern", 1, 0, 0, []),
         ("Angebot Faltblätter prüfen", -1, 3, 100, []),
         ("Jahresgespräch vorbereiten", 8, 2, 0, ["Ziele aufschreiben", "Fortbildungswünsche"]),
         ("Zertifikat erneuern", 45, 1, 0, []),
         ("Protokoll verschicken", -20, 5, 100, [])]
AGAIN = [("Wochenbericht", "FREQ=WEEKLY;BYDAY=FR", 4), ("Monatsstatistik", "FREQ=MONTHLY;BYMONTHDAY=1", 9), ("Sicherungsbänder tauschen", "FREQ=DAILY;INTERVAL=2", 0)]


def tasks(collection, today, chance, login):
    count = 0

    def put(title, due, priority, percent, parent=None, extra=()):
        nonlocal count
        count += 1
        uid = f"aufgabe-{login}-{count:03d}@{DOMAIN}"
        made = at(today - timedelta(days=40 + count), 9)
        lines = ["BEGIN:VTODO", f"UID:{uid}", f"DTSTAMP:{utc(made)}", f"CREATED:{utc(made)}", f"LAST-MODIFIED:{utc(made)}", f"SUMMARY:{escaped(title)}", *extra]
        if due is not None:
            day = today + timedelta(days=due)
            lines.append(when("DUE", day if count % 3 else at(day, 16)))
        if priority:
            lines.append(f"PRIORITY:{priority}")
        if percent == 100:
            lines += ["STATUS:COMPLETED", f"COMPLETED:{utc(at(today - timedelta(days=2), 15))}", "PERCENT-COMPLETE:100"]
        elif percent:
            lines += ["STATUS:IN-PROCESS", f"PERCENT-COMPLETE:{percent}"]
        else:
            lines.append("STATUS:NEEDS-ACTION")
        if parent:
            lines.append(f"RELATED-TO;RELTYPE=PARENT:{parent}")
        if count % 4 == 0 and due is not None:
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Erinnerung", "TRIGGER;RELATED=END:-PT2H", "END:VALARM"]
        collection.put(uid, calendar([[*lines, "END:VTODO"]]))
        return uid

    for title, due, priority, percent, steps in TASKS:
        whole = put(title, due, priority, percent, extra=["DESCRIPTION:Siehe Vorgang Z 2 – 10-04", "CATEGORIES:Dienst"] if priority == 1 else [])
        for number, step in enumerate(steps):
            part = put(step, None if due is None else due - len(steps) + number, 0, 100 if percent and number == 0 else chance.choice([0, 0, 30]), whole, [f"X-APPLE-SORT-ORDER:{number}"])
            if step == "Mitzeichnung R 2":
                put("Referat R 2 anrufen", due, 0, 0, part)
    for title, rule, days in AGAIN:
        put(title, days, 5, 0, extra=[when("DTSTART", today - timedelta(days=28 - days)), f"RRULE:{rule}"])
