// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixrenewal.h"
#include "chat/protocol/matrixreturn.h"
#include "chat/protocol/matrixrooms.h"
#include "chat/protocol/matrixsignin.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// Somebody's browser: cookies, and one page after another until there are no more.
class Browser
{
public:
    explicit Browser(const TlsPolicy &tls)
        : m_tls(tls.configuration())
    {
    }

    int open(QUrl url)
    {
        for (int pages = 0; pages < 20; ++pages) {
            QNetworkRequest request(url);
            request.setSslConfiguration(m_tls);
            request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
            const std::unique_ptr<QNetworkReply> reply(m_manager.get(request));
            waitUntil([&] { return reply->isFinished(); });
            const auto next = reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
            if (next.isEmpty()) {
                return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            }
            url = url.resolved(next);
        }
        return 0;
    }

private:
    QNetworkAccessManager m_manager;
    QSslConfiguration m_tls;
};
}

/// Signing in through a browser, and tokens that soon end, with real servers.
class MatrixAccessTest : public QObject
{
    Q_OBJECT

    MatrixServer found(const QString &name)
    {
        HttpClient http({.tls = m_tls});
        const auto server = waitedFor(findMatrixServer(&http, m_workplace->url(name).toString()));
        if (!server) {
            qFatal("no homeserver: %s", qPrintable(server.error().message + server.error().detail));
        }
        return *server;
    }

    std::unique_ptr<Workplace> m_workplace;
    TlsPolicy m_tls;

private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"--sso"_s, u"--auto-sign-in"_s, u"anna.mueller"_s, u"--chat-token-lifetime"_s, u"3"_s, u"oidc"_s, u"synapse"_s, u"synapse-oauth"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        m_tls.addAuthorities(QSslCertificate::fromData(m_workplace->certificate()));
    }

    void throughTheBrowser()
    {
        const auto server = found(u"synapse"_s);
        HttpClient http({.tls = m_tls});
        const auto ways = waitedFor(askMatrixSignInWays(&http, server));
        QVERIFY2(ways, ways ? "" : qPrintable(ways.error().message));
        QVERIFY(ways->takesSso && ways->takesToken && !ways->oauth);
        QVERIFY(!ways->providers.isEmpty());

        MatrixReturn here;
        QVERIFY(here.listen());
        auto coming = here.wait(std::chrono::seconds(60));
        Browser browser(m_tls);
        QCOMPARE(browser.open(matrixSsoPage(server, here.address(), here.state(), ways->providers.first().id)), 200);
        const auto came = waitedFor(std::move(coming));
        QVERIFY2(came, came ? "" : qPrintable(came.error().message));
        const auto token = matrixSsoToken(*came, here.state());
        QVERIFY(token);
        const auto done = waitedFor(signInToMatrixByToken(&http, server, *token, {.name = matrixDeviceName()}));
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(done->userId.startsWith("@anna.mueller:"_L1));
        QVERIFY(!done->tokens.refresh.isEmpty());
        const auto twice = waitedFor(signInToMatrixByToken(&http, server, *token, {}));
        QCOMPARE(twice.error().kind, Error::Kind::Unauthorized); // good for once
    }

    void tokensThatEndAreRenewed_data()
    {
        QTest::addColumn<bool>("isLifetimeKnown");
        QTest::newRow("refused") << false;
        QTest::newRow("in time") << true;
    }

    void tokensThatEndAreRenewed()
    {
        QFETCH(bool, isLifetimeKnown);
        const auto server = found(u"synapse"_s);
        HttpClient http({.tls = m_tls});
        const auto user = m_workplace->user(0);
        const auto done = waitedFor(signInToMatrix(&http, server, u"anna.mueller"_s, user.password, {}));
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(done->tokens.lifetime.count() > 0 && done->tokens.lifetime <= std::chrono::seconds(3));
        auto tokens = done->tokens;
        tokens.lifetime = isLifetimeKnown ? tokens.lifetime : std::chrono::milliseconds(0);
        MatrixConnection connection({.homeserver = done->homeserver, .tls = m_tls, .tokens = tokens});
        for (int round = 0; round < 2; ++round) {
            const QByteArray before = connection.tokens().access;
            QTest::qWait(3300); // the server's clock decides
            std::vector<Task<Result<MatrixWho>>> calls;
            for (int i = 0; i < 20; ++i) {
                calls.push_back(askMatrixWho(&connection));
            }
            for (const auto &who : waitedForAll(std::move(calls))) {
                QVERIFY2(who, who ? "" : qPrintable(who.error().detail));
                QCOMPARE(who->deviceId, done->deviceId);
            }
            QVERIFY(connection.tokens().access != before);
        }
        QVERIFY(!connection.signOut());
        QVERIFY(waitedFor(signOutOfMatrix(&connection, {})));
        QVERIFY(!waitedFor(askMatrixWho(&connection)));
        QVERIFY(connection.signOut().has_value());
    }

    void byTheOAuthApi()
    {
        const auto server = found(u"synapse-oauth"_s);
        HttpClient http({.tls = m_tls});
        const auto ways = waitedFor(askMatrixSignInWays(&http, server));
        QVERIFY2(ways, ways ? "" : qPrintable(ways.error().message + ways.error().detail));
        QVERIFY(ways->oauth);
        MatrixReturn here;
        QVERIFY(here.listen());
        const auto client = waitedFor(registerMatrixClient(&http, *ways->oauth, here.address()));
        QVERIFY2(client, client ? "" : qPrintable(client.error().message + client.error().detail));
        const auto attempt = beginMatrixOAuth(*ways->oauth, *client, here.address(), here.state(), {});
        auto coming = here.wait(std::chrono::seconds(60));
        Browser browser(m_tls);
        QCOMPARE(browser.open(attempt.page), 200);
        const auto came = waitedFor(std::move(coming));
        QVERIFY2(came, came ? "" : qPrintable(came.error().message));
        const auto tokens = waitedFor(redeemMatrixOAuth(&http, *ways->oauth, attempt, *came));
        QVERIFY2(tokens, tokens ? "" : qPrintable(tokens.error().message + tokens.error().detail));
        const auto done = waitedFor(completeMatrixOAuth(&http, server, *ways->oauth, attempt, *tokens));
        QVERIFY2(done, done ? "" : qPrintable(done.error().message + done.error().detail));
        QVERIFY(done->userId.startsWith("@anna.mueller:"_L1));
        QCOMPARE(done->deviceId, attempt.deviceId);
        QVERIFY(!done->tokens.refresh.isEmpty());

        auto ended = done->tokens;
        ended.access = "ended";
        MatrixConnection connection({.homeserver = done->homeserver, .tls = m_tls, .tokens = ended, .renewal = done->renewal});
        const auto who = waitedFor(askMatrixWho(&connection));
        QVERIFY2(who, who ? "" : qPrintable(who.error().message + who.error().detail));
        QCOMPARE(who->deviceId, attempt.deviceId);
        QVERIFY(connection.tokens().refresh != ended.refresh);
        const auto last = connection.tokens();
        QVERIFY(waitedFor(signOutOfMatrix(&connection, done->renewal)));
        const auto gone = waitedFor(renewMatrixTokens(&http, done->homeserver, done->renewal, last.refresh));
        QVERIFY(!gone);
        QCOMPARE(gone.error().kind, Error::Kind::Unauthorized);
    }
};

QTEST_GUILESS_MAIN(MatrixAccessTest)
#include "matrixaccesstest.moc"
