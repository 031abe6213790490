// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

namespace Kontor::OccurrenceWords
{

/// "No title" where there is none.
QString title(const Occurrence &occurrence);

/// A time of the day; with the zone's short name where the clock shows it twice that day.
QString time(const QDateTime &when);

/// "14:00 – 15:00", "All day", "Fri 27 Nov, 22:00 – Sat 28 Nov, 06:00".
QString times(const Occurrence &occurrence);

/// The same as one says it, with the day: "Friday 27 November, 14:00 to 15:00".
QString spokenTimes(const Occurrence &occurrence);

/// "Friday 27 November"; with the year where it is not this one.
QString day(const QDate &day);

/// The last day the occurrence touches.
QDate lastDay(const Occurrence &occurrence);

/// My answer, waiting, private, … as short words.
QStringList states(const Occurrence &occurrence);

/// Everything in one sentence, for screen readers and tool tips.
QString sentence(const Occurrence &occurrence, const CalendarInfo &calendar);

QString participation(Participation participation);

/// True where the clock shows this time twice that day, because clocks are put back.
bool isAmbiguous(const QDateTime &when);

/// Hours the day has: 23 or 25 when clocks change.
int hours(const QDate &day);

/// That clocks go forward or back on it; mostly nothing.
QString clockNote(const QDate &day);

}
