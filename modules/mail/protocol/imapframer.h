// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/protocol/incomingbuffer.h"

#include <QList>

#include <optional>

namespace Kontor
{

/// A literal that was announced above the limit and not kept.
struct ImapOmitted {
    qsizetype at = 0; ///< where its octets would begin in the frame
    qint64 size = 0;
};

/// Finds where a response ends, literals included, in whatever pieces it arrives.
///
/// Looks at each byte once and resumes anywhere. Memory grows with what arrives, never with what
/// is announced.
class ImapFramer
{
public:
    struct Frame {
        qsizetype size = 0; ///< the response is the first so many bytes, line end included
        QList<ImapOmitted> omitted{};
    };

    /// \p literalLimit bounds the octets of literals kept in one response, \p lineLimit all else.
    ImapFramer(qint64 literalLimit, qint64 lineLimit);

    /// The next response in \p incoming, which the caller then consumes; nullopt: not all there
    /// yet. Protocol: it has no end or is no IMAP; the connection cannot go on.
    Result<std::optional<Frame>> next(IncomingBuffer &incoming);

private:
    Result<bool> beginLiteral(QByteArrayView line);

    qint64 m_literalLimit;
    qint64 m_lineLimit;
    qsizetype m_scanned = 0;
    qsizetype m_lineStart = 0;
    qint64 m_lineOctets = 0;
    qint64 m_literalOctets = 0;
    qint64 m_literalLeft = 0;
    qint64 m_omitLeft = 0;
    bool m_mayHaveLiterals = false;
    QList<ImapOmitted> m_omitted;
};

}
