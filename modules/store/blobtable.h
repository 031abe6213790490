// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/packedblob.h"

#include <QList>
#include <QMutex>

namespace Kontor
{

/// The small blobs: compressed rows of one encrypted database (blobs.db). Thread-safe, blocks on
/// disk. Ids are raw (32 bytes). Error kind: Storage; when opened read-only, writing is refused.
class BlobTable
{
public:
    struct Row {
        qint64 size = 0; ///< of the plain bytes
        QByteArray frame;
    };
    struct Entry {
        qint64 number = 0;
        QByteArray id;
        qint64 bytes = 0; ///< of the frame
    };

    /// Made if it is not there, unless \p options say read-only.
    static Result<std::unique_ptr<BlobTable>> open(Database::Options options);

    Result<void> insert(const QList<PackedBlob> &many);
    Result<std::optional<Row>> find(const QByteArray &id) const;
    Result<std::optional<qint64>> sizeOf(const QByteArray &id) const;
    Result<void> remove(const QByteArray &id);

    Result<QList<Entry>> entries() const;
    /// Removes those \p isLitter still says are; answers how many bytes that freed.
    Result<qint64> remove(const QList<Entry> &entries, const std::function<bool(const QByteArray &id)> &isLitter);
    /// Gives what removing freed back to the disk.
    Result<void> shrink();

    /// True from the making of the file until settle(): kept in the file.
    bool isUnsettled() const;
    Result<void> settle();

    /// Everything inserted so far survives a power cut.
    Result<void> flush();

private:
    BlobTable() = default;
    Result<void> write(const std::function<Result<void>(Database &)> &work);

    QString m_path;
    QMutex m_writeMutex;
    std::unique_ptr<Database> m_writing; ///< null: read-only
    mutable QMutex m_readMutex;
    std::unique_ptr<Database> m_reading;
    std::atomic<bool> m_isUnflushed = false;
};

}
