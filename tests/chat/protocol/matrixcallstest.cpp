// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixdevices.h"
#include "chat/protocol/matrixdirectory.h"
#include "chat/protocol/matrixmedia.h"
#include "chat/protocol/matrixmembership.h"
#include "chat/protocol/matrixpreferences.h"
#include "chat/protocol/matrixrooms.h"
#include "matrixstage.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const QString room = u"!r:b"_s;

Task<Result<QByteArray>> piece(QByteArray whole, qint64 offset, qint64 length)
{
    co_return whole.mid(offset, length);
}

Task<Result<void>> pour(std::shared_ptr<QByteArray> into, QByteArray bytes)
{
    *into += bytes;
    co_return {};
}
}

/// Rooms, media and devices of servers that answer oddly.
class MatrixCallsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oddAnswersAreErrors_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const QByteArray body : {"", "null", "[]", "{}", "7", "{\"chunk\":7}", "{\"event_id\":7,\"room_id\":[],\"joined\":\"x\",\"content_uri\":\"mxc:x\",\"version\":{}}", "{\"chunk\":[", "<html>"}) {
            QTest::newRow(body.constData()) << body;
        }
    }

    void oddAnswersAreErrors()
    {
        QFETCH(QByteArray, body);
        MatrixStage stage([&](const HttpAsked &) {
            return MatrixStage::Answer{.body = body};
        });
        MatrixConnection connection(settingsFor(stage));
        const MatrixRooms rooms(&connection);
        const auto isNonsense = [](const auto &answer) {
            return !answer && answer.error().kind == Error::Kind::Protocol;
        };
        QVERIFY(isNonsense(waitedFor(rooms.messages(room, {}, MatrixDirection::Backwards, 10))));
        QVERIFY(isNonsense(waitedFor(rooms.context(room, u"$1"_s, 10))));
        QVERIFY(isNonsense(waitedFor(rooms.event(room, u"$1"_s))));
        QVERIFY(isNonsense(waitedFor(rooms.joinedMembers(room))));
        QVERIFY(isNonsense(waitedFor(rooms.say(room, u"m.x"_s, u"t"_s, {}))));
        QVERIFY(isNonsense(waitedFor(rooms.eventAt(room, 5, MatrixDirection::Forwards))));
        QVERIFY(isNonsense(waitedFor(MatrixMembership(&connection).join(room))));
        QVERIFY(isNonsense(waitedFor(MatrixMembership(&connection).create({}))));
        QVERIFY(isNonsense(waitedFor(MatrixDirectory(&connection).resolve(u"#a:b"_s))));
        QVERIFY(isNonsense(waitedFor(MatrixDevices(&connection).backupVersion())));
        const auto source = std::make_shared<HttpSource>(HttpSource{.size = 1, .read = [](qint64 offset, qint64 length) {
            return piece("x", offset, length);
        }});
        QVERIFY(isNonsense(waitedFor(MatrixMedia(&connection, MatrixMedia::Way::Authenticated).upload(source, {}, {}))));
    }

    void aPageOfHistoryIsRead()
    {
        MatrixStage stage([](const HttpAsked &asked) {
            if (asked.path.contains("from=end")) {
                return MatrixStage::Answer{.body = R"({"chunk":[],"start":"end","end":"end"})"};
            }
            const QByteArray big(2 << 20, 'x');
            return MatrixStage::Answer{.body = R"({"chunk":[{"type":"m.x","event_id":"$2","content":{}},7,{"type":"m.x","event_id":"$big","content":{"b":")" + big
                    + R"("}},{"type":"m.x","event_id":"$1","room_id":"!evil:b","content":{}}],"start":"s","end":"end","state":[{"type":"m.room.member","state_key":"@a:b"}]})"};
        });
        MatrixConnection connection(settingsFor(stage));
        const MatrixRooms rooms(&connection);
        const auto page = waitedFor(rooms.messages(room, u"from"_s, MatrixDirection::Backwards, 10, u"to"_s));
        QVERIFY(page);
        QCOMPARE(page->events.size(), 3);
        QCOMPARE(page->events.at(1).fault, MatrixEvent::Fault::TooLarge);
        QCOMPARE(page->events.at(2).roomId, room); // where it was asked for, not what it claims
        QCOMPARE(page->unreadable, 1);
        QCOMPARE(page->state.size(), 1);
        QCOMPARE(page->end, u"end"_s);
        QVERIFY(stage.asked.first().path.contains("dir=b") && stage.asked.first().path.contains("to=to"));
        const auto last = waitedFor(rooms.messages(room, u"end"_s, MatrixDirection::Backwards, 10));
        QVERIFY(last && last->end.isEmpty()); // or one would ask for ever
    }

    void anotherEventIsNotTaken()
    {
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.body = R"({"type":"m.x","event_id":"$other","content":{}})"};
        });
        MatrixConnection connection(settingsFor(stage));
        QCOMPARE(waitedFor(MatrixRooms(&connection).event(room, u"$1"_s)).error().kind, Error::Kind::Protocol);
    }

    void whatIsAlreadySoIsASuccess()
    {
        QByteArray membership = "join";
        MatrixStage stage([&](const HttpAsked &asked) {
            if (asked.path.contains("/state/m.room.member/")) {
                return MatrixStage::Answer{.body = "{\"membership\":\"" + membership + "\"}"};
            }
            return asked.path.endsWith("joined_rooms") ? MatrixStage::Answer{.body = R"({"joined_rooms":["!other:b"]})"} : MatrixStage::Answer{.status = 403, .body = refusal("M_FORBIDDEN")};
        });
        MatrixConnection connection(settingsFor(stage));
        const MatrixMembership members(&connection);
        QVERIFY(waitedFor(members.invite(room, u"@x:b"_s)));
        QCOMPARE(waitedFor(members.kick(room, u"@x:b"_s)).error().kind, Error::Kind::Forbidden);
        membership = "leave";
        QVERIFY(waitedFor(members.kick(room, u"@x:b"_s)));
        QCOMPARE(waitedFor(members.invite(room, u"@x:b"_s)).error().kind, Error::Kind::Forbidden);
        QVERIFY(waitedFor(members.leave(room)));
        QCOMPARE(waitedFor(members.leave(u"!other:b"_s)).error().kind, Error::Kind::Forbidden);
        QVERIFY(!waitedFor(members.join(room)));
    }

    void mediaComeInParts()
    {
        QByteArray whole;
        for (int i = 0; whole.size() < 3'000'000; ++i) {
            whole += QByteArray::number(i) + ' ';
        }
        enum class Kind { Ranges, Whole, WrongRange };
        Kind kind = Kind::Ranges;
        MatrixStage stage([&](const HttpAsked &asked) {
            const qint64 from = asked.headers.value("range").mid(6).replace("-", "").toLongLong(); // "bytes=100-"
            if (kind == Kind::Whole || asked.headers.value("range").isEmpty()) {
                return MatrixStage::Answer{.body = whole, .headers = {"Content-Type: image/png"}};
            }
            if (kind == Kind::WrongRange) {
                return MatrixStage::Answer{.status = 206, .body = "xxxx", .headers = {"Content-Range: bytes 5000000-5000003/9000000"}};
            }
            if (from >= whole.size()) {
                return MatrixStage::Answer{.status = 416, .body = {}};
            }
            const auto part = whole.mid(from);
            return MatrixStage::Answer{.status = 206, .body = part, .headers = {"Content-Range: bytes " + QByteArray::number(from) + '-' + QByteArray::number(from + part.size() - 1) + '/' + QByteArray::number(whole.size())}};
        });
        MatrixConnection connection(settingsFor(stage));
        const MatrixMedia media(&connection, MatrixMedia::Way::Authenticated);
        const auto address = *MatrixMediaAddress::of(u"mxc://b/id"_s);
        for (const Kind way : {Kind::Ranges, Kind::Whole}) {
            kind = way;
            QByteArray got;
            for (bool more = true; more;) {
                const auto part = waitedFor(media.fetch(address, got.size(), 1'000'000));
                QVERIFY2(part, part ? "" : qPrintable(part.error().detail));
                QVERIFY(part->bytes.size() <= 1'000'000);
                QCOMPARE(part->size, whole.size());
                got += part->bytes;
                more = part->more;
                QVERIFY(got.size() <= whole.size());
            }
            QVERIFY(got == whole);
        }
        QCOMPARE(stage.asked.size(), 2); // each file was sent once
        QCOMPARE(connection.mediaStreams()->open(), 0);
        const auto middle = waitedFor(media.fetch(address, 2'500'000, 100)); // begins anywhere, also without ranges
        QVERIFY(middle && middle->more);
        QCOMPARE(middle->bytes, whole.mid(2'500'000, 100));
        QCOMPARE(waitedFor(media.fetch(address, 2'500'100, 1'000'000))->bytes, whole.mid(2'500'100));
        QCOMPARE(stage.asked.size(), 3);
        for (int i = 0; i < 20; ++i) { // nobody reads on
            QCOMPARE(waitedFor(media.fetch(address, i, 10))->bytes, whole.mid(i, 10));
        }
        QVERIFY(connection.mediaStreams()->open() <= 8);
        QVERIFY(stage.asked.first().path.startsWith("/_matrix/client/v1/media/download/b/id"));
        QCOMPARE(stage.asked.first().headers.value("authorization"), "Bearer old");
        kind = Kind::Ranges;
        const auto behind = waitedFor(media.fetch(address, whole.size(), 10));
        QVERIFY(behind && behind->bytes.isEmpty() && !behind->more);
        kind = Kind::WrongRange;
        QCOMPARE(waitedFor(media.fetch(address, 1'000, 10)).error().kind, Error::Kind::Protocol);

        kind = Kind::Whole;
        const auto into = std::make_shared<QByteArray>();
        const HttpSink sink = [into](const HttpAnswer &, QByteArray bytes) {
            return pour(into, bytes);
        };
        QVERIFY(waitedFor(media.download(address, sink, 10'000'000)));
        QVERIFY(*into == whole);
        QCOMPARE(waitedFor(media.download(address, sink, 1000)).error().kind, Error::Kind::Protocol);
    }

    void oldServersAreAskedTheOldWay()
    {
        MatrixStage stage([](const HttpAsked &asked) {
            return asked.path.startsWith("/_matrix/media/v3/") ? MatrixStage::Answer{.body = "picture", .headers = {"Content-Type: image/png"}} : MatrixStage::Answer{.status = 404, .body = refusal("M_UNRECOGNIZED")};
        });
        MatrixConnection connection(settingsFor(stage));
        const auto address = *MatrixMediaAddress::of(u"mxc://b/id"_s);
        const MatrixMedia media(&connection, MatrixMedia::Way::Authenticated);
        QCOMPARE(waitedFor(media.thumbnail(address, {32, 32}))->bytes, "picture");
        QCOMPARE(waitedFor(media.fetch(address, 0, 100))->bytes, "picture");
    }

    void anUploadIsRead()
    {
        MatrixStage stage([](const HttpAsked &asked) {
            return asked.path.contains("config") ? MatrixStage::Answer{.body = R"({"m.upload.size":1000})"} : MatrixStage::Answer{.body = "{\"content_uri\":\"mxc:/" "/b/new\"}"};
        });
        MatrixConnection connection(settingsFor(stage));
        const MatrixMedia media(&connection, MatrixMedia::Way::Authenticated);
        const QByteArray whole(3'000'000, 'u');
        const auto source = std::make_shared<HttpSource>(HttpSource{.size = whole.size(), .read = [whole](qint64 offset, qint64 length) {
            return piece(whole, offset, length);
        }});
        QCOMPARE(*waitedFor(media.upload(source, "image/png", u"Bild 1.png"_s)), u"mxc://b/new"_s);
        QCOMPARE(stage.asked.first().body, whole);
        QCOMPARE(stage.asked.first().headers.value("content-type"), "image/png");
        QVERIFY(stage.asked.first().path.endsWith("filename=Bild%201.png"));
        QCOMPARE(*waitedFor(media.largestUpload()), 1000);
    }

    void weightyThingsNeedAProof()
    {
        QByteArray flows = R"([{"stages":["m.login.sso"]},{"stages":["m.login.password"]}])";
        QByteArray params = "{}";
        MatrixStage stage([&](const HttpAsked &asked) {
            const auto auth = sentBody(asked).value("auth"_L1).toObject();
            const bool isProven = auth.value("session"_L1).toString() == "S"_L1 && (auth.value("password"_L1).toString() == "right"_L1 || auth.size() == 1 || auth.value("type"_L1).toString() == "m.login.dummy"_L1);
            if (isProven) {
                return MatrixStage::Answer{.body = R"({"done":true})"};
            }
            const QByteArray wrong = auth.isEmpty() ? "" : R"("errcode":"M_FORBIDDEN","error":"wrong password",)";
            return MatrixStage::Answer{.status = 401, .body = "{" + wrong + "\"session\":\"S\",\"flows\":" + flows + ",\"params\":" + params + "}"};
        });
        MatrixConnection connection(settingsFor(stage));
        const MatrixDevices devices(&connection);
        const QString path = u"/_matrix/client/v3/keys/device_signing/upload"_s;
        const auto asked = waitedFor(devices.sendWeighty("POST", path, R"({"master_key":{}})"));
        QVERIFY(asked && asked->question);
        QVERIFY(asked->question->takesPassword);
        QCOMPARE(asked->question->session, u"S"_s);
        QVERIFY(asked->question->page.path().endsWith("/auth/m.login.sso/fallback/web"_L1));
        QVERIFY(!connection.signOut()); // a wanted proof is no refused token
        QCOMPARE(stage.count("/_matrix/client/v3/refresh"), 0);

        const auto wrong = waitedFor(devices.sendWeighty("POST", path, R"({"master_key":{}})", MatrixProof{.user = u"@a:b"_s, .password = u"wrong"_s}));
        QVERIFY(wrong && wrong->question);
        QCOMPARE(wrong->question->words, u"wrong password"_s);
        const auto right = waitedFor(devices.sendWeighty("POST", path, R"({"master_key":{}})", MatrixProof{.user = u"@a:b"_s, .password = u"right"_s}));
        QVERIFY(right && !right->question);
        QCOMPARE(right->body, R"({"done":true})");
        QVERIFY(sentBody(stage.asked.last()).contains("master_key"_L1));
        const auto browser = waitedFor(devices.remove({u"D"_s}, MatrixProof{.session = u"S"_s}));
        QVERIFY(browser && !browser->question);

        flows = R"([{"stages":["m.oauth"]}])";
        params = "{\"m.oauth\":{\"url\":\"https:/" "/example.org/reset\"}}";
        QCOMPARE(waitedFor(devices.sendWeighty("POST", path, "{}"))->question->page, QUrl(u"https://example.org/reset"_s));
        params = "{\"m.oauth\":{\"url\":\"javascript:alert(1)\"}}";
        QVERIFY(waitedFor(devices.sendWeighty("POST", path, "{}"))->question->page.scheme() == "http"_L1); // the fallback of the server itself
        flows = R"([{"stages":["m.login.dummy"]}])";
        QVERIFY(!waitedFor(devices.sendWeighty("POST", path, "{}"))->question);
        flows = R"("odd")";
        QCOMPARE(waitedFor(devices.sendWeighty("POST", path, "{}")).error().kind, Error::Kind::Unauthorized);
    }

    void preparedRequestsGoWhereTheyBelong()
    {
        MatrixStage stage([](const HttpAsked &asked) {
            return asked.path.contains("version") ? MatrixStage::Answer{.status = 404, .body = refusal("M_NOT_FOUND")} : MatrixStage::Answer{.body = R"({"a":1})"};
        });
        MatrixConnection connection(settingsFor(stage));
        const MatrixDevices devices(&connection);
        QCOMPARE(*waitedFor(devices.send("PUT", u"/_matrix/client/v3/sendToDevice/m.x/t%2F1?a=b"_s, "{}")), R"({"a":1})");
        QCOMPARE(stage.asked.first().path, "/_matrix/client/v3/sendToDevice/m.x/t%2F1?a=b");
        for (const auto &path : {u"https://evil.example/_matrix/client/v3/x"_s, u"/etc/passwd"_s, u"/_matrix/client/v3/../../x"_s, u"/_matrix/client/ä"_s, u"/_matrix/client/v3/a b"_s, QString()}) {
            QCOMPARE(waitedFor(devices.send("GET", path, {})).error().kind, Error::Kind::Protocol);
        }
        QCOMPARE(stage.asked.size(), 1);
        const auto version = waitedFor(devices.backupVersion());
        QVERIFY(version && !*version);
    }
};

QTEST_GUILESS_MAIN(MatrixCallsTest)
#include "matrixcallstest.moc"
