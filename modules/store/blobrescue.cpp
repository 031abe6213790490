// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blobrescue.h"

#include "store/damagedfile.h"
#include "store/storageproblem.h"
#include "store/vitalblobs.h"
#include "store/vitalrows.h"

#include <QFile>
#include <QFileInfo>

namespace Kontor
{

Result<void> BlobRescue::table(const StorePaths &paths, const QByteArray &key, StoreRescue::Report &report)
{
    const auto connection = Blobs::connection(paths.folder, key);
    QString damaged;
    if (QFileInfo(paths.blobs()).size() > 0) {
        const auto aside = DamagedFile::putAside(paths.blobs());
        if (!aside) {
            return std::unexpected(aside.error());
        }
        damaged = *aside;
        report.putAside.append(damaged);
    }
    for (const auto &suffix : DamagedFile::suffixes()) {
        QFile::remove(paths.blobs() + suffix);
    }
    auto blobs = Blobs::open(paths.folder, key);
    if (!blobs || damaged.isEmpty()) {
        return blobs ? Result<void>() : std::unexpected(blobs.error());
    }
    blobs->reset(); // closed, so that its first page lies in the file: all are laid out alike
    DamagedFile::mendFirstPage(damaged, CipherPages(connection.key, connection.pageSize), {paths.blobs()});

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
                                    written = (*to)
                                                  ->prepare("INSERT OR IGNORE INTO blob (id, size, content) VALUES (?1, ?2, ?3)")
                                                  .run(row.blob(0), row.integer(1), row.blob(2));
                                    report.blobs += (*to)->changedRows();
                                }
                            },
                            first,
                            last);
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

Result<void> BlobRescue::unsent(const StorePaths &paths, const QByteArray &key, StoreRescue::Report &report)
{
    auto index = Database::open({.path = paths.index(), .key = key, .mode = Database::Mode::ReadOnly});
    if (!index) {
        return std::unexpected(index.error());
    }
    const auto table = (*index)->prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'change'").value<int>();
    if (table && table->value_or(0) > 0) {
        report.changes = int((*index)->prepare("SELECT count(*) FROM change").value<int>().value_or(0).value_or(0));
    }
    const auto wanted = VitalBlobs::ofChanges(**index);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    if (wanted->isEmpty()) {
        return {};
    }
    auto blobs = Blobs::open(paths.folder, key);
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
