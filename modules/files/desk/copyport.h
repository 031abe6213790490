// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filecontent.h"

#include <functional>

namespace Kontor
{

/// What open copies ask of the store, as functions, so that tests can answer late or not at all. GUI thread.
struct CopyPort {
    struct Item {
        QString name{};
        QString href{}; ///< empty: no server knows it
        QString revision{};
        CollectionId space{};
        QString spaceHref{};
        ItemId folder{}; ///< 0: at the top
        FileRights rights = allFileRights;
        bool isFolder = false;
        bool isUnsent = false; ///< it has content that no server has
        qint64 size = 0;
        QString sameRevision{}; ///< the newest of which the store knows that its content has a given hash; empty: none
        QByteArray newest{}; ///< CopyFolder::contentHash() of what opening it would bring; empty: that is not here
    };
    /// \p content: CopyFolder::contentHash(). NotFound.
    std::function<QFuture<Result<Item>>(ItemId item, const QByteArray &content)> look;
    /// The space whose href has this CopyFolder::wordHash(). NotFound.
    std::function<QFuture<Result<CollectionId>>(const QByteArray &mark)> space;
    /// A file beside it with a name that begins alike and exactly this content; 0: there is none.
    std::function<QFuture<Result<ItemId>>(ItemId item, const QByteArray &content)> twin;
    std::function<QFuture<Result<FileContent::Here>>(ItemId item)> bring;
    std::function<QFuture<Result<void>>(const QString &key, const QString &path)> writeTo;
    std::function<QFuture<Result<StagedContent>>(const QString &path)> stage;
    std::function<QFuture<Result<void>>(ItemId item, const StagedContent &content, const QString &base)> save;
    std::function<QFuture<Result<QList<ItemId>>>(const QStringList &paths, const FileTarget &target)> upload; ///< beside what is there
    std::function<void(ItemId item)> hold; ///< its content is not to be forgotten until release()
    std::function<void(ItemId item)> release;

    static CopyPort of(const std::shared_ptr<Store> &store, FileActions *actions, FileContent *content);
};

}
