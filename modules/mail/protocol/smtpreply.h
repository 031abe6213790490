// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <KLocalizedString>
#include <QByteArray>
#include <QStringList>

#include <optional>

namespace Kontor
{

class IncomingBuffer;

/// A reply of an SMTP server, all lines of it (RFC 5321 4.2).
struct SmtpReply {
    int code = 0;
    QByteArray enhancedCode; ///< "5.1.1" (RFC 3463); empty: none
    QList<QByteArray> lines; ///< without codes

    bool isPositive() const
    {
        return code >= 200 && code < 400;
    }
    bool isPassing() const ///< refused for now
    {
        return code >= 400 && code < 500;
    }
    QString words() const; ///< for the user: cleaned, of bounded length
    Error error(const KLocalizedString &sentence) const; ///< kind by code; \p sentence has %1 for the server's words
};

/// Cuts replies out of what arrives; resumes anywhere.
class SmtpReplyParser
{
public:
    /// The next whole reply, taken out of \p incoming; nullopt: not all there yet. Protocol when
    /// it is no SMTP, or lines or their number have no end.
    Result<std::optional<SmtpReply>> next(IncomingBuffer &incoming);
    void reset();
    /// True between replies.
    bool isIdle() const
    {
        return m_reply.lines.isEmpty();
    }

    static constexpr qsizetype MaximalLine = 8 * 1024;
    static constexpr qsizetype MaximalLines = 500;

private:
    SmtpReply m_reply;
    qsizetype m_scanned = 0;
};

}
