// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/secretstorage.h"
#include "chat/protocol/chatsynchronizerdevices.h"

namespace Kontor
{

/// What makes that keys are never lost: one's identity, the storage of its secrets and the backup of room keys on the server,
/// and files of keys.
class ChatSynchronizerRecovery : public std::enable_shared_from_this<ChatSynchronizerRecovery>
{
public:
    ChatSynchronizerRecovery(std::shared_ptr<ChatSynchronizerSession> session,
                             std::shared_ptr<ChatSynchronizerKeys> keys,
                             std::shared_ptr<ChatSynchronizerDevices> devices);
    void connectMachine(); ///< once
    void disconnectMachine();

    /// Makes what is missing; answers the recovery key. Conflict: there is an identity that this device does not have.
    Task<Result<QString>> setUp(QString passphrase, QString password);
    /// Answers how many keys came back. Unauthorized: it is not the key. NotFound: nothing was set up.
    Task<Result<int>> recover(QString keyOrPassphrase);
    Task<Result<void>> resetIdentity(QString password);

    Task<Result<QByteArray>> exportKeys(QString passphrase);
    Task<Result<int>> importKeys(QByteArray file, QString passphrase);
    Task<Result<void>> askForKeys(QString eventId);

    /// After the machine was opened, or this device was verified: the backup is used if it can be.
    void resume();

private:
    using Link = ChatSynchronizerSession::Link;
    using Machine = std::shared_ptr<CryptoMachine>;

    Task<> resumeNow();
    Task<> takeBackupKey(QString value);
    Task<Result<void>> publish(Machine machine, Link link, CryptoMachine::Identity identity, QString password);
    Task<Result<void>> lookAtOneself(Machine machine, Link link);
    Task<Result<QByteArray>> backup(Machine machine, Link link);
    Task<Result<int>> restore(Machine machine, Link link, QByteArray key);
    Task<Result<void>> prove(Machine machine, Link link, QByteArray key, QString version);
    Task<Result<void>> keepSecrets(Machine machine, Link link, SecretStorageKey storage, QByteArray backupKey);
    Task<Result<std::optional<QByteArray>>> secret(Link link, SecretStorageKey storage, QString id, QString name);
    Task<Result<void>> takeIdentity(Machine machine, Link link, SecretStorageKey storage, QString id);
    void tell() const;

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerKeys> m_keys;
    std::shared_ptr<ChatSynchronizerDevices> m_devices;
    QList<QMetaObject::Connection> m_connections;
};

}
