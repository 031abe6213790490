// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filecontent.h"

#include "files/filerows.h"

#include <KLocalizedString>
#include <QFile>
#include <QFutureWatcher>
#include <QHash>
#include <QTimeZone>
#include <QTimer>

#include <fcntl.h>
#include <unistd.h>

namespace Kontor
{
namespace
{
constexpr int atOnce = 4;
constexpr int mostAttempts = 3; // the file changes on the server while it is read
constexpr auto usedPause = std::chrono::seconds(2);

/// A file as bring() needs it.
struct Wanted {
    ItemRef ref{};
    FileContent::Here here{}; ///< with the key of what is the newest there is
    bool isUnsent = false;
    QString kept{}; ///< whole content that is here, of whichever version
    QSet<int> pieces{}; ///< of here.key
    qint64 bytes = 0; ///< of these
};

QDateTime fromMilliseconds(qint64 time)
{
    return time == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(time, QTimeZone::UTC);
}

enum class Version { Newest, Theirs };

Result<Wanted> look(const Reader &reader, ItemId item, Version version)
{
    Wanted wanted;
    bool isFolder = false;
    QByteArray payload;
    auto asked = reader
                     .prepare("SELECT f.collection, k.remote_id, coalesce(i.remote_id, ''), f.size, f.name, f.revision, f.content, f.kept, f.modified, f.folder, i.payload FROM file f "
                              "JOIN item i ON i.id = f.item JOIN collection k ON k.id = f.collection WHERE f.item = ?1 AND f.hidden = 0")
                     .each(
                         [&](const Statement &row) {
                             wanted.ref = ItemRef{item, row.get<CollectionId>(0), row.text(1), row.text(2), row.integer(3)};
                             wanted.here.item = item;
                             wanted.here.size = row.integer(3);
                             wanted.here.name = row.text(4);
                             wanted.here.revision = row.text(5);
                             wanted.here.key = row.text(6);
                             wanted.kept = row.text(7);
                             wanted.here.modified = fromMilliseconds(row.integer(8));
                             isFolder = row.integer(9) != 0;
                             payload = version == Version::Theirs ? row.blob(10) : QByteArray();
                         },
                         item);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!wanted.here.item || isFolder) {
        return failure(Error::Kind::NotFound, isFolder ? i18nc("@info", "“%1” is a folder.", wanted.here.name) : i18nc("@info", "This file no longer exists."));
    }
    if (version == Version::Theirs) { // as the server said it; the row shows what is unsent
        const auto facts = FileFacts::fromCbor(payload);
        if (!facts) {
            return failure(Error::Kind::NotFound, i18nc("@info", "“%1” does not exist on the server.", wanted.here.name), facts.error().detail);
        }
        wanted.here.key.clear();
        wanted.here.size = wanted.ref.size = facts->size;
        wanted.here.modified = fromMilliseconds(facts->modified);
    }
    wanted.isUnsent = !wanted.here.key.isEmpty();
    if (!wanted.isUnsent) {
        wanted.here.key = fileContentKey(item, wanted.here.revision);
    }
    return reader.prepare("SELECT place, size FROM file_piece WHERE content = ?1")
        .each(
            [&wanted](const Statement &row) {
                wanted.pieces << int(row.integer(0));
                wanted.bytes += row.integer(1);
            },
            wanted.here.key)
        .transform([&wanted, version] {
            if (version == Version::Theirs) {
                wanted.kept = wanted.bytes == wanted.here.size ? wanted.here.key : QString();
            }
            return wanted;
        });
}

/// Content of an older version, if that is all there is.
Result<FileContent::Here> older(const Reader &reader, const Wanted &wanted)
{
    if (wanted.kept.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The content of “%1” is not on this computer.", wanted.here.name));
    }
    const auto size = reader.prepare("SELECT coalesce(sum(size), 0) FROM file_piece WHERE content = ?1").value<qint64>(wanted.kept);
    return size.transform([&wanted](std::optional<qint64> bytes) {
        auto here = wanted.here;
        here.key = wanted.kept;
        here.revision = wanted.kept.section(u'@', 1);
        here.size = bytes.value_or(0);
        here.isOlder = true;
        return here;
    });
}

bool isWhole(const Wanted &wanted)
{
    return wanted.isUnsent || wanted.kept == wanted.here.key;
}
}

struct FileContent::Private : std::enable_shared_from_this<FileContent::Private> {
    std::shared_ptr<Store> store;
    Fetch fetch;
    QHash<ItemId, qint64> used;
    QTimer usedTimer;
    bool isEnding = false;

    /// One bring().
    struct Bringing {
        ItemId item{};
        Version version = Version::Newest;
        QPromise<Result<Here>> promise;
        Wanted wanted{};
        QList<int> missing;
        int running = 0;
        int attempts = 0;
        std::optional<Error> error;
        bool isDone = false;
    };
    QList<std::weak_ptr<Bringing>> all;

    QFuture<Result<Here>> bring(ItemId item, Version version);
    void begin(const std::shared_ptr<Bringing> &one);
    void begun(const std::shared_ptr<Bringing> &one, const Result<Wanted> &wanted);
    void refill(const std::shared_ptr<Bringing> &one);
    void ended(const std::shared_ptr<Bringing> &one);
    void fallBack(const std::shared_ptr<Bringing> &one, const Error &error);
    void finish(const std::shared_ptr<Bringing> &one, Result<Here> here);
    void noteUsed(ItemId item);
    void writeUsed();
};

FileContent::FileContent(std::shared_ptr<Store> store, Fetch fetch)
    : d(std::make_shared<Private>())
{
    d->store = std::move(store);
    d->fetch = std::move(fetch);
    d->usedTimer.setSingleShot(true);
    QObject::connect(&d->usedTimer, &QTimer::timeout, &d->usedTimer, [d = d.get()] {
        d->writeUsed();
    });
}

FileContent::~FileContent()
{
    d->isEnding = true;
    d->writeUsed();
    for (const auto &weak : std::as_const(d->all)) {
        if (const auto one = weak.lock()) {
            d->finish(one, cancelled());
        }
    }
}

void FileContent::Private::noteUsed(ItemId item)
{
    used.insert(item, QDateTime::currentMSecsSinceEpoch());
    if (!usedTimer.isActive()) {
        usedTimer.start(usedPause);
    }
}

void FileContent::Private::writeUsed()
{
    if (used.isEmpty()) {
        return;
    }
    store->write([used = std::exchange(used, {})](Transaction &transaction) -> Result<void> {
        Result<void> done;
        auto &note = transaction.prepare("UPDATE file SET used = max(used, ?2) WHERE item = ?1");
        for (const auto &[item, when] : used.asKeyValueRange()) {
            done = done ? note.run(item, when) : done;
        }
        return done;
    });
}

QFuture<Result<FileContent::Here>> FileContent::bring(ItemId item)
{
    return d->bring(item, Version::Newest);
}

QFuture<Result<FileContent::Here>> FileContent::bringTheirs(ItemId item)
{
    return d->bring(item, Version::Theirs);
}

QFuture<Result<FileContent::Here>> FileContent::Private::bring(ItemId item, Version version)
{
    auto one = std::make_shared<Bringing>();
    one->item = item;
    one->version = version;
    one->promise.start();
    all.removeIf([](const auto &other) {
        return other.expired();
    });
    all << one;
    begin(one);
    return one->promise.future();
}

void FileContent::Private::begin(const std::shared_ptr<Bringing> &one)
{
    ++one->attempts;
    one->error.reset();
    store
        ->read([item = one->item, version = one->version](const Reader &reader) {
            return look(reader, item, version);
        })
        .then(&usedTimer, [this, one](const Result<Wanted> &wanted) {
            begun(one, wanted);
        });
}

void FileContent::Private::begun(const std::shared_ptr<Bringing> &one, const Result<Wanted> &wanted)
{
    if (one->isDone || !wanted) {
        finish(one, wanted ? Result<Here>(cancelled()) : std::unexpected(wanted.error()));
        return;
    }
    one->wanted = *wanted;
    if (isWhole(*wanted)) {
        finish(one, wanted->here);
        return;
    }
    if (wanted->ref.remoteId.isEmpty() || wanted->here.revision.isEmpty()) {
        fallBack(one, Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "The content of “%1” is not on this computer.", wanted->here.name), .detail = {}});
        return;
    }
    const int count = std::max(1, filePieces(wanted->here.size));
    one->missing.clear();
    for (int piece = 0; piece < count; ++piece) {
        if (!wanted->pieces.contains(piece)) {
            one->missing << piece;
        }
    }
    one->promise.setProgressRange(0, int(std::min<qint64>(wanted->here.size >> 10, std::numeric_limits<int>::max())));
    one->promise.setProgressValue(int(wanted->bytes >> 10));
    if (one->missing.isEmpty()) { // the last one came while something else was waiting here
        one->missing << 0;
    }
    refill(one);
}

void FileContent::Private::refill(const std::shared_ptr<Bringing> &one)
{
    while (!one->error && !one->promise.isCanceled() && one->running < atOnce && !one->missing.isEmpty()) {
        const int piece = one->missing.takeFirst();
        auto ref = one->wanted.ref;
        const auto size = std::clamp<qint64>(ref.size - piece * filePieceSize, 0, filePieceSize);
        ref.size = size;
        ++one->running;
        fetch(ref, FilePart{piece, one->wanted.here.revision}.toString()).then(&usedTimer, [this, one, size](const Result<BlobId> &blob) {
            --one->running;
            if (one->isDone) {
                return;
            }
            if (blob) {
                one->wanted.bytes += size;
                one->promise.setProgressValue(int(one->wanted.bytes >> 10));
            } else if (!one->error) {
                one->error = blob.error();
            }
            refill(one);
        }).onCanceled(&usedTimer, [this, one] {
            --one->running;
            one->error = cancelled().error();
            refill(one);
        });
    }
    if (one->promise.isCanceled()) {
        finish(one, cancelled()); // what is under way still arrives in the store
    } else if (one->running == 0) {
        ended(one);
    }
}

void FileContent::Private::ended(const std::shared_ptr<Bringing> &one)
{
    if (one->isDone) {
        return;
    }
    store
        ->read([item = one->item, version = one->version](const Reader &reader) {
            return look(reader, item, version);
        })
        .then(&usedTimer, [this, one](const Result<Wanted> &now) {
            if (!now) {
                finish(one, std::unexpected(now.error()));
                return;
            }
            if (isWhole(*now)) {
                one->wanted = *now;
                finish(one, now->here);
                return;
            }
            const bool isAnother = now->here.revision != one->wanted.here.revision;
            if (isAnother && one->attempts < mostAttempts) {
                begin(one);
                return;
            }
            one->wanted = *now;
            fallBack(one,
                     one->error.value_or(Error{.kind = Error::Kind::Protocol,
                                               .message = i18nc("@info", "The server did not send all of “%1”.", now->here.name),
                                               .detail = QStringLiteral("%1 of %2 bytes").arg(now->bytes).arg(now->here.size)}));
        });
}

// An older version is better than none while the server cannot be asked.
void FileContent::Private::fallBack(const std::shared_ptr<Bringing> &one, const Error &error)
{
    const bool isOfUse = one->version == Version::Newest && (isPassing(error.kind) || error.kind == Error::Kind::Unauthorized);
    if (!isOfUse) {
        finish(one, std::unexpected(error));
        return;
    }
    store
        ->read([wanted = one->wanted](const Reader &reader) {
            return older(reader, wanted);
        })
        .then(&usedTimer, [this, one, error](const Result<Here> &here) {
            finish(one, here ? here : std::unexpected(error));
        });
}

void FileContent::Private::finish(const std::shared_ptr<Bringing> &one, Result<Here> here)
{
    if (std::exchange(one->isDone, true)) {
        return;
    }
    if (here && !isEnding) {
        noteUsed(one->item);
    }
    one->promise.addResult(std::move(here));
    one->promise.finish();
}

QFuture<Result<FileContent::Here>> FileContent::here(ItemId item) const
{
    return d->store->read([item](const Reader &reader) -> Result<Here> {
        const auto wanted = look(reader, item, Version::Newest);
        if (!wanted) {
            return std::unexpected(wanted.error());
        }
        return isWhole(*wanted) ? wanted->here : older(reader, *wanted);
    });
}

QFuture<Result<void>> FileContent::writeTo(const QString &key, const QString &path) const
{
    // The pieces are listed in one go; each is then read by itself, off the store's reader.
    return d->store
        ->read([key](const Reader &reader) -> Result<QStringList> {
            QStringList blobs;
            return reader.prepare("SELECT blob FROM file_piece WHERE content = ?1 ORDER BY place")
                .each(
                    [&blobs](const Statement &row) {
                        blobs << row.text(0);
                    },
                    key)
                .transform([&blobs] {
                    return blobs;
                });
        })
        .then(QtFuture::Launch::Async, [store = d->store, path](const Result<QStringList> &blobs) -> Result<void> {
            if (!blobs) {
                return std::unexpected(blobs.error());
            }
            const auto name = QFile::encodeName(path);
            const int descriptor = ::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
            QFile file;
            if (descriptor < 0 || !file.open(descriptor, QIODevice::WriteOnly | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle)) {
                const int reason = errno;
                return reason == EEXIST ? failure(Error::Kind::Conflict, i18nc("@info", "There is already something called “%1”.", path))
                                        : failure(Error::Kind::Storage, i18nc("@info", "“%1” cannot be written.", path), qt_error_string(reason));
            }
            for (const auto &blob : *blobs) {
                const auto bytes = store->blobs().get(blob, filePieceSize);
                if (!bytes || file.write(*bytes) != bytes->size()) {
                    const auto detail = file.errorString();
                    file.close();
                    QFile::remove(path);
                    return bytes ? failure(Error::Kind::Storage, i18nc("@info", "“%1” cannot be written. Is the disk full?", path), detail) : std::unexpected(bytes.error());
                }
            }
            return {};
        });
}

QFuture<Result<QByteArray>> FileContent::bytes(const QString &key, qint64 atMost) const
{
    return d->store->read(
        [store = d->store.get(), key, atMost](const Reader &reader) -> Result<QByteArray> {
            QStringList blobs;
            auto listed = reader.prepare("SELECT blob FROM file_piece WHERE content = ?1 ORDER BY place LIMIT ?2")
                              .each(
                                  [&blobs](const Statement &row) {
                                      blobs << row.text(0);
                                  },
                                  key,
                                  atMost / filePieceSize + 1);
            QByteArray bytes;
            for (auto blob = blobs.cbegin(); listed && blob != blobs.cend() && bytes.size() < atMost; ++blob) {
                auto piece = store->blobs().head(*blob, atMost - bytes.size());
                if (!piece) {
                    return std::unexpected(piece.error());
                }
                bytes += *piece;
            }
            return listed.transform([&bytes] {
                return bytes;
            });
        },
        Store::Urgency::Background);
}

}
