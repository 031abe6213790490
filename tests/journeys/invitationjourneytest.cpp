// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/correspondent.h"

#include <QTest>
#include <QTimeZone>

using namespace Kontor;
using State = InvitationState;

namespace
{
QDateTime inDays(int days, int hour = 10)
{
    return {QDate::currentDate().addDays(days), QTime(hour, 0), QTimeZone("Europe/Berlin")};
}

/// How many components of a message name an instance.
int instancesIn(const Correspondent::Message &message)
{
    const auto object = CalendarObject::read(message.ics);
    return int(std::ranges::count_if(object.components, [](const CalendarComponent &component) { return component.recurrenceId.isValid; }));
}
}

/// Invitations between people who have nothing but calendars that do not schedule (Radicale) and mail: everybody hears everything once.
class InvitationJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("dovecot"), QStringLiteral("exim"), QStringLiteral("radicale")});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        const auto make = [this](int user) { return std::make_unique<Correspondent>(*m_workplace, user, QStringLiteral("radicale")); };
        m_anna = make(0);
        m_bert = make(1);
        m_carla = make(2);
        QVERIFY(m_anna->calendar() && m_bert->calendar() && m_carla->calendar());
        bert = m_bert->account.address;
        carla = m_carla->account.address;
    }
    void cleanupTestCase()
    {
        m_anna.reset();
        m_bert.reset();
        m_carla.reset();
        m_workplace.reset();
    }
    void init()
    {
        for (auto *person : {m_anna.get(), m_bert.get(), m_carla.get()}) {
            QVERIFY(person->letters().isEmpty());
            QCOMPARE(person->untaken(), 0);
        }
    }

    void invitedAnsweredAndUpdated()
    {
        const auto uid = m_anna->invite(inDays(10), {bert});
        QVERIFY(m_anna->round());
        auto mail = m_bert->next();
        auto state = m_bert->state(mail);
        QCOMPARE(state.kind, State::Kind::Invitation);
        QCOMPARE(state.sender, State::Sender::Expected);
        QVERIFY(state.wantsAnswer);
        QVERIFY(mail.subject.contains(QStringLiteral("Lagebesprechung im großen Saal")));
        QVERIFY(mail.text.contains(QStringLiteral("Raum 2.04")));
        const auto first = waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Accepted, QStringLiteral("Gern, bis dann"))).value();
        QVERIFY(m_bert->round());
        mail = m_anna->next();
        state = m_anna->state(mail);
        QCOMPARE(state.kind, State::Kind::Reply);
        QCOMPARE(state.comment, QStringLiteral("Gern, bis dann"));
        waitedFor(m_anna->actions->file(state)).value();
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::Accepted);

        // Another room: told, and not asked again.
        m_anna->round();
        auto before = waitedFor(m_anna->actions->open({m_anna->item(uid), 0})).value();
        auto after = before;
        after.location = QStringLiteral("Keller");
        waitedFor(m_anna->actions->save(before, after, Scope::All)).value();
        QVERIFY(m_anna->round());
        mail = m_bert->next();
        state = m_bert->state(mail);
        QCOMPARE(state.kind, State::Kind::Update);
        QCOMPARE(state.changes, QList<State::Changed>{State::Changed::Place});
        QVERIFY(!state.wantsAnswer);
        QCOMPARE(state.mine, Participation::Accepted);
        waitedFor(m_bert->actions->file(state)).value();
        QCOMPARE(m_bert->object(uid).components.first().location, QStringLiteral("Keller"));
        QCOMPARE(m_bert->answerOf(uid, bert), Participation::Accepted);
        QVERIFY(m_bert->round());

        // Another time: asked again, and answered once.
        waitedFor(m_anna->actions->reschedule({m_anna->item(uid), 0}, inDays(11), {}, Scope::All)).value();
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::NeedsAction);
        QVERIFY(m_anna->round());
        mail = m_bert->next();
        state = m_bert->state(mail);
        QVERIFY(state.wantsAnswer);
        QCOMPARE(state.mine, Participation::NeedsAction);
        waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Tentative)).value();
        QVERIFY(m_bert->round());
        waitedFor(m_anna->actions->file(m_anna->state(m_anna->next()))).value();
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::Tentative);
        QCOMPARE(m_bert->object(uid).components.first().start.toDateTime(), inDays(11));
        QCOMPARE(first.item, m_bert->item(uid));

        // Called off: told, and nobody declines what is off.
        m_anna->actions->remove({m_anna->item(uid), 0}, Scope::All);
        QVERIFY(waitUntil([&] { return !m_anna->item(uid); }));
        QVERIFY(m_anna->round());
        mail = m_bert->next();
        state = m_bert->state(mail);
        QCOMPARE(state.kind, State::Kind::Cancellation);
        waitedFor(m_bert->actions->file(state)).value();
        QCOMPARE(m_bert->object(uid).components.first().status, QStringLiteral("CANCELLED"));
        m_bert->actions->remove({m_bert->item(uid), 0}, Scope::All);
        QVERIFY(waitUntil([&] { return !m_bert->item(uid); }));
        nobodyHearsMore();
    }

    void anUpdateAndAnAnswerCross()
    {
        const auto uid = m_anna->invite(inDays(12), {bert});
        QVERIFY(m_anna->round());
        auto state = m_bert->state(m_bert->next());
        // Both offline: one writes what it is about, the other accepts.
        auto before = waitedFor(m_anna->actions->open({m_anna->item(uid), 0})).value();
        auto after = before;
        after.description = QStringLiteral("Bitte die Zahlen mitbringen");
        waitedFor(m_anna->actions->save(before, after, Scope::All)).value();
        waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Accepted)).value();
        QVERIFY(m_anna->round() && m_bert->round());
        waitedFor(m_anna->actions->file(m_anna->state(m_anna->next()))).value();
        state = m_bert->state(m_bert->next());
        QVERIFY(!state.wantsAnswer);
        waitedFor(m_bert->actions->file(state)).value();
        for (auto *person : {m_anna.get(), m_bert.get()}) {
            QCOMPARE(person->answerOf(uid, bert), Participation::Accepted);
            QVERIFY2(person->object(uid).components.first().description == after.description, qPrintable(person->account.address));
        }
        // Moved, while the other says yes to the old time: the organiser sees that it was for that one, and the other is asked again.
        m_anna->round();
        waitedFor(m_anna->actions->reschedule({m_anna->item(uid), 0}, inDays(13), {}, Scope::All)).value();
        m_bert->actions->answer({m_bert->item(uid), 0}, Participation::Declined, {}, Scope::All);
        QVERIFY(waitUntil([&] { return m_bert->answerOf(uid, bert) == Participation::Declined; }));
        QVERIFY(m_anna->round() && m_bert->round());
        state = m_anna->state(m_anna->next());
        QCOMPARE(state.kind, State::Kind::Reply);
        QVERIFY(state.isForOlderVersion);
        state = m_bert->state(m_bert->next());
        QVERIFY(state.wantsAnswer);
        waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Accepted)).value();
        QVERIFY(m_bert->round());
        state = m_anna->state(m_anna->next());
        QVERIFY(!state.isForOlderVersion);
        waitedFor(m_anna->actions->file(state)).value();
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::Accepted);
        QCOMPARE(m_bert->object(uid).components.first().start.toDateTime(), inDays(13));
        nobodyHearsMore();
    }

    void singleDatesOfASeries()
    {
        const auto start = inDays(7);
        const auto key = [&start](int week) { return start.addDays(7 * week).toMSecsSinceEpoch(); };
        const auto uid = m_anna->invite(start, {bert}, QStringLiteral("FREQ=WEEKLY;COUNT=6"));
        QVERIFY(m_anna->round());
        auto mail = m_bert->next();
        auto state = m_bert->state(mail);
        QCOMPARE(state.dates.size(), 6);
        // One is refused, then all are accepted: two letters, and the one stays refused on both sides.
        waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Declined, {}, key(2))).value();
        QVERIFY(m_bert->round());
        waitedFor(m_bert->actions->answerInvitation(m_bert->state(mail), m_bert->calendar(), Participation::Accepted)).value();
        QVERIFY(m_bert->round());
        mail = m_anna->next();
        QCOMPARE(instancesIn(mail), 1);
        waitedFor(m_anna->actions->file(m_anna->state(mail))).value();
        mail = m_anna->next();
        QCOMPARE(instancesIn(mail), 0);
        waitedFor(m_anna->actions->file(m_anna->state(mail))).value();
        m_anna->round();
        for (auto *person : {m_anna.get(), m_bert.get()}) {
            QCOMPARE(person->answerOf(uid, bert), Participation::Accepted);
            QCOMPARE(person->answerOf(uid, bert, key(2)), Participation::Declined);
        }
        // The organiser calls off one and moves another: each is told alone, and nothing else changes.
        m_anna->actions->remove({m_anna->item(uid), key(4)}, Scope::This);
        QVERIFY(waitUntil([&] { return m_anna->object(uid).master()->exceptDates.size() == 1; }));
        QVERIFY(m_anna->round());
        mail = m_bert->next();
        QCOMPARE(instancesIn(mail), 1);
        waitedFor(m_bert->actions->file(m_bert->state(mail))).value();
        QCOMPARE(m_bert->object(uid).component(key(4))->status, QStringLiteral("CANCELLED"));
        waitedFor(m_anna->actions->reschedule({m_anna->item(uid), key(1)}, start.addDays(7).addSecs(7200), {}, Scope::This)).value();
        QVERIFY(m_anna->round());
        mail = m_bert->next();
        QCOMPARE(instancesIn(mail), 1);
        QCOMPARE(CalendarObject::read(mail.ics).components.size(), 1);
        state = m_bert->state(mail);
        QVERIFY(state.wantsAnswer);
        waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Accepted)).value();
        const auto theirs = m_bert->object(uid);
        QCOMPARE(theirs.master()->rules, QList<QByteArray>{"FREQ=WEEKLY;COUNT=6"});
        QCOMPARE(theirs.exceptions().size(), 3); // refused, called off, moved
        QCOMPARE(theirs.component(key(2))->participationOf({bert}), Participation::Declined);
        QCOMPARE(theirs.component(key(1))->start.toDateTime(), start.addDays(7).addSecs(7200));
        QVERIFY(m_bert->round());
        mail = m_anna->next();
        QCOMPARE(instancesIn(mail), 1);
        waitedFor(m_anna->actions->file(m_anna->state(mail))).value();
        QCOMPARE(m_anna->answerOf(uid, bert, key(1)), Participation::Accepted);
        QCOMPARE(m_anna->answerOf(uid, bert, key(2)), Participation::Declined);
        nobodyHearsMore();
    }

    void delegated()
    {
        const auto uid = m_anna->invite(inDays(14), {bert});
        QVERIFY(m_anna->round());
        const auto state = m_bert->state(m_bert->next());
        const auto ref = waitedFor(m_bert->actions->file(state, m_bert->calendar())).value();
        waitedFor(m_bert->actions->delegate(ref, Attendee{.name = QStringLiteral("Carla"), .address = carla}, QStringLiteral("Bin im Urlaub"))).value();
        QVERIFY(m_bert->round());
        // The one who goes is invited, and answers the organiser, perhaps before the organiser read of it.
        const auto handed = m_carla->state(m_carla->next());
        QCOMPARE(handed.kind, State::Kind::Invitation);
        QCOMPARE(handed.invitedAs, carla);
        QVERIFY(handed.wantsAnswer);
        waitedFor(m_carla->actions->answerInvitation(handed, m_carla->calendar(), Participation::Accepted)).value();
        QVERIFY(m_carla->round());
        const auto news = m_anna->state(m_anna->next());
        const auto answer = m_anna->state(m_anna->next());
        QCOMPARE(news.from.participation, Participation::Delegated);
        QCOMPARE(news.comment, QStringLiteral("Bin im Urlaub"));
        QCOMPARE(answer.from.address, carla);
        QCOMPARE(answer.sender, State::Sender::Expected);
        waitedFor(m_anna->actions->file(answer)).value();
        waitedFor(m_anna->actions->file(m_anna->state({.ics = news.message.ics, .sender = bert}))).value();
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::Delegated);
        QCOMPARE(m_anna->answerOf(uid, carla), Participation::Accepted);
        QCOMPARE(m_anna->object(uid).components.first().attendee({bert})->delegatedTo, carla);
        nobodyHearsMore();
    }

    void anotherTimeIsProposed()
    {
        const auto uid = m_anna->invite(inDays(15), {bert});
        QVERIFY(m_anna->round());
        auto state = m_bert->state(m_bert->next());
        const auto ref = waitedFor(m_bert->actions->file(state, m_bert->calendar())).value();
        waitedFor(m_bert->actions->propose(ref, inDays(16), inDays(16, 11), QStringLiteral("lieber später"))).value();
        QVERIFY(m_bert->round());
        state = m_anna->state(m_anna->next());
        QCOMPARE(state.kind, State::Kind::Proposal);
        QCOMPARE(state.from.address, bert);
        QCOMPARE(state.comment, QStringLiteral("lieber später"));
        QCOMPARE(state.proposedStart, inDays(16));
        waitedFor(m_anna->actions->declineProposal(state, QStringLiteral("Da ist der Saal belegt"))).value();
        QVERIFY(m_anna->round());
        state = m_bert->state(m_bert->next());
        QCOMPARE(state.kind, State::Kind::ProposalDeclined);
        QCOMPARE(state.comment, QStringLiteral("Da ist der Saal belegt"));
        QCOMPARE(m_bert->object(uid).components.first().start.toDateTime(), inDays(15));
        // Another one, which is taken up.
        waitedFor(m_bert->actions->propose(ref, inDays(17), inDays(17, 12), {})).value();
        QVERIFY(m_bert->round());
        state = m_anna->state(m_anna->next());
        waitedFor(m_anna->actions->acceptProposal(state)).value();
        QVERIFY(m_anna->state({.ics = state.message.ics, .sender = bert}).isApplied);
        QVERIFY(m_anna->round());
        state = m_bert->state(m_bert->next());
        QCOMPARE(state.kind, State::Kind::Update);
        QVERIFY(state.wantsAnswer);
        waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Accepted)).value();
        QVERIFY(m_bert->round());
        waitedFor(m_anna->actions->file(m_anna->state(m_anna->next()))).value();
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::Accepted);
        for (auto *person : {m_anna.get(), m_bert.get()}) {
            QCOMPARE(person->object(uid).components.first().start.toDateTime(), inDays(17));
            QCOMPARE(person->object(uid).components.first().end.toDateTime(), inDays(17, 12));
        }
        nobodyHearsMore();
    }

    void somebodyWhoWasNotInvited()
    {
        // The invitation is passed on by mail; its reader says to come.
        const auto uid = m_anna->invite(inDays(18), {bert});
        QVERIFY(m_anna->round());
        const auto mail = m_bert->next();
        auto state = m_carla->state({.ics = mail.ics, .sender = mail.sender});
        QVERIFY(state.isThroughGroup);
        waitedFor(m_carla->actions->answerInvitation(state, m_carla->calendar(), Participation::Accepted)).value();
        QVERIFY(m_carla->round());
        state = m_anna->state(m_anna->next());
        QCOMPARE(state.sender, State::Sender::Uninvited);
        waitedFor(m_anna->actions->file(state)).value();
        QCOMPARE(m_anna->answerOf(uid, carla), Participation::Accepted);
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::NeedsAction);
        nobodyHearsMore();
        // Let in, they hear of it.
        waitedFor(m_anna->actions->reschedule({m_anna->item(uid), 0}, inDays(19), {}, Scope::All)).value();
        QVERIFY(m_anna->round());
        QCOMPARE(m_carla->state(m_carla->next()).kind, State::Kind::Update);
        QCOMPARE(m_bert->next().sender, m_anna->account.address);
        nobodyHearsMore();
    }

    void theNewestVersionIsAskedFor()
    {
        const auto uid = m_anna->invite(inDays(20), {bert}, QStringLiteral("FREQ=WEEKLY;COUNT=3"));
        QVERIFY(m_anna->round());
        const auto invitation = m_bert->next(); // and lost
        // All that is left is a message about further dates.
        auto add = invitation.ics;
        add.replace("METHOD:REQUEST", "METHOD:ADD").replace("RRULE:FREQ=WEEKLY;COUNT=3\r\n", "");
        auto state = m_bert->state({.ics = add, .sender = invitation.sender});
        QCOMPARE(state.kind, State::Kind::Fragment);
        waitedFor(m_bert->actions->askAgain(state)).value();
        QVERIFY(m_bert->round());
        state = m_anna->state(m_anna->next());
        QCOMPARE(state.kind, State::Kind::RefreshWanted);
        QCOMPARE(state.sender, State::Sender::Expected);
        waitedFor(m_anna->actions->sendAgain(state)).value();
        QVERIFY(m_anna->round());
        state = m_bert->state(m_bert->next());
        QCOMPARE(state.kind, State::Kind::Invitation);
        QCOMPARE(state.message.uid, uid);
        QCOMPARE(state.dates.size(), 3);
        nobodyHearsMore();
    }

private:
    /// Two rounds of everybody bring no further message.
    void nobodyHearsMore()
    {
        for (int i = 0; i < 2; ++i) {
            for (auto *person : {m_anna.get(), m_bert.get(), m_carla.get()}) {
                QVERIFY(person->round());
                QVERIFY2(person->untaken() == 0, person->untaken() > 0 ? person->messages().last().raw.constData() : "");
            }
        }
    }

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<Correspondent> m_anna, m_bert, m_carla;
    QString bert, carla;
};

QTEST_GUILESS_MAIN(InvitationJourneyTest)
#include "invitationjourneytest.moc"
