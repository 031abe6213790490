// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/bloblitter.h"

#include "base/log.h"
#include "store/blobreader.h"

namespace Kontor
{

Result<qint64> BlobLitter::remove(const QSet<BlobId> &used, quint64 mark)
{
    const auto isLitter = [&](const QByteArray &id) {
        if (used.contains(textBlobId(id))) {
            return false;
        }
        return !m_puts.isSince(id, mark);
    };
    auto litter = m_table.entries();
    if (!litter) {
        return std::unexpected(litter.error());
    }
    litter->removeIf([&isLitter](const BlobTable::Entry &entry) { return !isLitter(entry.id); });
    auto freed = m_table.remove(*litter, isLitter);
    if (!freed) {
        return freed;
    }
    QSet<QString> keptNames;
    for (const auto &id : used) {
        keptNames.insert(m_files.nameOf(rawBlobId(id)));
    }
    for (const auto &id : m_puts.since(mark)) {
        keptNames.insert(m_files.nameOf(id));
    }
    *freed += m_files.keepOnly([&keptNames](const QString &name) { return keptNames.contains(name); });
    if (!litter->isEmpty()) {
        if (auto done = m_table.shrink(); !done) {
            qCWarning(logStore) << "the blobs' file does not shrink:" << done.error().detail;
        }
    }
    m_puts.forget(mark);
    return freed;
}

Result<QSet<BlobId>> BlobLitter::missing(const QSet<BlobId> &used) const
{
    const auto entries = m_table.entries();
    if (!entries) {
        return std::unexpected(entries.error());
    }
    auto missing = used;
    for (const auto &entry : *entries) {
        missing.remove(textBlobId(entry.id));
    }
    const auto names = m_files.names();
    missing.removeIf([&](const BlobId &id) {
        const auto raw = rawBlobId(id);
        return raw.size() == 32 && names.contains(m_files.nameOf(raw));
    });
    return missing;
}

}
