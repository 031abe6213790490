// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobs.h"

#include "base/log.h"
#include "store/blobfiles.h"
#include "store/bloblitter.h"
#include "store/blobpacking.h"
#include "store/blobreader.h"
#include "store/blobtable.h"
#include "store/blobwriter.h"
#include "store/contenthash.h"
#include "store/derivedkey.h"
#include "store/storageproblem.h"
#include "store/storepaths.h"

#include <QFileInfo>
#include <QSaveFile>

namespace Kontor
{

namespace
{
constexpr int pageSize = 16384;
}

struct Blobs::Private {
    QByteArray key;
    QString tablePath;
    std::unique_ptr<BlobTable> table;
    std::unique_ptr<BlobFiles> files;
    Watcher watcher;
    QString reserve;
    bool wasUnsettled = false; ///< when it was opened
    PutLog puts;

    Result<void> insert(const QList<PackedBlob> &many);
    bool has(const QByteArray &id) const;
    void drop(const BlobId &id);
    bool fetchFromReserve(const BlobId &id, Blobs &self) const;
    void tellLost(const QSet<BlobId> &lost) const;
    Result<void> pourWhole(const BlobId &id, qint64 atMost, const BlobReader::Sink &sink);

    /// Reads; what proves to be lost once more from the reserve.
    template <class Read>
    auto orFromReserve(const BlobId &id, Blobs &self, Read read) -> std::invoke_result_t<Read>
    {
        auto result = read();
        if (result || (result.error().kind != Error::Kind::NotFound && !isDamaged(result.error()))) {
            return result;
        }
        if (fetchFromReserve(id, self)) {
            return read();
        }
        tellLost({id});
        return result;
    }
};

Blobs::Blobs()
    : d(std::make_unique<Private>())
{
}

Blobs::~Blobs() = default;

Database::Options Blobs::connection(const QString &folder, const QByteArray &key)
{
    return {.path = StorePaths{folder}.blobs(),
            .key = derivedKey(key, "kontor blobs.db"),
            .mode = Database::Mode::ReadOnly,
            .pageSize = pageSize,
            .cacheMiB = 8,
            .vacuum = Database::Vacuum::Incremental};
}

Result<std::unique_ptr<Blobs>> Blobs::open(const QString &folder, const QByteArray &key, Access access)
{
    std::unique_ptr<Blobs> blobs(new Blobs);
    auto &d = *blobs->d;
    const StorePaths paths{folder};
    d.key = key;
    d.tablePath = paths.blobs();
    d.files = std::make_unique<BlobFiles>(paths.largeBlobs(), key);
    auto options = connection(folder, key);
    if (access == Access::ReadWrite) {
        if (auto made = d.files->makeFolder(); !made) {
            return std::unexpected(made.error());
        }
        options.mode = Database::Mode::ReadWrite;
    }
    auto table = BlobTable::open(options);
    if (!table) {
        return std::unexpected(table.error());
    }
    d.table = std::move(*table);
    d.wasUnsettled = d.table->isUnsettled();
    if (access == Access::ReadWrite) {
        d.files->removeUnfinished();
    }
    return blobs;
}

void Blobs::setWatcher(Watcher watcher)
{
    d->watcher = std::move(watcher);
}

void Blobs::setReserve(const QString &folder)
{
    d->reserve = folder;
}

BlobId Blobs::idOf(const QByteArray &bytes)
{
    return textBlobId(ContentHash::of(bytes));
}

Result<void> Blobs::Private::insert(const QList<PackedBlob> &many)
{
    // Noted before the transaction: a collection of litter that starts meanwhile must know.
    bool isAnySmall = false;
    for (const auto &packed : many) {
        puts.note(packed.id);
        isAnySmall |= !packed.frame.isEmpty();
    }
    return isAnySmall ? table->insert(many) : Result<void>();
}

Result<BlobId> Blobs::put(const QByteArray &bytes)
{
    const auto packed = packedBlob(bytes, *d->files, SealedFileWriter::Durability::SurvivesPowerCut);
    if (!packed) {
        return std::unexpected(packed.error());
    }
    if (auto done = d->insert({*packed}); !done) {
        return std::unexpected(done.error());
    }
    return textBlobId(packed->id);
}

Result<QList<BlobId>> Blobs::put(const QList<QByteArray> &many)
{
    QList<PackedBlob> all;
    QList<BlobId> ids;
    for (const auto &bytes : many) {
        auto packed = packedBlob(bytes, *d->files, SealedFileWriter::Durability::Fast);
        if (!packed) {
            return std::unexpected(packed.error());
        }
        ids.append(textBlobId(packed->id));
        all.append(std::move(*packed));
    }
    if (auto done = d->insert(all); !done) {
        return std::unexpected(done.error());
    }
    return ids;
}

Result<std::unique_ptr<Blobs::Writer>> Blobs::writer()
{
    return std::make_unique<BlobWriter>(BlobWriter::Target{
        .create = [this] { return d->files->create(); },
        .fileOf = [this](const QByteArray &id) { return d->files->pathOf(id); },
        .keep = [this](const PackedBlob &packed) { return d->insert({packed}); },
        .largeFrom = largeBlobFrom,
    });
}

Result<void> Blobs::flush()
{
    return d->table->flush();
}

bool Blobs::Private::has(const QByteArray &id) const
{
    const auto size = table->sizeOf(id);
    return (size && *size) || files->has(id);
}

bool Blobs::contains(const BlobId &id) const
{
    const auto raw = rawBlobId(id);
    return raw.size() == 32 && d->has(raw);
}

Result<qint64> Blobs::size(const BlobId &id) const
{
    const auto raw = rawBlobId(id);
    if (raw.size() != 32) {
        return BlobReader::missing(id);
    }
    const auto small = d->table->sizeOf(raw);
    if (!small) {
        return std::unexpected(small.error());
    }
    if (*small) {
        return **small;
    }
    if (!d->files->has(raw)) {
        return BlobReader::missing(id);
    }
    const auto file = d->files->read(raw);
    if (!file) {
        return std::unexpected(file.error());
    }
    return (*file)->contentSize();
}

/// Takes away what proved to be damaged, so that putting it again is not taken for done.
void Blobs::Private::drop(const BlobId &id)
{
    const auto raw = rawBlobId(id);
    files->remove(raw);
    if (auto done = table->remove(raw); !done) {
        qCWarning(logStore) << "a damaged blob cannot be removed:" << done.error().detail;
        if (isDamaged(done.error()) && watcher.broken) {
            watcher.broken(done.error());
        }
    }
}

bool Blobs::Private::fetchFromReserve(const BlobId &id, Blobs &self) const
{
    if (reserve.isEmpty() || !QFile::exists(StorePaths{reserve}.blobs())) {
        return false;
    }
    const auto blobs = Blobs::open(reserve, key, Access::ReadOnly);
    if (!blobs || !(*blobs)->contains(id)) {
        return false;
    }
    const auto copied = (*blobs)->copyTo(id, self);
    qCInfo(logStore) << "a lost blob was in the safety copy:" << (copied ? QStringLiteral("restored") : copied.error().detail);
    return copied.has_value();
}

void Blobs::Private::tellLost(const QSet<BlobId> &lost) const
{
    if (!lost.isEmpty() && watcher.lost) {
        watcher.lost(lost);
    }
}

Result<void> Blobs::Private::pourWhole(const BlobId &id, qint64 atMost, const BlobReader::Sink &sink)
{
    auto done = BlobReader(*table, *files).pourWhole(id, atMost, sink);
    if (!done && isDamaged(done.error())) {
        drop(id);
    }
    return done;
}

Result<QByteArray> Blobs::get(const BlobId &id, qint64 atMost) const
{
    return d->orFromReserve(id, const_cast<Blobs &>(*this), [&]() -> Result<QByteArray> {
        QByteArray all;
        auto done = d->pourWhole(id, atMost, [&](QByteArrayView bytes) -> Result<void> {
            if (all.size() + bytes.size() > atMost) {
                return BlobReader::damaged(id); // more than the sealed size said
            }
            all.append(bytes);
            return {};
        });
        if (!done) {
            return std::unexpected(done.error());
        }
        return all;
    });
}

Result<QByteArray> Blobs::head(const BlobId &id, qint64 length) const
{
    return d->orFromReserve(id, const_cast<Blobs &>(*this), [&]() -> Result<QByteArray> {
        QByteArray start;
        auto done = BlobReader(*d->table, *d->files).pour(id, std::numeric_limits<qint64>::max(), [&](QByteArrayView bytes) {
            start.append(bytes.first(std::min<qint64>(bytes.size(), length - start.size())));
            return start.size() >= length ? Decompressor::Wish::Enough : Decompressor::Wish::More;
        });
        if (!done) {
            return std::unexpected(done.error());
        }
        return start;
    });
}

Result<void> Blobs::exportTo(const BlobId &id, const QString &path) const
{
    return d->orFromReserve(id, const_cast<Blobs &>(*this), [&]() -> Result<void> {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
            return storageFailure(file.error() == QFileDevice::ResourceError ? StorageProblem::DiskFull : StorageProblem::NotPermitted, file.errorString());
        }
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        const auto full = [&file]() -> Result<void> {
            return storageFailure(file.error() == QFileDevice::ResourceError ? StorageProblem::DiskFull : StorageProblem::Unreadable, file.errorString());
        };
        auto done = d->pourWhole(id, std::numeric_limits<qint64>::max(), [&](QByteArrayView bytes) -> Result<void> {
            return file.write(bytes.data(), bytes.size()) == bytes.size() ? Result<void>() : full();
        });
        if (!done) {
            file.cancelWriting();
            return done;
        }
        return file.commit() ? Result<void>() : full();
    });
}

Result<void> Blobs::check(const BlobId &id) const
{
    return d->orFromReserve(
        id, const_cast<Blobs &>(*this), [&] { return d->pourWhole(id, std::numeric_limits<qint64>::max(), [](QByteArrayView) { return Result<void>(); }); });
}

Result<void> Blobs::copyTo(const BlobId &id, Blobs &other) const
{
    auto writer = other.writer();
    if (!writer) {
        return std::unexpected(writer.error());
    }
    return d->pourWhole(id, std::numeric_limits<qint64>::max(), [&writer](QByteArrayView bytes) { return (*writer)->append(bytes.toByteArray()); })
        .and_then([&writer]() -> Result<void> { return (*writer)->commit().transform([](const BlobId &) { }); });
}

Blobs::Mark Blobs::mark()
{
    return {d->puts.mark()};
}

Result<qint64> Blobs::keepOnly(const QSet<BlobId> &used, Mark mark)
{
    const auto freed = BlobLitter(*d->table, *d->files, d->puts).remove(used, mark.value);
    if (freed) {
        if (const auto lost = missing(used)) {
            d->tellLost(*lost);
        }
    }
    return freed;
}

Result<QSet<BlobId>> Blobs::missing(const QSet<BlobId> &used) const
{
    return BlobLitter(*d->table, *d->files, d->puts).missing(used);
}

bool Blobs::isUnsettled() const
{
    return d->wasUnsettled;
}

Result<void> Blobs::settle()
{
    return d->table->settle();
}

qint64 Blobs::diskUsage() const
{
    return QFileInfo(d->tablePath).size() + QFileInfo(d->tablePath + QStringLiteral("-wal")).size() + d->files->size();
}

}
