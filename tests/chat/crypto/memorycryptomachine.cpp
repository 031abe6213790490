// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/memorycryptomachine.h"

#include <QJsonDocument>
#include <QTimeZone>

namespace Kontor
{
namespace
{
const QString megolm = QStringLiteral("m.megolm.v1.aes-sha2");
const QString olm = QStringLiteral("m.olm.v1.curve25519-aes-sha2");

template<class T>
QFuture<Result<T>> done(T value)
{
    return QtFuture::makeReadyValueFuture(Result<T>(std::move(value)));
}

QFuture<Result<void>> done()
{
    return QtFuture::makeReadyValueFuture(Result<void>());
}

template<class T>
QFuture<Result<T>> failed(const Error &error)
{
    return QtFuture::makeReadyValueFuture(Result<T>(std::unexpected(error)));
}

template<class T>
QFuture<Result<T>> failed(Error::Kind kind, const char *text)
{
    return failed<T>(Error{kind, QString::fromLatin1(text), {}, {}});
}

QString keyName(const QString &roomId, const QString &sessionId)
{
    return roomId + u' ' + sessionId;
}

QString text(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toString();
}

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

}

void MemoryCryptoMachine::giveKey(const QString &roomId, const QString &sessionId)
{
    m_keys.insert(keyName(roomId, sessionId));
    m_withheld.remove(keyName(roomId, sessionId));
    Q_EMIT roomKeysArrived({{roomId, sessionId}});
}

void MemoryCryptoMachine::withholdKey(const QString &roomId, const QString &sessionId, const QString &code)
{
    m_withheld.insert(keyName(roomId, sessionId), code);
    Q_EMIT keysWithheld({{roomId, sessionId, {}, code}});
}

void MemoryCryptoMachine::setUser(const CryptoUser &user)
{
    m_users.insert(user.userId, user);
    Q_EMIT devicesChanged({user.userId});
}

void MemoryCryptoMachine::setShield(const QString &sender, const CryptoShield &shield)
{
    m_shields.insert(sender, shield);
}

void MemoryCryptoMachine::setSigning(const CryptoSigningStatus &status)
{
    m_signing = status;
}

void MemoryCryptoMachine::setVerification(const CryptoVerification &verification)
{
    m_verifications.removeIf([&](const CryptoVerification &other) {
        return other.flowId == verification.flowId && other.userId == verification.userId;
    });
    m_verifications << verification;
    Q_EMIT verificationChanged(verification);
}

void MemoryCryptoMachine::queueRequest(const CryptoRequest &request)
{
    m_outgoing << request;
}

void MemoryCryptoMachine::failNext(const Error &error)
{
    m_failure = error;
}

void MemoryCryptoMachine::crash()
{
    m_isCrashed = true;
    m_verifications.clear();
    m_ready.clear();
    m_failure = Error{Error::Kind::Timeout, QStringLiteral("The encryption broke down."), {}, {}};
    Q_EMIT crashed();
}

void MemoryCryptoMachine::setBackup(const CryptoBackupStatus &status)
{
    m_backup = status;
}

QString MemoryCryptoMachine::sessionOf(const QString &roomId, const QString &deviceId, int number)
{
    return QStringLiteral("session-%1-%2-%3").arg(roomId, deviceId).arg(number);
}

int MemoryCryptoMachine::callCount(const QString &name) const
{
    return m_counts.value(name);
}

QList<CryptoSync> MemoryCryptoMachine::syncs() const
{
    return m_syncs;
}

QSet<QString> MemoryCryptoMachine::followed() const
{
    return m_followed;
}

std::optional<Error> MemoryCryptoMachine::begin(const QString &call)
{
    ++m_counts[call];
    if (!m_isOpen && call != QLatin1StringView("open")) {
        return Error{Error::Kind::NotFound, QStringLiteral("The encryption is not set up."), {}, {}};
    }
    m_isCrashed = m_isCrashed && m_failure;
    return std::exchange(m_failure, std::nullopt);
}

QFuture<Result<CryptoOpened>> MemoryCryptoMachine::open(const CryptoIdentity &identity)
{
    if (const auto error = begin(QStringLiteral("open"))) {
        return failed<CryptoOpened>(*error);
    }
    const auto fingerprint = QString(QStringLiteral("ed25519-") + identity.deviceId);
    if (!identity.fingerprint.isEmpty() && identity.fingerprint != fingerprint) {
        return failed<CryptoOpened>(Error::Kind::Storage, "The keys of this device are gone.");
    }
    m_identity = identity;
    m_isOpen = true;
    if (identity.fingerprint.isEmpty()) {
        m_outgoing << CryptoRequest{.id = QStringLiteral("keys-upload"),
                                    .kind = CryptoRequest::Kind::KeysUpload,
                                    .method = "POST",
                                    .path = QStringLiteral("/_matrix/client/v3/keys/upload"),
                                    .body = R"({"one_time_keys":{}})"};
    }
    return done(CryptoOpened{.fingerprint = fingerprint,
                             .senderKey = QStringLiteral("curve25519-") + identity.deviceId,
                             .isNew = identity.fingerprint.isEmpty(),
                             .made = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::UTC),
                             .version = QStringLiteral("memory")});
}

void MemoryCryptoMachine::close()
{
    m_isOpen = false;
}

CryptoTrouble MemoryCryptoMachine::trouble() const
{
    return m_isCrashed ? CryptoTrouble::Crashed : CryptoTrouble::None;
}

QFuture<Result<CryptoReceived>> MemoryCryptoMachine::receive(const CryptoSync &sync)
{
    if (const auto error = begin(QStringLiteral("receive"))) {
        return failed<CryptoReceived>(*error);
    }
    m_syncs << sync;
    CryptoReceived received;
    for (const auto &value : sync.toDevice) {
        const auto event = value.toObject();
        const auto content = event.value(QLatin1StringView("content")).toObject();
        CryptoToDevice became{.event = event};
        const auto key = content.value(QLatin1StringView("memory_key")).toObject();
        if (!key.isEmpty()) {
            const CryptoRoomKey roomKey{text(key, QLatin1StringView("room_id")), text(key, QLatin1StringView("session_id"))};
            m_keys.insert(keyName(roomKey.roomId, roomKey.sessionId));
            received.roomKeys << roomKey;
            became.state = CryptoToDevice::State::Decrypted;
        } else if (text(event, QLatin1StringView("type")) == QLatin1StringView("m.room_key.withheld")) {
            const CryptoWithheld withheld{text(content, QLatin1StringView("room_id")), text(content, QLatin1StringView("session_id")),
                                          text(event, QLatin1StringView("sender")), text(content, QLatin1StringView("code"))};
            m_withheld.insert(keyName(withheld.roomId, withheld.sessionId), withheld.code);
            received.withheld << withheld;
        } else if (text(event, QLatin1StringView("type")).isEmpty()) {
            became.state = CryptoToDevice::State::Invalid;
        }
        received.events << became;
    }
    if (!received.roomKeys.isEmpty()) {
        Q_EMIT roomKeysArrived(received.roomKeys);
    }
    if (!received.withheld.isEmpty()) {
        Q_EMIT keysWithheld(received.withheld);
    }
    if (!sync.changed.isEmpty()) {
        Q_EMIT devicesChanged(sync.changed);
    }
    return done(received);
}

QFuture<Result<QList<CryptoRequest>>> MemoryCryptoMachine::outgoing()
{
    if (const auto error = begin(QStringLiteral("outgoing"))) {
        return failed<QList<CryptoRequest>>(*error);
    }
    return done(m_outgoing);
}

QFuture<Result<void>> MemoryCryptoMachine::answered(const CryptoRequest &request, const QByteArray &)
{
    if (const auto error = begin(QStringLiteral("answered"))) {
        return failed<void>(*error);
    }
    m_outgoing.removeIf([&](const CryptoRequest &other) {
        return other.id == request.id;
    });
    if (request.kind == CryptoRequest::Kind::KeysBackup) {
        m_backup.backedUp = m_backup.total;
    }
    return done();
}

QFuture<Result<void>> MemoryCryptoMachine::follow(const QStringList &userIds)
{
    if (const auto error = begin(QStringLiteral("follow"))) {
        return failed<void>(*error);
    }
    m_followed += QSet<QString>(userIds.begin(), userIds.end());
    return done();
}

QFuture<Result<std::optional<CryptoRequest>>> MemoryCryptoMachine::missingSessions(const QStringList &)
{
    if (const auto error = begin(QStringLiteral("missingSessions"))) {
        return failed<std::optional<CryptoRequest>>(*error);
    }
    return done(std::optional<CryptoRequest>());
}

QFuture<Result<QList<CryptoRequest>>> MemoryCryptoMachine::shareRoomKey(const QString &roomId, const QStringList &userIds, const CryptoRoomPolicy &)
{
    if (const auto error = begin(QStringLiteral("shareRoomKey"))) {
        return failed<QList<CryptoRequest>>(*error);
    }
    m_ready.insert(roomId);
    const auto session = sessionOf(roomId, m_identity.deviceId, m_sessionNumbers.value(roomId));
    m_keys.insert(keyName(roomId, session));
    QJsonObject messages;
    for (const auto &user : userIds) {
        if (m_shared[session].contains(user)) {
            continue;
        }
        m_shared[session].insert(user);
        const QJsonObject key{{QStringLiteral("room_id"), roomId}, {QStringLiteral("session_id"), session}};
        messages.insert(user, QJsonObject{{QStringLiteral("*"), QJsonObject{{QStringLiteral("algorithm"), olm}, {QStringLiteral("memory_key"), key}}}});
    }
    if (messages.isEmpty()) {
        return done(QList<CryptoRequest>());
    }
    const auto transaction = QStringLiteral("share%1").arg(++m_number);
    return done(QList{CryptoRequest{.id = transaction,
                                    .kind = CryptoRequest::Kind::ToDevice,
                                    .method = "PUT",
                                    .path = QString(QStringLiteral("/_matrix/client/v3/sendToDevice/m.room.encrypted/") + transaction),
                                    .body = toJson({{QStringLiteral("messages"), messages}}),
                                    .eventType = QStringLiteral("m.room.encrypted"),
                                    .transaction = transaction}});
}

QFuture<Result<QJsonObject>> MemoryCryptoMachine::encrypt(const QString &roomId, const QString &type, const QJsonObject &content)
{
    if (const auto error = begin(QStringLiteral("encrypt"))) {
        return failed<QJsonObject>(*error);
    }
    if (!m_ready.remove(roomId)) {
        return failed<QJsonObject>(Error::Kind::Conflict, "The room key was not shared.");
    }
    const QJsonObject clear{{QStringLiteral("room_id"), roomId}, {QStringLiteral("type"), type}, {QStringLiteral("content"), content}};
    QJsonObject encrypted{{QStringLiteral("algorithm"), megolm},
                          {QStringLiteral("session_id"), sessionOf(roomId, m_identity.deviceId, m_sessionNumbers.value(roomId))},
                          {QStringLiteral("device_id"), m_identity.deviceId},
                          {QStringLiteral("sender_key"), QString(QStringLiteral("curve25519-") + m_identity.deviceId)},
                          {QStringLiteral("ciphertext"), QString::fromLatin1(toJson(clear).toBase64())}};
    if (content.contains(QLatin1StringView("m.relates_to"))) {
        encrypted.insert(QLatin1StringView("m.relates_to"), content.value(QLatin1StringView("m.relates_to")));
    }
    return done(encrypted);
}

QFuture<Result<void>> MemoryCryptoMachine::discardRoomKey(const QString &roomId)
{
    if (const auto error = begin(QStringLiteral("discardRoomKey"))) {
        return failed<void>(*error);
    }
    ++m_sessionNumbers[roomId];
    return done();
}

CryptoDecrypted MemoryCryptoMachine::decrypted(const CryptoEvent &event) const
{
    const auto content = event.event.value(QLatin1StringView("content")).toObject();
    CryptoDecrypted became{.eventId = text(event.event, QLatin1StringView("event_id")),
                           .sessionId = text(content, QLatin1StringView("session_id")),
                           .unsignedPart = event.event.value(QLatin1StringView("unsigned")).toObject(),
                           .sender = text(event.event, QLatin1StringView("sender")),
                           .senderDevice = text(content, QLatin1StringView("device_id")),
                           .senderKey = text(content, QLatin1StringView("sender_key"))};
    const auto key = keyName(event.roomId, became.sessionId);
    if (text(content, QLatin1StringView("algorithm")) != megolm) {
        became.failure = content.isEmpty() ? CryptoDecrypted::Failure::Damaged : CryptoDecrypted::Failure::UnknownAlgorithm;
    } else if (!m_keys.contains(key) && m_withheld.contains(key)) {
        became.failure = CryptoDecrypted::Failure::KeyWithheld;
        became.withheldCode = m_withheld.value(key);
    } else if (!m_keys.contains(key)) {
        const auto then = text(became.unsignedPart, QLatin1StringView("membership"));
        const bool wasOut = then == QLatin1StringView("leave") || then == QLatin1StringView("ban");
        became.failure = wasOut ? CryptoDecrypted::Failure::NotAMember : CryptoDecrypted::Failure::NoKey;
    } else {
        const auto clear = QJsonDocument::fromJson(QByteArray::fromBase64(text(content, QLatin1StringView("ciphertext")).toLatin1())).object();
        const bool isWhole = text(clear, QLatin1StringView("room_id")) == event.roomId && !text(clear, QLatin1StringView("type")).isEmpty();
        became.failure = isWhole ? CryptoDecrypted::Failure::None : CryptoDecrypted::Failure::Damaged;
        became.type = text(clear, QLatin1StringView("type"));
        became.content = clear.value(QLatin1StringView("content")).toObject();
        if (content.contains(QLatin1StringView("m.relates_to"))) {
            became.content.insert(QLatin1StringView("m.relates_to"), content.value(QLatin1StringView("m.relates_to")));
        }
        became.shield = m_shields.value(became.sender);
    }
    return became;
}

QFuture<Result<QList<CryptoDecrypted>>> MemoryCryptoMachine::decrypt(const QList<CryptoEvent> &events)
{
    if (const auto error = begin(QStringLiteral("decrypt"))) {
        return failed<QList<CryptoDecrypted>>(*error);
    }
    QList<CryptoDecrypted> all;
    for (const auto &event : events) {
        all << decrypted(event);
    }
    return done(all);
}

QFuture<Result<void>> MemoryCryptoMachine::setRoomSettings(const QString &roomId, const CryptoRoomSettings &settings)
{
    if (const auto error = begin(QStringLiteral("setRoomSettings"))) {
        return failed<void>(*error);
    }
    if (settings.algorithm != megolm) {
        return failed<void>(Error::Kind::Conflict, "An encrypted room stays encrypted.");
    }
    m_settings.insert(roomId, settings);
    return done();
}

QFuture<Result<std::optional<CryptoRoomSettings>>> MemoryCryptoMachine::roomSettings(const QString &roomId)
{
    using Settings = std::optional<CryptoRoomSettings>;
    if (const auto error = begin(QStringLiteral("roomSettings"))) {
        return failed<Settings>(*error);
    }
    return done(m_settings.contains(roomId) ? Settings(m_settings.value(roomId)) : Settings());
}

QFuture<Result<CryptoUser>> MemoryCryptoMachine::user(const QString &userId)
{
    if (const auto error = begin(QStringLiteral("user"))) {
        return failed<CryptoUser>(*error);
    }
    return done(m_users.value(userId, CryptoUser{.userId = userId}));
}

QFuture<Result<void>> MemoryCryptoMachine::setDeviceTrust(const QString &userId, const QString &deviceId, CryptoDevice::Trust trust)
{
    if (const auto error = begin(QStringLiteral("setDeviceTrust"))) {
        return failed<void>(*error);
    }
    for (auto &device : m_users[userId].devices) {
        if (device.deviceId == deviceId) {
            device.trust = trust;
            device.isVerified = trust == CryptoDevice::Trust::Verified;
        }
    }
    return done();
}

QFuture<Result<void>> MemoryCryptoMachine::approveIdentity(const QString &userId)
{
    if (const auto error = begin(QStringLiteral("approveIdentity"))) {
        return failed<void>(*error);
    }
    m_users[userId].needsApproval = false;
    return done();
}

QFuture<Result<void>> MemoryCryptoMachine::withdrawVerification(const QString &userId)
{
    if (const auto error = begin(QStringLiteral("withdrawVerification"))) {
        return failed<void>(*error);
    }
    m_users[userId].isViolated = false;
    m_users[userId].wasVerified = false;
    return done();
}

QFuture<Result<CryptoRequest>> MemoryCryptoMachine::queryUsers(const QStringList &userIds)
{
    if (const auto error = begin(QStringLiteral("queryUsers"))) {
        return failed<CryptoRequest>(*error);
    }
    QJsonObject keys;
    for (const auto &user : userIds) {
        keys.insert(user, QJsonArray());
    }
    return done(CryptoRequest{.id = QStringLiteral("query%1").arg(++m_number),
                              .kind = CryptoRequest::Kind::KeysQuery,
                              .method = "POST",
                              .path = QStringLiteral("/_matrix/client/v3/keys/query"),
                              .body = toJson({{QStringLiteral("device_keys"), keys}})});
}

QFuture<Result<CryptoVerificationStep>> MemoryCryptoMachine::requestVerification(const QString &userId, const QString &deviceId)
{
    if (const auto error = begin(QStringLiteral("requestVerification"))) {
        return failed<CryptoVerificationStep>(*error);
    }
    const CryptoVerification asked{.flowId = QStringLiteral("flow%1").arg(++m_number),
                                   .userId = userId,
                                   .deviceId = deviceId,
                                   .phase = CryptoVerification::Phase::Asked,
                                   .isOurs = true,
                                   .isSelf = userId == m_identity.userId};
    setVerification(asked);
    return done(CryptoVerificationStep{asked, {}});
}

QFuture<Result<QJsonObject>> MemoryCryptoMachine::verificationContent(const QString &userId)
{
    if (const auto error = begin(QStringLiteral("verificationContent"))) {
        return failed<QJsonObject>(*error);
    }
    return done(QJsonObject{{QStringLiteral("msgtype"), QStringLiteral("m.key.verification.request")},
                            {QStringLiteral("to"), userId},
                            {QStringLiteral("from_device"), m_identity.deviceId},
                            {QStringLiteral("methods"), QJsonArray{QStringLiteral("m.sas.v1")}}});
}

QFuture<Result<CryptoVerification>> MemoryCryptoMachine::verificationSent(const QString &userId, const QString &roomId, const QString &eventId)
{
    if (const auto error = begin(QStringLiteral("verificationSent"))) {
        return failed<CryptoVerification>(*error);
    }
    const CryptoVerification asked{.flowId = eventId, .userId = userId, .roomId = roomId, .phase = CryptoVerification::Phase::Asked, .isOurs = true};
    setVerification(asked);
    return done(asked);
}

QFuture<Result<void>> MemoryCryptoMachine::receiveVerification(const QString &roomId, const QJsonObject &event)
{
    if (const auto error = begin(QStringLiteral("receiveVerification"))) {
        return failed<void>(*error);
    }
    const auto content = event.value(QLatin1StringView("content")).toObject();
    if (text(content, QLatin1StringView("msgtype")) == QLatin1StringView("m.key.verification.request")) {
        setVerification({.flowId = text(event, QLatin1StringView("event_id")),
                         .userId = text(event, QLatin1StringView("sender")),
                         .deviceId = text(content, QLatin1StringView("from_device")),
                         .roomId = roomId,
                         .phase = CryptoVerification::Phase::Requested});
    }
    return done();
}

QFuture<Result<QList<CryptoVerification>>> MemoryCryptoMachine::verifications(const QString &userId)
{
    if (const auto error = begin(QStringLiteral("verifications"))) {
        return failed<QList<CryptoVerification>>(*error);
    }
    QList<CryptoVerification> all;
    for (const auto &verification : std::as_const(m_verifications)) {
        if (verification.userId == userId) {
            all << verification;
        }
    }
    return done(all);
}

QFuture<Result<CryptoVerificationStep>> MemoryCryptoMachine::step(const QString &call, const QString &userId, const QString &flowId,
                                                                  CryptoVerification::Phase phase, const QString &cancelCode)
{
    if (const auto error = begin(call)) {
        return failed<CryptoVerificationStep>(*error);
    }
    for (auto verification : std::as_const(m_verifications)) {
        if (verification.userId != userId || verification.flowId != flowId) {
            continue;
        }
        verification.phase = phase;
        if (phase == CryptoVerification::Phase::Comparing) {
            verification.emoji.clear();
            for (int index = 0; index < 7; ++index) {
                verification.emoji << CryptoEmoji{index, QStringLiteral("🐶"), QStringLiteral("Dog")};
            }
            verification.decimals = {1000, 2000, 3000};
        }
        verification.cancelCode = cancelCode;
        verification.isCancelledByUs = !cancelCode.isEmpty();
        setVerification(verification);
        return done(CryptoVerificationStep{verification, {}});
    }
    return failed<CryptoVerificationStep>(Error::Kind::NotFound, "This verification is over.");
}

QFuture<Result<CryptoVerificationStep>> MemoryCryptoMachine::acceptVerification(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("acceptVerification"), userId, flowId, CryptoVerification::Phase::Ready);
}

QFuture<Result<CryptoVerificationStep>> MemoryCryptoMachine::startEmoji(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("startEmoji"), userId, flowId, CryptoVerification::Phase::Comparing);
}

QFuture<Result<CryptoVerificationStep>> MemoryCryptoMachine::confirm(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("confirm"), userId, flowId, CryptoVerification::Phase::Done);
}

QFuture<Result<CryptoVerificationStep>> MemoryCryptoMachine::mismatch(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("mismatch"), userId, flowId, CryptoVerification::Phase::Cancelled, QStringLiteral("m.mismatched_sas"));
}

QFuture<Result<CryptoVerificationStep>> MemoryCryptoMachine::cancelVerification(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("cancelVerification"), userId, flowId, CryptoVerification::Phase::Cancelled, QStringLiteral("m.user"));
}

}
