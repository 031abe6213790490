// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "mail/letter.h"
#include "mail/mailtypes.h"
#include "mail/messagereply.h"
#include "sync/outbox.h"

#include <QObject>
#include <QUrl>

#include <memory>

namespace Kontor
{

/// Everything the user may do with mail. Each call returns at once; the store shows the result
/// in the next commit, the server hears of it when it can. Any failure to queue (full disk) is
/// told by failed(). GUI thread.
class MailActions : public QObject
{
    Q_OBJECT
public:
    explicit MailActions(std::shared_ptr<Outbox> outbox, QObject *parent = nullptr);
    ~MailActions() override;

    // Messages
    void setFlags(const QList<ItemId> &items, const QStringList &add, const QStringList &remove);
    void markRead(const QList<ItemId> &items);
    void noteRead(ItemId item); ///< it was looked at; nothing the user would undo
    void markUnread(const QList<ItemId> &items);
    void star(const QList<ItemId> &items);
    void unstar(const QList<ItemId> &items);
    void addTag(const QList<ItemId> &items, const QString &keyword);
    void removeTag(const QList<ItemId> &items, const QString &keyword);
    void move(const QList<ItemId> &items, CollectionId target);
    void copy(const QList<ItemId> &items, CollectionId target);
    void archive(const QList<ItemId> &items); ///< to the archive folder; made if there is none
    void moveToTrash(const QList<ItemId> &items); ///< deletes for good what already lies there
    void deleteForGood(const QList<ItemId> &items);
    void markJunk(const QList<ItemId> &items); ///< sets $Junk and moves to the junk folder
    void markNotJunk(const QList<ItemId> &items); ///< the other way round, back to the inbox
    void markAllRead(CollectionId folder);

    /// Takes back the last action on messages, if no server has heard of it or it can be reversed.
    void undo();
    bool canUndo() const;
    QString undoText() const; ///< "Undo moving 3 messages"

    /// The number of the step begun last, for a button that stands beside what was done.
    int lastStep() const;

    /// Takes back that very step, whatever was done since; waits for it if it is still being kept.
    void undo(int step);

    // Folders
    void createFolder(ResourceId resource, CollectionId parent, const QString &name);
    void renameFolder(CollectionId folder, const QString &name);
    void moveFolder(CollectionId folder, CollectionId newParent);
    void deleteFolder(CollectionId folder);
    void emptyFolder(CollectionId folder);
    void setSubscribed(CollectionId folder, Qt::CheckState subscribed);
    void setOfflinePolicy(CollectionId folder, const QString &policy); ///< "", "all", "opened" or a number of days

    // Writing
    Draft newDraft(const Account &account) const;
    Draft draftFromMailto(const Account &account, const QUrl &mailto) const; ///< RFC 6068; attach= is ignored

    /// Keeps the draft here at once and on the server when it can. Answers the draft with its
    /// item and Message-ID. The older version is replaced.
    QFuture<Result<Draft>> saveDraft(Draft draft);
    void discardDraft(const Draft &draft);

    /// Puts the message into the outbox. \p when null: after the account's undo-send time.
    /// Answers the change, for undoSend().
    QFuture<Result<ChangeId>> send(Draft draft, QDateTime when = {});

    /// Puts a scheduling message into the outbox, as send() does. \p also runs first in the same transaction
    /// and may refuse: that is how whoever kept the letter lets go of it, once.
    QFuture<Result<ChangeId>> post(Letter letter, Outbox::Prepare also);

    /// Takes a message that was not sent yet back into a draft. Letters cannot become one.
    QFuture<Result<Draft>> undoSend(ChangeId send);

    /// Loads a saved draft for editing.
    QFuture<Result<Draft>> openDraft(ItemId item);

    /// Begins an answer to a message whose body is here. NotFound: it is not.
    QFuture<Result<Draft>> reply(Account account, ItemId item, MessageReply::To to);

    /// Begins forwarding a message whose body is here, with its attachments or as one.
    enum class Forward { Inline, Attached };
    QFuture<Result<Draft>> forward(Account account, ItemId item, Forward how);

    /// Stores a file for a draft; progress through the future's progress value (bytes).
    QFuture<Result<DraftAttachment>> attachFile(const QString &path);
    QFuture<Result<DraftAttachment>> attachBytes(const QByteArray &bytes, const QString &name, const QString &mimeType);

Q_SIGNALS:
    void failed(const Kontor::Error &error);
    void undoChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
