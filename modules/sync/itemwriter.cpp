// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/itemwriter.h"

#include "sync/changerows.h"
#include "sync/folding.h"

#include <KLocalizedString>
#include <QtConcurrent>

namespace Kontor
{
namespace
{
constexpr int aloneUpTo = 128; // fewer items are not worth waking the other cores

struct Stored {
    ItemId item;
    CollectionId collection;
    QByteArray payload;
    bool unknownToServer = false;
    QList<Change> pending;
    // made by prepare()
    CollectionId shownIn;
    QByteArray fingerprint;
    Write write;
};

void prepare(const Projector &projector, Stored &stored)
{
    const auto folded = fold(projector, stored.payload, stored.collection, stored.pending);
    stored.shownIn = folded.collection;
    if (stored.unknownToServer && !folded.payload.isEmpty()) {
        stored.fingerprint = projector.fingerprint(folded.payload);
    }
    stored.write = projection(projector, stored.item, folded);
}
}

ItemWriter::ItemWriter(Transaction &transaction, const Projector &projector)
    : m_transaction(transaction)
    , m_projector(projector)
{
}

Result<void> ItemWriter::reproject(const QList<ItemId> &items)
{
    const auto list = jsonList(items);
    QList<Stored> found;
    auto loaded = m_transaction
                      .prepare("SELECT i.id, i.collection, i.payload, i.payload IS NULL AND i.remote_id IS NULL "
                               "FROM json_each(?1) j CROSS JOIN item i ON i.id = j.value")
                      .each(
                          [&found](const Statement &row) {
                              found << Stored{row.get<ItemId>(0), row.get<CollectionId>(1), row.blob(2), row.integer(3) != 0, {}, {}, {}, {}};
                          },
                          list);
    if (!loaded) {
        return loaded;
    }
    auto pending = ChangeRows::ofItems(m_transaction.prepare(ChangeRows::ofItemsSql), list);
    if (!pending) {
        return std::unexpected(pending.error());
    }
    for (auto &stored : found) {
        stored.pending = pending->value(stored.item);
    }
    if (found.size() <= aloneUpTo) {
        for (auto &stored : found) {
            prepare(m_projector, stored);
        }
    } else {
        QtConcurrent::blockingMap(found, [this](Stored &stored) {
            prepare(m_projector, stored);
        });
    }
    auto &count = m_transaction.prepare("UPDATE item SET edits = edits + 1, fingerprint = coalesce(?2, fingerprint) WHERE id = ?1");
    for (const auto &stored : std::as_const(found)) {
        auto done = count.run(stored.item, stored.fingerprint.isEmpty() ? QByteArray() : stored.fingerprint).and_then([&] {
            return stored.write(m_transaction);
        });
        if (!done) {
            return done;
        }
        m_transaction.changes.touch(stored.collection, stored.item);
        m_transaction.changes.touch(stored.shownIn, stored.item);
    }
    return {};
}

Result<void> ItemWriter::remove(const QList<ItemId> &items)
{
    auto &find = m_transaction.prepare("SELECT collection FROM item WHERE id = ?1");
    auto &drop = m_transaction.prepare("DELETE FROM item WHERE id = ?1");
    auto &dropChanges = m_transaction.prepare("DELETE FROM change WHERE item = ?1");
    for (const auto item : items) {
        auto collection = find.value<CollectionId>(item);
        if (!collection) {
            return std::unexpected(collection.error());
        }
        if (!*collection) {
            continue;
        }
        auto done = projection(m_projector, item, {{}, **collection})(m_transaction)
                        .and_then([&] {
                            return dropChanges.run(item);
                        })
                        .and_then([&] {
                            m_transaction.changes.outbox = m_transaction.changes.outbox || m_transaction.changedRows() > 0;
                            return drop.run(item);
                        });
        if (!done) {
            return done;
        }
        m_transaction.changes.touch(**collection, item);
    }
    return {};
}

Result<QList<ItemId>> ItemWriter::selectIds(const char *sql, const QList<ItemId> &items)
{
    QList<ItemId> selected;
    return m_transaction.prepare(sql)
        .each(
            [&selected](const Statement &row) {
                selected << row.get<ItemId>(0);
            },
            jsonList(items))
        .transform([&selected] {
            return selected;
        });
}

Result<void> ItemWriter::vanish(const QList<ItemId> &items)
{
    if (items.isEmpty()) {
        return {};
    }
    auto done = m_transaction
                    .prepare("UPDATE item SET remote_id = NULL, edits = edits + 1 WHERE id IN (SELECT value FROM json_each(?1)) "
                             "AND EXISTS (SELECT 1 FROM change c WHERE c.item = item.id)")
                    .run(jsonList(items));
    if (!done) {
        return done;
    }
    auto untouched = selectIds("SELECT j.value FROM json_each(?1) j WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.item = j.value)", items);
    return untouched.and_then([this](const QList<ItemId> &gone) {
        return remove(gone);
    });
}

Result<void> ItemWriter::findAgain(ResourceId resource)
{
    struct Twin {
        ItemId item;
        ItemId id;
        CollectionId collection;
        QString remoteId;
        QString revision;
        QByteArray payload;
    };
    QList<Twin> twins;
    auto found = m_transaction
                     .prepare("SELECT i.id, t.id, t.collection, t.remote_id, t.revision, t.payload FROM collection a "
                              "CROSS JOIN item i ON i.collection = a.id AND i.remote_id IS NULL AND i.payload IS NOT NULL "
                              "CROSS JOIN item t ON t.fingerprint = i.fingerprint AND t.id > i.id AND t.remote_id IS NOT NULL "
                              "JOIN collection b ON b.id = t.collection AND b.resource = a.resource "
                              "WHERE a.resource = ?1 ORDER BY i.id, t.id")
                     .each(
                         [&twins](const Statement &row) {
                             const Twin twin{row.get<ItemId>(0), row.get<ItemId>(1), row.get<CollectionId>(2), row.text(3), row.text(4), row.blob(5)};
                             const bool isTaken = std::ranges::any_of(twins, [&twin](const Twin &other) {
                                 return other.item == twin.item || other.id == twin.id;
                             });
                             if (!isTaken) {
                                 twins << twin;
                             }
                         },
                         resource);
    if (!found) {
        return found;
    }
    QList<ItemId> placed;
    for (const auto &twin : std::as_const(twins)) {
        auto done = absorb(twin.item, twin.id).and_then([&] {
            return m_transaction.prepare("UPDATE item SET collection = ?2, remote_id = ?3, revision = ?4, payload = ?5, assumed = 0 WHERE id = ?1")
                .run(twin.item, twin.collection, twin.remoteId, twin.revision, twin.payload);
        });
        if (!done) {
            return done;
        }
        placed << twin.item;
    }
    return placed.isEmpty() ? Result<void>{} : reproject(placed);
}

Result<void> ItemWriter::absorb(ItemId item, ItemId duplicate)
{
    return m_transaction.prepare("UPDATE change SET item = ?1 WHERE item = ?2").run(item, duplicate).and_then([&] {
        return remove({duplicate});
    });
}

Result<void> ItemWriter::giveUp(const QList<ItemId> &items)
{
    auto lost = selectIds("SELECT i.id FROM json_each(?1) j CROSS JOIN item i ON i.id = j.value WHERE i.remote_id IS NULL "
                          "AND (i.payload IS NOT NULL OR NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id)) "
                          "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id AND c.state IN (1, 2))",
                          items);
    if (!lost) {
        return std::unexpected(lost.error());
    }
    const Error gone{.kind = Error::Kind::NotFound,
                     .message = i18nc("@info a change by the user cannot be carried out", "This no longer exists on the server; somebody else removed it."),
                     .detail = QStringLiteral("the item vanished from its collection and appeared in no other")};
    QList<ItemId> removed;
    for (const auto item : std::as_const(*lost)) {
        auto pending = ChangeRows::ofItem(m_transaction, item);
        if (!pending) {
            return std::unexpected(pending.error());
        }
        const bool onlyRemovals = std::ranges::all_of(*pending, [this](const Change &change) {
            return m_projector.isRemoval(change);
        });
        if (onlyRemovals) {
            removed << item;
        } else if (auto parked = ChangeRows::park(m_transaction, item, gone); !parked) {
            return parked;
        }
    }
    return remove(removed);
}

Result<void> ItemWriter::relocate(Transaction &transaction, CollectionId collection, const QString &from, const QString &to)
{
    if (from.isEmpty() || to.isEmpty() || from == to) {
        return {};
    }
    auto done = transaction.prepare("UPDATE OR IGNORE item SET remote_id = ?3 WHERE collection = ?1 AND remote_id = ?2").run(collection, from, to);
    if (!done || !from.endsWith(u'/')) {
        return done;
    }
    // All that begins with the folder's name: "0" follows "/" in the order of the index.
    return transaction
        .prepare("UPDATE OR IGNORE item SET remote_id = ?3 || substr(remote_id, length(?2) + 1) WHERE collection = ?1 AND remote_id > ?2 AND remote_id < ?4")
        .run(collection, from, to, QString(from.chopped(1) + u'0'));
}

Result<qint64> ItemWriter::reserveIds(int count)
{
    // AUTOINCREMENT never hands out what lies below this row's number.
    auto last = m_transaction.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'item'").value<qint64>();
    if (!last) {
        return std::unexpected(last.error());
    }
    auto moved = *last ? m_transaction.prepare("UPDATE sqlite_sequence SET seq = seq + ?1 WHERE name = 'item'").run(count)
                       : m_transaction.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('item', ?1)").run(count);
    return moved.transform([&last] {
        return last->value_or(0) + 1;
    });
}

}
