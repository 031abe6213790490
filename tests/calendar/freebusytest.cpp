// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendaractionsfixture.h"

#include "calendar/freebusy.h"
#include "calendar/reminders.h"

using namespace Kontor;
using FreeBusy::Span;

namespace
{
QDateTime at(int day, int hour, int minute = 0)
{
    return QDateTime(QDate(2026, 5, day), QTime(hour, minute), QTimeZone::UTC);
}

QByteArray answer(const QByteArray &lines)
{
    return QByteArray("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n" + lines + "END:VCALENDAR\r\n");
}
}

/// Busy times are understood however a server says them; reminders come once, on one device only.
class FreeBusyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatServersSay()
    {
        const auto usual = FreeBusy::read(answer("BEGIN:VFREEBUSY\r\nDTSTAMP:20260501T000000Z\r\nDTSTART:20260504T000000Z\r\nDTEND:20260506T000000Z\r\n"
                                                 "FREEBUSY;FBTYPE=BUSY:20260504T080000Z/20260504T090000Z,20260504T090000Z/PT30M\r\nFREEBUSY;FBTYPE=FREE:20260504T120000Z/PT1H\r\n"
                                                 "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260505T080000Z/20260505T100000Z\r\nEND:VFREEBUSY\r\n"),
                                          at(4, 0), at(6, 0));
        QVERIFY(usual);
        QCOMPARE(*usual, (QList<Span>{{at(4, 8), at(4, 9, 30), FreeBusy::Kind::Busy}, {at(5, 8), at(5, 10), FreeBusy::Kind::Tentative}}));
        // Radicale: one for each
        const auto odd = FreeBusy::read(answer("BEGIN:VFREEBUSY\r\nDTSTAMP:20260501T000000Z\r\nDTSTART:20260504T080000Z\r\nDTEND:20260504T090000Z\r\nFBTYPE:BUSY\r\nEND:VFREEBUSY\r\n"
                                               "BEGIN:VFREEBUSY\r\nDTSTAMP:20260501T000000Z\r\nDTSTART:20260505T080000Z\r\nDTEND:20260505T090000Z\r\nEND:VFREEBUSY\r\n"),
                                        at(4, 0), at(6, 0));
        QVERIFY(odd);
        QCOMPARE(odd->size(), 2);
        const auto oddSingle = FreeBusy::read(answer("BEGIN:VFREEBUSY\r\nDTSTAMP:20260501T000000Z\r\nDTSTART:20260504T080000Z\r\nDTEND:20260504T090000Z\r\nFBTYPE:BUSY\r\nEND:VFREEBUSY\r\n"), at(4, 0), at(6, 0));
        QCOMPARE(oddSingle->size(), 1);
        // nothing to do, and no answer
        QCOMPARE(FreeBusy::read(answer("BEGIN:VFREEBUSY\r\nDTSTAMP:20260501T000000Z\r\nDTSTART:20260504T000000Z\r\nDTEND:20260506T000000Z\r\nEND:VFREEBUSY\r\n"), at(4, 0), at(6, 0))->size(), 0);
        QVERIFY(!FreeBusy::read({}, at(4, 0), at(6, 0)));
        // busy all the time that was asked for
        QCOMPARE(FreeBusy::read(answer("BEGIN:VFREEBUSY\r\nDTSTART:20260504T000000Z\r\nDTEND:20260506T000000Z\r\nFREEBUSY:20260401T000000Z/20260601T000000Z\r\nEND:VFREEBUSY\r\n"), at(4, 0), at(6, 0)).value(),
                 (QList<Span>{{at(4, 0), at(6, 0), FreeBusy::Kind::Busy}}));
    }

    void mergesByWeight()
    {
        QCOMPARE(FreeBusy::merged({{at(4, 8), at(4, 12), FreeBusy::Kind::Tentative}, {at(4, 9), at(4, 10), FreeBusy::Kind::Busy}}),
                 (QList<Span>{{at(4, 8), at(4, 9), FreeBusy::Kind::Tentative}, {at(4, 9), at(4, 10), FreeBusy::Kind::Busy}, {at(4, 10), at(4, 12), FreeBusy::Kind::Tentative}}));
    }

    void findsTheNextFreeTime()
    {
        const FreeBusy::WorkingHours hours;
        const auto utc = QTimeZone::utc();
        const QList<Span> anna{{at(4, 8), at(4, 9, 10), FreeBusy::Kind::Busy}};
        const QList<Span> bert{{at(4, 10), at(4, 17, 30), FreeBusy::Kind::Busy}};
        QCOMPARE(FreeBusy::nextFree({anna, bert}, at(4, 7), 45, hours, utc), at(4, 9, 15));
        QCOMPARE(FreeBusy::nextFree({anna, bert}, at(4, 7), 60, hours, utc), at(5, 8));
        QCOMPARE(FreeBusy::nextFree({}, at(8, 17, 50), 30, hours, utc), at(11, 8)); // over the weekend
        QCOMPARE(FreeBusy::nextFree({}, at(4, 9, 1), 30, hours, utc), at(4, 9, 15));
        QVERIFY(!FreeBusy::nextFree({}, at(4, 9), 11 * 60, hours, utc).isValid());
        QVERIFY(!FreeBusy::nextFree({{{at(1, 0), at(1, 0).addYears(1), FreeBusy::Kind::Busy}}}, at(4, 9), 30, hours, utc).isValid());
    }

    void findsRoomForWhatIsLong()
    {
        const FreeBusy::WorkingHours hours;
        const auto utc = QTimeZone::utc();
        const QList<Span> anna{{at(5, 8), at(5, 9), FreeBusy::Kind::Busy}};
        // Two whole days: Monday and Tuesday are not free together.
        QCOMPARE(FreeBusy::nextFree({anna}, at(4, 0), FreeBusy::Length{.days = 2}, hours, utc), at(6, 0));
        QCOMPARE(FreeBusy::nextFree({anna}, at(4, 0), FreeBusy::Length{.days = 1}, hours, utc), at(4, 0));
        QCOMPARE(FreeBusy::nextFree({anna}, at(4, 20), FreeBusy::Length{.seconds = 14 * 3600}, hours, utc), at(5, 20));
        QCOMPARE(FreeBusy::nextFree({}, at(9, 0), FreeBusy::Length{.days = 1}, hours, utc), at(11, 0)); // not from a Saturday on
        QVERIFY(!FreeBusy::nextFree({{{at(1, 0), at(1, 0).addYears(1), FreeBusy::Kind::Tentative}}}, at(4, 0), FreeBusy::Length{.days = 1}, hours, utc).isValid());
    }

    void endsWithWhateverIsSaid()
    {
        QByteArray lines;
        for (int i = 0; i < 200'000; ++i) { // about ten megabytes
            lines += "FREEBUSY;FBTYPE=BUSY:20260504T0" + QByteArray::number(i % 10) + "0000Z/PT30M\r\n";
        }
        const auto many = FreeBusy::read(answer("BEGIN:VFREEBUSY\r\nDTSTART:20260504T000000Z\r\nDTEND:20260506T000000Z\r\n" + lines + "END:VFREEBUSY\r\n"), at(4, 0), at(6, 0));
        QVERIFY(many);
        QVERIFY(many->size() <= 20);
        for (const QByteArray &garbage : {QByteArray("\0\xff\xfe", 3), QByteArray("BEGIN:VFREEBUSY\r\nFREEBUSY:x\r\n"), QByteArray("<html></html>"), QByteArray(100'000, ':')}) {
            QVERIFY(!FreeBusy::read(garbage, at(4, 0), at(6, 0)));
        }
        // Times that are none, and spans that end before they begin.
        const auto odd = FreeBusy::read(answer("BEGIN:VFREEBUSY\r\nFREEBUSY:20260504T080000Z/20260504T070000Z,/,99999999T000000Z/PT1H,20260504T100000Z/PT999999999999999H\r\nEND:VFREEBUSY\r\n"), at(4, 0), at(6, 0));
        QVERIFY(odd);
        QVERIFY(odd->size() <= 1);
    }

    void knowsMyOwn()
    {
        CalendarActionsFixture home;
        const auto now = QDateTime::currentDateTimeUtc();
        const auto day = QDateTime(now.date().addDays(1), QTime(0, 0), QTimeZone::UTC);
        const auto text = day.date().toString(QStringLiteral("yyyyMMdd")).toLatin1();
        const auto timed = [&text](const QByteArray &more) {
            return QByteArray("DTSTART:" + text + "T080000Z\r\nDTEND:" + text + "T090000Z\r\n" + more);
        };
        home.add(home.calendar, eventText(timed({}), {}, "a"));
        home.add(home.calendar, eventText(timed("TRANSP:TRANSPARENT\r\n"), {}, "b"));
        home.add(home.calendar, eventText(timed("STATUS:CANCELLED\r\n"), {}, "c"));
        const auto spans = waitedFor(home.store->read([calendar = home.calendar, day](const Reader &reader) {
                               return FreeBusy::own(reader, {calendar}, day, day.addDays(1), QTimeZone::utc());
                           })).value();
        QCOMPARE(spans.size(), 1);
        QCOMPARE(spans.first().start, day.addSecs(8 * 3600));
    }

    void remindsOnceEverywhere()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto now = QDateTime::currentDateTimeUtc();
        const auto start = QDateTime(now.date(), QTime(now.time().hour(), now.time().minute()), QTimeZone::UTC).addSecs(600);
        const auto text = start.toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
        const auto item = home.add(home.calendar, eventText("DTSTART:" + text + "\r\nSUMMARY:Gleich\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"));
        const auto due = [&home](const QDateTime &since, const QDateTime &until) {
            return waitedFor(home.store->read([since, until](const Reader &reader) { return Reminders::due(reader, since, until, QTimeZone::systemTimeZone()); })).value();
        };
        const auto next = [&home](const QDateTime &after) {
            return waitedFor(home.store->read([after](const Reader &reader) { return Reminders::next(reader, after, QTimeZone::systemTimeZone()); })).value();
        };
        QCOMPARE(next(start.addSecs(-3600)), start.addSecs(-900));
        auto list = due(start.addSecs(-3600), start);
        QCOMPARE(list.size(), 1);
        QCOMPARE(list.first().occurrence.summary, QStringLiteral("Gleich"));
        QCOMPARE(list.first().due, start.addSecs(-900));
        QCOMPARE(due(start.addSecs(-800), start).size(), 0);
        // Put off: it comes again later, and so it does on every other device.
        actions.snooze(list.first().occurrence.ref, list.first().alarm, 60);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
        list = due(start.addSecs(-3600), start.addSecs(2 * 3600));
        QCOMPARE(list.size(), 1);
        QVERIFY(list.first().due > now.addSecs(50 * 60));
        QVERIFY(home.bytes(item).contains("ACKNOWLEDGED:"));
        actions.dismiss(list.first().occurrence.ref, list.first().alarm);
        QTRY_COMPARE_WITH_TIMEOUT(home.bytes(item).count("BEGIN:VALARM"), 1, 30000);
        QCOMPARE(due(start.addSecs(-3600), start.addSecs(2 * 3600)).size(), 0);

        // Where nothing can be written it is remembered here.
        const auto shared = home.addCalendar(home.resource, QStringLiteral("/shared/"), CalendarActionsFixture::Server::Plain, Right::Read);
        const auto other = home.add(shared, eventText("DTSTART:" + text + "\r\nSUMMARY:Fremd\r\nBEGIN:VALARM\r\nUID:al\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n", {}, "u2"));
        list = due(start.addSecs(-3600), start);
        QCOMPARE(list.size(), 1);
        actions.snooze({other, 0}, list.first().alarm, 60);
        QTRY_VERIFY_WITH_TIMEOUT(due(start.addSecs(-3600), start).isEmpty(), 30000);
        QCOMPARE(due(start.addSecs(-3600), start.addSecs(2 * 3600)).size(), 1);
        actions.dismiss({other, 0}, list.first().alarm);
        QTRY_VERIFY_WITH_TIMEOUT(home.value("SELECT again FROM calendar_dismissed WHERE ?1 = 0") == 0, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(due(start.addSecs(-3600), start.addSecs(2 * 3600)).isEmpty(), 30000);
        QVERIFY(home.changes(other).isEmpty());
    }
};

QTEST_GUILESS_MAIN(FreeBusyTest)
#include "freebusytest.moc"
