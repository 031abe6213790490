// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"
#include "mail/mailtypes.h"

#include <QTest>

using namespace Kontor;

namespace
{
constexpr int ownerIndex = 0;
constexpr int readerIndex = 1;
}

/// A folder that somebody else shares, with more or fewer rights, and while they are withdrawn.
class RightsJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void tellsWhatIsAllowed_data();
    void tellsWhatIsAllowed();
    void marksWhereSeenIsAllKept();
    void keepsNoSeenQuietly();
    void readingOnlyParksNothing();
    void deletingWithoutTheRight_data();
    void deletingWithoutTheRight();
    void movingIntoAClosedFolder();
    void withdrawnWhileAChangeWaits();
    void unsharedWhileAChangeWaits();
    void allIsAllowed();

private:
    void share(const QByteArray &letters);
    void begin();
    Result<void> settled();
    Rights rights();
    int flags(const QString &subject);
    QByteArray ownersView(); ///< flags of all messages
    Change parked();

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<OtherClient> m_owner;
    std::unique_ptr<MailJourney> m_journey;
    QByteArray m_name;
    QString m_shared; ///< as the reader sees it
    int m_number = 0;
};

void RightsJourneyTest::initTestCase()
{
    m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("cyrus")});
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

void RightsJourneyTest::init()
{
    const auto service = QStringLiteral("cyrus.imap");
    m_owner = std::make_unique<OtherClient>(*m_workplace, m_workplace->user(ownerIndex), service);
    m_name = "team" + QByteArray::number(++m_number);
    m_shared = QStringLiteral("Other Users/%1/%2").arg(m_workplace->user(ownerIndex).address.section(u'@', 0, 0), QString::fromLatin1(m_name));
    QVERIFY(m_owner->succeeds("CREATE " + m_name));
    for (const auto *subject : {"Eins", "Zwei", "Drei"}) {
        QVERIFY(m_owner->append(m_name, OtherClient::message(subject)));
    }
    m_journey = std::make_unique<MailJourney>(*m_workplace, service, readerIndex);
}

void RightsJourneyTest::cleanup()
{
    m_journey.reset();
    m_owner->run("CLOSE");
    m_owner->run("DELETE " + m_name);
    m_owner.reset();
}

void RightsJourneyTest::share(const QByteArray &letters)
{
    QVERIFY(m_owner->succeeds("SETACL " + m_name + ' ' + m_workplace->user(readerIndex).address.section(u'@', 0, 0).toUtf8() + " \"" + letters + '"'));
}

void RightsJourneyTest::begin()
{
    QVERIFY(m_journey->other.succeeds("SUBSCRIBE \"" + m_shared.toUtf8() + '"'));
    const auto done = settled();
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    // "Other Users" and the person below are no mailboxes, and nothing to complain about.
    QCOMPARE(m_journey->number("SELECT count(*) FROM collection WHERE length(problem) > 0"), 0);
    QCOMPARE(m_journey->subjects(m_shared), (QStringList{QStringLiteral("Drei"), QStringLiteral("Eins"), QStringLiteral("Zwei")}));
}

/// A round that carries out what waits, and one that reads what became of it.
Result<void> RightsJourneyTest::settled()
{
    auto done = m_journey->round();
    return done ? m_journey->round() : done;
}

Rights RightsJourneyTest::rights()
{
    return Rights::fromInt(int(m_journey->number("SELECT rights FROM collection WHERE remote_id = '" + m_shared.toUtf8() + '\'')));
}

int RightsJourneyTest::flags(const QString &subject)
{
    for (const auto rows = m_journey->rows(m_shared); const auto &row : rows) {
        if (row.subject == subject) {
            return row.flags;
        }
    }
    return -1;
}

QByteArray RightsJourneyTest::ownersView()
{
    m_owner->succeeds("EXAMINE " + m_name);
    return m_owner->run("FETCH 1:* FLAGS").join();
}

Change RightsJourneyTest::parked()
{
    const auto changes = m_journey->changes();
    return changes.size() == 1 && changes.first().state == ChangeState::Parked ? changes.first() : Change{};
}

void RightsJourneyTest::tellsWhatIsAllowed_data()
{
    QTest::addColumn<QByteArray>("letters");
    QTest::addColumn<Rights>("expected");
    QTest::newRow("read") << QByteArray("lr") << Rights(Right::Read);
    QTest::newRow("read, and keep what was read") << QByteArray("lrs") << (Right::Read | Right::Write);
    QTest::newRow("no deleting") << QByteArray("lrsw") << (Right::Read | Right::Write);
    QTest::newRow("no \\Seen") << QByteArray("lrw") << (Right::Read | Right::Write);
    QTest::newRow("adding") << QByteArray("lrswi") << (Right::Read | Right::Write | Right::Insert);
    QTest::newRow("marking as deleted, no expunging") << QByteArray("lrswit") << (Right::Read | Right::Write | Right::Insert);
    QTest::newRow("deleting") << QByteArray("lrswite") << (Right::Read | Right::Write | Right::Insert | Right::Remove);
    QTest::newRow("folders below") << QByteArray("lrk") << (Right::Read | Right::CreateChild);
    QTest::newRow("everything") << QByteArray("lrswikxte") << allRights;
}

void RightsJourneyTest::tellsWhatIsAllowed()
{
    QFETCH(QByteArray, letters);
    QFETCH(Rights, expected);
    share(letters);
    begin();
    QCOMPARE(rights(), expected);
}

void RightsJourneyTest::marksWhereSeenIsAllKept()
{
    share("lrs");
    begin();
    const auto item = m_journey->item(m_shared, QStringLiteral("Eins"));
    m_journey->actions->noteRead(item);
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 1; }));
    QVERIFY(settled().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(flags(QStringLiteral("Eins")), int(MessageFlag::Seen));

    m_journey->actions->star({item});
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 1; }));
    QVERIFY(settled().has_value());
    const auto change = parked();
    QCOMPARE(change.error.kind, Error::Kind::Forbidden);
    QVERIFY2(change.error.message.contains(QString::fromLatin1(m_name)), qPrintable(change.error.message));
    QVERIFY(waitedFor(m_journey->outbox->discard(change.id)).has_value());
    QCOMPARE(flags(QStringLiteral("Eins")), int(MessageFlag::Seen));
}

// Looking at a message is no wish that could be refused.
void RightsJourneyTest::keepsNoSeenQuietly()
{
    share("lrw");
    begin();
    m_journey->actions->noteRead(m_journey->item(m_shared, QStringLiteral("Eins")));
    m_journey->actions->star({m_journey->item(m_shared, QStringLiteral("Zwei"))});
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 2; }));
    QVERIFY(settled().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(flags(QStringLiteral("Eins")), 0);
    QCOMPARE(flags(QStringLiteral("Zwei")), int(MessageFlag::Flagged));
    QVERIFY(ownersView().contains("\\Flagged"));
}

void RightsJourneyTest::readingOnlyParksNothing()
{
    share("lr");
    begin();
    for (const auto *subject : {"Eins", "Zwei", "Drei"}) {
        m_journey->actions->noteRead(m_journey->item(m_shared, QString::fromLatin1(subject)));
    }
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 3; }));
    QVERIFY(settled().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(flags(QStringLiteral("Zwei")), 0);
}

void RightsJourneyTest::deletingWithoutTheRight_data()
{
    QTest::addColumn<QByteArray>("letters");
    QTest::newRow("read") << QByteArray("lrs");
    QTest::newRow("write") << QByteArray("lrsw");
    QTest::newRow("marking as deleted, no expunging") << QByteArray("lrswit");
}

void RightsJourneyTest::deletingWithoutTheRight()
{
    QFETCH(QByteArray, letters);
    share(letters);
    begin();
    m_journey->actions->deleteForGood({m_journey->item(m_shared, QStringLiteral("Eins"))});
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 1; }));
    QVERIFY(settled().has_value());
    auto change = parked();
    QCOMPARE(change.error.kind, Error::Kind::Forbidden);
    QVERIFY2(change.error.message.contains(QString::fromLatin1(m_name)), qPrintable(change.error.message));
    QVERIFY2(!ownersView().contains("\\Deleted"), "the next who cleans up would remove it");
    QVERIFY(waitedFor(m_journey->outbox->discard(change.id)).has_value());
    QCOMPARE(m_journey->subjects(m_shared).size(), 3);

    m_journey->actions->moveToTrash({m_journey->item(m_shared, QStringLiteral("Zwei"))});
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 1; }));
    QVERIFY(settled().has_value());
    change = parked();
    QCOMPARE(change.error.kind, Error::Kind::Forbidden);
    QVERIFY(waitedFor(m_journey->outbox->discard(change.id)).has_value());
    QCOMPARE(m_journey->subjects(m_shared).size(), 3);
    QCOMPARE(m_owner->search(m_name).size(), 3);
}

void RightsJourneyTest::movingIntoAClosedFolder()
{
    share("lrs");
    const auto subject = "Meins " + m_name;
    QVERIFY(m_journey->other.append("INBOX", OtherClient::message(subject)));
    begin();
    m_journey->actions->move({m_journey->item(QStringLiteral("INBOX"), QString::fromLatin1(subject))}, m_journey->folder(m_shared));
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 1; }));
    QVERIFY(settled().has_value());
    const auto change = parked();
    QCOMPARE(change.error.kind, Error::Kind::Forbidden);
    QVERIFY2(change.error.message.contains(QString::fromLatin1(m_name)), qPrintable(change.error.message));
    QVERIFY(waitedFor(m_journey->outbox->discard(change.id)).has_value());
    QVERIFY(m_journey->item(QStringLiteral("INBOX"), QString::fromLatin1(subject)));
    QCOMPARE(m_journey->other.search("INBOX", "SUBJECT \"" + subject + '"').size(), 1);
}

void RightsJourneyTest::withdrawnWhileAChangeWaits()
{
    share("lrswite");
    const auto subject = "Nebenan " + m_name;
    QVERIFY(m_journey->other.append("INBOX", OtherClient::message(subject)));
    begin();
    m_journey->stopEngine();
    m_journey->actions->star({m_journey->item(m_shared, QStringLiteral("Eins")), m_journey->item(QStringLiteral("INBOX"), QString::fromLatin1(subject))});
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 2; }));
    share("lr");
    QVERIFY(settled().has_value());
    QCOMPARE(rights(), Rights(Right::Read));
    const auto change = parked();
    QCOMPARE(change.error.kind, Error::Kind::Forbidden);
    QVERIFY2(change.error.message.contains(QString::fromLatin1(m_name)), qPrintable(change.error.message));
    QCOMPARE(m_journey->other.search("INBOX", "FLAGGED SUBJECT \"" + subject + '"').size(), 1);
    // Given back, it is carried out when asked to.
    share("lrsw");
    QVERIFY(waitedFor(m_journey->outbox->retry(change.id)).has_value());
    QVERIFY(settled().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QVERIFY(ownersView().contains("\\Flagged"));
}

void RightsJourneyTest::unsharedWhileAChangeWaits()
{
    share("lrswite");
    const auto subject = "Daneben " + m_name;
    QVERIFY(m_journey->other.append("INBOX", OtherClient::message(subject)));
    begin();
    m_journey->stopEngine();
    m_journey->actions->star({m_journey->item(m_shared, QStringLiteral("Eins")), m_journey->item(QStringLiteral("INBOX"), QString::fromLatin1(subject))});
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 2; }));
    share("");
    const auto done = settled();
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    QCOMPARE(m_journey->other.search("INBOX", "FLAGGED SUBJECT \"" + subject + '"').size(), 1);
    for (const auto changes = m_journey->changes(); const auto &change : changes) {
        QCOMPARE(change.state, ChangeState::Parked);
        QVERIFY(!change.error.message.isEmpty());
    }
    QCOMPARE(m_owner->search(m_name).size(), 3);
    // Shared again, everything is back.
    share("lr");
    QVERIFY(settled().has_value());
    QCOMPARE(m_journey->subjects(m_shared).size(), 3);
}

void RightsJourneyTest::allIsAllowed()
{
    share("lrswite");
    begin();
    m_journey->actions->deleteForGood({m_journey->item(m_shared, QStringLiteral("Eins"))});
    m_journey->actions->addTag({m_journey->item(m_shared, QStringLiteral("Zwei"))}, QStringLiteral("projekt"));
    QVERIFY(waitUntil([&] { return m_journey->changes().size() == 2; }));
    QVERIFY(settled().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(m_owner->search(m_name).size(), 2);
    QVERIFY(ownersView().contains("projekt"));
}

QTEST_GUILESS_MAIN(RightsJourneyTest)
#include "rightsjourneytest.moc"
