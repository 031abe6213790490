// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/folding.h"

#include "base/log.h"

namespace Kontor
{

Folded fold(const Projector &projector, const QByteArray &payload, CollectionId collection, const QList<Change> &pending)
{
    Folded folded{payload, collection};
    for (const auto &change : pending) {
        auto applied = projector.apply(folded.payload, change);
        if (!applied) {
            qCDebug(logSync) << "change" << change.id.value << "does not apply:" << applied.error().detail;
            continue;
        }
        folded.payload = *std::move(applied);
        if (const auto destination = projector.destination(change)) {
            folded.collection = destination;
        }
    }
    return folded;
}

Write projection(const Projector &projector, ItemId item, const Folded &folded)
{
    auto write = projector.project(item, folded.collection, folded.payload);
    if (!write) {
        qCWarning(logSync) << "item" << item.value << "cannot be shown:" << write.error().detail;
        return [](Transaction &) -> Result<void> {
            return {};
        };
    }
    return *std::move(write);
}

}
