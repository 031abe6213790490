// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/smtpaddress.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

class SmtpAddressTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void good_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<bool>("needsUtf8");
        QTest::newRow("plain") << u"anna@example.org"_s << "anna@example.org"_ba << false;
        QTest::newRow("detail") << u"a.b+c=d@example.org"_s << "a.b+c=d@example.org"_ba << false;
        QTest::newRow("domain") << u"anna@müller.example"_s << "anna@xn--mller-kva.example"_ba << false;
        QTest::newRow("local part") << u"jörg@müller.example"_s << "jörg@xn--mller-kva.example"_ba << true;
        QTest::newRow("quoted") << u"\"a b@c\"@example.org"_s << "\"a b@c\"@example.org"_ba << false;
        QTest::newRow("literal") << u"a@[192.0.2.1]"_s << "a@[192.0.2.1]"_ba << false;
    }

    void good()
    {
        QFETCH(QString, address);
        QFETCH(QByteArray, wire);
        QFETCH(bool, needsUtf8);
        const auto parsed = SmtpAddress::parse(address);
        QVERIFY(parsed);
        QCOMPARE(parsed->wire, wire);
        QCOMPARE(parsed->needsUtf8, needsUtf8);
    }

    void bad_data()
    {
        QTest::addColumn<QString>("address");
        for (const QString &address : QStringList{QString(), u"anna"_s, u"@example.org"_s, u"anna@"_s, u"a\r\nRCPT TO:<x>@b"_s, u"a\n@b"_s, u"a@b\r\nDATA"_s, QString(u"a\0b@c"_s), u"a@b> SIZE=0"_s,
                                       u"<a@b>"_s, u"a b@c"_s, u"a@b c"_s, u"a@b\u2028c"_s, u"a\u202eb@c"_s, QString(400, u'a') + u"@b"_s, u"a@..\u00fc"_s}) {
            QTest::newRow(qPrintable(QString::fromLatin1(address.toUtf8().toPercentEncoding()).left(30))) << address;
        }
        QTest::newRow("nul") << QString::fromLatin1("a\0b@c", 5);
        QTest::newRow("half a pair") << QString(QChar(0xd800)) + u"@b"_s;
    }

    void bad()
    {
        QFETCH(QString, address);
        const auto parsed = SmtpAddress::parse(address);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, Error::Kind::Protocol);
        QVERIFY(!parsed.error().message.contains(u'\n'));
    }
};

QTEST_GUILESS_MAIN(SmtpAddressTest)
#include "smtpaddresstest.moc"
