// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendarfixture.h"

#include "calendar/calendarcomponentreader.h"
#include "calendar/calendarobject.h"
#include "calendar/recurrenceset.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Kontor;

namespace
{
const QByteArray germanRules
    = "BEGIN:VTIMEZONE|TZID:%1|BEGIN:STANDARD|DTSTART:16010101T030000|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10|END:STANDARD|"
      "BEGIN:DAYLIGHT|DTSTART:16010101T020000|TZOFFSETFROM:+0100|TZOFFSETTO:+0200|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3|END:DAYLIGHT|END:VTIMEZONE";

QByteArray zone(QByteArray definition, const QByteArray &name)
{
    return definition.replace("%1", name);
}

const CalendarComponent &only(const CalendarObject &object)
{
    return object.components.first();
}

QDateTime utc(int year, int month, int day, int hour = 0, int minute = 0)
{
    return QDateTime(QDate(year, month, day), QTime(hour, minute), QTimeZone::UTC);
}
}

/// Bytes of calendar objects, good and bad ones.
class CalendarObjectTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAnEvent()
    {
        const auto object = CalendarObject::read(calendarObject(
            "UID:1@example.org|DTSTAMP:20260101T000000Z|SEQUENCE:3|SUMMARY:Lage\\, kurz|LOCATION:Raum 2.04|DESCRIPTION:Erste "
            "Zeile\\nZweite|DTSTART;TZID=Europe/Berlin:20260504T090000|"
            "DTEND;TZID=Europe/Berlin:20260504T103000|CATEGORIES:Dienst,Wichtig|CLASS:PRIVATE|STATUS:TENTATIVE|TRANSP:TRANSPARENT|"
            "ORGANIZER;CN=Bert Demo:mailto:bert@example.org|ATTENDEE;CN=\"Berg, Anna\";PARTSTAT=ACCEPTED;RSVP=TRUE:MAILTO:Anna@Example.org|"
            "ATTENDEE;CUTYPE=ROOM;ROLE=NON-PARTICIPANT;PARTSTAT=DECLINED:mailto:raum@example.org|ATTACH;FMTTYPE=application/pdf;FILENAME=plan.pdf:https://"
            "example.org/plan|"
            "ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=a.txt:SGFsbG8=|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|UID:alarm1|END:VALARM|"
            "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER;VALUE=DATE-TIME:20260504T050000Z|ACKNOWLEDGED:20260504T050100Z|RELATED-TO;RELTYPE=SNOOZE:alarm1|END:VALARM"));
        QCOMPARE(object.understanding, CalendarObject::Understanding::Full);
        QCOMPARE(object.problems, QStringList());
        const auto &event = only(object);
        QCOMPARE(event.uid, "1@example.org");
        QCOMPARE(event.summary, QStringLiteral("Lage, kurz"));
        QCOMPARE(event.description, QStringLiteral("Erste Zeile\nZweite"));
        QCOMPARE(event.start.toDateTime(), utc(2026, 5, 4, 7));
        QCOMPARE(event.start.toDateTime().timeZone().id(), "Europe/Berlin");
        QCOMPARE(event.end.toDateTime(), utc(2026, 5, 4, 8, 30));
        QCOMPARE(event.categories, (QStringList{QStringLiteral("Dienst"), QStringLiteral("Wichtig")}));
        QCOMPARE(event.sequence, 3);
        QCOMPARE(event.organizer.name, QStringLiteral("Bert Demo"));
        QCOMPARE(event.attendees.size(), 2);
        QCOMPARE(event.attendees.at(0).name, QStringLiteral("Berg, Anna"));
        QVERIFY(event.attendees.at(0).rsvp);
        QCOMPARE(event.attendees.at(1).kind, Attendee::Kind::Room);
        QCOMPARE(event.attendees.at(1).role, Attendee::Role::Informed);
        QCOMPARE(event.participationOf({QStringLiteral("anna@example.org")}), Participation::Accepted);
        QCOMPARE(event.participationOf({QStringLiteral("carl@example.org")}), Participation::None);
        QCOMPARE(event.attachments.size(), 2);
        QCOMPARE(event.attachments.at(1).bytes, "Hallo");
        QCOMPARE(event.reminders.size(), 2);
        QCOMPARE(event.reminders.at(0).alarm.minutesBefore, 15);
        QCOMPARE(event.reminders.at(0).name(), "alarm1");
        QCOMPARE(event.reminders.at(1).name(), "#1");
        QCOMPARE(event.reminders.at(1).snoozes, "alarm1");
        const auto draft = object.draft(0);
        QVERIFY(draft);
        QCOMPARE(draft->visibility, EventDraft::Visibility::Private);
        QCOMPARE(draft->show, EventDraft::Show::Free);
        QCOMPARE(draft->alarms.size(), 1); // the second only puts the first off
    }

    void readsATask()
    {
        const auto object = CalendarObject::read(calendarObject(
            "UID:t|SUMMARY:Bericht|DUE;VALUE=DATE:20260508|PRIORITY:1|PERCENT-COMPLETE:40|STATUS:IN-PROCESS|RELATED-TO;RELTYPE=PARENT:eltern", "VTODO"));
        const auto &task = only(object);
        QCOMPARE(task.kind, CalendarComponent::Kind::Task);
        QVERIFY(!task.start.isValid);
        QVERIFY(task.end.isDate);
        QVERIFY(task.isAllDay());
        QCOMPARE(task.percent, 40);
        QCOMPARE(task.parentUid, "eltern");
        QVERIFY(!task.isDone());
        const auto draft = object.draft(0);
        QVERIFY(draft->isTask);
        QVERIFY(!draft->start.isValid());
        QCOMPARE(draft->end.date(), QDate(2026, 5, 8));
    }

    void readsZones_data()
    {
        QTest::addColumn<QByteArray>("tzid");
        QTest::addColumn<QByteArray>("definition");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("hours"); // UTC of 10:00 on 2026-07-01
        QTest::addColumn<bool>("isGuessed");
        const auto none = QByteArray();
        QTest::newRow("iana") << QByteArray("Europe/Berlin") << none << QStringLiteral("Europe/Berlin") << 8 << false;
        QTest::newRow("evolution") << QByteArray("/freeassociation.sourceforge.net/Europe/Berlin") << none << QStringLiteral("Europe/Berlin") << 8 << false;
        QTest::newRow("three parts") << QByteArray("/citadel.org/20190914_1/America/Argentina/Buenos_Aires") << none
                                     << QStringLiteral("America/Argentina/Buenos_Aires") << 13 << false;
        QTest::newRow("windows") << QByteArray("W. Europe Standard Time") << none << QStringLiteral("Europe/Berlin") << 8 << false;
        QTest::newRow("windows with definition") << QByteArray("Eastern Standard Time") << zone(germanRules, "Eastern Standard Time")
                                                 << QStringLiteral("America/New_York") << 14 << false;
        QTest::newRow("outlook towns") << QByteArray("\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"") << none
                                       << QStringLiteral("Europe/Berlin") << 8 << true;
        QTest::newRow("outlook eastern") << QByteArray("\"(UTC-05:00) Eastern Time (US & Canada)\"") << none << QStringLiteral("America/New_York") << 14
                                         << true;
        QTest::newRow("outlook utc") << QByteArray("\"(UTC) Coordinated Universal Time\"") << none << QStringLiteral("UTC") << 10 << false;
        QTest::newRow("offset") << QByteArray("\"UTC+02:00\"") << none << QStringLiteral("UTC+02:00") << 8 << false;
        QTest::newRow("gmt offset") << QByteArray("GMT-0300") << none << QStringLiteral("UTC-03:00") << 13 << false;
        QTest::newRow("rules like Berlin") << QByteArray("Dienstzeit") << zone(germanRules, "Dienstzeit") << QString() << 8 << false;
        QTest::newRow("X-LIC-LOCATION") << QByteArray("Custom") << zone(germanRules, "Custom|X-LIC-LOCATION:America/New_York")
                                        << QStringLiteral("America/New_York") << 14 << false;
        QTest::newRow("rules of its own")
            << QByteArray("Mond")
            << QByteArray("BEGIN:VTIMEZONE|TZID:Mond|BEGIN:STANDARD|DTSTART:19700101T000000|TZOFFSETFROM:+0137|TZOFFSETTO:+0200|END:STANDARD|BEGIN:DAYLIGHT|"
                          "DTSTART:19700601T000000|TZOFFSETFROM:+0200|TZOFFSETTO:+0500|RRULE:FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1|END:DAYLIGHT|BEGIN:STANDARD|"
                          "DTSTART:19700715T000000|TZOFFSETFROM:+0500|TZOFFSETTO:+0200|RRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=15|END:STANDARD|END:VTIMEZONE")
            << QStringLiteral("Mond") << 5 << false;
        QTest::newRow("wrong definition")
            << QByteArray("Europe/Berlin")
            << QByteArray(
                   "BEGIN:VTIMEZONE|TZID:Europe/Berlin|BEGIN:STANDARD|DTSTART:19700101T000000|TZOFFSETFROM:-0500|TZOFFSETTO:-0500|END:STANDARD|END:VTIMEZONE")
            << QStringLiteral("Europe/Berlin") << 8 << true;
        QTest::newRow("empty definition") << QByteArray("Unfug") << QByteArray("BEGIN:VTIMEZONE|TZID:Unfug|END:VTIMEZONE") << QString() << -1 << true;
        QTest::newRow("nobody knows") << QByteArray("Unfug") << none << QString() << -1 << true;
    }
    void readsZones()
    {
        QFETCH(QByteArray, tzid);
        QFETCH(QByteArray, definition);
        QFETCH(QString, name);
        QFETCH(int, hours);
        QFETCH(bool, isGuessed);
        const auto object = CalendarObject::read(
            calendarObject("UID:z|DTSTART;TZID=" + tzid + ":20260701T100000|DTEND;TZID=" + tzid + ":20260701T110000", "VEVENT", definition));
        const auto &event = only(object);
        QVERIFY(event.start.isValid);
        if (hours >= 0) {
            QCOMPARE(event.start.toDateTime().toUTC(), utc(2026, 7, 1, hours));
        }
        if (!name.isEmpty()) {
            QCOMPARE(event.start.zone.name(), name);
        }
        QCOMPARE(event.hasOddZone(), isGuessed);
        QCOMPARE(object.problems.isEmpty(), !isGuessed);
    }

    /// The series keeps its clock time by the rules it brought along.
    void honoursRulesOfItsOwn()
    {
        const QByteArray rules
            = "BEGIN:VTIMEZONE|TZID:Mond|BEGIN:STANDARD|DTSTART:20000101T000000|TZOFFSETFROM:+0200|TZOFFSETTO:+0200|END:STANDARD|BEGIN:DAYLIGHT|"
              "DTSTART:20000510T020000|TZOFFSETFROM:+0200|TZOFFSETTO:+0345|RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=10|END:DAYLIGHT|END:VTIMEZONE";
        const auto object = CalendarObject::read(
            calendarObject("UID:m|DTSTART;TZID=Mond:20000509T100000|DTEND;TZID=Mond:20000509T110000|RRULE:FREQ=DAILY;COUNT=2", "VEVENT", rules));
        const auto found = RecurrenceSet(object).between(utc(2000, 1, 1).toMSecsSinceEpoch(), utc(2001, 1, 1).toMSecsSinceEpoch(), 10).list;
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.at(0).start(), utc(2000, 5, 9, 8).toMSecsSinceEpoch());
        QCOMPARE(found.at(1).start(), utc(2000, 5, 10, 6, 15).toMSecsSinceEpoch());
    }

    void bearsOddTimes_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QDateTime>("start");
        QTest::addColumn<QDateTime>("end");
        QTest::addColumn<bool>("hasProblem");
        const QDateTime ten = utc(2026, 5, 4, 10);
        QTest::newRow("no DTEND") << QByteArray("DTSTART:20260504T100000Z") << ten << ten << false;
        QTest::newRow("DTEND first") << QByteArray("DTSTART:20260504T100000Z|DTEND:20260504T090000Z") << ten << ten << true;
        QTest::newRow("DURATION") << QByteArray("DTSTART:20260504T100000Z|DURATION:P1DT2H") << ten << utc(2026, 5, 5, 12) << false;
        QTest::newRow("weeks") << QByteArray("DTSTART:20260504T100000Z|DURATION:P2W") << ten << utc(2026, 5, 18, 10) << false;
        QTest::newRow("bad DURATION") << QByteArray("DTSTART:20260504T100000Z|DURATION:PT5X") << ten << ten << false;
        QTest::newRow("negative DURATION") << QByteArray("DTSTART:20260504T100000Z|DURATION:-PT1H") << ten << ten << true;
        QTest::newRow("endless DURATION") << QByteArray("DTSTART:20260504T100000Z|DURATION:P99999999999999999999W") << ten << utc(2226, 6, 28, 10) << false;
        QTest::newRow("no DTSTART") << QByteArray("DTSTAMP:20260504T100000Z") << ten << ten << true;
        QTest::newRow("no DTSTART but DTEND") << QByteArray("DTSTAMP:20260101T100000Z|DTEND:20260504T100000Z") << ten << ten << true;
        QTest::newRow("broken DTSTART") << QByteArray("DTSTAMP:20260504T100000Z|DTSTART:20261399T100000Z") << ten << ten << true;
        QTest::newRow("ISO 8601") << QByteArray("DTSTART:2026-05-04T10:00:00Z") << ten << ten << false;
        QTest::newRow("leap second") << QByteArray("DTSTART:20260504T100060Z") << utc(2026, 5, 4, 10).addSecs(59) << utc(2026, 5, 4, 10).addSecs(59) << false;
    }
    void bearsOddTimes()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QDateTime, start);
        QFETCH(QDateTime, end);
        QFETCH(bool, hasProblem);
        const auto object = CalendarObject::read(calendarObject("UID:o|" + lines));
        QCOMPARE(only(object).start.toDateTime().toUTC(), start);
        if (end.date().year() < 2200) {
            QCOMPARE(only(object).end.toDateTime().toUTC(), end);
        } else {
            QVERIFY(only(object).end.toDateTime().date().year() < 2300);
        }
        QCOMPARE(!object.problems.isEmpty(), hasProblem);
    }

    void knowsDays()
    {
        const auto whole = CalendarObject::read(calendarObject("UID:d|DTSTART;VALUE=DATE:20260504|DTEND;VALUE=DATE:20260506"));
        QVERIFY(only(whole).isAllDay());
        const auto draft = *whole.draft(0);
        QCOMPARE(draft.start.date(), QDate(2026, 5, 4));
        QCOMPARE(draft.end.date(), QDate(2026, 5, 5)); // the last day itself
        for (const char *lines : {"DTSTART;VALUE=DATE:20260504",
                                  "DTSTART:20260504",
                                  "DTSTART;VALUE=DATE:20260504T000000",
                                  "DTSTART;VALUE=DATE:20260504|DTEND;VALUE=DATE:20260504",
                                  "DTSTART;VALUE=DATE:20260504|DTEND;VALUE=DATE:20260401",
                                  "DTSTART;VALUE=DATE:20260504|DTEND:20260504T235959",
                                  "DTSTART;VALUE=DATE:20260504|DURATION:P1D"}) {
            const auto object = CalendarObject::read(calendarObject(QByteArray("UID:d|") + lines));
            QVERIFY2(only(object).isAllDay(), lines);
            QCOMPARE(object.draft(0)->end.date(), QDate(2026, 5, 4));
        }
        const auto floating = CalendarObject::read(calendarObject("UID:f|DTSTART:20260504T090000|DTEND:20260504T100000"));
        QVERIFY(only(floating).start.isFloating());
        QCOMPARE(floating.draft(0)->start.timeSpec(), Qt::LocalTime);
        QCOMPARE(floating.draft(0)->start.time(), QTime(9, 0));
    }

    void readsExceptions()
    {
        const QByteArray bytes = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
                                 "BEGIN:VEVENT\r\nUID:s\r\nSUMMARY:Reihe\r\nDTSTART;TZID=Europe/Berlin:20260504T090000\r\nDTEND;TZID=Europe/"
                                 "Berlin:20260504T100000\r\nRRULE:FREQ=DAILY;COUNT=6\r\nEND:VEVENT\r\n"
                                 "BEGIN:VEVENT\r\nUID:s\r\nRECURRENCE-ID:20260505T070000Z\r\nSUMMARY:Verlegt\r\nDTSTART:20270101T080000Z\r\nDTEND:"
                                 "20270101T090000Z\r\nEND:VEVENT\r\n"
                                 "BEGIN:VEVENT\r\nUID:s\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260507T090000\r\nSUMMARY:Ab "
                                 "jetzt\r\nDTSTART;TZID=Europe/Berlin:20260507T113000\r\nDTEND;TZID=Europe/Berlin:20260507T120000\r\nEND:VEVENT\r\n"
                                 "END:VCALENDAR\r\n";
        const auto object = CalendarObject::read(bytes);
        QCOMPARE(object.exceptions().size(), 2);
        QCOMPARE(object.master()->summary, QStringLiteral("Reihe"));
        const RecurrenceSet set(object);
        const auto all = set.between(utc(2026, 1, 1).toMSecsSinceEpoch(), utc(2028, 1, 1).toMSecsSinceEpoch(), 100).list;
        QStringList texts;
        for (const auto &instance : all) {
            texts << QDateTime::fromMSecsSinceEpoch(instance.start(), QTimeZone::UTC).toString(QStringLiteral("MM-dd HH:mm "))
                    + object.components.at(instance.component).summary;
        }
        QCOMPARE(texts,
                 (QStringList{QStringLiteral("05-04 07:00 Reihe"),
                              QStringLiteral("05-06 07:00 Reihe"),
                              QStringLiteral("05-07 09:30 Ab jetzt"),
                              QStringLiteral("05-08 09:30 Ab jetzt"),
                              QStringLiteral("05-09 09:30 Ab jetzt"),
                              QStringLiteral("01-01 08:00 Verlegt")}));
        // Only what touches the span, wherever it came from.
        QCOMPARE(set.between(utc(2026, 5, 5).toMSecsSinceEpoch(), utc(2026, 5, 6).toMSecsSinceEpoch(), 100).list.size(), 0);
        QCOMPARE(set.between(utc(2027, 1, 1).toMSecsSinceEpoch(), utc(2027, 1, 2).toMSecsSinceEpoch(), 100).list.size(), 1);
        // An instance is known by the time the series gave it.
        const auto moved = *object.draft(utc(2026, 5, 5, 7).toMSecsSinceEpoch());
        QCOMPARE(moved.summary, QStringLiteral("Verlegt"));
        QCOMPARE(moved.start.toUTC(), utc(2027, 1, 1, 8));
        QCOMPARE(moved.rule, QStringLiteral("FREQ=DAILY;COUNT=6"));
        const auto later = *object.draft(utc(2026, 5, 9, 7).toMSecsSinceEpoch());
        QCOMPARE(later.summary, QStringLiteral("Ab jetzt"));
        QCOMPARE(later.start.toUTC(), utc(2026, 5, 9, 9, 30));
        QCOMPARE(later.end.toUTC(), utc(2026, 5, 9, 10));
    }

    /// An invitation to one instance: there is no master, and nothing else may appear or vanish.
    void readsOnlyAnInstance()
    {
        const auto object
            = CalendarObject::read(calendarObject("UID:s|RECURRENCE-ID:20260505T070000Z|SUMMARY:Nur dieser|DTSTART:20260505T080000Z|DTEND:20260505T090000Z"));
        QVERIFY(!object.master());
        QVERIFY(object.isRecurring());
        const auto found = RecurrenceSet(object).between(utc(2026, 1, 1).toMSecsSinceEpoch(), utc(2027, 1, 1).toMSecsSinceEpoch(), 100).list;
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().recurrence, utc(2026, 5, 5, 7).toMSecsSinceEpoch());
        QVERIFY(found.first().isException);
    }

    void matchesOddRecurrenceIds()
    {
        // A date in a series of times; a clock time without its zone; a time in a series of days.
        for (const char *id : {"RECURRENCE-ID;VALUE=DATE:20260505", "RECURRENCE-ID:20260505T090000", "RECURRENCE-ID;TZID=America/New_York:20260505T030000"}) {
            const QByteArray bytes = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nDTSTART;TZID=Europe/"
                                     "Berlin:20260504T090000\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\nBEGIN:VEVENT\nUID:s\n"
                + QByteArray(id) + "\nDTSTART:20260505T120000Z\nEND:VEVENT\nEND:VCALENDAR\n";
            const auto object = CalendarObject::read(bytes);
            const auto found = RecurrenceSet(object).between(utc(2026, 1, 1).toMSecsSinceEpoch(), utc(2027, 1, 1).toMSecsSinceEpoch(), 100).list;
            QCOMPARE(found.size(), 3);
            QCOMPARE(found.at(1).start(), utc(2026, 5, 5, 12).toMSecsSinceEpoch());
            QCOMPARE(found.at(1).recurrence, utc(2026, 5, 5, 7).toMSecsSinceEpoch());
        }
    }

    void keepsTheNewerOfTwins()
    {
        const QByteArray bytes = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nSEQUENCE:2\nSUMMARY:Neu\nDTSTART:20260504T090000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:"
                                 "s\nSEQUENCE:1\nSUMMARY:Alt\nDTSTART:20260504T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";
        const auto object = CalendarObject::read(bytes);
        QCOMPARE(object.components.size(), 1);
        QCOMPARE(only(object).summary, QStringLiteral("Neu"));
        QCOMPARE(object.problems.size(), 1);
        QCOMPARE(object.understanding, CalendarObject::Understanding::Partly);
    }

    void bearsTwoUids()
    {
        const QByteArray bytes = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:A\nDTSTART:20260504T090000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nSUMMARY:"
                                 "B\nDTSTART:20260505T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";
        const auto object = CalendarObject::read(bytes);
        QVERIFY(object.hasSeveralUids());
        QCOMPARE(object.problems.size(), 1);
        QCOMPARE(RecurrenceSet(object).between(utc(2026, 1, 1).toMSecsSinceEpoch(), utc(2027, 1, 1).toMSecsSinceEpoch(), 100).list.size(), 2);
    }

    void saysWhenItIsNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("html") << QByteArray("<html><body>404</body></html>");
        QTest::newRow("zeros") << QByteArray(5000, '\0');
        QTest::newRow("binary") << QByteArray("\x7f\x45LF\x02\xff\xfe\x00\x01", 9);
        QTest::newRow("empty frame") << QByteArray("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
        QTest::newRow("zone alone") << QByteArray("BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n");
        QTest::newRow("deep") << QByteArray("BEGIN:VCALENDAR\r\n").repeated(5000);
        QTest::newRow("card") << QByteArray("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna\r\nEND:VCARD\r\n");
    }
    void saysWhenItIsNone()
    {
        QFETCH(QByteArray, bytes);
        const auto object = CalendarObject::read(bytes);
        QCOMPARE(object.understanding, CalendarObject::Understanding::None);
        QCOMPARE(object.problems.size(), 1);
        QVERIFY(!object.draft(0));
        QCOMPARE(RecurrenceSet(object).between(-RecurrenceSet::endless, RecurrenceSet::endless, 10).list.size(), 0);
    }

    void bearsSize()
    {
        QByteArray people;
        for (int i = 0; i < 10'000; ++i) {
            people += "|ATTENDEE;CN=Person " + QByteArray::number(i) + ";PARTSTAT=ACCEPTED:mailto:p" + QByteArray::number(i) + "@example.org";
        }
        const auto crowd = CalendarObject::read(calendarObject("UID:c|DTSTART:20260504T090000Z" + people));
        QCOMPARE(only(crowd).attendees.size(), 10'000);
        QCOMPARE(only(crowd).participationOf({QStringLiteral("p9999@example.org")}), Participation::Accepted);
        const auto novel = CalendarObject::read(calendarObject("UID:n|DTSTART:20260504T090000Z|DESCRIPTION:" + QByteArray(2 << 20, 'x')));
        QCOMPARE(only(novel).description.size(), 2 << 20);
        QByteArray file = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\n";
        for (int i = 0; i < 20'000; ++i) {
            const auto uid = QByteArray::number(i);
            file += "BEGIN:VEVENT\r\nUID:" + uid
                + "\r\nDTSTART;TZID=Europe/Berlin:20260504T090000\r\nDTEND;TZID=Europe/Berlin:20260504T100000\r\nEND:VEVENT\r\n";
        }
        const auto many = CalendarObject::read(QByteArray(file + "END:VCALENDAR\r\n"));
        QCOMPARE(many.components.size(), 20'000);
        const auto flat = CalendarObject::read(QByteArray(65 << 20, 'x'));
        QCOMPARE(flat.understanding, CalendarObject::Understanding::None);
    }

    void bearsEndlessRules_data()
    {
        QTest::addColumn<QByteArray>("rule");
        for (const char *rule : {"FREQ=SECONDLY",
                                 "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
                                 "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                                 "FREQ=MINUTELY;INTERVAL=7;BYHOUR=3;BYSECOND=1,2,3,4,5,6,7;COUNT=1000000000",
                                 "FREQ=DAILY;INTERVAL=2147483647",
                                 "FREQ=DAILY;INTERVAL=99999999999999999999",
                                 "FREQ=YEARLY;BYSETPOS=366;BYDAY=MO;BYHOUR=1",
                                 "FREQ=DAILY;COUNT=99999999999",
                                 "FREQ=YEARLY;UNTIL=99991231T235959Z",
                                 "FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-366",
                                 "FREQ=HOURLY;BYYEARDAY=366;BYSETPOS=2",
                                 "FREQ=NEVER",
                                 "COUNT=3",
                                 "FREQ=",
                                 "FREQ=DAILY;BYDAY=XX",
                                 "FREQ=DAILY;BYHOUR=25",
                                 ";;;=;=;",
                                 "FREQ=DAILY;COUNT=-5",
                                 "FREQ=WEEKLY;INTERVAL=0",
                                 "FREQ=DAILY;UNTIL=gestern",
                                 "FREQ=DAILY;RSCALE=CHINESE"}) {
            QTest::addRow("%s", rule) << QByteArray(rule);
        }
        // A constraint for each second, hour and day of a year would take gigabytes.
        QByteArray many = "FREQ=YEARLY;BYHOUR=";
        for (int i = 0; i < 24; ++i) {
            many += (i ? "," : "") + QByteArray::number(i);
        }
        QByteArray sixty;
        for (int i = 0; i < 60; ++i) {
            sixty += (i ? "," : "") + QByteArray::number(i);
        }
        many += ";BYMINUTE=" + sixty + ";BYSECOND=" + sixty;
        QTest::newRow("every second of every year") << QByteArray(
            many + ";BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31");
        QTest::newRow("the last second but 300") << QByteArray(many
                                                               + ";BYSETPOS=-300;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,"
                                                                 "14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31");
    }
    void bearsEndlessRules()
    {
        QFETCH(QByteArray, rule);
        const auto object
            = CalendarObject::read(calendarObject("UID:r|DTSTART;TZID=Europe/Berlin:19700504T090000|DTEND;TZID=Europe/Berlin:19700504T100000|RRULE:" + rule));
        const RecurrenceSet set(object);
        const auto from = utc(2026, 1, 1).toMSecsSinceEpoch(), to = utc(2029, 1, 1).toMSecsSinceEpoch();
        QVERIFY(set.between(from, to, 1000).list.size() <= 1000);
        QVERIFY(set.bounds().from < from);
        QVERIFY(set.between(utc(1970, 1, 1).toMSecsSinceEpoch(), utc(1971, 1, 1).toMSecsSinceEpoch(), 1000).list.size() >= 1); // DTSTART always
    }

    void findsConferences()
    {
        QCOMPARE(only(CalendarObject::read(calendarObject("UID:c|DTSTART:20260504T090000Z|CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://video.example.org/x")))
                     .conference,
                 QStringLiteral("https://video.example.org/x"));
        QCOMPARE(CalendarComponentReader::conferenceIn(QStringLiteral("Beitreten: <https://teams.microsoft.com/l/meetup-join/19%3ameeting>, danke")),
                 QStringLiteral("https://teams.microsoft.com/l/meetup-join/19%3ameeting"));
        QCOMPARE(CalendarComponentReader::conferenceIn(QStringLiteral("https://bbb.example.org/b/ann-abc-def.")),
                 QStringLiteral("https://bbb.example.org/b/ann-abc-def"));
        QCOMPARE(CalendarComponentReader::conferenceIn(QStringLiteral("https://www.example.org/protokoll")), QString());
        QCOMPARE(CalendarComponentReader::conferenceIn(QStringLiteral("http://meet.jit.si/offen")), QString()); // not over an open line
    }
};

QTEST_GUILESS_MAIN(CalendarObjectTest)
#include "calendarobjecttest.moc"
