// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactactions.h"
#include "groupware/propertyedit.h"

#include <functional>

namespace Kontor
{

/// What an action needs to know of a card; read inside the transaction that changes it.
struct ContactFacts {
    ItemId item{};
    CollectionId shownIn{};
    CollectionId storedIn{};
    ResourceId resource{};
    QString uid{};
    QString revision{};
    bool isGroup = false;
    bool mayWrite = false;
    bool mayRemove = false;
    QByteArray bytes{}; ///< the card with all pending changes
};

/// One step of undo: what leads back.
struct ContactStep {
    struct Entry {
        enum class What { Created, Edited, Deleted, Moved, Crossed, BookChanged, BookDeleted, BookDropped }; ///< dropped: before the server had heard of it
        What what = What::Created;
        ItemId item{};
        QList<PropertyEdit> back{};
        QByteArray bytes{};
        CollectionId book{}; ///< where it was
        ItemId original{}; ///< Crossed: what it was made of
        QCborMap bookBefore{}, bookAfter{}; ///< name or colour; BookDropped: before has the arguments of its creation
        ResourceId resource{}; ///< BookDropped: where it was to be
    };
    int number = 0;
    QString text{};
    QList<Entry> entries{};
};

struct ContactActions::Private {
    ContactActions *q = nullptr;
    std::shared_ptr<Outbox> outbox{};
    QList<ContactStep> steps{};
    QList<int> beingKept{}; ///< steps whose transaction runs
    QList<int> unwanted{}; ///< of these, the ones already taken back
    int lastStep = 0;
    bool isLookingAtDeletions = false;
    static constexpr qsizetype mostSteps = 20;

    using Fill = std::function<Result<void>(Transaction &, const Projector &, QList<Change> &, ContactStep &)>;
    using Text = std::function<QString(qsizetype)>;

    /// \p fill makes the changes and the step; \p text is said of the number of entries.
    QFuture<Result<std::shared_ptr<ContactStep>>> act(Fill fill, Text text);
    void takeBack(const ContactStep &step);
    void changeBook(CollectionId book, const QString &property, const QString &value);
    void forgetToldDeletions(); ///< of address books: there is nothing left to take back
    void pushUndo(ContactStep step);
    void tell(const Error &error);

    template<class T>
    void tellOf(QFuture<Result<T>> future)
    {
        future.then(q, [this](const Result<T> &done) {
            if (!done) {
                tell(done.error());
            }
        });
    }

    /// Writes each card as \p change makes it; cards it leaves alone are no part of the step.
    using Edit = std::function<void(ContactDraft &)>;
    void editEach(const QList<ItemId> &items, Edit change, Text text);
};

// Building blocks; each runs inside a transaction on the writer thread.
namespace ContactTransactions
{
Result<QList<ContactFacts>> facts(Transaction &transaction, const Projector &projector, const QList<ItemId> &items);

Result<ItemId> create(Transaction &transaction, QList<Change> &changes, CollectionId book, const QByteArray &card, ItemId original = {});
void edit(QList<Change> &changes, ContactStep &step, const ContactFacts &facts, const QByteArray &wanted);
Result<void> drop(Transaction &transaction, const Projector &projector, QList<Change> &changes, const ContactFacts &facts);
Result<void> move(Transaction &transaction, QList<Change> &changes, ContactStep &step, const ContactFacts &facts, CollectionId book);

/// Groups of the same account that name \p uid name \p instead from now on (empty: nobody).
Result<void> renameMember(Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step, const ContactFacts &member,
                          const QString &instead);

Result<void> mayWrite(Transaction &transaction, CollectionId book);

/// What was done with a whole address book.
Result<void> takeBackBook(Transaction &transaction, QList<Change> &changes, const ContactStep::Entry &entry);
}

}
