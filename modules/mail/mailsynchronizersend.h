// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailsynchronizerconnection.h"
#include "mail/mailsynchronizerpush.h"
#include "mail/protocol/smtpsession.h"
#include "sync/synchronizer.h"

#include <QSet>

#include <memory>

namespace Kontor
{

/// Sends messages, one after the other, each at most once unless the user asked for more.
///
/// When the answer to the end of DATA is lost, the message is looked for in Sent, where some
/// servers file it themselves. Not found there, the loss is reported, and the engine asks the user.
class MailSynchronizerSend : public std::enable_shared_from_this<MailSynchronizerSend>
{
public:
    MailSynchronizerSend(std::shared_ptr<MailSignIn> signIn, std::shared_ptr<MailSynchronizerPush> push, MailSynchronizerPush::ReadBlob readBlob);

    Task<Result<Receipt>> send(Change change, Synchronizer::CommitPoint commitPoint);
    void stop();

    /// Opens a connection and signs in. Used for set-up, too.
    static Task<Result<void>> open(std::shared_ptr<SmtpSession> session, Account account);
    static std::shared_ptr<SmtpSession> session(const MailSignIn &signIn);

    /// The message without Bcc fields, which must not travel (RFC 5322 3.6.3).
    static QByteArray withoutBcc(const QByteArray &message);

private:
    Task<Result<SmtpOutcome>> submit(SmtpEnvelope envelope, QByteArray message, Synchronizer::CommitPoint commitPoint);

    std::shared_ptr<MailSignIn> m_signIn;
    std::shared_ptr<MailSynchronizerPush> m_push;
    MailSynchronizerPush::ReadBlob m_readBlob;
    std::shared_ptr<Turns> m_turns = std::make_shared<Turns>();
    std::weak_ptr<SmtpSession> m_session;
};

}
