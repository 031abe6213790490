// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarpane.h"

#include "../calendarfixture.h"
#include "notingworkbench.h"

#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/ui/agendaview.h"
#include "calendar/ui/calendarlistview.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/monthgrid.h"
#include "calendar/ui/neweventline.h"
#include "calendar/ui/occurrencepanel.h"
#include "calendar/ui/scopequestion.h"
#include "calendar/ui/taskpanel.h"
#include "shell/itemlistview.h"
#include "support/accessibilitycheck.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KSharedConfig>
#include <QAction>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace Kontor;

namespace
{
const QDate friday(2026, 11, 27);

/// A calendar as somebody has it, with the pane in front.
struct Desk {
    CalendarFixture data;
    CalendarActions actions{data.outbox};
    NotingWorkbench workbench;
    ItemId briefing, series;
    std::unique_ptr<CalendarPane> pane;

    Desk()
    {
        briefing = data.add(data.work, calendarObject("UID:briefing|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261127T140000|DTEND;TZID=Europe/Berlin:20261127T150000|"
                                                      "SUMMARY:Lagebesprechung|LOCATION:Raum 2.04|DESCRIPTION:Siehe https://example.org/lage"));
        series = data.add(data.work, calendarObject("UID:series|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261123T090000|DTEND;TZID=Europe/Berlin:20261123T091500|"
                                                    "RRULE:FREQ=DAILY;COUNT=5|SUMMARY:Kurzabstimmung"));
        data.add(data.home, calendarObject("UID:task|DTSTAMP:20261101T000000Z|DUE;VALUE=DATE:20261130|SUMMARY:Bericht abgeben", "VTODO"));
        pane = std::make_unique<CalendarPane>(CalendarParts{.store = *data.store, .actions = &actions, .workbench = &workbench, .accounts = [this] { return QList<Account>{data.account}; }});
        pane->resize(1500, 1000);
        pane->show();
        pane->activateWindow();
        pane->views()->goTo(friday);
    }
    DayGrid *days() const
    {
        return pane->views()->dayGrid();
    }
    QList<Occurrence> named(const QString &summary) const
    {
        auto all = pane->views()->content().occurrences;
        all.removeIf([&](const Occurrence &one) { return one.summary != summary; });
        return all;
    }
    bool has(const QString &summary, int count) const
    {
        return waitUntil([&] { return named(summary).size() == count; });
    }
    bool hasCurrent(const QString &summary) const
    {
        const auto found = named(summary);
        if (found.isEmpty()) {
            return false;
        }
        days()->setFocus();
        days()->setCurrentItem({.ref = found.first().ref});
        return pane->views()->current() && pane->views()->current()->summary == summary;
    }
    QAction *action(const char *name) const
    {
        return pane->actions()->action(QString::fromLatin1(name));
    }
};
}

/// The calendar pane as people use it: over a store, with everything it leads to there.
class CalendarPaneTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        QStandardPaths::setTestModeEnabled(true);
    }
    void init()
    {
        KSharedConfig::openConfig()->deleteGroup(QStringLiteral("Calendar"));
    }

    void movingByKeyIsWrittenAndCanBeUndone()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1));
        QVERIFY(desk.hasCurrent(QStringLiteral("Lagebesprechung")));
        QTest::keyClick(desk.days(), Qt::Key_Down, Qt::AltModifier);
        QVERIFY(waitUntil([&] { return desk.named(QStringLiteral("Lagebesprechung")).value(0).start == QDateTime(friday, QTime(14, 15)); }));
        QVERIFY(waitUntil([&] { return bool(desk.workbench.action); }));
        QVERIFY(desk.pane->views()->current()); // it is still the one the keys are about
        desk.workbench.action();
        QVERIFY(waitUntil([&] { return desk.named(QStringLiteral("Lagebesprechung")).value(0).start == QDateTime(friday, QTime(14, 0)); }));
    }

    void deletingOneOfASeriesAsksHowFar()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Kurzabstimmung"), 5));
        QVERIFY(desk.hasCurrent(QStringLiteral("Kurzabstimmung")));
        desk.action("calendar_delete")->trigger();
        auto *question = desk.pane->findChild<ScopeQuestion *>();
        QVERIFY(question && question->isVisible());
        QVERIFY(accessibilityFindings(question).isEmpty());
        QVERIFY(question->findChild<QRadioButton *>(QStringLiteral("scopeThis"))->isChecked());
        QTest::keyClick(question, Qt::Key_Return); // the default: this one only
        QVERIFY(desk.has(QStringLiteral("Kurzabstimmung"), 4));
        QVERIFY(waitUntil([&] { return bool(desk.workbench.action); }));
        desk.workbench.action();
        QVERIFY(desk.has(QStringLiteral("Kurzabstimmung"), 5));
    }

    void escapeAtTheQuestionChangesNothing()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Kurzabstimmung"), 5));
        QVERIFY(desk.hasCurrent(QStringLiteral("Kurzabstimmung")));
        QTest::keyClick(desk.days(), Qt::Key_Down, Qt::AltModifier);
        auto *question = desk.pane->findChild<ScopeQuestion *>();
        QVERIFY(question);
        QTest::keyClick(question, Qt::Key_Escape);
        QCoreApplication::processEvents();
        QCOMPARE(desk.data.value("SELECT count(*) FROM change WHERE ?1 = 0"), 0);
    }

    void aNewEventIsATitleAndReturn()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1)); // the calendars are known
        desk.days()->setFocus();
        desk.days()->setSlot({.day = friday, .minute = 10 * 60, .length = 60});
        desk.action("calendar_new")->trigger();
        auto *line = desk.pane->findChild<NewEventLine *>();
        QVERIFY(line && line->isVisible());
        QVERIFY(accessibilityFindings(line).isEmpty());
        auto *title = line->findChild<QLineEdit *>(QStringLiteral("newEventTitle"));
        QTest::keyClicks(title, QStringLiteral("Besprechung"));
        QTest::keyClick(title, Qt::Key_Return);
        QVERIFY(desk.has(QStringLiteral("Besprechung"), 1));
        const auto made = desk.named(QStringLiteral("Besprechung")).first();
        QCOMPARE(made.start, QDateTime(friday, QTime(10, 0)));
        QCOMPARE(made.end, QDateTime(friday, QTime(11, 0)));
    }

    void detailsFollowTheSelection()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1));
        auto *details = desk.pane->findChild<OccurrencePanel *>();
        QVERIFY(details->isEmpty());
        QVERIFY(desk.hasCurrent(QStringLiteral("Lagebesprechung")));
        QVERIFY(waitUntil([&] { return details->text().contains(QLatin1String("https://example.org/lage")); }));
        QVERIFY(details->text().contains(QLatin1String("Raum 2.04")));
        QTest::keyClick(desk.days(), Qt::Key_Escape);
        QVERIFY(waitUntil([&] { return details->isEmpty(); }));
    }

    void hiddenCalendarsAreNotShown()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1));
        auto *list = desk.pane->calendarList();
        list->setFocus();
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (list->model()->index(row, 0).data().toString().contains(QLatin1String("Work"))) {
                list->setCurrentIndex(list->model()->index(row, 0));
            }
        }
        QVERIFY(list->current());
        auto *row = QAccessible::queryAccessibleInterface(list);
        QVERIFY(row);
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 0));
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1));
    }

    void viewsAreSwitchedAndRemembered()
    {
        {
            Desk desk;
            QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1));
            QVERIFY(desk.hasCurrent(QStringLiteral("Lagebesprechung")));
            for (const auto &[name, view] : {std::pair("calendar_day", CalendarViews::View::Day), std::pair("calendar_workweek", CalendarViews::View::WorkWeek),
                                             std::pair("calendar_agenda", CalendarViews::View::Agenda), std::pair("calendar_month", CalendarViews::View::Month)}) {
                desk.action(name)->trigger();
                QCOMPARE(desk.pane->views()->view(), view);
                QVERIFY(desk.action(name)->isChecked());
                QVERIFY(desk.pane->views()->firstDay() <= friday && desk.pane->views()->lastDay() >= friday);
                QVERIFY(!desk.pane->whereAmI().isEmpty());
            }
            QVERIFY(desk.pane->mayClose());
        }
        Desk desk;
        QCOMPARE(desk.pane->views()->view(), CalendarViews::View::Month);
    }

    void theAgendaHasTheSameEventsAndKeys()
    {
        Desk desk;
        desk.action("calendar_agenda")->trigger();
        desk.pane->views()->goTo(friday);
        auto *agenda = desk.pane->views()->agenda();
        const auto find = [&](const QString &words) {
            for (int row = 0; row < agenda->model()->rowCount(); ++row) {
                if (agenda->model()->index(row, 0).data(Qt::AccessibleTextRole).toString().contains(words)) {
                    return agenda->model()->index(row, 0);
                }
            }
            return QModelIndex();
        };
        QVERIFY(waitUntil([&] { return find(QStringLiteral("Lagebesprechung")).isValid(); }));
        agenda->setFocus();
        agenda->setCurrentIndex(find(QStringLiteral("Lagebesprechung")));
        QVERIFY(agenda->current());
        QTest::keyClick(agenda, Qt::Key_Right, Qt::AltModifier);
        QVERIFY(waitUntil([&] {
            const auto index = find(QStringLiteral("Lagebesprechung"));
            return index.isValid() && agenda->dayAt(index) == friday.addDays(1);
        }));
    }

    void tasksAreEnteredTickedAndHidden()
    {
        Desk desk;
        auto *panel = desk.pane->findChild<TaskPanel *>();
        QVERIFY(waitUntil([&] { return panel->list()->model()->rowCount() == 1; }));
        QVERIFY(accessibilityFindings(panel).isEmpty());
        desk.action("calendar_new_task")->trigger();
        QTest::keyClicks(panel->entry(), QStringLiteral("Anruf bei der Druckerei"));
        QTest::keyClick(panel->entry(), Qt::Key_Return);
        QVERIFY(waitUntil([&] { return panel->list()->model()->rowCount() == 2; }));
        panel->list()->setFocus();
        panel->list()->setCurrentIndex(panel->list()->model()->index(0, 0));
        QTest::keyClick(panel->list(), Qt::Key_Space);
        QVERIFY(waitUntil([&] { return panel->list()->model()->rowCount() == 1; })); // done ones are not shown
    }

    void searchShowsAListAndLeavesIt()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1));
        desk.pane->search(QStringLiteral("Lagebesprechung"));
        QVERIFY(waitUntil([&] { return desk.pane->views()->isSearching(); }));
        QCOMPARE(desk.pane->views()->agenda()->model()->rowCount(), 1);
        desk.pane->search(QStringLiteral("xyzzy"));
        QVERIFY(waitUntil([&] { return desk.pane->views()->agenda()->model()->rowCount() == 0; }));
        desk.pane->search({});
        QVERIFY(!desk.pane->views()->isSearching());
    }

    void everythingCanBeReachedAndHasAName()
    {
        Desk desk;
        QVERIFY(desk.has(QStringLiteral("Lagebesprechung"), 1));
        const auto findings = accessibilityFindings(desk.pane.get());
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        const auto ring = desk.pane->focusRing();
        QVERIFY(ring.size() >= 4);
        QVERIFY(ring.contains(desk.pane->entrance()));
    }

    void itemsAreOpenedFromElsewhere()
    {
        Desk desk;
        desk.pane->views()->goTo(QDate(2026, 5, 1));
        desk.pane->open({QStringLiteral("calendar"), QStringLiteral("event"), desk.briefing.value});
        QVERIFY(waitUntil([&] { return desk.pane->views()->current() && desk.pane->views()->current()->ref.item == desk.briefing; }));
        QVERIFY(desk.pane->views()->firstDay() <= friday && desk.pane->views()->lastDay() >= friday);
    }
};

QTEST_MAIN(CalendarPaneTest)
#include "calendarpanetest.moc"
