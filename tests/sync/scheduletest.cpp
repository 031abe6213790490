// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testclock.h"
#include "sync/schedule.h"

#include <QTest>

using namespace Kontor;
using namespace std::chrono_literals;

namespace
{
Error error(Error::Kind kind, std::chrono::milliseconds retryAfter = 0ms)
{
    return Error{.kind = kind, .message = QStringLiteral("x"), .detail = {}, .retryAfter = retryAfter};
}
}

class ScheduleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isDueAtFirst()
    {
        const TestClock clock;
        const Schedule schedule(clock);
        QCOMPARE(schedule.state(), Schedule::State::Due);
        QCOMPARE(schedule.untilDue(), 0ms);
    }

    void successWaitsForTheInterval()
    {
        TestClock clock;
        Schedule schedule(clock, 5min);
        schedule.succeeded();
        QCOMPARE(schedule.state(), Schedule::State::Waiting);
        QCOMPARE(schedule.untilDue(), std::chrono::milliseconds(5min));
        clock.advance(5min);
        QCOMPARE(schedule.state(), Schedule::State::Due);
    }

    void backsOffExponentiallyUpToAQuarterOfAnHour()
    {
        TestClock clock;
        Schedule schedule(clock, 5min, [] {
            return 0.999999;
        });
        std::chrono::milliseconds last{0};
        for (int i = 0; i < 40; ++i) {
            schedule.failed(error(Error::Kind::Timeout));
            const auto wait = schedule.untilDue();
            QVERIFY(wait >= last);
            QVERIFY(wait <= 15min);
            last = wait;
            clock.advance(wait);
            QCOMPARE(schedule.state(), Schedule::State::Due);
        }
        QVERIFY(last > 14min);
        QCOMPARE(schedule.failures(), 40);
        schedule.succeeded();
        QCOMPARE(schedule.failures(), 0);
    }

    void jitterSpreads()
    {
        TestClock clock;
        Schedule early(clock, 5min, [] {
            return 0.0;
        });
        Schedule late(clock, 5min, [] {
            return 1.0;
        });
        for (int i = 0; i < 5; ++i) {
            early.failed(error(Error::Kind::Offline));
            late.failed(error(Error::Kind::Offline));
        }
        QCOMPARE(early.untilDue() * 2, late.untilDue());
        QVERIFY(early.untilDue() > 0ms);
    }

    void honoursTheServersWish()
    {
        TestClock clock;
        Schedule schedule(clock);
        schedule.failed(error(Error::Kind::Throttled, 10min));
        QVERIFY(schedule.untilDue() >= 10min);
        Schedule patient(clock);
        patient.failed(error(Error::Kind::Throttled, std::chrono::hours(24 * 365)));
        QVERIFY(patient.untilDue() <= 24h);
    }

    void unauthorizedPausesUntilRenewed()
    {
        TestClock clock;
        Schedule schedule(clock);
        schedule.failed(error(Error::Kind::Unauthorized));
        QCOMPARE(schedule.state(), Schedule::State::Paused);
        clock.advance(std::chrono::hours(100));
        schedule.wake();
        QCOMPARE(schedule.state(), Schedule::State::Paused);
        QCOMPARE(schedule.untilDue(), std::chrono::milliseconds::max());
        schedule.renewed();
        QCOMPARE(schedule.state(), Schedule::State::Due);
    }

    void storageStops()
    {
        TestClock clock;
        Schedule schedule(clock);
        schedule.failed(error(Error::Kind::Storage));
        schedule.wake();
        schedule.renewed();
        schedule.setOnline(true);
        QCOMPARE(schedule.state(), Schedule::State::Stopped);
    }

    void networkComesAndGoes()
    {
        TestClock clock;
        Schedule schedule(clock);
        schedule.failed(error(Error::Kind::Offline));
        schedule.setOnline(false);
        QCOMPARE(schedule.state(), Schedule::State::Paused);
        clock.advance(1h);
        schedule.setOnline(true);
        QCOMPARE(schedule.state(), Schedule::State::Due);
    }

    void wakeEndsABackOff()
    {
        TestClock clock;
        Schedule schedule(clock);
        for (int i = 0; i < 10; ++i) {
            schedule.failed(error(Error::Kind::Timeout));
        }
        schedule.wake();
        QCOMPARE(schedule.state(), Schedule::State::Due);
    }

    void aJumpingWallClockChangesNothing()
    {
        TestClock clock;
        Schedule schedule(clock, 5min);
        schedule.succeeded();
        clock.jump(std::chrono::hours(24 * 365));
        QCOMPARE(schedule.untilDue(), std::chrono::milliseconds(5min));
        clock.jump(-std::chrono::hours(24 * 730));
        QCOMPARE(schedule.untilDue(), std::chrono::milliseconds(5min));
        clock.advance(5min);
        QCOMPARE(schedule.state(), Schedule::State::Due);
    }
};

QTEST_GUILESS_MAIN(ScheduleTest)
#include "scheduletest.moc"
