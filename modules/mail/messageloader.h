// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagecontent.h"
#include "store/store.h"
#include "sync/collection.h"

#include <QFuture>

#include <functional>

namespace Kontor
{

/// Brings a message for reading: from the cache (parsed on the pool, a few kept parsed, the
/// neighbours read ahead), else asks the engine to fetch it first. GUI thread.
class MessageLoader
{
public:
    /// How a body that is not here is fetched; handed in by the app (SyncEngine::fetchNow()).
    using Fetch = std::function<QFuture<Result<BlobId>>(ItemRef)>;

    MessageLoader(std::shared_ptr<Store> store, Fetch fetch);
    ~MessageLoader();

    QFuture<Result<std::shared_ptr<const MessageContent>>> load(ItemId item);
    void readAhead(const QList<ItemId> &neighbours); ///< cached bodies only, never the network
    QFuture<Result<QByteArray>> raw(ItemId item);
    QFuture<Result<QByteArray>> attachment(ItemId item, QString partId);

private:
    struct Private;
    std::shared_ptr<Private> d;
};

}
