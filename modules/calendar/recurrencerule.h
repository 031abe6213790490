// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDate>
#include <QList>

#include <optional>

namespace Kontor
{

/// An RRULE (RFC 5545, 3.3.10) that counts what a wall clock shows; a value.
///
/// KCalendarCore's rule is not asked, but the tests hold the two (and python-dateutil) against each
/// other. It multiplies BY… lists into one constraint each, so that one line of a stranger takes gigabytes;
/// gives up after 10,000 steps of a filtered fine rule; and adds seconds where clocks change. Where
/// the two differ besides that, tests/calendar/recurrencetest.cpp says so.
///
/// Choices where RFC 5545 leaves one: BYWEEKNO without BYDAY means DTSTART's day of the week, and years are then
/// those of the weeks; a number in front of a BYDAY is ignored where it makes no sense (DAILY, WEEKLY, with
/// BYWEEKNO).
struct RecurrenceRule {
    enum class Frequency { Secondly, Minutely, Hourly, Daily, Weekly, Monthly, Yearly };
    struct Weekday {
        int day = 1; ///< Qt::Monday…
        int nth = 0; ///< 0: each
        bool operator==(const Weekday &) const = default;
    };

    Frequency frequency = Frequency::Daily;
    qint64 interval = 1;
    qint64 count = 0; ///< 0: not limited by a count
    QByteArray until{}; ///< as it stands there; empty: not limited by a time
    QList<int> bySecond{}, byMinute{}, byHour{}, byMonthDay{}, byYearDay{}, byWeekNumber{}, byMonth{}, bySetPosition{};
    QList<Weekday> byDay{};
    int weekStart = 1;

    /// None: not understood, e.g. another calendar than the Gregorian (RFC 7529).
    static std::optional<RecurrenceRule> parse(const QByteArray &value);

    struct Starts {
        QList<qint64> walls{}; ///< ascending
        bool isCut = false; ///< there may be more in the span
        bool isOver = false; ///< the count is used up: none after the last one
    };
    /// Whether the start of the series is an instance even where it does not fit the rule.
    enum class Start { Always, IfItFits };
    /// What the rule gives in [from, to), for a series beginning at \p start; only what is not before it. Walls
    /// are ms since epoch. Bounded: at most \p atMost, and a limited number of steps.
    Starts starts(qint64 start, qint64 from, qint64 to, int atMost, Start whether = Start::Always) const;

    /// ISO-like week of a date when weeks begin on \p weekStart; \p year: of the week.
    static int weekOf(const QDate &date, int weekStart, int *year);

    bool operator==(const RecurrenceRule &) const = default;
};

}
