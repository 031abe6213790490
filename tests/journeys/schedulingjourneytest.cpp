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
}

/// Invitations where the server of the calendars schedules (Cyrus), between people who have mail as well: the server tells, so
/// no letter goes out; and what the server keeps to itself goes out by mail.
class SchedulingJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("--dav"), QStringLiteral("cyrus"), QStringLiteral("dovecot"), QStringLiteral("exim")});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        const auto make = [this](int user) { return std::make_unique<Correspondent>(*m_workplace, user, QStringLiteral("cyrus.dav")); };
        m_anna = make(0);
        m_bert = make(1);
        QVERIFY(m_anna->calendar() && m_bert->calendar());
        anna = m_anna->account.address;
        bert = m_bert->account.address;
    }
    void cleanupTestCase()
    {
        m_anna.reset();
        m_bert.reset();
        m_workplace.reset();
    }

    void theServerTellsAndNobodyElse()
    {
        const auto uid = m_anna->invite(inDays(10), {bert}, QStringLiteral("FREQ=WEEKLY;COUNT=4"));
        QVERIFY(m_anna->round());
        QVERIFY(waitUntil([&] { return m_bert->round() && m_bert->item(uid); }, std::chrono::minutes(1)));
        const auto third = inDays(24).toMSecsSinceEpoch();
        // One date by itself, then all: the server carries both, and the one holds.
        m_bert->actions->answer({m_bert->item(uid), third}, Participation::Declined, {}, Scope::This);
        QVERIFY(waitUntil([&] { return m_bert->answerOf(uid, bert, third) == Participation::Declined; }));
        QVERIFY(m_bert->round());
        m_bert->actions->answer({m_bert->item(uid), inDays(10).toMSecsSinceEpoch()}, Participation::Accepted, {}, Scope::All);
        QVERIFY(waitUntil([&] { return m_bert->answerOf(uid, bert) == Participation::Accepted; }));
        QVERIFY(m_bert->round());
        QVERIFY(waitUntil([&] { return m_anna->round() && m_anna->answerOf(uid, bert) == Participation::Accepted && m_anna->answerOf(uid, bert, third) == Participation::Declined; },
                          std::chrono::minutes(1)));
        QCOMPARE(m_bert->answerOf(uid, bert, third), Participation::Declined);

        // What the server put into the organiser's inbox: one answer for each decision.
        const auto replies = waitedFor(m_anna->store->read([](const Reader &reader) {
                                 return reader.prepare("SELECT count(*) FROM item i JOIN collection c ON c.id = i.collection WHERE c.role = 'inbox' AND instr(i.payload, 'METHOD:REPLY') > 0 "
                                                       "AND c.resource IN (SELECT id FROM resource WHERE kind = 'calendar')")
                                     .value<int>();
                             })).value();
        QVERIFY(replies.value_or(0) <= 2);
        nobodyWrote();
    }

    void thePastIsToldByMail()
    {
        const auto uid = m_anna->invite(inDays(-10), {bert});
        const auto mail = m_bert->next(m_anna.get());
        QVERIFY(!mail.ics.isEmpty());
        auto state = m_bert->state(mail);
        QCOMPARE(state.kind, State::Kind::Invitation);
        QVERIFY(state.isPast);
        QCOMPARE(state.message.uid, uid);
        QVERIFY(!m_bert->item(uid)); // the server said nothing
        // The answer, too, goes by mail, since the server keeps that one as well.
        waitedFor(m_bert->actions->answerInvitation(state, m_bert->calendar(), Participation::Accepted)).value();
        const auto reply = m_anna->next(m_bert.get());
        QVERIFY(!reply.ics.isEmpty());
        state = m_anna->state(reply);
        QCOMPARE(state.kind, State::Kind::Reply);
        QCOMPARE(state.from.participation, Participation::Accepted);
        waitedFor(m_anna->actions->file(state)).value();
        QCOMPARE(m_anna->answerOf(uid, bert), Participation::Accepted);
        nobodyWrote();
    }

    void whoeverIsElsewhereIsToldByTheServerOrByUs_data()
    {
        QTest::addColumn<QByteArray>("agent");
        QTest::addColumn<int>("letters");
        QTest::newRow("client") << QByteArray("CLIENT") << 1;
        QTest::newRow("none") << QByteArray("NONE") << 0;
    }
    void whoeverIsElsewhereIsToldByTheServerOrByUs()
    {
        // Somebody else's event that says who tells the organiser.
        QFETCH(QByteArray, agent);
        QFETCH(int, letters);
        const auto uid = QByteArray("agent-" + agent);
        const auto day = inDays(30).toString(QStringLiteral("yyyyMMdd")).toLatin1();
        const auto ics = QByteArray("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:" + day
                                    + "T100000Z\r\nDTEND:" + day + "T110000Z\r\nSUMMARY:Von anderswo\r\nORGANIZER;SCHEDULE-AGENT=" + agent + ":mailto:" + anna.toUtf8()
                                    + "\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:" + bert.toUtf8() + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        QCOMPARE(waitedFor(m_bert->actions->importIcs(m_bert->calendar(), ics)).value(), 1);
        QVERIFY(m_bert->round());
        m_bert->actions->answer({m_bert->item(uid), 0}, Participation::Accepted, {}, Scope::All);
        QVERIFY(waitUntil([&] { return m_bert->answerOf(uid, bert) == Participation::Accepted; }));
        QVERIFY(m_bert->round());
        QVERIFY(m_bert->bytes(uid).contains(QByteArray("SCHEDULE-AGENT=" + agent)));
        if (letters == 1) {
            const auto mail = m_anna->next();
            QCOMPARE(CalendarObject::read(mail.ics).method, QByteArray("REPLY"));
            QVERIFY(!mail.ics.contains("SCHEDULE-AGENT"));
        }
        nobodyWrote();
    }

private:
    /// Two rounds of everybody bring no letter.
    void nobodyWrote()
    {
        for (int i = 0; i < 2; ++i) {
            for (auto *person : {m_anna.get(), m_bert.get()}) {
                QVERIFY(person->round());
                QVERIFY2(person->untaken() == 0, person->untaken() > 0 ? person->messages().last().raw.constData() : "");
                QVERIFY(person->letters().isEmpty());
            }
        }
    }

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<Correspondent> m_anna, m_bert;
    QString anna, bert;
};

QTEST_GUILESS_MAIN(SchedulingJourneyTest)
#include "schedulingjourneytest.moc"
