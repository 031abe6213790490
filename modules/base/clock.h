// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace Kontor
{

/// Tells the time, so that tests can tell another. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;

    /// Wall time (UTC); may jump in either direction.
    virtual QDateTime now() const = 0;

    /// Time since an arbitrary start; never jumps.
    virtual std::chrono::milliseconds monotonic() const = 0;

    /// The machine's own clock.
    static const Clock &system();
};

}
