// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendarfixture.h"

#include "calendar/calendarobject.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

/// Calendar objects as nobody would write them.
class CalendarFuzzTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Good objects with a few bytes changed: whatever comes out, nothing breaks and nothing takes long.
    void bearsAnyBytes()
    {
        bool isGiven = false;
        const int given = qEnvironmentVariableIntValue("KONTOR_SEED", &isGiven);
        const auto seed = isGiven ? quint32(given) : quint32(QDate::currentDate().toJulianDay());
        const auto rounds = qEnvironmentVariableIsSet("KONTOR_ROUNDS") ? qEnvironmentVariableIntValue("KONTOR_ROUNDS") : 20'000;
        qInfo("seed %u", seed);
        QRandomGenerator chance(seed);
        static const QList<QByteArray> frequencies{"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"};
        static const QList<QByteArray> zones{"Europe/Berlin", "W. Europe Standard Time", "(UTC+01:00) Amsterdam, Berlin", "Mond"};
        static const QList<QByteArray> pieces{"RRULE:",
                                              "FREQ=",
                                              "BYDAY=-1SU",
                                              "COUNT=99999999",
                                              "INTERVAL=0",
                                              "DTSTART:",
                                              "BEGIN:VALARM\r\n",
                                              "END:VEVENT\r\n",
                                              "BEGIN:VEVENT\r\n",
                                              "19000101T000000",
                                              "99991231T235959Z",
                                              "-P99999W",
                                              "\r\n ",
                                              "\r\n",
                                              ";TZID=",
                                              "\"",
                                              ":",
                                              "BYSETPOS=-1",
                                              "BYSECOND=0,1,2,3",
                                              "RANGE=THISANDFUTURE",
                                              "00000000",
                                              "UNTIL=",
                                              "EXDATE:",
                                              "RDATE;VALUE=PERIOD:",
                                              "/PT1H",
                                              "\xff\xfe",
                                              "\\"};
        QList<QByteArray> good;
        for (int i = 0; i < 100; ++i) {
            const QByteArray zone = zones.at(i % zones.size());
            QByteArray lines = "UID:" + QByteArray::number(i) + "|SUMMARY:Ereignis|DTSTART;TZID=\"" + zone + "\":20260504T090000|DTEND;TZID=\"" + zone
                + "\":20260504T100000";
            if (i % 3 != 0) {
                lines += "|RRULE:FREQ=" + frequencies.at(i % frequencies.size()) + ";INTERVAL=" + QByteArray::number(1 + i % 4)
                    + (i % 2 ? ";COUNT=20" : ";UNTIL=20270101T000000Z");
            }
            lines += "|EXDATE;TZID=\"" + zone
                + "\":20260505T090000|RDATE:20260606T090000Z|ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org|ORGANIZER:mailto:b@example.org|BEGIN:VALARM|"
                  "TRIGGER:-PT15M|ACTION:DISPLAY|END:VALARM";
            auto bytes = calendarObject(lines,
                                        i % 5 == 0 ? "VTODO" : "VEVENT",
                                        "BEGIN:VTIMEZONE|TZID:Mond|BEGIN:STANDARD|DTSTART:19700101T000000|TZOFFSETFROM:+0200|TZOFFSETTO:+0300|RRULE:FREQ="
                                        "YEARLY;BYMONTH=6|END:STANDARD|END:VTIMEZONE");
            if (i % 4 == 1) {
                bytes.replace("END:VCALENDAR",
                              QByteArray("BEGIN:VEVENT\r\nUID:" + QByteArray::number(i)
                                         + "\r\nRECURRENCE-ID:20260506T070000Z\r\nDTSTART:20260507T070000Z\r\nEND:VEVENT\r\nEND:VCALENDAR"));
            }
            good << bytes;
        }
        CalendarProjector projector;
        qint64 longest = 0;
        QByteArray slowest;
        for (int round = 0; round < rounds; ++round) {
            auto bytes = good.at(chance.bounded(int(good.size())));
            for (int change = chance.bounded(1, 8); change > 0 && !bytes.isEmpty(); --change) {
                const auto place = chance.bounded(int(bytes.size()));
                switch (chance.bounded(5)) {
                case 0:
                    bytes[place] = char(chance.bounded(256));
                    break;
                case 1:
                    bytes.remove(place, chance.bounded(1, 40));
                    break;
                case 2:
                    bytes.insert(place, pieces.at(chance.bounded(int(pieces.size()))));
                    break;
                case 3:
                    bytes.insert(place, bytes.mid(chance.bounded(int(bytes.size())), chance.bounded(1, 200)));
                    break;
                default: // a digit is another one
                    for (auto digit = place; digit < bytes.size(); ++digit) {
                        if (bytes.at(digit) >= '0' && bytes.at(digit) <= '9') {
                            bytes[digit] = char('0' + chance.bounded(10));
                            break;
                        }
                    }
                }
            }
            QElapsedTimer clock;
            clock.start();
            QVERIFY(projector.project(ItemId{1}, CollectionId{1}, bytes));
            const auto object = CalendarObject::read(bytes);
            (void)object.draft(0);
            (void)object.draft(1777878000000);
            if (clock.elapsed() > longest) {
                longest = clock.elapsed();
                slowest = bytes;
            }
        }
        qInfo("the longest took %lld ms:\n%s", longest, slowest.constData());
        QVERIFY(longest < 20'000); // none is endless; figures are the benchmark's business
    }
};

QTEST_GUILESS_MAIN(CalendarFuzzTest)
#include "calendarfuzztest.moc"
