// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contenttext.h"
#include "groupware/propertyedit.h"

#include <QCborArray>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace Kontor;

namespace
{
QByteArray meeting(const QByteArray &lines, const QByteArray &more = {})
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n" + lines + "END:VEVENT\r\n" + more + "END:VCALENDAR\r\n";
}

QByteArray exception(const QByteArray &recurrenceId, const QByteArray &lines)
{
    return "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID" + recurrenceId + "\r\n" + lines + "END:VEVENT\r\n";
}

QByteArray card(const QByteArray &lines)
{
    return "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:c1\r\n" + lines + "END:VCARD\r\n";
}

QByteArrayList sortedLines(const QByteArray &bytes)
{
    auto lines = bytes.split('\n');
    std::ranges::sort(lines);
    return lines;
}
}

/// Edits carried out on what somebody else may have changed meanwhile.
class PropertyEditTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void touchesOnlyTheLinesConcerned()
    {
        const QByteArray odd = "BEGIN:VCALENDAR\nx-odd;A=\"b:c\":d\nBEGIN:VEVENT\nuid:1\nSUMMARY:old\n  folded\n strangely\nX-FOREIGN;P=^n:\\x\\\\\n"
                               "ATTENDEE;CN=\n \"B\";PARTSTAT=ACCEPTED:MAILTO:b@x.de\ngarbage\nEND:VEVENT\nEND:VCALENDAR";
        auto wished = odd;
        wished.replace("SUMMARY:old\n  folded\n strangely\n", "SUMMARY:new\n");
        const auto edits = editsBetween(odd, wished);
        QCOMPARE(edits.size(), 1);
        QCOMPARE(edits.first().property, QByteArray("SUMMARY"));
        QCOMPARE(applyEdits(odd, edits).value(), wished);
        QCOMPARE(applyEdits(wished, edits).value(), wished);
    }

    void ignoresAnotherSpelling()
    {
        const auto one = meeting("ATTENDEE;CN=\"Anna\";ROLE=REQ-PARTICIPANT:mailto:a@x.de\r\nDTSTART;VALUE=DATE-TIME:20260101T100000Z\r\nSUMMARY:a\\, b\r\n");
        const auto other = meeting("summary:a\\,\r\n  b\r\nDTSTART:20260101T100000Z\r\nATTENDEE;RSVP=FALSE;cn=Anna:MAILTO:A@x.de\r\n");
        QCOMPARE(editsBetween(one, other), QList<PropertyEdit>());
        QCOMPARE(editsBetween(card("TEL;TYPE=HOME,VOICE:1\r\nN:a;b;;;\r\n"), card("N:a;b\r\nTEL;TYPE=voice;TYPE=home:1\r\n")), QList<PropertyEdit>());
    }

    void addsAndRemoves()
    {
        const auto before = meeting("SUMMARY:a\r\nLOCATION:x\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n");
        const auto after = meeting("SUMMARY:a\r\nURL:https://x.de\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n");
        QCOMPARE(applyEdits(before, editsBetween(before, after)).value(), after);
        QCOMPARE(applyEdits(after, editsBetween(after, before)).value(), before);
    }

    void mergesWhatDoesNotClash()
    {
        const auto base = meeting("SUMMARY:a\r\nLOCATION:x\r\nSEQUENCE:1\r\n");
        const auto ours = meeting("SUMMARY:b\r\nLOCATION:x\r\nSEQUENCE:2\r\n");
        const auto theirs = meeting("SUMMARY:a\r\nLOCATION:y\r\nSEQUENCE:5\r\nX-NEW:1\r\n");
        QCOMPARE(applyEdits(theirs, editsBetween(base, ours)).value(), meeting("SUMMARY:b\r\nLOCATION:y\r\nSEQUENCE:5\r\nX-NEW:1\r\n"));
    }

    void reportsClashes()
    {
        const auto base = meeting("SUMMARY:a\r\nLOCATION:x\r\n");
        const auto edits = editsBetween(base, meeting("SUMMARY:b\r\nLOCATION:z\r\n"));
        QList<PropertyEdit> clashes;
        const auto result = applyEdits(meeting("SUMMARY:c\r\nLOCATION:x\r\n"), edits, &clashes);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Conflict);
        QCOMPARE(clashes.size(), 1);
        QCOMPARE(clashes.first().property, QByteArray("SUMMARY"));
        QVERIFY(result.error().detail.contains(QLatin1StringView("SUMMARY")));
        QVERIFY(!result.error().detail.contains(QLatin1StringView("LOCATION")));
        // The same wish twice is none.
        QCOMPARE(applyEdits(meeting("SUMMARY:b\r\nLOCATION:z\r\n"), edits, &clashes).value(), meeting("SUMMARY:b\r\nLOCATION:z\r\n"));
        QVERIFY(clashes.isEmpty());
        // Removed there, changed here.
        QVERIFY(!applyEdits(meeting("LOCATION:x\r\n"), edits));
        // The whole event is another one.
        QVERIFY(!applyEdits(meeting("SUMMARY:a\r\nLOCATION:x\r\n").replace("UID:1", "UID:2"), edits));
    }

    void reportsTimesThatNoLongerGoTogether()
    {
        const auto base = meeting("DTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z\r\n");
        const auto later = editsBetween(base, meeting("DTSTART:20260105T083000Z\r\nDTEND:20260105T090000Z\r\n"));
        QVERIFY(!applyEdits(meeting("DTSTART:20260105T080000Z\r\nDTEND:20260105T081500Z\r\n"), later));
        QVERIFY(applyEdits(meeting("DTSTART:20260105T080000Z\r\nDTEND:20260105T100000Z\r\n"), later));
        const auto wholeDay = editsBetween(base, meeting("DTSTART;VALUE=DATE:20260105\r\nDTEND;VALUE=DATE:20260106\r\n"));
        QVERIFY(applyEdits(base, wholeDay));
    }

    void mergesAttendees()
    {
        const auto base = meeting("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@x.de\r\nATTENDEE:mailto:b@x.de\r\n");
        const auto ours = meeting("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.de\r\nATTENDEE:mailto:b@x.de\r\n");
        const auto edits = editsBetween(base, ours);
        // The organiser wrote a name and invited somebody else, the server noted what it did.
        const auto theirs = meeting("ATTENDEE;CN=Anna;PARTSTAT=NEEDS-ACTION:mailto:a@x.de\r\nATTENDEE;PARTSTAT=DECLINED:mailto:b@x.de\r\nATTENDEE:mailto:c@x.de\r\n");
        const auto both = meeting("ATTENDEE;CN=Anna;PARTSTAT=ACCEPTED:mailto:a@x.de\r\nATTENDEE;PARTSTAT=DECLINED:mailto:b@x.de\r\nATTENDEE:mailto:c@x.de\r\n");
        QCOMPARE(applyEdits(theirs, edits).value(), both);
        QCOMPARE(applyEdits(both, edits).value(), both);
        // Two answers of one person are a clash.
        QVERIFY(!applyEdits(meeting("ATTENDEE;PARTSTAT=TENTATIVE:mailto:a@x.de\r\nATTENDEE:mailto:b@x.de\r\n"), edits));
        // A lost answer: it is as wished, and the server says more of it.
        const auto done = meeting("ATTENDEE;PARTSTAT=ACCEPTED;SCHEDULE-STATUS=1.2:mailto:a@x.de\r\nATTENDEE:mailto:b@x.de\r\n");
        QCOMPARE(applyEdits(done, edits).value(), done);
        // Disinvited here, answered there.
        const auto without = editsBetween(base, meeting("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@x.de\r\n"));
        QCOMPARE(applyEdits(meeting("ATTENDEE:mailto:a@x.de\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:b@x.de\r\n"), without).value(), meeting("ATTENDEE:mailto:a@x.de\r\n"));
    }

    void doesNotMakeSomebodyAnother()
    {
        const auto base = meeting("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@x.de\r\n");
        const auto edits = editsBetween(base, meeting("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:b@x.de\r\n"));
        QCOMPARE(applyEdits(meeting("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.de\r\n"), edits).value(), meeting("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:b@x.de\r\n"));
    }

    void mergesNumbers()
    {
        const auto base = card("TEL;TYPE=home:1\r\nTEL;TYPE=work:2\r\nEMAIL:a@x.de\r\n");
        const auto edits = editsBetween(base, card("TEL;TYPE=home:1\r\nTEL;TYPE=work:22\r\nTEL:3\r\nEMAIL:a@x.de\r\n"));
        QCOMPARE(applyEdits(card("TEL;TYPE=work:2\r\nTEL;TYPE=home:11\r\nEMAIL:a@x.de\r\n"), edits).value(),
                 card("TEL;TYPE=work:22\r\nTEL;TYPE=home:11\r\nTEL:3\r\nEMAIL:a@x.de\r\n"));
        const auto changed = editsBetween(card("TEL:1\r\n"), card("TEL:2\r\n"));
        QVERIFY(!applyEdits(card("TEL:3\r\n"), changed));
        QCOMPARE(applyEdits(card("TEL:2\r\n"), changed).value(), card("TEL:2\r\n"));
        QCOMPARE(applyEdits(card("TEL;TYPE=home:1\r\n"), changed).value(), card("TEL;TYPE=home:2\r\n"));
    }

    void mergesValuesOfALine()
    {
        const auto base = meeting("CATEGORIES:A,B\r\nEXDATE;TZID=Europe/Berlin:20260105T090000,20260112T090000\r\n");
        const auto ours = meeting("CATEGORIES:A,C\r\nEXDATE;TZID=Europe/Berlin:20260105T090000,20260112T090000,20260119T090000\r\n");
        const auto edits = editsBetween(base, ours);
        QCOMPARE(applyEdits(base, edits).value(), ours);
        const auto theirs = meeting("CATEGORIES:A,B,D\r\nEXDATE:20260105T080000Z\r\nEXDATE:20260112T080000Z,20260126T080000Z\r\n");
        const auto both = applyEdits(theirs, edits).value();
        QCOMPARE(both, meeting("CATEGORIES:A,D,C\r\nEXDATE:20260105T080000Z\r\nEXDATE:20260112T080000Z,20260126T080000Z\r\nEXDATE;TZID=Europe/Berlin:20260119T090000\r\n"));
        QCOMPARE(applyEdits(both, edits).value(), both);
    }

    void findsExceptionsAcrossZones()
    {
        const auto base = meeting("SUMMARY:series\r\n", exception(";TZID=Europe/Berlin:20260105T090000", "SUMMARY:one\r\n"));
        const auto edits = editsBetween(base, meeting("SUMMARY:series\r\n", exception(";TZID=Europe/Berlin:20260105T090000", "SUMMARY:other\r\n")));
        QCOMPARE(edits.size(), 1);
        for (const auto &id : {QByteArray(":20260105T080000Z"), QByteArray(";TZID=America/New_York:20260105T030000"), QByteArray(";TZID=\"W. Europe Standard Time\":20260105T090000"),
                               QByteArray(";TZID=/freeassociation.sourceforge.net/Europe/Paris:20260105T090000")}) {
            QCOMPARE(applyEdits(meeting("SUMMARY:series\r\n", exception(id, "SUMMARY:one\r\n")), edits).value(),
                     meeting("SUMMARY:series\r\n", exception(id, "SUMMARY:other\r\n")));
        }
        QVERIFY(!applyEdits(meeting("SUMMARY:series\r\n", exception(":20260105T090000Z", "SUMMARY:one\r\n")), edits)); // another instant
        QVERIFY(!applyEdits(meeting("SUMMARY:series\r\n"), edits)); // somebody removed it
        // The same exception, spelled otherwise, is no edit.
        QCOMPARE(editsBetween(base, meeting("SUMMARY:series\r\n", exception(":20260105T080000Z", "SUMMARY:one\r\n"))).size(), 1); // but its RECURRENCE-ID line
    }

    void addsAndRemovesExceptions()
    {
        const auto base = meeting("SUMMARY:series\r\n");
        const auto with = meeting("SUMMARY:series\r\n", exception(":20260105T080000Z", "SUMMARY:one\r\n"));
        const auto add = editsBetween(base, with);
        QCOMPARE(add.size(), 1);
        QCOMPARE(applyEdits(base, add).value(), with);
        QCOMPARE(applyEdits(with, add).value(), with);
        const auto others = meeting("SUMMARY:renamed\r\n", exception(":20260112T080000Z", "SUMMARY:two\r\n"));
        QCOMPARE(applyEdits(others, add).value(),
                 meeting("SUMMARY:renamed\r\n", exception(":20260112T080000Z", "SUMMARY:two\r\n") + exception(":20260105T080000Z", "SUMMARY:one\r\n")));
        QVERIFY(!applyEdits(meeting("SUMMARY:series\r\n", exception(":20260105T080000Z", "SUMMARY:else\r\n")), add));
        const auto remove = editsBetween(with, base);
        QCOMPARE(applyEdits(with, remove).value(), base);
        QCOMPARE(applyEdits(base, remove).value(), base);
        QVERIFY(!applyEdits(meeting("SUMMARY:series\r\n", exception(":20260105T080000Z", "SUMMARY:changed\r\n")), remove));
        // A series that is gone does not come back as one instance.
        QVERIFY(!applyEdits("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", add));
    }

    /// The answer to the first attempt was lost, and others went on with the instance before the second.
    void addsAnExceptionThatIsThereAlready()
    {
        const QByteArray id = ":20260105T080000Z";
        const auto base = meeting("SUMMARY:series\r\nLOCATION:here\r\nURL:https://a.example\r\nRRULE:FREQ=DAILY\r\n");
        const auto series = base.mid(0, base.indexOf("END:VCALENDAR"));
        const auto withInstance = [&](const QByteArray &lines) {
            return QByteArray(series + exception(id, lines) + "END:VCALENDAR\r\n");
        };
        const auto wished = withInstance("SUMMARY:one\r\nLOCATION:here\r\n"); // another title, and no link
        const auto add = editsFromCbor(toCbor(editsBetween(base, wished)));
        QCOMPARE(applyEdits(base, add).value(), wished);
        const auto moved = withInstance("SUMMARY:one\r\nLOCATION:there\r\n"); // mine, and somebody else's place
        QCOMPARE(applyEdits(moved, add).value(), moved);
        // Made by somebody else in the meantime: both wishes hold.
        QCOMPARE(applyEdits(withInstance("SUMMARY:series\r\nLOCATION:there\r\nURL:https://a.example\r\n"), add).value(), moved);
        QVERIFY(!applyEdits(withInstance("SUMMARY:other\r\nLOCATION:here\r\n"), add));
    }

    void keepsZonesInUse()
    {
        const QByteArray zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n";
        const auto base = meeting("DTSTART;TZID=Europe/Berlin:20260105T090000\r\n").replace("BEGIN:VEVENT", QByteArray(zone + "BEGIN:VEVENT"));
        const auto ours = meeting("DTSTART:20260105T100000Z\r\n");
        const auto edits = editsBetween(base, ours);
        QCOMPARE(applyEdits(base, edits).value(), ours);
        QCOMPARE(applyEdits(ours, editsBetween(ours, base)).value(), base);
        const auto theirs = meeting("DTSTART;TZID=Europe/Berlin:20260105T090000\r\n", exception(";TZID=Europe/Berlin:20260112T090000", "SUMMARY:x\r\n")).replace("PRODID:-//x//y\r\n", QByteArray("PRODID:-//x//y\r\n" + zone));
        QVERIFY(applyEdits(theirs, edits).value().contains(zone));
    }

    void editsAlarms()
    {
        const QByteArray first = "BEGIN:VALARM\r\nUID:a1\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n";
        const QByteArray second = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n";
        const auto base = meeting("SUMMARY:x\r\n" + first);
        auto snoozed = first;
        snoozed.replace("TRIGGER:-PT15M\r\n", "TRIGGER:-PT15M\r\nACKNOWLEDGED:20260105T080000Z\r\n");
        const auto acknowledge = editsBetween(base, meeting("SUMMARY:x\r\n" + snoozed));
        QCOMPARE(applyEdits(meeting("SUMMARY:y\r\n" + second + first), acknowledge).value(), meeting("SUMMARY:y\r\n" + second + snoozed));
        const auto add = editsBetween(base, meeting("SUMMARY:x\r\n" + first + second));
        QCOMPARE(applyEdits(base, add).value(), meeting("SUMMARY:x\r\n" + first + second));
        QCOMPARE(applyEdits(applyEdits(base, add).value(), add).value(), meeting("SUMMARY:x\r\n" + first + second));
        const auto remove = editsBetween(base, meeting("SUMMARY:x\r\n" + second));
        QCOMPARE(applyEdits(base, remove).value(), meeting("SUMMARY:x\r\n" + second));
    }

    void removesTwins()
    {
        const QByteArray alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n";
        const auto base = meeting("SUMMARY:x\r\n" + alarm + alarm);
        const auto none = editsBetween(base, meeting("SUMMARY:x\r\n"));
        QCOMPARE(applyEdits(base, none).value(), meeting("SUMMARY:x\r\n"));
        QCOMPARE(applyEdits(meeting("SUMMARY:x\r\n"), none).value(), meeting("SUMMARY:x\r\n"));
        // A line that somebody else doubled.
        const auto gone = editsBetween(meeting("COMMENT:a\r\n"), meeting({}));
        QCOMPARE(applyEdits(meeting("COMMENT:a\r\nCOMMENT:a\r\nCOMMENT:b\r\n"), gone).value(), meeting("COMMENT:b\r\n"));
        const auto changed = editsBetween(meeting("COMMENT:a\r\n"), meeting("COMMENT:c\r\n"));
        QCOMPARE(applyEdits(meeting("COMMENT:a\r\nCOMMENT:a\r\nCOMMENT:b\r\n"), changed).value(), meeting("COMMENT:c\r\nCOMMENT:b\r\n"));
        // A component of a text that broke off is ended.
        const auto broken = editsBetween("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x");
        QCOMPARE(applyEdits("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", broken).value(),
                 QByteArray("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
    }

    void editsGroups()
    {
        const auto base = card("item1.TEL:1\r\nitem1.X-ABLabel:Boat\r\nTEL:2\r\n");
        const auto after = card("item1.TEL:11\r\nitem1.X-ABLabel:Boat\r\nTEL:2\r\n");
        const auto edits = editsBetween(base, after);
        QCOMPARE(edits.size(), 1);
        QCOMPARE(edits.first().property, QByteArray("ITEM1.TEL"));
        QCOMPARE(applyEdits(base, edits).value(), after);
    }

    void writesIntoAFileWithoutItsEnd()
    {
        const QByteArray broken = "BEGIN:VCARD\nFN:a";
        const QByteArray wished = "BEGIN:VCARD\nFN:a\nNOTE:n\n";
        QCOMPARE(applyEdits(broken, editsBetween(broken, wished)).value(), wished);
    }

    void onlyTheDateOfChangeIsNoNews()
    {
        const auto base = meeting("SUMMARY:a\r\n");
        auto ours = meeting("SUMMARY:b\r\n");
        ours.replace("DTSTAMP:2026", "DTSTAMP:2027");
        auto rewritten = meeting("SUMMARY:b\r\n");
        rewritten.replace("DTSTAMP:2026", "DTSTAMP:2020");
        QCOMPARE(applyEdits(rewritten, editsBetween(base, ours)).value(), rewritten);
        QCOMPARE(applyEdits(base, editsBetween(base, ours)).value(), ours);
    }

    void survivesCbor()
    {
        const auto edits = editsBetween(meeting("SUMMARY:a\r\n"), meeting("SUMMARY:b\r\nCATEGORIES:x\r\n", exception(";TZID=Europe/Berlin:20260105T090000", "SUMMARY:c\r\n")));
        QVERIFY(edits.size() >= 3);
        QCOMPARE(editsFromCbor(toCbor(edits)), edits);
        QCOMPARE(editsFromCbor(QCborArray{1, QCborArray{7}, QStringLiteral("x")}), QList<PropertyEdit>());
    }

    // From any object to any other: the edits lead there, twice is once, and there is nothing left to edit.
    void leadsFromOneToTheOther()
    {
        const auto seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        const QByteArrayList lines{"SUMMARY:a\r\n", "SUMMARY:b\r\n", "LOCATION:x\r\n", "ATTENDEE;CN=A:mailto:a@x.de\r\n", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.de\r\n",
                                   "ATTENDEE:mailto:b@x.de\r\n", "ATTENDEE;CN=\"C: c\":mailto:c@x.de\r\n", "CATEGORIES:A,B\r\n", "CATEGORIES:C\r\n", "EXDATE:20260105T080000Z\r\n",
                                   "EXDATE:20260105T080000Z,20260112T080000Z\r\n", "X-A;P=1:v\r\n", "X-A;P=2:v\r\n", "COMMENT:1\r\n", "COMMENT:2\r\n", "RDATE;VALUE=DATE:20260301\r\n"};
        const auto some = [&] {
            QByteArray chosen;
            for (auto count = random.bounded(8); count > 0; --count) {
                chosen += lines.at(random.bounded(int(lines.size())));
            }
            return chosen;
        };
        const auto object = [&] {
            QByteArray more;
            for (const auto &id : {QByteArray(":20260105T080000Z"), QByteArray(";TZID=Europe/Berlin:20260112T090000")}) {
                if (random.bounded(2) == 0) {
                    more += exception(id, some());
                }
            }
            return meeting(some(), more);
        };
        for (int round = 0; round < 3000; ++round) {
            const auto from = object();
            const auto to = object();
            const auto edits = editsBetween(from, to);
            const auto note = QStringLiteral("seed %1 round %2\n%3\n%4").arg(seed).arg(round).arg(QString::fromUtf8(from), QString::fromUtf8(to));
            const auto result = applyEdits(from, edits);
            QVERIFY2(result, qPrintable(note));
            QVERIFY2(editsBetween(*result, to).isEmpty(), qPrintable(note + QLatin1Char('\n') + QString::fromUtf8(*result)));
            const auto again = applyEdits(*result, edits);
            QVERIFY2(again && *again == *result, qPrintable(note));
            QCOMPARE(sortedLines(*result), sortedLines(to));
        }
    }
};

QTEST_APPLESS_MAIN(PropertyEditTest)
#include "propertyedittest.moc"
