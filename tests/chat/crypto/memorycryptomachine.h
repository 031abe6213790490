// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/cryptomachine.h"

#include <QHash>
#include <QSet>

namespace Kontor
{

/// A CryptoMachine for tests that encrypts nothing: the "ciphertext" is the clear event in base64, and whether it may be
/// read depends on the keys it knows, as with a real one. Two of them understand each other: what shareRoomKey() wants sent
/// is a to-device event that the other's receive() takes. Everything is answered at once; nothing is kept on disk.
class MemoryCryptoMachine : public CryptoMachine
{
    Q_OBJECT
public:
    using CryptoMachine::CryptoMachine;

    // ---- what a test says

    void giveKey(const QString &roomId, const QString &sessionId); ///< known from now on, with roomKeysArrived()
    void withholdKey(const QString &roomId, const QString &sessionId, const QString &code);
    void setUser(const CryptoUser &user); ///< with devicesChanged()
    void setShield(const QString &sender, const CryptoShield &shield); ///< for what this user sends
    void setSigning(const CryptoSigningStatus &status);
    void setVerification(const CryptoVerification &verification); ///< with verificationChanged()
    void queueRequest(const CryptoRequest &request); ///< comes by outgoing() until it is answered
    void failNext(const Error &error); ///< the next call, whichever
    void crash(); ///< as if the process ended: crashed(), and the next call fails with Timeout
    void setBackup(const CryptoBackupStatus &status);

    // ---- what a test asks

    static QString sessionOf(const QString &roomId, const QString &deviceId, int number); ///< deterministic
    int callCount(const QString &name) const; ///< of calls of that name ("receive", "decrypt" …)
    QList<CryptoSync> syncs() const;
    QSet<QString> followed() const;

    // ---- CryptoMachine

    QFuture<Result<CryptoOpened>> open(const CryptoIdentity &identity) override;
    void close() override;
    CryptoTrouble trouble() const override;
    QFuture<Result<CryptoReceived>> receive(const CryptoSync &sync) override;
    QFuture<Result<QList<CryptoRequest>>> outgoing() override;
    QFuture<Result<void>> answered(const CryptoRequest &request, const QByteArray &response) override;
    QFuture<Result<void>> follow(const QStringList &userIds) override;
    QFuture<Result<std::optional<CryptoRequest>>> missingSessions(const QStringList &userIds) override;
    QFuture<Result<QList<CryptoRequest>>> shareRoomKey(const QString &roomId, const QStringList &userIds, const CryptoRoomPolicy &policy) override;
    QFuture<Result<QJsonObject>> encrypt(const QString &roomId, const QString &type, const QJsonObject &content) override;
    QFuture<Result<void>> discardRoomKey(const QString &roomId) override;
    QFuture<Result<QList<CryptoDecrypted>>> decrypt(const QList<CryptoEvent> &events) override;
    QFuture<Result<void>> setRoomSettings(const QString &roomId, const CryptoRoomSettings &settings) override;
    QFuture<Result<std::optional<CryptoRoomSettings>>> roomSettings(const QString &roomId) override;
    QFuture<Result<CryptoUser>> user(const QString &userId) override;
    QFuture<Result<void>> setDeviceTrust(const QString &userId, const QString &deviceId, CryptoDevice::Trust trust) override;
    QFuture<Result<void>> approveIdentity(const QString &userId) override;
    QFuture<Result<void>> withdrawVerification(const QString &userId) override;
    QFuture<Result<CryptoRequest>> queryUsers(const QStringList &userIds) override;
    QFuture<Result<CryptoVerificationStep>> requestVerification(const QString &userId, const QString &deviceId) override;
    QFuture<Result<QJsonObject>> verificationContent(const QString &userId) override;
    QFuture<Result<CryptoVerification>> verificationSent(const QString &userId, const QString &roomId, const QString &eventId) override;
    QFuture<Result<void>> receiveVerification(const QString &roomId, const QJsonObject &event) override;
    QFuture<Result<QList<CryptoVerification>>> verifications(const QString &userId) override;
    QFuture<Result<CryptoVerificationStep>> acceptVerification(const QString &userId, const QString &flowId) override;
    QFuture<Result<CryptoVerificationStep>> startEmoji(const QString &userId, const QString &flowId) override;
    QFuture<Result<CryptoVerificationStep>> confirm(const QString &userId, const QString &flowId) override;
    QFuture<Result<CryptoVerificationStep>> mismatch(const QString &userId, const QString &flowId) override;
    QFuture<Result<CryptoVerificationStep>> cancelVerification(const QString &userId, const QString &flowId) override;
    QFuture<Result<CryptoSigningStatus>> signingStatus() override;
    QFuture<Result<CryptoBootstrap>> bootstrapSigning(Identity identity) override;
    QFuture<Result<CryptoSigningStatus>> importSigningKeys(const CryptoSigningKeys &keys) override;
    QFuture<Result<std::optional<CryptoSigningKeys>>> exportSigningKeys() override;
    QFuture<Result<CryptoRequest>> signOwnDevice() override;
    QFuture<Result<bool>> requestSecrets() override;
    QFuture<Result<CryptoNewBackup>> newBackup() override;
    QFuture<Result<void>> saveBackupKey(const QByteArray &key, const QString &version, const QJsonObject &info) override;
    QFuture<Result<std::optional<QByteArray>>> backupKey() override;
    QFuture<Result<void>> enableBackup(const QString &publicKey, const QString &version) override;
    QFuture<Result<void>> disableBackup() override;
    QFuture<Result<std::optional<CryptoRequest>>> nextBackup() override;
    QFuture<Result<CryptoBackupStatus>> backupStatus() override;
    QFuture<Result<CryptoBackupTrust>> trustOfBackup(const QJsonObject &info) override;
    QFuture<Result<CryptoImport>> importBackup(const QString &version, const QJsonObject &keys) override;
    QFuture<Result<void>> proveBackup(const QByteArray &key, const QJsonObject &session) override;
    QFuture<Result<QByteArray>> exportKeys(const QString &passphrase) override;
    QFuture<Result<CryptoImport>> importKeys(const QByteArray &file, const QString &passphrase) override;

private:
    std::optional<Error> begin(const QString &call);
    CryptoDecrypted decrypted(const CryptoEvent &event) const;
    QFuture<Result<CryptoVerificationStep>> step(const QString &call, const QString &userId, const QString &flowId, CryptoVerification::Phase phase,
                                                 const QString &cancelCode = {});

    CryptoIdentity m_identity;
    bool m_isOpen = false;
    bool m_isCrashed = false;
    std::optional<Error> m_failure;
    QHash<QString, int> m_counts;
    QList<CryptoSync> m_syncs;
    QSet<QString> m_followed;
    QSet<QString> m_keys; ///< room and session
    QHash<QString, QString> m_withheld;
    QHash<QString, int> m_sessionNumbers; ///< of our own sessions, by room
    QHash<QString, QSet<QString>> m_shared; ///< own session to who has it
    QSet<QString> m_ready; ///< rooms that may be encrypted for once
    QHash<QString, CryptoRoomSettings> m_settings;
    QHash<QString, CryptoUser> m_users;
    QHash<QString, CryptoShield> m_shields;
    QList<CryptoVerification> m_verifications;
    QList<CryptoRequest> m_outgoing;
    CryptoSigningStatus m_signing;
    CryptoSigningKeys m_signingKeys;
    CryptoBackupStatus m_backup;
    QByteArray m_backupKey;
    int m_number = 0;
};

}
