// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventlayout.h"

#include <algorithm>
#include <tuple>

namespace Kontor::EventLayout
{
namespace
{
/// Spreads the boxes [first, last) that hang together over their columns.
void spread(QList<Box> &boxes, qsizetype first, qsizetype last, int columns)
{
    // The boxes of each column, in the order of their beginnings.
    QList<QList<qsizetype>> inColumn(columns);
    for (auto i = first; i < last; ++i) {
        inColumn[boxes.at(i).column] << i;
    }
    for (auto i = first; i < last; ++i) {
        auto &box = boxes[i];
        box.columns = columns;
        for (int column = box.column + 1; column < columns; ++column) {
            const auto &others = inColumn.at(column);
            // Within a column boxes do not overlap: only the last one that begins before our end can reach into us.
            const auto after = std::ranges::lower_bound(others, box.to, {}, [&](qsizetype other) { return boxes.at(other).from; });
            if (after != others.begin() && boxes.at(*std::prev(after)).to > box.from) {
                break;
            }
            ++box.width;
        }
    }
}
}

QList<Box> boxes(QList<Span> spans, int shortest)
{
    std::ranges::sort(spans, {}, [](const Span &span) { return std::tuple(span.from, -span.to, span.index); });
    QList<Box> result;
    result.reserve(spans.size());
    QList<int> columnEnds; // of the group that hangs together
    qsizetype groupBegin = 0;
    int groupEnd = 0;
    for (const auto &span : std::as_const(spans)) {
        const auto to = std::max(span.to, span.from + shortest);
        if (span.from >= groupEnd && !columnEnds.isEmpty()) {
            spread(result, groupBegin, result.size(), int(columnEnds.size()));
            columnEnds.clear();
            groupBegin = result.size();
        }
        const auto free = std::ranges::find_if(columnEnds, [&](int end) { return end <= span.from; });
        const auto column = int(free - columnEnds.begin());
        if (free == columnEnds.end()) {
            columnEnds << to;
        } else {
            *free = to;
        }
        groupEnd = std::max(groupEnd, to);
        result << Box{.index = span.index, .from = span.from, .to = to, .column = column};
    }
    if (!columnEnds.isEmpty()) {
        spread(result, groupBegin, result.size(), int(columnEnds.size()));
    }
    return result;
}

QList<Bar> bars(QList<DaySpan> spans)
{
    std::ranges::sort(spans, {}, [](const DaySpan &span) { return std::tuple(span.first, span.first - span.last, span.rank, span.index); });
    QList<Bar> result;
    result.reserve(spans.size());
    QList<int> laneEnds; // the last day taken
    for (const auto &span : std::as_const(spans)) {
        const auto free = std::ranges::find_if(laneEnds, [&](int end) { return end < span.first; });
        const auto lane = int(free - laneEnds.begin());
        if (free == laneEnds.end()) {
            laneEnds << span.last;
        } else {
            *free = span.last;
        }
        result << Bar{.index = span.index, .first = span.first, .last = span.last, .lane = lane};
    }
    return result;
}

int hiddenOn(const QList<Bar> &bars, int day, int lanes)
{
    return int(std::ranges::count_if(bars, [&](const Bar &bar) { return bar.first <= day && bar.last >= day && bar.lane >= lanes; }));
}

}
