// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/lyingserver.h"
#include "journeys/mailjourney.h"

#include <QTest>

using namespace Kontor;

/// A server with QRESYNC (RFC 7162) that lies about what is gone: nothing is lost for good, and
/// what the user did still reaches it.
class VanishedJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void liesLoseNothing_data();
    void liesLoseNothing();
    void believesWhatIsTrue();

private:
    std::unique_ptr<MailJourney> journey(LyingServer &server);
    std::unique_ptr<Workplace> m_workplace;
};

namespace
{
/// What SELECT answers; \p resync: only when asked for what happened meanwhile.
LyingServer::Lie opening(const LyingServer &server, const QByteArray &modSeq, const QByteArray &resync)
{
    return [&server, modSeq, resync](const QByteArray &tag, const QByteArray &command) -> std::optional<LyingServer::Answer> {
        if (command.startsWith("ENABLE")) {
            return LyingServer::Answer{.before = "* ENABLED QRESYNC CONDSTORE\r\n" + tag + " OK done\r\n", .after = {}};
        }
        if (!command.startsWith("SELECT") && !command.startsWith("EXAMINE")) {
            return std::nullopt;
        }
        const auto next = QByteArray::number(server.messages.lastKey() + 1);
        QByteArray said = "* FLAGS (\\Seen \\Flagged \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Flagged \\Deleted \\*)] x\r\n* OK [UIDVALIDITY 7] x\r\n* "
            + QByteArray::number(server.messages.size()) + " EXISTS\r\n* OK [UIDNEXT " + next + "] x\r\n" + modSeq;
        if (command.contains("QRESYNC")) {
            said += resync;
        }
        return LyingServer::Answer{.before = said + tag + " OK [READ-WRITE] done\r\n", .after = {}};
    };
}

const QByteArray honestModSeq = "* OK [HIGHESTMODSEQ 100] x\r\n";
}

void VanishedJourneyTest::initTestCase()
{
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

std::unique_ptr<MailJourney> VanishedJourneyTest::journey(LyingServer &server)
{
    server.capabilities += " ENABLE CONDSTORE QRESYNC";
    for (quint32 uid = 1; uid <= 20; ++uid) {
        server.messages.insert(uid, OtherClient::message("Nummer " + QByteArray::number(uid)));
    }
    server.lie = opening(server, honestModSeq, {});
    auto journey = std::make_unique<MailJourney>(*m_workplace);
    journey->account.imap = server.address();
    journey->account.password = QString::fromLatin1(server.password);
    journey->account.ownCertificates = TestCertificates::instance().authority.toPem();
    return journey;
}

void VanishedJourneyTest::liesLoseNothing_data()
{
    QTest::addColumn<QByteArray>("modSeq");
    QTest::addColumn<QByteArray>("resync");
    const QByteArray newer = "* OK [HIGHESTMODSEQ 200] x\r\n";
    QTest::newRow("some that exist") << newer << QByteArray("* VANISHED (EARLIER) 2,5,7:9\r\n");
    QTest::newRow("all that exist") << newer << QByteArray("* VANISHED (EARLIER) 1:20\r\n");
    QTest::newRow("never seen") << newer << QByteArray("* VANISHED (EARLIER) 100:200\r\n");
    QTest::newRow("everything there could be") << newer << QByteArray("* VANISHED (EARLIER) 1:4294967295\r\n");
    QTest::newRow("without (EARLIER)") << newer << QByteArray("* VANISHED 1:20\r\n");
    QTest::newRow("the same state, and gone") << honestModSeq << QByteArray("* VANISHED (EARLIER) 1:20\r\n");
    QTest::newRow("back in time") << QByteArray("* OK [HIGHESTMODSEQ 50] x\r\n") << QByteArray("* VANISHED (EARLIER) 1:20\r\n");
    QTest::newRow("HIGHESTMODSEQ 0") << QByteArray("* OK [HIGHESTMODSEQ 0] x\r\n") << QByteArray("* VANISHED (EARLIER) 1:20\r\n");
    QTest::newRow("no HIGHESTMODSEQ") << QByteArray() << QByteArray("* VANISHED (EARLIER) 1:20\r\n");
    QTest::newRow("NOMODSEQ") << QByteArray("* OK [NOMODSEQ] x\r\n") << QByteArray();
}

void VanishedJourneyTest::liesLoseNothing()
{
    QFETCH(QByteArray, modSeq);
    QFETCH(QByteArray, resync);
    LyingServer server;
    auto journey = this->journey(server);
    QVERIFY(journey->round().has_value());
    QCOMPARE(journey->rows(QStringLiteral("INBOX")).size(), 20);
    journey->stopEngine();
    journey->actions->star({journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 5"))});
    QVERIFY(waitUntil([&] { return !journey->changes().isEmpty(); }));
    server.lie = opening(server, modSeq, resync);
    (void)journey->round(); // may complain
    journey->stopEngine();
    server.lie = opening(server, "* OK [HIGHESTMODSEQ 300] x\r\n", {});
    for (int i = 0; i < 2; ++i) {
        const auto done = journey->round();
        QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message + done.error().detail));
    }
    QCOMPARE(journey->rows(QStringLiteral("INBOX")).size(), 20);
    QVERIFY(journey->changes().isEmpty());
    QVERIFY(server.flags.value(5).contains("\\Flagged"));
}

void VanishedJourneyTest::believesWhatIsTrue()
{
    LyingServer server;
    auto journey = this->journey(server);
    QVERIFY(journey->round().has_value());
    journey->stopEngine();
    server.messages.remove(3);
    server.messages.remove(4);
    server.lie = opening(server, "* OK [HIGHESTMODSEQ 200] x\r\n", "* VANISHED (EARLIER) 3:4\r\n");
    QVERIFY(journey->round().has_value());
    const auto subjects = journey->subjects(QStringLiteral("INBOX"));
    QCOMPARE(subjects.size(), 18);
    QVERIFY(!subjects.contains(QStringLiteral("Nummer 3")));
}

QTEST_GUILESS_MAIN(VanishedJourneyTest)
#include "vanishedjourneytest.moc"
