// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailsynchronizerconnection.h"
#include "sync/change.h"
#include "sync/collection.h"

#include <QHash>

#include <memory>
#include <optional>

namespace Kontor
{

/// Lists mailboxes and makes, renames, removes and subscribes them.
///
/// RemoteCollection::attributes has "delimiter" (text), "noselect" (bool; holds no messages) and
/// "nonexistent" (bool; only a level of the hierarchy).
class MailSynchronizerFolders : public std::enable_shared_from_this<MailSynchronizerFolders>
{
public:
    /// Tells whether a mailbox has turned out to be read-only.
    using IsReadOnly = std::function<bool(const QString &remoteId)>;

    MailSynchronizerFolders(std::shared_ptr<MailSynchronizerConnection> connection, IsReadOnly isReadOnly);

    Task<Result<QList<RemoteCollection>>> discover();

    /// Arguments: name, parent (remote id, or Change::destinationRemoteId; none: the top).
    Task<Result<Receipt>> create(Change change);
    /// Arguments: name and, if it moves, parent.
    Task<Result<Receipt>> rename(Change change);
    Task<Result<Receipt>> remove(Change change);
    /// Arguments: on.
    Task<Result<Receipt>> subscribe(Change change);

    /// CREATE and SUBSCRIBE a mailbox that is missing as a target.
    Task<Result<void>> make(std::shared_ptr<ImapSession> session, QByteArray mailbox);

    /// The role of a mailbox, listed first if that was not done yet.
    Task<Result<QString>> roleOf(std::shared_ptr<ImapSession> session, QString remoteId);

    /// What MYRIGHTS says of a mailbox (RFC 4314); empty where the server does not tell.
    Task<Result<QByteArray>> rightLetters(std::shared_ptr<ImapSession> session, QByteArray mailbox);

    /// STATUS of all mailboxes as last listed, by remote id.
    const QHash<QString, QByteArray> &states() const
    {
        return m_states;
    }
    static QHash<QString, QByteArray> statesOf(const QList<ImapMailbox> &mailboxes);

private:
    using Session = std::shared_ptr<ImapSession>;

    QList<RemoteCollection> collectionsOf(const QList<ImapMailbox> &mailboxes) const;
    void noteRoles(const QList<RemoteCollection> &collections);
    Task<Result<QByteArray>> delimiter(Session session);
    Task<Result<QHash<QByteArray, Rights>>> rights(Session session, QList<ImapMailbox> mailboxes);
    Task<Result<std::optional<ImapMailbox>>> find(Session session, QByteArray mailbox);

    std::shared_ptr<MailSynchronizerConnection> m_connection;
    IsReadOnly m_isReadOnly;
    QHash<QString, QByteArray> m_states;
    QHash<QString, QString> m_roles;
    std::optional<QByteArray> m_delimiter;
    bool m_isListed = false;
};

}
