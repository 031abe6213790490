// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixclassicsync.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixslidingsync.h"
#include "matrixstage.h"

#include <QJsonArray>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
using Membership = MatrixRoomNews::Membership;
const QString me = u"@me:b"_s;

QByteArray message(const QByteArray &id)
{
    return "{\"type\":\"m.room.message\",\"event_id\":\"" + id + "\",\"sender\":\"@a:b\",\"content\":{\"body\":\"x\"}}";
}

QByteArray inRoom(const QByteArray &room)
{
    return R"({"next_batch":"s2","rooms":{"join":{"!r:b":)" + room + "}}}";
}

QByteArray everything()
{
    return R"({"next_batch":"s1","account_data":{"events":[{"type":"m.direct","content":{"@a:b":["!r:b"]}},{"type":5},{"type":"x","content":[]},7]},
      "presence":{"events":[{"type":"m.presence"}]},
      "to_device":{"events":[{"type":"m.room_key","sender":"@a:b","content":{"k":1}},"x"]},
      "device_lists":{"changed":["@a:b",7],"left":["@c:d"]},"device_one_time_keys_count":{"signed_curve25519":50,"odd":"x"},
      "device_unused_fallback_key_types":["signed_curve25519"],
      "rooms":{"join":{"!r:b":{"timeline":{"events":[)" + message("$1") + "," + message("$2") + R"(],"limited":true,"prev_batch":"p"},
        "state":{"events":[{"type":"m.room.name","state_key":"","event_id":"$n","sender":"@a:b","content":{"name":"N"}}]},
        "ephemeral":{"events":[{"content":{"$1":{"m.read":{"@a:b":{"ts":7,"thread_id":"main"}},"m.read.private":{"@me:b":{"ts":8}},"m.odd":{"@z:b":{}}}},"type":"m.receipt"},
           {"type":"m.typing","content":{"user_ids":["@a:b"]}}]},
        "account_data":{"events":[{"type":"m.fully_read","content":{"event_id":"$1"}}]},
        "summary":{"m.heroes":["@a:b"],"m.joined_member_count":2,"m.invited_member_count":1},
        "unread_notifications":{"notification_count":3,"highlight_count":1}},"noroom":{}},
       "invite":{"!i:b":{"invite_state":{"events":[{"type":"m.room.name","state_key":"","sender":"@a:b","content":{"name":"I"}}]}}},
       "knock":{"!k:b":{"knock_state":{"events":[]}}},
       "leave":{"!l:b":{"timeline":{"events":[)" + message("$9") + R"(]}}},"other":{"!o:b":{}}}})";
}

Result<MatrixSyncAnswer> asked(MatrixStage &stage, MatrixSyncWay way, MatrixSyncQuestion question)
{
    MatrixConnection connection(settingsFor(stage));
    question.user = me;
    return waitedFor(matrixSync(&connection, way, question));
}
}

/// What syncs say, and what hostile ones cannot do.
class MatrixSyncTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSyncIsRead()
    {
        const auto answer = readMatrixClassicSync(everything());
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        QCOMPARE(answer->position, "s1");
        QCOMPARE(answer->unreadable, 5); // three of account data, a message between devices, a room
        QCOMPARE(answer->accountData.size(), 1);
        QCOMPARE(answer->toDevice.size(), 1);
        QCOMPARE(answer->toDevice.first().type, u"m.room_key"_s);
        QCOMPARE(answer->toDevice.first().raw, R"({"type":"m.room_key","sender":"@a:b","content":{"k":1}})");
        QCOMPARE(answer->devicesChanged, QStringList{u"@a:b"_s});
        QCOMPARE(answer->devicesLeft, QStringList{u"@c:d"_s});
        QCOMPARE(*answer->keyCounts, (QMap<QString, qint64>{{u"signed_curve25519"_s, 50}}));
        QVERIFY(answer->areKeyCountsWhole);
        QCOMPARE(*answer->unusedFallbackKeys, QStringList{u"signed_curve25519"_s});
        QCOMPARE(answer->rooms.size(), 4);
        const auto &room = answer->rooms.at(0);
        QCOMPARE(room.roomId, u"!r:b"_s);
        QCOMPARE(room.membership, Membership::Join);
        QCOMPARE(room.timeline.size(), 2);
        QCOMPARE(room.timeline.at(1).id, u"$2"_s);
        QCOMPARE(room.timeline.at(1).roomId, u"!r:b"_s);
        QVERIFY(room.isLimited);
        QCOMPARE(room.previous, u"p"_s);
        QCOMPARE(room.state.size(), 1);
        QVERIFY(!room.stateIsAfter);
        QCOMPARE(room.receipts.size(), 2);
        QCOMPARE(room.receipts.at(0).threadId, u"main"_s);
        QCOMPARE(room.receipts.at(1).type, u"m.read.private"_s);
        QCOMPARE(*room.typing, QStringList{u"@a:b"_s});
        QCOMPARE(room.accountData.first().type, u"m.fully_read"_s);
        QCOMPARE(*room.heroes, QStringList{u"@a:b"_s});
        QCOMPARE(*room.joined, 2);
        QCOMPARE(*room.invited, 1);
        QCOMPARE(*room.notifications, 3);
        QCOMPARE(*room.highlights, 1);
        QCOMPARE(answer->rooms.at(1).membership, Membership::Invite);
        QCOMPARE(answer->rooms.at(1).stripped.size(), 1);
        QCOMPARE(answer->rooms.at(2).membership, Membership::Knock);
        QCOMPARE(answer->rooms.at(3).membership, Membership::Leave);
        QVERIFY(!answer->rooms.at(3).notifications);
    }

    void halfASyncIsNone()
    {
        const QByteArray whole = everything();
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const auto answer = readMatrixClassicSync(whole.first(size));
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, Error::Kind::Protocol);
        }
        QVERIFY(!readMatrixClassicSync(whole + '}'));
    }

    void wrongTypesBreakNothing_data()
    {
        QTest::addColumn<QByteArray>("room");
        for (const QByteArray field : {"timeline", "state", "ephemeral", "account_data", "summary", "unread_notifications", "unread_thread_notifications", "invite_state"}) {
            for (const QByteArray value : {"null", "7", "\"x\"", "[]", "[[[]]]", "true", R"({"events":7})", R"({"events":{"a":1}})", R"({"events":[null,7,[],{}]})",
                                           R"({"m.heroes":"x","m.joined_member_count":"x","notification_count":-5,"limited":"yes","prev_batch":[]})"}) {
                QTest::addRow("%s %s", field.constData(), value.constData()) << QByteArray("{\"" + field + "\":" + value + "}");
            }
        }
    }

    void wrongTypesBreakNothing()
    {
        QFETCH(QByteArray, room);
        const auto answer = readMatrixClassicSync(inRoom(room));
        QVERIFY(answer);
        QCOMPARE(answer->rooms.size(), 1);
        const auto &news = answer->rooms.first();
        QVERIFY(news.timeline.isEmpty());
        QVERIFY(news.previous.isEmpty());
        QVERIFY(!news.isLimited);
        QVERIFY(!news.heroes);
        QVERIFY(news.notifications.value_or(0) == 0);
    }

    void topLevelOfWrongTypesIsNone()
    {
        for (const QByteArray text : {"", "null", "[]", "{}", "{\"next_batch\":7}", "{\"next_batch\":\"\"}", "\"x\"", "<html></html>"}) {
            QVERIFY2(!readMatrixClassicSync(text), text.constData());
            QVERIFY2(!readMatrixSlidingSync(text, me, {}), text.constData());
        }
        QVERIFY(readMatrixClassicSync(R"({"next_batch":"s","rooms":7,"to_device":[],"device_lists":"x","account_data":null,"device_one_time_keys_count":[]})"));
    }

    void aHugeEventDoesNotBreakTheRest()
    {
        const QByteArray huge = "{\"type\":\"m.room.topic\",\"state_key\":\"\",\"event_id\":\"$big\",\"sender\":\"@a:b\",\"content\":{\"topic\":\"" + QByteArray(50 << 20, 'x') + "\"}}";
        const QByteArray bomb = R"({"type":"m.room.name","state_key":"","event_id":"$deep","sender":"@a:b","content":{"name":)" + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}}";
        const auto answer = readMatrixClassicSync(inRoom(R"({"state":{"events":[)" + huge + "," + bomb + R"(]},"timeline":{"events":[)" + message("$1") + "," + huge + "," + message("$2") + "]}}"));
        QVERIFY(answer);
        const auto &room = answer->rooms.first();
        QCOMPARE(room.state.at(0).fault, MatrixEvent::Fault::TooLarge);
        QCOMPARE(room.state.at(0).id, u"$big"_s);
        QCOMPARE(room.state.at(1).fault, MatrixEvent::Fault::TooDeep);
        QCOMPARE(room.timeline.size(), 3);
        QCOMPARE(room.timeline.at(1).fault, MatrixEvent::Fault::TooLarge);
        QCOMPARE(room.timeline.at(2).id, u"$2"_s);
        QCOMPARE(room.timeline.at(2).fault, MatrixEvent::Fault::None);
    }

    void longListsEnd()
    {
        const auto answer = readMatrixClassicSync(inRoom(R"({"ephemeral":{"events":[{"type":"m.typing","content":{"user_ids":[)" + QByteArray("\"@a:b\",").repeated(1'000'000) + R"("@c:d"]}}]}})"));
        QVERIFY(answer);
        QCOMPARE(answer->rooms.first().typing->size(), 1000);
    }

    void aSlidingSyncSaysTheSame()
    {
        const QByteArray text = R"({"pos":"p1","lists":{"all":{"count":3}},"rooms":{
            "!r:b":{"initial":true,"timeline":[)" + message("$1") + R"(],"prev_batch":"b","required_state":[{"type":"m.room.name","state_key":"","event_id":"$n","content":{"name":"N"}}],
               "joined_count":2,"invited_count":0,"notification_count":0,"highlight_count":0,"heroes":[{"user_id":"@a:b"}]},
            "!i:b":{"initial":true,"invite_state":[{"type":"m.room.member","state_key":"@me:b","sender":"@a:b","content":{"membership":"invite"}}]},
            "!l:b":{"timeline":[{"type":"m.room.member","state_key":"@me:b","event_id":"$l","content":{"membership":"ban"}}]}},
          "extensions":{"to_device":{"next_batch":"d2","events":[{"type":"m.x","sender":"@a:b","content":{}}]},
            "e2ee":{"device_lists":{"changed":["@a:b"]},"device_one_time_keys_count":{"signed_curve25519":9},"device_unused_fallback_key_types":[]},
            "account_data":{"global":[{"type":"m.direct","content":{}}],"rooms":{"!r:b":[{"type":"m.tag","content":{}}],"!other:b":[{"type":"m.tag","content":{}}]}},
            "receipts":{"rooms":{"!r:b":{"type":"m.receipt","content":{"$1":{"m.read":{"@a:b":{"ts":1}}}}}}},
            "typing":{"rooms":{"!r:b":{"type":"m.typing","content":{"user_ids":[]}}}}}})";
        const auto answer = readMatrixSlidingSync(text, me, {});
        QVERIFY(answer);
        QCOMPARE(answer->rooms.size(), 4);
        const auto &room = answer->rooms.at(0);
        QCOMPARE(room.membership, Membership::Join);
        QVERIFY(room.isInitial);
        QVERIFY(room.isLimited); // nobody knows what was before
        QVERIFY(room.stateIsAfter);
        QCOMPARE(room.previous, u"b"_s);
        QVERIFY(!room.notifications); // zeros say nothing
        QCOMPARE(*room.heroes, QStringList{u"@a:b"_s});
        QCOMPARE(room.accountData.size(), 1);
        QCOMPARE(room.receipts.size(), 1);
        QVERIFY(room.typing && room.typing->isEmpty());
        QCOMPARE(answer->rooms.at(1).membership, Membership::Invite);
        QCOMPARE(answer->rooms.at(2).membership, Membership::Leave);
        QVERIFY(!answer->rooms.at(2).isLimited);
        QCOMPARE(answer->rooms.at(3).roomId, u"!other:b"_s);
        QCOMPARE(answer->rooms.at(3).membership, Membership::Same);
        QVERIFY(!answer->areKeyCountsWhole);
        QCOMPARE(answer->keyCounts->value(u"signed_curve25519"_s), 9);
        QVERIFY(answer->unusedFallbackKeys && answer->unusedFallbackKeys->isEmpty());
        QCOMPARE(answer->toDevice.size(), 1);
        QVERIFY(!answer->more);
        const auto next = MatrixSlidingPosition::of(answer->position);
        QVERIFY(next);
        QCOMPARE(next->pos, u"p1"_s);
        QCOMPARE(next->toDevice, u"d2"_s);
        for (qsizetype size = 0; size < text.size(); ++size) {
            QVERIFY(!readMatrixSlidingSync(text.first(size), me, {}));
        }
    }

    void theRangeGrowsOverAllRooms()
    {
        QList<QJsonObject> bodies;
        QList<QByteArray> paths;
        MatrixStage stage([&](const HttpAsked &asked) {
            bodies << sentBody(asked);
            paths << asked.path;
            return MatrixStage::Answer{.body = "{\"pos\":\"p" + QByteArray::number(bodies.size()) + "\",\"lists\":{\"all\":{\"count\":250}},\"rooms\":{}}"};
        });
        MatrixConnection connection(settingsFor(stage));
        MatrixSyncQuestion question{.user = me, .wait = std::chrono::seconds(7)};
        for (int i = 0; i < 5; ++i) {
            const auto answer = waitedFor(matrixSync(&connection, MatrixSyncWay::Sliding, question));
            QVERIFY(answer);
            QCOMPARE(matrixSyncWayOf(answer->position), MatrixSyncWay::Sliding);
            QCOMPARE(answer->more, i < 3);
            question.position = answer->position;
            question.timeline += 10; // asked for in vain, or old events would come as news
        }
        QList<int> ends;
        for (const auto &body : std::as_const(bodies)) {
            QCOMPARE(body.value("lists"_L1).toObject().value("all"_L1).toObject().value("timeline_limit"_L1).toInt(), 50);
            ends << body.value("lists"_L1).toObject().value("all"_L1).toObject().value("ranges"_L1).toArray().at(0).toArray().at(1).toInt();
        }
        QCOMPARE(ends, (QList<int>{19, 119, 219, 319, 1'000'000}));
        QVERIFY(paths.at(1).contains("timeout=0") && paths.at(1).contains("pos=p1"));
        QVERIFY(paths.at(4).contains("timeout=7000") && paths.at(4).contains("pos=p4"));
    }

    void aPositionThatIsNotKnownAnyMoreIsExpired_data()
    {
        QTest::addColumn<int>("way");
        QTest::addColumn<QByteArray>("position");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("kind");
        const int classic = int(MatrixSyncWay::Classic);
        const int sliding = int(MatrixSyncWay::Sliding);
        const QByteArray slidingPosition = "s1:" + MatrixSlidingPosition{.pos = u"p"_s, .count = 1}.toBytes();
        QTest::newRow("unknown position") << sliding << slidingPosition << 400 << QByteArray("M_UNKNOWN_POS") << int(Error::Kind::TokenExpired);
        QTest::newRow("refused since") << classic << QByteArray("c1:s") << 400 << QByteArray("M_INVALID_PARAM") << int(Error::Kind::TokenExpired);
        QTest::newRow("from scratch") << classic << QByteArray() << 400 << QByteArray("M_INVALID_PARAM") << int(Error::Kind::Protocol);
        QTest::newRow("other way") << classic << slidingPosition << 200 << QByteArray() << int(Error::Kind::TokenExpired);
        QTest::newRow("other way back") << sliding << QByteArray("c1:s") << 200 << QByteArray() << int(Error::Kind::TokenExpired);
        QTest::newRow("damaged") << sliding << QByteArray("s1:xxx") << 200 << QByteArray() << int(Error::Kind::TokenExpired);
        QTest::newRow("foreign") << classic << QByteArray("zzz") << 200 << QByteArray() << int(Error::Kind::TokenExpired);
        QTest::newRow("500") << classic << QByteArray("c1:s") << 500 << QByteArray("M_UNKNOWN") << int(Error::Kind::Throttled);
        QTest::newRow("half") << classic << QByteArray("c1:s") << 200 << QByteArray("x") << int(Error::Kind::Protocol);
    }

    void aPositionThatIsNotKnownAnyMoreIsExpired()
    {
        QFETCH(int, way);
        QFETCH(QByteArray, position);
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        QFETCH(int, kind);
        MatrixStage stage([&](const HttpAsked &) {
            return MatrixStage::Answer{.status = status, .body = refusal(code).chopped(status == 200 ? 3 : 0)};
        });
        const auto answer = asked(stage, MatrixSyncWay(way), {.position = position});
        QVERIFY(!answer);
        QCOMPARE(int(answer.error().kind), kind);
        QVERIFY(answer.error().message.contains(u"127.0.0.1"_s));
    }

    void whatIsTooLongIsRefusedInASentence()
    {
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.body = "{\"next_batch\":\"s\",\"x\":\"" + QByteArray(3 << 20, 'x') + "\"}"};
        });
        const auto answer = asked(stage, MatrixSyncWay::Classic, {.atMost = 1 << 20});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Protocol);
        QVERIFY(answer.error().message.contains(u"more than Kontor can take"_s));
        const auto fits = asked(stage, MatrixSyncWay::Classic, {}); // and is read in another thread
        QVERIFY(fits);
        QCOMPARE(fits->position, "c1:s");
        QVERIFY(stage.asked.first().path.contains("lazy_load_members"));
    }
};

QTEST_GUILESS_MAIN(MatrixSyncTest)
#include "matrixsynctest.moc"
