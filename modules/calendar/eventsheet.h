// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventlines.h"
#include "calendar/seriesrule.h"

namespace Kontor
{

/// A calendar object laid open for editing: its lines, and what of the series matters to edits. Not shared, not thread-safe.
///
/// Instances are named by their wall clock in the zone of the series here; OccurrenceRef::recurrence is translated by
/// wallOf() and keyOf().
class EventSheet
{
public:
    /// NotFound kind Protocol: no event or task in it, or several that do not belong together.
    static Result<EventSheet> open(const QByteArray &bytes);
    QByteArray toBytes() const;

    ContentText text{};
    ComponentPointer calendar{};
    ComponentPointer master{}; ///< null: only instances (an invitation to some of a series)
    QList<ComponentPointer> exceptions{};
    QByteArray uid{};

    const ContentComponent &any() const; ///< the master, else the first instance
    LineTime start() const; ///< DTSTART of any(); tasks without one: DUE
    bool isSeries() const;

    qint64 wallOf(qint64 recurrence) const;
    qint64 keyOf(qint64 wall) const;
    qint64 wallOf(const CalendarTime &time) const; ///< of another zone or form, as the series' clock shows it
    LineTime inForm(qint64 wall) const; ///< as the master spells its times

    ComponentPointer exceptionAt(qint64 wall) const; ///< null: that instance is as the series says
    std::optional<qint64> wallOfException(const ContentComponent &exception) const;
    ComponentPointer addException(qint64 wall); ///< that instance as it is, ready to be changed
    void removeException(const ComponentPointer &exception);

    QList<SeriesRule> rules() const;
    bool isByRule(qint64 wall) const; ///< DTSTART or a rule gives it
    bool isInstance(qint64 wall) const; ///< and not excepted
    std::optional<qint64> firstInstance(qint64 from) const; ///< excepted ones do not count
    bool isFirst(qint64 wall) const;
    bool hasInstances() const;

    /// How a zone is spelled in this object; its VTIMEZONE is added if it is missing. Empty: UTC.
    QByteArray tzidOf(const QTimeZone &zone, const QDateTime &around);
    /// A clock's reading with a zone for a line.
    LineTime timeFor(const QDateTime &time, bool isDate);

private:
    qint64 slotOf(const CalendarTime &begin, qint64 instant) const;
};

}
