// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QMutex>
#include <QTimeZone>

namespace Kontor
{

/// A clock that stands still until it is told to go on. Thread-safe.
class TestClock : public Clock
{
public:
    QDateTime now() const override;
    std::chrono::milliseconds monotonic() const override;

    /// Time passes.
    void advance(std::chrono::milliseconds time);

    /// Somebody sets the wall clock; no time passes.
    void jump(std::chrono::milliseconds by);

private:
    mutable QMutex m_mutex;
    QDateTime m_now = QDateTime::fromMSecsSinceEpoch(1'770'000'000'000, QTimeZone::UTC);
    std::chrono::milliseconds m_monotonic{1'000'000};
};

}
