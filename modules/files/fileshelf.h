// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "store/store.h"

#include <QFuture>
#include <QHash>

#include <memory>

namespace Kontor
{

/// What the synchronizer may know of the store: where things are, what is known of a folder, and content that is to be
/// sent. Reads only. May be called in every thread; errors: Storage.
class FileShelf
{
public:
    explicit FileShelf(std::shared_ptr<Store> store);

    struct Known {
        QString revision{};
        QByteArray payload{};
        bool isFolder = false;
    };
    /// What the server said lies directly in a folder, by href.
    QFuture<Result<QHash<QString, Known>>> children(CollectionId space, const QString &folderHref) const;

    /// The hrefs of all that lies below a folder at any depth, without itself; also where only the hrefs tell (no rows).
    QFuture<Result<QStringList>> below(CollectionId space, const QString &folderHref) const;

    /// Where the server had things the last time, by what stays when they move; only those that are known.
    QFuture<Result<QHash<QString, QString>>> placesOf(CollectionId space, const QStringList &fileIds) const;

    /// What is marked as favourite here, also where the server does not know it yet.
    QFuture<Result<QStringList>> favourites(CollectionId space) const;

    struct Place {
        QString href{}; ///< empty: the server does not know it (yet)
        QString revision{};
        QByteArray payload{};
    };
    QFuture<Result<Place>> place(ItemId item) const;

    /// One piece of content; NotFound when it is not here.
    QFuture<Result<QByteArray>> piece(const QString &contentKey, int piece) const;

    /// Sum of the sizes of the pieces that are here.
    QFuture<Result<qint64>> contentSize(const QString &contentKey) const;

private:
    std::shared_ptr<Store> m_store;
};

}
