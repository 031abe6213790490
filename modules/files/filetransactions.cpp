// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filetransactions.h"

#include "files/filename.h"
#include "net/davxml.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QUrl>

namespace Kontor
{
namespace
{
constexpr int deepest = 1000; // folders; pending moves may for a while put two into one another

constexpr const char *stateSql
    = "SELECT f.item, f.collection, k.resource, f.parent, f.parent_href IS NOT NULL, f.name, f.folder, f.size, f.modified, f.type, f.revision, f.content, f.kept, "
      "f.rights, f.marks, f.hidden, i.remote_id, i.remote_id IS NULL AND i.payload IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id AND (c.state IN (1, 2) OR c.answer_lost)) "
      "FROM file f JOIN item i ON i.id = f.item JOIN collection k ON k.id = f.collection WHERE f.item = ?1";
constexpr const char *childrenSql
    = "SELECT f.item, f.collection, k.resource, f.parent, f.parent_href IS NOT NULL, f.name, f.folder, f.size, f.modified, f.type, f.revision, f.content, f.kept, "
      "f.rights, f.marks, f.hidden, i.remote_id, i.remote_id IS NULL AND i.payload IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id AND (c.state IN (1, 2) OR c.answer_lost)) "
      "FROM file f JOIN item i ON i.id = f.item JOIN collection k ON k.id = f.collection WHERE f.collection = ?1 AND f.parent = ?2 AND f.parent_href IS NULL "
      "ORDER BY f.folder DESC, f.sort, f.item";

FileState readState(const Statement &row)
{
    return FileState{.item = row.get<ItemId>(0),
                     .space = row.get<CollectionId>(1),
                     .resource = row.get<ResourceId>(2),
                     .parent = row.get<ItemId>(3),
                     .isAdrift = row.integer(4) != 0,
                     .name = row.text(5),
                     .isFolder = row.integer(6) != 0,
                     .size = row.integer(7),
                     .modified = row.integer(8),
                     .type = row.text(9),
                     .revision = row.text(10),
                     .content = row.text(11),
                     .kept = row.text(12),
                     .rights = FileRights::fromInt(int(row.integer(13))),
                     .isFavourite = (row.integer(14) & 1) != 0,
                     .isHidden = row.integer(15) != 0,
                     .href = row.text(16),
                     .isOnlyHere = row.integer(17) != 0};
}

std::unexpected<Error> gone()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This file or folder no longer exists."));
}

bool isSameSpelling(const QString &one, const QString &other)
{
    return one == other || one.normalized(QString::NormalizationForm_C) == other.normalized(QString::NormalizationForm_C);
}
}

QString FileState::newest() const
{
    if (!content.isEmpty()) {
        return content;
    }
    return !kept.isEmpty() && kept == fileContentKey(item, revision) ? kept : QString();
}

Result<std::optional<FileState>> FileWork::find(ItemId item)
{
    std::optional<FileState> found;
    return transaction.prepare(stateSql)
        .each(
            [&found](const Statement &row) {
                found = readState(row);
            },
            item)
        .transform([&found] {
            return found;
        });
}

Result<FileState> FileWork::state(ItemId item)
{
    auto found = find(item);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!*found || (*found)->isHidden) {
        return gone();
    }
    return **std::move(found);
}

Result<QList<FileState>> FileWork::children(const FileState &folder)
{
    QList<FileState> found;
    return transaction.prepare(childrenSql)
        .each(
            [&found](const Statement &row) {
                found << readState(row);
            },
            folder.space,
            folder.item)
        .transform([&found] {
            return found;
        });
}

Result<FileGround> FileWork::ground(const FileTarget &target)
{
    FileGround ground{.target = target};
    auto asked = transaction.prepare("SELECT resource, remote_id FROM collection WHERE id = ?1")
                     .each(
                         [&ground](const Statement &row) {
                             ground.resource = row.get<ResourceId>(0);
                             ground.href = row.text(1);
                         },
                         target.space);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!ground.resource) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The account this belongs to no longer exists."));
    }
    if (!target.folder) {
        return ground;
    }
    auto folder = find(target.folder);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    if (!*folder || (*folder)->isHidden || (*folder)->space != target.space) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The folder this was to go to no longer exists."));
    }
    if (!(*folder)->isFolder) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "“%1” is no folder.", (*folder)->name));
    }
    ground.href = (*folder)->href;
    ground.rights = (*folder)->rights;
    for (int depth = 0; *folder && depth < deepest; ++depth) {
        ground.path.prepend((*folder)->name);
        if (!(*folder)->parent) {
            break;
        }
        folder = find((*folder)->parent);
        if (!folder) {
            return std::unexpected(folder.error());
        }
    }
    return ground;
}

Result<std::optional<FileWork::Taken>> FileWork::taken(const FileTarget &target, const QString &name, ItemId but)
{
    const auto folded = FileName::folded(name);
    if (const auto found = added.constFind({target.folder, folded}); found != added.cend() && found->item != but) {
        return *found;
    }
    std::optional<Taken> best;
    // Names that differ in case and form alone have one sort key.
    auto asked = transaction
                     .prepare("SELECT item, name, folder FROM file WHERE collection = ?1 AND parent = ?2 AND hidden = 0 AND folder IN (0, 1) AND sort = ?3 "
                              "AND parent_href IS NULL AND item <> ?4")
                     .each(
                         [&](const Statement &row) {
                             const Taken one{.item = row.get<ItemId>(0), .name = row.text(1), .isFolder = row.integer(2) != 0};
                             const bool isBetter = !best || (isSameSpelling(one.name, name) && !isSameSpelling(best->name, name));
                             if (FileName::folded(one.name) == folded && isBetter) {
                                 best = one;
                             }
                         },
                         target.space,
                         target.folder,
                         fileSortKey(name),
                         but);
    return asked.transform([&best] {
        return best;
    });
}

Result<QString> FileWork::freeName(const FileTarget &target, const QString &name, ItemId but)
{
    QStringList known;
    auto candidate = name;
    while (true) {
        auto holder = taken(target, candidate, but);
        if (!holder) {
            return std::unexpected(holder.error());
        }
        if (!*holder) {
            return candidate;
        }
        known << candidate;
        candidate = FileName::free(name, known);
    }
}

// A change of the same call has a negative number and is younger than all that are there.
ChangeId FileWork::later(ChangeId one, ChangeId other) const
{
    if (one.value < 0 || other.value < 0) {
        return std::min(one, other);
    }
    return std::max(one, other);
}

Result<ChangeId> FileWork::vacating(const FileGround &ground, const QString &name, ItemId but)
{
    if (ground.href.isEmpty()) {
        return ChangeId{};
    }
    const auto href = QString(ground.href + normalHref(QString::fromLatin1(QUrl::toPercentEncoding(name))));
    ChangeId last;
    ItemId holder;
    auto asked = transaction
                     .prepare("SELECT i.id, coalesce((SELECT max(c.id) FROM change c WHERE c.item = i.id AND c.kind IN ('move', 'delete') AND c.state < 3), 0) FROM item i "
                              "WHERE i.collection = ?1 AND i.remote_id IN (?2, ?3) AND i.id <> ?4")
                     .each(
                         [&](const Statement &row) {
                             holder = row.get<ItemId>(0);
                             last = later(last, row.get<ChangeId>(1));
                         },
                         ground.target.space,
                         href,
                         QString(href + u'/'),
                         but);
    for (qsizetype at = 0; at < changes.size(); ++at) {
        const auto &change = changes.at(at);
        if (holder && change.item == holder && (change.kind == FileChange::Move || change.kind == FileChange::Delete)) {
            last = ChangeId{-(at + 1)};
        }
    }
    return asked.transform([last] {
        return last;
    });
}

Change FileWork::changeOf(const FileState &state, const QString &kind) const
{
    Change change;
    change.item = state.item;
    change.resource = state.resource;
    change.collection = state.space;
    change.kind = kind;
    return change;
}

Result<ItemId> FileWork::create(const FileGround &ground, const QString &name, const QString &kind, QCborMap arguments)
{
    const bool isFolder = kind == FileChange::Folder;
    if (!ground.rights.testFlag(isFolder ? FileRight::AddFolders : FileRight::AddFiles)) {
        return failure(Error::Kind::Forbidden,
                       isFolder ? i18nc("@info", "You may not make folders in “%1”.", ground.path.value(ground.path.size() - 1))
                                : i18nc("@info", "You may not put files into “%1”.", ground.path.value(ground.path.size() - 1)));
    }
    const auto follows = vacating(ground, name);
    if (!follows) {
        return std::unexpected(follows.error());
    }
    auto inserted = transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(ground.target.space);
    if (!inserted) {
        return std::unexpected(inserted.error());
    }
    Change change;
    change.item = ItemId{transaction.lastInsertId()};
    change.resource = ground.resource;
    change.collection = ground.target.space;
    change.kind = kind;
    change.ground = ground.target.folder;
    change.follows = later(change.follows, *follows);
    arguments.insert(QLatin1StringView("name"), name);
    arguments.insert(QLatin1StringView("path"), QCborArray::fromStringList(ground.path));
    change.arguments = arguments;
    changes << change;
    added.insert({ground.target.folder, FileName::folded(name)}, Taken{change.item, name, isFolder, true});
    return change.item;
}

Result<void> FileWork::move(const FileState &state, const FileGround &ground, const QString &name)
{
    const bool isElsewhere = state.parent != ground.target.folder;
    if (!isElsewhere && state.name == name) {
        return {};
    }
    if (state.isAdrift) {
        return failure(Error::Kind::Conflict, i18nc("@info", "The folder “%1” lies in is still being read. Please try again in a moment.", state.name));
    }
    if (!state.isOnlyHere && isElsewhere && !state.rights.testFlag(FileRight::Move)) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "You may not move “%1”.", state.name));
    }
    if (!state.isOnlyHere && state.name != name && !state.rights.testFlag(FileRight::Rename)) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "You may not rename “%1”.", state.name));
    }
    if (isElsewhere && !ground.rights.testFlag(state.isFolder ? FileRight::AddFolders : FileRight::AddFiles)) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "You may not put anything into “%1”.", ground.path.value(ground.path.size() - 1)));
    }
    if (state.isFolder && ground.target.folder) {
        const auto below = isBelow(ground.target.folder, state.item);
        if (!below) {
            return std::unexpected(below.error());
        }
        if (*below) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "“%1” cannot be moved into itself.", state.name));
        }
    }
    if (state.isOnlyHere) {
        return moveUntold(state, ground, name);
    }
    const auto follows = vacating(ground, name, state.item);
    const auto copy = follows ? lastCopyOf(state) : Result<ChangeId>();
    if (!follows || !copy) {
        return std::unexpected(follows ? copy.error() : follows.error());
    }
    auto change = changeOf(state, FileChange::Move);
    change.ground = ground.target.folder;
    change.follows = later(*follows, *copy);
    change.reach = state.isFolder ? ChangeReach::MovesAllBelow : ChangeReach::Item;
    change.arguments = {{QLatin1StringView("name"), name},
                        {QLatin1StringView("path"), QCborArray::fromStringList(ground.path)},
                        {QLatin1StringView("wasName"), state.name},
                        {QLatin1StringView("wasIn"), state.parent.value}};
    changes << change;
    added.insert({ground.target.folder, FileName::folded(name)}, Taken{state.item, name, state.isFolder, true});
    return {};
}

// What no server has heard of is made there, under that name, from the start.
Result<void> FileWork::moveUntold(const FileState &state, const FileGround &ground, const QString &name)
{
    const auto pending = ChangeRows::ofItem(transaction, state.item);
    const auto follows = pending ? vacating(ground, name, state.item) : Result<ChangeId>();
    if (!pending || !follows) {
        return std::unexpected(pending ? follows.error() : pending.error());
    }
    Result<void> done;
    for (auto change = pending->cbegin(); done && change != pending->cend(); ++change) {
        const bool makesIt = change->kind == FileChange::Folder || change->kind == FileChange::Upload || change->kind == FileChange::Copy;
        if (!makesIt) {
            continue;
        }
        auto arguments = change->arguments;
        arguments.insert(QLatin1StringView("name"), name);
        arguments.insert(QLatin1StringView("path"), QCborArray::fromStringList(ground.path));
        auto now = *change;
        now.ground = ground.target.folder;
        now.follows = follows->value > 0 ? *follows : ChangeId{};
        done = ChangeRows::combine(transaction, change->id, arguments, now);
        if (done && change->state == ChangeState::Parked && (state.name != name || state.parent != ground.target.folder)) {
            now.state = ChangeState::Waiting; // it was refused where it was
            now.attempts = 0;
            now.error = {};
            done = ChangeRows::update(transaction, now);
        }
    }
    added.insert({ground.target.folder, FileName::folded(name)}, Taken{state.item, name, state.isFolder, true});
    return done.and_then([&] {
        return ItemWriter(transaction, projector).reproject({state.item});
    });
}

Result<ItemId> FileWork::serverCopy(const FileState &state, const FileGround &ground, const QString &name)
{
    if (state.isFolder && !ground.rights.testFlag(FileRight::AddFolders)) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "You may not make folders in “%1”.", ground.path.value(ground.path.size() - 1)));
    }
    auto payload = transaction.prepare("SELECT payload FROM item WHERE id = ?1").value<QByteArray>(state.item);
    auto last = transaction.prepare("SELECT max(id) FROM change WHERE item = ?1 AND state < 3").value<ChangeId>(state.item);
    if (!payload || !last) {
        return std::unexpected(payload ? last.error() : payload.error());
    }
    const QCborMap arguments{{QLatin1StringView("source"), state.item.value}, {QLatin1StringView("facts"), payload->value_or(QByteArray())}};
    return create(ground, name, FileChange::Copy, arguments).transform([&](ItemId item) {
        auto &change = changes.last();
        change.follows = later(change.follows, last->value_or(ChangeId{}));
        return item;
    });
}

Result<bool> FileWork::hasChanges(const FileState &state)
{
    return transaction
        .prepare("WITH RECURSIVE below (item) AS (SELECT ?1 UNION SELECT f.item FROM below JOIN file f ON f.collection = ?2 AND f.parent = below.item) "
                 "SELECT EXISTS (SELECT 1 FROM below JOIN change c ON c.item = below.item)")
        .value<bool>(state.item, state.space)
        .transform([](std::optional<bool> found) {
            return found.value_or(false);
        });
}

Result<bool> FileWork::isBelow(ItemId item, ItemId folder)
{
    auto &up = transaction.prepare("SELECT parent FROM file WHERE item = ?1");
    for (int depth = 0; item && depth < deepest; ++depth) {
        if (item == folder) {
            return true;
        }
        const auto parent = up.value<ItemId>(item);
        if (!parent) {
            return std::unexpected(parent.error());
        }
        item = parent->value_or(ItemId{});
    }
    return false;
}

Result<ChangeId> FileWork::lastCopyOf(const FileState &state)
{
    if (!m_copies) {
        m_copies.emplace();
        auto asked = transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.resource = ?1 AND c.kind = 'copy' AND c.state < 3")
                         .each(
                             [this](const Statement &row) {
                                 const auto change = ChangeRows::read(row);
                                 *m_copies << std::pair(change.id, ItemId{change.arguments.value(QLatin1StringView("source")).toInteger()});
                             },
                             state.resource);
        if (!asked) {
            return std::unexpected(asked.error());
        }
    }
    ChangeId last;
    for (const auto &[change, source] : std::as_const(*m_copies)) {
        const auto inside = isBelow(source, state.item);
        const auto around = inside ? isBelow(state.item, source) : Result<bool>();
        if (!inside || !around) {
            return std::unexpected(inside ? around.error() : inside.error());
        }
        if (*inside || *around) {
            last = later(last, change);
        }
    }
    for (qsizetype at = 0; at < changes.size(); ++at) {
        const auto &change = changes.at(at);
        if (change.kind == FileChange::Copy && change.arguments.value(QLatin1StringView("source")).toInteger() == state.item.value) {
            last = later(last, ChangeId{-(at + 1)});
        }
    }
    return last;
}

Result<ItemId> FileWork::copyFromHere(const FileState &state, const FileGround &ground, const QString &name, const Crossed &crossed)
{
    if (!state.isFolder) {
        const auto key = state.newest();
        if (key.isEmpty()) {
            return failure(Error::Kind::NotFound, i18nc("@info", "The content of “%1” is not on this computer. Keep it offline first, then try again.", state.name));
        }
        auto item = copyContent(key)
                        .and_then([&](const QString &content) {
                            return contentArguments(content, state.size, state.modified, state.type);
                        })
                        .and_then([&](QCborMap arguments) {
                            if (crossed) {
                                arguments.insert(QLatin1StringView("original"), state.item.value);
                            }
                            return create(ground, name, FileChange::Upload, std::move(arguments));
                        });
        if (item && crossed) {
            crossed(state, *item);
        }
        return item;
    }
    // What lies in it is looked for first: the copy may lie in it.
    const auto inside = children(state);
    if (!inside) {
        return std::unexpected(inside.error());
    }
    QCborMap arguments{{QLatin1StringView("modified"), state.modified}};
    if (crossed) {
        arguments.insert(QLatin1StringView("original"), state.item.value);
    }
    const auto folder = create(ground, name, FileChange::Folder, std::move(arguments));
    if (!folder) {
        return folder;
    }
    if (crossed) {
        crossed(state, *folder);
    }
    const FileGround below{.target = {ground.target.space, *folder}, .resource = ground.resource, .path = QStringList(ground.path) << name};
    for (const auto &child : *inside) {
        if (child.isHidden) {
            continue;
        }
        if (auto copied = copyFromHere(child, below, child.name, crossed); !copied) {
            return copied;
        }
    }
    return folder;
}

}
