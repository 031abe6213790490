// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samplecalendar.h"

#include "calendar/ui/daygrid.h"
#include "calendar/ui/monthgrid.h"

#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Kontor;

/// Day, week and month as people use them: by keys, by mouse, and by ear.
class GridViewTest : public QObject
{
    Q_OBJECT
private:
    SampleCalendar sample;
    std::unique_ptr<DayGrid> week;
    std::unique_ptr<MonthGrid> month;

    template<class Grid>
    std::unique_ptr<Grid> shown()
    {
        auto grid = std::make_unique<Grid>();
        grid->resize(1000, 1000);
        grid->setNow(SampleCalendar::now());
        grid->setContent(sample.content);
        grid->setDate(SampleCalendar::now().date());
        grid->show();
        grid->activateWindow();
        grid->setFocus();
        return grid;
    }
    Occurrence named(const GridView &grid, const QString &summary) const
    {
        const auto &all = grid.content().occurrences;
        const auto one = std::ranges::find(all, summary, &Occurrence::summary);
        return one == all.end() ? Occurrence() : *one;
    }
    void drag(GridView *grid, const QPoint &from, const QPoint &to, Qt::KeyboardModifiers = Qt::NoModifier)
    {
        QTest::mousePress(grid->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(grid->viewport(), from + (to - from) / 2);
        QTest::mouseMove(grid->viewport(), to);
    }

private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    }
    void init()
    {
        sample = {};
        sample.fill();
        week = shown<DayGrid>();
        QVERIFY(QTest::qWaitForWindowActive(week.get()));
    }
    void cleanup()
    {
        week.reset();
        month.reset();
    }

    // Keys

    void arrowsMoveOverTheSlots()
    {
        week->setSlot({.day = SampleCalendar::monday, .minute = 600, .length = 30});
        QTest::keyClick(week.get(), Qt::Key_Down);
        QCOMPARE(week->currentSlot(), (GridSlot{.day = SampleCalendar::monday, .minute = 630, .length = 30}));
        QTest::keyClick(week.get(), Qt::Key_Right);
        QCOMPARE(week->currentSlot().day, SampleCalendar::monday.addDays(1));
        QTest::keyClick(week.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(week->currentSlot().length, 60);
        QTest::keyClick(week.get(), Qt::Key_End);
        QCOMPARE(week->currentSlot().day, SampleCalendar::monday.addDays(6));
        QSignalSpy span(week.get(), &GridView::spanChanged);
        QTest::keyClick(week.get(), Qt::Key_Right);
        QCOMPARE(span.size(), 1);
        QCOMPARE(week->firstDay(), SampleCalendar::monday.addDays(7));
        QCOMPARE(week->currentSlot().day, SampleCalendar::monday.addDays(7));
    }

    void upFromMidnightIsTheWholeDay()
    {
        week->setSlot({.day = SampleCalendar::monday, .minute = 0, .length = 30});
        QTest::keyClick(week.get(), Qt::Key_Up);
        QVERIFY(week->currentSlot().isWholeDay());
        QSignalSpy created(week.get(), &GridView::creationWanted);
        QTest::keyClick(week.get(), Qt::Key_Return);
        QCOMPARE(created.size(), 1);
        QCOMPARE(created.first().at(0).toDateTime(), SampleCalendar::monday.startOfDay());
        QCOMPARE(created.first().at(1).toDateTime(), SampleCalendar::monday.addDays(1).startOfDay());
        QVERIFY(created.first().at(2).toBool());
    }

    void tabGoesOverAllEventsInTheOrderOfTimeAndLeaves()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *grid = new DayGrid;
        auto *after = new QLineEdit;
        layout->addWidget(grid);
        layout->addWidget(after);
        grid->setNow(SampleCalendar::now());
        grid->setContent(sample.content);
        grid->setDate(SampleCalendar::monday);
        window.resize(900, 700);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        grid->setFocus();
        grid->setSlot({.day = SampleCalendar::monday, .minute = -1, .length = 1});
        QList<OccurrenceRef> visited;
        for (int i = 0; i < 100 && grid->hasFocus(); ++i) {
            QTest::keyClick(grid, Qt::Key_Tab);
            if (grid->hasFocus()) {
                visited << grid->currentItem().ref;
            }
        }
        QVERIFY2(after->hasFocus(), "Tab leaves the grid after the last event");
        QCOMPARE(QSet<OccurrenceRef>(visited.begin(), visited.end()).size(), visited.size());
        QCOMPARE(visited.size(), grid->items().size());
        QDate last;
        for (const auto &ref : std::as_const(visited)) {
            const auto *one = grid->occurrence({.ref = ref});
            QVERIFY(one);
            const auto day = std::max(one->start.date(), grid->firstDay());
            QVERIFY(!last.isValid() || day >= last);
            last = day;
        }
    }

    void returnOpensAndDeleteRemoves()
    {
        week->setCurrentItem({.ref = sample.briefing});
        QSignalSpy opened(week.get(), &GridView::chosen);
        QSignalSpy removed(week.get(), &GridView::removalWanted);
        QTest::keyClick(week.get(), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().at(0).value<Occurrence>().ref, sample.briefing);
        QTest::keyClick(week.get(), Qt::Key_Delete);
        QCOMPARE(removed.size(), 1);
        QTest::keyClick(week.get(), Qt::Key_Escape);
        QVERIFY(week->currentItem().isNone());
        QTest::keyClick(week.get(), Qt::Key_Delete);
        QCOMPARE(removed.size(), 1);
    }

    void altArrowsMoveAndResize_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("resizes");
        QTest::addColumn<int>("minutesStart");
        QTest::addColumn<int>("minutesEnd");
        QTest::newRow("later") << int(Qt::Key_Down) << false << 15 << 15;
        QTest::newRow("earlier") << int(Qt::Key_Up) << false << -15 << -15;
        QTest::newRow("next day") << int(Qt::Key_Right) << false << 1440 << 1440;
        QTest::newRow("day before") << int(Qt::Key_Left) << false << -1440 << -1440;
        QTest::newRow("longer") << int(Qt::Key_Down) << true << 0 << 15;
        QTest::newRow("shorter") << int(Qt::Key_Up) << true << 0 << -15;
    }

    void altArrowsMoveAndResize()
    {
        QFETCH(int, key);
        QFETCH(bool, resizes);
        QFETCH(int, minutesStart);
        QFETCH(int, minutesEnd);
        week->setCurrentItem({.ref = sample.briefing});
        const auto before = *week->current();
        QSignalSpy moved(week.get(), &GridView::rescheduleWanted);
        QTest::keyClick(week.get(), Qt::Key(key), resizes ? Qt::AltModifier | Qt::ShiftModifier : Qt::KeyboardModifiers(Qt::AltModifier));
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved.first().at(1).toDateTime(), before.start.addSecs(minutesStart * 60));
        QCOMPARE(moved.first().at(2).toDateTime(), before.end.addSecs(minutesEnd * 60));
    }

    void whatMayNotBeChangedStays()
    {
        const auto booked = named(*week, QStringLiteral("Belegt: Referatsrunde"));
        week->setCurrentItem({.ref = booked.ref});
        QSignalSpy moved(week.get(), &GridView::rescheduleWanted);
        QSignalSpy removed(week.get(), &GridView::removalWanted);
        QTest::keyClick(week.get(), Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(week.get(), Qt::Key_Delete);
        const auto area = week->areaOf({.ref = booked.ref});
        drag(week.get(), area.center(), area.center() + QPoint(0, 100));
        QTest::mouseRelease(week->viewport(), Qt::LeftButton, {}, area.center() + QPoint(0, 100));
        QCOMPARE(moved.size(), 0);
        QCOMPARE(removed.size(), 0);
    }

    void lettersBeginAnEventOnlyWhereTheyAreNoShortcuts()
    {
        QSignalSpy created(week.get(), &GridView::creationWanted);
        week->setSlot({.day = SampleCalendar::monday, .minute = 600, .length = 30});
        QTest::keyClick(week.get(), 'l');
        QCOMPARE(created.size(), 0);
        week->setTypingCreates(Qt::Checked);
        QTest::keyClick(week.get(), 'l');
        QCOMPARE(created.size(), 1);
        QCOMPARE(created.first().at(3).toString(), QStringLiteral("l"));
    }

    // Mouse

    void dragOnAFreePlaceCreates()
    {
        QSignalSpy created(week.get(), &GridView::creationWanted);
        const auto from = week->areaOfTime(SampleCalendar::monday.addDays(3), 13 * 60, 13 * 60 + 15).center();
        const auto to = week->areaOfTime(SampleCalendar::monday.addDays(3), 14 * 60 + 15, 14 * 60 + 30).center();
        drag(week.get(), from, to);
        QTest::mouseRelease(week->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(created.size(), 1);
        QCOMPARE(created.first().at(0).toDateTime(), SampleCalendar::at(3, 13));
        QCOMPARE(created.first().at(1).toDateTime(), SampleCalendar::at(3, 14, 30));
        QVERIFY(!created.first().at(2).toBool());
    }

    void dragMovesAnEventByQuarters()
    {
        QSignalSpy moved(week.get(), &GridView::rescheduleWanted);
        week->setCurrentItem({.ref = sample.briefing});
        const auto from = week->areaOf({.ref = sample.briefing}).center();
        const auto height = week->areaOfTime(SampleCalendar::monday, 600, 660).height();
        const auto to = QPoint(week->areaOfTime(SampleCalendar::monday.addDays(3), 0, 15).center().x(), from.y() - height);
        drag(week.get(), from, to);
        QTest::mouseRelease(week->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(moved.size(), 1);
        const auto start = moved.first().at(1).toDateTime();
        QCOMPARE(start.date(), SampleCalendar::monday.addDays(3));
        QCOMPARE(start.time(), QTime(13, 0));
        QCOMPARE(start.secsTo(moved.first().at(2).toDateTime()), 3600);
    }

    void dragAtTheEndResizes()
    {
        QSignalSpy moved(week.get(), &GridView::rescheduleWanted);
        week->setCurrentItem({.ref = sample.briefing});
        const auto area = week->areaOf({.ref = sample.briefing});
        const QPoint from(area.left() + 20, area.bottom() - 1);
        const auto height = week->areaOfTime(SampleCalendar::monday, 600, 660).height();
        drag(week.get(), from, from + QPoint(0, height / 2));
        QTest::mouseRelease(week->viewport(), Qt::LeftButton, {}, from + QPoint(0, height / 2));
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved.first().at(1).toDateTime(), SampleCalendar::at(4, 14));
        QCOMPARE(moved.first().at(2).toDateTime(), SampleCalendar::at(4, 15, 30));
    }

    void escapeCancelsADrag()
    {
        QSignalSpy moved(week.get(), &GridView::rescheduleWanted);
        week->setCurrentItem({.ref = sample.briefing});
        const auto from = week->areaOf({.ref = sample.briefing}).center();
        drag(week.get(), from, from + QPoint(0, 60));
        QTest::keyClick(week.get(), Qt::Key_Escape);
        QTest::mouseRelease(week->viewport(), Qt::LeftButton, {}, from + QPoint(0, 60));
        QCOMPARE(moved.size(), 0);
        QCOMPARE(week->currentItem().ref, sample.briefing);
    }

    void draggingOutOfTheViewHandsTheEventOver()
    {
        QSignalSpy out(week.get(), &GridView::draggedOut);
        week->setCurrentItem({.ref = sample.briefing});
        const auto from = week->areaOf({.ref = sample.briefing}).center();
        drag(week.get(), from, QPoint(-80, from.y()));
        QCOMPARE(out.size(), 1);
        QCOMPARE(out.first().first().value<Occurrence>().ref, sample.briefing);
    }

    void doubleClickOpens()
    {
        QSignalSpy opened(week.get(), &GridView::chosen);
        week->setCurrentItem({.ref = sample.briefing});
        QTest::mouseDClick(week->viewport(), Qt::LeftButton, {}, week->areaOf({.ref = sample.briefing}).center());
        QCOMPARE(opened.size(), 1);
    }

    // What stays when something changes

    void theCurrentEventStaysCurrentWhenItMoved()
    {
        week->setCurrentItem({.ref = sample.briefing});
        auto content = week->content();
        for (auto &one : content.occurrences) {
            if (one.ref == sample.briefing) {
                one.start = one.start.addSecs(3600);
                one.end = one.end.addSecs(3600);
            }
        }
        week->setContent(content);
        QCOMPARE(week->currentItem().ref, sample.briefing);
        QCOMPARE(week->current()->start, SampleCalendar::at(4, 15));
        content.occurrences.removeIf([this](const Occurrence &one) { return one.ref == sample.briefing; });
        QSignalSpy changed(week.get(), &GridView::currentChanged);
        week->setContent(content);
        QVERIFY(week->currentItem().isNone());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(week->currentSlot().day, SampleCalendar::monday.addDays(4)); // the keyboard stays where it was
    }

    // Days on which clocks change

    void theDayOf23HoursHasNoSlotInTheHourLeftOut()
    {
        const QDate day(2026, 3, 29);
        week->setDate(day);
        week->setSlot({.day = day, .minute = 90, .length = 30});
        QTest::keyClick(week.get(), Qt::Key_Down);
        QCOMPARE(week->currentSlot().minute, 180);
        QTest::keyClick(week.get(), Qt::Key_Up);
        QCOMPARE(week->currentSlot().minute, 90);
    }

    void theDayOf25HoursShowsBothHours()
    {
        const QDate day(2026, 10, 25);
        GridContent content;
        content.calendars = sample.content.calendars;
        const QDateTime first(QDate(2026, 10, 25), QTime(2, 30), QDateTime::TransitionResolution::PreferBefore);
        for (int i = 0; i < 2; ++i) {
            Occurrence one;
            one.ref.item = ItemId{i + 1};
            one.calendar = SampleCalendar::duty;
            one.summary = QStringLiteral("Umstellung");
            one.start = first.addSecs(i * 3600); // 02:30 CEST, then 02:30 CET
            one.end = one.start.addSecs(30 * 60);
            content.occurrences << one;
        }
        QCOMPARE(content.occurrences.at(0).start.time(), content.occurrences.at(1).start.time());
        week->setDate(day);
        week->setContent(content);
        QCOMPARE(week->items().size(), 2);
        week->setTopHour(0);
        const auto a = week->areaOf({.ref = {.item = ItemId{1}}});
        const auto b = week->areaOf({.ref = {.item = ItemId{2}}});
        QVERIFY(!a.isEmpty() && !b.isEmpty());
        QVERIFY2(!a.intersects(b), "both are seen");
        QVERIFY(week->spoken({.ref = {.item = ItemId{1}}}) != week->spoken({.ref = {.item = ItemId{2}}}));
    }

    void anEventThatEndsBeforeItBeganOnTheClockIsSeen()
    {
        GridContent content;
        Occurrence one;
        one.ref.item = ItemId{1};
        one.start = QDateTime(QDate(2026, 10, 25), QTime(2, 45), QDateTime::TransitionResolution::PreferBefore);
        one.end = one.start.addSecs(30 * 60); // 02:15 on the clock that was put back
        content.occurrences << one;
        week->setDate(QDate(2026, 10, 25));
        week->setContent(content);
        week->setTopHour(0);
        QCOMPARE_GT(week->areaOf({.ref = one.ref}).height(), 10);
    }

    // Month

    void monthCountsWhatHasNoRoom()
    {
        for (int i = 0; i < 40; ++i) {
            sample.add(SampleCalendar::duty, QStringLiteral("Termin %1").arg(i), SampleCalendar::at(3, 8, i), SampleCalendar::at(3, 9, i));
        }
        month = shown<MonthGrid>();
        const auto thursday = SampleCalendar::monday.addDays(3);
        int visible = 0;
        int more = 0;
        const auto pieces = month->pieces();
        for (const auto &piece : pieces) {
            if (piece.item.more == thursday) {
                more = piece.more;
            } else if (const auto *one = month->occurrence(piece.item)) {
                visible += one->start.date() <= thursday && one->end > thursday.startOfDay() ? 1 : 0;
            }
        }
        const auto all = int(std::ranges::count_if(sample.content.occurrences, [&](const Occurrence &one) {
            return one.start < thursday.addDays(1).startOfDay() && one.end > thursday.startOfDay();
        }));
        QCOMPARE_GT(more, 0);
        QCOMPARE(visible + more, all);
        // Nothing covers anything, and all lies within its field.
        for (const auto &a : pieces) {
            QVERIFY(month->viewport()->rect().contains(a.area));
            for (const auto &b : pieces) {
                QVERIFY(&a == &b || !a.area.intersects(b.area));
            }
        }
        QSignalSpy wanted(month.get(), &GridView::moreWanted);
        month->setCurrentItem({.more = thursday});
        QTest::keyClick(month.get(), Qt::Key_Return);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().toDate(), thursday);
        QVERIFY(month->spoken({.more = thursday}).contains(QString::number(more)));
    }

    void monthBarsContinueOverWeeks()
    {
        month = shown<MonthGrid>();
        const auto retreat = named(*month, QStringLiteral("Haushaltsklausur der Abteilung")); // Saturday to Tuesday
        QList<GridPiece> pieces;
        for (const auto &piece : month->pieces()) {
            if (piece.item.ref == retreat.ref) {
                pieces << piece;
            }
        }
        QCOMPARE(pieces.size(), 2);
        QVERIFY(!pieces.at(0).isContinuedBefore && pieces.at(0).isContinuedAfter);
        QVERIFY(pieces.at(1).isContinuedBefore && !pieces.at(1).isContinuedAfter);
    }

    void monthKeysMoveByDaysAndWeeks()
    {
        month = shown<MonthGrid>();
        month->setSlot({.day = QDate(2026, 11, 25), .minute = -1, .length = 1});
        QTest::keyClick(month.get(), Qt::Key_Down);
        QCOMPARE(month->currentSlot().day, QDate(2026, 12, 2));
        QTest::keyClick(month.get(), Qt::Key_Down);
        QCOMPARE(month->spanTitle(), QStringLiteral("Dezember 2026"));
        QTest::keyClick(month.get(), Qt::Key_PageUp);
        QCOMPARE(month->spanTitle(), QStringLiteral("November 2026"));
        month->setCurrentItem({.ref = sample.briefing});
        QSignalSpy moved(month.get(), &GridView::rescheduleWanted);
        QTest::keyClick(month.get(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved.first().at(1).toDateTime(), SampleCalendar::at(11, 14));
    }

    void dragInTheMonthMovesByDaysAndKeepsTheTime()
    {
        month = shown<MonthGrid>();
        QSignalSpy moved(month.get(), &GridView::rescheduleWanted);
        const auto area = month->areaOf({.ref = sample.briefing});
        QVERIFY(!area.isEmpty());
        const auto to = area.center() - QPoint(area.width() + 6, 0);
        drag(month.get(), area.center(), to);
        QTest::mouseRelease(month->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved.first().at(1).toDateTime(), SampleCalendar::at(3, 14));
    }

    // By ear

    void eachEventIsOneSentence()
    {
        const auto words = week->spoken({.ref = sample.briefing});
        for (const auto *part : {"Lagebesprechung", "Freitag", "27", "November", "14:00", "15:00", "Raum 2.04", "Dienstlich"}) {
            QVERIFY2(words.contains(QString::fromLatin1(part)), qPrintable(words));
        }
        QVERIFY2(words.startsWith(QLatin1String("Lagebesprechung")), qPrintable(words));
    }

    void theFocusIsOnTheEventOrTheSlot()
    {
        auto *list = QAccessible::queryAccessibleInterface(week.get());
        week->setCurrentItem({.ref = sample.briefing});
        QCOMPARE(list->focusChild()->text(QAccessible::Name), week->spoken({.ref = sample.briefing}));
        QTest::keyClick(week.get(), Qt::Key_Escape);
        auto *slot = list->focusChild();
        QVERIFY(slot->state().focused && !slot->state().selected);
        QVERIFY2(slot->text(QAccessible::Name).contains(QLatin1String("14:00")), qPrintable(slot->text(QAccessible::Name)));
        QTest::keyClick(week.get(), Qt::Key_Down);
        QVERIFY2(list->focusChild()->text(QAccessible::Name).contains(QLatin1String("14:30")), qPrintable(slot->text(QAccessible::Name)));
        QCOMPARE(list->indexOfChild(list->focusChild()), list->childCount() - 1);
    }

    void theGridIsAListOfWhatCanBeSeen()
    {
        auto *list = QAccessible::queryAccessibleInterface(week.get());
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QVERIFY(!list->text(QAccessible::Name).isEmpty());
        QCOMPARE_GT(list->childCount(), 5);
        bool isFound = false;
        for (int i = 0; i < list->childCount(); ++i) {
            auto *child = list->child(i);
            QVERIFY(child && child->isValid());
            QCOMPARE(child->role(), QAccessible::ListItem);
            QCOMPARE(child->parent(), list);
            QCOMPARE(list->indexOfChild(child), i);
            QVERIFY(!child->text(QAccessible::Name).isEmpty());
            QVERIFY(!child->state().invisible || i == list->childCount() - 1);
            isFound = isFound || child->text(QAccessible::Name).startsWith(QLatin1String("Lagebesprechung"));
        }
        QVERIFY(isFound);
        week->setCurrentItem({.ref = sample.briefing});
        auto *focus = list->focusChild();
        QVERIFY(focus && focus->state().focused && focus->state().selected);
        QSignalSpy opened(week.get(), &GridView::chosen);
        focus->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(opened.size(), 1);
        auto content = week->content();
        content.occurrences.clear();
        week->setContent(content);
        QVERIFY(!focus->isValid());
        QCOMPARE(list->childCount(), 1); // the slot
    }

    void thousandsOfEventsAreFewForAScreenReader()
    {
        for (int i = 0; i < 5000; ++i) {
            sample.add(SampleCalendar::duty, QStringLiteral("Termin %1").arg(i), SampleCalendar::at(i % 7, 8 + i % 10, i % 60), SampleCalendar::at(i % 7, 9 + i % 10, i % 60));
        }
        week->setContent(sample.content);
        auto *list = QAccessible::queryAccessibleInterface(week.get());
        QCOMPARE_LE(list->childCount(), 201);
        month = shown<MonthGrid>();
        QCOMPARE_LE(QAccessible::queryAccessibleInterface(month.get())->childCount(), 201);
    }

    void onlyWhatIsVisibleIsPainted()
    {
        // 5,000 in a month: counted in pieces, not in time.
        for (int i = 0; i < 5000; ++i) {
            sample.add(SampleCalendar::duty, QStringLiteral("Termin %1").arg(i), SampleCalendar::at(i % 28 - 14, 8 + i % 10), SampleCalendar::at(i % 28 - 14, 9 + i % 10));
        }
        month = shown<MonthGrid>();
        QCOMPARE_LE(month->pieces().size(), 7 * 6 * 12);
        QElapsedTimer timer;
        timer.start();
        month->setContent(sample.content);
        const auto laidOut = timer.nsecsElapsed() / 1000;
        timer.restart();
        month->grab();
        qInfo("month of 5,000: laid out in %lld us, painted in %lld us", laidOut, timer.nsecsElapsed() / 1000);
        timer.restart();
        week->setContent(sample.content);
        const auto weekLaidOut = timer.nsecsElapsed() / 1000;
        timer.restart();
        week->grab();
        qInfo("its week: laid out in %lld us, painted in %lld us", weekLaidOut, timer.nsecsElapsed() / 1000); // told, not judged: machines differ
    }
};

QTEST_MAIN(GridViewTest)
#include "gridviewtest.moc"
