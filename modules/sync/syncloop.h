// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/fetchactivity.h"
#include "sync/lostblobs.h"
#include "sync/pullactivity.h"
#include "sync/pushactivity.h"
#include "sync/schedule.h"
#include "sync/syncengine.h"
#include "sync/syncstatusreport.h"

#include <QTimer>

namespace Kontor
{

/// The inside of SyncEngine: decides what is done when. Outlives the engine until the last task
/// has returned, so that nothing is ever resumed in a destroyed object. Network thread.
class SyncLoop : public QObject, public std::enable_shared_from_this<SyncLoop>
{
    Q_OBJECT
public:
    static std::shared_ptr<SyncLoop> create(SyncEngine::Options options);

    void start();
    void stop();
    void syncNow();
    void renew();
    void setOnline(bool online);
    Task<> focus(CollectionId collection);
    Task<Result<BlobId>> fetchNow(ItemRef item, QString part);
    Task<Result<void>> round();
    void launch(Task<> task); ///< keeps us alive until it returns
    const SyncStatusReport &report() const
    {
        return m_report;
    }

Q_SIGNALS:
    void statusChanged(const Kontor::SyncStatus &status);
    void ended();

private:
    struct Candidate {
        CollectionId id;
        QString remoteId;
        QByteArray token;
        bool unplaced = false; ///< holds items that wait to be recognised: to be pulled in any case
    };
    struct Plan {
        QList<Candidate> candidates;
        QList<CollectionId> collections; ///< to be pulled
        QList<ItemId> unplaced; ///< what had no place before the pulls began
    };

    explicit SyncLoop(SyncEngine::Options options);
    static Task<> hold(std::shared_ptr<SyncLoop> self, Task<> task);

    Task<> run();
    Task<Result<void>> sync(std::chrono::milliseconds patience);
    struct LatePush {
        Pending<bool> answered;
        std::optional<Result<void>> result;
        bool isLate = false; ///< nobody waits for the result any more
    };
    Task<Result<void>> pushWithin(std::chrono::milliseconds patience);
    Task<> finishPush(std::shared_ptr<LatePush> push);
    Task<Result<Plan>> list(std::chrono::milliseconds patience);
    QFuture<Result<Plan>> plan(QList<RemoteCollection> listed);
    Task<Result<void>> pullHinted();
    Task<Result<void>> giveUp(QList<ItemId> items);
    Task<> fetchInBackground();
    Task<> fetchForHeld();
    Task<> pushInBackground();
    Task<> watch();
    void take(const Hint &hint);
    Task<> wait();
    void storeChanged(const ChangeSet &changes);
    Task<> forgetLost(QSet<BlobId> lost);
    void pushSoon();
    void concluded(const Result<void> &result);
    void pushConcluded(const Result<void> &result);
    Task<> waitForNextDue();
    bool mayWork() const;
    bool hears() const; ///< the server can be read

    SyncContext m_context;
    SyncStatusReport m_report;
    Schedule m_schedule;
    PullActivity m_pull;
    PushActivity m_push;
    FetchActivity m_fetch;
    LostBlobs m_lost;
    Wakeup m_wake;
    QTimer m_dueTimer; ///< for undo-send and send-later
    std::chrono::milliseconds m_pushPatience;
    bool m_keepWatching = true;
    bool m_started = false;
    bool m_recovered = false;
    bool m_watching = false;
    bool m_onlyPushFailed = false; ///< the last failure was that of a change; all else works
    bool m_listAgain = false; ///< a hint said that the collections changed
    bool m_pullEverything = false;
    CollectionId m_focus;
    QStringList m_hinted; ///< remote ids of collections with news
    int m_running = 0;
};

}
