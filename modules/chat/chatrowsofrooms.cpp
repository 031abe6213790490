// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowsofrooms.h"

#include "chat/chatfacts.h"
#include "chat/chatname.h"
#include "chat/chatpush.h"
#include "chat/chatrowsofevents.h"
#include "chat/chatrowsofpeople.h"
#include "chat/chattext.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace Kontor
{
namespace
{
constexpr int mostCounted = 1000; // unread messages
constexpr int mostNamed = 5; // people in a title
constexpr qsizetype longestTitle = 200;
constexpr qint64 tolerance = 10 * 60 * 1000; // ms that clocks of servers may be ahead

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QString orNull(const QString &text)
{
    return text.isEmpty() ? QString() : text;
}

QString text(const ChatRoomFacts &facts, const QString &type, QLatin1StringView key)
{
    return ChatFacts::state(facts, type).value(key).toString();
}

QString sortKey(const QString &title)
{
    auto key = title.normalized(QString::NormalizationForm_KD).toCaseFolded();
    key.removeIf([](QChar c) {
        return c.category() == QChar::Mark_NonSpacing;
    });
    return key;
}

QString mxc(const QString &url)
{
    return url.startsWith(QLatin1StringView("mxc://")) && url.size() < 1024 ? url : QString();
}

std::optional<double> tagOf(const ChatRoomFacts &facts, const QString &tag)
{
    const auto found = facts.tags ? facts.tags->constFind(tag) : QHash<QString, double>::const_iterator();
    return facts.tags && found != facts.tags->cend() ? std::optional(std::isfinite(*found) ? *found : 0.5) : std::nullopt;
}

struct Known {
    bool isThere = false;
    QString roomId{};
    QString title{};
};

/// Who lends a nameless room its title.
struct People {
    QStringList names{};
    int others = 0; ///< besides those and oneself
    bool areGone = false;
};

QString titleOf(const People &people)
{
    auto names = people.names;
    const auto list = [&] {
        if (people.others > 0) {
            return i18ncp("@title of a room, %2 are names of people", "%2 and one other", "%2 and %1 others", people.others, names.join(QStringLiteral(", ")));
        }
        const auto last = names.takeLast();
        return names.isEmpty() ? last : i18nc("@title of a room, the last two of its people", "%1 and %2", names.join(QStringLiteral(", ")), last);
    };
    if (names.isEmpty()) {
        return people.others > 0 ? i18ncp("@title of a room without a name", "One other person", "%1 other people", people.others)
                                 : i18nc("@title of a room without a name", "Empty room");
    }
    const auto title = list();
    return people.areGone ? i18nc("@title of a room that everybody left, %1 are the people who were there", "Empty room (was %1)", title) : title;
}

Result<QString> nameOf(Transaction &transaction, ItemId room, const QString &userId)
{
    return transaction.prepare("SELECT name FROM chat_member WHERE room = ?1 AND user_id = ?2").value<QString>(room, userId).transform([&userId](auto found) {
        return ChatName::shown(found.value_or(QString()), userId, ChatName::Twins::None);
    });
}
}

Result<ItemId> ChatRowsOfRooms::find(Transaction &transaction, CollectionId collection, const QString &roomId)
{
    if (roomId.isEmpty()) {
        return ItemId{};
    }
    return transaction.prepare("SELECT item FROM chat_room WHERE collection = ?1 AND room_id = ?2").value<ItemId>(collection, roomId).transform([](auto found) {
        return found.value_or(ItemId{});
    });
}

namespace
{
Result<void> writeChildren(Transaction &transaction, ItemId item, const ChatRoomFacts &facts)
{
    auto done = transaction.prepare("DELETE FROM chat_space_child WHERE space = ?1").run(item);
    const auto children = facts.state.value(QStringLiteral("m.space.child"));
    auto &add = transaction.prepare("INSERT OR REPLACE INTO chat_space_child (space, room_id, place, suggested) VALUES (?1, ?2, ?3, ?4)");
    for (auto child = children.begin(); done && child != children.end(); ++child) {
        const bool isThere = child->value(QLatin1StringView("via")).isArray(); // without it the child was taken away
        if (isThere && child.key().startsWith(u'!')) {
            done = add.run(item,
                           child.key(),
                           notNull(ChatText::line(child->value(QLatin1StringView("order")).toString(), 50)),
                           child->value(QLatin1StringView("suggested")).toBool() ? 1 : 0);
        }
    }
    return done;
}

/// What the account says of a room.
struct Wishes {
    QString directWith{};
    int notify = 0;
};

Result<Wishes> wishesOf(Transaction &transaction, CollectionId collection, const QString &roomId)
{
    Wishes wishes;
    const auto direct = transaction.prepare("SELECT user_id FROM chat_direct WHERE collection = ?1 AND room_id = ?2").value<QString>(collection, roomId);
    const auto rules = direct ? transaction.prepare("SELECT push_rules FROM chat_account WHERE collection = ?1").value<QByteArray>(collection)
                              : Result<std::optional<QByteArray>>(std::unexpected(direct.error()));
    if (!rules) {
        return std::unexpected(rules.error());
    }
    wishes.directWith = direct->value_or(QString());
    if (*rules && !roomId.isEmpty()) {
        wishes.notify = int(ChatPush(QJsonDocument::fromJson(**rules).object()).levelOf(roomId));
    }
    return wishes;
}

Result<void> writeRow(Transaction &transaction, ItemId item, CollectionId collection, const ChatRoomFacts &facts, const QString &roomId, const Wishes &wishes)
{
    const auto name = ChatName::safe(text(facts, QStringLiteral("m.room.name"), QLatin1StringView("name")), longestTitle);
    const auto alias = ChatName::id(text(facts, QStringLiteral("m.room.canonical_alias"), QLatin1StringView("alias")));
    const auto title = name.isEmpty() ? alias : name;
    const auto heroes = QJsonDocument(QJsonArray::fromStringList(facts.heroes.value_or(QStringList()))).toJson(QJsonDocument::Compact);
    const bool isSpace = text(facts, QStringLiteral("m.room.create"), QLatin1StringView("type")) == QLatin1StringView("m.space");
    const bool isEncrypted = facts.wasEncrypted.value_or(false) || facts.state.contains(QStringLiteral("m.room.encryption"));
    return transaction
        .prepare("INSERT INTO chat_room (item, collection, room_id, membership, inviter, space, encrypted, named, title, sort, topic, avatar, alias, heroes, direct_with, "
                 "people, favourite, low_priority, marked_unread, notify, read_event, fully_read, told_unread, told_mentions, whole, successor) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26) "
                 "ON CONFLICT (item) DO UPDATE SET collection = excluded.collection, room_id = excluded.room_id, membership = excluded.membership, inviter = excluded.inviter, "
                 "space = excluded.space, encrypted = excluded.encrypted, named = excluded.named, title = iif(excluded.named, excluded.title, title), "
                 "sort = iif(excluded.named, excluded.sort, sort), topic = excluded.topic, avatar = excluded.avatar, alias = excluded.alias, heroes = excluded.heroes, "
                 "direct_with = excluded.direct_with, people = excluded.people, favourite = excluded.favourite, low_priority = excluded.low_priority, "
                 "marked_unread = excluded.marked_unread, notify = excluded.notify, read_event = excluded.read_event, fully_read = excluded.fully_read, "
                 "told_unread = excluded.told_unread, told_mentions = excluded.told_mentions, whole = excluded.whole, successor = excluded.successor")
        .run(item,
             collection,
             orNull(roomId),
             facts.membership.value_or(QStringLiteral("leave")),
             notNull(facts.inviter.value_or(QString())),
             isSpace ? 1 : 0,
             isEncrypted ? 1 : 0,
             title.isEmpty() ? 0 : 1,
             notNull(title),
             notNull(sortKey(title)),
             notNull(ChatText::lines(text(facts, QStringLiteral("m.room.topic"), QLatin1StringView("topic")), 4000)),
             notNull(mxc(text(facts, QStringLiteral("m.room.avatar"), QLatin1StringView("url")))),
             notNull(alias),
             QString::fromUtf8(heroes),
             notNull(facts.directWith.isEmpty() ? wishes.directWith : facts.directWith),
             std::max(0, facts.joined.value_or(0)) + std::max(0, facts.invited.value_or(0)),
             tagOf(facts, QStringLiteral("m.favourite")),
             tagOf(facts, QStringLiteral("m.lowpriority")),
             facts.isMarkedUnread.value_or(false) ? 1 : 0,
             facts.notify.value_or(wishes.notify),
             orNull(facts.readEvent.value_or(QString())),
             orNull(facts.fullyRead.value_or(QString())),
             facts.notifications.value_or(-1),
             facts.highlights.value_or(-1),
             facts.isEverythingOfMembersKnown.value_or(false) ? 1 : 0,
             orNull(text(facts, QStringLiteral("m.room.tombstone"), QLatin1StringView("replacement_room"))));
}

/// Where the own receipt stands, if its event is here.
Result<qint64> readPosition(Transaction &transaction, ItemId item)
{
    return transaction
        .prepare("SELECT e.position FROM chat_room r JOIN item i ON i.collection = r.collection AND i.remote_id = r.read_event JOIN chat_event e ON e.item = i.id AND e.room = r.item "
                 "WHERE r.item = ?1 AND e.position < 4611686018427387904")
        .value<qint64>(item)
        .transform([](auto found) {
            return found.value_or(0);
        });
}
}

Result<void> ChatRowsOfRooms::write(Transaction &transaction, ItemId item, CollectionId collection, const ChatRoomFacts &facts)
{
    Known known;
    QString remoteId;
    auto done = transaction.prepare("SELECT i.remote_id, r.item IS NOT NULL, coalesce(r.room_id, ''), coalesce(r.title, '') FROM item i LEFT JOIN chat_room r ON r.item = i.id WHERE i.id = ?1")
                    .each(
                        [&](const Statement &row) {
                            remoteId = row.text(0);
                            known = Known{row.integer(1) != 0, row.text(2), row.text(3)};
                        },
                        item);
    const auto roomId = remoteId.isEmpty() ? facts.roomId : remoteId;
    const auto wishes = done ? wishesOf(transaction, collection, notNull(roomId)) : Result<Wishes>(std::unexpected(done.error()));
    if (!wishes) {
        return std::unexpected(wishes.error());
    }
    int adopted = 0;
    const bool isNew = !roomId.isEmpty() && roomId != known.roomId;
    done = writeRow(transaction, item, collection, facts, notNull(roomId), *wishes)
               .and_then([&] {
                   const bool hasChildren = facts.state.contains(QStringLiteral("m.space.child"));
                   return hasChildren || known.isThere ? writeChildren(transaction, item, facts) : Result<void>();
               })
               .and_then([&]() -> Result<void> {
                   if (!isNew) {
                       return {};
                   }
                   return ChatRowsOfPeople::adopt(transaction, item, collection, roomId)
                       .and_then([&](int) {
                           return ChatRowsOfEvents::adopt(transaction, item, collection, roomId);
                       })
                       .transform([&adopted](int events) {
                           adopted = events;
                       });
               })
               .and_then([&] {
                   return refreshTitle(transaction, item);
               });
    const auto read = done ? readPosition(transaction, item) : Result<qint64>(std::unexpected(done.error()));
    if (!read) {
        return std::unexpected(read.error());
    }
    return transaction.prepare("UPDATE chat_room SET read_position = max(read_position, ?2) WHERE item = ?1")
        .run(item, *read)
        .and_then([&] {
            return adopted > 0 ? refreshLast(transaction, item) : Result<void>();
        })
        .and_then([&] {
            return refreshCounts(transaction, item);
        });
}

Result<void> ChatRowsOfRooms::remove(Transaction &transaction, ItemId item)
{
    QString membership;
    QString roomId;
    CollectionId collection;
    auto done = transaction.prepare("SELECT membership, coalesce(room_id, ''), collection FROM chat_room WHERE item = ?1")
                    .each(
                        [&](const Statement &row) {
                            membership = row.text(0);
                            roomId = row.text(1);
                            collection = row.get<CollectionId>(2);
                        },
                        item);
    if (!done || !collection) {
        return done;
    }
    const bool wasLeft = membership != QLatin1StringView("join") && membership != QLatin1StringView("invite");
    if (wasLeft) {
        // What waits to be sent there is told of by the outbox, and stays until somebody decides.
        done = transaction
                   .prepare("DELETE FROM item WHERE id IN (SELECT item FROM chat_event WHERE room = ?1 UNION ALL SELECT item FROM chat_member WHERE room = ?1) "
                            "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = item.id)")
                   .run(item)
                   .and_then([&] {
                       return transaction.prepare("DELETE FROM chat_kept WHERE collection = ?1 AND room_id = ?2").run(collection, roomId);
                   })
                   .and_then([&] {
                       return transaction.prepare("DELETE FROM chat_draft WHERE collection = ?1 AND room_id = ?2").run(collection, roomId);
                   });
        transaction.changes.manyItems = true;
    }
    return done
        .and_then([&] {
            return transaction.prepare("UPDATE chat_event SET room = 0, orphan = ?2 WHERE room = ?1").run(item, orNull(roomId));
        })
        .and_then([&] {
            return transaction.prepare("UPDATE chat_member SET room = 0, orphan = ?2 WHERE room = ?1").run(item, orNull(roomId));
        })
        .and_then([&] {
            return transaction.prepare("DELETE FROM chat_room WHERE item = ?1").run(item);
        });
}

// The specification's algorithm (client-server API, "Calculating the display name for a room"), with safe names.
Result<void> ChatRowsOfRooms::refreshTitle(Transaction &transaction, ItemId room)
{
    struct Row {
        bool isNamed = false;
        QString title;
        QString heroes;
        QString own;
        QString directWith;
        QString inviter;
        QString membership;
        int people = 0;
    };
    std::optional<Row> row;
    auto done = transaction
                    .prepare("SELECT r.named, r.title, r.heroes, k.remote_id, r.direct_with, r.inviter, r.membership, r.people FROM chat_room r JOIN collection k ON k.id = r.collection "
                             "WHERE r.item = ?1")
                    .each(
                        [&row](const Statement &found) {
                            row = Row{found.integer(0) != 0, found.text(1), found.text(2), found.text(3), found.text(4), found.text(5), found.text(6), int(found.integer(7))};
                        },
                        room);
    if (!done || !row || row->isNamed) {
        return done;
    }
    QStringList ids;
    for (const auto heroes = QJsonDocument::fromJson(row->heroes.toUtf8()).array(); const auto &hero : heroes) {
        if (hero.toString() != row->own && ids.size() < mostNamed) {
            ids << hero.toString();
        }
    }
    int known = 0; // besides oneself
    People people;
    const auto collect = [&](const Statement &found) {
        ++known;
        if (ids.size() < mostNamed) {
            ids << found.text(0);
        }
    };
    if (ids.isEmpty()) {
        done = transaction.prepare("SELECT user_id FROM chat_member WHERE room = ?1 AND user_id <> ?2 AND membership IN ('join', 'invite') ORDER BY user_id LIMIT 100").each(collect, room, row->own);
    }
    if (done && ids.isEmpty()) {
        for (const auto &one : {row->directWith, row->inviter}) {
            if (!one.isEmpty() && ids.isEmpty() && one != row->own) {
                ids << one;
            }
        }
    }
    if (done && ids.isEmpty()) {
        done = transaction.prepare("SELECT user_id FROM chat_member WHERE room = ?1 AND user_id <> ?2 ORDER BY user_id LIMIT 100").each(collect, room, row->own);
        people.areGone = !ids.isEmpty();
        known = 0;
    }
    for (const auto &id : std::as_const(ids)) {
        const auto name = done ? nameOf(transaction, room, id) : Result<QString>(std::unexpected(done.error()));
        if (!name) {
            return std::unexpected(name.error());
        }
        people.names << ChatName::isolated(*name);
    }
    const int all = row->people > 0 ? row->people - (row->membership == QLatin1StringView("join") || row->membership == QLatin1StringView("invite") ? 1 : 0) : known;
    people.others = people.areGone ? 0 : std::max(0, all - int(people.names.size()));
    people.areGone = people.areGone || (row->people == 1 && row->membership == QLatin1StringView("join") && !people.names.isEmpty() && row->directWith.isEmpty());
    const auto title = ChatName::safe(titleOf(people), longestTitle);
    return title == row->title ? done
                               : transaction.prepare("UPDATE chat_room SET title = ?2, sort = ?3 WHERE item = ?1").run(room, title, notNull(sortKey(title)));
}

Result<void> ChatRowsOfRooms::refreshLast(Transaction &transaction, ItemId room)
{
    ItemId last;
    qint64 position = 0;
    qint64 sent = 0;
    return transaction
        .prepare("SELECT item, position, sent FROM chat_event INDEXED BY chat_event_place WHERE room = ?1 AND shown = 1 AND kind <> 10 AND kind <> 15 "
                 "ORDER BY position DESC, item DESC LIMIT 1")
        .each(
            [&](const Statement &row) {
                last = row.get<ItemId>(0);
                position = row.integer(1);
                sent = row.integer(2);
            },
            room)
        .and_then([&] {
            // A clock that is ahead would keep a room at the top for good.
            const auto time = std::min(sent, QDateTime::currentMSecsSinceEpoch() + tolerance);
            return transaction.prepare("UPDATE chat_room SET last = ?2, last_position = ?3, last_time = ?4 WHERE item = ?1").run(room, last, position, time);
        });
}

Result<void> ChatRowsOfRooms::refreshCounts(Transaction &transaction, ItemId room)
{
    bool isIn = false;
    bool isEncrypted = false;
    qint64 read = 0;
    int toldUnread = -1;
    int toldMentions = -1;
    auto done = transaction.prepare("SELECT membership = 'join', encrypted, read_position, told_unread, told_mentions FROM chat_room WHERE item = ?1")
                    .each(
                        [&](const Statement &row) {
                            isIn = row.integer(0) != 0;
                            isEncrypted = row.integer(1) != 0;
                            read = row.integer(2);
                            toldUnread = int(row.integer(3));
                            toldMentions = int(row.integer(4));
                        },
                        room);
    int unread = 0;
    int mentions = 0;
    const bool isTold = toldUnread >= 0 && !isEncrypted;
    if (done && isIn && !isTold && toldUnread != 0) {
        done = transaction
                   .prepare("SELECT count(*), coalesce(sum(notifies = 2), 0) FROM (SELECT notifies FROM chat_event WHERE room = ?1 AND position > ?2 AND notifies > 0 LIMIT ?3)")
                   .each(
                       [&](const Statement &row) {
                           unread = int(row.integer(0));
                           mentions = int(row.integer(1));
                       },
                       room,
                       read,
                       mostCounted);
    }
    if (toldUnread >= 0 && isIn) { // of what it cannot read the server knows that it is there, but not whom it means
        mentions = isEncrypted ? std::max(mentions, toldMentions) : std::max(0, toldMentions);
        unread = std::max(toldUnread, mentions);
    }
    return done.and_then([&] {
        return transaction.prepare("UPDATE chat_room SET unread = ?2, mentions = ?3 WHERE item = ?1 AND (unread <> ?2 OR mentions <> ?3)").run(room, unread, mentions);
    });
}

Result<void> ChatRowsOfRooms::noteRead(Transaction &transaction, ItemId room, qint64 position)
{
    return transaction.prepare("UPDATE chat_room SET read_position = ?2 WHERE item = ?1 AND read_position < ?2").run(room, position).and_then([&] {
        return refreshCounts(transaction, room);
    });
}

}
