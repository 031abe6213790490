// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixscan.h"

#include "chat/protocol/matrixjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <vector>

namespace Kontor
{
namespace
{
bool isSpace(char octet)
{
    return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
}

/// Of a number, true, false or null.
bool isWord(char octet)
{
    return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'z') || octet == '-' || octet == '+' || octet == '.' || octet == 'E';
}

/// One value on its own.
QJsonValue valueOf(QByteArrayView json)
{
    QByteArray list;
    list.reserve(json.size() + 2);
    list += '[';
    list += json;
    list += ']';
    return QJsonDocument::fromJson(list).array().at(0);
}
}

void MatrixScan::space()
{
    while (m_at < m_end && isSpace(*m_at)) {
        ++m_at;
    }
}

void MatrixScan::breakOff()
{
    m_isBroken = true;
    m_at = m_end;
}

MatrixScan::Kind MatrixScan::kind()
{
    space();
    if (m_at == m_end) {
        return Kind::Nothing;
    }
    switch (*m_at) {
    case '{':
        return Kind::Object;
    case '[':
        return Kind::Array;
    case '"':
        return Kind::Text;
    default:
        return isWord(*m_at) ? Kind::Other : Kind::Nothing;
    }
}

bool MatrixScan::enter(char bracket)
{
    space();
    if (m_at == m_end || *m_at != bracket) {
        return false;
    }
    ++m_at;
    return true;
}

bool MatrixScan::leave(char bracket, bool isFirst)
{
    space();
    if (m_at == m_end) {
        breakOff();
        return true;
    }
    if (*m_at == bracket) {
        ++m_at;
        return true;
    }
    if (isFirst) {
        return false;
    }
    if (*m_at != ',') {
        breakOff();
        return true;
    }
    ++m_at;
    return false;
}

bool MatrixScan::skipText()
{
    ++m_at; // the first quotation mark
    while (m_at < m_end) {
        m_at = std::find_if(m_at, m_end, [](char octet) {
            return octet == '"' || octet == '\\';
        });
        if (m_at == m_end) {
            break;
        }
        if (*m_at == '"') {
            ++m_at;
            return true;
        }
        m_at += std::min<qptrdiff>(2, m_end - m_at);
    }
    breakOff();
    return false;
}

QString MatrixScan::key()
{
    space();
    if (m_at == m_end || *m_at != '"') {
        breakOff();
        return {};
    }
    const QString name = text();
    space();
    if (m_at == m_end || *m_at != ':') {
        breakOff();
        return {};
    }
    ++m_at;
    space();
    return name;
}

QByteArrayView MatrixScan::skip()
{
    space();
    const char *const begin = m_at;
    std::vector<bool> open; // true: an object
    m_deepest = 0;
    do {
        space();
        if (m_at == m_end) {
            breakOff();
            return {};
        }
        const char sign = *m_at;
        if (sign == '"') {
            if (!skipText()) {
                return {};
            }
        } else if (sign == '{' || sign == '[') {
            open.push_back(sign == '{');
            m_deepest = std::max(m_deepest, int(std::min<std::size_t>(open.size(), 1'000'000)));
            ++m_at;
        } else if (!open.empty() && sign == (open.back() ? '}' : ']')) {
            open.pop_back();
            ++m_at;
        } else if (!open.empty() && (sign == ',' || sign == ':')) {
            ++m_at;
        } else if (isWord(sign)) {
            while (m_at < m_end && isWord(*m_at)) {
                ++m_at;
            }
        } else {
            breakOff();
            return {};
        }
    } while (!open.empty());
    return {begin, m_at};
}

QString MatrixScan::text(qsizetype atMost)
{
    const bool isText = kind() == Kind::Text;
    const auto octets = skip();
    if (!isText || octets.size() < 2 || octets.size() - 2 > atMost) {
        return {};
    }
    const auto inner = octets.sliced(1, octets.size() - 2);
    return inner.contains('\\') ? valueOf(octets).toString() : QString::fromUtf8(inner);
}

qint64 MatrixScan::number(qint64 otherwise)
{
    constexpr qsizetype longestNumber = 32;
    const bool isOther = kind() == Kind::Other;
    const auto octets = skip();
    return isOther && octets.size() <= longestNumber ? MatrixJson::number(valueOf(octets), otherwise) : otherwise;
}

bool MatrixScan::flag()
{
    return skip() == QByteArrayView("true");
}

bool MatrixScan::isAtEnd()
{
    space();
    return !m_isBroken && m_at == m_end;
}

}
