// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendaractionsfixture.h"

#include "groupware/propertyedit.h"

using namespace Kontor;

namespace
{
const QByteArray plain = "DTSTAMP:20260101T000000Z\r\nDTSTART:20360504T080000Z\r\nDTEND:20360504T090000Z\r\nSUMMARY:Runde\r\n";
const QByteArray weekly = "DTSTAMP:20260101T000000Z\r\nDTSTART:20360505T080000Z\r\nDTEND:20360505T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=6\r\nSUMMARY:Runde\r\n";

qint64 key(int month, int day, int hour = 8)
{
    return QDateTime(QDate(2036, month, day), QTime(hour, 0), QTimeZone::UTC).toMSecsSinceEpoch();
}
}

/// What the user does is seen at once, queued once, and can be taken back before and after a server heard of it.
class CalendarActionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void createsChangesAndUndoes()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        QSignalSpy done(&actions, &CalendarActions::done);
        auto wanted = actions.newEvent(home.calendar, QDateTime(QDate(2036, 5, 5), QTime(10, 0), QTimeZone("Europe/Berlin")), {}, false);
        wanted.summary = QStringLiteral("Neu");
        const auto ref = waitedFor(actions.save(EventDraft{}, wanted, Scope::All)).value();
        QCOMPARE(home.changes().size(), 1);
        QCOMPARE(home.changes().first().kind, DavChange::Create);
        QCOMPARE(home.changes().first().arguments.value(QLatin1StringView("name")).toString(), QString(QString::fromLatin1(wanted.uid) + QStringLiteral(".ics")));
        QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, 30000);
        const auto opened = waitedFor(actions.open(ref)).value();
        QCOMPARE(opened.summary, wanted.summary);
        QCOMPARE(opened.start, wanted.start);
        home.synchronize();
        auto changed = opened;
        changed.summary = QStringLiteral("Anders");
        waitedFor(actions.save(opened, changed, Scope::All)).value();
        QCOMPARE(home.changes(ref.item).size(), 1);
        QCOMPARE(home.draft(ref).summary, QStringLiteral("Anders"));
        // not sent: undo leaves nothing to tell
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.draft(ref).summary, QStringLiteral("Neu"), 30000);
        QCOMPARE(home.changes(ref.item).size(), 0);
        // sent: undo tells the opposite
        waitedFor(actions.save(opened, changed, Scope::All)).value();
        home.synchronize();
        QTRY_VERIFY_WITH_TIMEOUT(actions.canUndo(), 30000);
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.draft(ref).summary, QStringLiteral("Neu"), 30000);
        QCOMPARE(home.changes(ref.item).size(), 1);
        // and the creation itself
        home.synchronize();
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(ref.item).size(), 1, 30000);
        QCOMPARE(home.changes(ref.item).first().kind, DavChange::Delete);
        QCOMPARE(failed.count(), 0);
    }

    void aNewEventTakenBackWasNeverThere()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        auto wanted = actions.newEvent(home.calendar, QDateTime(QDate(2036, 5, 5), QTime(10, 0), QTimeZone::UTC), {}, false);
        const auto saved = actions.save(EventDraft{}, wanted, Scope::All);
        actions.undo(); // a fast hand
        QVERIFY(waitedFor(saved).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT count(*) FROM item WHERE ?1 = 0"), 0, 30000);
        QVERIFY(home.changes().isEmpty());
        QCOMPARE(home.value("SELECT count(*) FROM calendar_object WHERE ?1 = 0"), 0);
    }

    void deletesAndBringsBack()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(plain));
        actions.remove({item, 0}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
        QCOMPARE(home.changes(item).first().kind, DavChange::Delete);
        QVERIFY(home.bytes(item).isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(actions.canUndo(), 30000);
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.bytes(item), eventText(plain), 30000);
        QVERIFY(home.changes().isEmpty());
        // the server has done it: made anew, with the same UID
        actions.remove({item, 0}, Scope::All);
        QTRY_VERIFY_WITH_TIMEOUT(actions.canUndo(), 30000);
        home.synchronize();
        QCOMPARE(home.item("u1"), ItemId{});
        actions.undo();
        QTRY_VERIFY_WITH_TIMEOUT(home.item("u1"), 30000);
        QCOMPARE(home.bytes(home.item("u1")), eventText(plain));
        QCOMPARE(home.changes().size(), 1);
        QCOMPARE(home.changes().first().kind, DavChange::Create);
    }

    void splitsASeriesInOneTransaction()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(weekly));
        const auto before = home.draft({item, key(5, 19)});
        auto after = before;
        after.summary = QStringLiteral("Später");
        const auto ref = waitedFor(actions.save(before, after, Scope::ThisAndFollowing)).value();
        QVERIFY(ref.item != item);
        QCOMPARE(ref.recurrence, key(5, 19));
        QCOMPARE(home.draft(ref).summary, QStringLiteral("Später"));
        QVERIFY(home.bytes(item).contains("COUNT=2"));
        QVERIFY(home.bytes(ref.item).contains("COUNT=4"));
        QCOMPARE(home.changes().size(), 2);
        home.synchronize();
        QTRY_VERIFY_WITH_TIMEOUT(actions.canUndo(), 30000);
        actions.undo();
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(item).contains("COUNT=6"), 30000);
        QVERIFY(home.bytes(ref.item).isEmpty());
    }

    void movesByDragging()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(weekly));
        const QTimeZone berlin("Europe/Berlin");
        actions.reschedule({item, key(5, 12)}, QDateTime(QDate(2036, 5, 13), QTime(12, 0), berlin), {}, Scope::This);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(item).contains("RECURRENCE-ID:20360512T080000Z"), 30000);
        QVERIFY(home.bytes(item).contains("DTSTART:20360513T100000Z\r\nRECURRENCE-ID") || home.bytes(item).contains("DTSTART:20360513T100000Z"));
        QVERIFY(home.bytes(item).contains("DTEND:20360513T110000Z"));
        const auto allDay = home.add(home.calendar, eventText("DTSTART;VALUE=DATE:20360505\r\nDTEND;VALUE=DATE:20360507\r\nSUMMARY:Tage\r\n", {}, "u2"));
        actions.reschedule({allDay, 0}, QDateTime(QDate(2036, 5, 8), QTime(0, 0)), {}, Scope::All);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(allDay).contains("DTSTART;VALUE=DATE:20360508\r\n"), 30000);
        QVERIFY(home.bytes(allDay).contains("DTEND;VALUE=DATE:20360510\r\n"));
        actions.reschedule({allDay, 0}, QDateTime(QDate(2036, 5, 8), QTime(0, 0)), QDateTime(QDate(2036, 5, 9), QTime(0, 0)), Scope::All);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(allDay).contains("DTEND;VALUE=DATE:20360509\r\n"), 30000);
    }

    void tasksAreDone()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto day = QDate::currentDate().addDays(3); // instances are made ahead for two years only
        const auto text = [&day](int days) { return day.addDays(days).toString(QStringLiteral("yyyyMMdd")).toLatin1(); };
        const QByteArray task = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:t1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:" + text(0)
            + "\r\nDUE;VALUE=DATE:" + text(1) + "\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Gießen\r\nX-A:b\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
        const auto item = home.add(home.calendar, task);
        const auto first = QDateTime(day, QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch();
        actions.setDone({item, first}, Qt::Checked);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(item).contains("STATUS:COMPLETED"), 30000);
        QVERIFY(home.bytes(item).contains(QByteArray("RECURRENCE-ID;VALUE=DATE:" + text(0))));
        QVERIFY(home.bytes(item).contains("COMPLETED:2"));
        // the next one is still to be done
        QCOMPARE(home.value("SELECT recurrence FROM calendar_object WHERE item = ?1", item.value), first + 24 * 3600'000LL);
        actions.setDone({item, first}, Qt::Unchecked);
        QTRY_VERIFY_WITH_TIMEOUT(!home.bytes(item).contains("STATUS:COMPLETED"), 30000);
        actions.setPercent({item, first}, 40);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(item).contains("PERCENT-COMPLETE:40"), 30000);
    }

    void movesBetweenCalendarsAndAccounts()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        const auto item = home.add(home.calendar, eventText(plain));
        actions.moveToCalendar({item}, home.other);
        QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT collection FROM calendar_object WHERE item = ?1", item.value), home.other.value, 30000);
        QCOMPARE(home.changes(item).first().kind, DavChange::Move);
        QTRY_VERIFY_WITH_TIMEOUT(actions.canUndo(), 30000);
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT collection FROM calendar_object WHERE item = ?1", item.value), home.calendar.value, 30000);
        QVERIFY(home.changes().isEmpty());
        // another account: there first, here hidden, and back again
        const auto elsewhere = home.addCalendar(home.resourceOf(home.addAccount(QStringLiteral("anna@other.org"), QStringLiteral("Anna"))), QStringLiteral("/x/"));
        actions.moveToCalendar({item}, elsewhere);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes().size(), 2, 30000);
        QVERIFY(home.bytes(item).isEmpty());
        QCOMPARE(home.value("SELECT count(*) FROM calendar_object WHERE collection = ?1", elsewhere.value), 1);
        QTRY_VERIFY_WITH_TIMEOUT(actions.canUndo(), 30000);
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.bytes(item), eventText(plain), 30000);
        QVERIFY(home.changes().isEmpty());
        QCOMPARE(home.value("SELECT count(*) FROM calendar_object WHERE ?1 = 0"), 1);
        QCOMPARE(failed.count(), 0);
    }

    void aReadOnlyCalendarStaysAsItIs()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        const auto shared = home.addCalendar(home.resource, QStringLiteral("/shared/"), CalendarActionsFixture::Server::Plain, Right::Read);
        const auto item = home.add(shared, eventText("DTSTART:20360504T080000Z\r\nSUMMARY:a\r\nBEGIN:VALARM\r\nUID:al\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"));
        actions.remove({item, 0}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 30000);
        QVERIFY(home.changes().isEmpty());
        // its reminders are remembered here
        actions.dismiss({item, 0}, "al");
        QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT count(*) FROM calendar_dismissed WHERE ?1 = 0"), 1, 30000);
        actions.snooze({item, 0}, "al", 10);
        QTRY_VERIFY_WITH_TIMEOUT(home.value("SELECT again FROM calendar_dismissed WHERE ?1 = 0") > 0, 30000);
        QVERIFY(home.changes().isEmpty());
        QCOMPARE(failed.count(), 1);
    }

    void calendarsComeChangeAndGo()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        actions.createCalendar(home.resource, QStringLiteral("Neu"), QColor(QStringLiteral("#112233")), false);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes().size(), 1, 30000);
        QCOMPARE(home.changes().first().kind, DavChange::MakeCollection);
        const auto made = home.changes().first().collection;
        actions.deleteCalendar(made); // nobody heard of it
        QTRY_VERIFY_WITH_TIMEOUT(home.changes().isEmpty(), 30000);
        QCOMPARE(home.value("SELECT count(*) FROM collection WHERE name = 'Neu' AND ?1 = 0"), 0);
        actions.changeCalendar(home.calendar, QStringLiteral("Dienst"), QColor(QStringLiteral("#445566")));
        QTRY_COMPARE_WITH_TIMEOUT(home.changes().size(), 1, 30000);
        QCOMPARE(home.changes().first().arguments.value(QLatin1StringView("colour")).toString(), QStringLiteral("#445566"));
        actions.deleteCalendar(home.other);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes().size(), 2, 30000);
        actions.setShown(home.calendar, Qt::Unchecked);
        QTRY_COMPARE_WITH_TIMEOUT(home.value<QString>("SELECT policy FROM collection WHERE id = ?1", home.calendar.value), QStringLiteral("hidden"), 30000);
    }

    void importsOnceAndExports()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        QByteArray file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n";
        constexpr int count = 1200;
        for (int i = 0; i < count; ++i) {
            file += componentText(plain, "many" + QByteArray::number(i));
        }
        file += componentText("SUMMARY:Ohne Zeit\r\n", "bad") + componentText("DTSTART:20360504T080000Z\r\nSUMMARY:Ohne UID\r\n", "").replace("UID:\r\n", "") + "END:VCALENDAR\r\n";
        QCOMPARE(waitedFor(actions.importIcs(home.calendar, file)).value(), count + 1);
        QCOMPARE(failed.count(), 1); // the bad one, by name
        QVERIFY(failed.first().first().value<Error>().message.contains(QStringLiteral("Ohne Zeit")));
        QCOMPARE(home.value("SELECT count(*) FROM calendar_object WHERE ?1 = 0"), count + 1);
        QCOMPARE(waitedFor(actions.importIcs(home.calendar, file)).value(), count + 1);
        QCOMPARE(home.value("SELECT count(*) FROM calendar_object WHERE ?1 = 0"), count + 1);
        QCOMPARE(home.changes().size(), count + 1);
        const auto again = waitedFor(actions.exportIcs({home.calendar})).value();
        QCOMPARE(again.count("BEGIN:VEVENT"), count + 1);
        QCOMPARE(again.count("BEGIN:VCALENDAR"), 1);
        QVERIFY(!waitedFor(actions.importIcs(home.calendar, "no calendar")).has_value());
    }

    void tasksDoNotGoWhereOnlyEventsGo()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        waitedFor(home.store->write([calendar = home.other](Transaction &transaction) {
            const QCborMap attributes{{DavAttribute::Components, QCborArray{QStringLiteral("VEVENT")}}};
            return transaction.prepare("UPDATE collection SET attributes = ?2 WHERE id = ?1").run(calendar, attributes.toCborValue().toCbor());
        })).value();
        auto task = actions.newTask(home.other);
        task.summary = QStringLiteral("Gießen");
        QVERIFY(!waitedFor(actions.save(EventDraft{}, task, Scope::All)).has_value());
        QCOMPARE(failed.count(), 1);
        const QByteArray file = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:t1\r\nSUMMARY:Gießen\r\nEND:VTODO\r\n" + componentText(plain) + "END:VCALENDAR\r\n";
        QCOMPARE(waitedFor(actions.importIcs(home.other, file)).value(), 1);
        QCOMPARE(failed.count(), 2);
        QVERIFY(failed.last().first().value<Error>().message.contains(QStringLiteral("Gießen")));
    }

    void twoClientsEditOneSeriesWhileOneIsOffline()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(weekly));
        actions.reschedule({item, key(5, 19)}, QDateTime(QDate(2036, 5, 19), QTime(10, 0), QTimeZone::UTC), {}, Scope::This);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
        actions.remove({item, key(5, 26)}, Scope::This);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(item).contains("EXDATE"), 30000);
        // Meanwhile another client renamed the series and took out another instance.
        auto newer = eventText(weekly);
        newer.replace("SUMMARY:Runde", "SUMMARY:Anders\r\nEXDATE:20360602T080000Z");
        auto merged = newer;
        for (const auto &change : home.changes(item)) {
            merged = home.projector->apply(merged, change).value();
        }
        QVERIFY(merged.contains("SUMMARY:Anders"));
        QVERIFY(merged.contains("20360602T080000Z"));
        QVERIFY(merged.contains("20360526T080000Z"));
        QVERIFY(merged.contains("RECURRENCE-ID:20360519T080000Z"));
    }
};

QTEST_GUILESS_MAIN(CalendarActionsTest)
#include "calendaractionstest.moc"
