// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../calendarfixture.h"

#include "calendar/calendaractions.h"
#include "calendar/eventreader.h"
#include "calendar/ui/alarmsedit.h"
#include "calendar/ui/attachmentsedit.h"
#include "calendar/ui/eventeditor.h"
#include "calendar/ui/recurrenceedit.h"
#include "calendar/ui/rulewords.h"
#include "calendar/ui/scopequestion.h"
#include "calendar/ui/simplerule.h"
#include "support/accessibilitycheck.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;

namespace
{
QDateTime berlin(int day, int hour, int minute = 0)
{
    return {QDate(2026, 11, day), QTime(hour, minute), QTimeZone("Europe/Berlin")};
}

template <class Widget>
Widget *field(const QWidget &parent, const char *name)
{
    return parent.findChild<Widget *>(QString::fromLatin1(name));
}

void enter(const RecurrenceEdit &edit, const char *name, const QDateTime &when)
{
    field<QDateTimeEdit>(edit, qPrintable(QString::fromLatin1(name) + QStringLiteral("Entry")))->setDateTime(when);
    field<QPushButton>(edit, qPrintable(QString::fromLatin1(name) + QStringLiteral("Add")))->click();
}

QString writtenFile(const QTemporaryDir &folder, const QString &name, qint64 size)
{
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QByteArray(size, 'x'));
    }
    return file.fileName();
}

void drop(QWidget *target, const QList<QUrl> &urls)
{
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &enter);
    if (enter.isAccepted()) {
        QDropEvent fall(QPointF(5, 5), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(target, &fall);
    }
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
        work.isWritable = true;
        work.holdsTasks = true;
        return {work};
    }
    EventDraft draft(OccurrenceRef ref)
    {
        return waitedFor(actions.open(ref)).value();
    }
};
}

/// The parts of the editor that hold lists: dates, reminders, attachments.
class EventPartsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        QStandardPaths::setTestModeEnabled(true);
    }
    void initTestCase()
    {
        KLocalizedString::setLanguages({QStringLiteral("en")});
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

    // Rules

    void rulesAreSaidWhole_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("words");
        QTest::newRow("last working day") << QStringLiteral("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1") << QStringLiteral("every month, on Monday and on Tuesday, of these only number the last");
        QTest::newRow("friday 13") << QStringLiteral("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13") << QStringLiteral("every month, on the days 13 of the month, on Friday");
        QTest::newRow("hourly") << QStringLiteral("FREQ=HOURLY;INTERVAL=2;COUNT=3") << QStringLiteral("every 2 hours, 3 times");
        QTest::newRow("weeks") << QStringLiteral("FREQ=YEARLY;BYWEEKNO=20,-1;BYDAY=MO") << QStringLiteral("every year, in the weeks the last and 20 of the year, on Monday");
        QTest::newRow("hebrew") << QStringLiteral("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8;SKIP=FORWARD")
                                << QStringLiteral("by the calendar “HEBREW”, which Kontor cannot reckon with: only the first date is shown");
        QTest::newRow("nonsense") << QStringLiteral("FREQ=SOMETIMES") << QStringLiteral("by a rule Kontor does not understand: only the first date is shown");
    }
    void rulesAreSaidWhole()
    {
        QFETCH(QString, rule);
        QFETCH(QString, words);
        QCOMPARE(SimpleRule::words(rule, berlin(27, 14)), words);
        RecurrenceEdit edit;
        edit.setRule(rule, berlin(27, 14), Qt::Unchecked);
        edit.setDates({}, {}, RecurrenceEdit::Event::Kept);
        QVERIFY(field<QLabel>(edit, "repeatSentence")->text().contains(words));
        QCOMPARE(edit.rule(), rule);
    }

    void furtherRulesAreSaidAndLeftAlone()
    {
        RecurrenceEdit edit;
        edit.setRule(QStringLiteral("FREQ=WEEKLY"), berlin(27, 14), Qt::Unchecked);
        edit.setOthers({QStringLiteral("RRULE:FREQ=MONTHLY"), QStringLiteral("EXRULE:FREQ=YEARLY;BYMONTH=12")});
        const auto text = field<QLabel>(edit, "repeatOthers")->text();
        QVERIFY(text.contains(QStringLiteral("And also every month.")));
        QVERIFY(text.contains(QStringLiteral("Except every year, in December.")));
    }

    void whatTheEditorCannotShowStaysByteForByte()
    {
        Desk desk;
        const QByteArray lines = "UID:odd|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261123T090000|DTEND;TZID=Europe/Berlin:20261123T100000|"
                                 "RRULE;X-A=b:RSCALE=CHINESE;FREQ=YEARLY;BYMONTHDAY=15|RRULE:FREQ=YEARLY;BYEASTER=0|EXRULE:FREQ=WEEKLY;BYDAY=SU|SUMMARY:Fest";
        const auto item = desk.data.add(desk.data.work, calendarObject(lines));
        const auto draft = desk.draft({.item = item, .recurrence = berlin(23, 9).toMSecsSinceEpoch()});
        QCOMPARE(draft.otherRules.size(), 2);
        // Only the first date is known, and that is shown.
        QCOMPARE(desk.data.value("SELECT count(*) FROM calendar_occurrence WHERE item = ?1", item.value), 1);
        auto after = draft;
        after.summary = QStringLiteral("Neues Fest");
        after.start = after.start.addDays(1);
        after.end = after.end.addDays(1);
        waitedFor(desk.actions.save(draft, after, Scope::All)).value();
        const auto bytes = waitedFor(desk.data.store->read([item](const Reader &reader) { return EventReader::object(reader, item); })).value().bytes;
        QVERIFY(bytes.contains("SUMMARY:Neues Fest\r\n"));
        QVERIFY(bytes.contains("DTSTART;TZID=Europe/Berlin:20261124T090000\r\n"));
        QVERIFY2(bytes.contains("RRULE;X-A=b:RSCALE=CHINESE;FREQ=YEARLY;BYMONTHDAY=15\r\n"), bytes.constData());
        QVERIFY2(bytes.contains("RRULE:FREQ=YEARLY;BYEASTER=0\r\n"), bytes.constData());
        QVERIFY(bytes.contains("EXRULE:FREQ=WEEKLY;BYDAY=SU\r\n"));
    }

    // Dates

    void datesAreAddedAndLeftOut()
    {
        RecurrenceEdit edit;
        edit.setRule(QStringLiteral("FREQ=WEEKLY"), berlin(23, 9), Qt::Unchecked);
        edit.setDates({}, {berlin(25, 11)}, RecurrenceEdit::Event::Kept);
        edit.show();
        QSignalSpy changed(&edit, &RecurrenceEdit::changed);
        enter(edit, "repeatExtra", QDateTime(QDate(2026, 11, 26), QTime(15, 30)));
        QCOMPARE(edit.extras(), (QList{berlin(25, 11), berlin(26, 15, 30)}));
        QVERIFY(edit.extras().last().timeRepresentation() == QTimeZone("Europe/Berlin"));
        enter(edit, "repeatException", QDateTime(QDate(2026, 11, 30), QTime(0, 0)));
        QCOMPARE(edit.exceptions(), (QList{berlin(30, 9)}));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(edit.rule(), QStringLiteral("FREQ=WEEKLY")); // not touched by it

        // What makes no difference is refused, and said.
        enter(edit, "repeatException", QDateTime(QDate(2026, 12, 1), QTime(0, 0)));
        QCOMPARE(edit.exceptions().size(), 1);
        QVERIFY(!field<QLabel>(edit, "repeatExceptionProblem")->isHidden());
        QVERIFY(!field<QDateTimeEdit>(edit, "repeatExceptionEntry")->accessibleDescription().isEmpty());
        enter(edit, "repeatExtra", QDateTime(QDate(2026, 12, 7), QTime(9, 0)));
        QCOMPARE(edit.extras().size(), 2);

        auto *list = field<QListWidget>(edit, "repeatExtraList");
        list->setCurrentRow(0);
        field<QPushButton>(edit, "repeatExtraRemove")->click();
        QCOMPARE(edit.extras(), (QList{berlin(26, 15, 30)}));
        QVERIFY(accessibilityFindings(&edit).isEmpty());
    }

    void datesOfWholeDaysAreDates()
    {
        RecurrenceEdit edit;
        edit.setRule({}, QDateTime(QDate(2026, 11, 23), QTime(0, 0)), Qt::Checked);
        edit.setDates({}, {}, RecurrenceEdit::Event::New);
        enter(edit, "repeatExtra", QDateTime(QDate(2026, 11, 26), QTime(15, 30)));
        QCOMPARE(edit.extras(), (QList{QDateTime(QDate(2026, 11, 26), QTime(0, 0))}));
    }

    void addedDatesAreWrittenAndReadAgain()
    {
        Desk desk;
        const auto item = desk.data.add(desk.data.work, calendarObject("UID:series|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261123T090000|DTEND;TZID=Europe/Berlin:20261123T091500|"
                                                                       "RRULE:FREQ=WEEKLY;COUNT=3|RDATE;TZID=Europe/Berlin:20261125T090000|SUMMARY:Kurz"));
        const OccurrenceRef second{.item = item, .recurrence = berlin(30, 9).toMSecsSinceEpoch()};
        EventEditor editor(desk.parts(), desk.calendars(), desk.draft(second));
        editor.show();
        QVERIFY(!editor.isChanged());
        auto *edit = editor.findChild<RecurrenceEdit *>();
        QCOMPARE(edit->extras(), (QList{berlin(25, 9)}));
        enter(*edit, "repeatExtra", QDateTime(QDate(2026, 11, 27), QTime(14, 0)));
        enter(*edit, "repeatException", QDateTime(QDate(2026, 11, 30), QTime(0, 0)));
        QSignalSpy saved(&editor, &EventEditor::saved);
        editor.save();
        auto *question = editor.findChild<ScopeQuestion *>();
        QVERIFY(question);
        QVERIFY(!question->findChild<QRadioButton *>(QStringLiteral("scopeThis"))->isEnabled());
        QVERIFY(!question->findChild<QRadioButton *>(QStringLiteral("scopeFollowing"))->isEnabled());
        question->accept();
        QVERIFY(waitUntil([&] { return saved.count() == 1; }));
        const auto bytes = waitedFor(desk.data.store->read([item](const Reader &reader) { return EventReader::object(reader, item); })).value().bytes;
        QVERIFY2(bytes.contains("20261127T140000"), bytes.constData());
        QVERIFY2(bytes.contains("EXDATE;TZID=Europe/Berlin:20261130T090000\r\n"), bytes.constData());
        QVERIFY(bytes.contains("RRULE:FREQ=WEEKLY;COUNT=3\r\n"));
        QCOMPARE(desk.draft({.item = item, .recurrence = berlin(23, 9).toMSecsSinceEpoch()}).extraDates.size(), 2);
    }

    void datesGoAlongWhenTheTimeIsMovedAtOnce()
    {
        Desk desk;
        const auto item = desk.data.add(desk.data.work, calendarObject("UID:series|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261123T090000|DTEND;TZID=Europe/Berlin:20261123T091500|"
                                                                       "RRULE:FREQ=WEEKLY;COUNT=3|SUMMARY:Kurz"));
        EventEditor editor(desk.parts(), desk.calendars(), desk.draft({.item = item}));
        editor.show();
        field<QDateTimeEdit>(editor, "startTime")->setTime(QTime(10, 0));
        auto *edit = editor.findChild<RecurrenceEdit *>();
        enter(*edit, "repeatExtra", QDateTime(QDate(2026, 11, 27), QTime(14, 0)));
        enter(*edit, "repeatException", QDateTime(QDate(2026, 11, 30), QTime(0, 0)));
        QSignalSpy saved(&editor, &EventEditor::saved);
        editor.save();
        QVERIFY(waitUntil([&] { return saved.count() == 1; }));
        const auto kept = desk.draft({.item = item});
        QCOMPARE(kept.start, berlin(23, 10));
        QCOMPARE(kept.extraDates, (QList{berlin(27, 14)}));
        QCOMPARE(kept.exceptDates, (QList{berlin(30, 10)}));
    }

    // Reminders

    void remindersAreBeforeAfterAndAtATime()
    {
        AlarmsEdit edit;
        edit.setStart(QDateTime::currentDateTime().addDays(10));
        const QList<Alarm> given{{.minutesBefore = -540, .uid = "late"}, {.minutesBefore = 90}, {.minutesBefore = 0}, {.minutesBefore = 15, .at = berlin(26, 8).toUTC().addSecs(7), .uid = "fixed"}};
        edit.setAlarms(given);
        edit.show();
        QCOMPARE(edit.alarms(), given); // to the second, and with their names
        const auto numbers = edit.findChildren<QSpinBox *>();
        QCOMPARE(numbers.size(), 3);
        numbers.first()->setValue(8);
        QCOMPARE(edit.alarms().first().minutesBefore, -480);
        QCOMPARE(edit.alarms().first().uid, "late");
        auto *time = field<QDateTimeEdit>(edit, "reminderTime");
        QVERIFY(time);
        time->setDateTime(QDateTime(QDate(2026, 11, 25), QTime(18, 0)));
        QCOMPARE(edit.alarms().last().at, berlin(25, 18));
        QCOMPARE(edit.alarms().last().at.timeSpec(), Qt::UTC); // as RFC 5545, 3.8.6.3 wants it
        QCOMPARE(edit.alarms().last().uid, "fixed");

        field<QPushButton>(edit, "addReminderAt")->click();
        const auto made = edit.alarms().last();
        QVERIFY(made.at > QDateTime::currentDateTimeUtc());
        QCOMPARE(made.at.toLocalTime().time(), QTime(9, 0));
        QVERIFY(accessibilityFindings(&edit).isEmpty());
    }

    void aFixedReminderIsWritten()
    {
        Desk desk;
        const auto item = desk.data.add(desk.data.work, calendarObject("UID:fix|DTSTAMP:20261101T000000Z|DTSTART;TZID=Europe/Berlin:20261127T140000|DURATION:PT1H|SUMMARY:Fest|"
                                                                       "BEGIN:VALARM|UID:a1|ACTION:DISPLAY|TRIGGER;VALUE=DATE-TIME:20261126T070000Z|X-KEEP:me|DESCRIPTION:x|END:VALARM"));
        EventEditor editor(desk.parts(), desk.calendars(), desk.draft({.item = item}));
        editor.show();
        auto *time = field<QDateTimeEdit>(editor, "reminderTime");
        QVERIFY(time);
        QCOMPARE(time->dateTime().time(), QTime(8, 0));
        time->setTime(QTime(10, 30));
        QSignalSpy saved(&editor, &EventEditor::saved);
        editor.save();
        QVERIFY(waitUntil([&] { return saved.count() == 1; }));
        const auto bytes = waitedFor(desk.data.store->read([item](const Reader &reader) { return EventReader::object(reader, item); })).value().bytes;
        QVERIFY2(bytes.contains("TRIGGER;VALUE=DATE-TIME:20261126T093000Z\r\n"), bytes.constData());
        QVERIFY(bytes.contains("X-KEEP:me\r\n"));
    }

    // Attachments

    void filesAreDroppedAnywhereOnTheEditor()
    {
        Desk desk;
        const QTemporaryDir folder;
        const auto plan = writtenFile(folder, QStringLiteral("plan.txt"), 12);
        const auto draft = desk.actions.newEvent(desk.data.work, berlin(27, 14), berlin(27, 15), false);
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        editor.show();
        drop(&editor, {QUrl::fromLocalFile(plan), QUrl(QStringLiteral("https://example.org/a.pdf"))});
        QVERIFY(waitUntil([&] { return editor.draft().attachments.size() == 2; }));
        QCOMPARE(editor.draft().attachments.first().uri, QStringLiteral("https://example.org/a.pdf"));
        QCOMPARE(editor.draft().attachments.last().bytes.size(), 12);
        QCOMPARE(editor.draft().attachments.last().mimeType, QStringLiteral("text/plain"));
        auto *tabs = editor.findChild<QTabWidget *>();
        QCOMPARE(tabs->currentIndex(), tabs->count() - 1); // one sees what happened

        // The notes would take the file's address for text.
        auto *notes = field<QPlainTextEdit>(editor, "description");
        drop(notes->viewport(), {QUrl::fromLocalFile(plan)});
        QVERIFY(waitUntil([&] { return editor.draft().attachments.size() == 3; }));
        QVERIFY(notes->toPlainText().isEmpty());
    }

    void largeFilesAreAskedAboutAndVeryLargeOnesRefused()
    {
        const QTemporaryDir folder;
        const auto small = writtenFile(folder, QStringLiteral("klein.bin"), 1000);
        const auto large = writtenFile(folder, QStringLiteral("gross.bin"), 2 << 20);
        const auto huge = writtenFile(folder, QStringLiteral("riesig.bin"), 5 << 20);
        AttachmentsEdit edit;
        edit.show();
        edit.addFiles({small, large, huge, folder.path(), folder.filePath(QStringLiteral("weg.txt"))});
        QVERIFY(waitUntil([&] { return edit.findChild<QMessageBox *>() != nullptr; }));
        QCOMPARE(edit.attachments().size(), 1);
        const auto labels = edit.findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return !label->isHidden() && label->text().contains(QStringLiteral("riesig.bin")) && label->text().contains(QStringLiteral("weg.txt")); }));
        auto *question = edit.findChild<QMessageBox *>();
        QVERIFY(question->text().contains(QStringLiteral("gross.bin")));
        QVERIFY(accessibilityFindings(question).isEmpty());
        question->findChild<QPushButton *>(QStringLiteral("attachAnyway"))->click();
        QCOMPARE(edit.attachments().size(), 2);
        QCOMPARE(edit.attachments().last().bytes.size(), 2 << 20);
    }

    void pictures()
    {
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        if (folder.isEmpty()) {
            return; // only for people to look at
        }
        QVERIFY(QDir().mkpath(folder));
        for (const auto &language : {QStringLiteral("de"), QStringLiteral("en")}) {
            KLocalizedString::setLanguages({language});
            QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany) : QLocale(QLocale::English, QLocale::UnitedKingdom));
            Desk desk;
            auto draft = desk.actions.newEvent(desk.data.work, berlin(27, 14), berlin(27, 15), false);
            draft.ref = {.item = ItemId{77}};
            draft.summary = QStringLiteral("Lagebesprechung");
            draft.rule = language == QLatin1String("de") ? QStringLiteral("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR") : QStringLiteral("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L");
            draft.otherRules = {QStringLiteral("EXRULE:FREQ=YEARLY;BYMONTH=12")};
            draft.extraDates = {berlin(28, 9), berlin(29, 11)};
            draft.exceptDates = {berlin(30, 14)};
            draft.alarms = {{.minutesBefore = 90}, {.minutesBefore = -30}, {.at = berlin(26, 8).toUTC()}};
            EventEditor editor(desk.parts(), desk.calendars(), draft);
            editor.show();
            auto *pages = editor.findChild<QTabWidget *>();
            for (const int page : {0, 1}) {
                pages->setCurrentIndex(page);
                QCoreApplication::processEvents();
                QVERIFY(editor.grab().save(QStringLiteral("%1/parts-%2-%3.png").arg(folder, language).arg(page)));
            }
        }
    }
};

QTEST_MAIN(EventPartsTest)
#include "eventpartstest.moc"
