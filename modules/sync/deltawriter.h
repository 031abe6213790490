// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/deltapreparation.h"
#include "sync/itemwriter.h"

namespace Kontor
{

/// Writes a prepared delta and its token, in one transaction on the writer thread. What changed
/// since the preparation (an edit, a receipt) is noticed and made right item by item.
/// Errors: Storage; Conflict when the collection no longer stands where the delta begins.
class DeltaWriter
{
public:
    enum class Verdict {
        Written,
        Repeat, ///< a receipt crossed the delta; nothing was written: pull again from the same token
    };

    DeltaWriter(Transaction &transaction, const Projector &projector, const ReceiptLog &receipts);

    Result<Verdict> write(const PreparedDelta &delta);

private:
    struct Now {
        qint64 edits = 0;
        QString revision;
        bool placed = false;
    };

    Result<bool> crossesReceipt(const PreparedDelta &delta, const QList<std::pair<ItemId, QString>> &absent);
    Result<void> findAgain(CollectionId collection);
    Result<QList<std::pair<ItemId, QString>>> absent(const PreparedDelta &delta);
    Result<void> writeItems(const PreparedDelta &delta);
    Result<void> writeNew(const PreparedDelta &delta, const PreparedItem &item);
    Result<void> writeKnown(const PreparedDelta &delta, const PreparedItem &item, const Now &now);
    Result<void> writeAdopted(const PreparedDelta &delta, const PreparedItem &item, const Now &now);
    Result<void> writeAnew(const PreparedDelta &delta, const PreparedItem &item);
    Result<void> update(const PreparedDelta &delta, const PreparedItem &item, const QByteArray &payload);
    Result<QHash<ItemId, Now>> present(const PreparedDelta &delta);

    Transaction &m_transaction;
    const Projector &m_projector;
    const ReceiptLog &m_receipts;
    ItemWriter m_items;
    QList<ItemId> m_stale; ///< changed since the preparation: projected again here
};

}
