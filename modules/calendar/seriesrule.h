// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventlines.h"

namespace Kontor
{

/// One RRULE value, part by part, so that changing one part leaves the others as they were spelled; and its
/// instances, counted by the clock of the series (wall clocks, as in TimeZone).
class SeriesRule
{
public:
    explicit SeriesRule(const QByteArray &value);

    QByteArray value() const;
    QByteArray part(QByteArrayView name) const; ///< upper-case name
    void setPart(const QByteArray &name, const QByteArray &value); ///< empty: removes
    int interval() const;
    std::optional<int> count() const;
    bool isEndless() const;

    /// The first instance at or after a clock's reading, the last one before it; none: there is none.
    std::optional<qint64> firstFrom(const CalendarTime &start, qint64 wall) const;
    std::optional<qint64> lastBefore(const CalendarTime &start, qint64 wall) const;
    bool isInstance(const CalendarTime &start, qint64 wall) const;
    QList<qint64> between(const CalendarTime &start, qint64 from, qint64 to) const; ///< both inclusive
    int countBefore(const CalendarTime &start, qint64 wall) const;

    /// Ends right before an instance: by UNTIL, or with COUNT if that is how it ends.
    SeriesRule endedBefore(const CalendarTime &start, qint64 wall) const;
    /// What is left of it from an instance on, which becomes the first.
    SeriesRule continuedFrom(const CalendarTime &start, qint64 wall) const;
    /// The rule of a series whose first instance moves: weekday, day of the month and end follow where they can.
    SeriesRule following(const CalendarTime &from, const CalendarTime &to) const;

private:
    QList<qint64> walls(const CalendarTime &start, qint64 from, qint64 to, int atMost) const; ///< [from, to)
    std::optional<qint64> until(const CalendarTime &start) const; ///< as the clock of the series shows it
    void setUntil(const CalendarTime &start, qint64 wall);
    QList<std::pair<QByteArray, QByteArray>> m_parts;
};

}
