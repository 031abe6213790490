// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QHash>
#include <QList>
#include <QString>

namespace Kontor
{

/// Public holidays of a region, week numbers and working days. Pure functions of values (KHolidays); any thread.
namespace Holidays
{
struct Region {
    QString code{}; ///< of KHolidays: "de-by_de"
    QString name{}; ///< "Bavaria", in the user's language
    bool operator==(const Region &) const = default;
};

/// The German states, by name, then the other regions KHolidays knows.
QList<Region> regions();

/// What fits the machine's locale; empty: nothing does.
QString defaultRegion();

struct Holiday {
    QString name{};
    bool isFree = true; ///< nobody works; false: only worth knowing (Mother's Day)
    bool operator==(const Holiday &) const = default;
};

/// Those in [first, last]; several on a day are joined ("…, …"). An unknown region has none.
QHash<QDate, Holiday> between(const QString &region, const QDate &first, const QDate &last);

/// ISO 8601, which is what German calendars print.
int weekNumber(const QDate &day);

/// Monday to Friday (Qt::DayOfWeek in \p workingDays) and no holiday.
bool isWorkingDay(const QDate &day, const QHash<QDate, Holiday> &holidays, const QList<int> &workingDays = {1, 2, 3, 4, 5});
}

}
