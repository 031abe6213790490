// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorrows.h"

#include "sync/changerows.h"

#include <QCborArray>
#include <QCborValue>

namespace Kontor
{
namespace
{
constexpr int deepest = 1000; // folders

QByteArray packed(const QList<MirrorPast> &past)
{
    QCborArray all;
    for (const auto &one : past) {
        all << QCborArray{one.hash, one.revision, one.modified};
    }
    return QCborValue(all).toCbor();
}

QList<MirrorPast> unpacked(const QByteArray &bytes)
{
    QList<MirrorPast> past;
    for (const auto all = QCborValue::fromCbor(bytes).toArray(); const auto &one : all) {
        const auto parts = one.toArray();
        past << MirrorPast{parts.at(0).toByteArray(), parts.at(1).toString(), parts.at(2).toInteger()};
    }
    return past;
}

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

/// What sorts right behind all that lies below a path.
QString endOf(const QString &path)
{
    return path + u'0';
}
}

Result<QList<MirrorEntry>> MirrorRows::journal(const Reader &reader, qint64 mirror)
{
    QList<MirrorEntry> entries;
    return reader.prepare("SELECT path, folder, item, version, revision, file_id, modified, inode, size, mtime, ctime, hash, past FROM mirror_entry WHERE mirror = ?1")
        .each(
            [&entries](const Statement &row) {
                entries << MirrorEntry{.path = row.text(0),
                                       .isFolder = row.integer(1) != 0,
                                       .item = row.get<ItemId>(2),
                                       .version = row.text(3),
                                       .revision = row.text(4),
                                       .fileId = row.text(5),
                                       .modified = row.integer(6),
                                       .stat = {.inode = quint64(row.integer(7)), .size = row.integer(8), .mtime = row.integer(9), .ctime = row.integer(10)},
                                       .hash = row.blob(11),
                                       .past = unpacked(row.blob(12))};
            },
            mirror)
        .transform([&entries] {
            return entries;
        });
}

Result<QList<MirrorRemote>> MirrorRows::below(const Reader &reader, const FileTarget &folder)
{
    QList<MirrorRemote> found;
    // UNION, not UNION ALL: pending moves may for a while put two folders into one another.
    return reader
        .prepare("WITH RECURSIVE below (item) AS (SELECT item FROM file WHERE collection = ?1 AND parent = ?2 AND parent_href IS NULL AND hidden = 0 UNION "
                 "SELECT f.item FROM below b CROSS JOIN file f WHERE f.collection = ?1 AND f.parent = b.item AND f.parent_href IS NULL AND f.hidden = 0) "
                 "SELECT f.item, f.parent, f.name, f.folder, f.size, f.modified, f.revision, f.content, f.rights, coalesce(f.file_id, '') FROM below b CROSS JOIN file f ON f.item = b.item")
        .each(
            [&found, top = folder.folder](const Statement &row) {
                const auto parent = row.get<ItemId>(1);
                if (row.get<ItemId>(0) != top) {
                    found << MirrorRemote{.item = row.get<ItemId>(0),
                                          .parent = parent == top ? ItemId{} : parent,
                                          .name = row.text(2),
                                          .isFolder = row.integer(3) != 0,
                                          .size = row.integer(4),
                                          .modified = row.integer(5),
                                          .revision = row.text(6),
                                          .content = row.text(7),
                                          .fileId = row.text(9),
                                          .rights = FileRights::fromInt(int(row.integer(8)))};
                }
            },
            folder.space,
            folder.folder)
        .transform([&found] {
            return found;
        });
}

Result<void> MirrorRows::limbo(const Reader &reader, MirrorState &state)
{
    QSet<ItemId> seen;
    for (const auto &one : std::as_const(state.remote)) {
        seen << one.item;
    }
    auto &look = reader.prepare("SELECT parent, parent_href IS NOT NULL, hidden FROM file WHERE item = ?1");
    for (const auto &entry : std::as_const(state.journal)) {
        if (seen.contains(entry.item) || !entry.item) {
            continue;
        }
        auto at = entry.item;
        for (int depth = 0; at; ++depth) {
            ItemId parent;
            bool isLost = depth > deepest;
            auto asked = look.each(
                [&](const Statement &row) {
                    parent = row.integer(2) != 0 ? ItemId{} : row.get<ItemId>(0);
                    isLost = isLost || row.integer(1) != 0;
                },
                at);
            if (!asked) {
                return asked;
            }
            if (isLost) {
                state.limbo << entry.item;
                break;
            }
            at = parent;
        }
    }
    return {};
}

Result<QList<ChangeId>> MirrorRows::conflicts(const Reader &reader, qint64 mirror)
{
    QList<ChangeId> found;
    return reader
        .prepare("SELECT " KONTOR_CHANGE_COLUMNS ", m.version FROM mirror_entry m CROSS JOIN change c ON c.item = m.item AND c.state = 3 WHERE m.mirror = ?1")
        .each(
            [&found](const Statement &row) {
                const auto change = ChangeRows::read(row);
                const bool isOurs = change.arguments.value(QLatin1StringView("content")).toString() == row.text(ChangeRows::columnCount);
                const bool isContent = change.kind == FileChange::Content || change.kind == FileChange::Upload;
                if (isOurs && isContent && change.error.kind == Error::Kind::Conflict) {
                    found << change.id;
                }
            },
            mirror)
        .transform([&found] {
            return found;
        });
}

Result<void> MirrorRows::write(Transaction &transaction, qint64 mirror, const MirrorEntry &entry, const QString &before)
{
    Result<void> done;
    if (!before.isEmpty() && before != entry.path) {
        done = transaction.prepare("DELETE FROM mirror_entry WHERE mirror = ?1 AND path = ?2").run(mirror, before);
        if (done && entry.isFolder) {
            done = transaction
                       .prepare("UPDATE OR REPLACE mirror_entry SET path = ?4 || substr(path, length(?2) + 1) WHERE mirror = ?1 AND path > ?2 || '/' AND path < ?3")
                       .run(mirror, before, endOf(before), entry.path);
        }
    }
    return done.and_then([&] {
        return transaction
            .prepare("INSERT OR REPLACE INTO mirror_entry (mirror, path, folder, item, version, revision, file_id, modified, inode, size, mtime, ctime, hash, past) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)")
            .run(mirror,
                 entry.path,
                 entry.isFolder ? 1 : 0,
                 entry.item,
                 notNull(entry.version),
                 notNull(entry.revision),
                 notNull(entry.fileId),
                 entry.modified,
                 qint64(entry.stat.inode),
                 entry.stat.size,
                 entry.stat.mtime,
                 entry.stat.ctime,
                 entry.hash.isNull() ? QByteArray("") : entry.hash,
                 packed(entry.past));
    });
}

Result<void> MirrorRows::remove(Transaction &transaction, qint64 mirror, const QString &path)
{
    return transaction.prepare("DELETE FROM mirror_entry WHERE mirror = ?1 AND (path = ?2 OR (path > ?2 || '/' AND path < ?3))").run(mirror, path, endOf(path));
}

}
