// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixconnection.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixrooms.h"
#include "matrixstage.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
MatrixRequest who()
{
    return {.path = matrixPath(matrixClientV3, {u"account"_s, u"whoami"_s})};
}

QByteArray bearer(const HttpAsked &asked)
{
    return asked.headers.value("authorization");
}

Task<Result<void>> keepIn(std::shared_ptr<QList<MatrixTokens>> kept, MatrixTokens tokens, std::optional<Error> problem)
{
    kept->append(tokens);
    co_await sleepFor(std::chrono::milliseconds(1));
    if (problem) {
        co_return std::unexpected(*problem);
    }
    co_return {};
}

/// A server that takes "new" only, and gives it for "r1".
MatrixStage::Answer renewing(const HttpAsked &asked)
{
    if (asked.path.endsWith("/refresh")) {
        return sentBody(asked).value("refresh_token"_L1).toString() == "r1"_L1
            ? MatrixStage::Answer{.body = R"({"access_token":"new","refresh_token":"r2","expires_in_ms":60000})"}
            : MatrixStage::Answer{.status = 401, .body = refusal("M_UNKNOWN_TOKEN")};
    }
    return bearer(asked) == "Bearer new" ? MatrixStage::Answer{.body = R"({"user_id":"@a:b"})"} : MatrixStage::Answer{.status = 401, .body = refusal("M_UNKNOWN_TOKEN", R"(,"soft_logout":true)")};
}
}

/// Tokens, refusals, waits and ends of an account's conversation.
class MatrixConnectionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tokensAreRenewedOnceForAll()
    {
        const auto kept = std::make_shared<QList<MatrixTokens>>();
        QList<QByteArray> seenBeforeKept;
        MatrixStage stage([&](const HttpAsked &asked) {
            if (kept->isEmpty()) {
                seenBeforeKept << bearer(asked);
            }
            return renewing(asked);
        });
        auto settings = settingsFor(stage);
        settings.keep = [kept](MatrixTokens tokens) {
            return keepIn(kept, tokens, std::nullopt);
        };
        MatrixConnection connection(settings);
        std::vector<Task<Result<QJsonObject>>> calls;
        for (int i = 0; i < 20; ++i) {
            calls.push_back(connection.ask(who()));
        }
        for (const auto &answer : waitedForAll(std::move(calls))) {
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        }
        QCOMPARE(stage.count("/_matrix/client/v3/refresh"), 1);
        QCOMPARE(kept->size(), 1);
        QCOMPARE(kept->first().refresh, "r2");
        QVERIFY(!seenBeforeKept.contains("Bearer new")); // stored first
        QCOMPARE(connection.tokens().access, "new");
        QVERIFY(!connection.signOut());
    }

    void tokensThatCouldNotBeKeptAreNotUsed()
    {
        const auto kept = std::make_shared<QList<MatrixTokens>>();
        MatrixStage stage(renewing);
        auto settings = settingsFor(stage);
        settings.keep = [kept](MatrixTokens tokens) {
            return keepIn(kept, tokens, kept->size() > 1 ? std::nullopt : std::optional(Error{.kind = Error::Kind::Storage, .message = u"disk"_s, .detail = {}}));
        };
        MatrixConnection connection(settings);
        const auto answer = waitedFor(connection.ask(who()));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Storage);
        QCOMPARE(connection.tokens().refresh, "r1");
        QVERIFY(!connection.signOut());
        kept->append(MatrixTokens{});
        QVERIFY(waitedFor(connection.ask(who()))); // the old one is still good
        QCOMPARE(connection.tokens().refresh, "r2");
    }

    void aSignOutIsSoftOrHard_data()
    {
        QTest::addColumn<QByteArray>("refresh");
        QTest::addColumn<int>("refreshStatus");
        QTest::addColumn<QByteArray>("refreshBody");
        QTest::addColumn<bool>("isSoft");
        QTest::newRow("no refresh token") << QByteArray() << 0 << QByteArray() << true;
        QTest::newRow("refused, hard") << QByteArray("bad") << 401 << refusal("M_UNKNOWN_TOKEN") << false;
        QTest::newRow("refused, soft") << QByteArray("bad") << 401 << refusal("M_UNKNOWN_TOKEN", R"(,"soft_logout":true)") << true;
        QTest::newRow("expired") << QByteArray("bad") << 403 << refusal("M_FORBIDDEN") << true;
        QTest::newRow("no refreshing") << QByteArray("bad") << 404 << refusal("M_UNRECOGNIZED") << true;
    }

    void aSignOutIsSoftOrHard()
    {
        QFETCH(QByteArray, refresh);
        QFETCH(int, refreshStatus);
        QFETCH(QByteArray, refreshBody);
        QFETCH(bool, isSoft);
        MatrixStage stage([&](const HttpAsked &asked) {
            return asked.path.endsWith("/refresh") ? MatrixStage::Answer{.status = refreshStatus, .body = refreshBody}
                                                   : MatrixStage::Answer{.status = 401, .body = refusal("M_UNKNOWN_TOKEN", R"(,"soft_logout":true)")};
        });
        MatrixConnection connection(settingsFor(stage, "old", refresh));
        QSignalSpy spy(&connection, &MatrixConnection::signedOut);
        const auto answer = waitedFor(connection.ask(who()));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Unauthorized);
        QCOMPARE(isMatrixSoftLogout(answer.error()), isSoft);
        QVERIFY(connection.signOut() == (isSoft ? MatrixConnection::SignOut::Soft : MatrixConnection::SignOut::Hard));
        QCOMPARE(spy.size(), 1);
        const auto before = stage.asked.size();
        QCOMPARE(waitedFor(connection.ask(who())).error().kind, Error::Kind::Unauthorized);
        QCOMPARE(stage.asked.size(), before); // it is not asked again
        connection.setTokens({.access = "x"});
        QVERIFY(!connection.signOut());
    }

    void aHardSignOutWithoutRefreshToken()
    {
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.status = 401, .body = refusal("M_UNKNOWN_TOKEN")};
        });
        MatrixConnection connection(settingsFor(stage, "old", {}));
        QVERIFY(!waitedFor(connection.ask(who())));
        QVERIFY(connection.signOut() == MatrixConnection::SignOut::Hard);
    }

    void whatOnlyStandsBeforeTheServerSignsNobodyOut()
    {
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.status = 401, .body = "<html>please log in to this network</html>"};
        });
        MatrixConnection connection(settingsFor(stage));
        const auto answer = waitedFor(connection.ask(who()));
        QCOMPARE(answer.error().kind, Error::Kind::Unauthorized);
        QVERIFY(!connection.signOut());
        QCOMPARE(stage.count("/_matrix/client/v3/refresh"), 0);
    }

    void aServerThatIsAwayLeavesTheTokens()
    {
        MatrixStage stage([](const HttpAsked &asked) {
            return asked.path.endsWith("/refresh") ? MatrixStage::Answer{.status = 502, .body = "bad gateway"} : renewing(asked);
        });
        MatrixConnection connection(settingsFor(stage));
        const auto answer = waitedFor(connection.ask(who()));
        QCOMPARE(answer.error().kind, Error::Kind::Throttled);
        QVERIFY(!connection.signOut());
        QCOMPARE(connection.tokens().refresh, "r1");
    }

    void tokensAreRenewedByOAuth()
    {
        MatrixStage stage([](const HttpAsked &asked) {
            if (asked.path == "/token") {
                const bool isFine = asked.body == "grant_type=refresh_token&refresh_token=r1&client_id=c%201";
                return isFine ? MatrixStage::Answer{.body = R"({"access_token":"new","refresh_token":"r2","token_type":"Bearer","expires_in":300})"}
                              : MatrixStage::Answer{.status = 400, .body = R"({"error":"invalid_grant","error_description":"gone"})"};
            }
            return renewing(asked);
        });
        auto settings = settingsFor(stage);
        settings.renewal = {.tokenEndpoint = stage.url(u"/token"_s), .clientId = u"c 1"_s};
        MatrixConnection connection(settings);
        QVERIFY(waitedFor(connection.ask(who())));
        QCOMPARE(connection.tokens(), (MatrixTokens{.access = "new", .refresh = "r2", .lifetime = std::chrono::seconds(300)}));

        settings.tokens.refresh = "gone";
        MatrixConnection other(settings);
        QVERIFY(!waitedFor(other.ask(who())));
        QVERIFY(other.signOut() == MatrixConnection::SignOut::Soft);
    }

    void throttlingIsWaitedForWithinPatience()
    {
        int refusals = 2;
        MatrixStage stage([&](const HttpAsked &) {
            return refusals-- > 0 ? MatrixStage::Answer{.status = 429, .body = refusal("M_LIMIT_EXCEEDED", R"(,"retry_after_ms":30)")} : MatrixStage::Answer{.body = "{}"};
        });
        MatrixConnection connection(settingsFor(stage));
        QVERIFY(waitedFor(connection.ask(who())));
        QCOMPARE(stage.asked.size(), 3);
        refusals = 1000;
        auto request = who();
        request.patience = std::chrono::milliseconds(100);
        const auto answer = waitedFor(connection.ask(request));
        QCOMPARE(answer.error().kind, Error::Kind::Throttled);
        QCOMPARE(answer.error().retryAfter, std::chrono::milliseconds(30));
        QCOMPARE(stage.asked.size(), 3 + 4);
    }

    void aLongWaitIsLeftToTheCaller()
    {
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.status = 429, .body = refusal("M_LIMIT_EXCEEDED", R"(,"retry_after_ms":5)"), .headers = {"Retry-After: 3600"}};
        });
        MatrixConnection connection(settingsFor(stage));
        const auto answer = waitedFor(connection.ask(who()));
        QCOMPARE(answer.error().kind, Error::Kind::Throttled);
        QCOMPARE(answer.error().retryAfter, std::chrono::hours(1));
        QCOMPARE(stage.asked.size(), 1);
    }

    void stopEndsEverything()
    {
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.status = 429, .body = refusal("M_LIMIT_EXCEEDED", R"(,"retry_after_ms":10000)")};
        });
        auto connection = std::make_unique<MatrixConnection>(settingsFor(stage));
        auto waiting = connection->ask(who());
        QVERIFY(waitUntil([&] { return stage.asked.size() == 1; }));
        QTest::qWait(20); // it sleeps now
        connection.reset();
        QCOMPARE(waitedFor(std::move(waiting)).error().kind, Error::Kind::Cancelled);

        HttpStage silent([](QSslSocket *, const HttpAsked &) {});
        connection = std::make_unique<MatrixConnection>(MatrixConnection::Settings{.homeserver = silent.url(QString()), .tokens = {.access = "a"}});
        waiting = connection->ask(who());
        QVERIFY(waitUntil([&] { return silent.asked.size() == 1; }));
        connection->stop();
        QCOMPARE(waitedFor(std::move(waiting)).error().kind, Error::Kind::Cancelled);
        QCOMPARE(waitedFor(connection->ask(who())).error().kind, Error::Kind::Cancelled);
        MatrixRooms rooms(connection.get());
        connection.reset();
        QCOMPARE(waitedFor(rooms.event(u"!r:b"_s, u"$1"_s)).error().kind, Error::Kind::Cancelled);
    }

    void stopEndsARenewal()
    {
        HttpStage stage([](QSslSocket *socket, const HttpAsked &asked) {
            if (!asked.path.endsWith("/refresh")) {
                socket->write(HttpStage::answer(401, refusal("M_UNKNOWN_TOKEN")));
            }
        });
        auto connection = std::make_unique<MatrixConnection>(MatrixConnection::Settings{.homeserver = stage.url(QString()), .tokens = {.access = "a", .refresh = "r"}});
        std::vector<Task<Result<QJsonObject>>> calls;
        for (int i = 0; i < 3; ++i) {
            calls.push_back(connection->ask(who()));
        }
        QVERIFY(waitUntil([&] { return stage.asked.size() == 4; }));
        connection.reset();
        for (const auto &answer : waitedForAll(std::move(calls))) {
            QCOMPARE(answer.error().kind, Error::Kind::Cancelled);
        }
    }

    void pathsLeadNowhereElse()
    {
        QCOMPARE(matrixPath(matrixClientV3, {u"rooms"_s, u"!a/b:c"_s, u"send"_s, u"x?y#z"_s}), "/_matrix/client/v3/rooms/%21a%2Fb%3Ac/send/x%3Fy%23z");
        QVERIFY(matrixPath(matrixClientV3, {u"rooms"_s, u".."_s}).isEmpty());
        QVERIFY(matrixPath(matrixClientV3, {u"rooms"_s, QString()}).isEmpty());
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.body = R"({"event_id":"$1"})"};
        });
        MatrixConnection connection(settingsFor(stage));
        MatrixRooms rooms(&connection);
        QCOMPARE(waitedFor(rooms.say(u".."_s, u"m.room.message"_s, u"t"_s, {})).error().kind, Error::Kind::Protocol);
        QVERIFY(stage.asked.isEmpty());
        QCOMPARE(*waitedFor(rooms.say(u"!a/b:c d"_s, u"m.x"_s, u"t/1"_s, {{u"body"_s, u"ä"_s}})), u"$1"_s);
        QCOMPARE(stage.asked.first().path, "/_matrix/client/v3/rooms/%21a%2Fb%3Ac%20d/send/m.x/t%2F1");
        QCOMPARE(stage.asked.first().body, R"({"body":"ä"})");
    }

    void refusalsBecomeKinds_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        using Kind = Error::Kind;
        QTest::newRow("forbidden") << 403 << refusal("M_FORBIDDEN") << int(Kind::Forbidden) << u"because"_s;
        QTest::newRow("not found") << 404 << refusal("M_NOT_FOUND") << int(Kind::NotFound) << u"because"_s;
        QTest::newRow("unrecognized") << 404 << refusal("M_UNRECOGNIZED") << int(Kind::Protocol) << u"does not offer"_s;
        QTest::newRow("too large") << 413 << refusal("M_TOO_LARGE") << int(Kind::OverQuota) << u"because"_s;
        QTest::newRow("deactivated") << 403 << refusal("M_USER_DEACTIVATED") << int(Kind::Unauthorized) << u"closed"_s;
        QTest::newRow("locked") << 401 << refusal("M_USER_LOCKED", R"(,"soft_logout":true)") << int(Kind::Unauthorized) << u"locked"_s;
        QTest::newRow("consent") << 403 << refusal("M_CONSENT_NOT_GIVEN", ",\"consent_uri\":\"https://example.org/terms\"") << int(Kind::Forbidden) << u"https://example.org/terms"_s;
        QTest::newRow("odd consent") << 403 << refusal("M_CONSENT_NOT_GIVEN", R"-(,"consent_uri":"javascript:x")-") << int(Kind::Forbidden) << u"web browser"_s;
        QTest::newRow("alias taken") << 400 << refusal("M_ROOM_IN_USE") << int(Kind::Conflict) << u"because"_s;
        QTest::newRow("500") << 500 << QByteArray("oops") << int(Kind::Throttled) << u"500"_s;
        QTest::newRow("half a refusal") << 400 << QByteArray("{\"errcode\":\"M_FORB") << int(Kind::Protocol) << u"400"_s;
        QTest::newRow("wrong types") << 403 << QByteArray(R"({"errcode":7,"error":[],"retry_after_ms":"x"})") << int(Kind::Forbidden) << u"does not allow"_s;
        QTest::newRow("odd code") << 400 << QByteArray(R"({"errcode":"<b>","error":"x"})") << int(Kind::Protocol) << QString();
        QTest::newRow("words with tricks") << 403 << QByteArray("{\"errcode\":\"M_FORBIDDEN\",\"error\":\"a\\u202eb\\u0007\"}") << int(Kind::Forbidden) << u": ab"_s;
        QTest::newRow("endless words") << 403 << QByteArray("{\"errcode\":\"M_FORBIDDEN\",\"error\":\"") + QByteArray(60'000, 'x') + "\"}" << int(Kind::Forbidden) << u"…"_s;
    }

    void refusalsBecomeKinds()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(QString, words);
        MatrixStage stage([&](const HttpAsked &) {
            return MatrixStage::Answer{.status = status, .body = body};
        });
        MatrixConnection connection(settingsFor(stage, "a", {}));
        const auto answer = waitedFor(connection.ask(who()));
        QVERIFY(!answer);
        QCOMPARE(int(answer.error().kind), kind);
        QVERIFY2(answer.error().message.contains(words), qPrintable(answer.error().message));
        QVERIFY(answer.error().message.size() < 500);
    }
};

QTEST_GUILESS_MAIN(MatrixConnectionTest)
#include "matrixconnectiontest.moc"
