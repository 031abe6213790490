// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a server refused, since it has something newer.
#include "accounts/account.h"
#include "files/fileactionsprivate.h"
#include "files/filename.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QTimeZone>

namespace Kontor
{
namespace
{
constexpr QLatin1StringView contentKey("content");
constexpr QLatin1StringView nameKey("name");
constexpr QLatin1StringView baseKey("base");
constexpr QLatin1StringView againKey("again"); // how often it was given another name
constexpr int deepest = 1000; // folders

bool hasContent(const Change &change)
{
    return change.kind == FileChange::Upload || change.kind == FileChange::Content;
}

QDateTime fromMilliseconds(qint64 time)
{
    return time == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(time, QTimeZone::UTC);
}

Result<QString> person(Transaction &transaction, ResourceId resource)
{
    return transaction.prepare("SELECT a.name FROM resource r JOIN account a ON a.id = r.account WHERE r.id = ?1").value<QString>(resource).transform([](const std::optional<QString> &name) {
        return name.value_or(QString());
    });
}

/// Waiting again, with other arguments.
Result<void> again(FileWork &work, Change change, const QCborMap &arguments)
{
    change.state = ChangeState::Waiting;
    change.attempts = 0;
    change.notBefore = {};
    change.error = {};
    change.answerLost = false; // the server has said no to what was asked before
    return ChangeRows::setArguments(work.transaction, change.id, arguments)
        .and_then([&] {
            return ChangeRows::update(work.transaction, change);
        })
        .and_then([&] {
            return ItemWriter(work.transaction, work.projector).reproject({change.item});
        });
}

/// What was parked behind it for the same reason.
Result<void> wakeRest(FileWork &work, ItemId item)
{
    return work.transaction.prepare("UPDATE change SET state = 0, attempts = 0, not_before = 0 WHERE item = ?1 AND state = 3").run(item);
}

/// The folder itself; where that is to be deleted, the nearest above it that stays; the top where it is gone.
Result<FileGround> standing(FileWork &work, const FileTarget &target)
{
    auto stays = target.folder;
    auto at = target.folder;
    for (int depth = 0; at && depth < deepest; ++depth) {
        const auto folder = work.find(at);
        if (!folder) {
            return std::unexpected(folder.error());
        }
        if (!*folder) {
            stays = {};
            break;
        }
        stays = (*folder)->isHidden ? (*folder)->parent : stays;
        at = (*folder)->parent;
    }
    return work.ground({target.space, stays});
}

/// The server makes it again, with those above it, as the names in "path" say.
Result<bool> isMadeAgain(FileWork &work, const Change &change)
{
    const auto folder = change.ground ? work.find(change.ground) : Result<std::optional<FileState>>();
    return folder.transform([&](const std::optional<FileState> &found) {
        return change.ground && !found && change.kind != FileChange::Move && change.arguments.value(againKey).toInteger() == 0;
    });
}

/// The content becomes a new file beside; the change itself goes.
Result<void> toNewFile(FileWork &work, const Change &change, const FileState &state, const QString &name)
{
    const auto ground = standing(work, {state.space, state.parent});
    const auto free = ground ? work.freeName(ground->target, name, name == state.name ? state.item : ItemId{}) : Result<QString>();
    if (!ground || !free) {
        return std::unexpected(ground ? free.error() : ground.error());
    }
    auto arguments = change.arguments;
    arguments.remove(baseKey);
    auto done = work.create(*ground, *free, FileChange::Upload, arguments);
    if (!done) {
        return std::unexpected(done.error());
    }
    return ChangeRows::remove(work.transaction, change.id);
}

/// The item exists nowhere any more: what the server had is gone.
Result<bool> isGone(FileWork &work, ItemId item)
{
    return work.transaction.prepare("SELECT remote_id IS NULL AND payload IS NOT NULL FROM item WHERE id = ?1").value<bool>(item).transform([](std::optional<bool> gone) {
        return gone.value_or(false);
    });
}

/// After its last change went: a vanished item goes too, others show what the server has.
Result<void> clear(FileWork &work, ItemId item)
{
    ItemWriter writer(work.transaction, work.projector);
    const auto gone = isGone(work, item);
    if (!gone) {
        return std::unexpected(gone.error());
    }
    return *gone ? writer.giveUp({item}).and_then([&] { return writer.reproject({item}); }) : writer.reproject({item});
}

enum class Settled { Done, Discard }; ///< discard: there is nothing that could be kept

/// What it was to be made of is gone. What was saved into it meanwhile is not.
Result<Settled> copyOfNothing(FileWork &work, const Change &change)
{
    const auto pending = ChangeRows::ofItem(work.transaction, change.item);
    if (!pending) {
        return std::unexpected(pending.error());
    }
    const auto saved = std::ranges::find(pending->crbegin(), pending->crend(), FileChange::Content, &Change::kind);
    if (saved == pending->crend()) {
        return Settled::Discard;
    }
    return ChangeRows::remove(work.transaction, saved->id)
        .and_then([&] {
            return work.becomeUpload(change, saved->arguments);
        })
        .transform([] {
            return Settled::Done;
        });
}

Result<Settled> done(const Result<void> &result)
{
    return result.transform([] {
        return Settled::Done;
    });
}

/// Where it goes instead when the folder that the server has it in is to be deleted; none: it may stay there.
Result<std::optional<FileGround>> homeOf(FileWork &work, const FileState &state)
{
    const auto folder = work.transaction.prepare("SELECT id FROM item WHERE collection = ?1 AND remote_id = ?2").value<ItemId>(state.space, parentHref(state.href));
    if (!folder) {
        return std::unexpected(folder.error());
    }
    const auto home = folder->value_or(ItemId{});
    return standing(work, {state.space, home}).transform([&home](const FileGround &stays) {
        return stays.target.folder == home ? std::nullopt : std::optional(stays);
    });
}

Result<void> letStay(FileWork &work, const Change &change)
{
    return ChangeRows::remove(work.transaction, change.id)
        .and_then([&] {
            return work.projector.discarded(work.transaction, change);
        })
        .and_then([&] {
            return clear(work, change.item);
        });
}

/// What is new, or was to move, under another name; where the folder it was to lie in is gone or takes nothing, in one
/// that stays. What is somewhere already stays there.
Result<void> elsewhere(FileWork &work, Change change, const FileState &state, const QString &whose)
{
    const auto name = change.arguments.value(nameKey).toString();
    const auto attempts = change.arguments.value(againKey).toInteger();
    const auto isMade = isMadeAgain(work, change);
    auto ground = standing(work, {state.space, change.ground});
    if (!isMade || *isMade) {
        auto arguments = change.arguments;
        arguments.insert(againKey, attempts + 1);
        return isMade ? again(work, change, arguments) : std::unexpected(isMade.error());
    }
    const auto holder = ground ? work.taken(ground->target, name, change.item) : Result<std::optional<FileWork::Taken>>();
    if (!ground || !holder) {
        return std::unexpected(ground ? holder.error() : ground.error());
    }
    // No name is taken, nor did another one help: it is the folder.
    const bool isRefusedThere = ground->target.folder == change.ground && attempts > 0 && !*holder;
    const bool isElsewhere = isRefusedThere || ground->target.folder != change.ground;
    if (isElsewhere && change.kind == FileChange::Move) {
        const auto home = homeOf(work, state);
        if (!home) {
            return std::unexpected(home.error());
        }
        if (!*home) {
            return letStay(work, change);
        }
        ground = **home;
    } else if (isRefusedThere) {
        ground = work.ground({state.space, {}});
    }
    const auto wanted = isElsewhere ? name : FileName::ofConflict(name, whose, QDateTime::currentDateTime());
    const auto free = ground ? work.freeName(ground->target, wanted, change.item) : Result<QString>();
    if (!ground || !free) {
        return std::unexpected(ground ? free.error() : ground.error());
    }
    auto arguments = change.arguments;
    arguments.insert(nameKey, *free);
    arguments.insert(QLatin1StringView("path"), QCborArray::fromStringList(ground->path));
    arguments.insert(againKey, attempts + 1);
    change.ground = ground->target.folder;
    return ChangeRows::combine(work.transaction, change.id, arguments, change).and_then([&] {
        return again(work, change, arguments);
    });
}

Result<Settled> keepBothOf(FileWork &work, const Change &change)
{
    if (change.kind == FileChange::Copy && change.error.kind == Error::Kind::NotFound) {
        return copyOfNothing(work, change);
    }
    const auto state = work.find(change.item);
    const auto whose = state ? person(work.transaction, change.resource) : Result<QString>();
    if (!state || !whose) {
        return std::unexpected(state ? whose.error() : state.error());
    }
    if (!*state) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This file or folder no longer exists."));
    }
    const auto gone = isGone(work, change.item);
    if (!gone) {
        return std::unexpected(gone.error());
    }
    const auto name = FileName::ofConflict((*state)->name, *whose, QDateTime::currentDateTime());
    if (change.kind == FileChange::Content) {
        return done(toNewFile(work, change, **state, *gone ? (*state)->name : name).and_then([&] {
            return clear(work, change.item);
        }));
    }
    const bool isMissing = change.kind == FileChange::Move && change.error.kind == Error::Kind::NotFound && !*gone;
    if (isMissing && change.arguments.value(againKey).toInteger() == 0) { // it may have been found under another address since
        auto arguments = change.arguments;
        arguments.insert(againKey, 1);
        return done(again(work, change, arguments));
    }
    if (*gone || isMissing || change.kind == FileChange::Delete || change.kind == FileChange::Favourite) { // there is nothing to be done it to
        return done(ChangeRows::remove(work.transaction, change.id).and_then([&] {
            return clear(work, change.item);
        }));
    }
    return done(elsewhere(work, change, **state, *whose));
}

Result<Settled> keepMineOf(FileWork &work, const Change &change)
{
    if (change.kind == FileChange::Copy && change.error.kind == Error::Kind::NotFound) {
        return copyOfNothing(work, change);
    }
    const auto state = work.find(change.item);
    const auto gone = state ? isGone(work, change.item) : Result<bool>();
    if (!state || !gone) {
        return std::unexpected(state ? gone.error() : state.error());
    }
    if (!*state) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This file or folder no longer exists."));
    }
    if (change.kind == FileChange::Content && *gone) {
        return done(toNewFile(work, change, **state, (*state)->name).and_then([&] {
            return clear(work, change.item);
        }));
    }
    if (*gone) {
        return done(ChangeRows::remove(work.transaction, change.id).and_then([&] {
            return clear(work, change.item);
        }));
    }
    auto arguments = change.arguments;
    if (change.kind == FileChange::Content || change.kind == FileChange::Delete) {
        arguments.insert(baseKey, (*state)->revision);
    }
    if (change.kind == FileChange::Upload) {
        // Who has the name there becomes a file with a new version.
        const auto name = change.arguments.value(nameKey).toString();
        const auto holder = work.taken({(*state)->space, change.ground}, name, change.item);
        if (!holder) {
            return std::unexpected(holder.error());
        }
        const auto theirs = *holder && !(*holder)->isFolder ? work.find((*holder)->item) : Result<std::optional<FileState>>();
        if (!theirs) {
            return std::unexpected(theirs.error());
        }
        if (*theirs && !(*theirs)->isOnlyHere) {
            auto instead = work.changeOf(**theirs, FileChange::Content);
            instead.arguments = arguments;
            instead.arguments.insert(baseKey, (*theirs)->revision);
            work.changes << instead;
            return done(ChangeRows::remove(work.transaction, change.id).and_then([&] {
                return ItemWriter(work.transaction, work.projector).remove({change.item});
            }));
        }
    }
    const bool isNew = change.kind == FileChange::Upload || change.kind == FileChange::Folder || change.kind == FileChange::Copy;
    if (isNew && change.ground) {
        const auto isMade = isMadeAgain(work, change);
        const auto ground = isMade ? standing(work, {(*state)->space, change.ground}) : Result<FileGround>();
        if (!isMade || !ground) {
            return std::unexpected(isMade ? ground.error() : isMade.error());
        }
        if (!*isMade && ground->target.folder != change.ground) {
            return done(elsewhere(work, change, **state, {}));
        }
    }
    return done(again(work, change, arguments).and_then([&] {
        return wakeRest(work, change.item);
    }));
}
}

namespace
{
/// Answers whether the change is to be discarded: what follows from that is the outbox' affair.
template<class How>
FileActions::Private::Fill settling(ChangeId change, std::shared_ptr<Settled> settled, How how)
{
    return [change, settled, how](Transaction &transaction, const Projector &projector, QList<Change> &changes, FileStep &) -> Result<void> {
        const auto found = ChangeRows::find(transaction, change);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!*found || (*found)->state != ChangeState::Parked) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This has been settled already."));
        }
        FileWork work(transaction, projector, changes);
        transaction.changes.outbox = true;
        return how(work, **found).transform([&settled](Settled what) {
            *settled = what;
        });
    };
}
}

void FileActions::keepBoth(ChangeId change)
{
    auto settled = std::make_shared<Settled>(Settled::Done);
    d->actVoid(settling(change, settled, keepBothOf), {}).then(this, [this, change, settled](const Result<void> &) {
        if (*settled == Settled::Discard) {
            keepTheirs(change);
        }
    });
}

void FileActions::keepMine(ChangeId change)
{
    auto settled = std::make_shared<Settled>(Settled::Done);
    d->actVoid(settling(change, settled, keepMineOf), {}).then(this, [this, change, settled](const Result<void> &) {
        if (*settled == Settled::Discard) {
            keepTheirs(change);
        }
    });
}

void FileActions::keepTheirs(ChangeId change)
{
    d->telling(d->outbox->discard(change));
}

QFuture<Result<QList<FileConflict>>> FileActions::conflicts() const
{
    return d->outbox->store()->read([](const Reader &reader) -> Result<QList<FileConflict>> {
        QList<FileConflict> conflicts;
        QList<QByteArray> payloads;
        auto asked = reader
                         .prepare("SELECT " KONTOR_CHANGE_COLUMNS ", f.name, i.payload, i.remote_id, "
                                  "c.ground IS NOT NULL AND c.kind <> 'move' AND NOT EXISTS (SELECT 1 FROM file g WHERE g.item = c.ground AND g.hidden = 0) "
                                  "FROM resource r CROSS JOIN change c ON c.resource = r.id AND c.state = 3 "
                                  "JOIN item i ON i.id = c.item LEFT JOIN file f ON f.item = c.item WHERE r.kind = 'files' ORDER BY c.id")
                         .each([&conflicts](const Statement &row) {
                             const auto change = ChangeRows::read(row);
                             FileConflict conflict{.change = change.id, .item = change.item, .kind = change.kind, .sentence = change.error.message};
                             conflict.name = row.text(ChangeRows::columnCount);
                             if (row.integer(ChangeRows::columnCount + 3) != 0) {
                                 conflict.sentence += u' ' + i18nc("@info after why something new could not be made", "The folder it was to lie in is gone. If you keep it, it goes where that folder was.");
                             }
                             if (hasContent(change)) {
                                 conflict.mineKey = change.arguments.value(contentKey).toString();
                                 conflict.mineSize = change.arguments.value(QLatin1StringView("size")).toInteger();
                                 conflict.mineModified = fromMilliseconds(change.arguments.value(QLatin1StringView("modified")).toInteger());
                             }
                             const auto theirs = FileFacts::fromCbor(row.blob(ChangeRows::columnCount + 1));
                             if (theirs && !row.isNull(ChangeRows::columnCount + 2)) {
                                 conflict.theirSize = theirs->size;
                                 conflict.theirModified = fromMilliseconds(theirs->modified);
                             }
                             conflicts << conflict;
                         });
        return asked.transform([&conflicts] {
            return conflicts;
        });
    });
}

}
