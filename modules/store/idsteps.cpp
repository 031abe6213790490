// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/idsteps.h"

#include <QSet>

#include <algorithm>
#include <optional>

namespace Kontor
{

namespace
{

struct Range {
    int first;
    int last;
};

/// Contiguous runs of the rows for which \p isIn holds.
template<class Predicate>
QList<Range> rangesOf(const QList<qint64> &list, Predicate isIn)
{
    QList<Range> ranges;
    for (int row = 0; row < list.size(); ++row) {
        if (!isIn(list.at(row))) {
            continue;
        }
        if (!ranges.isEmpty() && ranges.last().last == row - 1) {
            ranges.last().last = row;
        } else {
            ranges.append({row, row});
        }
    }
    return ranges;
}

IdStep arranged(const QList<qint64> &ids)
{
    return {.kind = IdStep::Kind::Arrange, .ids = ids, .rows = rowsOfIds(ids)};
}

/// Marks a longest subsequence that is in order already; the rest must move.
QList<bool> stayers(const QList<int> &targets)
{
    QList<int> tails; // rows whose targets end the best sequence of each length
    QList<int> before(targets.size(), -1);
    for (int row = 0; row < targets.size(); ++row) {
        const auto place = std::lower_bound(tails.begin(), tails.end(), targets.at(row), [&](int tail, int target) {
            return targets.at(tail) < target;
        });
        if (place != tails.begin()) {
            before[row] = *std::prev(place);
        }
        if (place == tails.end()) {
            tails.append(row);
        } else {
            *place = row;
        }
    }
    QList<bool> stays(targets.size(), false);
    for (int row = tails.isEmpty() ? -1 : tails.last(); row >= 0; row = before.at(row)) {
        stays[row] = true;
    }
    return stays;
}

/// Block moves that turn \p current into \p target (same ids), or nothing if they are too many.
std::optional<QList<IdStep>> moves(QList<qint64> current, const QList<qint64> &target, int most)
{
    const auto targetRows = rowsOfIds(target);
    QList<int> targets;
    targets.reserve(current.size());
    for (const auto id : std::as_const(current)) {
        targets.append(targetRows.value(id));
    }
    const auto stays = stayers(targets);
    QList<int> currentRows(current.size());
    for (int row = 0; row < targets.size(); ++row) {
        currentRows[targets.at(row)] = row;
    }

    // Blocks that move together, in the order of their targets: whatever a block must follow has
    // its final place by then.
    QList<Range> blocks; // of target rows
    for (int row = 0; row < target.size(); ++row) {
        if (stays.at(currentRows.at(row))) {
            continue;
        }
        if (!blocks.isEmpty() && blocks.last().last == row - 1 && currentRows.at(row) == currentRows.at(row - 1) + 1) {
            blocks.last().last = row;
        } else {
            blocks.append({row, row});
        }
        if (blocks.size() > most) {
            return std::nullopt;
        }
    }

    QList<IdStep> steps;
    for (const auto &block : std::as_const(blocks)) {
        const int length = block.last - block.first;
        const int first = int(current.indexOf(target.at(block.first)));
        const int destination = block.first == 0 ? 0 : int(current.indexOf(target.at(block.first - 1))) + 1;
        if (destination >= first && destination <= first + length + 1) {
            continue;
        }
        const IdStep step{.kind = IdStep::Kind::Move, .first = first, .last = first + length, .destination = destination};
        applyStep(current, step);
        steps.append(step);
    }
    return steps;
}

}

QHash<qint64, int> rowsOfIds(const QList<qint64> &ids)
{
    QHash<qint64, int> rows;
    rows.reserve(ids.size());
    for (int row = 0; row < ids.size(); ++row) {
        rows.insert(ids.at(row), row);
    }
    return rows;
}

void applyStep(QList<qint64> &list, const IdStep &step)
{
    switch (step.kind) {
    case IdStep::Kind::Remove:
        list.remove(step.first, step.last - step.first + 1);
        return;
    case IdStep::Kind::Insert:
        list.insert(step.first, step.ids.size(), 0);
        std::copy(step.ids.begin(), step.ids.end(), list.begin() + step.first);
        return;
    case IdStep::Kind::Move:
        if (step.destination < step.first) {
            std::rotate(list.begin() + step.destination, list.begin() + step.first, list.begin() + step.last + 1);
        } else {
            std::rotate(list.begin() + step.first, list.begin() + step.last + 1, list.begin() + step.destination);
        }
        return;
    case IdStep::Kind::Arrange:
        list = step.ids;
        return;
    }
}

QList<IdStep> idSteps(const QList<qint64> &from, const QList<qint64> &to, int mostSteps)
{
    QList<IdStep> steps;
    if (from == to) {
        return steps;
    }
    const QSet<qint64> old(from.begin(), from.end());
    const QSet<qint64> wanted(to.begin(), to.end());
    const auto isGone = [&](qint64 id) {
        return !wanted.contains(id);
    };
    const auto isNew = [&](qint64 id) {
        return !old.contains(id);
    };

    QList<qint64> kept;
    std::copy_if(from.begin(), from.end(), std::back_inserter(kept), std::not_fn(isGone));
    if (kept.size() < from.size()) {
        auto ranges = rangesOf(from, isGone);
        if (ranges.size() > mostSteps) {
            auto gathered = kept;
            std::copy_if(from.begin(), from.end(), std::back_inserter(gathered), isGone);
            steps.append(arranged(gathered));
            ranges = {{int(kept.size()), int(from.size()) - 1}};
        }
        for (auto range = ranges.crbegin(); range != ranges.crend(); ++range) {
            steps.append({.kind = IdStep::Kind::Remove, .first = range->first, .last = range->last});
        }
    }

    QList<qint64> staying;
    std::copy_if(to.begin(), to.end(), std::back_inserter(staying), std::not_fn(isNew));
    const auto arrivals = rangesOf(to, isNew);
    const auto wanderings = kept == staying ? QList<IdStep>() : moves(kept, staying, mostSteps);
    if (arrivals.size() <= mostSteps && wanderings) {
        steps.append(*wanderings);
        for (const auto &range : arrivals) {
            steps.append({.kind = IdStep::Kind::Insert, .first = range.first, .last = range.last, .ids = to.sliced(range.first, range.last - range.first + 1)});
        }
        return steps;
    }
    if (!arrivals.isEmpty()) {
        QList<qint64> fresh;
        std::copy_if(to.begin(), to.end(), std::back_inserter(fresh), isNew);
        const int first = int(kept.size());
        steps.append({.kind = IdStep::Kind::Insert, .first = first, .last = first + int(fresh.size()) - 1, .ids = fresh});
    }
    steps.append(arranged(to));
    return steps;
}

}
