// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobs.h"
#include "store/compression.h"
#include "store/contenthash.h"
#include "store/packedblob.h"
#include "store/sealedfile.h"

#include <functional>

namespace Kontor
{

/// Compresses and seals as it comes; only what turns out small stays in memory, for the database.
class BlobWriter : public Blobs::Writer
{
public:
    struct Target {
        std::function<Result<std::unique_ptr<SealedFileWriter>>()> create;
        std::function<QString(const QByteArray &id)> fileOf;
        std::function<Result<void>(const PackedBlob &)> keep;
        qsizetype largeFrom; ///< compressed bytes
    };

    explicit BlobWriter(Target target);

    Result<void> append(const QByteArray &piece) override;
    qint64 size() const override;
    Result<BlobId> commit() override;

private:
    Result<void> take(const QByteArray &frame);

    Target m_target;
    Compressor m_compressor;
    ContentHash m_hash;
    qint64 m_size = 0;
    QByteArray m_frame;
    std::unique_ptr<SealedFileWriter> m_file;
    bool m_closed = false; ///< committed, or a piece could not be written
};

}
