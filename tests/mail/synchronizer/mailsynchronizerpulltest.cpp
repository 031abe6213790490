// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/synchronizer/synchronizerfixture.h"

#include <QTest>

using namespace Kontor;

/// Reading mailboxes of a real server, with everything it can do and with less and less of it.
class MailSynchronizerPullTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void readsEverythingNewestFirst_data();
    void readsEverythingNewestFirst();
    void learnsFlagsAndLosses_data();
    void learnsFlagsAndLosses();
    void isCurrentWhenNothingHappened_data();
    void isCurrentWhenNothingHappened();
    void resumesAfterStop_data();
    void resumesAfterStop();
    void noticesMailboxMadeAnew_data();
    void noticesMailboxMadeAnew();
    void readsOddHeaders_data();
    void readsOddHeaders();
    void refusesMissingMailbox();
    void survivesTwoThousand();
    void tellsWrongPassword();
    void returnsCancelledAfterStop();

private:
    void servers();
    std::map<QByteArray, std::unique_ptr<Workplace>> m_workplaces;
    std::unique_ptr<SynchronizerFixture> m_fixture;
};

namespace
{
const QString withoutQresync = QStringLiteral("IMAP4rev1 SASL-IR LITERAL+ ENABLE IDLE CONDSTORE ESEARCH UNSELECT UIDPLUS LIST-EXTENDED LIST-STATUS SPECIAL-USE NAMESPACE");
const QString bare = QStringLiteral("IMAP4rev1");
}

void MailSynchronizerPullTest::initTestCase()
{
    m_workplaces["everything"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot")});
    m_workplaces["CONDSTORE"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("--imap-capability"), withoutQresync});
    m_workplaces["bare"] = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("--imap-capability"), bare});
    m_workplaces["Cyrus"] = std::make_unique<Workplace>(QStringList{QStringLiteral("cyrus")});
    for (const auto &[name, workplace] : m_workplaces) {
        QVERIFY2(workplace->isRunning(), qPrintable(workplace->error()));
    }
}

void MailSynchronizerPullTest::servers()
{
    QTest::addColumn<QByteArray>("server");
    for (const auto &[name, workplace] : m_workplaces) {
        QTest::newRow(name.constData()) << name;
    }
}

void MailSynchronizerPullTest::init()
{
    const auto *tag = QTest::currentDataTag();
    const QByteArray server = tag && m_workplaces.contains(tag) ? tag : "everything";
    m_fixture = std::make_unique<SynchronizerFixture>(*m_workplaces[server], server == "Cyrus" ? QStringLiteral("cyrus.imap") : QStringLiteral("imap"));
}

void MailSynchronizerPullTest::cleanup()
{
    m_fixture.reset();
}

void MailSynchronizerPullTest::readsEverythingNewestFirst_data()
{
    servers();
}

void MailSynchronizerPullTest::readsEverythingNewestFirst()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer " + QByteArray::number(i)), i == 2 ? "\\Seen $Wichtig" : ""));
    }
    Collection collection;
    collection.remoteId = QString::fromUtf8(mailbox);
    const auto delta = waitedFor(fixture.synchronizer->pull(collection));
    QVERIFY2(delta.has_value(), delta ? "" : qPrintable(delta.error().message + delta.error().detail));
    QVERIFY(delta->restart);
    QVERIFY(!delta->more);
    QCOMPARE(delta->changed.size(), 5);
    QCOMPARE(delta->changed.first().remoteId, QStringLiteral("5"));

    MailboxMirror mirror;
    mirror.apply(*delta);
    QCOMPARE(mirror.uids(), (QList<int>{1, 2, 3, 4, 5}));
    QCOMPARE(mirror.subject(3), QStringLiteral("Nummer 3"));
    QCOMPARE(mirror.flags(2), (QStringList{QStringLiteral("$Wichtig"), QStringLiteral("\\Seen")}));
    const auto payload = mirror.messages.value(1).payload;
    QVERIFY(payload.size > 100);
    QVERIFY(payload.internalDate.isValid());
    QVERIFY(payload.header.contains("Message-ID:"));
    QVERIFY(payload.bodyStructure.toLower().contains("plain"));

    // One more and nothing else.
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer 6")));
    mirror.whole = 0;
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.whole, 1);
    QCOMPARE(mirror.subject(6), QStringLiteral("Nummer 6"));
    QVERIFY2(mirror.problems.isEmpty(), qPrintable(mirror.problems.join(u' ')));
}

void MailSynchronizerPullTest::learnsFlagsAndLosses_data()
{
    servers();
}

void MailSynchronizerPullTest::learnsFlagsAndLosses()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    for (int i = 1; i <= 6; ++i) {
        QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer " + QByteArray::number(i))));
    }
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));

    QVERIFY(fixture.other.succeeds("SELECT " + mailbox));
    QVERIFY(fixture.other.succeeds("UID STORE 1 +FLAGS (\\Flagged projekt)"));
    QVERIFY(fixture.other.succeeds("UID STORE 2,4 +FLAGS.SILENT (\\Deleted)"));
    QVERIFY(fixture.other.succeeds("EXPUNGE"));
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer 7"), "\\Seen"));
    mirror.whole = 0;
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.uids(), (QList<int>{1, 3, 5, 6, 7}));
    QCOMPARE(mirror.flags(1), (QStringList{QStringLiteral("\\Flagged"), QStringLiteral("projekt")}));
    QCOMPARE(mirror.flags(7), QStringList{QStringLiteral("\\Seen")});
    QCOMPARE(mirror.whole, 1);

    // One lost and one new: the number of messages stays the same.
    QVERIFY(fixture.other.succeeds("UID STORE 3 +FLAGS.SILENT (\\Deleted)"));
    QVERIFY(fixture.other.succeeds("EXPUNGE"));
    QVERIFY(fixture.other.succeeds("UID STORE 1 -FLAGS (projekt)"));
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer 8")));
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.uids(), (QList<int>{1, 5, 6, 7, 8}));
    QCOMPARE(mirror.flags(1), QStringList{QStringLiteral("\\Flagged")});

    // All gone.
    QVERIFY(fixture.other.succeeds("STORE 1:* +FLAGS.SILENT (\\Deleted)"));
    QVERIFY(fixture.other.succeeds("EXPUNGE"));
    QVERIFY(fixture.pull(mailbox, mirror));
    QVERIFY(mirror.uids().isEmpty());
    QVERIFY2(mirror.problems.isEmpty(), qPrintable(mirror.problems.join(u' ')));
}

void MailSynchronizerPullTest::isCurrentWhenNothingHappened_data()
{
    servers();
}

void MailSynchronizerPullTest::isCurrentWhenNothingHappened()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Eins")));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    auto remote = fixture.discovered(QString::fromUtf8(mailbox));
    QVERIFY(remote.has_value());
    const bool mayKnow = QByteArray(QTest::currentDataTag()) != "bare"; // flags may have changed unseen
    QCOMPARE(fixture.synchronizer->isCurrent(*remote, mirror.token), mayKnow);
    QVERIFY(!fixture.synchronizer->isCurrent(*remote, {}));
    QVERIFY(!fixture.synchronizer->isCurrent(*remote, "nonsense"));

    QVERIFY(fixture.other.succeeds("SELECT " + mailbox));
    QVERIFY(fixture.other.succeeds("UID STORE 1 +FLAGS (\\Flagged)"));
    remote = fixture.discovered(QString::fromUtf8(mailbox));
    QVERIFY(!fixture.synchronizer->isCurrent(*remote, mirror.token));
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.flags(1), QStringList{QStringLiteral("\\Flagged")});
}

void MailSynchronizerPullTest::resumesAfterStop_data()
{
    servers();
}

void MailSynchronizerPullTest::resumesAfterStop()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    constexpr int count = 1200;
    for (int i = 1; i <= count; ++i) {
        QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer " + QByteArray::number(i))));
    }
    Collection collection;
    collection.remoteId = QString::fromUtf8(mailbox);
    MailboxMirror mirror;
    const auto first = waitedFor(fixture.synchronizer->pull(collection));
    QVERIFY(first.has_value());
    QVERIFY(first->more);
    mirror.apply(*first);
    QVERIFY(mirror.uids().last() == count);
    QVERIFY(mirror.uids().first() > 1);

    // Another process goes on, and in between the world changed on both ends.
    QVERIFY(fixture.other.succeeds("SELECT " + mailbox));
    QVERIFY(fixture.other.succeeds("UID STORE 1," + QByteArray::number(count) + " +FLAGS.SILENT (\\Deleted)"));
    QVERIFY(fixture.other.succeeds("EXPUNGE"));
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Neu")));
    const auto *tag = QTest::currentDataTag();
    fixture.synchronizer.reset();
    SynchronizerFixture again(*m_workplaces[tag], QByteArray(tag) == "Cyrus" ? QStringLiteral("cyrus.imap") : QStringLiteral("imap"));
    mirror.whole = 0;
    QVERIFY2(again.pull(mailbox, mirror), qPrintable(again.error.message + again.error.detail));
    QCOMPARE(mirror.uids(), again.other.search(mailbox));
    QVERIFY2(mirror.whole < count, "what was read is not read again");
    QVERIFY2(mirror.problems.isEmpty(), qPrintable(mirror.problems.join(u' ')));
}

void MailSynchronizerPullTest::noticesMailboxMadeAnew_data()
{
    servers();
}

void MailSynchronizerPullTest::noticesMailboxMadeAnew()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Alt")));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    QVERIFY(fixture.other.succeeds("DELETE " + mailbox));
    QTest::qWait(1100); // UIDVALIDITY is often the time in seconds
    QVERIFY(fixture.other.succeeds("CREATE " + mailbox));
    QVERIFY(fixture.other.append(mailbox, OtherClient::message("Neu")));
    QVERIFY(!fixture.pull(mailbox, mirror));
    QCOMPARE(fixture.error.kind, Error::Kind::TokenExpired);

    // A change for a UID of before must not hit the new message.
    auto removal = fixture.change(mailbox, 1, QStringLiteral("delete"), {}, &mirror);
    const auto refused = fixture.push(removal);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, Error::Kind::Conflict);

    mirror.token.clear();
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.uids(), QList<int>{1});
    QCOMPARE(mirror.subject(1), QStringLiteral("Neu"));
}

void MailSynchronizerPullTest::readsOddHeaders_data()
{
    servers();
}

void MailSynchronizerPullTest::readsOddHeaders()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    QVERIFY(fixture.other.append(mailbox, "Subject: nur ein Betreff\r\n\r\n"));
    QVERIFY(fixture.other.append(mailbox, "\r\nnur Text\r\n"));
    QVERIFY(fixture.other.append(mailbox, "Subject: =?utf-8?Q?gefaltet?=\r\n =?utf-8?Q?_und_mehr?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                                          "Content-Type: application/pdf; name=\"Rechnung-\xc3\xbc" "ber (1).pdf\"\r\n\r\nabc\r\n--x--\r\n"));
    QVERIFY(fixture.other.append(mailbox, "Subject: " + QByteArray(30'000, 'x') + "\r\n\r\nText\r\n"));
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.uids(), (QList<int>{1, 2, 3, 4}));
    QVERIFY(mirror.messages.value(3).payload.bodyStructure.contains("Rechnung"));
    QVERIFY(mirror.subject(4).size() > 900);
}

void MailSynchronizerPullTest::refusesMissingMailbox()
{
    MailboxMirror mirror;
    QVERIFY(!m_fixture->pull("gibt-es-nicht", mirror));
    QVERIFY2(m_fixture->error.kind == Error::Kind::NotFound || m_fixture->error.kind == Error::Kind::Protocol, qPrintable(m_fixture->error.message));
    QVERIFY(!m_fixture->error.message.isEmpty());
    // And the connection still works.
    QVERIFY(m_fixture->pull("INBOX", mirror));
}

void MailSynchronizerPullTest::survivesTwoThousand()
{
    auto &fixture = *m_fixture;
    const auto mailbox = fixture.newMailbox();
    for (int i = 1; i <= 2000; ++i) {
        QVERIFY(fixture.other.append(mailbox, OtherClient::message("Nummer " + QByteArray::number(i))));
    }
    MailboxMirror mirror;
    QVERIFY(fixture.pull(mailbox, mirror));
    QCOMPARE(mirror.uids().size(), 2000);
    QCOMPARE(mirror.whole, 2000);
}

void MailSynchronizerPullTest::tellsWrongPassword()
{
    auto account = m_fixture->account;
    account.password = QStringLiteral("falsch");
    MailSynchronizer synchronizer(account, {});
    const auto first = waitedFor(synchronizer.discover());
    QVERIFY(!first.has_value());
    QCOMPARE(first.error().kind, Error::Kind::Unauthorized);
    QVERIFY(!first.error().message.contains(account.password));
    // All connections at once do not mean three wrong passwords.
    Collection inbox;
    inbox.remoteId = QStringLiteral("INBOX");
    QCOMPARE(waitedFor(synchronizer.pull(inbox)).error().kind, Error::Kind::Unauthorized);

    account.password = m_fixture->account.password;
    synchronizer.setAccount(account);
    QVERIFY(waitedFor(synchronizer.discover()).has_value());
}

void MailSynchronizerPullTest::returnsCancelledAfterStop()
{
    auto &fixture = *m_fixture;
    fixture.synchronizer->stop();
    QCOMPARE(waitedFor(fixture.synchronizer->discover()).error().kind, Error::Kind::Cancelled);
    Collection inbox;
    inbox.remoteId = QStringLiteral("INBOX");
    QCOMPARE(waitedFor(fixture.synchronizer->pull(inbox)).error().kind, Error::Kind::Cancelled);
    QCOMPARE(waitedFor(fixture.synchronizer->watch(std::chrono::seconds(30))).error().kind, Error::Kind::Cancelled);
    const ItemRef item{.id = ItemId{1}, .collection = {}, .collectionRemoteId = QStringLiteral("INBOX"), .remoteId = QStringLiteral("1")};
    QCOMPARE(waitedFor(fixture.synchronizer->fetch(item, {}, 0)).error().kind, Error::Kind::Cancelled);
    QCOMPARE(fixture.push(fixture.change("INBOX", 1, QStringLiteral("delete"))).error().kind, Error::Kind::Cancelled);
}

QTEST_GUILESS_MAIN(MailSynchronizerPullTest)
#include "mailsynchronizerpulltest.moc"
