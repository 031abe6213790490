// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xmlscan.h"

#include "net/xmlguard.h"

#include <algorithm>
#include <cstring>

namespace Kontor
{
namespace
{
constexpr int mostDepth = 64;
constexpr int mostAttributes = 64;
constexpr qsizetype longestToken = qsizetype(1) << 20;

bool isSpace(char octet)
{
    return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
}

bool endsName(char octet)
{
    return isSpace(octet) || octet == '>' || octet == '/' || octet == '=' || octet == '<' || octet == '"' || octet == '\'';
}

const char *find(const char *from, const char *end, char wanted)
{
    return from < end ? static_cast<const char *>(std::memchr(from, wanted, size_t(end - from))) : nullptr;
}

void appendUtf8(QByteArray &out, char32_t code)
{
    if (code < 0x80) {
        out += char(code);
    } else if (code < 0x800) {
        out += char(0xC0 | (code >> 6));
        out += char(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += char(0xE0 | (code >> 12));
        out += char(0x80 | ((code >> 6) & 0x3F));
        out += char(0x80 | (code & 0x3F));
    } else {
        out += char(0xF0 | (code >> 18));
        out += char(0x80 | ((code >> 12) & 0x3F));
        out += char(0x80 | ((code >> 6) & 0x3F));
        out += char(0x80 | (code & 0x3F));
    }
}

/// What "&…;" stands for; 0: nothing that is known.
char32_t referenced(QByteArrayView name)
{
    if (name.startsWith('#')) {
        const bool isHex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
        bool isNumber = false;
        const auto code = name.sliced(isHex ? 2 : 1).toUInt(&isNumber, isHex ? 16 : 10);
        const bool isCharacter = isNumber && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF) && (code >= 0x20 || code == 9 || code == 10 || code == 13);
        return isCharacter ? code : isNumber ? U'\uFFFD' : 0;
    }
    return name == "amp" ? U'&' : name == "lt" ? U'<' : name == "gt" ? U'>' : name == "quot" ? U'"' : name == "apos" ? U'\'' : 0;
}
}

XmlScan::XmlScan(QList<QByteArray> spaces)
    : m_spaces(std::move(spaces))
{
}

std::unexpected<Error> XmlScan::error() const
{
    return xmlFailure(QLatin1StringView(m_problem ? m_problem : "it ends too early"));
}

XmlScan::Token XmlScan::broken(const char *why)
{
    m_problem = m_problem ? m_problem : why;
    return Token::Broken;
}

void XmlScan::add(const QByteArray &bytes)
{
    m_buffer.remove(0, m_at);
    m_at = 0;
    m_buffer += m_isLatin ? QString::fromLatin1(bytes).toUtf8() : bytes;
}

// To the ">" of the tag that begins here; -1: it has not come yet. Attributes may hold a ">" of their own.
qsizetype XmlScan::tagEnd() const
{
    const char *const begin = m_buffer.constData();
    const char *const end = begin + m_buffer.size();
    const char *at = begin + m_at;
    while (true) {
        const char *const close = find(at, end, '>');
        if (!close) {
            return -1;
        }
        const char *quote = at;
        while (quote < close && *quote != '"' && *quote != '\'') {
            ++quote;
        }
        if (quote == close) {
            return close - begin;
        }
        const char *const second = find(quote + 1, end, *quote);
        if (!second) {
            return -1;
        }
        at = second + 1;
    }
}

bool XmlScan::readDeclaration(QByteArrayView declaration)
{
    const auto encoding = declaration.indexOf("encoding");
    if (encoding < 0) {
        return true;
    }
    auto rest = declaration.sliced(encoding + 8);
    const auto first = std::ranges::find_if(rest, [](char octet) {
        return octet == '"' || octet == '\'';
    });
    if (first == rest.end()) {
        return false;
    }
    const auto begin = first - rest.begin() + 1;
    const auto end = rest.indexOf(*first, begin);
    const auto name = end < 0 ? QByteArray() : rest.sliced(begin, end - begin).toByteArray().toLower();
    m_isLatin = name == "iso-8859-1" || name == "iso-8859-15" || name == "windows-1252";
    return m_isLatin || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii";
}

XmlScan::Token XmlScan::next()
{
    if (m_problem) {
        return Token::Broken;
    }
    if (m_endsAtOnce) {
        m_endsAtOnce = false;
        return endElement();
    }
    while (true) {
        if (!m_hasBegun) {
            if (m_buffer.size() - m_at < 4) {
                return Token::More;
            }
            if (QByteArrayView(m_buffer).startsWith("\xEF\xBB\xBF")) {
                m_at = 3;
            }
            m_hasBegun = true;
        }
        if (m_at >= m_buffer.size()) {
            return m_isDone ? Token::Done : Token::More;
        }
        const char *const begin = m_buffer.constData();
        const char *const end = begin + m_buffer.size();
        if (begin[m_at] != '<') {
            const char *const open = find(begin + m_at, end, '<');
            if (m_open.empty()) { // only blank space may stand outside of the root
                const char *const stop = open ? open : end;
                if (!std::all_of(begin + m_at, stop, isSpace)) {
                    return broken("text outside of the root");
                }
                m_at = stop - begin;
                continue;
            }
            if (!open) {
                return m_buffer.size() - m_at > longestToken ? broken("a text that does not end") : Token::More;
            }
            return characters(open - begin);
        }
        const QByteArrayView rest(begin + m_at, end);
        const bool isShort = rest.size() < 9; // too little to tell what it is
        if (rest.startsWith("<!--") || rest.startsWith("<?") || rest.startsWith("<![CDATA[")) {
            const bool isComment = rest.startsWith("<!--");
            const bool isData = rest.startsWith("<![CDATA[");
            const auto close = isData ? rest.indexOf("]]>", 9) : isComment ? rest.indexOf("-->", 4) : rest.indexOf("?>", 2);
            if (close < 0) {
                return rest.size() > longestToken ? broken("a comment that does not end") : Token::More;
            }
            m_at += close + (isData || isComment ? 3 : 2);
            if (isData && !m_open.empty()) {
                m_text = rest.first(close).sliced(9);
                return Token::Text;
            }
            if (rest.startsWith("<?xml") && isSpace(rest[5])) {
                if (!readDeclaration(rest.first(close))) {
                    return broken("an unknown encoding");
                }
                if (m_isLatin) {
                    m_buffer = m_buffer.first(m_at) + QString::fromLatin1(QByteArrayView(m_buffer).sliced(m_at)).toUtf8();
                }
            }
            continue;
        }
        if (isShort && rest.startsWith("<!")) {
            return Token::More;
        }
        if (rest.startsWith("<!")) {
            return broken("a document type");
        }
        const auto close = tagEnd();
        if (close < 0) {
            return rest.size() > longestToken ? broken("a tag that does not end") : Token::More;
        }
        return rest.size() > 1 && rest[1] == '/' ? endTag(close) : startTag(close);
    }
}

XmlScan::Token XmlScan::startTag(qsizetype close)
{
    if (m_isDone || int(m_open.size()) >= mostDepth) {
        return broken(m_isDone ? "a second root" : "too deep");
    }
    const char *const begin = m_buffer.constData() + m_at + 1;
    const char *end = m_buffer.constData() + close;
    m_at = close + 1;
    m_endsAtOnce = end > begin && end[-1] == '/';
    end -= m_endsAtOnce ? 1 : 0;
    const char *const nameEnd = std::find_if(begin, end, endsName);
    const QByteArrayView qualified(begin, nameEnd);
    if (qualified.isEmpty()) {
        return broken("a tag without a name");
    }
    m_open.emplace_back(qualified.data(), qualified.size());
    if (nameEnd != end && !readAttributes(nameEnd, end, int(m_open.size()))) {
        return broken("attributes");
    }
    resolve(qualified);
    return Token::Start;
}

bool XmlScan::readAttributes(const char *at, const char *end, int depth)
{
    for (int count = 0; count <= mostAttributes; ++count) {
        at = std::find_if_not(at, end, isSpace);
        if (at == end) {
            return true;
        }
        const char *const nameEnd = std::find_if(at, end, endsName);
        const char *const equals = std::find_if_not(nameEnd, end, isSpace);
        const char *const quote = equals == end ? end : std::find_if_not(equals + 1, end, isSpace);
        if (nameEnd == at || quote == end || *equals != '=' || (*quote != '"' && *quote != '\'')) {
            return false;
        }
        const char *const close = find(quote + 1, end, *quote);
        if (!close) {
            return false;
        }
        const QByteArrayView name(at, nameEnd);
        if (name == "xmlns" || name.startsWith("xmlns:")) {
            const QByteArrayView uri(quote + 1, close);
            m_bindings.push_back({name.size() > 6 ? name.sliced(6).toByteArray() : QByteArray(), int(m_spaces.indexOf(uri.toByteArray())), depth});
        }
        at = close + 1;
    }
    return false;
}

void XmlScan::resolve(QByteArrayView qualified)
{
    const auto colon = qualified.indexOf(':');
    const auto prefix = colon < 0 ? QByteArrayView() : qualified.first(colon);
    m_name = colon < 0 ? qualified : qualified.sliced(colon + 1);
    m_space = -1;
    for (auto binding = m_bindings.crbegin(); binding != m_bindings.crend(); ++binding) {
        if (QByteArrayView(binding->prefix) == prefix) {
            m_space = binding->space;
            return;
        }
    }
}

XmlScan::Token XmlScan::endTag(qsizetype close)
{
    QByteArrayView qualified(m_buffer.constData() + m_at + 2, m_buffer.constData() + close);
    qualified = qualified.trimmed();
    m_at = close + 1;
    if (m_open.empty() || QByteArrayView(m_open.back()) != qualified) {
        return broken("an end that belongs to nothing");
    }
    return endElement();
}

XmlScan::Token XmlScan::endElement()
{
    const int depth = int(m_open.size());
    m_decoded = m_open.back();
    resolve(m_decoded);
    while (!m_bindings.empty() && m_bindings.back().depth == depth) {
        m_bindings.pop_back();
    }
    m_open.pop_back();
    m_isDone = m_open.empty();
    return Token::End;
}

XmlScan::Token XmlScan::characters(qsizetype end)
{
    const QByteArrayView raw(m_buffer.constData() + m_at, m_buffer.constData() + end);
    m_at = end;
    if (!raw.contains('&')) {
        m_text = raw;
        return Token::Text;
    }
    return decode(raw) ? Token::Text : broken("an unknown entity");
}

bool XmlScan::decode(QByteArrayView raw)
{
    m_decoded.clear();
    for (qsizetype at = 0; at < raw.size();) {
        const auto reference = raw.indexOf('&', at);
        m_decoded += raw.sliced(at, (reference < 0 ? raw.size() : reference) - at);
        if (reference < 0) {
            break;
        }
        const auto semicolon = raw.indexOf(';', reference);
        const auto code = semicolon < 0 || semicolon - reference > 12 ? 0 : referenced(raw.sliced(reference + 1, semicolon - reference - 1));
        if (code == 0) {
            return false;
        }
        appendUtf8(m_decoded, code);
        at = semicolon + 1;
    }
    m_text = m_decoded;
    return true;
}

}
