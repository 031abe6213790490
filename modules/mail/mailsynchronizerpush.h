// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailsynchronizerconnection.h"
#include "mail/mailsynchronizerfocus.h"
#include "mail/mailsynchronizerfolders.h"
#include "mail/mailsynchronizerpull.h"
#include "store/blobs.h"
#include "sync/change.h"

#include <QHash>

#include <functional>
#include <memory>

namespace Kontor
{

/// Carries out changes to messages: flags, move, copy, delete, append, empty.
///
/// Changes of one kind with the same effect in one mailbox that are pushed in the same turn of
/// the event loop become one command over a set of UIDs.
///
/// Where UIDPLUS is missing, only EXPUNGE without UIDs exists, and it would also remove what
/// other people have marked as deleted: their marks are taken off for that moment and put back
/// (ImapSession::expunge()). A connection lost in between leaves messages unmarked, never gone.
class MailSynchronizerPush : public std::enable_shared_from_this<MailSynchronizerPush>
{
public:
    using ReadBlob = std::function<Result<QByteArray>(BlobId)>;

    /// \p focus lends its connection for large messages, so that the other one stays free for news.
    MailSynchronizerPush(std::shared_ptr<MailSynchronizerConnection> connection,
                         std::shared_ptr<MailSynchronizerFocus> focus,
                         std::shared_ptr<MailSynchronizerFolders> folders,
                         std::shared_ptr<const MailSynchronizerPull> pull,
                         ReadBlob readBlob);

    Task<Result<Receipt>> flags(Change change);
    Task<Result<Receipt>> move(Change change);
    Task<Result<Receipt>> copy(Change change);
    Task<Result<Receipt>> remove(Change change);
    Task<Result<Receipt>> append(Change change);
    Task<Result<Receipt>> empty(Change change);

    /// True if a message with this Message-ID lies in the mailbox.
    Task<Result<bool>> isFiled(QString mailbox, QString messageId);

    static Task<Result<QByteArray>> blob(ReadBlob readBlob, BlobId id);
    static QString messageIdOf(const QByteArray &message);

    /// The flags that can be said in IMAP, sorted.
    static QList<QByteArray> flagList(const QCborValue &value);

private:
    using Session = std::shared_ptr<ImapSession>;

    struct Member {
        quint32 uid = 0;
        bool answerLost = false;
        Pending<Receipt> answer;
    };
    struct Group {
        QString kind;
        QString mailbox;
        quint32 uidValidity = 0;
        QString target;
        QList<QByteArray> add;
        QList<QByteArray> remove;
        QList<Member> members;
        QByteArray key() const;
        UidSet uids() const;
        bool isAboutSeenOnly() const;
    };
    using Working = std::shared_ptr<Group>;

    Task<Result<Receipt>> join(Group group, Change change);
    Task<> carryOutLater(QByteArray key);
    Task<> carryOut(Working group);
    Task<Result<void>> carryOutFlags(Session session, Working group);
    Task<Result<void>> carryOutMove(Session session, Working group);
    Task<Result<void>> carryOutRemove(Session session, Working group);
    Task<Result<void>> takeOverFlags(Session session, Working group, UidSet uids);
    Task<Error> reasonOf(Session session, Working group, Error error);
    Task<Error> reasonOfFiling(Session session, QByteArray target, Error error);
    Task<Result<Receipt>> appendOver(std::shared_ptr<MailSynchronizerConnection> connection, Change change, QByteArray message);
    Task<Result<void>> forgetCopied(Session session, Working group);
    Task<Result<quint32>> find(Session session, QByteArray mailbox, QString messageId, qint64 size);
    Task<Result<QString>> messageIdOfUid(Session session, quint32 uid);

    std::shared_ptr<MailSynchronizerConnection> m_connection;
    std::shared_ptr<MailSynchronizerFocus> m_focus;
    std::shared_ptr<MailSynchronizerFolders> m_folders;
    std::shared_ptr<const MailSynchronizerPull> m_pull;
    ReadBlob m_readBlob;
    QHash<QByteArray, Working> m_groups;
};

}
