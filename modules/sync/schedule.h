// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"

#include <chrono>
#include <functional>

namespace Kontor
{

/// When a resource is synchronised next: a pure state machine over a Clock.
///
/// Success sets the usual interval; passing errors back off exponentially with jitter
/// (1 s … 15 min); Throttled honours retryAfter; Unauthorized pauses until renewed; Storage
/// stops. A wall clock that jumps changes nothing: only monotonic time is used.
class Schedule
{
public:
    enum class State { Due, Waiting, Paused, Stopped };

    /// A number in [0, 1) that spreads the back-off, so that clients do not return all at once.
    using Jitter = std::function<double()>;

    explicit Schedule(const Clock &clock, std::chrono::milliseconds interval = std::chrono::minutes(5), Jitter jitter = {});

    void succeeded();
    void failed(const Error &error);
    void wake(); ///< network came up, user asked, or a local change: due at once unless paused or stopped
    void renewed(); ///< sign-in works again
    void setOnline(bool online);

    State state() const;
    std::chrono::milliseconds untilDue() const; ///< 0 when due; max when paused or stopped
    int failures() const;

private:
    const Clock &m_clock;
    std::chrono::milliseconds m_interval;
    Jitter m_jitter;
    std::chrono::milliseconds m_due; ///< monotonic
    int m_failures = 0;
    bool m_paused = false;
    bool m_stopped = false;
    bool m_online = true;
};

}
