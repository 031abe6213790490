// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizerkeys.h"

namespace Kontor
{

/// Devices of oneself and of others, and how far the encryption is set up.
class ChatSynchronizerDevices : public std::enable_shared_from_this<ChatSynchronizerDevices>
{
public:
    ChatSynchronizerDevices(std::shared_ptr<ChatSynchronizerSession> session, std::shared_ptr<ChatSynchronizerKeys> keys);

    Task<Result<ChatEncryptionState>> encryption();
    Task<Result<QList<ChatDevice>>> devices(QString userId);
    Task<Result<void>> rename(QString deviceId, QString name);
    /// Unauthorized: the password is needed, or wrong.
    Task<Result<void>> remove(QString deviceId, QString password);
    Task<Result<bool>> isVerified(QString userId);
    Task<Result<void>> trustNewIdentity(QString userId);

    /// What the server asked for before something weighty.
    static Error asked(const MatrixQuestion &question, const QString &password);

private:
    Task<Result<CryptoUser>> user(std::shared_ptr<CryptoMachine> machine, QString userId);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerKeys> m_keys;
};

}
