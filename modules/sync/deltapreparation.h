// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/delta.h"
#include "sync/projector.h"
#include "sync/synccontext.h"

#include <QHash>

namespace Kontor
{

/// An item as the store had it when a delta was prepared.
struct KnownItem {
    ItemId item{};
    CollectionId collection{};
    QString revision{};
    qint64 edits = 0;
    QByteArray payload{};
    bool assumed = false; ///< the payload was never said by the server in so many words
};

/// One item of a delta, ready to be written.
struct PreparedItem {
    enum class Fate { Skip, New, Known, Adopted };

    Fate fate = Fate::Skip;
    RemoteItem remote{};
    KnownItem known{}; ///< for New: the reserved id alone
    QByteArray payload{}; ///< merged
    QByteArray fingerprint{};
    CollectionId shownIn{};
    Write write{};
};

struct PreparedDelta {
    enum class Doubt { Repeat, Ignore }; ///< what to do when a receipt crossed the delta

    CollectionId collection{};
    QByteArray expectedToken{}; ///< where the collection must stand; else the delta is not for it
    quint64 asked = 0; ///< ReceiptLog::now() when the pull was asked
    Doubt doubt = Doubt::Repeat;
    qint64 now = 0; ///< ms since epoch
    QList<PreparedItem> items{};
    QStringList removed{};
    std::optional<QStringList> present{};
    QByteArray token{};
    bool more = false;
};

/// Turns a delta into rows to be written: finds what is known, recognises what came back under
/// another id, folds pending changes, projects on all cores. Changes nothing in the store, except
/// that it reserves numbers for new items. Network thread; errors: Storage.
class DeltaPreparation
{
public:
    explicit DeltaPreparation(SyncContext &context);

    Task<Result<PreparedDelta>> prepare(CollectionId collection, Delta delta);

private:
    struct Known {
        QHash<QString, KnownItem> items; ///< by remote id
        QHash<ItemId, QList<Change>> pending;
        bool unplaced = false; ///< there are items without a place, which may come back now
    };
    using Twins = QHash<QByteArray, QList<KnownItem>>;

    QFuture<Result<Known>> loadKnown(CollectionId collection, const QList<PreparedItem> &items);
    Task<Result<void>> adopt(CollectionId collection, QList<PreparedItem> *items, QHash<ItemId, QList<Change>> *pending);
    Task<Result<void>> number(QList<PreparedItem> *items);
    Task<> project(CollectionId collection, QList<PreparedItem> *items, QHash<ItemId, QList<Change>> pending);

    SyncContext &m_context;
    qint64 m_nextId = 0;
    qint64 m_reserved = 0;
};

}
