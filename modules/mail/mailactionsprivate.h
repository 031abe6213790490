// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailactions.h"
#include "mail/messagehead.h"

#include <QFuture>

#include <optional>

namespace Kontor
{

/// What an action needs to know of a message; read inside the transaction that changes it.
struct MessageFacts {
    ItemId item;
    CollectionId shownIn;
    CollectionId storedIn;
    ResourceId resource;
    QString role; ///< of the folder it is shown in
    MessageFlags flags;
    QStringList keywords;
    QString remoteId;
    QString collectionRemoteId; ///< where it is stored
    QByteArray payload;
    BlobId body;
};

/// One step of undo: how each touched message was before.
struct MailUndoStep {
    struct Entry {
        ItemId item;
        QStringList add, remove; ///< flags that lead back
        CollectionId moveBack;
        bool deleted = false;
        ItemId original{}; ///< item went to another account and is made of this
        BlobId body;
    };
    int number = 0;
    QString text;
    QList<Entry> entries;
};

struct MailActions::Private {
    MailActions *q;
    std::shared_ptr<Outbox> outbox;
    QList<MailUndoStep> steps;
    int lastStep = 0;
    QList<int> beingKept; ///< steps whose transaction runs
    QList<int> unwanted; ///< of these, the ones already taken back
    static constexpr qsizetype mostSteps = 20;

    std::shared_ptr<Store> store() const
    {
        return outbox->store();
    }

    /// \p prepare fills the changes and the step; \p text is said of the number of entries.
    using Fill = std::function<Result<void>(Transaction &, QList<Change> &, MailUndoStep &)>;
    using Text = std::function<QString(qsizetype)>;
    void act(Fill fill, Text text); ///< without text nothing is remembered to be undone
    void setFlags(const QList<ItemId> &items, const QStringList &add, const QStringList &remove, Text text);

    void pushUndo(MailUndoStep step);
    void takeBack(const MailUndoStep &step);
    void tell(const QFuture<Result<QList<ChangeId>>> &future);
    void moveToRole(const QList<ItemId> &items, const QString &role, const QStringList &add, const QStringList &remove, Text text);
    void enqueueFolderChange(Outbox::Prepare prepare);
};

// Building blocks; each runs inside a transaction on the writer thread.
namespace MailTransactions
{
Result<QList<MessageFacts>> facts(Transaction &transaction, const QList<ItemId> &items);
Result<CollectionId> folderWithRole(Transaction &transaction, QList<Change> &changes, ResourceId resource, const QString &role);
Result<ItemId> insertItem(Transaction &transaction, CollectionId collection);
Result<QString> remoteIdOf(Transaction &transaction, CollectionId collection);

/// Removes an item: at once if no server can have it, else by a change.
Result<void> dropItem(Transaction &transaction, QList<Change> &changes, ItemId item);

QCborMap flagArguments(const QStringList &add, const QStringList &remove);
Change moveChange(const MessageFacts &facts, CollectionId target, const QString &targetRemoteId);
}

}
