// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>

namespace Kontor
{

/// One step on the way from one list of ids to another; rows count in the list as it is then.
struct IdStep {
    enum class Kind {
        Remove, ///< first … last
        Insert, ///< ids, from row first on
        Move, ///< first … last to before row destination (counted before the move)
        Arrange, ///< same ids in another order: ids, rows
    };
    Kind kind;
    int first = 0;
    int last = 0;
    int destination = 0;
    QList<qint64> ids = {};
    QHash<qint64, int> rows = {}; ///< of Arrange: where each id is afterwards
};

/// The way from one list of distinct ids to another in few big steps. At most \p mostSteps
/// single removals, moves and insertions; scattered differences are gathered by rearranging.
/// Cost: O(n log n). Any thread.
QList<IdStep> idSteps(const QList<qint64> &from, const QList<qint64> &to, int mostSteps = 48);

/// Does the step to a list. Arrange assigns.
void applyStep(QList<qint64> &list, const IdStep &step);

/// Where each id is.
QHash<qint64, int> rowsOfIds(const QList<qint64> &ids);

}
