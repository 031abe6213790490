// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "store/database.h"

#include <QByteArray>
#include <QList>
#include <QSet>
#include <QString>

#include <memory>

namespace Kontor
{

/// Names a blob by its content (SHA-256 of the plain bytes, hex); empty is "none".
using BlobId = QString;

/// Bodies and files: compressed (zstd), encrypted, named by their content.
///
/// Small blobs lie in their own SQLCipher file, large ones (over 256 KiB compressed) as files
/// of authenticated encryption (AES-256-GCM in chunks) whose names say nothing about the content.
/// All keys are derived from the store's, so that no damaged file makes another one unreadable.
/// What is read is compared with its id; a damaged blob is removed, taken from the reserve if that
/// has it, or else answered with Storage (isDamaged()) and told to the Watcher, so that it is
/// fetched again. Putting the same bytes twice keeps them once. A put that was interrupted leaves
/// nothing that could be read back as a blob. Thread-safe; calls block on disk, so never from the
/// GUI thread. Error kinds: Storage, NotFound.
class Blobs
{
public:
    enum class Access {
        ReadWrite, ///< for the one who holds the store's lock
        ReadOnly, ///< beside another process that may be writing; makes nothing that is not there
    };
    static Result<std::unique_ptr<Blobs>> open(const QString &folder, const QByteArray &key, Access access = Access::ReadWrite);
    ~Blobs();
    Q_DISABLE_COPY_MOVE(Blobs)

    static BlobId idOf(const QByteArray &bytes);

    Result<BlobId> put(const QByteArray &bytes);

    /// Many at once in one transaction: the way to write at disk speed.
    Result<QList<BlobId>> put(const QList<QByteArray> &many);

    /// All bytes. \p atMost guards against loading huge ones by mistake.
    Result<QByteArray> get(const BlobId &id, qint64 atMost = qint64(512) << 20) const;

    /// Only the first \p length plain bytes.
    Result<QByteArray> head(const BlobId &id, qint64 length) const;

    Result<qint64> size(const BlobId &id) const;
    bool contains(const BlobId &id) const;

    /// Writes the plain bytes to a file made readable for the owner alone (0600).
    Result<void> exportTo(const BlobId &id, const QString &path) const;

    /// Reads all of it without keeping it: is it whole?
    Result<void> check(const BlobId &id) const;

    /// Puts a blob into another store of blobs, piece by piece.
    Result<void> copyTo(const BlobId &id, Blobs &other) const;

    /// Writes a blob piece by piece, for content that should never be in memory whole.
    class Writer
    {
    public:
        virtual ~Writer() = default; ///< without commit() everything is undone
        virtual Result<void> append(const QByteArray &piece) = 0;
        virtual qint64 size() const = 0;
        virtual Result<BlobId> commit() = 0;
    };
    Result<std::unique_ptr<Writer>> writer();

    /// All that was put so far survives a power cut.
    Result<void> flush();

    /// Blobs put from now on are spared by a keepOnly() that is given the mark: take it before
    /// collecting what is used, so that a blob put meanwhile is not taken for litter.
    struct Mark {
        quint64 value;
    };
    Mark mark();

    /// Deletes all blobs but \p used (and those put since \p mark) and reports how many bytes
    /// that freed. Used ones that are not here are told to the Watcher.
    Result<qint64> keepOnly(const QSet<BlobId> &used, Mark mark = {});

    /// Which of these are not here.
    Result<QSet<BlobId>> missing(const QSet<BlobId> &used) const;

    /// True if blobs that something refers to may be missing, since the file had to be made anew.
    /// Lasts as long as this object lives, and over restarts until settle().
    bool isUnsettled() const;
    Result<void> settle();

    /// Hears what reading found out; called in the reader's thread.
    struct Watcher {
        std::function<void(const QSet<BlobId> &)> lost; ///< no longer here
        std::function<void(const Error &)> broken; ///< blobs.db itself is damaged
    };
    /// Before the first use by others.
    void setWatcher(Watcher watcher);

    /// Another folder of blobs with the same key; what is lost here is taken from there. Before
    /// the first use by others.
    void setReserve(const QString &folder);

    /// Bytes on disk.
    qint64 diskUsage() const;

    /// How blobs.db is opened (read-only), for StoreRescue.
    static Database::Options connection(const QString &folder, const QByteArray &key);

private:
    Blobs();
    struct Private;
    std::unique_ptr<Private> d;
};

}
