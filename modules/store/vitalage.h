// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/storepaths.h"

namespace Kontor
{

/// Tells whether an index has lost transactions that its safety copy has: each counts the
/// transactions that touched the vital rows (see VitalRows), in the table vital_age.
class VitalAge
{
public:
    /// In the transaction that touches them.
    static Result<void> count(Database &index);

    static Result<void> raise(Database &index, qint64 atLeast);

    /// 0 if there is no copy, or none that can be read.
    static qint64 ofCopy(const StorePaths &paths, const QByteArray &key);

    /// True if the index is older than its copy. False if either cannot be read.
    static bool isBehind(const StorePaths &paths, const QByteArray &key);
};

}
