// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerconnection.h"

#include "base/log.h"

#include <KLocalizedString>
#include <QCoreApplication>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

// Every task that holds a turn ends by its own timeouts, so waiting longer never happens.
constexpr auto longestTurn = 12h;
constexpr auto refusalHolds = 5s;
}

Task<Result<Turns::Turn>> Turns::take(Urgency urgency)
{
    auto self = shared_from_this();
    if (m_isStopped) {
        co_return cancelled();
    }
    if (m_isTaken) {
        Pending<void> mine;
        if (urgency == Urgency::Soon) {
            m_waiting.push_front(mine);
        } else {
            m_waiting.push_back(mine);
        }
        auto passed = co_await mine.result(longestTurn);
        if (!passed) {
            co_return std::unexpected(passed.error());
        }
    }
    m_isTaken = true;
    co_return Turn(static_cast<void *>(this), [self](void *) {
        self->pass();
    });
}

void Turns::pass()
{
    while (!m_waiting.empty()) {
        auto next = m_waiting.front();
        m_waiting.pop_front();
        if (!next.isComplete()) {
            next.complete({});
            return;
        }
    }
    m_isTaken = false;
}

void Turns::stop()
{
    m_isStopped = true;
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &pending : waiting) {
        pending.complete(cancelled());
    }
}

ImapSession::Settings MailSignIn::imapSettings() const
{
    ImapSession::Settings settings;
    if (!account.ownCertificates.isEmpty()) {
        if (const auto authorities = TlsPolicy::readAuthorities(account.ownCertificates)) {
            settings.tls.addAuthorities(*authorities);
        } else {
            qCWarning(logMail) << "the account's own certificates cannot be read";
        }
    }
    settings.clientVersion = QCoreApplication::applicationVersion();
    return settings;
}

Credential MailSignIn::credential() const
{
    return {.user = account.userName, .secret = account.password, .kind = Credential::Kind::Password};
}

MailSynchronizerConnection::MailSynchronizerConnection(std::shared_ptr<MailSignIn> signIn)
    : m_signIn(std::move(signIn))
{
}

MailSynchronizerConnection::~MailSynchronizerConnection() = default;

Task<Result<MailSynchronizerConnection::Lease>> MailSynchronizerConnection::lease(Turns::Urgency urgency)
{
    auto self = shared_from_this();
    auto turn = co_await self->m_turns->take(urgency);
    if (!turn) {
        co_return std::unexpected(turn.error());
    }
    Lease lease{.turn = *turn, .session = self->m_session};
    // Again if it was closed (new settings of the account) while it was being opened.
    for (bool isMissing = !lease.session || !lease.session->isOpen(); isMissing; isMissing = !lease.session) {
        auto opened = co_await self->open();
        if (!opened) {
            co_return std::unexpected(opened.error());
        }
        lease.session = self->m_session;
        lease.isFresh = true;
    }
    co_return lease;
}

Task<Result<void>> MailSynchronizerConnection::open()
{
    auto self = shared_from_this();
    auto signIn = m_signIn;
    // One sign-in at a time, so that a wrong password is tried once and not three times.
    auto turn = co_await signIn->turns->take();
    if (!turn) {
        co_return std::unexpected(turn.error());
    }
    if (signIn->refused && signIn->refusedAt.durationElapsed() < refusalHolds) {
        co_return std::unexpected(*signIn->refused);
    }
    auto session = std::shared_ptr<ImapSession>(new ImapSession(signIn->imapSettings()), [](ImapSession *dying) {
        dying->stop();
        dying->deleteLater();
    });
    self->m_session = session;
    QObject::connect(session.get(), &ImapSession::alerted, session.get(), [](const QString &text) {
        qCWarning(logMail) << "the server alerts:" << text;
    });
    auto opened = co_await session->open(signIn->account.imap);
    if (opened && !signIn->isStopped) {
        opened = co_await session->signIn(signIn->credential());
    }
    if (opened && signIn->isStopped) {
        opened = cancelled();
    }
    signIn->unreachable.reset();
    if (!opened) {
        signIn->unreachable = opened.error();
        if (opened.error().kind == Error::Kind::Unauthorized) {
            signIn->refused = opened.error();
            signIn->refusedAt.start();
        }
        if (self->m_session == session) {
            self->m_session.reset();
        }
        co_return opened;
    }
    signIn->refused.reset();
    // Both are on their way before the first real command; nobody waits for ID.
    const QList<QByteArray> wanted{"QRESYNC", "CONDSTORE"};
    auto identifying = session->identify();
    auto enabling = session->enable(wanted);
    auto enabled = co_await enabling;
    if (!enabled && isPassing(enabled.error().kind)) {
        self->m_session.reset();
        co_return std::unexpected(enabled.error());
    }
    co_return Result<void>{};
}

void MailSynchronizerConnection::stop()
{
    m_turns->stop();
    if (m_session) {
        m_session->stop();
    }
}

void MailSynchronizerConnection::close()
{
    m_session.reset();
}

Task<Result<void>> MailSynchronizerConnection::select(std::shared_ptr<ImapSession> session, QByteArray mailbox, quint32 uidValidity, ImapSession::Access access)
{
    const bool isSuitable = session->selectedMailbox() == mailbox && (access == ImapSession::Access::ReadOnly || !session->isSelectedReadOnly());
    const auto remembered = session->property("uidValidity").toUInt();
    if (isSuitable && (uidValidity == 0 || remembered == uidValidity)) {
        co_return Result<void>{};
    }
    auto selected = co_await session->select(mailbox, access);
    if (!selected) {
        co_return std::unexpected(selected.error());
    }
    session->setProperty("uidValidity", selected->uidValidity);
    if (uidValidity != 0 && selected->uidValidity != uidValidity) {
        co_return failure(Error::Kind::Conflict,
                          i18nc("@info", "The folder “%1” was made anew on the server.", QString::fromUtf8(mailbox)),
                          QStringLiteral("UIDVALIDITY %1 instead of %2").arg(selected->uidValidity).arg(uidValidity));
    }
    co_return Result<void>{};
}

}
