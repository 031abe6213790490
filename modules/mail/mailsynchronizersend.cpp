// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizersend.h"

#include "base/log.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{
namespace
{
Task<Result<void>> commit(Synchronizer::CommitPoint commitPoint, std::shared_ptr<bool> hasCommitted)
{
    Result<void> done;
    if (commitPoint) {
        done = co_await commitPoint();
    }
    *hasCommitted = done.has_value();
    co_return done;
}

SmtpSession::CommitPoint guarded(Synchronizer::CommitPoint commitPoint, std::shared_ptr<bool> hasCommitted)
{
    return [commitPoint, hasCommitted] { return commit(commitPoint, hasCommitted); };
}
}

MailSynchronizerSend::MailSynchronizerSend(std::shared_ptr<MailSignIn> signIn,
                                           std::shared_ptr<MailSynchronizerPush> push,
                                           MailSynchronizerPush::ReadBlob readBlob)
    : m_signIn(std::move(signIn))
    , m_push(std::move(push))
    , m_readBlob(std::move(readBlob))
{
}

std::shared_ptr<SmtpSession> MailSynchronizerSend::session(const MailSignIn &signIn)
{
    SmtpSession::Settings settings;
    settings.tls = signIn.imapSettings().tls;
    // Dovecot 2.4.1's submission service takes a mail by BDAT, relays it, and dies of an assertion
    // (cmd_data_replied) before it answers: delivered, but nobody knows.
    settings.transfer = SmtpSession::Transfer::Data;
    return {new SmtpSession(settings), [](SmtpSession *dying) {
                dying->stop();
                dying->deleteLater();
            }};
}

Task<Result<void>> MailSynchronizerSend::open(std::shared_ptr<SmtpSession> session, Account account)
{
    auto opened = co_await session->open(account.smtp);
    if (!opened) {
        co_return opened;
    }
    const Credential credential{.user = account.userName, .secret = account.password, .kind = Credential::Kind::Password};
    co_return co_await session->signIn(credential);
}

QByteArray MailSynchronizerSend::withoutBcc(const QByteArray &message)
{
    QByteArray kept;
    kept.reserve(message.size());
    bool isDropping = false;
    qsizetype from = 0;
    while (from < message.size()) {
        auto end = message.indexOf('\n', from);
        end = end < 0 ? message.size() : end + 1;
        const auto line = QByteArrayView(message).sliced(from, end - from);
        if (line == "\r\n" || line == "\n") {
            break;
        }
        const bool isFolded = line.startsWith(' ') || line.startsWith('\t');
        if (!isFolded) {
            const auto name = line.first(std::max<qsizetype>(0, line.indexOf(':'))).trimmed();
            isDropping = name.compare("bcc", Qt::CaseInsensitive) == 0 || name.compare("resent-bcc", Qt::CaseInsensitive) == 0;
        }
        if (!isDropping) {
            kept += line;
        }
        from = end;
    }
    kept += QByteArrayView(message).sliced(from);
    return kept;
}

Task<Result<Receipt>> MailSynchronizerSend::send(Change change, Synchronizer::CommitPoint commitPoint)
{
    auto self = shared_from_this();
    const auto messageId = change.arguments.value(QLatin1StringView("messageId")).toString();
    const auto sent = change.arguments.value(QLatin1StringView("sent")).toString();
    const bool mayLook = !messageId.isEmpty() && !sent.isEmpty();
    if (change.answerLost && mayLook) {
        auto filed = co_await m_push->isFiled(sent, messageId);
        if (filed && *filed) {
            co_return Receipt{};
        }
        if (!filed && (isPassing(filed.error().kind) || filed.error().kind == Error::Kind::Cancelled || filed.error().kind == Error::Kind::Unauthorized)) {
            co_return std::unexpected(filed.error());
        }
    }
    auto message = co_await MailSynchronizerPush::blob(m_readBlob, change.arguments.value(QLatin1StringView("blob")).toString());
    if (!message) {
        co_return std::unexpected(message.error());
    }
    SmtpEnvelope envelope;
    envelope.sender = change.arguments.value(QLatin1StringView("sender")).toString();
    const auto recipients = change.arguments.value(QLatin1StringView("recipients")).toArray();
    for (const auto &recipient : recipients) {
        envelope.recipients << recipient.toString();
    }
    if (envelope.recipients.isEmpty()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "This message has no recipients."));
    }
    const auto bytes = withoutBcc(*message);
    auto submitted = co_await submit(envelope, bytes, commitPoint);
    if (!submitted) {
        co_return std::unexpected(submitted.error());
    }
    const auto outcome = *submitted;
    switch (outcome.kind) {
    case SmtpOutcome::Kind::Sent:
        co_return Receipt{};
    case SmtpOutcome::Kind::NotSent:
        co_return std::unexpected(outcome.error);
    case SmtpOutcome::Kind::Uncertain:
        break;
    }
    if (mayLook && !m_signIn->isStopped) {
        auto filed = co_await m_push->isFiled(sent, messageId);
        if (filed && *filed) {
            co_return Receipt{};
        }
    }
    auto error = outcome.error;
    if (error.kind != Error::Kind::Offline && error.kind != Error::Kind::Cancelled) {
        error.kind = Error::Kind::Timeout; // past the commit point: the engine asks the user
    }
    co_return std::unexpected(error);
}

Task<Result<SmtpOutcome>> MailSynchronizerSend::submit(SmtpEnvelope envelope, QByteArray message, Synchronizer::CommitPoint commitPoint)
{
    auto self = shared_from_this();
    auto turn = co_await m_turns->take();
    if (!turn) {
        co_return std::unexpected(turn.error());
    }
    auto session = MailSynchronizerSend::session(*m_signIn);
    m_session = session;
    {
        // Not at the same time as the IMAP connections: a wrong password is tried once.
        auto mine = co_await m_signIn->turns->take();
        if (!mine) {
            co_return std::unexpected(mine.error());
        }
        auto opened = co_await open(session, m_signIn->account);
        if (opened && m_signIn->isStopped) {
            opened = cancelled();
        }
        if (!opened) {
            auto error = opened.error();
            if (error.kind == Error::Kind::Forbidden || error.kind == Error::Kind::Protocol) {
                // A bad certificate, tampering: nobody refused the message, so it waits as if
                // offline, and goes out once the server can be reached safely.
                error.kind = Error::Kind::Timeout;
            }
            co_return std::unexpected(error);
        }
    }
    auto hasCommitted = std::make_shared<bool>(false);
    auto outcome = co_await session->send(envelope, message, guarded(commitPoint, hasCommitted));
    if (outcome.kind == SmtpOutcome::Kind::NotSent && *hasCommitted && isPassing(outcome.error.kind)) {
        outcome.error.kind = Error::Kind::Throttled; // certainly not sent: nobody need be asked
    }
    if (outcome.kind == SmtpOutcome::Kind::Sent) {
        co_await session->quit();
    }
    co_return outcome;
}

void MailSynchronizerSend::stop()
{
    m_turns->stop();
    if (const auto session = m_session.lock()) {
        session->stop();
    }
}

}
