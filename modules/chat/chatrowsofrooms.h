// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/transaction.h"

namespace Kontor
{

/// Writes the rows of rooms, and keeps what they say of their events. Writer thread; errors: Storage.
namespace ChatRowsOfRooms
{
Result<void> write(Transaction &transaction, ItemId item, CollectionId collection, const ChatRoomFacts &facts);
/// Of a room that was left, its events go too. Those of others wait for the room to be known again under another number.
Result<void> remove(Transaction &transaction, ItemId item);

/// The item of a room by its id, if it has a row; 0: it has none.
Result<ItemId> find(Transaction &transaction, CollectionId collection, const QString &roomId);

// What follows from events and people.
Result<void> refreshTitle(Transaction &transaction, ItemId room);
Result<void> refreshLast(Transaction &transaction, ItemId room);
Result<void> refreshCounts(Transaction &transaction, ItemId room);
/// Everything up to there is read; earlier ones change nothing.
Result<void> noteRead(Transaction &transaction, ItemId room, qint64 position);
}

}
