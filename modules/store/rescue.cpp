// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rescue.h"

#include "base/log.h"
#include "store/blobrescue.h"
#include "store/cipherpages.h"
#include "store/damagedfile.h"
#include "store/schemas.h"
#include "store/storageproblem.h"
#include "store/storelock.h"
#include "store/storepaths.h"
#include "store/vitalage.h"
#include "store/vitalrows.h"

#include <KLocalizedString>

#include <QFile>
#include <QFileInfo>

namespace Kontor
{

namespace
{

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

/// Makes the rows of the new index fit each other.
Result<void> finish(Database &database, const StorePaths &paths, const Store::Options &options)
{
    if (auto done = mendReferences(database); !done) {
        return done;
    }
    // From now on it is at least as new as what was copied from.
    if (auto done = VitalAge::raise(database, VitalAge::ofCopy(paths, options.key)); !done) {
        return done;
    }
    return database.checkpoint();
}

/// Whole, and ready to take rows in any order.
Result<std::unique_ptr<Database>> openToFill(const QString &path, const Store::Options &options)
{
    auto database = Database::open({.path = path, .key = options.key});
    if (!database) {
        return database;
    }
    if (auto applied = applySchemas(**database, options.schemas); !applied) {
        return std::unexpected(applied.error());
    }
    if (auto done = (*database)->execute("PRAGMA foreign_keys = OFF"); !done) {
        return std::unexpected(done.error());
    }
    return database;
}

/// An index that has lost its newest transactions (its log was cut off) while the safety copy has
/// them. What it would do again has perhaps been done, so nothing is repeated silently.
Result<void> catchUp(const StorePaths &paths, const Store::Options &options, StoreRescue::Report &report)
{
    auto made = openToFill(paths.index(), options);
    if (!made) {
        return std::unexpected(made.error());
    }
    auto &database = **made;
    const auto copied = VitalRows::copy(database, {.path = paths.safetyCopy(), .key = options.key}, VitalRows::Purpose::RescueFromCopy);
    if (!copied) {
        return std::unexpected(copied.error());
    }
    report.rows += copied->rows;
    report.usedSafetyCopy = true;
    return finish(database, paths, options);
}

Result<void> fillIndex(const StorePaths &paths, const QString &fresh, const QString &damaged, const Store::Options &options, StoreRescue::Report &report)
{
    auto made = openToFill(fresh, options);
    if (!made) {
        return std::unexpected(made.error());
    }
    auto &database = **made;
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
    return finish(database, paths, options);
}

Result<void> rescueIndex(const StorePaths &paths, const Store::Options &options, StoreRescue::Report &report)
{
    auto damaged = DamagedFile::lastAside(paths.index());
    if (QFileInfo(paths.index()).size() > 0) {
        const auto aside = DamagedFile::putAside(paths.index());
        if (!aside) {
            return std::unexpected(aside.error());
        }
        damaged = *aside;
        report.putAside.append(damaged);
    }
    // Aside until it is complete: a rescue that is interrupted is begun again.
    const auto fresh = paths.index() + QStringLiteral(".new");
    for (const auto &suffix : DamagedFile::suffixes()) {
        QFile::remove(fresh + suffix);
        QFile::remove(paths.index() + suffix);
    }
    if (!damaged.isEmpty()) {
        DamagedFile::mendFirstPage(damaged, CipherPages(options.key, 4096), {paths.firstPage()});
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

}

Result<StoreRescue::Report> StoreRescue::run(const Store::Options &options)
{
    const StorePaths paths{options.folder};
    const auto lock = StoreLock::take(options.folder);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    const auto readers = StoreLock::takeFromReaders(options.folder);
    if (!readers) {
        return std::unexpected(readers.error());
    }
    for (const auto &path : {paths.index(), paths.safetyCopy()}) {
        const auto database = Database::open({.path = path, .key = options.key, .mode = Database::Mode::ReadOnly});
        const auto age = database ? schemaAge(**database, options.schemas) : Result<SchemaAge>(SchemaAge::Current);
        if (!age && storageProblem(age.error()) == StorageProblem::TooNew) {
            return std::unexpected(age.error()); // what it holds we would not know how to rescue
        }
    }
    auto indexHealth = DamagedFile::healthOf({.path = paths.index(), .key = options.key, .mode = Database::Mode::ReadOnly});
    if (!indexHealth && storageProblem(indexHealth.error()) == StorageProblem::WrongKey && Store::isKeyOf(paths.folder, options.key)) {
        indexHealth = DamagedFile::Health::Damaged;
    }
    if (!indexHealth) {
        return std::unexpected(indexHealth.error());
    }
    const auto blobsConnection = Blobs::connection(paths.folder, options.key);
    auto blobsHealth = DamagedFile::healthOf(blobsConnection);
    if (!blobsHealth && storageProblem(blobsHealth.error()) == StorageProblem::WrongKey && Store::isKeyOf(paths.folder, options.key)) {
        blobsHealth = DamagedFile::Health::Damaged;
    }
    if (!blobsHealth) {
        return std::unexpected(blobsHealth.error());
    }
    Report report;
    if (*indexHealth == DamagedFile::Health::Damaged) {
        if (auto done = rescueIndex(paths, options, report); !done) {
            return std::unexpected(done.error());
        }
    } else if (VitalAge::isBehind(paths, options.key)) {
        if (auto done = catchUp(paths, options, report); !done) {
            return std::unexpected(done.error());
        }
    }
    if (*blobsHealth == DamagedFile::Health::Damaged) {
        if (auto done = BlobRescue::table(paths, options.key, report); !done) {
            return std::unexpected(done.error());
        }
    }
    if (auto done = BlobRescue::unsent(paths, options.key, report); !done) {
        return std::unexpected(done.error());
    }
    return report;
}

QString StoreRescue::sentence(const Report &report)
{
    const auto contentsLost = report.contentsLost == 0 ? QString()
                                                       : QLatin1Char(' ')
            + i18ncp("@info changes: for example messages to be sent",
                     "The content of one of them is lost; the outbox says which one.",
                     "The contents of %1 of them are lost; the outbox says which ones.",
                     report.contentsLost);
    if (report.putAside.isEmpty() && report.rows == 0 && !report.usedSafetyCopy) {
        return contentsLost.isEmpty() ? i18nc("@info", "The local data is in order; nothing had to be repaired.")
                                      : i18nc("@info", "Some changes wait to be sent.") + contentsLost;
    }
    auto text = report.putAside.isEmpty() ? i18nc("@info", "The newest local changes were missing and were taken from the safety copy.")
                                          : i18nc("@info", "The damaged local data was put aside and is being rebuilt from the servers.");
    text += QLatin1Char(' ')
        + i18ncp("@info changes: what the user did and no server knows yet",
                 "One change that was not sent yet was rescued.",
                 "%1 changes that were not sent yet were rescued.",
                 report.changes)
        + contentsLost;
    if (report.unreadable > 0) {
        text += QLatin1Char(' ') + i18nc("@info", "Some of it could not be read any more. Please check the outbox and your drafts.");
    }
    return text;
}

}
