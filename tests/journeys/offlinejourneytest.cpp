// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"

#include "mail/mailtypes.h"

#include <QTest>

using namespace Kontor;

/// Work without a network, and what becomes of it.
class OfflineJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void editsOfflineReachTheServer();
    void otherClientsEditsMeetOurs();
    void wrongPasswordPausesThenRenewWorks();
    void serverRestartsInBetween();

private:
    std::unique_ptr<Workplace> m_workplace;
};

namespace
{
const QString inbox = QStringLiteral("INBOX");
}

void OfflineJourneyTest::initTestCase()
{
    m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot")});
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

void OfflineJourneyTest::editsOfflineReachTheServer()
{
    MailJourney journey(*m_workplace);
    for (const auto *subject : {"Lesen", "Ablegen", "Loeschen", "Kopieren"}) {
        QVERIFY(journey.other.append("INBOX", OtherClient::message(subject)));
    }
    QVERIFY(journey.round().has_value());
    journey.stopEngine();

    const auto item = [&](const char *subject) {
        return journey.item(inbox, QString::fromUtf8(subject));
    };
    const auto copied = item("Kopieren");
    journey.actions->markRead({item("Lesen")});
    journey.actions->star({item("Lesen")});
    journey.actions->archive({item("Ablegen")});
    journey.actions->deleteForGood({item("Loeschen")});
    journey.actions->copy({copied}, journey.folder(QStringLiteral("Archiv")));
    journey.actions->createFolder(journey.resource, {}, QStringLiteral("Unterwegs"));
    QVERIFY(waitUntil([&] {
        return bool(journey.folder(QStringLiteral("Unterwegs"))) && !item("Ablegen") && !item("Loeschen")
            && journey.subjects(QStringLiteral("Archiv")).size() == 2;
    }));
    // Into a folder the server does not know yet.
    journey.actions->move({copied}, journey.folder(QStringLiteral("Unterwegs")));
    QVERIFY(waitUntil([&] {
        return !item("Kopieren");
    }));
    journey.restart(); // everything survives the end of the program
    QCOMPARE(journey.subjects(inbox), QStringList{QStringLiteral("Lesen")});

    for (int i = 0; i < 3; ++i) {
        const auto done = journey.round();
        QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    }
    for (const auto all = journey.changes(); const auto &change : all) {
        QFAIL(qPrintable(change.kind + change.error.message + change.error.detail));
    }
    QCOMPARE(journey.other.search("INBOX", "SEEN FLAGGED SUBJECT Lesen").size(), 1);
    QCOMPARE(journey.other.search("INBOX").size(), 1);
    QCOMPARE(journey.other.search("Archiv", "SUBJECT Ablegen").size(), 1);
    QCOMPARE(journey.other.search("Archiv", "SUBJECT Kopieren").size(), 1);
    QCOMPARE(journey.other.search("Unterwegs", "SUBJECT Kopieren").size(), 1);
    QCOMPARE(journey.subjects(QStringLiteral("Archiv")), (QStringList{QStringLiteral("Ablegen"), QStringLiteral("Kopieren")}));
    QCOMPARE(journey.subjects(QStringLiteral("Unterwegs")), QStringList{QStringLiteral("Kopieren")});
}

void OfflineJourneyTest::otherClientsEditsMeetOurs()
{
    MailJourney journey(*m_workplace, QStringLiteral("imap"), 1);
    QVERIFY(journey.other.append("INBOX", OtherClient::message("Streit")));
    QVERIFY(journey.other.append("INBOX", OtherClient::message("Weg")));
    QVERIFY(journey.round().has_value());
    journey.stopEngine();
    journey.actions->star({journey.item(inbox, QStringLiteral("Streit"))});
    journey.actions->star({journey.item(inbox, QStringLiteral("Weg"))});
    QVERIFY(waitUntil([&] {
        return journey.changes().size() == 2;
    }));
    QVERIFY(journey.other.succeeds("SELECT INBOX"));
    QVERIFY(journey.other.succeeds("STORE 1 +FLAGS (\\Seen andere)"));
    QVERIFY(journey.other.succeeds("STORE 2 +FLAGS (\\Deleted)"));
    QVERIFY(journey.other.succeeds("EXPUNGE"));
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.changes().isEmpty());
    const auto rows = journey.rows(inbox);
    QCOMPARE(rows.size(), 1);
    QVERIFY(rows.first().flags & int(MessageFlag::Flagged));
    QVERIFY(rows.first().flags & int(MessageFlag::Seen));
    QCOMPARE(rows.first().keywords, QStringLiteral("andere"));
    QCOMPARE(journey.other.search("INBOX", "SEEN FLAGGED KEYWORD andere").size(), 1);
}

void OfflineJourneyTest::wrongPasswordPausesThenRenewWorks()
{
    MailJourney journey(*m_workplace, QStringLiteral("imap"), 2);
    QVERIFY(journey.other.append("INBOX", OtherClient::message("Wartet")));
    const auto right = journey.account.password;
    journey.account.password = QStringLiteral("falsch");
    journey.startEngine();
    journey.engine->start();
    QVERIFY(waitUntil([&] {
        return journey.engine->status().activity == SyncStatus::Activity::Paused;
    }));
    const auto error = journey.engine->status().error;
    QVERIFY(error.has_value());
    QCOMPARE(error->kind, Error::Kind::Unauthorized);
    QVERIFY(!error->message.isEmpty());
    QVERIFY(!error->message.contains(QStringLiteral("falsch")) && !error->detail.contains(QStringLiteral("falsch")));

    journey.account.password = right;
    journey.synchronizer->setAccount(journey.account);
    journey.engine->renew();
    QVERIFY(waitUntil([&] {
        return bool(journey.item(inbox, QStringLiteral("Wartet")));
    }));
}

void OfflineJourneyTest::serverRestartsInBetween()
{
    Workplace workplace({QStringLiteral("dovecot")});
    QVERIFY(workplace.isRunning());
    MailJourney journey(workplace);
    QVERIFY(journey.other.append("INBOX", OtherClient::message("Vorher")));
    journey.startEngine();
    journey.engine->start();
    QVERIFY(waitUntil([&] {
        return bool(journey.item(inbox, QStringLiteral("Vorher")));
    }));
    workplace.stop(QStringLiteral("dovecot"));
    journey.actions->star({journey.item(inbox, QStringLiteral("Vorher"))});
    QVERIFY(waitUntil([&] {
        return journey.engine->status().error.has_value();
    }));
    QCOMPARE(journey.engine->status().error->kind, Error::Kind::Offline);
    workplace.start({QStringLiteral("dovecot")});
    QVERIFY(workplace.isRunning());
    journey.engine->syncNow();
    QVERIFY(waitUntil([&] {
        return journey.changes().isEmpty();
    }));
    OtherClient again(workplace, workplace.user());
    QCOMPARE(again.search("INBOX", "FLAGGED").size(), 1);
}

QTEST_GUILESS_MAIN(OfflineJourneyTest)
#include "offlinejourneytest.moc"
