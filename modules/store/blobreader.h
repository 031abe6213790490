// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobfiles.h"
#include "store/blobs.h"
#include "store/blobtable.h"
#include "store/compression.h"

namespace Kontor
{

/// Unpacks blobs wherever they lie. Error kinds: Storage (isDamaged(): not what was stored), NotFound.
class BlobReader
{
public:
    BlobReader(const BlobTable &table, const BlobFiles &files)
        : m_table(table)
        , m_files(files)
    {
    }

    /// Hands over the plain bytes until the sink has enough.
    using Pour = std::function<Decompressor::Wish(QByteArrayView)>;
    Result<void> pour(const BlobId &id, qint64 atMost, const Pour &sink) const;

    /// Hands over all plain bytes and compares them with the id; the sink's error ends it.
    using Sink = std::function<Result<void>(QByteArrayView)>;
    Result<void> pourWhole(const BlobId &id, qint64 atMost, const Sink &sink) const;

    static std::unexpected<Error> missing(const BlobId &id);
    static std::unexpected<Error> damaged(const BlobId &id);

private:
    Result<void> pourFile(const BlobId &id, qint64 atMost, const Pour &sink) const;

    const BlobTable &m_table;
    const BlobFiles &m_files;
};

/// The bytes of an id; empty if it is none.
inline QByteArray rawBlobId(const BlobId &id)
{
    return id.size() == 64 ? QByteArray::fromHex(id.toLatin1()) : QByteArray();
}

inline BlobId textBlobId(const QByteArray &raw)
{
    return QString::fromLatin1(raw.toHex());
}

}
