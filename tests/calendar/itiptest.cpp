// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendaractionsfixture.h"

#include "calendar/itipmerge.h"
#include "groupware/propertyedit.h"

using namespace Kontor;
using State = InvitationState;

namespace
{
const QByteArray bertInvites = "ORGANIZER;CN=Bert:mailto:bert@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bert@example.org\r\n"
                               "ATTENDEE;CN=Anna;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:A.Berg@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:carla@example.org\r\n";
const QByteArray annaInvites = "ORGANIZER;CN=Anna:mailto:anna@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert@example.org\r\n"
                               "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:carla@example.org\r\n";
const QByteArray single = "DTSTAMP:20260401T000000Z\r\nSEQUENCE:0\r\nDTSTART:20360505T080000Z\r\nDTEND:20360505T090000Z\r\nSUMMARY:Lage\r\n";
const QByteArray series = "DTSTAMP:20260401T000000Z\r\nSEQUENCE:0\r\nDTSTART:20360505T080000Z\r\nDTEND:20360505T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=6\r\nSUMMARY:Lage\r\n";

QByteArray request(const QByteArray &lines, const QByteArray &more = {})
{
    return eventText(lines, more, "u1", "REQUEST");
}

qint64 key(int month, int day, int hour = 8)
{
    return QDateTime(QDate(2036, month, day), QTime(hour, 0), QTimeZone::UTC).toMSecsSinceEpoch();
}

CalendarObject read(const QByteArray &bytes)
{
    return CalendarObject::read(bytes);
}

QByteArray reply(const QByteArray &who, const QByteArray &answer, const QByteArray &more = {}, const QByteArray &stamp = "20260402T000000Z")
{
    return eventText("DTSTAMP:" + stamp + "\r\nSEQUENCE:0\r\nORGANIZER:mailto:anna@example.org\r\nATTENDEE;PARTSTAT=" + answer + ":mailto:" + who + "\r\n" + more, {}, "u1", "REPLY");
}
}

/// Everybody concerned is told exactly once, and a message changes what it speaks of and nothing else.
class ItipTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anInvitationIsAnsweredOnce()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        auto state = home.state(request(single + bertInvites), QStringLiteral("bert@example.org"));
        QCOMPARE(state.kind, State::Kind::Invitation);
        QCOMPARE(state.invitedAs, QStringLiteral("A.Berg@example.org"));
        QVERIFY(state.wantsAnswer);
        QVERIFY(!state.isThroughGroup);
        QCOMPARE(state.calendar, home.calendar);
        const auto ref = waitedFor(actions.answerInvitation(state, home.calendar, Participation::Tentative, QStringLiteral("vielleicht"))).value();
        QVERIFY(!home.bytes(ref.item).contains("METHOD"));
        QVERIFY(home.bytes(ref.item).contains("PARTSTAT=TENTATIVE:mailto:A.Berg@example.org"));
        auto letters = home.letters();
        QCOMPARE(letters.size(), 1);
        QCOMPARE(letters.first().method, QByteArray("REPLY"));
        QCOMPARE(letters.first().from, QStringLiteral("a.berg@example.org"));
        QCOMPARE(letters.first().recipients, QStringList{QStringLiteral("bert@example.org")});
        const auto said = read(letters.first().ics);
        QCOMPARE(said.method, QByteArray("REPLY"));
        QCOMPARE(said.components.first().attendees.size(), 1);
        QCOMPARE(said.components.first().attendees.first().participation, Participation::Tentative);
        QCOMPARE(said.components.first().comment, QStringLiteral("vielleicht"));
        QVERIFY(letters.first().ics.contains("SEQUENCE:0"));

        // The same again, and another mind before it went: one letter, the last word.
        waitedFor(actions.answerInvitation(home.state(request(single + bertInvites)), home.calendar, Participation::Tentative)).value();
        QCOMPARE(home.letters().size(), 1);
        actions.answer(ref, Participation::Accepted, {}, Scope::All);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(ref.item).contains("PARTSTAT=ACCEPTED:mailto:A.Berg@example.org") || home.bytes(ref.item).contains("PARTSTAT=ACCEPTED:mailto:A.Berg"), 30000);
        letters = home.letters();
        QCOMPARE(letters.size(), 1);
        QCOMPARE(read(letters.first().ics).components.first().attendees.first().participation, Participation::Accepted);

        // It went: the same answer tells nobody, a new one does.
        home.sendLetters();
        actions.answer(ref, Participation::Accepted, {}, Scope::All);
        actions.answer(ref, Participation::Declined, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        QCOMPARE(read(home.letters().first().ics).components.first().attendees.first().participation, Participation::Declined);
        // Taken back before it went: nothing to say.
        QTRY_COMPARE_WITH_TIMEOUT(actions.undoText().isEmpty(), false, 30000);
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 0, 30000);
        QVERIFY(home.bytes(ref.item).contains("PARTSTAT=ACCEPTED"));
    }

    void aServerThatSchedulesItselfTells()
    {
        CalendarActionsFixture home(CalendarActionsFixture::Server::SchedulesItself);
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(single + bertInvites));
        actions.answer({item, 0}, Participation::Accepted, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
        QCOMPARE(home.letters().size(), 0);
        // unless the event says that the client does
        auto other = eventText(single + bertInvites, {}, "u2");
        other.replace("ORGANIZER;CN=Bert", "ORGANIZER;SCHEDULE-AGENT=CLIENT;CN=Bert");
        const auto second = home.add(home.calendar, other);
        actions.answer({second, 0}, Participation::Accepted, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        QVERIFY(!home.letters().first().ics.contains("SCHEDULE-AGENT"));
        // or nobody
        other.replace("SCHEDULE-AGENT=CLIENT", "SCHEDULE-AGENT=NONE").replace("UID:u2", "UID:u3");
        const auto third = home.add(home.calendar, other);
        actions.answer({third, 0}, Participation::Accepted, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(third).size(), 1, 30000);
        QCOMPARE(home.letters().size(), 1);
    }

    void aPastEventIsToldByMailIfTheServerKeepsSilent_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("silent") << QByteArray();
        QTest::newRow("told") << QByteArray("1.2");
    }
    void aPastEventIsToldByMailIfTheServerKeepsSilent()
    {
        QFETCH(QByteArray, status);
        CalendarActionsFixture home(CalendarActionsFixture::Server::SchedulesItself);
        CalendarActions actions(home.outbox);
        QByteArray past = single + bertInvites;
        past.replace("20360505", "20250505");
        const auto item = home.add(home.calendar, eventText(past));
        actions.answer({item, 0}, Participation::Accepted, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT count(*) FROM calendar_letter WHERE hold = 1 AND ?1 = 0"), 1, 30000);
        QCOMPARE(home.letters().size(), 0); // not yet
        home.synchronize([&status](const QByteArray &bytes) {
            auto told = bytes;
            return status.isEmpty() ? told : told.replace("ORGANIZER;CN=Bert", QByteArray("ORGANIZER;SCHEDULE-STATUS=\"" + status + "\";CN=Bert"));
        });
        if (!status.isEmpty()) {
            QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT count(*) FROM calendar_letter WHERE ?1 = 0"), 0, 30000);
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(home.value("SELECT arrived FROM calendar_letter WHERE ?1 = 0") > 0, 30000);
        QCOMPARE(home.letters().size(), 0); // what the server made of it has not been read
        waitedFor(home.store->write([calendar = home.calendar](Transaction &transaction) {
            transaction.changes.touch(calendar);
            return transaction.prepare("UPDATE collection SET pulled = ?2 WHERE id = ?1").run(calendar, QDateTime::currentMSecsSinceEpoch() + 1000);
        })).value();
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        QCOMPARE(home.letters().first().method, QByteArray("REPLY"));
    }

    void theOrganiserInvitesUpdatesAndCancels()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        auto wanted = actions.newEvent(home.calendar, QDateTime(QDate(2036, 5, 5), QTime(10, 0), QTimeZone("Europe/Berlin")), {}, false);
        wanted.summary = QStringLiteral("Lage");
        wanted.alarms = {Alarm{}};
        wanted.attendees = {Attendee{.name = {}, .address = QStringLiteral("bert@example.org")}, Attendee{.name = {}, .address = QStringLiteral("carla@example.org")}};
        const auto ref = waitedFor(actions.save(EventDraft{}, wanted, Scope::All)).value();
        QCOMPARE(home.letters().size(), 1); // one for both
        QCOMPARE(home.letters().first().method, QByteArray("REQUEST"));
        QCOMPARE(home.letters().first().recipients.size(), 2);
        QCOMPARE(home.letters().first().from, QStringLiteral("anna@example.org"));
        QVERIFY(!home.letters().first().ics.contains("VALARM"));
        QVERIFY(home.letters().first().ics.contains("BEGIN:VTIMEZONE"));
        home.sendLetters();

        // Another alarm, a category: nobody's business.
        auto before = home.draft(ref);
        auto after = before;
        after.categories = {QStringLiteral("x")};
        after.alarms = {};
        waitedFor(actions.save(before, after, Scope::All)).value();
        QCOMPARE(home.letters().size(), 0);

        // One goes, one comes, one stays and hears nothing.
        before = home.draft(ref);
        after = before;
        after.attendees = {before.attendees.at(1), Attendee{.name = {}, .address = QStringLiteral("dora@example.org")}};
        waitedFor(actions.save(before, after, Scope::All)).value();
        auto letters = home.letters();
        QCOMPARE(letters.size(), 2);
        for (const auto &letter : letters) {
            QCOMPARE(letter.recipients, QStringList{letter.method == "CANCEL" ? QStringLiteral("bert@example.org") : QStringLiteral("dora@example.org")});
        }
        // Thought better of it before they went.
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 0, 30000);
        waitedFor(actions.save(before, after, Scope::All)).value();
        home.sendLetters();

        // A new time: all of them, with a higher SEQUENCE.
        before = home.draft(ref);
        after = before;
        after.start = before.start.addSecs(3600);
        after.end = before.end.addSecs(3600);
        waitedFor(actions.save(before, after, Scope::All)).value();
        letters = home.letters();
        QCOMPARE(letters.size(), 1);
        QCOMPARE(letters.first().recipients.size(), 2);
        QCOMPARE(read(letters.first().ics).components.first().sequence, 1);
        home.sendLetters();
        actions.remove(ref, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        QCOMPARE(home.letters().first().method, QByteArray("CANCEL"));
        QCOMPARE(read(home.letters().first().ics).components.first().sequence, 2);
        QCOMPARE(home.letters().first().recipients.size(), 2);
    }

    void oneInstanceIsToldAloneAsSender()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + annaInvites));
        actions.reschedule({item, key(5, 19)}, QDateTime(QDate(2036, 5, 19), QTime(12, 0), QTimeZone::UTC), {}, Scope::This);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        auto said = read(home.letters().first().ics);
        QCOMPARE(said.method, QByteArray("REQUEST"));
        QCOMPARE(said.components.size(), 1);
        QVERIFY(!said.master());
        QCOMPARE(said.components.first().recurrenceId.key(), key(5, 19));
        QVERIFY(!home.letters().first().ics.contains("RRULE"));
        home.sendLetters();
        actions.remove({item, key(5, 26)}, Scope::This);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        said = read(home.letters().first().ics);
        QCOMPARE(said.method, QByteArray("CANCEL"));
        QCOMPARE(said.components.size(), 1);
        QCOMPARE(said.components.first().recurrenceId.key(), key(5, 26));
        home.sendLetters();
        // A new one is invited to one instance: that one is all they hear of.
        const auto before = home.draft({item, key(6, 2)});
        auto after = before;
        after.attendees << Attendee{.name = {}, .address = QStringLiteral("gast@example.org")};
        waitedFor(actions.save(before, after, Scope::This)).value();
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(home.letters().first().recipients, QStringList{QStringLiteral("gast@example.org")});
        said = read(home.letters().first().ics);
        QVERIFY(!said.master());
        QCOMPARE(said.components.size(), 1);
    }

    void oneInstanceLeavesTheOthersAloneAsReceiver()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto moved = componentText("DTSTAMP:20260401T000000Z\r\nRECURRENCE-ID:20360512T080000Z\r\nDTSTART:20360512T100000Z\r\nDTEND:20360512T110000Z\r\nSUMMARY:Lage, später\r\n" + bertInvites);
        const auto bytes = eventText(series + bertInvites + "X-MINE:1\r\nBEGIN:VALARM\r\nUID:al\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n", moved);
        const auto item = home.add(home.calendar, bytes);
        const auto update = request("DTSTAMP:20260402T000000Z\r\nSEQUENCE:1\r\nRECURRENCE-ID:20360519T080000Z\r\nDTSTART:20360520T080000Z\r\nDTEND:20360520T090000Z\r\nSUMMARY:Lage verlegt\r\n" + bertInvites);
        const auto state = home.state(update, QStringLiteral("bert@example.org"));
        QCOMPARE(state.kind, State::Kind::Update);
        QCOMPARE(state.instances, 1);
        QCOMPARE(state.ref.recurrence, key(5, 19));
        QVERIFY(state.changes.contains(State::Changed::Time));
        const auto ref = waitedFor(actions.answerInvitation(state, home.calendar, Participation::Accepted)).value();
        QCOMPARE(ref, (OccurrenceRef{item, key(5, 19)}));
        const auto now = read(home.bytes(item));
        QVERIFY(now.master());
        QCOMPARE(now.master()->rules, QList<QByteArray>{"FREQ=WEEKLY;COUNT=6"});
        QCOMPARE(now.exceptions().size(), 2);
        // what was there is there, byte for byte
        QVERIFY(home.bytes(item).contains(moved));
        QVERIFY(home.bytes(item).startsWith(bytes.first(bytes.indexOf("END:VEVENT"))));
        const auto *exception = now.component(key(5, 19));
        QCOMPARE(exception->summary, QStringLiteral("Lage verlegt"));
        QCOMPARE(exception->reminders.size(), 1);
        QCOMPARE(exception->participationOf({QStringLiteral("a.berg@example.org")}), Participation::Accepted);
        // answered for that instance alone
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(read(home.letters().first().ics).components.first().recurrenceId.key(), key(5, 19));
        QCOMPARE(now.master()->participationOf({QStringLiteral("a.berg@example.org")}), Participation::NeedsAction);
    }

    void anInvitationToOneInstanceThenToAll()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto one = request("DTSTAMP:20260402T000000Z\r\nRECURRENCE-ID:20360519T080000Z\r\nDTSTART:20360519T080000Z\r\nDTEND:20360519T090000Z\r\nSUMMARY:Gast\r\n" + bertInvites);
        const auto ref = waitedFor(actions.answerInvitation(home.state(one), home.calendar, Participation::Accepted)).value();
        QVERIFY(!read(home.bytes(ref.item)).master());
        const auto all = home.state(request(series + bertInvites));
        waitedFor(actions.answerInvitation(all, home.calendar, Participation::Declined)).value();
        const auto now = read(home.bytes(ref.item));
        QVERIFY(now.master());
        QCOMPARE(now.exceptions().size(), 1);
        QCOMPARE(home.value("SELECT count(*) FROM calendar_object WHERE ?1 = 0"), 1);
    }

    void updatesKeepWhatIsMine()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        auto mine = eventText(single + bertInvites + "CATEGORIES:rot\r\nX-NOTE:meins\r\nBEGIN:VALARM\r\nUID:al\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n");
        mine.replace("PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:A.Berg", "PARTSTAT=ACCEPTED:mailto:A.Berg");
        const auto item = home.add(home.calendar, mine);
        QByteArray renamed = single + bertInvites;
        renamed.replace("SUMMARY:Lage", "SUMMARY:Lage 2").replace("20260401", "20260403");
        auto state = home.state(request(renamed));
        QCOMPARE(state.kind, State::Kind::Update);
        QCOMPARE(state.changes, QList<State::Changed>{State::Changed::Title});
        QCOMPARE(state.mine, Participation::Accepted);
        waitedFor(actions.file(state)).value();
        auto now = read(home.bytes(item)).components.first();
        QCOMPARE(now.summary, QStringLiteral("Lage 2"));
        QCOMPARE(now.reminders.size(), 1);
        QCOMPARE(now.categories, QStringList{QStringLiteral("rot")});
        QVERIFY(home.bytes(item).contains("X-NOTE:meins"));
        QCOMPARE(now.participationOf({QStringLiteral("a.berg@example.org")}), Participation::Accepted); // the same time
        QCOMPARE(home.letters().size(), 0);
        QCOMPARE(home.state(request(renamed)).kind, State::Kind::Known);
        QCOMPARE(home.state(request(single + bertInvites)).kind, State::Kind::Outdated);
        // Another time must be answered anew, and is.
        QByteArray moved = renamed;
        moved.replace("SEQUENCE:0", "SEQUENCE:1").replace("20360505T08", "20360506T08").replace("20360505T09", "20360506T09");
        state = home.state(request(moved));
        QCOMPARE(state.kind, State::Kind::Update);
        waitedFor(actions.answerInvitation(state, home.calendar, Participation::Accepted)).value();
        QCOMPARE(home.letters().size(), 1);
    }

    void cancellations()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + bertInvites));
        const auto one = eventText("DTSTAMP:20260402T000000Z\r\nSEQUENCE:1\r\nRECURRENCE-ID:20360519T080000Z\r\nSTATUS:CANCELLED\r\n" + bertInvites, {}, "u1", "CANCEL");
        auto state = home.state(one);
        QCOMPARE(state.kind, State::Kind::Cancellation);
        QVERIFY(!state.isApplied);
        waitedFor(actions.file(state)).value();
        auto now = read(home.bytes(item));
        QCOMPARE(now.exceptions().size(), 1);
        QCOMPARE(now.exceptions().first()->status, QStringLiteral("CANCELLED"));
        QVERIFY(now.master()->status.isEmpty());
        QVERIFY(home.state(one).isApplied);
        state = home.state(eventText("DTSTAMP:20260403T000000Z\r\nSEQUENCE:1\r\nSTATUS:CANCELLED\r\n" + bertInvites, {}, "u1", "CANCEL"));
        QVERIFY(!state.isApplied);
        waitedFor(actions.file(state)).value();
        QCOMPARE(read(home.bytes(item)).master()->status, QStringLiteral("CANCELLED"));
        QCOMPARE(home.letters().size(), 0);
        actions.remove({item, 0}, Scope::All); // what was called off is not declined as well
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(item).isEmpty(), 30000);
        QCOMPARE(home.letters().size(), 0);
    }

    void repliesAreTakenOver()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(single + annaInvites));
        auto state = home.state(reply("bert@example.org", "ACCEPTED", "COMMENT:gern\r\n"), QStringLiteral("bert@example.org"));
        QCOMPARE(state.kind, State::Kind::Reply);
        QCOMPARE(state.sender, State::Sender::Expected);
        QCOMPARE(state.comment, QStringLiteral("gern"));
        QVERIFY(!state.isApplied);
        waitedFor(actions.file(state)).value();
        QVERIFY(home.bytes(item).contains("PARTSTAT=ACCEPTED:mailto:bert@example.org"));
        QVERIFY(home.bytes(item).contains("ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:carla@example.org"));
        QCOMPARE(home.letters().size(), 0);
        QVERIFY(home.state(reply("bert@example.org", "ACCEPTED"), QStringLiteral("bert@example.org")).isApplied);
        // An older answer that comes late does not count.
        QCOMPARE(home.state(reply("bert@example.org", "DECLINED", {}, "20260401T120000Z"), QStringLiteral("bert@example.org")).kind, State::Kind::Outdated);
        // Whoever was not invited, or writes from elsewhere, is shown as such.
        QCOMPARE(home.state(reply("crash@example.org", "ACCEPTED"), QStringLiteral("crash@example.org")).sender, State::Sender::Uninvited);
        QCOMPARE(home.state(reply("carla@example.org", "ACCEPTED"), QStringLiteral("evil@example.org")).sender, State::Sender::Different);
        // One instance of a series.
        const auto whole = home.add(home.calendar, eventText(series + annaInvites, {}, "u2"));
        auto one = reply("bert@example.org", "DECLINED", "RECURRENCE-ID:20360519T080000Z\r\n");
        one.replace("UID:u1", "UID:u2");
        waitedFor(actions.file(home.state(one, QStringLiteral("bert@example.org")))).value();
        const auto now = read(home.bytes(whole));
        QCOMPARE(now.exceptions().size(), 1);
        QCOMPARE(now.exceptions().first()->participationOf({QStringLiteral("bert@example.org")}), Participation::Declined);
        QCOMPARE(now.master()->participationOf({QStringLiteral("bert@example.org")}), Participation::NeedsAction);
    }

    void anUpdateAndAReplyAtTheSameTimeLoseNeither()
    {
        // The organiser moves the event offline; the server took two answers meanwhile.
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(single + annaInvites));
        actions.reschedule({item, 0}, QDateTime(QDate(2036, 5, 6), QTime(8, 0), QTimeZone::UTC), {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
        auto newer = eventText(single + annaInvites);
        newer.replace("ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert", "ATTENDEE;PARTSTAT=ACCEPTED;SCHEDULE-STATUS=2.0:mailto:bert");
        newer.replace("ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:carla", "ATTENDEE;PARTSTAT=DECLINED;SCHEDULE-STATUS=2.0:mailto:carla");
        const auto merged = home.projector->apply(newer, home.changes(item).first()).value();
        QVERIFY(merged.contains("PARTSTAT=ACCEPTED;SCHEDULE-STATUS=2.0:mailto:bert"));
        QVERIFY(merged.contains("PARTSTAT=DECLINED;SCHEDULE-STATUS=2.0:mailto:carla"));
        QVERIFY(merged.contains("DTSTART:20360506T080000Z"));
        QVERIFY(merged.contains("SEQUENCE:1"));
        // And the other way round: I answer offline, the organiser moved it.
        const auto theirs = home.add(home.calendar, eventText(single + bertInvites, {}, "u2"));
        actions.answer({theirs, 0}, Participation::Accepted, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(theirs).size(), 1, 30000);
        auto moved = eventText(single + bertInvites, {}, "u2");
        moved.replace("20360505", "20360507").replace("SEQUENCE:0", "SEQUENCE:1").replace("20260401", "20260404");
        const auto both = home.projector->apply(moved, home.changes(theirs).first()).value();
        QVERIFY(both.contains("DTSTART:20360507T080000Z"));
        QVERIFY(both.contains("SEQUENCE:1"));
        QCOMPARE(read(both).components.first().participationOf({QStringLiteral("a.berg@example.org")}), Participation::Accepted);
    }

    void proposals()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto theirs = home.add(home.calendar, eventText(single + bertInvites));
        actions.propose({theirs, 0}, QDateTime(QDate(2036, 5, 6), QTime(8, 0), QTimeZone::UTC), QDateTime(QDate(2036, 5, 6), QTime(9, 0), QTimeZone::UTC), QStringLiteral("lieber so"));
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        const auto letter = home.letters().first();
        QCOMPARE(letter.method, QByteArray("COUNTER"));
        QVERIFY(letter.ics.contains("DTSTART:20360506T080000Z"));
        QVERIFY(home.changes().isEmpty()); // only proposed

        // At the organiser's.
        CalendarActionsFixture office(CalendarActionsFixture::Server::Plain, QStringLiteral("bert@example.org"));
        CalendarActions bert(office.outbox);
        auto known = eventText(single + bertInvites);
        const auto item = office.add(office.calendar, known.replace("A.Berg@example.org", "anna@example.org"));
        auto ics = letter.ics;
        ics.replace("A.Berg@example.org", "anna@example.org");
        const auto state = office.state(ics, QStringLiteral("anna@example.org"));
        QCOMPARE(state.kind, State::Kind::Proposal);
        QCOMPARE(state.from.address, QStringLiteral("anna@example.org"));
        QCOMPARE(state.comment, QStringLiteral("lieber so"));
        bert.declineProposal(state, QStringLiteral("geht nicht"));
        QTRY_COMPARE_WITH_TIMEOUT(office.letters().size(), 1, 30000);
        QCOMPARE(office.letters().first().method, QByteArray("DECLINECOUNTER"));
        QCOMPARE(office.letters().first().recipients, QStringList{QStringLiteral("anna@example.org")});
        office.sendLetters();
        bert.acceptProposal(state);
        QTRY_COMPARE_WITH_TIMEOUT(office.letters().size(), 1, 30000);
        QCOMPARE(office.letters().first().method, QByteArray("REQUEST"));
        QVERIFY(office.bytes(item).contains("DTSTART:20360506T080000Z"));
        QVERIFY(office.bytes(item).contains("SEQUENCE:1"));
    }

    void delegates()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(single + bertInvites));
        actions.delegate({item, 0}, Attendee{.name = QStringLiteral("Dora"), .address = QStringLiteral("dora@example.org")}, {});
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 2, 30000);
        for (const auto &letter : home.letters()) {
            QCOMPARE(letter.recipients.first(), letter.method == "REPLY" ? QStringLiteral("bert@example.org") : QStringLiteral("dora@example.org"));
            QVERIFY2(letter.subject.startsWith(letter.method == "REPLY" ? QStringLiteral("Delegated") : QStringLiteral("Invitation")), qPrintable(letter.subject));
        }
        QVERIFY(home.bytes(item).contains("DELEGATED-FROM"));
        QTRY_VERIFY_WITH_TIMEOUT(actions.canUndo(), 30000);
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 0, 30000);
        QCOMPARE(read(home.bytes(item)).components.first().attendees.size(), 3);
    }

    void removingIsRefusing()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + bertInvites));
        actions.remove({item, key(5, 19)}, Scope::This);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        auto said = read(home.letters().first().ics);
        QCOMPARE(said.method, QByteArray("REPLY"));
        QCOMPARE(said.components.first().recurrenceId.key(), key(5, 19));
        QCOMPARE(said.components.first().attendees.first().participation, Participation::Declined);
        home.sendLetters();
        actions.remove({item, 0}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        said = read(home.letters().first().ics);
        QCOMPARE(said.components.first().attendees.first().participation, Participation::Declined);
        QVERIFY(!said.components.first().recurrenceId.isValid);
        // An answer to something new, taken back before it went, is no refusal.
        const auto state = home.state(eventText(single + bertInvites, {}, "u5", "REQUEST"));
        const auto ref = waitedFor(actions.answerInvitation(state, home.calendar, Participation::Accepted)).value();
        QCOMPARE(home.letters().size(), 2);
        actions.undo();
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        QVERIFY(home.bytes(ref.item).isEmpty());
    }

    void aServerForgetsAnswersItself()
    {
        CalendarActionsFixture home(CalendarActionsFixture::Server::SchedulesItself);
        CalendarActions actions(home.outbox);
        auto agreed = eventText(single + annaInvites);
        agreed.replace("PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert", "PARTSTAT=ACCEPTED:mailto:bert");
        const auto item = home.add(home.calendar, agreed);
        actions.reschedule({item, 0}, QDateTime(QDate(2036, 5, 6), QTime(8, 0), QTimeZone::UTC), {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
        auto newer = agreed; // the same line, by a reply that came meanwhile
        newer.replace("PARTSTAT=ACCEPTED:mailto:bert", "PARTSTAT=DECLINED;SCHEDULE-STATUS=2.0:mailto:bert");
        const auto merged = home.projector->apply(newer, home.changes(item).first()).value();
        QVERIFY(merged.contains("DTSTART:20360506T080000Z"));
        QVERIFY(merged.contains("PARTSTAT=DECLINED;SCHEDULE-STATUS=2.0:mailto:bert"));
    }

    void furtherInstancesAreAdded()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto add = eventText("DTSTAMP:20260402T000000Z\r\nSEQUENCE:1\r\nDTSTART:20360708T100000Z\r\nDTEND:20360708T110000Z\r\nSUMMARY:Sondertermin\r\n" + bertInvites, {}, "u1", "ADD");
        QVERIFY(!waitedFor(actions.file(home.state(add), home.calendar)).has_value()); // of what?
        const auto item = home.add(home.calendar, eventText(series + bertInvites));
        waitedFor(actions.file(home.state(add), home.calendar)).value();
        const auto now = read(home.bytes(item));
        QCOMPARE(now.master()->rules.size(), 1); // it looks like a whole event, and is not
        QCOMPARE(now.master()->summary, QStringLiteral("Lage"));
        QCOMPARE(now.exceptions().size(), 1);
        QCOMPARE(now.exceptions().first()->summary, QStringLiteral("Sondertermin"));
        QCOMPARE(now.exceptions().first()->recurrenceId.key(), key(7, 8, 10));
    }

    void othersCannotCallOffWhatIsMine()
    {
        CalendarActionsFixture home;
        const auto item = home.add(home.calendar, eventText(single + annaInvites));
        const auto state = home.state(eventText("DTSTAMP:20300403T000000Z\r\nSEQUENCE:9\r\nSTATUS:CANCELLED\r\n" + bertInvites, {}, "u1", "CANCEL"), QStringLiteral("bert@example.org"));
        QCOMPARE(state.kind, State::Kind::None);
        QVERIFY(!state.problem.isEmpty());
        QCOMPARE(home.bytes(item), eventText(single + annaInvites));
        // nor may one change what another organises without being named
        home.add(home.calendar, eventText(single + bertInvites, {}, "u2"));
        auto theirs = request(single + bertInvites);
        theirs.replace("UID:u1", "UID:u2").replace("20260401", "20260409");
        QCOMPARE(home.state(theirs, QStringLiteral("evil@example.org")).sender, State::Sender::Different);
        QCOMPARE(home.state(theirs, QStringLiteral("bert@example.org")).sender, State::Sender::Expected);
    }

    void anotherTimeAsksAnew()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        auto agreed = eventText(single + annaInvites);
        agreed.replace("PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert", "PARTSTAT=ACCEPTED;X-A=b:mailto:bert");
        const auto item = home.add(home.calendar, agreed);
        actions.reschedule({item, 0}, QDateTime(QDate(2036, 5, 6), QTime(8, 0), QTimeZone::UTC), {}, Scope::All);
        QTRY_VERIFY_WITH_TIMEOUT(home.bytes(item).contains("ATTENDEE;PARTSTAT=NEEDS-ACTION;X-A=b;RSVP=TRUE:mailto:bert"), 30000);
        const auto before = home.draft({item, 0});
        auto after = before;
        after.summary = QStringLiteral("Anders");
        waitedFor(actions.file(home.state(reply("bert@example.org", "ACCEPTED"), QStringLiteral("bert@example.org")))).value();
        waitedFor(actions.save(before, after, Scope::All)).value();
        QVERIFY(home.bytes(item).contains("PARTSTAT=ACCEPTED;X-A=b:mailto:bert")); // the words alone ask nobody
    }

    void tenThousandPeople()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        QByteArray people = "ORGANIZER:mailto:anna@example.org\r\n";
        constexpr int count = 10'000;
        for (int i = 0; i < count; ++i) {
            people += "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:p" + QByteArray::number(i) + "@example.org\r\n";
        }
        const auto item = home.add(home.calendar, eventText(single + people));
        const auto before = home.draft({item, 0});
        auto after = before;
        after.attendees.removeLast();
        after.location = QStringLiteral("Halle");
        waitedFor(actions.save(before, after, Scope::All)).value();
        const auto letters = home.letters();
        QCOMPARE(letters.size(), 2);
        for (const auto &letter : letters) {
            QCOMPARE(letter.recipients.size(), letter.method == "CANCEL" ? 1 : count - 1);
        }
    }

    void aServerTellsForAddressesItKnowsOnly()
    {
        CalendarActionsFixture home(CalendarActionsFixture::Server::SchedulesItself);
        CalendarActions actions(home.outbox);
        const QCborMap attributes{{DavAttribute::Schedules, true}, {DavAttribute::Addresses, QCborArray{QStringLiteral("mailto:anna@example.org")}}};
        waitedFor(home.store->write([calendar = home.calendar, bytes = attributes.toCborValue().toCbor()](Transaction &transaction) {
            return transaction.prepare("UPDATE collection SET attributes = ?2 WHERE id = ?1").run(calendar, bytes);
        })).value();
        const auto item = home.add(home.calendar, eventText(single + bertInvites)); // invited as a.berg@
        actions.answer({item, 0}, Participation::Accepted, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
    }

    void throughAListAndRefresh()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        QByteArray toList = single + bertInvites;
        toList.replace("ATTENDEE;CN=Anna;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:A.Berg@example.org", "ATTENDEE;CUTYPE=GROUP;PARTSTAT=NEEDS-ACTION:mailto:team@example.org");
        const auto state = home.state(request(toList));
        QVERIFY(state.isThroughGroup);
        QCOMPARE(state.groupAddress, QStringLiteral("team@example.org"));
        QCOMPARE(state.invitedAs, QStringLiteral("anna@example.org"));
        waitedFor(actions.answerInvitation(state, home.calendar, Participation::Accepted)).value();
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(read(home.letters().first().ics).components.first().attendees.first().address, QStringLiteral("anna@example.org"));
        actions.askAgain({home.item("u1"), 0});
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 2, 30000);
        QCOMPARE(home.letters().last().method, QByteArray("REFRESH"));
        QVERIFY(!home.letters().last().ics.contains("DTSTART"));
        // at the organiser's
        CalendarActionsFixture office(CalendarActionsFixture::Server::Plain, QStringLiteral("bert@example.org"));
        CalendarActions bert(office.outbox);
        office.add(office.calendar, eventText(single + bertInvites));
        const auto asked = office.state(eventText("DTSTAMP:20260402T000000Z\r\nORGANIZER:mailto:bert@example.org\r\nATTENDEE:mailto:carla@example.org\r\n", {}, "u1", "REFRESH"),
                                        QStringLiteral("carla@example.org"));
        QCOMPARE(asked.kind, State::Kind::RefreshWanted);
        bert.sendAgain(asked);
        QTRY_COMPARE_WITH_TIMEOUT(office.letters().size(), 1, 30000);
        QCOMPARE(office.letters().first().method, QByteArray("REQUEST"));
        QCOMPARE(office.letters().first().recipients, QStringList{QStringLiteral("carla@example.org")});
    }

    void conflictsOfMyDay_data()
    {
        QTest::addColumn<int>("days");
        QTest::newRow("soon") << 2;
        QTest::newRow("in four years") << 1500;
    }

    void conflictsOfMyDay()
    {
        QFETCH(const int, days);
        CalendarActionsFixture home;
        QByteArray near = single + bertInvites;
        const auto day = QDate::currentDate().addDays(days);
        near.replace("20360505", day.toString(QStringLiteral("yyyyMMdd")).toLatin1());
        QByteArray busy = near;
        busy.replace("T080000Z", "T083000Z").replace("T090000Z", "T100000Z").replace("SUMMARY:Lage", "SUMMARY:Zahnarzt");
        home.add(home.calendar, eventText(busy, {}, "u7"));
        home.add(home.calendar, eventText(busy + "TRANSP:TRANSPARENT\r\n", {}, "u8"));
        const auto state = home.state(request(near), {}, QDateTime::currentDateTimeUtc());
        QCOMPARE(state.conflicts.size(), 1);
        QCOMPARE(state.conflicts.first().summary, QStringLiteral("Zahnarzt"));
    }

    void oddMessages()
    {
        CalendarActionsFixture home;
        QCOMPARE(home.state("nothing").kind, State::Kind::None);
        QCOMPARE(home.state(QByteArray(9 << 20, 'x')).kind, State::Kind::None);
        QCOMPARE(home.state(eventText(single)).kind, State::Kind::None); // no METHOD
        QCOMPARE(home.state(eventText("SUMMARY:x\r\n", {}, "", "REQUEST")).kind, State::Kind::None); // no UID
        QCOMPARE(home.state(reply("bert@example.org", "ACCEPTED"), {}).kind, State::Kind::None); // of nothing of mine
        QVERIFY(!home.state(reply("bert@example.org", "ACCEPTED"), {}).problem.isEmpty());
        // Two events in one message: the first counts.
        const auto two = ItipMessage::read(request(single + bertInvites, componentText(single, "u9")), {});
        QVERIFY(two.isUsable);
        QVERIFY(!two.ics.contains("u9"));
    }
};

QTEST_GUILESS_MAIN(ItipTest)
#include "itiptest.moc"
