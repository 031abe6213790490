// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QColor>
#include <QDateTime>
#include <QFlags>
#include <QHashFunctions>
#include <QList>
#include <QString>
#include <QStringList>

namespace Kontor
{

/// My own answer to an invitation, and that of others (RFC 5545, 3.2.12).
enum class Participation { None, NeedsAction, Accepted, Tentative, Declined, Delegated };

enum class EventFlag {
    AllDay = 0x01,
    Recurring = 0x02, ///< an instance of a series
    Exception = 0x04, ///< an instance that differs from its series
    Task = 0x08,
    Cancelled = 0x10, ///< STATUS:CANCELLED
    TentativeStatus = 0x20, ///< STATUS:TENTATIVE
    Transparent = 0x40, ///< does not make busy
    Private = 0x80, ///< CLASS is not PUBLIC
    HasAlarm = 0x100,
    HasAttachment = 0x200,
    HasAttendees = 0x400,
    Organized = 0x800, ///< I am the organiser
    Floating = 0x1000, ///< no time zone: the same clock time everywhere
    Done = 0x2000, ///< task: completed
    Unreadable = 0x4000, ///< could not be understood; shown as it is, never written
    ReadOnly = 0x8000,
    Waiting = 0x10000, ///< a change of it waits for the server
    OddZone = 0x20000, ///< its time zone was unknown and guessed; said so where times are shown
    Contested = 0x40000, ///< somebody else changed the same: the user is to decide (EventConflict)
};
Q_DECLARE_FLAGS(EventFlags, EventFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(EventFlags)

/// Names one instance of one event or task: the item (calendar object) and, for a series, which instance.
struct OccurrenceRef {
    ItemId item{};
    qint64 recurrence = 0; ///< RECURRENCE-ID as ms since epoch (all-day and floating: of its wall clock taken as UTC); 0: not recurring
    auto operator<=>(const OccurrenceRef &) const = default;
    friend size_t qHash(const OccurrenceRef &ref, size_t seed = 0)
    {
        return qHashMulti(seed, ref.item.value, ref.recurrence);
    }
};

/// One bar in a calendar view, one line in the agenda. Times are what the user sees: in the local
/// time zone; whole days from the first day's 00:00 to the last day's 24:00.
struct Occurrence {
    OccurrenceRef ref{};
    CollectionId calendar{};
    QDateTime start{}, end{};
    QString summary{};
    QString location{};
    QString zone{}; ///< IANA name of the event's own zone; empty: floating or all day
    EventFlags flags{};
    Participation mine = Participation::None;
    QString conference{}; ///< link to join, or empty
    bool isAllDay() const
    {
        return flags.testFlag(EventFlag::AllDay);
    }
};

/// The calendar that is made of the address books and exists only here. Its occurrences name contacts, not events.
inline constexpr CollectionId birthdayCalendar{-1};

/// A calendar as the list beside the views shows it.
struct CalendarInfo {
    CollectionId id{};
    ResourceId resource{};
    AccountId account{};
    QString accountAddress{};
    QString name{};
    QColor colour{};
    int order = 0;
    QString role{}; ///< DavRole
    bool isWritable = false;
    bool holdsEvents = true, holdsTasks = false;
    bool isShown = true;
    bool schedulesItself = false; ///< the server sends invitations and replies
    QStringList addresses{}; ///< mine, on this server
    QString ownerName{}; ///< somebody else's calendar
    QString feed{}; ///< where a subscribed one lies
    QDateTime fetched{}; ///< when a subscribed one answered last
    QString problem{}; ///< why it could not be read last time; what is known of it is still there
};

struct Attendee {
    QString name{}, address{}; ///< address without mailto:
    Participation participation = Participation::NeedsAction;
    enum class Role { Chair, Required, Optional, Informed } role = Role::Required;
    enum class Kind { Individual, Group, Resource, Room } kind = Kind::Individual;
    bool rsvp = true;
    QString delegatedTo{}, delegatedFrom{};
    bool operator==(const Attendee &) const = default;
};

struct Alarm {
    int minutesBefore = 15; ///< of the start; negative: after
    QDateTime at{}; ///< instead, an absolute time
    QByteArray uid{}; ///< RFC 9074
    bool operator==(const Alarm &) const = default;
};

/// A file or link of an event: a link, or bytes inside the event (RFC 5545, 3.8.1.1).
struct EventAttachment {
    QString name{}, mimeType{};
    QString uri{};
    QByteArray bytes{};
    bool operator==(const EventAttachment &) const = default;
};

/// An event or a task as the editor knows it. A value; what it does not know stays in the object
/// as it is. Made by CalendarActions::open() or newEvent(), handed back to save().
struct EventDraft {
    OccurrenceRef ref{}; ///< none: new
    CollectionId calendar{};
    bool isTask = false;
    QString summary{}, location{}, description{};
    QDateTime start{}, end{}; ///< with their own zone (QTimeZone); LocalTime spec: floating. Tasks: start may be null, end is due
    bool isAllDay = false; ///< then end is the last day, inclusive
    QString rule{}; ///< RRULE value of the series ("" none); editable for whole series and "this and following"
    QStringList otherRules{}; ///< further lines that say when ("RRULE:…", "EXRULE:…"); only told, never written
    QList<QDateTime> exceptDates{}, extraDates{}; ///< EXDATE, RDATE
    QStringList categories{};
    QString url{}, conference{};
    enum class Show { Busy, Free } show = Show::Busy;
    enum class Visibility { Public, Private, Confidential } visibility = Visibility::Public;
    QString status{}; ///< STATUS as RFC 5545 spells it, or empty
    Attendee organizer{}; ///< empty address: no meeting
    QList<Attendee> attendees{};
    QList<Alarm> alarms{};
    QList<EventAttachment> attachments{};
    // tasks
    int priority = 0; ///< 0 none, 1 highest … 9 lowest
    int percent = 0;
    QDateTime completed{};
    QByteArray parentUid{}; ///< RELATED-TO: subtask of
    QByteArray uid{};
    bool isException = false; ///< an instance with words or times of its own, which its series does not have
    bool operator==(const EventDraft &) const = default;
};

/// How far an edit or a deletion of one instance of a series reaches.
enum class Scope { This, ThisAndFollowing, All };

}
