// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizertoken.h"

#include <QCborMap>
#include <QCborValue>
#include <QCryptographicHash>

namespace Kontor
{
namespace
{
// Keys of the token map. Never renamed: stores in the field carry them.
constexpr QLatin1StringView validityKey("v");
constexpr QLatin1StringView nextKey("n");
constexpr QLatin1StringView modSeqKey("m");
constexpr QLatin1StringView countKey("c");
constexpr QLatin1StringView missingKey("t");
constexpr QLatin1StringView digestKey("f");
constexpr QLatin1StringView unseenKey("u");
constexpr QLatin1StringView refusedKey("r");

quint32 number32(const QCborMap &map, QLatin1StringView key)
{
    const auto value = map.value(key).toInteger();
    return value > 0 && value <= 0xffffffffLL ? quint32(value) : 0;
}

void insertOptional(QCborMap &map, QLatin1StringView key, const auto &value)
{
    if (value) {
        map.insert(key, qint64(*value));
    }
}
}

QByteArray MailSynchronizerToken::toBytes() const
{
    QCborMap map{
        {validityKey, qint64(uidValidity)},
        {nextKey, qint64(uidNext)},
        {modSeqKey, qint64(modSeq)},
        {countKey, qint64(count)},
    };
    if (!missing.isEmpty()) {
        map.insert(missingKey, missing.toWire());
    }
    if (!refused.isEmpty()) {
        map.insert(refusedKey, refused.toWire());
    }
    if (!flagsDigest.isEmpty()) {
        map.insert(digestKey, flagsDigest);
    }
    return map.toCborValue().toCbor();
}

std::optional<MailSynchronizerToken> MailSynchronizerToken::fromBytes(const QByteArray &bytes)
{
    if (bytes.isEmpty()) {
        return {};
    }
    const auto map = QCborValue::fromCbor(bytes).toMap();
    MailSynchronizerToken token;
    token.uidValidity = number32(map, validityKey);
    token.uidNext = number32(map, nextKey);
    token.modSeq = quint64(std::max<qint64>(0, map.value(modSeqKey).toInteger()));
    token.count = number32(map, countKey);
    token.flagsDigest = map.value(digestKey).toByteArray();
    token.refused = UidSet::fromWire(map.value(refusedKey).toByteArray()).value_or(UidSet());
    const auto missing = map.value(missingKey).toByteArray();
    if (!missing.isEmpty()) {
        auto set = UidSet::fromWire(missing);
        if (!set) {
            return {};
        }
        token.missing = *set;
    }
    if (token.uidValidity == 0) {
        return {};
    }
    return token;
}

bool MailSynchronizerToken::covers(const ImapMailboxStatus &status) const
{
    if (!missing.isEmpty() || status.uidValidity != uidValidity || status.uidNext != uidNext || status.messages != count) {
        return false;
    }
    if (status.highestModSeq && modSeq > 0) {
        return *status.highestModSeq == modSeq;
    }
    return count == 0; // flags may have changed and nothing would say so
}

QByteArray mailboxStateToBytes(const ImapMailboxStatus &status)
{
    QCborMap map;
    insertOptional(map, countKey, status.messages);
    insertOptional(map, nextKey, status.uidNext);
    insertOptional(map, validityKey, status.uidValidity);
    insertOptional(map, unseenKey, status.unseen);
    insertOptional(map, modSeqKey, status.highestModSeq);
    return map.toCborValue().toCbor();
}

std::optional<ImapMailboxStatus> mailboxStateFromBytes(const QByteArray &bytes)
{
    if (bytes.isEmpty()) {
        return {};
    }
    const auto map = QCborValue::fromCbor(bytes).toMap();
    ImapMailboxStatus status;
    const auto read = [&map](QLatin1StringView key, auto &into) {
        if (const auto value = map.value(key); value.isInteger() && value.toInteger() >= 0) {
            into = static_cast<typename std::remove_reference_t<decltype(into)>::value_type>(value.toInteger());
        }
    };
    read(countKey, status.messages);
    read(nextKey, status.uidNext);
    read(validityKey, status.uidValidity);
    read(unseenKey, status.unseen);
    read(modSeqKey, status.highestModSeq);
    return status;
}

QString MailRevision::toString() const
{
    const QString generation = QString::number(uidValidity) + u'.' + QString::number(modSeq);
    if (modSeq > 0 || !flags) {
        return generation;
    }
    // Nothing counts the changes here, and the same revision means to the engine: nothing changed.
    auto sorted = *flags;
    sorted.sort();
    return generation + u'.' + QString::fromLatin1(QCryptographicHash::hash(sorted.join(u' ').toUtf8(), QCryptographicHash::Sha1).toHex().first(12));
}

MailRevision MailRevision::fromString(const QString &text)
{
    const auto dot = text.indexOf(u'.');
    if (dot < 0) {
        return {};
    }
    return {.uidValidity = text.first(dot).toUInt(), .modSeq = text.sliced(dot + 1).toULongLong()};
}

}
