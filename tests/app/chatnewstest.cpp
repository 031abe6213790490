// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatnews.h"
#include "app/chatnotifier.h"
#include "app/chatpartnersearch.h"
#include "app/changewords.h"

#include "accounts/accountstore.h"
#include "chat/chattypes.h"
#include "support/temporarystore.h"
#include "support/waiting.h"

#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// One account's chats, row by row.
struct Stage {
    TemporaryStore store{{u":/kontor/schema/accounts"_s, u":/kontor/schema/sync"_s, u":/kontor/schema/contacts"_s, u":/kontor/schema/chat"_s}};
    CollectionId account{};
    int next = 1;

    Stage()
    {
        Account person;
        person.address = u"anna@amt.example"_s;
        person.chat = QUrl(u"https://matrix.amt.example"_s);
        person.chatUser = u"@anna:amt.example"_s;
        AccountStore accounts(*store);
        person.id = waitedFor(accounts.save(person)).value();
        const auto resource = waitedFor(accounts.resource(person.id, ResourceKind::Chat)).value();
        account = waitedFor(store->write([resource](Transaction &transaction) -> Result<CollectionId> {
                      return transaction.prepare("INSERT INTO collection (resource, remote_id, name, role, rights, attributes) VALUES (?1, '@anna:amt.example', '', '', 0, NULL)")
                          .run(resource)
                          .transform([&transaction] { return CollectionId{transaction.lastInsertId()}; });
                  }))
                      .value();
    }

    ItemId item(const QString &remoteId)
    {
        return waitedFor(store->write([account = account, remoteId](Transaction &transaction) -> Result<ItemId> {
                   return transaction.prepare("INSERT INTO item (collection, remote_id, revision, payload) VALUES (?1, ?2, '', x'')").run(account, remoteId).transform([&] {
                       transaction.changes.touch(account, ItemId{transaction.lastInsertId()});
                       return ItemId{transaction.lastInsertId()};
                   });
               }))
            .value();
    }

    ItemId room(const QString &id, const QString &membership = u"join"_s)
    {
        const auto room = item(id);
        write("INSERT INTO chat_room (item, collection, room_id, membership, named, title) VALUES (?1, ?2, ?3, ?4, 1, ?3)", room, account, id, membership);
        return room;
    }

    struct Event {
        qint64 position = 0;
        int notifies = 1;
        int problem = 0;
        bool isMine = false;
        QString text = u"Hello"_s;
    };
    ItemId event(ItemId room, const Event &event)
    {
        const auto item = this->item(u"$e%1"_s.arg(next++));
        write("INSERT INTO chat_event (item, collection, room, event_id, position, shown, kind, sender, mine, sent, notifies, problem, text) "
              "VALUES (?1, ?2, ?3, '$' || ?1, ?4, 1, 0, '@bert:amt.example', ?5, 1, ?6, ?7, ?8)",
              item, account, room, event.position, event.isMine ? 1 : 0, event.notifies, event.problem, event.text);
        return item;
    }

    template <class... Values>
    void write(const char *sql, const Values &...values)
    {
        const auto done = waitedFor(store->write([=](Transaction &transaction) -> Result<void> { return transaction.prepare(sql).run(values...); }));
        if (!done) {
            qFatal("%s", qPrintable(done.error().detail));
        }
    }

    ChatNews look(const ChatNews::Mark &mark)
    {
        return waitedFor(store->read([mark](const Reader &reader) { return ChatNews::since(reader, mark); })).value();
    }
};
}

/// What of chats is told by notifications, and in which words; who is meant by an address.
class ChatNewsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingThatWasThereIsNews()
    {
        Stage s;
        const auto room = s.room(u"!a:amt.example"_s);
        s.room(u"!invited:amt.example"_s, u"invite"_s);
        s.event(room, {.position = 10});
        const auto first = s.look({});
        QVERIFY(first.messages.isEmpty());
        QVERIFY(first.invitations.isEmpty());
        QVERIFY(s.look(first.mark).messages.isEmpty());
    }

    void whatComesBehindIsNewsOnce()
    {
        Stage s;
        const auto room = s.room(u"!a:amt.example"_s);
        s.event(room, {.position = 10});
        auto mark = s.look({}).mark;
        s.event(room, {.position = 12, .notifies = 2, .text = u"Anna, look"_s});
        s.event(room, {.position = 14, .notifies = 0});
        s.event(room, {.position = 16, .isMine = true});
        s.event(room, {.position = 5}); // history that was filled in
        const auto news = s.look(mark);
        QCOMPARE(news.messages.size(), 1);
        QCOMPARE(news.messages.first().text, u"Anna, look"_s);
        QCOMPARE(news.messages.first().roomTitle, u"!a:amt.example"_s);
        QVERIFY(news.messages.first().isMention);
        QVERIFY(s.look(news.mark).messages.isEmpty());
    }

    void theLevelOfTheRoomHolds()
    {
        Stage s;
        const auto quiet = s.room(u"!quiet:amt.example"_s);
        const auto mentions = s.room(u"!mentions:amt.example"_s);
        s.write("UPDATE chat_room SET notify = ?2 WHERE item = ?1", quiet, int(ChatNotify::Nothing));
        s.write("UPDATE chat_room SET notify = ?2 WHERE item = ?1", mentions, int(ChatNotify::Mentions));
        const auto mark = s.look({}).mark;
        s.event(quiet, {.position = 2, .notifies = 2});
        s.event(mentions, {.position = 2, .notifies = 1});
        s.event(mentions, {.position = 4, .notifies = 2});
        QCOMPARE(s.look(mark).messages.size(), 1);
    }

    void whatIsDecryptedLaterIsToldThen()
    {
        Stage s;
        const auto room = s.room(u"!a:amt.example"_s);
        auto mark = s.look({}).mark;
        const auto secret = s.event(room, {.position = 2, .notifies = 0, .problem = int(ChatProblem::NoKeyYet), .text = u""_s});
        auto news = s.look(mark);
        QVERIFY(news.messages.isEmpty());
        s.write("UPDATE chat_event SET problem = 0, notifies = 1, text = 'Clear' WHERE item = ?1", secret);
        news = s.look(news.mark);
        QCOMPARE(news.messages.size(), 1);
        QCOMPARE(news.messages.first().text, u"Clear"_s);
        QVERIFY(s.look(news.mark).messages.isEmpty());
    }

    void readElsewhereIsNotTold()
    {
        Stage s;
        const auto room = s.room(u"!a:amt.example"_s);
        const auto mark = s.look({}).mark;
        s.event(room, {.position = 2});
        s.write("UPDATE chat_room SET read_position = 2 WHERE item = ?1", room);
        const auto news = s.look(mark);
        QVERIFY(news.messages.isEmpty());
        QVERIFY(news.read.contains(room.value));
    }

    void joiningARoomTellsNothingOfItsPast()
    {
        Stage s;
        auto mark = s.look({}).mark;
        const auto room = s.room(u"!a:amt.example"_s, u"invite"_s);
        auto news = s.look(mark);
        QCOMPARE(news.invitations.size(), 1);
        s.write("UPDATE chat_room SET membership = 'join' WHERE item = ?1", room);
        s.event(room, {.position = 2});
        news = s.look(news.mark);
        QVERIFY(news.messages.isEmpty());
        QVERIFY(news.invitations.isEmpty());
        s.event(room, {.position = 4});
        QCOMPARE(s.look(news.mark).messages.size(), 1);
    }

    void theRoomOneLooksAtIsQuiet()
    {
        Stage s;
        const auto seen = s.room(u"!a:amt.example"_s);
        const auto other = s.room(u"!b:amt.example"_s);
        ChatNotifier notifier({.store = *s.store, .lookedAt = [seen] { return seen; }});
        QList<ItemId> rooms;
        connect(&notifier, &ChatNotifier::told, this, [&rooms](const QList<ChatNews::Message> &messages) {
            for (const auto &message : messages) {
                rooms << message.room;
            }
        });
        QTest::qWait(50);
        s.store->drain();
        QCoreApplication::processEvents();
        s.event(seen, {.position = 2});
        s.event(other, {.position = 2});
        s.item(u"$wake"_s);
        QTRY_COMPARE(rooms, QList<ItemId>{other});
    }

    void contentIsToldOnlyIfItMay()
    {
        const QList<ChatNews::Message> messages{{.room = ItemId{1}, .roomTitle = u"Budget"_s, .sender = u"Bert"_s, .text = u"Geheim"_s}, {.room = ItemId{1}, .roomTitle = u"Budget"_s, .sender = u"Bert"_s, .text = u"Auch"_s}};
        const auto open = ChatNotifier::words(messages, Qt::Checked);
        QVERIFY(open.title.contains(u"Budget"_s) && open.text.contains(u"Bert: Geheim"_s));
        const auto shut = ChatNotifier::words(messages, Qt::Unchecked);
        const QString all = shut.title + shut.text;
        QVERIFY(!all.contains(u"Budget"_s) && !all.contains(u"Bert"_s) && !all.contains(u"Geheim"_s));
        QVERIFY(shut.title.contains(u"2"_s));
    }

    void findsWhoIsMeant()
    {
        QCOMPARE(ChatPartnerSearch::userIdOf(u"matrix:u/bert:amt.example"_s), u"@bert:amt.example"_s);
        QCOMPARE(ChatPartnerSearch::userIdOf(u"@bert:amt.example"_s), u"@bert:amt.example"_s);
        QCOMPARE(ChatPartnerSearch::userIdOf(u"xmpp:bert@amt.example"_s), QString());
        const ChatPartner bert{.name = u"Bert"_s, .userId = {}, .addresses = {u"Bert@amt.example"_s}};
        const auto found = ChatPartnerSearch::decide(bert, {{.userId = u"@berta:amt.example"_s}, {.userId = u"@bert:matrix.amt.example"_s}, {.userId = u"@bert:evil.example"_s}});
        QCOMPARE(found.userId, u"@bert:matrix.amt.example"_s);
        const auto unsure = ChatPartnerSearch::decide(bert, {{.userId = u"@bert:evil.example"_s}, {.userId = u"nonsense"_s}});
        QCOMPARE(unsure.userId, QString()); // asked, not guessed
        QCOMPARE(unsure.candidates.size(), 1);
    }

    void outboxNamesWhatWaits_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QCborMap>("arguments");
        QTest::addColumn<QString>("room");
        QTest::addColumn<QString>("words");
        const auto content = [](const QByteArray &json) { return QCborValue(QString::fromUtf8(json)); };
        QTest::newRow("message") << ChatChange::Send << QCborMap{{u"type"_s, u"m.room.message"_s}, {u"content"_s, content(R"({"body":"Hello"})")}} << u"Budget"_s << u"Send to “Budget”"_s;
        QTest::newRow("no room") << ChatChange::Send << QCborMap{} << QString() << u"Send a chat message"_s;
        QTest::newRow("reaction") << ChatChange::Send << QCborMap{{u"type"_s, u"m.reaction"_s}, {u"content"_s, content(R"({"m.relates_to":{"key":"👍"}})")}} << u"Budget"_s << u"React with 👍 in “Budget”"_s;
        QTest::newRow("edit") << ChatChange::Send << QCborMap{{u"content"_s, content(R"({"m.relates_to":{"rel_type":"m.replace"}})")}} << u"Budget"_s << u"Edit a message in “Budget”"_s;
        QTest::newRow("file") << ChatChange::Send << QCborMap{{u"file"_s, QCborMap()}} << u"Budget"_s << u"Send a file to “Budget”"_s;
        QTest::newRow("half a JSON") << ChatChange::Send << QCborMap{{u"content"_s, content("{\"body")}} << u"Budget"_s << u"Send to “Budget”"_s;
        QTest::newRow("redact") << ChatChange::Redact << QCborMap{} << u"Budget"_s << u"Delete a message in “Budget”"_s;
        QTest::newRow("encrypt") << ChatChange::State << QCborMap{{u"type"_s, u"m.room.encryption"_s}} << u"Budget"_s << u"Switch on encryption in “Budget”"_s;
        QTest::newRow("kick") << ChatChange::Member << QCborMap{{u"what"_s, u"kick"_s}, {u"user"_s, u"@b:x"_s}} << u"Budget"_s << u"Remove @b:x from “Budget”"_s;
        QTest::newRow("favourite") << ChatChange::Tag << QCborMap{{u"tag"_s, u"m.favourite"_s}, {u"on"_s, true}} << u"Budget"_s << u"Make “Budget” a favourite"_s;
        QTest::newRow("leave") << ChatChange::Leave << QCborMap{} << u"Budget"_s << u"Leave “Budget”"_s;
        QTest::newRow("direct") << ChatChange::Create << QCborMap{{u"isDirect"_s, true}} << QString() << u"Begin a chat"_s;
        QTest::newRow("tricks") << ChatChange::Leave << QCborMap{} << u"Bud\u202eget"_s << u"Leave “Budget”"_s;
    }

    void outboxNamesWhatWaits()
    {
        QFETCH(QString, kind);
        QFETCH(QCborMap, arguments);
        QFETCH(QString, room);
        QFETCH(QString, words);
        Change change;
        change.kind = kind;
        change.arguments = arguments;
        QCOMPARE(ChangeWords::action(change, {.thing = ChangeSubject::Thing::Chat, .title = {}, .folder = room}), words);
    }
};

QTEST_MAIN(ChatNewsTest)
#include "chatnewstest.moc"
