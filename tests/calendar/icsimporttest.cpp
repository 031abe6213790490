// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/icsimport.h"

#include "calendar/calendarobject.h"
#include "groupware/contenttext.h"

#include <QTest>

using namespace Kontor;

/// Files are taken apart and put together without losing or doubling anything.
class IcsImportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsASeriesTogetherAndItsZone()
    {
        const QByteArray zone = "BEGIN:VTIMEZONE\r\nTZID:Büro\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0130\r\nTZOFFSETTO:+0130\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
        const QByteArray file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nX-WR-CALNAME:x\r\n" + zone
            + "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Büro:20260504T100000\r\nRRULE:FREQ=DAILY\r\nX-A;B=c:d \r\nEND:VEVENT\r\n"
              "BEGIN:VTODO\r\nUID:b\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Aufgabe\r\nEND:VTODO\r\n"
              "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID;TZID=Büro:20260505T100000\r\nDTSTART;TZID=Büro:20260505T120000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        const auto read = IcsImport::read(file);
        QVERIFY(read.problems.isEmpty());
        QCOMPARE(read.objects.size(), 2);
        QCOMPARE(read.objects.first().uid, QByteArray("a"));
        QVERIFY(read.objects.first().bytes.contains(zone));
        QVERIFY(read.objects.first().bytes.contains("X-A;B=c:d \r\n"));
        QCOMPARE(CalendarObject::read(read.objects.first().bytes).exceptions().size(), 1);
        QVERIFY(!read.objects.last().bytes.contains("VTIMEZONE"));
        const auto whole = IcsExport::joined({read.objects.first().bytes, read.objects.last().bytes, read.objects.first().bytes});
        QCOMPARE(whole.count("BEGIN:VTIMEZONE"), 1);
        QCOMPARE(IcsImport::read(whole).objects.size(), 2);
    }

    void namesWhatItCannotRead()
    {
        QVERIFY(!IcsImport::read("Guten Tag").problems.isEmpty());
        const auto read = IcsImport::read("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Ohne Zeit\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTART:20260504T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        QCOMPARE(read.objects.size(), 1);
        QCOMPARE(read.problems.size(), 1);
        QVERIFY(read.problems.first().contains(QStringLiteral("Ohne Zeit")));
        QVERIFY(read.objects.first().bytes.contains("DTSTAMP:"));
        // cut off in the middle
        QVERIFY(IcsImport::read("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:2026").objects.size() <= 1);
    }

    void givesEntriesWithoutUidTheSameOneEachTime()
    {
        const QByteArray file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260504T100000Z\r\nSUMMARY:a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20260504T100000Z\r\nSUMMARY:b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        const auto one = IcsImport::read(file);
        const auto two = IcsImport::read(file);
        QCOMPARE(one.objects.size(), 2);
        QVERIFY(!one.objects.first().uid.isEmpty());
        QVERIFY(one.objects.first().uid != one.objects.last().uid);
        QCOMPARE(one.objects.first().uid, two.objects.first().uid);
    }

    void anOlderFileChangesNothing()
    {
        const auto version = [](const QByteArray &sequence, const QByteArray &stamp) {
            return QByteArray("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260504T100000Z\r\nSEQUENCE:" + sequence + "\r\nDTSTAMP:" + stamp + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        };
        const auto now = version("2", "20260101T000000Z");
        QCOMPARE(IcsImport::updated(now, version("1", "20270101T000000Z")), now);
        QCOMPARE(IcsImport::updated(now, version("2", "20250101T000000Z")), now);
        const auto newer = version("2", "20260201T000000Z");
        QCOMPARE(IcsImport::updated(now, newer), newer);
    }
};

QTEST_GUILESS_MAIN(IcsImportTest)
#include "icsimporttest.moc"
