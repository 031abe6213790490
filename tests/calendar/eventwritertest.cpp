// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventwriter.h"
#include "calendar/eventzones.h"
#include "calendar/recurrenceset.h"
#include "groupware/propertyedit.h"

#include <QTest>
#include <QTimeZone>

using namespace Kontor;

namespace
{
const QDateTime now(QDate(2026, 5, 1), QTime(12, 0), QTimeZone::UTC);
const QTimeZone berlin("Europe/Berlin");

QByteArray object(const QByteArray &lines, const QByteArray &more = {})
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//Client 1.0//EN\r\nX-ODD;X-Y=\"a;b\":kept  \r\n"
           "BEGIN:VTIMEZONE\r\nTZID:My Berlin\r\nX-LIC-LOCATION:Europe/Berlin\r\n"
           "BEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
           "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
           "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20260101T000000Z\r\n"
        + lines + "X-FOREIGN;P=q:bytes\\,\r\n  folded \r\nEND:VEVENT\r\n" + more + "END:VCALENDAR\r\n";
}

QByteArray weekly(const QByteArray &more = {}, const QByteArray &components = {}, const QByteArray &rule = "FREQ=WEEKLY;COUNT=10")
{
    return object("DTSTART;TZID=My Berlin:20260504T100000\r\nDTEND;TZID=My Berlin:20260504T110000\r\nRRULE:" + rule + "\r\nSUMMARY;LANGUAGE=de:Runde\r\n" + more, components);
}

EventWriter writer(const QByteArray &bytes, const QStringList &mine = {})
{
    return EventWriter(bytes, {.now = now, .mine = mine});
}

EventDraft draft(const QByteArray &bytes, qint64 recurrence = 0)
{
    return CalendarObject::read(bytes).draft(recurrence).value();
}

qint64 key(int year, int month, int day, int hour = 10, const QTimeZone &zone = berlin)
{
    return QDateTime(QDate(year, month, day), QTime(hour, 0), zone).toMSecsSinceEpoch();
}

/// "start/end summary" of each instance for three years, over all objects.
QStringList expansion(const QList<QByteArray> &objects)
{
    QStringList lines;
    for (const auto &bytes : objects) {
        const auto read = CalendarObject::read(bytes);
        const RecurrenceSet set(read);
        const auto all = set.between(key(2025, 12, 1), key(2029, 1, 1), 3000).list;
        for (const auto &instance : all) {
            lines << QDateTime::fromMSecsSinceEpoch(instance.start(), QTimeZone::UTC).toString(Qt::ISODate) + u'/'
                    + QDateTime::fromMSecsSinceEpoch(instance.end(), QTimeZone::UTC).toString(Qt::ISODate) + u' ' + read.components.at(instance.component).summary;
        }
    }
    lines.sort();
    return lines;
}

QStringList expansionOf(const EventChange &change)
{
    QList<QByteArray> objects = change.added;
    if (!change.object.isEmpty()) {
        objects << change.object;
    }
    return expansion(objects);
}

QList<qint64> keys(const QByteArray &bytes)
{
    QList<qint64> list;
    const auto read = CalendarObject::read(bytes);
    for (const auto &instance : RecurrenceSet(read).between(key(2025, 12, 1), key(2029, 1, 1), 3000).list) {
        list << instance.recurrence;
    }
    return list;
}

/// Lines of a that are not in b.
QList<QByteArray> beyond(const QByteArray &a, const QByteArray &b)
{
    auto rest = a.split('\n');
    for (const auto &line : b.split('\n')) {
        rest.removeOne(line);
    }
    return rest;
}
}

/// An edit touches its lines and nothing else; a series stays the same wherever it was not meant.
class EventWriterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void changesOnlyTheLinesConcerned()
    {
        const auto bytes = weekly();
        auto after = draft(bytes);
        const auto before = after;
        after.summary = QStringLiteral("Große Runde, neu");
        const auto change = writer(bytes).save(before, after, Scope::All).value();
        const auto added = beyond(change.object, bytes);
        const auto removed = beyond(bytes, change.object);
        QCOMPARE(added.size(), 3); // SUMMARY, DTSTAMP, LAST-MODIFIED
        QVERIFY(added.contains("SUMMARY;LANGUAGE=de:Große Runde\\, neu\r"));
        QCOMPARE(removed.size(), 2);
        QVERIFY(change.object.contains("X-FOREIGN;P=q:bytes\\,\r\n  folded \r\n"));
        QVERIFY(change.object.contains("X-ODD;X-Y=\"a;b\":kept  \r\n"));
        // and what goes to the server merges property by property
        QCOMPARE(applyEdits(bytes, editsBetween(bytes, change.object)).value(), change.object);
        // nothing changed: nothing written
        QCOMPARE(writer(bytes).save(before, before, Scope::All).value().object, bytes);
    }

    void keepsTheZonesOwnName()
    {
        const auto bytes = object("DTSTART;TZID=My Berlin:20260504T100000\r\nDTEND;TZID=My Berlin:20260504T110000\r\nSUMMARY:a\r\n");
        auto after = draft(bytes);
        const auto before = after;
        after.start = after.start.addSecs(3600);
        after.end = after.end.addSecs(7200);
        const auto change = writer(bytes).save(before, after, Scope::All).value();
        QVERIFY(change.object.contains("DTSTART;TZID=My Berlin:20260504T110000\r\n"));
        QVERIFY(change.object.contains("DTEND;TZID=My Berlin:20260504T130000\r\n"));
        QCOMPARE(change.object.count("BEGIN:VTIMEZONE"), 1);
        // Another zone brings its rules along, once.
        after.start = QDateTime(QDate(2026, 5, 4), QTime(9, 0), QTimeZone("America/New_York"));
        after.end = after.start.addSecs(3600);
        const auto moved = writer(bytes).save(before, after, Scope::All).value();
        QVERIFY(moved.object.contains("DTSTART;TZID=America/New_York:20260504T090000\r\n"));
        QCOMPARE(moved.object.count("BEGIN:VTIMEZONE"), 2);
        QCOMPARE(draft(moved.object).start, after.start);
        // Back by another machine: the name that is there is used again.
        auto back = draft(moved.object);
        const auto away = back;
        back.start = QDateTime(QDate(2026, 5, 4), QTime(9, 0), berlin);
        back.end = back.start.addSecs(3600);
        QVERIFY(writer(moved.object).save(away, back, Scope::All).value().object.contains("DTSTART;TZID=My Berlin:20260504T090000\r\n"));
    }

    void durationStaysADuration()
    {
        const auto bytes = object("DTSTART:20260504T100000Z\r\nDURATION:PT45M\r\nSUMMARY:a\r\n");
        auto after = draft(bytes);
        const auto before = after;
        after.start = after.start.addSecs(3600);
        after.end = after.end.addSecs(3600);
        auto change = writer(bytes).save(before, after, Scope::All).value();
        QVERIFY(change.object.contains("DURATION:PT45M\r\n"));
        QVERIFY(change.object.contains("DTSTART:20260504T110000Z\r\n"));
        QVERIFY(!change.object.contains("DTEND"));
        after.end = after.end.addSecs(900);
        change = writer(bytes).save(before, after, Scope::All).value();
        QVERIFY(!change.object.contains("DURATION"));
        QVERIFY(change.object.contains("DTEND:20260504T120000Z\r\n"));
    }

    void becomesAllDayAndBack()
    {
        const auto bytes = object("DTSTART;TZID=My Berlin:20260504T100000\r\nDTEND;TZID=My Berlin:20260504T110000\r\nSUMMARY:a\r\n");
        auto after = draft(bytes);
        const auto before = after;
        after.isAllDay = true;
        after.start = QDateTime(QDate(2026, 5, 4), QTime(0, 0));
        after.end = QDateTime(QDate(2026, 5, 5), QTime(0, 0));
        const auto change = writer(bytes).save(before, after, Scope::All).value();
        QVERIFY(change.object.contains("DTSTART;VALUE=DATE:20260504\r\n"));
        QVERIFY(change.object.contains("DTEND;VALUE=DATE:20260506\r\n"));
        const auto again = draft(change.object);
        QCOMPARE(again.end.date(), QDate(2026, 5, 5));
        const auto back = writer(change.object).save(again, before, Scope::All).value();
        QCOMPARE(draft(back.object).start, before.start);
        QCOMPARE(draft(back.object).end, before.end);
    }

    void makesNewObjectsThatReadBack()
    {
        EventDraft wanted;
        wanted.summary = QStringLiteral("Lage; mit Komma, und\nZeile");
        wanted.start = QDateTime(QDate(2026, 10, 23), QTime(14, 0), berlin);
        wanted.end = wanted.start.addSecs(3600);
        wanted.rule = QStringLiteral("FREQ=DAILY;COUNT=5");
        wanted.categories = {QStringLiteral("a,b"), QStringLiteral("c")};
        wanted.alarms = {Alarm{.minutesBefore = 15, .at = {}, .uid = "al1"}};
        wanted.organizer.address = QStringLiteral("anna@example.org");
        wanted.attendees = {Attendee{.name = QStringLiteral("Bert; \"B\""), .address = QStringLiteral("bert@example.org")}};
        wanted.attachments = {EventAttachment{.name = QStringLiteral("ä.txt"), .mimeType = QStringLiteral("text/plain"), .uri = {}, .bytes = "x y"}};
        wanted.uid = "new1";
        const auto bytes = EventWriter::create(wanted, now);
        auto read = draft(bytes);
        QVERIFY(bytes.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"));
        QCOMPARE(read.start, wanted.start);
        QCOMPARE(read.end, wanted.end);
        QCOMPARE(read.categories, wanted.categories);
        QCOMPARE(read.alarms, wanted.alarms);
        QCOMPARE(read.attachments, wanted.attachments);
        QCOMPARE(read.attendees.size(), 1);
        QCOMPARE(read.attendees.first().address, QStringLiteral("bert@example.org"));
        QVERIFY(read.attendees.first().rsvp);
        QCOMPARE(keys(bytes).size(), 5); // over the end of summer time, by the wall clock
        QCOMPARE(keys(bytes).at(4) - keys(bytes).at(0), (4 * 24 + 1) * 3600 * 1000LL);
        QCOMPARE(CalendarObject::read(bytes).understanding, CalendarObject::Understanding::Full);
    }

    void definesZonesForPastAndFuture_data()
    {
        QTest::addColumn<QByteArray>("zone");
        for (const auto *zone : {"Europe/Berlin", "America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "Asia/Tehran", "America/Sao_Paulo",
                                 "Pacific/Apia", "Asia/Jerusalem", "America/Santiago"}) {
            QTest::newRow(zone) << QByteArray(zone);
        }
    }
    void definesZonesForPastAndFuture()
    {
        QFETCH(QByteArray, zone);
        const QTimeZone real(zone);
        const auto definition = EventZones::definition(real, QDateTime(QDate(2019, 6, 1), QTime(0, 0), QTimeZone::UTC));
        QVERIFY(definition);
        // Under a name nobody knows, only its rules can say what it means.
        EventLines::set(*definition, "TZID", "Nowhere/Special");
        ContentComponent frame;
        EventLines::append(frame, definition);
        const auto made = TimeZone::named("Nowhere/Special", definition.get());
        QVERIFY(!made.isGuessed());
        for (QDateTime time(QDate(2018, 2, 1), QTime(3, 30), QTimeZone::UTC); time.date().year() < 2060; time = time.addDays(3)) {
            const auto instant = time.toMSecsSinceEpoch();
            QVERIFY2(made.wallOf(instant, berlin) == wallOfInstant(instant, real), qPrintable(time.toString(Qt::ISODate)));
        }
    }

    void oneInstanceBecomesAnException()
    {
        const auto bytes = weekly();
        const auto third = key(2026, 5, 18);
        auto after = draft(bytes, third);
        const auto before = after;
        QCOMPARE(before.start, QDateTime(QDate(2026, 5, 18), QTime(10, 0), berlin));
        after.summary = QStringLiteral("Anders");
        after.start = after.start.addSecs(3600);
        after.end = after.end.addSecs(3600);
        const auto change = writer(bytes).save(before, after, Scope::This).value();
        QVERIFY(change.object.contains("RECURRENCE-ID;TZID=My Berlin:20260518T100000\r\n"));
        QCOMPARE(change.object.count("RRULE:FREQ=WEEKLY"), 1);
        QCOMPARE(keys(change.object), keys(bytes));
        auto expected = expansion({bytes});
        QCOMPARE(expected.removeAll(QStringLiteral("2026-05-18T08:00:00Z/2026-05-18T09:00:00Z Runde")), 1);
        expected << QStringLiteral("2026-05-18T09:00:00Z/2026-05-18T10:00:00Z Anders");
        expected.sort();
        QCOMPARE(expansionOf(change), expected);
        // the master is as it was, byte for byte
        QVERIFY(change.object.startsWith(bytes.first(bytes.indexOf("END:VCALENDAR"))));
        // a second edit of it changes that exception
        const auto now1 = draft(change.object, third);
        auto again = now1;
        again.location = QStringLiteral("2.04");
        QCOMPARE(writer(change.object).save(now1, again, Scope::This).value().object.count("RECURRENCE-ID"), 1);
    }

    void anInstanceLooksLikeWhatChangedAllAfterIt()
    {
        // RANGE=THISANDFUTURE, as old Apple and Outlook wrote it
        const auto bytes = weekly({}, "BEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=My Berlin:20260518T100000\r\nDTSTART;TZID=My Berlin:20260518T130000\r\n"
                                      "DTEND;TZID=My Berlin:20260518T140000\r\nSUMMARY:mittags\r\nEND:VEVENT\r\n");
        const auto before = draft(bytes, key(2026, 6, 1));
        auto after = before;
        after.location = QStringLiteral("Raum 1");
        const auto whole = expansion({bytes});
        const auto change = writer(bytes).save(before, after, Scope::This).value();
        QCOMPARE(expansionOf(change), whole);
        QVERIFY(change.object.contains("DTSTART;TZID=My Berlin:20260601T130000\r\n"));
        QCOMPARE(draft(change.object, key(2026, 6, 1)).summary, QStringLiteral("mittags"));
        QCOMPARE(draft(change.object, key(2026, 6, 1)).location, QStringLiteral("Raum 1"));
    }

    void anExceptionOfWholeDaysIsNamedByDate()
    {
        const auto bytes = object("DTSTART;VALUE=DATE:20260504\r\nRRULE:FREQ=DAILY;COUNT=5\r\nSUMMARY:a\r\n");
        const auto second = keys(bytes).at(1);
        auto after = draft(bytes, second);
        const auto before = after;
        after.summary = QStringLiteral("b");
        const auto change = writer(bytes).save(before, after, Scope::This).value();
        QVERIFY(change.object.contains("RECURRENCE-ID;VALUE=DATE:20260505\r\n"));
        const auto gone = writer(bytes).remove(second, Scope::This).value();
        QVERIFY(gone.object.contains("EXDATE;VALUE=DATE:20260505\r\n"));
        QCOMPARE(keys(gone.object).size(), 4);
    }

    void removesInstances()
    {
        const auto bytes = weekly("RDATE;TZID=My Berlin:20260506T150000\r\n", {}, "FREQ=WEEKLY;COUNT=3");
        QCOMPARE(keys(bytes).size(), 4);
        const auto extra = key(2026, 5, 6, 15);
        auto change = writer(bytes).remove(extra, Scope::This).value();
        QVERIFY(!change.object.contains("RDATE"));
        QVERIFY(!change.object.contains("EXDATE"));
        change = writer(change.object).remove(key(2026, 5, 4), Scope::This).value(); // the first
        QVERIFY(change.object.contains("EXDATE;TZID=My Berlin:20260504T100000\r\n"));
        change = writer(change.object).remove(key(2026, 5, 18), Scope::This).value();
        QCOMPARE(keys(change.object), QList<qint64>{key(2026, 5, 11)});
        change = writer(change.object).remove(key(2026, 5, 11), Scope::This).value(); // the only one left
        QVERIFY(change.object.isEmpty());
        QCOMPARE(writer(bytes).remove(key(2026, 5, 5), Scope::This).error().kind, Error::Kind::NotFound);
    }

    void splitsAtEveryKindOfInstance_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("count") << weekly();
        QTest::newRow("until") << weekly({}, {}, "FREQ=WEEKLY;UNTIL=20260801T080000Z");
        QTest::newRow("until date") << weekly({}, {}, "FREQ=WEEKLY;UNTIL=20260801");
        QTest::newRow("endless, over the clock change") << weekly({}, {}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE");
        QTest::newRow("odd week start") << weekly({}, {}, "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU;COUNT=9");
        QTest::newRow("monthly") << weekly({}, {}, "FREQ=MONTHLY;BYDAY=1MO;COUNT=8");
        QTest::newRow("last workday") << object("DTSTART;VALUE=DATE:20260529\r\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=8\r\nSUMMARY:a\r\n");
        QTest::newRow("day 31") << object("DTSTART:20260531T080000\r\nDTEND:20260531T090000\r\nRRULE:FREQ=MONTHLY;COUNT=6\r\nSUMMARY:a\r\n");
        QTest::newRow("excepted and extra")
            << weekly("EXDATE;TZID=My Berlin:20260511T100000,20260608T100000\r\nRDATE;TZID=My Berlin:20260520T150000\r\nRDATE;VALUE=PERIOD;TZID=My Berlin:20260603T150000/PT3H\r\n");
        QTest::newRow("exceptions") << weekly("EXDATE;TZID=My Berlin:20260601T100000\r\n",
                                              "BEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID;TZID=My Berlin:20260518T100000\r\nDTSTART;TZID=My Berlin:20260519T130000\r\n"
                                              "DTEND;TZID=My Berlin:20260519T140000\r\nSUMMARY:moved\r\nEND:VEVENT\r\n"
                                              "BEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20260608T080000Z\r\nDTSTART;TZID=My Berlin:20260608T100000\r\n"
                                              "DTEND;TZID=My Berlin:20260608T110000\r\nSUMMARY:renamed\r\nEND:VEVENT\r\n");
        QTest::newRow("only extra dates") << object("DTSTART:20260504T100000Z\r\nDTEND:20260504T110000Z\r\nRDATE:20260506T120000Z,20260507T130000Z,20260508T090000Z\r\nSUMMARY:a\r\n");
    }
    void splitsAtEveryKindOfInstance()
    {
        QFETCH(QByteArray, bytes);
        const auto all = keys(bytes);
        QVERIFY(all.size() > 2);
        const auto whole = expansion({bytes});
        for (const auto instance : all.first(std::min<qsizetype>(all.size(), 14))) {
            const auto before = draft(bytes, instance);
            const auto same = writer(bytes).save(before, before, Scope::ThisAndFollowing).value();
            QCOMPARE(expansionOf(same), whole);
            QCOMPARE(writer(bytes).save(before, before, Scope::ThisAndFollowing).value().added, same.added); // whoever does it
            if (instance == all.first()) {
                QVERIFY(same.added.isEmpty());
                continue;
            }
            QVERIFY(!same.added.isEmpty());
            for (const auto &half : same.added) {
                QVERIFY(CalendarObject::read(half).uid() != "u1");
                QVERIFY(half.contains("RELATED-TO;RELTYPE=SIBLING:u1\r\n"));
            }
            // What follows moves, the rest stays.
            auto after = before;
            after.start = after.start.addSecs(1800);
            after.end = after.end.addSecs(1800);
            if (!before.isAllDay) {
                const auto moved = expansionOf(writer(bytes).save(before, after, Scope::ThisAndFollowing).value());
                QCOMPARE(moved.size(), whole.size());
                for (const auto &line : moved) {
                    const bool isEarlier = QDateTime::fromString(line.section(u'/', 0, 0), Qt::ISODate).toMSecsSinceEpoch() < instance - 1;
                    QVERIFY2(!isEarlier || whole.contains(line), qPrintable(line));
                }
            }
            // Deleted from there on: what was before.
            const auto rest = writer(bytes).remove(instance, Scope::ThisAndFollowing).value();
            if (CalendarObject::read(rest.object).isRecurring()) {
                QCOMPARE(keys(rest.object), all.first(all.indexOf(instance)));
            } else { // the first of extra dates alone
                QCOMPARE(all.indexOf(instance), 1);
                QCOMPARE(keys(rest.object), QList<qint64>{0});
            }
        }
    }

    void movesAWholeSeries_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<int>("days");
        QTest::addColumn<int>("hours");
        QTest::newRow("later") << QByteArray("FREQ=WEEKLY;UNTIL=20260706T080000Z") << 0 << 4;
        QTest::newRow("another weekday") << QByteArray("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=12") << 1 << 0;
        QTest::newRow("over the week") << QByteArray("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=12") << 6 << 0;
        QTest::newRow("earlier") << QByteArray("FREQ=WEEKLY;BYDAY=MO;COUNT=12") << -3 << -2;
        QTest::newRow("daily") << QByteArray("FREQ=DAILY;UNTIL=20260530") << 2 << 1;
    }
    void movesAWholeSeries()
    {
        QFETCH(QByteArray, rule);
        QFETCH(int, days);
        QFETCH(int, hours);
        const auto bytes = weekly("EXDATE;TZID=My Berlin:20260518T100000\r\n",
                                  "BEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID;TZID=My Berlin:20260511T100000\r\nDTSTART;TZID=My Berlin:20260511T100000\r\n"
                                  "DTEND;TZID=My Berlin:20260511T110000\r\nSUMMARY:Runde\r\nLOCATION:anders\r\nEND:VEVENT\r\n",
                                  rule);
        const auto instance = keys(bytes).last();
        const auto before = draft(bytes, instance);
        auto after = before;
        after.start = before.start.addDays(days).addSecs(hours * 3600);
        after.end = before.end.addDays(days).addSecs(hours * 3600);
        const auto change = writer(bytes).save(before, after, Scope::All).value();
        const auto away = days * 24 * 3600'000LL + hours * 3600'000LL;
        auto expected = keys(bytes);
        for (auto &one : expected) {
            one += away; // no clock changes in these weeks
        }
        QCOMPARE(keys(change.object), expected);
        QCOMPARE(change.recurrence, instance + away);
        const auto read = CalendarObject::read(change.object);
        QCOMPARE(read.exceptions().size(), 1);
        QCOMPARE(read.exceptions().first()->location, QStringLiteral("anders"));
        QCOMPARE(read.exceptions().first()->start.key(), key(2026, 5, 11) + away);
        // and back again is what it was
        const auto there = draft(change.object, change.recurrence);
        auto back = there;
        back.start = before.start;
        back.end = before.end;
        QCOMPARE(expansionOf(writer(change.object).save(there, back, Scope::All).value()), expansion({bytes}));
    }

    void exceptionsFollowWhatTheyShare()
    {
        const auto bytes = weekly({}, "BEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID;TZID=My Berlin:20260511T100000\r\nDTSTART;TZID=My Berlin:20260511T160000\r\n"
                                      "DTEND;TZID=My Berlin:20260511T170000\r\nSUMMARY:Eigener\r\nEND:VEVENT\r\n");
        auto after = draft(bytes, key(2026, 5, 25));
        const auto before = after;
        after.summary = QStringLiteral("Neu");
        after.location = QStringLiteral("Raum 1");
        after.start = after.start.addSecs(3600);
        after.end = after.end.addSecs(3600);
        const auto read = CalendarObject::read(writer(bytes).save(before, after, Scope::All).value().object);
        const auto *exception = read.exceptions().first();
        QCOMPARE(exception->summary, QStringLiteral("Eigener"));
        QCOMPARE(exception->location, QStringLiteral("Raum 1"));
        QCOMPARE(exception->start.key(), key(2026, 5, 11, 16)); // its own time
        QCOMPARE(exception->recurrenceId.key(), key(2026, 5, 11, 11)); // of the instance it stands for
    }

    void aChangedRuleDropsExceptionsOfNoInstance()
    {
        const auto bytes = weekly({}, "BEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID;TZID=My Berlin:20260511T100000\r\nDTSTART;TZID=My Berlin:20260511T160000\r\nSUMMARY:weg\r\nEND:VEVENT\r\n"
                                      "BEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID;TZID=My Berlin:20260518T100000\r\nDTSTART;TZID=My Berlin:20260518T160000\r\nSUMMARY:bleibt\r\nEND:VEVENT\r\n");
        auto after = draft(bytes, key(2026, 5, 4));
        const auto before = after;
        after.rule = QStringLiteral("FREQ=MONTHLY;BYMONTHDAY=4,18;COUNT=4");
        const auto read = CalendarObject::read(writer(bytes).save(before, after, Scope::All).value().object);
        QCOMPARE(read.exceptions().size(), 1);
        QCOMPARE(read.exceptions().first()->summary, QStringLiteral("bleibt"));
    }

    void sequenceIsTheOrganisersAlone()
    {
        const QByteArray people = "SEQUENCE:2\r\nORGANIZER;CN=Anna:mailto:anna@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;X-A=b:mailto:Bert@example.org\r\n"
                                  "ATTENDEE;PARTSTAT=ACCEPTED:mailto:carla@example.org\r\n";
        const auto bytes = weekly(people);
        auto after = draft(bytes, key(2026, 5, 4));
        const auto before = after;
        after.summary = QStringLiteral("x");
        const QStringList anna{QStringLiteral("anna@example.org")};
        QVERIFY(writer(bytes, anna).save(before, after, Scope::All).value().object.contains("SEQUENCE:2\r\n"));
        after.start = after.start.addSecs(60);
        after.end = after.end.addSecs(60);
        const auto moved = writer(bytes, anna).save(before, after, Scope::All).value();
        QVERIFY(moved.object.contains("SEQUENCE:3\r\n"));
        QVERIFY(moved.object.contains("DTSTAMP:20260501T120000Z\r\n"));
        // A second version in the same second can be told from the first.
        auto again = draft(moved.object, key(2026, 5, 4));
        const auto once = again;
        again.description = QStringLiteral("y");
        QVERIFY(writer(moved.object, anna).save(once, again, Scope::All).value().object.contains("DTSTAMP:20260501T120001Z\r\n"));
        // An answer touches the answering person's line alone.
        Attendee bert{.name = {}, .address = QStringLiteral("bert@example.org"), .participation = Participation::Accepted};
        const auto answered = writer(bytes, {QStringLiteral("bert@example.org")}).answer(0, Scope::All, bert).value();
        const auto added = beyond(answered.object, bytes);
        QCOMPARE(added.size(), 2);
        QVERIFY(added.contains("ATTENDEE;PARTSTAT=ACCEPTED;X-A=b:mailto:Bert@example.org\r"));
        QVERIFY(answered.object.contains("SEQUENCE:2\r\n"));
        QVERIFY(answered.object.contains("DTSTAMP:20260101T000000Z\r\n"));
        // Both at once: neither is lost.
        const auto reply = editsBetween(bytes, answered.object);
        const auto merged = applyEdits(moved.object, reply).value();
        QVERIFY(merged.contains("PARTSTAT=ACCEPTED;X-A=b"));
        QVERIFY(merged.contains("SEQUENCE:3\r\n"));
        QVERIFY(merged.contains("DTSTART;TZID=My Berlin:20260504T100100\r\n"));
        const auto other = applyEdits(answered.object, editsBetween(bytes, moved.object)).value();
        QVERIFY(other.contains("PARTSTAT=ACCEPTED;X-A=b"));
        QVERIFY(other.contains("SEQUENCE:3\r\n"));
    }

    void twoClientsEditOneSeries()
    {
        // Offline, one moves an instance and deletes another; online, the other renames the series and answers a third.
        const auto bytes = weekly();
        auto after = draft(bytes, key(2026, 5, 18));
        const auto before = after;
        after.start = after.start.addSecs(3600);
        after.end = after.end.addSecs(3600);
        const auto offline = writer(writer(bytes).save(before, after, Scope::This).value().object).remove(key(2026, 6, 1), Scope::This).value().object;
        const auto whole = draft(bytes, key(2026, 5, 4));
        auto renamed = whole;
        renamed.summary = QStringLiteral("Neuer Name");
        const auto online = writer(writer(bytes).save(whole, renamed, Scope::All).value().object).remove(key(2026, 6, 8), Scope::This).value().object;
        const auto merged = applyEdits(online, editsBetween(bytes, offline)).value();
        const auto read = CalendarObject::read(merged);
        QCOMPARE(read.exceptions().size(), 1);
        QCOMPARE(read.master()->summary, QStringLiteral("Neuer Name"));
        QCOMPARE(keys(merged).size(), 8);
        QVERIFY(!keys(merged).contains(key(2026, 6, 1)));
        QVERIFY(!keys(merged).contains(key(2026, 6, 8)));
    }

    void remindersAreAcknowledgedAndPutOff()
    {
        const auto bytes = object("DTSTART:20260504T100000Z\r\nSUMMARY:a\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nX-Q:z\r\nEND:VALARM\r\n");
        const auto name = QByteArray("#0");
        const auto snoozed = writer(bytes).snooze(0, name, now.addSecs(600)).value().object;
        QCOMPARE(snoozed.count("BEGIN:VALARM"), 2);
        QVERIFY(snoozed.contains("ACKNOWLEDGED:20260501T120000Z"));
        QVERIFY(snoozed.contains("TRIGGER;VALUE=DATE-TIME:20260501T121000Z"));
        QVERIFY(snoozed.contains("RELATED-TO;RELTYPE=SNOOZE:"));
        const auto reminders = CalendarObject::read(snoozed).components.first().reminders;
        QCOMPARE(reminders.size(), 2);
        QCOMPARE(reminders.at(1).snoozes, reminders.at(0).alarm.uid);
        const auto again = writer(snoozed).snooze(0, reminders.at(1).alarm.uid, now.addSecs(1200)).value().object;
        QCOMPARE(again.count("BEGIN:VALARM"), 2);
        const auto last = CalendarObject::read(again).components.first().reminders.at(1).alarm.uid;
        const auto dismissed = writer(again).acknowledge(0, last, now.addSecs(1300)).value().object;
        QCOMPARE(dismissed.count("BEGIN:VALARM"), 1);
        QVERIFY(dismissed.contains("ACKNOWLEDGED:20260501T122140Z"));
        QVERIFY(dismissed.contains("X-Q:z\r\n"));
    }
};

QTEST_GUILESS_MAIN(EventWriterTest)
#include "eventwritertest.moc"
