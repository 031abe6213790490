// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/smtpreply.h"

#include "mail/protocol/imapparser.h"
#include "mail/protocol/incomingbuffer.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
std::unexpected<Error> nonsense(const QString &detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server does not speak SMTP as expected, so the connection was closed. The port may be wrong."),
                   detail);
}

// "5.1.1 " at the start of a line.
QByteArray enhancedCode(QByteArrayView line)
{
    const auto end = line.indexOf(' ');
    const auto word = end < 0 ? line : line.first(end);
    const auto parts = word.toByteArray().split('.');
    const bool isCode = parts.size() == 3 && word.size() <= 9 && std::ranges::all_of(parts, [](const QByteArray &part) {
        bool isNumber = false;
        part.toUInt(&isNumber);
        return isNumber;
    });
    return isCode ? word.toByteArray() : QByteArray();
}
}

QString SmtpReply::words() const
{
    QByteArray joined;
    for (const auto &line : lines) {
        auto text = QByteArrayView(line);
        if (!enhancedCode.isEmpty() && text.startsWith(enhancedCode)) {
            text = text.sliced(enhancedCode.size());
        }
        joined += text.toByteArray() + ' ';
    }
    const QString text = ImapParser::cleanText(joined);
    return text.isEmpty() ? QString::number(code) : text;
}

Error SmtpReply::error(const KLocalizedString &sentence) const
{
    Error error{.kind = Error::Kind::Protocol, .message = sentence.subs(words()).toString(), .detail = {}};
    error.detail = QStringLiteral("SMTP %1 %2").arg(code).arg(QString::fromLatin1(enhancedCode));
    if (isPassing()) {
        error.kind = Error::Kind::Throttled;
        error.retryAfter = std::chrono::minutes(1);
    } else if (code == 530 || code == 534 || code == 535 || code == 538) {
        error.kind = Error::Kind::Unauthorized;
    } else if (enhancedCode == "5.2.2") {
        error.kind = Error::Kind::OverQuota;
    } else if (enhancedCode.startsWith("5.7.") || code == 552) {
        error.kind = Error::Kind::Forbidden;
    }
    return error;
}

Result<std::optional<SmtpReply>> SmtpReplyParser::next(IncomingBuffer &incoming)
{
    while (true) {
        const auto view = incoming.view();
        const auto end = view.indexOf('\n', m_scanned);
        if (end > MaximalLine || (end < 0 && view.size() > MaximalLine)) {
            return nonsense(QStringLiteral("a line without end"));
        }
        if (end < 0) {
            m_scanned = view.size();
            return std::nullopt;
        }
        m_scanned = 0;
        auto line = view.first(end);
        if (line.endsWith('\r')) {
            line.chop(1);
        }
        const bool isReply = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && line[1] >= '0' && line[1] <= '9' && line[2] >= '0' && line[2] <= '9'
            && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
        const int code = isReply ? (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0') : 0;
        if (!isReply || (!m_reply.lines.isEmpty() && code != m_reply.code) || m_reply.lines.size() >= MaximalLines) {
            return nonsense(QStringLiteral("not an SMTP reply"));
        }
        const bool isLast = line.size() == 3 || line[3] == ' ';
        m_reply.code = code;
        m_reply.lines << (line.size() > 4 ? line.sliced(4).toByteArray() : QByteArray());
        if (m_reply.enhancedCode.isEmpty()) {
            m_reply.enhancedCode = enhancedCode(m_reply.lines.last());
        }
        incoming.consume(end + 1);
        if (isLast) {
            return std::exchange(m_reply, {});
        }
    }
}

void SmtpReplyParser::reset()
{
    m_reply = {};
    m_scanned = 0;
}

}
