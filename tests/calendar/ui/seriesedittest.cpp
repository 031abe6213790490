// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../calendaractionsfixture.h"
#include "notingworkbench.h"

#include "calendar/calendarlistmodel.h"
#include "calendar/ui/calendarediting.h"
#include "calendar/ui/delegatedialog.h"
#include "calendar/ui/eventeditor.h"
#include "calendar/ui/proposedialog.h"
#include "calendar/ui/scopequestion.h"
#include "support/accessibilitycheck.h"

#include <QLineEdit>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTest>

using namespace Kontor;

namespace
{
const QDate first = QDate::currentDate().addDays(14);

QByteArray stamp(int days, int hour)
{
    return QDateTime(first.addDays(days), QTime(hour, 0)).toString(QStringLiteral("yyyyMMdd'T'HHmmss")).toLatin1();
}

/// A weekly series whose second instance has words and times of its own.
QByteArray series()
{
    return eventText("DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Berlin:" + stamp(0, 10) + "\r\nDTEND;TZID=Europe/Berlin:" + stamp(0, 11)
                         + "\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY:Jour fixe\r\nDESCRIPTION:Wie immer\r\nLOCATION:Raum 1\r\n",
                     componentText("DTSTAMP:20260101T000000Z\r\nRECURRENCE-ID;TZID=Europe/Berlin:" + stamp(7, 10) + "\r\nDTSTART;TZID=Europe/Berlin:" + stamp(7, 15)
                                   + "\r\nDTEND;TZID=Europe/Berlin:" + stamp(7, 17) + "\r\nSUMMARY:Jour fixe mit Gast\r\nDESCRIPTION:Der Gast bringt Kuchen\r\nLOCATION:Saal\r\n"));
}

struct Desk {
    CalendarActionsFixture data;
    CalendarActions actions{data.outbox};
    NotingWorkbench workbench;
    CalendarParts parts{.store = *data.store, .actions = &actions, .workbench = &workbench, .accounts = [] { return QList<Account>(); }};
    CalendarListModel calendars{*data.store};
    QWidget window;
    CalendarEditing editing{parts, &calendars, &window};
    ItemId item = data.add(data.calendar, series());
    std::unique_ptr<EventEditor> editor;

    Desk()
    {
        window.show();
        editing.setEditor([this](const EventDraft &draft) {
            editor = std::make_unique<EventEditor>(parts, calendars.calendars(), draft);
            editor->show();
        });
        waitUntil([this] { return calendars.calendars().size() == 2; });
    }
    Occurrence exception() const
    {
        Occurrence one;
        one.ref = {item, QDateTime(first.addDays(7), QTime(10, 0), QTimeZone("Europe/Berlin")).toMSecsSinceEpoch()};
        one.calendar = data.calendar;
        one.summary = QStringLiteral("Jour fixe mit Gast");
        one.flags = EventFlag::Recurring | EventFlag::Exception;
        return one;
    }
    /// An instance of somebody else's meetings.
    Occurrence invitation()
    {
        const auto meeting = data.add(data.calendar, eventText("DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Berlin:" + stamp(0, 10) + "\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY:Runde\r\n"
                                                               "ORGANIZER:mailto:jutta@other.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:anna@example.org\r\n", {}, "u2"));
        auto third = exception();
        third.ref = {meeting, QDateTime(first.addDays(14), QTime(10, 0), QTimeZone("Europe/Berlin")).toMSecsSinceEpoch()};
        third.flags = EventFlag::Recurring;
        return third;
    }
    ScopeQuestion *question() const
    {
        return window.findChild<ScopeQuestion *>();
    }
    CalendarObject object()
    {
        return CalendarObject::read(data.bytes(item));
    }
};
}

/// Editing an instance that differs from its series: whoever means the series sees the series.
class SeriesEditTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        QStandardPaths::setTestModeEnabled(true);
    }

    void theSeriesStartsFromItsOwnWords()
    {
        Desk desk;
        desk.editing.edit(desk.exception());
        auto *question = desk.question();
        QVERIFY(question);
        const auto findings = accessibilityFindings(question);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        QVERIFY(question->findChild<QRadioButton *>(QStringLiteral("scopeThis"))->isChecked());
        QVERIFY(question->findChild<QRadioButton *>(QStringLiteral("scopeFollowing"))->isHidden());
        question->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(question));
        auto *all = question->findChild<QRadioButton *>(QStringLiteral("scopeAll"));
        auto *one = question->findChild<QRadioButton *>(QStringLiteral("scopeThis"));
        QVERIFY(waitUntil([&] { return one->hasFocus() && all->y() > one->y(); })); // keys go by where things are
        QTest::keyClick(one, Qt::Key_Down);
        QVERIFY(all->isChecked());
        question->accept();
        QVERIFY(waitUntil([&] { return desk.editor != nullptr; }));
        const auto shown = desk.editor->draft();
        QCOMPARE(shown.summary, QStringLiteral("Jour fixe"));
        QCOMPARE(shown.description, QStringLiteral("Wie immer"));
        QCOMPARE(shown.location, QStringLiteral("Raum 1"));
        QCOMPARE(shown.start.date(), first);
        QCOMPARE(shown.start.time(), QTime(10, 0));
        QCOMPARE(shown.end.time(), QTime(11, 0));
        QVERIFY(!desk.editor->isChanged());

        auto *title = desk.editor->findChild<QLineEdit *>(QStringLiteral("summary"));
        QVERIFY(title);
        title->setText(QStringLiteral("Jour fixe neu"));
        desk.editor->save();
        QVERIFY(!desk.editor->findChild<ScopeQuestion *>()); // it was asked already
        QVERIFY(waitUntil([&] { return desk.object().master()->summary == QStringLiteral("Jour fixe neu"); }));
        const auto now = desk.object();
        QCOMPARE(now.master()->description, QStringLiteral("Wie immer"));
        QCOMPARE(now.exceptions().size(), 1);
        QCOMPARE(now.exceptions().first()->summary, QStringLiteral("Jour fixe mit Gast"));
        QCOMPARE(now.exceptions().first()->start.toDateTime().time(), QTime(15, 0));
    }

    void movingTheSeriesMovesItFromItsOwnTime()
    {
        Desk desk;
        const auto before = waitedFor(desk.actions.open({desk.item, 0})).value();
        auto after = before;
        after.start = after.start.addSecs(3600);
        after.end = after.end.addSecs(3600);
        waitedFor(desk.actions.save(before, after, Scope::All)).value();
        const auto now = desk.object();
        QCOMPARE(now.master()->start.toDateTime(), QDateTime(first, QTime(11, 0), QTimeZone("Europe/Berlin")));
        QCOMPARE(now.exceptions().size(), 1);
        QCOMPARE(now.exceptions().first()->start.toDateTime().time(), QTime(15, 0)); // a time of its own
        QCOMPARE(now.exceptions().first()->recurrenceId.toDateTime().time(), QTime(11, 0)); // but of that instance
    }

    void theInstanceIsAskedForOnce()
    {
        Desk desk;
        desk.editing.edit(desk.exception());
        QVERIFY(desk.question());
        desk.question()->accept();
        QVERIFY(waitUntil([&] { return desk.editor != nullptr; }));
        QCOMPARE(desk.editor->draft().summary, QStringLiteral("Jour fixe mit Gast"));
        QCOMPARE(desk.editor->draft().start.time(), QTime(15, 0));
        desk.editor->findChild<QLineEdit *>(QStringLiteral("summary"))->setText(QStringLiteral("Mit zwei Gästen"));
        desk.editor->save();
        QVERIFY(!desk.editor->findChild<ScopeQuestion *>());
        QVERIFY(waitUntil([&] { return desk.object().exceptions().first()->summary == QStringLiteral("Mit zwei Gästen"); }));
        QCOMPARE(desk.object().master()->summary, QStringLiteral("Jour fixe"));
    }

    /// Where the server files invitations itself, there is no mail to answer.
    void anotherTimeIsProposedFromTheCalendar()
    {
        Desk desk;
        const auto third = desk.invitation();
        desk.editing.propose(third);
        QVERIFY(desk.question());
        desk.question()->findChild<QRadioButton *>(QStringLiteral("scopeThis"))->setChecked(true);
        desk.question()->accept();
        QVERIFY(waitUntil([&] { return desk.window.findChild<ProposeDialog *>(); }));
        auto *dialog = desk.window.findChild<ProposeDialog *>();
        const auto findings = accessibilityFindings(dialog);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        auto *times = dialog->findChild<EventTimesEdit *>();
        auto wanted = times->times();
        QCOMPARE(wanted.start.date(), first.addDays(14));
        wanted.start = wanted.start.addSecs(3600);
        wanted.end = wanted.end.addSecs(3600);
        times->setTimes(wanted);
        dialog->findChild<QLineEdit *>(QStringLiteral("proposeComment"))->setText(QStringLiteral("Lieber später"));
        dialog->accept();
        QVERIFY(waitUntil([&] { return !desk.data.letters().isEmpty(); }));
        const auto letter = desk.data.letters().first();
        QVERIFY2(letter.ics.contains("METHOD:COUNTER") && letter.ics.contains(stamp(14, 11)) && letter.ics.contains("RECURRENCE-ID"), letter.ics.constData());
        QVERIFY(letter.ics.contains("Lieber später"));
        QVERIFY(waitUntil([&] { return desk.workbench.sentences.value(0).contains(QStringLiteral("jutta@other.example")); }));
    }

    void somebodyElseIsSentFromTheCalendar()
    {
        Desk desk;
        desk.editing.delegate(desk.invitation());
        QVERIFY(desk.question());
        desk.question()->accept(); // all of it
        QVERIFY(waitUntil([&] { return desk.window.findChild<DelegateDialog *>(); }));
        auto *dialog = desk.window.findChild<DelegateDialog *>();
        dialog->findChild<QLineEdit *>(QStringLiteral("delegateTo"))->setText(QStringLiteral("karl@other.example"));
        dialog->accept();
        QVERIFY(waitUntil([&] { return !desk.data.letters().isEmpty(); }));
        QVERIFY(std::ranges::any_of(desk.data.letters(), [](const CalendarLetter &letter) {
            return letter.method == "REPLY" && letter.ics.contains("PARTSTAT=DELEGATED") && letter.ics.contains("karl@other.example");
        }));
    }

    void anAnswerIsForAllOrForOne_data()
    {
        QTest::addColumn<QString>("choice");
        QTest::addColumn<bool>("isOne");
        QTest::newRow("all") << QStringLiteral("scopeAll") << false;
        QTest::newRow("one") << QStringLiteral("scopeThis") << true;
    }
    void anAnswerIsForAllOrForOne()
    {
        QFETCH(QString, choice);
        QFETCH(bool, isOne);
        Desk desk;
        const auto third = desk.invitation();
        const auto meeting = third.ref.item;
        desk.editing.answer(third, Participation::Declined);
        QVERIFY(desk.question());
        QVERIFY(desk.question()->findChild<QRadioButton *>(QStringLiteral("scopeAll"))->isChecked());
        desk.question()->findChild<QRadioButton *>(choice)->setChecked(true);
        desk.question()->accept();
        QVERIFY(waitUntil([&] { return !desk.data.letters().isEmpty(); }));
        const auto letters = desk.data.letters();
        QCOMPARE(letters.size(), 1);
        QCOMPARE(letters.first().ics.contains(QByteArray("RECURRENCE-ID;TZID=Europe/Berlin:" + stamp(14, 10))), isOne);
        QCOMPARE(letters.first().recurrence != 0, isOne);
        const auto now = CalendarObject::read(desk.data.bytes(meeting));
        QCOMPARE(now.master()->participationOf({QStringLiteral("anna@example.org")}), isOne ? Participation::NeedsAction : Participation::Declined);
        QCOMPARE(now.exceptions().size(), isOne ? 1 : 0);
    }

    void anInstanceLikeItsSeriesIsOpenedAtOnce()
    {
        Desk desk;
        auto third = desk.exception();
        third.ref.recurrence = QDateTime(first.addDays(14), QTime(10, 0), QTimeZone("Europe/Berlin")).toMSecsSinceEpoch();
        third.flags = EventFlag::Recurring;
        desk.editing.edit(third);
        QVERIFY(!desk.question());
        QVERIFY(waitUntil([&] { return desk.editor != nullptr; }));
        QVERIFY(!desk.editor->draft().isException);
        desk.editor->findChild<QLineEdit *>(QStringLiteral("summary"))->setText(QStringLiteral("Anders"));
        desk.editor->save();
        QVERIFY(desk.editor->findChild<ScopeQuestion *>()); // here it is not known yet
    }
};

QTEST_MAIN(SeriesEditTest)
#include "seriesedittest.moc"
