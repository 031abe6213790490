// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactfields.h"
#include "contacts/contactphoto.h"
#include "contacts/contactrecord.h"
#include "contacts/vcardreader.h"
#include "contacts/vcardwriter.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

/// Whatever a server hands out gives a row, ends soon, and comes back byte for byte.
class HostileCardsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void givesARow_data();
    void givesARow();
    void editsThemAll_data();
    void editsThemAll();
    void bearsNoise();
    void refusesBadPictures();
};

namespace
{
QByteArray wrapped(const QByteArray &lines)
{
    return "BEGIN:VCARD\r\nVERSION:3.0\r\n" + lines + "END:VCARD\r\n";
}

QByteArray manyNumbers()
{
    QByteArray lines = "FN:Viele\r\n";
    for (int i = 0; i < 5000; ++i) {
        lines += "item" + QByteArray::number(i) + ".TEL;TYPE=WORK:+49 30 " + QByteArray::number(i) + "\r\nitem" + QByteArray::number(i) + ".X-ABLabel:N" + QByteArray::number(i) + "\r\n";
    }
    return wrapped(lines);
}

void cards()
{
    QTest::addColumn<QByteArray>("card");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no card") << QByteArray("Hello");
    QTest::newRow("empty card") << wrapped("");
    QTest::newRow("no name") << wrapped("TEL:110\r\n");
    QTest::newRow("large note") << wrapped("FN:A\r\nNOTE:" + QByteArray(10 << 20, 'n') + "\r\n");
    QTest::newRow("many numbers") << manyNumbers();
    QTest::newRow("broken photo") << wrapped("FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:@@@not-base64@@@\r\n");
    QTest::newRow("photo that is none") << wrapped("FN:A\r\nPHOTO;ENCODING=b;TYPE=JPEG:" + QByteArray("hello world").toBase64() + "\r\n");
    QTest::newRow("wrong charset") << wrapped("FN:J\xf6rg\r\n");
    QTest::newRow("nul bytes") << wrapped(QByteArray("FN:A\0B\r\nNOTE:\0\0\r\n", 20));
    QTest::newRow("unknown version") << QByteArray("BEGIN:VCARD\r\nVERSION:9.1\r\nFN:Zukunft\r\nEND:VCARD\r\n");
    QTest::newRow("no end") << QByteArray("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Offen");
    QTest::newRow("no colon") << wrapped("FN\r\nTEL;TYPE=\"home\r\n:;:;\r\n");
    QTest::newRow("impossible day") << wrapped("FN:A\r\nBDAY:2001-02-30\r\nBDAY:99999999\r\n");
    QTest::newRow("deep") << QByteArray("BEGIN:VCARD\r\n").repeated(2000);
    QTest::newRow("tricky name") << wrapped("FN:\xe2\x80\xaegnirts\xe2\x80\x8b\r\n");
    QTest::newRow("names itself") << wrapped("UID:a\r\nFN:G\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a\r\n");
}
}

void HostileCardsTest::givesARow_data()
{
    cards();
}

void HostileCardsTest::givesARow()
{
    QFETCH(const QByteArray, card);
    const auto record = ContactRecord::read(card);
    QVERIFY(!record.name.isEmpty());
    QVERIFY(record.name.size() <= 300);
    for (const QChar c : record.name) {
        QVERIFY(c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
    }
    QVERIFY(record.phones.size() <= 100);
    const bool isDamaged = (record.flags & int(ContactFlag::Damaged)) != 0;
    QCOMPARE(isDamaged, !VCardReader::isReadable(card));
    QVERIFY(ContactFields::of(VCardReader::read(card)).size() < 30);
}

void HostileCardsTest::editsThemAll_data()
{
    cards();
}

void HostileCardsTest::editsThemAll()
{
    QFETCH(const QByteArray, card);
    auto wanted = VCardReader::read(card);
    if (!VCardReader::isReadable(card)) {
        VCardWriter::write(card, wanted); // must end, no more
        return;
    }
    QCOMPARE(VCardWriter::write(card, wanted), card);
    wanted.title = QStringLiteral("Titel");
    if (!wanted.phones.isEmpty()) {
        wanted.phones.removeFirst();
    }
    const auto written = VCardWriter::write(card, wanted);
    const auto again = VCardReader::read(written);
    QCOMPARE(again.title, wanted.title);
    QCOMPARE(again.phones.size(), wanted.phones.size());
    QCOMPARE(again.note, wanted.note);
}

void HostileCardsTest::bearsNoise()
{
    QRandomGenerator random(4711);
    const QByteArray letters = "BEGINVCARDFNTELN:;,=\\\"\r\n \t.\xc3\xa4\xff";
    for (int round = 0; round < 300; ++round) {
        QByteArray noise;
        for (int i = 0; i < 400; ++i) {
            noise += letters[random.bounded(letters.size())];
        }
        const auto card = wrapped("FN:A\r\n" + noise + "\r\n");
        QVERIFY(!ContactRecord::read(card).name.isEmpty());
        QCOMPARE(ContentText::parse(card).toBytes(), card);
        VCardReader::split(card);
    }
}

void HostileCardsTest::refusesBadPictures()
{
    QVERIFY(ContactPhoto::small("hello").isEmpty());
    QVERIFY(ContactPhoto::small({}).isEmpty());
    // A picture that says it were 60,000 pixels wide and high.
    auto bomb = QByteArray::fromHex("89504e470d0a1a0a0000000d494844520000ea600000ea600802000000");
    bomb += QByteArray(100, '\0');
    QVERIFY(ContactPhoto::small(bomb).isEmpty());
    QVERIFY(ContactPhoto::forCard(bomb).isEmpty());
}

QTEST_GUILESS_MAIN(HostileCardsTest)
#include "hostilecardstest.moc"
