// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/smtpsession.h"
#include "support/faultserver.h"
#include "support/waiting.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
const QByteArray Mail = "From: anna@example.org\r\nSubject: x\r\n\r\nHallo\r\n.\r\n";

SmtpSession::Settings settings()
{
    SmtpSession::Settings settings;
    settings.tls = FaultServer::trusting();
    settings.connectTimeout = settings.greetingTimeout = settings.commandTimeout = settings.dataStartTimeout = settings.blockTimeout = settings.dataEndTimeout = 10s;
    return settings;
}

SmtpEnvelope envelope(const QStringList &recipients = {u"bernd@example.org"_s})
{
    return {.sender = u"anna@example.org"_s, .recipients = recipients, .envelopeId = {}};
}

Task<Result<void>> fine(std::shared_ptr<int> count)
{
    ++*count;
    co_return {};
}

Task<Result<void>> diskFull()
{
    co_return failure(Error::Kind::Storage, u"The disk is full."_s);
}
}

class SmtpSessionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FaultServer> m_server;
    std::unique_ptr<SmtpSession> m_session;
    std::shared_ptr<int> m_committed;

    void begin(const QByteArray &extensions)
    {
        m_server = std::make_unique<FaultServer>();
        m_session = std::make_unique<SmtpSession>(settings());
        m_committed = std::make_shared<int>(0);
        m_server->say("220 mail.example ESMTP\r\n").expect("EHLO [127.0.0.1]").say("250-mail.example\r\n" + extensions + "250 HELP\r\n");
    }

    void open()
    {
        const auto opened = waitFor(m_session->open(m_server->address()));
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    }

    SmtpSession::CommitPoint commit()
    {
        return std::bind(fine, m_committed);
    }

    void nothingElse()
    {
        QVERIFY2(m_server->problem().isEmpty(), m_server->problem().constData());
        QVERIFY(m_server->isFinished());
        QCOMPARE(m_server->leftover(), ""_ba);
    }

private Q_SLOTS:
    void cleanup()
    {
        m_session.reset();
        m_server.reset();
    }

    void signsInAndSends()
    {
        begin("250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n");
        m_server->expect("AUTH PLAIN " + QByteArray("\0anna\0geheim", 12).toBase64()).say("235 2.7.0 in\r\n");
        m_server->expect("EHLO *").say("250-mail.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 1000\r\n");
        m_server->expect("MAIL FROM:<anna@example.org> SIZE=48").expect("RCPT TO:<bernd@example.org>").expect("RCPT TO:<c@xn--mller-kva.example>");
        m_server->say("250 ok\r\n250 ok\r\n250 ok\r\n").expect("DATA").say("354 go\r\n");
        m_server->expectBytes("From: anna@example.org\r\nSubject: x\r\n\r\nHallo\r\n..\r\n.\r\n").say("250 2.0.0 Ok: queued as 42\r\n").expect("QUIT").say("221 bye\r\n");
        open();
        QCOMPARE(m_session->sizeLimit(), 1000);
        QVERIFY(waitFor(m_session->signIn({.user = u"anna"_s, .secret = u"geheim"_s})));
        const auto outcome = waitFor(m_session->send(envelope({u"bernd@example.org"_s, u"c@müller.example"_s}), Mail, commit()));
        QVERIFY2(outcome.kind == SmtpOutcome::Kind::Sent, qPrintable(outcome.error.message));
        QCOMPARE(outcome.serverWords, u"Ok: queued as 42"_s);
        QCOMPARE(*m_committed, 1);
        QVERIFY(waitFor(m_session->quit()));
        nothingElse();
    }

    void oneBadRecipientStopsAllUnlessWanted()
    {
        begin("250-PIPELINING\r\n");
        m_server->expect("MAIL*").expect("RCPT*").expect("RCPT*").say("250 ok\r\n250 ok\r\n550 5.1.1 no such user\r\n").expect("RSET").say("250 ok\r\n");
        open();
        const auto outcome = waitFor(m_session->send(envelope({u"a@b.example"_s, u"x@b.example"_s}), Mail, commit()));
        QCOMPARE(outcome.kind, SmtpOutcome::Kind::NotSent);
        QCOMPARE(outcome.error.kind, Error::Kind::Protocol);
        QVERIFY(outcome.error.message.contains(u"x@b.example (no such user)"_s));
        QVERIFY(outcome.recipients[0].isAccepted && !outcome.recipients[1].isAccepted);
        QCOMPARE(*m_committed, 0);
        nothingElse();

        begin("");
        m_server->expect("MAIL*").say("250 ok\r\n").expect("RCPT*").say("250 ok\r\n").expect("RCPT*").say("550 no\r\n").expect("DATA").say("354 go\r\n");
        m_server->expectBytes("x\r\n.\r\n").say("250 ok\r\n");
        open();
        auto partial = envelope({u"a@b.example"_s, u"x@b.example"_s});
        partial.partial = SmtpEnvelope::Partial::Continue;
        QCOMPARE(waitFor(m_session->send(partial, "x", commit())).kind, SmtpOutcome::Kind::Sent);
        nothingElse();
    }

    void laterRecipientsMeanLater()
    {
        begin("");
        m_server->expect("MAIL*").say("250 ok\r\n").expect("RCPT*").say("450 4.2.0 greylisted\r\n").expect("RSET").say("250 ok\r\n");
        m_server->expect("MAIL*").say("550 5.7.1 not you\r\n").expect("RSET").say("250 ok\r\n");
        open();
        QCOMPARE(waitFor(m_session->send(envelope(), Mail, commit())).error.kind, Error::Kind::Throttled);
        QCOMPARE(waitFor(m_session->send(envelope(), Mail, commit())).error.kind, Error::Kind::Forbidden);
        nothingElse();
    }

    void sendsInChunksWhereOffered()
    {
        begin("250-CHUNKING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n");
        const QByteArray line = QByteArray(998, 'x') + "\r\n";
        const QByteArray large = "Subject: \xc3\xbc\r\n\r\n" + line.repeated(1500);
        const auto survey = QByteArray::number(large.size());
        m_server->expect("MAIL FROM:<j\xc3\xb6rg@xn--mller-kva.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb").say("250 ok\r\n");
        m_server->expect("RCPT TO:<bernd@example.org> NOTIFY=FAILURE,DELAY").say("250 ok\r\n");
        m_server->expect("BDAT 1049015").expectBytes(large.first(1049015)).say("250 got it\r\n");
        m_server->expect("BDAT " + QByteArray::number(large.size() - 1049015) + " LAST").expectBytes(large.sliced(1049015)).say("250 2.0.0 done\r\n");
        open();
        auto to = envelope();
        to.sender = u"jörg@müller.example"_s;
        to.notify = SmtpEnvelope::Notify::FailureAndDelay;
        to.envelopeId = "a+b";
        qint64 told = 0;
        const auto outcome = waitFor(m_session->send(to, large, commit(), [&](qint64 sent) { told = sent; }));
        QVERIFY2(outcome.kind == SmtpOutcome::Kind::Sent, qPrintable(outcome.error.message + QString::fromUtf8(m_server->problem())));
        QCOMPARE(told, large.size());
        QCOMPARE(*m_committed, 1);
        nothingElse();
    }

    void whatTheServerCannotTakeIsNotBegun_data()
    {
        QTest::addColumn<QByteArray>("extensions");
        QTest::addColumn<QString>("recipient");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("umlaut address") << "250-8BITMIME\r\n"_ba << u"jörg@example.org"_s << "x"_ba;
        QTest::newRow("8 bit") << ""_ba << u"b@example.org"_s << "x\r\n\r\n\xc3\xbc"_ba;
        QTest::newRow("too large") << "250-SIZE 5\r\n"_ba << u"b@example.org"_s << Mail;
        QTest::newRow("long line") << ""_ba << u"b@example.org"_s << QByteArray(999, 'x');
        QTest::newRow("injection") << ""_ba << u"b@example.org>\r\nRCPT TO:<evil@example.org"_s << "x"_ba;
    }

    void whatTheServerCannotTakeIsNotBegun()
    {
        QFETCH(QByteArray, extensions);
        QFETCH(QString, recipient);
        QFETCH(QByteArray, message);
        begin(extensions);
        open();
        const auto outcome = waitFor(m_session->send(envelope({recipient}), message, commit()));
        QCOMPARE(outcome.kind, SmtpOutcome::Kind::NotSent);
        QVERIFY(!outcome.error.message.isEmpty());
        QVERIFY(m_session->isOpen());
        nothingElse();
    }

    void anUncommittedMailIsNotFinished()
    {
        begin("");
        m_server->expect("MAIL*").say("250 ok\r\n").expect("RCPT*").say("250 ok\r\n").expect("DATA").say("354 go\r\n");
        open();
        const auto outcome = waitFor(m_session->send(envelope(), "x", [] { return diskFull(); }));
        QCOMPARE(outcome.kind, SmtpOutcome::Kind::NotSent);
        QCOMPARE(outcome.error.kind, Error::Kind::Storage);
        QVERIFY(!m_session->isOpen());
        QVERIFY(!m_server->leftover().endsWith(".\r\n"));

        begin("250-CHUNKING\r\n");
        m_server->expect("MAIL*").say("250 ok\r\n").expect("RCPT*").say("250 ok\r\n").expect("RSET").say("250 ok\r\n");
        open();
        QCOMPARE(waitFor(m_session->send(envelope(), "x", [] { return diskFull(); })).kind, SmtpOutcome::Kind::NotSent);
        nothingElse();
    }

    void refusalAtTheEndIsCertain()
    {
        begin("");
        m_server->expect("MAIL*").say("250 ok\r\n").expect("RCPT*").say("250 ok\r\n").expect("DATA").say("354 go\r\n").expectBytes("x\r\n.\r\n").say("552 5.2.2 full\r\n");
        open();
        const auto outcome = waitFor(m_session->send(envelope(), "x", commit()));
        QCOMPARE(outcome.kind, SmtpOutcome::Kind::NotSent);
        QCOMPARE(outcome.error.kind, Error::Kind::OverQuota);
        nothingElse();
    }

    void silenceAtTheEndIsUncertain()
    {
        begin("");
        m_session.reset();
        auto with = settings();
        with.dataEndTimeout = 100ms;
        m_session = std::make_unique<SmtpSession>(with);
        m_server->expect("MAIL*").say("250 ok\r\n").expect("RCPT*").say("250 ok\r\n").expect("DATA").say("354 go\r\n").expectBytes("x\r\n.\r\n");
        open();
        const auto outcome = waitFor(m_session->send(envelope(), "x", commit()));
        QCOMPARE(outcome.kind, SmtpOutcome::Kind::Uncertain);
        QCOMPARE(outcome.error.kind, Error::Kind::Timeout);
    }

    void dropsAreCertainBeforeTheEndAndUncertainAfter_data()
    {
        QTest::addColumn<QByteArray>("extensions");
        QTest::newRow("data") << ""_ba;
        QTest::newRow("pipelined") << "250-PIPELINING\r\n"_ba;
        QTest::newRow("chunks") << "250-CHUNKING\r\n250-PIPELINING\r\n"_ba;
    }

    void dropsAreCertainBeforeTheEndAndUncertainAfter()
    {
        QFETCH(QByteArray, extensions);
        const bool isPipelined = extensions.contains("PIPE");
        const bool isChunked = extensions.contains("CHUNK");
        int uncertain = 0;
        qint64 total = -1;
        for (qint64 octets = -1; octets == -1 || octets < total; ++octets) {
            begin(extensions);
            m_server->dropAfter(octets);
            if (isPipelined) {
                m_server->expect("MAIL*").expect("RCPT*").say("250 ok\r\n250 ok\r\n");
            } else {
                m_server->expect("MAIL*").say("250 ok\r\n").expect("RCPT*").say("250 ok\r\n");
            }
            bool tookAll = false;
            if (isChunked) {
                m_server->expect("BDAT 3 LAST");
            } else {
                m_server->expect("DATA").say("354 go\r\n").expect("x");
            }
            m_server->answer([&](const QByteArray &) { tookAll = true; return "250 2.0.0 done\r\n"_ba; });
            const auto opened = waitFor(m_session->open(m_server->address()));
            if (!opened) {
                continue;
            }
            const auto outcome = waitFor(m_session->send(envelope(), "x", commit()));
            if (octets == -1) {
                QVERIFY2(outcome.kind == SmtpOutcome::Kind::Sent, qPrintable(outcome.error.message));
                total = m_server->said();
                continue;
            }
            // Whoever got all of it may deliver; we must not say that it was not sent.
            QVERIFY2(outcome.kind != SmtpOutcome::Kind::Sent, qPrintable(QString::number(octets)));
            const bool isUncertain = outcome.kind == SmtpOutcome::Kind::Uncertain;
            QVERIFY2(isUncertain || !tookAll, qPrintable(QString::number(octets)));
            QVERIFY(!isUncertain || *m_committed == 1);
            uncertain += isUncertain;
        }
        QVERIFY2(uncertain >= 16 && uncertain <= 18, qPrintable(QString::number(uncertain)));
    }

    void startTlsAndInjection()
    {
        m_server = std::make_unique<FaultServer>(ServerAddress::Security::StartTls);
        m_session = std::make_unique<SmtpSession>(settings());
        m_server->say("220 hi\r\n").expect("EHLO *").say("250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n").expect("STARTTLS").say("220 go\r\n").beginTls();
        m_server->expect("EHLO *").say("250-x\r\n250 AUTH=LOGIN PLAIN\r\n");
        open();
        QVERIFY(m_session->has("AUTH") && !m_session->has("STARTTLS"));
        nothingElse();
        for (const QByteArray &answer : {"220 go\r\n250 injected\r\n"_ba, "220 go\r\n250-in"_ba, "220 go\r\n250-a\r\n"_ba, "454 no TLS today\r\n"_ba}) {
            m_server = std::make_unique<FaultServer>(ServerAddress::Security::StartTls);
            m_session = std::make_unique<SmtpSession>(settings());
            m_server->say("220 hi\r\n").expect("EHLO *").say("250 x\r\n").expect("STARTTLS").say(answer);
            const auto opened = waitFor(m_session->open(m_server->address()));
            QVERIFY(!opened);
            QCOMPARE(opened.error().kind, Error::Kind::Protocol);
            QVERIFY(!m_session->isOpen());
            nothingElse();
        }
    }

    void wrongPasswordIsUnauthorized()
    {
        begin("250-AUTH PLAIN LOGIN\r\n");
        m_server->expect("AUTH PLAIN *").say("535 5.7.8 wrong geheim\r\n");
        open();
        const auto refused = waitFor(m_session->signIn({.user = u"anna"_s, .secret = u"geheim"_s}));
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
        QVERIFY(!refused.error().message.contains(u"geheim"_s));
        nothingElse();
    }

    void longTokensWaitForTheChallenge()
    {
        begin("250-AUTH OAUTHBEARER\r\n");
        m_server->expect("AUTH OAUTHBEARER").say("334 \r\n").expect("*").say("334 e30=\r\n").expect("AQ==").say("535 no\r\n");
        open();
        QCOMPARE(waitFor(m_session->signIn({.user = u"anna"_s, .secret = QString(2000, u't'), .kind = Credential::Kind::BearerToken})).error().kind, Error::Kind::Unauthorized);
        nothingElse();
    }

    void strangersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<int>("kind");
        QTest::newRow("busy") << "421 too many\r\n"_ba << int(Error::Kind::Throttled);
        QTest::newRow("no") << "554 no service\r\n"_ba << int(Error::Kind::Protocol);
        QTest::newRow("imap") << "* OK IMAP\r\n"_ba << int(Error::Kind::Protocol);
        QTest::newRow("no end") << QByteArray(100'000, '2') << int(Error::Kind::Protocol);
    }

    void strangersAreRefused()
    {
        QFETCH(QByteArray, greeting);
        QFETCH(int, kind);
        m_server = std::make_unique<FaultServer>();
        m_session = std::make_unique<SmtpSession>(settings());
        m_server->say(greeting);
        const auto opened = waitFor(m_session->open(m_server->address()));
        QVERIFY(!opened);
        QCOMPARE(int(opened.error().kind), kind);
    }

    void stopAndDestructionAnswer()
    {
        for (const bool destroys : {false, true}) {
            begin("");
            m_server->expect("MAIL*");
            open();
            auto sending = m_session->send(envelope(), Mail, commit());
            destroys ? m_session.reset() : m_session->stop();
            const auto outcome = waitFor(std::move(sending));
            QCOMPARE(outcome.kind, SmtpOutcome::Kind::NotSent);
            QCOMPARE(outcome.error.kind, Error::Kind::Cancelled);
        }
    }
};

QTEST_GUILESS_MAIN(SmtpSessionTest)
#include "smtpsessiontest.moc"
