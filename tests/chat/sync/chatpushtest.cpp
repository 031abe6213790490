// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/sync/chathomeserver.h"

#include "chat/crypto/encryptedfile.h"
#include "chat/protocol/chatsynchronizertoken.h"

#include <QCborArray>
#include <QJsonDocument>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
const QString room = u"!r:example.org"_s;
const QString sendPlain = u"PUT /rooms/!r:example.org/send/m.room.message/"_s;
const QString sendSecret = u"PUT /rooms/!r:example.org/send/m.room.encrypted/"_s;
const QString askEncryption = u"GET /rooms/!r:example.org/state/m.room.encryption"_s;
const QString askMembers = u"GET /rooms/!r:example.org/members"_s;

Change message(const QString &text, const QString &transaction)
{
    Change change;
    change.id = ChangeId{1};
    change.item = ItemId{7};
    change.kind = ChatChange::Send;
    change.groundRemoteId = room;
    change.arguments = QCborMap{{u"type"_s, u"m.room.message"_s},
                                {u"content"_s, QCborMap{{u"msgtype"_s, u"m.text"_s}, {u"body"_s, text}}},
                                {u"transaction"_s, transaction}};
    return change;
}

Change onRoom(const QString &kind, const QCborMap &arguments = {})
{
    Change change;
    change.id = ChangeId{2};
    change.item = ItemId{8};
    change.itemRemoteId = room;
    change.kind = kind;
    change.arguments = arguments;
    return change;
}
}

/// How changes are carried out where answers get lost, servers refuse, and rooms are encrypted.
class ChatPushTest : public QObject
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

    Result<Receipt> push(const Change &change)
    {
        return ChatHomeserver::push(*m_sync, change);
    }

    void encryptRoom()
    {
        m_server->say(askEncryption, {{u"algorithm"_s, u"m.megolm.v1.aes-sha2"_s}});
        m_server->say(askMembers, {{u"chunk"_s, QJsonArray{ChatHomeserver::state(u"$1"_s, u"m.room.member"_s, u"@anna:example.org"_s, {{u"membership"_s, u"join"_s}}),
                                                            ChatHomeserver::state(u"$2"_s, u"m.room.member"_s, u"@ben:example.org"_s, {{u"membership"_s, u"join"_s}}),
                                                            ChatHomeserver::state(u"$3"_s, u"m.room.member"_s, u"@eve:example.org"_s, {{u"membership"_s, u"ban"_s}})}}});
        m_server->say(u"POST /keys/query"_s, {{u"device_keys"_s, QJsonObject{}}});
        m_server->say(u"POST /keys/claim"_s, {{u"one_time_keys"_s, QJsonObject{}}});
        m_server->say(u"POST /keys/upload"_s, {{u"one_time_key_counts"_s, QJsonObject{}}});
        m_server->say(u"PUT /sendToDevice/m.room.encrypted/*"_s, {});
        m_server->say(u"PUT /sendToDevice/m.room_key/*"_s, {});
    }

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<ChatHomeserver>();
        m_copy = std::make_shared<ChatCopy>();
        m_machine = std::make_shared<MemoryCryptoMachine>();
        m_server->say(sendPlain + u'*', {{u"event_id"_s, u"$sent"_s}});
        m_server->say(sendSecret + u'*', {{u"event_id"_s, u"$sent"_s}});
        begin();
    }

    void cleanup()
    {
        m_sync.reset();
        m_machine.reset();
        m_copy.reset();
        m_server.reset();
    }

    void sendsAPlainMessage()
    {
        const auto receipt = push(message(u"hello"_s, u"t1"_s));
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message));
        QCOMPARE(receipt->remoteId, u"$sent"_s);
        const auto facts = ChatEventFacts::fromCbor(receipt->payload);
        QCOMPARE(facts->content.value("body"_L1).toString(), u"hello"_s);
        QCOMPARE(facts->transactionId, u"t1"_s);
        QCOMPARE(m_server->count(sendPlain + u"t1"_s), 1);
        QCOMPARE(m_server->bodies(sendPlain).first().value("body"_L1).toString(), u"hello"_s);
    }

    void lostAnswerRepeatsTheSameTransaction()
    {
        m_server->answerOnce(sendPlain + u'*', {.isLost = true});
        auto change = message(u"hello"_s, u"t1"_s);
        auto receipt = push(change);
        for (int attempt = 0; attempt < 3 && !receipt; ++attempt) {
            QVERIFY(isPassing(receipt.error().kind));
            change.answerLost = true;
            receipt = push(change);
        }
        QVERIFY(receipt);
        QCOMPARE(m_server->count(sendPlain + u"t1"_s), m_server->count(sendPlain)); // no other transaction
        QVERIFY(m_server->count(sendPlain) >= 2);
    }

    void syncThatIsFasterThanTheAnswerIsBelieved()
    {
        m_server->sync({}, u"s1_1"_s, {});
        QVERIFY(!ChatHomeserver::pull(*m_sync, *m_copy));
        auto echo = ChatHomeserver::message(u"$sent"_s, u"hello"_s, u"@anna:example.org"_s);
        echo.insert(u"unsigned"_s, QJsonObject{{u"transaction_id"_s, u"t1"_s}});
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined({ChatHomeserver::message(u"$before"_s, u"first"_s), echo})));
        const auto delta = waitedFor(m_sync->pull(m_copy->collection()));
        QVERIFY(delta);
        const auto told = std::ranges::find(delta->changed, u"$sent"_s, &RemoteItem::remoteId);
        QVERIFY(told != delta->changed.cend());
        QVERIFY(!told->partial); // so that what waits under this transaction is found by it
        m_copy->take(*delta);
        auto change = message(u"hello"_s, u"t1"_s);
        change.answerLost = true;
        change.itemRemoteId = u"$sent"_s; // as it was found
        const auto receipt = push(change);
        QVERIFY(receipt);
        QCOMPARE(m_server->count(sendPlain), 0);
        QCOMPARE(ChatEventFacts::fromCbor(receipt->payload)->order, m_copy->eventOf(u"$sent"_s)->order);
    }

    void echoGivesWhatWasSentItsRealPlace()
    {
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 1))));
        QVERIFY(!ChatHomeserver::pull(*m_sync, *m_copy));
        const auto receipt = push(message(u"hello"_s, u"t1"_s));
        QVERIFY(receipt);
        m_copy->put(u"$sent"_s, receipt->payload);
        QCOMPARE(m_copy->timeline(room), (QStringList{u"$a1"_s, u"$sent"_s}));
        auto echo = ChatHomeserver::message(u"$sent"_s, u"hello"_s, u"@anna:example.org"_s);
        echo.insert(u"unsigned"_s, QJsonObject{{u"transaction_id"_s, u"t1"_s}});
        QJsonArray timeline = ChatHomeserver::messages(u"a"_s, 2, 2); // somebody was faster
        timeline.append(echo);
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(timeline)));
        QVERIFY(!ChatHomeserver::pull(*m_sync, *m_copy));
        QCOMPARE(m_copy->timeline(room), (QStringList{u"$a1"_s, u"$a2"_s, u"$sent"_s}));
    }

    void refusalsAreToldInTheServersWords_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<Error::Kind>("kind");
        QTest::newRow("kicked") << 403 << u"M_FORBIDDEN"_s << Error::Kind::Forbidden;
        QTest::newRow("too large") << 413 << u"M_TOO_LARGE"_s << Error::Kind::OverQuota;
        QTest::newRow("500") << 500 << u"M_UNKNOWN"_s << Error::Kind::Throttled;
    }

    void refusalsAreToldInTheServersWords()
    {
        QFETCH(int, status);
        QFETCH(QString, code);
        QFETCH(Error::Kind, kind);
        m_server->refuse(sendPlain + u'*', status, code, u"you are not in this room"_s);
        const auto change = message(u"hello"_s, u"t1"_s);
        const auto receipt = push(change);
        QVERIFY(!receipt);
        QCOMPARE(receipt.error().kind, kind);
        QVERIFY(!receipt.error().message.isEmpty());
        if (status == 403) {
            QVERIFY(receipt.error().message.contains(u"you are not in this room"_s));
        }
        QVERIFY(!m_sync->concernsAll(change, receipt.error())); // others may go
    }

    void encryptsWhatTheServerAloneKnowsToBeEncrypted()
    {
        encryptRoom();
        const auto receipt = push(message(u"secret"_s, u"t1"_s));
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
        QCOMPARE(m_server->count(sendPlain), 0);
        QCOMPARE(m_server->count(sendSecret + u"t1"_s), 1);
        QVERIFY(!m_server->bodies(sendSecret).first().contains("body"_L1));
        QCOMPARE(m_machine->followed(), (QSet<QString>{u"@anna:example.org"_s, u"@ben:example.org"_s})); // not whom nobody wants
        const auto facts = *ChatEventFacts::fromCbor(receipt->payload);
        QCOMPARE(facts.type, u"m.room.encrypted"_s);
        QCOMPARE(facts.clear.value("body"_L1).toString(), u"secret"_s);
    }

    void neverSendsInTheClearOnceARoomWasEncrypted_data()
    {
        QTest::addColumn<QString>("who");
        QTest::newRow("the store knows") << u"store"_s;
        QTest::newRow("the machine knows") << u"machine"_s;
    }

    void neverSendsInTheClearOnceARoomWasEncrypted()
    {
        QFETCH(QString, who);
        encryptRoom();
        m_server->refuse(askEncryption, 404, u"M_NOT_FOUND"_s); // the server would have it otherwise
        if (who == "store"_L1) {
            ChatRoomFacts facts;
            facts.roomId = room;
            facts.wasEncrypted = true;
            m_copy->put(room, facts.toCbor());
        } else {
            QVERIFY(waitedFor(m_machine->open(CryptoIdentity{.userId = u"@anna:example.org"_s, .deviceId = u"DEVICE"_s, .folder = u"/nowhere"_s, .passphrase = QByteArray(32, 'p'), .fingerprint = {}})));
            QVERIFY(waitedFor(m_machine->setRoomSettings(room, {})));
        }
        const auto receipt = push(message(u"secret"_s, u"t1"_s));
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
        QCOMPARE(m_server->count(sendPlain), 0);
        QCOMPARE(m_server->count(sendSecret), 1);
    }

    void withoutCryptographyNothingIsSentThere()
    {
        encryptRoom();
        m_machine.reset();
        begin();
        const auto receipt = push(message(u"secret"_s, u"t1"_s));
        QVERIFY(!receipt);
        QCOMPARE(receipt.error().kind, Error::Kind::Forbidden); // parked with a sentence, and no reason to stop
        QCOMPARE(m_server->count(u"PUT /rooms/"_s), 0);
    }

    void whoLeftGetsNoKeys()
    {
        encryptRoom();
        m_server->sync({}, u"s1_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined(ChatHomeserver::messages(u"a"_s, 1, 1))));
        QVERIFY(!ChatHomeserver::pull(*m_sync, *m_copy));
        QVERIFY(push(message(u"one"_s, u"t1"_s)));
        m_server->sync(u"s1_1"_s, u"s2_1"_s, ChatHomeserver::inRoom(room, ChatHomeserver::joined({ChatHomeserver::state(u"$l"_s, u"m.room.member"_s, u"@ben:example.org"_s, {{u"membership"_s, u"leave"_s}})})));
        QVERIFY(!ChatHomeserver::pull(*m_sync, *m_copy));
        const auto before = m_server->bodies(u"PUT /sendToDevice/"_s).size();
        QVERIFY(m_machine->callCount(u"shareRoomKey"_s) >= 1);
        QVERIFY(push(message(u"two"_s, u"t2"_s)));
        const auto later = m_server->bodies(u"PUT /sendToDevice/"_s).sliced(before);
        for (const auto &body : later) {
            QVERIFY(!body.value("messages"_L1).toObject().contains("@ben:example.org"_L1));
        }
        QCOMPARE(m_server->count(askMembers), 1); // the news were enough
    }

    void editedWhileTheAnswerWasLostSendsTheEditBehindIt()
    {
        auto change = message(u"new words"_s, u"t1"_s);
        change.answerLost = true;
        change.arguments.insert(u"first"_s, QCborMap{{u"msgtype"_s, u"m.text"_s}, {u"body"_s, u"old words"_s}});
        const auto receipt = push(change);
        QVERIFY(receipt);
        const auto bodies = m_server->bodies(sendPlain);
        QCOMPARE(bodies.size(), 2);
        QCOMPARE(m_server->count(sendPlain + u"t1.edit"_s), 1);
        QCOMPARE(bodies.first().value("body"_L1).toString(), u"old words"_s);
        QCOMPARE(bodies.last().value("m.new_content"_L1).toObject().value("body"_L1).toString(), u"new words"_s);
        QCOMPARE(bodies.last().value("m.relates_to"_L1).toObject().value("event_id"_L1).toString(), u"$sent"_s);
    }

    void anotherDeviceLooksFirst()
    {
        m_copy->token = ChatSynchronizerToken{.position = {}, .counter = 10, .serial = 1, .device = u"FORMER"_s}.toCbor();
        m_server->sync({}, u"s1_1"_s, {});
        QVERIFY(!ChatHomeserver::pull(*m_sync, *m_copy));
        m_server->say(u"GET /rooms/!r:example.org/messages "_s, {{u"chunk"_s, QJsonArray{ChatHomeserver::message(u"$there"_s, u"hello"_s, u"@anna:example.org"_s)}}});
        auto change = message(u"hello"_s, u"t1"_s);
        change.answerLost = true;
        const auto receipt = push(change);
        QVERIFY(receipt);
        QCOMPARE(receipt->remoteId, u"$there"_s);
        QCOMPARE(m_server->count(sendPlain), 0);
        auto other = message(u"something else"_s, u"t2"_s);
        other.answerLost = true;
        QVERIFY(push(other));
        QCOMPARE(m_server->count(sendPlain + u"t2"_s), 1);
    }

    void newRoomIsMadeOnce()
    {
        Change change;
        change.id = ChangeId{3};
        change.item = ItemId{9};
        change.kind = ChatChange::Create;
        change.arguments = QCborMap{{u"name"_s, u"Garden"_s}, {u"transaction"_s, u"c1"_s}, {u"isEncrypted"_s, true}};
        m_server->answerOnce(u"POST /createRoom"_s, {.isLost = true});
        m_server->say(u"POST /createRoom"_s, {{u"room_id"_s, u"!twice:example.org"_s}});
        const auto lost = push(change);
        if (!lost) { // the connection may have been tried again below
            QVERIFY(isPassing(lost.error().kind));
            const auto made = m_server->bodies(u"POST /createRoom"_s).first().value("creation_content"_L1).toObject();
            m_server->say(u"GET /joined_rooms"_s, {{u"joined_rooms"_s, QJsonArray{u"!old:example.org"_s, u"!made:example.org"_s}}});
            m_server->say(u"GET /rooms/!old:example.org/state/m.room.create"_s, {{u"room_version"_s, u"11"_s}});
            m_server->say(u"GET /rooms/!made:example.org/state/m.room.create"_s, made);
            const auto before = m_server->count(u"POST /createRoom"_s);
            change.answerLost = true;
            const auto receipt = push(change);
            QVERIFY(receipt);
            QCOMPARE(receipt->remoteId, u"!made:example.org"_s);
            QCOMPARE(m_server->count(u"POST /createRoom"_s), before);
        }
    }

    void acceptedDirectChatIsEnteredAsOne_data()
    {
        QTest::addColumn<bool>("isRestarted");
        QTest::newRow("at once") << false;
        QTest::newRow("after a start") << true;
    }

    void acceptedDirectChatIsEnteredAsOne()
    {
        QFETCH(bool, isRestarted);
        const QJsonObject invitation{{u"membership"_s, u"invite"_s}, {u"is_direct"_s, true}};
        const QJsonArray stripped{QJsonObject{{u"type"_s, u"m.room.member"_s}, {u"state_key"_s, u"@anna:example.org"_s}, {u"sender"_s, u"@ben:example.org"_s}, {u"content"_s, invitation}}};
        m_server->sync({}, u"s1_1"_s, {{u"invite"_s, QJsonObject{{room, QJsonObject{{u"invite_state"_s, QJsonObject{{u"events"_s, stripped}}}}}}}});
        QVERIFY(!ChatHomeserver::pull(*m_sync, *m_copy));
        if (isRestarted) {
            begin();
            auto member = ChatHomeserver::state(u"$m"_s, u"m.room.member"_s, u"@anna:example.org"_s, {{u"membership"_s, u"join"_s}});
            member.insert(u"unsigned"_s, QJsonObject{{u"prev_content"_s, invitation}});
            m_server->answer(u"GET /rooms/!r:example.org/state"_s, {.raw = QJsonDocument(QJsonArray{member}).toJson()});
        }
        m_server->say(u"POST /join/!r:example.org"_s, {{u"room_id"_s, room}});
        m_server->say(u"GET /user/@anna:example.org/account_data/m.direct"_s, {{u"@eve:example.org"_s, QJsonArray{u"!e:example.org"_s}}});
        m_server->say(u"PUT /user/@anna:example.org/account_data/m.direct"_s, {});
        const auto joined = push(onRoom(ChatChange::Join, {{u"room"_s, room}}));
        QVERIFY2(joined, joined ? "" : qPrintable(joined.error().message + joined.error().detail));
        const auto direct = m_server->bodies(u"PUT /user/@anna:example.org/account_data/m.direct"_s);
        QCOMPARE(direct.size(), 1);
        QCOMPARE(direct.first().value("@ben:example.org"_L1).toArray(), QJsonArray{room});
        QVERIFY(direct.first().contains("@eve:example.org"_L1)); // the others stay
    }

    void leavingWhereOneIsOutAlreadyIsDone()
    {
        m_server->refuse(u"POST /rooms/!r:example.org/leave"_s, 403, u"M_FORBIDDEN"_s);
        QVERIFY(push(onRoom(ChatChange::Leave)));
        m_server->refuse(u"POST /rooms/!r:example.org/forget"_s, 404, u"M_NOT_FOUND"_s);
        const auto forgotten = push(onRoom(ChatChange::Forget));
        QVERIFY(forgotten && forgotten->itemGone);
    }

    void settingsOfARoomAreSaid()
    {
        m_server->say(u"PUT /rooms/!r:example.org/state/m.room.name/*"_s, {{u"event_id"_s, u"$n"_s}});
        m_server->say(u"PUT /rooms/!r:example.org/state/m.room.name"_s, {{u"event_id"_s, u"$n"_s}});
        const auto named = push(onRoom(ChatChange::State, {{u"type"_s, u"m.room.name"_s}, {u"key"_s, u""_s}, {u"content"_s, QCborMap{{u"name"_s, u"Garden"_s}}}}));
        QVERIFY2(named, named ? "" : qPrintable(named.error().message));
        QCOMPARE(m_server->bodies(u"PUT /rooms/!r:example.org/state/m.room.name"_s).last().value("name"_L1).toString(), u"Garden"_s);
        m_server->say(u"POST /rooms/!r:example.org/read_markers"_s, {});
        QVERIFY(push(onRoom(ChatChange::Read, {{u"event"_s, u"$e"_s}, {u"isPrivate"_s, true}})));
        const auto read = m_server->bodies(u"POST /rooms/!r:example.org/read_markers"_s).last();
        QCOMPARE(read.value("m.fully_read"_L1).toString(), u"$e"_s);
        QCOMPARE(read.value("m.read.private"_L1).toString(), u"$e"_s);
        QVERIFY(!read.contains("m.read"_L1));
    }

    void sendsAFileInPieces_data()
    {
        QTest::addColumn<bool>("isEncrypted");
        QTest::newRow("plain") << false;
        QTest::newRow("encrypted") << true;
    }

    void sendsAFileInPieces()
    {
        QFETCH(bool, isEncrypted);
        if (isEncrypted) {
            encryptRoom();
        }
        m_server->say(u"POST /_matrix/media/v3/upload"_s, {{u"content_uri"_s, u"mxc://example.org/file"_s}});
        auto change = message(u"picture.png"_s, u"t1"_s);
        change.arguments.insert(u"file"_s, QCborMap{{u"blobs"_s, QCborArray{u"abcd"_s, u"efgh"_s, u"ij"_s}}, {u"name"_s, u"picture.png"_s}, {u"type"_s, u"image/png"_s}, {u"size"_s, 10}, {u"width"_s, 3}});
        const auto receipt = push(change);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
        const auto facts = *ChatEventFacts::fromCbor(receipt->payload);
        const auto content = facts.shownContent();
        QCOMPARE(content.value("info"_L1).toObject().value("w"_L1).toInt(), 3);
        if (isEncrypted) {
            const auto file = content.value("file"_L1).toObject();
            QCOMPARE(file.value("url"_L1).toString(), u"mxc://example.org/file"_s);
            QVERIFY(!content.contains("url"_L1));
            auto key = EncryptedFileKey::fromJson(file);
            QVERIFY(key);
        } else {
            QCOMPARE(content.value("url"_L1).toString(), u"mxc://example.org/file"_s);
        }
    }
};

QTEST_GUILESS_MAIN(ChatPushTest)
#include "chatpushtest.moc"
