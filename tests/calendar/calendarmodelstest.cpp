// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendarfixture.h"

#include "calendar/agendamodel.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/holidays.h"
#include "calendar/occurrencehorizon.h"
#include "calendar/occurrencemodel.h"
#include "calendar/occurrenceexpansion.h"
#include "calendar/taskmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Kontor;

namespace
{
QByteArray dayEvent(const QByteArray &uid, const QByteArray &summary, const QDate &first, int days = 1)
{
    return calendarObject("UID:" + uid + "|SUMMARY:" + summary + "|DTSTART;VALUE=DATE:" + first.toString(QStringLiteral("yyyyMMdd")).toLatin1()
                          + "|DTEND;VALUE=DATE:" + first.addDays(days).toString(QStringLiteral("yyyyMMdd")).toLatin1());
}

QByteArray task(const QByteArray &uid, const QByteArray &more)
{
    return calendarObject("UID:" + uid + "|SUMMARY:" + uid + (more.isEmpty() ? QByteArray() : QByteArray('|' + more)), "VTODO");
}

QStringList texts(const QAbstractItemModel &model, int role = Qt::DisplayRole)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row) {
        list << model.index(row, 0).data(role).toString();
    }
    return list;
}
}

/// What the views of the calendar pane show, live.
class CalendarModelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void occurrencesFollow()
    {
        CalendarFixture calendar;
        calendar.add(calendar.work, dayEvent("1", "Eins", QDate(2026, 5, 4), 3));
        OccurrenceModel model(*calendar.store);
        QSignalSpy changed(&model, &OccurrenceModel::changed);
        model.setCalendars({calendar.work});
        model.setSpan(QDate(2026, 5, 1), QDate(2026, 5, 31));
        QVERIFY(waitUntil([&] {
            return model.isReady();
        }));
        QCOMPARE(model.occurrences().size(), 1);
        QCOMPARE(model.on(QDate(2026, 5, 3)).size(), 0);
        QCOMPARE(model.on(QDate(2026, 5, 4)).size(), 1);
        QCOMPARE(model.on(QDate(2026, 5, 6)).size(), 1);
        QCOMPARE(model.on(QDate(2026, 5, 7)).size(), 0);
        const auto second = calendar.add(calendar.work, dayEvent("2", "Zwei", QDate(2026, 6, 1)));
        const auto third = calendar.add(calendar.work, dayEvent("3", "Drei", QDate(2026, 5, 31), 2));
        QVERIFY(waitUntil([&] {
            return model.occurrences().size() == 2;
        }));
        // The neighbours are read ahead; leafing shows them, and never something older than was there before.
        model.setSpan(QDate(2026, 6, 1), QDate(2026, 6, 30));
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.occurrences().size() == 2;
        }));
        calendar.project(second, calendar.work, {});
        calendar.project(third, calendar.work, {});
        QVERIFY(waitUntil([&] {
            return model.occurrences().isEmpty();
        }));
        model.setSpan(QDate(2026, 5, 1), QDate(2026, 5, 31));
        QVERIFY(waitUntil([&] {
            return model.isReady();
        }));
        QCOMPARE(model.occurrences().size(), 1);
        model.setCalendars({});
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.occurrences().isEmpty();
        }));
        QVERIFY(changed.size() >= 4);
    }

    void listsCalendars()
    {
        CalendarFixture calendar;
        calendar.calendar(QStringLiteral("Eingang"), DavRole::Inbox);
        QCborMap attributes{{DavAttribute::Colour, QStringLiteral("#ff0080ff")},
                            {DavAttribute::Components, QCborArray{QStringLiteral("VTODO")}},
                            {DavAttribute::OwnerName, QStringLiteral("Bert Demo")}};
        const auto shared = calendar.calendar(QStringLiteral("Aufgaben"), DavRole::Shared, int(Rights(Right::Read).toInt()), attributes);
        CalendarListModel model(*calendar.store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(waitUntil([&] {
            return model.isReady();
        }));
        QCOMPARE(texts(model), (QStringList{QStringLiteral("Home"), QStringLiteral("Work"), QStringLiteral("Aufgaben")}));
        const auto all = model.calendars();
        QCOMPARE(all.size(), 3);
        QVERIFY(all.at(0).isWritable && all.at(0).holdsEvents && all.at(0).isShown);
        QVERIFY(all.at(0).addresses.contains(QStringLiteral("a.berg@example.org")) && all.at(0).addresses.contains(QStringLiteral("anna@example.org")));
        QVERIFY(!all.at(2).isWritable && !all.at(2).holdsEvents && all.at(2).holdsTasks);
        QVERIFY(all.at(2).colour.isValid());
        const auto spoken = model.index(2, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(QLatin1StringView("Bert Demo")) && spoken.contains(QLatin1StringView("read-only")), qPrintable(spoken));
        QVERIFY(model.setData(model.index(2, 0), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(waitUntil([&] {
            return model.index(2, 0).data(Qt::CheckStateRole) == Qt::Unchecked;
        }));
        QVERIFY(!model.shownCalendars().contains(shared));
        QCOMPARE(model.shownCalendars().size(), 2);
    }

    void tasksHaveAnOrder()
    {
        CalendarFixture calendar;
        const auto today = QDate::currentDate();
        const auto due = [&](int days) {
            return QByteArray("DUE;VALUE=DATE:" + today.addDays(days).toString(QStringLiteral("yyyyMMdd")).toLatin1());
        };
        calendar.addAll(calendar.work,
                        {task("spät", due(9)),
                         task("überfällig", due(-2)),
                         task("heute", due(0) + "|PRIORITY:1"),
                         task("ohne", {}),
                         task("erledigt", due(-5) + "|STATUS:COMPLETED"),
                         task("teil", "RELATED-TO:spät"),
                         task("teil vom teil", "RELATED-TO;RELTYPE=PARENT:teil"),
                         task("ring1", "RELATED-TO:ring2"),
                         task("ring2", "RELATED-TO:ring1"),
                         task("selbst", "RELATED-TO:selbst")});
        calendar.add(calendar.work, dayEvent("kein", "Termin", today));
        TaskModel model(*calendar.store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setView({.calendars = {calendar.work}});
        QVERIFY(waitUntil([&] {
            return model.isReady();
        }));
        QCOMPARE(texts(model),
                 (QStringList{QStringLiteral("überfällig"),
                              QStringLiteral("heute"),
                              QStringLiteral("spät"),
                              QStringLiteral("teil"),
                              QStringLiteral("teil vom teil"),
                              QStringLiteral("ohne"),
                              QStringLiteral("selbst"),
                              QStringLiteral("ring1"),
                              QStringLiteral("ring2")}));
        QVERIFY(model.index(0, 0).data(TaskModel::OverdueRole).toBool());
        QVERIFY(!model.index(1, 0).data(TaskModel::OverdueRole).toBool()); // due today is not overdue today
        QCOMPARE(model.index(4, 0).data(TaskModel::LevelRole).toInt(), 2);
        const auto spoken = model.index(0, 0).data(TaskModel::SpokenRole).toString();
        QVERIFY2(spoken.startsWith(QLatin1StringView("overdue")), qPrintable(spoken));
        QVERIFY(model.index(2, 0).data(TaskModel::SpokenRole).toString().contains(QLatin1StringView("1 subtask")));
        model.setView({.calendars = {calendar.work}, .sortBy = TaskModel::SortBy::Priority, .done = TaskModel::View::Done::Shown});
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() == 10;
        }));
        QCOMPARE(texts(model).first(), QStringLiteral("heute"));
        QCOMPARE(texts(model).last(), QStringLiteral("ring2"));
        // Done elsewhere: it goes.
        model.setView({.calendars = {calendar.work}});
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() == 9;
        }));
        calendar.project(ItemId{2}, calendar.work, task("überfällig", due(-2) + "|PERCENT-COMPLETE:100"));
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 8;
        }));
    }

    /// The list shows the first instance that is still to be done, and its own due date.
    void tasksStandWhereTheyAreDue()
    {
        const QDateTime now(QDate(2026, 11, 23), QTime(10, 0), QTimeZone::UTC);
        const auto rows = [&now](const QByteArray &body) {
            return OccurrenceExpansion::of(CalendarObject::read("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:t\r\nSUMMARY:T\r\n" + body + "END:VTODO\r\nEND:VCALENDAR\r\n"), now).rows;
        };
        const auto utc = [](const QDate &day, int hour) {
            return QDateTime(day, QTime(hour, 0), QTimeZone::UTC).toMSecsSinceEpoch();
        };
        // Begun four weeks ago, it is work of one day only: the one it is due on.
        const auto long_ = rows("DTSTART;VALUE=DATE:20261026\r\nDUE;VALUE=DATE:20261123\r\n");
        QCOMPARE(long_.size(), 1);
        QCOMPARE(long_.first().start, utc(QDate(2026, 11, 23), 0));
        QCOMPARE(long_.first().end, utc(QDate(2026, 11, 24), 0));
        const auto timed = rows("DTSTART:20261120T080000Z\r\nDUE:20261127T150000Z\r\n");
        QCOMPARE(timed.size(), 1);
        QCOMPARE(timed.first().start, utc(QDate(2026, 11, 27), 15));
        QCOMPARE(timed.first().end, timed.first().start);
        // Of a recurring one the next that is to be done.
        const auto often = rows("DTSTART;VALUE=DATE:20261026\r\nDUE;VALUE=DATE:20261123\r\nRRULE:FREQ=DAILY\r\n");
        QCOMPARE(often.size(), 1);
        QCOMPARE(often.first().start, utc(QDate(2026, 11, 23), 0));
        // Neither begin nor end: it is in the list of tasks only.
        QVERIFY(rows("").isEmpty());
    }

    void tasksRepeat()
    {
        CalendarFixture calendar;
        const QByteArray series = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:r\r\nSUMMARY:Blumen\r\nDTSTART;VALUE=DATE:20260504\r\nDUE;VALUE=DATE:"
                                  "20260505\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VTODO\r\n";
        const QByteArray done
            = "BEGIN:VTODO\r\nUID:r\r\nSUMMARY:Blumen\r\nRECURRENCE-ID;VALUE=DATE:%1\r\nDTSTART;VALUE=DATE:%1\r\nSTATUS:COMPLETED\r\nEND:VTODO\r\n";
        const auto item = calendar.add(calendar.work, QByteArray(series + "END:VCALENDAR\r\n"));
        TaskModel model(*calendar.store);
        model.setView({.calendars = {calendar.work}});
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 1 && model.index(0, 0).data(TaskModel::TaskRole).isValid();
        }));
        QCOMPARE(model.index(0, 0).data(TaskModel::TaskRole).value<TaskRow>().due.date(), QDate(2026, 5, 5));
        auto first = done;
        first.replace("%1", "20260504");
        calendar.project(item, calendar.work, QByteArray(series + first + "END:VCALENDAR\r\n"));
        QVERIFY(waitUntil([&] {
            return model.index(0, 0).data(TaskModel::TaskRole).value<TaskRow>().due.date() == QDate(2026, 5, 12);
        }));
        QCOMPARE(model.refAt(0).recurrence, QDateTime(QDate(2026, 5, 11), QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch());
        auto second = done;
        second.replace("%1", "20260511");
        calendar.project(item, calendar.work, QByteArray(series + first + second + "END:VCALENDAR\r\n"));
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 0;
        }));
    }

    void agendaGoesOn()
    {
        CalendarFixture calendar;
        const auto today = QDate::currentDate();
        calendar.add(calendar.work, dayEvent("1", "Heute", today));
        calendar.add(calendar.work, dayEvent("2", "Reise", today.addDays(2), 3));
        calendar.add(calendar.work, dayEvent("3", "Fern", today.addDays(70)));
        calendar.add(calendar.work, dayEvent("4", "Vergangen", today.addDays(-50)));
        calendar.add(calendar.work, task("Bericht", "DUE;VALUE=DATE:" + today.addDays(1).toString(QStringLiteral("yyyyMMdd")).toLatin1()));
        AgendaModel model(*calendar.store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCalendars({calendar.work});
        model.setDay(today);
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() > 0;
        }));
        QCOMPARE(model.rowCount(), 10); // five days, and what is on each
        QVERIFY(model.index(0, 0).data(AgendaModel::HeadingRole).toBool());
        QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("Heute"));
        QVERIFY(model.index(0, 0).data(AgendaModel::SpokenRole).toString().startsWith(QLatin1StringView("Today")));
        QVERIFY(model.index(3, 0).data(AgendaModel::SpokenRole).toString().startsWith(QLatin1StringView("task")));
        const auto journey = model.index(5, 0).data(AgendaModel::RowRole).value<AgendaRow>();
        QCOMPARE(journey.occurrence->summary, QStringLiteral("Reise"));
        QCOMPARE(model.indexOf(journey.occurrence->ref).row(), 5);
        QCOMPARE(model.headingOf(today.addDays(3)).row(), 6);
        const QPersistentModelIndex kept(model.index(1, 0));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.extend(AgendaModel::Direction::Earlier);
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() == 12;
        }));
        model.extend(AgendaModel::Direction::Later);
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() == 14;
        }));
        QCOMPARE(kept.row(), 3);
        QCOMPARE(kept.data().toString(), QStringLiteral("Heute"));
        QCOMPARE(reset.size(), 0);
        calendar.add(calendar.work, dayEvent("5", "Neu", today));
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 15;
        }));
        calendar.project(ItemId{1}, calendar.work, dayEvent("1", "Umbenannt", today));
        QVERIFY(waitUntil([&] {
            return texts(model).contains(QStringLiteral("Umbenannt"));
        }));
    }

    void horizonMovesByItself()
    {
        CalendarFixture calendar;
        calendar.add(calendar.work, calendarObject("UID:1|DTSTART:20200101T090000Z|RRULE:FREQ=DAILY"));
        const auto before = calendar.value("SELECT max(start) FROM calendar_occurrence");
        calendar.clock.advance(std::chrono::days(60));
        OccurrenceHorizon horizon(*calendar.store, calendar.clock);
        QSignalSpy advanced(&horizon, &OccurrenceHorizon::advanced);
        QVERIFY(waitUntil([&] {
            return advanced.size() == 1;
        }));
        QVERIFY(calendar.value("SELECT max(start) FROM calendar_occurrence") > before + qint64(50) * 86400 * 1000);
    }

    void knowsHolidays()
    {
        const auto regions = Holidays::regions();
        QStringList codes;
        for (const auto &region : regions) {
            QVERIFY(!region.name.isEmpty());
            codes << region.code;
        }
        for (const char *state : {"bw", "by", "be", "bb", "hb", "hh", "he", "mv", "ni", "nw", "rp", "sl", "sn", "st", "sh", "th"}) {
            QVERIFY2(codes.contains(QStringLiteral("de-%1_de").arg(QLatin1StringView(state))), state);
        }
        const auto bavaria = Holidays::between(QStringLiteral("de-by_de"), QDate(2026, 1, 1), QDate(2026, 12, 31));
        const auto berlin = Holidays::between(QStringLiteral("de-be_de"), QDate(2026, 1, 1), QDate(2026, 12, 31));
        QVERIFY(bavaria.value(QDate(2026, 1, 6)).isFree); // Epiphany, in Bavaria
        QVERIFY(bavaria.contains(QDate(2026, 1, 6)) && !(berlin.contains(QDate(2026, 1, 6)) && berlin.value(QDate(2026, 1, 6)).isFree));
        QVERIFY(berlin.contains(QDate(2026, 3, 8)) && !(bavaria.contains(QDate(2026, 3, 8)) && bavaria.value(QDate(2026, 3, 8)).isFree));
        for (const auto &day : {QDate(2026, 1, 1),
                                QDate(2026, 4, 3),
                                QDate(2026, 4, 6),
                                QDate(2026, 5, 1),
                                QDate(2026, 5, 14),
                                QDate(2026, 5, 25),
                                QDate(2026, 10, 3),
                                QDate(2026, 12, 25),
                                QDate(2026, 12, 26)}) {
            QVERIFY2(bavaria.contains(day) && bavaria.value(day).isFree && !bavaria.value(day).name.isEmpty(), qPrintable(day.toString(Qt::ISODate)));
            QVERIFY(!Holidays::isWorkingDay(day, bavaria));
        }
        QVERIFY(Holidays::isWorkingDay(QDate(2026, 5, 4), bavaria));
        QVERIFY(!Holidays::isWorkingDay(QDate(2026, 5, 3), bavaria)); // a Sunday
        QVERIFY(Holidays::between(QStringLiteral("xx"), QDate(2026, 1, 1), QDate(2026, 12, 31)).isEmpty());
        QVERIFY(Holidays::between({}, QDate(2026, 1, 1), QDate(2026, 12, 31)).isEmpty());
        QCOMPARE(Holidays::weekNumber(QDate(2027, 1, 1)), 53);
        QCOMPARE(Holidays::weekNumber(QDate(2026, 12, 28)), 53);
    }
};

QTEST_GUILESS_MAIN(CalendarModelsTest)
#include "calendarmodelstest.moc"
