// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "household.h"

#include "calendar/agendamodel.h"
#include "calendar/birthdaycalendar.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/occurrencemodel.h"
#include "contacts/birthdays.h"
#include "contacts/contactactions.h"

#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

namespace
{
QStringList summaries(const OccurrenceModel &model)
{
    QStringList list;
    for (const auto &one : model.occurrences()) {
        list << one.summary;
    }
    return list;
}

bool isThere(const CalendarListModel &model)
{
    return model.indexOf(birthdayCalendar.value).isValid();
}

const CalendarInfo *birthdaysOf(const CalendarListModel &model)
{
    return model.rowAt(model.indexOf(birthdayCalendar.value));
}
}

/// The birthdays of the address books, as a calendar.
class BirthdayTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
    }

    void isOneCalendarMore()
    {
        Household home;
        CalendarListModel model(*home.store);
        QVERIFY(waitUntil([&] { return model.isReady() && model.calendars().size() == 1; }));
        QVERIFY(!isThere(model)); // there is no address book
        home.addBook();
        QVERIFY(waitUntil([&] { return birthdaysOf(model); }));
        const auto index = model.indexOf(birthdayCalendar.value);
        QCOMPARE(index.row(), model.rowCount() - 1);
        QCOMPARE(index.data().toString(), QStringLiteral("Birthdays"));
        QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Birthdays, from the address books, read-only."));
        QVERIFY(!birthdaysOf(model)->isWritable && !birthdaysOf(model)->holdsTasks && birthdaysOf(model)->colour.isValid());
        QVERIFY(model.shownCalendars().contains(birthdayCalendar));
        QVERIFY(model.setData(index, Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(waitUntil([&] { return !model.shownCalendars().contains(birthdayCalendar); }));
        CalendarListModel later(*home.store); // is kept
        QVERIFY(waitUntil([&] { return birthdaysOf(later); }));
        QVERIFY(!birthdaysOf(later)->isShown);
        CalendarActions actions(home.outbox);
        actions.setShown(birthdayCalendar, Qt::Checked);
        QVERIFY(waitUntil([&] { return birthdaysOf(model)->isShown; }));
    }

    void hasAColourThatCanBeUndone()
    {
        Household home;
        home.addBook();
        CalendarListModel model(*home.store);
        QVERIFY(waitUntil([&] { return birthdaysOf(model); }));
        const auto before = birthdaysOf(model)->colour;
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        actions.changeCalendar(birthdayCalendar, QStringLiteral("anything"), QColor(1, 2, 3));
        QVERIFY(waitUntil([&] { return birthdaysOf(model)->colour == QColor(1, 2, 3) && actions.canUndo(); }));
        QCOMPARE(birthdaysOf(model)->name, QStringLiteral("Birthdays"));
        actions.undo();
        QVERIFY(waitUntil([&] { return birthdaysOf(model)->colour == before; }));
        QCOMPARE(failed.count(), 0);
    }

    void saysWhoAndHowOld()
    {
        Household home;
        home.addBook();
        const auto anna = home.add("Anna Müller", "BDAY:1986-11-27");
        home.add("Bernd", "BDAY:--11-28");
        home.add("Clara", "BDAY:2000-02-29");
        home.add("Nobody", {});
        home.add("Kind", "BDAY:2026-11-29");
        QCOMPARE(home.between(QDate(2026, 11, 1), QDate(2026, 11, 30)),
                 (QStringList{QStringLiteral("2026-11-27 Anna Müller (40)"), QStringLiteral("2026-11-28 Bernd"), QStringLiteral("2026-11-29 Kind")}));
        QCOMPARE(home.between(QDate(2026, 2, 1), QDate(2026, 3, 1)), QStringList{QStringLiteral("2026-02-28 Clara (26)")});
        QCOMPARE(home.between(QDate(2028, 2, 28), QDate(2028, 2, 28)), QStringList());
        QCOMPARE(home.between(QDate(2028, 2, 29), QDate(2028, 2, 29)), QStringList{QStringLiteral("2028-02-29 Clara (28)")});
        QCOMPARE(home.between(QDate(2026, 12, 20), QDate(2027, 11, 27)).last(), QStringLiteral("2027-11-27 Anna Müller (41)"));
        QCOMPARE(home.between(QDate(1986, 1, 1), QDate(1986, 11, 27)), QStringList{QStringLiteral("1986-11-27 Anna Müller")}); // the day of birth
        QCOMPARE(home.between(QDate(1985, 11, 1), QDate(1985, 11, 30)), QStringList{QStringLiteral("1985-11-28 Bernd")});
        const auto found = waitedFor(home.store->read([](const Reader &reader) {
            return OccurrenceQuery::between(reader, {birthdayCalendar}, QDate(2026, 11, 27).startOfDay(), QDate(2026, 11, 28).startOfDay(), QTimeZone(QTimeZone::LocalTime));
        })).value();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().ref.item, anna);
        QCOMPARE(found.first().calendar, birthdayCalendar);
        QCOMPARE(found.first().end, QDateTime(QDate(2026, 11, 28), QTime(0, 0)));
        QVERIFY(found.first().isAllDay() && found.first().flags.testFlags(EventFlag::ReadOnly | EventFlag::Transparent));
        const auto person = waitedFor(home.store->read([anna](const Reader &reader) { return Birthdays::person(reader, anna); })).value();
        QVERIFY(person);
        QCOMPARE(person->born, QDate(1986, 11, 27));
        QCOMPARE(person->book, QStringLiteral("Kontakte"));
    }

    void followsTheAddressBooks()
    {
        Household home;
        home.addBook();
        const auto anna = home.add("Anna", "BDAY:1986-11-27");
        OccurrenceModel month(*home.store);
        month.setCalendars({home.calendar, birthdayCalendar});
        month.setSpan(QDate(2026, 11, 1), QDate(2026, 11, 30));
        AgendaModel agenda(*home.store);
        agenda.setCalendars({birthdayCalendar});
        agenda.setDay(QDate(2026, 11, 27));
        const auto agendaHas = [&](const QString &summary) {
            for (int row = 0; row < agenda.rowCount(); ++row) {
                if (agenda.index(row, 0).data().toString() == summary) {
                    return true;
                }
            }
            return false;
        };
        QVERIFY(waitUntil([&] { return summaries(month) == QStringList{QStringLiteral("Anna (40)")} && agendaHas(QStringLiteral("Anna (40)")); }));
        home.say(anna, Household::card("Anna", "BDAY:1976-11-27"));
        QVERIFY(waitUntil([&] { return summaries(month) == QStringList{QStringLiteral("Anna (50)")}; }));
        const auto bernd = home.add("Bernd", "BDAY:1986-11-27");
        QVERIFY(waitUntil([&] { return summaries(month).size() == 2 && agendaHas(QStringLiteral("Bernd (40)")); }));
        month.setSpan(QDate(2027, 11, 1), QDate(2027, 11, 30));
        QVERIFY(waitUntil([&] { return summaries(month) == (QStringList{QStringLiteral("Anna (51)"), QStringLiteral("Bernd (41)")}); }));
        home.say(anna, {});
        QVERIFY(waitUntil([&] { return summaries(month) == QStringList{QStringLiteral("Bernd (41)")}; }));
        home.say(bernd, Household::card("Bernd", {}));
        QVERIFY(waitUntil([&] { return summaries(month).isEmpty() && !agendaHas(QStringLiteral("Bernd (40)")); }));
        // What the user writes counts before any server has heard of it.
        ContactActions contacts(home.outbox);
        ContactDraft card;
        card.book = home.book;
        card.formattedName = QStringLiteral("Dora");
        card.birthday = QDate(1997, 11, 3);
        QVERIFY(waitedFor(contacts.create(card)));
        QVERIFY(waitUntil([&] { return summaries(month) == QStringList{QStringLiteral("Dora (30)")}; }));
    }

    void leavesHiddenBooksAlone()
    {
        Household home;
        home.addBook();
        const auto other = home.collection(ResourceKind::Contacts, QStringLiteral("Verein"));
        home.add("Anna", "BDAY:1986-11-27");
        home.add("Anna", "BDAY:1986-11-27", other); // in both
        home.add("Bernd", "BDAY:1986-11-27", other);
        OccurrenceModel month(*home.store);
        month.setCalendars({birthdayCalendar});
        month.setSpan(QDate(2026, 11, 1), QDate(2026, 11, 30));
        QVERIFY(waitUntil([&] { return summaries(month) == (QStringList{QStringLiteral("Anna (40)"), QStringLiteral("Bernd (40)")}); }));
        ContactActions contacts(home.outbox);
        contacts.deleteBook(other);
        QVERIFY(waitUntil([&] { return summaries(month) == QStringList{QStringLiteral("Anna (40)")} && contacts.canUndo(); }));
        contacts.undo();
        QVERIFY(waitUntil([&] { return summaries(month).size() == 2; }));
        waitedFor(home.store->write([other](Transaction &transaction) {
            transaction.changes.collectionList = true;
            return transaction.prepare("UPDATE collection SET subscribed = 0 WHERE id = ?1").run(other);
        })).value();
        QVERIFY(waitUntil([&] { return summaries(month) == QStringList{QStringLiteral("Anna (40)")}; }));
    }

    void standBehindOtherWholeDays()
    {
        Household home;
        home.addBook();
        home.add("Anna", "BDAY:1986-11-27");
        const QByteArray event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Urlaub\r\nDTSTART;VALUE=DATE:20261127\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        const auto timed = QByteArray(event).replace("UID:1", "UID:2").replace("Urlaub", "Arzt").replace(";VALUE=DATE:20261127", ":20261127T080000Z");
        for (const auto &bytes : {event, timed}) {
            waitedFor(home.store->write([&home, bytes](Transaction &transaction) -> Result<void> {
                auto made = transaction.prepare("INSERT INTO item (collection, remote_id, payload) VALUES (?1, ?2, ?3)").run(home.calendar, home.next++, bytes);
                const ItemId item{transaction.lastInsertId()};
                return made ? ItemWriter(transaction, *home.outbox->projector(ResourceKind::Calendar)).reproject({item}) : made;
            })).value();
        }
        OccurrenceModel day(*home.store);
        day.setCalendars({birthdayCalendar, home.calendar});
        day.setSpan(QDate(2026, 11, 27), QDate(2026, 11, 27));
        QVERIFY(waitUntil([&] { return day.isReady(); }));
        QCOMPARE(summaries(day), (QStringList{QStringLiteral("Urlaub"), QStringLiteral("Anna (40)"), QStringLiteral("Arzt")}));
    }

    void isFoundByName()
    {
        Household home;
        QCOMPARE(home.search(QStringLiteral("anna")), QStringList()); // nor is there an address book
        home.addBook();
        home.add("Anna Müller", "BDAY:--11-27\r\nNOTE:kennt Bernd und Bo");
        home.add("Bernd Tal", "BDAY:--03-01");
        home.add("Anna Ohne", {});
        QCOMPARE(home.search(QStringLiteral("anna")), QStringList{QStringLiteral("Anna Müller")});
        QCOMPARE(home.search(QStringLiteral("müller ann")), QStringList{QStringLiteral("Anna Müller")});
        QCOMPARE(home.search(QStringLiteral("bernd")), QStringList{QStringLiteral("Bernd Tal")});
        QCOMPARE(home.search(QStringLiteral("b")), QStringList{QStringLiteral("Bernd Tal")});
    }
};

QTEST_GUILESS_MAIN(BirthdayTest)
#include "birthdaytest.moc"
