// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/vcardlines.h"

#include <QStringDecoder>

namespace Kontor::VCardLines
{
namespace
{
bool hasType(const ContentLine &line, QByteArrayView wanted)
{
    for (const auto parameters = line.parameters(); const auto &[name, values] : parameters) {
        if ((name == "TYPE" || name == "ENCODING") && std::ranges::any_of(values, [&wanted](const QByteArray &one) {
                return one.compare(wanted, Qt::CaseInsensitive) == 0;
            })) {
            return true;
        }
    }
    return false;
}

QByteArray fromQuotedPrintable(const QByteArray &encoded)
{
    QByteArray plain;
    plain.reserve(encoded.size());
    for (qsizetype at = 0; at < encoded.size(); ++at) {
        if (encoded[at] == '=' && at + 2 < encoded.size() && std::isxdigit(uchar(encoded[at + 1])) && std::isxdigit(uchar(encoded[at + 2]))) {
            plain.append(char(encoded.sliced(at + 1, 2).toInt(nullptr, 16)));
            at += 2;
        } else if (encoded[at] != '=' || at + 1 < encoded.size()) {
            plain.append(encoded[at]);
        }
    }
    return plain;
}

QString imageType(const QByteArray &type)
{
    const auto lower = QString::fromLatin1(type.toLower());
    return lower.contains(u'/') ? lower : lower.isEmpty() ? QString() : QString(QLatin1StringView("image/") + lower);
}

QString keyType(const QByteArray &type)
{
    const auto lower = QString::fromLatin1(type.toLower());
    if (lower.contains(u'/')) {
        return lower;
    }
    return lower == QLatin1String("pgp") ? QStringLiteral("application/pgp-keys") : lower == QLatin1String("x509") ? QStringLiteral("application/pkix-cert") : QString();
}

Binary fromDataUri(const QByteArray &uri)
{
    const auto comma = uri.indexOf(',');
    auto head = uri.sliced(5, std::max<qsizetype>(0, (comma < 0 ? uri.size() : comma) - 5)).toLower();
    if (comma < 0) {
        return {};
    }
    Binary found;
    const bool isBase64 = head.endsWith(";base64");
    found.type = QString::fromLatin1(head.left(std::max<qsizetype>(0, head.indexOf(';'))));
    if (!isBase64) {
        found.bytes = QByteArray::fromPercentEncoding(uri.sliced(comma + 1));
        return found;
    }
    auto encoded = uri.sliced(comma + 1);
    encoded.removeIf([](char c) {
        return c == ' ' || c == '\\';
    });
    const auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    found.bytes = decoded ? *decoded : QByteArray();
    return found;
}
}

QByteArray canonical(const QByteArray &name)
{
    static const QHash<QByteArray, QByteArray> others = {{"X-ADDRESSBOOKSERVER-KIND", "KIND"}, {"X-ADDRESSBOOKSERVER-MEMBER", "MEMBER"},
                                                         {"X-ANNIVERSARY", "ANNIVERSARY"},     {"X-KADDRESSBOOK-X-ANNIVERSARY", "ANNIVERSARY"},
                                                         {"X-EVOLUTION-ANNIVERSARY", "ANNIVERSARY"}};
    return others.value(name, name);
}

bool isVersion4(const ContentComponent &card)
{
    return card.value("VERSION").trimmed().startsWith('4');
}

QByteArray value(const ContentLine &line)
{
    auto bytes = line.value();
    if (hasType(line, "QUOTED-PRINTABLE")) {
        bytes = fromQuotedPrintable(bytes);
        bytes.replace("\r\n", "\\n").replace('\n', "\\n");
    }
    bytes.replace('\0', "");
    const auto charset = line.parameter("CHARSET");
    if (!charset.isEmpty() && charset.compare("utf-8", Qt::CaseInsensitive) != 0) {
        if (QStringDecoder decoder(charset.constData()); decoder.isValid()) {
            return QString(decoder.decode(bytes)).toUtf8();
        }
    }
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder.decode(bytes);
    return decoder.hasError() ? QString::fromLatin1(bytes).toUtf8() : bytes;
}

QString text(const ContentLine &line)
{
    const auto plain = unescapedText(value(line));
    return plain.isNull() ? QStringLiteral("") : plain;
}

QStringList types(const ContentLine &line)
{
    QStringList list;
    for (const auto parameters = line.parameters(); const auto &[name, values] : parameters) {
        if (name != "TYPE") {
            continue;
        }
        for (const auto &joined : values) { // TYPE="home,voice" as version 4 may write it
            for (const auto parts = joined.split(','); const auto &one : parts) {
                const auto type = QString::fromUtf8(one.trimmed().toLower());
                if (!type.isEmpty() && type != QLatin1String("pref") && type != QLatin1String("quoted-printable") && !list.contains(type)) {
                    list << type;
                }
            }
        }
    }
    return list;
}

bool isPreferred(const ContentLine &line)
{
    return line.parameter("PREF") == "1" || hasType(line, "PREF") || line.parameter("TYPE").toLower().contains("pref");
}

QHash<QByteArray, QString> labels(const ContentComponent &card)
{
    QHash<QByteArray, QString> found;
    for (const auto lines = card.lines("X-ABLABEL"); const auto *line : lines) {
        if (!line->group.isEmpty()) {
            auto label = text(*line);
            if (label.startsWith(QLatin1StringView("_$!<")) && label.endsWith(QLatin1StringView(">!$_"))) {
                label = label.sliced(4, label.size() - 8);
            }
            found.insert(line->group.toLower(), label);
        }
    }
    return found;
}

Binary binary(const ContentLine &line)
{
    const auto raw = line.value().trimmed();
    Binary found;
    QByteArray type = line.parameter("MEDIATYPE");
    const auto isBase64 = hasType(line, "b") || hasType(line, "BASE64");
    for (const auto parameters = line.parameters(); const auto &[name, values] : parameters) {
        if (name != "TYPE" || !type.isEmpty()) {
            continue;
        }
        for (const auto &one : values) {
            static const QByteArrayList places = {"home", "work", "pref", "base64", "b"};
            if (!places.contains(one.toLower())) {
                type = one;
                break;
            }
        }
    }
    if (raw.left(5).toLower() == "data:") {
        found = fromDataUri(raw);
    } else if (isBase64) {
        auto encoded = raw;
        encoded.removeIf([](char c) {
            return c == ' ' || c == '\t';
        });
        if (const auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors)) {
            found.bytes = *decoded;
        }
    } else if (line.name == "KEY" && raw.contains("-----BEGIN")) { // as text
        found.bytes = text(line).toUtf8();
    } else if (raw.contains(':')) {
        found.uri = QString::fromUtf8(raw);
    }
    if (found.type.isEmpty()) {
        found.type = line.name == "KEY" ? keyType(type) : imageType(type);
    }
    return found;
}

QDate date(const ContentLine &line)
{
    if (line.parameter("VALUE").toLower() == "text") {
        return {};
    }
    auto raw = line.value().trimmed();
    if (const auto time = raw.indexOf('T'); time > 0) {
        raw.truncate(time);
    }
    const bool isWithoutYear = raw.startsWith("--");
    auto plain = raw;
    plain.replace("-", "");
    if (isWithoutYear && plain.size() == 4) {
        return QDate(yearUnknown, plain.left(2).toInt(), plain.right(2).toInt());
    }
    if (plain.size() != 8 || std::ranges::any_of(plain, [](char c) {
            return c < '0' || c > '9';
        })) {
        return {};
    }
    auto year = plain.left(4).toInt();
    const auto omitted = line.parameter("X-APPLE-OMIT-YEAR");
    if (!omitted.isEmpty() && omitted.toInt() == year) {
        year = yearUnknown;
    }
    return QDate(year, plain.sliced(4, 2).toInt(), plain.right(2).toInt());
}

QString plainUid(const QString &uid)
{
    const auto plain = uid.trimmed();
    return plain.startsWith(QLatin1StringView("urn:uuid:"), Qt::CaseInsensitive) ? plain.sliced(9) : plain.isNull() ? QStringLiteral("") : plain;
}

}
