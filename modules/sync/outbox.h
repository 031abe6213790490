// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/change.h"

#include <functional>
#include <memory>

namespace Kontor
{

class Projector;

/// All changes: what the user did and no server has confirmed yet.
///
/// The rules: first in, first out per item; a change to an item the server does not know waits
/// for its creation; changes of one kind on one item merge while not in flight; a parked or
/// uncertain change blocks only its own item; notBefore gives undo-send and send-later.
/// Actions (GUI thread) call enqueue(); its transaction also re-projects, so that models show
/// the result in the same commit.
class Outbox
{
public:
    explicit Outbox(std::shared_ptr<Store> store);

    /// How a module's items are projected; one per resource kind ("mail").
    void addProjector(const QString &resourceKind, std::shared_ptr<const Projector> projector);
    std::shared_ptr<const Projector> projector(const QString &resourceKind) const;

    /// Inserts the changes and re-projects their items, all in one transaction.
    /// \p before, if given, runs first in the same transaction (e.g. to insert a new item) and
    /// may complete the changes (ids of new items). The answer has an id for each change, in
    /// order; one that merged into an older change has that one's id, none (0) if both disappeared.
    using Prepare = std::function<Result<void>(Transaction &, QList<Change> &)>;
    QFuture<Result<QList<ChangeId>>> enqueue(QList<Change> changes, Prepare before = {});

    /// Parked or uncertain → waiting again, due at once.
    QFuture<Result<void>> retry(ChangeId change);

    /// Waiting for its time → due at once, with everything else of its item (send later → now).
    QFuture<Result<void>> hurry(ChangeId change);

    /// Uncertain → done: the user knows that the server carried it out. What waits behind it goes on.
    QFuture<Result<void>> acknowledge(ChangeId change);

    /// Deletes the change (and those of its item that depend on it) and re-projects.
    /// Cancelled while in flight gives Conflict.
    QFuture<Result<void>> discard(ChangeId change);

    /// All changes, oldest first, for the outbox view.
    QFuture<Result<QList<Change>>> list() const;

    // For the engine, inside its own transactions on the writer thread.
    static Result<QList<Change>> pending(Transaction &transaction, ItemId item);
    Result<void> reproject(Transaction &transaction, ItemId item) const;
    Result<void> reproject(Transaction &transaction, const QList<ItemId> &items) const;

    std::shared_ptr<Store> store() const;

private:
    struct Private;
    std::shared_ptr<Private> d;
};

}
