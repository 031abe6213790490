// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/synchronizer.h"

#include <QFuture>
#include <QObject>
#include <QStringList>

#include <memory>

namespace Kontor
{

class Engines;

/// Asks the server for what is not kept here: a search in a folder, and the bodies of what it found.
/// GUI thread.
class ServerSearch : public QObject
{
    Q_OBJECT
public:
    ServerSearch(std::shared_ptr<Store> store, Engines *engines, QObject *parent = nullptr);

    /// Searches a folder and has what it found fetched; answers how many are on their way.
    QFuture<Result<int>> find(const QString &words, CollectionId folder);

    /// Fetches the body of a message that the user wants to see.
    QFuture<Result<BlobId>> fetch(const ItemRef &item, const QString &part);

private:
    struct Place {
        ResourceId resource;
        QString remoteId;
    };
    using Answer = std::shared_ptr<QPromise<Result<int>>>;
    QFuture<Result<Place>> placeOf(CollectionId folder);
    void ask(const Place &place, CollectionId folder, const QString &words, const Answer &answer);
    void fetch(const Place &place, CollectionId folder, const QStringList &uids, const Answer &answer);

    std::shared_ptr<Store> m_store;
    Engines *m_engines;
};

}
