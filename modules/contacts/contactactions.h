// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "contacts/vcardwriter.h"
#include "sync/outbox.h"

#include <QObject>

#include <memory>

namespace Kontor
{

/// What became of a file of cards.
struct ContactImport {
    int created = 0;
    int updated = 0; ///< known UIDs with other content
    int unchanged = 0;
    int unreadable = 0;
    bool operator==(const ContactImport &) const = default;
};

/// Everything the user may do with contacts. Each call returns at once; the store shows the result
/// in the next commit, the server hears of it when it can. Any failure to queue is told by
/// failed(), also where the call answers it. GUI thread.
class ContactActions : public QObject
{
    Q_OBJECT
public:
    explicit ContactActions(std::shared_ptr<Outbox> outbox, QObject *parent = nullptr);
    ~ContactActions() override;

    // Cards
    QFuture<Result<ItemId>> create(const ContactDraft &card); ///< into card.book

    /// What differs between the two is written into the card as it is now; the rest stays.
    QFuture<Result<void>> save(const ContactDraft &before, const ContactDraft &after);
    void remove(const QList<ItemId> &items); ///< also from the groups that name them
    void move(const QList<ItemId> &items, CollectionId book); ///< to another account, too
    void setPhoto(ItemId item, const QByteArray &picture); ///< scaled down; empty takes it away
    void addKey(ItemId item, const QByteArray &key); ///< OpenPGP key or X.509 certificate

    // Groups
    QFuture<Result<ItemId>> createGroup(CollectionId book, const QString &name, const QList<ItemId> &members);
    void addToGroup(const QList<ItemId> &items, ItemId group);
    void removeFromGroup(const QList<ItemId> &items, ItemId group);
    void renameGroup(ItemId group, const QString &name);
    void addCategory(const QList<ItemId> &items, const QString &name);
    void removeCategory(const QList<ItemId> &items, const QString &name);
    void renameCategory(CollectionId book, const QString &from, const QString &to); ///< none: in all books; \p to empty: removes it

    // Duplicates
    /// Contacts of a book (none: all) that share an address, a number or the name, in groups of two and more.
    QFuture<Result<QList<QList<ItemId>>>> findDuplicates(CollectionId book) const;

    /// The first becomes \p merged and takes over what else the others have; the others are removed,
    /// groups name the first instead. One step of undo.
    void merge(const QList<ItemId> &items, const ContactDraft &merged);

    // Files
    QFuture<Result<ContactImport>> importCards(const QByteArray &file, CollectionId book); ///< progress: cards read
    QFuture<Result<ContactImport>> importFile(const QString &path, CollectionId book);

    /// The cards as they are, or all in one version.
    enum class Form { AsStored, Version3, Version4 };
    QFuture<Result<QByteArray>> exportCards(const QList<ItemId> &items, Form form = Form::AsStored) const;
    QFuture<Result<int>> exportFile(const QList<ItemId> &items, const QString &path, Form form = Form::AsStored) const;

    // Address books
    void createBook(ResourceId resource, const QString &name, const QString &colour);
    void renameBook(CollectionId book, const QString &name);
    void recolourBook(CollectionId book, const QString &colour);
    /// The server is told after some seconds. Until then it can be undone, and no longer: what was in it is gone there.
    void deleteBook(CollectionId book);

    // A change the server refused since somebody else changed the same
    void keepTheirs(ChangeId change);
    void resolve(ChangeId change, const ContactDraft &wanted); ///< the card shall be so, whatever it is now

    /// Takes back the last step, if no server has heard of it or it can be reversed.
    void undo();
    void undo(int step);
    bool canUndo() const;
    QString undoText() const;
    int lastStep() const; ///< the number of the step begun last

Q_SIGNALS:
    void failed(const Kontor::Error &error);
    void undoChanged();
    void takenBack(); ///< an undo is written

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
