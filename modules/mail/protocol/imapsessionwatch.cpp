// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting for news: NOTIFY and IDLE.

#include "mail/protocol/imapengine.h"
#include "mail/protocol/imapsession.h"

#include <KLocalizedString>
#include <QDeadlineTimer>
#include <QPointer>

namespace Kontor
{

Task<Result<void>> ImapSession::notify()
{
    if (!has("NOTIFY")) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "The mail server cannot report news of all folders."));
    }
    ImapCommand command("NOTIFY SET");
    command.raw("(selected (MessageNew MessageExpunge FlagChange))");
    command.raw("(personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))");
    command.concluding([engine = m_engine.get()](const ImapStatus &status) { engine->isNotifying = status.kind == ImapStatus::Kind::Ok; });
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return {};
}

Task<Result<ImapNews>> ImapSession::watch(std::chrono::milliseconds atMost)
{
    if (m_engine->watcher) {
        co_return failure(Error::Kind::Conflict, i18nc("@info", "The mail server is already being watched."));
    }
    if (!m_engine->isNotifying && !has("IDLE") && !has("IMAP4REV2")) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "The mail server cannot report news by itself."));
    }
    QPointer<ImapSession> self(this);
    const QDeadlineTimer deadline(atMost);
    while (!m_engine->ended && !m_engine->news.isNews && !deadline.hasExpired()) {
        const std::chrono::milliseconds remaining(deadline.remainingTime());
        const auto waited = co_await watchOnce(std::min(remaining, m_engine->settings.idleRenewal));
        if (!self) {
            co_return cancelled();
        }
        if (!waited) {
            co_return std::unexpected(waited.error());
        }
    }
    if (m_engine->ended) {
        co_return std::unexpected(*m_engine->ended);
    }
    co_return std::exchange(m_engine->news, {});
}

// Until news, another command's wish to be sent, or the end of the time.
Task<Result<void>> ImapSession::watchOnce(std::chrono::milliseconds atMost)
{
    QPointer<ImapSession> self(this);
    const auto news = m_engine->watcher.emplace();
    std::optional<Pending<ImapStatus>> idle;
    if (!m_engine->isNotifying && !m_engine->isIdlingInVain()) {
        ImapCommand command("IDLE");
        command.until("DONE").concluding([engine = m_engine.get()](const ImapStatus &) {
            engine->wake(); // broken off for another command, or refused
        });
        idle = m_engine->submit(std::move(command));
    }
    const auto woken = co_await news.result(atMost);
    if (!self) {
        co_return cancelled();
    }
    m_engine->watcher.reset();
    if (!idle) {
        if (!woken && woken.error().kind == Error::Kind::Timeout) {
            co_return co_await noop(); // is anybody still there?
        }
        co_return woken;
    }
    m_engine->breakOff();
    const auto status = co_await idle->result(ImapForever);
    if (!self) {
        co_return cancelled();
    }
    if (!status) {
        co_return std::unexpected(status.error());
    }
    if (status->kind != ImapStatus::Kind::Ok) {
        co_return std::unexpected(imapError(*status));
    }
    co_return {};
}

}
