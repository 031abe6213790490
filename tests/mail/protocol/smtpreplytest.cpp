// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/incomingbuffer.h"
#include "mail/protocol/smtpreply.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

class SmtpReplyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anyPiecesGiveTheSame()
    {
        const QByteArray bytes = "220 ready\r\n250-mail.example\r\n250-SIZE 5\r\n250 HELP\r\n250\n550-5.1.1 No such\r\n550 5.1.1 user \xc3\xbc here\r\n";
        for (qsizetype step = 1; step < bytes.size(); ++step) {
            IncomingBuffer incoming;
            SmtpReplyParser parser;
            QList<SmtpReply> replies;
            for (qsizetype at = 0; at < bytes.size(); at += step) {
                incoming.append(QByteArrayView(bytes).sliced(at, std::min(step, bytes.size() - at)));
                while (true) {
                    auto reply = parser.next(incoming);
                    QVERIFY(reply);
                    if (!*reply) {
                        break;
                    }
                    replies << **reply;
                }
            }
            QVERIFY(parser.isIdle());
            QCOMPARE(replies.size(), 4);
            QCOMPARE(replies[1].lines, (QList<QByteArray>{"mail.example", "SIZE 5", "HELP"}));
            QCOMPARE(replies[2].words(), u"250"_s);
            QCOMPARE(replies[3].enhancedCode, "5.1.1"_ba);
            QCOMPARE(replies[3].words(), u"No such user ü here"_s);
        }
    }

    void nonsenseEnds_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("http") << "HTTP/1.1 400\r\n"_ba;
        QTest::newRow("short") << "25\r\n"_ba;
        QTest::newRow("code") << "199 x\r\n"_ba;
        QTest::newRow("letters") << "25x ok\r\n"_ba;
        QTest::newRow("no space") << "250ok\r\n"_ba;
        QTest::newRow("codes differ") << "250-a\r\n251 b\r\n"_ba;
        QTest::newRow("line without end") << QByteArray(9000, '2');
        QTest::newRow("long line") << "250 " + QByteArray(9000, 'x') + "\r\n";
        QTest::newRow("lines without end") << "250-a\r\n"_ba.repeated(1000);
        QTest::newRow("empty line") << "\r\n"_ba;
        QTest::newRow("nul") << "250\0ok\r\n"_ba;
    }

    void nonsenseEnds()
    {
        QFETCH(QByteArray, bytes);
        IncomingBuffer incoming;
        SmtpReplyParser parser;
        incoming.append(bytes);
        const auto reply = parser.next(incoming);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Protocol);
    }

    void kinds()
    {
        const auto kind = [](const QByteArray &line) {
            IncomingBuffer incoming;
            incoming.append(line);
            incoming.append("\r\n");
            SmtpReplyParser parser;
            const auto reply = parser.next(incoming);
            const auto error = (**reply).error(ki18n("It said: %1"));
            return error.message.startsWith(u"It said: "_s) ? error.kind : Error::Kind::Storage;
        };
        QCOMPARE(kind("450 4.2.1 greylisted"), Error::Kind::Throttled);
        QCOMPARE(kind("421 too many"), Error::Kind::Throttled);
        QCOMPARE(kind("535 5.7.8 wrong"), Error::Kind::Unauthorized);
        QCOMPARE(kind("552 5.2.2 mailbox full"), Error::Kind::OverQuota);
        QCOMPARE(kind("552 too big"), Error::Kind::Forbidden);
        QCOMPARE(kind("550 5.7.1 policy"), Error::Kind::Forbidden);
        QCOMPARE(kind("550 no such user"), Error::Kind::Protocol);
    }
};

QTEST_GUILESS_MAIN(SmtpReplyTest)
#include "smtpreplytest.moc"
