// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "sync/projector.h"

namespace Kontor
{

/// Whole content that was here when the server lost it: kept for thirty days of use.
///
/// A deleted file and one that a server lost (emptied, replaced by another one of the same name, put back to an older state)
/// look the same. One at a time is taken for a deletion and simply kept. Where most of what was here goes at once, each file
/// becomes a conflict that the user decides: send it again, or let it go.
/// On the writer thread, inside a transaction; errors: Storage.
namespace FileAttic
{
/// Before the row of a file goes. Nothing where the user deleted it, or a folder it lies in.
Result<void> stow(Transaction &transaction, ItemId item);

/// Before the row of a file says something else: where the server went back to what is older than what is here, or has
/// another file under this name.
Result<void> stowNewer(Transaction &transaction, ItemId item, const FileFacts &facts);

/// Asks the user where it looks as if the server had lost much; answers how many files that are. Sweeps what is too old.
Result<int> offer(Transaction &transaction, const Projector &projector, ResourceId resource);

/// There is something that offer() has not seen.
Result<bool> hasNews(const Reader &reader);
}

}
