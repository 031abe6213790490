// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "store/blobs.h"
#include "store/transaction.h"

#include <QSet>

namespace Kontor
{

/// The tables "file" and "file_piece". On the writer thread, inside a transaction; errors: Storage.
namespace FileRows
{

/// Bits of file.marks.
enum Mark { Favourite = 1, Mount = 2, SharedWithMe = 4, SharedByMe = 8, Preview = 16, Waiting = 32, Contested = 64 };

/// What is ours alone (pins, what is kept) stays as it was.
Result<void> write(Transaction &transaction, ItemId item, CollectionId collection, const FileFacts &facts, const QString &sort);

/// What lay in a folder that goes and is still here shows at the top.
Result<void> remove(Transaction &transaction, ItemId item);

/// A fetched piece; of another revision than the row's it is passed over. The last one makes the content whole.
Result<void> addPiece(Transaction &transaction, ItemId item, const FilePart &part, const BlobId &blob, qint64 size);

/// Unsent content is the server's now.
Result<void> adopt(Transaction &transaction, ItemId item, const QString &content);

/// The copy that is here, whole or half, of what is neither kept offline nor waiting for the server. False: there was none,
/// or it stays.
Result<bool> forgetContent(Transaction &transaction, ItemId item);

Result<void> dropContent(Transaction &transaction, const QString &content);
Result<void> forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost);

/// Pieces of unsent content that only the changes know any more: after a rescue.
Result<void> restorePieces(Transaction &transaction, ResourceId resource);

/// Unsent content that no change names any more, older than a day.
Result<void> sweep(Transaction &transaction);

/// Whether it is kept offline follows from its own pin and the folder it is in; all below it likewise.
Result<void> spreadOffline(Transaction &transaction, ItemId item);

}

}
