// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one response that comes by the ten thousand.

#include "mail/protocol/imapcursor.h"
#include "mail/protocol/imapparser.h"

#include <QTimeZone>

#include <algorithm>

namespace Kontor::ImapParser
{
namespace
{
// "17-Jul-1996 02:44:25 -0700", day padded with a space or not.
QDateTime dateTime(QByteArrayView text)
{
    text = text.trimmed();
    if (text.size() == 25) {
        const QByteArray padded = '0' + text.toByteArray();
        return dateTime(padded);
    }
    if (text.size() != 26) {
        return {};
    }
    static constexpr QByteArrayView months = "janfebmaraprmayjunjulaugsepoctnovdec";
    const auto month = months.indexOf(text.sliced(3, 3).toByteArray().toLower());
    bool isGood[7] = {};
    const auto number = [&](int index, qsizetype at, qsizetype size) {
        return text.sliced(at, size).toInt(&isGood[index]);
    };
    const QDate date(number(0, 7, 4), int(month) / 3 + 1, number(1, 0, 2));
    const QTime time(number(2, 12, 2), number(3, 15, 2), std::min(number(4, 18, 2), 59)); // leap seconds
    const int offset = number(5, 22, 2) * 3600 + number(6, 24, 2) * 60;
    if (month < 0 || month % 3 != 0 || std::ranges::count(isGood, true) != 7 || !date.isValid() || !time.isValid()) {
        return {};
    }
    return QDateTime(date, time, QTimeZone::UTC).addSecs(text[21] == '-' ? offset : -offset);
}

// From behind "BODY[" up to and with "]"; quotes around header names are dropped.
std::optional<QByteArray> sectionName(ImapCursor &cursor)
{
    QByteArray name;
    while (!cursor.take(']')) {
        if (cursor.atEnd()) {
            return std::nullopt;
        }
        if (cursor.peek() == '"') {
            const auto word = cursor.string();
            if (!word) {
                return std::nullopt;
            }
            name += word->bytes().toUpper();
        } else {
            const char c = cursor.peek();
            name += c >= 'a' && c <= 'z' ? char(c - 32) : c;
            cursor.skipByte();
        }
    }
    return name;
}

bool takeSection(ImapCursor &cursor, ImapFetch &fetch, const QByteArray &prefix)
{
    ImapSection section;
    const auto name = sectionName(cursor);
    if (!name) {
        return false;
    }
    section.name = prefix + *name;
    if (cursor.take('<')) {
        const auto origin = cursor.number32();
        if (!origin || !cursor.take('>')) {
            return false;
        }
        section.origin = *origin;
    }
    cursor.skipSpaces();
    const auto text = cursor.string();
    if (!text) {
        return false;
    }
    section.isNil = text->isNil;
    section.omitted = text->omitted;
    section.bytes = text->bytes();
    fetch.sections << std::move(section);
    return true;
}

bool takeWhole(ImapCursor &cursor, ImapFetch &fetch, const QByteArray &name)
{
    const auto text = cursor.string();
    if (!text) {
        return false;
    }
    fetch.sections << ImapSection{.name = name, .origin = -1, .bytes = text->bytes(), .isNil = text->isNil, .omitted = text->omitted};
    return true;
}

bool takeId(ImapCursor &cursor, QByteArray &id)
{
    if (cursor.peek() != '(') {
        return cursor.string().has_value(); // NIL
    }
    const auto ids = cursor.flatList();
    if (!ids || ids->isEmpty()) {
        return false;
    }
    id = ids->first();
    return true;
}

bool takeAttribute(ImapCursor &cursor, ImapFetch &fetch)
{
    const auto key = cursor.atomUntil("[").toByteArray().toUpper();
    if (cursor.take('[')) {
        if (key == "BODY") {
            return takeSection(cursor, fetch, {});
        }
        if (key == "BINARY") {
            return takeSection(cursor, fetch, "BINARY:");
        }
        if (!sectionName(cursor)) { // BINARY.SIZE[1]
            return false;
        }
        cursor.skipSpaces();
        return cursor.value().has_value();
    }
    cursor.skipSpaces();
    if (key == "UID") {
        const auto uid = cursor.number32();
        fetch.uid = uid.value_or(0);
        return fetch.uid != 0;
    }
    if (key == "FLAGS") {
        fetch.flags = cursor.flatList();
        return fetch.flags.has_value();
    }
    if (key == "MODSEQ") {
        const bool isList = cursor.take('(');
        fetch.modSeq = cursor.number();
        return fetch.modSeq && (!isList || cursor.take(')'));
    }
    if (key == "RFC822.SIZE") {
        const auto size = cursor.number();
        if (!size || *size > quint64(std::numeric_limits<qint64>::max())) {
            return false;
        }
        fetch.size = qint64(*size);
        return true;
    }
    if (key == "INTERNALDATE") {
        const auto text = cursor.string();
        if (text) {
            fetch.internalDate = dateTime(text->raw);
        }
        return text.has_value();
    }
    if (key == "BODYSTRUCTURE" || key == "ENVELOPE" || key == "BODY") {
        const auto raw = cursor.value();
        if (raw && key != "BODY") {
            (key == "ENVELOPE" ? fetch.envelope : fetch.bodyStructure) = raw->toByteArray();
        }
        return raw.has_value();
    }
    if (key == "RFC822") {
        return takeWhole(cursor, fetch, {});
    }
    if (key == "RFC822.HEADER" || key == "RFC822.TEXT") {
        return takeWhole(cursor, fetch, key.sliced(7));
    }
    if (key == "EMAILID") {
        return takeId(cursor, fetch.emailId);
    }
    if (key == "THREADID") {
        return takeId(cursor, fetch.threadId);
    }
    if (key == "PREVIEW") {
        const auto text = cursor.string();
        fetch.preview = text ? text->bytes() : QByteArray();
        return text.has_value();
    }
    return !key.isEmpty() && cursor.value().has_value();
}
}

std::optional<ImapFetch> parseFetch(quint32 sequence, QByteArrayView text, const QList<ImapOmitted> &omitted)
{
    ImapCursor cursor(text, omitted);
    if (!cursor.take('(')) {
        return std::nullopt;
    }
    ImapFetch fetch;
    fetch.sequence = sequence;
    while (true) {
        cursor.skipSpaces();
        if (cursor.take(')')) {
            return fetch;
        }
        if (!takeAttribute(cursor, fetch)) {
            return std::nullopt;
        }
    }
}

}
