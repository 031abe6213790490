// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filerows.h"

#include "files/fileattic.h"
#include "store/search.h"
#include "sync/changerows.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>

namespace Kontor
{
namespace
{
int marksOf(const FileFacts &facts)
{
    using namespace FileRows;
    return (facts.isFavourite ? Favourite : 0) | (facts.isMount ? Mount : 0) | (facts.isSharedWithMe ? SharedWithMe : 0)
        | (facts.shareTypes.isEmpty() ? 0 : SharedByMe) | (facts.hasPreview ? Preview : 0) | (facts.isWaiting ? Waiting : 0)
        | (facts.isContested ? Contested : 0);
}

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

/// What is known of the item and of its row so far.
struct Known {
    QString href{}; ///< null: no server knows it
    QString revision{};
    bool isThere = false;
    bool isOffline = false;
};

Result<Known> knownOf(Transaction &transaction, ItemId item)
{
    Known known;
    return transaction.prepare("SELECT i.remote_id, i.revision, f.item IS NOT NULL, f.offline FROM item i LEFT JOIN file f ON f.item = i.id WHERE i.id = ?1")
        .each(
            [&known](const Statement &row) {
                known = Known{row.text(0), row.text(1), row.integer(2) != 0, row.integer(3) != 0};
            },
            item)
        .transform([&known] {
            return known;
        });
}

struct Place {
    ItemId parent{};
    QString parentHref{}; ///< null: the parent is known
    bool isOffline = false; ///< as the folder is
};

Result<Place> placeIn(Transaction &transaction, ItemId folder)
{
    // The folder may be gone meanwhile; what waits to go there shows at the top.
    Place place;
    return transaction.prepare("SELECT i.id, f.offline FROM item i LEFT JOIN file f ON f.item = i.id WHERE i.id = ?1")
        .each(
            [&place](const Statement &row) {
                place = Place{row.get<ItemId>(0), {}, row.integer(1) != 0};
            },
            folder)
        .transform([&place] {
            return place;
        });
}

Result<Place> placeOf(Transaction &transaction, CollectionId collection, const QString &href)
{
    const auto above = parentHref(href);
    Place place;
    auto asked = transaction.prepare("SELECT i.id, f.offline FROM item i LEFT JOIN file f ON f.item = i.id WHERE i.collection = ?1 AND i.remote_id = ?2")
                     .each(
                         [&place](const Statement &row) {
                             place = Place{row.get<ItemId>(0), {}, row.integer(1) != 0};
                         },
                         collection,
                         above);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (place.parent) {
        return place;
    }
    auto top = transaction.prepare("SELECT 1 FROM collection WHERE id = ?1 AND remote_id = ?2").value<int>(collection, above);
    return top.transform([&above](std::optional<int> isTop) {
        return Place{{}, isTop || above.isEmpty() ? QString() : above, false};
    });
}

/// Only the name of its version changed: what is here of it is still good.
Result<void> goOnFrom(Transaction &transaction, ItemId item, const FileFacts &facts)
{
    const auto before = fileContentKey(item, facts.formerEtag);
    const auto now = fileContentKey(item, facts.etag);
    return transaction.prepare("UPDATE OR REPLACE file_piece SET content = ?2 WHERE content = ?1").run(before, now).and_then([&] {
        return transaction
            .prepare("UPDATE file SET kept = iif(kept = ?2, ?3, kept), indexed = iif(indexed = ?2, ?3, indexed) WHERE item = ?1 AND (kept = ?2 OR indexed = ?2)")
            .run(item, before, now);
    });
}

Result<void> dropOtherContent(Transaction &transaction, ItemId item, const QString &but)
{
    const auto prefix = QString::number(item.value);
    return transaction.prepare("DELETE FROM file_piece WHERE content > ?1 AND content < ?2 AND content <> ?3").run(QString(prefix + u'@'), QString(prefix + u'A'), but);
}
}

Result<void> FileRows::write(Transaction &transaction, ItemId item, CollectionId collection, const FileFacts &facts, const QString &sort)
{
    const auto known = knownOf(transaction, item);
    if (!known) {
        return std::unexpected(known.error());
    }
    // The item says where it is: what lies in a folder that moved still has its old address in the payload.
    const auto href = known->href.isEmpty() ? facts.href : known->href;
    const auto place = facts.parent ? placeIn(transaction, *facts.parent) : placeOf(transaction, collection, href);
    if (!place) {
        return std::unexpected(place.error());
    }
    const auto revision = notNull(facts.isFolder ? known->revision : facts.etag);
    if (auto stowed = known->isThere && !facts.isFolder ? FileAttic::stowNewer(transaction, item, facts) : Result<void>(); !stowed) {
        return stowed;
    }
    // Nothing is all there is to an empty file.
    const bool isEmpty = facts.size == 0 && !facts.isFolder && !facts.etag.isEmpty() && facts.content.isEmpty();
    auto done = transaction
                    .prepare("INSERT INTO file (item, collection, parent, parent_href, name, sort, folder, size, modified, type, file_id, revision, content, rights, "
                             "marks, owner, locked_by, hidden, offline, kept) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20) "
                             "ON CONFLICT (item) DO UPDATE SET collection = excluded.collection, parent = excluded.parent, parent_href = excluded.parent_href, "
                             "name = excluded.name, sort = excluded.sort, folder = excluded.folder, size = excluded.size, modified = excluded.modified, "
                             "type = excluded.type, file_id = excluded.file_id, revision = excluded.revision, content = excluded.content, rights = excluded.rights, "
                             "marks = excluded.marks, owner = excluded.owner, locked_by = excluded.locked_by, hidden = excluded.hidden, "
                             "offline = max(pinned, excluded.offline), kept = iif(excluded.kept <> '', excluded.kept, kept)")
                    .run(item,
                         collection,
                         place->parent,
                         place->parentHref.isEmpty() ? QString() : place->parentHref,
                         notNull(facts.name),
                         notNull(sort),
                         facts.isFolder ? 1 : 0,
                         facts.size,
                         facts.modified,
                         notNull(facts.type),
                         facts.fileId.isEmpty() ? QString() : facts.fileId,
                         revision,
                         notNull(facts.content),
                         facts.rights.toInt(),
                         marksOf(facts),
                         notNull(facts.owner),
                         notNull(facts.lockedBy),
                         facts.isDeleted ? 1 : 0,
                         place->isOffline ? 1 : 0,
                         isEmpty ? fileContentKey(item, facts.etag) : QStringLiteral(""));
    if (!done || !facts.isFolder) {
        return done && !facts.formerEtag.isEmpty() && facts.formerEtag != facts.etag ? goOnFrom(transaction, item, facts) : done;
    }
    bool hasAdopted = false;
    if (!href.isEmpty()) { // what came before its folder did
        done = transaction.prepare("UPDATE file SET parent = ?1, parent_href = NULL WHERE parent_href = ?2 AND collection = ?3").run(item, href, collection);
        hasAdopted = transaction.changedRows() > 0;
    }
    if (!done) {
        return done;
    }
    if (!known->isThere) {
        return hasAdopted && place->isOffline ? spreadOffline(transaction, item) : done;
    }
    auto isOffline = transaction.prepare("SELECT offline FROM file WHERE item = ?1").value<int>(item);
    if (!isOffline) {
        return std::unexpected(isOffline.error());
    }
    return hasAdopted || (isOffline->value_or(0) != 0) != known->isOffline ? spreadOffline(transaction, item) : Result<void>();
}

Result<void> FileRows::remove(Transaction &transaction, ItemId item)
{
    return FileAttic::stow(transaction, item)
        .and_then([&] {
            return dropOtherContent(transaction, item, QStringLiteral(""));
        })
        .and_then([&] {
            return transaction.prepare("DELETE FROM file WHERE item = ?1").run(item);
        })
        .and_then([&] {
            // The same folder may be known under another number from now on: it adopts what the server has in it.
            return transaction
                .prepare("UPDATE file SET parent = 0, parent_href = iif((SELECT remote_id FROM item WHERE id = file.item) IS NULL, NULL, (SELECT remote_id FROM item WHERE id = ?1)) "
                         "WHERE collection IN (SELECT collection FROM item WHERE id = ?1) AND parent = ?1")
                .run(item);
        })
        .and_then([&] {
            return removeSearch(transaction, item);
        });
}

Result<void> FileRows::addPiece(Transaction &transaction, ItemId item, const FilePart &part, const BlobId &blob, qint64 size)
{
    qint64 whole = -1;
    QString kept;
    bool isUnsent = false; // the row shows what is to be sent: its size says nothing of this
    auto found = transaction.prepare("SELECT size, kept, content <> '' FROM file WHERE item = ?1 AND folder = 0 AND revision = ?2")
                     .each(
                         [&](const Statement &row) {
                             whole = row.integer(0);
                             kept = row.text(1);
                             isUnsent = row.integer(2) != 0;
                         },
                         item,
                         part.revision);
    const auto key = fileContentKey(item, part.revision);
    if (!found || (whole < 0 && !isUnsent) || kept == key) {
        return found;
    }
    auto added = transaction.prepare("INSERT OR REPLACE INTO file_piece (content, place, size, blob) VALUES (?1, ?2, ?3, ?4)").run(key, part.piece, size, blob);
    auto here = added.and_then([&] {
        return transaction.prepare("SELECT sum(size) FROM file_piece WHERE content = ?1").value<qint64>(key);
    });
    if (!here) {
        return std::unexpected(here.error());
    }
    if (isUnsent || here->value_or(0) != whole) {
        return {};
    }
    return transaction.prepare("UPDATE file SET kept = ?2, kept_bytes = ?3 WHERE item = ?1").run(item, key, whole).and_then([&] {
        return dropOtherContent(transaction, item, key);
    });
}

namespace
{
/// What the search knows of content that is not the server's after all.
Result<void> forgetWords(Transaction &transaction, ItemId item, const QString &content)
{
    return transaction.prepare("UPDATE file SET indexed = '' WHERE item = ?1 AND indexed = ?2").run(item, content).and_then([&] {
        return transaction.changedRows() > 0 ? removeSearch(transaction, item) : Result<void>();
    });
}
}

Result<void> FileRows::adopt(Transaction &transaction, ItemId item, const QString &content)
{
    auto revision = transaction.prepare("SELECT revision FROM file WHERE item = ?1").value<QString>(item);
    if (!revision) {
        return std::unexpected(revision.error());
    }
    if (!*revision || (*revision)->isEmpty()) {
        return dropContent(transaction, content).and_then([&] { // on the server it is; which revision it has there the next listing says
            return forgetWords(transaction, item, content);
        });
    }
    const auto key = fileContentKey(item, **revision);
    return transaction.prepare("UPDATE OR REPLACE file_piece SET content = ?2 WHERE content = ?1")
        .run(content, key)
        .and_then([&] {
            return transaction
                .prepare("UPDATE file SET kept = ?2, kept_bytes = size, indexed = iif(indexed = ?3, ?2, indexed) WHERE item = ?1 "
                         "AND size = (SELECT coalesce(sum(size), 0) FROM file_piece WHERE content = ?2)") // the same words
                .run(item, key, content);
        })
        .and_then([&] {
            return dropOtherContent(transaction, item, key);
        })
        .and_then([&] {
            return forgetWords(transaction, item, content);
        });
}

Result<bool> FileRows::forgetContent(Transaction &transaction, ItemId item)
{
    const auto may = transaction
                         .prepare("SELECT 1 FROM file WHERE item = ?1 AND folder = 0 AND offline = 0 AND content = '' "
                                  "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = ?1)")
                         .value<int>(item);
    if (!may || !*may) {
        return may.transform([](auto) {
            return false;
        });
    }
    return dropOtherContent(transaction, item, QStringLiteral(""))
        .transform([&transaction] {
            return transaction.changedRows() > 0;
        })
        .and_then([&](bool had) {
            return transaction.prepare("UPDATE file SET kept = '', kept_bytes = 0, indexed = '' WHERE item = ?1 AND kept <> ''")
                .run(item)
                .and_then([&] {
                    return removeSearch(transaction, item);
                })
                .transform([had] {
                    return had;
                });
        });
}

Result<void> FileRows::dropContent(Transaction &transaction, const QString &content)
{
    return transaction.prepare("DELETE FROM file_piece WHERE content = ?1").run(content);
}

Result<void> FileRows::forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost)
{
    const auto list = jsonList(QStringList(lost.begin(), lost.end()));
    return transaction
        .prepare("UPDATE file SET kept = '', kept_bytes = 0 WHERE kept IN (SELECT content FROM file_piece WHERE blob IN (SELECT value FROM json_each(?1)))")
        .run(list)
        .and_then([&] {
            return transaction.prepare("DELETE FROM file_piece WHERE blob IN (SELECT value FROM json_each(?1))").run(list);
        });
}

Result<void> FileRows::restorePieces(Transaction &transaction, ResourceId resource)
{
    QList<QCborMap> bare;
    auto done = transaction.prepare("SELECT arguments FROM change WHERE resource = ?1 AND kind IN ('upload', 'content')")
                    .each(
                        [&bare](const Statement &row) {
                            bare << QCborValue::fromCbor(row.blob(0)).toMap();
                        },
                        resource);
    auto &has = transaction.prepare("SELECT 1 FROM file_piece WHERE content = ?1");
    auto &add = transaction.prepare("INSERT INTO file_piece (content, place, size, blob) VALUES (?1, ?2, ?3, ?4)");
    for (auto one = bare.cbegin(); done && one != bare.cend(); ++one) {
        const auto key = one->value(QLatin1StringView("content")).toString();
        const auto blobs = one->value(QLatin1StringView("blobs")).toArray();
        const auto size = one->value(QLatin1StringView("size")).toInteger();
        const auto isThere = key.isEmpty() ? Result<std::optional<int>>(1) : has.value<int>(key);
        if (!isThere) {
            return std::unexpected(isThere.error());
        }
        for (int place = 0; done && !*isThere && place < blobs.size(); ++place) {
            const auto rest = size - place * filePieceSize;
            done = add.run(key, place, place + 1 < blobs.size() ? filePieceSize : rest, blobs.at(place).toString());
        }
    }
    return done;
}

Result<void> FileRows::sweep(Transaction &transaction)
{
    QSet<QString> unnamed;
    const auto yesterday = QDateTime::currentMSecsSinceEpoch() - 24 * 60 * 60 * 1000;
    auto listed = transaction.prepare("SELECT DISTINCT content FROM file_piece WHERE content > 'local:' AND content < 'local;'")
                      .each([&](const Statement &row) {
                          const auto key = row.text(0);
                          if (key.section(u':', 1, 1).toLongLong() < yesterday) {
                              unnamed << key;
                          }
                      });
    if (!listed || unnamed.isEmpty()) {
        return listed;
    }
    listed = transaction.prepare("SELECT arguments FROM change WHERE kind IN ('upload', 'content')").each([&unnamed](const Statement &row) {
        unnamed.remove(QCborValue::fromCbor(row.blob(0)).toMap().value(QLatin1StringView("content")).toString());
    });
    for (auto key = unnamed.cbegin(); listed && key != unnamed.cend(); ++key) {
        listed = dropContent(transaction, *key);
    }
    return listed;
}

Result<void> FileRows::spreadOffline(Transaction &transaction, ItemId item)
{
    return transaction
        .prepare("UPDATE file SET offline = max(pinned, coalesce((SELECT p.offline FROM file p WHERE p.item = file.parent), 0)) WHERE item = ?1")
        .run(item)
        .and_then([&] {
            // UNION, not UNION ALL: pending moves may for a while put two folders into one another.
            return transaction
                .prepare("WITH RECURSIVE below (item, offline) AS (SELECT item, offline FROM file WHERE item = ?1 UNION "
                         "SELECT f.item, max(f.pinned, below.offline) FROM file f JOIN below ON f.parent = below.item "
                         "AND f.collection = (SELECT collection FROM file WHERE item = ?1)) "
                         "UPDATE file SET offline = below.offline FROM below WHERE file.item = below.item AND file.offline <> below.offline")
                .run(item);
        });
}

}
