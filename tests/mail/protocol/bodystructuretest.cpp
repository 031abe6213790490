// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/bodystructure.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

class BodyStructureTest : public QObject
{
    Q_OBJECT

    static QByteArray leaf(const QByteArray &parameters = "NIL", const QByteArray &disposition = "NIL")
    {
        return "(\"APPLICATION\" \"PDF\" " + parameters + " NIL NIL \"BASE64\" 1000 NIL " + disposition + " NIL NIL)";
    }

private Q_SLOTS:
    void onePart()
    {
        const auto body
            = BodyStructure::parse("(\"TEXT\" \"Plain\" (\"CHARSET\" \"utf-8\" \"FORMAT\" \"flowed\") NIL NIL \"QUOTED-PRINTABLE\" 1152 23 NIL NIL NIL NIL)");
        QVERIFY(body);
        QCOMPARE(body->id, "1"_ba);
        QCOMPARE(body->mimeType(), "text/plain"_ba);
        QCOMPARE(body->parameters.value("charset"), u"utf-8"_s);
        QCOMPARE(body->encoding, "quoted-printable"_ba);
        QCOMPARE(body->size, 1152);
        QVERIFY(!body->hasAttachment());
        QCOMPARE(body->textSize(), 1152);
    }

    void partsAreNumberedAsTheServerDoes()
    {
        const auto body = BodyStructure::parse(
            "(((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 10 1)(\"TEXT\" \"HTML\" NIL NIL NIL \"7BIT\" 20 1) \"ALTERNATIVE\" (\"BOUNDARY\" \"b\") NIL NIL)"
            "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 300 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 "
            "1)(\"IMAGE\" \"PNG\" NIL \"<c@d>\" NIL \"BASE64\" 7) \"MIXED\") 12)"
            "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 300 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1) 12) "
            "\"MIXED\")");
        QVERIFY(body);
        QCOMPARE(body->children.size(), 3);
        QCOMPARE(body->children[0].children[1].id, "1.2"_ba);
        const auto &message = body->children[1];
        QCOMPARE(message.id, "2"_ba);
        QCOMPARE(message.children.first().children[1].id, "2.2"_ba);
        QCOMPARE(message.children.first().children[1].contentId, "c@d"_ba);
        QCOMPARE(body->children[2].children.first().id, "3.1"_ba);
        QCOMPARE(body->textSize(), 30);
        QVERIFY(body->hasAttachment());
    }

    void fileNames_data()
    {
        QTest::addColumn<QByteArray>("parameters");
        QTest::addColumn<QByteArray>("disposition");
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << "(\"NAME\" \"a.pdf\")"_ba << "NIL"_ba << u"a.pdf"_s;
        QTest::newRow("disposition first") << "(\"NAME\" \"a.pdf\")"_ba << "(\"attachment\" (\"filename\" \"b.pdf\"))"_ba << u"b.pdf"_s;
        QTest::newRow("rfc 2231") << "NIL"_ba << "(\"attachment\" (\"filename*\" \"utf-8''Rechnung%20%C3%BCber.pdf\"))"_ba << u"Rechnung über.pdf"_s;
        QTest::newRow("rfc 2231 pieces") << "NIL"_ba
                                         << "(\"attachment\" (\"filename*0*\" \"iso-8859-1'de'%FC\" \"filename*2\" \"c.pdf\" \"filename*1*\" \"%DF\"))"_ba
                                         << u"üßc.pdf"_s;
        QTest::newRow("rfc 2047") << "(\"NAME\" \"=?utf-8?B?w7xiZXIucGRm?=\")"_ba << "NIL"_ba << u"über.pdf"_s;
        QTest::newRow("raw utf-8 as a literal") << "(\"NAME\" {18}\r\nRechnung-\xc3\xbc"_ba
                                                   "ber.pdf)"
                                                << "NIL"_ba << u"Rechnung-über.pdf"_s;
        QTest::newRow("raw latin-1") << "(\"NAME\" \"\xfc.pdf\")"_ba << "NIL"_ba << u"ü.pdf"_s;
        QTest::newRow("path") << "(\"NAME\" \"../../etc/passwd\")"_ba << "NIL"_ba << u"_.._etc_passwd"_s;
        QTest::newRow("turned round") << "(\"NAME\" \"\xe2\x80\xae"_ba
                                         "fdp.exe\")"
                                      << "NIL"_ba << u"_fdp.exe"_s;
        QTest::newRow("unknown charset") << "NIL"_ba << "(\"attachment\" (\"filename*\" \"x-none''%C3%BC\"))"_ba << u"ü"_s;
        QTest::newRow("gap") << "NIL"_ba << "(\"attachment\" (\"filename*0\" \"a\" \"filename*2\" \"c\"))"_ba << u"a"_s;
        QTest::newRow("none") << "NIL"_ba << "NIL"_ba << QString();
    }

    void fileNames()
    {
        QFETCH(QByteArray, parameters);
        QFETCH(QByteArray, disposition);
        QFETCH(QString, name);
        const auto body = BodyStructure::parse(leaf(parameters, disposition));
        QVERIFY(body);
        QCOMPARE(body->fileName(), name);
    }

    void surprisesAreTaken_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::newRow("nil type") << "(NIL NIL NIL NIL NIL NIL 5)"_ba;
        QTest::newRow("nil size") << "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" NIL NIL)"_ba;
        QTest::newRow("negative size") << "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" -1 5)"_ba;
        QTest::newRow("atoms") << "(TEXT PLAIN () NIL NIL 7BIT 5 1)"_ba;
        QTest::newRow("too short") << "(\"TEXT\" \"PLAIN\")"_ba;
        QTest::newRow("extra") << "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1 NIL (\"inline\" NIL) (\"de\" \"en\") \"loc\" (1 (2)) \"more\")"_ba;
        QTest::newRow("odd parameters") << "(\"TEXT\" \"PLAIN\" (\"A\") NIL NIL \"7BIT\" 5 1)"_ba;
        QTest::newRow("empty multipart") << "((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1) NIL)"_ba;
        QTest::newRow("message without a body") << "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 5 NIL NIL 1)"_ba;
    }

    void surprisesAreTaken()
    {
        QFETCH(QByteArray, raw);
        QVERIFY(BodyStructure::parse(raw));
    }

    void nonsenseIsRefused()
    {
        for (const QByteArray raw : {"", "NIL", "(", "()", ")", "(((", "\"x\"", "(\"TEXT\" \"PLAIN\" (\"a\"", "({9999999}\r\nx)"}) {
            QVERIFY2(!BodyStructure::parse(raw), raw.constData());
        }
    }

    void depthIsBounded()
    {
        for (const int depth : {50, 10'000, 1'000'000}) {
            const auto body = BodyStructure::parse(
                QByteArray(QByteArray(depth, '(') + "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1)" + QByteArray(" \"MIXED\")").repeated(depth)));
            QVERIFY(body);
            int levels = 0;
            const BodyStructure *part = &*body;
            while (!part->children.isEmpty()) {
                part = &part->children.first();
                ++levels;
            }
            QCOMPARE(levels, std::min(depth, BodyStructure::MaximalDepth + 1));
        }
    }

    void numberIsBounded()
    {
        const auto body = BodyStructure::parse(QByteArray('(' + leaf().repeated(50'000) + " \"MIXED\")"));
        QVERIFY(body);
        QCOMPARE(body->children.size(), 50'000);
        QCOMPARE(body->children.last().mimeType(), "application/octet-stream"_ba);
    }

    void mutilatedStructuresAreSurvived()
    {
        const QByteArray good = "((\"TEXT\" \"PLAIN\" (\"CHARSET\" {5}\r\nutf-8) NIL NIL \"7BIT\" 10 1)"
            + leaf("(\"NAME*0*\" \"utf-8''%C3\" \"NAME*1*\" \"%BC\")", "(\"attachment\" NIL)") + " \"MIXED\" (\"BOUNDARY\" \"b\"))";
        QRandomGenerator random(5);
        for (int round = 0; round < 30'000; ++round) {
            auto raw = good;
            for (int i = random.bounded(1, 5); i > 0; --i) {
                const auto at = random.bounded(int(raw.size()));
                if (random.bounded(2)) {
                    raw[at] = random.bounded(2) ? "() \"{}\\*'%"[random.bounded(10)] : char(random.bounded(256));
                } else {
                    raw.remove(at, random.bounded(8));
                }
            }
            if (const auto body = BodyStructure::parse(raw)) {
                body->hasAttachment();
                body->fileName();
            }
        }
    }

    void namesAreDecodedWithoutAWord_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << "Protokoll"_ba << u"Protokoll"_s;
        QTest::newRow("Q") << "=?utf-8?Q?J=C3=B6rgs_Plan?="_ba << u"Jörgs Plan"_s;
        QTest::newRow("B") << "=?UTF-8?b?w6TDtsO8?="_ba << u"äöü"_s;
        QTest::newRow("with language") << "=?iso-8859-1*de?Q?=E4?="_ba << u"ä"_s;
        QTest::newRow("a letter divided") << "=?utf-8?B?w?= =?utf-8?Q?=C3?= =?utf-8?Q?=A4?="_ba << u"ä"_s;
        QTest::newRow("two charsets") << "=?utf-8?Q?=C3=A4?=  =?iso-8859-1?Q?=F6?="_ba << u"äö"_s;
        QTest::newRow("between words") << "der =?utf-8?Q?=C3=A4?= und =?utf-8?Q?=C3=B6?= Plan"_ba << u"der ä und ö Plan"_s;
        QTest::newRow("unknown charset") << "=?no-such?Q?=C3=A4?="_ba << u"ä"_s;
        QTest::newRow("neither B nor Q") << "=?utf-8?Z?x?="_ba << u"=?utf-8?Z?x?="_s;
        QTest::newRow("no charset") << "=??Q?x?= =?=?=?=?="_ba << u"=??Q?x?= =?=?=?=?="_s;
        QTest::newRow("cut") << "=?utf-8?Q?=C3=A4"_ba << u"=?utf-8?Q?=C3=A4"_s;
        QTest::newRow("raw") << "\xc3\xa4 =?utf-8?Q?x?="_ba << u"ä x"_s;
    }

    /// A charset that somebody made up must not reach the log either.
    void namesAreDecodedWithoutAWord()
    {
        QFETCH(QByteArray, encoded);
        QFETCH(QString, name);
        QTest::failOnWarning();
        const QByteArray raw = "(\"TEXT\" \"PLAIN\" NIL NIL \"" + encoded + "\" \"7BIT\" 5 1)";
        const auto body = BodyStructure::parse(raw);
        QVERIFY(body);
        QCOMPARE(body->description, name);
    }
};

QTEST_GUILESS_MAIN(BodyStructureTest)
#include "bodystructuretest.moc"
