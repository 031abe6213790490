// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/deflate.h"
#include "mail/protocol/wire.h"
#include "support/faultserver.h"
#include "support/waiting.h"

#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class WireTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bytesGoBothWays()
    {
        FaultServer server;
        server.say("hello").expect("question").say("answer");
        Wire wire(FaultServer::trusting());
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
        QVERIFY(wire.isOpen() && wire.isEncrypted());
        QVERIFY(waitUntil([&] { return wire.incoming().view() == "hello"; }));
        wire.incoming().consume(5);
        wire.write("question\r\n");
        QVERIFY(waitUntil([&] { return wire.incoming().view() == "answer"; }));
        QCOMPARE(wire.bytesReceived(), 11);
        QCOMPARE(wire.bytesSent(), 10);
        QVERIFY(wire.silence() < 10s);
    }

    void badCertificatesAreExplained_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("word");
        QTest::newRow("expired") << 0 << u"expired"_s;
        QTest::newRow("wrong name") << 1 << u"wrong.example"_s;
        QTest::newRow("self-signed") << 2 << u"signed by the server itself"_s;
        QTest::newRow("unknown authority") << 3 << u"does not know"_s;
    }

    void badCertificatesAreExplained()
    {
        QFETCH(int, which);
        QFETCH(QString, word);
        const auto &all = TestCertificates::instance();
        for (const auto security : {ServerAddress::Security::Tls, ServerAddress::Security::StartTls}) {
            FaultServer server(security, which == 0 ? all.expired : which == 1 ? all.wrongName : which == 2 ? all.selfSigned : all.good);
            if (security == ServerAddress::Security::StartTls) {
                server.expect("go").say("ok").beginTls();
            }
            server.expect("secret");
            Wire wire(which == 3 ? TlsPolicy() : FaultServer::trusting());
            auto opened = waitFor(wire.open(server.address(), 10s));
            if (security == ServerAddress::Security::StartTls) {
                QVERIFY(opened);
                wire.write("go\r\n");
                QVERIFY(waitUntil([&] { return wire.incoming().size() == 2; }));
                wire.incoming().clear();
                opened = waitFor(wire.startTls(10s));
            }
            QVERIFY(!opened);
            QCOMPARE(opened.error().kind, Error::Kind::Forbidden);
            QVERIFY2(opened.error().message.contains(word), qPrintable(opened.error().message));
            QVERIFY(opened.error().message.contains(u"localhost"_s));
            QVERIFY(!wire.isOpen());
            wire.write("secret\r\n");
            QVERIFY(!server.isFinished());
        }
    }

    void aSelfSignedCertificateMayBeTrustedOnPurpose()
    {
        FaultServer server(ServerAddress::Security::Tls, TestCertificates::instance().selfSigned);
        TlsPolicy policy;
        policy.addAuthorities(TestCertificates::instance().selfSigned.chain);
        Wire wire(policy);
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
    }

    void startTlsSecures()
    {
        FaultServer server(ServerAddress::Security::StartTls);
        server.say("plain\r\n").expect("STARTTLS").say("go\r\n").beginTls().expect("secret").say("done");
        Wire wire(FaultServer::trusting());
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
        QVERIFY(!wire.isEncrypted());
        QVERIFY(waitUntil([&] { return wire.incoming().view() == "plain\r\n"; }));
        wire.incoming().clear();
        wire.write("STARTTLS\r\n");
        QVERIFY(waitUntil([&] { return wire.incoming().view() == "go\r\n"; }));
        wire.incoming().clear();
        QVERIFY(waitFor(wire.startTls(10s)));
        wire.write("secret\r\n");
        QVERIFY(waitUntil([&] { return wire.incoming().view() == "done"; }));
        QCOMPARE(server.problem(), ""_ba);
    }

    void injectedTextIsRefused()
    {
        FaultServer server(ServerAddress::Security::StartTls);
        server.expect("STARTTLS").say("go\r\nk2 OK injected\r\n").beginTls();
        Wire wire(FaultServer::trusting());
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
        wire.write("STARTTLS\r\n");
        QVERIFY(waitUntil([&] { return wire.incoming().size() > 4; }));
        wire.incoming().consume(4);
        const auto secured = waitFor(wire.startTls(10s));
        QVERIFY(!secured);
        QCOMPARE(secured.error().kind, Error::Kind::Protocol);
        QVERIFY(!wire.isOpen());
    }

    void aPlainServerIsNoTlsServer()
    {
        FaultServer server(ServerAddress::Security::StartTls);
        server.say("* OK IMAP in the clear\r\n");
        Wire wire(FaultServer::trusting());
        auto address = server.address();
        address.security = ServerAddress::Security::Tls;
        const auto opened = waitFor(wire.open(address, 5s));
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Kind::Protocol);
        QVERIFY(!opened.error().message.isEmpty());
    }

    void noServerIsOffline()
    {
        ServerAddress address;
        {
            FaultServer server;
            address = server.address();
        }
        Wire wire(FaultServer::trusting());
        QCOMPARE(waitFor(wire.open(address, 10s)).error().kind, Error::Kind::Offline);
        address.host = u"no-such-host.invalid"_s;
        QCOMPARE(waitFor(wire.open(address, 20s)).error().kind, Error::Kind::Offline);
    }

    void silenceIsATimeout()
    {
        FaultServer server(ServerAddress::Security::StartTls); // accepts, and never begins TLS
        Wire wire(FaultServer::trusting());
        auto address = server.address();
        address.security = ServerAddress::Security::Tls;
        QCOMPARE(waitFor(wire.open(address, 50ms)).error().kind, Error::Kind::Timeout);
    }

    void lossIsToldOnceWithTheLastWords()
    {
        FaultServer server;
        server.say("last words").hangUp();
        Wire wire(FaultServer::trusting());
        QSignalSpy lost(&wire, &Wire::lost);
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
        QVERIFY(waitUntil([&] { return lost.size() > 0; }));
        QCOMPARE(lost.size(), 1);
        QCOMPARE(lost.first().first().value<Error>().kind, Error::Kind::Offline);
        QCOMPARE(wire.incoming().view(), "last words"_ba);
        QVERIFY(!wire.isOpen());
        wire.write("into the void");
    }

    void mayDieAtAnyTime()
    {
        FaultServer server;
        auto wire = std::make_unique<Wire>(FaultServer::trusting());
        auto opening = wire->open(server.address(), 10s);
        wire.reset();
        QCOMPARE(waitFor(std::move(opening)).error().kind, Error::Kind::Cancelled);
        auto second = std::make_unique<Wire>(FaultServer::trusting());
        server.say("x");
        QVERIFY(waitFor(second->open(server.address(), 10s)));
        connect(second.get(), &Wire::received, this, [&] { second.reset(); });
        QVERIFY(waitUntil([&] { return !second; }));
    }

    void backPressureIsTold()
    {
        FaultServer server;
        server.expectBytes(QByteArray(8'000'000, 'y')).say("got it");
        Wire wire(FaultServer::trusting());
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
        QSignalSpy drained(&wire, &Wire::drained);
        qint64 left = 8'000'000;
        qint64 most = 0;
        const auto pump = [&] {
            while (left > 0 && wire.unsent() < Wire::HighWater) {
                wire.write(QByteArray(50'000, 'y'));
                left -= 50'000;
                most = std::max(most, wire.unsent());
            }
        };
        connect(&wire, &Wire::drained, this, pump);
        pump();
        QVERIFY(waitUntil([&] { return wire.incoming().view() == "got it"; }));
        QVERIFY(most <= Wire::HighWater + 60'000);
        QVERIFY(drained.size() > 0);
    }

    void compressesBothWays()
    {
        Deflate other;
        QByteArray heard;
        FaultServer server;
        server.say("plain|" + other.compress("first ") + other.compress(QByteArray(100'000, 'z')));
        Wire wire(FaultServer::trusting());
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
        QVERIFY(waitUntil([&] { return wire.incoming().size() > 6; }));
        wire.incoming().consume(6);
        QVERIFY(wire.startCompression());
        QVERIFY(waitUntil([&] { return wire.incoming().size() == 100'006; }));
        QVERIFY(wire.incoming().view().startsWith("first zzz"));
        wire.write("abc\r\n");
        QVERIFY(waitUntil([&] { return !server.leftover().isEmpty(); }));
        QVERIFY(other.expand(server.leftover(), [&](QByteArrayView bytes) { heard += bytes; return true; }));
        QCOMPARE(heard, "abc\r\n"_ba);
    }

    void brokenCompressionEndsTheConnection()
    {
        FaultServer server;
        server.expect("go").say(QByteArray(300, '\xff'));
        Wire wire(FaultServer::trusting());
        QSignalSpy lost(&wire, &Wire::lost);
        QVERIFY(waitFor(wire.open(server.address(), 10s)));
        wire.write("go\r\n");
        QVERIFY(wire.startCompression());
        QVERIFY(waitUntil([&] { return lost.size() > 0; }));
        QCOMPARE(lost.first().first().value<Error>().kind, Error::Kind::Protocol);
    }

    void aBombIsHandedOutInPieces()
    {
        Deflate other;
        const QByteArray bomb = other.compress(QByteArray(50'000'000, '\0'));
        QVERIFY(bomb.size() < 100'000);
        Deflate reader;
        qsizetype most = 0;
        qint64 sum = 0;
        QVERIFY(reader.expand(bomb, [&](QByteArrayView bytes) { most = std::max(most, bytes.size()); sum += bytes.size(); return true; }));
        QCOMPARE(sum, 50'000'000);
        QVERIFY(most <= 64 * 1024);
        Deflate stopped;
        QVERIFY(!stopped.expand(bomb, [](QByteArrayView) { return false; }));
    }
};

QTEST_GUILESS_MAIN(WireTest)
#include "wiretest.moc"
