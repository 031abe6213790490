// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/idsteps.h"
#include "store/querymodel.h"

namespace Kontor
{

/// What the reader thread found for a QueryModel.
struct QueryOutcome {
    bool hasIds = false;
    QList<qint64> ids;
    QHash<qint64, int> positions;
    QList<IdStep> steps;
    QHash<qint64, QueryModel::AnyRow> rows;
    QList<qint64> asked; ///< whose rows were asked for
};

/// What a QueryModel wants to know from the reader thread.
struct QueryWork {
    std::shared_ptr<const QueryModel::Query> query;
    bool wantsIds = false;
    bool wantsSteps = false;
    QList<qint64> from = {}; ///< what the steps start from
    QList<qint64> reload = {};
    int ahead = 0; ///< rows to load from the start of the new list

    /// On the reader thread.
    Result<QueryOutcome> carryOut(const Reader &reader) const;
};

}
