// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapmailboxname.h"

#include <QStringDecoder>

namespace Kontor::ImapMailboxName
{
namespace
{
constexpr char Alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

int digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == ',' ? 63 : -1;
}

bool isDirect(char16_t c)
{
    return c >= 0x20 && c <= 0x7e;
}

void encodeRun(QByteArray &out, QStringView run)
{
    out += '&';
    quint32 bits = 0;
    int count = 0;
    for (const QChar c : run) {
        bits = (bits << 16) | c.unicode();
        count += 16;
        while (count >= 6) {
            count -= 6;
            out += Alphabet[(bits >> count) & 63];
        }
        bits &= (1U << count) - 1;
    }
    if (count > 0) {
        out += Alphabet[(bits << (6 - count)) & 63];
    }
    out += '-';
}
}

QByteArray encode(QStringView name)
{
    QByteArray out;
    qsizetype at = 0;
    while (at < name.size()) {
        const char16_t c = name[at].unicode();
        if (c == u'&') {
            out += "&-";
            ++at;
        } else if (isDirect(c)) {
            out += char(c);
            ++at;
        } else {
            const auto from = at;
            while (at < name.size() && !isDirect(name[at].unicode())) {
                ++at;
            }
            encodeRun(out, name.sliced(from, at - from));
        }
    }
    return out;
}

std::optional<QString> decode(QByteArrayView wire)
{
    QString out;
    qsizetype at = 0;
    while (at < wire.size()) {
        const char c = wire[at++];
        if (c != '&') {
            if (!isDirect(uchar(c))) {
                return std::nullopt;
            }
            out += QLatin1Char(c);
            continue;
        }
        const auto end = wire.indexOf('-', at);
        if (end < 0) {
            return std::nullopt;
        }
        if (end == at) {
            out += QLatin1Char('&');
        }
        quint32 bits = 0;
        int count = 0;
        for (; at < end; ++at) {
            const int value = digit(wire[at]);
            if (value < 0) {
                return std::nullopt;
            }
            bits = ((bits << 6) | quint32(value)) & 0x3fffff;
            count += 6;
            if (count >= 16) {
                count -= 16;
                out += QChar(char16_t(bits >> count));
            }
        }
        ++at;
    }
    // Only one spelling is right (RFC 3501 5.1.3); two mailboxes must not look the same.
    if (!out.isValidUtf16() || encode(out) != wire) {
        return std::nullopt;
    }
    return out;
}

QString display(QByteArrayView wire)
{
    if (auto name = decode(wire)) {
        return *name;
    }
    QStringDecoder utf8(QStringDecoder::Utf8);
    const QString name = utf8(wire);
    return utf8.hasError() ? QString::fromLatin1(wire) : name;
}

bool isInbox(QByteArrayView wire)
{
    return wire.compare("INBOX", Qt::CaseInsensitive) == 0;
}

}
