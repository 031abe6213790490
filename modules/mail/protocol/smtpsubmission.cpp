// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sending one mail.

#include "mail/protocol/smtpaddress.h"
#include "mail/protocol/smtpbody.h"
#include "mail/protocol/smtpsession.h"
#include "mail/protocol/wire.h"

#include <KFormat>
#include <KLocalizedString>
#include <QPointer>

namespace Kontor
{
namespace
{
constexpr qsizetype LongestLine = 998; // RFC 5322 2.1.1
constexpr qsizetype Piece = 64 * 1024;
constexpr qint64 Chunk = 1024 * 1024;

QByteArray xtext(const QByteArray &text) // RFC 3461 4
{
    QByteArray result;
    for (const char c : text) {
        if (uchar(c) > 0x20 && uchar(c) < 0x7f && c != '+' && c != '=') {
            result += c;
        } else {
            result += '+' + QByteArray(1, c).toHex().toUpper();
        }
    }
    return result;
}

QByteArray notifyParameter(SmtpEnvelope::Notify notify)
{
    switch (notify) {
    case SmtpEnvelope::Notify::Default:
        return {};
    case SmtpEnvelope::Notify::FailureAndDelay:
        return " NOTIFY=FAILURE,DELAY";
    case SmtpEnvelope::Notify::SuccessToo:
        return " NOTIFY=SUCCESS,FAILURE,DELAY";
    case SmtpEnvelope::Notify::Never:
        return " NOTIFY=NEVER";
    }
    Q_UNREACHABLE_RETURN({});
}

std::unexpected<Error> early(const SmtpReply &reply)
{
    if (reply.isPositive()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The mail server accepted the mail before it was sent completely, so the connection was closed."));
    }
    return std::unexpected(reply.error(ki18nc("@info %1 are the server's words", "The mail server refused the mail: %1")));
}
}

/// One mail on its way.
struct SmtpSession::Submission {
    SmtpEnvelope envelope;
    QByteArray message;
    CommitPoint commitPoint;
    std::function<void(qint64)> progress;

    QList<QByteArray> commands; // MAIL, then RCPT for each
    SmtpBody::Survey survey;
    SmtpOutcome outcome;
    bool isCommitted = false; // the last octet was handed to the connection
    qint64 sent = 0;

    void count(qsizetype octets)
    {
        sent += octets;
        if (progress) {
            progress(sent);
        }
    }

    Result<void> prepare(const SmtpSession &session);
    Result<void> judgeRecipients() const;
};

Result<void> SmtpSession::Submission::prepare(const SmtpSession &session)
{
    survey = SmtpBody::survey(message);
    const KFormat format;
    if (const qint64 limit = session.sizeLimit(); limit > 0 && survey.size > limit) {
        return failure(Error::Kind::Forbidden,
                       i18nc("@info %1 and %2 are sizes",
                             "The mail is too large: it has %1, and the mail server accepts %2.",
                             format.formatByteSize(double(survey.size)),
                             format.formatByteSize(double(limit))));
    }
    if (survey.longestLine > LongestLine) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The mail has a line of more than 998 characters, which mail servers do not accept."));
    }
    if (survey.isEightBit && !session.has("8BITMIME")) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The mail has unencoded special characters, which this mail server does not accept."));
    }
    if (envelope.recipients.isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The mail has no recipients."));
    }
    bool needsUtf8 = survey.hasEightBitHeader && session.has("SMTPUTF8");
    QByteArray sender;
    if (!envelope.sender.isEmpty()) {
        const auto address = SmtpAddress::parse(envelope.sender);
        if (!address) {
            return std::unexpected(address.error());
        }
        sender = address->wire;
        needsUtf8 = needsUtf8 || address->needsUtf8;
    }
    QString strange = needsUtf8 ? envelope.sender : QString();
    const bool hasDsn = session.has("DSN");
    QList<QByteArray> recipients;
    for (const auto &recipient : std::as_const(envelope.recipients)) {
        const auto address = SmtpAddress::parse(recipient);
        if (!address) {
            return std::unexpected(address.error());
        }
        if (address->needsUtf8) {
            needsUtf8 = true;
            strange = recipient;
        }
        recipients << "RCPT TO:<" + address->wire + '>' + (hasDsn ? notifyParameter(envelope.notify) : QByteArray());
        outcome.recipients << SmtpRecipient{.address = recipient, .reason = {}};
    }
    if (needsUtf8 && !session.has("SMTPUTF8")) {
        return failure(Error::Kind::Forbidden,
                       i18nc("@info %1 is a mail address", "The mail server cannot send to or from addresses with special characters such as %1.", strange));
    }
    QByteArray mail = "MAIL FROM:<" + sender + '>';
    if (session.has("SIZE")) {
        mail += " SIZE=" + QByteArray::number(survey.size);
    }
    if (survey.isEightBit) {
        mail += " BODY=8BITMIME";
    }
    if (needsUtf8) {
        mail += " SMTPUTF8";
    }
    if (hasDsn && envelope.notify != SmtpEnvelope::Notify::Default) {
        mail += " RET=HDRS";
    }
    if (hasDsn && !envelope.envelopeId.isEmpty()) {
        mail += " ENVID=" + xtext(envelope.envelopeId);
    }
    commands = {mail};
    commands += recipients;
    return {};
}

Result<void> SmtpSession::Submission::judgeRecipients() const
{
    QStringList refused;
    bool isPassing = true;
    for (const auto &recipient : outcome.recipients) {
        if (!recipient.isAccepted) {
            refused << i18nc("@info an address and the server's words", "%1 (%2)", recipient.address, recipient.reason);
            isPassing = isPassing && recipient.isPassing;
        }
    }
    const bool goesOn = refused.isEmpty() || (envelope.partial == SmtpEnvelope::Partial::Continue && refused.size() < outcome.recipients.size());
    if (goesOn) {
        return {};
    }
    const QString list = refused.mid(0, 10).join(QLatin1String(", "));
    Error error{.kind = isPassing ? Error::Kind::Throttled : Error::Kind::Protocol,
                .message = i18ncp("@info %2 is a list of addresses with the server's words",
                                  "The mail server does not accept this recipient, so nothing was sent: %2.",
                                  "The mail server does not accept these %1 recipients, so nothing was sent: %2.",
                                  refused.size(),
                                  list),
                .detail = {}};
    error.retryAfter = isPassing ? std::chrono::minutes(5) : std::chrono::milliseconds(0);
    return std::unexpected(error);
}

Task<SmtpOutcome> SmtpSession::send(SmtpEnvelope envelope, QByteArray message, CommitPoint commitPoint, std::function<void(qint64)> progress)
{
    const auto submission = std::make_shared<Submission>();
    submission->envelope = std::move(envelope);
    submission->message = std::move(message);
    submission->commitPoint = std::move(commitPoint);
    submission->progress = std::move(progress);
    auto &outcome = submission->outcome;

    Result<void> result = submission->prepare(*this);
    if (result) {
        result = co_await offerRecipients(submission);
    }
    if (result) {
        auto sending = m_settings.transfer == Transfer::Chunks && has("CHUNKING") ? sendChunks(submission) : sendData(submission);
        result = co_await sending;
    }
    if (result) {
        outcome.kind = SmtpOutcome::Kind::Sent;
        co_return outcome;
    }
    outcome.error = result.error();
    outcome.kind = submission->isCommitted ? SmtpOutcome::Kind::Uncertain : SmtpOutcome::Kind::NotSent;
    co_return outcome;
}

Task<Result<void>> SmtpSession::offerRecipients(std::shared_ptr<Submission> submission)
{
    const bool isPipelined = has("PIPELINING");
    auto &recipients = submission->outcome.recipients;
    std::optional<Error> senderRefused;
    if (isPipelined) {
        if (m_ended || !m_wire->isOpen() || !m_replies.isEmpty()) { // let command() say what is wrong
            const auto answer = co_await command("NOOP", m_settings.commandTimeout);
            co_return answer ? failure(Error::Kind::Protocol, i18nc("@info", "The mail server is out of step.")) : std::unexpected(answer.error());
        }
        m_wire->write(submission->commands.join("\r\n") + "\r\n");
    }
    for (qsizetype i = 0; i < submission->commands.size(); ++i) {
        // Not one expression with two co_await: GCC 14 runs both.
        auto asked = isPipelined ? reply(m_settings.commandTimeout) : command(submission->commands[i], m_settings.commandTimeout);
        const auto answer = co_await asked;
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        if (answer->code == 421) {
            const Error error = answer->error(ki18nc("@info %1 are the server's words", "The mail server closed the connection: %1"));
            fail(error);
            co_return std::unexpected(error);
        }
        if (i == 0) {
            if (!answer->isPositive()) {
                senderRefused = answer->error(ki18nc("@info %1 are the server's words", "The mail server does not accept mail from this address: %1"));
                if (!isPipelined) {
                    break;
                }
            }
            continue;
        }
        auto &recipient = recipients[i - 1];
        recipient.isAccepted = answer->isPositive();
        recipient.isPassing = answer->isPassing();
        recipient.reason = recipient.isAccepted ? QString() : answer->words();
    }
    if (senderRefused) {
        for (auto &recipient : recipients) {
            recipient = {.address = recipient.address, .reason = {}};
        }
    }
    const Result<void> verdict = senderRefused ? Result<void>(std::unexpected(*senderRefused)) : submission->judgeRecipients();
    if (!verdict) {
        co_await reset();
    }
    co_return verdict;
}

Task<> SmtpSession::reset()
{
    const auto answer = co_await command("RSET", m_settings.commandTimeout);
    if (answer && !answer->isPositive()) {
        fail(answer->error(ki18nc("@info %1 are the server's words", "The mail server refused this: %1")));
    }
}

Task<Result<void>> SmtpSession::sendData(std::shared_ptr<Submission> submission)
{
    const auto go = co_await command("DATA", m_settings.dataStartTimeout);
    if (!go) {
        co_return std::unexpected(go.error());
    }
    if (go->code != 354) {
        const auto refused = std::unexpected(go->error(ki18nc("@info %1 are the server's words", "The mail server refused the mail: %1")));
        co_await reset();
        co_return refused;
    }
    SmtpBody body(submission->message, SmtpBody::Dots::Doubled);
    for (QByteArray piece = body.next(Piece); !piece.isEmpty(); piece = body.next(Piece)) {
        m_wire->write(piece);
        submission->count(piece.size());
        const auto drained = co_await drain(m_settings.blockTimeout);
        if (!drained) {
            co_return drained;
        }
        if (const auto going = mayGoOn(); !going) {
            co_return going;
        }
    }
    if (submission->commitPoint) {
        QPointer<SmtpSession> self(this);
        const auto committed = co_await submission->commitPoint();
        if (!self) {
            co_return cancelled();
        }
        if (!committed) {
            stop(); // without the final dot the server must throw it all away (RFC 5321 4.1.1.4)
            co_return committed;
        }
    }
    if (const auto going = mayGoOn(); !going) {
        co_return going;
    }
    submission->isCommitted = true;
    m_wire->write(".\r\n");
    co_return co_await conclude(submission);
}

// The connection stands, and the server has not interrupted: in the middle of the text nothing else
// could be said.
Result<void> SmtpSession::mayGoOn()
{
    if (m_ended || !m_wire->isOpen()) {
        return std::unexpected(m_ended.value_or(cancelled().error()));
    }
    if (m_replies.isEmpty()) {
        return {};
    }
    const auto refused = early(m_replies.first());
    fail(refused.error());
    return refused;
}

Task<Result<void>> SmtpSession::sendChunks(std::shared_ptr<Submission> submission)
{
    SmtpBody body(submission->message, SmtpBody::Dots::AsTheyAre);
    QByteArray chunk = body.next(Chunk);
    while (true) {
        QByteArray following = chunk.size() >= Chunk ? body.next(Chunk) : QByteArray();
        const bool isLast = following.isEmpty();
        if (isLast && submission->commitPoint) {
            QPointer<SmtpSession> self(this);
            const auto committed = co_await submission->commitPoint();
            if (!self) {
                co_return cancelled();
            }
            if (!committed) {
                co_await reset();
                co_return committed;
            }
        }
        if (const auto going = mayGoOn(); !going) {
            co_return going;
        }
        submission->isCommitted = isLast && chunk.isEmpty();
        m_wire->write("BDAT " + QByteArray::number(chunk.size()) + (isLast ? " LAST\r\n" : "\r\n"));
        for (qsizetype at = 0; at < chunk.size(); at += Piece) {
            const QByteArray piece = chunk.sliced(at, std::min(Piece, chunk.size() - at));
            submission->isCommitted = isLast && at + piece.size() == chunk.size();
            m_wire->write(piece);
            submission->count(piece.size());
            const auto drained = co_await drain(m_settings.blockTimeout);
            if (!drained) {
                co_return drained;
            }
        }
        if (isLast) {
            co_return co_await conclude(submission);
        }
        const auto taken = co_await reply(m_settings.blockTimeout);
        if (!taken) {
            co_return std::unexpected(taken.error());
        }
        if (!taken->isPositive()) {
            const auto refused = std::unexpected(taken->error(ki18nc("@info %1 are the server's words", "The mail server refused the mail: %1")));
            co_await reset();
            co_return refused;
        }
        chunk = following;
    }
}

Task<Result<void>> SmtpSession::conclude(std::shared_ptr<Submission> submission)
{
    const auto answer = co_await reply(m_settings.dataEndTimeout);
    if (!answer) {
        co_return std::unexpected(answer.error()); // and isCommitted stays: nobody knows
    }
    if (!answer->isPositive()) {
        submission->isCommitted = false;
        co_return std::unexpected(answer->error(ki18nc("@info %1 are the server's words", "The mail server refused the mail: %1")));
    }
    submission->outcome.serverWords = answer->words();
    co_return {};
}

}
