// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "chat/chatactions.h"
#include "chat/crypto/cryptomachine.h"
#include "chat/protocol/chatsynchronizer.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "support/workplace.h"
#include "sync/syncengine.h"

#include <memory>

namespace Kontor
{

/// One device of one person at a real server: store, actions, engine, without a window.
class ChatParticipant
{
public:
    /// \p home: where the server is reached; empty: directly. \p secret: with the program's own cryptography.
    struct Wish {
        int user = 0;
        QUrl home{};
        ChatSynchronizer::Options::Sync sync = ChatSynchronizer::Options::Sync::Best;
        bool isSecret = false;
    };
    ChatParticipant(const Workplace &workplace, const Wish &wish);
    ~ChatParticipant();

    QString problem() const; ///< why it could not sign in
    void startEngine();
    void stopEngine();
    Result<void> round();
    bool rounds(); ///< until one is complete; not for ever
    /// Rounds until it is so.
    bool sees(const std::function<bool()> &condition);

    ItemId room(const QString &roomId);
    ItemId newestRoom();
    QString roomId(ItemId item);
    CollectionId collection();
    QStringList texts(ItemId room); ///< of messages, in the order they are shown
    ItemId event(ItemId room, const QString &text);
    int gaps(ItemId room);
    QList<Change> changes();
    qint64 number(const QByteArray &sql);
    bool send(ItemId room, const QString &text);

    Account account;
    ResourceId resource{};
    TemporaryStore store;
    std::shared_ptr<Outbox> outbox;
    std::unique_ptr<ChatActions> actions;
    std::unique_ptr<SyncEngine> engine;
    ChatSynchronizer *synchronizer = nullptr;

private:
    Wish m_wish;
    QString m_problem;
    std::shared_ptr<CryptoMachine> m_machine;
};

}
