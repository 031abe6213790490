// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <QTest>
#include <QTimeZone>

using namespace Kontor;

namespace
{
/// A clock that tells what it is told; how tests of schedules use the interface.
class StoppedClock final : public Clock
{
public:
    QDateTime now() const override
    {
        return wall;
    }
    std::chrono::milliseconds monotonic() const override
    {
        return std::chrono::milliseconds{12};
    }
    QDateTime wall = QDateTime(QDate(2026, 3, 29), QTime(1, 0), QTimeZone::UTC);
};
}

class ClockTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSystemClockTellsUtc();
    void theMonotonicClockNeverGoesBack();
    void anotherClockCanBeTold();
};

void ClockTest::theSystemClockTellsUtc()
{
    const auto before = QDateTime::currentDateTimeUtc();
    const auto now = Clock::system().now();
    const auto after = QDateTime::currentDateTimeUtc();
    QCOMPARE(now.timeSpec(), Qt::UTC);
    QVERIFY(before <= now && now <= after);
}

void ClockTest::theMonotonicClockNeverGoesBack()
{
    auto last = Clock::system().monotonic();
    for (int i = 0; i < 10000; ++i) {
        const auto now = Clock::system().monotonic();
        QVERIFY(now >= last);
        last = now;
    }
}

void ClockTest::anotherClockCanBeTold()
{
    StoppedClock clock;
    clock.wall = clock.wall.addYears(1);
    const Clock &told = clock;
    QCOMPARE(told.now().date().year(), 2027);
    QCOMPARE(told.monotonic().count(), 12);
}

QTEST_GUILESS_MAIN(ClockTest)
#include "clocktest.moc"
