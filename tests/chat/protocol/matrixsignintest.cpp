// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixaddress.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixreturn.h"
#include "chat/protocol/matrixsignin.h"
#include "matrixstage.h"
#include "support/faultserver.h"

#include <QJsonArray>
#include <QSysInfo>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const QByteArray versions = quoted("{'versions':['r0.6.1','v1.11'],'unstable_features':{'org.matrix.simplified_msc3575':true,'off':false,'odd':'true'}}");

/// What a browser that comes back gets to see.
QByteArray visit(const QUrl &url)
{
    QTcpSocket socket;
    socket.connectToHost(url.host(), quint16(url.port()));
    socket.write("GET " + url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    waitUntil([&] { return socket.state() == QAbstractSocket::UnconnectedState; });
    return socket.readAll();
}

MatrixServer serverAt(const MatrixStage &stage)
{
    return {.address = stage.address(), .domain = u"b"_s};
}
}

/// Finding a homeserver and signing in there, by every way, with servers that lie.
class MatrixSignInTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aHomeserverSaysWhatItCan()
    {
        MatrixStage stage([](const HttpAsked &) {
            return MatrixStage::Answer{.body = versions};
        });
        HttpClient http({});
        const auto server = waitedFor(findMatrixServer(&http, u" "_s + stage.url(u"/sub/path/"_s).toString()));
        QVERIFY2(server, server ? "" : qPrintable(server.error().message));
        QCOMPARE(server->address.path(), u"/sub/path"_s);
        QCOMPARE(stage.asked.first().path, "/sub/path/_matrix/client/versions");
        QVERIFY(server->hasSlidingSync());
        QVERIFY(server->hasAuthenticatedMedia());
        QVERIFY(server->knows(1, 5) && !server->knows(1, 12) && !server->knows(2, 0));
        QCOMPARE(server->features, QStringList{u"org.matrix.simplified_msc3575"_s});
    }

    void oddVersionsAreNone_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::newRow("not there") << 404 << QByteArray("x") << int(Error::Kind::NotFound);
        QTest::newRow("a page") << 200 << QByteArray("<html>") << int(Error::Kind::NotFound);
        QTest::newRow("list") << 200 << QByteArray("[]") << int(Error::Kind::NotFound);
        QTest::newRow("wrong types") << 200 << quoted("{'versions':{'a':1},'unstable_features':[]}") << int(Error::Kind::NotFound);
        QTest::newRow("500") << 500 << QByteArray("{}") << int(Error::Kind::Throttled);
        QTest::newRow("half") << 200 << quoted("{'versions':['v1.1") << int(Error::Kind::NotFound);
    }

    void oddVersionsAreNone()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        MatrixStage stage([&](const HttpAsked &) {
            return MatrixStage::Answer{.status = status, .body = body};
        });
        HttpClient http({});
        const auto server = waitedFor(findMatrixServer(&http, stage.url().toString()));
        QVERIFY(!server);
        QCOMPARE(int(server.error().kind), kind);
    }

    void domainsLeadToTheirServer_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("wellKnown"); // HOME stands for the server's address
        QTest::addColumn<int>("kind"); // -1: found
        QTest::addColumn<bool>("isNamed");
        QTest::newRow("named") << 200 << quoted("{'m.homeserver':{'base_url':'HOME/hs/'}}") << -1 << true;
        QTest::newRow("ignored") << 404 << QByteArray("no") << -1 << false;
        QTest::newRow("a page") << 200 << QByteArray("<html>hello</html>") << -1 << false;
        QTest::newRow("no address") << 200 << quoted("{'m.homeserver':{}}") << int(Error::Kind::Protocol) << false;
        QTest::newRow("wrong type") << 200 << quoted("{'m.homeserver':['x']}") << int(Error::Kind::Protocol) << false;
        QTest::newRow("clear text") << 200 << QByteArray("{\"m.homeserver\":{\"base_url\":\"http:/" "/example.org\"}}") << int(Error::Kind::Protocol) << false;
        QTest::newRow("clear text, this machine") << 200 << QByteArray("{\"m.homeserver\":{\"base_url\":\"http:/" "/127.0.0.1:1\"}}") << int(Error::Kind::Protocol) << false;
        QTest::newRow("a script") << 200 << QByteArray("{\"m.homeserver\":{\"base_url\":\"javascript:x\"}}") << int(Error::Kind::Protocol) << false;
        QTest::newRow("500") << 500 << QByteArray("x") << int(Error::Kind::Throttled) << false;
    }

    void domainsLeadToTheirServer()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, wellKnown);
        QFETCH(int, kind);
        QFETCH(bool, isNamed);
        QByteArray home;
        HttpStage stage([&](QSslSocket *socket, const HttpAsked &asked) {
            if (asked.path.contains(".well-known")) {
                socket->write(HttpStage::answer(status, QByteArray(wellKnown).replace("HOME", home)));
            } else {
                socket->write(HttpStage::answer(200, versions));
            }
        }, HttpStage::Security::Tls);
        home = stage.url(QString()).toEncoded();
        HttpClient http({.tls = FaultServer::trusting()});
        const QString domain = u"127.0.0.1:"_s + QString::number(stage.serverPort());
        const auto server = waitedFor(findMatrixServer(&http, u"@anna:"_s + domain));
        QCOMPARE(server.has_value(), kind < 0);
        if (!server) {
            QCOMPARE(int(server.error().kind), kind);
            return;
        }
        QCOMPARE(server->wasNamedByDomain, isNamed);
        QCOMPARE(server->domain, domain);
        QCOMPARE(server->address.path(), isNamed ? u"/hs"_s : QString());
    }

    void nothingElseIsAsked()
    {
        HttpClient http({});
        for (const auto &text : {u"anna@example.org"_s, u""_s, u"@anna"_s, u"a b"_s, u"ftp://example.org"_s, u"http://example.org"_s, u"example.org/x"_s}) {
            const auto server = waitedFor(findMatrixServer(&http, text));
            QVERIFY2(!server, qPrintable(text));
            QVERIFY2(server.error().kind == Error::Kind::Protocol || text.contains(u'/'), qPrintable(text + server.error().message));
        }
    }

    void waysToSignIn()
    {
        QByteArray flows = quoted("{'flows':[{'type':'m.login.password'},{'type':'m.login.sso','identity_providers':[{'id':'oidc','name':'Office','icon':'mxc:x','brand':'keycloak'},{'id':7},'x']},{'type':'m.login.token'},7,{'type':[]}]}");
        MatrixStage stage([&](const HttpAsked &asked) {
            return asked.path.endsWith("/login") ? MatrixStage::Answer{.body = flows} : MatrixStage::Answer{.status = 404, .body = refusal("M_UNRECOGNIZED")};
        });
        HttpClient http({});
        const auto ways = waitedFor(askMatrixSignInWays(&http, serverAt(stage)));
        QVERIFY(ways);
        QVERIFY(ways->takesPassword && ways->takesSso && ways->takesToken && !ways->oauth);
        QCOMPARE(ways->providers.size(), 1);
        QCOMPARE(ways->providers.first().name, u"Office"_s);
        for (const QByteArray &odd : {QByteArray("{}"), quoted("{'flows':7}"), quoted("{'flows':[]}"), quoted("{'flows':[{'type':'org.odd'}]}")}) {
            flows = odd;
            QCOMPARE(waitedFor(askMatrixSignInWays(&http, serverAt(stage))).error().kind, Error::Kind::Protocol);
        }
    }

    void passwords()
    {
        MatrixStage::Answer answer{.body = quoted("{'user_id':'@a:b','device_id':'D1','access_token':'t','refresh_token':'r','expires_in_ms':300000}")};
        MatrixStage stage([&](const HttpAsked &) {
            return answer;
        });
        HttpClient http({});
        const auto done = waitedFor(signInToMatrix(&http, serverAt(stage), u" anna "_s, u"päss"_s, {.name = matrixDeviceName()}));
        QVERIFY(done);
        QCOMPARE(done->userId, u"@a:b"_s);
        QCOMPARE(done->tokens, (MatrixTokens{.access = "t", .refresh = "r", .lifetime = std::chrono::minutes(5)}));
        const auto body = sentBody(stage.asked.first());
        QCOMPARE(body.value("identifier"_L1).toObject().value("user"_L1).toString(), u"anna"_s);
        QCOMPARE(body.value("password"_L1).toString(), u"päss"_s);
        QVERIFY(body.value("refresh_token"_L1).toBool());
        QVERIFY(!body.contains("device_id"_L1));
        QVERIFY(body.value("initial_device_display_name"_L1).toString().contains(QSysInfo::machineHostName().section(u'.', 0, 0)));

        // Signed in again after a soft logout: as that device, or not at all.
        QVERIFY(waitedFor(signInToMatrix(&http, serverAt(stage), u"anna"_s, u"x"_s, {.deviceId = u"D1"_s})));
        QCOMPARE(sentBody(stage.asked.last()).value("device_id"_L1).toString(), u"D1"_s);
        QCOMPARE(waitedFor(signInToMatrix(&http, serverAt(stage), u"anna"_s, u"x"_s, {.deviceId = u"D2"_s})).error().kind, Error::Kind::Protocol);

        answer = {.status = 403, .body = refusal("M_FORBIDDEN")};
        const auto refused = waitedFor(signInToMatrix(&http, serverAt(stage), u"anna"_s, u"x"_s, {}));
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
        QVERIFY(refused.error().message.contains(u"password"_s));
        answer = {.status = 403, .body = refusal("M_USER_DEACTIVATED")};
        QVERIFY(waitedFor(signInToMatrix(&http, serverAt(stage), u"anna"_s, u"x"_s, {})).error().message.contains(u"closed"_s));
        for (const QByteArray &odd : {QByteArray("{}"), QByteArray("[]"), quoted("{'user_id':'@a:b','device_id':'D','access_token':7}"), quoted("{'user_id':'anna','device_id':'D','access_token':'t'}"),
                                     quoted("{'user_id':'@a:b','access_token':'t'}"), QByteArray("{\"user_id\":\"@a:b\",\"device_id\":\"D\",\"access_token\":\"t\\r\\nX: y\"}")}) {
            answer = {.body = odd};
            QCOMPARE(waitedFor(signInToMatrix(&http, serverAt(stage), u"anna"_s, u"x"_s, {})).error().kind, Error::Kind::Protocol);
        }
    }

    void theBrowserComesBackOnce()
    {
        MatrixReturn here;
        QVERIFY(here.listen());
        auto coming = here.wait(std::chrono::seconds(20));
        const MatrixServer server{.address = QUrl(u"https://hs.example.org/x"_s)};
        const QUrl page = matrixSsoPage(server, here.address(), here.state(), u"oidc/odd"_s);
        QCOMPARE(page.path(QUrl::FullyEncoded), u"/x/_matrix/client/v3/login/sso/redirect/oidc%2Fodd"_s);
        QUrl back(QUrlQuery(page).queryItemValue(u"redirectUrl"_s, QUrl::FullyDecoded));
        QCOMPARE(back.port(), here.address().port());
        const QString query = back.query() + u"&loginToken=T"_s;

        QVERIFY(visit(here.address().resolved(QUrl(u"/favicon.ico"_s))).startsWith("HTTP/1.1 404"));
        QUrl forged = here.address();
        forged.setQuery(u"state=other&loginToken=evil"_s);
        QVERIFY(visit(forged).startsWith("HTTP/1.1 400"));
        back.setQuery(query);
        QVERIFY(visit(back).startsWith("HTTP/1.1 200"));
        const auto came = waitedFor(std::move(coming));
        QVERIFY(came);
        QCOMPARE(*matrixSsoToken(*came, here.state()), u"T"_s);
        QVERIFY(!matrixSsoToken(*came, u"another"_s));
        QVERIFY(!matrixSsoToken(forged, here.state()));
    }

    void nobodyComesBack()
    {
        MatrixReturn here;
        QVERIFY(here.listen());
        QCOMPARE(waitedFor(here.wait(std::chrono::milliseconds(20))).error().kind, Error::Kind::Timeout);
        auto other = std::make_unique<MatrixReturn>();
        QVERIFY(other->listen());
        auto coming = other->wait(std::chrono::seconds(20));
        other->stop();
        QCOMPARE(waitedFor(std::move(coming)).error().kind, Error::Kind::Cancelled);
    }

    void signInByOAuth()
    {
        QByteArray base;
        bool isOld = false;
        MatrixStage stage([&](const HttpAsked &asked) {
            const bool isStable = asked.path == "/_matrix/client/v1/auth_metadata";
            if ((isStable && !isOld) || asked.path == "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata") {
                return MatrixStage::Answer{.body = quoted("{'issuer':'B/','authorization_endpoint':'B/authorize?x=1','token_endpoint':'B/token','registration_endpoint':'B/register','revocation_endpoint':'B/revoke','account_management_uri':'B/account','code_challenge_methods_supported':['S256']}").replace("B/", QByteArray(base + '/'))};
            }
            if (asked.path == "/register") {
                return MatrixStage::Answer{.status = 201, .body = quoted("{'client_id':'c1'}")};
            }
            if (asked.path == "/token") {
                return MatrixStage::Answer{.body = quoted("{'access_token':'t','refresh_token':'r','expires_in':300}")};
            }
            if (asked.path.endsWith("/whoami")) {
                return MatrixStage::Answer{.body = quoted("{'user_id':'@a:b','device_id':'DEV'}")};
            }
            return MatrixStage::Answer{.status = 404, .body = refusal("M_UNRECOGNIZED")};
        });
        base = stage.address().toEncoded();
        HttpClient http({});
        const auto server = waitedFor(findMatrixOAuth(&http, serverAt(stage)));
        QVERIFY2(server && *server, server ? "" : qPrintable(server.error().detail));
        QVERIFY((*server)->isStable);
        QVERIFY((*server)->accountPage(u"a b"_s).toString(QUrl::FullyEncoded).endsWith("/account?action=a%20b"_L1));
        const QUrl redirect(u"http://127.0.0.1:4711/matrix"_s);
        QCOMPARE(*waitedFor(registerMatrixClient(&http, **server, redirect)), u"c1"_s);
        const auto client = sentBody(stage.asked.last());
        QCOMPARE(client.value("redirect_uris"_L1).toArray().at(0).toString(), u"http://127.0.0.1/matrix"_s);

        const auto attempt = beginMatrixOAuth(**server, u"c1"_s, redirect, u"st"_s, u"DEV"_s);
        const QUrlQuery query(attempt.page);
        QCOMPARE(query.queryItemValue(u"x"_s), u"1"_s);
        QCOMPARE(query.queryItemValue(u"scope"_s, QUrl::FullyDecoded), u"urn:matrix:client:api:* urn:matrix:client:device:DEV"_s);
        QCOMPARE(query.queryItemValue(u"code_challenge_method"_s), u"S256"_s);
        const QByteArray challenge = QCryptographicHash::hash(attempt.verifier, QCryptographicHash::Sha256).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        QCOMPARE(query.queryItemValue(u"code_challenge"_s).toLatin1(), challenge);
        const auto redeemed = [&](const QString &back) {
            return waitedFor(redeemMatrixOAuth(&http, **server, attempt, QUrl(u"http://127.0.0.1:4711/matrix?"_s + back)));
        };
        QCOMPARE(redeemed(u"state=other&code=x"_s).error().kind, Error::Kind::Protocol);
        QCOMPARE(redeemed(u"state=st"_s).error().kind, Error::Kind::Protocol);
        QCOMPARE(redeemed(u"state=st&code=x&iss=https://evil.example"_s).error().kind, Error::Kind::Protocol);
        QCOMPARE(redeemed(u"state=st&error=access_denied"_s).error().kind, Error::Kind::Unauthorized);
        QCOMPARE(stage.count("/token"), 0);
        const auto tokens = redeemed(u"state=st&code=c%2F1"_s);
        QVERIFY(tokens);
        QVERIFY(stage.asked.last().body.contains("code=c%2F1&"));
        QVERIFY(stage.asked.last().body.endsWith(QByteArray("code_verifier=" + attempt.verifier)));
        const auto done = waitedFor(completeMatrixOAuth(&http, serverAt(stage), **server, attempt, *tokens));
        QVERIFY(done);
        QCOMPARE(done->userId, u"@a:b"_s);
        QCOMPARE(done->renewal.clientId, u"c1"_s);
        auto other = attempt;
        other.deviceId = u"OTHER"_s;
        QCOMPARE(waitedFor(completeMatrixOAuth(&http, serverAt(stage), **server, other, *tokens)).error().kind, Error::Kind::Protocol);

        isOld = true;
        const auto old = waitedFor(findMatrixOAuth(&http, serverAt(stage)));
        QVERIFY(old && *old && !(*old)->isStable);
        QVERIFY(beginMatrixOAuth(**old, u"c1"_s, redirect, u"st"_s, {}).page.query(QUrl::FullyDecoded).contains("urn:matrix:org.matrix.msc2967.client:device:"_L1));
    }

    void unsafeOAuthIsRefused()
    {
        QByteArray metadata;
        MatrixStage stage([&](const HttpAsked &) {
            return MatrixStage::Answer{.body = metadata};
        });
        HttpClient http({});
        for (const QByteArray odd : {"{}", "[]", "{\"issuer\":\"i\",\"authorization_endpoint\":\"http:/" "/example.org/a\",\"token_endpoint\":\"https:/" "/example.org/t\",\"code_challenge_methods_supported\":[\"S256\"]}",
                                     "{\"issuer\":\"i\",\"authorization_endpoint\":\"https:/" "/example.org/a\",\"token_endpoint\":\"https:/" "/example.org/t\",\"code_challenge_methods_supported\":[\"plain\"]}"}) {
            metadata = odd;
            const auto server = waitedFor(findMatrixOAuth(&http, serverAt(stage)));
            QVERIFY(!server);
            QCOMPARE(server.error().kind, Error::Kind::Protocol);
        }
    }
};

QTEST_GUILESS_MAIN(MatrixSignInTest)
#include "matrixsignintest.moc"
