// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventsheet.h"
#include "groupware/contentidentity.h"

namespace Kontor
{

/// Carries edits out on a calendar object that somebody else changed meanwhile, and has its way where both changed the
/// same. What clashes with nothing merges as ever (see applyEdits()).
class EventInsistence
{
public:
    EventInsistence(const QByteArray &theirs, const QList<PropertyEdit> &edits);

    QByteArray result() const;

    /// Which instance a component of its own stands for; none: it is the series.
    static std::optional<CalendarTime> timeOf(const ComponentKey &key, const ContentComponent *calendar);

private:
    static const QList<QByteArray> &times(); ///< the lines that say when
    static bool isOfTime(const PropertyEdit &edit);
    static bool isOfSeries(const PropertyEdit &edit); ///< its own lines that say when
    static bool movesSeries(const QList<PropertyEdit> &edits);
    static bool isOfInstance(const PropertyEdit &edit); ///< which has a component of its own
    static ComponentPointer componentOf(const QByteArray &text);
    static ComponentKey withoutAlarm(ComponentKey key);

    void carryOut();
    QByteArray merge(); ///< what does not clash; the rest comes into m_forced
    bool belongsTo(const PropertyEdit &edit, const QList<PropertyEdit> &clashes) const;
    void forceTimes(const ComponentKey &key);
    void shiftSeries(const ContentComponent &wanted);
    void forceProperty(const PropertyEdit &edit);
    void forceAddition(const PropertyEdit &edit);
    void forceRemoval(const PropertyEdit &edit);
    std::optional<qint64> awayOf(const PropertyEdit &edit) const;
    void forceDates(const PropertyEdit &edit, qint64 away);
    bool moveAlong(ContentComponent &exception, const PropertyEdit &edit); ///< to where its instance is now
    void insist(ContentComponent &there, const ContentComponent &wished, const ContentComponent *usual);

    ContentComponent *find(const ComponentKey &key);
    ContentComponent *instance(const ComponentKey &key); ///< made if it is not there; null: the series has none
    ComponentPointer instanceAt(qint64 wall);
    const ContentComponent *master() const;

    QByteArray m_theirs;
    QList<PropertyEdit> m_edits;
    QList<PropertyEdit> m_forced;
    QByteArray m_merged;
    std::optional<EventSheet> m_sheet;
    bool m_isShifted = false;
};

}
