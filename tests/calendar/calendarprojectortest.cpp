// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendarfixture.h"

#include "calendar/occurrencehorizon.h"
#include "calendar/occurrencequery.h"

#include <QTest>

using namespace Kontor;

namespace
{
const QTimeZone berlin("Europe/Berlin");

QDateTime at(int year, int month, int day, int hour = 0, int minute = 0)
{
    return QDateTime(QDate(year, month, day), QTime(hour, minute), berlin);
}

/// "05-04 09:00-10:00 Lage", "05-04 all day Urlaub".
QStringList written(const QList<Occurrence> &list)
{
    QStringList texts;
    for (const auto &one : list) {
        texts << one.start.toString(QStringLiteral("MM-dd "))
                + (one.isAllDay() ? QStringLiteral("- ") + one.end.toString(QStringLiteral("MM-dd"))
                                  : one.start.toString(QStringLiteral("HH:mm-")) + one.end.toString(QStringLiteral("HH:mm")))
                + u' ' + one.summary;
    }
    return texts;
}
}

/// Rows of calendar objects, and what is read from them.
class CalendarProjectorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsASpan()
    {
        CalendarFixture calendar; // its clock stands in February 2026
        calendar.add(calendar.work,
                     calendarObject("UID:1|SUMMARY:Lage|LOCATION:Raum "
                                    "1|DTSTART;TZID=Europe/Berlin:20260504T090000|DTEND;TZID=Europe/Berlin:20260504T100000|RRULE:FREQ=DAILY;COUNT=3"));
        calendar.add(calendar.work, calendarObject("UID:2|SUMMARY:Urlaub|DTSTART;VALUE=DATE:20260501|DTEND;VALUE=DATE:20260509"));
        calendar.add(calendar.work, calendarObject("UID:3|SUMMARY:Mittag|DTSTART:20260505T120000|DTEND:20260505T130000"));
        calendar.add(calendar.work, calendarObject("UID:4|SUMMARY:Spät|DTSTART:20260504T213000Z|DTEND:20260504T223000Z"));
        calendar.add(calendar.home, calendarObject("UID:5|SUMMARY:Anderswo|DTSTART:20260505T093000Z"));
        const auto ask = [&](const QList<CollectionId> &calendars, const QDateTime &from, const QDateTime &to) {
            return waitedFor(calendar.store->read([=](const Reader &reader) {
                       return OccurrenceQuery::between(reader, calendars, from, to, berlin);
                   }))
                .value();
        };
        const auto day = ask({calendar.work}, at(2026, 5, 5), at(2026, 5, 6));
        QCOMPARE(written(day),
                 (QStringList{QStringLiteral("05-01 - 05-09 Urlaub"),
                              QStringLiteral("05-04 23:30-00:30 Spät"),
                              QStringLiteral("05-05 09:00-10:00 Lage"),
                              QStringLiteral("05-05 12:00-13:00 Mittag")}));
        QVERIFY(day.at(0).flags.testFlag(EventFlag::AllDay));
        QVERIFY(day.at(2).flags.testFlag(EventFlag::Recurring));
        QCOMPARE(day.at(2).location, QStringLiteral("Raum 1"));
        QCOMPARE(day.at(2).zone, QStringLiteral("Europe/Berlin"));
        QCOMPARE(day.at(2).ref.recurrence, at(2026, 5, 5, 9).toMSecsSinceEpoch());
        QVERIFY(day.at(3).flags.testFlag(EventFlag::Floating));
        QCOMPARE(ask({calendar.work, calendar.home}, at(2026, 5, 5), at(2026, 5, 6)).size(), 5);
        QCOMPARE(ask({}, at(2026, 5, 5), at(2026, 5, 6)).size(), 0);
        // Whole days and floating times stay where the clock says, wherever one is.
        const QTimeZone tokyo("Asia/Tokyo");
        const auto there
            = waitedFor(calendar.store->read([&](const Reader &reader) {
                  return OccurrenceQuery::between(
                      reader, {calendar.work}, QDateTime(QDate(2026, 5, 5), QTime(0, 0), tokyo), QDateTime(QDate(2026, 5, 6), QTime(0, 0), tokyo), tokyo);
              })).value();
        QCOMPARE(written(there),
                 (QStringList{QStringLiteral("05-01 - 05-09 Urlaub"),
                              QStringLiteral("05-05 06:30-07:30 Spät"),
                              QStringLiteral("05-05 12:00-13:00 Mittag"),
                              QStringLiteral("05-05 16:00-17:00 Lage")}));
    }

    /// The same far beyond what is made ahead as within it.
    void readsFarAway()
    {
        CalendarFixture calendar;
        const auto item = calendar.add(calendar.work, calendarObject("UID:1|SUMMARY:Jahrestag|DTSTART;VALUE=DATE:19900504|RRULE:FREQ=YEARLY"));
        calendar.add(calendar.work, calendarObject("UID:2|SUMMARY:Wecker|DTSTART;TZID=Europe/Berlin:20200101T070000|RRULE:FREQ=HOURLY"));
        QVERIFY(calendar.value("SELECT count(*) FROM calendar_occurrence") < 2100);
        for (const int year : {1991, 2026, 2027, 2150}) {
            const auto list = waitedFor(calendar.store->read([&](const Reader &reader) {
                                  return OccurrenceQuery::between(reader, {calendar.work}, at(year, 5, 4), at(year, 5, 5), berlin);
                              })).value();
            QCOMPARE(list.size(), year < 2020 ? 1 : 25);
            QCOMPARE(list.first().summary, QStringLiteral("Jahrestag"));
            QCOMPARE(list.first().ref.item, item);
            QCOMPARE(list.first().start.date(), QDate(year, 5, 4));
        }
    }

    void knowsMyAnswer()
    {
        CalendarFixture calendar;
        const QByteArray lines = "UID:1|SUMMARY:Treffen|DTSTART:20260504T090000Z|ORGANIZER:mailto:bert@example.org|ATTENDEE;PARTSTAT=ACCEPTED:mailto:bert@"
                                 "example.org|ATTENDEE;PARTSTAT=TENTATIVE:mailto:A.Berg@example.org";
        const auto item = calendar.add(calendar.work, calendarObject(lines));
        QCOMPARE(Participation(calendar.value("SELECT mine FROM calendar_part WHERE item = ?1", item.value)), Participation::Tentative);
        auto own = lines;
        own.replace("ORGANIZER:mailto:bert", "ORGANIZER:mailto:anna");
        calendar.project(item, calendar.work, calendarObject(own));
        QVERIFY(EventFlags::fromInt(int(calendar.value("SELECT flags FROM calendar_part WHERE item = ?1", item.value))).testFlag(EventFlag::Organized));
    }

    void movesAndRemoves()
    {
        CalendarFixture calendar;
        const auto bytes = calendarObject("UID:1|SUMMARY:Zahnarzt|DTSTART:20260504T090000Z|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM");
        const auto item = calendar.add(calendar.work, bytes);
        QCOMPARE(calendar.value("SELECT count(*) FROM calendar_alarm"), 1);
        QCOMPARE(calendar.value("SELECT at FROM calendar_alarm"), QDateTime(QDate(2026, 5, 4), QTime(8, 45), QTimeZone::UTC).toMSecsSinceEpoch());
        calendar.project(item, calendar.home, bytes);
        QCOMPARE(calendar.value("SELECT count(*) FROM calendar_occurrence"), 1);
        QCOMPARE(calendar.value("SELECT collection FROM calendar_occurrence"), calendar.home.value);
        calendar.project(item, calendar.home, {});
        for (const char *sql : {"SELECT count(*) FROM calendar_object",
                                "SELECT count(*) FROM calendar_part",
                                "SELECT count(*) FROM calendar_occurrence",
                                "SELECT count(*) FROM calendar_alarm"}) {
            QCOMPARE(calendar.value(sql), 0);
        }
        const auto found = waitedFor(calendar.store->read([](const Reader &reader) {
                               return OccurrenceQuery::matching(reader, QStringLiteral("zahnarzt"), 10, berlin);
                           })).value();
        QCOMPARE(found.size(), 0);
    }

    void findsWords()
    {
        CalendarFixture calendar;
        calendar.add(calendar.work,
                     calendarObject("UID:1|SUMMARY:Lagebesprechung|DESCRIPTION:Haushalt 2027|DTSTART:20240504T090000Z|RRULE:FREQ=WEEKLY|ATTENDEE;CN=Carla "
                                    "Groß:mailto:carla@example.org"));
        calendar.add(calendar.work, calendarObject("UID:2|SUMMARY:Haushalt planen|DUE;VALUE=DATE:20260601", "VTODO"));
        calendar.add(calendar.work, calendarObject("UID:3|SUMMARY:Notiz ohne Datum mit Haushalt", "VTODO"));
        calendar.add(calendar.work, "kein Kalender");
        const auto ask = [&](const QString &words) {
            return waitedFor(calendar.store->read([words](const Reader &reader) {
                       return OccurrenceQuery::matching(reader, words, 10, berlin);
                   }))
                .value();
        };
        QCOMPARE(ask(QStringLiteral("carla")).size(), 1); // one for the series
        QVERIFY(ask(QStringLiteral("carla")).first().start >= QDateTime::currentDateTime()); // its next instance
        QCOMPARE(ask(QStringLiteral("haushalt")).size(), 3);
        QVERIFY(!ask(QStringLiteral("haushalt")).last().start.isValid());
        QCOMPARE(ask(QStringLiteral("fehlt")).size(), 0);
        QCOMPARE(ask(QStringLiteral("  ")).size(), 0);
    }

    /// Bytes nobody understands are an item that says so, and no event.
    void saysWhatIsUnreadable()
    {
        CalendarFixture calendar;
        const auto item = calendar.add(calendar.work, "kein Kalender");
        QVERIFY(EventFlags::fromInt(int(calendar.value("SELECT flags FROM calendar_object WHERE item = ?1", item.value))).testFlag(EventFlag::Unreadable));
        QCOMPARE(calendar.value("SELECT count(*) FROM calendar_occurrence"), 0);
    }

    /// What lies in the scheduling inbox are letters: no event, no reminder, not found.
    void keepsTheInboxApart()
    {
        CalendarFixture calendar;
        const auto inbox = calendar.calendar(QStringLiteral("Inbox"), DavRole::Inbox);
        calendar.add(inbox,
                     calendarObject(
                         "UID:1|SUMMARY:Einladung|DTSTART:20260504T090000Z|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM", "VEVENT", "METHOD:REQUEST"));
        QCOMPARE(calendar.value("SELECT count(*) FROM calendar_object"), 1);
        QCOMPARE(calendar.value("SELECT count(*) FROM calendar_occurrence"), 0);
        QCOMPARE(calendar.value("SELECT count(*) FROM calendar_alarm"), 0);
    }

    void keepsReminders()
    {
        CalendarFixture calendar; // 2026-02-02
        const auto now = calendar.clock.now();
        const QByteArray alarm = "|BEGIN:VALARM|UID:w|ACTION:DISPLAY|TRIGGER:-PT30M|END:VALARM";
        calendar.add(calendar.work, calendarObject("UID:1|DTSTART:20250101T090000Z|RRULE:FREQ=DAILY" + alarm));
        QVERIFY(calendar.value("SELECT count(*) FROM calendar_alarm") > 60);
        QVERIFY(calendar.value("SELECT min(at) FROM calendar_alarm") > now.addDays(-9).toMSecsSinceEpoch());
        calendar.add(calendar.work, calendarObject("UID:2|DTSTART;VALUE=DATE:20260601|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:PT9H|END:VALARM"));
        QCOMPARE(calendar.value("SELECT is_wall FROM calendar_alarm WHERE item = 2"), 1); // nine o'clock wherever one is
        // Acknowledged elsewhere, sent by the server, or of something done: none.
        calendar.add(calendar.work,
                     calendarObject("UID:3|DTSTART:20260601T090000Z|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|ACKNOWLEDGED:20260601T084501Z|END:VALARM"));
        calendar.add(calendar.work, calendarObject("UID:4|DTSTART:20260601T090000Z|BEGIN:VALARM|ACTION:EMAIL|TRIGGER:-PT15M|END:VALARM"));
        calendar.add(calendar.work,
                     calendarObject("UID:5|DUE:20260601T090000Z|STATUS:COMPLETED|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM", "VTODO"));
        QCOMPARE(calendar.value("SELECT count(*) FROM calendar_alarm WHERE item > 2"), 0);
    }

    /// As time goes by, instances and reminders go on, and little is written for it.
    void goesOn()
    {
        CalendarFixture calendar;
        const auto daily = calendar.add(
            calendar.work,
            calendarObject("UID:1|SUMMARY:Täglich|DTSTART:20200101T090000Z|RRULE:FREQ=DAILY|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM"));
        calendar.add(calendar.work, calendarObject("UID:2|SUMMARY:Stündlich|DTSTART:20200101T090000Z|RRULE:FREQ=HOURLY"));
        calendar.add(calendar.work, calendarObject("UID:3|SUMMARY:Einmal|DTSTART:20200101T090000Z"));
        const auto advance = [&] {
            return waitedFor(calendar.store->write([now = calendar.clock.now()](Transaction &transaction) {
                       return OccurrenceHorizon::advance(transaction, now, 100);
                   }))
                .value();
        };
        QCOMPARE(advance(), 0);
        for (int month = 0; month < 30; ++month) {
            calendar.clock.advance(std::chrono::days(31));
            QVERIFY(advance() >= 1);
            const auto now = calendar.clock.now();
            QVERIFY(calendar.value("SELECT expanded_to FROM calendar_object WHERE item = ?1", daily.value) > now.addDays(700).toMSecsSinceEpoch());
            QVERIFY(calendar.value("SELECT max(at) FROM calendar_alarm WHERE item = ?1", daily.value) > now.addDays(50).toMSecsSinceEpoch());
            for (const int ahead : {0, 20, 100, 699, 2000}) {
                const auto day = now.date().addDays(ahead);
                const auto list
                    = waitedFor(calendar.store->read([&](const Reader &reader) {
                          return OccurrenceQuery::between(
                              reader, {calendar.work}, day.startOfDay(QTimeZone::UTC), day.addDays(1).startOfDay(QTimeZone::UTC), QTimeZone(QTimeZone::UTC));
                      })).value();
                QCOMPARE(list.size(), 25);
            }
        }
    }

    void marksWhatWaits()
    {
        CalendarFixture calendar;
        const auto item = calendar.add(calendar.work, calendarObject("UID:1|SUMMARY:Alt|DTSTART:20260504T090000Z"));
        const auto feed = calendar.calendar(QStringLiteral("Feiertage"), DavRole::Feed, int(Rights(Right::Read).toInt()));
        calendar.add(feed, calendarObject("UID:2|SUMMARY:Feier|DTSTART:20260504T100000Z"));
        waitedFor(calendar.store->write([&](Transaction &transaction) {
            return transaction.prepare("INSERT INTO change (resource, collection, item, kind, arguments, created) VALUES (?1, ?2, ?3, 'delete', x'a0', 0)")
                .run(calendar.resource, calendar.work, item);
        })).value();
        const auto list = waitedFor(calendar.store->read([&](const Reader &reader) {
                              return OccurrenceQuery::between(reader, {calendar.work, feed}, at(2026, 5, 4), at(2026, 5, 5), berlin);
                          })).value();
        QCOMPARE(list.size(), 2);
        QVERIFY(list.at(0).flags.testFlag(EventFlag::Waiting));
        QVERIFY(!list.at(0).flags.testFlag(EventFlag::ReadOnly));
        QVERIFY(list.at(1).flags.testFlag(EventFlag::ReadOnly));
    }
};

QTEST_GUILESS_MAIN(CalendarProjectorTest)
#include "calendarprojectortest.moc"
