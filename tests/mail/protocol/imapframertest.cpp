// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapframer.h"
#include "mail/protocol/imapparser.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 LiteralLimit = 1000;
constexpr qint64 LineLimit = 5000;

// What a server may say, with every trap for the finding of ends.
QByteArray dialogue()
{
    return "* OK [CAPABILITY IMAP4rev1 LITERAL+] ready {5}\r\n"
           "* CAPABILITY IMAP4rev1 IDLE\r\n"
           "* LIST (\\HasNoChildren \\Sent) \"/\" {8}\r\na\r\nb\"(){}\r\n"
           "* LIST () \"/\" \"x{3}\"\r\n"
           "* 1 FETCH (UID 7 BODY[] {12}\r\n* 2 EXPUNGE\n FLAGS (\\Seen) BODY[TEXT] {0}\r\n BINARY[1] ~{3}\r\n\0\r\n)\r\n"
           "+ go {9}\r\n"
           "* 2 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"NAME\" {4}\r\n)\"\r\n) NIL NIL \"7BIT\" 5 1))\r\n"
           "* SEARCH 1 2 3\n"
           "k1 OK [COPYUID 1 2 3] done {1000000}\r\n"_ba;
}

// Each frame, and how it was parsed.
QList<QByteArray> framesOf(const QByteArray &bytes, const std::function<qsizetype()> &step, bool *failed = nullptr)
{
    IncomingBuffer incoming;
    ImapFramer framer(LiteralLimit, LineLimit);
    QList<QByteArray> frames;
    for (qsizetype at = 0; at < bytes.size();) {
        const auto count = std::min(step(), bytes.size() - at);
        incoming.append(QByteArrayView(bytes).sliced(at, count));
        at += count;
        while (true) {
            const auto frame = framer.next(incoming);
            if (!frame) {
                if (failed) {
                    *failed = true;
                }
                return frames;
            }
            if (!*frame) {
                break;
            }
            const auto view = incoming.view().first((*frame)->size);
            const auto response = ImapParser::parse(view, (*frame)->omitted);
            frames << QByteArray::number(response ? qint64(response->index()) : -1) + ' ' + view.toByteArray();
            incoming.consume((*frame)->size);
        }
    }
    return frames;
}
}

class ImapFramerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsTheEnds()
    {
        const auto frames = framesOf(dialogue(), [] {
            return 1'000'000;
        });
        QCOMPARE(frames.size(), 9);
        for (const auto &frame : frames) {
            QVERIFY2(!frame.startsWith('-'), frame.constData());
        }
    }

    void anyPiecesGiveTheSame()
    {
        const auto whole = framesOf(dialogue(), [] {
            return 1'000'000;
        });
        QCOMPARE(framesOf(dialogue(), [] {
                     return 1;
                 }),
                 whole);
        QRandomGenerator random(3);
        for (int round = 0; round < 2000; ++round) {
            QCOMPARE(framesOf(dialogue(), [&random] {
                         return qsizetype(random.bounded(1, 40));
                     }),
                     whole);
        }
    }

    void mutilatedDialoguesAreSurvived()
    {
        QRandomGenerator random(4);
        for (int round = 0; round < 20'000; ++round) {
            auto bytes = dialogue();
            for (int i = random.bounded(1, 6); i > 0; --i) {
                const auto at = random.bounded(int(bytes.size()));
                switch (random.bounded(3)) {
                case 0:
                    bytes[at] = char(random.bounded(256));
                    break;
                case 1:
                    bytes.remove(at, random.bounded(20));
                    break;
                default:
                    bytes.insert(at, "(){}[]\"\\\r\n*0 9"[random.bounded(14)]);
                }
            }
            framesOf(bytes, [&random] {
                return qsizetype(random.bounded(1, 200));
            });
        }
    }

    void longLiteralsArePassedOver()
    {
        const QByteArray bytes = "* 1 FETCH (UID 5 BODY[] {5000}\r\n" + QByteArray(5000, 'x') + " FLAGS (\\Seen))\r\n* 2 EXISTS\r\n";
        for (const qsizetype step : {1, 7, 100'000}) {
            IncomingBuffer incoming;
            ImapFramer framer(LiteralLimit, LineLimit);
            std::optional<ImapFetch> fetch;
            qsizetype most = 0;
            for (qsizetype at = 0; at < bytes.size(); at += step) {
                incoming.append(QByteArrayView(bytes).sliced(at, std::min(step, bytes.size() - at)));
                const auto frame = framer.next(incoming);
                QVERIFY(frame);
                most = std::max(most, incoming.size());
                if (*frame && !fetch) {
                    auto response = ImapParser::parse(incoming.view().first((*frame)->size), (*frame)->omitted);
                    QVERIFY(response);
                    fetch = std::get<ImapFetch>(*response);
                    incoming.consume((*frame)->size);
                }
            }
            QVERIFY(fetch);
            QCOMPARE(fetch->section("")->omitted, 5000);
            QVERIFY(fetch->section("")->bytes.isEmpty());
            QCOMPARE(fetch->flags->first(), QByteArray("\\Seen"));
            if (step < 100) {
                QVERIFY(most < 200);
            }
        }
    }

    void manyLiteralsCountTogether()
    {
        QByteArray bytes = "* 1 FETCH (UID 5";
        for (int i = 0; i < 10; ++i) {
            bytes += " BODY[" + QByteArray::number(i) + "] {300}\r\n" + QByteArray(300, 'y');
        }
        IncomingBuffer incoming;
        ImapFramer framer(LiteralLimit, LineLimit);
        incoming.append(QByteArray(bytes + ")\r\n"));
        const auto frame = framer.next(incoming);
        QVERIFY(frame && *frame);
        QCOMPARE((*frame)->omitted.size(), 7);
        const auto response = ImapParser::parse(incoming.view().first((*frame)->size), (*frame)->omitted);
        QVERIFY(response);
        const auto &fetch = std::get<ImapFetch>(*response);
        QCOMPARE(fetch.sections.size(), 10);
        QCOMPARE(fetch.section("2")->bytes.size(), 300);
        QCOMPARE(fetch.section("9")->omitted, 300);
    }

    void endlessAnswersEnd_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("line") << "* SEARCH " + QByteArray(6000, '1');
        QTest::newRow("absurd literal") << QByteArray("* 1 FETCH (BODY[] {99999999999999999999}\r\n");
        QTest::newRow("too big a literal") << QByteArray("* 1 FETCH (BODY[] {4294967296}\r\n");
        QTest::newRow("pieces of lines") << QByteArray("* 1 FETCH (" + QByteArray("A {0}\r\n ").repeated(1000));
    }

    void endlessAnswersEnd()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype step : {1, 1000}) {
            bool failed = false;
            framesOf(
                bytes,
                [step] {
                    return step;
                },
                &failed);
            QVERIFY(failed);
        }
    }

    void noByteIsLookedAtTwice()
    {
        // Would take minutes if each arriving byte meant a search from the start.
        IncomingBuffer incoming;
        ImapFramer framer(64 << 20, 64 << 20);
        incoming.append("* 1 FETCH (BODY[] {8000000}\r\n");
        for (int i = 0; i < 8'000'000; ++i) {
            incoming.append("x");
            if (i % 4 == 0) {
                QVERIFY(!*framer.next(incoming));
            }
        }
        incoming.append(")\r\n* SEARCH ");
        QVERIFY(*framer.next(incoming));
        incoming.consume(incoming.size() - 9);
        for (int i = 0; i < 2'000'000; ++i) {
            incoming.append("1");
            QVERIFY(!*framer.next(incoming));
        }
    }
};

QTEST_GUILESS_MAIN(ImapFramerTest)
#include "imapframertest.moc"
