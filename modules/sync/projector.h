// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobs.h"
#include "store/store.h"
#include "sync/change.h"
#include "sync/collection.h"

#include <QList>

#include <optional>

namespace Kontor
{

/// A part of an item that should be kept offline.
struct FetchWish {
    ItemRef item{};
    QString part{};
    qint64 have = 0; ///< bytes already fetched into an unfinished part (not used yet: 0)
};

/// How payloads become rows. Pure functions, run on the pool in any thread; the returned Write
/// runs later on the writer thread.
class Projector
{
public:
    virtual ~Projector() = default;

    /// Joins a partial word of the server with the known payload (which may be empty).
    virtual Result<QByteArray> merge(const QByteArray &known, const QByteArray &partial) const;

    /// What recognises the item under another remote id (Message-ID and size, UID); empty: nothing does.
    virtual QByteArray fingerprint(const QByteArray &payload) const;

    /// What the payload would be, were the change already carried out. Conflict when it makes no sense any more.
    virtual Result<QByteArray> apply(const QByteArray &payload, const Change &change) const = 0;

    /// The server's word after it carried out the change without saying what it made of it. The
    /// default is apply(); override where apply() also adds signs meant for the user alone.
    virtual Result<QByteArray> confirm(const QByteArray &payload, const Change &change) const;

    /// True when the change is meant to end the item: NotFound is then as good as success.
    virtual bool isRemoval(const Change &change) const;

    /// Where the item is once the change is carried out; none: where it was. Until then the user
    /// already sees it there: project() is called with that collection.
    virtual CollectionId destination(const Change &change) const;

    /// Joins two changes of one kind to one item, the older not yet handed to the server: the
    /// arguments that do both. An empty map: together they do nothing, both disappear. Nothing
    /// (the default): they stay two changes.
    virtual std::optional<QCborMap> combine(const Change &older, const Change &newer) const;

    /// The rows for an item in a collection. Parses now, writes later. A payload nobody can
    /// understand still gives a row that says so. An empty payload removes the rows.
    virtual Result<Write> project(ItemId item, CollectionId collection, const QByteArray &payload) const = 0;

    /// The rows and search words that come from a fetched part already stored as \p blob.
    /// \p bytes is all of it, or the beginning of a very large one (more than 16 MiB).
    virtual Result<Write> projectPart(ItemId item, const QString &part, const BlobId &blob, const QByteArray &bytes) const = 0;

    /// What is wanted offline and not there yet, most wanted first. Runs on a reader thread.
    virtual Result<QList<FetchWish>> wishes(const Reader &reader, ResourceId resource, int atMost) const;

    /// Blobs in use by the module's rows. Runs on a reader thread.
    virtual Result<QSet<BlobId>> usedBlobs(const Reader &reader) const;

    /// These blobs are gone (a damaged disk): clears what refers to them, so that wishes() and
    /// opening ask for the parts again. Runs on the writer thread.
    virtual Result<void> forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const;

    /// After the server carried out a change, in the same transaction: what follows from it.
    virtual Result<void> carriedOut(Transaction &transaction, const Change &change) const;

    /// Once after each start, before the first push: makes right what was held (Change::isHeld)
    /// for something that no longer exists. Runs on the writer thread.
    virtual Result<void> recover(Transaction &transaction, ResourceId resource) const;

    /// After a change left the outbox without the server's consent (Discard): e.g. remove an item
    /// that exists nowhere. Runs on the writer thread, before re-projection.
    virtual Result<void> discarded(Transaction &transaction, const Change &change) const;
};

}
