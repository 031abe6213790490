// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/pushactivity.h"

#include "base/await.h"
#include "sync/changerows.h"
#include "sync/folding.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr int atOnce = 64;
constexpr int refillBelow = 32;

// The first pending change of each item (or collection) whose time has come and whose ground
// exists on the server: an item waits for its creation, so does a collection.
constexpr const char *dueSql
    = "SELECT " KONTOR_CHANGE_COLUMNS ", i.remote_id, i.revision, k.remote_id, g.remote_id "
      "FROM change c LEFT JOIN item i ON i.id = c.item LEFT JOIN item g ON g.id = c.ground "
      "LEFT JOIN collection k ON k.id = coalesce(i.collection, c.collection) LEFT JOIN collection p ON p.id = k.parent "
      "WHERE c.resource = ?1 AND c.state = 0 "
      // A clock that was set back must not turn ten seconds of undo-send into a year.
      "AND (c.not_before <= ?2 OR (c.created > ?2 + 60000 AND c.not_before - c.created <= 120000)) "
      "AND NOT EXISTS (SELECT 1 FROM change e WHERE e.item = c.item AND e.id < c.id) "
      "AND (c.item IS NOT NULL OR NOT EXISTS (SELECT 1 FROM change e WHERE e.item IS NULL AND e.collection = c.collection AND e.id < c.id AND e.resource = "
      "?1)) "
      "AND (c.item IS NULL OR i.remote_id IS NOT NULL OR i.payload IS NULL) "
      "AND (c.item IS NULL OR k.remote_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM change e WHERE e.item IS NULL AND e.collection = k.id)) "
      "AND (c.item IS NOT NULL OR k.parent IS NULL OR p.remote_id IS NOT NULL) "
      // What lies in a new folder waits for it, and for what else was done to it before; a ground that is gone holds nothing up.
      "AND (g.id IS NULL OR (g.remote_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change e WHERE e.item = c.ground AND e.id < c.id AND e.state <> 3))) "
      // And a folder is not moved away below what is on its way into it.
      "AND (i.remote_id IS NULL OR NOT EXISTS (SELECT 1 FROM change e WHERE e.ground = c.item AND e.id < c.id AND e.state < 2)) "
      "AND (c.follows IS NULL OR NOT EXISTS (SELECT 1 FROM change e WHERE e.id = c.follows AND e.state <> 3)) "
      // What takes all below along waits for what was done there before. "0" follows "/" in the order of texts.
      "AND (c.reach = 0 OR NOT EXISTS (SELECT 1 FROM change e LEFT JOIN item x ON x.id = e.item LEFT JOIN item y ON y.id = e.ground "
      "WHERE e.resource = c.resource AND e.id < c.id AND e.item <> c.item AND (e.state < 3 OR c.reach = 2) AND ("
      "(x.collection = i.collection AND x.remote_id > i.remote_id AND x.remote_id < rtrim(i.remote_id, '/') || '0') "
      "OR (y.collection = i.collection AND y.remote_id >= i.remote_id AND y.remote_id < rtrim(i.remote_id, '/') || '0')))) "
      // And the other way round: what is taken along first stands elsewhere, or nowhere, afterwards.
      "AND NOT EXISTS (SELECT 1 FROM change e INDEXED BY change_reach JOIN item x ON x.id = e.item "
      "WHERE e.resource = ?1 AND e.reach <> 0 AND e.id < c.id AND e.state < 3 AND e.item <> c.item AND ("
      "(i.collection = x.collection AND i.remote_id > x.remote_id AND i.remote_id < rtrim(x.remote_id, '/') || '0') "
      "OR (g.collection = x.collection AND g.remote_id >= x.remote_id AND g.remote_id < rtrim(x.remote_id, '/') || '0'))) "
      "ORDER BY c.attempts, c.id LIMIT ?3";

Change readDue(const Statement &row)
{
    auto change = ChangeRows::read(row);
    change.itemRemoteId = row.text(ChangeRows::columnCount);
    change.revision = row.text(ChangeRows::columnCount + 1);
    change.collectionRemoteId = row.text(ChangeRows::columnCount + 2);
    change.groundRemoteId = row.text(ChangeRows::columnCount + 3);
    return change;
}

Task<Result<void>> markUncertain(std::shared_ptr<Store> store, ChangeId change, std::shared_ptr<bool> passed)
{
    auto future = store->write([change](Transaction &transaction) -> Result<void> {
        transaction.changes.outbox = true;
        return transaction.prepare("UPDATE change SET state = 2 WHERE id = ?1").run(change);
    });
    auto marked = co_await resultOf(std::move(future));
    *passed = marked.has_value();
    co_return marked;
}
}

PushActivity::PushActivity(SyncContext &context, Pull pull)
    : m_context(context)
    , m_pull(std::move(pull))
{
}

Task<Result<void>> PushActivity::recover()
{
    auto future = m_context.store->write([resource = m_context.resource, projector = m_context.projector](Transaction &transaction) -> Result<void> {
        auto done
            = transaction.prepare("UPDATE change SET state = 0, answer_lost = 1, attempts = attempts + 1 WHERE resource = ?1 AND state = 1").run(resource);
        transaction.changes.outbox = transaction.changedRows() > 0;
        return done.and_then([&] { return projector->recover(transaction, resource); });
    });
    co_return co_await resultOf(std::move(future));
}

Task<Result<void>> PushActivity::run(Occasion occasion)
{
    m_news = true;
    if (occasion == Occasion::Round) {
        m_failed.clear();
    }
    if (m_running) {
        m_progress.ring();
        const Pending<bool> finished;
        m_waiting << finished;
        auto result = co_await finished.result(24h);
        co_return result.transform([](bool) { });
    }
    m_running = true;
    auto result = co_await pushAll();
    m_running = false;
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &one : waiting) {
        one.complete(result.transform([] { return true; }));
    }
    co_return result;
}

Task<Result<void>> PushActivity::pushAll()
{
    m_tried.clear();
    m_error.reset();
    m_blocked = false;
    while (true) {
        if (m_context.stopping) {
            m_blocked = true;
        }
        if (m_news && !m_blocked && m_inFlight <= refillBelow) {
            m_news = false;
            const int room = atOnce - m_inFlight;
            auto due = co_await resultOf(takeDue(room));
            if (!due) {
                note(due.error(), Reach::All);
                m_blocked = true;
            } else {
                m_news = m_news || due->size() == room;
                for (const auto &change : std::as_const(*due)) {
                    m_tried.insert(change.id);
                    ++m_inFlight;
                    m_collectionsInFlight += change.item ? 0 : 1;
                    m_context.start(carry(change));
                }
            }
            continue;
        }
        if (!m_outcomes.isEmpty()) {
            auto written = co_await settle(std::exchange(m_outcomes, {}));
            if (!written) {
                note(written.error(), Reach::All);
                m_blocked = true;
            }
            m_news = true; // what waited behind them
            continue;
        }
        if (m_inFlight == 0 && (m_blocked || !m_news)) {
            break;
        }
        co_await m_progress.wait(1min);
    }
    co_return m_error ? Result<void>(std::unexpected(*m_error)) : Result<void>();
}

void PushActivity::note(const Error &error, Reach reach)
{
    if (reach == Reach::All && stopsRound(error.kind)) {
        if (!m_error || !m_blocked) {
            m_error = error;
        }
        m_blocked = true;
    } else if (isPassing(error.kind) && !m_error) {
        m_error = error; // one that times out does not keep the others from trying
    }
}

QFuture<Result<QList<Change>>> PushActivity::takeDue(int atMost)
{
    const auto now = m_context.clock->now().toMSecsSinceEpoch();
    return m_context.store->write(
        [resource = m_context.resource, projector = m_context.projector, tried = m_tried, failed = m_failed, now, atMost](Transaction &transaction) -> Result<QList<Change>> {
            QList<Change> due;
            // More only where many had to be passed over: reading them is most of the work.
            for (const int ahead : {1, 8}) {
                const qint64 limit = qint64(atMost) * ahead + tried.size() + failed.size();
                QList<Change> candidates;
                auto found = transaction.prepare(dueSql).each([&](const Statement &row) { candidates << readDue(row); }, resource, now, limit);
                if (!found) {
                    return std::unexpected(found.error());
                }
                const bool isAll = candidates.size() < limit;
                due.clear();
                for (auto &change : candidates) {
                    const auto attempts = failed.constFind(change.id); // fewer than there were: the user asked for another one
                    if (tried.contains(change.id) || (attempts != failed.cend() && change.attempts > *attempts)) {
                        continue;
                    }
                    if (const auto destination = projector->destination(change)) {
                        auto remoteId = transaction.prepare("SELECT remote_id FROM collection WHERE id = ?1").value<QString>(destination);
                        if (!remoteId) {
                            return std::unexpected(remoteId.error());
                        }
                        change.destinationRemoteId = remoteId->value_or(QString());
                        if (*remoteId && change.destinationRemoteId.isEmpty()) {
                            continue; // the target itself still has to be made
                        }
                    }
                    due << std::move(change);
                    if (due.size() == atMost) {
                        break;
                    }
                }
                if (isAll || due.size() == atMost) {
                    break;
                }
            }
            auto &mark = transaction.prepare("UPDATE change SET state = 1 WHERE id = ?1");
            for (const auto &change : std::as_const(due)) {
                transaction.changes.outbox = true; // also: on the disk before the server sees it
                if (auto marked = mark.run(change.id); !marked) {
                    return std::unexpected(marked.error());
                }
            }
            return due;
        });
}

Synchronizer::CommitPoint PushActivity::commitPoint(ChangeId change, std::shared_ptr<bool> passed)
{
    return [store = m_context.store, change, passed] { return markUncertain(store, change, passed); };
}

Task<> PushActivity::carry(Change change)
{
    const auto passed = std::make_shared<bool>(false);
    auto receipt = co_await m_context.synchronizer->push(change, commitPoint(change.id, passed));
    const bool contested = !receipt && (receipt.error().kind == Error::Kind::Conflict || receipt.error().kind == Error::Kind::TokenExpired);
    if (contested && change.item && !m_context.stopping) {
        auto again = co_await rebase(change);
        if (again) {
            receipt = co_await m_context.synchronizer->push(*again, commitPoint(change.id, passed));
        } else {
            receipt = std::unexpected(again.error());
        }
    }
    m_outcomes << Outcome{change, std::move(receipt), *passed};
    --m_inFlight;
    if (!change.item) {
        --m_collectionsInFlight;
        ++m_context.collectionReceipts;
    }
    m_progress.ring();
}

// Fetches what somebody else made of the item and sees whether the change still makes sense.
Task<Result<Change>> PushActivity::rebase(Change change)
{
    auto found = co_await resultOf(m_context.store->read(
        [item = change.item](const Reader &reader) { return reader.prepare("SELECT collection FROM item WHERE id = ?1").value<CollectionId>(item); }));
    if (!found) {
        co_return std::unexpected(found.error());
    }
    auto pulled = co_await m_pull(found->value_or(change.collection));
    if (!pulled) {
        co_return std::unexpected(pulled.error());
    }
    auto read = m_context.store->read([change, projector = m_context.projector](const Reader &reader) -> Result<Change> {
        Change rebased = change;
        QByteArray payload;
        auto loaded = reader
                          .prepare("SELECT i.remote_id, i.revision, k.remote_id, i.payload, g.remote_id FROM item i JOIN collection k ON k.id = i.collection "
                                   "LEFT JOIN item g ON g.id = ?2 WHERE i.id = ?1")
                          .each(
                              [&](const Statement &row) {
                                  rebased.itemRemoteId = row.text(0);
                                  rebased.revision = row.text(1);
                                  rebased.collectionRemoteId = row.text(2);
                                  payload = row.blob(3);
                                  rebased.groundRemoteId = row.text(4);
                              },
                              change.item,
                              change.ground);
        if (!loaded) {
            return std::unexpected(loaded.error());
        }
        if (rebased.itemRemoteId.isEmpty() && !change.itemRemoteId.isEmpty()) {
            return failure(Error::Kind::NotFound, i18nc("@info a change by the user cannot be carried out", "Somebody else removed this meanwhile."));
        }
        if (auto applied = projector->apply(payload, rebased); !applied) {
            return failure(Error::Kind::Conflict,
                           i18nc("@info a change by the user cannot be carried out", "Somebody else changed this meanwhile. Both versions were kept."),
                           applied.error().detail);
        }
        return rebased;
    });
    co_return co_await resultOf(std::move(read));
}

Task<Result<void>> PushActivity::settle(QList<Outcome> outcomes)
{
    for (const auto &outcome : std::as_const(outcomes)) {
        if (outcome.result) {
            m_tried.remove(outcome.change.id); // it will not be met again, and the list is what is looked past
            continue;
        }
        const bool all = m_context.synchronizer->concernsAll(outcome.change, outcome.result.error());
        note(outcome.result.error(), all ? Reach::All : Reach::One);
        if (!isPassing(outcome.result.error().kind) && !stopsRound(outcome.result.error().kind)) {
            m_tried.remove(outcome.change.id); // parked: the user's Retry counts at once
        } else {
            m_failed.insert(outcome.change.id, outcome.change.attempts);
        }
    }
    auto future = m_context.store->write(
        [projector = m_context.projector, receipts = m_context.receipts, outcomes = std::move(outcomes)](Transaction &transaction) -> Result<void> {
            Settlement settlement(transaction, *projector, *receipts);
            for (const auto &outcome : outcomes) {
                if (auto done = settlement.settle(outcome); !done) {
                    return done;
                }
            }
            transaction.changes.outbox = true;
            return {};
        });
    co_return co_await resultOf(std::move(future));
}

Task<Result<std::chrono::milliseconds>> PushActivity::untilNextDue()
{
    const auto now = m_context.clock->now().toMSecsSinceEpoch();
    auto future = m_context.store->read([resource = m_context.resource, now](const Reader &reader) {
        return reader.prepare("SELECT not_before FROM change WHERE resource = ?1 AND state = 0 AND not_before > ?2 ORDER BY not_before LIMIT 1")
            .value<qint64>(resource, now);
    });
    auto next = co_await resultOf(std::move(future));
    co_return next.transform([now](std::optional<qint64> due) { return due ? std::chrono::milliseconds(*due - now) : std::chrono::milliseconds::max(); });
}

}
