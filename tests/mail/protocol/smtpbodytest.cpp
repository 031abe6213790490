// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/smtpbody.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
QByteArray all(const QByteArray &message, SmtpBody::Dots dots, qsizetype wanted = 1)
{
    SmtpBody body(message, dots);
    QByteArray result;
    for (QByteArray piece = body.next(wanted); !piece.isEmpty(); piece = body.next(wanted)) {
        result += piece;
    }
    return result;
}
}

class SmtpBodyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesAndDots_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("doubled");
        QTest::newRow("lf") << "a\nb\n"_ba << "a\r\nb\r\n"_ba;
        QTest::newRow("crlf") << "a\r\nb\r\n"_ba << "a\r\nb\r\n"_ba;
        QTest::newRow("no end") << "a"_ba << "a\r\n"_ba;
        QTest::newRow("lone cr") << "a\rb\r\r\n"_ba << "a\r\nb\r\n\r\n"_ba;
        QTest::newRow("dots") << ".\n..\n.a\na.\n"_ba << "..\r\n...\r\n..a\r\na.\r\n"_ba;
        QTest::newRow("smuggling") << "a\n.\r\nMAIL FROM:<x>\r.\rb\r\n"_ba << "a\r\n..\r\nMAIL FROM:<x>\r\n..\r\nb\r\n"_ba;
        QTest::newRow("empty lines") << "\n\n\r\n"_ba << "\r\n\r\n\r\n"_ba;
        QTest::newRow("nothing") << ""_ba << ""_ba;
    }

    void linesAndDots()
    {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, doubled);
        for (const qsizetype wanted : {1, 3, 1000}) {
            QCOMPARE(all(message, SmtpBody::Dots::Doubled, wanted), doubled);
        }
        QCOMPARE(SmtpBody::survey(message).size, all(message, SmtpBody::Dots::AsTheyAre).size());
    }

    void noSecondMailCanHide()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray message;
            for (int i = random.bounded(20); i >= 0; --i) {
                message += "\r\n.ab"[random.bounded(5)];
            }
            const auto sent = all(message, SmtpBody::Dots::Doubled, random.bounded(1, 10));
            QVERIFY(!QByteArray("\r\n" + sent).contains("\r\n.\r\n"));
            QVERIFY(!sent.contains("\n.\n") && !sent.contains("\r.\r"));
            QCOMPARE(sent.count('\n'), sent.count("\r\n"));
            QCOMPARE(sent.count('\r'), sent.count("\r\n"));
            QCOMPARE(SmtpBody::survey(message).size, all(message, SmtpBody::Dots::AsTheyAre).size());
        }
    }

    void survey()
    {
        const auto survey = SmtpBody::survey("Subject: a\n\n" + QByteArray(1200, 'x') + "\n\xc3\xbc\n");
        QCOMPARE(survey.longestLine, 1200);
        QVERIFY(survey.isEightBit && !survey.hasEightBitHeader);
        QVERIFY(SmtpBody::survey("Subject: \xc3\xbc\n\nx").hasEightBitHeader);
        QVERIFY(!SmtpBody::survey("Subject: a\n\nx").isEightBit);
    }
};

QTEST_GUILESS_MAIN(SmtpBodyTest)
#include "smtpbodytest.moc"
