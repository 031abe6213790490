// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventsheet.h"

namespace Kontor
{

/// What an edit makes of a calendar object.
struct EventChange {
    QByteArray object{}; ///< empty: it goes
    QList<QByteArray> added{}; ///< further objects: the second half of a series that was split, each with a UID of its own
    qint64 recurrence = 0; ///< what the instance concerned is called now; in added.first() if there is one
};

/// Carries out what the user does to one calendar object, line by line: bytes nobody touched stay as they
/// are. Pure functions of values; the same edit made twice, on any machine, gives the same objects (but for times of writing).
class EventWriter
{
public:
    struct Circumstances {
        QDateTime now{};
        QStringList mine{}; ///< my addresses, lower case: who is organiser and who attendee

        /// Who forgets the answers when the time moves. A server that schedules does it itself (RFC 6638, 3.2.8); done here as well
        /// it would clash with answers that come in meanwhile.
        enum class Forgetting { Here, OnServer } forgetting = Forgetting::Here;
    };

    EventWriter(const QByteArray &object, Circumstances circumstances);

    /// A new object. Without a UID in the draft it gets one.
    static QByteArray create(const EventDraft &draft, const QDateTime &now);

    Result<EventChange> save(const EventDraft &before, const EventDraft &after, Scope scope) const;
    Result<EventChange> remove(qint64 recurrence, Scope scope) const;

    /// My answer, or that of somebody else: one ATTENDEE line in the instance meant, or in all but those that were answered
    /// by themselves. Nothing else is touched.
    Result<EventChange> answer(qint64 recurrence, Scope scope, const Attendee &attendee) const;
    Result<EventChange> delegate(qint64 recurrence, const QString &address, const Attendee &to) const;

    /// STATUS:CANCELLED, for what the organiser called off.
    Result<EventChange> cancel(const QList<qint64> &recurrences) const; ///< empty: all

    // Reminders (RFC 9074), by CalendarComponent::Reminder::name() in the component of that instance
    Result<EventChange> acknowledge(qint64 recurrence, const QByteArray &alarm, const QDateTime &when) const;
    Result<EventChange> snooze(qint64 recurrence, const QByteArray &alarm, const QDateTime &again) const;

    static QByteArray newUid();

private:
    EventChange finished(EventSheet &sheet, const EventSheet &old, qint64 recurrence) const;
    Result<EventChange> saveThis(EventSheet sheet, const EventDraft &before, const EventDraft &after) const;
    Result<EventChange> saveAll(EventSheet sheet, const EventDraft &before, const EventDraft &after) const;
    Result<EventChange> split(EventSheet sheet, const EventDraft &before, const EventDraft &after) const;
    Result<EventChange> removeThis(EventSheet sheet, qint64 wall) const;
    Result<EventChange> removeFollowing(EventSheet sheet, qint64 wall) const;
    ComponentPointer alarmCalled(const EventSheet &sheet, qint64 recurrence, const QByteArray &alarm, ComponentPointer *owner) const;

    QByteArray m_object;
    Circumstances m_circumstances;
};

/// Moves a whole series: exceptions, EXDATEs and RDATEs go along; what no longer belongs to any instance goes.
namespace SeriesShift
{
void write(EventSheet &sheet, const EventDraft &before, const EventDraft &after);
}

/// Cuts a series in two.
namespace SeriesSplit
{
/// Ends the series of \p sheet before an instance. The answer: what begins there, in a sheet of its own, and single events for
/// extra dates in front of its first regular instance.
struct Halves {
    std::optional<EventSheet> following{};
    QList<EventSheet> singles{};
};
Halves cut(EventSheet &sheet, qint64 wall);

/// The same for everybody who cuts the same series at the same instance.
QByteArray uidOf(const QByteArray &uid, qint64 recurrence);
}

/// SEQUENCE, DTSTAMP and LAST-MODIFIED after an edit (RFC 5545, 3.8.7; RFC 5546, 2.1.4).
namespace EventStamp
{
enum class Part { Organizer, Attendee, Nobody };
Part partOf(const ContentComponent &component, const QStringList &mine);

/// Stamps each component that differs from what it was.
void write(EventSheet &sheet, const EventSheet &old, const EventWriter::Circumstances &circumstances);

/// Times, rules and instances: what people must answer anew.
bool isSignificant(const ContentComponent &before, const ContentComponent &after);
bool isSame(const ContentComponent &before, const ContentComponent &after); ///< but for stamps and alarms
}

}
