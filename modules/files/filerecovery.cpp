// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filerecovery.h"

#include "base/clock.h"
#include "files/filetypes.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <QCborArray>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int deepest = 1000; // folders

struct Unsent {
    ItemId item{};
    CollectionId space{};
    ItemId parent{};
    QString name{};
    bool isFolder = false;
    qint64 size = 0;
    qint64 modified = 0;
    QString type{};
    QString revision{};
    QString content{};
    bool isNew = false; ///< no server was ever told
};

/// Rows that wait for something of which the outbox knows nothing.
Result<QList<Unsent>> forgotten(Transaction &transaction, ResourceId resource)
{
    QList<Unsent> list;
    return transaction
        .prepare("SELECT f.item, f.collection, f.parent, f.name, f.folder, f.size, f.modified, f.type, f.revision, f.content, i.remote_id IS NULL AND i.payload IS NULL "
                 "FROM file f INDEXED BY file_marks JOIN item i ON i.id = f.item JOIN collection k ON k.id = f.collection "
                 "WHERE f.marks & 101 <> 0 AND f.marks & 32 <> 0 AND k.resource = ?1 AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = f.item) ORDER BY f.item")
        .each(
            [&list](const Statement &row) {
                list << Unsent{.item = row.get<ItemId>(0),
                               .space = row.get<CollectionId>(1),
                               .parent = row.get<ItemId>(2),
                               .name = row.text(3),
                               .isFolder = row.integer(4) != 0,
                               .size = row.integer(5),
                               .modified = row.integer(6),
                               .type = row.text(7),
                               .revision = row.text(8),
                               .content = row.text(9),
                               .isNew = row.integer(10) != 0};
            },
            resource)
        .transform([&list] {
            return list;
        });
}

Result<QCborArray> pathOf(Transaction &transaction, ItemId folder)
{
    QCborArray path;
    auto &up = transaction.prepare("SELECT parent, name FROM file WHERE item = ?1");
    for (int depth = 0; folder && depth < deepest; ++depth) {
        ItemId parent;
        auto asked = up.each(
            [&](const Statement &row) {
                parent = row.get<ItemId>(0);
                path.prepend(row.text(1));
            },
            folder);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        folder = parent;
    }
    return path;
}

/// Empty where a piece is missing.
Result<std::optional<QCborMap>> contentOf(Transaction &transaction, const Unsent &unsent)
{
    QCborArray blobs;
    qint64 sum = 0;
    return transaction.prepare("SELECT blob, size FROM file_piece WHERE content = ?1 ORDER BY place")
        .each(
            [&](const Statement &row) {
                blobs << row.text(0);
                sum += row.integer(1);
            },
            unsent.content)
        .transform([&]() -> std::optional<QCborMap> {
            if (unsent.content.isEmpty() || sum != unsent.size) {
                return std::nullopt;
            }
            QCborMap arguments{{"content"_L1, unsent.content}, {"size"_L1, unsent.size}, {"modified"_L1, unsent.modified}, {"blobs"_L1, blobs}};
            if (!unsent.type.isEmpty()) {
                arguments.insert("type"_L1, unsent.type);
            }
            return arguments;
        });
}

/// As it was queued once; whether the server has heard of it, it finds out itself.
Result<void> queue(Transaction &transaction, ResourceId resource, const Unsent &unsent)
{
    const auto content = contentOf(transaction, unsent);
    const auto path = content ? pathOf(transaction, unsent.parent) : Result<QCborArray>();
    if (!content || !path) {
        return std::unexpected(content ? path.error() : content.error());
    }
    const bool isFolder = unsent.isNew && unsent.isFolder;
    if (!isFolder && !*content) {
        return {};
    }
    Change change;
    change.item = unsent.item;
    change.resource = resource;
    change.collection = unsent.space;
    change.created = Clock::system().now();
    change.answerLost = true;
    change.arguments = content->value_or(QCborMap{});
    if (unsent.isNew) {
        change.kind = isFolder ? FileChange::Folder : FileChange::Upload;
        change.ground = unsent.parent;
        change.arguments.insert("name"_L1, unsent.name);
        change.arguments.insert("path"_L1, *path);
        change.arguments.insert("modified"_L1, unsent.modified);
    } else {
        change.kind = FileChange::Content;
        change.arguments.insert("base"_L1, unsent.revision);
    }
    return ChangeRows::insert(transaction, change).and_then([&](ChangeId id) {
        change.id = id;
        return ChangeRows::update(transaction, change);
    });
}
}

Result<void> FileRecovery::restoreChanges(Transaction &transaction, const Projector &projector, ResourceId resource)
{
    const auto list = forgotten(transaction, resource);
    if (!list) {
        return std::unexpected(list.error());
    }
    Result<void> done;
    QList<ItemId> items;
    for (auto unsent = list->cbegin(); done && unsent != list->cend(); ++unsent) {
        done = queue(transaction, resource, *unsent);
        items << unsent->item;
    }
    transaction.changes.outbox = transaction.changes.outbox || !items.isEmpty();
    return done.and_then([&] {
        return ItemWriter(transaction, projector).reproject(items);
    });
}

}
