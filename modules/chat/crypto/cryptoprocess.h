// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/cryptoframes.h"
#include "chat/crypto/cryptomachine.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonValue>
#include <QTimer>

#include <chrono>
#include <functional>

class QProcess;

namespace Kontor
{

/// The machine in a process of its own (libexec/kontor-crypto), which is started by open() and, after it broke down, by the
/// next call. It has the audited library, an encrypted database, no window and no network; secrets go through the pipe.
class CryptoProcess : public CryptoMachine
{
    Q_OBJECT
public:
    explicit CryptoProcess(QObject *parent = nullptr);
    ~CryptoProcess() override; ///< what was confirmed is on the disk; the rest is cancelled

    static bool isInstalled();
    qint64 processId() const; ///< 0: not running

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
    using Answered = std::function<void(Result<QJsonValue>)>;
    struct Call {
        Answered answered;
        QDeadlineTimer until;
    };
    struct Waiting {
        QByteArray frame;
        qint64 id = 0;
    };

    void send(const QString &call, const QJsonObject &args, std::chrono::seconds atMost, Answered answered);
    template<class T, class Read>
    QFuture<Result<T>> ask(const QString &call, const QJsonObject &args, Read read, std::chrono::seconds atMost = usual);
    QFuture<Result<void>> tell(const QString &call, const QJsonObject &args);
    QFuture<Result<CryptoVerificationStep>> step(const QString &call, const QString &userId, const QString &flowId);

    bool start();
    void sendOpen(Answered answered);
    void settleOpen(const Result<QJsonValue> &result);
    void readSome();
    void take(const QJsonObject &message);
    void takeEvent(const QJsonObject &message);
    void ended();
    void lookForLate();
    void failAll(const Error &error);
    void dropProcess();
    Error errorOf(const QString &code, const QString &text);

    static constexpr std::chrono::seconds usual{90};

    CryptoIdentity m_identity;
    std::optional<CryptoOpened> m_opened; ///< the process is up and has the store
    bool m_isOpening = false;
    CryptoTrouble m_trouble = CryptoTrouble::None;
    QProcess *m_process = nullptr;
    CryptoFrames m_frames;
    QHash<qint64, Call> m_calls;
    QList<Waiting> m_waiting; ///< calls made before the store is open
    QTimer m_clock;
    QElapsedTimer m_sinceHeard; ///< an answer came
    qint64 m_lastId = 0;
};

}
