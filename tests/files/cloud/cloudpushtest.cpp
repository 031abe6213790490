// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudpush.h"
#include "support/faultserver.h"
#include "support/testcertificates.h"
#include "support/waiting.h"

#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
/// A push server that does what notify_push does: two words to sign in, then news.
class PushStage : public QWebSocketServer
{
public:
    explicit PushStage(SslMode mode = NonSecureMode, const TestCertificates::Identity &identity = TestCertificates::instance().good)
        : QWebSocketServer(u"push"_s, mode)
    {
        if (mode == SecureMode) {
            QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
            tls.setLocalCertificateChain(identity.chain);
            tls.setPrivateKey(identity.key);
            tls.setPeerVerifyMode(QSslSocket::VerifyNone);
            setSslConfiguration(tls);
        }
        if (!listen(QHostAddress::LocalHost)) {
            qFatal("the push server cannot listen");
        }
        connect(this, &QWebSocketServer::newConnection, this, [this] {
            auto *const socket = nextPendingConnection();
            socket->setParent(this);
            sockets << socket;
            connect(socket, &QWebSocket::textMessageReceived, this, [this, socket, heard = 0](const QString &message) mutable {
                said << message;
                if (++heard == 2) {
                    socket->sendTextMessage(greeting);
                    if (isFull) {
                        socket->sendTextMessage(u"Connection limit exceeded for user"_s);
                        socket->close();
                    }
                }
            });
        });
    }

    QUrl socketUrl() const
    {
        QUrl url;
        url.setScheme(secureMode() == SecureMode ? u"wss"_s : u"ws"_s);
        url.setHost(secureMode() == SecureMode ? u"localhost"_s : u"127.0.0.1"_s);
        url.setPort(serverPort());
        url.setPath(u"/push/ws"_s);
        return url;
    }
    void tell(const QString &message)
    {
        sockets.last()->sendTextMessage(message);
    }

    QList<QWebSocket *> sockets;
    QStringList said;
    QString greeting = u"authenticated"_s;
    bool isFull = false; ///< lets in, and sends away at once
};

CloudPush::Settings settingsFor(const PushStage &stage)
{
    CloudPush::Settings settings;
    settings.socket = stage.socketUrl();
    settings.userName = u"anna"_s;
    settings.password = u"geheim"_s;
    settings.firstPause = 1ms;
    settings.longestPause = 5ms;
    return settings;
}

Hint::News waited(CloudPush &push, std::chrono::seconds atMost = 20s)
{
    const auto hint = waitedFor(push.wait(atMost));
    if (!hint) {
        qFatal("waiting failed");
    }
    return hint->news;
}

/// Connected, and what may have happened before is told.
void settle(CloudPush &push)
{
    QCOMPARE(waited(push), Hint::News::Content);
    QVERIFY(push.isConnected());
}
}

class CloudPushTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void signsInAndHears_data()
    {
        QTest::addColumn<QString>("message");
        QTest::newRow("files") << u"notify_file"_s;
        QTest::newRow("with numbers") << u"notify_file_id [42,43]"_s;
        QTest::newRow("with nonsense") << u"notify_file_id [{\"a\":"_s;
    }

    void signsInAndHears()
    {
        QFETCH(QString, message);
        PushStage stage;
        CloudPush push(settingsFor(stage));
        QVERIFY(!push.isConnected());
        QVERIFY(stage.said.isEmpty()); // only when somebody waits
        settle(push);
        QVERIFY(waitUntil([&] { return stage.said.size() == 3; }));
        QCOMPARE(stage.said, (QStringList{u"anna"_s, u"geheim"_s, u"listen notify_file_id"_s}));
        auto next = push.wait(20s);
        stage.tell(message);
        QCOMPARE(waitedFor(std::move(next))->news, Hint::News::Content);
        QCOMPARE(stage.sockets.size(), 1);
    }

    void hearsNothingElse()
    {
        PushStage stage;
        CloudPush push(settingsFor(stage));
        settle(push);
        for (const auto &message : {u"notify_activity"_s, u"notify_notification"_s, u"notify_filesystem"_s, u"authenticated"_s, u""_s, QString(1000, u'x')}) {
            stage.tell(message);
        }
        stage.sockets.last()->sendBinaryMessage("notify_file");
        QCOMPARE(waited(push, 1s), Hint::News::None);
        QVERIFY(push.isConnected());
    }

    /// News between two waits are not lost.
    void remembersNews()
    {
        PushStage stage;
        CloudPush push(settingsFor(stage));
        settle(push);
        stage.tell(u"notify_file"_s);
        stage.tell(u"notify_file"_s);
        bool isThere = false;
        connect(stage.sockets.last(), &QWebSocket::pong, &stage, [&isThere] {
            isThere = true;
        });
        stage.sockets.last()->ping();
        QVERIFY(waitUntil([&isThere] { return isThere; }));
        QCOMPARE(waited(push), Hint::News::Content);
        QCOMPARE(waited(push, 1s), Hint::News::None); // once
    }

    void tellsEverybodyWhoWaits()
    {
        PushStage stage;
        CloudPush push(settingsFor(stage));
        settle(push);
        auto one = push.wait(20s);
        auto other = push.wait(20s);
        stage.tell(u"notify_file"_s);
        QCOMPARE(waitedFor(std::move(one))->news, Hint::News::Content);
        QCOMPARE(waitedFor(std::move(other))->news, Hint::News::Content);
    }

    void comesBack()
    {
        PushStage stage;
        CloudPush push(settingsFor(stage));
        settle(push);
        auto next = push.wait(20s);
        stage.sockets.last()->abort();
        QCOMPARE(waitedFor(std::move(next))->news, Hint::News::Content); // who knows what happened meanwhile
        QCOMPARE(stage.sockets.size(), 2);
        QVERIFY(push.isConnected());
    }

    void comesBackToAServerThatIsAway()
    {
        auto stage = std::make_unique<PushStage>();
        const auto port = stage->serverPort();
        CloudPush push(settingsFor(*stage));
        settle(push);
        stage.reset();
        QCOMPARE(waited(push, 1s), Hint::News::None);
        QVERIFY(!push.isConnected());
        PushStage again;
        again.close();
        QVERIFY(again.listen(QHostAddress::LocalHost, port));
        QCOMPARE(waited(push), Hint::News::Content);
        QVERIFY(push.isConnected());
    }

    void staysAwayAfterARefusal()
    {
        PushStage stage;
        stage.greeting = u"err: Invalid credentials"_s;
        auto settings = settingsFor(stage);
        settings.longestPause = 1h;
        CloudPush push(settings);
        QCOMPARE(waited(push, 1s), Hint::News::None);
        QVERIFY(!push.isConnected());
        QCOMPARE(stage.sockets.size(), 1); // one password too many locks people out
    }

    void usesAFreshTokenEachTime()
    {
        PushStage stage;
        auto settings = settingsFor(stage);
        int made = 0;
        settings.userName.clear();
        settings.password.clear();
        settings.token = [&made]() -> Task<Result<QString>> {
            co_return u"token"_s + QString::number(++made);
        };
        CloudPush push(settings);
        settle(push);
        auto next = push.wait(20s);
        stage.sockets.last()->abort();
        QCOMPARE(waitedFor(std::move(next))->news, Hint::News::Content);
        stage.said.removeAll(u"listen notify_file_id"_s);
        QCOMPARE(stage.said, (QStringList{QString(), u"token1"_s, QString(), u"token2"_s}));
    }

    /// A token that came too late or too early proves nothing against the next one.
    void triesAnotherTokenAfterARefusal()
    {
        PushStage stage;
        stage.greeting = u"err: Invalid credentials"_s;
        auto settings = settingsFor(stage);
        settings.longestPause = 1h;
        settings.token = []() -> Task<Result<QString>> {
            co_return u"token"_s;
        };
        CloudPush push(settings);
        auto next = push.wait(20s);
        QVERIFY(waitUntil([&stage] { return stage.sockets.size() >= 2; }));
        stage.greeting = u"authenticated"_s;
        QCOMPARE(waitedFor(std::move(next))->news, Hint::News::Content);
    }

    /// Where there are too many already, one is let in and sent away at once; that is no reason to come at once again.
    void comesLessOftenWhereItIsSentAway()
    {
        PushStage stage;
        stage.isFull = true;
        auto settings = settingsFor(stage);
        settings.longestPause = 1h;
        CloudPush push(settings);
        constexpr int many = 40; // 2^40 ms are years
        for (int welcome = 0; welcome < many; ++welcome) {
            if (waited(push, 1s) == Hint::News::None) {
                break; // the pause has become longer than a second
            }
        }
        QVERIFY2(stage.sockets.size() < many, QByteArray::number(stage.sockets.size()));
    }

    void doesWithoutAToken()
    {
        PushStage stage;
        auto settings = settingsFor(stage);
        int asked = 0;
        settings.token = [&asked]() -> Task<Result<QString>> {
            ++asked;
            co_return failure(Error::Kind::Offline, u"No."_s);
        };
        CloudPush push(settings);
        QCOMPARE(waited(push, 1s), Hint::News::None);
        QVERIFY(asked > 1);
        QVERIFY(stage.sockets.isEmpty()); // above all the password stays here
    }

    /// A server that says nothing any more is given up, and asked anew.
    void noticesSilence()
    {
        QTcpServer deaf; // takes connections and never answers
        QVERIFY(deaf.listen(QHostAddress::LocalHost));
        CloudPush::Settings settings;
        settings.socket = QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(deaf.serverPort()));
        settings.silence = 20ms;
        settings.firstPause = 1ms;
        settings.longestPause = 5ms;
        CloudPush push(settings);
        int connections = 0;
        connect(&deaf, &QTcpServer::newConnection, &deaf, [&] {
            while (deaf.nextPendingConnection()) {
                ++connections;
            }
        });
        auto wait = push.wait(20s);
        QVERIFY(waitUntil([&] { return connections >= 3; }));
        push.stop();
        QCOMPARE(waitedFor(std::move(wait)).error().kind, Error::Kind::Cancelled);
    }

    void staysWhileTheServerLives()
    {
        PushStage stage;
        auto settings = settingsFor(stage);
        settings.silence = 50ms;
        CloudPush push(settings);
        settle(push);
        QCOMPARE(waited(push, 1s), Hint::News::None); // twenty times as long
        QVERIFY(push.isConnected());
        QCOMPARE(stage.sockets.size(), 1);
    }

    void takesNoEndlessMessage()
    {
        PushStage stage;
        CloudPush push(settingsFor(stage));
        settle(push);
        auto next = push.wait(20s);
        stage.tell("notify_file_id ["_L1 + QString(3 << 20, u'1') + u']');
        QCOMPARE(waitedFor(std::move(next))->news, Hint::News::Content); // of the next connection
        QCOMPARE(stage.sockets.size(), 2);
    }

    void usesTheGivenTls()
    {
        PushStage stage(QWebSocketServer::SecureMode);
        auto settings = settingsFor(stage);
        settings.tls = FaultServer::trusting().configuration();
        CloudPush push(settings);
        settle(push);
    }

    void saysNothingToStrangers()
    {
        PushStage stage(QWebSocketServer::SecureMode);
        CloudPush push(settingsFor(stage)); // does not know the authority
        QCOMPARE(waited(push, 1s), Hint::News::None);
        QVERIFY(!push.isConnected());
        QVERIFY(stage.said.isEmpty());
    }

    void saysNothingUnencrypted_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("ws elsewhere") << u"ws://push.example/ws"_s;
        QTest::newRow("a page") << u"http://127.0.0.1/ws"_s;
        QTest::newRow("nothing") << QString();
    }

    void saysNothingUnencrypted()
    {
        QFETCH(QString, address);
        CloudPush::Settings settings;
        settings.socket = QUrl(address);
        CloudPush push(settings);
        QCOMPARE(waited(push, 1s), Hint::News::None);
        QVERIFY(!push.isConnected());
    }

    void endsWhenItIsStopped()
    {
        PushStage stage;
        CloudPush push(settingsFor(stage));
        settle(push);
        auto wait = push.wait(20s);
        push.stop();
        QCOMPARE(waitedFor(std::move(wait)).error().kind, Error::Kind::Cancelled);
        QCOMPARE(waitedFor(push.wait(20s)).error().kind, Error::Kind::Cancelled);
        QVERIFY(!push.isConnected());
    }

    void endsWhenItIsDestroyed_data()
    {
        QTest::addColumn<bool>("isConnected");
        QTest::newRow("connecting") << false;
        QTest::newRow("connected") << true;
    }

    void endsWhenItIsDestroyed()
    {
        QFETCH(bool, isConnected);
        PushStage stage;
        auto push = std::make_unique<CloudPush>(settingsFor(stage));
        if (isConnected) {
            settle(*push);
        }
        auto wait = push->wait(20s);
        push.reset();
        QCOMPARE(waitedFor(std::move(wait)).error().kind, Error::Kind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(CloudPushTest)
#include "cloudpushtest.moc"
