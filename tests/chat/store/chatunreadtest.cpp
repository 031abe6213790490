// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/store/chattables.h"

#include <QJsonArray>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const auto room = u"!room:example.org"_s;
}

/// What counts as unread, by the server's word or by ours.
class ChatUnreadTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsUnread();
    void mentionsInEncryptedRooms();
};

void ChatUnreadTest::countsUnread()
{
    ChatTables tables;
    auto facts = ChatTables::roomFacts(room, u"Garden"_s);
    facts.notifications = 7;
    facts.highlights = 2;
    tables.deliver({ChatTables::of(facts)});
    for (int order = 1; order <= 5; ++order) {
        tables.deliver({ChatTables::of(ChatTables::message(room, u"$%1"_s.arg(order), ChatTables::anna, order, u"text"_s))});
    }
    QCOMPARE(tables.room(room).unread, 7); // the server's word, where it can read
    QCOMPARE(tables.room(room).mentions, 2);

    ChatRoomFacts silent; // a server that does not count
    silent.roomId = room;
    silent.notifications = -1;
    silent.highlights = -1;
    tables.deliver({ChatTables::of(silent)});
    QCOMPARE(tables.room(room).unread, 5);
    silent.readEvent = u"$3"_s;
    tables.deliver({ChatTables::of(silent)});
    QCOMPARE(tables.room(room).unread, 2);
    silent.readEvent = u"$2"_s; // an old word changes nothing
    tables.deliver({ChatTables::of(silent)});
    QCOMPARE(tables.room(room).unread, 2);
    silent.readEvent = u"$9"_s; // comes later
    tables.deliver({ChatTables::of(silent)});
    QCOMPARE(tables.room(room).unread, 2);
    tables.deliver({ChatTables::of(ChatTables::message(room, u"$9"_s, ChatTables::anna, 9, u"text"_s)), ChatTables::of(ChatTables::message(room, u"$10"_s, ChatTables::anna, 10, u"text"_s))});
    QCOMPARE(tables.room(room).unread, 1);
    tables.deliver({ChatTables::of(ChatTables::message(room, u"$11"_s, ChatTables::me, 11, u"mine"_s))});
    QCOMPARE(tables.room(room).unread, 0);
    tables.deliver({ChatTables::of(ChatTables::message(room, u"$12"_s, ChatTables::anna, 12, u"text"_s))});
    QCOMPARE(tables.room(room).unread, 1);
    tables.deliver({ChatTables::of(ChatTables::redaction(room, u"$13"_s, ChatTables::anna, 13, u"$12"_s))});
    QCOMPARE(tables.room(room).unread, 0);
}

void ChatUnreadTest::mentionsInEncryptedRooms()
{
    ChatTables tables;
    auto facts = ChatTables::roomFacts(room, u"Garden"_s);
    facts.wasEncrypted = true;
    facts.notifications = 6;
    facts.highlights = 0;
    facts.state[u"m.room.power_levels"_s][QString()] = {{u"users"_s, QJsonObject{{ChatTables::anna, 100}}}};
    ChatAccountFacts account;
    account.userId = ChatTables::me;
    const auto rule = [](const QString &id, const QJsonArray &conditions, const QJsonArray &actions) {
        return QJsonObject{{u"rule_id"_s, id}, {u"enabled"_s, true}, {u"conditions"_s, conditions}, {u"actions"_s, actions}};
    };
    const QJsonArray highlight{u"notify"_s, QJsonObject{{u"set_tweak"_s, u"highlight"_s}}};
    account.pushRules = QJsonObject{
        {u"override"_s,
         QJsonArray{rule(u".m.rule.is_user_mention"_s,
                         {QJsonObject{{u"kind"_s, u"event_property_contains"_s}, {u"key"_s, u"content.m\\.mentions.user_ids"_s}, {u"value"_s, ChatTables::me}}}, highlight),
                    rule(u".m.rule.is_room_mention"_s,
                         {QJsonObject{{u"kind"_s, u"event_property_is"_s}, {u"key"_s, u"content.m\\.mentions.room"_s}, {u"value"_s, true}},
                          QJsonObject{{u"kind"_s, u"sender_notification_permission"_s}, {u"key"_s, u"room"_s}}},
                         highlight)}},
        {u"content"_s, QJsonArray{QJsonObject{{u"rule_id"_s, u"budget"_s}, {u"pattern"_s, u"budget"_s}, {u"enabled"_s, true}, {u"actions"_s, highlight}}}},
        {u"underride"_s, QJsonArray{rule(u".m.rule.message"_s, {QJsonObject{{u"kind"_s, u"event_match"_s}, {u"key"_s, u"type"_s}, {u"pattern"_s, u"m.room.message"_s}}}, {u"notify"_s})}}};
    tables.deliver({ChatTables::of(facts), ChatTables::of(account)});
    int order = 0;
    const auto say = [&](const QString &sender, const QString &body, const QJsonObject &mentions) {
        ++order;
        auto event = ChatTables::eventFacts(room, u"$%1"_s.arg(order), sender, order, u"m.room.encrypted"_s, {{u"ciphertext"_s, u"x"_s}});
        event.clearType = u"m.room.message"_s;
        event.clear = ChatTables::text(body);
        event.clear.insert(u"m.mentions"_s, mentions);
        tables.deliver({ChatTables::of(event)});
        return tables.room(room).mentions;
    };
    QCOMPARE(say(ChatTables::bert, u"nothing"_s, {}), 0);
    QCOMPARE(say(ChatTables::bert, u"you"_s, {{u"user_ids"_s, QJsonArray{ChatTables::me}}}), 1);
    QCOMPARE(say(ChatTables::bert, u"all, without the right"_s, {{u"room"_s, true}}), 1);
    QCOMPARE(say(ChatTables::anna, u"all"_s, {{u"room"_s, true}}), 2);
    QCOMPARE(say(ChatTables::bert, u"the Budget!"_s, {}), 3);
    QCOMPARE(say(ChatTables::bert, u"the budgets"_s, {}), 3);
    QCOMPARE(tables.room(room).unread, 6);
    QVERIFY(tables.row(u"$2"_s).mentionsMe && !tables.row(u"$3"_s).mentionsMe);
    ChatRoomFacts read;
    read.roomId = room;
    read.readEvent = u"$4"_s;
    tables.deliver({ChatTables::of(read)});
    QCOMPARE(tables.room(room).mentions, 1);
}

QTEST_GUILESS_MAIN(ChatUnreadTest)
#include "chatunreadtest.moc"
