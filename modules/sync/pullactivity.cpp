// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/pullactivity.h"

#include "base/log.h"
#include "sync/changerows.h"
#include "sync/syncstatusreport.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr int collectionsAtOnce = 4;
constexpr int doubtfulRepeats = 3; // receipts that keep crossing must not starve a pull
constexpr int emptyDeltas = 100; // a server that says "more" for ever and tells nothing
}

PullActivity::PullActivity(SyncContext &context)
    : m_context(context)
    , m_preparation(context)
{
}

Task<Result<void>> PullActivity::pull(CollectionId collection)
{
    if (const auto running = m_running.find(collection); running != m_running.end()) {
        const Pending<bool> finished;
        *running << finished;
        auto result = co_await finished.result(24h);
        co_return result.transform([](bool) { });
    }
    m_running.insert(collection, {});
    auto result = co_await pullOnce(collection);
    while (!m_running.value(collection).isEmpty()) {
        const auto waiting = std::exchange(m_running[collection], {});
        auto again = co_await pullOnce(collection);
        for (const auto &one : waiting) {
            one.complete(again.transform([] {
                return true;
            }));
        }
    }
    m_running.remove(collection);
    if (m_running.isEmpty()) {
        m_context.receipts->clear();
    }
    co_return result;
}

Task<Result<void>> PullActivity::pullAll(QList<CollectionId> collections)
{
    std::optional<Error> error;
    std::vector<Task<>> workers;
    for (int i = 0; i < collectionsAtOnce; ++i) {
        workers.push_back(worker(&collections, &error));
    }
    for (auto &one : workers) {
        co_await one;
    }
    co_return error ? Result<void>(std::unexpected(*error)) : Result<void>();
}

Task<> PullActivity::worker(QList<CollectionId> *queue, std::optional<Error> *error)
{
    while (!queue->isEmpty() && !m_context.stopping && !(*error && stopsRound((*error)->kind))) {
        const auto collection = queue->takeFirst();
        auto done = co_await pull(collection);
        if (done) {
            continue;
        }
        const auto kind = done.error().kind;
        if (stopsRound(kind) || isPassing(kind)) {
            if (!*error || stopsRound(kind)) {
                *error = done.error();
            }
        } else {
            co_await skip(collection, done.error());
        }
    }
}

Task<> PullActivity::skip(CollectionId id, Error error)
{
    qCWarning(logSync) << "collection" << id.value << "is skipped:" << kindName(error.kind) << error.detail;
    auto future = m_context.store->write([id, message = error.message](Transaction &transaction) -> Result<void> {
        transaction.changes.collectionList = true;
        return transaction.prepare("UPDATE collection SET problem = ?2 WHERE id = ?1 AND remote_id IS NOT NULL").run(id, message);
    });
    co_await resultOf(std::move(future));
}

Task<Result<PullActivity::Start>> PullActivity::begin(CollectionId id)
{
    auto future = m_context.store->read([id](const Reader &reader) -> Result<Start> {
        Start start;
        return reader.prepare("SELECT id, resource, remote_id, name, role, attributes, token FROM collection WHERE id = ?1")
            .each(
                [&start](const Statement &row) {
                    start.collection = Collection{row.get<CollectionId>(0),
                                                  row.get<ResourceId>(1),
                                                  row.text(2),
                                                  row.text(3),
                                                  row.text(4),
                                                  QCborValue::fromCbor(row.blob(5)).toMap(),
                                                  row.blob(6)};
                },
                id)
            .and_then([&] {
                return reader
                    .prepare("SELECT i.id FROM item i WHERE i.collection = ?1 AND i.remote_id IS NULL "
                             "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id)")
                    .each(
                        [&start](const Statement &row) {
                            start.unplaced << row.get<ItemId>(0);
                        },
                        id);
            })
            .transform([&start] {
                return start;
            });
    });
    co_return co_await resultOf(std::move(future));
}

PullActivity::Asked PullActivity::ask(const Collection &collection, const QByteArray &token)
{
    const auto moment = m_context.receipts->now();
    return Asked{token, moment, m_context.synchronizer->pull(collection.withToken(token))};
}

QFuture<Result<DeltaWriter::Verdict>> PullActivity::write(PreparedDelta delta)
{
    return m_context.store->write([projector = m_context.projector, receipts = m_context.receipts, delta = std::move(delta)](Transaction &transaction) {
        return DeltaWriter(transaction, *projector, *receipts).write(delta);
    });
}

Task<Result<void>> PullActivity::pullOnce(CollectionId id)
{
    auto start = co_await begin(id);
    if (!start) {
        co_return std::unexpected(start.error());
    }
    if (start->collection.remoteId.isEmpty()) {
        co_return {}; // the server does not know it (any more)
    }
    m_context.report->show(SyncStatus::Activity::Pulling, start->collection.name);
    auto done = co_await pullFrom(&*start);
    if (!done) {
        co_return done;
    }
    co_return co_await finish(start->unplaced);
}

Task<Result<void>> PullActivity::pullFrom(Start *start)
{
    const auto id = start->collection.id;
    auto asked = ask(start->collection, start->collection.token);
    Writing writing;
    QByteArray writtenUpTo = asked.token; // where the collection stands once `writing` is done
    bool anew = false;
    int repeats = 0;
    int empty = 0;
    while (true) {
        auto delta = co_await std::move(asked.answer);
        const auto moment = asked.moment;
        if (!delta && delta.error().kind == Error::Kind::TokenExpired && !anew) {
            delta.emplace();
            delta->restart = true;
        }
        const bool restart = delta && delta->restart && !anew;
        Result<DeltaWriter::Verdict> verdict = DeltaWriter::Verdict::Written;
        std::optional<Asked> next;
        Result<PreparedDelta> prepared;
        if (delta && !restart && delta->more) {
            next.emplace(ask(start->collection, delta->token)); // the server works while we do
        }
        if (delta && !restart) {
            const bool tellsNothing = delta->changed.isEmpty() && delta->removed.isEmpty() && delta->token == asked.token;
            empty = tellsNothing ? empty + 1 : 0;
            auto relocated = co_await relocate(id, std::exchange(delta->moved, {}));
            if (relocated) {
                prepared = co_await m_preparation.prepare(id, *std::move(delta));
            } else {
                prepared = std::unexpected(relocated.error());
            }
        }
        if (writing) {
            verdict = co_await resultOf(*std::exchange(writing, std::nullopt));
        }
        std::optional<Error> error;
        if (!delta) {
            error = delta.error();
        } else if (!prepared) {
            error = prepared.error();
        } else if (empty > emptyDeltas) {
            error = Error{.kind = Error::Kind::Protocol, .message = i18nc("@info", "The server keeps announcing news of this folder without telling any."), .detail = {}};
        }
        if (!verdict) {
            error = verdict.error();
        }
        if (error) {
            if (next) {
                co_await std::move(next->answer); // it must have ended before its synchronizer does
            }
            co_return std::unexpected(*error);
        }
        if (verdict == DeltaWriter::Verdict::Written && restart) {
            anew = true;
            auto begun = co_await startAnew(start);
            if (!begun) {
                co_return begun;
            }
            writtenUpTo.clear();
            asked = ask(start->collection, {});
            continue;
        }
        if (verdict == DeltaWriter::Verdict::Written) {
            const bool last = !prepared->more;
            const auto token = prepared->token;
            const auto count = prepared->items.size();
            prepared->expectedToken = writtenUpTo;
            prepared->asked = moment;
            prepared->doubt = repeats < doubtfulRepeats ? PreparedDelta::Doubt::Repeat : PreparedDelta::Doubt::Ignore;
            prepared->now = m_context.clock->now().toMSecsSinceEpoch();
            writing = write(*std::move(prepared));
            m_context.report->count(count);
            if (!last) {
                start->collection.token = std::exchange(writtenUpTo, token);
                asked = *std::move(next);
                continue;
            }
            start->collection.token = writtenUpTo;
            verdict = co_await resultOf(*std::exchange(writing, std::nullopt));
            if (!verdict) {
                co_return std::unexpected(verdict.error());
            }
            if (verdict == DeltaWriter::Verdict::Written) {
                co_return {};
            }
        }
        // A receipt crossed the delta: nothing was written, ask again from where we stand.
        ++repeats;
        if (next) {
            co_await std::move(next->answer);
        }
        writtenUpTo = start->collection.token;
        asked = ask(start->collection, writtenUpTo);
    }
}

// By itself, ahead of the delta: what it says is found under the new names then, and true also if nothing follows.
Task<Result<void>> PullActivity::relocate(CollectionId id, QList<std::pair<QString, QString>> moved)
{
    if (moved.isEmpty()) {
        co_return {};
    }
    auto future = m_context.store->write([id, moved = std::move(moved)](Transaction &transaction) -> Result<void> {
        Result<void> done;
        for (auto one = moved.cbegin(); done && one != moved.cend(); ++one) {
            done = ItemWriter::relocate(transaction, id, one->first, one->second);
        }
        return done;
    });
    co_return co_await resultOf(std::move(future));
}

// Remote ids mean nothing any more; items wait to be recognised by their fingerprints.
Task<Result<void>> PullActivity::startAnew(Start *start)
{
    const auto id = start->collection.id;
    auto future = m_context.store->write([id](Transaction &transaction) -> Result<void> {
        return transaction.prepare("UPDATE item SET remote_id = NULL WHERE collection = ?1").run(id).and_then([&] {
            return transaction.prepare("UPDATE collection SET token = NULL, pulled = 0 WHERE id = ?1").run(id);
        });
    });
    auto done = co_await resultOf(std::move(future));
    if (!done) {
        co_return done;
    }
    auto again = co_await begin(id);
    if (!again) {
        co_return std::unexpected(again.error());
    }
    *start = *std::move(again);
    co_return {};
}

Task<Result<void>> PullActivity::finish(QList<ItemId> unplaced)
{
    if (unplaced.isEmpty()) {
        co_return {};
    }
    auto future = m_context.store->write([projector = m_context.projector, unplaced](Transaction &transaction) -> Result<void> {
        // Only what nobody waits for; the rest may still turn up in another collection.
        QList<ItemId> idle;
        return transaction
            .prepare("SELECT j.value FROM json_each(?1) j WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.item = j.value)")
            .each(
                [&idle](const Statement &row) {
                    idle << row.get<ItemId>(0);
                },
                jsonList(unplaced))
            .and_then([&] {
                return ItemWriter(transaction, *projector).giveUp(idle);
            });
    });
    co_return co_await resultOf(std::move(future));
}

}
