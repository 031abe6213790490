// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"

#include "mail/mailtypes.h"
#include "support/faultserver.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Kontor;

namespace
{
QByteArray told(const QList<Change> &changes)
{
    QByteArray text;
    for (const auto &change : changes) {
        text += change.kind.toUtf8() + ' ' + QByteArray::number(int(change.state)) + ' ' + change.error.message.toUtf8() + ' ' + change.error.detail.toUtf8() + '\n';
    }
    return text;
}

/// Of something that fails at once each time: it waits half a second at least, then a whole one, then two, …
int mostAttempts(qint64 milliseconds)
{
    int attempts = 1;
    for (qint64 wait = 500, next = wait; next <= milliseconds; wait *= 2, next += wait) {
        ++attempts;
    }
    return attempts;
}
}

/// Writing and sending, with what may come in between.
class SendJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void sendsOnceAndFilesOnce();
    void undoSend();
    void sendsLater();
    void sendsWhatWasWrittenOffline();
    void badCertificateWaits();
    void refusedRecipientParks();
    void fullMailboxParks();
    void draftIsKeptOnServer();

private:
    std::unique_ptr<Workplace> m_workplace;
};

void SendJourneyTest::initTestCase()
{
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

void SendJourneyTest::sendsOnceAndFilesOnce()
{
    MailJourney journey(*m_workplace);
    OtherClient recipient(*m_workplace, m_workplace->user(1));
    QVERIFY(journey.round().has_value());
    const auto sent = waitedFor(journey.actions->send(journey.draft(QStringLiteral("Einmal und nie wieder"), m_workplace->user(1).address)));
    QVERIFY2(sent.has_value(), sent ? "" : qPrintable(sent.error().message));
    QVERIFY(bool(journey.item(QStringLiteral("Sent"), QStringLiteral("Einmal und nie wieder"))));
    for (int i = 0; i < 3; ++i) {
        const auto done = journey.round();
        QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    }
    QVERIFY2(journey.changes().isEmpty(), told(journey.changes()).constData());
    QVERIFY(waitUntil([&] {
        return recipient.search("INBOX", "SUBJECT \"Einmal und nie wieder\"").size() == 1;
    }));
    QCOMPARE(journey.other.search("Sent", "SUBJECT \"Einmal und nie wieder\"").size(), 1);
    QCOMPARE(journey.subjects(QStringLiteral("Sent")).count(QStringLiteral("Einmal und nie wieder")), 1);
    const auto all = journey.rows(QStringLiteral("Sent"));
    QVERIFY(std::ranges::none_of(all, [](const auto &row) {
        return row.flags & int(MessageFlag::Waiting);
    }));
}

void SendJourneyTest::undoSend()
{
    MailJourney journey(*m_workplace);
    journey.account.undoSendSeconds = 3600;
    QVERIFY(waitedFor(AccountStore(*journey.store).save(journey.account)).has_value());
    QVERIFY(journey.round().has_value());
    const auto sent = waitedFor(journey.actions->send(journey.draft(QStringLiteral("Doch nicht"), m_workplace->user(1).address)));
    QVERIFY(sent.has_value());
    QVERIFY(journey.round().has_value());
    QVERIFY(!journey.changes().isEmpty());
    const auto draft = waitedFor(journey.actions->undoSend(*sent));
    QVERIFY2(draft.has_value(), draft ? "" : qPrintable(draft.error().message));
    QCOMPARE(draft->subject, QStringLiteral("Doch nicht"));
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.round().has_value());
    OtherClient recipient(*m_workplace, m_workplace->user(1));
    QVERIFY(recipient.search("INBOX", "SUBJECT \"Doch nicht\"").isEmpty());
    QVERIFY(journey.other.search("Sent", "SUBJECT \"Doch nicht\"").isEmpty());
}

void SendJourneyTest::badCertificateWaits()
{
    MailJourney journey(*m_workplace);
    OtherClient recipient(*m_workplace, m_workplace->user(1));
    QVERIFY(journey.round().has_value());
    journey.stopEngine();
    const auto good = journey.account;
    FaultServer strange(ServerAddress::Security::Tls, TestCertificates::instance().expired);
    journey.account.smtp = strange.address();
    journey.account.ownCertificates += TestCertificates::instance().authority.toPem();
    QVERIFY(waitedFor(journey.actions->send(journey.draft(QStringLiteral("Geduld"), m_workplace->user(1).address))).has_value());
    journey.startEngine();
    QElapsedTimer sinceStart;
    sinceStart.start();
    journey.engine->start();
    QVERIFY(waitUntil([&] {
        return journey.engine->status().error.has_value();
    }));
    const auto problem = journey.engine->status().error->message;
    QVERIFY2(problem.contains(QStringLiteral("certificate"), Qt::CaseInsensitive), qPrintable(problem));
    QVERIFY(waitUntil([&] { // it may just be tried again
        return journey.changes().first().state == ChangeState::Waiting && journey.changes().first().error.message == problem;
    }));
    QTest::qWait(3000);
    // Patiently: after half a second at the earliest, then after twice that, and so on, however long this took.
    const int connections = strange.connections();
    const auto mayBe = mostAttempts(sinceStart.elapsed());
    QVERIFY2(connections <= mayBe, qPrintable(QStringLiteral("%1 instead of %2").arg(connections).arg(mayBe)));
    // Receiving goes on meanwhile.
    QVERIFY(journey.other.append("INBOX", OtherClient::message("Trotzdem da")));
    QVERIFY(waitUntil([&] {
        return bool(journey.item(QStringLiteral("INBOX"), QStringLiteral("Trotzdem da")));
    }));
    QVERIFY(recipient.search("INBOX", "SUBJECT Geduld").isEmpty());
    journey.synchronizer->setAccount(good);
    QVERIFY(waitUntil([&] {
        return journey.changes().isEmpty();
    }));
    QVERIFY(waitUntil([&] {
        return recipient.search("INBOX", "SUBJECT Geduld").size() == 1;
    }));
    QVERIFY(waitUntil([&] {
        return !journey.engine->status().error;
    }));
}

void SendJourneyTest::sendsLater()
{
    MailJourney journey(*m_workplace);
    QVERIFY(journey.round().has_value());
    const auto sent = waitedFor(journey.actions->send(journey.draft(QStringLiteral("Später"), m_workplace->user(1).address), QDateTime::currentDateTimeUtc().addSecs(3)));
    QVERIFY(sent.has_value());
    QVERIFY(journey.round().has_value());
    OtherClient recipient(*m_workplace, m_workplace->user(1));
    QVERIFY(recipient.search("INBOX", "SUBJECT \"=?utf-8\"").isEmpty());
    QVERIFY(!journey.changes().isEmpty());
    QVERIFY(waitUntil([&] {
        journey.round();
        return journey.changes().isEmpty();
    }));
}

void SendJourneyTest::sendsWhatWasWrittenOffline()
{
    MailJourney journey(*m_workplace);
    QVERIFY(journey.round().has_value());
    const auto imap = journey.account.imap.port;
    const auto smtp = journey.account.smtp.port;
    journey.stopEngine();
    journey.account.imap.port = 1; // nobody listens there
    journey.account.smtp.port = 1;
    journey.restart();
    QVERIFY(waitedFor(journey.actions->send(journey.draft(QStringLiteral("Aus dem Zug"), m_workplace->user(1).address))).has_value());
    const auto failed = journey.round();
    QVERIFY(!failed.has_value());
    QCOMPARE(failed.error().kind, Error::Kind::Offline);
    journey.account.imap.port = imap;
    journey.account.smtp.port = smtp;
    journey.restart();
    const auto done = journey.round();
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.changes().isEmpty());
    OtherClient recipient(*m_workplace, m_workplace->user(1));
    QVERIFY(waitUntil([&] {
        return recipient.search("INBOX", "SUBJECT \"Aus dem Zug\"").size() == 1;
    }));
    QCOMPARE(journey.other.search("Sent", "SUBJECT \"Aus dem Zug\"").size(), 1);
}

void SendJourneyTest::refusedRecipientParks()
{
    MailJourney journey(*m_workplace);
    QVERIFY(journey.round().has_value());
    auto draft = journey.draft(QStringLiteral("Zu groß"), m_workplace->user(1).address);
    const auto huge = waitedFor(journey.actions->attachBytes(QByteArray(60 * 1024 * 1024, 'x'), QStringLiteral("riesig.bin"), QStringLiteral("application/octet-stream")));
    QVERIFY(huge.has_value());
    draft.attachments << *huge;
    QVERIFY(waitedFor(journey.actions->send(draft)).has_value());
    QVERIFY(journey.round().has_value());
    const auto changes = journey.changes();
    QVERIFY(!changes.isEmpty());
    QCOMPARE(changes.first().state, ChangeState::Parked);
    QVERIFY(!changes.first().error.message.isEmpty());
    QVERIFY(waitedFor(journey.outbox->discard(changes.first().id)).has_value());
    QVERIFY(journey.changes().isEmpty());
}

void SendJourneyTest::fullMailboxParks()
{
    const Workplace small({QStringLiteral("dovecot"), QStringLiteral("exim"), QStringLiteral("--quota"), QStringLiteral("60K")});
    QVERIFY(small.isRunning());
    MailJourney journey(small);
    QVERIFY(journey.round().has_value());
    auto draft = journey.draft(QStringLiteral("Kein Platz"), small.user(1).address);
    const auto big = waitedFor(journey.actions->attachBytes(QByteArray(200'000, 'x'), QStringLiteral("groß.bin"), QStringLiteral("application/octet-stream")));
    draft.attachments << *big;
    const auto saved = waitedFor(journey.actions->saveDraft(draft));
    QVERIFY(saved.has_value());
    QVERIFY(journey.round().has_value());
    const auto changes = journey.changes();
    QVERIFY(!changes.isEmpty());
    QCOMPARE(changes.first().state, ChangeState::Parked);
    QCOMPARE(changes.first().error.kind, Error::Kind::OverQuota);
    QVERIFY(!changes.first().error.message.isEmpty());
    // The draft itself is still here.
    QVERIFY(waitedFor(journey.actions->openDraft(saved->item)).has_value());
}

void SendJourneyTest::draftIsKeptOnServer()
{
    MailJourney journey(*m_workplace, QStringLiteral("imap"), 2);
    QVERIFY(journey.round().has_value());
    auto draft = waitedFor(journey.actions->saveDraft(journey.draft(QStringLiteral("Fassung eins"), m_workplace->user(1).address)));
    QVERIFY(draft.has_value());
    QVERIFY(journey.round().has_value());
    QCOMPARE(journey.other.search("Entw&APw-rfe").size(), 1);
    draft->subject = QStringLiteral("Fassung zwei");
    draft = waitedFor(journey.actions->saveDraft(*draft));
    QVERIFY(draft.has_value());
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.round().has_value());
    QCOMPARE(journey.other.search("Entw&APw-rfe", "SUBJECT zwei").size(), 1);
    QCOMPARE(journey.other.search("Entw&APw-rfe").size(), 1);
    QCOMPARE(journey.subjects(QStringLiteral("Entw&APw-rfe")), QStringList{QStringLiteral("Fassung zwei")});
    QVERIFY(waitedFor(journey.actions->send(*draft)).has_value());
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.round().has_value());
    QVERIFY(journey.other.search("Entw&APw-rfe").isEmpty());
    QCOMPARE(journey.other.search("Sent", "SUBJECT zwei").size(), 1);
}

QTEST_GUILESS_MAIN(SendJourneyTest)
#include "sendjourneytest.moc"
