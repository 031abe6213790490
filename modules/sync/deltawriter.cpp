// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/deltawriter.h"

#include "sync/changerows.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
QByteArray orNull(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QByteArray() : bytes;
}

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}
}

DeltaWriter::DeltaWriter(Transaction &transaction, const Projector &projector, const ReceiptLog &receipts)
    : m_transaction(transaction)
    , m_projector(projector)
    , m_receipts(receipts)
    , m_items(transaction, projector)
{
}

Result<DeltaWriter::Verdict> DeltaWriter::write(const PreparedDelta &delta)
{
    auto token = m_transaction.prepare("SELECT token FROM collection WHERE id = ?1").value<QByteArray>(delta.collection);
    if (!token) {
        return std::unexpected(token.error());
    }
    if (!*token || **token != delta.expectedToken) {
        return failure(Error::Kind::Conflict, i18nc("@info", "The folder changed while it was read."), QStringLiteral("token moved"));
    }
    auto gone = absent(delta);
    if (!gone) {
        return std::unexpected(gone.error());
    }
    auto crossed = crossesReceipt(delta, *gone);
    if (!crossed) {
        return std::unexpected(crossed.error());
    }
    if (*crossed) {
        return Verdict::Repeat;
    }
    QList<ItemId> vanished;
    for (const auto &[item, remoteId] : std::as_const(*gone)) {
        vanished << item;
    }
    return m_items.vanish(vanished)
        .and_then([&] {
            return writeItems(delta);
        })
        .and_then([&] {
            return m_items.reproject(m_stale);
        })
        .and_then([&] {
            return findAgain(delta.collection);
        })
        .and_then([&] {
            return m_transaction.prepare("UPDATE collection SET problem = '' WHERE id = ?1 AND problem <> ''").run(delta.collection);
        })
        .and_then([&] {
            m_transaction.changes.collectionList = m_transaction.changes.collectionList || m_transaction.changedRows() > 0;
            return m_transaction.prepare("UPDATE collection SET token = ?2, pulled = iif(?3, pulled, ?4) WHERE id = ?1")
                .run(delta.collection, orNull(delta.token), delta.more, delta.now);
        })
        .transform([&] {
            if (!delta.items.isEmpty() || !vanished.isEmpty()) {
                m_transaction.changes.touch(delta.collection);
            }
            return Verdict::Written;
        });
}

Result<void> DeltaWriter::findAgain(CollectionId collection)
{
    const auto resource = m_transaction.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(collection);
    if (!resource) {
        return std::unexpected(resource.error());
    }
    return m_items.findAgain(resource->value_or(ResourceId{}));
}

Result<QList<std::pair<ItemId, QString>>> DeltaWriter::absent(const PreparedDelta &delta)
{
    QList<std::pair<ItemId, QString>> gone;
    const auto visit = [&gone](const Statement &row) {
        gone.emplace_back(row.get<ItemId>(0), row.text(1));
    };
    Result<void> listed;
    if (!delta.removed.isEmpty()) {
        listed = m_transaction
                     .prepare("SELECT i.id, i.remote_id FROM (SELECT DISTINCT value FROM json_each(?2)) j "
                              "CROSS JOIN item i ON i.collection = ?1 AND i.remote_id = j.value")
                     .each(visit, delta.collection, jsonList(delta.removed));
    }
    if (listed && delta.present) {
        QSet<QString> present(delta.present->begin(), delta.present->end());
        for (const auto &item : delta.items) {
            present.insert(item.remote.remoteId);
        }
        QSet<QString> removed(delta.removed.begin(), delta.removed.end());
        listed = m_transaction.prepare("SELECT id, remote_id FROM item WHERE collection = ?1 AND remote_id IS NOT NULL")
                     .each(
                         [&](const Statement &row) {
                             const auto remoteId = row.text(1);
                             if (!present.contains(remoteId) && !removed.contains(remoteId)) {
                                 visit(row);
                             }
                         },
                         delta.collection);
    }
    return listed.transform([&gone] {
        return gone;
    });
}

Result<bool> DeltaWriter::crossesReceipt(const PreparedDelta &delta, const QList<std::pair<ItemId, QString>> &absent)
{
    if (delta.doubt == PreparedDelta::Doubt::Ignore || m_receipts.isQuiet(delta.asked)) {
        return false;
    }
    for (const auto &item : delta.items) {
        if (m_receipts.isNewer(delta.collection, item.remote.remoteId, delta.asked)) {
            return true;
        }
    }
    return std::ranges::any_of(absent, [&](const auto &gone) {
        return m_receipts.isNewer(delta.collection, gone.second, delta.asked);
    });
}

Result<QHash<ItemId, DeltaWriter::Now>> DeltaWriter::present(const PreparedDelta &delta)
{
    QList<ItemId> ids;
    for (const auto &item : delta.items) {
        if (item.fate == PreparedItem::Fate::Known || item.fate == PreparedItem::Fate::Adopted) {
            ids << item.known.item;
        }
    }
    QHash<ItemId, Now> found;
    if (ids.isEmpty()) {
        return found;
    }
    return m_transaction
        .prepare("SELECT i.id, i.edits, i.revision, i.remote_id IS NOT NULL FROM json_each(?1) j CROSS JOIN item i ON i.id = j.value")
        .each(
            [&found](const Statement &row) {
                found.insert(row.get<ItemId>(0), Now{row.integer(1), row.text(2), row.integer(3) != 0});
            },
            jsonList(ids))
        .transform([&found] {
            return found;
        });
}

Result<void> DeltaWriter::writeItems(const PreparedDelta &delta)
{
    auto known = present(delta);
    if (!known) {
        return std::unexpected(known.error());
    }
    for (const auto &item : delta.items) {
        Result<void> done;
        const auto now = known->constFind(item.known.item);
        switch (item.fate) {
        case PreparedItem::Fate::Skip:
            continue;
        case PreparedItem::Fate::New:
            done = writeNew(delta, item);
            break;
        case PreparedItem::Fate::Known:
            done = now == known->constEnd() ? writeAnew(delta, item) : writeKnown(delta, item, *now);
            break;
        case PreparedItem::Fate::Adopted:
            done = now == known->constEnd() || now->placed ? writeAnew(delta, item) : writeAdopted(delta, item, *now);
            break;
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> DeltaWriter::writeNew(const PreparedDelta &delta, const PreparedItem &item)
{
    auto inserted = m_transaction
                        .prepare("INSERT OR IGNORE INTO item (id, collection, remote_id, revision, fingerprint, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                        .run(item.known.item, delta.collection, item.remote.remoteId, notNull(item.remote.revision), orNull(item.fingerprint), item.payload);
    if (!inserted) {
        return inserted;
    }
    if (m_transaction.changedRows() == 0) {
        return writeAnew(delta, item); // a receipt was faster
    }
    m_transaction.changes.touch(delta.collection, item.known.item);
    return item.write(m_transaction);
}

Result<void> DeltaWriter::writeKnown(const PreparedDelta &delta, const PreparedItem &item, const Now &now)
{
    if (now.edits != item.known.edits || now.revision != item.known.revision || !now.placed) {
        return writeAnew(delta, item);
    }
    m_transaction.changes.touch(delta.collection, item.known.item);
    m_transaction.changes.touch(item.shownIn, item.known.item);
    return update(delta, item, item.payload).and_then([&] {
        return item.write(m_transaction);
    });
}

Result<void> DeltaWriter::writeAdopted(const PreparedDelta &delta, const PreparedItem &item, const Now &now)
{
    auto twin = m_transaction.prepare("SELECT id FROM item WHERE collection = ?1 AND remote_id = ?2").value<ItemId>(delta.collection, item.remote.remoteId);
    if (!twin) {
        return std::unexpected(twin.error());
    }
    if (*twin) {
        return writeAnew(delta, item);
    }
    m_transaction.changes.touch(item.known.collection, item.known.item);
    m_transaction.changes.touch(delta.collection, item.known.item);
    m_transaction.changes.touch(item.shownIn, item.known.item);
    return update(delta, item, item.payload).and_then([&]() -> Result<void> {
        if (now.edits != item.known.edits) {
            m_stale << item.known.item;
            return {};
        }
        return item.write(m_transaction);
    });
}

Result<void> DeltaWriter::update(const PreparedDelta &delta, const PreparedItem &item, const QByteArray &payload)
{
    return m_transaction.prepare("UPDATE item SET collection = ?2, remote_id = ?3, revision = ?4, fingerprint = ?5, payload = ?6, assumed = 0 WHERE id = ?1")
        .run(item.known.item, delta.collection, item.remote.remoteId, notNull(item.remote.revision), orNull(item.fingerprint), payload);
}

// The careful way, for what changed since the preparation.
Result<void> DeltaWriter::writeAnew(const PreparedDelta &delta, const PreparedItem &item)
{
    std::optional<ItemId> id;
    QByteArray known;
    auto found = m_transaction.prepare("SELECT id, payload FROM item WHERE collection = ?1 AND remote_id = ?2")
                     .each(
                         [&](const Statement &row) {
                             id = row.get<ItemId>(0);
                             known = row.blob(1);
                         },
                         delta.collection,
                         item.remote.remoteId);
    if (!found) {
        return found;
    }
    const auto payload = item.remote.partial ? m_projector.merge(known, item.remote.payload).value_or(known) : item.remote.payload;
    const auto fingerprint = payload.isEmpty() ? QByteArray() : m_projector.fingerprint(payload);
    auto done = id ? m_transaction.prepare("UPDATE item SET revision = ?2, fingerprint = ?3, payload = ?4, assumed = 0 WHERE id = ?1")
                         .run(*id, notNull(item.remote.revision), orNull(fingerprint), payload)
                   : m_transaction.prepare("INSERT INTO item (collection, remote_id, revision, fingerprint, payload) VALUES (?1, ?2, ?3, ?4, ?5)")
                         .run(delta.collection, item.remote.remoteId, notNull(item.remote.revision), orNull(fingerprint), payload);
    m_stale << id.value_or(ItemId{m_transaction.lastInsertId()});
    return done;
}

}
