// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatmemory.h"
#include "sync/collection.h"
#include "sync/delta.h"

#include <QStringList>

namespace Kontor
{

/// What pulls told of an account, as a store would keep it; and the memory that a synchronizer asks.
class ChatCopy : public ChatMemory
{
public:
    Collection collection(const QString &user = QStringLiteral("@anna:example.org")) const;
    void take(const Delta &delta); ///< as one transaction
    void put(const QString &remoteId, const QByteArray &payload);

    std::optional<ChatEventFacts> eventOf(const QString &eventId) const;
    std::optional<ChatRoomFacts> roomOf(const QString &roomId) const;
    std::optional<ChatMemberFacts> memberOf(const QString &roomId, const QString &userId) const;
    std::optional<ChatAccountFacts> accountOf() const;
    QList<ChatGapFacts> gapsOf(const QString &roomId) const; ///< newest first
    /// Of a room, by order: event ids, and "-" for a gap.
    QStringList timeline(const QString &roomId) const;

    QFuture<Result<QList<ChatEventFacts>>> unreadable(const QList<Session> &sessions, int atMost) override;
    QFuture<Result<QHash<QString, qint64>>> known(const QStringList &eventIds) override;
    QFuture<Result<std::optional<ChatEventFacts>>> event(const QString &eventId) override;
    QFuture<Result<std::optional<Room>>> room(const QString &roomId) override;
    QFuture<Result<QStringList>> rooms() override;
    QFuture<Result<QList<ChatGapFacts>>> wantedGaps(int atMost) override;
    QFuture<Result<QList<Gap>>> gaps(const QString &roomId) override;
    QFuture<Result<std::optional<ChatAccountFacts>>> account() override;

    QByteArray token{};
    bool wantsAll = false; ///< every gap is to be filled without being asked
    QHash<QString, QByteArray> items{}; ///< payloads by remote id
    int deltas = 0;

private:
    QList<ChatEventFacts> events() const;
};

}
