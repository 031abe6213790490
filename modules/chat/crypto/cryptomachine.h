// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "chat/crypto/cryptotypes.h"

#include <QFuture>
#include <QObject>

namespace Kontor
{

/// The keys of one device of one Matrix account: decrypts, encrypts, and says what the server has to be told. It knows no
/// network: whatever it wants sent is a CryptoRequest, and the answer comes back by answered().
///
/// Network thread; values only. A future is finished once what it says is on the disk. Calls are answered in any order, but
/// begin in the order they were made. open() first; every call before fails with NotFound. Kinds of errors:
/// Storage: see trouble(); chat without encryption goes on. Throttled: another program has the store, or the disk is full; it
/// may go later. NotFound: not installed, or the thing asked for is not known. Conflict: refused by policy or state.
/// Protocol: what was given makes no sense. Timeout and Cancelled as everywhere. After a crash all pending calls fail with
/// Timeout, and the next call starts the machine again by itself.
class CryptoMachine : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // ---- the store

    /// Opens or makes it. Never makes new keys where some were (CryptoIdentity::fingerprint).
    virtual QFuture<Result<CryptoOpened>> open(const CryptoIdentity &identity) = 0;
    virtual void close() = 0; ///< pending calls are cancelled; open() may follow
    virtual CryptoTrouble trouble() const = 0; ///< why the last open() or call failed; None once it went well

    // ---- with the server

    /// Give each answer of /sync before its position is kept; the same one twice does no harm.
    virtual QFuture<Result<CryptoReceived>> receive(const CryptoSync &sync) = 0;
    /// What to send now. Ask after open(), after each receive() and receiveVerification(), and after answered(), until
    /// nothing new comes; each request is named until it was answered.
    virtual QFuture<Result<QList<CryptoRequest>>> outgoing() = 0;
    /// \p response: the body of the server's 200. Not for errors; the request stays and is named again.
    virtual QFuture<Result<void>> answered(const CryptoRequest &request, const QByteArray &response) = 0;

    // ---- rooms: follow(members), missingSessions(members), shareRoomKey(members), encrypt(); one after the other in a room

    /// From now on the devices of these users are kept in mind; outgoing() asks for them.
    virtual QFuture<Result<void>> follow(const QStringList &userIds) = 0;
    /// A KeysClaim where we cannot talk to a device yet. Answer it before shareRoomKey(); one at a time.
    virtual QFuture<Result<std::optional<CryptoRequest>>> missingSessions(const QStringList &userIds) = 0;
    /// Room key for these users; all of it must be sent and answered before encrypt(). Nothing where all have it.
    virtual QFuture<Result<QList<CryptoRequest>>> shareRoomKey(const QString &roomId, const QStringList &userIds, const CryptoRoomPolicy &policy) = 0;
    /// Content of m.room.encrypted. Conflict: shareRoomKey() has to come right before each of these.
    virtual QFuture<Result<QJsonObject>> encrypt(const QString &roomId, const QString &type, const QJsonObject &content) = 0;
    /// The next message of the room begins a new key, as after somebody left.
    virtual QFuture<Result<void>> discardRoomKey(const QString &roomId) = 0;
    /// One answer for each event, in the same order.
    virtual QFuture<Result<QList<CryptoDecrypted>>> decrypt(const QList<CryptoEvent> &events) = 0;
    /// Keeps that the room is encrypted. Conflict: a weaker wish than before.
    virtual QFuture<Result<void>> setRoomSettings(const QString &roomId, const CryptoRoomSettings &settings) = 0;
    /// None: the room was never encrypted, as far as is known here.
    virtual QFuture<Result<std::optional<CryptoRoomSettings>>> roomSettings(const QString &roomId) = 0;

    // ---- people and devices

    virtual QFuture<Result<CryptoUser>> user(const QString &userId) = 0;
    virtual QFuture<Result<void>> setDeviceTrust(const QString &userId, const QString &deviceId, CryptoDevice::Trust trust) = 0;
    virtual QFuture<Result<void>> approveIdentity(const QString &userId) = 0; ///< the new identity is all right
    virtual QFuture<Result<void>> withdrawVerification(const QString &userId) = 0; ///< it need not be the one we verified
    virtual QFuture<Result<CryptoRequest>> queryUsers(const QStringList &userIds) = 0; ///< their devices, as they are right now

    // ---- verification by emoji; flow ids are unique for a user. What the exchange wants sent by itself comes by outgoing().

    /// Between devices: with one of them, or, for an empty device id, with all our own. NotFound: not known.
    virtual QFuture<Result<CryptoVerificationStep>> requestVerification(const QString &userId, const QString &deviceId) = 0;
    /// In a room with that user: the content of an m.room.message to be sent there (encrypted like all) …
    virtual QFuture<Result<QJsonObject>> verificationContent(const QString &userId) = 0;
    /// … and what the server called it, before the next receive().
    virtual QFuture<Result<CryptoVerification>> verificationSent(const QString &userId, const QString &roomId, const QString &eventId) = 0;
    /// Every live m.key.verification.* and m.room.message of msgtype m.key.verification.request of a room, whole and in
    /// clear (decrypted, or as it came: other clients do not encrypt these). Live only: old ones would ask again.
    virtual QFuture<Result<void>> receiveVerification(const QString &roomId, const QJsonObject &event) = 0;
    virtual QFuture<Result<QList<CryptoVerification>>> verifications(const QString &userId) = 0;
    virtual QFuture<Result<CryptoVerificationStep>> acceptVerification(const QString &userId, const QString &flowId) = 0;
    virtual QFuture<Result<CryptoVerificationStep>> startEmoji(const QString &userId, const QString &flowId) = 0;
    virtual QFuture<Result<CryptoVerificationStep>> confirm(const QString &userId, const QString &flowId) = 0;
    virtual QFuture<Result<CryptoVerificationStep>> mismatch(const QString &userId, const QString &flowId) = 0;
    virtual QFuture<Result<CryptoVerificationStep>> cancelVerification(const QString &userId, const QString &flowId) = 0;

    // ---- our identity (cross-signing)

    enum class Identity {
        Keep, ///< the one that is here, to be sent (again)
        Reset, ///< a new one: everybody has to verify us anew
    };
    virtual QFuture<Result<CryptoSigningStatus>> signingStatus() = 0;
    virtual QFuture<Result<CryptoBootstrap>> bootstrapSigning(Identity identity) = 0;
    /// From secret storage. Conflict: not the private keys of the identity that the server has. Ask for it (queryUsers) before.
    virtual QFuture<Result<CryptoSigningStatus>> importSigningKeys(const CryptoSigningKeys &keys) = 0;
    virtual QFuture<Result<std::optional<CryptoSigningKeys>>> exportSigningKeys() = 0;
    /// Signs this device with the identity: what makes other devices trust it. Conflict: no private keys here.
    virtual QFuture<Result<CryptoRequest>> signOwnDevice() = 0;
    /// Asks our other verified devices for what is missing of identity and backup; false: nothing is. outgoing() has it then.
    virtual QFuture<Result<bool>> requestSecrets() = 0;

    // ---- key backup on the server

    virtual QFuture<Result<CryptoNewBackup>> newBackup() = 0;
    /// Keeps the private key of a backup. Conflict: \p key is not one of the public key in \p info.
    virtual QFuture<Result<void>> saveBackupKey(const QByteArray &key, const QString &version, const QJsonObject &info) = 0;
    virtual QFuture<Result<std::optional<QByteArray>>> backupKey() = 0; ///< a secret, for secret storage
    virtual QFuture<Result<void>> enableBackup(const QString &publicKey, const QString &version) = 0; ///< only what trustOfBackup() says yes to
    virtual QFuture<Result<void>> disableBackup() = 0;
    virtual QFuture<Result<std::optional<CryptoRequest>>> nextBackup() = 0; ///< some keys to send; none: all are there
    virtual QFuture<Result<CryptoBackupStatus>> backupStatus() = 0;
    /// \p info: the answer of GET /room_keys/version.
    virtual QFuture<Result<CryptoBackupTrust>> trustOfBackup(const QJsonObject &info) = 0;
    /// Takes keys of GET /room_keys/keys (the whole object with "rooms") and decrypts them with the key that is kept.
    virtual QFuture<Result<CryptoImport>> importBackup(const QString &version, const QJsonObject &keys) = 0;
    /// Proves that \p key reads \p session (one session_data of the server). Conflict: it does not.
    virtual QFuture<Result<void>> proveBackup(const QByteArray &key, const QJsonObject &session) = 0;

    // ---- key files ("m.megolm export")

    virtual QFuture<Result<QByteArray>> exportKeys(const QString &passphrase) = 0;
    /// Unauthorized: another passphrase. Protocol: no such file.
    virtual QFuture<Result<CryptoImport>> importKeys(const QByteArray &file, const QString &passphrase) = 0;

Q_SIGNALS:
    void roomKeysArrived(const QList<CryptoRoomKey> &keys); ///< try these events again
    void keysWithheld(const QList<CryptoWithheld> &withheld);
    void devicesChanged(const QStringList &userIds);
    void identityChanged(const QString &userId);
    void verificationChanged(const CryptoVerification &verification); ///< new ones as well
    /// Another device gave us the key of the backup ("m.megolm_backup.v1"), base64; saveBackupKey() it if it fits.
    void secretArrived(const QString &name, const QString &value);
    /// When it started again after a crash, the store could not be read and an earlier state was put back (CryptoOpened::isRestored).
    void restored();
    void crashed(); ///< nothing that was confirmed is lost; verifications that were under way are
};

}
