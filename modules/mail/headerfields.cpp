// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/headerfields.h"

#include "mail/mailtext.h"

#include <KMime/Headers>

#include <cstring>

namespace Kontor
{

namespace
{
constexpr qsizetype maximumFields = 2000;
constexpr qsizetype maximumField = 256 * 1024;

QByteArray unfolded(QByteArrayView value)
{
    value = value.trimmed();
    if (value.size() > maximumField) {
        value = value.first(maximumField);
    }
    QByteArray result = value.toByteArray();
    if (std::memchr(result.constData(), '\n', size_t(result.size())) || std::memchr(result.constData(), '\r', size_t(result.size()))
        || std::memchr(result.constData(), '\0', size_t(result.size()))) {
        result.removeIf([](char c) {
            return c == '\r' || c == '\n' || c == '\0';
        });
    }
    return result;
}
}

HeaderFields::HeaderFields(const QByteArray &header)
    : m_header(header)
{
    const char *const data = m_header.constData();
    const qsizetype size = m_header.size();
    qsizetype at = 0;
    m_fields.reserve(24);
    while (at < size && m_fields.size() < maximumFields) {
        auto lineEnd = m_header.indexOf('\n', at);
        if (lineEnd < 0) {
            lineEnd = size;
        }
        const auto line = QByteArrayView(data + at, lineEnd - at);
        const auto next = std::min(lineEnd + 1, size);
        if (line.trimmed().isEmpty()) {
            at = next;
            if (at >= size) {
                break;
            }
            continue;
        }
        if (line[0] == ' ' || line[0] == '\t') { // goes on with the last field
            if (!m_fields.isEmpty()) {
                auto &last = m_fields.last();
                last.value = QByteArrayView(last.value.data(), data + lineEnd - last.value.data());
            }
            at = next;
            continue;
        }
        const auto colon = line.indexOf(':');
        if (colon > 0 && colon < 200) {
            m_fields << Field{line.first(colon).trimmed(), line.sliced(colon + 1)};
        }
        at = next;
    }
}

bool HeaderFields::has(QByteArrayView name) const
{
    for (const auto &field : m_fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0) {
            return true;
        }
    }
    return false;
}

QByteArray HeaderFields::raw(QByteArrayView name) const
{
    for (const auto &field : m_fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0) {
            return unfolded(field.value);
        }
    }
    return {};
}

QList<QByteArray> HeaderFields::all(QByteArrayView name) const
{
    QList<QByteArray> values;
    for (const auto &field : m_fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0) {
            values << unfolded(field.value);
        }
    }
    return values;
}

QString HeaderFields::text(QByteArrayView name) const
{
    return MailText::line(MailText::decodeWords(raw(name)));
}

QList<MailAddress> HeaderFields::addresses(QByteArrayView name) const
{
    QList<MailAddress> result;
    for (const auto &value : all(name)) {
        auto list = MailAddress::parseList(MailText::guess(value));
        for (auto &address : list) {
            if (address.name.contains(QLatin1String("=?"))) {
                address.name = MailText::decodeWords(address.name.toUtf8());
            }
            address.name = MailText::line(address.name, 200);
            address.address = MailText::line(address.address, 400);
        }
        result += list;
    }
    return result;
}

MailAddress HeaderFields::address(QByteArrayView name) const
{
    const auto list = addresses(name);
    if (!list.isEmpty()) {
        return list.first();
    }
    // Not an address at all ("Systemdienst"): shown as a name, so that the sender is not empty.
    return {MailText::line(MailText::decodeWords(raw(name)), 200), {}};
}

QStringList HeaderFields::identifiers(QByteArrayView name, qsizetype atMost) const
{
    QStringList ids;
    for (const auto &value : all(name)) {
        qsizetype at = 0;
        bool bracketed = false;
        while ((at = value.indexOf('<', at)) >= 0) {
            bracketed = true;
            const auto end = value.indexOf('>', at);
            if (end < 0) {
                break;
            }
            const auto id = QByteArrayView(value).sliced(at + 1, end - at - 1).trimmed();
            if (!id.isEmpty() && id.size() <= 500) {
                ids << MailText::line(MailText::guess(id), 500);
            }
            at = end + 1;
        }
        if (!bracketed && name.compare("Message-ID", Qt::CaseInsensitive) == 0 && !value.isEmpty() && value.size() <= 500) {
            ids << MailText::line(MailText::guess(value), 500);
        }
    }
    if (ids.size() > atMost && atMost > 1) { // the root and the nearest ancestors say the most
        ids = ids.first(1) + ids.last(atMost - 1);
    }
    ids.removeDuplicates();
    return ids;
}

QDateTime HeaderFields::date(QByteArrayView name) const
{
    const auto value = raw(name);
    if (value.isEmpty() || value.size() > 200) {
        return {};
    }
    KMime::Headers::Date field;
    field.from7BitString(value);
    auto date = field.dateTime();
    if (!date.isValid()) {
        const auto text = QString::fromLatin1(value).simplified();
        date = QDateTime::fromString(text, Qt::RFC2822Date);
        if (!date.isValid()) {
            date = QDateTime::fromString(text, Qt::ISODate);
        }
    }
    date = date.toUTC();
    if (!date.isValid() || date.date().year() < 1970 || date.date().year() > 9999) { // year 9999 of the west is 10000 in Greenwich
        return {};
    }
    return date;
}

HeaderFields::Extent HeaderFields::extentOf(QByteArrayView message)
{
    Extent extent;
    if (message.startsWith("From ") || message.startsWith(">From ")) {
        const auto line = message.indexOf('\n');
        extent.begin = line < 0 ? message.size() : line + 1;
    }
    qsizetype at = extent.begin;
    while (at < message.size()) {
        if (message[at] == '\n') {
            extent.end = at;
            extent.body = at + 1;
            return extent;
        }
        if (message[at] == '\r' && at + 1 < message.size() && message[at + 1] == '\n') {
            extent.end = at;
            extent.body = at + 2;
            return extent;
        }
        const auto line = message.indexOf('\n', at);
        if (line < 0) {
            break;
        }
        at = line + 1;
    }
    extent.end = extent.body = message.size();
    return extent;
}

}
