// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/bodystructure.h"
#include "mail/protocol/imapsession.h"
#include "mail/protocol/imaptesting.h"
#include "support/faultserver.h"
#include "support/waiting.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
const Credential Anna{.user = u"anna"_s, .secret = u"Geheim!7"_s};
}

/// Dialogues, each to the end: "and nothing else was sent".
class ImapSessionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FaultServer> m_server;
    std::unique_ptr<ImapSession> m_session;

    // A connection that is signed in already; commands begin with k1.
    void begin(const QByteArray &capabilities, ImapSession::Settings with = settings())
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* PREAUTH [CAPABILITY IMAP4rev1 " + capabilities + "] ready\r\n");
        m_session = std::make_unique<ImapSession>(with);
    }

    void open()
    {
        const auto opened = waitFor(m_session->open(m_server->address()));
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
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

    void greetsAndAsksForCapabilities()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK hello\r\n").expect("k1 CAPABILITY").say("* CAPABILITY IMAP4rev1 IDLE\r\nk1 OK done\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        QVERIFY(m_session->has("IDLE") && m_session->isOpen() && !m_session->isSignedIn());
        nothingElse();
    }

    void startTlsForgetsWhatWasSaidInTheClear()
    {
        m_server = std::make_unique<FaultServer>(ServerAddress::Security::StartTls);
        m_server->say("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=EVIL] hi\r\n* OK [ALERT] Call this number\r\n");
        m_server->expect("k1 STARTTLS").say("k1 OK go\r\n").beginTls();
        m_server->expect("k2 CAPABILITY").say("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nk2 OK done\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        QSignalSpy alerts(m_session.get(), &ImapSession::alerted);
        open();
        QVERIFY(!m_session->has("AUTH=EVIL"));
        QCOMPARE(alerts.size(), 0);
        nothingElse();
    }

    void injectionBeforeStartTlsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("a line") << "k1 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"_ba;
        QTest::newRow("an answer") << "k1 OK go\r\nk2 OK signed in\r\n"_ba;
        QTest::newRow("one byte") << "k1 OK go\r\n*"_ba;
        QTest::newRow("refused") << "k1 NO not today\r\n"_ba;
        QTest::newRow("unknown") << "k1 BAD what\r\n"_ba;
    }

    void injectionBeforeStartTlsIsRefused()
    {
        QFETCH(QByteArray, answer);
        m_server = std::make_unique<FaultServer>(ServerAddress::Security::StartTls);
        m_server->say("* OK hi\r\n").expect("k1 STARTTLS").say(answer);
        m_session = std::make_unique<ImapSession>(settings());
        const auto opened = waitFor(m_session->open(m_server->address()));
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Kind::Protocol);
        QVERIFY(!m_session->isOpen());
        QVERIFY(!waitFor(m_session->signIn(Anna)));
        nothingElse();
    }

    void preauthInTheClearIsRefused()
    {
        m_server = std::make_unique<FaultServer>(ServerAddress::Security::StartTls);
        m_server->say("* PREAUTH hi\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        QCOMPARE(waitFor(m_session->open(m_server->address())).error().kind, Error::Kind::Protocol);
        nothingElse();
    }

    void signsInWithPlainAtOnce()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN] hi\r\n");
        m_server->expect("k1 AUTHENTICATE PLAIN " + QByteArray("\0anna\0Geheim!7", 14).toBase64()).say("k1 OK [CAPABILITY IMAP4rev1 QRESYNC ENABLE] in\r\n");
        m_server->expect("k2 ENABLE QRESYNC").say("* ENABLED QRESYNC CONDSTORE\r\nk2 OK\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        QVERIFY(waitFor(m_session->signIn(Anna)));
        QVERIFY(m_session->isSignedIn() && !m_session->has("SASL-IR"));
        QVERIFY(waitFor(m_session->enable({"QRESYNC", "UTF8=ACCEPT"})));
        QVERIFY(m_session->isEnabled("QRESYNC"));
        nothingElse();
    }

    void signsInStepByStep()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK [CAPABILITY IMAP4rev1 AUTH=LOGIN] hi\r\n");
        m_server->expect("k1 AUTHENTICATE LOGIN").say("+ VXNlcm5hbWU6\r\n").expect("YW5uYQ==").say("+\r\n").expect("R2VoZWltITc=").say("k1 OK\r\n");
        m_server->expect("k2 CAPABILITY").say("* CAPABILITY IMAP4rev1 X\r\nk2 OK\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        QVERIFY(waitFor(m_session->signIn(Anna)));
        QVERIFY(m_session->has("X"));
        nothingElse();
    }

    void signsInByLoginWhereNothingElseIs()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK [CAPABILITY IMAP4rev1] hi\r\n").expect("k1 LOGIN anna \"Geheim \\\"7\"").say("k1 OK [CAPABILITY IMAP4rev1 X]\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        QVERIFY(waitFor(m_session->signIn({.user = u"anna"_s, .secret = u"Geheim \"7"_s})));
        nothingElse();
    }

    void neverLogsInWhereForbidden()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        QCOMPARE(waitFor(m_session->signIn(Anna)).error().kind, Error::Kind::Unauthorized);
        nothingElse();
    }

    void wrongPasswordIsUnauthorizedAndStaysSecret()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN] hi\r\n");
        m_server->expect("k1 AUTHENTICATE PLAIN *").say("k1 NO wrong: Geheim!7\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        const auto refused = waitFor(m_session->signIn(Anna));
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
        QVERIFY(refused.error().message.contains(u"wrong: ***"_s));
        QVERIFY(!refused.error().detail.contains(u"Geheim"_s));
        nothingElse(); // the same wrong password is not tried by LOGIN too
    }

    void tokenErrorsAreAcknowledged()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER] hi\r\n");
        m_server->expect("k1 AUTHENTICATE OAUTHBEARER *").say("+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n").expect("AQ==").say("k1 NO no\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        QCOMPARE(waitFor(m_session->signIn({.user = u"anna"_s, .secret = u"t"_s, .kind = Credential::Kind::BearerToken})).error().kind, Error::Kind::Unauthorized);
        nothingElse();
    }

    void aServerWithoutThePasswordIsNotTrusted()
    {
        m_server = std::make_unique<FaultServer>();
        m_server->say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN] hi\r\n");
        m_server->answer([](const QByteArray &line) -> QByteArray {
            const auto first = QByteArray::fromBase64(line.split(' ').last());
            const auto nonce = first.sliced(first.indexOf("r=") + 2);
            return "+ " + QByteArray("r=" + nonce + "abc,s=QSXCR+Q6sek8bf92,i=4096").toBase64() + "\r\n";
        });
        m_server->expect("*").say("k1 OK [CAPABILITY IMAP4rev1] welcome, tell me all\r\n");
        m_session = std::make_unique<ImapSession>(settings());
        open();
        const auto refused = waitFor(m_session->signIn(Anna));
        QCOMPARE(refused.error().kind, Error::Kind::Protocol);
        QVERIFY(!m_session->isOpen() && !m_session->isSignedIn());
        nothingElse();
    }

    void commandsArePipelinedAndEachGetsItsOwn()
    {
        begin("LITERAL+");
        m_server->expect("k1 STATUS \"a\" (MESSAGES)").expect("k2 STATUS \"b\" (MESSAGES)").expect("k3 STATUS \"c\" (MESSAGES)");
        m_server->say("* STATUS b (MESSAGES 2)\r\nk2 OK\r\n* STATUS a (MESSAGES 1)\r\nk1 OK\r\nk3 NO [NONEXISTENT] gone\r\n");
        open();
        auto a = m_session->status("a", {"MESSAGES"});
        auto b = m_session->status("b", {"MESSAGES"});
        auto c = m_session->status("c", {"MESSAGES"});
        QCOMPARE(waitFor(std::move(c)).error().kind, Error::Kind::NotFound);
        QCOMPARE(waitFor(std::move(a))->messages, 1U);
        QCOMPARE(waitFor(std::move(b))->messages, 2U);
        nothingElse();
    }

    void listsAtOnce()
    {
        begin("LIST-EXTENDED LIST-STATUS SPECIAL-USE CONDSTORE");
        m_server->expect("k1 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ))");
        m_server->say("* LIST (\\Subscribed) \"/\" inbox\r\n* STATUS INBOX (MESSAGES 5 UIDNEXT 9 UIDVALIDITY 1 UNSEEN 0 HIGHESTMODSEQ 3)\r\n"
                      "* LIST (\\Sent) \"/\" \"Gesendet &- mehr\"\r\n* LIST (\\NonExistent \\HasChildren) \"/\" x\r\nk1 OK\r\n");
        open();
        const auto mailboxes = waitFor(m_session->list("", "*", m_session->statusItems()));
        QVERIFY(mailboxes);
        QCOMPARE(mailboxes->size(), 3);
        QCOMPARE(mailboxes->at(0).name, "INBOX"_ba);
        QCOMPARE(mailboxes->at(0).status->highestModSeq, 3ULL);
        QVERIFY(mailboxes->at(0).isSubscribed);
        QCOMPARE(mailboxes->at(1).specialUse(), "\\sent"_ba);
        QCOMPARE(mailboxes->at(1).displayName, u"Gesendet & mehr"_s);
        QVERIFY(!mailboxes->at(2).isSelectable());
        nothingElse();
    }

    void listsStepwiseOnOldServers()
    {
        begin("");
        m_server->expect("k1 LIST \"\" \"*\"").expect("k2 LSUB \"\" \"*\"");
        m_server->say("* LIST () \"/\" INBOX\r\n* LIST (\\Noselect) \"/\" x\r\n* LIST () \"/\" y\r\nk1 OK\r\n* LSUB () \"/\" y\r\nk2 OK\r\n");
        m_server->expect("k3 STATUS \"INBOX\" (MESSAGES)").expect("k4 STATUS \"y\" (MESSAGES)").say("* STATUS INBOX (MESSAGES 1)\r\nk3 OK\r\nk4 NO no\r\n");
        open();
        const auto mailboxes = waitFor(m_session->list("", "*", {"MESSAGES"}));
        QVERIFY(mailboxes);
        QCOMPARE(mailboxes->at(0).status->messages, 1U);
        QVERIFY(!mailboxes->at(2).status && mailboxes->at(2).isSubscribed);
        nothingElse();
    }

    void selectsWithWhatHappenedSince()
    {
        begin("QRESYNC CONDSTORE ENABLE");
        m_server->expect("k1 ENABLE QRESYNC").say("* ENABLED QRESYNC\r\nk1 OK\r\n");
        m_server->expect("k2 SELECT \"INBOX\" (QRESYNC (67890 7 1:100))");
        m_server->say("* 1 FETCH (UID 3 FLAGS (old))\r\n* OK [CLOSED]\r\n* 100 EXISTS\r\n* OK [UIDVALIDITY 67890] x\r\n* OK [UIDNEXT 600] x\r\n"
                      "* OK [HIGHESTMODSEQ 90060115205545359] x\r\n* OK [PERMANENTFLAGS (\\Seen work \\*)] x\r\n* VANISHED (EARLIER) 41,43:45\r\n"
                      "* 49 FETCH (UID 50 FLAGS (\\Seen) MODSEQ (90060115194045001))\r\nk2 OK [READ-ONLY] done\r\n");
        open();
        QVERIFY(waitFor(m_session->enable({"QRESYNC"})));
        const auto selected = waitFor(m_session->select("INBOX", ImapSession::Access::ReadWrite, ImapKnownState{67890, 7, UidSet::range(1, 100)}));
        QVERIFY(selected);
        QVERIFY(selected->isResync && selected->isReadOnly && selected->takesNewKeywords);
        QCOMPARE(selected->exists, 100U);
        QCOMPARE(selected->uidNext, 600U);
        QCOMPARE(selected->vanished.count(), 4);
        QCOMPARE(selected->changed.size(), 1);
        QCOMPARE(selected->permanentFlags.size(), 2);
        QCOMPARE(m_session->selectedMailbox(), "INBOX"_ba);
        nothingElse();
    }

    void aFailedSelectLeavesNothingSelected()
    {
        begin("");
        m_server->expect("k1 SELECT \"a\"").say("* 1 EXISTS\r\nk1 OK\r\n").expect("k2 EXAMINE \"b\"").say("k2 NO [NOPERM] no\r\n");
        open();
        QVERIFY(waitFor(m_session->select("a")));
        QCOMPARE(waitFor(m_session->select("b", ImapSession::Access::ReadOnly)).error().kind, Error::Kind::Forbidden);
        QCOMPARE(m_session->selectedMailbox(), ""_ba);
        nothingElse();
    }

    void fetchesAsTheyCome()
    {
        begin("");
        m_server->expect("k1 UID FETCH 1:3 (UID BODY.PEEK[])").expect("k2 UID FETCH 4 (UID FLAGS)");
        m_server->say("* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n* 7 EXISTS\r\n* 2 FETCH (UID 2 BODY[] \"\")\r\nk1 OK\r\n"
                      "* 4 FETCH (FLAGS () UID 4)\r\n* 9 FETCH (UID 9 FLAGS ())\r\nk2 OK\r\n");
        open();
        QSignalSpy news(m_session.get(), &ImapSession::unsolicited);
        QList<quint32> uids;
        auto bodies = m_session->fetch(UidSet::range(1, 3), "BODY.PEEK[]", [&](ImapFetch &&fetch) { uids << fetch.uid; });
        auto flags = m_session->fetch(UidSet{4}, "FLAGS", [&](ImapFetch &&fetch) { uids << fetch.uid; });
        QVERIFY(waitFor(std::move(bodies)));
        QVERIFY(waitFor(std::move(flags)));
        QCOMPARE(uids, (QList<quint32>{1, 2, 4}));
        QCOMPARE(news.size(), 3); // the flags of 2, EXISTS, and 9
        nothingElse();
    }

    void malformedAnswersArePassedOver()
    {
        begin("");
        m_server->expect("k1 UID FETCH 1:2 (UID FLAGS)").say("* 1 FETCH (UID 1 FLAGS (((\r\n* GARBAGE\r\n* 99999999999999 EXISTS\r\n* 2 FETCH (UID 2 FLAGS ())\r\nk1 OK\r\n");
        open();
        int count = 0;
        QVERIFY(waitFor(m_session->fetch(UidSet{1, 2}, "FLAGS", [&](ImapFetch &&) { ++count; })));
        QCOMPARE(count, 1);
        QCOMPARE(m_session->malformedResponses(), 2);
        nothingElse();
    }

    void storesConditionally()
    {
        begin("CONDSTORE");
        m_server->expect("k1 UID STORE 7,9 (UNCHANGEDSINCE 320162338) +FLAGS (\\Deleted $Done)");
        m_server->say("* 1 FETCH (UID 7 MODSEQ (320162342) FLAGS (\\Deleted))\r\nk1 OK [MODIFIED 9] some\r\n");
        open();
        const auto stored = waitFor(m_session->store(UidSet{7, 9}, ImapSession::StoreMode::Add, {"\\Deleted", "$Done"}, 320162338));
        QVERIFY(stored);
        QCOMPARE(stored->modified, UidSet{9});
        QCOMPARE(stored->changed.size(), 1);
        QVERIFY(!waitFor(m_session->store(UidSet{7}, ImapSession::StoreMode::Add, {"a b\r\nk2 LOGOUT"})));
        nothingElse();
    }

    void movesWithMoveOrStepByStep()
    {
        begin("MOVE UIDPLUS");
        m_server->expect("k1 UID MOVE 304,319:320 \"Ablage\"").say("* OK [COPYUID 38505 304,319:320 3956:3958] x\r\n* 2 EXPUNGE\r\nk1 OK\r\n");
        open();
        const auto moved = waitFor(m_session->move(UidSet{304, 319, 320}, "Ablage"));
        QVERIFY(moved);
        QCOMPARE(moved->uidValidity, 38505U);
        QCOMPARE(moved->uids, (QList<std::pair<quint32, quint32>>{{304, 3956}, {319, 3957}, {320, 3958}}));
        nothingElse();

        begin("UIDPLUS");
        m_server->expect("k1 UID COPY 5 \"Ablage\"").say("k1 OK [COPYUID 1 1:4294967295 1:4294967295] lie\r\n");
        m_server->expect("k2 UID STORE 5 +FLAGS (\\Deleted)").say("k2 OK\r\n").expect("k3 UID EXPUNGE 5").say("k3 OK\r\n");
        open();
        const auto copied = waitFor(m_session->move(UidSet{5}, "Ablage"));
        QVERIFY(copied);
        QVERIFY(copied->uids.isEmpty());
        nothingElse();
    }

    void expungesOnlyWhatWasAskedForEvenWithoutUidplus()
    {
        begin("");
        m_server->expect("k1 UID SEARCH DELETED").say("* SEARCH 5 8 9\r\nk1 OK\r\n");
        m_server->expect("k2 UID STORE 8:9 -FLAGS (\\Deleted)").say("k2 OK\r\n");
        m_server->expect("k3 EXPUNGE").say("* 1 EXPUNGE\r\nk3 OK\r\n").expect("k4 UID STORE 8:9 +FLAGS (\\Deleted)").say("k4 OK\r\n");
        open();
        QVERIFY(waitFor(m_session->expunge(UidSet{5})));
        nothingElse();
    }

    void appendsWithEachKindOfLiteral_data()
    {
        QTest::addColumn<QByteArray>("capability");
        QTest::addColumn<qint64>("size");
        QTest::addColumn<bool>("waits");
        QTest::newRow("LITERAL+") << "LITERAL+"_ba << 100'000LL << false;
        QTest::newRow("LITERAL- small") << "LITERAL-"_ba << 4096LL << false;
        QTest::newRow("LITERAL- large") << "LITERAL-"_ba << 4097LL << true;
        QTest::newRow("synchronising") << ""_ba << 100'000LL << true;
        QTest::newRow("large") << "LITERAL+"_ba << 3'000'000LL << false;
    }

    void appendsWithEachKindOfLiteral()
    {
        QFETCH(QByteArray, capability);
        QFETCH(qint64, size);
        QFETCH(bool, waits);
        begin(capability);
        const QByteArray message(size, 'm');
        m_server->expect("k1 APPEND \"Entw&APw-rfe\" (\\Seen $x) \"07-Nov-2026 12:00:00 +0130\" {" + QByteArray::number(size) + (waits ? "}" : "+}"));
        if (waits) {
            m_server->say("+ go\r\n");
        }
        m_server->expectBytes(message + "\r\n").say("k1 OK [APPENDUID 38505 3955] done\r\n").expect("k2 NOOP").say("k2 OK\r\n");
        open();
        qint64 told = 0;
        auto source = ImapSource::fromBytes(message);
        source.progress = [&](qint64 sent) { told = sent; };
        const QDateTime date(QDate(2026, 11, 7), QTime(12, 0), QTimeZone::fromSecondsAheadOfUtc(5400));
        auto appending = m_session->append("Entw&APw-rfe", {"\\Seen", "$x"}, date, source);
        auto noop = m_session->noop();
        const auto appended = waitFor(std::move(appending));
        QVERIFY(appended);
        QCOMPARE(appended->uid, 3955U);
        QCOMPARE(told, size);
        QVERIFY(waitFor(std::move(noop)));
        nothingElse();
    }

    void aRefusedLiteralIsNotSent()
    {
        begin("");
        m_server->expect("k1 APPEND \"x\" {5}").say("k1 NO [OVERQUOTA] full\r\n").expect("k2 NOOP").say("k2 OK\r\n");
        open();
        auto appending = m_session->append("x", {}, {}, ImapSource::fromBytes("hello"));
        auto noop = m_session->noop();
        QCOMPARE(waitFor(std::move(appending)).error().kind, Error::Kind::OverQuota);
        QVERIFY(waitFor(std::move(noop)));
        nothingElse();
    }

    void aBrokenSourceEndsTheConnection()
    {
        begin("LITERAL+");
        m_server->expect("k1 APPEND \"x\" {5+}");
        open();
        auto source = ImapSource{.size = 5, .read = [](qint64) { return QByteArray(); }, .progress = {}};
        QCOMPARE(waitFor(m_session->append("x", {}, {}, source)).error().kind, Error::Kind::Storage);
        QVERIFY(!m_session->isOpen());
    }

    void searchesForAnyCharacters()
    {
        begin("ESEARCH LITERAL+");
        m_server->expect("k1 UID SEARCH RETURN (ALL) CHARSET UTF-8 UNSEEN TEXT {6+}").expectBytes("M\xc3\xbcll\"\r\n");
        m_server->say("* ESEARCH (TAG \"k1\") UID ALL 2,10:11\r\nk1 OK\r\n");
        open();
        QCOMPARE(waitFor(m_session->searchText("TEXT", u"Müll\""_s, "UNSEEN"))->toWire(), "2,10:11"_ba);
        nothingElse();

        begin("LITERAL+");
        m_server->expect("k1 UID SEARCH CHARSET UTF-8 TEXT {10+}").expectBytes("M\xc3\xbcll Plan\r\n").say("k1 NO [BADCHARSET] no\r\n");
        m_server->expect("k2 UID SEARCH TEXT Plan").say("* SEARCH 4\r\nk2 OK\r\n");
        open();
        QCOMPARE(waitFor(m_session->searchText("TEXT", u"Müll Plan"_s))->toWire(), "4"_ba);
        nothingElse();
    }

    void idlesAndIsBrokenOffForOthers()
    {
        begin("IDLE");
        m_server->expect("k1 IDLE").say("+ idling\r\n").expect("DONE").say("k1 OK\r\n").expect("k2 NOOP").say("k2 OK\r\n");
        m_server->expect("k3 IDLE").say("+ idling\r\n* 5 EXISTS\r\n").expect("DONE").say("k3 OK\r\n");
        open();
        auto watching = m_session->watch(30s);
        QVERIFY(waitUntil([&] { return m_server->step() == 3; }));
        QVERIFY(waitFor(m_session->noop()));
        const auto news = waitFor(std::move(watching));
        QVERIFY(news && news->isNews && news->selectedChanged);
        nothingElse();
    }

    void idleEndsInTimeAndIsRenewed()
    {
        auto with = settings();
        with.idleRenewal = 30ms;
        begin("IDLE", with);
        m_server->expect("k1 IDLE").say("+ idling\r\n").expect("DONE").say("k1 OK\r\n").expect("k2 IDLE").say("+ idling\r\n* VANISHED 3\r\n").expect("DONE").say("k2 OK\r\n");
        open();
        QVERIFY(waitFor(m_session->watch(30s))->selectedChanged);
        nothingElse();
        begin("");
        open();
        QCOMPARE(waitFor(m_session->watch(30s)).error().kind, Error::Kind::Forbidden);
    }

    void notifyTellsOfOtherMailboxes()
    {
        begin("NOTIFY");
        m_server->expect("k1 NOTIFY SET (selected *) (personal *)").say("k1 OK\r\n* STATUS Ablage (UIDNEXT 5 MESSAGES 3)\r\n* LIST () \"/\" neu\r\n");
        open();
        QVERIFY(waitFor(m_session->notify()));
        QVERIFY(waitUntil([&] { return m_server->isFinished() && m_session->bytesReceived() == m_server->said(); }));
        const auto news = waitFor(m_session->watch(30s));
        QVERIFY(news && news->mailboxesChanged);
        QCOMPARE(news->mailboxes, QList<QByteArray>{"Ablage"});
        nothingElse();
    }

    void silenceIsATimeoutButSlownessIsNot()
    {
        auto with = settings();
        with.silence = 300ms;
        begin("", with);
        m_server->expect("k1 NOOP").expect("k2 NOOP").say("* 1 EXISTS\r\n");
        open();
        QSignalSpy lost(m_session.get(), &ImapSession::lost);
        auto first = m_session->noop();
        auto second = m_session->noop();
        QCOMPARE(waitFor(std::move(first)).error().kind, Error::Kind::Timeout);
        QCOMPARE(waitFor(std::move(second)).error().kind, Error::Kind::Timeout);
        QCOMPARE(lost.size(), 1);
        QCOMPARE(waitFor(m_session->noop()).error().kind, Error::Kind::Timeout);
    }

    void byeTellsWhy()
    {
        begin("");
        m_server->expect("k1 NOOP").say("* BYE [UNAVAILABLE] back at eight\r\n").hangUp();
        open();
        const auto refused = waitFor(m_session->noop());
        QCOMPARE(refused.error().kind, Error::Kind::Throttled);
        QVERIFY(refused.error().message.contains(u"back at eight"_s));
        nothingElse();
    }

    void stopAndDestructionAnswerEverybody()
    {
        for (const bool destroys : {false, true}) {
            begin("IDLE");
            open();
            auto noop = m_session->noop();
            auto select = m_session->select("x");
            auto append = m_session->append("x", {}, {}, ImapSource::fromBytes(QByteArray(1'000'000, 'x')));
            auto list = m_session->list("", "*", {"MESSAGES"});
            auto watch = m_session->watch(30s);
            auto batches = m_session->fetchInBatches(UidSet::range(1, 100'000), "FLAGS", [](ImapFetch &&) {});
            destroys ? m_session.reset() : m_session->stop();
            QCOMPARE(waitFor(std::move(noop)).error().kind, Error::Kind::Cancelled);
            QCOMPARE(waitFor(std::move(select)).error().kind, Error::Kind::Cancelled);
            QCOMPARE(waitFor(std::move(append)).error().kind, Error::Kind::Cancelled);
            QCOMPARE(waitFor(std::move(list)).error().kind, Error::Kind::Cancelled);
            QCOMPARE(waitFor(std::move(watch)).error().kind, Error::Kind::Cancelled);
            QCOMPARE(waitFor(std::move(batches)).error().kind, Error::Kind::Cancelled);
            if (m_session) {
                QCOMPARE(waitFor(m_session->noop()).error().kind, Error::Kind::Cancelled);
            }
        }
    }

    void destructionRightAfterAnAnswerIsSafe()
    {
        begin("");
        m_server->expect("k1 LIST*").expect("k2 LSUB*").say("* LIST () \"/\" a\r\nk1 OK\r\nk2 OK\r\n");
        open();
        auto list = m_session->list("", "*", {"MESSAGES"});
        QVERIFY(waitUntil([&] { return m_server->isFinished(); }));
        connect(m_session.get(), &ImapSession::unsolicited, this, [] {});
        QCoreApplication::processEvents();
        m_session.reset();
        QCOMPARE(waitFor(std::move(list)).error().kind, Error::Kind::Cancelled);
    }

    void strangersAreNotImap_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::newRow("smtp") << "220 mail.example ESMTP\r\n"_ba;
        QTest::newRow("http") << "HTTP/1.1 400 Bad Request\r\n\r\n"_ba;
        QTest::newRow("tagged") << "k1 OK hi\r\n"_ba;
        QTest::newRow("bye") << "* BYE go away\r\n"_ba;
        QTest::newRow("data") << "* 5 EXISTS\r\n"_ba;
        QTest::newRow("no end") << QByteArray(20 << 20, 'x');
    }

    void strangersAreNotImap()
    {
        QFETCH(QByteArray, greeting);
        m_server = std::make_unique<FaultServer>();
        m_server->say(greeting);
        m_session = std::make_unique<ImapSession>(settings());
        const auto opened = waitFor(m_session->open(m_server->address()));
        QVERIFY(!opened);
        QVERIFY(!opened.error().message.isEmpty());
        QVERIFY(!m_session->isOpen());
    }

    void lyingTagsEndTheConnection()
    {
        begin("");
        m_server->expect("k1 NOOP").say("k77 OK\r\n");
        open();
        QCOMPARE(waitFor(m_session->noop()).error().kind, Error::Kind::Protocol);
        QVERIFY(!m_session->isOpen());
    }

    void aHugeLiteralNeedsNoMemory()
    {
        begin("");
        m_server->expect("k1 UID FETCH 1:2 (UID BODY.PEEK[])").say("* 1 FETCH (UID 1 BODY[] {209715200}\r\n").flood(209715200).say(" FLAGS ())\r\n* 2 FETCH (UID 2 BODY[] {1}\r\nx)\r\nk1 OK\r\n");
        open();
        const auto before = highWaterMark();
        QList<ImapFetch> fetched;
        QVERIFY(waitFor(m_session->fetch(UidSet{1, 2}, "BODY.PEEK[]", [&](ImapFetch &&fetch) { fetched << std::move(fetch); })));
        QCOMPARE(fetched.size(), 2);
        QCOMPARE(fetched[0].section("")->omitted, 209715200);
        QCOMPARE(fetched[1].section("")->bytes, "x"_ba);
        QVERIFY2(highWaterMark() - before < 40'000, qPrintable(QString::number(highWaterMark() - before)));
        nothingElse();
    }

    void anAnnouncedLiteralNeedsNoMemoryUntilItComes()
    {
        begin("");
        m_server->expect("k1 UID FETCH 1 (UID BODY.PEEK[])").say("* 1 FETCH (UID 1 BODY[] {60000000}\r\nabc").hangUp();
        open();
        const auto before = highWaterMark();
        QCOMPARE(waitFor(m_session->fetch(UidSet{1}, "BODY.PEEK[]", [](ImapFetch &&) {})).error().kind, Error::Kind::Offline);
        QVERIFY(highWaterMark() - before < 10'000);
    }

    void deepStructuresAreHarmless()
    {
        begin("");
        const QByteArray deep = QByteArray(10'000, '(') + "\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1)" + QByteArray(" \"MIXED\")").repeated(9'999);
        m_server->expect("k1 UID FETCH 1 (UID BODYSTRUCTURE)").say("* 1 FETCH (UID 1 BODYSTRUCTURE " + deep + ")\r\nk1 OK\r\n");
        open();
        std::optional<BodyStructure> body;
        QVERIFY(waitFor(m_session->fetch(UidSet{1}, "BODYSTRUCTURE", [&](ImapFetch &&fetch) { body = BodyStructure::parse(fetch.bodyStructure); })));
        QVERIFY(body && body->isMultipart());
        nothingElse();
    }
};

QTEST_GUILESS_MAIN(ImapSessionTest)
#include "imapsessiontest.moc"
