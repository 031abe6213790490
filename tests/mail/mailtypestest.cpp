// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/headerfields.h"
#include "mail/mailpayload.h"
#include "mail/mailtext.h"

#include <QTest>
#include <QTimeZone>

using namespace Kontor;

/// Addresses as people and programs write them, header fields with real faults, payloads.
class MailTypesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parsesAddresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected"); // "name|address"
        QTest::addColumn<QStringList>("rejected");
        QTest::newRow("plain") << QStringLiteral("anna@example.org") << QStringList{QStringLiteral("|anna@example.org")} << QStringList();
        QTest::newRow("named") << QStringLiteral("Anna Berg <anna@example.org>") << QStringList{QStringLiteral("Anna Berg|anna@example.org")} << QStringList();
        QTest::newRow("quoted comma") << QStringLiteral("\"Berg, Anna\" <anna@example.org>, b@x.de")
                                      << QStringList{QStringLiteral("Berg, Anna|anna@example.org"), QStringLiteral("|b@x.de")} << QStringList();
        QTest::newRow("unquoted comma") << QStringLiteral("Müller, Jörg <j@bücher.de>; Groß, Ida <ida@x.de>")
                                        << QStringList{QStringLiteral("Müller, Jörg|j@bücher.de"), QStringLiteral("Groß, Ida|ida@x.de")} << QStringList();
        QTest::newRow("semicolons") << QStringLiteral("a@x.de; b@x.de;") << QStringList{QStringLiteral("|a@x.de"), QStringLiteral("|b@x.de")} << QStringList();
        QTest::newRow("blanks") << QStringLiteral("a@x.de b@x.de") << QStringList{QStringLiteral("|a@x.de"), QStringLiteral("|b@x.de")} << QStringList();
        QTest::newRow("name without brackets") << QStringLiteral("Anna Berg anna@x.de") << QStringList{QStringLiteral("Anna Berg|anna@x.de")} << QStringList();
        QTest::newRow("comment") << QStringLiteral("anna@x.de (Anna Berg)") << QStringList{QStringLiteral("Anna Berg|anna@x.de")} << QStringList();
        QTest::newRow("group") << QStringLiteral("Team: a@x.de, b@x.de; c@x.de")
                               << QStringList{QStringLiteral("|a@x.de"), QStringLiteral("|b@x.de"), QStringLiteral("|c@x.de")} << QStringList();
        QTest::newRow("empty group") << QStringLiteral("undisclosed-recipients:;") << QStringList() << QStringList();
        QTest::newRow("mailto") << QStringLiteral("mailto:a@x.de") << QStringList{QStringLiteral("|a@x.de")} << QStringList();
        QTest::newRow("quoted local part") << QStringLiteral("\"a b\"@x.de") << QStringList{QStringLiteral("|\"a b\"@x.de")} << QStringList();
        QTest::newRow("no address") << QStringLiteral("Anna; a@x.de") << QStringList{QStringLiteral("|a@x.de")} << QStringList{QStringLiteral("Anna")};
        QTest::newRow("two ats") << QStringLiteral("a@b@x.de") << QStringList() << QStringList{QStringLiteral("a@b@x.de")};
        QTest::newRow("open quote") << QStringLiteral("\"Anna <a@x.de>") << QStringList{QStringLiteral("Anna|a@x.de")} << QStringList();
        QTest::newRow("open bracket") << QStringLiteral("Anna <a@x.de") << QStringList{QStringLiteral("Anna|a@x.de")} << QStringList();
        QTest::newRow("apostrophes") << QStringLiteral("'Anna' <a@x.de>") << QStringList{QStringLiteral("Anna|a@x.de")} << QStringList();
        QTest::newRow("at in name") << QStringLiteral("\"b@y.de\" <a@x.de>") << QStringList{QStringLiteral("b@y.de|a@x.de")} << QStringList();
    }
    void parsesAddresses()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        QFETCH(QStringList, rejected);
        QStringList bad;
        QStringList found;
        for (const auto list = MailAddress::parseList(text, &bad); const auto &address : list) {
            found << (address.name + u'|' + address.address);
        }
        QCOMPARE(found, expected);
        QCOMPARE(bad, rejected);
    }

    void readsWithoutEnd_data()
    {
        QTest::addColumn<QString>("piece");
        for (const auto &piece : {QStringLiteral("("),
                                  QStringLiteral("\"\\"),
                                  QStringLiteral("["),
                                  QStringLiteral("<"),
                                  QStringLiteral("a(b)"),
                                  QStringLiteral("\"a\""),
                                  QStringLiteral("g:"),
                                  QStringLiteral("@"),
                                  QStringLiteral("a "),
                                  QStringLiteral("((\\"),
                                  QStringLiteral("\"(")}) {
            QTest::newRow(qPrintable(piece)) << piece;
        }
    }
    /// Reading takes a time that grows with the length and not with its square: a quarter of a
    /// megabyte took a minute. The test has ctest's limit of time only.
    void readsWithoutEnd()
    {
        QFETCH(QString, piece);
        const auto endless = piece.repeated(2'000'000 / piece.size());
        const auto list = MailAddress::parseList(QStringLiteral("Anna Berg <anna@x.de>, ") + endless);
        QVERIFY(!list.isEmpty());
        QCOMPARE(list.first().address, QStringLiteral("anna@x.de"));
    }

    void writesWhatItReads()
    {
        for (const auto &name :
             {QStringLiteral("Berg, Anna"), QStringLiteral("A \"x\" \\ B"), QStringLiteral("Jörg"), QStringLiteral("a@b.de"), QStringLiteral("")}) {
            const MailAddress address{name, QStringLiteral("a@x.de")};
            QCOMPARE(MailAddress::parseList(address.toString()), QList<MailAddress>{address});
        }
    }

    void decodesWords_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("text");
        QTest::newRow("ascii") << QByteArray("Hello") << QStringLiteral("Hello");
        QTest::newRow("q") << QByteArray("=?utf-8?Q?M=C3=BCller?=") << QStringLiteral("Müller");
        QTest::newRow("split character") << QByteArray("=?utf-8?Q?M=C3?= =?utf-8?Q?=BCller?=") << QStringLiteral("Müller");
        QTest::newRow("b") << QByteArray("=?ISO-8859-1?B?R3L832U=?= x") << QStringLiteral("Grüße x");
        QTest::newRow("language") << QByteArray("=?utf-8*de?Q?=C3=A4?=") << QStringLiteral("ä");
        QTest::newRow("no end") << QByteArray("=?utf-8?Q?=C3=A4bc") << QStringLiteral("äbc");
        QTest::newRow("blanks inside") << QByteArray("=?utf-8?Q?=C3=A4 b c?=") << QStringLiteral("ä b c");
        QTest::newRow("raw utf-8") << QByteArray("Gr\xc3\xbc\xc3\x9f"
                                                 "e")
                                   << QStringLiteral("Grüße");
        QTest::newRow("raw latin") << QByteArray("Gr\xfc\xdf"
                                                 "e \x80")
                                   << QStringLiteral("Grüße €");
        QTest::newRow("unknown charset") << QByteArray("=?x-klingon?Q?=C3=A4?=") << QStringLiteral("ä");
        QTest::newRow("not a word") << QByteArray("a =? b ?= =?c?x?d?=") << QStringLiteral("a =? b ?= =?c?x?d?=");
    }
    void decodesWords()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, text);
        QCOMPARE(MailText::decodeWords(raw), text);
    }

    void stripsWhatDeceives()
    {
        QCOMPARE(MailText::line(QStringLiteral("a\u202Egpj.exe\u0007\n b\u2066")), QStringLiteral("agpj.exe b"));
        QCOMPARE(MailText::line(QString(5000, u'x')).size(), 1001);
        QCOMPARE(MailText::line(QString(QChar(0xd800)) + u'a'), QString(QChar(0xfffd)) + u'a');
    }

    void readsFaultyHeaders()
    {
        const HeaderFields fields(QByteArray("Subject: one\r\n two\r\nFROM : =?utf-8?Q?M=C3=BCller,_Hans?= <h@x.de>\r\nDate: Tue, 5 May 2026 10:00:00 +0200\r\n"
                                             "X-Nul: a\0b\r\nnonsense without colon\r\nReferences: <a@x> <b@x>\r\n <c@x>\r\nMessage-ID: <m@x>\r\n",
                                             210));
        QCOMPARE(fields.text("subject"), QStringLiteral("one two"));
        QCOMPARE(fields.address("From"), (MailAddress{QStringLiteral("Müller, Hans"), QStringLiteral("h@x.de")}));
        QCOMPARE(fields.date(), QDateTime(QDate(2026, 5, 5), QTime(8, 0), QTimeZone::UTC));
        QCOMPARE(fields.identifiers("References"), (QStringList{QStringLiteral("a@x"), QStringLiteral("b@x"), QStringLiteral("c@x")}));
        QVERIFY(!HeaderFields("Date: yesterday\n").date().isValid());
        QVERIFY(!HeaderFields("Date: 31 Dec 9999 23:59:59 -1200\n").date().isValid()); // the year 10000 elsewhere
        QVERIFY(!HeaderFields(QByteArray()).has("From"));
        const HeaderFields huge("Subject: " + QByteArray(10'000'000, 'x'));
        QVERIFY(huge.text("Subject").size() <= 1001);
    }

    void keepsPayloads()
    {
        MailPayload payload;
        payload.flags = {QStringLiteral("\\Seen"), QStringLiteral("wichtig")};
        payload.hasFlags = true;
        payload.size = 42;
        payload.internalDate = QDateTime::fromMSecsSinceEpoch(123456789, QTimeZone::UTC);
        payload.header = "Subject: x\r\n";
        payload.bodyStructure = "(\"text\")";
        payload.waiting = true;
        const auto again = MailPayload::fromCbor(payload.toCbor());
        QVERIFY(again);
        QCOMPARE(again->toCbor(), payload.toCbor());
        QCOMPARE(again->flags, payload.flags);
        QVERIFY(!MailPayload::fromCbor("rubbish"));
        QCOMPARE(MailPayload::flagBits({QStringLiteral("\\SEEN"), QStringLiteral("NonJunk")}), MessageFlags(MessageFlag::Seen | MessageFlag::NotJunk));
        QCOMPARE(MailPayload::keywordsOf({QStringLiteral("\\Seen"), QStringLiteral("$Forwarded"), QStringLiteral("wichtig")}),
                 QStringList{QStringLiteral("wichtig")});
    }
};

QTEST_GUILESS_MAIN(MailTypesTest)
#include "mailtypestest.moc"
