// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/attachmentname.h"
#include "mail/flowedtext.h"
#include "mail/messagecontent.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

namespace
{
const QByteArray head = "From: Anna <anna@example.org>\r\nTo: b@example.org\r\nSubject: Test\r\nDate: Tue, 5 May 2026 10:00:00 +0200\r\nMessage-ID: <m@x>\r\nMIME-Version: 1.0\r\n";

QByteArray mixed(const QByteArray &parts)
{
    return head + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\npreamble\r\n" + parts + "--b--\r\nepilogue\r\n";
}
}

/// Messages taken apart: what real programs write, and what nobody should.
class MessageContentTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsPlainText()
    {
        const auto content = MessageContent::parse(head + "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe =\r\nweiter\r\n");
        QCOMPARE(content.plainText, QStringLiteral("Grüße weiter"));
        QCOMPARE(content.from.address, QStringLiteral("anna@example.org"));
        QVERIFY(content.safeHtml.isEmpty());
        QVERIFY(content.problems.isEmpty());
    }

    void choosesAlternatives()
    {
        const auto content = MessageContent::parse(head
                                                   + "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n--x\r\n"
                                                     "Content-Type: multipart/related; boundary=y\r\n\r\n--y\r\nContent-Type: text/html\r\n\r\n<b>rich</b><img src=\"cid:i@x\">\r\n--y\r\n"
                                                     "Content-Type: image/png; name=i.png\r\nContent-ID: <i@x>\r\nContent-Transfer-Encoding: base64\r\n\r\naGFsbG8=\r\n--y--\r\n--x--\r\n");
        QCOMPARE(content.plainText, QStringLiteral("plain"));
        QVERIFY(content.safeHtml.contains(QLatin1StringView("<b>rich</b>")));
        QVERIFY(!content.htmlOnly);
        QCOMPARE(content.inlineImages.value(QStringLiteral("i@x")), QByteArray("hallo"));
        QCOMPARE(content.attachments.size(), 1);
        QVERIFY(content.attachments.first().isInline);
    }

    void findsAttachments()
    {
        const auto raw = mixed("--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''Rechnung%20;\r\n filename*1*=%C3%BCber.pdf\r\n"
                               "Content-Transfer-Encoding: base64\r\n\r\naGFsbG8=\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nFrom: c@x.de\r\n\r\ninner text\r\n");
        const auto content = MessageContent::parse(raw);
        QCOMPARE(content.attachments.size(), 2);
        QCOMPARE(content.attachments[0].name, QStringLiteral("Rechnung über.pdf"));
        QCOMPARE(content.attachments[0].partId, QStringLiteral("2"));
        QCOMPARE(content.attachments[0].size, 5);
        QCOMPARE(content.attachments[1].name, QStringLiteral("inner.eml"));
        QVERIFY(content.plainText.contains(QLatin1StringView("inner text")));
        QCOMPARE(MessageContent::attachmentBytes(raw, QStringLiteral("2")).value(), QByteArray("hallo"));
        QVERIFY(MessageContent::attachmentBytes(raw, QStringLiteral("3")).value().startsWith("Subject: inner"));
        QVERIFY(!MessageContent::attachmentBytes(raw, QStringLiteral("9")));
    }

    void survivesDepth()
    {
        QByteArray raw = head;
        for (int i = 0; i < 10'000; ++i) {
            raw += "Content-Type: multipart/mixed; boundary=\"b" + QByteArray::number(i) + "\"\r\n\r\n--b" + QByteArray::number(i) + "\r\n";
        }
        raw += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + QByteArray("tief unten").toBase64() + "\r\n";
        const auto content = MessageContent::parse(raw);
        QCOMPARE(content.plainText, QStringLiteral("tief unten"));
        QVERIFY(!content.problems.isEmpty());

        QByteArray nested = head;
        for (int i = 0; i < 10'000; ++i) {
            nested += "Content-Type: message/rfc822\r\n\r\n";
        }
        nested += "Subject: x\r\n\r\nganz unten\r\n";
        QVERIFY(MessageContent::parse(nested).plainText.contains(QLatin1StringView("ganz unten")));
    }

    void survivesManyParts()
    {
        QByteArray parts;
        for (int i = 0; i < 5000; ++i) {
            parts += "--b\r\nContent-Type: text/plain\r\n\r\npart " + QByteArray::number(i) + "\r\n";
        }
        const auto content = MessageContent::parse(mixed(parts));
        QVERIFY(content.plainText.contains(QLatin1StringView("part 4999")));
        QVERIFY(!content.problems.isEmpty());
    }

    void showsWhatIsBroken()
    {
        QCOMPARE(MessageContent::parse("no header at all\nsecond line").plainText, QStringLiteral("no header at all\nsecond line"));
        QVERIFY(!MessageContent::parse("no header").problems.isEmpty());
        QVERIFY(!MessageContent::parse({}).problems.isEmpty());
        const auto unclosed = MessageContent::parse(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext without end");
        QCOMPARE(unclosed.plainText, QStringLiteral("text without end"));
        const auto missing = MessageContent::parse(head + "Content-Type: multipart/mixed\r\n\r\njust text\r\n");
        QCOMPARE(missing.plainText, QStringLiteral("just text"));
        const auto nul = MessageContent::parse(head + QByteArray("\r\na\0b\r\n", 7));
        QCOMPARE(nul.plainText, QStringLiteral("ab"));
    }

    void limitsLongTexts()
    {
        const auto content = MessageContent::parse(head + "\r\n" + QByteArray("0123456789abcde\n").repeated(1 << 20));
        QVERIFY(content.plainText.size() <= 4 << 20);
        QVERIFY(!content.problems.isEmpty());
    }

    void joinsFlowedText()
    {
        QCOMPARE(FlowedText::joined(QStringLiteral("a \nb\n> c \n> d\n-- \nsig"), FlowedText::DelSp::No), QStringLiteral("a b\n> c d\n-- \nsig"));
        const QString text = QStringLiteral("Ein langer Satz, der ") + QStringLiteral("immer weiter geht ").repeated(20) + QStringLiteral("\n\n> zitiert\n From here\n-- \nGruß\n");
        QString expected = text;
        expected.replace(QStringLiteral("geht \n"), QStringLiteral("geht\n"));
        QCOMPARE(FlowedText::joined(FlowedText::broken(text), FlowedText::DelSp::No), expected);
    }

    void cleansNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("safe");
        QTest::addColumn<bool>("dangerous");
        QTest::newRow("plain") << QStringLiteral("Bericht.pdf") << QStringLiteral("Bericht.pdf") << false;
        QTest::newRow("path") << QStringLiteral("../../etc/passwd") << QStringLiteral("passwd") << false;
        QTest::newRow("windows path") << QStringLiteral("C:\\x\\y.txt") << QStringLiteral("y.txt") << false;
        QTest::newRow("override") << QStringLiteral("a\u202Efdp.exe") << QStringLiteral("afdp.exe") << true;
        QTest::newRow("trailing dots") << QStringLiteral("a.exe. . ") << QStringLiteral("a.exe") << true;
        QTest::newRow("hidden") << QStringLiteral(".bashrc") << QStringLiteral("bashrc") << false;
        QTest::newRow("double") << QStringLiteral("Foto.jpg.foo") << QStringLiteral("Foto.jpg.foo") << true;
        QTest::newRow("archive") << QStringLiteral("x.tar.gz") << QStringLiteral("x.tar.gz") << false;
        QTest::newRow("macro") << QStringLiteral("x.docm") << QStringLiteral("x.docm") << true;
        QTest::newRow("reserved") << QStringLiteral("con.txt") << QStringLiteral("_con.txt") << false;
        QTest::newRow("newline") << QStringLiteral("a\nb.txt") << QStringLiteral("a b.txt") << false;
        QTest::newRow("gap") << QStringLiteral("a.pdf") + QString(100, u' ') + QStringLiteral(".scr") << QStringLiteral("a.pdf .scr") << true;
    }
    void cleansNames()
    {
        QFETCH(QString, name);
        QFETCH(QString, safe);
        QFETCH(bool, dangerous);
        QCOMPARE(AttachmentName::safe(name, "application/octet-stream"), safe);
        QCOMPARE(AttachmentName::isDangerous(safe, {}), dangerous);
        QVERIFY(AttachmentName::safe(QString(5000, u'ü') + QStringLiteral(".pdf"), {}).endsWith(QLatin1StringView(".pdf")));
        QVERIFY(AttachmentName::safe(QString(5000, u'ü'), {}).toUtf8().size() <= 200);
        QVERIFY(!AttachmentName::safe(QStringLiteral("///"), {}).isEmpty());
    }

    void survivesMutations()
    {
        const auto seed = mixed("--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; format=flowed\r\n\r\n> a \r\n> b\r\n--c\r\nContent-Type: text/html\r\n\r\n"
                                "<table><tr><td style='color:#fff'>x<a href='http://x.de'>y</a></table>\r\n--c--\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?utf-8?Q?x?=\r\n\r\nz\r\n");
        QRandomGenerator random(7);
        for (int round = 0; round < 3000; ++round) {
            auto raw = seed;
            for (int i = 0; i < 8; ++i) {
                const auto at = random.bounded(int(raw.size()));
                switch (random.bounded(3)) {
                case 0:
                    raw[at] = char(random.bounded(256));
                    break;
                case 1:
                    raw.remove(at, random.bounded(20));
                    break;
                default:
                    raw.insert(at, raw.mid(random.bounded(int(raw.size())), random.bounded(60)));
                }
            }
            const auto content = MessageContent::parse(raw);
            for (const auto &attachment : content.attachments) {
                (void)MessageContent::attachmentBytes(raw, attachment.partId);
            }
            (void)MessageContent::parseForIndex(raw);
        }
    }
};

QTEST_GUILESS_MAIN(MessageContentTest)
#include "messagecontenttest.moc"
