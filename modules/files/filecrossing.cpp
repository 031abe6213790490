// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filecrossing.h"

#include "sync/changerows.h"
#include "sync/itemwriter.h"

namespace Kontor
{
namespace
{
constexpr QLatin1StringView originalKey("original");
constexpr QLatin1StringView asKey("as");
constexpr int deepest = 1000; // folders

ItemId originalOf(const Change &change)
{
    return ItemId{change.arguments.value(originalKey).toInteger()};
}

Result<void> bringBack(Transaction &transaction, const Projector &projector, ItemId original)
{
    transaction.changes.outbox = true;
    return transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'leave'").run(original).and_then([&] {
        return transaction.changedRows() > 0 ? ItemWriter(transaction, projector).reproject({original}) : Result<void>();
    });
}

Result<bool> isStillMade(Transaction &transaction, ItemId item)
{
    return transaction.prepare("SELECT EXISTS (SELECT 1 FROM change WHERE item = ?1 AND kind IN ('folder', 'upload'))").value<bool>(item).transform([](std::optional<bool> is) {
        return is.value_or(false);
    });
}

Result<void> letGo(Transaction &transaction, ItemId item)
{
    transaction.changes.outbox = true;
    return transaction.prepare("UPDATE change SET kind = 'delete', state = 0 WHERE item = ?1 AND kind = 'leave'").run(item);
}

/// Folders that have been made there and are empty here go. What somebody put into one meanwhile keeps it where it is.
Result<void> letFoldersGo(Transaction &transaction, const Projector &projector, ResourceId resource)
{
    struct Leaving {
        ItemId item;
        ItemId as;
        bool isEmpty;
    };
    QList<Leaving> list;
    auto done = transaction
                    .prepare("SELECT " KONTOR_CHANGE_COLUMNS ", NOT EXISTS (SELECT 1 FROM file g WHERE g.collection = f.collection AND g.parent = f.item) "
                             "FROM change c INDEXED BY change_reach JOIN file f ON f.item = c.item WHERE c.resource = ?1 AND c.reach <> 0 AND c.kind = 'leave' "
                             "AND NOT EXISTS (SELECT 1 FROM file g JOIN change e ON e.item = g.item WHERE g.collection = f.collection AND g.parent = f.item)")
                    .each(
                        [&list](const Statement &row) {
                            const auto change = ChangeRows::read(row);
                            list << Leaving{change.item, ItemId{change.arguments.value(asKey).toInteger()}, row.integer(ChangeRows::columnCount) != 0};
                        },
                        resource);
    for (auto one = list.cbegin(); done && one != list.cend(); ++one) {
        const auto isWaiting = isStillMade(transaction, one->as);
        if (!isWaiting) {
            return std::unexpected(isWaiting.error());
        }
        if (!*isWaiting) {
            done = one->isEmpty ? letGo(transaction, one->item) : bringBack(transaction, projector, one->item);
        }
    }
    return done;
}
}

Result<void> FileCrossing::carriedOut(Transaction &transaction, const Projector &projector, const Change &change)
{
    if (change.kind == FileChange::Delete) {
        return letFoldersGo(transaction, projector, change.resource);
    }
    const auto original = originalOf(change);
    if (!original) {
        return {};
    }
    ResourceId resource;
    bool isFolder = false;
    auto asked = transaction.prepare("SELECT k.resource, f.folder FROM file f JOIN collection k ON k.id = f.collection WHERE f.item = ?1")
                     .each(
                         [&](const Statement &row) {
                             resource = row.get<ResourceId>(0);
                             isFolder = row.integer(1) != 0;
                         },
                         original);
    if (!asked || !resource) {
        return asked;
    }
    return isFolder ? letFoldersGo(transaction, projector, resource) : letGo(transaction, original);
}

Result<void> FileCrossing::discarded(Transaction &transaction, const Projector &projector, const Change &change)
{
    // What stays needs the folders it lies in.
    auto original = originalOf(change);
    Result<void> done;
    for (int depth = 0; done && original && depth < deepest; ++depth) {
        done = bringBack(transaction, projector, original);
        const auto parent = transaction.prepare("SELECT parent FROM file WHERE item = ?1").value<ItemId>(original);
        if (!parent) {
            return std::unexpected(parent.error());
        }
        original = parent->value_or(ItemId{});
    }
    return done;
}

Result<void> FileCrossing::recover(Transaction &transaction, const Projector &projector, ResourceId resource)
{
    // The account it should go to was removed, and with it the new item.
    QList<ItemId> back;
    auto done = transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.resource = ?1 AND c.kind = 'leave'")
                    .each(
                        [&](const Statement &row) {
                            const auto change = ChangeRows::read(row);
                            back << change.item << ItemId{change.arguments.value(asKey).toInteger()};
                        },
                        resource);
    for (qsizetype at = 0; done && at < back.size(); at += 2) {
        const auto isThere = transaction.prepare("SELECT 1 FROM item WHERE id = ?1").value<int>(back.at(at + 1));
        if (!isThere) {
            return std::unexpected(isThere.error());
        }
        done = *isThere ? Result<void>() : bringBack(transaction, projector, back.at(at));
    }
    return done.and_then([&] {
        return letFoldersGo(transaction, projector, resource);
    });
}

}
