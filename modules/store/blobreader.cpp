// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobreader.h"

#include "store/contenthash.h"
#include "store/storageproblem.h"

#include <KLocalizedString>

namespace Kontor
{

std::unexpected<Error> BlobReader::missing(const BlobId &id)
{
    return failure(Error::Kind::NotFound, i18nc("@info a message text or an attachment", "This content is not on this computer."), id);
}

std::unexpected<Error> BlobReader::damaged(const BlobId &id)
{
    return storageFailure(StorageProblem::Damaged, QStringLiteral("blob %1 is not what was stored").arg(id));
}

Result<void> BlobReader::pour(const BlobId &id, qint64 atMost, const Pour &sink) const
{
    const auto raw = rawBlobId(id);
    if (raw.size() != 32) {
        return missing(id);
    }
    const auto row = m_table.find(raw);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (!*row) { // large ones have no row
        return m_files.has(raw) ? pourFile(id, atMost, sink) : missing(id);
    }
    if ((*row)->size > atMost) {
        return storageFailure(StorageProblem::Other, QStringLiteral("blob %1 has %2 bytes, more than wanted").arg(id).arg((*row)->size));
    }
    Decompressor decompressor;
    const auto answer = decompressor.add((*row)->frame, sink);
    if (answer == Decompressor::Answer::Broken || (answer == Decompressor::Answer::More && !decompressor.isComplete())) {
        return damaged(id);
    }
    return {};
}

Result<void> BlobReader::pourFile(const BlobId &id, qint64 atMost, const Pour &sink) const
{
    const auto file = m_files.read(rawBlobId(id));
    if (!file) {
        return std::unexpected(file.error());
    }
    if ((*file)->contentSize() > atMost) {
        return storageFailure(StorageProblem::Other, QStringLiteral("blob %1 has %2 bytes, more than wanted").arg(id).arg((*file)->contentSize()));
    }
    Decompressor decompressor;
    while (!(*file)->atEnd()) {
        const auto chunk = (*file)->next();
        if (!chunk) {
            return std::unexpected(chunk.error());
        }
        const auto answer = decompressor.add(*chunk, sink);
        if (answer == Decompressor::Answer::Enough) {
            return {};
        }
        if (answer == Decompressor::Answer::Broken) {
            return damaged(id);
        }
    }
    return decompressor.isComplete() ? Result<void>() : damaged(id);
}

Result<void> BlobReader::pourWhole(const BlobId &id, qint64 atMost, const Sink &sink) const
{
    ContentHash hash;
    Result<void> sunk;
    auto done = pour(id, atMost, [&](QByteArrayView bytes) {
        hash.add(bytes);
        sunk = sink(bytes);
        return sunk ? Decompressor::Wish::More : Decompressor::Wish::Enough;
    });
    if (!sunk) {
        return sunk;
    }
    if (done && hash.result() != rawBlobId(id)) {
        done = damaged(id);
    }
    return done;
}

}
