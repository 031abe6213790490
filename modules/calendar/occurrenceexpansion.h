// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/recurrenceset.h"
#include "store/transaction.h"

namespace Kontor
{

/// The rows of calendar_occurrence and calendar_alarm of one object, made ahead: from a year ago to two years
/// ahead, less of what recurs all the time, all of what ends anyway.
struct OccurrenceExpansion {
    struct Row {
        qint64 start = 0, end = 0;
        qint64 recurrence = 0;
        int part = 0;
        bool isWall = false;
        bool operator==(const Row &) const = default;
    };
    struct Alarm {
        int part = 0;
        qint64 recurrence = 0;
        QByteArray name{};
        qint64 at = 0;
        qint64 start = 0, end = 0;
        bool isWall = false;
        bool operator==(const Alarm &) const = default;
    };

    QList<Row> rows{};
    QList<Alarm> alarms{};
    RecurrenceSet::Bounds bounds{};
    qint64 from = 0, to = 0; ///< rows are complete in between
    qint64 renew = RecurrenceSet::endless; ///< when it must go on

    static OccurrenceExpansion of(const CalendarObject &object, const QDateTime &now);

    /// The first instance of a recurring task that is still to be done, of those until two years from \p now.
    static std::optional<RecurrenceSet::Instance> openInstance(const CalendarObject &object, const RecurrenceSet &set, const QDateTime &now);

    /// \p after: only rows that begin after it (what is older is there already).
    Result<void> write(Transaction &transaction, ItemId item, CollectionId collection, qint64 after = -RecurrenceSet::endless) const;

    /// Only the lines that say when, for expanding the object later without its payload; null: it does not recur.
    static QByteArray seriesOf(const CalendarObject &object, const QByteArray &bytes);

    /// What looks back this long (ms) finds all occurrences with is_long = 0.
    static constexpr qint64 shortest = qint64(25) * 3600 * 1000;
};

}
