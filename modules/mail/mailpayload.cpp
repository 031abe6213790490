// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailpayload.h"

#include <KLocalizedString>
#include <QCborStreamReader>
#include <QCborStreamWriter>
#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QTimeZone>

#include <array>
#include <utility>

namespace Kontor
{

namespace
{
constexpr std::array<std::pair<const char *, MessageFlag>, 12> knownFlags = {{
    {"\\Seen", MessageFlag::Seen},
    {"\\Flagged", MessageFlag::Flagged},
    {"\\Answered", MessageFlag::Answered},
    {"\\Draft", MessageFlag::Draft},
    {"\\Deleted", MessageFlag::Deleted},
    {"$Forwarded", MessageFlag::Forwarded},
    {"Forwarded", MessageFlag::Forwarded},
    {"$Junk", MessageFlag::Junk},
    {"Junk", MessageFlag::Junk},
    {"$NotJunk", MessageFlag::NotJunk},
    {"NotJunk", MessageFlag::NotJunk},
    {"NonJunk", MessageFlag::NotJunk},
}};

void append(QCborStreamWriter &writer, const char *key, qint64 value)
{
    writer.append(QLatin1StringView(key));
    writer.append(value);
}

void append(QCborStreamWriter &writer, const char *key, const QByteArray &value)
{
    writer.append(QLatin1StringView(key));
    writer.append(value);
}
}

QByteArray MailPayload::toCbor() const
{
    QByteArray bytes;
    bytes.reserve(header.size() + bodyStructure.size() + 128);
    QCborStreamWriter writer(&bytes);
    writer.startMap();
    if (hasFlags) {
        writer.append(QLatin1StringView("f"));
        writer.startArray(quint64(flags.size()));
        for (const auto &flag : flags) {
            writer.append(flag);
        }
        writer.endArray();
    }
    if (internalDate.isValid()) {
        append(writer, "d", internalDate.toMSecsSinceEpoch());
    }
    if (size > 0) {
        append(writer, "s", size);
    }
    if (!header.isNull()) {
        append(writer, "h", header);
    }
    if (!bodyStructure.isNull()) {
        append(writer, "b", bodyStructure);
    }
    if (shownIn) {
        append(writer, "c", shownIn.value);
    }
    for (const auto &[key, value] : {std::pair("x", gone), std::pair("o", waiting), std::pair("l", local)}) {
        if (value) {
            writer.append(QLatin1StringView(key));
            writer.append(true);
        }
    }
    writer.endMap();
    return bytes;
}

Result<MailPayload> MailPayload::fromCbor(const QByteArray &bytes)
{
    MailPayload payload;
    if (bytes.isEmpty()) {
        return payload;
    }
    QCborParserError error;
    const auto value = QCborValue::fromCbor(bytes, &error);
    if (error.error != QCborError::NoError || !value.isMap()) {
        return failure(Error::Kind::Protocol,
                       i18nc("@info", "A message could not be understood."),
                       QStringLiteral("payload is no CBOR map: ") + error.errorString());
    }
    const auto map = value.toMap();
    for (const auto &[key, entry] : map) {
        const auto name = key.toString();
        if (name.size() != 1) {
            continue; // from a newer version
        }
        switch (name[0].unicode()) {
        case u'f':
            payload.hasFlags = true;
            for (const auto flags = entry.toArray(); const auto &flag : flags) {
                payload.flags << flag.toString();
            }
            break;
        case u'd':
            payload.internalDate = QDateTime::fromMSecsSinceEpoch(entry.toInteger(), QTimeZone::UTC);
            break;
        case u's':
            payload.size = std::max<qint64>(0, entry.toInteger());
            break;
        case u'h':
            payload.header = entry.toByteArray();
            if (payload.header.isNull()) {
                payload.header = QByteArrayLiteral("");
            }
            break;
        case u'b':
            payload.bodyStructure = entry.toByteArray();
            break;
        case u'c':
            payload.shownIn = CollectionId{entry.toInteger()};
            break;
        case u'x':
            payload.gone = entry.toBool();
            break;
        case u'o':
            payload.waiting = entry.toBool();
            break;
        case u'l':
            payload.local = entry.toBool();
            break;
        default:
            break;
        }
    }
    return payload;
}

const QByteArrayList &MailPayload::headerFields()
{
    static const QByteArrayList fields = {"FROM", "SENDER", "REPLY-TO", "TO", "CC", "BCC", "SUBJECT", "DATE", "MESSAGE-ID", "IN-REPLY-TO", "REFERENCES", "LIST-ID"};
    return fields;
}

MessageFlags MailPayload::flagBits(const QStringList &flags)
{
    MessageFlags bits;
    for (const auto &flag : flags) {
        for (const auto &[name, bit] : knownFlags) {
            if (flag.compare(QLatin1StringView(name), Qt::CaseInsensitive) == 0) {
                bits |= bit;
                break;
            }
        }
    }
    return bits;
}

QStringList MailPayload::keywordsOf(const QStringList &flags)
{
    static const QStringList unseen = {QStringLiteral("$MDNSent"), QStringLiteral("$SubmitPending"), QStringLiteral("$Submitted"), QStringLiteral("$HasAttachment"), QStringLiteral("$HasNoAttachment")};
    QStringList keywords;
    for (const auto &flag : flags) {
        if (flag.isEmpty() || flag.startsWith(u'\\') || flag.contains(u' ') || flag.size() > 200) {
            continue;
        }
        if (flagBits({flag}) || unseen.contains(flag, Qt::CaseInsensitive) || keywords.contains(flag, Qt::CaseInsensitive)) {
            continue;
        }
        keywords << flag;
    }
    return keywords;
}

}
