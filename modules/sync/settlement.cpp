// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/settlement.h"

#include "base/log.h"
#include "sync/changerows.h"
#include "sync/collectionreconciler.h"
#include "sync/receiptlog.h"

#include <KLocalizedString>

namespace Kontor
{

Settlement::Settlement(Transaction &transaction, const Projector &projector, ReceiptLog &receipts)
    : m_transaction(transaction)
    , m_projector(projector)
    , m_receipts(receipts)
    , m_items(transaction, projector)
{
}

Result<void> Settlement::settle(const Outcome &outcome)
{
    auto change = ChangeRows::find(m_transaction, outcome.change.id);
    if (!change) {
        return std::unexpected(change.error());
    }
    if (!*change) {
        return {}; // its item or account was removed meanwhile
    }
    if (outcome.result) {
        return carriedOut(**change, *outcome.result).and_then([&] {
            return m_projector.carriedOut(m_transaction, **change);
        });
    }
    return refused(**change, outcome.result.error(), outcome);
}

Result<std::optional<CollectionId>> Settlement::collectionOf(ResourceId resource, const QString &remoteId)
{
    return m_transaction.prepare("SELECT id FROM collection WHERE resource = ?1 AND remote_id = ?2").value<CollectionId>(resource, remoteId);
}

Result<void> Settlement::carriedOut(const Change &change, const Receipt &receipt)
{
    if (!change.item) {
        return collectionCarriedOut(change, receipt);
    }
    std::optional<Place> place;
    auto found = m_transaction.prepare("SELECT collection, remote_id, revision, payload FROM item WHERE id = ?1")
                     .each(
                         [&place](const Statement &row) {
                             place = Place{row.get<CollectionId>(0), row.text(1), row.text(2), row.blob(3), false};
                         },
                         change.item);
    if (!found) {
        return found;
    }
    if (!place) {
        return ChangeRows::remove(m_transaction, change.id);
    }
    m_receipts.note(place->collection, place->remoteId);
    if (const auto shownIn = m_projector.destination(change)) {
        m_transaction.changes.touch(shownIn, change.item);
    }
    return itemCarriedOut(change, receipt, *std::move(place));
}

Result<void> Settlement::itemCarriedOut(const Change &change, const Receipt &receipt, Place place)
{
    const auto before = place.collection;
    std::optional<CollectionId> target;
    if (!receipt.collectionRemoteId.isEmpty()) {
        auto found = collectionOf(change.resource, receipt.collectionRemoteId);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!*found) {
            return itemGone(change); // moved where we have not looked yet; the next listing finds it
        }
        target = *found;
    } else if (const auto destination = m_projector.destination(change); receipt.itemGone && destination && destination != before) {
        target = destination;
    }
    const bool moved = target && *target != before;
    if (receipt.itemGone && !target) {
        return itemGone(change);
    }

    place.assumed = receipt.payload.isEmpty();
    if (receipt.payload.isEmpty()) {
        // A move leaves the content alone; for everything else the server said no more than "done".
        if (!moved) {
            auto confirmed = m_projector.confirm(place.payload, change);
            if (confirmed && confirmed->isEmpty() && !place.payload.isEmpty()) {
                return itemGone(change);
            }
            place.payload = confirmed.value_or(place.payload);
        }
    } else if (receipt.partial) {
        place.payload = m_projector.merge(place.payload, receipt.payload).value_or(place.payload);
    } else {
        place.payload = receipt.payload;
    }
    if (moved) {
        place.collection = *target;
        place.remoteId.clear();
        place.revision.clear();
    }
    if (!receipt.remoteId.isEmpty()) {
        if (!moved && place.remoteId.endsWith(u'/')) {
            if (auto relocated = ItemWriter::relocate(m_transaction, place.collection, place.remoteId, receipt.remoteId); !relocated) {
                return relocated;
            }
        }
        place.remoteId = receipt.remoteId;
    }
    if (!receipt.revision.isEmpty()) {
        place.revision = receipt.revision;
    }
    m_transaction.changes.touch(before, change.item);
    m_receipts.note(place.collection, place.remoteId);
    const auto fingerprint = place.payload.isEmpty() ? QByteArray() : m_projector.fingerprint(place.payload);
    return adoptTwin(change.item, place, receipt)
        .and_then([&] {
            return m_transaction.prepare("UPDATE item SET collection = ?2, remote_id = ?3, revision = ?4, payload = ?5, fingerprint = ?6, assumed = ?7 WHERE id = ?1")
                .run(change.item,
                     place.collection,
                     place.remoteId.isEmpty() ? QString() : place.remoteId,
                     place.revision.isEmpty() ? QStringLiteral("") : place.revision,
                     place.payload,
                     fingerprint.isEmpty() ? QByteArray() : fingerprint,
                     place.assumed);
        })
        .and_then([&] {
            return ChangeRows::remove(m_transaction, change.id);
        })
        .and_then([&] {
            return m_items.reproject({change.item});
        });
}

// A pull may have brought the item under its new id before the receipt came: then there are two
// rows for one thing, and the older one stays.
Result<void> Settlement::adoptTwin(ItemId item, Place &place, const Receipt &receipt)
{
    std::optional<ItemId> twin;
    Place known;
    const auto visit = [&](const Statement &row) {
        twin = row.get<ItemId>(0);
        known = Place{place.collection, row.text(1), row.text(2), row.blob(3), false};
    };
    Result<void> found;
    if (!place.remoteId.isEmpty()) {
        found = m_transaction.prepare("SELECT id, remote_id, revision, payload FROM item WHERE collection = ?1 AND remote_id = ?2 AND id <> ?3")
                    .each(visit, place.collection, place.remoteId, item);
    } else if (const auto fingerprint = m_projector.fingerprint(place.payload); !fingerprint.isEmpty()) {
        // The new id is unknown. Any twin in that place will do: equal items are equal.
        found = m_transaction
                    .prepare("SELECT id, remote_id, revision, payload FROM item WHERE fingerprint = ?2 AND collection = ?1 AND remote_id IS NOT NULL "
                             "AND id <> ?3 ORDER BY id DESC LIMIT 1")
                    .each(visit, place.collection, fingerprint, item);
    }
    if (!found || !twin) {
        return found;
    }
    const auto ours = m_projector.fingerprint(place.payload);
    const auto theirs = m_projector.fingerprint(known.payload);
    const bool isRecognised = !ours.isEmpty() && !theirs.isEmpty();
    const bool isOther = isRecognised ? ours != theirs : !receipt.revision.isEmpty() && !known.revision.isEmpty() && receipt.revision != known.revision;
    if (!receipt.payload.isEmpty() && isOther && !place.remoteId.isEmpty()) {
        // What had this place before has left it: what the user did to that is not meant for this.
        return m_items.vanish({*twin}).and_then([&] {
            return m_items.reproject({*twin});
        });
    }
    place.remoteId = known.remoteId;
    if (receipt.payload.isEmpty()) {
        place.revision = known.revision;
        place.payload = known.payload;
        place.assumed = false;
    }
    return m_items.absorb(item, *twin);
}

// What lay in a folder went with it.
Result<void> Settlement::vanishBelow(ItemId folder)
{
    QList<ItemId> below;
    return m_transaction
        .prepare("SELECT i.id, i.collection, i.remote_id FROM item f JOIN item i ON i.collection = f.collection AND i.remote_id > f.remote_id "
                 "AND i.remote_id < rtrim(f.remote_id, '/') || '0' WHERE f.id = ?1 AND substr(f.remote_id, -1) = '/'")
        .each(
            [&](const Statement &row) {
                below << row.get<ItemId>(0);
                m_receipts.note(row.get<CollectionId>(1), row.text(2));
            },
            folder)
        .and_then([&] {
            return m_items.vanish(below);
        })
        .and_then([&] {
            return m_items.reproject(below); // those with changes of their own
        });
}

Result<void> Settlement::itemGone(const Change &change)
{
    auto done = ChangeRows::remove(m_transaction, change.id).and_then([&] {
        return vanishBelow(change.item);
    });
    if (!done) {
        return done;
    }
    auto rest = ChangeRows::ofItem(m_transaction, change.item);
    if (!rest) {
        return std::unexpected(rest.error());
    }
    if (rest->isEmpty()) {
        return m_items.remove({change.item});
    }
    // What the user did later must not vanish silently.
    return m_items.vanish({change.item}).and_then([&] {
        return m_items.reproject({change.item});
    });
}

Result<void> Settlement::collectionCarriedOut(const Change &change, const Receipt &receipt)
{
    m_transaction.changes.collectionList = true;
    auto done = ChangeRows::remove(m_transaction, change.id);
    if (!done || !change.collection) {
        return done;
    }
    for (const auto &[before, after] : receipt.renamed.asKeyValueRange()) {
        done = m_transaction.prepare("UPDATE OR IGNORE collection SET remote_id = ?3 WHERE resource = ?1 AND remote_id = ?2").run(change.resource, before, after);
        if (!done) {
            return done;
        }
    }
    if (receipt.itemGone) {
        return CollectionReconciler(m_transaction, m_projector).remove(change.collection);
    }
    done = keepConfirmed(change);
    if (!done || receipt.remoteId.isEmpty()) {
        return done;
    }
    auto twin = collectionOf(change.resource, receipt.remoteId);
    if (!twin) {
        return std::unexpected(twin.error());
    }
    if (*twin && **twin != change.collection) {
        done = absorbCollection(change.collection, **twin);
        if (!done) {
            return done;
        }
    }
    return m_transaction.prepare("UPDATE collection SET remote_id = ?2 WHERE id = ?1").run(change.collection, receipt.remoteId);
}

// What the change showed must not fall back to the old until the next listing, which may be minutes away.
Result<void> Settlement::keepConfirmed(const Change &change)
{
    Result<void> done;
    if (const auto name = change.arguments.value(QLatin1StringView("name")).toString(); !name.isEmpty()) {
        done = m_transaction.prepare("UPDATE collection SET name = ?2 WHERE id = ?1").run(change.collection, name);
    }
    if (const auto to = change.arguments.value(QLatin1StringView("to")); done && change.arguments.contains(QLatin1StringView("parent")) && to.isInteger()) {
        done = m_transaction.prepare("UPDATE collection SET parent = nullif(?2, 0) WHERE id = ?1").run(change.collection, to.toInteger());
    }
    if (const auto on = change.arguments.value(QLatin1StringView("on")); done && on.isBool()) {
        done = m_transaction.prepare("UPDATE collection SET subscribed = ?2 WHERE id = ?1").run(change.collection, on.toBool() ? 1 : 0);
    }
    return done;
}

// A listing brought the new collection before the receipt came.
Result<void> Settlement::absorbCollection(CollectionId collection, CollectionId duplicate)
{
    QList<ItemId> items;
    return m_transaction.prepare("SELECT id FROM item WHERE collection = ?1")
        .each(
            [&items](const Statement &row) {
                items << row.get<ItemId>(0);
            },
            duplicate)
        .and_then([&] {
            // A collection that the server knew under another name keeps no remote ids of then.
            return m_transaction
                .prepare("UPDATE item SET remote_id = NULL WHERE collection = ?1 AND remote_id IN (SELECT remote_id FROM item WHERE collection = ?2)")
                .run(collection, duplicate);
        })
        .and_then([&] {
            return m_transaction.prepare("UPDATE item SET collection = ?1 WHERE collection = ?2").run(collection, duplicate);
        })
        .and_then([&] {
            return m_transaction.prepare("UPDATE change SET collection = ?1 WHERE collection = ?2").run(collection, duplicate);
        })
        .and_then([&] {
            return m_transaction.prepare("UPDATE collection SET parent = ?1 WHERE parent = ?2").run(collection, duplicate);
        })
        .and_then([&] {
            return m_transaction.prepare("UPDATE collection SET token = (SELECT token FROM collection WHERE id = ?2) WHERE id = ?1").run(collection, duplicate);
        })
        .and_then([&] {
            return m_items.reproject(items);
        })
        .and_then([&] {
            return m_transaction.prepare("DELETE FROM collection WHERE id = ?1").run(duplicate);
        });
}

Result<void> Settlement::refused(Change change, const Error &error, const Outcome &outcome)
{
    qCDebug(logSync) << "change" << change.id.value << kindName(error.kind) << error.detail;
    change.error = error;
    switch (error.kind) {
    case Error::Kind::Offline:
    case Error::Kind::Timeout:
        ++change.attempts;
        [[fallthrough]];
    case Error::Kind::Cancelled:
    case Error::Kind::Storage:
        change.answerLost = true;
        change.state = outcome.pastCommitPoint ? ChangeState::Uncertain : ChangeState::Waiting;
        if (error.kind == Error::Kind::Cancelled) {
            change.error = {};
        }
        break;
    case Error::Kind::Throttled:
        ++change.attempts;
        change.state = ChangeState::Waiting;
        break;
    case Error::Kind::Unauthorized:
        change.state = ChangeState::Waiting;
        break;
    case Error::Kind::NotFound:
        if (change.item && m_projector.isRemoval(change)) {
            return carriedOut(change, Receipt{.itemGone = true});
        }
        [[fallthrough]];
    case Error::Kind::Forbidden:
    case Error::Kind::Conflict:
    case Error::Kind::TokenExpired:
    case Error::Kind::OverQuota:
    case Error::Kind::Protocol:
        ++change.attempts;
        change.state = ChangeState::Parked;
        break;
    }
    if (change.state == ChangeState::Uncertain) {
        change.error.message = i18nc("@info an operation, for example sending a message", "The connection broke at the last moment. Perhaps this was carried out, perhaps not.");
    }
    auto done = ChangeRows::update(m_transaction, change);
    // A change that is refused may no longer be shown as if it were carried out; it may depend on the projector.
    return change.state == ChangeState::Parked && change.item ? done.and_then([&] { return m_items.reproject({change.item}); }) : done;
}

}
