// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobfiles.h"
#include "store/blobs.h"
#include "store/blobtable.h"
#include "store/putlog.h"

namespace Kontor
{

/// Compares what is used with what is here. Error kind: Storage.
class BlobLitter
{
public:
    BlobLitter(BlobTable &table, const BlobFiles &files, PutLog &puts)
        : m_table(table)
        , m_files(files)
        , m_puts(puts)
    {
    }

    /// See Blobs::keepOnly().
    Result<qint64> remove(const QSet<BlobId> &used, quint64 mark);

    Result<QSet<BlobId>> missing(const QSet<BlobId> &used) const;

private:
    BlobTable &m_table;
    const BlobFiles &m_files;
    PutLog &m_puts;
};

}
