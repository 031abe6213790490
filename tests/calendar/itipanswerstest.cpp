// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendaractionsfixture.h"

using namespace Kontor;
using State = InvitationState;

namespace
{
const QByteArray people = "ORGANIZER;CN=Bert:mailto:bert@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bert@example.org\r\n"
                          "ATTENDEE;CN=Anna;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@example.org\r\n";
const QByteArray mine = "ORGANIZER;CN=Anna:mailto:anna@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert@example.org\r\n";
const QByteArray series = "DTSTAMP:20260401T000000Z\r\nSEQUENCE:0\r\nDTSTART:20360505T080000Z\r\nDTEND:20360505T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=6\r\nSUMMARY:Lage\r\n";
const QString bert = QStringLiteral("bert@example.org");
const QString anna = QStringLiteral("anna@example.org");

qint64 key(int month, int day, int hour = 8)
{
    return QDateTime(QDate(2036, month, day), QTime(hour, 0), QTimeZone::UTC).toMSecsSinceEpoch();
}

CalendarObject read(const QByteArray &bytes)
{
    return CalendarObject::read(bytes);
}

QByteArray request(const QByteArray &lines, const QByteArray &more = {})
{
    return eventText(lines, more, "u1", "REQUEST");
}

/// An answer as a component of a REPLY.
QByteArray said(const QByteArray &who, const QByteArray &answer, const QByteArray &more = {}, const QByteArray &stamp = "20260402T000000Z")
{
    return "DTSTAMP:" + stamp + "\r\nSEQUENCE:0\r\nORGANIZER:mailto:anna@example.org\r\nATTENDEE;PARTSTAT=" + answer + ":mailto:" + who + "\r\n" + more;
}

/// One REPLY of a letter: whom it speaks for, of which instance, and the answer.
struct Answer {
    qint64 instance = 0;
    Participation answer = Participation::None;
    bool operator==(const Answer &) const = default;
};

QList<Answer> answersOf(const CalendarLetter &letter)
{
    QList<Answer> answers;
    for (const auto &component : read(letter.ics).components) {
        answers << Answer{component.recurrenceId.isValid ? component.recurrenceId.key() : 0, component.attendees.value(0).participation};
    }
    return answers;
}
}

/// Answers to series, and to single instances of them: each decision makes one letter, and none undoes another.
class ItipAnswersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneInstanceAndThenAll()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto invitation = request(series + people);
        auto state = home.state(invitation, bert, QDateTime(QDate(2036, 5, 1), QTime(12, 0), QTimeZone::UTC));
        QCOMPARE(state.dates.size(), 6);
        QCOMPARE(state.dates.at(2).recurrence, key(5, 19));
        QCOMPARE(state.dates.at(2).start.toUTC(), QDateTime(QDate(2036, 5, 19), QTime(8, 0), QTimeZone::UTC));

        const auto ref = waitedFor(actions.answerInvitation(state, home.calendar, Participation::Declined, QStringLiteral("Urlaub"), key(5, 19))).value();
        QCOMPARE(ref.recurrence, key(5, 19));
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(answersOf(home.letters().first()), (QList<Answer>{{key(5, 19), Participation::Declined}}));
        QCOMPARE(home.letters().first().recurrence, key(5, 19));
        QVERIFY(home.letters().first().ics.contains("COMMENT:Urlaub"));
        auto now = read(home.bytes(ref.item));
        QCOMPARE(now.master()->participationOf({anna}), Participation::NeedsAction);
        QCOMPARE(now.exceptions().size(), 1);
        home.sendLetters();

        // Then all of it: one letter, and the single answer holds.
        state = home.state(invitation, bert, QDateTime(QDate(2036, 5, 1), QTime(12, 0), QTimeZone::UTC));
        QCOMPARE(state.kind, State::Kind::Known);
        QCOMPARE(state.mine, Participation::NeedsAction);
        QVERIFY(state.wantsAnswer);
        QCOMPARE(state.dates.at(2).mine, Participation::Declined);
        waitedFor(actions.answerInvitation(state, home.calendar, Participation::Accepted)).value();
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(answersOf(home.letters().first()), (QList<Answer>{{0, Participation::Accepted}}));
        now = read(home.bytes(ref.item));
        QCOMPARE(now.master()->participationOf({anna}), Participation::Accepted);
        QCOMPARE(now.component(key(5, 19))->participationOf({anna}), Participation::Declined);
        QVERIFY(!home.state(invitation, bert).wantsAnswer);
        home.sendLetters();

        // Asked for, it changes.
        waitedFor(actions.answerInvitation(home.state(invitation, bert), home.calendar, Participation::Accepted, {}, key(5, 19))).value();
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(answersOf(home.letters().first()), (QList<Answer>{{key(5, 19), Participation::Accepted}}));
    }

    void bothBeforeAnyLetterWent()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + people));
        actions.answer({item, key(5, 19)}, Participation::Declined, {}, Scope::This);
        actions.answer({item, key(5, 26)}, Participation::Accepted, {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 2, 30000);
        QList<Answer> answers;
        for (const auto &letter : home.letters()) {
            answers << answersOf(letter);
        }
        QVERIFY(answers.contains(Answer{0, Participation::Accepted}));
        QVERIFY(answers.contains(Answer{key(5, 19), Participation::Declined}));
        // The organiser understands the two in any order.
        for (const bool isFirstFirst : {true, false}) {
            CalendarActionsFixture office(CalendarActionsFixture::Server::Plain, bert);
            CalendarActions chief(office.outbox);
            const auto theirs = office.add(office.calendar, eventText(series + people));
            auto letters = home.letters();
            if (!isFirstFirst) {
                std::ranges::reverse(letters);
            }
            for (const auto &letter : std::as_const(letters)) {
                waitedFor(chief.file(office.state(letter.ics, anna))).value();
            }
            const auto now = read(office.bytes(theirs));
            QCOMPARE(now.master()->participationOf({anna}), Participation::Accepted);
            QCOMPARE(now.component(key(5, 19))->participationOf({anna}), Participation::Declined);
            QCOMPARE(now.exceptions().size(), 1);
            for (const auto &letter : std::as_const(letters)) {
                QVERIFY(office.state(letter.ics, anna).isApplied);
            }
            QVERIFY(office.letters().isEmpty());
        }
    }

    void anInstanceInvitationMayBeAnsweredForAll()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + people));
        const auto update = request("DTSTAMP:20260402T000000Z\r\nSEQUENCE:0\r\nRECURRENCE-ID:20360519T080000Z\r\nDTSTART:20360519T080000Z\r\nDTEND:20360519T090000Z\r\nSUMMARY:Lage\r\nLOCATION:Keller\r\n" + people);
        const auto state = home.state(update, bert);
        QVERIFY(state.isOfKnownSeries);
        QVERIFY(state.dates.isEmpty());
        waitedFor(actions.answerInvitation(state, home.calendar, Participation::Accepted, {}, 0)).value();
        QCOMPARE(home.letters().size(), 1); // one decision
        QCOMPARE(answersOf(home.letters().first()), (QList<Answer>{{0, Participation::Accepted}}));
        const auto now = read(home.bytes(item));
        QCOMPARE(now.master()->participationOf({anna}), Participation::Accepted);
        QCOMPARE(now.component(key(5, 19))->participationOf({anna}), Participation::Accepted);
        QCOMPARE(now.component(key(5, 19))->location, QStringLiteral("Keller"));
    }

    void onlyAnotherTimeAsksAgain()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        auto accepted = eventText(series + people);
        accepted.replace("NEEDS-ACTION;RSVP=TRUE:mailto:anna", "ACCEPTED:mailto:anna");
        const auto item = home.add(home.calendar, accepted);
        // One instance gets another room: the answer holds, though the organiser does not know of it yet.
        QByteArray room = "DTSTAMP:20260402T000000Z\r\nSEQUENCE:0\r\nRECURRENCE-ID:20360519T080000Z\r\nDTSTART:20360519T080000Z\r\nDTEND:20360519T090000Z\r\nSUMMARY:Lage\r\nLOCATION:Keller\r\n";
        auto state = home.state(request(room + people), bert);
        QCOMPARE(state.kind, State::Kind::Update);
        QCOMPARE(state.mine, Participation::Accepted);
        QVERIFY(!state.wantsAnswer);
        waitedFor(actions.file(state)).value();
        QCOMPARE(read(home.bytes(item)).component(key(5, 19))->participationOf({anna}), Participation::Accepted);
        QVERIFY(home.letters().isEmpty());
        // The same one lasts longer: asked again.
        room.replace("T090000Z", "T110000Z").replace("SEQUENCE:0", "SEQUENCE:1");
        state = home.state(request(room + people), bert);
        QCOMPARE(state.mine, Participation::NeedsAction);
        QVERIFY(state.wantsAnswer);
        waitedFor(actions.answerInvitation(state, home.calendar, Participation::Accepted)).value();
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(answersOf(home.letters().first()), (QList<Answer>{{key(5, 19), Participation::Accepted}}));
    }

    void furtherDatesAreAnsweredByThemselves()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto add = eventText("DTSTAMP:20260402T000000Z\r\nSEQUENCE:1\r\nDTSTART:20360708T100000Z\r\nDTEND:20360708T110000Z\r\nSUMMARY:Sondertermin\r\n" + people, {}, "u1", "ADD");
        auto state = home.state(add, bert);
        QCOMPARE(state.kind, State::Kind::Fragment); // of what?
        QVERIFY(!state.wantsAnswer);
        waitedFor(actions.askAgain(state)).value();
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(home.letters().first().method, QByteArray("REFRESH"));
        QCOMPARE(home.letters().first().recipients, QStringList{bert});
        QCOMPARE(home.letters().first().from, anna);
        const auto asked = read(home.letters().first().ics);
        QCOMPARE(asked.components.first().attendees.value(0).address, anna);
        for (const auto *name : {"SEQUENCE", "DTSTART", "SUMMARY", "RRULE", "LOCATION"}) { // RFC 5546, 3.2.6
            QVERIFY2(!home.letters().first().ics.contains(name), name);
        }
        QVERIFY(home.letters().first().subject.contains(QStringLiteral("Sondertermin")));
        waitedFor(actions.askAgain(state)).value();
        QCOMPARE(home.letters().size(), 1); // asked twice is asked once
        home.sendLetters();

        auto accepted = eventText(series + people);
        accepted.replace("NEEDS-ACTION;RSVP=TRUE:mailto:anna", "ACCEPTED:mailto:anna");
        const auto item = home.add(home.calendar, accepted);
        state = home.state(add, bert);
        QCOMPARE(state.kind, State::Kind::Update);
        QCOMPARE(state.instances, 1);
        QCOMPARE(state.ref.recurrence, key(7, 8, 10));
        QCOMPARE(state.mine, Participation::NeedsAction); // not as the series was answered
        waitedFor(actions.answerInvitation(state, home.calendar, Participation::Declined)).value();
        QCOMPARE(home.letters().size(), 1);
        QCOMPARE(answersOf(home.letters().first()), (QList<Answer>{{key(7, 8, 10), Participation::Declined}}));
        const auto now = read(home.bytes(item));
        QCOMPARE(now.master()->participationOf({anna}), Participation::Accepted);
        QCOMPARE(now.master()->summary, QStringLiteral("Lage"));
        QCOMPARE(home.state(add, bert).kind, State::Kind::Known); // and no news for ever
        QCOMPARE(home.state(add, bert).mine, Participation::Declined);
    }

    void severalAnswersInOneReply()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + mine));
        const auto reply = eventText(said("bert@example.org", "ACCEPTED"), componentText(said("bert@example.org", "DECLINED", "RECURRENCE-ID:20360519T080000Z\r\n")), "u1", "REPLY");
        QVERIFY(!home.state(reply, bert).isApplied);
        waitedFor(actions.file(home.state(reply, bert))).value();
        const auto now = read(home.bytes(item));
        QCOMPARE(now.master()->participationOf({bert}), Participation::Accepted);
        QCOMPARE(now.component(key(5, 19))->participationOf({bert}), Participation::Declined);
        QVERIFY(home.state(reply, bert).isApplied);
        // What came before counts no more, for the series and for the instance.
        const QByteArray before = "20260401T120000Z";
        QCOMPARE(home.state(eventText(said("bert@example.org", "TENTATIVE", {}, before), {}, "u1", "REPLY"), bert).kind, State::Kind::Outdated);
        QCOMPARE(home.state(eventText(said("bert@example.org", "ACCEPTED", "RECURRENCE-ID:20360519T080000Z\r\n", before), {}, "u1", "REPLY"), bert).kind, State::Kind::Outdated);
        QVERIFY(home.letters().isEmpty());
    }

    void partyCrashersAreLetIn()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + mine));
        const auto crash = eventText(said("crash@example.org", "ACCEPTED"), {}, "u1", "REPLY");
        const auto state = home.state(crash, QStringLiteral("crash@example.org"));
        QCOMPARE(state.sender, State::Sender::Uninvited);
        QVERIFY(!state.isApplied);
        waitedFor(actions.file(state)).value();
        QCOMPARE(read(home.bytes(item)).master()->participationOf({QStringLiteral("crash@example.org")}), Participation::Accepted);
        QVERIFY(home.bytes(item).contains("ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert@example.org"));
        QVERIFY(home.letters().isEmpty()); // nobody is told of that alone
        QVERIFY(home.state(crash, QStringLiteral("crash@example.org")).isApplied);
        // From now on they hear what becomes of it.
        actions.reschedule({item, 0}, QDateTime(QDate(2036, 5, 5), QTime(12, 0), QTimeZone::UTC), {}, Scope::All);
        QTRY_COMPARE_WITH_TIMEOUT(home.letters().size(), 1, 30000);
        QVERIFY(home.letters().first().recipients.contains(QStringLiteral("crash@example.org")));
    }

    void aDelegateAnswers_data()
    {
        QTest::addColumn<bool>("isDelegateFirst");
        QTest::newRow("the news first") << false;
        QTest::newRow("the delegate first") << true;
    }
    void aDelegateAnswers()
    {
        QFETCH(bool, isDelegateFirst);
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        const auto item = home.add(home.calendar, eventText(series + mine));
        const auto news = eventText("DTSTAMP:20260402T000000Z\r\nSEQUENCE:0\r\nORGANIZER:mailto:anna@example.org\r\n"
                                    "ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:dora@example.org\":mailto:bert@example.org\r\n",
                                    {}, "u1", "REPLY");
        const auto answer = eventText("DTSTAMP:20260403T000000Z\r\nSEQUENCE:0\r\nORGANIZER:mailto:anna@example.org\r\n"
                                      "ATTENDEE;CN=Dora;PARTSTAT=ACCEPTED;DELEGATED-FROM=\"mailto:bert@example.org\":mailto:dora@example.org\r\n",
                                      {}, "u1", "REPLY");
        const auto take = [&](const QByteArray &reply, const QString &from) {
            const auto state = home.state(reply, from);
            QCOMPARE(state.kind, State::Kind::Reply);
            QCOMPARE(state.sender, State::Sender::Expected); // no party crasher
            waitedFor(actions.file(state)).value();
        };
        isDelegateFirst ? take(answer, QStringLiteral("dora@example.org")) : take(news, bert);
        isDelegateFirst ? take(news, bert) : take(answer, QStringLiteral("dora@example.org"));
        const auto now = *read(home.bytes(item)).master();
        QCOMPARE(now.attendees.size(), 2);
        QCOMPARE(now.participationOf({bert}), Participation::Delegated);
        QCOMPARE(now.attendee({bert})->delegatedTo, QStringLiteral("dora@example.org"));
        QCOMPARE(now.participationOf({QStringLiteral("dora@example.org")}), Participation::Accepted);
        QCOMPARE(now.attendee({QStringLiteral("dora@example.org")})->delegatedFrom, bert);
        QVERIFY(home.letters().isEmpty());
    }

    void proposalsAreCarriedOutOnce()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        home.add(home.calendar, eventText(series + mine));
        const auto counter = eventText("DTSTAMP:20260402T000000Z\r\nSEQUENCE:0\r\nRECURRENCE-ID:20360519T080000Z\r\nDTSTART:20360520T080000Z\r\nDTEND:20360520T090000Z\r\nSUMMARY:Lage\r\n" + mine, {}, "u1", "COUNTER");
        auto state = home.state(counter, bert);
        QCOMPARE(state.kind, State::Kind::Proposal);
        QCOMPARE(state.ref.recurrence, key(5, 19));
        QVERIFY(!state.isApplied);
        waitedFor(actions.acceptProposal(state)).value();
        QCOMPARE(home.letters().size(), 1);
        const auto told = read(home.letters().first().ics);
        QCOMPARE(told.method, QByteArray("REQUEST"));
        QVERIFY(!told.master());
        QCOMPARE(told.components.size(), 1);
        state = home.state(counter, bert);
        QVERIFY(state.isApplied);
    }

    void unknownAgentsTellNobody_data()
    {
        QTest::addColumn<QByteArray>("agent");
        QTest::addColumn<int>("plain");
        QTest::addColumn<int>("scheduling");
        QTest::newRow("none") << QByteArray("NONE") << 0 << 0; // RFC 6638, 7.1
        QTest::newRow("unknown") << QByteArray("X-OURS") << 0 << 0; // like NONE
        QTest::newRow("client") << QByteArray("CLIENT") << 1 << 1;
        QTest::newRow("server") << QByteArray("SERVER") << 1 << 0; // a server that does not schedule cannot
    }
    void unknownAgentsTellNobody()
    {
        QFETCH(QByteArray, agent);
        QFETCH(int, plain);
        QFETCH(int, scheduling);
        for (const auto server : {CalendarActionsFixture::Server::Plain, CalendarActionsFixture::Server::SchedulesItself}) {
            CalendarActionsFixture home(server);
            CalendarActions actions(home.outbox);
            auto bytes = eventText(series + people);
            bytes.replace("ORGANIZER;", QByteArray("ORGANIZER;SCHEDULE-AGENT=" + agent + ";"));
            const auto item = home.add(home.calendar, bytes);
            actions.answer({item, 0}, Participation::Accepted, {}, Scope::All);
            QTRY_COMPARE_WITH_TIMEOUT(home.changes(item).size(), 1, 30000);
            QCOMPARE(home.letters().size(), server == CalendarActionsFixture::Server::Plain ? plain : scheduling);
        }
    }

    void meetingsStayWithServersThatSchedule_data()
    {
        using Server = CalendarActionsFixture::Server;
        QTest::addColumn<Server>("from");
        QTest::addColumn<Server>("to");
        QTest::addColumn<QByteArray>("who");
        QTest::addColumn<bool>("moves");
        QTest::newRow("mine, away from one") << Server::SchedulesItself << Server::Plain << mine << false;
        QTest::newRow("others', away from one") << Server::SchedulesItself << Server::Plain << people << false;
        QTest::newRow("mine, to one") << Server::Plain << Server::SchedulesItself << mine << false;
        QTest::newRow("others', to one") << Server::Plain << Server::SchedulesItself << people << false;
        QTest::newRow("mine, between others") << Server::Plain << Server::Plain << mine << true;
        QTest::newRow("nobody invited") << Server::SchedulesItself << Server::SchedulesItself << QByteArray() << true;
    }
    void meetingsStayWithServersThatSchedule()
    {
        using Server = CalendarActionsFixture::Server;
        QFETCH(Server, from);
        QFETCH(Server, to);
        QFETCH(QByteArray, who);
        QFETCH(bool, moves);
        CalendarActionsFixture home(from);
        CalendarActions actions(home.outbox);
        QSignalSpy failed(&actions, &CalendarActions::failed);
        const auto elsewhere = home.addCalendar(home.resourceOf(home.addAccount(QStringLiteral("anna@other.org"), QStringLiteral("Anna"))), QStringLiteral("/x/"), to);
        const auto bytes = eventText(series + who);
        const auto item = home.add(home.calendar, bytes);
        actions.moveToCalendar({item}, elsewhere);
        if (moves) {
            QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT count(*) FROM calendar_object WHERE collection = ?1", elsewhere.value), 1, 30000);
            QVERIFY(failed.isEmpty());
        } else {
            QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30000);
            QVERIFY(failed.first().first().value<Error>().message.contains(QStringLiteral("“Lage” stays in its account")));
            QVERIFY(home.changes().isEmpty());
            QCOMPARE(home.bytes(item), bytes);
            // The same from the editor.
            const auto before = home.draft({item, key(5, 5)});
            auto after = before;
            after.calendar = elsewhere;
            const auto saved = waitedFor(actions.save(before, after, Scope::All));
            QVERIFY(!saved && saved.error().message.contains(QStringLiteral("stays in its account")));
            QVERIFY(home.changes().isEmpty());
            // Within the account it goes.
            actions.moveToCalendar({item}, home.other);
            QTRY_COMPARE_WITH_TIMEOUT(home.value("SELECT collection FROM calendar_object WHERE item = ?1", item.value), home.other.value, 30000);
        }
        QVERIFY(home.letters().isEmpty());
    }

    void notesInMessagesAreNotTakenOver()
    {
        CalendarActionsFixture home;
        CalendarActions actions(home.outbox);
        auto invitation = request(series + people);
        invitation.replace("ORGANIZER;", "ORGANIZER;SCHEDULE-AGENT=NONE;").replace("ATTENDEE;CN=Anna", "ATTENDEE;SCHEDULE-STATUS=1.1;CN=Anna");
        const auto ref = waitedFor(actions.answerInvitation(home.state(invitation, bert), home.calendar, Participation::Accepted)).value();
        QCOMPARE(home.letters().size(), 1); // the organiser waits for it
        QVERIFY(!home.bytes(ref.item).contains("SCHEDULE-"));
    }
};

QTEST_GUILESS_MAIN(ItipAnswersTest)
#include "itipanswerstest.moc"
