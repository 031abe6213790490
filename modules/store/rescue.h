// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

namespace Kontor
{

/// Makes a usable store out of one whose files are damaged.
///
/// Damaged files are put aside (kontor.db.damaged-<UTC time>). Into new ones comes what no server
/// could give back, row by row, whatever can still be read: accounts, resources, collections,
/// changes with their items and what modules keep about those, blobs. Where the damage hit these
/// rows or their blobs, the safety copy fills the gaps; changes from there are marked as perhaps carried out, so
/// that nothing is sent twice silently. Everything else is pulled from the servers again.
///
/// The store must be closed. Blocks for up to minutes: not in the GUI thread. Error: Storage; a
/// wrong key, a newer program's store or a full disk changes nothing that was not put aside before.
class StoreRescue
{
public:
    struct Report {
        QStringList putAside; ///< paths; empty: nothing was damaged
        int rows = 0; ///< rescued rows of the index
        int changes = 0; ///< in the outbox, rescued or untouched
        int blobs = 0; ///< rescued from a damaged blobs.db
        int contentsLost = 0; ///< changes whose text or files are neither readable nor in the safety copy
        int unreadable = 0; ///< rows and ranges that are lost
        bool usedSafetyCopy = false;
    };
    static Result<Report> run(const Store::Options &options);

    /// For the user: what became of the data, in whole sentences.
    static QString sentence(const Report &report);
};

}
