// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobs.h"

#include "base/log.h"
#include "store/blobwriter.h"
#include "store/compression.h"
#include "store/contenthash.h"
#include "store/database.h"
#include "store/sealedfile.h"
#include "store/storageproblem.h"
#include "store/storepaths.h"

#include <KLocalizedString>

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QHash>
#include <QMessageAuthenticationCode>
#include <QMutex>
#include <QSaveFile>
#include <QUuid>

namespace Kontor
{

namespace
{

constexpr int pageSize = 16384;
constexpr qsizetype largeFrom = 256 * 1024; // compressed bytes
constexpr qsizetype streamFrom = 8 << 20; // plain bytes: do not compress in one go
constexpr qsizetype streamPiece = 1 << 20;
constexpr int deletesAtOnce = 500;
constexpr int formatVersion = 1;

constexpr auto schema = R"(
    CREATE TABLE IF NOT EXISTS blob (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,  -- SHA-256 of the plain bytes
        size INTEGER NOT NULL,    -- of the plain bytes
        content BLOB NOT NULL     -- a zstd frame
    ) STRICT;
    PRAGMA user_version = 1;
)";

QByteArray derived(const QByteArray &key, const char *purpose)
{
    return QMessageAuthenticationCode::hash(QByteArray(purpose), key, QCryptographicHash::Sha256);
}

QByteArray rawId(const BlobId &id)
{
    return id.size() == 64 ? QByteArray::fromHex(id.toLatin1()) : QByteArray();
}

BlobId textId(const QByteArray &raw)
{
    return QString::fromLatin1(raw.toHex());
}

std::unexpected<Error> missing(const BlobId &id)
{
    return failure(Error::Kind::NotFound, i18nc("@info a message text or an attachment", "This content is not on this computer."), id);
}

std::unexpected<Error> damaged(const BlobId &id)
{
    return storageFailure(StorageProblem::Damaged, QStringLiteral("blob %1 is not what was stored").arg(id));
}

}

struct Blobs::Private {
    StorePaths paths;
    QByteArray fileKey;
    QByteArray nameKey;

    QMutex writeMutex;
    std::unique_ptr<Database> writing;
    mutable QMutex readMutex;
    std::unique_ptr<Database> reading;

    QMutex markMutex;
    quint64 puts = 1; // 0 is "no mark"
    bool marked = false;
    QHash<QByteArray, quint64> putSince; ///< while a mark is out

    QString fileOf(const QByteArray &id) const
    {
        const auto name = QMessageAuthenticationCode::hash(id, nameKey, QCryptographicHash::Sha256);
        return paths.largeBlobs() + QLatin1Char('/') + QString::fromLatin1(name.toHex());
    }

    QString partName() const
    {
        return paths.largeBlobs() + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".part");
    }

    void notePut(const QByteArray &id)
    {
        const QMutexLocker lock(&markMutex);
        ++puts;
        if (marked) {
            putSince.insert(id, puts);
        }
    }

    Result<PackedBlob> pack(const QByteArray &bytes, SealedFileWriter::Durability durability);
    Result<void> insert(const QList<PackedBlob> &many);
    bool has(const QByteArray &id) const;
    void drop(const QByteArray &id);
    using Sink = std::function<Decompressor::Wish(QByteArrayView)>;
    Result<void> pour(const BlobId &id, qint64 atMost, const Sink &sink);
    Result<void> pourFile(const QString &path, const BlobId &id, qint64 atMost, const Sink &sink);
    Result<void> pourWhole(const BlobId &id, qint64 atMost, const std::function<Result<void>(QByteArrayView)> &sink);
};

Blobs::Blobs()
    : d(std::make_unique<Private>())
{
}

Blobs::~Blobs() = default;

Database::Options Blobs::connection(const QString &folder, const QByteArray &key)
{
    return {.path = StorePaths{folder}.blobs(),
            .key = derived(key, "kontor blobs.db"),
            .mode = Database::Mode::ReadOnly,
            .pageSize = pageSize,
            .cacheMiB = 8,
            .vacuum = Database::Vacuum::Incremental};
}

Result<std::unique_ptr<Blobs>> Blobs::open(const QString &folder, const QByteArray &key)
{
    std::unique_ptr<Blobs> blobs(new Blobs);
    auto &d = *blobs->d;
    d.paths = StorePaths{folder};
    d.fileKey = derived(key, "kontor blob files");
    d.nameKey = derived(key, "kontor blob names");
    if (!QDir().mkpath(d.paths.largeBlobs())) {
        return storageFailure(StorageProblem::NotPermitted, QStringLiteral("%1 cannot be made").arg(d.paths.largeBlobs()));
    }
    auto options = connection(folder, key);
    options.mode = Database::Mode::ReadWrite;
    auto writing = Database::open(options);
    if (!writing) {
        return std::unexpected(writing.error());
    }
    const auto version = (*writing)->prepare("PRAGMA user_version").value<int>();
    if (!version) {
        return std::unexpected(version.error());
    }
    if (version->value_or(0) > formatVersion) {
        return storageFailure(StorageProblem::TooNew, QStringLiteral("blobs.db has format %1").arg(version->value_or(0)));
    }
    if (version->value_or(0) < formatVersion) {
        if (auto done = (*writing)->execute(schema); !done) {
            return std::unexpected(done.error());
        }
    }
    options.mode = Database::Mode::ReadOnly;
    auto reading = Database::open(options);
    if (!reading) {
        return std::unexpected(reading.error());
    }
    d.writing = std::move(*writing);
    d.reading = std::move(*reading);

    const auto leftovers = QDir(d.paths.largeBlobs()).entryList({QStringLiteral("*.part")}, QDir::Files);
    for (const auto &name : leftovers) {
        QFile::remove(d.paths.largeBlobs() + QLatin1Char('/') + name);
    }
    return blobs;
}

BlobId Blobs::idOf(const QByteArray &bytes)
{
    return textId(ContentHash::of(bytes));
}

Result<PackedBlob> Blobs::Private::pack(const QByteArray &bytes, SealedFileWriter::Durability durability)
{
    PackedBlob packed{.id = ContentHash::of(bytes), .size = bytes.size(), .frame = {}};
    if (bytes.size() < streamFrom) {
        packed.frame = compressed(bytes);
        if (packed.frame.size() <= largeFrom) {
            return packed;
        }
    }
    const auto name = fileOf(packed.id);
    if (!QFile::exists(name)) {
        auto file = SealedFileWriter::create(partName(), fileKey);
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
            done = (*file)->finish(packed.size, name, durability);
        }
        if (!done) {
            return std::unexpected(done.error());
        }
    }
    packed.frame.clear();
    return packed;
}

Result<void> Blobs::Private::insert(const QList<PackedBlob> &many)
{
    // Noted before the transaction: a collection of litter that starts meanwhile must know.
    bool isAnySmall = false;
    for (const auto &packed : many) {
        notePut(packed.id);
        isAnySmall |= !packed.frame.isEmpty();
    }
    if (!isAnySmall) {
        return {};
    }
    const QMutexLocker lock(&writeMutex);
    auto done = writing->begin();
    for (const auto &packed : many) {
        if (done && !packed.frame.isEmpty()) {
            done = writing->prepare("INSERT INTO blob (id, size, content) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING").run(packed.id, packed.size, packed.frame);
        }
    }
    if (done) {
        done = writing->commit();
    }
    if (!done) {
        writing->rollback();
    }
    return done;
}

Result<BlobId> Blobs::put(const QByteArray &bytes)
{
    const auto packed = d->pack(bytes, SealedFileWriter::Durability::SurvivesPowerCut);
    if (!packed) {
        return std::unexpected(packed.error());
    }
    if (auto done = d->insert({*packed}); !done) {
        return std::unexpected(done.error());
    }
    return textId(packed->id);
}

Result<QList<BlobId>> Blobs::put(const QList<QByteArray> &many)
{
    QList<PackedBlob> all;
    QList<BlobId> ids;
    for (const auto &bytes : many) {
        auto packed = d->pack(bytes, SealedFileWriter::Durability::Fast);
        if (!packed) {
            return std::unexpected(packed.error());
        }
        ids.append(textId(packed->id));
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
        .create =
            [this] {
                return SealedFileWriter::create(d->partName(), d->fileKey);
            },
        .fileOf =
            [this](const QByteArray &id) {
                return d->fileOf(id);
            },
        .keep =
            [this](const PackedBlob &packed) {
                return d->insert({packed});
            },
        .largeFrom = largeFrom,
    });
}

bool Blobs::Private::has(const QByteArray &id) const
{
    {
        const QMutexLocker lock(&readMutex);
        const auto found = reading->prepare("SELECT 1 FROM blob WHERE id = ?1").value<int>(id);
        if (found && *found) {
            return true;
        }
    }
    return QFile::exists(fileOf(id));
}

bool Blobs::contains(const BlobId &id) const
{
    const auto raw = rawId(id);
    return raw.size() == 32 && d->has(raw);
}

Result<qint64> Blobs::size(const BlobId &id) const
{
    const auto raw = rawId(id);
    if (raw.size() != 32) {
        return missing(id);
    }
    {
        const QMutexLocker lock(&d->readMutex);
        const auto found = d->reading->prepare("SELECT size FROM blob WHERE id = ?1").value<qint64>(raw);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (*found) {
            return **found;
        }
    }
    const auto path = d->fileOf(raw);
    if (!QFile::exists(path)) {
        return missing(id);
    }
    const auto file = SealedFileReader::open(path, d->fileKey);
    if (!file) {
        return std::unexpected(file.error());
    }
    return (*file)->contentSize();
}

/// Takes away what proved to be damaged, so that putting it again is not taken for done.
void Blobs::Private::drop(const QByteArray &id)
{
    QFile::remove(fileOf(id));
    const QMutexLocker lock(&writeMutex);
    if (auto done = writing->prepare("DELETE FROM blob WHERE id = ?1").run(id); !done) {
        qCWarning(logStore) << "a damaged blob cannot be removed:" << done.error().detail;
    }
}

/// Hands over the plain bytes until the sink has enough.
Result<void> Blobs::Private::pour(const BlobId &id, qint64 atMost, const Sink &sink)
{
    const auto raw = rawId(id);
    if (raw.size() != 32) {
        return missing(id);
    }
    std::optional<QByteArray> frame;
    qint64 size = 0;
    {
        const QMutexLocker lock(&readMutex);
        auto done = reading->prepare("SELECT size, content FROM blob WHERE id = ?1")
                        .each(
                            [&](const Statement &row) {
                                size = row.integer(0);
                                frame = row.blob(1);
                            },
                            raw);
        if (!done) {
            return done;
        }
    }
    if (!frame) {
        const auto path = fileOf(raw);
        return QFile::exists(path) ? pourFile(path, id, atMost, sink) : missing(id);
    }
    if (size > atMost) {
        return storageFailure(StorageProblem::Other, QStringLiteral("blob %1 has %2 bytes, more than wanted").arg(id).arg(size));
    }
    Decompressor decompressor;
    const auto answer = decompressor.add(*frame, sink);
    if (answer == Decompressor::Answer::Broken || (answer == Decompressor::Answer::More && !decompressor.isComplete())) {
        return damaged(id);
    }
    return {};
}

Result<void> Blobs::Private::pourFile(const QString &path, const BlobId &id, qint64 atMost, const Sink &sink)
{
    const auto file = SealedFileReader::open(path, fileKey);
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

/// Hands over all plain bytes and compares them with the id.
Result<void> Blobs::Private::pourWhole(const BlobId &id, qint64 atMost, const std::function<Result<void>(QByteArrayView)> &sink)
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
    if (done && hash.result() != rawId(id)) {
        done = damaged(id);
    }
    if (!done && isDamaged(done.error())) {
        drop(rawId(id));
    }
    return done;
}

Result<QByteArray> Blobs::get(const BlobId &id, qint64 atMost) const
{
    QByteArray all;
    auto done = d->pourWhole(id, atMost, [&](QByteArrayView bytes) -> Result<void> {
        if (all.size() + bytes.size() > atMost) {
            return damaged(id); // more than the sealed size said
        }
        all.append(bytes);
        return {};
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return all;
}

Result<QByteArray> Blobs::head(const BlobId &id, qint64 length) const
{
    QByteArray start;
    auto done = d->pour(id, std::numeric_limits<qint64>::max(), [&](QByteArrayView bytes) {
        start.append(bytes.first(std::min<qint64>(bytes.size(), length - start.size())));
        return start.size() >= length ? Decompressor::Wish::Enough : Decompressor::Wish::More;
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return start;
}

Result<void> Blobs::exportTo(const BlobId &id, const QString &path) const
{
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
}

Blobs::Mark Blobs::mark()
{
    const QMutexLocker lock(&d->markMutex);
    d->marked = true;
    d->putSince.clear();
    return {d->puts};
}

Result<qint64> Blobs::keepOnly(const QSet<BlobId> &used, Mark mark)
{
    const auto isLitter = [&](const QByteArray &id) {
        if (used.contains(textId(id))) {
            return false;
        }
        const QMutexLocker lock(&d->markMutex);
        return !d->marked || !mark.value || d->putSince.value(id) <= mark.value;
    };
    qint64 freed = 0;
    QList<std::tuple<qint64, QByteArray, qint64>> litter;
    QSet<QString> usedNames;
    for (const auto &id : used) {
        usedNames.insert(QFileInfo(d->fileOf(rawId(id))).fileName());
    }
    {
        const QMutexLocker lock(&d->readMutex);
        auto done = d->reading->prepare("SELECT number, id, length(content) FROM blob").each([&](const Statement &row) {
            if (isLitter(row.blob(1))) {
                litter.append({row.integer(0), row.blob(1), row.integer(2)});
            }
        });
        if (!done) {
            return std::unexpected(done.error());
        }
    }
    for (qsizetype start = 0; start < litter.size(); start += deletesAtOnce) {
        const QMutexLocker lock(&d->writeMutex); // given up now and then: others want to write
        auto done = d->writing->begin();
        qint64 freedNow = 0;
        for (qsizetype i = start; done && i < std::min<qsizetype>(start + deletesAtOnce, litter.size()); ++i) {
            const auto &[number, id, size] = litter.at(i);
            if (isLitter(id)) { // still: it may have been put since
                done = d->writing->prepare("DELETE FROM blob WHERE number = ?1").run(number);
                freedNow += size;
            }
        }
        if (done) {
            done = d->writing->commit();
        }
        if (!done) {
            d->writing->rollback();
            return std::unexpected(done.error());
        }
        freed += freedNow;
    }

    QSet<QString> recentNames;
    {
        const QMutexLocker lock(&d->markMutex);
        for (auto it = d->putSince.cbegin(); mark.value && it != d->putSince.cend(); ++it) {
            if (it.value() > mark.value) {
                recentNames.insert(QFileInfo(d->fileOf(it.key())).fileName());
            }
        }
    }
    QDirIterator files(d->paths.largeBlobs(), QDir::Files);
    while (files.hasNext()) {
        const auto file = files.nextFileInfo();
        const auto name = file.fileName();
        const auto size = file.size();
        if (!usedNames.contains(name) && !recentNames.contains(name) && !name.endsWith(QStringLiteral(".part")) && QFile::remove(file.filePath())) {
            freed += size;
        }
    }
    if (!litter.isEmpty()) {
        const QMutexLocker lock(&d->writeMutex);
        auto done = d->writing->execute("PRAGMA incremental_vacuum");
        if (done) {
            done = d->writing->checkpoint();
        }
        if (!done) {
            qCWarning(logStore) << "the blobs' file does not shrink:" << done.error().detail;
        }
    }
    const QMutexLocker lock(&d->markMutex);
    if (mark.value) {
        d->marked = false;
        d->putSince.clear();
    }
    return freed;
}

qint64 Blobs::diskUsage() const
{
    qint64 sum = QFileInfo(d->paths.blobs()).size() + QFileInfo(d->paths.blobs() + QStringLiteral("-wal")).size();
    QDirIterator files(d->paths.largeBlobs(), QDir::Files);
    while (files.hasNext()) {
        sum += files.nextFileInfo().size();
    }
    return sum;
}

}
