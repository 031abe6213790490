// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobtable.h"

#include "store/storageproblem.h"

namespace Kontor
{

namespace
{

constexpr int deletesAtOnce = 500;
constexpr int formatVersion = 1;

// The application_id is 1 as long as rows elsewhere may refer to blobs that are not here.
constexpr auto schema = R"(
    CREATE TABLE IF NOT EXISTS blob (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,  -- SHA-256 of the plain bytes
        size INTEGER NOT NULL,    -- of the plain bytes
        content BLOB NOT NULL     -- a zstd frame
    ) STRICT;
    PRAGMA application_id = 1;
    PRAGMA user_version = 1;
)";

}

Result<std::unique_ptr<BlobTable>> BlobTable::open(Database::Options options)
{
    std::unique_ptr<BlobTable> table(new BlobTable);
    table->m_path = options.path;
    if (options.mode == Database::Mode::ReadWrite) {
        auto writing = Database::open(options);
        if (!writing) {
            return std::unexpected(writing.error());
        }
        table->m_writing = std::move(*writing);
    }
    options.mode = Database::Mode::ReadOnly;
    auto reading = table->m_writing ? Result<std::unique_ptr<Database>>() : Database::open(options);
    if (!reading) {
        return std::unexpected(reading.error());
    }
    auto &first = table->m_writing ? *table->m_writing : **reading;
    const auto version = first.prepare("PRAGMA user_version").value<int>();
    if (!version) {
        return std::unexpected(version.error());
    }
    if (version->value_or(0) > formatVersion) {
        return storageFailure(StorageProblem::TooNew, QStringLiteral("blobs.db has format %1").arg(version->value_or(0)));
    }
    if (table->m_writing) {
        if (version->value_or(0) < formatVersion) {
            if (auto done = table->m_writing->execute(schema); !done) {
                return std::unexpected(done.error());
            }
        }
        reading = Database::open(options);
        if (!reading) {
            return std::unexpected(reading.error());
        }
    }
    table->m_reading = std::move(*reading);
    return table;
}

Result<void> BlobTable::write(const std::function<Result<void>(Database &)> &work)
{
    const QMutexLocker lock(&m_writeMutex);
    if (!m_writing) {
        return storageFailure(StorageProblem::NotPermitted, QStringLiteral("%1 was opened for reading").arg(m_path));
    }
    auto done = m_writing->begin();
    if (done) {
        done = work(*m_writing);
    }
    if (done) {
        done = m_writing->commit();
    }
    if (!done) {
        m_writing->rollback();
    }
    return done;
}

Result<void> BlobTable::insert(const QList<PackedBlob> &many)
{
    m_isUnflushed = true;
    return write([&many](Database &database) {
        Result<void> done;
        for (const auto &packed : many) {
            if (done && !packed.frame.isEmpty()) {
                done = database.prepare("INSERT INTO blob (id, size, content) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING")
                           .run(packed.id, packed.size, packed.frame);
            }
        }
        return done;
    });
}

Result<std::optional<BlobTable::Row>> BlobTable::find(const QByteArray &id) const
{
    std::optional<Row> found;
    const QMutexLocker lock(&m_readMutex);
    return m_reading->prepare("SELECT size, content FROM blob WHERE id = ?1")
        .each([&found](const Statement &row) { found = Row{row.integer(0), row.blob(1)}; }, id)
        .transform([&found] { return std::move(found); });
}

Result<std::optional<qint64>> BlobTable::sizeOf(const QByteArray &id) const
{
    const QMutexLocker lock(&m_readMutex);
    return m_reading->prepare("SELECT size FROM blob WHERE id = ?1").value<qint64>(id);
}

Result<void> BlobTable::remove(const QByteArray &id)
{
    return write([&id](Database &database) { return database.prepare("DELETE FROM blob WHERE id = ?1").run(id); });
}

Result<QList<BlobTable::Entry>> BlobTable::entries() const
{
    QList<Entry> entries;
    const QMutexLocker lock(&m_readMutex);
    return m_reading->prepare("SELECT number, id, length(content) FROM blob")
        .each([&entries](const Statement &row) { entries.append({row.integer(0), row.blob(1), row.integer(2)}); })
        .transform([&entries] { return std::move(entries); });
}

Result<qint64> BlobTable::remove(const QList<Entry> &entries, const std::function<bool(const QByteArray &)> &isLitter)
{
    qint64 freed = 0;
    for (qsizetype start = 0; start < entries.size(); start += deletesAtOnce) {
        // One transaction for some: others want to write, too.
        qint64 freedNow = 0;
        auto done = write([&](Database &database) {
            Result<void> deleted;
            for (qsizetype i = start; deleted && i < std::min<qsizetype>(start + deletesAtOnce, entries.size()); ++i) {
                if (isLitter(entries.at(i).id)) {
                    deleted = database.prepare("DELETE FROM blob WHERE number = ?1").run(entries.at(i).number);
                    freedNow += entries.at(i).bytes;
                }
            }
            return deleted;
        });
        if (!done) {
            return std::unexpected(done.error());
        }
        freed += freedNow;
    }
    return freed;
}

Result<void> BlobTable::shrink()
{
    const QMutexLocker lock(&m_writeMutex);
    if (!m_writing) {
        return {};
    }
    if (auto done = m_writing->execute("PRAGMA incremental_vacuum"); !done) {
        return done;
    }
    return m_writing->checkpoint();
}

bool BlobTable::isUnsettled() const
{
    const QMutexLocker lock(&m_readMutex);
    return m_reading->prepare("PRAGMA application_id").value<int>().value_or(0).value_or(0) != 0;
}

Result<void> BlobTable::settle()
{
    const QMutexLocker lock(&m_writeMutex);
    return m_writing ? m_writing->execute("PRAGMA application_id = 0") : Result<void>();
}

Result<void> BlobTable::flush()
{
    return m_isUnflushed.exchange(false) ? Database::flushLog(m_path) : Result<void>();
}

}
