// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizerfocus.h"

#include "base/log.h"
#include "mail/protocol/imapmailboxname.h"

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds listenAtMost = 25min; // RFC 2177: IDLE is renewed within 29 minutes
}

MailSynchronizerFocus::MailSynchronizerFocus(std::shared_ptr<MailSynchronizerConnection> connection, Noticed noticed)
    : m_connection(std::move(connection))
    , m_noticed(std::move(noticed))
{
}

void MailSynchronizerFocus::set(const QString &remoteId)
{
    const auto wanted = ImapMailboxName::isInbox(remoteId.toUtf8()) ? QString() : remoteId;
    if (wanted == m_wanted) {
        return;
    }
    m_wanted = wanted;
    if (m_wanted.isEmpty()) {
        lend();
    } else if (auto session = m_listening.lock()) {
        change(std::move(session)); // breaks off the IDLE, which then goes on in the other folder
    } else {
        resume();
    }
}

void MailSynchronizerFocus::resume()
{
    if (!m_wanted.isEmpty() && !m_isRunning) {
        listen();
    }
}

std::shared_ptr<MailSynchronizerConnection> MailSynchronizerFocus::lend()
{
    if (const auto session = m_listening.lock()) {
        session->stop();
        m_connection->close();
    }
    return m_connection;
}

void MailSynchronizerFocus::stop()
{
    m_wanted.clear();
    m_connection->stop();
}

Task<> MailSynchronizerFocus::listen()
{
    auto self = shared_from_this();
    m_isRunning = true;
    while (!m_wanted.isEmpty()) {
        auto lease = co_await m_connection->lease();
        if (!lease) {
            break;
        }
        auto session = lease->session;
        auto selected = co_await select(session);
        if (!selected || m_wanted.isEmpty()) {
            break;
        }
        m_listening = session;
        auto news = co_await session->watch(listenAtMost);
        m_listening.reset();
        if (!news) {
            qCDebug(logMail) << "the open folder is not listened to:" << news.error().detail;
            break;
        }
        if (news->isNews && !m_wanted.isEmpty()) {
            m_noticed(m_wanted);
        }
    }
    m_isRunning = false;
    if (m_wanted.isEmpty()) {
        m_connection->close();
    }
}

Task<> MailSynchronizerFocus::change(std::shared_ptr<ImapSession> session)
{
    auto self = shared_from_this();
    (void)co_await select(std::move(session));
}

Task<Result<void>> MailSynchronizerFocus::select(std::shared_ptr<ImapSession> session)
{
    auto self = shared_from_this();
    const auto wanted = m_wanted.toUtf8();
    if (wanted.isEmpty() || session->selectedMailbox() == wanted) {
        co_return Result<void>{};
    }
    auto selected = co_await session->select(wanted, ImapSession::Access::ReadOnly);
    if (!selected) {
        co_return std::unexpected(selected.error());
    }
    if (m_wanted.toUtf8() != wanted) {
        co_return co_await select(session);
    }
    m_noticed(m_wanted); // what came before we listened
    co_return Result<void>{};
}

}
