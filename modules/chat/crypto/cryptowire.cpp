// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cryptowire.h"

#include <QTimeZone>

namespace Kontor
{
namespace
{
/// One object that is read member by member.
class Reader
{
public:
    explicit Reader(const QJsonValue &value)
        : m_object(value.toObject())
    {
    }
    QJsonValue value(const char *name) const
    {
        return m_object.value(QLatin1StringView(name));
    }
    QString text(const char *name) const
    {
        return value(name).toString();
    }
    bool is(const char *name) const
    {
        return value(name).toBool();
    }
    qint64 number(const char *name) const
    {
        return value(name).toInteger();
    }
    std::optional<qint64> maybeNumber(const char *name) const
    {
        const auto found = value(name);
        return found.isDouble() ? std::optional(found.toInteger()) : std::nullopt;
    }
    /// A number out of 0 to \p last, otherwise \p instead.
    template<class Enum>
    Enum choice(const char *name, Enum last, Enum instead) const
    {
        const auto found = value(name).toInteger(-1);
        return found >= 0 && found <= qint64(last) ? Enum(found) : instead;
    }
    QDateTime time(const char *name) const
    {
        return QDateTime::fromMSecsSinceEpoch(number(name), QTimeZone::UTC);
    }

private:
    QJsonObject m_object;
};

template<class T>
QList<T> each(const QJsonValue &value, T (*read)(const QJsonValue &))
{
    QList<T> all;
    const auto array = value.toArray();
    all.reserve(array.size());
    for (const auto &one : array) {
        all << read(one);
    }
    return all;
}

CryptoRoomKey roomKey(const QJsonValue &value)
{
    const Reader read(value);
    return {read.text("roomId"), read.text("sessionId")};
}

CryptoWithheld oneWithheld(const QJsonValue &value)
{
    const Reader read(value);
    return {read.text("roomId"), read.text("sessionId"), read.text("sender"), read.text("code")};
}

CryptoToDevice toDevice(const QJsonValue &value)
{
    const Reader read(value);
    return {.state = read.choice("state", CryptoToDevice::State::Invalid, CryptoToDevice::State::Invalid),
            .event = read.value("event").toObject(),
            .senderDevice = read.text("senderDevice"),
            .isSenderVerified = read.is("isSenderVerified")};
}

CryptoDevice device(const QJsonValue &value)
{
    const Reader read(value);
    return {.userId = read.text("userId"),
            .deviceId = read.text("deviceId"),
            .name = read.text("name"),
            .fingerprint = read.text("fingerprint"),
            .senderKey = read.text("senderKey"),
            .trust = read.choice("trust", CryptoDevice::Trust::Ignored, CryptoDevice::Trust::Unset),
            .isSigned = read.is("isSigned"),
            .isVerified = read.is("isVerified"),
            .isDehydrated = read.is("isDehydrated"),
            .firstSeen = read.time("firstSeen")};
}

CryptoEmoji emoji(const QJsonValue &value)
{
    const Reader read(value);
    return {int(read.number("index")), read.text("symbol"), read.text("name")};
}
}

QJsonObject CryptoWire::from(const CryptoRoomPolicy &policy)
{
    return {{QStringLiteral("share"), int(policy.share)},
            {QStringLiteral("history"), int(policy.history)},
            {QStringLiteral("rotationMessages"), policy.rotationMessages},
            {QStringLiteral("rotationMilliseconds"), policy.rotationMilliseconds}};
}

QJsonObject CryptoWire::from(const CryptoSync &sync)
{
    QJsonObject counts;
    for (auto count = sync.keyCounts.begin(); count != sync.keyCounts.end(); ++count) {
        counts.insert(count.key(), std::clamp<qint64>(count.value(), 0, 1'000'000));
    }
    return {{QStringLiteral("events"), sync.toDevice},
            {QStringLiteral("changed"), QJsonArray::fromStringList(sync.changed)},
            {QStringLiteral("left"), QJsonArray::fromStringList(sync.left)},
            {QStringLiteral("counts"), counts},
            {QStringLiteral("isWhole"), sync.counts == CryptoSync::Counts::Whole},
            {QStringLiteral("fallbacks"), sync.unusedFallbacks ? QJsonValue(QJsonArray::fromStringList(*sync.unusedFallbacks)) : QJsonValue()}};
}

CryptoOpened CryptoWire::opened(const QJsonValue &value)
{
    const Reader read(value);
    return {.fingerprint = read.text("fingerprint"),
            .senderKey = read.text("senderKey"),
            .isNew = read.is("isNew"),
            .isRestored = read.is("isRestored"),
            .made = read.time("made"),
            .version = read.text("version")};
}

CryptoRequest CryptoWire::request(const QJsonValue &value)
{
    const Reader read(value);
    return {.id = read.text("id"),
            .kind = read.choice("kind", CryptoRequest::Kind::SigningKeysUpload, CryptoRequest::Kind::KeysUpload),
            .method = read.text("method").toLatin1(),
            .path = read.text("path"),
            .body = read.text("body").toUtf8(),
            .roomId = read.text("roomId"),
            .eventType = read.text("eventType"),
            .transaction = read.text("transaction")};
}

QList<CryptoRequest> CryptoWire::requests(const QJsonValue &value)
{
    return each(value, &CryptoWire::request);
}

std::optional<CryptoRequest> CryptoWire::maybeRequest(const QJsonValue &value)
{
    return value.isObject() ? std::optional(request(value)) : std::nullopt;
}

QList<CryptoRoomKey> CryptoWire::roomKeys(const QJsonValue &value)
{
    return each(value, &roomKey);
}

QList<CryptoWithheld> CryptoWire::withheld(const QJsonValue &value)
{
    return each(value, &oneWithheld);
}

CryptoReceived CryptoWire::received(const QJsonValue &value)
{
    const Reader read(value);
    return {.events = each(read.value("events"), &toDevice),
            .roomKeys = roomKeys(read.value("roomKeys")),
            .withheld = withheld(read.value("withheld"))};
}

CryptoDecrypted CryptoWire::decrypted(const QJsonValue &value)
{
    const Reader read(value);
    return {.eventId = read.text("eventId"),
            .sessionId = read.text("sessionId"),
            .type = read.text("type"),
            .content = read.value("content").toObject(),
            .unsignedPart = read.value("unsigned").toObject(),
            .sender = read.text("sender"),
            .senderDevice = read.text("senderDevice"),
            .senderKey = read.text("senderKey"),
            .shield = {.colour = read.choice("colour", CryptoShield::Colour::Red, CryptoShield::Colour::None),
                       .cause = read.choice("cause", CryptoShield::Cause::MismatchedSender, CryptoShield::Cause::None)},
            .failure = read.choice("failure", CryptoDecrypted::Failure::Duplicate, CryptoDecrypted::Failure::Damaged),
            .withheldCode = read.text("withheld")};
}

std::optional<CryptoRoomSettings> CryptoWire::roomSettings(const QJsonValue &value)
{
    if (!value.isObject()) {
        return {};
    }
    const Reader read(value);
    return CryptoRoomSettings{.algorithm = read.text("algorithm"),
                              .rotationMessages = read.maybeNumber("rotationMessages"),
                              .rotationMilliseconds = read.maybeNumber("rotationMilliseconds"),
                              .isOnlyTrusted = read.is("isOnlyTrusted")};
}

CryptoUser CryptoWire::user(const QJsonValue &value)
{
    const Reader read(value);
    return {.userId = read.text("userId"),
            .masterKey = read.text("masterKey"),
            .isVerified = read.is("isVerified"),
            .wasVerified = read.is("wasVerified"),
            .isViolated = read.is("isViolated"),
            .needsApproval = read.is("needsApproval"),
            .devices = each(read.value("devices"), &device)};
}

CryptoVerification CryptoWire::verification(const QJsonValue &value)
{
    const Reader read(value);
    CryptoVerification all{.flowId = read.text("flowId"),
                           .userId = read.text("userId"),
                           .deviceId = read.text("deviceId"),
                           .roomId = read.text("roomId"),
                           .phase = read.choice("phase", CryptoVerification::Phase::Elsewhere, CryptoVerification::Phase::Cancelled),
                           .isOurs = read.is("isOurs"),
                           .isSelf = read.is("isSelf"),
                           .emoji = each(read.value("emoji"), &emoji),
                           .cancelCode = read.text("cancelCode"),
                           .cancelReason = read.text("cancelReason"),
                           .isCancelledByUs = read.is("isCancelledByUs")};
    const auto decimals = read.value("decimals").toArray();
    for (const auto &number : decimals) {
        all.decimals << number.toInt();
    }
    return all;
}

CryptoVerificationStep CryptoWire::step(const QJsonValue &value)
{
    const Reader read(value);
    return {verification(read.value("verification")), requests(read.value("requests"))};
}

CryptoSigningStatus CryptoWire::signingStatus(const QJsonValue &value)
{
    const Reader read(value);
    return {.hasMaster = read.is("hasMaster"),
            .hasSelfSigning = read.is("hasSelfSigning"),
            .hasUserSigning = read.is("hasUserSigning"),
            .isIdentityKnown = read.is("isIdentityKnown"),
            .isIdentityVerified = read.is("isIdentityVerified"),
            .isDeviceSigned = read.is("isDeviceSigned")};
}

CryptoBootstrap CryptoWire::bootstrap(const QJsonValue &value)
{
    const Reader read(value);
    return {.deviceKeys = maybeRequest(read.value("deviceKeys")),
            .signingKeys = request(read.value("signingKeys")),
            .signatures = request(read.value("signatures"))};
}

std::optional<CryptoSigningKeys> CryptoWire::signingKeys(const QJsonValue &value)
{
    if (!value.isObject()) {
        return {};
    }
    const Reader read(value);
    return CryptoSigningKeys{read.text("master"), read.text("selfSigning"), read.text("userSigning")};
}

CryptoNewBackup CryptoWire::newBackup(const QJsonValue &value)
{
    const Reader read(value);
    return {.key = QByteArray::fromBase64(read.text("key").toLatin1()), .publicKey = read.text("publicKey"), .body = read.text("body").toUtf8()};
}

CryptoBackupStatus CryptoWire::backupStatus(const QJsonValue &value)
{
    const Reader read(value);
    return {.isEnabled = read.is("isEnabled"),
            .hasKey = read.is("hasKey"),
            .version = read.text("version"),
            .publicKey = read.text("publicKey"),
            .backedUp = read.number("backedUp"),
            .total = read.number("total")};
}

CryptoImport CryptoWire::import(const QJsonValue &value)
{
    const Reader read(value);
    return {read.number("total"), read.number("imported"), read.number("damaged")};
}

QStringList CryptoWire::strings(const QJsonValue &value)
{
    return each<QString>(value, [](const QJsonValue &one) {
        return one.toString();
    });
}

}
