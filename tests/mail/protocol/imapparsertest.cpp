// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapparser.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
template<class T>
T parsed(const QByteArray &line)
{
    const auto response = ImapParser::parse(QByteArray(line + "\r\n"));
    if (!response || !std::holds_alternative<T>(*response)) {
        qWarning("not parsed as expected: %s", line.constData());
        return {};
    }
    return std::get<T>(*response);
}
}

class ImapParserTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void status()
    {
        auto ok = parsed<ImapStatus>("k12 OK [APPENDUID 38505 3955] APPEND  done");
        QCOMPARE(ok.tag, "k12"_ba);
        QCOMPARE(ok.code, "APPENDUID"_ba);
        QCOMPARE(ok.codeArguments, "38505 3955"_ba);
        QCOMPARE(ok.text, u"APPEND done"_s);
        auto no = parsed<ImapStatus>("* no [overquota]Voll: \xc3\xbc\x1b[31m\x07");
        QCOMPARE(no.kind, ImapStatus::Kind::No);
        QCOMPARE(no.code, "OVERQUOTA"_ba);
        QCOMPARE(no.text, u"Voll: ü [31m"_s);
        QCOMPARE(parsed<ImapStatus>("* OK [PERMANENTFLAGS (\\Answered \\*)] x").codeArguments, "(\\Answered \\*)"_ba);
        QCOMPARE(parsed<ImapStatus>("* NO [BADURL \"x]y\"] words").text, u"words"_s);
        QCOMPARE(parsed<ImapStatus>("* OK [UNTERMINATED words").text, u"[UNTERMINATED words"_s);
        QCOMPARE(parsed<ImapStatus>("* OK").kind, ImapStatus::Kind::Ok);
        QCOMPARE(parsed<ImapStatus>("* PREAUTH hi").kind, ImapStatus::Kind::PreAuth);
        QCOMPARE(parsed<ImapStatus>("* BYE " + QByteArray(100'000, 'x')).text.size(), 500);
        QCOMPARE(parsed<ImapContinuation>("+ YWJj").text, "YWJj"_ba);
        QCOMPARE(parsed<ImapContinuation>("+").text, ""_ba);
    }

    void list()
    {
        const auto listed = parsed<ImapListed>("* LIST (\\Subscribed \\HasChildren \\Sent) \".\" \"Gesendet.\\\"alt\\\"\" (CHILDINFO (\"SUBSCRIBED\") OLDNAME (\"Fr&APw-her\"))");
        QCOMPARE(listed.name, "Gesendet.\"alt\""_ba);
        QCOMPARE(listed.delimiter, "."_ba);
        QVERIFY(listed.attributes.contains("\\subscribed"));
        QCOMPARE(listed.oldName, "Fr&APw-her"_ba);
        const auto flat = parsed<ImapListed>("* LIST () NIL INBOX");
        QVERIFY(flat.delimiter.isEmpty());
        QCOMPARE(flat.name, "INBOX"_ba);
        QCOMPARE(parsed<ImapListed>("* LSUB () \"/\" {3}\r\na\"b").isLsub, true);
        QCOMPARE(parsed<ImapListed>("* LIST () \"\\\\\" NIL").name, "NIL"_ba);
        QCOMPARE(parsed<ImapListed>("* LIST () \"/\" a[b]").name, "a[b]"_ba);
    }

    void mailboxStatus()
    {
        const auto status = parsed<ImapMailboxStatus>("* STATUS \"Entw&APw-rfe\" (MESSAGES 231 UIDNEXT 44292 UIDVALIDITY 4294967295 HIGHESTMODSEQ 7011231777 SIZE 99 MAILBOXID (F2212) NEW 5)");
        QCOMPARE(status.mailbox, "Entw&APw-rfe"_ba);
        QCOMPARE(status.messages, 231U);
        QCOMPARE(status.uidValidity, 4294967295U);
        QCOMPARE(status.highestModSeq, 7011231777ULL);
        QCOMPARE(status.mailboxId, "F2212"_ba);
        QVERIFY(!status.unseen);
    }

    void fetch()
    {
        const auto fetch = parsed<ImapFetch>("* 12 FETCH (UID 4711 FLAGS (\\Seen $Forwarded a.b) MODSEQ (624140003) INTERNALDATE \" 7-Nov-2026 12:00:01 +0130\" "
                                             "RFC822.SIZE 5000000000 BODY[HEADER.FIELDS (\"FROM\" to)] {9}\r\nFrom: a\r\n BODY[1.2.MIME]<1024> \"q\\\"\" BINARY[2] NIL "
                                             "BINARY.SIZE[2] 7 ENVELOPE (NIL \"x)\" ((NIL NIL \"a\" \"b\"))) EMAILID (M1) THREADID NIL PREVIEW \"Hallo\" X-NEW (1 (2 3)))");
        QCOMPARE(fetch.sequence, 12U);
        QCOMPARE(fetch.uid, 4711U);
        QCOMPARE(fetch.flags->size(), 3);
        QCOMPARE(fetch.modSeq, 624140003ULL);
        QCOMPARE(fetch.internalDate, QDateTime(QDate(2026, 11, 7), QTime(10, 30, 1), QTimeZone::UTC));
        QCOMPARE(fetch.size, 5'000'000'000LL);
        QCOMPARE(fetch.section("HEADER.FIELDS")->bytes, "From: a\r\n"_ba);
        QCOMPARE(fetch.section("HEADER.FIELDS (FROM TO)")->bytes, "From: a\r\n"_ba);
        QCOMPARE(fetch.section("1.2.MIME")->origin, 1024);
        QCOMPARE(fetch.section("1.2.MIME")->bytes, "q\""_ba);
        QVERIFY(fetch.section("BINARY:2")->isNil);
        QVERIFY(!fetch.section("1"));
        QCOMPARE(fetch.envelope, "(NIL \"x)\" ((NIL NIL \"a\" \"b\")))"_ba);
        QCOMPARE(fetch.emailId, "M1"_ba);
        QCOMPARE(fetch.preview, "Hallo"_ba);
    }

    void bytesOfLiteralsAreExact()
    {
        const QByteArray body("a\0b\r\n)\xff{3}\r\n* 1 EXISTS\r\n", 24);
        const auto fetch = parsed<ImapFetch>("* 1 FETCH (BODY[] {" + QByteArray::number(body.size()) + "}\r\n" + body + " UID 3)");
        QCOMPARE(fetch.section("")->bytes, body);
        QCOMPARE(fetch.uid, 3U);
    }

    void others()
    {
        QCOMPARE(parsed<ImapExists>("* 23 EXISTS").count, 23U);
        QCOMPARE(parsed<ImapExpunged>("* 4 EXPUNGE").sequence, 4U);
        const auto vanished = parsed<ImapVanished>("* VANISHED (EARLIER) 1:3,7,4294967295");
        QVERIFY(vanished.earlier);
        QCOMPARE(vanished.uids.count(), 5);
        QCOMPARE(parsed<ImapFound>("* SEARCH 5 3 4 (MODSEQ 99)").uids.toWire(), "3:5"_ba);
        QCOMPARE(parsed<ImapFound>("* SEARCH").uids.count(), 0);
        const auto extended = parsed<ImapFound>("* ESEARCH (TAG \"k9\") UID COUNT 3 ALL 2,10:11 MODSEQ 5");
        QCOMPARE(extended.tag, "k9"_ba);
        QCOMPARE(extended.uids.toWire(), "2,10:11"_ba);
        QCOMPARE(extended.count, 3U);
        QVERIFY(parsed<ImapFound>("* ESEARCH (TAG \"k9\") UID").uids.isEmpty());
        QVERIFY(parsed<ImapCapabilities>("* CAPABILITY IMAP4rev1 auth=plain").has("AUTH=PLAIN"));
        const auto spaces = parsed<ImapNamespaces>("* NAMESPACE ((\"\" \"/\")(\"#x\" NIL \"EXT\" (\"a\"))) NIL ((\"shared/\" \"/\"))");
        QCOMPARE(spaces.personal.size(), 2);
        QCOMPARE(spaces.shared.first().prefix, "shared/"_ba);
        const auto quota = parsed<ImapQuota>("* QUOTA \"User quota\" (STORAGE 10 512 MESSAGE 1 2)");
        QCOMPARE(quota.resources.first().limit, 512ULL);
        QCOMPARE(parsed<ImapQuotaRoot>("* QUOTAROOT INBOX \"User quota\" x").roots.size(), 2);
        QCOMPARE(parsed<ImapId>("* ID (\"name\" \"Dovecot\" \"version\" NIL)").fields.value("name"), "Dovecot"_ba);
        QCOMPARE(parsed<ImapEnabled>("* ENABLED QRESYNC CONDSTORE").names.size(), 2);
        QCOMPARE(parsed<ImapUnknown>("* XSOMETHING (a b)").name, "XSOMETHING"_ba);
    }

    void malformedIsSaidSo_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const QByteArray line : {"", "*", "* ", "*x", "k1", "k1 HELLO", "k1 BYE", "* 1", "* 99999999999 EXISTS", "* 1 FETCH", "* 1 FETCH (", "* 1 FETCH (UID 0)",
                                      "* 1 FETCH (UID 99999999999)", "* 1 FETCH (FLAGS (a)", "* 1 FETCH (BODY[", "* 1 FETCH (BODY[] {5}\r\nabc)", "* 1 FETCH (BODY[] \"abc)",
                                      "* 1 FETCH (MODSEQ (1)", "* 1 FETCH (RFC822.SIZE 99999999999999999999)", "* VANISHED", "* VANISHED (LATER) 1", "* VANISHED 0", "* LIST",
                                      "* LIST () \"/\"", "* LIST (a \"/\" b", "* STATUS x", "* STATUS x (MESSAGES", "* STATUS x (MESSAGES 1", "* STATUS x (MESSAGES -1)",
                                      "* NAMESPACE ((", "* QUOTA x (STORAGE 1)", "* FLAGS (", "HTTP/1.1 400 Bad Request", "* ESEARCH (TAG", "* ESEARCH ALL 0"}) {
            QTest::newRow(line.constData()) << line;
        }
    }

    void malformedIsSaidSo()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!ImapParser::parse(QByteArray(line + "\r\n")));
    }

    void deepListsNeedNoStack()
    {
        const QByteArray deep = "* 1 FETCH (UID 2 BODYSTRUCTURE " + QByteArray(1'000'000, '(') + QByteArray(1'000'000, ')') + ")";
        QCOMPARE(parsed<ImapFetch>(deep).bodyStructure.size(), 2'000'000);
        QVERIFY(!ImapParser::parse(QByteArray("* 1 FETCH (X " + QByteArray(1'000'000, '(') + "\r\n")));
    }
};

QTEST_GUILESS_MAIN(ImapParserTest)
#include "imapparsertest.moc"
