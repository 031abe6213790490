// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/fetchactivity.h"

#include "base/log.h"
#include "base/stepback.h"
#include "sync/syncstatusreport.h"

#include <KLocalizedString>
#include <QtConcurrent>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr int atOnce = 256;
constexpr int wishesAtOnce = 2000;
constexpr qint64 bytesUnderWay = qint64(32) << 20;
constexpr int batchItems = 200;
constexpr qint64 batchBytes = qint64(8) << 20;
constexpr int batchesAtOnce = 3;
constexpr qint64 smallestGuess = 4 << 10; // servers announce nothing or nonsense
constexpr qint64 largestGuess = qint64(8) << 20;
constexpr qint64 projectedBytes = qint64(16) << 20; // of a part larger than memory wants
constexpr qint64 largestPart = qint64(16) << 30;
constexpr int timeoutsInARow = 3;

qint64 guess(const ItemRef &item)
{
    return std::clamp(item.size, smallestGuess, largestGuess);
}

std::chrono::milliseconds remembered(int times, Error::Kind kind)
{
    const auto first = kind == Error::Kind::NotFound || kind == Error::Kind::Forbidden ? 10min : 1min;
    return std::min<std::chrono::milliseconds>(first * (1 << std::min(times, 10)), 24h);
}
}

FetchActivity::FetchActivity(SyncContext &context)
    : m_context(context)
{
}

Task<Result<void>> FetchActivity::run()
{
    if (m_running) {
        m_again = true;
        m_progress.ring();
        co_return {};
    }
    m_running = true;
    m_again = false;
    m_error.reset();
    m_timeouts = 0;
    bool mayBeMore = true;
    while (true) {
        const bool blocked = m_context.stopping || m_error.has_value();
        mayBeMore = std::exchange(m_again, false) || mayBeMore;
        if (blocked) {
            for (const auto &wish : std::as_const(m_queue)) {
                m_busy.remove({wish.item.id, wish.part});
            }
            m_queue.clear();
        } else if (mayBeMore && m_queue.size() < atOnce) {
            auto added = co_await refill();
            if (!added) {
                m_error = added.error();
                continue;
            }
            mayBeMore = *added > 0;
        }
        while (!m_context.stopping && !m_error && !m_queue.isEmpty() && m_fetching < atOnce && m_bytes < bytesUnderWay) {
            m_context.report->show(SyncStatus::Activity::Fetching);
            m_context.start(fetchOne(m_queue.takeFirst()));
        }
        const bool queueDone = m_queue.isEmpty() && (!mayBeMore || m_context.stopping || m_error);
        if (queueDone && m_fetching == 0 && m_storing == 0 && m_arrived.isEmpty()) {
            break;
        }
        if (m_fetching > 0 || m_storing > 0) {
            co_await m_progress.wait(1min);
        }
    }
    m_running = false;
    co_return m_error ? Result<void>(std::unexpected(*m_error)) : Result<void>();
}

// Answers how many wishes were added.
Task<Result<int>> FetchActivity::refill()
{
    const auto now = m_context.clock->monotonic();
    m_failures.removeIf([now](const auto &entry) {
        return entry.value().until + 24h < now; // long over: forget how often
    });
    const int atMost = wishesAtOnce + int(m_busy.size() + m_failures.size());
    m_stored.clear();
    auto future = m_context.store->read(
        [projector = m_context.projector, resource = m_context.resource, atMost](const Reader &reader) {
            return projector->wishes(reader, resource, atMost);
        },
        Store::Urgency::Background);
    auto wishes = co_await resultOf(std::move(future));
    if (!wishes) {
        co_return std::unexpected(wishes.error());
    }
    // Together what lies together, so that the synchronizer may ask for many in one go.
    QList<CollectionId> order;
    QHash<CollectionId, QList<FetchWish>> sorted;
    int added = 0;
    for (auto &wish : *wishes) {
        const Key key{wish.item.id, wish.part};
        const auto failure = m_failures.constFind(key);
        if (wish.item.remoteId.isEmpty() || m_busy.contains(key) || m_stored.contains(key) || (failure != m_failures.constEnd() && failure->until > now)) {
            continue;
        }
        m_busy.insert(key);
        auto &list = sorted[wish.item.collection];
        if (list.isEmpty()) {
            order << wish.item.collection;
        }
        list << std::move(wish);
        ++added;
    }
    for (const auto collection : std::as_const(order)) {
        m_queue << sorted.value(collection);
    }
    co_return added;
}

Task<> FetchActivity::fetchOne(FetchWish wish)
{
    const Key key{wish.item.id, wish.part};
    const auto weight = guess(wish.item);
    ++m_fetching;
    m_bytes += weight;
    auto fetched = co_await fetchBytes(wish);
    m_bytes -= weight;
    --m_fetching;
    if (fetched) {
        m_timeouts = 0;
        arrived(*std::move(fetched));
    } else {
        failed(key, fetched.error());
    }
    m_progress.ring();
}

Task<Result<FetchActivity::Fetched>> FetchActivity::fetchBytes(FetchWish wish)
{
    auto answer = co_await m_context.synchronizer->fetch(wish.item, wish.part, 0);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->more) {
        co_return co_await fetchLarge(wish, std::move(answer->bytes));
    }
    const auto weight = qint64(answer->bytes.size());
    co_return Fetched{wish.item, wish.part, std::move(answer->bytes), {}, weight};
}

// Piece by piece: the next range is asked while the last is written.
Task<Result<FetchActivity::Fetched>> FetchActivity::fetchLarge(FetchWish wish, QByteArray first)
{
    auto opened = m_context.store->blobs().writer();
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    const std::shared_ptr<Blobs::Writer> writer = *std::move(opened);
    QByteArray head = first;
    FetchedPart piece{std::move(first), true};
    qint64 offset = 0;
    while (true) {
        if (piece.more && (piece.bytes.isEmpty() || offset > largestPart)) {
            co_return failure(Error::Kind::Protocol, i18nc("@info", "The server sends a message that does not end."));
        }
        offset += piece.bytes.size();
        std::optional<Task<Result<FetchedPart>>> next;
        if (piece.more) {
            next.emplace(m_context.synchronizer->fetch(wish.item, wish.part, offset));
        }
        auto appended = co_await resultOf(QtConcurrent::run([writer, bytes = piece.bytes] {
            return writer->append(bytes);
        }));
        if (!next) {
            if (!appended) {
                co_return std::unexpected(appended.error());
            }
            break;
        }
        auto answer = co_await *std::move(next);
        if (!appended || !answer) {
            co_return std::unexpected(appended ? answer.error() : appended.error());
        }
        piece = *std::move(answer);
        if (head.size() < projectedBytes) {
            head += piece.bytes.left(projectedBytes - head.size());
        }
    }
    auto blob = co_await resultOf(QtConcurrent::run([writer] {
        return writer->commit();
    }));
    if (!blob) {
        co_return std::unexpected(blob.error());
    }
    const auto weight = qint64(head.size());
    co_return Fetched{wish.item, wish.part, std::move(head), *std::move(blob), weight};
}

void FetchActivity::arrived(Fetched fetched)
{
    m_bytes += fetched.weight;
    if (m_waiting.contains({fetched.item.id, fetched.part})) {
        m_context.start(store({std::move(fetched)}));
        return;
    }
    m_arrivedBytes += fetched.weight;
    m_arrived << std::move(fetched);
    storeIfWorthwhile();
}

// Small batches while there is time, large ones when the network is faster than the disk.
void FetchActivity::storeIfWorthwhile()
{
    const bool full = m_arrived.size() >= batchItems || m_arrivedBytes >= batchBytes;
    if (m_arrived.isEmpty() || m_storing >= batchesAtOnce || (m_storing > 0 && !full)) {
        return;
    }
    m_arrivedBytes = 0;
    m_context.start(store(std::exchange(m_arrived, {})));
}

Task<> FetchActivity::store(QList<Fetched> batch)
{
    ++m_storing;
    auto running = QtConcurrent::run(m_context.pool.get(), [store = m_context.store, projector = m_context.projector, batch] {
        stepBack();
        return prepare(*store, *projector, batch);
    });
    auto prepared = co_await resultOf(std::move(running));
    Result<void> written;
    if (prepared) {
        auto writing = m_context.store->write([stored = *prepared](Transaction &transaction) {
            return write(transaction, stored);
        });
        written = co_await resultOf(std::move(writing));
    } else {
        written = std::unexpected(prepared.error());
    }
    qint64 done = 0;
    for (qsizetype i = 0; i < batch.size(); ++i) {
        const Key key{batch.at(i).item.id, batch.at(i).part};
        m_bytes -= batch.at(i).weight;
        if (!written) {
            failed(key, written.error());
        } else if (const auto &stored = prepared->at(i); !stored.write) {
            failed(key, stored.write.error());
        } else {
            m_failures.remove(key);
            m_stored.insert(key);
            finish(key, stored.fetched.blob);
            ++done;
        }
    }
    m_context.report->count(done);
    --m_storing;
    storeIfWorthwhile();
    m_progress.ring();
}

Result<QList<FetchActivity::Stored>> FetchActivity::prepare(Store &store, const Projector &projector, QList<Fetched> batch)
{
    QList<QByteArray> plain;
    for (const auto &fetched : std::as_const(batch)) {
        if (fetched.blob.isEmpty()) {
            plain << fetched.bytes;
        }
    }
    auto blobs = store.blobs().put(plain);
    if (!blobs) {
        return std::unexpected(blobs.error());
    }
    QList<Stored> stored;
    stored.reserve(batch.size());
    auto blob = blobs->constBegin();
    for (auto &fetched : batch) {
        if (fetched.blob.isEmpty()) {
            fetched.blob = *blob++;
        }
        auto write = projector.projectPart(fetched.item.id, fetched.part, fetched.blob, fetched.bytes);
        fetched.bytes.clear();
        stored << Stored{std::move(fetched), std::move(write)};
    }
    return stored;
}

Result<void> FetchActivity::write(Transaction &transaction, const QList<Stored> &batch)
{
    auto &find = transaction.prepare("SELECT collection FROM item WHERE id = ?1");
    for (const auto &stored : batch) {
        auto collection = find.value<CollectionId>(stored.fetched.item.id);
        if (!collection) {
            return std::unexpected(collection.error());
        }
        if (!*collection || !stored.write) {
            continue; // removed while it was fetched
        }
        if (auto done = (*stored.write)(transaction); !done) {
            return done;
        }
        transaction.changes.touch(**collection, stored.fetched.item.id);
    }
    return {};
}

void FetchActivity::failed(const Key &key, const Error &error)
{
    if (error.kind == Error::Kind::Timeout) {
        ++m_timeouts;
    }
    if (stopsRound(error.kind) || m_timeouts >= timeoutsInARow) {
        if (!m_error) {
            m_error = error;
        }
    } else {
        qCDebug(logSync) << "part of item" << key.first.value << "failed:" << kindName(error.kind) << error.detail;
    }
    if (!stopsRound(error.kind)) {
        auto &failure = m_failures[key];
        failure.until = m_context.clock->monotonic() + remembered(failure.times, error.kind);
        ++failure.times;
    }
    finish(key, std::unexpected(error));
}

void FetchActivity::finish(const Key &key, const Result<BlobId> &result)
{
    m_busy.remove(key);
    const auto waiting = m_waiting.take(key);
    for (const auto &one : waiting) {
        one.complete(result);
    }
}

Task<Result<BlobId>> FetchActivity::fetchNow(ItemRef item, QString part)
{
    const Key key{item.id, part};
    const bool shared = m_waiting.contains(key);
    const Pending<BlobId> wanted;
    m_waiting[key] << wanted;
    if (!shared) {
        auto future = m_context.store->read([item](const Reader &reader) -> Result<ItemRef> {
            ItemRef now = item;
            now.remoteId.clear();
            return reader.prepare("SELECT i.collection, k.remote_id, i.remote_id FROM item i JOIN collection k ON k.id = i.collection WHERE i.id = ?1")
                .each(
                    [&now](const Statement &row) {
                        now.collection = row.get<CollectionId>(0);
                        now.collectionRemoteId = row.text(1);
                        now.remoteId = row.text(2);
                    },
                    item.id)
                .transform([&now] {
                    return now;
                });
        });
        auto now = co_await resultOf(std::move(future));
        const auto queued = std::ranges::find_if(m_queue, [&key](const FetchWish &wish) {
            return wish.item.id == key.first && wish.part == key.second;
        });
        const bool isQueued = queued != m_queue.end();
        if (isQueued) {
            m_queue.erase(queued);
        }
        if (!now) {
            finish(key, std::unexpected(now.error()));
        } else if (now->remoteId.isEmpty()) {
            finish(key, failure(Error::Kind::NotFound, i18nc("@info", "The server does not have this yet.")));
        } else if (m_context.stopping) {
            finish(key, cancelled());
        } else if (isQueued || !m_busy.contains(key)) {
            m_busy.insert(key);
            m_context.start(fetchOne(FetchWish{.item = *now, .part = part}));
        }
    }
    co_return co_await wanted.result(1h);
}

}
