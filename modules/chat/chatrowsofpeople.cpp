// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowsofpeople.h"

#include "chat/chatname.h"
#include "chat/chatrowsassessment.h"
#include "chat/chatrowsofevents.h"
#include "chat/chatrowsofrooms.h"

#include <QJsonDocument>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype mostIgnored = 10'000;
constexpr qsizetype mostDirect = 20'000;

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QString orNull(const QString &text)
{
    return text.isEmpty() ? QString() : text;
}

QString mxc(const QString &url)
{
    return url.startsWith(QLatin1StringView("mxc://")) && url.size() < 1024 ? url : QStringLiteral("");
}

/// Rooms are called by who is in them where they have no name.
Result<void> tellRoom(Transaction &transaction, CollectionId collection, ItemId room)
{
    if (!room) {
        return {};
    }
    transaction.changes.touch(collection, room);
    return ChatRowsOfRooms::refreshTitle(transaction, room);
}

Result<QSet<QString>> texts(Statement &statement, CollectionId collection)
{
    QSet<QString> found;
    return statement
        .each(
            [&found](const Statement &row) {
                found << row.text(0);
            },
            collection)
        .transform([&found] {
            return found;
        });
}

Result<void> setIgnored(Transaction &transaction, CollectionId collection, const QStringList &people)
{
    const auto before = texts(transaction.prepare("SELECT user_id FROM chat_ignored WHERE collection = ?1"), collection);
    if (!before) {
        return std::unexpected(before.error());
    }
    const QSet<QString> now(people.cbegin(), people.cbegin() + std::min(people.size(), mostIgnored));
    Result<void> done;
    bool isChanged = false;
    for (auto one = before->cbegin(); done && one != before->cend(); ++one) {
        if (!now.contains(*one)) {
            isChanged = true;
            done = transaction.prepare("DELETE FROM chat_ignored WHERE collection = ?1 AND user_id = ?2").run(collection, *one).and_then([&] {
                return ChatRowsOfEvents::setIgnored(transaction, collection, *one, Qt::Unchecked);
            });
        }
    }
    for (auto one = now.cbegin(); done && one != now.cend(); ++one) {
        if (!before->contains(*one)) {
            isChanged = true;
            done = transaction.prepare("INSERT INTO chat_ignored (collection, user_id) VALUES (?1, ?2)").run(collection, *one).and_then([&] {
                return ChatRowsOfEvents::setIgnored(transaction, collection, *one, Qt::Checked);
            });
        }
    }
    if (!done || !isChanged) {
        return done;
    }
    QList<ItemId> rooms;
    done = transaction.prepare("SELECT item FROM chat_room WHERE collection = ?1")
               .each(
                   [&rooms](const Statement &row) {
                       rooms << row.get<ItemId>(0);
                   },
                   collection);
    for (auto room = rooms.cbegin(); done && room != rooms.cend(); ++room) {
        transaction.changes.touch(collection, *room);
        done = ChatRowsOfRooms::refreshLast(transaction, *room).and_then([&] {
            return ChatRowsOfRooms::refreshCounts(transaction, *room);
        });
    }
    return done;
}

Result<void> setDirect(Transaction &transaction, CollectionId collection, const QHash<QString, QStringList> &direct)
{
    QHash<QString, QString> now; // room → person
    auto people = direct.keys();
    std::ranges::sort(people);
    for (const auto &person : std::as_const(people)) {
        for (const auto rooms = direct.value(person); const auto &room : rooms) {
            if (person.startsWith(u'@') && !now.contains(room) && now.size() < mostDirect) {
                now.insert(room, person);
            }
        }
    }
    auto done = transaction.prepare("DELETE FROM chat_direct WHERE collection = ?1").run(collection);
    auto &add = transaction.prepare("INSERT OR REPLACE INTO chat_direct (collection, room_id, user_id) VALUES (?1, ?2, ?3)");
    for (auto one = now.cbegin(); done && one != now.cend(); ++one) {
        done = add.run(collection, one.key(), one.value());
    }
    QList<std::pair<ItemId, QString>> changed;
    if (done) {
        done = transaction.prepare("SELECT item, coalesce(room_id, ''), direct_with FROM chat_room WHERE collection = ?1 AND room_id IS NOT NULL")
                   .each(
                       [&](const Statement &row) {
                           const auto person = now.value(row.text(1));
                           if (person != row.text(2)) {
                               changed.emplace_back(row.get<ItemId>(0), person);
                           }
                       },
                       collection);
    }
    for (auto one = changed.cbegin(); done && one != changed.cend(); ++one) {
        done = transaction.prepare("UPDATE chat_room SET direct_with = ?2 WHERE item = ?1").run(one->first, notNull(one->second)).and_then([&] {
            return tellRoom(transaction, collection, one->first);
        });
    }
    return done;
}
}

Result<void> ChatRowsOfPeople::write(Transaction &transaction, ItemId item, CollectionId collection, const ChatMemberFacts &facts)
{
    const auto room = ChatRowsOfRooms::find(transaction, collection, facts.roomId);
    if (!room) {
        return std::unexpected(room.error());
    }
    const auto name = ChatName::safe(facts.name.value_or(QString()));
    return transaction
        .prepare("INSERT INTO chat_member (item, collection, room, orphan, user_id, membership, name, skeleton, avatar, receipt, receipt_time) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
                 "ON CONFLICT (item) DO UPDATE SET collection = excluded.collection, room = excluded.room, orphan = excluded.orphan, user_id = excluded.user_id, "
                 "membership = excluded.membership, name = excluded.name, skeleton = excluded.skeleton, avatar = excluded.avatar, receipt = excluded.receipt, "
                 "receipt_time = excluded.receipt_time")
        .run(item,
             collection,
             *room,
             *room ? QString() : orNull(facts.roomId),
             notNull(facts.userId),
             notNull(facts.membership.value_or(QString())),
             notNull(name),
             notNull(name.isEmpty() ? QString() : ChatName::skeleton(name)),
             mxc(facts.avatar.value_or(QString())),
             orNull(facts.receipt.value_or(QString())),
             facts.receiptTime.value_or(0))
        .and_then([&] {
            return tellRoom(transaction, collection, *room);
        });
}

Result<void> ChatRowsOfPeople::write(Transaction &transaction, ItemId item, CollectionId collection, const ChatAccountFacts &facts)
{
    const auto rules = facts.pushRules ? QJsonDocument(*facts.pushRules).toJson(QJsonDocument::Compact) : QByteArray();
    const auto before = transaction.prepare("SELECT push_rules FROM chat_account WHERE item = ?1").value<QByteArray>(item);
    if (!before) {
        return std::unexpected(before.error());
    }
    const bool areOthers = before->value_or(QByteArray()) != rules;
    return transaction
        .prepare("INSERT OR REPLACE INTO chat_account (item, collection, user_id, name, avatar, push_rules) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .run(item,
             collection,
             notNull(facts.userId),
             notNull(ChatName::safe(facts.name.value_or(QString()))),
             mxc(facts.avatar.value_or(QString())),
             rules.isEmpty() ? QByteArray() : rules)
        .and_then([&] {
            return facts.direct ? setDirect(transaction, collection, *facts.direct) : Result<void>();
        })
        .and_then([&] {
            return facts.ignored ? setIgnored(transaction, collection, *facts.ignored) : Result<void>();
        })
        .and_then([&] {
            return areOthers ? ChatRowsAssessment::again(transaction, collection) : Result<void>();
        });
}

Result<void> ChatRowsOfPeople::remove(Transaction &transaction, ItemId item)
{
    ItemId room;
    CollectionId collection;
    return transaction.prepare("SELECT room, collection FROM chat_member WHERE item = ?1")
        .each(
            [&](const Statement &row) {
                room = row.get<ItemId>(0);
                collection = row.get<CollectionId>(1);
            },
            item)
        .and_then([&] {
            return transaction.prepare("DELETE FROM chat_member WHERE item = ?1").run(item);
        })
        .and_then([&] {
            return transaction.prepare("DELETE FROM chat_account WHERE item = ?1").run(item);
        })
        .and_then([&] {
            return tellRoom(transaction, collection, room);
        });
}

Result<int> ChatRowsOfPeople::adopt(Transaction &transaction, ItemId room, CollectionId collection, const QString &roomId)
{
    return transaction.prepare("UPDATE chat_member SET room = ?3, orphan = NULL WHERE orphan = ?1 AND collection = ?2").run(roomId, collection, room).transform([&transaction] {
        return transaction.changedRows();
    });
}

}
