// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "sync/projector.h"

namespace Kontor
{

/// Files on their way into another space: made there, and deleted here in the transaction that confirms it. Whatever
/// happens in between, each is in one place at least. A folder goes last, once nothing is left in it.
/// On the writer thread; errors: Storage.
namespace FileCrossing
{
Result<void> carriedOut(Transaction &transaction, const Projector &projector, const Change &change);
Result<void> discarded(Transaction &transaction, const Projector &projector, const Change &change);
Result<void> recover(Transaction &transaction, const Projector &projector, ResourceId resource);
}

}
