// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "base/log.h"
#include "store/cipherpages.h"
#include "store/database.h"
#include "store/safetycopy.h"
#include "store/schemas.h"
#include "store/storageproblem.h"
#include "store/storelock.h"
#include "store/storepaths.h"
#include "store/vitalage.h"
#include "store/workqueue.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QThreadPool>

namespace Kontor
{

namespace
{

constexpr int indexPageSize = 4096;

/// A copy of the first page: without it a damaged file would tell nothing (see StoreRescue).
void keepFirstPage(Database &database, const StorePaths &paths)
{
    if (auto done = database.checkpoint(); !done) {
        qCWarning(logStore) << done.error().detail;
        return;
    }
    const auto page = database.rawPage(1);
    if (!page) {
        qCWarning(logStore) << page.error().detail;
        return;
    }
    QSaveFile file(paths.firstPage());
    if (!file.open(QIODevice::WriteOnly) || file.write(*page) != page->size() || !file.commit()) {
        qCWarning(logStore) << "the first page could not be copied:" << file.errorString();
    }
}

}

struct Store::Private {
    StorePaths paths;
    std::unique_ptr<StoreLock> lock;
    std::unique_ptr<Blobs> blobs;
    std::unique_ptr<SafetyCopy> safety;
    std::unique_ptr<Database> writing;
    std::unique_ptr<Database> interactive;
    std::unique_ptr<Database> background;
    // Declared last: their threads end before the connections close.
    std::unique_ptr<WorkQueue> backgroundQueue;
    std::unique_ptr<WorkQueue> interactiveQueue;
    std::unique_ptr<WorkQueue> writeQueue;

    bool isOwnThread() const
    {
        return writeQueue->isCurrentThread() || interactiveQueue->isCurrentThread() || backgroundQueue->isCurrentThread();
    }
};

Store::Store()
    : d(std::make_unique<Private>())
{
}

Store::~Store()
{
    // Writes first: they may be what a queued read waits to see.
    d->writeQueue.reset();
    d->safety.reset();
    d->interactiveQueue.reset();
    d->backgroundQueue.reset();
    d->interactive.reset();
    d->background.reset();
}

Result<std::shared_ptr<Store>> Store::open(Options options)
{
    const StorePaths paths{options.folder};
    if (!QDir().mkpath(options.folder)) {
        return storageFailure(StorageProblem::NotPermitted, QStringLiteral("%1 cannot be made").arg(options.folder));
    }
    QFile::setPermissions(options.folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    auto lock = StoreLock::take(options.folder);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    if (auto checked = Database::checkFile(paths.index()); !checked) {
        return std::unexpected(checked.error());
    }
    if (QFileInfo(paths.index()).size() == 0 && QFileInfo(paths.blobs()).size() > 0) {
        // An empty file would pass as a new database and everything as never having been.
        return storageFailure(StorageProblem::Damaged, QStringLiteral("kontor.db is empty or missing"));
    }

    Database::Options connection{.path = paths.index(), .key = options.key, .pageSize = indexPageSize};
    auto writing = Database::open(connection);
    if (!writing && storageProblem(writing.error()) == StorageProblem::WrongKey && isKeyOf(options.folder, options.key)) {
        return storageFailure(StorageProblem::Damaged, QStringLiteral("nothing of kontor.db can be read"));
    }
    if (!writing) {
        return std::unexpected(writing.error());
    }
    const auto outcome = applySchemas(**writing, options.schemas);
    if (!outcome) {
        return std::unexpected(outcome.error());
    }
    if (*outcome == SchemaOutcome::Changed || !QFile::exists(paths.firstPage())) {
        keepFirstPage(**writing, paths);
    }
    if (VitalAge::isBehind(paths, options.key)) {
        return storageFailure(StorageProblem::Damaged, QStringLiteral("kontor.db is older than its safety copy"));
    }
    connection.mode = Database::Mode::ReadOnly;
    auto interactive = Database::open(connection);
    if (!interactive) {
        return std::unexpected(interactive.error());
    }
    connection.cacheMiB = 8;
    auto background = Database::open(connection);
    if (!background) {
        return std::unexpected(background.error());
    }
    auto blobs = Blobs::open(options.folder, options.key);
    if (!blobs && storageProblem(blobs.error()) == StorageProblem::WrongKey) { // the index was opened with it
        return storageFailure(StorageProblem::Damaged, QStringLiteral("nothing of blobs.db can be read"));
    }
    if (!blobs) {
        return std::unexpected(blobs.error());
    }

    // The last owner may be a work that runs on one of our threads, which cannot wait for itself.
    std::shared_ptr<Store> store(new Store, [](Store *dying) {
        if (!dying->d->writeQueue || !dying->d->isOwnThread()) {
            delete dying;
        } else if (auto *pool = QThreadPool::globalInstance()) {
            pool->start([dying] { delete dying; });
        } // else the program is ending, and the store goes with it as with a power cut
    });
    auto &d = *store->d;
    d.paths = paths;
    d.lock = std::move(*lock);
    d.blobs = std::move(*blobs);
    d.blobs->setReserve(paths.safetyBlobs());
    d.blobs->setWatcher({.lost =
                             [store = store.get()](const QSet<BlobId> &lost) {
                                 Q_EMIT store->blobsLost(lost);
                             },
                         .broken = [store = store.get()](const Error &error) { store->noteFailure(error); }});
    d.safety = std::make_unique<SafetyCopy>(paths, options.key, options.schemas, *d.blobs);
    d.writing = std::move(*writing);
    d.interactive = std::move(*interactive);
    d.background = std::move(*background);
    d.writeQueue = std::make_unique<WorkQueue>(QStringLiteral("store-writer"), WorkQueue::Standing::Ahead);
    d.interactiveQueue = std::make_unique<WorkQueue>(QStringLiteral("store-reader"), WorkQueue::Standing::Ahead);
    d.backgroundQueue = std::make_unique<WorkQueue>(QStringLiteral("store-reader-bg"), WorkQueue::Standing::Behind);
    return store;
}

bool Store::isKeyOf(const QString &folder, const QByteArray &key)
{
    const StorePaths paths{folder};
    const auto salt = CipherPages::saltOf(key);
    for (const auto &path : {paths.index(), paths.firstPage(), paths.safetyCopy()}) {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly) && file.read(salt.size()) == salt) {
            return true;
        }
    }
    return false;
}

void Store::enqueueWrite(WriteStep step)
{
    d->writeQueue->add([this, step = std::move(step)]() mutable {
        const auto fail = [&](const Error &error) {
            d->writing->rollback();
            noteFailure(error);
            step(nullptr, &error);
        };
        if (auto begun = d->writing->begin(); !begun) {
            fail(begun.error());
            return;
        }
        Transaction transaction(*d->writing);
        if (const auto error = step(&transaction, nullptr)) {
            d->writing->rollback();
            noteFailure(*error);
            step(nullptr, nullptr);
            return;
        }
        const bool isVital = transaction.changes.outbox || transaction.changes.accounts;
        if (isVital) { // first what a change consists of
            auto ready = d->blobs->flush().and_then([this] { return VitalAge::count(*d->writing); });
            if (!ready) {
                fail(ready.error());
                return;
            }
        }
        if (auto committed = d->writing->commit(); !committed) {
            fail(committed.error());
            return;
        }
        if (isVital) {
            if (auto flushed = Database::flushLog(d->paths.index()); !flushed) {
                noteFailure(flushed.error());
            }
        }
        if (isVital || transaction.changes.collectionList) {
            d->safety->noteChange();
        }
        if (!transaction.changes.isEmpty()) {
            Q_EMIT changed(transaction.changes);
        }
        step(nullptr, nullptr);
    });
}

void Store::noteFailure(const Error &error)
{
    const auto problem = storageProblem(error);
    if (problem == StorageProblem::None) {
        return;
    }
    qCWarning(logStore) << "an access failed:" << error.detail;
    if (problem == StorageProblem::Damaged || problem == StorageProblem::DiskFull || problem == StorageProblem::Unreadable) {
        Q_EMIT broken(error);
    }
}

void Store::enqueueRead(std::move_only_function<void(const Reader &)> work, Urgency urgency)
{
    const bool interactive = urgency == Urgency::Interactive;
    auto *database = interactive ? d->interactive.get() : d->background.get();
    (interactive ? d->interactiveQueue : d->backgroundQueue)->add([database, work = std::move(work)]() mutable {
        const Reader reader(*database);
        work(reader);
    });
}

Blobs &Store::blobs()
{
    return *d->blobs;
}

QString Store::folder() const
{
    return d->paths.folder;
}

void Store::drain()
{
    d->writeQueue->drain();
    d->interactiveQueue->drain();
    d->backgroundQueue->drain();
}

}
