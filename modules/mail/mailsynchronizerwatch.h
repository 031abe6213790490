// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailsynchronizerconnection.h"
#include "mail/mailsynchronizerfolders.h"
#include "sync/synchronizer.h"

#include <memory>

namespace Kontor
{

/// Waits for news: NOTIFY tells of all subscribed mailboxes; else IDLE tells of the inbox and
/// the others are asked for their STATUS every few minutes; without IDLE the inbox is, too.
class MailSynchronizerWatch : public std::enable_shared_from_this<MailSynchronizerWatch>
{
public:
    MailSynchronizerWatch(std::shared_ptr<MailSynchronizerConnection> connection, std::shared_ptr<const MailSynchronizerFolders> folders);

    Task<Result<Hint>> watch(std::chrono::seconds atMost);

private:
    using Session = std::shared_ptr<ImapSession>;

    static Task<> nap(Session session, std::chrono::milliseconds duration); ///< ends early with the session
    QString remoteIdOf(const QByteArray &mailbox) const;
    Task<Result<void>> prepare(Session session);
    Task<Result<Hint>> compare(Session session);

    std::shared_ptr<MailSynchronizerConnection> m_connection;
    std::shared_ptr<const MailSynchronizerFolders> m_folders;
    bool m_notifyRefused = false;
};

}
