// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapparser.h"
#include "mail/protocol/imapsession.h"
#include "mail/protocol/imaptesting.h"
#include "support/faultserver.h"
#include "support/waiting.h"

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
const Credential Anna{.user = u"anna"_s, .secret = u"Geheim!7 und  \"mehr\""_s};
}

/// Servers that wish us ill: what they say is a sentence for the user, never a crash, a leak or
/// an endless wait.
class ImapHostileTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FaultServer> m_server;
    std::unique_ptr<ImapSession> m_session;

    void begin(const QByteArray &greeting, ImapSession::Settings with = settings())
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say(greeting);
        m_session = std::make_unique<ImapSession>(with);
    }

    void open()
    {
        const auto opened = waitFor(m_session->open(m_server->address()));
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    }

private Q_SLOTS:
    void cleanup()
    {
        m_session.reset();
        m_server.reset();
    }

    void aGreetingThatRefusesIsSaid_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<int>("kind");
        QTest::newRow("bye") << "* BYE come back at eight\r\n"_ba << int(Error::Kind::Offline);
        QTest::newRow("busy") << "* BYE [UNAVAILABLE] come back at eight\r\n"_ba << int(Error::Kind::Throttled);
        QTest::newRow("no") << "* NO come back at eight\r\n"_ba << int(Error::Kind::Offline);
        QTest::newRow("bad") << "* BAD come back at eight\r\n"_ba << int(Error::Kind::Offline);
    }

    void aGreetingThatRefusesIsSaid()
    {
        QFETCH(QByteArray, greeting);
        QFETCH(int, kind);
        begin(greeting);
        const auto opened = waitFor(m_session->open(m_server->address()));
        QVERIFY(!opened);
        QCOMPARE(int(opened.error().kind), kind);
        QVERIFY2(opened.error().message.contains(u"come back at eight"_s), qPrintable(opened.error().message));
        QCOMPARE(m_server->leftover(), ""_ba);
    }

    void refusedSignInSaysWhatItIsAbout_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("kind");
        QTest::newRow("none") << ""_ba << int(Error::Kind::Unauthorized);
        QTest::newRow("alert") << "[ALERT] "_ba << int(Error::Kind::Unauthorized);
        QTest::newRow("unknown") << "[WHATEVER] "_ba << int(Error::Kind::Unauthorized);
        QTest::newRow("expired") << "[EXPIRED] "_ba << int(Error::Kind::Unauthorized);
        QTest::newRow("throttled") << "[THROTTLED] "_ba << int(Error::Kind::Throttled);
        QTest::newRow("too many") << "[LIMIT] "_ba << int(Error::Kind::Throttled);
        QTest::newRow("full") << "[OVERQUOTA] "_ba << int(Error::Kind::OverQuota);
    }

    void refusedSignInSaysWhatItIsAbout()
    {
        QFETCH(QByteArray, code);
        QFETCH(int, kind);
        begin("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n");
        m_server->expect("k1 AUTHENTICATE PLAIN *").say("k1 NO " + code + "since Monday\r\n");
        open();
        const auto refused = waitFor(m_session->signIn(Anna));
        QVERIFY(!refused);
        QCOMPARE(int(refused.error().kind), kind);
        QVERIFY(refused.error().message.contains(u"since Monday"_s));
        if (code.startsWith("[EXPIRED")) {
            QVERIFY2(refused.error().message.contains(u"expired"_s), qPrintable(refused.error().message));
        }
    }

    void anEchoedSignInStaysSecret_data()
    {
        QTest::addColumn<QByteArray>("echo");
        const QByteArray secret = Anna.secret.toUtf8();
        QTest::newRow("plain") << QByteArray("you said " + secret);
        QTest::newRow("escaped") << QByteArray("you said \"Geheim!7 und  \\\"mehr\\\"\"");
        QTest::newRow("base64 alone") << QByteArray("you said " + secret.toBase64());
        QTest::newRow("SASL PLAIN") << QByteArray("you said " + QByteArray(QByteArray("\0anna\0", 6) + secret).toBase64() + ", no?");
        QTest::newRow("with authzid") << QByteArray("you said " + QByteArray(QByteArray("xy\0anna\0", 8) + secret).toBase64());
        QTest::newRow("cut short") << QByteArray(QByteArray(480, 'x') + ' ' + secret);
        QTest::newRow("cut short base64") << QByteArray(QByteArray(470, 'x') + ' ' + QByteArray(QByteArray("\0anna\0", 6) + secret).toBase64());
    }

    void anEchoedSignInStaysSecret()
    {
        QFETCH(QByteArray, echo);
        begin("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n");
        m_server->expect("k1 AUTHENTICATE PLAIN *").say("k1 NO " + echo + "\r\n");
        open();
        const auto refused = waitFor(m_session->signIn(Anna));
        QVERIFY(!refused);
        for (const auto &said : {refused.error().message, refused.error().detail}) {
            QVERIFY2(said.contains(u"***"_s), qPrintable(said));
            QVERIFY2(!said.contains(u"Geheim!"_s), qPrintable(said));
            const auto words = said.split(QRegularExpression(u"[^A-Za-z0-9+/=]+"_s));
            for (const auto &word : words) {
                QVERIFY2(!QByteArray::fromBase64(word.toLatin1()).contains("Geheim!"), qPrintable(said));
            }
        }
    }

    void aSignInWeBrokeOffIsNotWaitedForLong()
    {
        auto with = settings();
        with.silence = 1h;
        begin("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi\r\n", with);
        m_server->expect("k1 AUTHENTICATE SCRAM-SHA-256 *").say("+ cj0scz0saT0w\r\n").expect("*"); // and then nothing
        open();
        QVERIFY(!waitFor(m_session->signIn(Anna)));
        QVERIFY(!m_session->isOpen());
    }

    void oddCodesOfSelectAreHarmless_data()
    {
        QTest::addColumn<QByteArray>("code");
        for (const QByteArray code : {"MAILBOXID",
                                      "MAILBOXID x",
                                      "MAILBOXID (",
                                      "MAILBOXID ()",
                                      "MAILBOXID (a b)",
                                      "MAILBOXID NIL",
                                      "PERMANENTFLAGS",
                                      "PERMANENTFLAGS (",
                                      "PERMANENTFLAGS ()",
                                      "UIDVALIDITY",
                                      "UIDVALIDITY -1",
                                      "UIDNEXT",
                                      "UIDNEXT 99999999999",
                                      "HIGHESTMODSEQ",
                                      "HIGHESTMODSEQ x",
                                      "NOMODSEQ x",
                                      "UNSEEN",
                                      "CLOSED",
                                      "COPYUID",
                                      "COPYUID 1",
                                      "COPYUID 1 2",
                                      "COPYUID 1 * *",
                                      "APPENDUID",
                                      "CAPABILITY",
                                      "BADCHARSET",
                                      "REFERRAL",
                                      "",
                                      " ",
                                      "\""}) {
            QTest::newRow(code.constData()) << code;
        }
    }

    void oddCodesOfSelectAreHarmless()
    {
        QFETCH(QByteArray, code);
        begin("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
        const auto said = "* OK [" + code + "] x\r\n* OK [" + code + "\r\n";
        m_server->expect("k1 SELECT *").say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n" + said + "k1 OK [" + code + "] done\r\n");
        m_server->expect("k2 NOOP").say(said + "k2 OK [" + code + "] done\r\n");
        open();
        QVERIFY(waitFor(m_session->select("INBOX")));
        QVERIFY(waitFor(m_session->noop()));
    }

    void theIdOfAMailboxIsRead()
    {
        begin("* PREAUTH [CAPABILITY IMAP4rev1 OBJECTID] hi\r\n");
        m_server->expect("k1 SELECT *").say("* OK [MAILBOXID (F2212ea87)] x\r\nk1 OK done\r\n");
        open();
        const auto selected = waitFor(m_session->select("INBOX"));
        QVERIFY(selected);
        QCOMPARE(selected->mailboxId, "F2212ea87"_ba);
    }

    void messagesPouredOutWhileSelectingAreNotKept()
    {
        begin("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
        m_server->expect("k1 SELECT *");
        for (int i = 0; i < 12; ++i) {
            m_server->say("* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {30000000}\r\n").flood(30'000'000).say(")\r\n");
        }
        m_server->say("* OK [UIDVALIDITY 7] x\r\nk1 OK done\r\n");
        open();
        const auto before = highWaterMark();
        const auto selected = waitFor(m_session->select("INBOX"));
        QVERIFY(selected);
        QVERIFY2(highWaterMark() - before < 150'000, qPrintable(QString::number(highWaterMark() - before)));
    }

    void emptyLinesAreNoReasonToLeave()
    {
        begin("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
        m_server->expect("k1 NOOP").say("\r\n\n*\r\n* \r\n**\r\n+\r\nk1 OK done\r\n");
        open();
        QVERIFY(waitFor(m_session->noop()));
        QVERIFY(m_session->malformedResponses() > 0);
    }

    void anIdleThatEndsAtOnceIsNotRepeatedForever()
    {
        begin("* PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi\r\n");
        const auto idles = std::make_shared<int>(0);
        for (int i = 0; i < 1000; ++i) {
            m_server->answer([idles](const QByteArray &line) {
                ++*idles;
                return line.first(line.indexOf(' ')) + " OK that was it\r\n";
            });
        }
        open();
        m_server->answer([](const QByteArray &line) { return line.first(line.indexOf(' ')) + " OK\r\n"; });
        const auto news = waitFor(m_session->watch(1s));
        QVERIFY(news && !news->isNews); // the caller looks by itself from time to time
        QVERIFY2(*idles < 100, qPrintable(QString::number(*idles)));
    }

    void aFloodOfNewsIsBounded()
    {
        begin("* PREAUTH [CAPABILITY IMAP4rev1 NOTIFY] hi\r\n");
        QByteArray flood;
        for (int i = 0; i < 300'000; ++i) {
            flood += "* STATUS folder" + QByteArray::number(i) + " (MESSAGES 1)\r\n";
        }
        m_server->expect("k1 NOTIFY *").say("k1 OK\r\n");
        m_server->expect("k2 NOOP").say(flood + "k2 OK done\r\n");
        open();
        QVERIFY(waitFor(m_session->notify()));
        QVERIFY(waitFor(m_session->noop()));
        const auto news = waitFor(m_session->watch(10s));
        QVERIFY(news && news->isNews && news->mailboxesChanged); // too many to name: look at all
        QVERIFY(news->mailboxes.size() <= 1000);
    }

    void manyTinyLiteralsBehindTheLimitEndTheConnection()
    {
        auto with = settings();
        with.literalLimit = 100;
        begin("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n", with);
        const auto big = "{99}\r\n" + QByteArray(99, 'x');
        m_server->expect("k1 NOOP").say("* 1 FETCH (UID 1 BODY[] " + big + " X (" + QByteArray("{2}\r\nab ").repeated(1'000'000) + "))\r\nk1 OK done\r\n");
        open();
        QCOMPARE(waitFor(m_session->noop()).error().kind, Error::Kind::Protocol);
    }

    void aServerThatNeverStopsAskingIsLeft()
    {
        begin("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n");
        m_server->expect("k1 AUTHENTICATE PLAIN");
        const auto asked = std::make_shared<int>(0);
        m_server->say("+ \r\n");
        for (int i = 0; i < 5000; ++i) {
            m_server->answer([asked](const QByteArray &) {
                ++*asked;
                return QByteArray("+ eA==\r\n");
            });
        }
        open();
        QVERIFY(!waitFor(m_session->signIn(Anna)));
        QVERIFY2(*asked < 100, qPrintable(QString::number(*asked)));
    }

    void endlessFolderNamesArePassedOver()
    {
        begin("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
        m_server->expect("k1 LIST *")
            .expect("k2 LSUB *")
            .say("* LIST () \"/\" {60000000}\r\n")
            .flood(60'000'000)
            .say("\r\n* LIST () \"/\" INBOX\r\nk1 OK\r\nk2 OK\r\n");
        open();
        const auto listed = waitFor(m_session->list("", "*", {}));
        QVERIFY(listed);
        QCOMPARE(listed->size(), 1);
    }

    void alertsAreToldOnce()
    {
        begin("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
        m_server->expect("k1 NOOP").say(QByteArray("* OK [ALERT] The house burns\r\n").repeated(1000) + "* OK [ALERT] Coffee is ready\r\nk1 OK done\r\n");
        open();
        QSignalSpy alerts(m_session.get(), &ImapSession::alerted);
        QVERIFY(waitFor(m_session->noop()));
        QCOMPARE(alerts.size(), 2);
    }

    void aTrickleIsATimeout()
    {
        auto with = settings();
        with.silence = 500ms;
        begin("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n", with);
        m_server->expect("k1 NOOP");
        open();
        QTimer drip; // one octet at a time keeps the line warm and says nothing
        connect(&drip, &QTimer::timeout, this, [this] { m_server->trickle("x"); });
        drip.start(20);
        QCOMPARE(waitFor(m_session->noop()).error().kind, Error::Kind::Timeout);
    }
};

QTEST_GUILESS_MAIN(ImapHostileTest)
#include "imaphostiletest.moc"
