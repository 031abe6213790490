// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/housekeeping.h"

#include "app/kinds/enginekind.h"
#include "base/log.h"

#include <QtConcurrentRun>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

Housekeeping::Housekeeping(std::shared_ptr<Store> store, std::shared_ptr<Outbox> outbox, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_outbox(std::move(outbox))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Housekeeping::mark);
    m_timer.start(3min);
}

void Housekeeping::setPause(std::chrono::milliseconds pause)
{
    m_pause = pause;
}

void Housekeeping::mark()
{
    sweepSoon([](const Result<void> &swept) {
        if (!swept) {
            qCWarning(logStore) << "unused blobs could not be removed:" << swept.error().detail;
        }
    });
    m_timer.start(24h);
}

void Housekeeping::sweepSoon(Swept swept)
{
    // A blob is put before the row that names it. The pause lets those rows arrive.
    const auto mark = m_store->blobs().mark();
    QTimer::singleShot(m_pause, this, [this, mark, swept = std::move(swept)] { sweep(mark, swept); });
}

void Housekeeping::sweep(Blobs::Mark mark, const Swept &swept)
{
    m_store
        ->read(
            [outbox = m_outbox](const Reader &reader) -> Result<QSet<BlobId>> {
                QSet<BlobId> used;
                for (const auto &kind : EngineKind::all()) {
                    const auto some = outbox->projector(kind.kind)->usedBlobs(reader);
                    if (!some) {
                        return some; // what cannot be counted must not be taken for unused
                    }
                    used += *some;
                }
                return used;
            },
            Store::Urgency::Background)
        .then(QtFuture::Launch::Async,
              [store = m_store, mark](const Result<QSet<BlobId>> &used) -> Result<void> {
                  return used.and_then([&](const QSet<BlobId> &some) { return store->blobs().keepOnly(some, mark); }).transform([](qint64) {});
              })
        .then(this, swept);
}

}
