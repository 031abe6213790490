// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace Kontor::EventLayout
{

/// Part of an occurrence within one day, in minutes of the wall clock.
struct Span {
    int index = 0; ///< of the occurrence, for the caller
    int from = 0, to = 0;
};

/// Where a Span stands beside those it overlaps: it begins in column \c column of \c columns and
/// is \c width columns wide.
struct Box {
    int index = 0;
    int from = 0, to = 0; ///< at least the shortest length apart
    int column = 0, width = 1, columns = 1;
};

/// Puts overlapping spans side by side. Those that overlap, directly or by way of others, share the
/// same number of columns, no more than needed; each then grows to the right as far as it is free.
/// In the order of their beginnings. \p shortest: what is drawn for less (minutes).
QList<Box> boxes(QList<Span> spans, int shortest);

/// An occurrence within one row of days (a week, or the days beside one another).
struct DaySpan {
    int index = 0;
    int first = 0, last = 0; ///< days of the row, inclusive
    int rank = 0; ///< among those that begin on the same day: the smaller one comes first
    bool operator==(const DaySpan &) const = default;
};

/// The line within its days where a DaySpan stands.
struct Bar {
    int index = 0;
    int first = 0, last = 0;
    int lane = 0;
};

/// Gives each span the topmost line that is free on all its days; longer ones first, then by rank.
QList<Bar> bars(QList<DaySpan> spans);

/// How many bars of a day stand below the first \p lanes lines.
int hiddenOn(const QList<Bar> &bars, int day, int lanes);

}
