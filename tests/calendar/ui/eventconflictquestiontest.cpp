// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../calendaractionsfixture.h"

#include "calendar/eventconflict.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/eventconflictquestion.h"
#include "calendar/ui/eventconflictwords.h"
#include "calendar/ui/occurrencepanel.h"
#include "calendar/ui/occurrencewords.h"
#include "support/accessibilitycheck.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <KMessageWidget>
#include <QAction>
#include <QDialogButtonBox>
#include <QDir>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

using namespace Kontor;

namespace
{
class SilentWorkbench : public Workbench
{
public:
    void open(const ItemUrl &) override
    {
    }
    void compose(const QUrl &) override
    {
    }
    void notify(const QString &, Tone) override
    {
    }
    void notify(const QString &, Tone, const QString &, std::function<void()>) override
    {
    }
};

EventConflict conflictOf(const QByteArray &mine, const QByteArray &theirs)
{
    EventConflict conflict;
    conflict.mine = mine;
    conflict.theirs = theirs;
    conflict.fields = EventConflict::between(theirs, mine);
    return conflict;
}

/// By their keys.
QHash<QString, ConflictView::Field> said(const EventConflict &conflict)
{
    QHash<QString, ConflictView::Field> fields;
    for (const auto all = EventConflictWords::fields(conflict); const auto &field : all) {
        fields.insert(field.key, field);
    }
    return fields;
}

const QByteArray crowdedMine = "DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=America/New_York:20361123T090000\r\nDTEND;TZID=America/New_York:20361123T100000\r\n"
                               "RRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY:Lagebesprechung mit Haushalt\r\nLOCATION:Raum 2.04\r\n"
                               "DESCRIPTION:Bitte die Zahlen mitbringen.\\nUnd den Bericht.\r\nCATEGORIES:Haushalt\r\nTRANSP:OPAQUE\r\nCLASS:PRIVATE\r\n"
                               "URL:https://meet.example.org/lage\r\nORGANIZER:mailto:anna@example.org\r\nATTENDEE;CN=Ben Demo;PARTSTAT=ACCEPTED:mailto:ben@example.org\r\n"
                               "X-FOREIGN:mine\r\nBEGIN:VALARM\r\nUID:a1\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n";
const QByteArray crowdedTheirs = "DTSTAMP:20260101T000000Z\r\nDTSTART:20361123T153000Z\r\nDTEND:20361123T163000Z\r\n"
                                 "RRULE:FREQ=DAILY\r\nSUMMARY:Lagebesprechung\r\nLOCATION:Großer Sitzungssaal, zweiter Stock\r\n"
                                 "CATEGORIES:Leitung\r\nTRANSP:TRANSPARENT\r\nSTATUS:TENTATIVE\r\n"
                                 "ORGANIZER:mailto:anna@example.org\r\nATTENDEE;CN=Ben Demo;PARTSTAT=DECLINED:mailto:ben@example.org\r\n"
                                 "X-FOREIGN:theirs\r\nBEGIN:VALARM\r\nUID:a1\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n";
}

/// Two versions of an event side by side: in words, by keyboard, and for screen readers.
class EventConflictQuestionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "Europe/Berlin");
        QStandardPaths::setTestModeEnabled(true);
        KLocalizedString::setLanguages({QStringLiteral("en")});
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

    void saysEachFieldInWords()
    {
        const auto fields = said(conflictOf(eventText(crowdedMine), eventText(crowdedTheirs)));
        const auto of = [&fields](const char *key) {
            return fields.value(QString::fromLatin1(key));
        };
        QCOMPARE(of("title").mine, QStringLiteral("Lagebesprechung mit Haushalt"));
        QCOMPARE(of("title").theirs, QStringLiteral("Lagebesprechung"));
        // My clock, and theirs where it shows something else.
        const auto day = OccurrenceWords::day(QDate(2036, 11, 23));
        QVERIFY2(of("when").mine.startsWith(QStringLiteral("Begins: %1, 15:00 (09:00 in America/New York)").arg(day)), qPrintable(of("when").mine));
        QVERIFY2(of("when").theirs.startsWith(QStringLiteral("Begins: %1, 16:30\n").arg(day)), qPrintable(of("when").theirs));
        QVERIFY2(of("when").theirs.contains(QStringLiteral("Ends: %1, 17:30").arg(day)), qPrintable(of("when").theirs));
        QVERIFY2(of("when").mine.contains(QLatin1String("week")) && of("when").theirs.contains(QLatin1String("day")), qPrintable(of("when").mine + of("when").theirs));
        QCOMPARE(of("description").mine, QStringLiteral("Bitte die Zahlen mitbringen.\nUnd den Bericht."));
        QCOMPARE(of("description").theirs, QString());
        QCOMPARE(of("categories").theirs, QStringLiteral("Leitung"));
        QCOMPARE(of("availability").mine, QStringLiteral("busy"));
        QCOMPARE(of("availability").theirs, QStringLiteral("free"));
        QCOMPARE(of("visibility").mine, QStringLiteral("private"));
        QCOMPARE(of("status").theirs, QStringLiteral("tentative"));
        QCOMPARE(of("link").mine, QStringLiteral("https://meet.example.org/lage"));
        QVERIFY2(of("people").mine.contains(QLatin1String("Ben Demo <ben@example.org>: accepted")), qPrintable(of("people").mine));
        QVERIFY2(of("people").theirs.contains(QLatin1String("declined")), qPrintable(of("people").theirs));
        QCOMPARE(of("reminders").mine, QStringLiteral("15 minutes before"));
        QCOMPARE(of("reminders").theirs, QStringLiteral("1 hour before"));
        QCOMPARE(of("X-FOREIGN").mine, QStringLiteral("mine"));
        QCOMPARE(of("X-FOREIGN").label, QStringLiteral("X-FOREIGN"));
        for (const auto &field : fields) {
            QVERIFY2(field.isClash && field.mine != field.theirs, qPrintable(field.key));
        }
    }

    void saysTasksInWords()
    {
        const auto task = [](QByteArray lines) {
            return eventText("DTSTAMP:20260101T000000Z\r\n" + lines).replace("VEVENT", "VTODO");
        };
        const auto conflict = conflictOf(task("DUE;VALUE=DATE:20361124\r\nSTATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:20361123T100000Z\r\nPRIORITY:1\r\nSUMMARY:T\r\n"),
                                         task("DUE;TZID=Europe/Berlin:20361124T120000\r\nSTATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\nPRIORITY:9\r\nSUMMARY:T\r\n"));
        const auto fields = said(conflict);
        QCOMPARE(fields.size(), 3);
        const auto day = OccurrenceWords::day(QDate(2036, 11, 24));
        QCOMPARE(fields.value(QStringLiteral("when")).mine, QStringLiteral("Due: %1").arg(day));
        QCOMPARE(fields.value(QStringLiteral("when")).theirs, QStringLiteral("Due: %1, 12:00").arg(day));
        QVERIFY(fields.value(QStringLiteral("status")).mine.startsWith(QLatin1String("done on")));
        QCOMPARE(fields.value(QStringLiteral("status")).theirs, QStringLiteral("begun, 40 % done"));
        QCOMPARE(fields.value(QStringLiteral("priority")).mine, QStringLiteral("high (1)"));
        QVERIFY(EventConflictWords::question(conflict).title.contains(QLatin1String("Task")));
    }

    void saysWhichOccurrenceIsMeant()
    {
        const QByteArray series = "DTSTAMP:20260101T000000Z\r\nDTSTART:20361103T080000Z\r\nDTEND:20361103T090000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Runde\r\n";
        const auto exception = [](const QByteArray &title) {
            return componentText("RECURRENCE-ID:20361110T080000Z\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20361110T080000Z\r\nDTEND:20361110T090000Z\r\nSUMMARY:" + title + "\r\n");
        };
        const auto fields = said(conflictOf(eventText(series, exception("Meine")), eventText(series, exception("Ihre"))));
        QCOMPARE(fields.size(), 1);
        QVERIFY2(fields.begin()->label.contains(OccurrenceWords::day(QDate(2036, 11, 10))), qPrintable(fields.begin()->label));
        const auto gone = said(conflictOf(eventText(series, exception("Meine")), eventText(series + "EXDATE:20361110T080000Z\r\n")));
        QCOMPARE(gone.size(), 1);
        QCOMPARE(gone.begin()->theirs, QStringLiteral("(deleted)"));
        QVERIFY(gone.begin()->mine.startsWith(QLatin1String("Meine\n")));
    }

    void isChosenByKeyboard()
    {
        EventConflictQuestion question(conflictOf(eventText(crowdedMine), eventText(crowdedTheirs)));
        question.QDialog::show();
        const auto problems = accessibilityFindings(&question);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
        const auto all = question.mine().size();
        QVERIFY(all > 8);
        auto *theirs = question.findChild<QRadioButton *>(QStringLiteral("place.theirs"));
        QVERIFY2(theirs->accessibleName().contains(QLatin1String("Place")) && theirs->accessibleName().contains(QStringLiteral("Großer Sitzungssaal")),
                 qPrintable(theirs->accessibleName()));
        auto *mine = question.findChild<QRadioButton *>(QStringLiteral("place.mine"));
        question.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&question));
        mine->setFocus();
        QTest::keyClick(mine, Qt::Key_Right);
        QVERIFY(theirs->isChecked());
        QVERIFY(theirs->hasFocus());
        QCOMPARE(question.mine().size(), all - 1);
        QTest::mouseClick(question.findChild<QPushButton *>(QStringLiteral("keepTheirs")), Qt::LeftButton);
        QVERIFY(question.mine().isEmpty());
    }

    void asksAboutDeletions()
    {
        auto conflict = conflictOf({}, eventText(crowdedTheirs));
        conflict.kind = EventConflict::Kind::RemovedHere;
        conflict.fields = {EventConflict::Field{.key = QStringLiteral("existence"), .topic = EventConflict::Topic::Existence}};
        EventConflictQuestion question(conflict);
        question.QDialog::show();
        QVERIFY(question.mine().isEmpty()); // nothing goes by accident
        QVERIFY(!question.findChild<QPushButton *>(QStringLiteral("keepTheirs"))->isVisible());
        const auto *deleted = question.findChild<QRadioButton *>(QStringLiteral("existence.mine"));
        QVERIFY2(deleted->accessibleName().contains(QLatin1String("(deleted)")), qPrintable(deleted->accessibleName()));
        QVERIFY(accessibilityFindings(&question).isEmpty());
    }

    void opensAndCarriesOut()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText("DTSTAMP:20260101T000000Z\r\nDTSTART:20360504T080000Z\r\nDTEND:20360504T090000Z\r\nSUMMARY:Runde\r\n"));
        const auto before = home.draft({item, 0});
        auto after = before;
        after.summary = QStringLiteral("Meine");
        QVERIFY(waitedFor(actions.save(before, after, Scope::All)));
        refuse(home, item);
        QWidget window;
        QString told;
        const auto open = [&] {
            EventConflictQuestion::open(&actions, item, &window, [&told](const QString &sentence) { told = sentence; });
        };
        open();
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<EventConflictQuestion *>(), 30000);
        auto *question = window.findChild<EventConflictQuestion *>();
        QVERIFY(question->isVisible());
        QTest::mouseClick(question->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(home.draft({item, 0}).summary, QStringLiteral("Meine"), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!window.findChild<EventConflictQuestion *>(), 30000);
        open();
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), 30000);
    }

    void theDetailsLeadThere()
    {
        OccurrencePanel panel;
        Occurrence one;
        one.ref = {ItemId{7}, 0};
        one.start = QDateTime(QDate(2036, 5, 4), QTime(10, 0));
        one.end = one.start.addSecs(3600);
        one.summary = QStringLiteral("Runde");
        one.flags = EventFlag::Waiting;
        panel.showOccurrence(one, {});
        auto *line = panel.findChild<KMessageWidget *>(QStringLiteral("detailsContested"));
        QVERIFY(line->isHidden());
        one.flags |= EventFlag::Contested;
        panel.showOccurrence(one, {});
        panel.show();
        QVERIFY(!line->isHidden());
        QVERIFY(OccurrenceWords::sentence(one, {}).contains(QLatin1String("also changed elsewhere")));
        const auto problems = accessibilityFindings(&panel);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
        QSignalSpy wanted(&panel, &OccurrencePanel::conflictWanted);
        for (auto *button : line->findChildren<QToolButton *>()) {
            if (button->defaultAction() && line->actions().contains(button->defaultAction())) {
                QVERIFY(button->focusPolicy() & Qt::TabFocus);
                button->setFocus();
                QTest::keyClick(button, Qt::Key_Space);
            }
        }
        QCOMPARE(wanted.count(), 1);
        panel.showNothing();
        QVERIFY(line->isHidden());
    }

    void thePaneLeadsThere()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        SilentWorkbench workbench;
        const auto item = home.add(home.calendar, eventText("DTSTAMP:20260101T000000Z\r\nDTSTART:20360504T080000Z\r\nDTEND:20360504T090000Z\r\nSUMMARY:Runde\r\n"));
        const auto before = home.draft({item, 0});
        auto after = before;
        after.summary = QStringLiteral("Meine");
        QVERIFY(waitedFor(actions.save(before, after, Scope::All)));
        CalendarPane pane(CalendarParts{.store = *home.store, .actions = &actions, .workbench = &workbench, .accounts = [] { return QList<Account>(); }});
        pane.resize(1400, 900);
        pane.show();
        pane.chooseView(CalendarViews::View::Week);
        pane.views()->goTo(QDate(2036, 5, 4));
        const auto mine = [&pane] {
            return pane.views()->content().occurrences.value(0);
        };
        QTRY_VERIFY_WITH_TIMEOUT(mine().flags.testFlag(EventFlag::Waiting), 30000);
        pane.views()->dayGrid()->setFocus();
        pane.views()->dayGrid()->setCurrentItem({.ref = mine().ref});
        auto *compare = pane.actions()->action(QStringLiteral("calendar_conflict"));
        QVERIFY(!compare->isEnabled());
        refuse(home, item);
        QTRY_VERIFY_WITH_TIMEOUT(mine().flags.testFlag(EventFlag::Contested), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(compare->isEnabled(), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!pane.findChild<KMessageWidget *>(QStringLiteral("detailsContested"))->isHidden(), 30000);
        compare->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pane.findChild<EventConflictQuestion *>(), 30000);
        pane.findChild<EventConflictQuestion *>()->accept();
        QTRY_COMPARE_WITH_TIMEOUT(home.draft({item, 0}).summary, QStringLiteral("Meine"), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!compare->isEnabled(), 30000);
    }

    /// With KONTOR_PICTURES=folder the pictures are kept to be looked at.
    void looksRight_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("isDark");
        QTest::newRow("en-light") << QStringLiteral("en") << false;
        QTest::newRow("en-dark") << QStringLiteral("en") << true;
        QTest::newRow("de-light") << QStringLiteral("de") << false;
        QTest::newRow("de-dark") << QStringLiteral("de") << true;
    }
    void looksRight()
    {
        QFETCH(QString, language);
        QFETCH(bool, isDark);
        const auto usual = QApplication::palette();
        KLocalizedString::setLanguages({language});
        QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany) : QLocale(QLocale::English, QLocale::UnitedKingdom));
        QPalette palette(isDark ? QColor(0x29, 0x2c, 0x30) : QColor(0xfc, 0xfc, 0xfc), isDark ? QColor(0x20, 0x23, 0x26) : QColor(0xef, 0xf0, 0xf1));
        QApplication::setPalette(palette);
        auto removal = conflictOf(eventText(crowdedMine), {});
        removal.kind = EventConflict::Kind::RemovedThere;
        removal.fields = {EventConflict::Field{.key = QStringLiteral("existence"), .topic = EventConflict::Topic::Existence}};
        for (const auto &[name, conflict] : {std::pair(QStringLiteral("both"), conflictOf(eventText(crowdedMine), eventText(crowdedTheirs))), std::pair(QStringLiteral("removed"), removal)}) {
            EventConflictQuestion question(conflict);
            question.QDialog::show();
            QVERIFY(QTest::qWaitForWindowExposed(&question));
            QCoreApplication::processEvents();
            const auto *bar = question.findChild<QScrollArea *>(QStringLiteral("conflictArea"))->verticalScrollBar();
            QCOMPARE(bar->isVisible(), conflict.fields.size() > 10); // all that is there can be reached
            const auto picture = question.grab().toImage();
            QVERIFY(picture.pixelColor(2, 2) == palette.color(QPalette::Window));
            if (const auto folder = qEnvironmentVariable("KONTOR_PICTURES"); !folder.isEmpty()) {
                QVERIFY(picture.save(QDir(folder).filePath(QStringLiteral("conflict-%1-%2.png").arg(name, QString::fromLatin1(QTest::currentDataTag())))));
            }
        }
        OccurrencePanel panel;
        Occurrence one;
        one.ref = {ItemId{7}, 0};
        one.start = QDateTime(QDate(2036, 11, 23), QTime(15, 0));
        one.end = one.start.addSecs(3600);
        one.summary = QStringLiteral("Lagebesprechung mit Haushalt");
        one.flags = EventFlags(EventFlag::Waiting) | EventFlag::Contested;
        CalendarInfo calendar;
        calendar.isWritable = true;
        panel.resize(360, 420);
        panel.showOccurrence(one, calendar);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        if (const auto folder = qEnvironmentVariable("KONTOR_PICTURES"); !folder.isEmpty()) {
            QVERIFY(panel.grab().save(QDir(folder).filePath(QStringLiteral("conflict-panel-%1.png").arg(QString::fromLatin1(QTest::currentDataTag())))));
        }
        QApplication::setPalette(usual);
        KLocalizedString::setLanguages({QStringLiteral("en")});
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

private:
    /// Somebody else changed the title first.
    static void refuse(CalendarActionsFixture &home, ItemId item)
    {
        const auto refused = waitedFor(home.store->write([=, outbox = home.outbox](Transaction &transaction) -> Result<void> {
            transaction.changes.outbox = true;
            return transaction.prepare("UPDATE item SET payload = ?2 WHERE id = ?1")
                .run(item, eventText("DTSTAMP:20260101T000000Z\r\nDTSTART:20360504T080000Z\r\nDTEND:20360504T090000Z\r\nSUMMARY:Ihre\r\n"))
                .and_then([&] { return transaction.prepare("UPDATE change SET state = 3, error_kind = 'Conflict', error_message = 'x' WHERE item = ?1").run(item); })
                .and_then([&] { return outbox->reproject(transaction, item); });
        }));
        QVERIFY(refused);
    }
};

QTEST_MAIN(EventConflictQuestionTest)
#include "eventconflictquestiontest.moc"
