// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/itipmessage.h"
#include "store/store.h"

namespace Kontor
{

/// What a scheduling message means for me, given what my calendars hold. A value, for the strip above a mail.
struct InvitationState {
    enum class Kind {
        None, ///< nothing to show (not a scheduling message, or unreadable: see problem)
        Invitation, ///< new to me
        Update, ///< newer than what my calendar has; see changes
        Known, ///< exactly what my calendar has
        Outdated, ///< my calendar has a newer version
        Cancellation, ///< an event or an instance was called off
        Reply, ///< somebody answered my invitation
        Proposal, ///< somebody proposes another time for my event (COUNTER)
        ProposalDeclined, ///< the organiser sticks to the time
        RefreshWanted, ///< somebody asks for the newest version of my event
        Published, ///< an event to take over, nobody wants an answer
        Fragment, ///< further dates (ADD) of an event that my calendar does not have: it must be asked for
    };
    Kind kind = Kind::None;
    ItipMessage message{};
    QString problem{}; ///< a whole sentence, or empty

    EventDraft event{}; ///< as the message says; of several instances the first
    int instances = 0; ///< how many single instances it speaks of; 0: the whole event
    OccurrenceRef ref{}; ///< in my calendar; none: it is not there
    EventDraft known{}; ///< as my calendar has it; meaningful with ref
    CollectionId calendar{}; ///< where it is, or where it best goes; none: I have no calendar to write to
    enum class Changed { Time = 1, Place = 2, Title = 4, Text = 8, People = 16, Rule = 32, Status = 64 };
    QList<Changed> changes{}; ///< Update: what is different

    QString invitedAs{}; ///< which of my addresses is invited; a group or list: that one's
    bool isThroughGroup = false; ///< none of my addresses stands there; invitedAs is the person's own address, groupAddress the list
    QString groupAddress{};
    bool isMine = false; ///< I am the organiser
    Participation mine = Participation::None; ///< how I answered, as my calendar will say once it took this over
    bool wantsAnswer = false; ///< of me, and I have not given any that still holds
    bool isPast = false; ///< it is over (its last instance)
    bool isApplied = false; ///< Reply, Cancellation, Proposal: my calendar says so already

    /// An instance of a series that can be answered by itself.
    struct Date {
        qint64 recurrence = 0; ///< as OccurrenceRef names it
        QDateTime start{}, end{};
        bool isAllDay = false;
        Participation mine = Participation::None;
        bool operator==(const Date &) const = default;
    };
    bool isForOlderVersion = false; ///< Reply, Proposal: it was written before the event became what it is now
    QList<Date> dates{}; ///< the coming ones of a whole series, the first 30
    bool isOfKnownSeries = false; ///< it names single instances, and my calendar has the series

    // Reply, Proposal, RefreshWanted
    Attendee from{}; ///< who answered, and how
    enum class Sender {
        Expected,
        Uninvited,
        Different
    }; ///< Uninvited: a party crasher; Different: the mail comes from another address than the person (organiser, attendee) whose it says it is
    Sender sender = Sender::Expected;
    QString comment{};
    QDateTime proposedStart{}, proposedEnd{};

    QList<Occurrence> conflicts{}; ///< what else I have then (busy, not declined), by start; the first 20
};

/// Reads it from the store. Pure reads on a reader thread.
namespace InvitationQuery
{
Result<InvitationState> read(const Reader &reader, const QByteArray &ics, const QString &sender, const QDateTime &now, const QTimeZone &local);
}

}
