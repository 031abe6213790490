// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "bench/benchtext.h"
#include "chat/chattypes.h"
#include "sync/synchronizer.h"

namespace Kontor::Bench
{

/// How large the account is that chat is measured with.
struct ChatSize {
    int rooms = 500;
    int events = 200'000; ///< of all rooms; half of the rooms are encrypted
    int people = 400;
};

/// Hands over an account of chat the way ChatSynchronizer would: what was decrypted lies beside what came. No network.
class BenchChat : public Synchronizer
{
    Q_OBJECT
public:
    explicit BenchChat(ChatSize size);

    /// Goes on where an account of that size, told before, ended.
    void goOn();

    /// Tells of so many new events at once, all over the rooms.
    void say(int events);

    Task<Result<QList<RemoteCollection>>> discover() override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void stop() override;

    static QString roomId(int room);
    static QString personId(int person);

private:
    RemoteItem account() const;
    RemoteItem room(int number);
    QList<RemoteItem> members(int room);
    RemoteItem event(int room);

    ChatSize m_size;
    BenchText m_text{11};
    QList<QString> m_last{}; ///< of each room: the event that the next one may answer
    int m_told = 0; ///< rooms
    int m_events = 0;
    int m_waiting = 0; ///< events to be told by the next pull
    QList<Pending<Hint>> m_watching;
    bool m_isStopped = false;
};

}
