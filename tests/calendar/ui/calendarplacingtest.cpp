// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../calendarfixture.h"
#include "notingworkbench.h"
#include "samplecalendar.h"

#include "calendar/calendaractions.h"
#include "calendar/eventreader.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/calendarprinter.h"
#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/eventplacement.h"
#include "calendar/ui/monthgrid.h"
#include "calendar/ui/monthnavigator.h"
#include "calendar/ui/scopequestion.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KSharedConfig>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QDropEvent>
#include <QMimeData>
#include <QPainter>
#include <QPrinter>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;

namespace
{
const QDate friday(2026, 11, 27);

/// A week with an event, whole days and tasks, in the pane.
struct Desk {
    CalendarFixture data;
    CalendarActions actions{data.outbox};
    NotingWorkbench workbench;
    ItemId briefing, holiday, dueDay, dueTime;
    std::unique_ptr<CalendarPane> pane;

    Desk()
    {
        briefing = add("UID:briefing|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261127T140000|DTEND;TZID=Europe/Berlin:20261127T153000|SUMMARY:Lage");
        holiday = add("UID:holiday|DTSTAMP:20261101T000000Z|DTSTART;VALUE=DATE:20261126|DTEND;VALUE=DATE:20261127|SUMMARY:Klausur");
        dueDay = add("UID:dueday|DTSTAMP:20261101T000000Z|DTSTART;VALUE=DATE:20261124|DUE;VALUE=DATE:20261127|SUMMARY:Bericht", "VTODO");
        dueTime = add("UID:duetime|DTSTAMP:20261101T000000Z|DUE;TZID=Europe/Berlin:20261127T100000|SUMMARY:Anruf", "VTODO");
        pane = std::make_unique<CalendarPane>(CalendarParts{.store = *data.store, .actions = &actions, .workbench = &workbench, .accounts = [this] { return QList<Account>{data.account}; }});
        pane->resize(1500, 1400);
        pane->show();
        pane->activateWindow();
        pane->views()->goTo(friday);
    }
    ItemId add(const QByteArray &lines, const QByteArray &kind = "VEVENT")
    {
        return data.add(data.work, calendarObject(lines, kind));
    }
    DayGrid *days() const
    {
        return pane->views()->dayGrid();
    }
    std::optional<Occurrence> shown(ItemId item) const
    {
        const auto all = pane->views()->content().occurrences;
        const auto found = std::ranges::find_if(all, [item](const Occurrence &one) { return one.ref.item == item; });
        return found == all.end() ? std::nullopt : std::optional(*found);
    }
    bool choose(ItemId item) const
    {
        if (!waitUntil([&] { return shown(item).has_value(); })) {
            return false;
        }
        days()->setFocus();
        days()->setCurrentItem({.ref = shown(item)->ref});
        return days()->current() != nullptr;
    }
    QPoint middle(ItemId item) const
    {
        return days()->areaOf({.ref = shown(item)->ref}).center();
    }
    void drag(const QPoint &from, const QPoint &to) const
    {
        QTest::mousePress(days()->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(days()->viewport(), from + (to - from) / 2);
        QTest::mouseMove(days()->viewport(), to);
        QTest::mouseRelease(days()->viewport(), Qt::LeftButton, {}, to);
    }
    EventDraft draft(ItemId item)
    {
        return waitedFor(actions.open({.item = item})).value();
    }
    bool hasBegun(ItemId item, const QDateTime &start, Qt::CheckState allDay) const
    {
        return waitUntil([&] {
            const auto one = shown(item);
            return one && one->start == start && one->isAllDay() == (allDay == Qt::Checked);
        });
    }
    void set(const char *key, const QVariant &value) const
    {
        KSharedConfig::openConfig()->group(QStringLiteral("Calendar")).writeEntry(key, value);
    }
};

QDateTime at(const QDate &day, int hour, int minute = 0)
{
    return {day, QTime(hour, minute)};
}
}

/// Events and tasks put elsewhere by mouse and by key, files dropped, settings followed, and days printed.
class CalendarPlacingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        QStandardPaths::setTestModeEnabled(true);
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    }
    void init()
    {
        KSharedConfig::openConfig()->deleteGroup(QStringLiteral("Calendar"));
    }

    void aWholeDayDraggedIntoTheHoursTakesAnHourAndBack()
    {
        Desk desk;
        QVERIFY(desk.choose(desk.holiday));
        const auto place = desk.days()->areaOfTime(friday, 11 * 60, 11 * 60 + 15).center();
        desk.drag(desk.middle(desk.holiday), place);
        QVERIFY(desk.hasBegun(desk.holiday, at(friday, 11), Qt::Unchecked));
        QCOMPARE(desk.shown(desk.holiday)->end, at(friday, 12));
        QVERIFY(desk.draft(desk.holiday).start.timeSpec() == Qt::TimeZone); // no floating time
        // Undo gives the day back.
        QVERIFY(waitUntil([&] { return bool(desk.workbench.action); }));
        std::exchange(desk.workbench.action, {})();
        QVERIFY(desk.hasBegun(desk.holiday, at(friday.addDays(-1), 0), Qt::Checked));

        QVERIFY(desk.choose(desk.briefing));
        auto above = desk.middle(desk.holiday);
        above.setX(desk.days()->areaOfTime(friday.addDays(-2), 0, 15).center().x());
        desk.drag(desk.middle(desk.briefing), above);
        QVERIFY(desk.hasBegun(desk.briefing, at(friday.addDays(-2), 0), Qt::Checked));
        QCOMPARE(desk.shown(desk.briefing)->end, at(friday.addDays(-1), 0));
    }

    void keysDoTheSame()
    {
        Desk desk;
        QVERIFY(desk.choose(desk.holiday));
        QTest::keyClick(desk.days(), Qt::Key_Down, Qt::AltModifier);
        QVERIFY(desk.hasBegun(desk.holiday, at(friday.addDays(-1), 8), Qt::Unchecked));
        QVERIFY(desk.choose(desk.holiday));
        auto *turn = desk.pane->actions()->action(QStringLiteral("calendar_turn"));
        QVERIFY(turn->isEnabled());
        turn->trigger();
        QVERIFY(desk.hasBegun(desk.holiday, at(friday.addDays(-1), 0), Qt::Checked));
        const auto midnight = desk.add("UID:midnight|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261127T000000|DTEND;TZID=Europe/Berlin:20261127T010000|SUMMARY:Wache");
        desk.pane->views()->goTo(friday.addDays(7)); // read anew
        desk.pane->views()->goTo(friday);
        QVERIFY(desk.choose(midnight));
        QTest::keyClick(desk.days(), Qt::Key_Up, Qt::AltModifier);
        QVERIFY(desk.hasBegun(midnight, at(friday, 0), Qt::Checked));
    }

    void tasksAreDraggedWithTheirBeginning()
    {
        Desk desk;
        QVERIFY(desk.choose(desk.dueTime));
        const auto before = desk.middle(desk.dueTime);
        auto to = desk.days()->areaOfTime(friday.addDays(-1), 12 * 60, 12 * 60 + 15).center();
        // By as much as the mouse moves.
        to.setY(before.y() + desk.days()->areaOfTime(friday, 600, 720).height());
        desk.drag(before, to);
        QVERIFY(desk.hasBegun(desk.dueTime, at(friday.addDays(-1), 12), Qt::Unchecked));
        QVERIFY(!desk.draft(desk.dueTime).start.isValid());

        QVERIFY(desk.choose(desk.dueDay));
        QTest::keyClick(desk.days(), Qt::Key_Right, Qt::AltModifier);
        QVERIFY(desk.hasBegun(desk.dueDay, at(friday.addDays(1), 0), Qt::Checked));
        const auto moved = desk.draft(desk.dueDay);
        QCOMPARE(moved.end.date(), friday.addDays(1)); // due, not a day later
        QCOMPARE(moved.start.date(), QDate(2026, 11, 25));
        // There is no end to be drawn.
        QVERIFY(desk.choose(desk.dueDay));
        QTest::keyClick(desk.days(), Qt::Key_Right, Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(desk.choose(desk.dueDay));
        QTest::keyClick(desk.days(), Qt::Key_Down, Qt::AltModifier);
        QVERIFY(desk.hasBegun(desk.dueDay, at(friday.addDays(1), 8), Qt::Unchecked));
        QVERIFY(waitUntil([&] { return bool(desk.workbench.action); }));
    }

    void oneOfASeriesIsAskedAbout()
    {
        Desk desk;
        const auto series = desk.add("UID:series|DTSTAMP:20261101T000000Z|DTSTART;VALUE=DATE:20261125|RRULE:FREQ=WEEKLY;COUNT=3|SUMMARY:Markt");
        desk.pane->views()->goTo(friday.addDays(7));
        desk.pane->views()->goTo(friday);
        QVERIFY(desk.choose(series));
        QTest::keyClick(desk.days(), Qt::Key_Down, Qt::AltModifier);
        auto *question = desk.pane->findChild<ScopeQuestion *>();
        QVERIFY(question);
        question->accept();
        QVERIFY(desk.hasBegun(series, at(QDate(2026, 11, 25), 8), Qt::Unchecked));
        const auto bytes = waitedFor(desk.data.store->read([series](const Reader &reader) { return EventReader::object(reader, series); })).value().bytes;
        QCOMPARE(bytes.count("BEGIN:VEVENT"), 2);
        QVERIFY2(bytes.contains("RECURRENCE-ID;VALUE=DATE:20261125\r\n"), bytes.constData()); // as the series names it
    }

    void floatingAndForeignTimesKeepTheirForm()
    {
        EventDraft draft;
        draft.isTask = true;
        draft.end = QDateTime(friday, QTime(10, 0)); // floating
        Occurrence before;
        before.flags = EventFlag::Task;
        before.start = before.end = QDateTime(friday, QTime(10, 0));
        auto after = before;
        after.start = after.end = before.start.addSecs(3600);
        QCOMPARE(EventPlacement::moved(draft, before, after).end.timeSpec(), Qt::LocalTime);
        draft.end = QDateTime(friday, QTime(4, 0), QTimeZone("America/New_York"));
        const auto moved = EventPlacement::moved(draft, before, after).end;
        QVERIFY(moved.timeZone() == QTimeZone("America/New_York"));
        QCOMPARE(moved.time(), QTime(5, 0));
    }

    void theMonthKeepsTheTimeOfTheDay()
    {
        Desk desk;
        QVERIFY(waitUntil([&] { return desk.shown(desk.briefing).has_value(); }));
        desk.pane->chooseView(CalendarViews::View::Month);
        auto *month = desk.pane->views()->monthGrid();
        QVERIFY(waitUntil([&] { return desk.shown(desk.briefing).has_value() && !month->areaOf({.ref = desk.shown(desk.briefing)->ref}).isEmpty(); }));
        const auto from = month->areaOf({.ref = desk.shown(desk.briefing)->ref}).center();
        month->setSlot({.day = friday.addDays(-4), .minute = -1, .length = 1});
        const auto to = month->slotArea().center();
        QTest::mousePress(month->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(month->viewport(), from + (to - from) / 2);
        QTest::mouseMove(month->viewport(), to);
        QTest::mouseRelease(month->viewport(), Qt::LeftButton, {}, to);
        QVERIFY(desk.hasBegun(desk.briefing, at(friday.addDays(-4), 14), Qt::Unchecked));
        QCOMPARE(desk.shown(desk.briefing)->end, at(friday.addDays(-4), 15, 30));
    }

    // Files

    void filesAreDroppedOnEveryView_data()
    {
        QTest::addColumn<int>("view");
        for (const auto view : {CalendarViews::View::Week, CalendarViews::View::Month, CalendarViews::View::Agenda}) {
            QTest::newRow(qPrintable(CalendarViews::keyOf(view))) << int(view);
        }
    }
    void filesAreDroppedOnEveryView()
    {
        QFETCH(int, view);
        Desk desk;
        QVERIFY(waitUntil([&] { return desk.shown(desk.briefing).has_value(); }));
        desk.pane->chooseView(CalendarViews::View(view));
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("fest.ics")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(calendarObject("UID:fest|DTSTAMP:20261101T000000Z|DTSTART;VALUE=DATE:20261126|SUMMARY:Fest"));
        file.close();
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(file.fileName())});
        // Through the window, as the desktop does: it looks for the part below the mouse that wants it.
        auto *window = desk.pane->windowHandle();
        const auto place = desk.pane->views()->front()->mapTo(desk.pane.get(), desk.pane->views()->front()->rect().center());
        QDragEnterEvent enter(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &drop);
        QVERIFY(waitUntil([&] { return desk.pane->findChild<QDialog *>(QStringLiteral("importDialog")) != nullptr; })); // there are two calendars
        desk.pane->findChild<QDialog *>(QStringLiteral("importDialog"))->accept();
        QVERIFY(waitUntil([&] { return desk.data.value("SELECT count(*) FROM calendar_object WHERE uid = x'66657374'") == 1; }));
    }

    // Settings

    void viewsFollowTheSettingsAtOnce()
    {
        Desk desk;
        QVERIFY(waitUntil([&] { return desk.shown(desk.briefing).has_value(); }));
        QCOMPARE(desk.days()->firstDay(), QDate(2026, 11, 23));
        desk.set("FirstDay", 7);
        desk.set("WorkingDays", QVariantList{2, 3, 4});
        desk.set("WorkingFrom", 10);
        desk.set("WeekNumbers", false);
        desk.set("HolidayRegion", QStringLiteral("de-by_de"));
        desk.set("EventLength", 90);
        desk.pane->followSettings();
        QCOMPARE(desk.days()->firstDay(), QDate(2026, 11, 22));
        desk.pane->chooseView(CalendarViews::View::WorkWeek);
        QCOMPARE(desk.days()->firstDay(), QDate(2026, 11, 24));
        QCOMPARE(desk.days()->lastDay(), QDate(2026, 11, 26));
        desk.pane->chooseView(CalendarViews::View::Month);
        QCOMPARE(desk.pane->views()->monthGrid()->firstDay().dayOfWeek(), 7);
        QCOMPARE(desk.pane->holidayRegion(), QStringLiteral("de-by_de"));
        auto *navigator = desk.pane->findChild<MonthNavigator *>();
        QCOMPARE(navigator->firstDayOfWeek(), Qt::Sunday);
        QCOMPARE(navigator->verticalHeaderFormat(), QCalendarWidget::NoVerticalHeader);
        desk.pane->chooseView(CalendarViews::View::Week);
        QSignalSpy created(desk.pane->views(), &CalendarViews::creationWanted);
        desk.days()->setSlot({.day = friday, .minute = 600, .length = 30});
        desk.pane->views()->createHere();
        QCOMPARE(created.first().at(0).toDateTime().secsTo(created.first().at(1).toDateTime()), 90 * 60);
        desk.set("StartView", QStringLiteral("month"));
        const Desk other;
        QCOMPARE(other.pane->views()->view(), CalendarViews::View::Month);
    }

    void newEventsHaveTheUsualReminder()
    {
        KSharedConfig::openConfig()->group(QStringLiteral("Calendar")).writeEntry("Reminder", 10);
        EventDraft draft;
        QCOMPARE(CalendarSettings::read().alarms(draft), (QList<Alarm>{{.minutesBefore = 10}}));
        draft.isAllDay = true;
        QVERIFY(CalendarSettings::read().alarms(draft).isEmpty());
    }

    void nonsenseInTheSettingsIsNoHarm()
    {
        auto group = KSharedConfig::openConfig()->group(QStringLiteral("Calendar"));
        group.writeEntry("WorkingFrom", 99);
        group.writeEntry("WorkingTo", -3);
        group.writeEntry("FirstDay", 12);
        group.writeEntry("WorkingDays", QVariantList{0, 9});
        group.writeEntry("EventLength", -1);
        const auto settings = CalendarSettings::read();
        QVERIFY(settings.workingFrom < settings.workingTo && settings.workingTo <= 24);
        QCOMPARE(settings.firstDay, 1);
        QCOMPARE(settings.workingDays, (QList{1, 2, 3, 4, 5}));
        QVERIFY(settings.length > 0);
    }

    // Paper

    void whatDoesNotFitIsPrintedOnThePagesBehind()
    {
        SampleCalendar sample;
        sample.fill();
        for (int i = 0; i < 30; ++i) {
            sample.add(SampleCalendar::duty, QStringLiteral("Termin %1").arg(i), SampleCalendar::at(2, 8, i), SampleCalendar::at(2, 9, i));
        }
        const QSize page(1200, 800);
        const auto crowded = CalendarPrinter::crowdedDays(CalendarViews::View::Month, SampleCalendar::monday, sample.content, page);
        QVERIFY(crowded.contains(SampleCalendar::monday.addDays(2)));
        QVERIFY(!crowded.contains(SampleCalendar::monday.addDays(-7)));
        const QTemporaryDir folder;
        const auto pages = [&](const GridContent &content) {
            const auto name = folder.filePath(QStringLiteral("month.pdf"));
            QPrinter printer(QPrinter::HighResolution);
            printer.setOutputFormat(QPrinter::PdfFormat);
            printer.setOutputFileName(name);
            printer.setPageOrientation(QPageLayout::Landscape);
            CalendarPrinter::print(&printer, CalendarViews::View::Month, SampleCalendar::monday, SampleCalendar::monday, content);
            QFile file(name);
            return file.open(QIODevice::ReadOnly) ? file.readAll().count("/Type /Page\n") : 0;
        };
        QCOMPARE_GE(pages(sample.content), 2);
        GridContent few = sample.content;
        few.occurrences = few.occurrences.first(2);
        QCOMPARE(pages(few), 1);
    }

    void pictures()
    {
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        if (folder.isEmpty()) {
            return; // only for people to look at
        }
        QVERIFY(QDir().mkpath(folder));
        Desk desk;
        QVERIFY(desk.choose(desk.holiday));
        const auto to = desk.days()->areaOfTime(friday, 11 * 60, 11 * 60 + 15).center();
        const auto from = desk.middle(desk.holiday);
        QTest::mousePress(desk.days()->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(desk.days()->viewport(), from + (to - from) / 2);
        QTest::mouseMove(desk.days()->viewport(), to);
        QVERIFY(desk.pane->grab().save(folder + QStringLiteral("/drag.png")));
        QTest::keyClick(desk.days(), Qt::Key_Escape);
        QTest::mouseRelease(desk.days()->viewport(), Qt::LeftButton, {}, to);
    }
};

QTEST_MAIN(CalendarPlacingTest)
#include "calendarplacingtest.moc"
