// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/copyport.h"

#include "files/desk/copyfolder.h"

#include <KLocalizedString>
#include <QMap>

namespace Kontor
{
namespace
{
/// Content that came back from the server under a new revision is the same content: whoever edited it goes on from there.
QString revisionOf(const QMap<QString, QStringList> &blobs, ItemId item, const QString &newest, const QByteArray &content)
{
    if (CopyFolder::contentHash(blobs.value(fileContentKey(item, newest))) == content && !newest.isEmpty() && blobs.contains(fileContentKey(item, newest))) {
        return newest;
    }
    const auto prefix = QString::number(item.value);
    for (const auto &[key, ids] : blobs.asKeyValueRange()) {
        if (CopyFolder::contentHash(ids) == content) {
            return key.mid(prefix.size() + 1);
        }
    }
    return {};
}

/// All that is here of an item, by key.
Result<QMap<QString, QStringList>> piecesOf(const Reader &reader, ItemId item)
{
    const auto prefix = QString::number(item.value);
    QMap<QString, QStringList> blobs;
    auto read = reader.prepare("SELECT content, blob FROM file_piece WHERE content > ?1 AND content < ?2 AND size > 0 ORDER BY content, place")
                    .each(
                        [&blobs](const Statement &row) {
                            blobs[row.text(0)] << row.text(1);
                        },
                        QString(prefix + u'@'),
                        QString(prefix + u'A'));
    return read.transform([&blobs] {
        return blobs;
    });
}

/// Of what opening it would bring; empty: that is not here.
Result<QByteArray> newestOf(const Reader &reader, ItemId item)
{
    QStringList blobs;
    bool isHere = false;
    auto read = reader
                    .prepare("SELECT p.blob FROM file f LEFT JOIN file_piece p ON p.content = iif(f.content <> '', f.content, f.kept) AND p.size > 0 "
                             "WHERE f.item = ?1 AND (f.content <> '' OR (f.revision <> '' AND f.kept = f.item || '@' || f.revision)) ORDER BY p.place")
                    .each(
                        [&](const Statement &row) {
                            isHere = true;
                            if (!row.text(0).isEmpty()) {
                                blobs << row.text(0);
                            }
                        },
                        item);
    return read.transform([&] {
        return isHere ? CopyFolder::contentHash(blobs) : QByteArray();
    });
}

QFuture<Result<CopyPort::Item>> lookUp(const std::shared_ptr<Store> &store, ItemId item, const QByteArray &content)
{
    return store->read([item, content](const Reader &reader) -> Result<CopyPort::Item> {
        std::optional<CopyPort::Item> found;
        auto read = reader
                        .prepare("SELECT f.name, i.remote_id, f.revision, f.collection, f.parent, f.rights, f.folder, f.content <> '', f.size, k.remote_id FROM file f "
                                 "JOIN item i ON i.id = f.item JOIN collection k ON k.id = f.collection WHERE f.item = ?1 AND f.hidden = 0")
                        .each(
                            [&found](const Statement &row) {
                                found = CopyPort::Item{.name = row.text(0),
                                             .href = row.text(1),
                                             .revision = row.text(2),
                                             .space = row.get<CollectionId>(3),
                                             .spaceHref = row.text(9),
                                             .folder = row.get<ItemId>(4),
                                             .rights = FileRights::fromInt(int(row.integer(5))),
                                             .isFolder = row.integer(6) != 0,
                                             .isUnsent = row.integer(7) != 0,
                                             .size = row.integer(8)};
                            },
                            item);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (!found) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This file is no longer here."));
        }
        if (!content.isEmpty()) {
            const auto blobs = piecesOf(reader, item);
            const auto newest = blobs ? newestOf(reader, item) : Result<QByteArray>();
            if (!blobs || !newest) {
                return std::unexpected(blobs ? newest.error() : blobs.error());
            }
            const bool isNothing = found->size == 0 && !found->isUnsent && content == CopyFolder::contentHash(QStringList());
            found->sameRevision = isNothing ? found->revision : revisionOf(*blobs, item, found->revision, content);
            found->newest = isNothing ? content : *newest;
        }
        return *found;
    });
}

QFuture<Result<ItemId>> twinOf(const std::shared_ptr<Store> &store, ItemId item, const QByteArray &content)
{
    return store->read([item, content](const Reader &reader) -> Result<ItemId> {
        QList<ItemId> candidates;
        auto read = reader
                        .prepare("SELECT o.name, f.item, f.name FROM file o JOIN file f ON f.collection = o.collection AND f.parent = o.parent AND f.item <> o.item "
                                 "WHERE o.item = ?1 AND f.folder = 0 AND f.hidden = 0 ORDER BY f.item DESC")
                        .each(
                            [&candidates](const Statement &row) {
                                const auto stem = row.text(0).section(u'.', 0, 0);
                                if (!stem.isEmpty() && row.text(2).startsWith(stem)) {
                                    candidates << row.get<ItemId>(1);
                                }
                            },
                            item);
        if (!read) {
            return std::unexpected(read.error());
        }
        for (const auto candidate : std::as_const(candidates)) {
            const auto newest = newestOf(reader, candidate);
            if (!newest) {
                return std::unexpected(newest.error());
            }
            if (*newest == content) {
                return candidate;
            }
        }
        return ItemId{};
    });
}

QFuture<Result<CollectionId>> spaceOf(const std::shared_ptr<Store> &store, const QByteArray &mark)
{
    return store->read([mark](const Reader &reader) -> Result<CollectionId> {
        CollectionId found;
        auto read = reader.prepare("SELECT k.id, k.remote_id FROM collection k JOIN resource r ON r.id = k.resource WHERE r.kind = 'files'").each([&](const Statement &row) {
            if (CopyFolder::wordHash(row.text(1)) == mark) {
                found = row.get<CollectionId>(0);
            }
        });
        if (!read) {
            return std::unexpected(read.error());
        }
        return found ? Result<CollectionId>(found) : failure(Error::Kind::NotFound, i18nc("@info", "The place of this file is no longer here."));
    });
}
}

CopyPort CopyPort::of(const std::shared_ptr<Store> &store, FileActions *actions, FileContent *content)
{
    return CopyPort{
        .look =
            [store](ItemId item, const QByteArray &hash) {
                return lookUp(store, item, hash);
            },
        .space =
            [store](const QByteArray &mark) {
                return spaceOf(store, mark);
            },
        .twin =
            [store](ItemId item, const QByteArray &content) {
                return twinOf(store, item, content);
            },
        .bring =
            [content](ItemId item) {
                return content->bring(item);
            },
        .writeTo =
            [content](const QString &key, const QString &path) {
                return content->writeTo(key, path);
            },
        .stage =
            [actions](const QString &path) {
                return actions->stage(path);
            },
        .save =
            [actions](ItemId item, const StagedContent &staged, const QString &base) {
                return actions->save(item, staged, base);
            },
        .upload =
            [actions](const QStringList &paths, const FileTarget &target) {
                return actions->upload(paths, target, NameClash::KeepBoth);
            },
        .hold =
            [actions](ItemId item) {
                actions->hold(item);
            },
        .release =
            [actions](ItemId item) {
                actions->release(item);
            },
    };
}

}
