// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapcursor.h"

#include <algorithm>
#include <limits>

namespace Kontor
{

QByteArray ImapCursor::Text::bytes() const
{
    if (!isEscaped) {
        return raw.toByteArray();
    }
    QByteArray plain;
    plain.reserve(raw.size());
    for (qsizetype i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\\' && i + 1 < raw.size()) {
            ++i;
        }
        plain += raw[i];
    }
    return plain;
}

ImapCursor::ImapCursor(QByteArrayView text, const QList<ImapOmitted> &omitted)
    : m_text(text)
    , m_omitted(omitted)
{
}

bool ImapCursor::take(char c)
{
    if (atEnd() || m_text[m_at] != c) {
        return false;
    }
    ++m_at;
    return true;
}

void ImapCursor::skipSpaces()
{
    while (take(' ')) { }
}

QByteArrayView ImapCursor::atom()
{
    return atomUntil({});
}

QByteArrayView ImapCursor::atomUntil(QByteArrayView stops)
{
    const auto from = m_at;
    while (!atEnd()) {
        const char c = m_text[m_at];
        if (c == ' ' || c == '(' || c == ')' || c == '\r' || c == '\n' || c == '"' || (!stops.isEmpty() && stops.contains(c))) {
            break;
        }
        ++m_at;
    }
    return between(from, m_at);
}

std::optional<quint64> ImapCursor::number()
{
    const auto from = m_at;
    quint64 value = 0;
    while (!atEnd() && m_text[m_at] >= '0' && m_text[m_at] <= '9') {
        const auto digit = quint64(m_text[m_at] - '0');
        if (value > (std::numeric_limits<quint64>::max() - digit) / 10) {
            return std::nullopt;
        }
        value = value * 10 + digit;
        ++m_at;
    }
    return m_at > from ? std::optional(value) : std::nullopt;
}

std::optional<quint32> ImapCursor::number32()
{
    const auto value = number();
    return value && *value <= std::numeric_limits<quint32>::max() ? std::optional(quint32(*value)) : std::nullopt;
}

std::optional<ImapCursor::Text> ImapCursor::quoted()
{
    const auto from = ++m_at;
    bool isEscaped = false;
    while (!atEnd()) {
        const char c = m_text[m_at];
        if (c == '"') {
            return Text{.raw = between(from, m_at++), .isEscaped = isEscaped};
        }
        if (c == '\n') {
            return std::nullopt;
        }
        if (c == '\\') {
            isEscaped = true;
            ++m_at;
            if (atEnd()) {
                break;
            }
        }
        ++m_at;
    }
    return std::nullopt;
}

std::optional<ImapCursor::Text> ImapCursor::literal()
{
    take('~');
    if (!take('{')) {
        return std::nullopt;
    }
    const auto size = number();
    take('+');
    if (!size || !take('}')) {
        return std::nullopt;
    }
    take('\r');
    if (!take('\n')) {
        return std::nullopt;
    }
    for (const auto &omitted : std::as_const(m_omitted)) {
        if (omitted.at == m_at && omitted.size == qint64(*size)) {
            return Text{.omitted = omitted.size};
        }
    }
    if (*size > quint64(m_text.size() - m_at)) {
        return std::nullopt;
    }
    m_at += qsizetype(*size);
    return Text{.raw = between(m_at - qsizetype(*size), m_at)};
}

std::optional<ImapCursor::Text> ImapCursor::string()
{
    const char c = peek();
    if (c == '"') {
        return quoted();
    }
    if (c == '{' || (c == '~' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '{')) {
        return literal();
    }
    const auto from = m_at;
    if (atom().compare("NIL", Qt::CaseInsensitive) == 0) {
        return Text{.isNil = true};
    }
    m_at = from;
    return std::nullopt;
}

std::optional<ImapCursor::Text> ImapCursor::stringOrAtom()
{
    if (auto text = string()) {
        return text;
    }
    if (peek() == '"' || peek() == '{' || peek() == '(') {
        return std::nullopt;
    }
    const auto word = atom();
    return word.isEmpty() ? std::nullopt : std::optional(Text{.raw = word});
}

std::optional<QList<QByteArray>> ImapCursor::flatList()
{
    if (!take('(')) {
        return std::nullopt;
    }
    QList<QByteArray> words;
    while (true) {
        skipSpaces();
        if (take(')')) {
            return words;
        }
        const auto word = stringOrAtom();
        if (!word) {
            return std::nullopt;
        }
        words << word->bytes();
    }
}

std::optional<QByteArrayView> ImapCursor::value()
{
    const auto from = m_at;
    qint64 depth = 0;
    do {
        if (depth > 0) {
            skipSpaces();
        }
        if (take('(')) {
            ++depth;
        } else if (depth > 0 && take(')')) {
            --depth;
        } else if (!stringOrAtom()) {
            return std::nullopt;
        }
    } while (depth > 0);
    return between(from, m_at);
}

}
