// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/safetycopy.h"

#include "base/log.h"
#include "store/schemas.h"
#include "store/storageproblem.h"
#include "store/vitalblobs.h"
#include "store/vitalrows.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>

namespace Kontor
{

namespace
{

constexpr int delay = 3000; // ms; several changes share one copy
constexpr qint64 mostBytes = qint64(64) << 20; // of blobs

Result<void> writeBlobs(const StorePaths &paths, const QByteArray &key, const Blobs &blobs, Database &copy)
{
    const auto wanted = VitalBlobs::all(copy);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    if (wanted->isEmpty() && !QFile::exists(paths.safetyBlobs())) {
        return {};
    }
    if (!QDir().mkpath(paths.safetyBlobs())) {
        return storageFailure(StorageProblem::NotPermitted, paths.safetyBlobs());
    }
    QFile::setPermissions(paths.safetyBlobs(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    const auto reserve = Blobs::open(paths.safetyBlobs(), key);
    if (!reserve) {
        return std::unexpected(reserve.error());
    }
    const auto tooMuch = VitalBlobs::keep(*wanted, blobs, **reserve, mostBytes);
    if (!tooMuch) {
        return std::unexpected(tooMuch.error());
    }
    if (!tooMuch->isEmpty()) {
        qCInfo(logStore) << tooMuch->size() << "blobs of unsent changes are too large for the safety copy";
    }
    return {};
}

Result<void> written(const StorePaths &paths, const QByteArray &key, const QStringList &schemas, const Blobs &blobs)
{
    auto database = Database::open({.path = paths.safetyCopy(), .key = key, .cacheMiB = 1});
    if (!database) {
        return std::unexpected(database.error());
    }
    if (auto applied = applySchemas(**database, schemas); !applied) {
        return std::unexpected(applied.error());
    }
    if (auto done = (*database)->execute("PRAGMA foreign_keys = OFF"); !done) {
        return done;
    }
    const auto copied = VitalRows::copy(**database, {.path = paths.index(), .key = key}, VitalRows::Purpose::SafetyCopy);
    if (!copied) {
        return std::unexpected(copied.error());
    }
    // What was copied reaches the disk before the copy does, or the copy would seem the newer one.
    if (auto done = Database::flushLog(paths.index()); !done) {
        return done;
    }
    if (auto done = (*database)->checkpoint(); !done) {
        return done;
    }
    if (auto done = writeBlobs(paths, key, blobs, **database); !done) {
        qCWarning(logStore) << "the safety copy lacks blobs:" << done.error().detail;
        if (isDamaged(done.error())) { // the next one begins afresh
            QDir(paths.safetyBlobs()).removeRecursively();
        }
    }
    return {};
}

}

SafetyCopy::SafetyCopy(const StorePaths &paths, const QByteArray &key, const QStringList &schemas, const Blobs &blobs)
    : m_paths(paths)
    , m_key(key)
    , m_schemas(schemas)
    , m_blobs(blobs)
    , m_due(!QFile::exists(paths.safetyCopy()))
    , m_thread(QThread::create([this] { loop(); }))
{
    m_thread->setObjectName(QStringLiteral("store-safety"));
    m_thread->start(QThread::LowPriority);
}

SafetyCopy::~SafetyCopy()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_closing = true;
    }
    m_woken.wakeAll();
    m_thread->wait();
}

void SafetyCopy::noteChange()
{
    const QMutexLocker lock(&m_mutex);
    m_due = true;
    m_woken.wakeAll();
}

void SafetyCopy::loop()
{
    Database::ignoreFaultsInThisThread();
    for (;;) {
        {
            QMutexLocker lock(&m_mutex);
            while (!m_due && !m_closing) {
                m_woken.wait(&m_mutex);
            }
            const QDeadlineTimer due(delay);
            while (!m_closing && !due.hasExpired()) {
                m_woken.wait(&m_mutex, due);
            }
            if (!m_due) {
                return;
            }
            m_due = false;
        }
        renew();
    }
}

void SafetyCopy::renew() const
{
    if (auto done = written(m_paths, m_key, m_schemas, m_blobs); !done) {
        qCWarning(logStore) << "the safety copy could not be written:" << done.error().detail;
        // The old one stays, unless it is the one to blame: then the next begins afresh.
        const auto own = Database::open({.path = m_paths.safetyCopy(), .key = m_key, .mode = Database::Mode::ReadOnly, .cacheMiB = 1});
        if (own) {
            return;
        }
        for (const auto &suffix : {QStringLiteral(""), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
            QFile::remove(m_paths.safetyCopy() + suffix);
        }
    }
}

}
