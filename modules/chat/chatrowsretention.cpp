// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowsretention.h"

#include "chat/chatrowsofevents.h"
#include "chat/chatrowsofrooms.h"

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qint64 dayLength = 24 * 3600 * 1000;

/// The newest position that may go; 0: none.
Result<qint64> boundary(Transaction &transaction, ItemId room, qint64 since, int keepEvents)
{
    const auto many = transaction
                          .prepare("SELECT position FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND position > 0 AND position < ?2 AND kind <> 15 "
                                   "ORDER BY position DESC LIMIT 1 OFFSET ?3")
                          .value<qint64>(room, ChatRowsOfEvents::notTold, keepEvents);
    if (!many || !*many) {
        return many.transform([](auto) {
            return qint64(0);
        });
    }
    // The first one that is young enough keeps all behind it.
    return transaction
        .prepare("SELECT position FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND position > 0 AND kind <> 15 AND sent >= ?2 ORDER BY position LIMIT 1")
        .value<qint64>(room, since)
        .transform([&many](auto young) {
            return std::min(**many, young.value_or(std::numeric_limits<qint64>::max()) - 1);
        });
}

Result<void> putGap(Transaction &transaction, ItemId room, CollectionId collection, const ChatGapFacts &gap)
{
    const auto payload = gap.toCbor();
    return transaction.prepare("INSERT INTO item (collection, remote_id, payload) VALUES (?1, ?2, ?3) ON CONFLICT (collection, remote_id) DO UPDATE SET payload = excluded.payload")
        .run(collection, ChatId::gap(gap.roomId, gap.token), payload)
        .and_then([&] {
            return transaction.prepare("SELECT id FROM item WHERE collection = ?1 AND remote_id = ?2").value<ItemId>(collection, ChatId::gap(gap.roomId, gap.token));
        })
        .and_then([&](std::optional<ItemId> item) {
            transaction.changes.touch(collection, room);
            return ChatRowsOfEvents::writeGap(transaction, item.value_or(ItemId{}), collection, gap);
        });
}
}

Result<int> ChatRetention::evict(Transaction &transaction, ResourceId resource, qint64 now, int atMost) const
{
    if (keepDays < 0) {
        return 0;
    }
    QList<Room> rooms;
    auto done = transaction
                    .prepare("SELECT r.item, r.collection, r.room_id FROM collection k JOIN chat_room r ON r.collection = k.id WHERE k.resource = ?1 AND r.room_id IS NOT NULL "
                             "AND NOT EXISTS (SELECT 1 FROM chat_kept p WHERE p.collection = r.collection AND p.room_id = r.room_id)")
                    .each(
                        [&rooms](const Statement &row) {
                            rooms << Room{row.get<ItemId>(0), row.get<CollectionId>(1), row.text(2)};
                        },
                        resource);
    int evicted = 0;
    for (auto room = rooms.cbegin(); done && room != rooms.cend() && evicted < atMost; ++room) {
        const auto gone = evictOf(transaction, *room, now - keepDays * dayLength, atMost - evicted);
        evicted += gone.value_or(0);
        done = gone.transform([](int) { });
    }
    return done.transform([evicted] {
        return evicted;
    });
}

Result<int> ChatRetention::evictOf(Transaction &transaction, const Room &room, qint64 since, int atMost) const
{
    const auto last = boundary(transaction, room.item, since, keepEvents);
    if (!last || *last <= 0) {
        return last.transform([](qint64) {
            return 0;
        });
    }
    QList<ItemId> items;
    ChatGapFacts gap{.roomId = room.roomId};
    qint64 first = 0;
    int events = 0;
    auto done = transaction
                    .prepare("SELECT e.item, e.position, g.floor FROM chat_event e INDEXED BY chat_event_place LEFT JOIN chat_gap g ON g.item = e.item WHERE e.room = ?1 AND e.position > 0 "
                             "AND e.position <= ?2 AND (e.event_id IS NOT NULL OR e.kind = 15) AND NOT EXISTS (SELECT 1 FROM chat_media m WHERE m.item = e.item) "
                             "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = e.item) ORDER BY e.position LIMIT ?3")
                    .each(
                        [&](const Statement &row) {
                            items << row.get<ItemId>(0);
                            first = first == 0 ? row.integer(1) : first;
                            events += row.isNull(2) ? 1 : 0;
                            gap.order = row.integer(1);
                            if (!row.isNull(2)) {
                                gap.floor = gap.floor == 0 ? row.integer(2) : std::min(gap.floor, row.integer(2));
                            }
                        },
                        room.item,
                        *last,
                        atMost);
    if (!done || events == 0) { // nothing, or the gap that was left before
        return done.transform([] {
            return 0;
        });
    }
    gap.floor = gap.floor == 0 ? first - chatGapRoom : gap.floor;
    const auto behind = transaction
                            .prepare("SELECT event_id FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND position > ?2 AND kind <> 15 AND event_id IS NOT NULL "
                                     "ORDER BY position LIMIT 1")
                            .value<QString>(room.item, gap.order);
    if (!behind || !*behind) { // nothing to go on from
        return behind.transform([](const auto &) {
            return 0;
        });
    }
    gap.token = **behind;
    auto &drop = transaction.prepare("DELETE FROM item WHERE id = ?1");
    for (auto item = items.cbegin(); done && item != items.cend(); ++item) {
        done = drop.run(*item);
    }
    transaction.changes.manyItems = true;
    return done
        .and_then([&] {
            return putGap(transaction, room.item, room.collection, gap);
        })
        .and_then([&] {
            return ChatRowsOfRooms::refreshLast(transaction, room.item);
        })
        .and_then([&] {
            return ChatRowsOfRooms::refreshCounts(transaction, room.item);
        })
        .transform([events] {
            return events;
        });
}

}
