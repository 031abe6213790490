// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>

namespace Kontor::Bench
{

/// Prints one measured value for tests/bench/run, which knows its unit and its target.
void tell(const char *name, double value);

/// How long \p work takes, in milliseconds.
double milliseconds(const std::function<void()> &work);

/// The middle one of the values, or the one below which \p share of them lie.
double quantile(QList<double> values, double share = 0.5);

/// How many to measure with: $KONTOR_BENCH_COUNT, or what is usual.
int count(int usual);

/// Proportional set size of this process in MB (from /proc/self/smaps_rollup).
double memoryMB();

/// Ends the program with a message: a figure that cannot be measured is no figure.
[[noreturn]] void giveUp(const QString &why);

template<class R>
auto valueOf(R result)
{
    if (!result) {
        giveUp(result.error().message + QStringLiteral(" ") + result.error().detail);
    }
    if constexpr (!std::is_void_v<typename R::value_type>) {
        return std::move(*result);
    }
}

}
