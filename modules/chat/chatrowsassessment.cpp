// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowsassessment.h"

#include "chat/chatpower.h"
#include "chat/chatpush.h"
#include "chat/chatrowsofrooms.h"

#include <QJsonDocument>

namespace Kontor
{
namespace
{
constexpr int mostOfRoom = 100; // unread messages that are looked at once more
constexpr int mostOfAll = 2000;

/// Parsed once for all the messages of a sync; the writer's thread alone.
const ChatPush &rulesFrom(const QByteArray &json)
{
    thread_local QByteArray known;
    thread_local ChatPush rules;
    if (known != json) {
        known = json;
        rules = ChatPush(QJsonDocument::fromJson(json).object());
    }
    return rules;
}

Result<ChatRoomFacts> roomFacts(Transaction &transaction, ItemId room)
{
    return transaction.prepare("SELECT payload FROM item WHERE id = ?1").value<QByteArray>(room).transform([](const std::optional<QByteArray> &payload) {
        return ChatRoomFacts::fromCbor(payload.value_or(QByteArray())).value_or(ChatRoomFacts{});
    });
}
}

Result<int> ChatRowsAssessment::of(Transaction &transaction, CollectionId collection, ItemId room, const ChatEventFacts &facts)
{
    QByteArray json;
    ChatPush::Room asked;
    auto done = transaction
                    .prepare("SELECT k.remote_id, a.push_rules, coalesce(nullif(m.name, ''), a.name, ''), r.people FROM collection k LEFT JOIN chat_account a ON a.collection = k.id "
                             "LEFT JOIN chat_room r ON r.item = ?2 LEFT JOIN chat_member m ON m.room = ?2 AND m.user_id = k.remote_id WHERE k.id = ?1")
                    .each(
                        [&](const Statement &row) {
                            asked.userId = row.text(0);
                            json = row.blob(1);
                            asked.ownName = row.text(2);
                            asked.people = int(row.integer(3));
                        },
                        collection,
                        room);
    if (!done) {
        return std::unexpected(done.error());
    }
    asked.mayNotify = [&](const QString &kind) {
        const auto known = kind == QLatin1StringView("room") ? roomFacts(transaction, room) : Result<ChatRoomFacts>(std::unexpected(Error{}));
        return known && ChatPower(*known).mayNotifyRoom(facts.sender);
    };
    const auto verdict = rulesFrom(json).of(facts, asked);
    return verdict.isMention ? 2 : verdict.notifies ? 1 : 0;
}

Result<void> ChatRowsAssessment::again(Transaction &transaction, CollectionId collection)
{
    struct Room {
        ItemId item;
        QString id;
        qint64 read = 0;
        int notify = 0;
    };
    QList<Room> rooms;
    QByteArray json;
    auto done = transaction.prepare("SELECT push_rules FROM chat_account WHERE collection = ?1")
                    .each(
                        [&json](const Statement &row) {
                            json = row.blob(0);
                        },
                        collection)
                    .and_then([&] {
                        return transaction
                            .prepare("SELECT item, coalesce(room_id, ''), read_position, notify FROM chat_room WHERE collection = ?1 ORDER BY last_time DESC")
                            .each(
                                [&rooms](const Statement &row) {
                                    rooms << Room{row.get<ItemId>(0), row.text(1), row.integer(2), int(row.integer(3))};
                                },
                                collection);
                    });
    int looked = 0;
    for (auto room = rooms.cbegin(); done && room != rooms.cend(); ++room) {
        const auto level = int(rulesFrom(json).levelOf(room->id));
        if (level != room->notify) {
            transaction.changes.touch(collection, room->item);
            done = transaction.prepare("UPDATE chat_room SET notify = ?2 WHERE item = ?1").run(room->item, level);
        }
        QList<std::pair<ItemId, ChatEventFacts>> unread;
        if (done && looked < mostOfAll) {
            done = transaction
                       .prepare("SELECT e.item, i.payload FROM chat_event e JOIN item i ON i.id = e.item WHERE e.room = ?1 AND e.position > ?2 AND e.shown = 1 AND e.mine = 0 "
                                "AND e.kind <> 10 AND e.kind <> 15 AND e.redacted = 0 AND i.remote_id IS NOT NULL ORDER BY e.position DESC LIMIT ?3")
                       .each(
                           [&unread](const Statement &row) {
                               if (const auto facts = ChatEventFacts::fromCbor(row.blob(1))) {
                                   unread.emplace_back(row.get<ItemId>(0), *facts);
                               }
                           },
                           room->item,
                           room->read,
                           mostOfRoom);
        }
        looked += int(unread.size());
        for (auto one = unread.cbegin(); done && one != unread.cend(); ++one) {
            const auto verdict = of(transaction, collection, room->item, one->second);
            done = verdict ? transaction.prepare("UPDATE chat_event SET notifies = ?2 WHERE item = ?1 AND notifies <> ?2").run(one->first, *verdict)
                           : std::unexpected(verdict.error());
        }
        if (done && !unread.isEmpty()) {
            done = ChatRowsOfRooms::refreshCounts(transaction, room->item);
        }
    }
    return done;
}

}
