// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapframer.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
// RFC 3501 literals are 32-bit numbers; a bigger one is nonsense we could never get out of.
constexpr quint64 LargestLiteral = 4294967295U;
constexpr qsizetype MostOmitted = 1000; // in one response; each is looked for when it is read

std::unexpected<Error> nonsense(const QString &detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The mail server sent an answer without end, so the connection was closed."), detail);
}

// Status responses and continuations end in free text, in which "{5}" means nothing.
bool mayHaveLiterals(QByteArrayView line)
{
    if (!line.startsWith("* ")) {
        return false;
    }
    const auto rest = line.sliced(2);
    for (const QByteArrayView word : {"OK ", "NO ", "BAD ", "BYE ", "PREAUTH "}) {
        if (rest.first(std::min(rest.size(), word.size())).compare(word, Qt::CaseInsensitive) == 0) {
            return false;
        }
    }
    return true;
}
}

ImapFramer::ImapFramer(qint64 literalLimit, qint64 lineLimit)
    : m_literalLimit(literalLimit)
    , m_lineLimit(lineLimit)
{
}

Result<std::optional<ImapFramer::Frame>> ImapFramer::next(IncomingBuffer &incoming)
{
    while (true) {
        if (m_omitLeft > 0) {
            const auto gone = std::min<qint64>(m_omitLeft, incoming.size() - m_scanned);
            incoming.remove(m_scanned, gone);
            m_omitLeft -= gone;
            if (m_omitLeft > 0) {
                return std::nullopt;
            }
        }
        if (m_literalLeft > 0) {
            const auto passed = std::min<qint64>(m_literalLeft, incoming.size() - m_scanned);
            m_scanned += passed;
            m_literalLeft -= passed;
            m_lineStart = m_scanned;
            if (m_literalLeft > 0) {
                return std::nullopt;
            }
        }
        const auto view = incoming.view();
        const auto end = view.indexOf('\n', m_scanned);
        const auto lineEnd = end < 0 ? view.size() : end + 1;
        if (m_lineOctets + (lineEnd - m_lineStart) > m_lineLimit) {
            return nonsense(QStringLiteral("a response of more than %1 octets without literals").arg(m_lineLimit));
        }
        m_scanned = lineEnd;
        if (end < 0) {
            return std::nullopt;
        }
        const auto line = view.sliced(m_lineStart, lineEnd - m_lineStart);
        if (m_lineStart == 0) {
            m_mayHaveLiterals = mayHaveLiterals(line);
        }
        if (m_mayHaveLiterals) {
            const auto literal = beginLiteral(line);
            if (!literal) {
                return std::unexpected(literal.error());
            }
            if (*literal) {
                m_lineOctets += line.size();
                m_lineStart = m_scanned;
                continue;
            }
        }
        Frame frame{.size = m_scanned, .omitted = std::exchange(m_omitted, {})};
        m_scanned = m_lineStart = 0;
        m_lineOctets = m_literalOctets = 0;
        return frame;
    }
}

Result<bool> ImapFramer::beginLiteral(QByteArrayView line)
{
    line.chop(line.endsWith("\r\n") ? 2 : 1);
    if (!line.endsWith('}')) {
        return false;
    }
    line.chop(1);
    if (line.endsWith('+')) {
        line.chop(1);
    }
    const auto brace = line.lastIndexOf('{');
    if (brace < 0 || brace + 1 == line.size()) {
        return false;
    }
    quint64 size = 0;
    for (const char c : line.sliced(brace + 1)) {
        if (c < '0' || c > '9') {
            return false;
        }
        size = size * 10 + quint64(c - '0');
        if (size > LargestLiteral) {
            return nonsense(QStringLiteral("a literal of absurd size was announced"));
        }
    }
    if (m_literalOctets + qint64(size) > m_literalLimit) {
        if (m_omitted.size() >= MostOmitted) {
            return nonsense(QStringLiteral("more than %1 literals behind the limit").arg(MostOmitted));
        }
        m_omitted << ImapOmitted{.at = m_scanned, .size = qint64(size)};
        m_omitLeft = qint64(size);
    } else {
        m_literalOctets += qint64(size);
        m_literalLeft = qint64(size);
    }
    return true;
}

}
