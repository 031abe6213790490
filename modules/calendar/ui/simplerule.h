// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace Kontor
{

/// A repetition as people say it: what of an RRULE can be shown and chosen. A value.
struct SimpleRule {
    enum class Unit { Day, Week, Month, Year };
    /// Which day of the month; all but the last follow the start.
    enum class Day { OfMonth, NthWeekday, LastWeekday, LastOfMonth };
    enum class End { Never, Until, Count };

    Unit unit = Unit::Week;
    int interval = 1;
    QList<int> weekdays{}; ///< of weeks: Qt::DayOfWeek, ascending, the start's among them; empty: the start's alone
    Day day = Day::OfMonth; ///< of months and years
    End end = End::Never;
    QDate until{}; ///< the last day, in the zone of the start
    int count = 0;
    QByteArray weekStart{}; ///< WKST as it stood there
    bool operator==(const SimpleRule &) const = default;

    /// None: it says more than this can hold, or does not fit the start.
    static std::optional<SimpleRule> read(const QString &rule, const QDateTime &start);

    QString toRule(const QDateTime &start, Qt::CheckState allDay) const;

    /// "every 2 weeks on Monday and Wednesday, until 3 March 2027".
    QString sentence(const QDateTime &start) const;

    static int nthOf(QDate day); ///< the second Tuesday of the month: 2
    static bool isLastOfMonth(QDate day); ///< that weekday does not come again in the month

    /// Any rule in words, see RuleWords for those that are not simple.
    static QString words(const QString &rule, const QDateTime &start);
};

}
