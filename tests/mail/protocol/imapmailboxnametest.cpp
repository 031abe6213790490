// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapmailboxname.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

class ImapMailboxNameTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knownNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("wire");
        QTest::newRow("plain") << QStringLiteral("INBOX") << QByteArray("INBOX");
        QTest::newRow("umlaut") << QStringLiteral("Entwürfe") << QByteArray("Entw&APw-rfe");
        QTest::newRow("ampersand") << QStringLiteral("A & B") << QByteArray("A &- B");
        QTest::newRow("rfc") << QStringLiteral("~peter/mail/台北/日本語") << QByteArray("~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        QTest::newRow("beyond 16 bit") << QStringLiteral("😀") << QByteArray("&2D3eAA-");
        QTest::newRow("quotes") << QStringLiteral("a\"b\\c") << QByteArray("a\"b\\c");
        QTest::newRow("empty") << QString() << QByteArray();
        QTest::newRow("control") << QStringLiteral("a\tb") << QByteArray("a&AAk-b");
    }

    void knownNames()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, wire);
        QCOMPARE(ImapMailboxName::encode(name), wire);
        QCOMPARE(ImapMailboxName::decode(wire).value_or(QStringLiteral("?")), name);
        QCOMPARE(ImapMailboxName::display(wire), name);
    }

    void brokenNamesStayAsTheyAre_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QString>("shown");
        QTest::newRow("no end") << QByteArray("a&APw") << QStringLiteral("a&APw");
        QTest::newRow("bad digit") << QByteArray("a&A/w-") << QStringLiteral("a&A/w-");
        QTest::newRow("ascii inside") << QByteArray("&AGE-") << QStringLiteral("&AGE-");
        QTest::newRow("half a pair") << QByteArray("&2D0-") << QStringLiteral("&2D0-");
        QTest::newRow("bits left over") << QByteArray("&APx-") << QStringLiteral("&APx-");
        QTest::newRow("two runs") << QByteArray("&APw-&APw-") << QStringLiteral("&APw-&APw-");
        QTest::newRow("lone ampersand") << QByteArray("R&D") << QStringLiteral("R&D");
        QTest::newRow("utf-8") << QByteArray("Entw\xc3\xbcrfe") << QStringLiteral("Entwürfe");
        QTest::newRow("latin-1") << QByteArray("Entw\xfcrfe") << QStringLiteral("Entwürfe");
        QTest::newRow("control") << QByteArray("a\x01") << QStringLiteral("a\x01");
    }

    void brokenNamesStayAsTheyAre()
    {
        QFETCH(QByteArray, wire);
        QFETCH(QString, shown);
        QVERIFY(!ImapMailboxName::decode(wire));
        QCOMPARE(ImapMailboxName::display(wire), shown);
    }

    void everyTextComesBack()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 3000; ++round) {
            QString name;
            for (int i = 0; i < 12; ++i) {
                const char32_t c = random.bounded(3) ? random.bounded(0x20, 0x180) : random.bounded(0x800, 0x1ffff);
                if (!QChar::isSurrogate(c)) {
                    name += QString::fromUcs4(&c, 1);
                }
            }
            QCOMPARE(ImapMailboxName::decode(ImapMailboxName::encode(name)).value_or(QString()), name);
        }
    }

    void anyBytesAreSurvived()
    {
        QRandomGenerator random(8);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray wire;
            for (int i = random.bounded(12); i >= 0; --i) {
                wire += random.bounded(2) ? "&-A,+/"[random.bounded(6)] : char(random.bounded(256));
            }
            const auto name = ImapMailboxName::decode(wire);
            QVERIFY(!name || ImapMailboxName::encode(*name) == wire);
            ImapMailboxName::display(wire);
        }
    }

    void inboxIsOneMailbox()
    {
        QVERIFY(ImapMailboxName::isInbox("inBox"));
        QVERIFY(!ImapMailboxName::isInbox("INBOX/x"));
    }
};

QTEST_GUILESS_MAIN(ImapMailboxNameTest)
#include "imapmailboxnametest.moc"
