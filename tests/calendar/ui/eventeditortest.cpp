// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventeditor.h"

#include "../calendarfixture.h"

#include "calendar/calendaractions.h"
#include "calendar/eventreader.h"
#include "calendar/ui/attendeeedit.h"
#include "calendar/ui/recurrenceedit.h"
#include "calendar/ui/scopequestion.h"
#include "calendar/ui/simplerule.h"
#include "support/accessibilitycheck.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QDateEdit>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTest>
#include <QTimeEdit>

using namespace Kontor;

namespace
{
QDateTime berlin(int day, int hour, int minute = 0)
{
    return {QDate(2026, 11, day), QTime(hour, minute), QTimeZone("Europe/Berlin")};
}

EventDraft richDraft(CollectionId calendar)
{
    EventDraft draft;
    draft.ref = {.item = ItemId{77}, .recurrence = berlin(27, 14).toMSecsSinceEpoch()};
    draft.calendar = calendar;
    draft.summary = QStringLiteral("Lagebesprechung & Ausblick");
    draft.location = QStringLiteral("Raum 2.04");
    draft.description = QStringLiteral("Zeile 1\r\nZeile 2\u00a0fest");
    draft.start = QDateTime(QDate(2026, 11, 27), QTime(13, 0, 30), QTimeZone("America/New_York"));
    draft.end = QDateTime(QDate(2026, 11, 27), QTime(19, 0), QTimeZone("Europe/London"));
    draft.rule = QStringLiteral("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=SU");
    draft.exceptDates = {berlin(30, 14)};
    draft.categories = {QStringLiteral("Team"), QStringLiteral("a, b")};
    draft.conference = QStringLiteral("https://meet.example.org/x ");
    draft.visibility = EventDraft::Visibility::Confidential;
    draft.status = QStringLiteral("X-ODD");
    draft.attendees = {{.name = QStringLiteral("Anna Berg"), .address = QStringLiteral("anna@kreis.example"), .participation = Participation::Accepted},
                       {.name = {}, .address = QStringLiteral("raum@kreis.example"), .kind = Attendee::Kind::Room}};
    draft.alarms = {{.minutesBefore = 90}, {.minutesBefore = -5}, {.minutesBefore = 15, .at = berlin(26, 8), .uid = "a1"}};
    draft.attachments = {{.name = QStringLiteral("Plan"), .mimeType = {}, .uri = QStringLiteral("https://example.org/plan.pdf"), .bytes = {}}};
    return draft;
}

/// A store with calendars, and editors over it.
struct Desk {
    CalendarFixture data;
    CalendarActions actions{data.outbox};

    CalendarParts parts()
    {
        return {.store = *data.store, .actions = &actions, .workbench = nullptr, .accounts = [this] { return QList<Account>{data.account}; }};
    }
    QList<CalendarInfo> calendars() const
    {
        CalendarInfo work;
        work.id = data.work;
        work.name = QStringLiteral("Dienst");
        work.colour = QColor(0x1d, 0x99, 0xf3);
        work.isWritable = true;
        work.holdsTasks = true;
        auto home = work;
        home.id = data.home;
        home.name = QStringLiteral("Privat");
        home.colour = QColor(0x27, 0xae, 0x60);
        return {work, home};
    }
    EventDraft draft(OccurrenceRef ref)
    {
        return waitedFor(actions.open(ref)).value();
    }
};

template <class Widget>
Widget *field(const EventEditor &editor, const char *name)
{
    return editor.findChild<Widget *>(QString::fromLatin1(name));
}

QPalette darkColours()
{
    QPalette palette;
    palette.setColor(QPalette::Base, QColor(0x14, 0x16, 0x18));
    palette.setColor(QPalette::Text, QColor(0xfc, 0xfc, 0xfc));
    palette.setColor(QPalette::Window, QColor(0x20, 0x23, 0x26));
    palette.setColor(QPalette::WindowText, QColor(0xfc, 0xfc, 0xfc));
    palette.setColor(QPalette::Button, QColor(0x29, 0x2c, 0x30));
    palette.setColor(QPalette::ButtonText, QColor(0xfc, 0xfc, 0xfc));
    palette.setColor(QPalette::PlaceholderText, QColor(0xa1, 0xa9, 0xb1));
    return palette;
}
}

/// Where events and tasks are written: nothing untouched changes, what is chosen is what is saved.
class EventEditorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        qputenv("QT_STYLE_OVERRIDE", "breeze");
        QStandardPaths::setTestModeEnabled(true);
    }

    void rules_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("again"); // empty: not simple
        QTest::addRow("daily") << QStringLiteral("FREQ=DAILY") << QStringLiteral("FREQ=DAILY");
        QTest::addRow("two weeks") << QStringLiteral("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU") << QStringLiteral("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU");
        QTest::addRow("own weekday") << QStringLiteral("FREQ=WEEKLY;BYDAY=FR") << QStringLiteral("FREQ=WEEKLY");
        QTest::addRow("foreign weekday") << QStringLiteral("FREQ=WEEKLY;BYDAY=TU") << QString();
        QTest::addRow("fourth friday") << QStringLiteral("FREQ=MONTHLY;BYDAY=4FR") << QStringLiteral("FREQ=MONTHLY;BYDAY=4FR");
        QTest::addRow("third friday") << QStringLiteral("FREQ=MONTHLY;BYDAY=3FR") << QString();
        QTest::addRow("last friday") << QStringLiteral("FREQ=MONTHLY;BYDAY=-1FR;COUNT=7") << QStringLiteral("FREQ=MONTHLY;BYDAY=-1FR;COUNT=7");
        QTest::addRow("last day") << QStringLiteral("FREQ=MONTHLY;BYMONTHDAY=-1") << QStringLiteral("FREQ=MONTHLY;BYMONTHDAY=-1");
        QTest::addRow("day of month") << QStringLiteral("FREQ=MONTHLY;BYMONTHDAY=27") << QStringLiteral("FREQ=MONTHLY");
        QTest::addRow("set position") << QStringLiteral("FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1") << QString();
        QTest::addRow("yearly") << QStringLiteral("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=27") << QStringLiteral("FREQ=YEARLY");
        QTest::addRow("yearly weekday") << QStringLiteral("FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR") << QStringLiteral("FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR");
        QTest::addRow("until") << QStringLiteral("FREQ=DAILY;UNTIL=20261201T225959Z") << QStringLiteral("FREQ=DAILY;UNTIL=20261201T130000Z");
        QTest::addRow("until before its hour") << QStringLiteral("FREQ=DAILY;UNTIL=20261201T080000Z") << QStringLiteral("FREQ=DAILY;UNTIL=20261130T130000Z");
        QTest::addRow("hourly") << QStringLiteral("FREQ=HOURLY") << QString();
        QTest::addRow("nonsense") << QStringLiteral("FREQ=;;=") << QString();
    }
    void rules()
    {
        QFETCH(QString, rule);
        QFETCH(QString, again);
        const auto simple = SimpleRule::read(rule, berlin(27, 14)); // the fourth and last Friday
        QCOMPARE(simple ? simple->toRule(berlin(27, 14), Qt::Unchecked) : QString(), again);
        QVERIFY(!SimpleRule::words(rule, berlin(27, 14)).isEmpty());
    }

    void untouchedStaysAsItWas()
    {
        Desk desk;
        auto task = richDraft(desk.data.work);
        task.isTask = true;
        task.start = {};
        task.percent = 33;
        task.priority = 7;
        task.parentUid = "nobody";
        auto floating = richDraft(desk.data.work);
        floating.start = QDateTime(QDate(2026, 11, 27), QTime(8, 0));
        floating.end = QDateTime(QDate(2026, 11, 27), QTime(7, 0)); // others write such things
        auto allDay = richDraft(desk.data.home);
        allDay.isAllDay = true;
        allDay.start = QDateTime(QDate(2026, 12, 23), QTime(0, 0));
        allDay.end = QDateTime(QDate(2027, 1, 2), QTime(0, 0));
        for (const auto &draft : {richDraft(desk.data.work), task, floating, allDay}) {
            EventEditor editor(desk.parts(), desk.calendars(), draft);
            editor.show();
            QVERIFY(!editor.isChanged());
            auto *pages = editor.findChild<QTabWidget *>();
            editor.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&editor));
            for (int page = 0; page < pages->count(); ++page) { // looking at everything changes nothing
                pages->setCurrentIndex(page);
                for (int step = 0; step < 30; ++step) {
                    QTest::keyClick(editor.focusWidget() ? editor.focusWidget() : &editor, Qt::Key_Tab);
                    QVERIFY2(!editor.isChanged(), qPrintable(editor.focusWidget() ? editor.focusWidget()->objectName() : QString()));
                }
            }
            QCOMPARE(editor.draft().start.timeRepresentation(), draft.start.timeRepresentation());
            QCOMPARE(editor.draft().rule, draft.rule);
            QCOMPARE(editor.draft().description, draft.description);
            QVERIFY(editor.draft() == draft);
        }
    }

    void floatingAndHereAreNotTheSame()
    {
        Desk desk;
        auto draft = richDraft(desk.data.work);
        draft.start = berlin(27, 14);
        draft.end = berlin(27, 15);
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        auto *zone = field<QComboBox>(editor, "startZone");
        zone->setCurrentIndex(1); // "the same clock time everywhere"
        QCOMPARE(editor.draft().start.timeSpec(), Qt::LocalTime);
        QCOMPARE(editor.draft().end.timeSpec(), Qt::LocalTime); // the end went along
        QVERIFY(editor.isChanged());
    }

    void newEventIsSavedWhole()
    {
        Desk desk;
        const auto draft = desk.actions.newEvent(desk.data.work, berlin(27, 14), berlin(27, 15), false);
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        editor.show();
        editor.save();
        QCOMPARE(field<QLabel>(editor, "editorProblem")->isHidden(), false); // no title yet
        field<QLineEdit>(editor, "summary")->setText(QStringLiteral("Jour fixe"));
        field<QLineEdit>(editor, "location")->setText(QStringLiteral("Raum 1"));
        field<QTimeEdit>(editor, "startTime")->setTime(QTime(16, 0));
        QCOMPARE(field<QTimeEdit>(editor, "endTime")->time(), QTime(17, 0));
        auto *repeats = field<QComboBox>(editor, "repeats");
        repeats->setCurrentIndex(3);
        field<QComboBox>(editor, "repeatEnd")->setCurrentIndex(2);
        field<QSpinBox>(editor, "repeatCount")->setValue(4);
        auto *entry = field<QLineEdit>(editor, "inviteEntry");
        entry->setText(QStringLiteral("\"Berg, Anna\" anna"));
        QTest::keyClick(entry, Qt::Key_Return);
        QCOMPARE(field<QListWidget>(editor, "attendees")->count(), 0);
        entry->setText(QStringLiteral("Mehmet Y <m@kreis.example>, b@kreis.example; m@KREIS.example"));
        QTest::keyClick(entry, Qt::Key_Return);
        QCOMPARE(field<QListWidget>(editor, "attendees")->count(), 2);
        field<QPushButton>(editor, "addReminder")->click();
        QCOMPARE(editor.draft().alarms.size(), 1);
        field<QPlainTextEdit>(editor, "description")->setPlainText(QStringLiteral("Eins\nZwei"));
        QSignalSpy saved(&editor, &EventEditor::saved);
        QTest::keyClick(&editor, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(waitUntil([&] { return saved.count() == 1; }));
        const auto ref = saved.first().first().value<OccurrenceRef>();
        const auto kept = desk.draft(ref);
        QCOMPARE(kept.summary, QStringLiteral("Jour fixe"));
        QCOMPARE(kept.start, berlin(27, 16));
        QCOMPARE(kept.end, berlin(27, 17));
        QCOMPARE(kept.rule, QStringLiteral("FREQ=WEEKLY;COUNT=4"));
        QCOMPARE(kept.attendees.size(), 2);
        QCOMPARE(kept.attendees.first().name, QStringLiteral("Mehmet Y"));
        QVERIFY(!kept.organizer.address.isEmpty());
        QCOMPARE(kept.alarms.size(), 1);
        QCOMPARE(kept.description, QStringLiteral("Eins\nZwei"));
        QVERIFY(!editor.isVisible());
    }

    void oneInstanceOrAllOfThem()
    {
        Desk desk;
        const auto item = desk.data.add(desk.data.work, calendarObject("UID:series|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261123T090000|DTEND;TZID=Europe/Berlin:20261123T091500|"
                                                                       "RRULE:FREQ=DAILY;COUNT=5|SUMMARY:Kurz"));
        const OccurrenceRef third{.item = item, .recurrence = berlin(25, 9).toMSecsSinceEpoch()};
        EventEditor editor(desk.parts(), desk.calendars(), desk.draft(third));
        editor.show();
        field<QLineEdit>(editor, "summary")->setText(QStringLiteral("Lang"));
        QSignalSpy saved(&editor, &EventEditor::saved);
        editor.save();
        auto *question = editor.findChild<ScopeQuestion *>();
        QVERIFY(question);
        QVERIFY(question->findChild<QRadioButton *>(QStringLiteral("scopeThis"))->isEnabled());
        question->accept();
        QVERIFY(waitUntil([&] { return saved.count() == 1; }));
        QCOMPARE(desk.draft(third).summary, QStringLiteral("Lang"));
        const OccurrenceRef fourth{.item = item, .recurrence = berlin(26, 9).toMSecsSinceEpoch()};
        QCOMPARE(desk.draft(fourth).summary, QStringLiteral("Kurz"));

        EventEditor other(desk.parts(), desk.calendars(), desk.draft(fourth));
        other.show();
        field<QSpinBox>(other, "repeatInterval")->setValue(2);
        other.save();
        question = other.findChild<ScopeQuestion *>();
        QVERIFY(question);
        QVERIFY(!question->findChild<QRadioButton *>(QStringLiteral("scopeThis"))->isEnabled()); // how it repeats is said of all
    }

    void endBeforeStartIsRefusedInWords()
    {
        Desk desk;
        auto draft = desk.actions.newEvent(desk.data.work, berlin(27, 14), berlin(27, 15), false);
        draft.summary = QStringLiteral("x");
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        editor.show();
        field<QDateEdit>(editor, "endDate")->setDate(QDate(2026, 11, 26));
        QVERIFY(!field<QLabel>(editor, "timesProblem")->isHidden());
        QVERIFY(!field<QDateEdit>(editor, "endDate")->accessibleDescription().isEmpty());
        editor.save();
        QVERIFY(editor.isVisible());
        QVERIFY(waitedFor(desk.data.outbox->list()).value().isEmpty());
    }

    void doneTasksSaySo()
    {
        Desk desk;
        auto draft = desk.actions.newTask(desk.data.work);
        draft.summary = QStringLiteral("Bericht");
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        editor.show();
        field<QSpinBox>(editor, "percent")->setValue(100);
        QCOMPARE(editor.draft().status, QStringLiteral("COMPLETED"));
        QVERIFY(editor.draft().completed.isValid());
        QVERIFY(!editor.draft().start.isValid());
        QVERIFY(!editor.draft().end.isValid());
    }

    void everyPageCanBeHeardAndSeen_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<bool>("isTask");
        QTest::addRow("light-de") << false << false;
        QTest::addRow("dark-en") << true << false;
        QTest::addRow("light-de-task") << false << true;
    }
    void everyPageCanBeHeardAndSeen()
    {
        QFETCH(bool, isDark);
        QFETCH(bool, isTask);
        KLocalizedString::setLanguages({isDark ? QStringLiteral("en") : QStringLiteral("de")});
        QLocale::setDefault(isDark ? QLocale(QLocale::English, QLocale::UnitedKingdom) : QLocale(QLocale::German, QLocale::Germany));
        const auto palette = QApplication::palette();
        if (isDark) {
            QApplication::setPalette(darkColours());
        }
        Desk desk;
        auto draft = richDraft(desk.data.work);
        draft.isTask = isTask;
        draft.rule = isTask ? draft.rule : QStringLiteral("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270301T225959Z");
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        editor.show();
        auto *pages = editor.findChild<QTabWidget *>();
        for (int page = 0; page < pages->count(); ++page) {
            pages->setCurrentIndex(page);
            QCoreApplication::processEvents();
            const auto findings = accessibilityFindings(&editor);
            QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
            const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
            if (!folder.isEmpty()) {
                QVERIFY(QDir().mkpath(folder));
                QVERIFY(editor.grab().save(QStringLiteral("%1/editor-%2-%3.png").arg(folder, QString::fromUtf8(QTest::currentDataTag())).arg(page)));
            }
        }
        QApplication::setPalette(palette);
    }
};

QTEST_MAIN(EventEditorTest)
#include "eventeditortest.moc"
