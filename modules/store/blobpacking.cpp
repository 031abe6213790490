// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobpacking.h"

#include "store/compression.h"
#include "store/contenthash.h"

namespace Kontor
{

namespace
{
constexpr qsizetype streamFrom = 8 << 20; // plain bytes: do not compress in one go
constexpr qsizetype streamPiece = 1 << 20;
}

Result<PackedBlob> packedBlob(const QByteArray &bytes, const BlobFiles &files, SealedFileWriter::Durability durability)
{
    PackedBlob packed{.id = ContentHash::of(bytes), .size = bytes.size(), .frame = {}};
    if (bytes.size() < streamFrom) {
        packed.frame = compressed(bytes);
        if (packed.frame.size() <= largeBlobFrom) {
            return packed;
        }
    }
    if (!files.has(packed.id)) {
        auto file = files.create();
        if (!file) {
            return std::unexpected(file.error());
        }
        Result<void> done;
        if (!packed.frame.isEmpty()) {
            done = (*file)->append(packed.frame);
        } else {
            Compressor compressor;
            for (qsizetype start = 0; done && start < bytes.size(); start += streamPiece) {
                done = (*file)->append(compressor.add(QByteArray::fromRawData(bytes.constData() + start, std::min(streamPiece, bytes.size() - start))));
            }
            if (done) {
                done = (*file)->append(compressor.finish());
            }
        }
        if (done) {
            done = (*file)->finish(packed.size, files.pathOf(packed.id), durability);
        }
        if (!done) {
            return std::unexpected(done.error());
        }
    }
    packed.frame.clear();
    return packed;
}

}
