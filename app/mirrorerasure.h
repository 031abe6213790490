// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "files/mirror/mirrortypes.h"

namespace Kontor
{

/// Erases from a folder that was kept in step what is there just as the server had it, file by file as the journal knows
/// them, for good. What was changed since, and what the server never had, stays. Never goes through a link. Blocks.
class MirrorErasure
{
public:
    struct Report {
        int erased = 0; ///< files
        int left = 0; ///< files of the journal that are there and are no longer as it says, or could not be erased
        bool isEmpty = false; ///< nothing at all is left in the folder
    };
    static Result<Report> run(const QString &folder, const QList<MirrorEntry> &journal);
};

}
