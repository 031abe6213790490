// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixevent.h"

#include <QHash>
#include <QMap>
#include <QStringList>

namespace Kontor
{

/// m.receipt: somebody has read up to there.
struct MatrixReceipt {
    QString eventId{};
    QString userId{};
    QString type{}; ///< "m.read" or "m.read.private"
    QString threadId{}; ///< empty: not of a thread; "main": of what is in no thread
    qint64 at = 0; ///< ms since epoch; 0: not told
};

/// A piece of account data, of the account or of a room.
struct MatrixAccountDatum {
    QString type{};
    QJsonObject content{};
};

/// A message between devices, as the CryptoMachine wants it.
struct MatrixToDevice {
    QString type{};
    QString sender{};
    QByteArray raw{};
};

/// What a sync says of one room. A field that the server left out is empty or nullopt: nothing changed there.
struct MatrixRoomNews {
    enum class Membership {
        Join,
        Invite,
        Knock,
        Leave, ///< also after a kick or a ban: see our own member event
        Same, ///< not told, as it was: only receipts, typing or account data
    };

    QString roomId{}; ///< "!…"
    Membership membership = Membership::Join;

    /// State events. Where \c stateIsAfter is false they hold before the first event of the timeline (/v3/sync), and state
    /// events of the timeline come on top; where it is true they hold behind its last one (sliding sync).
    QList<MatrixEvent> state{};
    bool stateIsAfter = false;
    bool isInitial = false; ///< all that is known of the room begins here: told as if for the first time

    QList<MatrixEvent> timeline{}; ///< oldest first
    bool isLimited = false; ///< events are missing in front of the timeline: there is a gap
    QString previous{}; ///< prev_batch: where /messages goes on backwards from the timeline's start; may be empty

    std::optional<int> notifications{}; ///< unread with a notification; nullopt: not told (sliding sync of most servers)
    std::optional<int> highlights{}; ///< of these, mentions
    QHash<QString, std::pair<int, int>> threadCounts{}; ///< notifications and highlights by thread root

    std::optional<QStringList> heroes{}; ///< user ids to make a name of
    std::optional<int> joined{}; ///< members
    std::optional<int> invited{};

    QList<MatrixReceipt> receipts{};
    std::optional<QStringList> typing{}; ///< user ids; empty: nobody any more
    QList<MatrixAccountDatum> accountData{}; ///< m.fully_read, m.tag, …
    QList<MatrixEvent> stripped{}; ///< of invites and knocks: what one may see of the room before joining
};

/// What happened since a position; the same of /v3/sync and of sliding sync. A value.
struct MatrixSyncAnswer {
    QByteArray position{}; ///< where the next sync goes on; opaque, says also how it was asked
    bool more = false; ///< ask again at once, without waiting: rooms are still missing (sliding sync's growing range)
    QList<MatrixRoomNews> rooms{};
    QList<MatrixAccountDatum> accountData{}; ///< m.direct, m.push_rules, m.ignored_user_list, …
    QList<MatrixToDevice> toDevice{};
    QStringList devicesChanged{}; ///< user ids whose devices must be asked anew
    QStringList devicesLeft{}; ///< user ids of no interest any more
    std::optional<QMap<QString, qint64>> keyCounts{}; ///< one-time keys by algorithm; nullopt: not told
    bool areKeyCountsWhole = true; ///< an algorithm that is not named has none left (/v3/sync); false: it is as it was
    std::optional<QStringList> unusedFallbackKeys{}; ///< algorithms; nullopt: not told
    int unreadable = 0; ///< entries that were dropped since nothing could be made of them
};

}

Q_DECLARE_TYPEINFO(Kontor::MatrixRoomNews, Q_RELOCATABLE_TYPE);
