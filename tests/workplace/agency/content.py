# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""iCalendar (RFC 5545) and vCard lines: escaping, folding, times, time zones."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

# Rules of zones that have had the same ones for long enough: standard offset, summer offset, names, when each begins
EUROPE = ("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "19701025T030000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "19700329T020000")
AMERICA = ("FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "20071104T020000", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "20070311T020000")
ZONES = {
    "Europe/Berlin": ("+0100", "+0200", "CET", "CEST", EUROPE),
    "Europe/Paris": ("+0100", "+0200", "CET", "CEST", EUROPE),
    "W. Europe Standard Time": ("+0100", "+0200", "Mitteleuropäische Zeit", "Mitteleuropäische Sommerzeit", EUROPE),
    "Europe/London": ("+0000", "+0100", "GMT", "BST", ("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "19701025T020000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "19700329T010000")),
    "America/New_York": ("-0500", "-0400", "EST", "EDT", AMERICA),
    "Asia/Tokyo": ("+0900", None, "JST", None, None),
}


def escaped(text):
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line):
    """At most 75 octets a line (RFC 5545, 3.1), and no letter is cut in two."""
    data, pieces = line.encode(), []
    limit = 75
    while len(data) > limit:
        cut = limit
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(data[:cut])
        data, limit = data[cut:], 74
    return b"\r\n ".join([*pieces, data]).decode()


def joined(lines):
    return "".join(folded(line) + "\r\n" for line in lines)


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def when(name, moment, zone="Europe/Berlin"):
    """DTSTART and the like: a day, a moment in UTC (zone ""), one that floats (zone None), or a moment in a zone."""
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    if zone == "":
        return f"{name}:{utc(moment)}"
    if zone is None:
        return f"{name}:{moment:%Y%m%dT%H%M%S}"
    local = moment.astimezone(ZoneInfo("Europe/Berlin" if zone.startswith("W. ") else zone))
    return f"{name};TZID={zone}:{local:%Y%m%dT%H%M%S}"


def zone_lines(name):
    standard, summer, short, short_summer, rules = ZONES[name]
    if not summer:
        return ["BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:19700101T000000", f"TZOFFSETFROM:{standard}", f"TZOFFSETTO:{standard}",
                f"TZNAME:{short}", "END:STANDARD", "END:VTIMEZONE"]
    return ["BEGIN:VTIMEZONE", f"TZID:{name}",
            "BEGIN:DAYLIGHT", f"DTSTART:{rules[3]}", f"RRULE:{rules[2]}", f"TZOFFSETFROM:{standard}", f"TZOFFSETTO:{summer}", f"TZNAME:{short_summer}", "END:DAYLIGHT",
            "BEGIN:STANDARD", f"DTSTART:{rules[1]}", f"RRULE:{rules[0]}", f"TZOFFSETFROM:{summer}", f"TZOFFSETTO:{standard}", f"TZNAME:{short}", "END:STANDARD",
            "END:VTIMEZONE"]


def calendar(components, method=None):
    """One object as a server keeps it: components are lists of lines; the zones they name come first."""
    inner = [line for component in components for line in component]
    named = [name for name in ZONES if any(f"TZID={name}:" in line or f"TZID={name};" in line for line in inner)]
    return joined(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Beispielamt//Terminplaner//DE", *([f"METHOD:{method}"] if method else []),
                   *(line for name in named for line in zone_lines(name)), *inner, "END:VCALENDAR"])


def monday(day):
    return day - timedelta(days=day.weekday())


def at(day, hour, minute=0, zone=BERLIN):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
