#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random series and their instances by python-dateutil, for recurrencetest.cpp: recurrenceoracle.py SEED COUNT

One line a series: the iCalendar lines, joined by "|", a tab, the end of the span and the instants in it, as seconds
since epoch (all-day and floating: of the wall clock taken as UTC)."""

import datetime
import random
import sys
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago", "Pacific/Chatham", "Australia/Lord_Howe",
         "Asia/Kolkata", "Africa/Casablanca", "Europe/London"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
UTC = datetime.timezone.utc
SPAN = {"YEARLY": 366 * 12, "MONTHLY": 366 * 4, "WEEKLY": 366 * 2, "DAILY": 400, "HOURLY": 20, "MINUTELY": 3, "SECONDLY": 1}
MOST = 300


def some(chance, values, most):
    return sorted(chance.sample(values, chance.randint(1, min(most, len(values)))), key=lambda v: v if isinstance(v, int) else 0)


def listed(values):
    return ",".join(str(value) for value in values)


def rule_of(chance, all_day):
    kinds = ["YEARLY"] * 5 + ["MONTHLY"] * 5 + ["WEEKLY"] * 4 + ["DAILY"] * 4
    if not all_day:
        kinds += ["HOURLY", "HOURLY", "MINUTELY", "SECONDLY"]
    kind = chance.choice(kinds)
    rule = {"FREQ": kind}
    if chance.random() < 0.5:
        rule["INTERVAL"] = chance.choice([1, 2, 2, 3, 4, 5, 7, 12])
    if chance.random() < 0.35:
        rule["WKST"] = chance.choice(["MO", "SU", "TU", "SA"])
    if kind in ("MINUTELY", "SECONDLY"):        # dateutil walks through every second
        if kind == "MINUTELY" and chance.random() < 0.5:
            rule.pop("INTERVAL", None)
            rule["BYHOUR"] = listed(some(chance, range(24), 3))
        return rule
    days = False
    if kind == "YEARLY" and chance.random() < 0.2:      # RFC 5545 has BYWEEKNO in YEARLY only; years of weeks or of months: see RecurrenceRule
        rule.pop("INTERVAL", None)
        # Not the last week: dateutil takes some days of January for one of them.
        rule["BYWEEKNO"] = listed(chance.sample([1, 2, 10, 20, 26, 51, -2, -3, -30], chance.randint(1, 3)))
        rule["BYDAY"] = listed(some(chance, DAYS, 3))
        return rule
    if kind in ("YEARLY", "MONTHLY") and chance.random() < 0.45:
        names = some(chance, DAYS, 3)
        if chance.random() < 0.6:
            names = [f"{chance.choice([1, 1, 2, 3, 4, 5, -1, -1, -2])}{name}" for name in names]
        rule["BYDAY"] = listed(names)
        days = True
    elif kind == "WEEKLY" and chance.random() < 0.7 or chance.random() < 0.2:
        rule["BYDAY"] = listed(some(chance, DAYS, 4))
        days = True
    if chance.random() < 0.35:
        rule["BYMONTH"] = listed(some(chance, range(1, 13), 4))
    if kind != "WEEKLY" and chance.random() < 0.35:     # RFC 5545 has no BYMONTHDAY in WEEKLY
        rule["BYMONTHDAY"] = listed(some(chance, list(range(1, 32)) + [-1, -2, -3, -15, -31], 6))
        days = True
    if kind not in ("DAILY", "WEEKLY", "MONTHLY") and chance.random() < 0.15:
        rule["BYYEARDAY"] = listed(chance.sample([1, 2, 59, 60, 61, 100, 200, 365, 366, -1, -2, -366, -306], chance.randint(1, 4)))
        days = True
    if not all_day:
        if chance.random() < 0.25:
            rule["BYHOUR"] = listed(some(chance, range(24), 3))
        if chance.random() < 0.15:
            rule["BYMINUTE"] = listed(some(chance, range(60), 3))
        if chance.random() < 0.05:
            rule["BYSECOND"] = listed(some(chance, range(60), 2))
    # Not in WEEKLY: dateutil counts the first week from DTSTART on.
    if (days or "BYHOUR" in rule) and kind not in ("HOURLY", "WEEKLY") and chance.random() < 0.3:
        rule["BYSETPOS"] = listed(chance.sample([1, 1, 2, 3, -1, -1, -2], chance.randint(1, 2)))
    return rule


def text_of(rule):
    return ";".join(f"{key}={value}" for key, value in rule.items())


def series(chance):
    all_day = chance.random() < 0.25
    zone = None if all_day or chance.random() < 0.15 else ZoneInfo(chance.choice(ZONES))
    rule = rule_of(chance, all_day)
    start = datetime.datetime(2000, 1, 1) + datetime.timedelta(days=chance.randrange(366 * 28))
    if not all_day:
        start += datetime.timedelta(hours=chance.choice([0, 1, 2, 2, 2, 3, 9, 10, 14, 23]), minutes=chance.choice([0, 0, 15, 30, 45]))
    first = next(iter(rrulestr(text_of(rule), dtstart=start, cache=False)), None) if is_possible(rule, start) else None
    if first is None:
        return None
    start = first       # DTSTART fits its rule; where it does not, RFC 5545 does not say what comes out
    end = start + datetime.timedelta(days=SPAN[rule["FREQ"]])
    walls = []
    for wall in rrulestr(text_of(rule), dtstart=start):
        if wall >= end or len(walls) >= MOST:
            break
        walls.append(wall)
    if len(walls) >= MOST:
        end = walls[-1]
        walls.pop()

    def instant(wall):
        return int(wall.replace(tzinfo=zone or UTC).timestamp())    # fold=0: as RFC 5545, 3.3.5 has it

    limit = chance.random()
    if limit < 0.3 and len(walls) > 1:
        rule["COUNT"] = chance.randint(1, len(walls))
        walls = walls[:rule["COUNT"]]
    elif limit < 0.6 and len(walls) > 1:
        last = chance.choice(walls)
        if all_day:
            rule["UNTIL"] = last.strftime("%Y%m%d")
            walls = [wall for wall in walls if wall <= last]
        elif zone:
            until = max(instant(start), instant(last) + chance.choice([0, 0, 60, -60]))
            rule["UNTIL"] = datetime.datetime.fromtimestamp(until, UTC).strftime("%Y%m%dT%H%M%SZ")
            walls = [wall for wall in walls if instant(wall) <= until or wall == start]
        else:
            rule["UNTIL"] = last.strftime("%Y%m%dT%H%M%S")
            walls = [wall for wall in walls if wall <= last]

    def written(name, wall):
        if all_day:
            return f"{name};VALUE=DATE:{wall:%Y%m%d}"
        return f"{name};TZID={zone.key}:{wall:%Y%m%dT%H%M%S}" if zone else f"{name}:{wall:%Y%m%dT%H%M%S}"

    lines = [written("DTSTART", start), "RRULE:" + text_of(rule)]
    instants = {instant(wall) for wall in walls}
    for wall in chance.sample(walls, min(len(walls), chance.choice([0, 0, 1, 3]))):
        if zone and chance.random() < 0.3:
            lines.append(datetime.datetime.fromtimestamp(instant(wall), UTC).strftime("EXDATE:%Y%m%dT%H%M%SZ"))
        else:
            lines.append(written("EXDATE", wall))
        instants.discard(instant(wall))
    if chance.random() < 0.2:
        extra = start + datetime.timedelta(days=chance.randint(1, 40), hours=0 if all_day else 1)
        if extra < end and instant(extra) not in {instant(wall) for wall in walls}:
            lines.append(written("RDATE", extra))
            instants.add(instant(extra))
    last = instant(end)
    return "|".join(lines) + "\t" + str(last) + "\t" + ",".join(str(each) for each in sorted(instants) if each < last)


def is_possible(rule, start):
    """Whether it happens at all: dateutil would look until the year 9999."""
    coarse = {key: value for key, value in rule.items() if key not in ("BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS")}
    limit = start + datetime.timedelta(days=366 * 30)
    steps = 0
    if coarse["FREQ"] in ("HOURLY", "MINUTELY", "SECONDLY"):
        if set(rule) & {"BYMONTHDAY", "BYMONTH", "BYDAY", "BYYEARDAY"}:
            coarse = {key: value for key, value in coarse.items() if key not in ("INTERVAL",)}
            coarse["FREQ"] = "DAILY"
        else:
            coarse = {"FREQ": "DAILY"}
    for wall in rrulestr(text_of(coarse) + ";UNTIL=" + limit.strftime("%Y%m%dT%H%M%S"), dtstart=start):
        del wall
        steps += 1
        if steps > 2:
            break
    if not steps:
        return False
    if rule["FREQ"] in ("MINUTELY", "SECONDLY", "HOURLY"):      # an interval may never meet BYHOUR, BYMINUTE
        interval = int(rule.get("INTERVAL", 1))
        return not set(rule) & {"BYHOUR", "BYMINUTE", "BYSECOND", "BYMONTH", "BYMONTHDAY", "BYYEARDAY"} or interval == 1
    return True


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(seed)
    while count > 0:
        line = series(chance)
        if line is not None:
            print(line)
            count -= 1


if __name__ == "__main__":
    main()
