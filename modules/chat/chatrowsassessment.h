// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/transaction.h"

namespace Kontor
{

/// Whether a message notifies, by the push rules as they stand in the tables. Writer thread; errors: Storage.
namespace ChatRowsAssessment
{
/// 0: it does not, 1: it counts as unread, 2: it mentions the person.
Result<int> of(Transaction &transaction, CollectionId collection, ItemId room, const ChatEventFacts &facts);

/// The rules are others now: looks anew at what is unread, and at how much each room may tell.
Result<void> again(Transaction &transaction, CollectionId collection);
}

}
