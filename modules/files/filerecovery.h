// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/projector.h"

namespace Kontor
{

/// After the outbox was lost: what the rows of files say was to be sent gets its changes back; the rest shows what the server
/// has. On the writer thread, inside a transaction; errors: Storage.
namespace FileRecovery
{
Result<void> restoreChanges(Transaction &transaction, const Projector &projector, ResourceId resource);
}

}
