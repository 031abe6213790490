// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/settlement.h"
#include "sync/synccontext.h"
#include "sync/wakeup.h"

#include <QHash>
#include <QSet>

namespace Kontor
{

/// Carries what is due in the outbox to the server: up to 64 changes at once, one per item.
///
/// A change is marked as in flight on the disk before the server sees it; many marks and many
/// answers share one transaction each. Network thread.
class PushActivity
{
public:
    using Pull = std::function<Task<Result<void>>(CollectionId)>;

    PushActivity(SyncContext &context, Pull pull);

    /// What was in flight when the program ended lost its answer. Once, before the first run().
    Task<Result<void>> recover();

    /// Until nothing more is due. The error is the first one that concerns the whole resource or
    /// passes by itself. Called while running: the run goes on until the news is done too.
    /// What failed and waits for a better time is tried again by a round only, or if the user wants it.
    enum class Occasion { Round, News };
    Task<Result<void>> run(Occasion occasion);

    /// Wakes run(), so that it notices that the engine stops.
    void stop()
    {
        m_progress.ring();
    }

    /// The last run ended before everything due was tried: nothing else will work now, either.
    bool wasBlocked() const
    {
        return m_blocked;
    }
    bool isRunning() const
    {
        return m_running;
    }
    bool pushesCollections() const
    {
        return m_collectionsInFlight > 0;
    }

    /// How long until the next change is due by the wall clock (undo-send, send later); max: never.
    Task<Result<std::chrono::milliseconds>> untilNextDue();

private:
    Task<Result<void>> pushAll();
    QFuture<Result<QList<Change>>> takeDue(int atMost);
    Task<> carry(Change change);
    Task<Result<Change>> rebase(Change change);
    Task<Result<void>> settle(QList<Outcome> outcomes);
    Synchronizer::CommitPoint commitPoint(ChangeId change, std::shared_ptr<bool> passed);
    enum class Reach { One, All }; ///< how many changes an error concerns
    void note(const Error &error, Reach reach);

    SyncContext &m_context;
    Pull m_pull;
    bool m_running = false;
    bool m_news = false; ///< something may be due that was not looked at
    bool m_blocked = false; ///< hand over nothing more in this run
    int m_inFlight = 0;
    int m_collectionsInFlight = 0;
    QSet<ChangeId> m_tried; ///< in this run
    QHash<ChangeId, int> m_failed; ///< since the last round began, and how many attempts there had been before
    QList<Outcome> m_outcomes; ///< answered, not yet written
    std::optional<Error> m_error;
    Wakeup m_progress;
    QList<Pending<bool>> m_waiting;
};

}
