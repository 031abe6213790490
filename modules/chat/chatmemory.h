// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

#include <QFuture>
#include <QHash>

namespace Kontor
{

/// What the synchronizer may ask of what is already here; it knows no database itself. Any thread; errors: Storage.
class ChatMemory
{
public:
    virtual ~ChatMemory() = default;

    struct Session {
        QString roomId{};
        QString sessionId{};
    };
    /// Events of these sessions that could not be read so far, at most so many; with no sessions: of all.
    virtual QFuture<Result<QList<ChatEventFacts>>> unreadable(const QList<Session> &sessions, int atMost) = 0;

    /// Which of these events are here, with their order.
    virtual QFuture<Result<QHash<QString, qint64>>> known(const QStringList &eventIds) = 0;

    /// One event, if it is here.
    virtual QFuture<Result<std::optional<ChatEventFacts>>> event(const QString &eventId) = 0;

    struct Room {
        ChatRoomFacts facts{};
        QStringList members{}; ///< joined and invited people that are known; all of them if facts say so
        qint64 newest = 0; ///< order of the newest event
    };
    virtual QFuture<Result<std::optional<Room>>> room(const QString &roomId) = 0;
    virtual QFuture<Result<QStringList>> rooms() = 0; ///< ids of all that are joined or invited to

    /// Gaps to be filled without being asked: of rooms within the days that are kept (the policy), and of rooms kept whole.
    virtual QFuture<Result<QList<ChatGapFacts>>> wantedGaps(int atMost) = 0;

    struct Gap {
        ChatGapFacts facts{};
        qint64 sentAfter = 0; ///< when the event right behind it was sent, ms since epoch; 0: there is none
    };
    virtual QFuture<Result<QList<Gap>>> gaps(const QString &roomId) = 0; ///< all of a room, newest first
    virtual QFuture<Result<std::optional<ChatAccountFacts>>> account() = 0;
};

}
