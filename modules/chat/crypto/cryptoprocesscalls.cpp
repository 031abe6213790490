// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The calls of kontor-crypto, one by one.
#include "chat/crypto/cryptoprocess.h"
#include "chat/crypto/cryptowire.h"

#include <QJsonDocument>

#include <memory>

namespace Kontor
{
namespace
{
constexpr std::chrono::seconds patient{900}; ///< many keys
constexpr qsizetype eventsAtOnce = 200;
constexpr qsizetype bytesAtOnce = 4 << 20;
constexpr qsizetype longestEvent = 512 << 10; ///< servers take 64 KiB

QJsonObject userAnd(const QString &userId, const char *name, const QJsonValue &value)
{
    return {{QStringLiteral("user"), userId}, {QLatin1StringView(name), value}};
}

QJsonObject users(const QStringList &userIds)
{
    return {{QStringLiteral("users"), QJsonArray::fromStringList(userIds)}};
}

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QJsonObject asObject(const QJsonValue &value)
{
    return value.toObject();
}

/// Events that are on their way in several pieces.
struct Batch {
    QPromise<Result<QList<CryptoDecrypted>>> promise;
    QList<CryptoDecrypted> all;
    std::optional<Error> error;
    qsizetype open = 0;

    void closeOne()
    {
        if (--open > 0) {
            return;
        }
        promise.addResult(error ? Result<QList<CryptoDecrypted>>(std::unexpected(*error)) : Result<QList<CryptoDecrypted>>(std::move(all)));
        promise.finish();
    }
};

CryptoDecrypted tooLarge(const CryptoEvent &event)
{
    return {.eventId = event.event.value(QLatin1StringView("event_id")).toString(),
            .sender = event.event.value(QLatin1StringView("sender")).toString(),
            .failure = CryptoDecrypted::Failure::Damaged};
}
}

template<class T, class Read>
QFuture<Result<T>> CryptoProcess::ask(const QString &call, const QJsonObject &args, Read read, std::chrono::seconds atMost)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    send(call, args, atMost, [promise, read](const Result<QJsonValue> &result) {
        promise->addResult(result ? Result<T>(read(*result)) : Result<T>(std::unexpected(result.error())));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<void>> CryptoProcess::tell(const QString &call, const QJsonObject &args)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    send(call, args, usual, [promise](const Result<QJsonValue> &result) {
        promise->addResult(result ? Result<void>() : Result<void>(std::unexpected(result.error())));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<CryptoVerificationStep>> CryptoProcess::step(const QString &call, const QString &userId, const QString &flowId)
{
    return ask<CryptoVerificationStep>(call, userAnd(userId, "flow", flowId), &CryptoWire::step);
}

// ---------------------------------------------------------------- with the server

QFuture<Result<CryptoReceived>> CryptoProcess::receive(const CryptoSync &sync)
{
    return ask<CryptoReceived>(QStringLiteral("receive"), CryptoWire::from(sync), &CryptoWire::received, patient);
}

QFuture<Result<QList<CryptoRequest>>> CryptoProcess::outgoing()
{
    return ask<QList<CryptoRequest>>(QStringLiteral("outgoing"), {}, &CryptoWire::requests);
}

QFuture<Result<void>> CryptoProcess::answered(const CryptoRequest &request, const QByteArray &response)
{
    if (request.id.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Result<void>());
    }
    return tell(QStringLiteral("answered"),
                {{QStringLiteral("id"), request.id}, {QStringLiteral("kind"), int(request.kind)}, {QStringLiteral("response"), QString::fromUtf8(response)}});
}

// ---------------------------------------------------------------- rooms

QFuture<Result<void>> CryptoProcess::follow(const QStringList &userIds)
{
    return tell(QStringLiteral("follow"), users(userIds));
}

QFuture<Result<std::optional<CryptoRequest>>> CryptoProcess::missingSessions(const QStringList &userIds)
{
    return ask<std::optional<CryptoRequest>>(QStringLiteral("missingSessions"), users(userIds), &CryptoWire::maybeRequest);
}

QFuture<Result<QList<CryptoRequest>>> CryptoProcess::shareRoomKey(const QString &roomId, const QStringList &userIds, const CryptoRoomPolicy &policy)
{
    auto args = users(userIds);
    args.insert(QLatin1StringView("room"), roomId);
    args.insert(QLatin1StringView("policy"), CryptoWire::from(policy));
    return ask<QList<CryptoRequest>>(QStringLiteral("shareRoomKey"), args, &CryptoWire::requests);
}

QFuture<Result<QJsonObject>> CryptoProcess::encrypt(const QString &roomId, const QString &type, const QJsonObject &content)
{
    return ask<QJsonObject>(QStringLiteral("encrypt"),
                            {{QStringLiteral("room"), roomId}, {QStringLiteral("type"), type}, {QStringLiteral("content"), content}},
                            &asObject);
}

QFuture<Result<void>> CryptoProcess::discardRoomKey(const QString &roomId)
{
    return tell(QStringLiteral("discardRoomKey"), {{QStringLiteral("room"), roomId}});
}

QFuture<Result<QList<CryptoDecrypted>>> CryptoProcess::decrypt(const QList<CryptoEvent> &events)
{
    auto batch = std::make_shared<Batch>();
    batch->promise.start();
    batch->all.resize(events.size());
    batch->open = 1;
    auto future = batch->promise.future();
    QJsonArray piece;
    QList<qsizetype> places;
    qsizetype bytes = 0;
    const auto flush = [&] {
        if (places.isEmpty()) {
            return;
        }
        ++batch->open;
        send(QStringLiteral("decrypt"), {{QStringLiteral("events"), std::exchange(piece, {})}}, usual,
             [batch, places = std::exchange(places, {})](const Result<QJsonValue> &result) {
                 const auto answers = result ? result->toArray() : QJsonArray();
                 for (qsizetype at = 0; at < places.size(); ++at) {
                     batch->all[places.at(at)] = CryptoWire::decrypted(answers.at(at));
                 }
                 if (!result) {
                     batch->error = result.error();
                 }
                 batch->closeOne();
             });
        bytes = 0;
    };
    for (qsizetype at = 0; at < events.size(); ++at) {
        const auto size = QJsonDocument(events.at(at).event).toJson(QJsonDocument::Compact).size();
        if (size > longestEvent) {
            batch->all[at] = tooLarge(events.at(at));
            continue;
        }
        piece << QJsonObject{{QStringLiteral("room"), events.at(at).roomId}, {QStringLiteral("event"), events.at(at).event}};
        places << at;
        bytes += size;
        if (places.size() >= eventsAtOnce || bytes >= bytesAtOnce) {
            flush();
        }
    }
    flush();
    batch->closeOne();
    return future;
}

QFuture<Result<void>> CryptoProcess::setRoomSettings(const QString &roomId, const CryptoRoomSettings &settings)
{
    const auto maybe = [](const std::optional<qint64> &number) {
        return number ? QJsonValue(*number) : QJsonValue();
    };
    return tell(QStringLiteral("setRoomSettings"),
                {{QStringLiteral("room"), roomId},
                 {QStringLiteral("algorithm"), settings.algorithm},
                 {QStringLiteral("rotationMessages"), maybe(settings.rotationMessages)},
                 {QStringLiteral("rotationMilliseconds"), maybe(settings.rotationMilliseconds)},
                 {QStringLiteral("isOnlyTrusted"), settings.isOnlyTrusted}});
}

QFuture<Result<std::optional<CryptoRoomSettings>>> CryptoProcess::roomSettings(const QString &roomId)
{
    return ask<std::optional<CryptoRoomSettings>>(QStringLiteral("roomSettings"), {{QStringLiteral("room"), roomId}}, &CryptoWire::roomSettings);
}

// ---------------------------------------------------------------- people and devices

QFuture<Result<CryptoUser>> CryptoProcess::user(const QString &userId)
{
    return ask<CryptoUser>(QStringLiteral("user"), {{QStringLiteral("user"), userId}}, &CryptoWire::user);
}

QFuture<Result<void>> CryptoProcess::setDeviceTrust(const QString &userId, const QString &deviceId, CryptoDevice::Trust trust)
{
    auto args = userAnd(userId, "device", deviceId);
    args.insert(QLatin1StringView("trust"), int(trust));
    return tell(QStringLiteral("setDeviceTrust"), args);
}

QFuture<Result<void>> CryptoProcess::approveIdentity(const QString &userId)
{
    return tell(QStringLiteral("approveIdentity"), {{QStringLiteral("user"), userId}});
}

QFuture<Result<void>> CryptoProcess::withdrawVerification(const QString &userId)
{
    return tell(QStringLiteral("withdrawVerification"), {{QStringLiteral("user"), userId}});
}

QFuture<Result<CryptoRequest>> CryptoProcess::queryUsers(const QStringList &userIds)
{
    return ask<CryptoRequest>(QStringLiteral("queryUsers"), users(userIds), &CryptoWire::request);
}

// ---------------------------------------------------------------- verification

QFuture<Result<CryptoVerificationStep>> CryptoProcess::requestVerification(const QString &userId, const QString &deviceId)
{
    return ask<CryptoVerificationStep>(QStringLiteral("requestVerification"), userAnd(userId, "device", deviceId), &CryptoWire::step);
}

QFuture<Result<QJsonObject>> CryptoProcess::verificationContent(const QString &userId)
{
    return ask<QJsonObject>(QStringLiteral("verificationContent"), {{QStringLiteral("user"), userId}}, &asObject);
}

QFuture<Result<CryptoVerification>> CryptoProcess::verificationSent(const QString &userId, const QString &roomId, const QString &eventId)
{
    auto args = userAnd(userId, "room", roomId);
    args.insert(QLatin1StringView("event"), eventId);
    return ask<CryptoVerification>(QStringLiteral("verificationSent"), args, &CryptoWire::verification);
}

QFuture<Result<void>> CryptoProcess::receiveVerification(const QString &roomId, const QJsonObject &event)
{
    return tell(QStringLiteral("receiveVerification"), {{QStringLiteral("room"), roomId}, {QStringLiteral("event"), event}});
}

QFuture<Result<QList<CryptoVerification>>> CryptoProcess::verifications(const QString &userId)
{
    return ask<QList<CryptoVerification>>(QStringLiteral("verifications"), {{QStringLiteral("user"), userId}}, [](const QJsonValue &value) {
        QList<CryptoVerification> all;
        const auto array = value.toArray();
        for (const auto &one : array) {
            all << CryptoWire::verification(one);
        }
        return all;
    });
}

QFuture<Result<CryptoVerificationStep>> CryptoProcess::acceptVerification(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("acceptVerification"), userId, flowId);
}

QFuture<Result<CryptoVerificationStep>> CryptoProcess::startEmoji(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("startEmoji"), userId, flowId);
}

QFuture<Result<CryptoVerificationStep>> CryptoProcess::confirm(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("confirm"), userId, flowId);
}

QFuture<Result<CryptoVerificationStep>> CryptoProcess::mismatch(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("mismatch"), userId, flowId);
}

QFuture<Result<CryptoVerificationStep>> CryptoProcess::cancelVerification(const QString &userId, const QString &flowId)
{
    return step(QStringLiteral("cancelVerification"), userId, flowId);
}

// ---------------------------------------------------------------- our identity

QFuture<Result<CryptoSigningStatus>> CryptoProcess::signingStatus()
{
    return ask<CryptoSigningStatus>(QStringLiteral("signingStatus"), {}, &CryptoWire::signingStatus);
}

QFuture<Result<CryptoBootstrap>> CryptoProcess::bootstrapSigning(Identity identity)
{
    return ask<CryptoBootstrap>(QStringLiteral("bootstrapSigning"), {{QStringLiteral("isReset"), identity == Identity::Reset}}, &CryptoWire::bootstrap);
}

QFuture<Result<CryptoSigningStatus>> CryptoProcess::importSigningKeys(const CryptoSigningKeys &keys)
{
    return ask<CryptoSigningStatus>(
        QStringLiteral("importSigningKeys"),
        {{QStringLiteral("master"), keys.master}, {QStringLiteral("selfSigning"), keys.selfSigning}, {QStringLiteral("userSigning"), keys.userSigning}},
        &CryptoWire::signingStatus);
}

QFuture<Result<std::optional<CryptoSigningKeys>>> CryptoProcess::exportSigningKeys()
{
    return ask<std::optional<CryptoSigningKeys>>(QStringLiteral("exportSigningKeys"), {}, &CryptoWire::signingKeys);
}

QFuture<Result<CryptoRequest>> CryptoProcess::signOwnDevice()
{
    return ask<CryptoRequest>(QStringLiteral("signOwnDevice"), {}, &CryptoWire::request);
}

QFuture<Result<bool>> CryptoProcess::requestSecrets()
{
    return ask<bool>(QStringLiteral("requestSecrets"), {}, [](const QJsonValue &value) {
        return value.toBool();
    });
}

// ---------------------------------------------------------------- key backup and key files

QFuture<Result<CryptoNewBackup>> CryptoProcess::newBackup()
{
    return ask<CryptoNewBackup>(QStringLiteral("newBackup"), {}, &CryptoWire::newBackup);
}

QFuture<Result<void>> CryptoProcess::saveBackupKey(const QByteArray &key, const QString &version, const QJsonObject &info)
{
    return tell(QStringLiteral("saveBackupKey"),
                {{QStringLiteral("key"), base64(key)}, {QStringLiteral("version"), version}, {QStringLiteral("info"), info}});
}

QFuture<Result<std::optional<QByteArray>>> CryptoProcess::backupKey()
{
    return ask<std::optional<QByteArray>>(QStringLiteral("backupKey"), {}, [](const QJsonValue &value) {
        return value.isString() ? std::optional(QByteArray::fromBase64(value.toString().toLatin1())) : std::nullopt;
    });
}

QFuture<Result<void>> CryptoProcess::enableBackup(const QString &publicKey, const QString &version)
{
    return tell(QStringLiteral("enableBackup"), {{QStringLiteral("publicKey"), publicKey}, {QStringLiteral("version"), version}});
}

QFuture<Result<void>> CryptoProcess::disableBackup()
{
    return tell(QStringLiteral("disableBackup"), {});
}

QFuture<Result<std::optional<CryptoRequest>>> CryptoProcess::nextBackup()
{
    return ask<std::optional<CryptoRequest>>(QStringLiteral("nextBackup"), {}, &CryptoWire::maybeRequest);
}

QFuture<Result<CryptoBackupStatus>> CryptoProcess::backupStatus()
{
    return ask<CryptoBackupStatus>(QStringLiteral("backupStatus"), {}, &CryptoWire::backupStatus);
}

QFuture<Result<CryptoBackupTrust>> CryptoProcess::trustOfBackup(const QJsonObject &info)
{
    return ask<CryptoBackupTrust>(QStringLiteral("trustOfBackup"), {{QStringLiteral("info"), info}}, [](const QJsonValue &value) {
        return CryptoBackupTrust{.isSigned = value.toObject().value(QLatin1StringView("isSigned")).toBool(),
                                 .isOurKey = value.toObject().value(QLatin1StringView("isOurKey")).toBool()};
    });
}

QFuture<Result<CryptoImport>> CryptoProcess::importBackup(const QString &version, const QJsonObject &keys)
{
    return ask<CryptoImport>(QStringLiteral("importBackup"), {{QStringLiteral("version"), version}, {QStringLiteral("keys"), keys}}, &CryptoWire::import,
                             patient);
}

QFuture<Result<void>> CryptoProcess::proveBackup(const QByteArray &key, const QJsonObject &session)
{
    return tell(QStringLiteral("proveBackup"), {{QStringLiteral("key"), base64(key)}, {QStringLiteral("session"), session}});
}

QFuture<Result<QByteArray>> CryptoProcess::exportKeys(const QString &passphrase)
{
    return ask<QByteArray>(
        QStringLiteral("exportKeys"), {{QStringLiteral("passphrase"), passphrase}},
        [](const QJsonValue &value) {
            return value.toString().toUtf8();
        },
        patient);
}

QFuture<Result<CryptoImport>> CryptoProcess::importKeys(const QByteArray &file, const QString &passphrase)
{
    return ask<CryptoImport>(QStringLiteral("importKeys"), {{QStringLiteral("file"), QString::fromUtf8(file)}, {QStringLiteral("passphrase"), passphrase}},
                             &CryptoWire::import, patient);
}

}
