// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/collection.h"
#include "sync/projector.h"

#include <QHash>

namespace Kontor
{

/// Brings the table of collections in line with what the server listed, in a transaction on the
/// writer thread. What the user changed and the server has not heard of yet stays as it is; a
/// collection that is gone stays as long as changes wait in it (parked), without a remote id.
/// Error kind: Storage.
class CollectionReconciler
{
public:
    CollectionReconciler(Transaction &transaction, const Projector &projector);

    Result<void> reconcile(ResourceId resource, const QList<RemoteCollection> &listed);

    /// Removes a collection and what lies in it, except for items with pending changes.
    Result<void> remove(CollectionId collection);

private:
    struct Local {
        CollectionId id;
        QString remoteId;
        CollectionId parent;
        QString name;
        QString role;
        int rights = 0;
        bool subscribed = true;
        QByteArray attributes;
        QString problem;
        bool changedHere = false; ///< a change of the user to the collection itself waits
    };

    Result<QHash<QString, Local>> known(ResourceId resource, QList<Local> &withoutPlace);
    Result<void> insert(ResourceId resource, const RemoteCollection &remote, Local &local);
    Result<void> update(const RemoteCollection &remote, const Local &local, CollectionId parent);

    Transaction &m_transaction;
    const Projector &m_projector;
};

}
