// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contenttext.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

/// Content lines as RFC 5545 and 6350 describe them, and as programs really write them; and that
/// whatever comes in goes out again, byte for byte.
class ContentTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsEveryByte_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("usual") << QByteArray("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        QTest::newRow("bare LF") << QByteArray("BEGIN:VCARD\nFN:x\n  y\nEND:VCARD\n");
        QTest::newRow("bare CR") << QByteArray("BEGIN:VCARD\rFN:x\r y\rEND:VCARD\r");
        QTest::newRow("CR within") << QByteArray("BEGIN:VCARD\r\nFN:a\rb\r\nEND:VCARD\r\n");
        QTest::newRow("CR CR LF") << QByteArray("BEGIN:VCARD\r\r\nFN:a\r\r\n b\r\r\nEND:VCARD\r\r\n");
        QTest::newRow("tab") << QByteArray("BEGIN:VCARD\r\nFN:a\r\n\tb\r\nEND:VCARD\r\n");
        QTest::newRow("no end of line") << QByteArray("BEGIN:VCARD\r\nFN:a\r\nEND:VCARD");
        QTest::newRow("no END") << QByteArray("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\n");
        QTest::newRow("inner END missing") << QByteArray("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        QTest::newRow("END too much") << QByteArray("END:VEVENT\r\nBEGIN:VCARD\r\nEND:VEVENT\r\nEND:VCARD\r\nEND:VCARD\r\n");
        QTest::newRow("several") << QByteArray("BEGIN:VCARD\nEND:VCARD\n\n\nBEGIN:VCARD\nEND:VCARD\n\n");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf" "BEGIN:VCARD\nFN:x\nEND:VCARD\n");
        QTest::newRow("no content lines") << QByteArray("<html>\n <body>\n\n: ;\n  ");
        QTest::newRow("zero bytes") << QByteArray("BEGIN:VCARD\nNOTE:a\0b\nEND:VCARD\n", 35);
        QTest::newRow("deep") << QByteArray("BEGIN:A\n").repeated(5000) + QByteArray("END:A\n").repeated(4000);
        QTest::newRow("only a fold") << QByteArray(" \r\n \r\n");
    }
    void keepsEveryByte()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(ContentText::parse(bytes).toBytes(), bytes);
    }

    void keepsEveryByteOfNoise()
    {
        const auto seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        const QByteArrayList pieces{"BEGIN:", "END:", "VEVENT", "VCARD", "\r\n", "\n", "\r", " ", "\t", ":", ";", "\"", "=", ",", "^", "\\", "TZID", "item1.",
                                    "\xc3\xa4", "\xf0\x9f\x98\x80", QByteArray(1, '\0'), "\xff", "X-A", "a"};
        for (int round = 0; round < 20000; ++round) {
            QByteArray bytes;
            for (auto count = random.bounded(40); count > 0; --count) {
                bytes += random.bounded(8) == 0 ? QByteArray(1, char(random.bounded(256))) : pieces.at(random.bounded(int(pieces.size())));
            }
            const auto text = ContentText::parse(bytes);
            QVERIFY2(text.toBytes() == bytes, qPrintable(QStringLiteral("seed %1 round %2: %3").arg(seed).arg(round).arg(QString::fromLatin1(bytes.toPercentEncoding()))));
            for (const auto &part : text.root.parts) { // reading it goes well, too
                const auto &line = part.component ? part.component->begin : part.line;
                (void)line.value();
                (void)line.parameters();
            }
        }
    }

    void unfolds()
    {
        const auto text = ContentText::parse("BEGIN:VEVENT\r\nDESCRIP\r\n TION;LANGUAGE=de:Gr\xc3\r\n \xbc\xc3\x9f" "e\r\n  dort\r\n\tund\r\nEND:VEVENT\r\n");
        const auto events = text.root.components("VEVENT");
        QCOMPARE(events.size(), 1);
        QCOMPARE(events.first()->value("DESCRIPTION"), QByteArray("Gr\xc3\xbc\xc3\x9f" "e dortund"));
        QCOMPARE(events.first()->line("DESCRIPTION")->parameter("LANGUAGE"), QByteArray("de"));
        QVERIFY(events.first()->line("DESCRIPTION")->parameter("TZID").isNull());
        const auto old = ContentText::parse("BEGIN:VCARD\rFN:a\r b\rEND:VCARD\r");
        QCOMPARE(old.root.components("VCARD").value(0)->value("FN"), QByteArray("ab"));
        const auto doubled = ContentText::parse("BEGIN:VCARD\r\r\nFN:a\r\r\n b\r\r\nEND:VCARD\r\r\n");
        QCOMPARE(doubled.root.components("VCARD").value(0)->value("FN"), QByteArray("ab"));
        const auto inner = ContentText::parse("BEGIN:VCARD\nNOTE:a\rb\nEND:VCARD");
        QCOMPARE(inner.root.components("VCARD").value(0)->value("NOTE"), QByteArray("a\rb"));
    }

    void readsParameters()
    {
        const auto line = ContentLine::fromLogical("attendee;cn=\"Berg: Anna; Dr., x\";Role=CHAIR;DELEGATED-TO=\"mailto:a@x.de\",\"mailto:b@x.de\";X=a^nb^^c^'d^e;EMPTY=:mailto:a:b");
        QCOMPARE(line.name, QByteArray("ATTENDEE"));
        QCOMPARE(line.value(), QByteArray("mailto:a:b"));
        QCOMPARE(line.parameter("CN"), QByteArray("Berg: Anna; Dr., x"));
        QCOMPARE(line.parameter("ROLE"), QByteArray("CHAIR"));
        QCOMPARE(line.parameters().at(2).second, (QList<QByteArray>{"mailto:a@x.de", "mailto:b@x.de"}));
        QCOMPARE(line.parameter("X"), QByteArray("a\nb^c\"d^e"));
        QVERIFY(!line.parameter("EMPTY").isNull());
        QVERIFY(line.parameter("EMPTY").isEmpty());
    }

    void readsGroupsAndOldTypes()
    {
        const auto line = ContentLine::fromLogical("item1.TEL;HOME;type=pref:+49 1");
        QCOMPARE(line.group, QByteArray("item1"));
        QCOMPARE(line.name, QByteArray("TEL"));
        QCOMPARE(line.parameters(), (QList<std::pair<QByteArray, QList<QByteArray>>>{{"TYPE", {"HOME"}}, {"TYPE", {"pref"}}}));
    }

    void readsBrokenLines()
    {
        QVERIFY(ContentLine::fromLogical("").name.isEmpty());
        QVERIFY(ContentLine::fromLogical("just text").name.isEmpty());
        QVERIFY(ContentLine::fromLogical("NAME;P=1").name.isEmpty());
        QVERIFY(ContentLine::fromLogical(".TEL:1").name.isEmpty());
        const auto unclosed = ContentLine::fromLogical("ATTENDEE;CN=\"Berg:mailto:a@x.de");
        QCOMPARE(unclosed.value(), QByteArray("mailto:a@x.de"));
    }

    void writesLines()
    {
        const auto line = ContentLine::make("item1", "X-A", {{"CN", {"a\"b^c\nd", "e:f"}}, {"TYPE", {"home"}}}, "v\r\nBEGIN:VEVENT");
        QCOMPARE(line.raw, QByteArray("item1.X-A;CN=a^'b^^c^nd,\"e:f\";TYPE=home:v\\nBEGIN:VEVENT\r\n"));
        QCOMPARE(line.parameters().first().second, (QList<QByteArray>{"a\"b^c\nd", "e:f"}));
    }

    void foldsBetweenCharacters()
    {
        for (int length = 0; length < 400; ++length) {
            const auto logical = "NOTE:" + QByteArray(length % 7, 'x') + QByteArray("\xf0\x9f\x98\x80").repeated(length / 2) + QByteArray("\xc3\xa4").repeated(length / 3);
            const auto line = ContentLine::fromLogical(logical);
            QCOMPARE(line.unfolded(), logical);
            QVERIFY(line.raw.endsWith("\r\n"));
            for (const auto physical = line.raw.chopped(2).split('\n'); const auto &one : physical) {
                QVERIFY(one.size() <= 76); // 75 and the CR
                QVERIFY(QString::fromUtf8(one).indexOf(QChar::ReplacementCharacter) < 0);
            }
        }
        const auto noise = "X:" + QByteArray(500, char(0x80)); // not UTF-8, folded nevertheless
        QCOMPARE(ContentLine::fromLogical(noise).unfolded(), noise);
    }

    void escapes()
    {
        const auto text = QStringLiteral("a,b;c\\d\ne\r\nfü\"");
        QCOMPARE(escapedText(text), QByteArray("a\\,b\\;c\\\\d\\ne\\nf\xc3\xbc\""));
        QCOMPARE(unescapedText(escapedText(text)), QStringLiteral("a,b;c\\d\ne\nfü\""));
        QCOMPARE(unescapedText("a\\Nb\\:c\\td\\"), QStringLiteral("a\nb:c\\td\\"));
        QCOMPARE(unescapedText("M\xfcller"), QStringLiteral("Müller")); // Latin 1, though it must not be
        QCOMPARE(splitValue("a\\;b;c;;", ';'), (QList<QByteArray>{"a\\;b", "c", "", ""}));
    }

    void findsTheUid()
    {
        const auto uid = [](const QByteArray &bytes) { return uidOf(ContentText::parse(bytes)); };
        QCOMPARE(uid("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nUID:z\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID: 1 \nEND:VEVENT\nEND:VCALENDAR\n"), QByteArray("1"));
        QCOMPARE(uid("BEGIN:VCARD\nUID:URN:UUID:1-2\nEND:VCARD\n"), QByteArray("1-2"));
        QVERIFY(uid("BEGIN:VCARD\nEND:VCARD\n").isEmpty());
        QVERIFY(uid("UID:1\n").isEmpty());
    }

    void nests()
    {
        const auto text = ContentText::parse("BEGIN:vcalendar\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nSUMMARY:x\r\nend:vevent\r\nEND:VCALENDAR\r\n");
        const auto *const calendar = text.root.components("VCALENDAR").value(0);
        QVERIFY(calendar);
        QCOMPARE(calendar->value("VERSION"), QByteArray("2.0"));
        const auto *const event = calendar->components("VEVENT").value(0);
        QVERIFY(event);
        QCOMPARE(event->value("SUMMARY"), QByteArray("x"));
        QCOMPARE(event->components("VALARM").value(0)->value("ACTION"), QByteArray("DISPLAY"));
        QVERIFY(!event->line("ACTION"));
    }
};

QTEST_APPLESS_MAIN(ContentTextTest)
#include "contenttexttest.moc"
