// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/schedule.h"

#include <QRandomGenerator>

#include <algorithm>

namespace Kontor
{
namespace
{
using std::chrono::milliseconds;

constexpr milliseconds firstBackOff{1000};
constexpr milliseconds longestBackOff{15 * 60 * 1000};
constexpr milliseconds longestOffline{60 * 1000}; // trying to connect burdens nobody, and somebody waits
constexpr milliseconds longestServerWish{24 * 60 * 60 * 1000}; // a server may ask for a day, not for ever
}

Schedule::Schedule(const Clock &clock, milliseconds interval, Jitter jitter)
    : m_clock(clock)
    , m_interval(interval)
    , m_jitter(jitter ? std::move(jitter) : [] {
        return QRandomGenerator::global()->generateDouble();
    })
    , m_due(clock.monotonic())
{
}

void Schedule::succeeded()
{
    m_failures = 0;
    m_due = m_clock.monotonic() + m_interval;
}

void Schedule::failed(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Unauthorized:
        m_paused = true;
        return;
    case Error::Kind::Storage:
        m_stopped = true;
        return;
    case Error::Kind::Cancelled:
        return;
    default:
        break;
    }
    const milliseconds doubled = firstBackOff * (qint64(1) << std::min(m_failures, 20));
    const auto longest = std::min(doubled, error.kind == Error::Kind::Offline ? longestOffline : longestBackOff);
    // Between half and all of it: spread, yet never at once.
    auto wait = longest / 2 + milliseconds(qint64(double(longest.count() / 2) * std::clamp(m_jitter(), 0.0, 1.0)));
    wait = std::max(wait, std::min<milliseconds>(error.retryAfter, longestServerWish));
    ++m_failures;
    m_due = m_clock.monotonic() + wait;
}

void Schedule::wake()
{
    m_due = std::min(m_due, m_clock.monotonic());
}

void Schedule::renewed()
{
    m_paused = false;
    m_failures = 0;
    wake();
}

void Schedule::setOnline(bool online)
{
    if (online && !m_online) {
        m_failures = 0;
        wake();
    }
    m_online = online;
}

Schedule::State Schedule::state() const
{
    if (m_stopped) {
        return State::Stopped;
    }
    if (m_paused || !m_online) {
        return State::Paused;
    }
    return untilDue() == milliseconds::zero() ? State::Due : State::Waiting;
}

milliseconds Schedule::untilDue() const
{
    if (m_stopped || m_paused || !m_online) {
        return milliseconds::max();
    }
    return std::max(milliseconds::zero(), m_due - m_clock.monotonic());
}

int Schedule::failures() const
{
    return m_failures;
}

}
