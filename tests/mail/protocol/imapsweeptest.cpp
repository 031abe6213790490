// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapsession.h"
#include "support/faultserver.h"
#include "support/waiting.h"

#include <QLoggingCategory>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
ImapSession::Settings settings()
{
    ImapSession::Settings settings;
    settings.tls = FaultServer::trusting();
    settings.connectTimeout = 10s;
    settings.silence = 10s;
    return settings;
}

void write(FaultServer &server)
{
    server.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n");
    server.expect("k1 AUTHENTICATE PLAIN *").say("k1 OK [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS IDLE UIDPLUS] in\r\n");
    server.expect("k2 LIST *").say("* LIST () \"/\" {5}\r\nINBOX\r\n* STATUS INBOX (MESSAGES 1)\r\nk2 OK\r\n");
    server.expect("k3 SELECT *").say("* 1 EXISTS\r\n* OK [UIDVALIDITY 5] x\r\nk3 OK [READ-WRITE] x\r\n");
    server.expect("k4 UID FETCH *").say("* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {6}\r\na\r\nb\r\n)\r\nk4 OK\r\n");
    server.expect("k5 APPEND *").say("+ go\r\n").expectBytes("hello\r\n").say("k5 OK [APPENDUID 5 2] x\r\n");
    server.expect("k6 IDLE").say("+ idling\r\n* 2 EXISTS\r\n").expect("DONE").say("k6 OK\r\n");
    server.expect("k7 LOGOUT").say("* BYE bye\r\nk7 OK\r\n").hangUp();
}

// All of it, as a synchronizer would; returns the first error. \p got collects what was told.
Task<Result<void>> talk(ImapSession *session, ServerAddress address, std::shared_ptr<QByteArrayList> got)
{
    const Credential credential{.user = u"anna"_s, .secret = u"x"_s};
    const auto opened = co_await session->open(address);
    if (!opened) {
        co_return opened;
    }
    const auto signedIn = co_await session->signIn(credential);
    if (!signedIn) {
        co_return signedIn;
    }
    const auto mailboxes = co_await session->list("", "*", {"MESSAGES"});
    if (!mailboxes) {
        co_return std::unexpected(mailboxes.error());
    }
    *got << mailboxes->first().name;
    const auto selected = co_await session->select("INBOX");
    if (!selected) {
        co_return std::unexpected(selected.error());
    }
    const auto fetched = co_await session->fetch(UidSet{1}, "FLAGS BODY.PEEK[]", [got](ImapFetch &&fetch) {
        *got << fetch.section("")->bytes;
    });
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    const auto appended = co_await session->append("INBOX", {}, {}, ImapSource::fromBytes("hello"));
    if (!appended) {
        co_return std::unexpected(appended.error());
    }
    const auto news = co_await session->watch(10s);
    if (!news) {
        co_return std::unexpected(news.error());
    }
    *got << "all";
    co_return co_await session->logout();
}
}

/// The server drops the connection after every single octet it ever says.
class ImapSweepTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(u"kontor.mail=false"_s);
    }

    void everyDropIsAnErrorAndNothingHangs()
    {
        qint64 total = 0;
        {
            FaultServer server;
            write(server);
            ImapSession session(settings());
            const auto got = std::make_shared<QByteArrayList>();
            const auto done = waitFor(talk(&session, server.address(), got));
            QVERIFY2(done, done ? "" : qPrintable(done.error().message + done.error().detail));
            QVERIFY2(server.problem().isEmpty(), server.problem().constData());
            QCOMPARE(*got, (QByteArrayList{"INBOX", "a\r\nb\r\n", "all"}));
            total = server.said();
        }
        QVERIFY(total > 300);
        for (qint64 octets = 0; octets < total; ++octets) {
            FaultServer server;
            write(server);
            server.dropAfter(octets);
            ImapSession session(settings());
            const auto got = std::make_shared<QByteArrayList>();
            const auto done = waitFor(talk(&session, server.address(), got));
            if (got->contains("all")) {
                continue; // only the good-bye was lost
            }
            QVERIFY2(!done, qPrintable(QString::number(octets)));
            QVERIFY2(done.error().kind == Error::Kind::Offline || done.error().kind == Error::Kind::Protocol, qPrintable(kindName(done.error().kind)));
            QVERIFY(!done.error().message.isEmpty());
            QVERIFY(!session.isOpen());
        }
    }

    void everyByteTurnedIntoAnotherIsSurvived()
    {
        // The same dialogue with one octet changed: any outcome, but an outcome.
        FaultServer whole;
        write(whole);
        for (int position = 0; position < 500; position += 1) {
            FaultServer server;
            int seen = 0;
            const auto spoil = [&seen, position](QByteArray bytes) {
                if (position >= seen && position < seen + bytes.size()) {
                    bytes[position - seen] = char(bytes[position - seen] ^ 0x11);
                }
                seen += int(bytes.size());
                return bytes;
            };
            server.say(spoil("* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS] hi\r\n"));
            server.expect("*").say(spoil("* LIST () \"/\" {5}\r\nINBOX\r\n* STATUS INBOX (MESSAGES 1)\r\nk1 OK\r\n"));
            server.expect("*").say(spoil("* 1 EXISTS\r\n* OK [UIDVALIDITY 5] x\r\nk2 OK [READ-WRITE] x\r\n"));
            server.expect("*").say(spoil("* 1 FETCH (UID 1 FLAGS (\\Seen) BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1) BODY[] {6}\r\na\r\nb\r\n)\r\nk3 OK\r\n"));
            server.hangUp();
            ImapSession session(settings());
            if (!waitFor(session.open(server.address()))) {
                continue;
            }
            auto list = session.list("", "*", {"MESSAGES"});
            auto select = session.select("INBOX");
            auto fetch = session.fetch(UidSet{1}, "FLAGS BODYSTRUCTURE BODY.PEEK[]", [](ImapFetch &&) {});
            waitFor(std::move(list));
            waitFor(std::move(select));
            waitFor(std::move(fetch));
        }
    }
};

QTEST_GUILESS_MAIN(ImapSweepTest)
#include "imapsweeptest.moc"
