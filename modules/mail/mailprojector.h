// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/projector.h"

#include <functional>

namespace Kontor
{

/// How messages become rows: header fields and flags at once, text and preview with the body.
class MailProjector : public Projector
{
public:
    /// Reads a body that is already here, so that a copy of the message need not be fetched
    /// again. Called on the writer thread; without it copies are fetched like any other.
    using ReadBlob = std::function<Result<QByteArray>(const BlobId &)>;

    explicit MailProjector(ReadBlob readBlob = {});

    Result<QByteArray> merge(const QByteArray &known, const QByteArray &partial) const override;
    QByteArray fingerprint(const QByteArray &payload) const override;
    Result<QByteArray> apply(const QByteArray &payload, const Change &change) const override;
    Result<QByteArray> confirm(const QByteArray &payload, const Change &change) const override;
    bool isRemoval(const Change &change) const override;
    CollectionId destination(const Change &change) const override;
    std::optional<QCborMap> combine(const Change &older, const Change &newer) const override;
    Result<Write> project(ItemId item, CollectionId collection, const QByteArray &payload) const override;
    Result<Write> projectPart(ItemId item, const QString &part, const BlobId &blob, const QByteArray &bytes) const override;
    Result<QList<FetchWish>> wishes(const Reader &reader, ResourceId resource, int atMost) const override;
    Result<QSet<BlobId>> usedBlobs(const Reader &reader) const override;
    Result<void> forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const override;
    Result<void> carriedOut(Transaction &transaction, const Change &change) const override;
    Result<void> recover(Transaction &transaction, ResourceId resource) const override;
    Result<void> discarded(Transaction &transaction, const Change &change) const override;

    /// Larger messages are fetched only when they are opened.
    static constexpr qint64 largestUnasked = qint64(20) << 20;

private:
    ReadBlob m_readBlob;
};

}
