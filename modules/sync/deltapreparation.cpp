// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/deltapreparation.h"

#include "base/await.h"
#include "base/log.h"
#include "base/stepback.h"
#include "sync/changerows.h"
#include "sync/folding.h"
#include "sync/itemwriter.h"

#include <QtConcurrent>

namespace Kontor
{
namespace
{
constexpr int chunkSize = 200; // items that one pool job parses
constexpr int reserveAtLeast = 1000; // item numbers

// The last word about each item counts; words about nothing do not.
QList<PreparedItem> distinct(const Projector &projector, QList<RemoteItem> changed)
{
    QList<PreparedItem> items;
    items.reserve(changed.size());
    QHash<QString, qsizetype> index;
    for (auto &remote : changed) {
        if (remote.remoteId.isEmpty()) {
            continue;
        }
        const auto at = index.value(remote.remoteId, -1);
        if (at >= 0 && !remote.partial) {
            items[at].remote = std::move(remote);
        } else if (at >= 0) {
            auto &earlier = items[at].remote;
            earlier.payload = projector.merge(earlier.payload, remote.payload).value_or(earlier.payload);
            earlier.revision = remote.revision;
        } else {
            index.insert(remote.remoteId, items.size());
            items << PreparedItem{.remote = std::move(remote)};
        }
    }
    return items;
}

void prepareItem(const Projector &projector, CollectionId collection, PreparedItem &prepared, const QList<Change> &pending)
{
    const auto &remote = prepared.remote;
    const bool known = prepared.fate == PreparedItem::Fate::Known;
    const bool saysMore = !remote.partial && !remote.payload.isEmpty() && remote.payload != prepared.known.payload; // what no revision counts
    if (known && !remote.revision.isEmpty() && remote.revision == prepared.known.revision && !prepared.known.assumed && !prepared.known.payload.isEmpty() && !saysMore) {
        prepared.fate = PreparedItem::Fate::Skip;
        return;
    }
    if (remote.partial) {
        auto merged = projector.merge(prepared.known.payload, remote.payload);
        if (!merged) {
            qCWarning(logSync) << "item" << remote.remoteId << "makes no sense:" << merged.error().detail;
            prepared.fate = PreparedItem::Fate::Skip;
            return;
        }
        prepared.payload = *std::move(merged);
    } else {
        prepared.payload = remote.payload;
    }
    if (prepared.fingerprint.isEmpty() && !prepared.payload.isEmpty()) {
        prepared.fingerprint = projector.fingerprint(prepared.payload);
    }
    const auto folded = fold(projector, prepared.payload, collection, pending);
    prepared.shownIn = folded.collection;
    prepared.write = projection(projector, prepared.known.item, folded);
}

// Runs work(begin, end) over the list on all cores; begin and end are pieces of at most chunkSize.
template<class Work>
Task<> inChunks(QThreadPool *pool, QList<PreparedItem> *items, Work work)
{
    QList<QFuture<void>> running;
    auto *const first = items->data();
    for (qsizetype begin = 0; begin < items->size(); begin += chunkSize) {
        const auto end = std::min<qsizetype>(begin + chunkSize, items->size());
        running << QtConcurrent::run(pool, [=] {
            stepBack();
            for (auto *item = first + begin; item != first + end; ++item) {
                work(*item);
            }
        });
    }
    for (auto &one : running) {
        co_await qCoro(one).waitForFinished();
    }
}

KnownItem readKnown(const Statement &row)
{
    return KnownItem{row.get<ItemId>(0), row.get<CollectionId>(1), row.text(2), row.integer(3), row.blob(4), row.integer(5) != 0};
}
}

DeltaPreparation::DeltaPreparation(SyncContext &context)
    : m_context(context)
{
}

Task<Result<PreparedDelta>> DeltaPreparation::prepare(CollectionId collection, Delta delta)
{
    PreparedDelta prepared{.collection = collection, .token = delta.token, .more = delta.more};
    prepared.removed = std::move(delta.removed);
    prepared.present = std::move(delta.present);
    prepared.items = distinct(*m_context.projector, std::move(delta.changed));
    if (prepared.items.isEmpty()) {
        co_return prepared;
    }
    auto known = co_await resultOf(loadKnown(collection, prepared.items));
    if (!known) {
        co_return std::unexpected(known.error());
    }
    for (auto &item : prepared.items) {
        const auto found = known->items.constFind(item.remote.remoteId);
        item.fate = found == known->items.constEnd() ? PreparedItem::Fate::New : PreparedItem::Fate::Known;
        if (found != known->items.constEnd()) {
            item.known = *found;
        }
    }
    if (known->unplaced) {
        auto adopted = co_await adopt(collection, &prepared.items, &known->pending);
        if (!adopted) {
            co_return std::unexpected(adopted.error());
        }
    }
    auto numbered = co_await number(&prepared.items);
    if (!numbered) {
        co_return std::unexpected(numbered.error());
    }
    co_await project(collection, &prepared.items, std::move(known->pending));
    co_return prepared;
}

QFuture<Result<DeltaPreparation::Known>> DeltaPreparation::loadKnown(CollectionId collection, const QList<PreparedItem> &items)
{
    QStringList remoteIds;
    remoteIds.reserve(items.size());
    for (const auto &item : items) {
        remoteIds << item.remote.remoteId;
    }
    return m_context.store->read(
        [collection, resource = m_context.resource, remoteIds](const Reader &reader) -> Result<Known> {
            Known known;
            QList<ItemId> ids;
            auto loaded = reader
                              .prepare("SELECT i.id, i.collection, i.revision, i.edits, i.payload, i.assumed, i.remote_id FROM json_each(?2) j "
                                       "CROSS JOIN item i ON i.collection = ?1 AND i.remote_id = j.value")
                              .each(
                                  [&](const Statement &row) {
                                      known.items.insert(row.text(6), readKnown(row));
                                      ids << row.get<ItemId>(0);
                                  },
                                  collection,
                                  jsonList(remoteIds));
            if (!loaded) {
                return std::unexpected(loaded.error());
            }
            auto unplaced = reader
                                .prepare("SELECT EXISTS (SELECT 1 FROM collection k JOIN item i ON i.collection = k.id AND i.remote_id IS NULL "
                                         "WHERE k.resource = ?1)")
                                .value<bool>(resource);
            if (!unplaced) {
                return std::unexpected(unplaced.error());
            }
            known.unplaced = unplaced->value_or(false);
            auto pending = ChangeRows::ofItems(reader.prepare(ChangeRows::ofItemsSql), jsonList(ids));
            if (!pending) {
                return std::unexpected(pending.error());
            }
            known.pending = *std::move(pending);
            return known;
        },
        Store::Urgency::Background);
}

// Items that lost their place (moved, uploaded with a lost answer, all of them after a token
// expired) are recognised by what does not change with the place.
Task<Result<void>> DeltaPreparation::adopt(CollectionId collection, QList<PreparedItem> *items, QHash<ItemId, QList<Change>> *pending)
{
    co_await inChunks(m_context.pool.get(), items, [projector = m_context.projector](PreparedItem &item) {
        if (item.fate == PreparedItem::Fate::New && !item.remote.partial && !item.remote.payload.isEmpty()) {
            item.fingerprint = projector->fingerprint(item.remote.payload);
        }
    });
    QStringList wanted;
    for (const auto &item : std::as_const(*items)) {
        if (!item.fingerprint.isEmpty()) {
            wanted << QString::fromLatin1(item.fingerprint.toHex());
        }
    }
    auto read = m_context.store->read(
        [collection, resource = m_context.resource, wanted](const Reader &reader) -> Result<std::pair<Twins, QHash<ItemId, QList<Change>>>> {
            Twins twins;
            QSet<ItemId> seen;
            QList<ItemId> ids;
            auto loaded = reader
                              .prepare("SELECT i.id, i.collection, i.revision, i.edits, i.payload, i.assumed, i.fingerprint FROM json_each(?1) j "
                                       "CROSS JOIN item i ON i.fingerprint = unhex(j.value) JOIN collection k ON k.id = i.collection "
                                       "WHERE k.resource = ?2 AND i.remote_id IS NULL AND ("
                                       "(i.payload IS NOT NULL AND (i.collection = ?3 OR k.pulled > 0)) OR (i.collection = ?3 AND EXISTS "
                                       "(SELECT 1 FROM change c WHERE c.item = i.id AND (c.answer_lost = 1 OR c.state IN (1, 2))))) "
                                       "ORDER BY i.collection = ?3 DESC, i.id")
                              .each(
                                  [&](const Statement &row) {
                                      auto &list = twins[row.blob(6)];
                                      const auto twin = readKnown(row);
                                      if (!seen.contains(twin.item)) { // the same fingerprint may be wanted twice
                                          seen.insert(twin.item);
                                          list << twin;
                                          ids << twin.item;
                                      }
                                  },
                                  jsonList(wanted),
                                  resource,
                                  collection);
            if (!loaded) {
                return std::unexpected(loaded.error());
            }
            return ChangeRows::ofItems(reader.prepare(ChangeRows::ofItemsSql), jsonList(ids)).transform([&twins](QHash<ItemId, QList<Change>> changes) {
                return std::pair(twins, changes);
            });
        },
        Store::Urgency::Background);
    auto found = co_await resultOf(std::move(read));
    if (!found) {
        co_return std::unexpected(found.error());
    }
    auto &[twins, changes] = *found;
    for (auto &item : *items) {
        if (item.fate != PreparedItem::Fate::New || item.fingerprint.isEmpty()) {
            continue;
        }
        auto candidates = twins.find(item.fingerprint);
        if (candidates == twins.end() || candidates->isEmpty()) {
            continue;
        }
        item.known = candidates->takeFirst();
        item.fate = PreparedItem::Fate::Adopted;
    }
    pending->insert(changes);
    co_return {};
}

Task<Result<void>> DeltaPreparation::number(QList<PreparedItem> *items)
{
    const auto wanted = std::ranges::count(*items, PreparedItem::Fate::New, &PreparedItem::fate);
    if (m_reserved < wanted) {
        const int count = std::max<int>(int(wanted), reserveAtLeast);
        auto future = m_context.store->write([count, projector = m_context.projector](Transaction &transaction) {
            return ItemWriter(transaction, *projector).reserveIds(count);
        });
        auto first = co_await resultOf(std::move(future));
        if (!first) {
            co_return std::unexpected(first.error());
        }
        m_nextId = *first;
        m_reserved = count;
    }
    for (auto &item : *items) {
        if (item.fate == PreparedItem::Fate::New) {
            item.known.item = ItemId{m_nextId++};
            --m_reserved;
        }
    }
    co_return {};
}

Task<> DeltaPreparation::project(CollectionId collection, QList<PreparedItem> *items, QHash<ItemId, QList<Change>> pending)
{
    co_await inChunks(m_context.pool.get(), items, [projector = m_context.projector, collection, pending](PreparedItem &item) {
        prepareItem(*projector, collection, item, pending.value(item.known.item));
    });
}

}
