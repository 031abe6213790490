// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendarobject.h"

namespace Kontor
{

/// A scheduling message (iTIP, RFC 5546) as it lies in a mail or in a scheduling inbox. A value; made from
/// hostile bytes, so nothing of it is believed before the store has been asked (InvitationState).
struct ItipMessage {
    enum class Method { None, Publish, Request, Reply, Cancel, Add, Counter, DeclineCounter, Refresh };

    /// \p sender: the address in the mail's From; empty: a server said it. Larger than 8 MiB is not read.
    static ItipMessage read(const QByteArray &ics, const QString &sender);

    Method method = Method::None;
    QByteArray ics{};
    CalendarObject object{}; ///< of one UID: others than the first one's are left out
    QByteArray uid{};
    QString sender{}; ///< lower case
    bool isUsable = false; ///< false: problems of the object say why

    bool isOnlyInstances() const; ///< it speaks of single instances and leaves the others alone
    QString organizer() const; ///< address, lower case
    int sequence() const;
    QDateTime stamp() const;
    bool operator==(const ItipMessage &other) const
    {
        return ics == other.ics && sender == other.sender;
    }
};

}
