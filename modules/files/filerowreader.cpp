// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filerowreader.h"

#include "files/filerows.h"

#include <QTimeZone>

namespace Kontor
{
namespace
{
constexpr int deepest = 1000; // folders; pending moves may for a while put two into one another

QString idList(const QList<qint64> &ids)
{
    QString list = QStringLiteral("[");
    for (const auto id : ids) {
        if (list.size() > 1) {
            list += u',';
        }
        list += QString::number(id);
    }
    return list + u']';
}

/// A folder that is kept offline is whole when nothing below is missing. Others never are: nobody asked for it.
Result<bool> isWhole(const Reader &reader, const FileRow &folder)
{
    return reader
        .prepare("WITH RECURSIVE below (item) AS (SELECT ?1 UNION SELECT f.item FROM below JOIN file f ON f.collection = ?2 AND f.parent = below.item AND f.hidden = 0) "
                 "SELECT EXISTS (SELECT 1 FROM below JOIN file f ON f.item = below.item WHERE f.folder = 0 AND f.content = '' AND f.revision <> '' "
                 "AND f.kept <> f.item || '@' || f.revision)")
        .value<bool>(folder.item, folder.space)
        .transform([](std::optional<bool> missing) {
            return !missing.value_or(true);
        });
}
}

FileRow FileRowReader::read(const Statement &row)
{
    FileRow file;
    file.item = row.get<ItemId>(0);
    file.parent = row.get<ItemId>(1);
    file.space = row.get<CollectionId>(2);
    file.name = row.text(3);
    file.isFolder = row.integer(4) != 0;
    file.size = row.integer(5);
    const auto modified = row.integer(6);
    file.modified = modified == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(modified, QTimeZone::UTC);
    file.type = row.text(7);
    file.rights = FileRights::fromInt(int(row.integer(8)));
    const auto marks = row.integer(9);
    file.isFavourite = marks & FileRows::Favourite;
    file.isMount = marks & FileRows::Mount;
    file.isSharedWithMe = marks & FileRows::SharedWithMe;
    file.isShared = marks & FileRows::SharedByMe;
    file.hasPreview = marks & FileRows::Preview;
    file.isWaiting = marks & FileRows::Waiting;
    file.isContested = marks & FileRows::Contested;
    file.owner = row.text(10);
    file.lockedBy = row.text(11);
    const auto kept = row.text(12);
    const auto revision = row.text(13);
    const bool isNewest = !revision.isEmpty() && kept == fileContentKey(file.item, revision);
    if (!file.isFolder) {
        file.kept = !row.text(14).isEmpty() || isNewest ? FileKept::Whole : kept.isEmpty() ? FileKept::No : FileKept::Older;
    }
    file.isPinned = row.integer(15) != 0;
    file.isOffline = row.integer(16) != 0;
    file.isUnsent = row.integer(17) != 0;
    return file;
}

Result<QString> FileRowReader::pathOf(const Reader &reader, ItemId folder)
{
    QStringList names;
    auto &up = reader.prepare("SELECT parent, name FROM file WHERE item = ?1");
    for (int depth = 0; folder && depth < deepest; ++depth) {
        ItemId parent;
        auto asked = up.each(
            [&](const Statement &row) {
                parent = row.get<ItemId>(0);
                names.prepend(row.text(1));
            },
            folder);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        folder = parent;
    }
    return names.join(u'/');
}

Result<QHash<qint64, FileRow>> FileRowReader::rows(const Reader &reader, const QList<qint64> &ids, Paths paths)
{
    QHash<qint64, FileRow> found;
    found.reserve(ids.size());
    auto done = reader.prepare("SELECT " KONTOR_FILE_COLUMNS " FROM json_each(?1) j CROSS JOIN file f ON f.item = j.value JOIN item i ON i.id = f.item")
                    .each(
                        [&found](const Statement &row) {
                            const auto file = read(row);
                            found.insert(file.item.value, file);
                        },
                        idList(ids));
    QHash<ItemId, QString> known;
    for (auto file = found.begin(); done && file != found.end(); ++file) {
        if (file->isFolder && file->isOffline) {
            done = isWhole(reader, *file).transform([&file](bool whole) {
                file->kept = whole ? FileKept::Whole : FileKept::No;
            });
        }
        if (done && paths == Paths::Yes && file->parent) {
            if (!known.contains(file->parent)) {
                const auto path = pathOf(reader, file->parent);
                if (!path) {
                    return std::unexpected(path.error());
                }
                known.insert(file->parent, *path);
            }
            file->path = known.value(file->parent);
        }
    }
    return done.transform([&found] {
        return found;
    });
}

}
