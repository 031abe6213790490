// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattext.h"
#include "store/transaction.h"

namespace Kontor
{

/// Writes the rows of events. Whatever the order in which events come, the rows are the same in the end: an edit, a reaction
/// or a redaction may be here before what it is about. Writer thread; errors: Storage.
namespace ChatRowsOfEvents
{
inline constexpr qint64 notTold = qint64(1) << 62; ///< positions from here on: no server said where it stands

Result<void> write(Transaction &transaction, ItemId item, CollectionId collection, ChatEventFacts facts, ChatSaid said);
Result<void> writeGap(Transaction &transaction, ItemId item, CollectionId collection, const ChatGapFacts &facts);
Result<void> remove(Transaction &transaction, ItemId item);

/// The room is known now: what waited for it has a place. Answers how many.
Result<int> adopt(Transaction &transaction, ItemId room, CollectionId collection, const QString &roomId);

/// Hides or shows all of somebody.
Result<void> setIgnored(Transaction &transaction, CollectionId collection, const QString &userId, Qt::CheckState on);
}

}
