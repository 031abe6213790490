// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/querywork.h"

#include <algorithm>

namespace Kontor
{

Result<QueryOutcome> QueryWork::carryOut(const Reader &reader) const
{
    QueryOutcome outcome;
    outcome.asked = reload;
    if (wantsIds) {
        auto found = query->ids(reader);
        if (!found) {
            return std::unexpected(found.error());
        }
        outcome.hasIds = true;
        outcome.ids = std::move(*found);
        outcome.positions = rowsOfIds(outcome.ids);
        if (outcome.positions.size() != outcome.ids.size()) {
            // An id twice would confuse every view: the first one counts.
            QSet<qint64> seen;
            outcome.ids.removeIf([&](qint64 id) {
                const bool again = seen.contains(id);
                seen.insert(id);
                return again;
            });
            outcome.positions = rowsOfIds(outcome.ids);
        }
        if (wantsSteps) {
            outcome.steps = idSteps(from, outcome.ids);
        }
        outcome.asked.append(outcome.ids.first(std::min<qsizetype>(ahead, outcome.ids.size())));
    }
    if (!outcome.asked.isEmpty()) {
        auto rows = query->rows(reader, outcome.asked);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        outcome.rows = std::move(*rows);
    }
    return outcome;
}

}
