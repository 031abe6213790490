// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "sync/synccontext.h"
#include "sync/wakeup.h"

#include <QHash>
#include <QSet>

namespace Kontor
{

/// Fetches the parts that are wanted offline: up to 256 at once, at most 64 MiB under way,
/// stored and projected in batches on the pool while the network goes on.
///
/// A part that fails is remembered for a while and never blocks the others. Network thread.
class FetchActivity
{
public:
    explicit FetchActivity(SyncContext &context);

    /// Until nothing is wanted any more. The error is the first that concerns the whole resource.
    Task<Result<void>> run();

    bool isRunning() const
    {
        return m_running;
    }

    /// One part at once, ahead of the rest; calls for the same part share one fetch.
    Task<Result<BlobId>> fetchNow(ItemRef item, QString part);

    /// Wakes run(), so that it notices that the engine stops.
    void stop()
    {
        m_progress.ring();
    }

private:
    using Key = std::pair<ItemId, QString>;
    struct Failure {
        std::chrono::milliseconds until{0}; ///< monotonic
        int times = 0;
    };
    struct Fetched {
        ItemRef item{};
        QString part{};
        QByteArray bytes{}; ///< all of it, or the beginning of a large one
        BlobId blob{}; ///< empty: bytes still have to be stored
        qint64 weight = 0; ///< bytes in memory
    };
    struct Stored {
        Fetched fetched;
        Result<Write> write;
    };

    Task<Result<int>> refill();
    Task<> fetchOne(FetchWish wish);
    Task<Result<Fetched>> fetchBytes(FetchWish wish);
    Task<Result<Fetched>> fetchLarge(FetchWish wish, QByteArray first);
    void arrived(Fetched fetched);
    void storeIfWorthwhile();
    Task<> store(QList<Fetched> batch);
    void failed(const Key &key, const Error &error);
    void finish(const Key &key, const Result<BlobId> &result);
    static Result<QList<Stored>> prepare(Store &store, const Projector &projector, QList<Fetched> batch);
    static Result<void> write(Transaction &transaction, const QList<Stored> &batch);

    SyncContext &m_context;
    bool m_again = false; ///< asked for while running: there may be new wishes
    bool m_running = false;
    QList<FetchWish> m_queue;
    QSet<Key> m_busy; ///< queued, under way or being stored
    QSet<Key> m_stored; ///< since the wishes were asked for last: they may have been read before
    QHash<Key, Failure> m_failures;
    QHash<Key, QList<Pending<BlobId>>> m_waiting; ///< who wants it now
    QList<Fetched> m_arrived;
    qint64 m_arrivedBytes = 0;
    qint64 m_bytes = 0; ///< under way: asked for, arrived or being stored
    int m_fetching = 0;
    int m_storing = 0;
    int m_timeouts = 0; ///< in a row
    std::optional<Error> m_error;
    Wakeup m_progress;
};

}
