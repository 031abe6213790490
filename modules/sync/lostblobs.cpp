// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/lostblobs.h"

#include "base/await.h"
#include "base/log.h"

#include <QtConcurrent>

namespace Kontor
{

LostBlobs::LostBlobs(SyncContext &context)
    : m_context(context)
{
}

Task<Result<void>> LostBlobs::check()
{
    if (m_isChecked) {
        co_return {};
    }
    auto looking = m_context.store->read(
        [store = m_context.store.get(), projector = m_context.projector](const Reader &reader) -> Result<std::optional<QSet<BlobId>>> {
            if (!store->blobs().isUnsettled()) {
                return std::nullopt;
            }
            const auto used = projector->usedBlobs(reader);
            if (!used) {
                return std::unexpected(used.error());
            }
            return store->blobs().missing(*used).transform([](const QSet<BlobId> &missing) {
                return std::optional(missing);
            });
        },
        Store::Urgency::Background);
    auto lost = co_await resultOf(std::move(looking));
    if (!lost) {
        co_return std::unexpected(lost.error());
    }
    if (*lost) {
        auto forgotten = co_await forget(**lost);
        if (!forgotten) {
            co_return forgotten;
        }
        auto settling = QtConcurrent::run([store = m_context.store] {
            return store->blobs().settle();
        });
        auto settled = co_await resultOf(std::move(settling));
        if (!settled) {
            co_return settled;
        }
    }
    m_isChecked = true;
    co_return {};
}

Task<Result<void>> LostBlobs::forget(QSet<BlobId> lost)
{
    if (lost.isEmpty()) {
        co_return {};
    }
    qCInfo(logSync) << lost.size() << "blobs are gone";
    auto forgetting = m_context.store->write([projector = m_context.projector, lost](Transaction &transaction) {
        return projector->forgetBlobs(transaction, lost);
    });
    co_return co_await resultOf(std::move(forgetting));
}

}
