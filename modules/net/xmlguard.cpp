// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xmlguard.h"

#include <KLocalizedString>
#include <QUtf8StringView>

#include <algorithm>
#include <cstring>

namespace Kontor
{
namespace
{
constexpr qsizetype maximalSize = qsizetype(512) << 20;
constexpr int maximalAttributes = 64;

/// Walks over the tags only; the text between them is passed by memchr().
class TagWalk
{
public:
    explicit TagWalk(QByteArrayView bytes)
        : m_at(bytes.begin())
        , m_end(bytes.end())
    {
    }

    /// The first thing that is refused; null: nothing. What is not well-formed is left to the reader.
    const char *refused()
    {
        while (const char *const open = find('<')) {
            m_at = open + 1;
            const QByteArrayView rest(m_at, m_end);
            bool isClosed = true;
            if (rest.startsWith("!--")) {
                isClosed = skipPast("-->", 3);
            } else if (rest.startsWith("![CDATA[")) {
                isClosed = skipPast("]]>", 8);
            } else if (rest.startsWith('!')) {
                return "a document type";
            } else if (rest.startsWith('?')) {
                isClosed = skipPast("?>", 1);
            } else if (!skipTag()) {
                return "too many attributes";
            }
            if (!isClosed) {
                break;
            }
        }
        return nullptr;
    }

private:
    const char *find(char wanted) const
    {
        return m_at < m_end ? static_cast<const char *>(std::memchr(m_at, wanted, size_t(m_end - m_at))) : nullptr;
    }

    bool skipPast(QByteArrayView wanted, qsizetype from)
    {
        const auto found = QByteArrayView(m_at, m_end).indexOf(wanted, from);
        m_at = found < 0 ? m_end : m_at + found + wanted.size();
        return found >= 0;
    }

    bool skipTag()
    {
        int attributes = 0;
        for (; m_at < m_end; ++m_at) {
            if (*m_at == '>') {
                return true;
            }
            if (*m_at == '=' && ++attributes > maximalAttributes) {
                return false;
            }
            if (*m_at == '"' || *m_at == '\'') {
                const char quote = *m_at++;
                const char *const closing = find(quote);
                m_at = closing ? closing : m_end - 1;
            }
        }
        return true;
    }

    const char *m_at;
    const char *m_end;
};

bool isForbidden(char octet)
{
    return quint8(octet) < 0x20 && octet != '\t' && octet != '\n' && octet != '\r';
}

/// Lower case; empty: none is declared.
QByteArray declaredEncoding(QByteArrayView bytes)
{
    if (!bytes.startsWith("<?xml")) {
        return {};
    }
    const auto end = bytes.first(std::min<qsizetype>(bytes.size(), 500)).indexOf("?>");
    const QByteArray declaration = end < 0 ? QByteArray() : bytes.first(end).toByteArray();
    auto at = declaration.indexOf("encoding");
    if (at < 0) {
        return {};
    }
    while (at < declaration.size() && declaration[at] != '"' && declaration[at] != '\'') {
        ++at;
    }
    if (at >= declaration.size()) {
        return {};
    }
    const auto closing = declaration.indexOf(declaration[at], at + 1);
    return closing < 0 ? QByteArray() : declaration.sliced(at + 1, closing - at - 1).toLower();
}
}

std::unexpected<Error> xmlFailure(const QString &detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server sent an answer that could not be understood."), QStringLiteral("XML: ") + detail);
}

Result<QByteArray> guardedXml(const QByteArray &bytes)
{
    if (bytes.size() > maximalSize) {
        return xmlFailure(QStringLiteral("%1 octets").arg(bytes.size()));
    }
    QByteArray guarded = bytes;
    if (guarded.startsWith("\xEF\xBB\xBF")) {
        guarded.remove(0, 3);
    }
    if (!guarded.isEmpty() && (guarded[0] == '\n' || guarded[0] == '\r' || guarded[0] == ' ')) {
        guarded = guarded.trimmed(); // in front of the declaration; PHP servers with a stray empty line
    }
    const QByteArray encoding = declaredEncoding(guarded);
    const bool isUtf8 = encoding.isEmpty() || encoding == "utf-8" || encoding == "utf8" || encoding == "us-ascii" || encoding == "ascii";
    if (!isUtf8 && encoding != "iso-8859-1" && encoding != "iso-8859-15" && encoding != "windows-1252") {
        return xmlFailure(QStringLiteral("encoding ") + QString::fromLatin1(encoding.left(40)));
    }
    bool hasForbidden = false;
    for (const char octet : std::as_const(guarded)) { // no early end: this way it is vectorised
        hasForbidden |= isForbidden(octet);
    }
    if (hasForbidden) {
        std::replace_if(guarded.begin(), guarded.end(), isForbidden, ' ');
    }
    if (isUtf8 && !QUtf8StringView(guarded).isValidUtf8()) {
        guarded = QString::fromUtf8(guarded).toUtf8();
    }
    if (const char *const refused = TagWalk(guarded).refused()) {
        return xmlFailure(QLatin1StringView(refused));
    }
    return guarded;
}

}
