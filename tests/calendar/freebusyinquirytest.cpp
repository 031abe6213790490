// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/freebusyinquiry.h"

#include "calendaractionsfixture.h"

#include <QSignalSpy>

using namespace Kontor;
using FreeBusy::Span;
using State = FreeBusyInquiry::State;

namespace
{
const QDateTime from(QDate(2026, 5, 4), QTime(0, 0), QTimeZone::UTC);
const QDateTime to = from.addDays(14);

QDateTime at(int day, int hour)
{
    return QDateTime(QDate(2026, 5, day), QTime(hour, 0), QTimeZone::UTC);
}

/// A server whose answers the test gives, when it likes.
struct Server {
    struct Asked {
        QStringList addresses;
        std::shared_ptr<QPromise<Result<FreeBusy::Told>>> promise;
        void answer(const Result<FreeBusy::Told> &told) const
        {
            promise->addResult(told);
            promise->finish();
        }
    };
    QList<Asked> asked;

    FreeBusyInquiry::Ask ask()
    {
        return [this](AccountId, const QString &, const QStringList &addresses, const QDateTime &, const QDateTime &) {
            auto promise = std::make_shared<QPromise<Result<FreeBusy::Told>>>();
            promise->start();
            asked << Asked{addresses, promise};
            return promise->future();
        };
    }
};

FreeBusyInquiry::Question question(const QStringList &addresses)
{
    return {.account = AccountId{1}, .organizer = QStringLiteral("anna@example.org"), .addresses = addresses, .mine = {QStringLiteral("anna@example.org")}, .from = from, .to = to};
}

const QString bert = QStringLiteral("bert@example.org");
const QString room = QStringLiteral("raum@example.org");
}

/// When others are free is asked once for many changes; only the newest answer counts, and silence never means free.
class FreeBusyInquiryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksOnceForManyChanges()
    {
        Server server;
        FreeBusyInquiry inquiry(nullptr, server.ask());
        inquiry.ask(question({bert}));
        inquiry.ask(question({bert, room}));
        QCOMPARE(inquiry.of(bert, from, to).state, State::Asked);
        QVERIFY(waitUntil([&] { return server.asked.size() == 1; }));
        QCOMPARE(server.asked.first().addresses, (QStringList{bert, room}));
        server.asked.first().answer(FreeBusy::Told{{bert, {{at(5, 8), at(5, 9)}}}});
        QVERIFY(waitUntil([&] { return !inquiry.isAsking(); }));
        QCOMPARE(inquiry.of(bert, from, to).spans.size(), 1);
        QCOMPARE(inquiry.of(QStringLiteral("BERT@example.org"), from, to).state, State::Known);
        QCOMPARE(inquiry.of(room, from, to).state, State::Unknown); // told nothing of
        QCOMPARE(inquiry.of(bert, from, to.addDays(1)).state, State::Unknown); // not asked about that day
        inquiry.ask(question({bert, room})); // the same again
        QVERIFY(!inquiry.isAsking());
    }

    void olderAnswersNeverCount()
    {
        Server server;
        FreeBusyInquiry inquiry(nullptr, server.ask());
        inquiry.setPause(std::chrono::milliseconds(0));
        inquiry.ask(question({bert}));
        QVERIFY(waitUntil([&] { return server.asked.size() == 1; }));
        inquiry.ask(question({bert, room}));
        QVERIFY(waitUntil([&] { return server.asked.size() == 2; }));
        QVERIFY(server.asked.first().promise->isCanceled()); // nobody waits for it
        server.asked.at(1).answer(FreeBusy::Told{{bert, {}}});
        QVERIFY(waitUntil([&] { return !inquiry.isAsking(); }));
        QCOMPARE(inquiry.of(bert, from, to).state, State::Known);
        QSignalSpy changed(&inquiry, &FreeBusyInquiry::changed);
        server.asked.at(0).answer(FreeBusy::Told{{bert, {{at(5, 8), at(5, 9)}}}});
        QCoreApplication::processEvents();
        QCOMPARE(changed.count(), 0);
        QVERIFY(inquiry.of(bert, from, to).spans.isEmpty());
    }

    void errorsMakeNobodyFree()
    {
        Server server;
        FreeBusyInquiry inquiry(nullptr, server.ask());
        inquiry.setPause(std::chrono::milliseconds(0));
        inquiry.ask(question({bert}));
        QVERIFY(waitUntil([&] { return server.asked.size() == 1; }));
        server.asked.first().answer(failure(Error::Kind::Offline, QStringLiteral("No network.")));
        QVERIFY(waitUntil([&] { return !inquiry.isAsking(); }));
        QCOMPARE(inquiry.of(bert, from, to).state, State::Unknown);
        QCOMPARE(inquiry.problem()->kind, Error::Kind::Offline);
        inquiry.ask(question({bert})); // may be asked again
        QVERIFY(waitUntil([&] { return server.asked.size() == 2; }));
        inquiry.setPatience(std::chrono::milliseconds(1));
        inquiry.ask(question({bert, room}));
        QVERIFY(waitUntil([&] { return server.asked.size() == 3 && !inquiry.isAsking(); })); // which never answers
        QCOMPARE(inquiry.problem()->kind, Error::Kind::Timeout);
        QCOMPARE(inquiry.of(room, from, to).state, State::Unknown);
    }

    void answersToNobody()
    {
        Server server;
        {
            FreeBusyInquiry inquiry(nullptr, server.ask());
            inquiry.setPause(std::chrono::milliseconds(0));
            inquiry.ask(question({bert}));
            QVERIFY(waitUntil([&] { return server.asked.size() == 1; }));
        }
        QVERIFY(server.asked.first().promise->isCanceled());
        server.asked.first().answer(FreeBusy::Told{{bert, {}}});
        QCoreApplication::processEvents();
        {
            FreeBusyInquiry inquiry(nullptr, server.ask());
            inquiry.setPause(std::chrono::milliseconds(0));
            inquiry.ask(question({bert}));
            QVERIFY(waitUntil([&] { return server.asked.size() == 2; }));
            server.asked[1].promise.reset(); // the one who was to answer is gone
            QVERIFY(waitUntil([&] { return !inquiry.isAsking(); }));
            QCOMPARE(inquiry.of(bert, from, to).state, State::Unknown);
        }
    }

    void readsMyOwnHere()
    {
        CalendarActionsFixture home;
        const auto item = home.add(home.calendar, eventText("DTSTART:20260505T080000Z\r\nDTEND:20260505T090000Z\r\n", {}, "a"));
        FreeBusyInquiry inquiry(*home.store, {});
        inquiry.setPause(std::chrono::milliseconds(0));
        auto asked = question({QStringLiteral("anna@example.org"), bert});
        asked.calendars = {home.calendar};
        inquiry.ask(asked);
        QVERIFY(waitUntil([&] { return !inquiry.isAsking(); }));
        QCOMPARE(inquiry.of(QStringLiteral("anna@example.org"), from, to).spans, (QList<Span>{{at(5, 8), at(5, 9)}}));
        QCOMPARE(inquiry.of(bert, from, to).state, State::Unknown); // nobody to ask
        asked.except = {.item = item}; // what is being moved is not in its own way
        inquiry.ask(asked);
        QVERIFY(waitUntil([&] { return !inquiry.isAsking(); }));
        QCOMPARE(inquiry.of(QStringLiteral("anna@example.org"), from, to).spans.size(), 0);
        QCOMPARE(inquiry.of(QStringLiteral("anna@example.org"), from, to).state, State::Known);
    }
};

QTEST_GUILESS_MAIN(FreeBusyInquiryTest)
#include "freebusyinquirytest.moc"
