// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What transactions do so that something goes.
#include "files/filetransactions.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>

namespace Kontor
{

Result<void> FileWork::dropRefused(ItemId item)
{
    auto pending = ChangeRows::ofItem(transaction, item);
    if (!pending) {
        return std::unexpected(pending.error());
    }
    Result<void> done;
    bool isAny = false;
    for (auto change = pending->cbegin(); done && change != pending->cend(); ++change) {
        if (change->state == ChangeState::Parked) {
            isAny = true;
            done = ChangeRows::remove(transaction, change->id).and_then([&] {
                return projector.discarded(transaction, *change);
            });
        }
    }
    return done && isAny ? ItemWriter(transaction, projector).reproject({item}) : done;
}

// What was refused on its way into a folder that goes is still where it was: there it stays.
Result<void> FileWork::dropRefusedInto(ItemId folder)
{
    QList<Change> refused;
    auto done = transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.ground = ?1 AND c.state = 3 AND c.kind = 'move' ORDER BY c.id")
                    .each(
                        [&refused](const Statement &row) {
                            refused << ChangeRows::read(row);
                        },
                        folder);
    for (auto change = refused.cbegin(); done && change != refused.cend(); ++change) {
        done = ChangeRows::remove(transaction, change->id)
                   .and_then([&] {
                       return projector.discarded(transaction, *change);
                   })
                   .and_then([&] {
                       return ItemWriter(transaction, projector).reproject({change->item});
                   });
    }
    return done;
}

Result<void> FileWork::removeOnlyHere(const FileState &state)
{
    auto pending = ChangeRows::ofItem(transaction, state.item);
    if (!pending) {
        return std::unexpected(pending.error());
    }
    Result<void> done;
    for (auto change = pending->cbegin(); done && change != pending->cend(); ++change) {
        if (const ItemId original{change->arguments.value(QLatin1StringView("original")).toInteger()}) {
            // Gone where it went to: what it was made of is to go as well.
            done = transaction.prepare("UPDATE change SET kind = 'delete', state = 0 WHERE item = ?1 AND kind = 'leave'").run(original);
        }
        if (done) {
            done = ChangeRows::remove(transaction, change->id);
        }
        if (done) {
            done = projector.discarded(transaction, *change);
        }
    }
    return done.and_then([&] {
        transaction.changes.touch(state.space);
        return ItemWriter(transaction, projector).remove({state.item});
    });
}

Result<void> FileWork::discardUntold(const FileState &state)
{
    const auto inside = state.isFolder ? children(state) : Result<QList<FileState>>();
    if (!inside) {
        return std::unexpected(inside.error());
    }
    Result<void> done;
    for (auto child = inside->cbegin(); done && child != inside->cend(); ++child) {
        done = child->isOnlyHere ? discardUntold(*child) : Result<void>();
    }
    const auto pending = done ? ChangeRows::ofItem(transaction, state.item) : Result<QList<Change>>();
    if (!done || !pending) {
        return done ? std::unexpected(pending.error()) : done;
    }
    for (auto change = pending->cbegin(); done && change != pending->cend(); ++change) {
        done = ChangeRows::remove(transaction, change->id).and_then([&] {
            return projector.discarded(transaction, *change);
        });
    }
    return done.and_then([&] {
        return ItemWriter(transaction, projector).remove({state.item});
    });
}

// What lies there and is shown elsewhere, since a folder in between is not known yet, would go without having been seen.
Result<void> FileWork::allIsKnown(const FileState &folder)
{
    const auto isAny = transaction.prepare("SELECT EXISTS (SELECT 1 FROM file WHERE collection = ?1 AND parent_href >= ?2 AND parent_href < rtrim(?2, '/') || '0')")
                           .value<bool>(folder.space, folder.href);
    if (!isAny) {
        return std::unexpected(isAny.error());
    }
    return folder.href.isEmpty() || !isAny->value_or(false)
        ? Result<void>()
        : failure(Error::Kind::Conflict, i18nc("@info", "What lies in “%1” is still being read. Please try again in a moment.", folder.name));
}

// What was to go into a folder that goes.
Result<void> FileWork::clearBelow(const FileState &folder)
{
    const auto stays = dropRefusedInto(folder.item);
    auto inside = stays ? children(folder) : Result<QList<FileState>>();
    if (!stays || !inside) {
        return std::unexpected(stays ? inside.error() : stays.error());
    }
    for (const auto &child : std::as_const(*inside)) {
        Result<void> done;
        if (child.isFolder) {
            done = clearBelow(child);
        }
        if (done) {
            done = child.isOnlyHere ? removeOnlyHere(child) : dropRefused(child.item);
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> FileWork::remove(const FileState &state)
{
    if (state.isHidden) {
        return {};
    }
    if (state.isOnlyHere) {
        const auto stays = state.isFolder ? dropRefusedInto(state.item) : Result<void>();
        auto inside = stays && state.isFolder ? children(state) : Result<QList<FileState>>();
        if (!stays || !inside) {
            return std::unexpected(stays ? inside.error() : stays.error());
        }
        for (const auto &child : std::as_const(*inside)) {
            if (auto done = remove(child); !done) {
                return done;
            }
        }
        return removeOnlyHere(state);
    }
    if (!state.rights.testFlag(FileRight::Remove)) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "You may not delete “%1”.", state.name));
    }
    auto done = state.isFolder ? allIsKnown(state) : Result<void>();
    if (done && state.isFolder) {
        done = clearBelow(state);
    }
    if (done) {
        done = dropRefused(state.item);
    }
    if (done) { // where it was to lie does not matter any more, unless somebody waits for the place it had
        done = transaction
                   .prepare("DELETE FROM change WHERE item = ?1 AND kind = 'move' AND state = 0 AND answer_lost = 0 "
                            "AND NOT EXISTS (SELECT 1 FROM change e WHERE e.follows = change.id)")
                   .run(state.item);
    }
    const auto copy = done ? lastCopyOf(state) : Result<ChangeId>();
    if (!done || !copy) {
        return done ? std::unexpected(copy.error()) : done;
    }
    auto change = changeOf(state, FileChange::Delete);
    change.follows = *copy;
    change.reach = state.isFolder ? ChangeReach::RemovesAllBelow : ChangeReach::Item;
    if (!state.revision.isEmpty() && !state.isFolder) {
        change.arguments = {{QLatin1StringView("base"), state.revision}};
    }
    changes << change;
    return {};
}

Result<void> FileWork::removeEmptied(const FileState &folder)
{
    if (folder.isOnlyHere) {
        return removeOnlyHere(folder);
    }
    if (!folder.rights.testFlag(FileRight::Remove)) {
        return {}; // what was in it has moved; the empty folder stays
    }
    auto change = changeOf(folder, FileChange::Delete);
    change.reach = ChangeReach::RemovesAllBelow;
    change.arguments = {{QLatin1StringView("onlyEmpty"), true}};
    changes << change;
    return {};
}

}
