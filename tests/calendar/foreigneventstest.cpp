// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventwriter.h"
#include "calendar/icsimport.h"
#include "calendar/recurrenceset.h"
#include "groupware/propertyedit.h"

#include <QTest>
#include <QTimeZone>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const QTimeZone berlin("Europe/Berlin");

QByteArray calendar(const QByteArray &event)
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//Other//EN\r\nBEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20260101T000000Z\r\n" + event
        + "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

EventDraft draftOf(const QByteArray &bytes, qint64 recurrence = 0)
{
    return CalendarObject::read(bytes).draft(recurrence).value_or(EventDraft());
}

/// What the server gets: the edit carried out on the server's own bytes.
template<class Change>
QByteArray edited(const QByteArray &bytes, Change change, Scope scope = Scope::All, qint64 recurrence = 0)
{
    const auto before = draftOf(bytes, recurrence);
    auto after = before;
    change(after);
    const EventWriter writer(bytes, {.now = QDateTime(QDate(2026, 11, 1), QTime(12, 0), QTimeZone::UTC), .mine = {}});
    const auto saved = writer.save(before, after, scope);
    if (!saved) {
        return "error: " + saved.error().message.toUtf8();
    }
    return applyEdits(bytes, editsBetween(bytes, saved->object)).value_or("error");
}

/// The lines that are not in both, but for the times of writing.
QByteArrayList difference(const QByteArray &before, const QByteArray &after)
{
    auto gone = before.split('\n');
    QByteArrayList come;
    for (const auto lines = after.split('\n'); const auto &line : lines) {
        if (!gone.removeOne(line)) {
            come << QByteArray('+' + line.trimmed());
        }
    }
    for (const auto &line : std::as_const(gone)) {
        come << QByteArray('-' + line.trimmed());
    }
    come.removeIf([](const QByteArray &line) {
        return line.size() < 2 || line.contains("DTSTAMP") || line.contains("LAST-MODIFIED");
    });
    std::ranges::sort(come);
    return come;
}

qint64 key(int year, int month, int day, int hour, int minute)
{
    return QDateTime(QDate(year, month, day), QTime(hour, minute), berlin).toMSecsSinceEpoch();
}
}

/// Events of other programs, as they come: what is odd about them is understood, and an edit touches what it is about.
class ForeignEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zonesHaveManyNames_data();
    void zonesHaveManyNames();
    void zonesWithColonsNeedNoQuotes_data();
    void zonesWithColonsNeedNoQuotes();
    void parametersStayAsTheyAreSpelled();
    void aByteOrderMarkIsNoReasonToRefuse();
    void oldLineEndsAreKept();
    void blanksBehindTheUidSayNothing();
    void textThatBrokeOffStaysWhatItIs();
    void anInstanceThatClocksSkipCanBeEdited();
    void anInstanceThatClocksSkipCanBeRemoved();
    void whoIsNotInvitedToOneInstanceStaysSo();
    void noReminderIsNone();
    void zonesOfOneNameStayApartInAFile();
};

void ForeignEventsTest::zonesHaveManyNames_data()
{
    QTest::addColumn<QByteArray>("tzid");
    QTest::addColumn<QString>("expected");
    // Debian leaves the names of old out of its list (tzdata-legacy).
    QTest::newRow("of old") << "US/Eastern"_ba << u"America/New_York"_s;
    QTest::newRow("renamed city") << "Asia/Calcutta"_ba << u"Asia/Kolkata"_s;
    QTest::newRow("renamed again") << "Europe/Kiev"_ba << u"Europe/Kyiv"_s;
    QTest::newRow("behind a prefix") << "/citadel.org/20190914_1/US/Pacific"_ba << u"America/Los_Angeles"_s;
    QTest::newRow("lower case") << "europe/berlin"_ba << u"Europe/Berlin"_s;
    QTest::newRow("usual") << "Europe/Berlin"_ba << u"Europe/Berlin"_s;
    QTest::newRow("Windows") << "W. Europe Standard Time"_ba << u"Europe/Berlin"_s;
    QTest::newRow("Windows London") << "GMT Standard Time"_ba << u"Europe/London"_s;
}

void ForeignEventsTest::zonesHaveManyNames()
{
    QFETCH(const QByteArray, tzid);
    QFETCH(const QString, expected);
    const auto zone = TimeZone::named(tzid, nullptr);
    QCOMPARE(zone.name(), expected);
    QVERIFY(!zone.isGuessed());
}

void ForeignEventsTest::zonesWithColonsNeedNoQuotes_data()
{
    QTest::addColumn<QByteArray>("tzid");
    QTest::addColumn<qint64>("offset");
    QTest::newRow("Exchange") << "tzone://Microsoft/Utc"_ba << qint64(0);
    QTest::newRow("offset") << "GMT+01:00"_ba << qint64(3600);
    QTest::newRow("towns") << "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"_ba << qint64(3600);
}

void ForeignEventsTest::zonesWithColonsNeedNoQuotes()
{
    QFETCH(const QByteArray, tzid);
    QFETCH(const qint64, offset);
    const auto bytes = calendar("DTSTART;TZID=" + tzid + ":20260112T100000\r\nDTEND;TZID=" + tzid + ":20260112T110000\r\nSUMMARY:x\r\n");
    const auto draft = draftOf(bytes);
    QCOMPARE(draft.start.toUTC(), QDateTime(QDate(2026, 1, 12), QTime(10, 0), QTimeZone::UTC).addSecs(-offset));
    QCOMPARE(draft.start.secsTo(draft.end), 3600);
    QCOMPARE(difference(bytes, edited(bytes, [](EventDraft &event) { event.summary = u"y"_s; })), (QByteArrayList{"+SUMMARY:y", "-SUMMARY:x"}));
}

void ForeignEventsTest::parametersStayAsTheyAreSpelled()
{
    const auto bytes = calendar(
        "dtstart;X-Odd=\"plain\";TZID=\"Europe/Berlin\":20260504T100000\r\n"
        "DTEND;TZID=\"Europe/Berlin\";x-more=^^:20260504T110000\r\n"
        "Summary;X-a=b^c;language=\"de\":Alt\r\n"
        "CATEGORIES;X-List=\"1\",2:A,B\r\n"
        "ATTENDEE;CN=\"Anna\";X-NUM-GUESTS=\"0\";partstat=NEEDS-ACTION;X-R=^n:mailto:anna@example.org\r\n");
    QCOMPARE(difference(bytes, edited(bytes, [](EventDraft &event) { event.summary = u"Neu"_s; })),
             (QByteArrayList{"+Summary;X-a=b^c;language=\"de\":Neu", "-Summary;X-a=b^c;language=\"de\":Alt"}));
    QCOMPARE(difference(bytes, edited(bytes, [](EventDraft &event) {
                 event.start = event.start.addSecs(3600);
                 event.end = event.end.addSecs(3600);
             })),
             (QByteArrayList{"+DTEND;TZID=\"Europe/Berlin\";x-more=^^:20260504T120000",
                             "+dtstart;X-Odd=\"plain\";TZID=\"Europe/Berlin\":20260504T110000",
                             "-DTEND;TZID=\"Europe/Berlin\";x-more=^^:20260504T110000",
                             "-dtstart;X-Odd=\"plain\";TZID=\"Europe/Berlin\":20260504T100000"}));
    QCOMPARE(difference(bytes, edited(bytes, [](EventDraft &event) { event.categories.removeOne(u"A"_s); })),
             (QByteArrayList{"+CATEGORIES;X-List=\"1\",2:B", "-CATEGORIES;X-List=\"1\",2:A,B"}));
    const auto old = ContentText::parse(bytes).root.components("VCALENDAR").first()->components("VEVENT").first()->line("ATTENDEE")->unfolded();
    const auto answered = EventWriter(bytes, {.now = QDateTime::currentDateTimeUtc(), .mine = {}})
                              .answer(0, Scope::All, {.name = {}, .address = u"anna@example.org"_s, .participation = Participation::Accepted});
    QVERIFY(answered);
    const auto now = ContentText::parse(answered->object).root.components("VCALENDAR").first()->components("VEVENT").first()->line("ATTENDEE")->unfolded();
    QVERIFY2(now.startsWith("ATTENDEE;CN=\"Anna\";X-NUM-GUESTS=\"0\";"), now);
    QVERIFY2(now.contains(";X-R=^n"), now);
    QVERIFY(now != old);
}

void ForeignEventsTest::aByteOrderMarkIsNoReasonToRefuse()
{
    const QByteArray mark("\xef\xbb\xbf");
    const QByteArray bytes = mark + calendar("DTSTART:20260504T100000Z\r\nSUMMARY:x\r\n");
    QCOMPARE(ContentText::parse(bytes).toBytes(), bytes);
    QCOMPARE(difference(bytes, edited(bytes, [](EventDraft &event) { event.summary = u"y"_s; })), (QByteArrayList{"+SUMMARY:y", "-SUMMARY:x"}));
    const auto imported = IcsImport::read(bytes);
    QCOMPARE(imported.objects.size(), 1);
    QCOMPARE(imported.objects.first().uid, "u1"_ba);
}

void ForeignEventsTest::oldLineEndsAreKept()
{
    const auto bytes = calendar("DTSTART:20260504T100000Z\r\nSUMMARY:x\r\nX-KEPT:1\r\n").replace("\r\n", "\r");
    const auto after = edited(bytes, [](EventDraft &event) { event.summary = u"y"_s; });
    QVERIFY(!after.contains('\n'));
    auto expected = bytes;
    expected.replace("SUMMARY:x", "SUMMARY:y");
    auto lines = after.split('\r');
    lines.removeIf([](const QByteArray &line) { return line.startsWith("LAST-MODIFIED") || line.startsWith("DTSTAMP"); });
    auto wanted = expected.split('\r');
    wanted.removeIf([](const QByteArray &line) { return line.startsWith("DTSTAMP"); });
    QCOMPARE(lines, wanted);
}

void ForeignEventsTest::blanksBehindTheUidSayNothing()
{
    const auto bytes = calendar("DTSTART:20260504T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:u1 \r\n"
                                "RECURRENCE-ID:20260505T100000Z\r\nDTSTART:20260505T120000Z\r\nSUMMARY:moved\r\n");
    QCOMPARE(difference(bytes, edited(bytes, [](EventDraft &event) { event.summary = u"y"_s; })), (QByteArrayList{"+SUMMARY:y", "-SUMMARY:x"}));
}

void ForeignEventsTest::textThatBrokeOffStaysWhatItIs()
{
    const auto whole = calendar("DTSTART:20260504T100000Z\r\n");
    const auto bytes = whole.first(whole.indexOf("\r\nEND:VEVENT"));
    const auto after = edited(bytes, [](EventDraft &event) { event.summary = u"y"_s; });
    QVERIFY2(after.contains("DTSTART:20260504T100000Z\r\n"), after);
    QVERIFY2(after.contains("\r\nSUMMARY:y\r\n"), after);
}

void ForeignEventsTest::anInstanceThatClocksSkipCanBeEdited()
{
    // On March 29th there is no half past two in Berlin: the instance is shown at half past three.
    const auto bytes = calendar("DTSTART;TZID=Europe/Berlin:20260327T023000\r\nDTEND;TZID=Europe/Berlin:20260327T024500\r\n"
                                "RRULE:FREQ=DAILY;COUNT=5\r\nSUMMARY:x\r\n");
    const auto skipped = key(2026, 3, 29, 3, 30);
    QCOMPARE(draftOf(bytes, skipped).start.time(), QTime(3, 30));
    for (const bool isMoved : {false, true}) {
        const auto after = edited(
            bytes,
            [isMoved](EventDraft &event) {
                event.summary = u"y"_s;
                event.start = event.start.addSecs(isMoved ? 3600 : 0);
                event.end = event.end.addSecs(isMoved ? 3600 : 0);
            },
            Scope::This, skipped);
        const auto read = CalendarObject::read(after);
        const auto all = RecurrenceSet(read).between(key(2026, 3, 1, 0, 0), key(2026, 5, 1, 0, 0), 100).list;
        QCOMPARE(all.size(), 5);
        QCOMPARE(read.components.at(all.at(2).component).summary, u"y"_s);
        QCOMPARE(all.at(2).start(), skipped + (isMoved ? 3600'000 : 0));
        QCOMPARE(all.at(2).end() - all.at(2).start(), 15 * 60'000);
        QCOMPARE(all.at(2).recurrence, skipped);
        QCOMPARE(all.at(3).start(), key(2026, 3, 30, 2, 30));
    }
    const auto halves = EventWriter(bytes, {.now = QDateTime::currentDateTimeUtc(), .mine = {}}).remove(skipped, Scope::ThisAndFollowing);
    QVERIFY(halves);
    const auto rest = CalendarObject::read(halves->object);
    QCOMPARE(RecurrenceSet(rest).between(key(2026, 3, 1, 0, 0), key(2026, 5, 1, 0, 0), 100).list.size(), 2);
}

void ForeignEventsTest::anInstanceThatClocksSkipCanBeRemoved()
{
    const auto bytes = calendar("DTSTART;TZID=Europe/Berlin:20260327T023000\r\nRRULE:FREQ=DAILY;COUNT=5\r\nSUMMARY:x\r\n");
    const auto removed = EventWriter(bytes, {.now = QDateTime::currentDateTimeUtc(), .mine = {}}).remove(key(2026, 3, 29, 3, 30), Scope::This);
    QVERIFY(removed);
    const auto read = CalendarObject::read(removed->object);
    const auto all = RecurrenceSet(read).between(key(2026, 3, 1, 0, 0), key(2026, 5, 1, 0, 0), 100).list;
    QCOMPARE(all.size(), 4);
    QVERIFY(std::ranges::none_of(all, [](const auto &instance) { return instance.start() == key(2026, 3, 29, 3, 30); }));
}

void ForeignEventsTest::whoIsNotInvitedToOneInstanceStaysSo()
{
    const auto person = [](const QByteArray &name) {
        return QByteArray("ATTENDEE;CN=" + name + ";PARTSTAT=ACCEPTED:mailto:" + name.toLower() + "@example.org\r\n");
    };
    const auto bytes = calendar("DTSTART:20260504T100000Z\r\nRRULE:FREQ=DAILY;COUNT=5\r\nSUMMARY:x\r\nORGANIZER:mailto:me@example.org\r\n" + person("Anna")
                                + person("Bert") + "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20260505T100000Z\r\n"
                                + "DTSTART:20260505T120000Z\r\nSUMMARY:x\r\nORGANIZER:mailto:me@example.org\r\n" + person("Anna"));
    const auto after = edited(bytes, [](EventDraft &event) {
        Attendee carla;
        carla.address = u"carla@example.org"_s;
        event.attendees << carla;
    });
    const auto read = CalendarObject::read(after);
    QCOMPARE(read.components.at(0).attendees.size(), 3);
    const auto &alone = read.components.at(1).attendees;
    QCOMPARE(alone.size(), 2);
    QCOMPARE(alone.at(0).address, u"anna@example.org"_s);
    QCOMPARE(alone.at(1).address, u"carla@example.org"_s);
}

void ForeignEventsTest::noReminderIsNone()
{
    const auto bytes = calendar("DTSTART:20260504T100000Z\r\nSUMMARY:x\r\nBEGIN:VALARM\r\nACTION:NONE\r\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\r\n"
                                "END:VALARM\r\n");
    QVERIFY(draftOf(bytes).alarms.isEmpty());
    const auto after = edited(bytes, [](EventDraft &event) {
        Alarm alarm;
        alarm.uid = "a1";
        event.alarms << alarm;
    });
    QVERIFY2(after.contains("ACTION:NONE\r\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z"), after);
    QVERIFY2(after.contains("UID:a1"), after);
}

void ForeignEventsTest::zonesOfOneNameStayApartInAFile()
{
    const auto object = [](const QByteArray &uid, const QByteArray &name, const QByteArray &offset) {
        return QByteArray("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:" + name + "\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:"
                          + offset + "\r\nTZOFFSETTO:" + offset + "\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTART;X-A=\"1\";TZID=\""
                          + name + "\":20260504T100000\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    };
    const QByteArray custom = "Customized Time Zone";
    const QList<QByteArray> objects{object("a", custom, "+0130"), object("b", custom, "-0630"), object("c", custom, "-0630"), object("d", custom, "+0130")};
    const auto file = IcsExport::joined(objects);
    QCOMPARE(file.count("BEGIN:VTIMEZONE"), 2);
    const auto read = IcsImport::read(file);
    QCOMPARE(read.objects.size(), objects.size());
    for (qsizetype i = 0; i < objects.size(); ++i) {
        QCOMPARE(draftOf(read.objects.at(i).bytes).start.toUTC(), draftOf(objects.at(i)).start.toUTC());
    }
    QVERIFY(file.contains("DTSTART;X-A=\"1\";TZID=\"Customized Time Zone\":"));
    // What is known by its name needs no second one, however differently it is described.
    QCOMPARE(IcsExport::joined({object("a", "Europe/Berlin", "+0100"), object("b", "Europe/Berlin", "+0100")}).count("BEGIN:VTIMEZONE"), 1);
}

QTEST_GUILESS_MAIN(ForeignEventsTest)
#include "foreigneventstest.moc"
