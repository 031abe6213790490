// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobwriter.h"

#include "store/storageproblem.h"

namespace Kontor
{

BlobWriter::BlobWriter(Target target)
    : m_target(std::move(target))
{
}

Result<void> BlobWriter::append(const QByteArray &piece)
{
    m_hash.add(piece);
    m_size += piece.size();
    return take(m_compressor.add(piece));
}

qint64 BlobWriter::size() const
{
    return m_size;
}

Result<BlobId> BlobWriter::commit()
{
    if (m_closed) {
        return storageFailure(StorageProblem::Other, QStringLiteral("a blob that failed or is complete cannot be completed"));
    }
    if (auto done = take(m_compressor.finish()); !done) {
        return std::unexpected(done.error());
    }
    m_closed = true;
    const PackedBlob packed{.id = m_hash.result(), .size = m_size, .frame = m_frame};
    if (m_file) {
        if (auto done = m_file->finish(m_size, m_target.fileOf(packed.id), SealedFileWriter::Durability::SurvivesPowerCut); !done) {
            return std::unexpected(done.error());
        }
    }
    if (auto done = m_target.keep(packed); !done) {
        return std::unexpected(done.error());
    }
    return QString::fromLatin1(packed.id.toHex());
}

Result<void> BlobWriter::take(const QByteArray &frame)
{
    if (m_closed) {
        return storageFailure(StorageProblem::Other, QStringLiteral("a blob that failed or is complete cannot go on"));
    }
    Result<void> done;
    if (!m_file && m_frame.size() + frame.size() > m_target.largeFrom) {
        auto file = m_target.create();
        if (file) {
            m_file = std::move(*file);
            done = m_file->append(m_frame);
            m_frame.clear();
        } else {
            done = std::unexpected(file.error());
        }
    }
    if (done && m_file) {
        done = m_file->append(frame);
    } else if (done) {
        m_frame.append(frame);
    }
    m_closed = !done;
    return done;
}

}
