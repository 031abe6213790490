// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailtext.h"
#include "mail/mimetree.h"

namespace Kontor
{

namespace
{
constexpr int maximumParameters = 200;
constexpr int maximumContinuations = 100;

QByteArray withoutPercent(const QByteArray &value)
{
    return QByteArray::fromPercentEncoding(value);
}
}

MimeParameters MimeParameters::parse(const QByteArray &field)
{
    MimeParameters result;
    auto semicolon = field.indexOf(';');
    result.value = field.left(semicolon < 0 ? field.size() : semicolon).trimmed().toLower();
    if (const auto comment = result.value.indexOf('('); comment >= 0) {
        result.value = result.value.left(comment).trimmed();
    }
    if (const auto blank = result.value.indexOf(' '); blank >= 0 && !result.value.contains("/ ") && !result.value.contains(" /")) {
        result.value = result.value.left(blank); // "text/plain charset=…" without a semicolon
    }
    result.value.replace(' ', "");
    if (semicolon < 0) {
        return result;
    }
    qsizetype at = semicolon + 1;
    while (at < field.size() && result.raw.size() < maximumParameters) {
        while (at < field.size() && (field[at] == ' ' || field[at] == '\t' || field[at] == ';')) {
            ++at;
        }
        const auto equals = field.indexOf('=', at);
        if (equals < 0) {
            break;
        }
        if (const auto next = field.indexOf(';', at); next >= 0 && next < equals) {
            at = next + 1; // a word without a value
            continue;
        }
        const auto key = field.mid(at, equals - at).trimmed().toLower();
        at = equals + 1;
        while (at < field.size() && (field[at] == ' ' || field[at] == '\t')) {
            ++at;
        }
        QByteArray value;
        if (at < field.size() && field[at] == '"') {
            for (++at; at < field.size() && field[at] != '"'; ++at) {
                if (field[at] == '\\' && at + 1 < field.size()) {
                    ++at;
                }
                value += field[at];
            }
            const auto next = field.indexOf(';', at);
            at = next < 0 ? field.size() : next + 1;
        } else {
            const auto next = field.indexOf(';', at);
            const auto end = next < 0 ? field.size() : next;
            value = field.mid(at, end - at).trimmed();
            at = end + 1;
        }
        if (!key.isEmpty() && key.size() <= 100 && !result.raw.contains(key)) {
            result.raw.insert(key, value);
        }
    }
    return result;
}

QString MimeParameters::decoded(const QByteArray &key) const
{
    // RFC 2231: key*=charset'language'value, key*0*=…, key*1=…
    QByteArray charset;
    const auto split = [&charset](const QByteArray &value) {
        const auto first = value.indexOf('\'');
        const auto second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        if (second < 0) {
            return value;
        }
        charset = value.left(first);
        return value.mid(second + 1);
    };
    if (const auto extended = raw.constFind(key + '*'); extended != raw.cend()) {
        const auto bytes = withoutPercent(split(*extended));
        return MailText::decode(bytes, charset);
    }
    QByteArray joined;
    bool anyExtended = false;
    for (int n = 0; n < maximumContinuations; ++n) {
        const auto number = key + '*' + QByteArray::number(n);
        if (const auto extended = raw.constFind(number + '*'); extended != raw.cend()) {
            joined += withoutPercent(n == 0 ? split(*extended) : *extended);
            anyExtended = true;
        } else if (const auto plain = raw.constFind(number); plain != raw.cend()) {
            joined += *plain;
        } else {
            break;
        }
    }
    if (anyExtended) {
        return MailText::decode(joined, charset);
    }
    if (!joined.isEmpty()) {
        return MailText::decodeWords(joined);
    }
    const auto plain = raw.value(key);
    if (plain.contains("''") && plain.contains('%')) { // the star was forgotten
        const auto bytes = withoutPercent(split(plain));
        return MailText::decode(bytes, charset);
    }
    return MailText::decodeWords(plain);
}

}
