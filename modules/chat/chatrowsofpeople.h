// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/transaction.h"

namespace Kontor
{

/// Writes the rows of people in rooms, and of the account itself. Writer thread; errors: Storage.
namespace ChatRowsOfPeople
{
Result<void> write(Transaction &transaction, ItemId item, CollectionId collection, const ChatMemberFacts &facts);
Result<void> write(Transaction &transaction, ItemId item, CollectionId collection, const ChatAccountFacts &facts);
Result<void> remove(Transaction &transaction, ItemId item);
Result<int> adopt(Transaction &transaction, ItemId room, CollectionId collection, const QString &roomId);
}

}
