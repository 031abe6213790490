// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/lyingserver.h"
#include "journeys/mailjourney.h"
#include "support/faultserver.h"

#include <QFile>
#include <QLoggingCategory>

using namespace Kontor;

/// Whole rounds against servers that lie, break and refuse: a clear sentence, the rest works, and
/// once the server is honest again nothing is lost.
class BadServerJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void lies_data();
    void lies();
    void hugeLiteral();
    void hundredThousandFolders();
    void oddFolderNames();
    void dropsAnywhere();
    void badCertificateKeepsWork();
    void wrongPasswordKeepsWork();
    void injectionBeforeStartTls();
    void withoutUidplus();
    void withoutModSequences();
    void datesFromNowhere();

private:
    void point(MailJourney &journey, const LyingServer &server);
    void verifyComplete(MailJourney &journey, const LyingServer &server);

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<LyingServer> m_server;
    std::unique_ptr<MailJourney> m_journey;
};

namespace
{
using Answer = LyingServer::Answer;

qint64 highWaterMark() ///< KiB
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        const auto lines = status.readAll().split('\n');
        for (const auto &line : lines) {
            if (line.startsWith("VmHWM:")) {
                return line.sliced(6).chopped(2).trimmed().toLongLong();
            }
        }
    }
    return -1;
}

QByteArray oddNames()
{
    const auto literal = [](const QByteArray &name) -> QByteArray {
        return "* LIST () \"/\" {" + QByteArray::number(name.size()) + "}\r\n" + name + "\r\n";
    };
    return "* LIST () \"/\" ..\r\n* LIST () \"/\" \"../../etc\"\r\n* LIST () \"/\" \"/\"\r\n* LIST () \"/\" \"//\"\r\n* LIST () \"/\" \"\"\r\n"
           "* LIST () \"/\" \"&\"\r\n* LIST () \"/\" \"&AAA-\"\r\n* LIST () \"/\" \"&2D3-\"\r\n* LIST () \"/\" \"\xff\xfe\"\r\n"
           "* LIST () \"/\" \"inbox\"\r\n* LIST () NIL \"a/b\"\r\n* LIST () \"a\" \"banana\"\r\n* LIST (\\Noselect \\Sent) \"/\" Sent\r\n* LIST (\\Sent) \"/\" Sent\r\n"
        + literal("two\r\nlines") + literal("tab\tbell\a") + literal(QByteArray("nul\0l", 5)) + literal("\xe2\x80\xae" "gnp.exe") + literal(QByteArray(100'000, 'n'))
        + literal(QByteArray("a/").repeated(30'000) + 'b') + literal(QByteArray("/").repeated(5'000));
}
}

void BadServerJourneyTest::initTestCase()
{
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
}

void BadServerJourneyTest::init()
{
    m_journey.reset();
    m_server = std::make_unique<LyingServer>();
    for (quint32 uid = 1; uid <= 20; ++uid) {
        m_server->messages.insert(uid, OtherClient::message("Nummer " + QByteArray::number(uid), "Text von " + QByteArray::number(uid) + "\r\n"));
    }
    m_journey = std::make_unique<MailJourney>(*m_workplace);
    point(*m_journey, *m_server);
}

void BadServerJourneyTest::point(MailJourney &journey, const LyingServer &server)
{
    journey.account.imap = server.address();
    journey.account.password = QString::fromLatin1(server.password);
    journey.account.ownCertificates = TestCertificates::instance().authority.toPem();
}

void BadServerJourneyTest::verifyComplete(MailJourney &journey, const LyingServer &server)
{
    QStringList wanted;
    for (const auto &[uid, message] : server.messages.asKeyValueRange()) {
        const auto from = message.indexOf("Subject: ") + 9;
        wanted << QString::fromUtf8(message.sliced(from, message.indexOf("\r\n", from) - from));
    }
    wanted.sort();
    QCOMPARE(journey.subjects(QStringLiteral("INBOX")), wanted);
    const auto rows = journey.rows(QStringLiteral("INBOX"));
    for (const auto &row : rows) {
        QVERIFY2(!row.body.isEmpty(), qPrintable(row.subject));
    }
}

void BadServerJourneyTest::lies_data()
{
    QTest::addColumn<LyingServer::Lie>("lie");
    QTest::addColumn<QByteArray>("capabilities");
    const auto row = [](const char *name, const QByteArray &to, const QByteArray &before, const QByteArray &capabilities = {}) {
        QTest::newRow(name) << LyingServer::Lie([to, before](const QByteArray &tag, const QByteArray &command) -> std::optional<Answer> {
            if (!command.startsWith(to)) {
                return std::nullopt;
            }
            auto said = before;
            return Answer{.before = said.replace("TAG", tag), .flood = 0, .after = {}, .thenHonestly = !said.contains(QByteArray(tag + " OK"))};
        }) << capabilities;
    };
    const QByteArray opened = "* OK [UIDVALIDITY 7] x\r\n";
    row("EXISTS is huge", "SELECT", opened + "* 4294967295 EXISTS\r\n* OK [UIDNEXT 21] x\r\nTAG OK [READ-WRITE] x\r\n");
    row("EXISTS overflows", "SELECT", opened + "* 99999999999999999999 EXISTS\r\n* OK [UIDNEXT 21] x\r\nTAG OK [READ-WRITE] x\r\n");
    row("EXISTS is 0", "SELECT", opened + "* 0 EXISTS\r\n* OK [UIDNEXT 21] x\r\nTAG OK [READ-WRITE] x\r\n");
    row("UIDNEXT is huge", "SELECT", opened + "* 20 EXISTS\r\n* OK [UIDNEXT 4294967295] x\r\nTAG OK [READ-WRITE] x\r\n");
    row("no UIDNEXT", "SELECT", opened + "* 20 EXISTS\r\nTAG OK [READ-WRITE] x\r\n");
    row("no UIDVALIDITY", "SELECT", "* 20 EXISTS\r\n* OK [UIDNEXT 21] x\r\nTAG OK [READ-WRITE] x\r\n");
    row("other UIDVALIDITY", "SELECT", "* OK [UIDVALIDITY 9] x\r\n* 20 EXISTS\r\n* OK [UIDNEXT 21] x\r\nTAG OK [READ-WRITE] x\r\n");
    row("unknown and double messages", "UID FETCH",
        QByteArray("* 77 FETCH (UID 7777 FLAGS () RFC822.SIZE 5 BODY[HEADER.FIELDS (SUBJECT)] {16}\r\nSubject: fremd\r\n)\r\n").repeated(20'000)
            + QByteArray("* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n").repeated(20'000));
    row("storm of flags", "UID FETCH", QByteArray("* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 FLAGS (a b c d e f g))\r\n* 3 EXPUNGE\r\n* 4000000000 EXISTS\r\n").repeated(50'000));
    row("sizes are wrong", "UID FETCH", "* 1 FETCH (UID 1 RFC822.SIZE 99999999999999999999)\r\n* 2 FETCH (UID 2 RFC822.SIZE 0)\r\n* 3 FETCH (UID 3 RFC822.SIZE 4294967295)\r\n* 4 FETCH (UID 4 RFC822.SIZE -1)\r\n");
    row("everything is refused", "UID FETCH", "TAG NO no TAG OK\r\n");
    row("nothing is told", "UID FETCH", "TAG OK done\r\n");
    row("nonsense", "UID FETCH", QByteArray("* FETCH ((((( \"\r\n* 1 FETCH (UID 0 BODY[ {3}\r\nabc\r\n* \x00\x01\x02 what\r\n", 66));
    row("no folders", "LIST", "TAG OK done\r\n");
    row("STATUS lies", "STATUS", "* STATUS INBOX (MESSAGES 4294967295 UIDNEXT 4294967295 UIDVALIDITY 7 UNSEEN 4294967295)\r\nTAG OK done\r\n");
    const auto searched = [](const QByteArray &capability, const QByteArray &result) {
        return std::pair{LyingServer::Lie([result](const QByteArray &tag, const QByteArray &command) -> std::optional<Answer> {
                             if (command.startsWith("SELECT")) {
                                 return Answer{.before = "* OK [UIDVALIDITY 7] x\r\n* 4294967295 EXISTS\r\n* OK [UIDNEXT 4294967295] x\r\n" + tag + " OK [READ-WRITE] x\r\n", .after = {}};
                             }
                             if (command.startsWith("UID SEARCH")) {
                                 auto said = result;
                                 return Answer{.before = said.replace("TAG", tag) + tag + " OK done\r\n", .after = {}};
                             }
                             return std::nullopt;
                         }),
                         capability};
    };
    const auto sets = searched("IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+ ESEARCH", "* ESEARCH (TAG \"TAG\") UID ALL 1:4294967295\r\n");
    QTest::newRow("SEARCH finds four thousand million") << sets.first << sets.second;
    QByteArray many = "* SEARCH";
    for (quint32 uid = 1; uid < 4'000'000'000; uid += 10'000) {
        many += ' ' + QByteArray::number(uid);
    }
    const auto list = searched({}, many + "\r\n");
    QTest::newRow("SEARCH finds what is not there") << list.first << list.second;
}

void BadServerJourneyTest::lies()
{
    QFETCH(LyingServer::Lie, lie);
    QFETCH(QByteArray, capabilities);
    if (!capabilities.isEmpty()) {
        m_server->capabilities = capabilities;
    }
    const auto before = highWaterMark();
    m_server->lie = lie;
    for (int i = 0; i < 2; ++i) {
        if (const auto round = m_journey->round(); !round) {
            QVERIFY(!round.error().message.isEmpty());
            qInfo() << "said to the user:" << round.error().message << '|' << round.error().detail.first(std::min<qsizetype>(80, round.error().detail.size()));
        }
    }
    QVERIFY2(highWaterMark() - before < 300'000, qPrintable(QString::number(highWaterMark() - before)));
    // An edit while it lies is kept.
    if (const auto item = m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 5")); item != ItemId{}) {
        m_journey->actions->star({item});
    }
    m_server->lie = {};
    m_journey->restart(); // what failed again and again is tried anew the next time Kontor starts
    point(*m_journey, *m_server);
    m_server->messages.insert(21, OtherClient::message("Danach", "Wieder ehrlich.\r\n"));
    for (int i = 0; i < 4; ++i) {
        const auto round = m_journey->round();
        if (i > 1) {
            QVERIFY2(round.has_value(), round ? "" : qPrintable(round.error().message + round.error().detail));
        }
    }
    const auto all = m_journey->subjects(QStringLiteral("INBOX"));
    QVERIFY2(all.contains(QStringLiteral("Danach")), qPrintable(all.join(u',')));
    verifyComplete(*m_journey, *m_server);
    QVERIFY(m_journey->changes().isEmpty());
}

void BadServerJourneyTest::hugeLiteral()
{
    const auto before = highWaterMark();
    m_server->lie = [](const QByteArray &tag, const QByteArray &command) -> std::optional<Answer> {
        if (!command.startsWith("UID FETCH") || !command.contains("BODY.PEEK[]")) {
            return std::nullopt;
        }
        return Answer{.before = "* 5 FETCH (UID 5 BODY[] {209715200}\r\n", .flood = 209'715'200, .after = ")\r\n", .thenHonestly = !tag.isEmpty()};
    };
    const auto round = m_journey->round();
    QVERIFY2(round.has_value(), round ? "" : qPrintable(round.error().message));
    QVERIFY2(highWaterMark() - before < 120'000, qPrintable(QString::number(highWaterMark() - before)));
    int bodies = 0;
    const auto rows = m_journey->rows(QStringLiteral("INBOX"));
    QCOMPARE(rows.size(), 20);
    for (const auto &row : rows) {
        bodies += row.body.isEmpty() ? 0 : 1;
    }
    QVERIFY2(bodies >= 19, qPrintable(QString::number(bodies)));
    m_server->lie = {};
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->round().has_value());
    verifyComplete(*m_journey, *m_server);
}

void BadServerJourneyTest::hundredThousandFolders()
{
    QLoggingCategory::setFilterRules(QStringLiteral("kontor.sync.warning=false"));
    const auto loudly = qScopeGuard([] {
        QLoggingCategory::setFilterRules({});
    });
    QByteArray lines;
    for (int i = 0; i < 100'000; ++i) {
        lines += "* LIST (\\Noselect) \"/\" \"Ablage " + QByteArray::number(i / 100) + '/' + QByteArray::number(i) + "\"\r\n";
    }
    m_server->folders = lines;
    m_server->capabilities += " LIST-EXTENDED";
    const auto before = highWaterMark();
    QVERIFY(m_journey->round().has_value());
    verifyComplete(*m_journey, *m_server);
    m_server->folders.replace("(\\Noselect)", "()"); // now they are real ones, not subscribed
    QVERIFY(m_journey->round().has_value());
    qInfo() << m_journey->number("SELECT count(*) FROM collection") << "folders," << highWaterMark() - before << "KiB";
    QVERIFY(highWaterMark() - before < 400'000);
    verifyComplete(*m_journey, *m_server);
}

void BadServerJourneyTest::oddFolderNames()
{
    m_server->folders = oddNames();
    m_server->capabilities += " LIST-EXTENDED";
    const auto before = highWaterMark();
    const auto round = m_journey->round();
    QVERIFY2(round.has_value(), round ? "" : qPrintable(round.error().message + round.error().detail));
    QVERIFY2(highWaterMark() - before < 200'000, qPrintable(QString::number(highWaterMark() - before)));
    QVERIFY(m_journey->number("SELECT count(*) FROM collection") < 500);
    QCOMPARE(m_journey->number("SELECT count(*) FROM collection WHERE remote_id = 'INBOX'"), 1);
    QVERIFY(m_journey->number("SELECT count(*) FROM collection WHERE name GLOB '*[' || char(1) || '-' || char(31) || ']*'") == 0);
    QCOMPARE(m_journey->number("SELECT count(*) FROM collection WHERE name LIKE '%' || char(8238) || '%'"), 0);
    verifyComplete(*m_journey, *m_server);
    QVERIFY(m_journey->round().has_value());
    verifyComplete(*m_journey, *m_server);
}

void BadServerJourneyTest::dropsAnywhere()
{
    // How much is said when all goes well, with a change on its way.
    QVERIFY(m_journey->round().has_value());
    const auto all = m_server->said;
    m_journey.reset();
    constexpr int places = 40;
    for (int i = 0; i < places; ++i) {
        m_server->flags.clear();
        m_server->dropAfter = -1;
        MailJourney journey(*m_workplace);
        point(journey, *m_server);
        m_server->dropAfter = all * i / places + i % 7;
        for (int tries = 0; tries < 2; ++tries) {
            const auto round = journey.round();
            QVERIFY(round || !round.error().message.isEmpty());
            if (const auto item = journey.item(QStringLiteral("INBOX"), QStringLiteral("Nummer 3")); tries == 0 && item != ItemId{}) {
                journey.actions->star({item});
            }
        }
        m_server->dropAfter = -1;
        const bool isStarred = !journey.changes().isEmpty();
        QVERIFY(journey.round().has_value());
        QVERIFY(journey.round().has_value());
        verifyComplete(journey, *m_server);
        QVERIFY(journey.changes().isEmpty());
        if (isStarred) {
            QVERIFY(m_server->flags.value(3).contains("\\Flagged"));
        }
    }
}

void BadServerJourneyTest::badCertificateKeepsWork()
{
    QVERIFY(m_journey->round().has_value());
    m_journey->stopEngine();
    m_journey->actions->star({m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 2"))});
    for (const auto &identity : {TestCertificates::instance().expired, TestCertificates::instance().wrongName, TestCertificates::instance().selfSigned}) {
        LyingServer strange(identity);
        strange.messages = m_server->messages;
        point(*m_journey, strange);
        const auto round = m_journey->round();
        QVERIFY(!round.has_value());
        qInfo() << "said to the user:" << round.error().message;
        QVERIFY(round.error().message.contains(QStringLiteral("certificate"), Qt::CaseInsensitive));
        QCOMPARE(strange.signIns, 0); // the password stayed here
        QCOMPARE(m_journey->changes().size(), 1);
        verifyComplete(*m_journey, *m_server);
        m_journey->stopEngine();
    }
    point(*m_journey, *m_server);
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->round().has_value());
    const auto left = m_journey->changes();
    for (const auto &change : left) {
        qInfo() << "left:" << change.kind << int(change.state) << change.error.message << change.error.detail;
    }
    QVERIFY(left.isEmpty());
    QVERIFY(m_server->flags.value(2).contains("\\Flagged"));
}

void BadServerJourneyTest::wrongPasswordKeepsWork()
{
    QVERIFY(m_journey->round().has_value());
    m_journey->stopEngine();
    m_journey->actions->star({m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 2"))});
    m_server->password = "neu";
    const auto signInsBefore = m_server->signIns;
    const auto round = m_journey->round();
    QVERIFY(!round.has_value());
    QCOMPARE(round.error().kind, Error::Kind::Unauthorized);
    QVERIFY(!round.error().message.isEmpty());
    QVERIFY(!round.error().message.contains(QStringLiteral("geheim")) && !round.error().detail.contains(QStringLiteral("geheim")));
    QCOMPARE(m_server->signIns, signInsBefore + 1); // accounts get locked by those who insist
    QCOMPARE(m_journey->changes().size(), 1);
    verifyComplete(*m_journey, *m_server);
    m_journey->stopEngine();
    point(*m_journey, *m_server);
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_server->flags.value(2).contains("\\Flagged"));
}

void BadServerJourneyTest::injectionBeforeStartTls()
{
    QVERIFY(m_journey->round().has_value());
    m_journey->stopEngine();
    FaultServer server(ServerAddress::Security::StartTls);
    server.say("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n").answer([](const QByteArray &line) {
        return line.first(line.indexOf(' ')) + " OK begin\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected\r\n";
    });
    server.beginTls().answer([](const QByteArray &) {
        return QByteArray("* BAD never\r\n");
    });
    m_journey->account.imap = server.address();
    const auto round = m_journey->round();
    QVERIFY(!round.has_value());
    qInfo() << "said to the user:" << round.error().message;
    QVERIFY(!round.error().message.isEmpty());
    QVERIFY(server.step() <= 3);
    QVERIFY(!server.leftover().contains("AUTHENTICATE") && !server.leftover().contains("LOGIN"));
    verifyComplete(*m_journey, *m_server);
}

void BadServerJourneyTest::withoutUidplus()
{
    m_server->capabilities = "IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+";
    m_server->flags[9] = "\\Deleted"; // by another program that means to expunge later
    QVERIFY(m_journey->round().has_value());
    m_journey->actions->deleteForGood({m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 4"))});
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QVERIFY(!m_server->messages.contains(4));
    QVERIFY2(m_server->messages.contains(9), "what another program had marked is not ours to expunge");
    QVERIFY(m_server->flags.value(9).contains("\\Deleted"));
    QVERIFY(!m_journey->subjects(QStringLiteral("INBOX")).contains(QStringLiteral("Nummer 4")));
    QCOMPARE(m_server->messages.size(), 19);
}

void BadServerJourneyTest::withoutModSequences()
{
    // Nothing tells what changed; flags of others arrive all the same.
    QVERIFY(m_journey->round().has_value());
    const auto flagsOf = [this](const QString &subject) {
        const auto rows = m_journey->rows(QStringLiteral("INBOX"));
        for (const auto &row : rows) {
            if (row.subject == subject) {
                return row.flags;
            }
        }
        return -1;
    };
    const auto before = flagsOf(QStringLiteral("Nummer 6"));
    m_server->flags[6] = "\\Flagged \\Seen";
    QVERIFY(m_journey->round().has_value());
    const auto flagged = flagsOf(QStringLiteral("Nummer 6"));
    QVERIFY(flagged != before);
    m_journey->restart();
    point(*m_journey, *m_server);
    m_server->flags[6] = "\\Seen";
    QVERIFY(m_journey->round().has_value());
    QVERIFY(flagsOf(QStringLiteral("Nummer 6")) != flagged);
    m_server->flags.remove(6);
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(flagsOf(QStringLiteral("Nummer 6")), before);
}

void BadServerJourneyTest::datesFromNowhere()
{
    m_server->messages.insert(30, "From: a@b.example\r\nSubject: Zukunft\r\nDate: Mon, 02 Nov 2099 10:00:00 +0100\r\n\r\nx\r\n");
    m_server->messages.insert(31, "From: a@b.example\r\nSubject: Vergangenheit\r\nDate: Mon, 02 Nov 1899 10:00:00 +0100\r\n\r\nx\r\n");
    m_server->messages.insert(32, "From: a@b.example\r\nSubject: Unsinn\r\nDate: 99 Foo 99999 99:99:99 +9999\r\n\r\nx\r\n");
    QVERIFY(m_journey->round().has_value());
    verifyComplete(*m_journey, *m_server);
    QCOMPARE(m_journey->number("SELECT count(*) FROM mail_message WHERE date > 2000000000000"), 0);
}

QTEST_GUILESS_MAIN(BadServerJourneyTest)
#include "badserverjourneytest.moc"
