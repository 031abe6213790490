// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizersend.h"

namespace Kontor
{

/// Verifications with other devices and people: what the user decides, and the steps between that nobody has to decide.
class ChatSynchronizerVerification : public std::enable_shared_from_this<ChatSynchronizerVerification>
{
public:
    ChatSynchronizerVerification(std::shared_ptr<ChatSynchronizerSession> session,
                                 std::shared_ptr<ChatSynchronizerKeys> keys,
                                 std::shared_ptr<ChatSynchronizerSend> send);
    void connectMachine(); ///< once
    void disconnectMachine();

    /// Without a device: the person, in the direct chat with them; of oneself, with all own devices.
    Task<Result<ChatVerification>> verify(QString userId, QString deviceId);
    Task<Result<void>> accept(QString id);
    Task<Result<void>> confirm(QString id);
    Task<Result<void>> reject(QString id);

    std::function<void(const ChatVerification &)> changed;
    std::function<void()> verified; ///< this device, by another one of our own

private:
    enum class Step { Accept, Start, Confirm, Mismatch, Cancel };

    Task<Result<ChatVerification>> verifyInRoom(std::shared_ptr<CryptoMachine> machine, QString userId);
    Task<Result<void>> take(QString id, Step step);
    Task<> goOn(QString id, std::chrono::milliseconds after);
    void note(const CryptoVerification &verification);
    ChatVerification shown(const CryptoVerification &verification) const;

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerKeys> m_keys;
    std::shared_ptr<ChatSynchronizerSend> m_send;
    QList<QMetaObject::Connection> m_connections;
    QHash<QString, CryptoVerification> m_known; ///< by our id
    QSet<QString> m_startedByUs;
};

}
