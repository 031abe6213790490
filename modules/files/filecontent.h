// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "store/store.h"
#include "sync/collection.h"

#include <QFuture>

#include <functional>
#include <memory>

namespace Kontor
{

/// Brings content for opening: from the cache, else piece by piece from the server, several at once; what came stays,
/// so that the next attempt goes on where this one ended. GUI thread.
class FileContent
{
public:
    /// How a piece that is not here is fetched; handed in by the app (SyncEngine::fetchNow()).
    using Fetch = std::function<QFuture<Result<BlobId>>(ItemRef, QString part)>;

    FileContent(std::shared_ptr<Store> store, Fetch fetch);
    ~FileContent();

    /// What is here afterwards: unsent content if there is some, else the server's newest.
    struct Here {
        ItemId item{};
        QString key{};
        QString revision{}; ///< of the server's content it is or began from
        QString name{};
        qint64 size = 0;
        QDateTime modified{};
        bool isOlder = false; ///< the server cannot be asked, and has a newer one
    };
    /// Progress: KiB that are here (QFuture::progressValue()); cancelling the future ends it.
    QFuture<Result<Here>> bring(ItemId item);

    /// The server's newest, also where unsent content is here: the other side of a conflict.
    QFuture<Result<Here>> bringTheirs(ItemId item);

    /// Only what is here already, also an older version; NotFound otherwise.
    QFuture<Result<Here>> here(ItemId item) const;

    /// Writes content that is here into a new file that only the owner can read (0600); streamed.
    QFuture<Result<void>> writeTo(const QString &key, const QString &path) const;

    /// The first bytes, for previews and recognition.
    QFuture<Result<QByteArray>> bytes(const QString &key, qint64 atMost) const;

private:
    struct Private;
    std::shared_ptr<Private> d;
};

}
