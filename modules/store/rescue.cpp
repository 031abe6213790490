// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rescue.h"

#include "base/log.h"
#include "store/cipherpages.h"
#include "store/schemas.h"
#include "store/storageproblem.h"
#include "store/storelock.h"
#include "store/storepaths.h"
#include "store/vitalblobs.h"
#include "store/vitalrows.h"

#include <KLocalizedString>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

namespace Kontor
{

namespace
{

// Where SQLite's file header keeps what must fit the file (file format, section 1.3).
constexpr int headerChangeCounter = 24;
constexpr int headerPages = 28;
constexpr int headerFreeList = 32;
constexpr int headerVersionValidFor = 92;

const QStringList suffixes{QStringLiteral(""), QStringLiteral("-wal"), QStringLiteral("-shm")};

enum class Health { Whole, Damaged };

Result<Health> healthOf(const Database::Options &options)
{
    if (QFileInfo(options.path).size() == 0) {
        return Health::Damaged;
    }
    auto database = Database::open(options);
    if (!database) {
        return isDamaged(database.error()) ? Result<Health>(Health::Damaged) : std::unexpected(database.error());
    }
    const auto found = (*database)->prepare("PRAGMA integrity_check (1)").value<QString>();
    return found && found->value_or(QString()) == QStringLiteral("ok") ? Health::Whole : Health::Damaged;
}

/// Moves a database with its log; returns the new path.
Result<QString> putAside(const QString &path)
{
    const auto time = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'"));
    QString aside = path + QStringLiteral(".damaged-") + time;
    for (int i = 2; QFile::exists(aside); ++i) {
        aside = path + QStringLiteral(".damaged-") + time + QLatin1Char('-') + QString::number(i);
    }
    for (const auto &suffix : suffixes) {
        if (QFile::exists(path + suffix) && !QFile::rename(path + suffix, aside + suffix)) {
            return storageFailure(StorageProblem::NotPermitted, QStringLiteral("%1 cannot be renamed").arg(path + suffix));
        }
    }
    return aside;
}

/// What a rescue that was interrupted put aside last.
QString lastAside(const QString &path)
{
    const QFileInfo info(path);
    const auto names = QDir(info.path()).entryList({info.fileName() + QStringLiteral(".damaged-*Z"), info.fileName() + QStringLiteral(".damaged-*Z-?")}, QDir::Files, QDir::Name);
    return names.isEmpty() ? QString() : info.path() + QLatin1Char('/') + names.last();
}

QByteArray readPage(const QString &path, int size)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(size) : QByteArray();
}

/// Gives a damaged file a first page by which SQLite can find the rest: its own if that is
/// whole, else a copy, in either case with the file's real length.
void mendFirstPage(const QString &path, const CipherPages &pages, const QStringList &copies)
{
    auto plain = pages.unseal(readPage(path, pages.pageSize()), 1);
    for (const auto &copy : copies) {
        if (!plain) {
            plain = pages.unseal(readPage(copy, pages.pageSize()), 1);
        }
    }
    if (!plain) {
        qCWarning(logStore) << "no first page for" << path;
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite)) {
        return;
    }
    const auto counter = qFromBigEndian<quint32>(plain->constData() + headerChangeCounter);
    qToBigEndian(counter, plain->data() + headerVersionValidFor);
    qToBigEndian(quint32(file.size() / pages.pageSize()), plain->data() + headerPages);
    qToBigEndian(quint32(0), plain->data() + headerFreeList);
    qToBigEndian(quint32(0), plain->data() + headerFreeList + 4);
    file.write(pages.seal(*plain, 1));
}

/// Rows whose parents are lost. An item or a change without its collection still counts: it gets
/// a collection of that number, without a name on the server.
Result<void> mendReferences(Database &database)
{
    const auto hasSync = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('collection', 'item', 'change')").value<int>();
    if (hasSync && hasSync->value_or(0) == 3) {
        auto done = database
                        .prepareOnce("INSERT OR IGNORE INTO collection (id, resource, name) "
                                     "SELECT item.collection, (SELECT resource FROM change WHERE change.item = item.id LIMIT 1), ?1 FROM item "
                                     "WHERE item.collection NOT IN (SELECT id FROM collection) AND item.id IN (SELECT item FROM change)")
                        .run(i18nc("@item a mail folder made for mails whose own folder was lost", "Rescued"));
        if (!done) {
            return done;
        }
    }
    for (int round = 0; round < 10; ++round) {
        QList<std::pair<QString, qint64>> orphans;
        auto done = database.prepare("SELECT \"table\", rowid FROM pragma_foreign_key_check").each([&](const Statement &row) {
            if (!row.isNull(1)) {
                orphans.append({row.text(0), row.integer(1)});
            }
        });
        for (const auto &[table, row] : std::as_const(orphans)) {
            if (done) {
                done = database.prepareOnce("DELETE FROM " + table.toUtf8() + " WHERE rowid = ?1").run(row);
            }
        }
        if (!done || orphans.isEmpty()) {
            return done;
        }
    }
    return {};
}

Result<void> fillIndex(const StorePaths &paths, const QString &fresh, const QString &damaged, const Store::Options &options, StoreRescue::Report &report)
{
    auto made = Database::open({.path = fresh, .key = options.key});
    if (!made) {
        return std::unexpected(made.error());
    }
    auto &database = **made;
    if (auto applied = applySchemas(database, options.schemas); !applied) {
        return std::unexpected(applied.error());
    }
    if (auto done = database.execute("PRAGMA foreign_keys = OFF"); !done) {
        return done;
    }
    bool isComplete = false;
    if (!damaged.isEmpty()) {
        const auto copied = VitalRows::copy(database, {.path = damaged, .key = options.key}, VitalRows::Purpose::Rescue);
        if (copied) {
            report.rows += copied->rows;
            report.unreadable += copied->unreadable;
            isComplete = copied->unreadable == 0;
        } else if (storageProblem(copied.error()) == StorageProblem::DiskFull) {
            return std::unexpected(copied.error());
        } else {
            qCWarning(logStore) << "nothing could be read from the damaged file:" << copied.error().detail;
        }
    }
    if (!isComplete && QFile::exists(paths.safetyCopy())) {
        const auto copied = VitalRows::copy(database, {.path = paths.safetyCopy(), .key = options.key}, VitalRows::Purpose::RescueFromCopy);
        if (copied) {
            report.rows += copied->rows;
            report.usedSafetyCopy = copied->rows > 0;
        } else {
            qCWarning(logStore) << "the safety copy is of no use:" << copied.error().detail;
        }
    }
    if (auto done = mendReferences(database); !done) {
        return done;
    }
    const auto changes = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'change'").value<int>();
    if (changes && changes->value_or(0) > 0) {
        report.changes = int(database.prepareOnce("SELECT count(*) FROM change").value<int>().value_or(0).value_or(0));
    }
    return database.checkpoint();
}

Result<void> rescueIndex(const StorePaths &paths, const Store::Options &options, StoreRescue::Report &report)
{
    auto damaged = lastAside(paths.index());
    if (QFileInfo(paths.index()).size() > 0) {
        const auto aside = putAside(paths.index());
        if (!aside) {
            return std::unexpected(aside.error());
        }
        damaged = *aside;
        report.putAside.append(damaged);
    }
    // Aside until it is complete: a rescue that is interrupted is begun again.
    const auto fresh = paths.index() + QStringLiteral(".new");
    for (const auto &suffix : suffixes) {
        QFile::remove(fresh + suffix);
        QFile::remove(paths.index() + suffix);
    }
    if (!damaged.isEmpty()) {
        mendFirstPage(damaged, CipherPages(options.key, 4096), {paths.firstPage()});
    }
    if (auto done = fillIndex(paths, fresh, damaged, options, report); !done) {
        return done;
    }
    QFile::remove(paths.firstPage()); // the new file has another one
    if (!QFile::rename(fresh, paths.index())) {
        return storageFailure(StorageProblem::NotPermitted, QStringLiteral("%1 cannot be renamed").arg(fresh));
    }
    return {};
}

Result<void> rescueBlobs(const StorePaths &paths, const Database::Options &connection, const QByteArray &key, StoreRescue::Report &report)
{
    QString damaged;
    if (QFileInfo(paths.blobs()).size() > 0) {
        const auto aside = putAside(paths.blobs());
        if (!aside) {
            return std::unexpected(aside.error());
        }
        damaged = *aside;
        report.putAside.append(damaged);
    }
    for (const auto &suffix : suffixes) {
        QFile::remove(paths.blobs() + suffix);
    }
    auto blobs = Blobs::open(paths.folder, key);
    if (!blobs || damaged.isEmpty()) {
        return blobs ? Result<void>() : std::unexpected(blobs.error());
    }
    blobs->reset(); // closed, so that its first page lies in the file: all are laid out alike
    mendFirstPage(damaged, CipherPages(connection.key, connection.pageSize), {paths.blobs()});

    auto options = connection;
    options.path = paths.blobs();
    options.mode = Database::Mode::ReadWrite;
    auto to = Database::open(options);
    options.path = damaged;
    options.mode = Database::Mode::ReadOnly;
    auto from = Database::open(options);
    if (!to) {
        return std::unexpected(to.error());
    }
    if (!from) {
        ++report.unreadable;
        return {};
    }
    auto done = (*to)->begin();
    const auto highest = (*from)->prepare("SELECT max(number) FROM blob").value<qint64>();
    const auto failures = VitalRows::halving(1, highest ? highest->value_or(0) : qint64(1) << 40, [&](qint64 first, qint64 last) {
        Result<void> written;
        auto read = (*from)
                        ->prepare("SELECT id, size, content FROM blob NOT INDEXED WHERE number BETWEEN ?1 AND ?2")
                        .each(
                            [&](const Statement &row) {
                                if (written) {
                                    written = (*to)->prepare("INSERT OR IGNORE INTO blob (id, size, content) VALUES (?1, ?2, ?3)").run(row.blob(0), row.integer(1), row.blob(2));
                                    report.blobs += (*to)->changedRows();
                                }
                            },
                            first, last);
        return written ? read : written;
    });
    if (!failures) {
        (*to)->rollback();
        return std::unexpected(failures.error());
    }
    report.unreadable += *failures;
    if (done) {
        done = (*to)->commit();
    }
    return done;
}

/// What unsent changes consist of: damaged blobs come from the safety copy.
Result<void> rescueVitalBlobs(const StorePaths &paths, const Store::Options &options, StoreRescue::Report &report)
{
    auto index = Database::open({.path = paths.index(), .key = options.key, .mode = Database::Mode::ReadOnly});
    if (!index) {
        return std::unexpected(index.error());
    }
    const auto wanted = VitalBlobs::ofChanges(**index);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    if (wanted->isEmpty()) {
        return {};
    }
    auto blobs = Blobs::open(paths.folder, options.key);
    if (!blobs) {
        return std::unexpected(blobs.error());
    }
    (*blobs)->setReserve(paths.safetyBlobs());
    for (const auto &ids : *wanted) {
        bool isWhole = true;
        for (const auto &id : ids) {
            const auto checked = (*blobs)->check(id);
            if (!checked && storageProblem(checked.error()) == StorageProblem::DiskFull) {
                return checked;
            }
            isWhole = isWhole && checked;
        }
        report.contentsLost += isWhole ? 0 : 1;
    }
    return {};
}

}

Result<StoreRescue::Report> StoreRescue::run(const Store::Options &options)
{
    const StorePaths paths{options.folder};
    const auto lock = StoreLock::take(options.folder);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    auto indexHealth = healthOf({.path = paths.index(), .key = options.key, .mode = Database::Mode::ReadOnly});
    if (!indexHealth && storageProblem(indexHealth.error()) == StorageProblem::WrongKey && Store::isKeyOf(paths.folder, options.key)) {
        indexHealth = Health::Damaged;
    }
    if (!indexHealth) {
        return std::unexpected(indexHealth.error());
    }
    const auto blobsConnection = Blobs::connection(paths.folder, options.key);
    auto blobsHealth = healthOf(blobsConnection);
    if (!blobsHealth && storageProblem(blobsHealth.error()) == StorageProblem::WrongKey && Store::isKeyOf(paths.folder, options.key)) {
        blobsHealth = Health::Damaged;
    }
    if (!blobsHealth) {
        return std::unexpected(blobsHealth.error());
    }
    Report report;
    if (*indexHealth == Health::Damaged) {
        if (auto done = rescueIndex(paths, options, report); !done) {
            return std::unexpected(done.error());
        }
    }
    if (*blobsHealth == Health::Damaged) {
        if (auto done = rescueBlobs(paths, blobsConnection, options.key, report); !done) {
            return std::unexpected(done.error());
        }
    }
    if (auto done = rescueVitalBlobs(paths, options, report); !done) {
        return std::unexpected(done.error());
    }
    return report;
}

QString StoreRescue::sentence(const Report &report)
{
    const auto contentsLost = report.contentsLost == 0
        ? QString()
        : QLatin1Char(' ')
            + i18ncp("@info changes: for example messages to be sent",
                     "The content of one of them is lost; the outbox says which one.",
                     "The contents of %1 of them are lost; the outbox says which ones.",
                     report.contentsLost);
    if (report.putAside.isEmpty() && report.rows == 0 && !report.usedSafetyCopy) {
        return contentsLost.isEmpty() ? i18nc("@info", "The local data is in order; nothing had to be repaired.")
                                      : i18nc("@info", "Some changes wait to be sent.") + contentsLost;
    }
    auto text = i18nc("@info", "The damaged local data was put aside and is being rebuilt from the servers.");
    text += QLatin1Char(' ')
        + i18ncp("@info changes: what the user did and no server knows yet", "One change that was not sent yet was rescued.", "%1 changes that were not sent yet were rescued.", report.changes)
        + contentsLost;
    if (report.unreadable > 0) {
        text += QLatin1Char(' ') + i18nc("@info", "Some of it could not be read any more. Please check the outbox and your drafts.");
    }
    return text;
}

}
