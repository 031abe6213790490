// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixaddress.h"
#include "chat/protocol/matrixevent.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixmedia.h"
#include "chat/protocol/matrixscan.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
QJsonObject json(const QByteArray &text)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject()) {
        qFatal("the test's own JSON is broken: %s", text.constData());
    }
    return document.object();
}
}

/// Events, relations, redactions and addresses, whatever a server makes of them.
class MatrixEventTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEventIsRead()
    {
        const QByteArray text = R"({"event_id":"$1","type":"m.room.member","sender":"@a:b","state_key":"@c:d","origin_server_ts":1700000000123,
            "content":{"membership":"invite"},"unsigned":{"age":12,"transaction_id":"t","membership":"join","prev_content":{"membership":"leave"},
            "m.relations":{"m.thread":{"count":2}},"redacted_because":{"event_id":"$9","sender":"@m:b","origin_server_ts":5,"content":{"reason":"spam"}}}})";
        const auto event = MatrixEvent::read(text);
        QVERIFY(event);
        QCOMPARE(event->id, u"$1"_s);
        QCOMPARE(event->type, u"m.room.member"_s);
        QCOMPARE(event->sender, u"@a:b"_s);
        QVERIFY(event->isState());
        QCOMPARE(*event->stateKey, u"@c:d"_s);
        QCOMPARE(event->at, 1700000000123);
        QCOMPARE(event->content.value("membership"_L1).toString(), u"invite"_s);
        QCOMPARE(event->age, 12);
        QCOMPARE(event->transactionId, u"t"_s);
        QCOMPARE(event->membership, u"join"_s);
        QCOMPARE(event->previousContent.value("membership"_L1).toString(), u"leave"_s);
        QVERIFY(event->bundled.contains("m.thread"_L1));
        QVERIFY(event->isRedacted());
        QCOMPARE(event->redaction->eventId, u"$9"_s);
        QCOMPARE(event->redaction->sender, u"@m:b"_s);
        QCOMPARE(event->redaction->reason, u"spam"_s);
        QCOMPARE(event->raw, text);
        QCOMPARE(event->fault, MatrixEvent::Fault::None);
    }

    void nothingIsMadeOfNonsense_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("list") << QByteArray(R"([{"type":"x"}])");
        QTest::newRow("no type") << QByteArray(R"({"event_id":"$1"})");
        QTest::newRow("type is a number") << QByteArray(R"({"event_id":"$1","type":7})");
        QTest::newRow("long type") << QByteArray("{\"event_id\":\"$1\",\"type\":\"") + QByteArray(2000, 'x') + "\"}";
        QTest::newRow("long state key") << QByteArray("{\"event_id\":\"$1\",\"type\":\"x\",\"state_key\":\"") + QByteArray(2000, 'x') + "\"}";
        QTest::newRow("type with a control sign") << QByteArray("{\"event_id\":\"$1\",\"type\":\"a\\u0000b\"}");
    }

    void nothingIsMadeOfNonsense()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!MatrixEvent::read(text));
    }

    void wrongTypesAreEmpty()
    {
        const auto event = MatrixEvent::read(R"({"event_id":[],"type":"x","sender":{},"state_key":5,"origin_server_ts":"soon","content":[1],"unsigned":"u","redacts":1})");
        QVERIFY(event);
        QVERIFY(event->id.isEmpty());
        QVERIFY(event->sender.isEmpty());
        QVERIFY(!event->isState());
        QCOMPARE(event->at, 0);
        QVERIFY(event->content.isEmpty());
        QVERIFY(!event->isRedacted());
        const auto odd = MatrixEvent::read(R"({"type":"x","origin_server_ts":1e300,"unsigned":{"age":-7,"redacted_because":"yes"}})");
        QVERIFY(odd);
        QCOMPARE(odd->at, 0);
        QCOMPARE(odd->age, -1);
        QVERIFY(!odd->isRedacted());
        QCOMPARE(MatrixEvent::read(R"({"type":"x","origin_server_ts":-5})")->at, 0);
        QCOMPARE(MatrixEvent::read(R"({"type":"x","origin_server_ts":9007199254740990})")->at, 253'402'300'799'999);
    }

    void whatIsTooMuchIsAStub_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("fault");
        QTest::newRow("50 MB of text") << QByteArray("{\"name\":\"") + QByteArray(50 << 20, 'x') + "\"}" << int(MatrixEvent::Fault::TooLarge);
        QTest::newRow("50 MB of list") << QByteArray(R"({"name":[)") + QByteArray("1,").repeated(25 << 20) + "1]}" << int(MatrixEvent::Fault::TooLarge);
        QTest::newRow("50 MB of depth") << QByteArray(R"({"name":)") + QByteArray(25 << 20, '[') + QByteArray(25 << 20, ']') + "}" << int(MatrixEvent::Fault::TooLarge);
        QTest::newRow("deep") << QByteArray(R"({"name":)") + QByteArray(5000, '[') + QByteArray(5000, ']') + "}" << int(MatrixEvent::Fault::TooDeep);
        QTest::newRow("no JSON") << QByteArray(R"({"name":tru,"x":1})") << int(MatrixEvent::Fault::Unreadable);
    }

    void whatIsTooMuchIsAStub()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, fault);
        const QByteArray text = R"({"type":"m.room.name","state_key":"","content":)" + content + R"(,"event_id":"$big","sender":"@a:b","origin_server_ts":5,"unsigned":{"age":3}})";
        const auto event = MatrixEvent::read(text);
        QVERIFY(event);
        QCOMPARE(int(event->fault), fault);
        QCOMPARE(event->id, u"$big"_s);
        QCOMPARE(event->type, u"m.room.name"_s);
        QCOMPARE(event->sender, u"@a:b"_s);
        QVERIFY(event->isState());
        QCOMPARE(event->at, 5);
        QCOMPARE(event->age, 3);
        QVERIFY(event->content.isEmpty());
        QVERIFY(event->raw.isEmpty());
    }

    void whatIsRedactedIsReadInEveryVersion()
    {
        QCOMPARE(MatrixEvent::read(R"({"type":"m.room.redaction","redacts":"$x"})")->redacts, u"$x"_s);
        QCOMPARE(MatrixEvent::read(R"({"type":"m.room.redaction","content":{"redacts":"$y"}})")->redacts, u"$y"_s);
        QVERIFY(MatrixEvent::read(R"({"type":"m.room.message","content":{"redacts":"$y"}})")->redacts.isEmpty());
    }

    void relations_data()
    {
        QTest::addColumn<QByteArray>("relates");
        QTest::addColumn<MatrixRelation>("expected");
        using Kind = MatrixRelation::Kind;
        QTest::newRow("none") << QByteArray("{}") << MatrixRelation{};
        QTest::newRow("no object") << QByteArray("[]") << MatrixRelation{};
        QTest::newRow("reply") << QByteArray(R"({"m.in_reply_to":{"event_id":"$a"}})") << MatrixRelation{.kind = Kind::Reply, .eventId = u"$a"_s, .replyTo = u"$a"_s};
        QTest::newRow("edit") << QByteArray(R"({"rel_type":"m.replace","event_id":"$a"})") << MatrixRelation{.kind = Kind::Edit, .type = u"m.replace"_s, .eventId = u"$a"_s};
        QTest::newRow("reaction") << QByteArray(R"({"rel_type":"m.annotation","event_id":"$a","key":"👍"})")
                                  << MatrixRelation{.kind = Kind::Annotation, .type = u"m.annotation"_s, .eventId = u"$a"_s, .key = u"👍"_s};
        QTest::newRow("reaction with nothing") << QByteArray(R"({"rel_type":"m.annotation","event_id":"$a","key":7})") << MatrixRelation{};
        QTest::newRow("reaction without end") << QByteArray("{\"rel_type\":\"m.annotation\",\"event_id\":\"$a\",\"key\":\"") + QByteArray(100'000, 'x') + "\"}" << MatrixRelation{};
        QTest::newRow("thread") << QByteArray(R"({"rel_type":"m.thread","event_id":"$r","is_falling_back":true,"m.in_reply_to":{"event_id":"$l"}})")
                                << MatrixRelation{.kind = Kind::Thread, .type = u"m.thread"_s, .eventId = u"$r"_s, .replyTo = u"$l"_s, .isFallback = true};
        QTest::newRow("reply in a thread") << QByteArray(R"({"rel_type":"m.thread","event_id":"$r","m.in_reply_to":{"event_id":"$l"}})")
                                           << MatrixRelation{.kind = Kind::Thread, .type = u"m.thread"_s, .eventId = u"$r"_s, .replyTo = u"$l"_s};
        QTest::newRow("reference") << QByteArray(R"({"rel_type":"m.reference","event_id":"$a"})") << MatrixRelation{.kind = Kind::Reference, .type = u"m.reference"_s, .eventId = u"$a"_s};
        QTest::newRow("unknown") << QByteArray(R"({"rel_type":"org.x","event_id":"$a"})") << MatrixRelation{.kind = Kind::Other, .type = u"org.x"_s, .eventId = u"$a"_s};
        QTest::newRow("type without event") << QByteArray(R"({"rel_type":"m.replace"})") << MatrixRelation{};
        QTest::newRow("wrong types") << QByteArray(R"({"rel_type":["m.replace"],"event_id":{"a":1},"m.in_reply_to":"$a"})") << MatrixRelation{};
    }

    void relations()
    {
        QFETCH(QByteArray, relates);
        QFETCH(MatrixRelation, expected);
        QCOMPARE(MatrixRelation::of(json("{\"algorithm\":\"m.megolm.v1.aes-sha2\",\"m.relates_to\":" + relates + "}")), expected);
    }

    void redactionsKeepWhatTheRoomVersionSays_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("version");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("kept");
        const auto row = [](const char *name, const char *type, const char *version, const char *content, const char *kept) {
            QTest::newRow(name) << QString::fromLatin1(type) << QString::fromLatin1(version) << QByteArray(content).replace('\'', '"') << QByteArray(kept).replace('\'', '"');
        };
        row("message", "m.room.message", "10", "{'body':'secret'}", "{}");
        row("member 8", "m.room.member", "8", "{'membership':'join','displayname':'n','join_authorised_via_users_server':'@s:t'}", "{'membership':'join'}");
        row("member 9", "m.room.member", "9", "{'membership':'join','displayname':'n','join_authorised_via_users_server':'@s:t'}", "{'membership':'join','join_authorised_via_users_server':'@s:t'}");
        row("member 10, invite", "m.room.member", "10", "{'membership':'invite','third_party_invite':{'display_name':'d','signed':{'a':1}}}", "{'membership':'invite'}");
        row("member 11, invite", "m.room.member", "11", "{'membership':'invite','third_party_invite':{'display_name':'d','signed':{'a':1}}}", "{'membership':'invite','third_party_invite':{'signed':{'a':1}}}");
        row("create 10", "m.room.create", "10", "{'creator':'@a:b','m.federate':true}", "{'creator':'@a:b'}");
        row("create 11", "m.room.create", "11", "{'m.federate':true,'x':1}", "{'m.federate':true,'x':1}");
        row("rules 7", "m.room.join_rules", "7", "{'join_rule':'restricted','allow':[1]}", "{'join_rule':'restricted'}");
        row("rules 8", "m.room.join_rules", "8", "{'join_rule':'restricted','allow':[1]}", "{'join_rule':'restricted','allow':[1]}");
        row("powers 10", "m.room.power_levels", "10", "{'ban':1,'invite':2,'notifications':{},'users':{}}", "{'ban':1,'users':{}}");
        row("powers 11", "m.room.power_levels", "11", "{'ban':1,'invite':2,'notifications':{},'users':{}}", "{'ban':1,'invite':2,'users':{}}");
        row("aliases 5", "m.room.aliases", "5", "{'aliases':['#a:b'],'x':1}", "{'aliases':['#a:b']}");
        row("aliases 6", "m.room.aliases", "6", "{'aliases':['#a:b']}", "{}");
        row("history", "m.room.history_visibility", "1", "{'history_visibility':'shared','x':1}", "{'history_visibility':'shared'}");
        row("redaction 10", "m.room.redaction", "10", "{'redacts':'$a','reason':'r'}", "{}");
        row("redaction 11", "m.room.redaction", "11", "{'redacts':'$a','reason':'r'}", "{'redacts':'$a'}");
        row("unknown version", "m.room.redaction", "org.odd", "{'redacts':'$a','reason':'r'}", "{'redacts':'$a'}");
        row("encrypted", "m.room.encrypted", "11", "{'ciphertext':'c','algorithm':'a'}", "{}");
    }

    void redactionsKeepWhatTheRoomVersionSays()
    {
        QFETCH(QString, type);
        QFETCH(QString, version);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, kept);
        QCOMPARE(redactedMatrixContent(type, json(content), version), json(kept));
        const QJsonObject event{{u"type"_s, type}, {u"event_id"_s, u"$1"_s}, {u"content"_s, json(content)}, {u"unsigned"_s, QJsonObject{{u"age"_s, 1}}}, {u"origin"_s, u"o"_s}, {u"x"_s, 1}};
        const auto left = redactedMatrixEvent(event, version);
        QCOMPARE(left.value("content"_L1).toObject(), json(kept));
        QVERIFY(!left.contains("unsigned"_L1));
        QVERIFY(!left.contains("x"_L1));
        QCOMPARE(left.contains("origin"_L1), version.toInt() > 0 && version.toInt() < 11);
    }

    void halfJsonIsNoticedAtEveryOctet()
    {
        const QByteArray whole = "{\"a\":[1,{\"b\":\"c\\\"d\\\\\"},true,null],\"e\":{},\"f\":-1.5e3}";
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const QByteArray half = whole.first(size);
            MatrixScan scan(half);
            scan.skip();
            QVERIFY2(!scan.isAtEnd() || scan.isBroken(), half.constData());
            MatrixScan members(half);
            members.members([](const QString &) {});
            QVERIFY2(!members.isAtEnd() || size == 0, half.constData());
        }
        MatrixScan scan(whole);
        QStringList keys;
        scan.members([&](const QString &key) {
            keys << key;
        });
        QVERIFY(scan.isAtEnd());
        QCOMPARE(keys, (QStringList{u"a"_s, u"e"_s, u"f"_s}));
        for (const QByteArray text : {"{\"a\":1]", "[1}", "{\"a\"}", "{a:1}", "{\"a\":1}}", "{\"a\":1}x", "[1 2]"}) {
            MatrixScan odd(text);
            odd.kind() == MatrixScan::Kind::Array ? odd.elements([] {}) : odd.members([](const QString &) {});
            QVERIFY2(!odd.isAtEnd(), text.constData());
        }
    }

    void wordsOfOthersAreCleaned()
    {
        QCOMPARE(MatrixJson::words(u"a\u202Eb\u200Bc\nd\x01"_s), u"abc d"_s);
        QVERIFY(MatrixJson::words(QString(100'000, u'x')).size() <= 301);
    }

    void mediaAddresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isFine");
        QTest::newRow("usual") << u"mxc://example.org/AbC-_1"_s << true;
        QTest::newRow("port") << u"mxc://example.org:8448/abc"_s << true;
        QTest::newRow("IPv6") << u"mxc://[::1]:80/abc"_s << true;
        QTest::newRow("old suffix") << u"mxc://example.org/abc#auto"_s << true;
        QTest::newRow("up") << u"mxc://example.org/.."_s << false;
        QTest::newRow("up and down") << u"mxc://example.org/../../etc/passwd"_s << false;
        QTest::newRow("server up") << u"mxc://../abc"_s << false;
        QTest::newRow("encoded") << u"mxc://example.org/%2e%2e%2fx"_s << false;
        QTest::newRow("query") << u"mxc://example.org/a?b"_s << false;
        QTest::newRow("backslash") << u"mxc://example.org/a\\b"_s << false;
        QTest::newRow("user") << u"mxc://u@example.org/a"_s << false;
        QTest::newRow("space") << u"mxc://example.org/a b"_s << false;
        QTest::newRow("no id") << u"mxc://example.org/"_s << false;
        QTest::newRow("no server") << u"mxc:///a"_s << false;
        QTest::newRow("https") << u"https://example.org/a"_s << false;
        QTest::newRow("nothing") << QString() << false;
        QTest::newRow("long") << u"mxc://example.org/"_s + QString(1000, u'a') << false;
    }

    void mediaAddresses()
    {
        QFETCH(QString, text);
        QFETCH(bool, isFine);
        QCOMPARE(MatrixMediaAddress::of(text).has_value(), isFine);
    }

    void userIds()
    {
        QVERIFY(MatrixUserId::of(u"@anna:example.org"_s));
        QCOMPARE(MatrixUserId::of(u"@a=b:example.org:8448"_s)->domain, u"example.org:8448"_s);
        for (const QString &text : {u"anna"_s, u"@anna"_s, u"@:example.org"_s, u"@anna:"_s, u"@a b:c"_s, u"@a:b/c"_s, u"@a:b@c"_s, u"@a:b?c"_s, u"@a:b\nc"_s, QString(u"@"_s + QString(300, u'a') + u":b"_s)}) {
            QVERIFY2(!MatrixUserId::of(text), qPrintable(text));
        }
    }
};

QTEST_GUILESS_MAIN(MatrixEventTest)
#include "matrixeventtest.moc"
