// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/sync/chathomeserver.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
const QString room = u"!r:example.org"_s;
const QString other = u"!s:example.org"_s;

QJsonObject history(const QStringList &ids, const QString &end)
{
    QJsonArray chunk; // newest first
    for (const auto &id : ids) {
        chunk.append(ChatHomeserver::message(id, id.sliced(1)));
    }
    QJsonObject json{{u"chunk"_s, chunk}, {u"start"_s, u"s"_s}};
    if (!end.isEmpty()) {
        json.insert(u"end"_s, end);
    }
    return json;
}

QJsonObject encrypted(const QString &id, const QString &session, const QString &text)
{
    const QJsonObject clear{{u"room_id"_s, room}, {u"type"_s, u"m.room.message"_s}, {u"content"_s, QJsonObject{{u"msgtype"_s, u"m.text"_s}, {u"body"_s, text}}}};
    const QJsonObject content{{u"algorithm"_s, u"m.megolm.v1.aes-sha2"_s},
                              {u"session_id"_s, session},
                              {u"ciphertext"_s, QString::fromLatin1(QJsonDocument(clear).toJson(QJsonDocument::Compact).toBase64())}};
    return {{u"event_id"_s, id}, {u"type"_s, u"m.room.encrypted"_s}, {u"sender"_s, u"@ben:example.org"_s}, {u"origin_server_ts"_s, QDateTime::currentMSecsSinceEpoch()}, {u"content"_s, content}};
}

QStringList ids(const QString &prefix, int from, int to)
{
    QStringList list;
    for (int i = from; i <= to; ++i) {
        list << u'$' + prefix + QString::number(i);
    }
    return list;
}
}

/// How what a server says becomes deltas, above all where it says odd things.
class ChatPullTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ChatHomeserver> m_server;
    std::shared_ptr<ChatCopy> m_copy;
    std::shared_ptr<MemoryCryptoMachine> m_machine;
    std::unique_ptr<ChatSynchronizer> m_sync;

    void begin()
    {
        m_sync = std::make_unique<ChatSynchronizer>(m_server->options(m_copy, m_machine));
    }

    bool pull()
    {
        const auto error = ChatHomeserver::pull(*m_sync, *m_copy);
        if (error) {
            qWarning() << kindName(error->kind) << error->message << error->detail;
        }
        return !error;
    }

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<ChatHomeserver>();
        m_copy = std::make_shared<ChatCopy>();
        m_machine = std::make_shared<MemoryCryptoMachine>();
        begin();
    }

    void cleanup()
    {
        m_sync.reset();
        m_machine.reset();
        m_copy.reset();
        m_server.reset();
    }

    void oneCollectionForTheAccount()
    {
        const auto listed = waitedFor(m_sync->discover());
        QVERIFY(listed);
        QCOMPARE(listed->size(), 1);
        QCOMPARE(listed->first().remoteId, u"@anna:example.org"_s);
    }

    void readsRoomsFromScratch()
    {
        const QJsonArray state{ChatHomeserver::state(u"$n"_s, u"m.room.name"_s, u""_s, {{u"name"_s, u"Garden"_s}}),
                               ChatHomeserver::state(u"$m"_s, u"m.room.member"_s, u"@ben:example.org"_s, {{u"membership"_s, u"join"_s}, {u"displayname"_s, u"Ben"_s}})};
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 3), u"p1"_s, state)));
        m_server->sync(u"s1_1"_s, u"s2_1"_s, {});
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), (QStringList{u"-"_s, u"$a1"_s, u"$a2"_s, u"$a3"_s}));
        QCOMPARE(m_copy->gapsOf(room).first().token, u"p1"_s);
        QCOMPARE(m_copy->roomOf(room)->membership, u"join"_s);
        QCOMPARE(m_copy->roomOf(room)->state.value(u"m.room.name"_s).value(QString()).value("name"_L1).toString(), u"Garden"_s);
        QCOMPARE(m_copy->memberOf(room, u"@ben:example.org"_s)->name, u"Ben"_s);
        QCOMPARE(m_copy->accountOf()->name, u"Anna"_s);
        // Nothing new: nothing is told.
        const auto token = m_copy->token;
        QVERIFY(pull());
        QCOMPARE(m_copy->token, token);
    }

    void manyRoomsComeInSeveralDeltasNewestFirst()
    {
        QJsonObject rooms;
        for (int i = 0; i < 250; ++i) {
            const auto name = u"r%1-"_s.arg(i);
            rooms.insert(u"!%1:example.org"_s.arg(i), ChatHomeserver::joined({ChatHomeserver::message(u'$' + name, name, u"@ben:example.org"_s, 1000 + i)}));
        }
        m_server->sync({}, u"s1_1"_s, {{u"join"_s, rooms}});
        m_server->say(u"GET /joined_rooms"_s, {{u"joined_rooms"_s, QJsonArray::fromStringList(rooms.keys())}});
        const auto first = waitedFor(m_sync->pull(m_copy->collection()));
        QVERIFY(first && first->more);
        m_copy->take(*first);
        QVERIFY(m_copy->eventOf(u"$r249-"_s));
        QVERIFY(!m_copy->eventOf(u"$r0-"_s));
        QVERIFY(pull());
        for (int i = 0; i < 250; ++i) {
            QVERIFY(m_copy->eventOf(u"$r%1-"_s.arg(i)));
        }
        QCOMPARE(m_server->count(u"GET /sync "_s), 1);
        QVERIFY(m_copy->deltas >= 3);
    }

    void breakInTheMiddleOfTheFirstSyncLosesNothing()
    {
        QJsonObject rooms;
        for (int i = 0; i < 250; ++i) {
            rooms.insert(u"!%1:example.org"_s.arg(i), ChatHomeserver::joined(ChatHomeserver::messages(u"r%1-"_s.arg(i), 1, 2)));
        }
        m_server->sync({}, u"s1_1"_s, {{u"join"_s, rooms}});
        const auto first = waitedFor(m_sync->pull(m_copy->collection()));
        QVERIFY(first);
        m_copy->take(*first);
        begin(); // another day: the token is all that is left
        QVERIFY(pull());
        QCOMPARE(m_server->count(u"GET /sync "_s), 2);
        for (int i = 0; i < 250; ++i) {
            QCOMPARE(m_copy->timeline(u"!%1:example.org"_s.arg(i)), ids(u"r%1-"_s.arg(i), 1, 2));
        }
    }

    void limitedTimelineLeavesAGapThatFills()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 2))));
        QVERIFY(pull());
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 8, 9), u"p7"_s)));
        m_server->sync(u"s2_1"_s, u"s3_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 10, 10))));
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), (QStringList{u"$a1"_s, u"$a2"_s, u"-"_s, u"$a8"_s, u"$a9"_s}));
        QVERIFY(pull()); // what comes later stays behind
        m_server->say(u"GET /rooms/!r:example.org/messages p7"_s, history({u"$a7"_s, u"$a6"_s, u"$a5"_s}, u"p5"_s));
        m_server->say(u"GET /rooms/!r:example.org/messages p5"_s, history({u"$a4"_s, u"$a3"_s, u"$a2"_s, u"$a1"_s}, u"p1"_s));
        m_server->sync(u"s3_1"_s, u"s3_1"_s, {});
        QSignalSpy noticed(m_sync.get(), &Synchronizer::noticed);
        auto filled = m_sync->fillGap(m_copy->gapsOf(room).first());
        QVERIFY(!noticed.isEmpty());
        QVERIFY(pull());
        QVERIFY(waitedFor(std::move(filled)));
        QCOMPARE(m_copy->timeline(room), (QStringList{u"$a1"_s, u"$a2"_s, u"-"_s, u"$a5"_s, u"$a6"_s, u"$a7"_s, u"$a8"_s, u"$a9"_s, u"$a10"_s}));
        filled = m_sync->fillGap(m_copy->gapsOf(room).first());
        QVERIFY(pull());
        QVERIFY(waitedFor(std::move(filled)));
        QCOMPARE(m_copy->timeline(room), ids(u"a"_s, 1, 10)); // it met what was known
    }

    void gapsAreFilledByThemselvesAsFarAsWanted()
    {
        m_copy->wantsAll = true;
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 7, 8), u"p6"_s)));
        m_server->sync(u"s1_1"_s, u"s1_1"_s, {});
        m_server->say(u"GET /rooms/!r:example.org/messages p6"_s, history({u"$a6"_s, u"$a5"_s}, u"p4"_s));
        m_server->say(u"GET /rooms/!r:example.org/messages p4"_s, history({}, u"p3"_s)); // a page that tells nothing
        m_server->say(u"GET /rooms/!r:example.org/messages p3"_s, history({u"$a4"_s, u"$a3"_s, u"$a2"_s, u"$a1"_s}, {}));
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), ids(u"a"_s, 1, 8));
        QCOMPARE(m_server->count(u"GET /rooms/!r:example.org/messages"_s), 3);
    }

    void gapThatCannotBeFilledStopsNothing()
    {
        m_copy->wantsAll = true;
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 7, 8), u"p6"_s)));
        m_server->refuse(u"GET /rooms/!r:example.org/messages p6"_s, 403, u"M_FORBIDDEN"_s);
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 9, 9))));
        QVERIFY(pull());
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), (QStringList{u"-"_s, u"$a7"_s, u"$a8"_s, u"$a9"_s}));
        QCOMPARE(m_server->count(u"GET /rooms/!r:example.org/messages"_s), 1);
        const auto gap = m_copy->gapsOf(room).first();
        m_server->sync(u"s2_1"_s, u"s2_1"_s, {});
        auto filled = m_sync->fillGap(gap);
        QVERIFY(pull());
        const auto result = waitedFor(std::move(filled));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Forbidden);
    }

    void doublesAndLateOnesKeepTheirPlace()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 3))));
        QVERIFY(pull());
        const auto before = m_copy->eventOf(u"$a2"_s)->order;
        QJsonArray again = ChatHomeserver::messages(u"a"_s, 2, 2);
        again.append(ChatHomeserver::message(u"$late"_s, u"late"_s, u"@ben:example.org"_s, 500));
        again.append(ChatHomeserver::messages(u"a"_s, 3, 3).first());
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(again, u"p0"_s)));
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), (QStringList{u"$a1"_s, u"$a2"_s, u"$a3"_s, u"$late"_s})); // and no gap, since it touches what is here
        QCOMPARE(m_copy->eventOf(u"$a2"_s)->order, before);
    }

    void lostPositionCostsNoHistory_data()
    {
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("refused") << true;
        QTest::newRow("restored from a backup, silent") << false;
    }

    void lostPositionCostsNoHistory()
    {
        QFETCH(bool, isRefused);
        const QJsonObject both{{u"join"_s, QJsonObject{{room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 3))},
                                                         {other, ChatHomeserver::joined(ChatHomeserver::messages(u"b"_s, 1, 1))}}}};
        m_server->sync({}, u"s100_1"_s, both);
        QVERIFY(pull());
        const auto counter = m_copy->eventOf(u"$a3"_s)->order;
        if (isRefused) {
            m_server->refuse(u"GET /sync s100_1"_s, 400, u"M_UNKNOWN_POS"_s);
        } else {
            m_server->sync(u"s100_1"_s, u"s50_1"_s, {});
        }
        m_server->sync({}, u"s51_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 7, 8), u"p6"_s)));
        m_server->say(u"GET /joined_rooms"_s, {{u"joined_rooms"_s, QJsonArray{room}}});
        m_server->sync(u"s51_1"_s, u"s51_1"_s, {});
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), (QStringList{u"$a1"_s, u"$a2"_s, u"$a3"_s, u"-"_s, u"$a7"_s, u"$a8"_s}));
        QVERIFY(m_copy->gapsOf(room).first().floor >= counter);
        QCOMPARE(m_copy->timeline(other), QStringList{u"$b1"_s}); // readable, but left
        QCOMPARE(m_copy->roomOf(other)->membership, u"leave"_s);
        QVERIFY(pull());
    }

    void lostTokenCostsNoHistory()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 3))));
        m_server->say(u"GET /joined_rooms"_s, {{u"joined_rooms"_s, QJsonArray{room}}});
        QVERIFY(pull());
        m_copy->token = "damaged"; // as after a rescue
        begin();
        m_server->sync({}, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 3, 5), u"p2"_s)));
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), ids(u"a"_s, 1, 5));
    }

    void redactionRemovesTheText()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined({encrypted(u"$secret"_s, u"key"_s, u"the plan"_s)})));
        m_machine->giveKey(room, u"key"_s);
        QVERIFY(pull());
        QCOMPARE(m_copy->eventOf(u"$secret"_s)->clear.value("body"_L1).toString(), u"the plan"_s);
        QJsonObject redaction{{u"event_id"_s, u"$x"_s}, {u"type"_s, u"m.room.redaction"_s}, {u"sender"_s, u"@ben:example.org"_s}, {u"origin_server_ts"_s, 2000},
                              {u"content"_s, QJsonObject{{u"redacts"_s, u"$secret"_s}, {u"reason"_s, u"wrong room"_s}}}};
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined({redaction})));
        QVERIFY(pull());
        const auto left = m_copy->eventOf(u"$secret"_s);
        QVERIFY(left->isRedacted);
        QVERIFY(left->clear.isEmpty());
        QVERIFY(!left->content.contains("ciphertext"_L1));
        QCOMPARE(left->redactionReason, u"wrong room"_s);
        QVERIFY(!m_copy->items.value(u"$secret"_s).contains("plan"));
    }

    void redactionInAGapReachesWhatIsOlder()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 1))));
        QVERIFY(pull());
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 9, 9), u"p8"_s)));
        QVERIFY(pull());
        QJsonObject redaction{{u"event_id"_s, u"$x"_s}, {u"type"_s, u"m.room.redaction"_s}, {u"sender"_s, u"@ben:example.org"_s}, {u"origin_server_ts"_s, 2000}, {u"redacts"_s, u"$a1"_s},
                              {u"content"_s, QJsonObject{}}};
        m_server->say(u"GET /rooms/!r:example.org/messages p8"_s, {{u"chunk"_s, QJsonArray{redaction, ChatHomeserver::message(u"$a1"_s, u"a1"_s)}}, {u"end"_s, u"p0"_s}});
        m_server->sync(u"s2_1"_s, u"s2_1"_s, {});
        auto filled = m_sync->fillGap(m_copy->gapsOf(room).first());
        QVERIFY(pull());
        QVERIFY(waitedFor(std::move(filled)));
        QVERIFY(m_copy->eventOf(u"$a1"_s)->isRedacted);
        QVERIFY(m_copy->eventOf(u"$a1"_s)->content.isEmpty());
    }

    void keysAreSavedBeforeThePositionIsTold()
    {
        const QJsonObject key{{u"type"_s, u"m.room.encrypted"_s}, {u"sender"_s, u"@ben:example.org"_s}, {u"content"_s, QJsonObject{}}};
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 1))),
                       {{u"to_device"_s, QJsonObject{{u"events"_s, QJsonArray{key}}}}, {u"device_one_time_keys_count"_s, QJsonObject{{u"signed_curve25519"_s, 7}}}});
        QVERIFY(waitedFor(m_sync->discover()));
        m_machine->failNext(Error{.kind = Error::Kind::Throttled, .message = u"in use"_s, .detail = {}}); // opening
        const auto refused = waitedFor(m_sync->pull(m_copy->collection()));
        QVERIFY(!refused);
        QVERIFY(isPassing(refused.error().kind));
        QVERIFY(m_copy->token.isEmpty());
        begin();
        QVERIFY(pull());
        QCOMPARE(m_machine->syncs().size(), 1);
        QCOMPARE(m_machine->syncs().first().toDevice.size(), 1);
        QCOMPARE(m_machine->syncs().first().keyCounts.value(u"signed_curve25519"_s), 7);
    }

    void machineThatBrokeDownIsAskedAgain()
    {
        const QJsonObject key{{u"type"_s, u"m.room_key"_s}, {u"sender"_s, u"@ben:example.org"_s}, {u"content"_s, QJsonObject{}}};
        m_server->sync({}, u"s1_1"_s, {}, {{u"to_device"_s, QJsonObject{{u"events"_s, QJsonArray{key}}}}});
        m_server->sync(u"s1_1"_s, u"s2_1"_s, {}, {{u"to_device"_s, QJsonObject{{u"events"_s, QJsonArray{key}}}}});
        QVERIFY(pull());
        m_machine->crash();
        QVERIFY(pull());
        QCOMPARE(m_machine->syncs().size(), 2);
    }

    void withoutCryptographyTheRestIsRead()
    {
        m_machine.reset();
        begin();
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined({encrypted(u"$e"_s, u"key"_s, u"hidden"_s), ChatHomeserver::message(u"$p"_s, u"plain"_s)})));
        QVERIFY(pull());
        QCOMPARE(m_copy->eventOf(u"$e"_s)->problem, ChatProblem::NoCryptography);
        QCOMPARE(m_copy->eventOf(u"$p"_s)->problem, ChatProblem::None);
    }

    void keysThatComeLaterOpenWhatIsHere()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined({encrypted(u"$e"_s, u"key"_s, u"late"_s)})));
        QVERIFY(pull());
        const auto before = *m_copy->eventOf(u"$e"_s);
        QCOMPARE(before.problem, ChatProblem::NoKeyYet);
        QCOMPARE(before.sessionId, u"key"_s);
        m_server->sync(u"s1_1"_s, u"s1_1"_s, {});
        QSignalSpy noticed(m_sync.get(), &Synchronizer::noticed);
        m_machine->giveKey(room, u"key"_s);
        QVERIFY(waitUntil([&noticed] { return !noticed.isEmpty(); }));
        QVERIFY(pull());
        const auto after = *m_copy->eventOf(u"$e"_s);
        QCOMPARE(after.problem, ChatProblem::None);
        QCOMPARE(after.clear.value("body"_L1).toString(), u"late"_s);
        QCOMPARE(after.order, before.order);
    }

    void plainMessageInAnEncryptedRoomIsMarked()
    {
        const QJsonArray state{ChatHomeserver::state(u"$c"_s, u"m.room.encryption"_s, u""_s, {{u"algorithm"_s, u"m.megolm.v1.aes-sha2"_s}})};
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 1), {}, state)));
        QVERIFY(pull());
        QCOMPARE(m_copy->eventOf(u"$a1"_s)->trust, ChatTrust::PlainInEncrypted);
        QVERIFY(m_copy->roomOf(room)->wasEncrypted.value_or(false));
    }

    void deltaThatWasNotWrittenIsToldAgain()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 2))));
        const auto first = waitedFor(m_sync->pull(m_copy->collection()));
        QVERIFY(first);
        const auto again = waitedFor(m_sync->pull(m_copy->collection())); // nothing was written: from where it stood
        QVERIFY(again);
        QCOMPARE(again->token, first->token);
        QCOMPARE(again->changed.size(), first->changed.size());
        m_copy->take(*again);
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), ids(u"a"_s, 1, 2));
        QCOMPARE(m_server->count(u"GET /sync "_s), 1);
    }

    void badAnswersChangeNothing_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("500") << 500 << QByteArray("{\"errcode\":\"M_UNKNOWN\",\"error\":\"Internal server error\"}");
        QTest::newRow("502, a page") << 502 << QByteArray("<html>Bad gateway</html>");
        QTest::newRow("429") << 429 << QByteArray("{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"slow\",\"retry_after_ms\":3600000}");
        QTest::newRow("half a JSON") << 200 << QByteArray("{\"next_batch\":\"s2_1\",\"rooms\":{\"join\":{\"!r:exa");
        QTest::newRow("no JSON") << 200 << QByteArray("hello");
        QTest::newRow("wrong types") << 200 << QByteArray("[1,2,3]");
    }

    void badAnswersChangeNothing()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 2))));
        QVERIFY(pull());
        const auto before = m_copy->items;
        const auto token = m_copy->token;
        m_server->answerOnce(u"GET /sync s1_1"_s, {.status = status, .raw = body});
        const auto error = ChatHomeserver::pull(*m_sync, *m_copy);
        QVERIFY(error);
        QVERIFY(!error->message.isEmpty());
        QCOMPARE(m_copy->items, before);
        QCOMPARE(m_copy->token, token);
        if (status == 429) {
            QCOMPARE(error->kind, Error::Kind::Throttled);
            QVERIFY(error->retryAfter > 0ms);
        }
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 3, 3))));
        QVERIFY(pull());
        QCOMPARE(m_copy->timeline(room), ids(u"a"_s, 1, 3));
    }

    void invitationsAndDepartures()
    {
        const QJsonArray stripped{QJsonObject{{u"type"_s, u"m.room.name"_s}, {u"state_key"_s, u""_s}, {u"sender"_s, u"@ben:example.org"_s}, {u"content"_s, QJsonObject{{u"name"_s, u"Party"_s}}}},
                                  QJsonObject{{u"type"_s, u"m.room.member"_s},
                                              {u"state_key"_s, u"@anna:example.org"_s},
                                              {u"sender"_s, u"@ben:example.org"_s},
                                              {u"content"_s, QJsonObject{{u"membership"_s, u"invite"_s}}}}};
        m_server->sync({}, u"s1_1"_s, {{u"invite"_s, QJsonObject{{other, QJsonObject{{u"invite_state"_s, QJsonObject{{u"events"_s, stripped}}}}}}},
                                        {u"join"_s, QJsonObject{{room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 1))}}}});
        QVERIFY(pull());
        QCOMPARE(m_copy->roomOf(other)->membership, u"invite"_s);
        QCOMPARE(m_copy->roomOf(other)->inviter, u"@ben:example.org"_s);
        const QJsonArray ban{ChatHomeserver::state(u"$out"_s, u"m.room.member"_s, u"@anna:example.org"_s, {{u"membership"_s, u"ban"_s}})};
        m_server->sync(u"s1_1"_s, u"s2_1"_s, {{u"leave"_s, QJsonObject{{room, ChatHomeserver::joined(ban)}}}});
        QVERIFY(pull());
        QCOMPARE(m_copy->roomOf(room)->membership, u"ban"_s);
        QCOMPARE(m_copy->timeline(room), (QStringList{u"$a1"_s, u"$out"_s})); // stays readable
    }

    void watchKeepsWhatCame()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 1))));
        QVERIFY(pull());
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 2, 2))));
        m_server->answer(u"GET /sync s2_1"_s, {.status = 500, .raw = "{}"});
        const auto hint = waitedFor(m_sync->watch(20s));
        QVERIFY(hint);
        QCOMPARE(hint->news, Hint::News::Content);
        const auto asked = m_server->count(u"GET /sync"_s);
        const auto delta = waitedFor(m_sync->pull(m_copy->collection()));
        QVERIFY(delta);
        m_copy->take(*delta);
        QCOMPARE(m_server->count(u"GET /sync"_s), asked); // what the watch brought
        QCOMPARE(m_copy->timeline(room), ids(u"a"_s, 1, 2));
    }

    void bringsAnEventFromFarBack()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 90, 92), u"p89"_s)));
        QVERIFY(pull());
        m_server->sync(u"s1_1"_s, u"s1_1"_s, {});
        m_server->say(u"GET /rooms/!r:example.org/context/$a50"_s,
                      {{u"event"_s, ChatHomeserver::message(u"$a50"_s, u"a50"_s, u"@ben:example.org"_s, 50'000)},
                       {u"events_before"_s, QJsonArray{ChatHomeserver::message(u"$a49"_s, u"a49"_s), ChatHomeserver::message(u"$a48"_s, u"a48"_s)}},
                       {u"events_after"_s, QJsonArray{ChatHomeserver::message(u"$a51"_s, u"a51"_s)}},
                       {u"start"_s, u"p47"_s},
                       {u"end"_s, u"p52"_s}});
        auto brought = m_sync->bringEvent(room, u"$a50"_s);
        QVERIFY(waitUntil([this] { return m_server->count(u"GET /rooms/!r:example.org/context"_s) > 0; }));
        QVERIFY(waitUntil([this] {
            pull();
            return m_copy->eventOf(u"$a50"_s).has_value();
        }));
        QVERIFY(waitedFor(std::move(brought)));
        QCOMPARE(m_copy->timeline(room), (QStringList{u"-"_s, u"$a48"_s, u"$a49"_s, u"$a50"_s, u"$a51"_s, u"-"_s, u"$a90"_s, u"$a91"_s, u"$a92"_s}));
        // What is between is read down to what was brought.
        m_server->say(u"GET /rooms/!r:example.org/messages p89"_s, history({u"$a89"_s, u"$a52"_s, u"$a51"_s, u"$a50"_s}, u"p50"_s));
        auto filled = m_sync->fillGap(m_copy->gapsOf(room).first());
        QVERIFY(pull());
        QVERIFY(waitedFor(std::move(filled)));
        QCOMPARE(m_copy->timeline(room).sliced(0, 7), (QStringList{u"-"_s, u"$a48"_s, u"$a49"_s, u"$a50"_s, u"$a51"_s, u"$a52"_s, u"$a89"_s}));
        QCOMPARE(m_copy->gapsOf(room).size(), 1);
        QCOMPARE(m_copy->gapsOf(room).first().token, u"p47"_s);
    }

    void stopEndsEverything()
    {
        m_server->sync({}, u"s1_1"_s, {});
        QVERIFY(pull());
        auto watching = m_sync->watch(60s);
        auto filling = m_sync->fillGap(ChatGapFacts{.roomId = room, .token = u"p"_s, .order = 10, .floor = 0});
        m_sync->stop();
        QCOMPARE(waitedFor(std::move(watching)).error().kind, Error::Kind::Cancelled);
        QCOMPARE(waitedFor(std::move(filling)).error().kind, Error::Kind::Cancelled);
        QCOMPARE(waitedFor(m_sync->discover()).error().kind, Error::Kind::Cancelled);
        QCOMPARE(waitedFor(m_sync->pull(m_copy->collection())).error().kind, Error::Kind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ChatPullTest)
#include "chatpulltest.moc"
