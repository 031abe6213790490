// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailsynchronizerconnection.h"

#include <functional>
#include <memory>

namespace Kontor
{

/// Keeps an ear on the folder the user looks at, by IDLE on a connection of its own. NOTIFY
/// promises the same for all folders, but Dovecot may be half a minute late with it.
/// Without IDLE, or when the connection breaks, the usual ways remain.
class MailSynchronizerFocus : public std::enable_shared_from_this<MailSynchronizerFocus>
{
public:
    using Noticed = std::function<void(QString remoteId)>;
    MailSynchronizerFocus(std::shared_ptr<MailSynchronizerConnection> connection, Noticed noticed);

    /// \p remoteId empty: nothing in particular. The inbox is watched in any case.
    void set(const QString &remoteId);

    /// Goes on after the connection broke or was lent.
    void resume();

    /// Lets somebody else have the connection, for a large message; resume() afterwards.
    std::shared_ptr<MailSynchronizerConnection> lend();
    void stop();

private:
    Task<> listen();
    Task<> change(std::shared_ptr<ImapSession> session);
    Task<Result<void>> select(std::shared_ptr<ImapSession> session);

    std::shared_ptr<MailSynchronizerConnection> m_connection;
    Noticed m_noticed;
    QString m_wanted;
    std::weak_ptr<ImapSession> m_listening;
    bool m_isRunning = false;
};

}
