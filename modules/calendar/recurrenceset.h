// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendarobject.h"

#include <QHash>

#include <optional>

namespace Kontor
{

/// The instances of a calendar object: rules, extra and excluded dates, exceptions, all of them bounded.
///
/// Rules count wall clocks, and each result is then placed in time by its zone (RFC 5545, 3.3.5), so that ten
/// o'clock stays ten o'clock. DTSTART is always an instance, even if it does not fit its rule. An
/// exception is shown even where the series has no such instance (any more), or excludes it.
class RecurrenceSet
{
public:
    explicit RecurrenceSet(const CalendarObject &object); ///< which must outlive it

    struct Instance {
        int component = 0; ///< whose words and flags it has
        qint64 recurrence = 0; ///< OccurrenceRef::recurrence; 0: there is only this one
        CalendarTime startTime{}, endTime{}; ///< either may be invalid for tasks
        bool isException = false;

        bool isWall() const; ///< start() and end() are wall clocks
        qint64 start() const; ///< ms; tasks: when it is due, or begins
        qint64 end() const;
        const CalendarTime &anchor() const;
    };
    struct Instances {
        QList<Instance> list{}; ///< by start
        bool isCut = false; ///< there may be more
    };
    /// What touches [from, to), instants in ms. Dates and floating times count as UTC: give a day more on either side.
    Instances between(qint64 from, qint64 to, int atMost) const;

    /// By its OccurrenceRef::recurrence, without looking whether the series really has it.
    std::optional<Instance> instance(qint64 recurrence) const;

    static constexpr qint64 endless = qint64(1) << 62;
    struct Bounds {
        qint64 from = 0, to = 0;
    };
    Bounds bounds() const; ///< nothing lies outside, give or take a day

    /// OccurrenceRef::recurrence of the instance a RECURRENCE-ID means, for a series that begins at \p start.
    static qint64 slotKey(const CalendarTime &start, const CalendarTime &recurrenceId);

private:
    struct Series {
        const CalendarComponent *master = nullptr; ///< null: exceptions only
        QList<const CalendarComponent *> exceptions{};
        QList<const CalendarComponent *> following{}; ///< RANGE=THISANDFUTURE, by time
    };
    struct Slot;
    void addSeries(const Series &series, qint64 from, qint64 to, int atMost, Instances &found) const;
    QList<Slot> slotsBetween(const CalendarComponent &master, qint64 from, qint64 to, int atMost, bool &isCut) const;
    Instance instanceOf(const Series &series, qint64 wall, qint64 recurrence) const;

    QList<Series> m_series;
};

}
