// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which files and folders a view shows, in which order.
#include "files/filefinding.h"
#include "files/filerowreader.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <functional>
#include <vector>

namespace Kontor
{
namespace
{
constexpr int mostRecent = 200;

QByteArray orderOf(const FileView &view)
{
    const QByteArray way = view.order == Qt::AscendingOrder ? "" : " DESC";
    switch (view.sort) {
    case FileView::Sort::Name:
        break;
    case FileView::Sort::Size:
        return "f.folder DESC, f.size" + way + ", f.sort, f.item";
    case FileView::Sort::Modified:
        return "f.folder DESC, f.modified" + way + ", f.sort, f.item";
    case FileView::Sort::Type:
        return "f.folder DESC, f.type" + way + ", f.sort, f.item";
    }
    return "f.folder DESC, f.sort" + way + ", f.item" + way;
}

template<class... Args>
Result<QList<qint64>> collect(Statement &statement, const Args &...args)
{
    QList<qint64> ids;
    return statement
        .each(
            [&ids](const Statement &row) {
                ids << row.integer(0);
            },
            args...)
        .transform([&ids] {
            return ids;
        });
}

/// As the index has them: a hundred thousand without a look into the table.
Result<QList<qint64>> byName(const Reader &reader, const FileView &view)
{
    const QByteArray way = view.order == Qt::AscendingOrder ? "" : " DESC";
    const QByteArray sql = "SELECT item FROM file INDEXED BY file_list WHERE collection = ?1 AND parent = ?2 AND hidden = 0 AND folder = ?3 ORDER BY sort" + way + ", item" + way;
    auto folders = collect(reader.prepareOnce(sql), view.folder.space, view.folder.folder, 1);
    if (!folders) {
        return folders;
    }
    return collect(reader.prepareOnce(sql), view.folder.space, view.folder.folder, 0).transform([&folders](const QList<qint64> &files) {
        return *folders + files;
    });
}

/// What is compared, of each item.
Result<QHash<qint64, qint64>> keysOf(const Reader &reader, const FileView &view)
{
    QHash<qint64, qint64> keys;
    if (view.sort != FileView::Sort::Type) {
        const QByteArray column = view.sort == FileView::Sort::Size ? "size" : "modified";
        return reader.prepareOnce("SELECT item, " + column + " FROM file INDEXED BY file_facts WHERE collection = ?1 AND parent = ?2 AND hidden = 0 AND folder IN (0, 1)")
            .each(
                [&keys](const Statement &row) {
                    keys.insert(row.integer(0), row.integer(1));
                },
                view.folder.space,
                view.folder.folder)
            .transform([&keys] {
                return keys;
            });
    }
    QMap<QString, QList<qint64>> types; // few
    return reader.prepare("SELECT item, type FROM file INDEXED BY file_list WHERE collection = ?1 AND parent = ?2 AND hidden = 0")
        .each(
            [&types](const Statement &row) {
                types[row.text(1)] << row.integer(0);
            },
            view.folder.space,
            view.folder.folder)
        .transform([&] {
            qint64 rank = 0;
            for (const auto &items : std::as_const(types)) {
                ++rank;
                for (const auto item : items) {
                    keys.insert(item, rank);
                }
            }
            return keys;
        });
}

/// By name first, as the index has them, then by one number of each: far less than sorting names along.
Result<QList<qint64>> byFact(const Reader &reader, const FileView &view)
{
    const QByteArray sql = "SELECT item FROM file INDEXED BY file_list WHERE collection = ?1 AND parent = ?2 AND hidden = 0 AND folder = ?3 ORDER BY sort, item";
    const auto keys = keysOf(reader, view);
    QList<qint64> sorted;
    for (const int folder : {1, 0}) {
        auto ids = keys ? collect(reader.prepareOnce(sql), view.folder.space, view.folder.folder, folder) : Result<QList<qint64>>();
        if (!keys || !ids) {
            return std::unexpected(keys ? ids.error() : keys.error());
        }
        std::vector<std::pair<qint64, qint64>> keyed;
        keyed.reserve(size_t(ids->size()));
        for (const auto id : std::as_const(*ids)) {
            keyed.emplace_back(keys->value(id), id);
        }
        const auto key = &std::pair<qint64, qint64>::first;
        view.order == Qt::AscendingOrder ? std::ranges::stable_sort(keyed, std::less(), key) : std::ranges::stable_sort(keyed, std::greater(), key);
        for (const auto &[number, id] : keyed) {
            sorted << id;
        }
    }
    return sorted;
}

/// What lies in folders that are to be deleted; usually there are none.
Result<QSet<qint64>> inHiddenFolders(const Reader &reader)
{
    QSet<qint64> items;
    return reader
        .prepare("WITH RECURSIVE gone (item, collection) AS (SELECT c.item, f.collection FROM change c JOIN file f ON f.item = c.item AND f.hidden = 1 AND f.folder = 1 "
                 "WHERE c.kind IN ('delete', 'leave') UNION SELECT f.item, f.collection FROM gone JOIN file f ON f.collection = gone.collection AND f.parent = gone.item) "
                 "SELECT item FROM gone")
        .each([&items](const Statement &row) {
            items << row.integer(0);
        })
        .transform([&items] {
            return items;
        });
}

Result<QList<qint64>> ordered(const Reader &reader, const FileView &view, const QList<qint64> &items)
{
    QString list = QStringLiteral("[");
    for (const auto item : items) {
        list += (list.size() > 1 ? QStringLiteral(",") : QString()) + QString::number(item);
    }
    return collect(reader.prepareOnce("SELECT f.item FROM json_each(?1) j CROSS JOIN file f ON f.item = j.value ORDER BY " + orderOf(view)), QString(list + u']'));
}

Result<QList<qint64>> search(const Reader &reader, const FileView &view)
{
    auto hits = FileFinding::hits(reader, FileSearch::parse(view.words), view.folder);
    if (!hits) {
        return std::unexpected(hits.error());
    }
    if (view.sort == FileView::Sort::Name) { // as the SQL would, without asking for each row
        const auto isBefore = [isDown = view.order == Qt::DescendingOrder](const FileFinding::Hit &one, const FileFinding::Hit &other) {
            const auto &first = isDown ? other : one;
            const auto &second = isDown ? one : other;
            return one.isFolder != other.isFolder ? one.isFolder : first.sort != second.sort ? first.sort < second.sort : first.item < second.item;
        };
        if (!std::ranges::is_sorted(*hits, isBefore)) { // those of one folder are
            std::ranges::sort(*hits, isBefore);
        }
    }
    QList<qint64> ids;
    ids.reserve(qsizetype(hits->size()));
    for (const auto &hit : *hits) {
        ids << hit.item;
    }
    return view.sort == FileView::Sort::Name ? Result<QList<qint64>>(ids) : ordered(reader, view, ids);
}

Result<QList<qint64>> withoutGone(const Reader &reader, Result<QList<qint64>> ids)
{
    if (!ids || ids->isEmpty()) {
        return ids;
    }
    const auto gone = inHiddenFolders(reader);
    if (!gone) {
        return std::unexpected(gone.error());
    }
    if (!gone->isEmpty()) {
        ids->removeIf([&gone](qint64 id) {
            return gone->contains(id);
        });
    }
    return ids;
}

QByteArray marked(const FileView &view, const QByteArray &condition)
{
    return "SELECT f.item FROM file f WHERE " + condition + " AND f.hidden = 0 ORDER BY " + orderOf(view);
}
}

Result<QList<qint64>> FileListing::ids(const Reader &reader, const FileView &view)
{
    switch (view.place) {
    case FileView::Place::Folder:
        if (view.sort == FileView::Sort::Name) {
            return byName(reader, view);
        }
        return byFact(reader, view);
    case FileView::Place::Recent:
        return withoutGone(reader,
                           collect(reader.prepare("SELECT f.item FROM file f WHERE f.folder = 0 AND f.hidden = 0 ORDER BY max(f.used, f.modified) DESC, f.item DESC LIMIT ?1"), mostRecent));
    case FileView::Place::Favourites:
        return withoutGone(reader, collect(reader.prepareOnce(marked(view, "f.marks & 101 <> 0 AND f.marks & 1 <> 0"))));
    case FileView::Place::SharedWithMe:
        // Where the shared begins; what lies in it is shared as well.
        return withoutGone(reader,
                           collect(reader.prepareOnce(marked(view,
                                                             "f.marks & 101 <> 0 AND f.marks & 4 <> 0 AND NOT EXISTS (SELECT 1 FROM file p WHERE p.item = f.parent AND p.marks & 4 <> 0)"))));
    case FileView::Place::Offline:
        return withoutGone(reader, collect(reader.prepareOnce(marked(view, "f.pinned = 1"))));
    case FileView::Place::Conflicts:
        return collect(reader.prepareOnce(marked(view, "f.marks & 101 <> 0 AND f.marks & 64 <> 0")));
    case FileView::Place::Search:
        return withoutGone(reader, search(reader, view));
    }
    return QList<qint64>();
}

}
