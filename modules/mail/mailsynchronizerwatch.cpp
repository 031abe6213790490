// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerwatch.h"

#include "base/log.h"
#include "mail/protocol/imapmailboxname.h"

#include <QElapsedTimer>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds pollOthers = 3min;
constexpr std::chrono::milliseconds pollInbox = 1min;
}

MailSynchronizerWatch::MailSynchronizerWatch(std::shared_ptr<MailSynchronizerConnection> connection, std::shared_ptr<const MailSynchronizerFolders> folders)
    : m_connection(std::move(connection))
    , m_folders(std::move(folders))
{
}

Task<Result<Hint>> MailSynchronizerWatch::watch(std::chrono::seconds atMost)
{
    auto self = shared_from_this();
    QElapsedTimer since;
    since.start();
    auto lease = co_await m_connection->lease();
    if (!lease) {
        co_return std::unexpected(lease.error());
    }
    auto session = lease->session;
    if (lease->isFresh) {
        auto prepared = co_await prepare(session);
        if (!prepared) {
            m_connection->close();
            co_return std::unexpected(prepared.error());
        }
        // What happened since the mailboxes were listed would otherwise be seen only by the timer.
        auto hint = co_await compare(session);
        if (!hint || hint->news != Hint::News::None) {
            co_return hint;
        }
    }
    while (true) {
        const auto left = std::chrono::milliseconds(atMost) - since.durationElapsed();
        if (left <= 0ms) {
            co_return Hint{};
        }
        const bool tellsAll = session->isNotifying();
        const bool tellsInbox = tellsAll || (session->has("IDLE") && !session->selectedMailbox().isEmpty());
        if (!tellsInbox) {
            co_await nap(session, std::chrono::duration_cast<std::chrono::milliseconds>(std::min<std::chrono::nanoseconds>(left, pollInbox)));
            auto hint = co_await compare(session);
            if (!hint || hint->news != Hint::News::None) {
                co_return hint;
            }
            continue;
        }
        const auto slice = std::chrono::duration_cast<std::chrono::milliseconds>(tellsAll ? std::chrono::nanoseconds(left)
                                                                                          : std::min<std::chrono::nanoseconds>(left, pollOthers));
        auto news = co_await session->watch(slice);
        if (!news) {
            co_return std::unexpected(news.error());
        }
        if (news->isNews) {
            Hint hint;
            hint.news = news->mailboxesChanged ? Hint::News::Collections : Hint::News::Content;
            for (const auto &mailbox : std::as_const(news->mailboxes)) {
                hint.collections << remoteIdOf(mailbox);
            }
            if (news->selectedChanged) {
                hint.collections << QString::fromUtf8(session->selectedMailbox());
            }
            co_return hint;
        }
        if (!tellsAll) {
            auto hint = co_await compare(session);
            if (!hint || hint->news != Hint::News::None) {
                co_return hint;
            }
        }
    }
}

// stop() must not wait for a minute.
Task<> MailSynchronizerWatch::nap(Session session, std::chrono::milliseconds duration)
{
    const Pending<void> ended;
    const auto connection
        = QObject::connect(session.get(), &ImapSession::lost, session.get(), [ended](const Error &error) { ended.complete(std::unexpected(error)); });
    co_await ended.result(duration);
    QObject::disconnect(connection);
}

// Dovecot's NOTIFY tells names in UTF-8 that it lists in modified UTF-7.
QString MailSynchronizerWatch::remoteIdOf(const QByteArray &mailbox) const
{
    const auto told = QString::fromUtf8(mailbox);
    return m_folders->states().contains(told) ? told : QString::fromLatin1(ImapMailboxName::encode(told));
}

Task<Result<void>> MailSynchronizerWatch::prepare(Session session)
{
    auto self = shared_from_this();
    if (session->has("NOTIFY") && !m_notifyRefused) {
        auto notifying = co_await session->notify();
        if (notifying) {
            co_return notifying;
        }
        if (isPassing(notifying.error().kind) || notifying.error().kind == Error::Kind::Cancelled) {
            co_return notifying;
        }
        qCDebug(logMail) << "NOTIFY was refused:" << notifying.error().detail;
        m_notifyRefused = true;
    }
    if (!session->has("IDLE")) {
        co_return Result<void>{};
    }
    auto selected = co_await session->select(QByteArray("INBOX"), ImapSession::Access::ReadOnly);
    if (!selected && (isPassing(selected.error().kind) || selected.error().kind == Error::Kind::Cancelled)) {
        co_return std::unexpected(selected.error());
    }
    co_return Result<void>{};
}

Task<Result<Hint>> MailSynchronizerWatch::compare(Session session)
{
    auto self = shared_from_this();
    auto listed = co_await session->list(QByteArray(), QByteArray("*"), session->statusItems());
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    const auto &known = m_folders->states();
    Hint hint;
    if (known.isEmpty()) {
        co_return hint; // nobody has listed yet, so whoever does will see everything
    }
    const auto states = MailSynchronizerFolders::statesOf(*listed);
    for (const auto &[remoteId, state] : states.asKeyValueRange()) {
        if (!known.contains(remoteId)) {
            hint.news = Hint::News::Collections;
        } else if (known.value(remoteId) != state) {
            hint.collections << remoteId;
            hint.news = hint.news == Hint::News::None ? Hint::News::Content : hint.news;
        }
    }
    co_return hint;
}

}
