// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailactionsprivate.h"

namespace Kontor
{

/// Messages that go from one account to another: appended there, and removed here once they are
/// there. Runs inside a transaction on the writer thread; errors of kind Storage unless told.
///
/// The new message is an item with an *append*; the old one gets a *leave*, which only hides it.
/// What confirms the append turns the leave into a *delete*, in one transaction. So the message is
/// never gone in both places, and never twice for good. An append whose body is not here yet is
/// held until it has been fetched.
namespace MailCrossing
{
enum class Original { Stays, Leaves };

/// Adds the changes. Answers the new item. NotFound: the message is neither here nor on its server.
Result<ItemId> cross(Transaction &transaction, QList<Change> &changes, const MessageFacts &facts, CollectionId target, Original original);

/// The new item is there, or will not be needed any more: now the original may be deleted.
Result<void> release(Transaction &transaction, ItemId original);

/// The original is shown again, as nothing came of it.
Result<void> bringBack(Transaction &transaction, const Projector &projector, ItemId original);

/// Undo: nothing happened if no server has heard of it; else the message goes back to \p folder.
Result<void> takeBack(Transaction &transaction, QList<Change> &changes, const Projector &projector, ItemId item, ItemId original, CollectionId folder);

/// Where a held or pending append came from; none: it was written here.
ItemId originalOf(const Change &append);

/// The original's body has come: what was held for it may go.
Result<void> bodyArrived(Transaction &transaction, ItemId original, const BlobId &blob, const MessageBody &body);

/// After a start: what was held for something that no longer exists.
Result<void> recover(Transaction &transaction, const Projector &projector, ResourceId resource);
}

}
