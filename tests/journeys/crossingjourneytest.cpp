// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"

#include <QTest>

using namespace Kontor;

/// Messages that go from one account to another: never gone in both places, never twice for good.
class CrossingJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void movesWithRestartsInBetween();
    void waitsForItsBody();
    void copies();
    void undoesWhatNobodyHeardOf();
    void undoesWhatWasCarriedOut();
    void discardedItIsBack();
    void deletedWhereItWentTo();

private:
    Result<void> otherRound();
    void stopOther();
    void restart();
    void deliver(const QByteArray &subject);
    qint64 count(ResourceId resource, const QString &subject); ///< shown in the account's inbox
    ItemId find(ResourceId resource, const QString &subject);
    CollectionId inboxOf(ResourceId resource);
    void moveAway(const QString &subject);
    qsizetype onServer(OtherClient &client, const QByteArray &subject)
    {
        return client.search("INBOX", "SUBJECT " + subject).size();
    }
    void verifyMoved(const QByteArray &subject);

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<MailJourney> m_journey; ///< the account it comes from
    std::unique_ptr<OtherClient> m_theirs;
    Account m_account; ///< where it goes to
    ResourceId m_resource;
    std::unique_ptr<SyncEngine> m_engine;
};

void CrossingJourneyTest::initTestCase()
{
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

void CrossingJourneyTest::init()
{
    m_journey = std::make_unique<MailJourney>(*m_workplace);
    m_theirs = std::make_unique<OtherClient>(*m_workplace, m_workplace->user(1));
    m_account = m_journey->account;
    m_account.id = {};
    const auto person = m_workplace->user(1);
    m_account.address = person.address;
    m_account.name = person.name;
    m_account.userName = person.user;
    m_account.password = person.password;
    AccountStore accounts(*m_journey->store);
    m_account.id = *waitedFor(accounts.save(m_account));
    m_resource = *waitedFor(accounts.resource(m_account.id, QStringLiteral("mail")));
}

void CrossingJourneyTest::cleanup()
{
    stopOther();
    m_journey.reset();
    m_theirs.reset();
}

Result<void> CrossingJourneyTest::otherRound()
{
    if (!m_engine) {
        SyncEngine::Options options;
        options.resource = m_resource;
        options.store = *m_journey->store;
        options.projector = m_journey->outbox->projector(QStringLiteral("mail"));
        options.synchronizer = std::make_unique<MailSynchronizer>(m_account, [store = *m_journey->store](const BlobId &id) { return store->blobs().get(id); });
        m_engine = std::make_unique<SyncEngine>(std::move(options));
    }
    return waitedFor(m_engine->round(), std::chrono::minutes(3));
}

void CrossingJourneyTest::stopOther()
{
    if (!m_engine) {
        return;
    }
    bool isStopped = false;
    connect(m_engine.get(), &SyncEngine::stopped, this, [&isStopped] { isStopped = true; });
    m_engine->stop();
    QVERIFY(waitUntil([&isStopped] { return isStopped; }));
    m_engine.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void CrossingJourneyTest::restart()
{
    stopOther();
    m_journey->restart();
}

void CrossingJourneyTest::deliver(const QByteArray &subject)
{
    QVERIFY(m_journey->other.append("INBOX", OtherClient::message(subject), "\\Flagged"));
    QVERIFY(m_journey->round().has_value());
    QVERIFY(otherRound().has_value());
    m_journey->stopEngine();
    stopOther();
    QCOMPARE(count(m_journey->resource, QString::fromUtf8(subject)), 1);
}

qint64 CrossingJourneyTest::count(ResourceId resource, const QString &subject)
{
    return m_journey->number("SELECT count(*) FROM mail_message m JOIN collection k ON k.id = m.collection WHERE k.role = 'inbox' AND k.resource = "
                             + QByteArray::number(resource.value) + " AND m.subject = '" + subject.toUtf8() + '\'');
}

ItemId CrossingJourneyTest::find(ResourceId resource, const QString &subject)
{
    return ItemId{m_journey->number("SELECT m.item FROM mail_message m JOIN collection k ON k.id = m.collection WHERE k.resource = "
                                    + QByteArray::number(resource.value) + " AND m.subject = '" + subject.toUtf8() + '\'')};
}

CollectionId CrossingJourneyTest::inboxOf(ResourceId resource)
{
    return CollectionId{m_journey->number("SELECT id FROM collection WHERE role = 'inbox' AND resource = " + QByteArray::number(resource.value))};
}

void CrossingJourneyTest::moveAway(const QString &subject)
{
    m_journey->actions->move({find(m_journey->resource, subject)}, inboxOf(m_resource));
    QVERIFY(waitUntil([this] { return m_journey->actions->canUndo(); }));
    QCOMPARE(count(m_journey->resource, subject), 0); // seen at once
    QCOMPARE(count(m_resource, subject), 1);
}

void CrossingJourneyTest::verifyMoved(const QByteArray &subject)
{
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(onServer(m_journey->other, subject), 0);
    QCOMPARE(onServer(*m_theirs, subject), 1);
    const auto text = QString::fromUtf8(subject);
    QCOMPARE(count(m_journey->resource, text), 0);
    QCOMPARE(count(m_resource, text), 1);
    QVERIFY(m_journey->number("SELECT flags FROM mail_message WHERE item = " + QByteArray::number(find(m_resource, text).value)) & int(MessageFlag::Flagged));
}

void CrossingJourneyTest::movesWithRestartsInBetween()
{
    const QByteArray subject = "Wandert";
    deliver(subject);
    moveAway(QStringLiteral("Wandert"));
    restart();
    // As long as the other server is away, nothing is removed here.
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(onServer(m_journey->other, subject), 1);
    restart();
    QVERIFY(otherRound().has_value());
    QCOMPARE(onServer(*m_theirs, subject), 1);
    QCOMPARE(onServer(m_journey->other, subject), 1);
    restart();
    QVERIFY(otherRound().has_value());
    QVERIFY(m_journey->round().has_value());
    verifyMoved(subject);
}

void CrossingJourneyTest::waitsForItsBody()
{
    m_journey->account.keepDays = 0;
    QVERIFY(waitedFor(AccountStore(*m_journey->store).save(m_journey->account)).has_value());
    const QByteArray subject = "Kopfsache";
    deliver(subject);
    QCOMPARE(m_journey->number("SELECT count(*) FROM mail_message WHERE body IS NOT NULL AND subject = 'Kopfsache'"), 0);
    moveAway(QStringLiteral("Kopfsache"));
    restart();
    QVERIFY(otherRound().has_value()); // nothing to append yet
    QCOMPARE(onServer(*m_theirs, subject), 0);
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(m_journey->number("SELECT count(*) FROM mail_message WHERE body IS NOT NULL AND subject = 'Kopfsache'"), 1);
    QVERIFY(otherRound().has_value());
    QVERIFY(m_journey->round().has_value());
    verifyMoved(subject);
}

void CrossingJourneyTest::copies()
{
    const QByteArray subject = "Doppelt";
    deliver(subject);
    m_journey->actions->copy({find(m_journey->resource, QStringLiteral("Doppelt"))}, inboxOf(m_resource));
    QVERIFY(waitUntil([this] { return !m_journey->changes().isEmpty(); }));
    QVERIFY(otherRound().has_value());
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(onServer(m_journey->other, subject), 1);
    QCOMPARE(onServer(*m_theirs, subject), 1);
}

void CrossingJourneyTest::undoesWhatNobodyHeardOf()
{
    const QByteArray subject = "Bleibt";
    deliver(subject);
    moveAway(QStringLiteral("Bleibt"));
    m_journey->actions->undo();
    QVERIFY(waitUntil([this] { return count(m_journey->resource, QStringLiteral("Bleibt")) == 1; }));
    QCOMPARE(count(m_resource, QStringLiteral("Bleibt")), 0);
    QVERIFY(m_journey->changes().isEmpty());
    QVERIFY(otherRound().has_value());
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(onServer(*m_theirs, subject), 0);
    QCOMPARE(onServer(m_journey->other, subject), 1);
}

void CrossingJourneyTest::undoesWhatWasCarriedOut()
{
    const QByteArray subject = "Heimkehrer";
    deliver(subject);
    moveAway(QStringLiteral("Heimkehrer"));
    QVERIFY(otherRound().has_value());
    QVERIFY(m_journey->round().has_value());
    verifyMoved(subject);
    m_journey->actions->undo();
    QVERIFY(waitUntil([this] { return count(m_journey->resource, QStringLiteral("Heimkehrer")) == 1; }));
    QVERIFY(m_journey->round().has_value());
    QVERIFY(otherRound().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(onServer(*m_theirs, subject), 0);
    QCOMPARE(onServer(m_journey->other, subject), 1);
}

void CrossingJourneyTest::discardedItIsBack()
{
    deliver("Verworfen");
    moveAway(QStringLiteral("Verworfen"));
    const auto changes = m_journey->changes();
    QVERIFY(waitedFor(m_journey->outbox->discard(changes.first().id)).has_value());
    QCOMPARE(count(m_journey->resource, QStringLiteral("Verworfen")), 1);
    QCOMPARE(count(m_resource, QStringLiteral("Verworfen")), 0);
    QVERIFY(m_journey->changes().isEmpty());
}

void CrossingJourneyTest::deletedWhereItWentTo()
{
    const QByteArray subject = "Kurzbesuch";
    deliver(subject);
    moveAway(QStringLiteral("Kurzbesuch"));
    m_journey->actions->deleteForGood({find(m_resource, QStringLiteral("Kurzbesuch"))});
    QVERIFY(waitUntil([this] { return count(m_resource, QStringLiteral("Kurzbesuch")) == 0; }));
    QVERIFY(otherRound().has_value());
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(onServer(m_journey->other, subject), 0);
    QCOMPARE(onServer(*m_theirs, subject), 0);
}

QTEST_GUILESS_MAIN(CrossingJourneyTest)
#include "crossingjourneytest.moc"
