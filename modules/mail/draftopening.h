// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "mail/mailtypes.h"
#include "store/store.h"

namespace Kontor
{

/// How a message that is kept here becomes a draft again.
namespace DraftOpening
{
struct Source {
    ItemId item;
    AccountId account;
    BlobId body;
    ItemId answers;
    ItemId forwards;
};

/// A saved draft, or any message. NotFound: its body is not here.
Result<Source> message(const Reader &reader, ItemId item);

/// A message that waits to be sent. Conflict: it is on its way or gone.
Result<Source> sending(const Reader &reader, ChangeId send);

/// Reads the bytes and stores the attachments; on the pool.
Result<Draft> open(Store &store, const Source &source);

/// Stores bytes for a draft, so that they are not swept away before it is saved.
Result<DraftAttachment> keep(Store &store, const QByteArray &bytes, const QString &name, const QString &mimeType);

Result<Account> account(Transaction &transaction, AccountId account);

/// Remembers that a blob is in use by a message that is being written.
void remember(Store &store, const BlobId &blob);
}

}
