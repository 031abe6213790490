// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailchange.h"
#include "mail/synchronizer/synchronizerfixture.h"

#include <QCborArray>
#include <QTest>

using namespace Kontor;

/// Sending through a real submission server.
class MailSynchronizerSendTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void sendsOnce();
    void keepsBccSecret();
    void takesNothingWithoutCommit();
    void tellsRefusedRecipient();
    void looksInSentAfterLostAnswer();
    void checksAccounts_data();
    void checksAccounts();

private:
    Change send(SynchronizerFixture &fixture, const QByteArray &message, const QStringList &recipients);
    std::unique_ptr<Workplace> m_workplace;
};

void MailSynchronizerSendTest::initTestCase()
{
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

Change MailSynchronizerSendTest::send(SynchronizerFixture &fixture, const QByteArray &message, const QStringList &recipients)
{
    return fixture.change("Sent",
                          0,
                          MailChange::Send,
                          {{QStringLiteral("blob"), fixture.keep(message)},
                           {QStringLiteral("sender"), fixture.account.address},
                           {QStringLiteral("recipients"), QCborArray::fromStringList(recipients)},
                           {QStringLiteral("messageId"), QStringLiteral("<send@test.example>")},
                           {QStringLiteral("sent"), QStringLiteral("Sent")}});
}

void MailSynchronizerSendTest::sendsOnce()
{
    SynchronizerFixture fixture(*m_workplace);
    OtherClient recipient(*m_workplace, m_workplace->user(1));
    const auto before = recipient.search("INBOX").size();
    const auto receipt = fixture.push(send(fixture, OtherClient::message("Hallo", "Grüße\r\n.\r\n..\r\nEnde\r\n"), {m_workplace->user(1).address}));
    QVERIFY2(receipt.has_value(), receipt ? "" : qPrintable(receipt.error().message + receipt.error().detail));
    QCOMPARE(fixture.commits, 1);
    QVERIFY(waitUntil([&] {
        return recipient.search("INBOX").size() > before;
    }));
    QTest::qWait(500);
    const auto uids = recipient.search("INBOX");
    QCOMPARE(uids.size(), before + 1);
    QVERIFY(recipient.succeeds("EXAMINE INBOX"));
    QVERIFY(recipient.run("UID FETCH " + QByteArray::number(uids.last()) + " BODY.PEEK[TEXT]").join().contains("\r\n.\r\n..\r\nEnde"));
}

void MailSynchronizerSendTest::keepsBccSecret()
{
    SynchronizerFixture fixture(*m_workplace);
    OtherClient recipient(*m_workplace, m_workplace->user(2));
    const auto before = recipient.search("INBOX").size();
    const auto receipt = fixture.push(send(fixture, "Bcc: geheim@amt.example\r\n" + OtherClient::message("Blind"), {m_workplace->user(2).address}));
    QVERIFY(receipt.has_value());
    QVERIFY(waitUntil([&] {
        return recipient.search("INBOX").size() > before;
    }));
    QVERIFY(recipient.succeeds("EXAMINE INBOX"));
    QVERIFY(!recipient.run("UID FETCH * BODY.PEEK[]").join().contains("geheim@"));
}

void MailSynchronizerSendTest::takesNothingWithoutCommit()
{
    SynchronizerFixture fixture(*m_workplace);
    OtherClient recipient(*m_workplace, m_workplace->user(3));
    const auto refuse = [] {
        return []() -> Task<Result<void>> {
            co_return failure(Error::Kind::Storage, QStringLiteral("the disk is full"));
        }();
    };
    const auto receipt = waitedFor(fixture.synchronizer->push(send(fixture, OtherClient::message("Nie"), {m_workplace->user(3).address}), refuse));
    QVERIFY(!receipt.has_value());
    QCOMPARE(receipt.error().kind, Error::Kind::Storage);
    QTest::qWait(1500);
    QVERIFY(recipient.search("INBOX").isEmpty());
}

void MailSynchronizerSendTest::tellsRefusedRecipient()
{
    SynchronizerFixture fixture(*m_workplace);
    const auto receipt = fixture.push(send(fixture, OtherClient::message("Nie"), {QStringLiteral("kein leerzeichen@amt.example")}));
    QVERIFY(!receipt.has_value());
    QVERIFY(!isPassing(receipt.error().kind));
    QVERIFY(!receipt.error().message.isEmpty());
    const auto none = fixture.push(send(fixture, OtherClient::message("Nie"), {}));
    QVERIFY(!none.has_value());
}

void MailSynchronizerSendTest::looksInSentAfterLostAnswer()
{
    SynchronizerFixture fixture(*m_workplace);
    OtherClient recipient(*m_workplace, m_workplace->user(4));
    const auto message = OtherClient::message("Schon gesendet", "Text\r\n", "<send@test.example>");
    QVERIFY(fixture.other.append("Sent", message));
    auto change = send(fixture, message, {m_workplace->user(4).address});
    change.answerLost = true;
    QVERIFY(fixture.push(change).has_value());
    QCOMPARE(fixture.commits, 0);
    QTest::qWait(1000);
    QVERIFY(recipient.search("INBOX").isEmpty());

    // The copy is not filed a second time either.
    const auto append = fixture.push(fixture.change("Sent", 0, MailChange::Append, {{QStringLiteral("blob"), fixture.keep(message)}}));
    QVERIFY(append.has_value());
    QCOMPARE(fixture.other.search("Sent", "HEADER Message-ID send@test.example").size(), 1);
}

void MailSynchronizerSendTest::checksAccounts_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("kind");
    QTest::newRow("all well") << QString() << -1;
    QTest::newRow("password") << QStringLiteral("password") << int(Error::Kind::Unauthorized);
    QTest::newRow("no server") << QStringLiteral("port") << int(Error::Kind::Offline);
    QTest::newRow("smtp") << QStringLiteral("smtp") << int(Error::Kind::Offline);
    QTest::newRow("unknown authority") << QStringLiteral("ca") << int(Error::Kind::Forbidden);
    QTest::newRow("expired") << QStringLiteral("imapExpired") << int(Error::Kind::Forbidden);
    QTest::newRow("wrong name") << QStringLiteral("imapWrongName") << int(Error::Kind::Forbidden);
    QTest::newRow("starttls") << QStringLiteral("imapStarttls") << -1;
}

void MailSynchronizerSendTest::checksAccounts()
{
    QFETCH(QString, what);
    QFETCH(int, kind);
    SynchronizerFixture fixture(*m_workplace);
    auto account = fixture.account;
    if (what == u"password") {
        account.password = QStringLiteral("falsch");
    } else if (what == u"port") {
        account.imap.port = 1;
    } else if (what == u"smtp") {
        account.smtp.port = 1;
    } else if (what == u"ca") {
        account.ownCertificates.clear();
    } else if (what.startsWith(u"imap")) {
        account.imap = m_workplace->service(what);
    }
    const auto checked = waitedFor(MailSynchronizer::check(account));
    if (kind < 0) {
        QVERIFY2(checked.has_value(), checked ? "" : qPrintable(checked.error().message));
        return;
    }
    QVERIFY(!checked.has_value());
    QCOMPARE(int(checked.error().kind), kind);
    const auto service = what == u"smtp" ? QStringLiteral("SMTP") : QStringLiteral("IMAP");
    QVERIFY2(checked.error().message.contains(service), qPrintable(checked.error().message));
    QVERIFY(!checked.error().message.contains(account.password));
}

QTEST_GUILESS_MAIN(MailSynchronizerSendTest)
#include "mailsynchronizersendtest.moc"
