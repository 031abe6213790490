// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "sync/deltapreparation.h"
#include "sync/deltawriter.h"
#include "sync/synccontext.h"

#include <QHash>

namespace Kontor
{

/// Reads what changed in a collection: while one delta is written, the next is prepared and the
/// one after that is asked of the server. Written in order, each with its token. Network thread.
class PullActivity
{
public:
    explicit PullActivity(SyncContext &context);

    /// Until the server has nothing more to say. Called while the same collection is being read:
    /// it is read once more, for all callers together.
    Task<Result<void>> pull(CollectionId collection);

    /// Pulls several collections at once (up to four); one that fails by itself is skipped and
    /// says why in its row. Answers the first error that stops the round or passes by itself.
    Task<Result<void>> pullAll(QList<CollectionId> collections);

    bool isIdle() const
    {
        return m_running.isEmpty();
    }

private:
    struct Asked {
        QByteArray token;
        quint64 moment = 0;
        Task<Result<Delta>> answer;
    };
    struct Start {
        Collection collection;
        QList<ItemId> unplaced;
    };
    using Writing = std::optional<QFuture<Result<DeltaWriter::Verdict>>>;

    Task<Result<void>> pullOnce(CollectionId id);
    Task<Result<void>> pullFrom(Start *start);
    Asked ask(const Collection &collection, const QByteArray &token);
    QFuture<Result<DeltaWriter::Verdict>> write(PreparedDelta delta);
    Task<Result<Start>> begin(CollectionId id);
    Task<Result<void>> relocate(CollectionId id, QList<std::pair<QString, QString>> moved);
    Task<Result<void>> startAnew(Start *start);
    Task<Result<void>> finish(QList<ItemId> unplaced);
    Task<> worker(QList<CollectionId> *queue, std::optional<Error> *error);
    Task<> skip(CollectionId id, Error error);

    SyncContext &m_context;
    DeltaPreparation m_preparation;
    QHash<CollectionId, QList<Pending<bool>>> m_running; ///< with those who wait for one more run
};

}
