// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/projector.h"

namespace Kontor
{

/// Changes items together with their rows, inside a transaction on the writer thread.
/// Error kind: Storage.
class ItemWriter
{
public:
    ItemWriter(Transaction &transaction, const Projector &projector);

    /// Makes the rows anew from payloads and pending changes; counts as an edit, so that a
    /// projection prepared elsewhere before is noticed to be stale. Many are projected on all cores.
    Result<void> reproject(const QList<ItemId> &items);

    /// Removes items, rows and what hangs on them, pending changes too.
    Result<void> remove(const QList<ItemId> &items);

    /// The server no longer has these: those without pending changes are removed, the others lose
    /// their remote id and wait to be found again elsewhere or to be parked.
    Result<void> vanish(const QList<ItemId> &items);

    /// Gives what vanished, and was seen elsewhere before it was missed, that place: moved by us with
    /// the answer lost, or by somebody else.
    Result<void> findAgain(ResourceId resource);

    /// \p duplicate turned out to be \p item: its changes move over, the rest goes.
    Result<void> absorb(ItemId item, ItemId duplicate);

    /// Removes or parks what has no place on the server any more.
    Result<void> giveUp(const QList<ItemId> &items);

    /// A range of item ids nobody else will get; answers the first.
    Result<qint64> reserveIds(int count);

    /// The server calls an item otherwise now; of a folder (a slash at the end of \p from) also all that lies below it.
    /// Where another item has the new name already, the old one keeps its own.
    static Result<void> relocate(Transaction &transaction, CollectionId collection, const QString &from, const QString &to);

private:
    Result<QList<ItemId>> selectIds(const char *sql, const QList<ItemId> &items);

    Transaction &m_transaction;
    const Projector &m_projector;
};

}
