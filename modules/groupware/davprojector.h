// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/projector.h"

#include <QSet>

namespace Kontor
{

/// What the projectors of calendars and address books have in common: how the changes of DavChange
/// act on the bytes of an object. Derive from it and implement project(): an empty payload removes the
/// rows, anything else is iCalendar or vCard text as it will be once all changes are carried out.
///
/// An edit that clashes with what somebody else wrote does not apply (Conflict, the clashing properties
/// in the detail); the object is then shown as the server has it.
class DavProjector : public Projector
{
public:
    QByteArray fingerprint(const QByteArray &payload) const override; ///< the UID; none for scheduling messages (METHOD)
    Result<QByteArray> apply(const QByteArray &payload, const Change &change) const override;
    Result<QByteArray> confirm(const QByteArray &payload, const Change &change) const override;
    bool isRemoval(const Change &change) const override;
    CollectionId destination(const Change &change) const override;
    std::optional<QCborMap> combine(const Change &older, const Change &newer) const override;

    /// Objects come whole: there are no parts. Does nothing.
    Result<Write> projectPart(ItemId item, const QString &part, const BlobId &blob, const QByteArray &bytes) const override;

    // An object that goes to another account is created there and hidden here (DavChange::Leave, held)
    // until it is; then the leave becomes a delete, in the transaction that confirms the creation.
    Result<void> carriedOut(Transaction &transaction, const Change &change) const override;
    Result<void> recover(Transaction &transaction, ResourceId resource) const override;
    Result<void> discarded(Transaction &transaction, const Change &change) const override;

    /// A row for an object that is about to be created there, recognised again should the answer to its
    /// DavChange::Create get lost. For Outbox::enqueue(): in its transaction, before the change.
    static Result<ItemId> insertItem(Transaction &transaction, CollectionId collection, const QByteArray &bytes);

    /// Notes in each DavChange::Delete which revision the user sees, so that what somebody else changed
    /// meanwhile is not removed without asking. For Outbox::enqueue(), too.
    static Result<void> noteRevisions(Transaction &transaction, QList<Change> &changes);

    /// The calendars and address books whose deletion no server can have heard of yet. On a reader thread.
    static Result<QSet<CollectionId>> untoldDeletions(const Reader &reader);
};

}
