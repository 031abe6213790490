// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/syncloop.h"

#include "base/log.h"
#include "sync/changerows.h"
#include "sync/collectionreconciler.h"
#include "sync/itemwriter.h"

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr auto watchAtMost = std::chrono::seconds(25min); // RFC 2177: IDLE is renewed within 29 minutes
constexpr auto sleepAtMost = 60s; // a wall clock that jumps is noticed after a minute
constexpr int listAttempts = 3;
constexpr auto untilPushed = 24h; // a single round ends when everything is done
}

std::shared_ptr<SyncLoop> SyncLoop::create(SyncEngine::Options options)
{
    // Deleted by the event loop: the last owner may be one of our own tasks.
    return std::shared_ptr<SyncLoop>(new SyncLoop(std::move(options)), [](SyncLoop *loop) { loop->deleteLater(); });
}

SyncLoop::SyncLoop(SyncEngine::Options options)
    : m_context{.resource = options.resource,
                .store = std::move(options.store),
                .projector = std::move(options.projector),
                .synchronizer = std::move(options.synchronizer),
                .clock = options.clock,
                .report = &m_report,
                .start = [this](Task<> task) { launch(std::move(task)); }}
    , m_report(options.resource, this)
    , m_schedule(*options.clock)
    , m_pull(m_context)
    , m_push(m_context, [this](CollectionId collection) { return m_pull.pull(collection); })
    , m_fetch(m_context)
    , m_lost(m_context)
    , m_dueTimer(this)
    , m_pushPatience(options.pushPatience)
    , m_keepWatching(options.keepWatching)
{
    m_dueTimer.setSingleShot(true);
    connect(&m_dueTimer, &QTimer::timeout, this, &SyncLoop::pushSoon);
    connect(&m_report, &SyncStatusReport::changed, this, &SyncLoop::statusChanged);
    connect(m_context.synchronizer.get(), &Synchronizer::ready, this, &SyncLoop::renew);
    connect(m_context.synchronizer.get(), &Synchronizer::noticed, this, &SyncLoop::take);
}

void SyncLoop::launch(Task<> task)
{
    hold(shared_from_this(), std::move(task));
}

Task<> SyncLoop::hold(std::shared_ptr<SyncLoop> self, Task<> task)
{
    ++self->m_running;
    co_await std::move(task);
    if (--self->m_running == 0 && self->m_context.stopping) {
        self->m_report.show(SyncStatus::Activity::Stopped);
        self->m_report.flush();
        Q_EMIT self->ended();
    }
}

void SyncLoop::start()
{
    if (m_started || m_context.stopping) {
        return;
    }
    m_started = true;
    connect(m_context.store.get(), &Store::changed, this, &SyncLoop::storeChanged);
    connect(m_context.store.get(), &Store::blobsLost, this, [this](const QSet<BlobId> &lost) { launch(forgetLost(lost)); });
    launch(run());
}

void SyncLoop::stop()
{
    if (m_context.stopping) {
        return;
    }
    m_context.stopping = true;
    m_dueTimer.stop();
    disconnect(m_context.store.get(), nullptr, this, nullptr);
    m_context.synchronizer->stop();
    m_fetch.stop();
    m_push.stop();
    m_wake.ring();
    launch([]() -> Task<> { co_return; }()); // tells ended() when nothing else runs
}

void SyncLoop::syncNow()
{
    m_schedule.wake();
    m_wake.ring();
}

void SyncLoop::renew()
{
    m_schedule.renewed();
    m_wake.ring();
}

void SyncLoop::setOnline(bool online)
{
    m_schedule.setOnline(online);
    m_wake.ring();
}

Task<Result<BlobId>> SyncLoop::fetchNow(ItemRef item, QString part)
{
    if (m_context.stopping) {
        co_return cancelled();
    }
    co_return co_await m_fetch.fetchNow(item, part);
}

bool SyncLoop::mayWork() const
{
    const auto state = m_schedule.state();
    return !m_context.stopping && state != Schedule::State::Paused && state != Schedule::State::Stopped;
}

Task<> SyncLoop::run()
{
    while (!m_context.stopping && m_schedule.state() != Schedule::State::Stopped) {
        if (!mayWork()) {
            m_report.show(SyncStatus::Activity::Paused);
            co_await m_wake.wait(sleepAtMost);
            continue;
        }
        if (m_schedule.state() == Schedule::State::Due || m_listAgain) {
            auto result = co_await (m_keepWatching ? sync(m_pushPatience) : round());
            concluded(result);
            if (!m_keepWatching) {
                break;
            }
            if ((result || m_onlyPushFailed) && mayWork()) {
                launch(fetchInBackground());
            }
        } else if ((m_pullEverything || !m_hinted.isEmpty()) && hears()) {
            auto result = co_await pullHinted();
            if (!result) {
                m_onlyPushFailed = false;
                concluded(result);
            } else {
                launch(fetchInBackground());
            }
        }
        if (mayWork() && hears() && !m_watching) {
            launch(watch());
        }
        co_await wait();
    }
    if (!m_keepWatching) {
        stop();
    } else if (!m_context.stopping) {
        m_report.show(SyncStatus::Activity::Stopped);
    }
}

Task<> SyncLoop::wait()
{
    if (m_context.stopping || m_listAgain || m_pullEverything || !m_hinted.isEmpty()) {
        if (m_context.stopping || hears()) {
            co_return;
        }
    }
    if (!mayWork()) {
        m_report.show(SyncStatus::Activity::Paused);
    } else if (!m_fetch.isRunning()) {
        m_report.show(m_schedule.failures() > 0 ? SyncStatus::Activity::Waiting : SyncStatus::Activity::Watching);
    }
    const auto until = std::min<std::chrono::milliseconds>(m_schedule.untilDue(), sleepAtMost);
    if (until > 0ms) {
        co_await m_wake.wait(until);
    }
}

void SyncLoop::concluded(const Result<void> &result)
{
    if (result) {
        m_schedule.succeeded();
        m_report.succeeded(m_context.clock->now());
        return;
    }
    if (result.error().kind == Error::Kind::Cancelled) {
        return;
    }
    qCDebug(logSync) << "resource" << m_context.resource.value << kindName(result.error().kind) << result.error().detail;
    m_schedule.failed(result.error());
    m_report.setError(result.error());
}

Task<Result<void>> SyncLoop::round()
{
    auto result = co_await sync(untilPushed);
    if (result || m_onlyPushFailed || !stopsRound(result.error().kind)) {
        auto fetched = co_await m_fetch.run();
        if (result) {
            result = fetched;
        }
    }
    if (result) {
        m_report.succeeded(m_context.clock->now());
    } else {
        m_report.setError(result.error());
    }
    m_report.show(SyncStatus::Activity::Idle);
    m_report.flush();
    co_return result;
}

// Push all, list, pull all.
Task<Result<void>> SyncLoop::sync(std::chrono::milliseconds patience)
{
    m_onlyPushFailed = false;
    m_listAgain = false;
    m_pullEverything = false;
    m_hinted.clear();
    if (!m_recovered) {
        auto recovered = co_await m_push.recover();
        if (!recovered) {
            co_return recovered;
        }
        m_recovered = true;
    }
    if (auto checked = co_await m_lost.check(); !checked) {
        co_return checked;
    }
    m_report.startCounting(0);
    m_report.show(SyncStatus::Activity::Pushing);
    auto result = co_await pushWithin(patience);
    if (!result && m_push.wasBlocked()) {
        co_return result;
    }
    auto planned = co_await list(patience);
    if (!planned) {
        co_return std::unexpected(planned.error());
    }
    auto pulled = co_await m_pull.pullAll(planned->collections);
    if (!pulled) {
        co_return pulled;
    }
    if (m_context.stopping) {
        co_return cancelled();
    }
    // What waited to be recognised may go on now; what was not found anywhere is gone.
    if (result) {
        result = co_await pushWithin(patience);
    }
    auto given = co_await giveUp(planned->unplaced);
    m_onlyPushFailed = !result && !m_push.wasBlocked() && given;
    co_await waitForNextDue();
    co_return result ? given : result;
}

// What takes longer goes on by itself, and tells its result when it has one.
Task<Result<void>> SyncLoop::pushWithin(std::chrono::milliseconds patience)
{
    const auto push = std::make_shared<LatePush>();
    launch(finishPush(push));
    auto answered = co_await push->answered.result(patience);
    if (push->result) {
        co_return *std::as_const(*push).result;
    }
    push->isLate = true;
    co_return {};
}

Task<> SyncLoop::finishPush(std::shared_ptr<LatePush> push)
{
    const bool alone = !m_push.isRunning();
    push->result = co_await m_push.run(PushActivity::Occasion::Round);
    push->answered.complete(true);
    if (push->isLate && alone && !m_context.stopping) {
        pushConcluded(*push->result);
    }
}

void SyncLoop::pushConcluded(const Result<void> &result)
{
    if (result) {
        return;
    }
    const bool heard = hears();
    concluded(result);
    m_onlyPushFailed = heard && !m_push.wasBlocked();
    m_wake.ring();
}

bool SyncLoop::hears() const
{
    return m_schedule.failures() == 0 || m_onlyPushFailed;
}

Task<Result<SyncLoop::Plan>> SyncLoop::list(std::chrono::milliseconds patience)
{
    m_report.show(SyncStatus::Activity::Listing);
    for (int attempt = 1;; ++attempt) {
        const auto asked = m_context.collectionReceipts;
        auto listed = co_await m_context.synchronizer->discover();
        if (!listed) {
            co_return std::unexpected(listed.error());
        }
        // A listing older than a folder the user just made would remove it again.
        if ((asked != m_context.collectionReceipts || m_push.pushesCollections()) && attempt < listAttempts) {
            co_await pushWithin(patience);
            continue;
        }
        QHash<QString, RemoteCollection> remotes;
        for (const auto &remote : std::as_const(*listed)) {
            remotes.insert(remote.remoteId, remote);
        }
        auto planned = co_await resultOf(plan(*std::move(listed)));
        if (!planned) {
            co_return planned;
        }
        for (const auto &candidate : std::as_const(planned->candidates)) {
            const bool current = !candidate.token.isEmpty() && m_context.synchronizer->isCurrent(remotes.value(candidate.remoteId), candidate.token);
            if (!current || candidate.unplaced) {
                planned->collections << candidate.id;
            }
        }
        co_return planned;
    }
}

QFuture<Result<SyncLoop::Plan>> SyncLoop::plan(QList<RemoteCollection> listed)
{
    return m_context.store->write([resource = m_context.resource, projector = m_context.projector, listed = std::move(listed)](
                                      Transaction &transaction) -> Result<Plan> {
        Plan plan;
        return CollectionReconciler(transaction, *projector)
            .reconcile(resource, listed)
            .and_then([&] {
                return transaction
                    .prepare("SELECT k.id, k.remote_id, k.token, EXISTS (SELECT 1 FROM item i WHERE i.collection = k.id AND i.remote_id IS NULL) "
                             "FROM collection k WHERE k.resource = ?1 AND k.remote_id IS NOT NULL AND k.subscribed = 1 ORDER BY k.role <> 'inbox', k.id")
                    .each([&](const Statement &row) { plan.candidates << Candidate{row.get<CollectionId>(0), row.text(1), row.blob(2), row.integer(3) != 0}; },
                          resource);
            })
            .and_then([&] {
                return transaction.prepare("SELECT i.id FROM collection k JOIN item i ON i.collection = k.id AND i.remote_id IS NULL WHERE k.resource = ?1")
                    .each([&plan](const Statement &row) { plan.unplaced << row.get<ItemId>(0); }, resource);
            })
            .transform([&plan] { return plan; });
    });
}

Task<Result<void>> SyncLoop::giveUp(QList<ItemId> items)
{
    if (items.isEmpty()) {
        co_return {};
    }
    auto future = m_context.store->write(
        [projector = m_context.projector, items](Transaction &transaction) { return ItemWriter(transaction, *projector).giveUp(items); });
    co_return co_await resultOf(std::move(future));
}

Task<Result<void>> SyncLoop::pullHinted()
{
    const auto hinted = std::exchange(m_hinted, {});
    const bool everything = std::exchange(m_pullEverything, false);
    auto future = m_context.store->read([resource = m_context.resource, hinted, everything](const Reader &reader) -> Result<QList<CollectionId>> {
        QList<CollectionId> found;
        return reader
            .prepare("SELECT id FROM collection WHERE resource = ?1 AND remote_id IS NOT NULL "
                     "AND ((?2 AND subscribed = 1) OR remote_id IN (SELECT value FROM json_each(?3))) ORDER BY role <> 'inbox', id")
            .each([&found](const Statement &row) { found << row.get<CollectionId>(0); }, resource, everything, jsonList(hinted))
            .transform([&found] { return found; });
    });
    auto collections = co_await resultOf(std::move(future));
    if (!collections) {
        co_return std::unexpected(collections.error());
    }
    if (!everything && collections->size() < hinted.size()) {
        m_listAgain = true; // news of a collection we have not heard of
    }
    co_return co_await m_pull.pullAll(*collections);
}

Task<> SyncLoop::fetchInBackground()
{
    if (m_fetch.isRunning()) {
        co_return; // it asks for wishes until there are none
    }
    auto result = co_await m_fetch.run();
    if (!result) {
        concluded(result);
    }
    m_wake.ring();
}

Task<> SyncLoop::forgetLost(QSet<BlobId> lost)
{
    auto forgotten = co_await m_lost.forget(std::move(lost));
    if (!forgotten) {
        concluded(forgotten);
    } else if (m_keepWatching && mayWork() && hears()) {
        co_await fetchInBackground();
    }
}

void SyncLoop::storeChanged(const ChangeSet &changes)
{
    if (changes.outbox) {
        pushSoon();
        if (m_keepWatching && mayWork() && hears()) {
            launch(fetchForHeld());
        }
    }
}

// A change may wait for a part of another item, which nobody else would ask for now.
Task<> SyncLoop::fetchForHeld()
{
    auto held = co_await resultOf(m_context.store->read(
        [](const Reader &reader) { return reader.prepare("SELECT EXISTS (SELECT 1 FROM change WHERE state = 4)").value<bool>(); }, Store::Urgency::Background));
    if (held && held->value_or(false) && !m_context.stopping) {
        co_await fetchInBackground();
    }
}

void SyncLoop::pushSoon()
{
    if (!mayWork() || !m_recovered) {
        return; // the next round begins with it
    }
    launch(pushInBackground());
}

Task<> SyncLoop::pushInBackground()
{
    const bool alone = !m_push.isRunning();
    auto result = co_await m_push.run(PushActivity::Occasion::News);
    if (!alone || m_context.stopping) {
        co_return; // whoever started the run looks at its result
    }
    pushConcluded(result);
    co_await waitForNextDue();
}

// Undo-send and send-later.
Task<> SyncLoop::waitForNextDue()
{
    auto due = co_await m_push.untilNextDue();
    if (due && *due != std::chrono::milliseconds::max() && !m_context.stopping) {
        m_dueTimer.start(std::min<std::chrono::milliseconds>(*due + 1ms, sleepAtMost));
    }
}

Task<> SyncLoop::focus(CollectionId collection)
{
    const auto asked = m_focus = collection;
    auto future = m_context.store->read([resource = m_context.resource, collection](const Reader &reader) {
        return reader.prepare("SELECT coalesce(remote_id, '') FROM collection WHERE id = ?1 AND resource = ?2").value<QString>(collection, resource);
    });
    const auto remoteId = co_await resultOf(std::move(future));
    if (remoteId && m_focus == asked && !m_context.stopping) {
        m_context.synchronizer->setFocus(remoteId->value_or(QString()));
    }
}

void SyncLoop::take(const Hint &hint)
{
    m_listAgain = m_listAgain || hint.news == Hint::News::Collections;
    m_pullEverything = m_pullEverything || (hint.news == Hint::News::Content && hint.collections.isEmpty());
    for (const auto &remoteId : hint.collections) {
        if (!m_hinted.contains(remoteId)) {
            m_hinted << remoteId;
        }
    }
    m_wake.ring();
}

Task<> SyncLoop::watch()
{
    m_watching = true;
    while (mayWork()) {
        const auto begun = m_context.clock->monotonic();
        auto hint = co_await m_context.synchronizer->watch(watchAtMost);
        if (!hint) {
            if (isPassing(hint.error().kind)) {
                m_schedule.failed(hint.error()); // the connection broke: a round soon
                m_onlyPushFailed = false;
            }
            break;
        }
        if (hint->news == Hint::News::None && m_context.clock->monotonic() - begun < 1s) {
            break; // nothing to watch with; the timer remains
        }
        take(*hint);
    }
    m_watching = false;
    m_wake.ring();
}

}
