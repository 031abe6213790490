// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/task.h"
#include "store/store.h"
#include "sync/projector.h"
#include "sync/schedule.h"
#include "sync/syncstatus.h"
#include "sync/synchronizer.h"

#include <QObject>

#include <memory>

namespace Kontor
{

class SyncLoop;

/// Keeps one resource in step with its server: push all, list, pull all, fetch what is wanted,
/// report, then wait for a hint, a local change, the timer or the network.
///
/// Lives on the network thread, owns the synchronizer; start() to fetchNow() and status() may be
/// called from every thread. Deltas are folded with pending changes on
/// the pool and written in one transaction together with the token, in order; the next pull is
/// asked while the last delta is being written. An edit that arrives meanwhile is noticed by the
/// item's edit counter and the item goes round again. A crash repeats work and loses nothing.
class SyncEngine : public QObject
{
    Q_OBJECT
public:
    struct Options {
        ResourceId resource{};
        std::shared_ptr<Store> store{};
        std::shared_ptr<const Projector> projector{};
        std::unique_ptr<Synchronizer> synchronizer{};
        const Clock *clock = &Clock::system();
        std::chrono::milliseconds pushPatience = std::chrono::seconds(10); ///< then news are read while a push goes on
        bool keepWatching = true; ///< false: one round and stop (kontorctl sync --once)
    };

    explicit SyncEngine(Options options, QObject *parent = nullptr);
    ~SyncEngine() override;

    void start();

    /// Ends the loop; stopped() follows when every task has returned.
    void stop();

    /// A round now (user asked, network came up).
    void syncNow();

    /// The sign-in was renewed (new password): ends a pause.
    void renew();

    void setOnline(bool online);

    /// The collection the user looks at, if it is one of this resource: its news come first.
    void setFocus(CollectionId collection);

    /// Fetches one part at once, ahead of the rest (the user opened it), stores and projects it.
    /// Calls for the same part share one fetch.
    QFuture<Result<BlobId>> fetchNow(ItemRef item, QString part);

    /// One whole round: push, discover, pull, fetch; the error is that of the first step that
    /// concerned the whole resource.
    Task<Result<void>> round();

    SyncStatus status() const;

Q_SIGNALS:
    void statusChanged(const Kontor::SyncStatus &status);
    void stopped();

private:
    std::shared_ptr<SyncLoop> d; // outlives the engine until its last task has returned
};

}
