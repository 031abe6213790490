// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/change.h"
#include "sync/itemwriter.h"
#include "sync/projector.h"

namespace Kontor
{

class ReceiptLog;

/// What became of a pushed change.
struct Outcome {
    Change change;
    Result<Receipt> result;
    bool pastCommitPoint = false; ///< it could not be taken back when the error came
};

/// Writes the server's answers to changes, in a transaction on the writer thread. Error: Storage.
class Settlement
{
public:
    Settlement(Transaction &transaction, const Projector &projector, ReceiptLog &receipts);

    Result<void> settle(const Outcome &outcome);

private:
    struct Place {
        CollectionId collection;
        QString remoteId;
        QString revision;
        QByteArray payload;
        bool assumed = false; ///< the server did not say the payload
    };

    Result<void> carriedOut(const Change &change, const Receipt &receipt);
    Result<void> itemCarriedOut(const Change &change, const Receipt &receipt, Place place);
    Result<void> itemGone(const Change &change);
    Result<void> vanishBelow(ItemId folder);
    Result<void> collectionCarriedOut(const Change &change, const Receipt &receipt);
    Result<void> keepConfirmed(const Change &change);
    Result<void> absorbCollection(CollectionId collection, CollectionId duplicate);
    Result<void> adoptTwin(ItemId item, Place &place, const Receipt &receipt);
    Result<void> refused(Change change, const Error &error, const Outcome &outcome);
    Result<std::optional<CollectionId>> collectionOf(ResourceId resource, const QString &remoteId);

    Transaction &m_transaction;
    const Projector &m_projector;
    ReceiptLog &m_receipts;
    ItemWriter m_items;
};

}
