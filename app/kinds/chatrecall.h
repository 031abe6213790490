// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "chat/chatmemory.h"
#include "store/store.h"

#include <memory>

namespace Kontor
{

/// What is already here of the chats of one account, for its synchronizer.
class ChatRecall : public ChatMemory
{
public:
    /// \p keepDays: as Account has it; older gaps are filled only where a room is kept whole, or when one scrolls there.
    ChatRecall(std::shared_ptr<Store> store, ResourceId resource, int keepDays, const Clock *clock = &Clock::system());

    QFuture<Result<QList<ChatEventFacts>>> unreadable(const QList<Session> &sessions, int atMost) override;
    QFuture<Result<QHash<QString, qint64>>> known(const QStringList &eventIds) override;
    QFuture<Result<std::optional<ChatEventFacts>>> event(const QString &eventId) override;
    QFuture<Result<std::optional<Room>>> room(const QString &roomId) override;
    QFuture<Result<QStringList>> rooms() override;
    QFuture<Result<QList<ChatGapFacts>>> wantedGaps(int atMost) override;
    QFuture<Result<QList<Gap>>> gaps(const QString &roomId) override;
    QFuture<Result<std::optional<ChatAccountFacts>>> account() override;

private:
    std::shared_ptr<Store> m_store;
    ResourceId m_resource;
    int m_keepDays;
    const Clock *m_clock;
};

}
