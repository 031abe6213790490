// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/projector.h"

namespace Kontor
{

Result<QByteArray> Projector::merge(const QByteArray &known, const QByteArray &partial) const
{
    Q_UNUSED(known)
    return partial;
}

QByteArray Projector::fingerprint(const QByteArray &) const
{
    return {};
}

Result<QByteArray> Projector::confirm(const QByteArray &payload, const Change &change) const
{
    return apply(payload, change);
}

bool Projector::isRemoval(const Change &) const
{
    return false;
}

CollectionId Projector::destination(const Change &) const
{
    return {};
}

std::optional<QCborMap> Projector::combine(const Change &, const Change &) const
{
    return std::nullopt;
}

Result<QList<FetchWish>> Projector::wishes(const Reader &, ResourceId, int) const
{
    return {};
}

Result<QSet<BlobId>> Projector::usedBlobs(const Reader &) const
{
    return {};
}

Result<void> Projector::carriedOut(Transaction &, const Change &) const
{
    return {};
}

Result<void> Projector::recover(Transaction &, ResourceId) const
{
    return {};
}

Result<void> Projector::discarded(Transaction &, const Change &) const
{
    return {};
}

Result<void> Projector::forgetBlobs(Transaction &, const QSet<BlobId> &) const
{
    return {};
}

}
