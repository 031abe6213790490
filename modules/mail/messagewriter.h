// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagehead.h"
#include "store/transaction.h"

#include <functional>

namespace Kontor
{

/// Writes what is known of messages into the mail tables and the search index. Runs on the
/// writer thread inside a transaction; errors of kind Storage.
class MessageWriter
{
public:
    /// Reads a message that is already here; for a copy of it that arrives.
    using ReadBlob = std::function<Result<QByteArray>(const BlobId &)>;

    explicit MessageWriter(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    Result<void> write(ItemId item, CollectionId collection, const MessageHead &head, const ReadBlob &readBlob = {});
    Result<void> writeBody(ItemId item, const BlobId &blob, const MessageBody &body);
    Result<void> remove(ItemId item);

private:
    struct Known {
        CollectionId collection;
        QString messageId;
        QString subject;
        QString fromAddress;
        BlobId body;
        qint64 flags = 0;
    };
    Result<std::optional<Known>> known(ItemId item);
    Result<void> update(ItemId item, CollectionId collection, const MessageHead &head, const Known &known);
    Result<void> insert(ItemId item, CollectionId collection, const MessageHead &head, const ReadBlob &readBlob);
    Result<bool> takeOverBody(ItemId item, const MessageHead &head, const ReadBlob &readBlob);
    Result<void> countAddresses(CollectionId collection, const MessageHead &head);
    Result<bool> isEmptied(ItemId item, CollectionId collection);

    Transaction &m_transaction;
};

}
