// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/fileattic.h"

#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborMap>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int keptFor = 30; // days on which the program is used
constexpr qint64 atOnce = 30 * 60 * 1000; // ms; a large space is read in several transactions
constexpr int fewest = 3; // files; fewer are nobody's disaster

struct Entry {
    QString content{};
    CollectionId space{};
    ItemId item{};
    ItemId parent{};
    QStringList path{};
    QString name{};
    qint64 size = 0;
    qint64 modified = 0;
    QString type{};
    QString revision{};
    qint64 since = 0;
};

/// The names of the folders that lead to it.
QStringList pathOf(const QString &top, const QString &href)
{
    QStringList path;
    const auto folder = parentHref(href);
    for (const auto parts = folder.mid(folder.startsWith(top) ? top.size() : 0).split(u'/', Qt::SkipEmptyParts); const auto &part : parts) {
        path << QString::fromUtf8(QByteArray::fromPercentEncoding(part.toLatin1()));
    }
    return path;
}

/// The user deleted a folder that it lies in. Rows and addresses of what goes are no longer whole: each may tell.
Result<bool> isDeletedHere(Transaction &transaction, CollectionId space, const QString &href)
{
    bool isDeleted = false;
    auto &folder = transaction.prepare("SELECT f.hidden FROM item i JOIN file f ON f.item = i.id WHERE i.collection = ?1 AND i.remote_id = ?2");
    for (auto above = parentHref(href); !above.isEmpty() && !isDeleted; above = parentHref(above)) {
        const auto hidden = folder.value<bool>(space, above);
        if (!hidden) {
            return std::unexpected(hidden.error());
        }
        isDeleted = hidden->value_or(false);
    }
    return transaction
        .prepare("SELECT i.payload FROM change c JOIN file f ON f.item = c.item AND f.hidden = 1 AND f.folder = 1 JOIN item i ON i.id = c.item "
                 "WHERE i.collection = ?1 AND c.kind IN ('delete', 'leave')")
        .each(
            [&](const Statement &row) {
                const auto facts = FileFacts::fromCbor(row.blob(0));
                isDeleted = isDeleted || (facts && !facts->href.isEmpty() && href.startsWith(facts->href));
            },
            space)
        .transform([&isDeleted] {
            return isDeleted;
        });
}

QString json(const QStringList &names)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(names)).toJson(QJsonDocument::Compact));
}

QStringList names(const QString &json)
{
    QStringList list;
    for (const auto all = QJsonDocument::fromJson(json.toUtf8()).array(); const auto &one : all) {
        list << one.toString();
    }
    return list;
}

QString notNull(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

enum class Pieces { Move, Copy };

Result<void> stowKept(Transaction &transaction, ItemId item, Pieces pieces)
{
    Entry entry;
    ResourceId resource;
    QString key;
    QString top;
    QString href;
    auto asked = transaction
                     .prepare("SELECT k.resource, f.collection, f.parent, f.name, f.kept_bytes, f.modified, f.type, f.revision, f.kept, k.remote_id, i.remote_id, i.payload "
                              "FROM file f JOIN collection k ON k.id = f.collection JOIN item i ON i.id = f.item "
                              "WHERE f.item = ?1 AND f.folder = 0 AND f.hidden = 0 AND f.kept_bytes > 0 AND f.kept <> ''")
                     .each(
                         [&](const Statement &row) {
                             resource = row.get<ResourceId>(0);
                             entry = Entry{.space = row.get<CollectionId>(1),
                                           .parent = row.get<ItemId>(2),
                                           .name = row.text(3),
                                           .size = row.integer(4),
                                           .modified = row.integer(5),
                                           .type = row.text(6),
                                           .revision = row.text(7)};
                             key = row.text(8);
                             top = row.text(9);
                             href = row.text(10).isEmpty() ? FileFacts::fromCbor(row.blob(11)).value_or(FileFacts{}).href : row.text(10);
                         },
                         item);
    const auto isDeleted = asked && resource ? isDeletedHere(transaction, entry.space, href) : Result<bool>(true);
    if (!asked || !isDeleted || *isDeleted) {
        return !asked ? asked : isDeleted ? Result<void>() : std::unexpected(isDeleted.error());
    }
    const auto now = QDateTime::currentMSecsSinceEpoch();
    const QString content = u"attic:%1:%2"_s.arg(now).arg(QUuid::createUuid().toString(QUuid::WithoutBraces));
    return transaction
        .prepare("INSERT INTO file_attic (content, resource, collection, item, parent, path, name, size, modified, type, revision, since) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        .run(content, resource, entry.space, item, entry.parent, json(pathOf(top, href)), entry.name, entry.size, entry.modified, entry.type, entry.revision, now)
        .and_then([&] {
            return pieces == Pieces::Move
                ? transaction.prepare("UPDATE file_piece SET content = ?2 WHERE content = ?1").run(key, content)
                : transaction.prepare("INSERT INTO file_piece (content, place, size, blob) SELECT ?2, place, size, blob FROM file_piece WHERE content = ?1").run(key, content);
        });
}

Result<QList<Entry>> unseen(Transaction &transaction, ResourceId resource)
{
    QList<Entry> entries;
    return transaction
        .prepare("SELECT content, collection, item, parent, path, name, size, modified, type, revision, since FROM file_attic WHERE resource = ?1 AND offered = 0 ORDER BY content")
        .each(
            [&entries](const Statement &row) {
                entries << Entry{.content = row.text(0),
                                 .space = row.get<CollectionId>(1),
                                 .item = row.get<ItemId>(2),
                                 .parent = row.get<ItemId>(3),
                                 .path = names(row.text(4)),
                                 .name = row.text(5),
                                 .size = row.integer(6),
                                 .modified = row.integer(7),
                                 .type = row.text(8),
                                 .revision = row.text(9),
                                 .since = row.integer(10)};
            },
            resource)
        .transform([&entries] {
            return entries;
        });
}

/// What looks as if it had only been moved or renamed: the server has something of that size and time, or name.
Result<QSet<QString>> foundElsewhere(Transaction &transaction, ResourceId resource)
{
    QSet<QString> found;
    return transaction
        .prepare("SELECT a.content FROM collection k CROSS JOIN file f ON f.collection = k.id AND f.folder = 0 AND f.revision <> '' "
                 "CROSS JOIN (SELECT content, item, name, size, modified FROM file_attic WHERE resource = ?1 AND offered = 0) a ON a.size = f.size "
                 "WHERE k.resource = ?1 AND (f.modified = a.modified OR (f.name = a.name AND f.item <> a.item))")
        .each(
            [&found](const Statement &row) {
                found << row.text(0);
            },
            resource)
        .transform([&found] {
            return found;
        });
}

/// The space it was in, else another one of the account.
Result<CollectionId> spaceFor(Transaction &transaction, ResourceId resource, CollectionId before)
{
    return transaction.prepare("SELECT id FROM collection WHERE resource = ?1 AND remote_id IS NOT NULL ORDER BY id <> ?2, id LIMIT 1")
        .value<CollectionId>(resource, before)
        .transform([](std::optional<CollectionId> space) {
            return space.value_or(CollectionId{});
        });
}

Result<QCborMap> argumentsOf(Transaction &transaction, const Entry &entry, const QString &key)
{
    QCborArray blobs;
    return transaction.prepare("SELECT blob FROM file_piece WHERE content = ?1 ORDER BY place")
        .each(
            [&blobs](const Statement &row) {
                blobs << row.text(0);
            },
            key)
        .transform([&] {
            QCborMap arguments{{"content"_L1, key}, {"size"_L1, entry.size}, {"modified"_L1, entry.modified}, {"blobs"_L1, blobs}};
            if (!entry.type.isEmpty()) {
                arguments.insert("type"_L1, entry.type);
            }
            return arguments;
        });
}

/// The folder it lay in. One that is gone is made again by its names, as is that of any number which nothing has any more.
Result<ItemId> groundOf(Transaction &transaction, const Entry &entry)
{
    return transaction.prepare("SELECT item FROM file WHERE item = ?1 AND folder = 1 AND hidden = 0").value<ItemId>(entry.parent).transform([&entry](std::optional<ItemId> folder) {
        return folder ? *folder : entry.path.isEmpty() ? ItemId{} : entry.item;
    });
}

/// A change that waits for the user's decision, as after a refusal.
Result<void> ask(Transaction &transaction, const Projector &projector, ResourceId resource, const Entry &entry)
{
    const auto space = spaceFor(transaction, resource, entry.space);
    const auto isThere = transaction.prepare("SELECT i.remote_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id) FROM item i WHERE i.id = ?1").value<bool>(entry.item);
    if (!space || !isThere) {
        return std::unexpected(space ? isThere.error() : space.error());
    }
    if (!*space || (*isThere && !**isThere)) { // it has changes of its own, or there is nowhere to send it yet
        return {};
    }
    const auto key = newFileContentKey();
    auto arguments = transaction.prepare("UPDATE file_piece SET content = ?2 WHERE content = ?1").run(entry.content, key).and_then([&] {
        return argumentsOf(transaction, entry, key);
    });
    if (!arguments) {
        return std::unexpected(arguments.error());
    }
    Change change;
    change.resource = resource;
    change.collection = *space;
    change.created = QDateTime::currentDateTimeUtc();
    change.state = ChangeState::Parked;
    if (*isThere) {
        change.item = entry.item;
        change.kind = FileChange::Content;
        arguments->insert("base"_L1, entry.revision);
        change.error = Error{.kind = Error::Kind::Conflict,
                             .message = i18nc("@info a file", "The server has gone back to an older version of this. The newer one is still on this computer."),
                             .detail = u"the attic"_s};
    } else {
        auto inserted = transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(*space);
        if (!inserted) {
            return inserted;
        }
        change.item = ItemId{transaction.lastInsertId()};
        change.kind = FileChange::Upload;
        const auto folder = groundOf(transaction, entry);
        if (!folder) {
            return std::unexpected(folder.error());
        }
        change.ground = *folder;
        arguments->insert("name"_L1, entry.name);
        arguments->insert("path"_L1, QCborArray::fromStringList(entry.path));
        change.error = Error{.kind = Error::Kind::NotFound,
                             .message = i18nc("@info a file", "The server has lost this together with much else. It is still on this computer."),
                             .detail = u"the attic"_s};
    }
    change.arguments = *arguments;
    transaction.changes.touch(*space, change.item);
    return ChangeRows::insert(transaction, change)
        .and_then([&](ChangeId id) {
            change.id = id;
            return ChangeRows::update(transaction, change); // why it waits
        })
        .and_then([&] {
            return ItemWriter(transaction, projector).reproject({change.item});
        })
        .and_then([&] {
            return transaction.prepare("DELETE FROM file_attic WHERE content = ?1").run(entry.content);
        });
}

Result<void> sweep(Transaction &transaction)
{
    return transaction.prepare("UPDATE file_attic SET days = days + 1, day = ?1 WHERE day <> ?1").run(QDate::currentDate().toJulianDay()).and_then([&] {
        return transaction.prepare("DELETE FROM file_attic WHERE days > ?1").run(keptFor);
    });
}
}

Result<void> FileAttic::stow(Transaction &transaction, ItemId item)
{
    return stowKept(transaction, item, Pieces::Move);
}

Result<void> FileAttic::stowNewer(Transaction &transaction, ItemId item, const FileFacts &facts)
{
    const auto isOther = transaction
                             .prepare("SELECT revision <> ?2 AND (modified > ?3 OR (file_id <> ?4 AND ?4 <> '')) FROM file "
                                      "WHERE item = ?1 AND folder = 0 AND content = '' AND kept_bytes > 0 AND revision <> '' AND ?2 <> ''")
                             .value<bool>(item, notNull(facts.etag), facts.modified, notNull(facts.fileId));
    if (!isOther) {
        return std::unexpected(isOther.error());
    }
    return isOther->value_or(false) ? stowKept(transaction, item, Pieces::Copy) : Result<void>();
}

Result<int> FileAttic::offer(Transaction &transaction, const Projector &projector, ResourceId resource)
{
    const auto entries = sweep(transaction).and_then([&] {
        return unseen(transaction, resource);
    });
    if (!entries || entries->isEmpty()) {
        return entries.transform([](const auto &) {
            return 0;
        });
    }
    const auto elsewhere = foundElsewhere(transaction, resource);
    const auto left = transaction
                          .prepare("SELECT count(*) FROM collection k JOIN file f INDEXED BY file_used ON f.collection = k.id AND f.kept <> '' "
                                   "WHERE k.resource = ?1 AND f.hidden = 0 AND f.kept_bytes > 0")
                          .value<qint64>(resource);
    if (!elsewhere || !left) {
        return std::unexpected(elsewhere ? left.error() : elsewhere.error());
    }
    QList<Entry> lost;
    const auto newest = std::ranges::max(*entries, {}, &Entry::since).since;
    std::ranges::copy_if(*entries, std::back_inserter(lost), [&](const Entry &entry) {
        return entry.since > newest - atOnce && !elsewhere->contains(entry.content);
    });
    const bool isMuch = lost.size() >= fewest && lost.size() >= left->value_or(0); // at least half of what was here
    Result<void> done;
    for (auto entry = lost.cbegin(); done && isMuch && entry != lost.cend(); ++entry) {
        done = ask(transaction, projector, resource, *entry);
    }
    return done
        .and_then([&] {
            // The rest is looked at again together with what goes next.
            return transaction.prepare("UPDATE file_attic SET offered = 1 WHERE resource = ?1 AND since <= ?2").run(resource, QDateTime::currentMSecsSinceEpoch() - atOnce);
        })
        .transform([&] {
            return isMuch ? int(lost.size()) : 0;
        });
}

Result<bool> FileAttic::hasNews(const Reader &reader)
{
    return reader.prepare("SELECT EXISTS (SELECT 1 FROM file_attic WHERE offered = 0)").value<bool>().transform([](std::optional<bool> has) {
        return has.value_or(false);
    });
}

}
