// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrows.h"

#include "chat/chatfacts.h"
#include "chat/chatname.h"
#include "chat/chatpower.h"
#include "chat/chatrowschanges.h"
#include "chat/chatrowsofevents.h"
#include "chat/chattext.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QJsonArray>
#include <QTimeZone>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype mostPinned = 200;

QString numbers(const QList<qint64> &ids)
{
    QString list(u'[');
    for (const auto id : ids) {
        list += (list.size() > 1 ? QStringLiteral(",") : QString()) + QString::number(id);
    }
    return list + u']';
}

ChatRows::Place readPlace(const Statement &row)
{
    return {row.get<ItemId>(0), row.integer(1), row.get<ChatRowKind>(2), row.text(3), row.integer(4)};
}

Result<std::optional<ChatRows::Place>> first(Result<void> done, const std::optional<ChatRows::Place> &place)
{
    return done.transform([&place] {
        return place;
    });
}

auto into(std::optional<ChatRows::Place> &place)
{
    return [&place](const Statement &row) {
        place = readPlace(row);
    };
}

/// The payload of an item and what waits to be done to it.
template<class Facts, class Apply>
Result<std::optional<Facts>> folded(const Reader &reader, ItemId item, Apply apply)
{
    std::optional<QByteArray> payload;
    auto done = reader.prepare("SELECT payload FROM item WHERE id = ?1")
                    .each(
                        [&payload](const Statement &row) {
                            payload = row.blob(0);
                        },
                        item);
    if (!done) {
        return std::unexpected(done.error());
    }
    if (!payload) {
        return std::optional<Facts>();
    }
    auto changes = ChatRows::changesOf(reader, {item.value});
    if (!changes) {
        return std::unexpected(changes.error());
    }
    const auto pending = changes->value(item.value);
    if (payload->isEmpty() && pending.isEmpty()) {
        return std::optional<Facts>();
    }
    auto facts = Facts::fromCbor(*payload).value_or(Facts{});
    for (const auto &change : pending) {
        facts = apply(facts, change, ChatRowsChanges::Stage::Wished);
    }
    return std::optional(facts);
}
}

Result<QHash<qint64, QList<Change>>> ChatRows::changesOf(const Reader &reader, const QList<qint64> &items)
{
    return ChangeRows::ofItems(reader.prepare(ChangeRows::ofItemsSql), numbers(items)).transform([](const QHash<ItemId, QList<Change>> &found) {
        QHash<qint64, QList<Change>> changes;
        for (const auto &[item, list] : found.asKeyValueRange()) {
            changes.insert(item.value, list);
        }
        return changes;
    });
}

Result<QHash<qint64, ChatRoomRow>> ChatRows::rooms(const Reader &reader, const QList<qint64> &rooms)
{
    QHash<qint64, ChatRoomRow> rows;
    rows.reserve(rooms.size());
    const auto visit = [&rows](const Statement &row) {
        ChatRoomRow room;
        room.item = row.get<ItemId>(0);
        room.account = row.get<CollectionId>(1);
        room.roomId = row.text(2);
        room.title = row.text(3);
        room.topic = row.text(4);
        room.avatar = row.text(5).isEmpty() ? row.text(6) : row.text(5);
        room.membership = row.text(7);
        room.inviter = row.text(8).isEmpty() ? QString() : ChatName::shown(row.text(9), row.text(8), ChatName::Twins::None);
        room.directWith = row.text(10);
        const auto flags = row.integer(11);
        room.isSpace = flags & 1;
        room.isEncrypted = flags & 2;
        room.isMarkedUnread = flags & 4;
        room.isFavourite = flags & 8;
        room.isLowPriority = flags & 16;
        room.isKeptOffline = flags & 32;
        room.hasDraft = flags & 64;
        room.isWaiting = flags & 128;
        room.hasFailed = flags & 256;
        room.notify = row.get<ChatNotify>(12);
        room.unread = int(row.integer(13));
        room.mentions = int(row.integer(14));
        room.people = int(row.integer(15));
        if (!row.isNull(17)) {
            room.lastTime = QDateTime::fromMSecsSinceEpoch(row.integer(16));
            room.lastSender = row.integer(18) != 0 ? i18nc("@info who wrote a message: oneself", "You") : ChatName::shown(row.text(20), row.text(19), ChatName::Twins::None);
            room.lastText = ChatText::summary(row.get<ChatRowKind>(17), row.text(21).isEmpty() ? row.text(22) : row.text(21));
        }
        rows.insert(room.item.value, room);
    };
    return reader
        .prepare("SELECT r.item, r.collection, coalesce(r.room_id, ''), r.title, r.topic, r.avatar, coalesce(d.avatar, ''), r.membership, r.inviter, coalesce(v.name, ''), r.direct_with, "
                 "r.space + 2 * r.encrypted + 4 * r.marked_unread + 8 * (r.favourite IS NOT NULL) + 16 * (r.low_priority IS NOT NULL) "
                 "+ 32 * EXISTS (SELECT 1 FROM chat_kept p WHERE p.collection = r.collection AND p.room_id = r.room_id) "
                 "+ 64 * EXISTS (SELECT 1 FROM chat_draft f WHERE f.collection = r.collection AND f.room_id = coalesce(r.room_id, 'item:' || r.item)) "
                 "+ 128 * (EXISTS (SELECT 1 FROM change c WHERE c.item = r.item AND c.state <> 3 AND c.kind NOT IN ('read', 'mark-unread', 'tag', 'notify')) "
                 "OR EXISTS (SELECT 1 FROM change c WHERE c.ground = r.item AND c.state <> 3)) "
                 "+ 256 * (EXISTS (SELECT 1 FROM change c WHERE c.item = r.item AND c.state = 3) OR EXISTS (SELECT 1 FROM change c WHERE c.ground = r.item AND c.state = 3)), "
                 "r.notify, r.unread, r.mentions, r.people, r.last_time, l.kind, l.mine, l.sender, coalesce(m.name, ''), coalesce(x.text, l.text), coalesce(x.file, l.file) "
                 "FROM json_each(?1) j CROSS JOIN chat_room r ON r.item = j.value LEFT JOIN chat_event l ON l.item = r.last LEFT JOIN chat_event x ON x.item = l.edit AND l.edit <> 0 "
                 "LEFT JOIN chat_member m ON m.room = r.item AND m.user_id = l.sender LEFT JOIN chat_member d ON d.room = r.item AND d.user_id = r.direct_with AND r.direct_with <> '' "
                 "LEFT JOIN chat_member v ON v.room = r.item AND v.user_id = r.inviter AND r.inviter <> ''")
        .each(visit, numbers(rooms))
        .transform([&rows] {
            return rows;
        });
}

Result<QHash<qint64, ChatMemberRow>> ChatRows::members(const Reader &reader, const QList<qint64> &members)
{
    QHash<qint64, ChatMemberRow> rows;
    QHash<qint64, ItemId> rooms;
    auto done = reader
                    .prepare("SELECT m.item, m.room, m.user_id, m.name, m.avatar, m.membership, m.skeleton <> '' AND EXISTS (SELECT 1 FROM chat_member t WHERE t.room = m.room "
                             "AND t.skeleton = m.skeleton AND t.user_id <> m.user_id AND t.membership IN ('join', 'invite')) FROM json_each(?1) j CROSS JOIN chat_member m ON m.item = j.value")
                    .each(
                        [&](const Statement &row) {
                            const auto twins = row.integer(6) != 0 ? ChatName::Twins::Some : ChatName::Twins::None;
                            rows.insert(row.integer(0),
                                        ChatMemberRow{.userId = row.text(2),
                                                      .name = ChatName::shown(row.text(3), row.text(2), twins),
                                                      .avatar = row.text(4),
                                                      .membership = row.text(5)});
                            rooms.insert(row.integer(0), row.get<ItemId>(1));
                        },
                        numbers(members));
    QHash<ItemId, ChatPower> powers;
    for (auto one = rooms.cbegin(); done && one != rooms.cend(); ++one) {
        if (!powers.contains(*one)) {
            const auto facts = roomFacts(reader, *one);
            done = facts.transform([&](const std::optional<RoomFacts> &found) {
                powers.insert(*one, ChatPower(found.value_or(RoomFacts{}).facts));
            });
        }
        rows[one.key()].power = powers.value(*one).of(rows[one.key()].userId);
    }
    return done.transform([&rows] {
        return rows;
    });
}

Result<QList<ChatRows::Place>> ChatRows::places(const Reader &reader, const Stretch &stretch)
{
    QList<Place> places;
    const auto take = [&places](const Statement &row) {
        places << readPlace(row);
    };
    constexpr auto latest = std::numeric_limits<qint64>::max();
    const bool isAfter = stretch.from == Stretch::From::After;
    const auto position = stretch.from == Stretch::From::End ? latest : stretch.position;
    Result<void> done;
    if (!stretch.threadRoot.isEmpty()) {
        auto &statement = isAfter ? reader.prepare("SELECT item, position, kind, sender, sent FROM chat_event WHERE relates = ?1 AND relation = 4 AND shown = 1 AND room = ?2 "
                                                   "AND (position > ?3 OR (position = ?3 AND item > ?4)) ORDER BY position, item LIMIT ?5")
                                  : reader.prepare("SELECT item, position, kind, sender, sent FROM chat_event WHERE relates = ?1 AND relation = 4 AND shown = 1 AND room = ?2 "
                                                   "AND (position < ?3 OR (position = ?3 AND item < ?4)) ORDER BY position DESC, item DESC LIMIT ?5");
        done = statement.each(take, stretch.threadRoot, stretch.room, position, stretch.item, stretch.atMost);
    } else {
        auto &statement = isAfter ? reader.prepare("SELECT item, position, kind, sender, sent FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND shown = 1 AND threaded = 0 "
                                                   "AND position >= ?2 AND (position > ?2 OR item > ?3) ORDER BY position, item LIMIT ?4")
                                  : reader.prepare("SELECT item, position, kind, sender, sent FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND shown = 1 AND threaded = 0 "
                                                   "AND position <= ?2 AND (position < ?2 OR item < ?3) ORDER BY position DESC, item DESC LIMIT ?4");
        done = statement.each(take, stretch.room, position, stretch.item, stretch.atMost);
    }
    if (!isAfter) {
        std::ranges::reverse(places);
    }
    return done.transform([&places] {
        return places;
    });
}

Result<std::optional<ChatRows::Place>> ChatRows::place(const Reader &reader, ItemId event)
{
    std::optional<Place> place;
    return first(reader.prepare("SELECT item, position, kind, sender, sent FROM chat_event WHERE item = ?1").each(into(place), event), place);
}

Result<std::optional<ItemId>> ChatRows::event(const Reader &reader, ItemId room, const QString &eventId)
{
    return reader
        .prepare("SELECT e.item FROM item r JOIN item i ON i.collection = r.collection AND i.remote_id = ?2 JOIN chat_event e ON e.item = i.id AND e.room = ?1 WHERE r.id = ?1")
        .value<ItemId>(room, eventId);
}

Result<std::optional<ItemId>> ChatRows::room(const Reader &reader, CollectionId account, const QString &roomId)
{
    return reader.prepare("SELECT item FROM chat_room WHERE collection = ?1 AND room_id = ?2").value<ItemId>(account, roomId);
}

Result<std::optional<ChatRows::Place>> ChatRows::firstSince(const Reader &reader, ItemId room, qint64 time)
{
    std::optional<Place> place;
    return first(reader
                     .prepare("SELECT item, position, kind, sender, sent FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND shown = 1 AND threaded = 0 AND kind <> 15 "
                              "AND sent >= ?2 ORDER BY position, item LIMIT 1")
                     .each(into(place), room, time),
                 place);
}

Result<std::optional<ChatRows::RoomFacts>> ChatRows::roomFacts(const Reader &reader, ItemId room)
{
    auto facts = folded<ChatRoomFacts>(reader, room, ChatRowsChanges::room);
    if (!facts || !*facts) {
        return facts.transform([](const auto &) {
            return std::optional<RoomFacts>();
        });
    }
    RoomFacts found{.facts = **facts};
    qint64 read = 0;
    return reader.prepare("SELECT k.remote_id, r.read_position, coalesce(r.room_id, '') FROM chat_room r JOIN collection k ON k.id = r.collection WHERE r.item = ?1")
        .each(
            [&](const Statement &row) {
                found.userId = row.text(0);
                read = row.integer(1);
                found.facts.roomId = row.text(2).isEmpty() ? found.facts.roomId : row.text(2);
            },
            room)
        .and_then([&] {
            return reader
                .prepare("SELECT item, position, kind, sender, sent FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND position <= ?2 AND shown = 1 AND threaded = 0 "
                         "AND kind <> 15 ORDER BY position DESC, item DESC LIMIT 1")
                .each(into(found.read), room, read);
        })
        .and_then([&] {
            return reader
                .prepare("SELECT event_id FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND position < ?2 AND position > 0 AND kind <> 15 AND event_id IS NOT NULL "
                         "ORDER BY position DESC, item DESC LIMIT 1")
                .each(
                    [&found](const Statement &row) {
                        found.newestEvent = row.text(0);
                    },
                    room,
                    ChatRowsOfEvents::notTold);
        })
        .transform([&found] {
            return std::optional(found);
        });
}

Result<std::optional<ChatEventFacts>> ChatRows::eventFacts(const Reader &reader, ItemId event)
{
    return folded<ChatEventFacts>(reader, event, ChatRowsChanges::event);
}

Result<ChatRights> ChatRows::rights(const Reader &reader, ItemId room)
{
    return roomFacts(reader, room).transform([](const std::optional<RoomFacts> &found) {
        return found ? ChatPower(found->facts).rights(found->userId, found->facts.membership.value_or(QString())) : ChatRights();
    });
}

Result<QList<ChatRows::PinnedEvent>> ChatRows::pinned(const Reader &reader, ItemId room)
{
    const auto facts = folded<ChatRoomFacts>(reader, room, ChatRowsChanges::room);
    if (!facts) {
        return std::unexpected(facts.error());
    }
    QList<PinnedEvent> list;
    const auto ids = ChatFacts::state(facts->value_or(ChatRoomFacts{}), QStringLiteral("m.room.pinned_events")).value(QLatin1StringView("pinned")).toArray();
    for (const auto &id : ids) {
        if (list.size() >= mostPinned || !id.isString()) {
            continue;
        }
        const auto item = event(reader, room, id.toString());
        if (!item) {
            return std::unexpected(item.error());
        }
        list << PinnedEvent{id.toString(), item->value_or(ItemId{})};
    }
    return list;
}

}
