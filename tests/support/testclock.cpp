// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testclock.h"

namespace Kontor
{

QDateTime TestClock::now() const
{
    const QMutexLocker lock(&m_mutex);
    return m_now;
}

std::chrono::milliseconds TestClock::monotonic() const
{
    const QMutexLocker lock(&m_mutex);
    return m_monotonic;
}

void TestClock::advance(std::chrono::milliseconds time)
{
    const QMutexLocker lock(&m_mutex);
    m_monotonic += time;
    m_now = m_now.addMSecs(time.count());
}

void TestClock::jump(std::chrono::milliseconds by)
{
    const QMutexLocker lock(&m_mutex);
    m_now = m_now.addMSecs(by.count());
}

}
