// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizersession.h"
#include "chat/protocol/matrixsyncanswer.h"

namespace Kontor
{

/// Between the machine that keeps the keys and the server: sends what it wants sent, gives it what came, decrypts, and looks
/// in the backup for keys that are missing.
class ChatSynchronizerKeys : public std::enable_shared_from_this<ChatSynchronizerKeys>
{
public:
    explicit ChatSynchronizerKeys(std::shared_ptr<ChatSynchronizerSession> session);
    void connectMachine(); ///< once
    void disconnectMachine();
    void machineOpened();

    /// What a sync says of keys. Saved when this returns. What cannot be kept now fails only if something would be lost.
    Task<Result<void>> receive(MatrixSyncAnswer answer);

    /// Sends all that the machine has to say, until it has nothing new. One run at a time; who comes meanwhile waits for it.
    Task<Result<void>> pump();
    void pumpSoon();
    Task<Result<void>> send(CryptoRequest request);
    Task<Result<void>> sendAll(QList<CryptoRequest> requests);

    /// Puts into encrypted ones what they say, or why that is not known.
    Task<QList<ChatEventFacts>> read(QList<ChatEventFacts> events);
    /// Events that can be read now and could not before; at most some hundred.
    Task<Result<QList<ChatEventFacts>>> readAgain();
    bool hasToReadAgain() const;
    void readEverythingAgain(); ///< keys came by other ways

    /// Looks for the keys of these events again: in the backup, and with one's other devices.
    Task<Result<void>> ask(ChatEventFacts event);

    /// Sends some keys to the backup, if one is used.
    void backUpSoon();

    /// Sends a message of the machine's own in an encrypted room.
    std::function<Task<Result<void>>(CryptoRequest)> say;
    std::function<void()> backupReplaced; ///< by another device: it has to be looked at anew

private:
    struct Missing {
        int times = 0;
        std::chrono::milliseconds until{0}; ///< monotonic
        bool isWanted = false;
    };
    using Key = std::pair<QString, QString>; ///< room and session

    Task<> pumpDetached();
    Task<Result<void>> pumpOnce();
    Task<> lookUp();
    Task<Result<bool>> lookUpOne(std::shared_ptr<CryptoMachine> machine, Key key);
    Task<> backUp();
    void want(const ChatEventFacts &event);
    void noteKeys(const QList<CryptoRoomKey> &keys);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    QList<QMetaObject::Connection> m_connections;
    ChatSynchronizerTurn m_pumping;
    bool m_isPumpWaiting = false;
    QSet<QString> m_refused; ///< ids of requests that the server did not take; not tried again for a while
    QHash<Key, Missing> m_missing;
    bool m_isLookingUp = false;
    bool m_isBackingUp = false;
    QSet<Key> m_arrived;
    bool m_readAllAgain = false; ///< since the machine was opened
};

}
