// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/outbox.h"

#include "base/clock.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QHash>
#include <QMutex>

namespace Kontor
{

struct Outbox::Private {
    std::shared_ptr<Store> store;
    mutable QMutex mutex;
    QHash<QString, std::shared_ptr<const Projector>> projectors;

    std::shared_ptr<const Projector> projector(const QString &kind) const
    {
        const QMutexLocker lock(&mutex);
        return projectors.value(kind);
    }

    Result<std::shared_ptr<const Projector>> projectorOf(Transaction &transaction, ResourceId resource) const
    {
        auto kind = transaction.prepare("SELECT kind FROM resource WHERE id = ?1").value<QString>(resource);
        if (!kind) {
            return std::unexpected(kind.error());
        }
        auto found = projector(kind->value_or(QString()));
        if (!found) {
            return failure(Error::Kind::NotFound,
                           i18nc("@info", "The account this belongs to no longer exists."),
                           QStringLiteral("no projector for resource %1").arg(resource.value));
        }
        return found;
    }

    Result<void> reproject(Transaction &transaction, const QHash<ResourceId, QList<ItemId>> &items) const
    {
        for (const auto &[resource, ids] : items.asKeyValueRange()) {
            auto done = projectorOf(transaction, resource).and_then([&](const std::shared_ptr<const Projector> &projector) {
                return ItemWriter(transaction, *projector).reproject(ids);
            });
            if (!done) {
                return done;
            }
        }
        return {};
    }

    Result<void> complete(Transaction &transaction, Change &change) const;
    Result<ChangeId> insert(Transaction &transaction, const Change &change) const;
    Result<void> discard(Transaction &transaction, const Change &change) const;
    Result<QList<ItemId>> rehome(Transaction &transaction, const Projector &projector, const Change &creation) const;
    Result<QList<Change>> dependents(Transaction &transaction, const Projector &projector, const Change &change) const;
};

// Fills in what follows from the item or the collection.
Result<void> Outbox::Private::complete(Transaction &transaction, Change &change) const
{
    if (!change.created.isValid()) {
        change.created = Clock::system().now();
    }
    change.state = ChangeState::Waiting;
    if (change.item && !change.collection) {
        auto found = transaction.prepare("SELECT collection FROM item WHERE id = ?1").value<CollectionId>(change.item);
        if (!found) {
            return std::unexpected(found.error());
        }
        change.collection = found->value_or(CollectionId{});
    }
    if (!change.resource) {
        auto found = transaction.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(change.collection);
        if (!found) {
            return std::unexpected(found.error());
        }
        change.resource = found->value_or(ResourceId{});
    }
    if (!change.resource) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This no longer exists."), QStringLiteral("a change without resource"));
    }
    return {};
}

Result<ChangeId> Outbox::Private::insert(Transaction &transaction, const Change &change) const
{
    if (!change.item) {
        return ChangeRows::insert(transaction, change);
    }
    auto projector = projectorOf(transaction, change.resource);
    if (!projector) {
        return std::unexpected(projector.error());
    }
    // Only the last one may merge: merging past another would change the order.
    std::optional<Change> last;
    auto found = transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.item = ?1 ORDER BY c.id DESC LIMIT 1")
                     .each(
                         [&last](const Statement &row) {
                             last = ChangeRows::read(row);
                         },
                         change.item);
    if (!found) {
        return std::unexpected(found.error());
    }
    // An attempt whose answer was lost may have reached the server: its opposite must be told too.
    if (!last || last->kind != change.kind || last->state != ChangeState::Waiting || last->isHeld || change.isHeld || last->answerLost) {
        return ChangeRows::insert(transaction, change);
    }
    const auto combined = (*projector)->combine(*last, change);
    if (!combined) {
        return ChangeRows::insert(transaction, change);
    }
    // Each waits for older ones alone, so that no two ever wait for one another.
    const auto waits = transaction
                           .prepare("SELECT ?2 > ?1 OR EXISTS (SELECT 1 FROM change c WHERE c.follows = ?1) "
                                    "OR (?3 <> ?4 AND EXISTS (SELECT 1 FROM change c WHERE c.item = ?3 AND c.id > ?1))")
                           .value<bool>(last->id, change.follows, change.ground, last->ground);
    if (!waits) {
        return std::unexpected(waits.error());
    }
    if (waits->value_or(false)) {
        return ChangeRows::insert(transaction, change);
    }
    if (combined->isEmpty()) {
        return ChangeRows::remove(transaction, last->id).transform([] {
            return ChangeId{};
        });
    }
    return ChangeRows::combine(transaction, last->id, *combined, change).transform([&last] {
        return last->id;
    });
}

// Nothing that builds on what the change would have made can be carried out without it.
Result<QList<Change>> Outbox::Private::dependents(Transaction &transaction, const Projector &projector, const Change &change) const
{
    if (change.item) {
        auto known = transaction.prepare("SELECT remote_id IS NOT NULL OR payload IS NOT NULL FROM item WHERE id = ?1").value<int>(change.item);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (known->value_or(1) != 0) {
            return QList<Change>();
        }
        return ChangeRows::ofItem(transaction, change.item).transform([&change](QList<Change> changes) {
            changes.removeIf([&change](const Change &other) {
                return other.id <= change.id;
            });
            return changes;
        });
    }
    auto known = transaction.prepare("SELECT remote_id IS NOT NULL FROM collection WHERE id = ?1").value<int>(change.collection);
    if (!known) {
        return std::unexpected(known.error());
    }
    QList<Change> changes;
    if (known->value_or(1) != 0) {
        return changes;
    }
    return transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.resource = ?1 AND c.id > ?2 ORDER BY c.id")
        .each(
            [&](const Statement &row) {
                auto other = ChangeRows::read(row);
                if (other.collection == change.collection || projector.destination(other) == change.collection) {
                    changes << std::move(other);
                }
            },
            change.resource,
            change.id)
        .transform([&changes] {
            return changes;
        });
}

// A folder that will not be: what is new in it shall lie where the folder was to lie, what moves into it stays where it is.
// Answers whose rows change by that.
Result<QList<ItemId>> Outbox::Private::rehome(Transaction &transaction, const Projector &projector, const Change &creation) const
{
    const auto isCreation = transaction
                                .prepare("SELECT 1 FROM item i WHERE i.id = ?1 AND i.remote_id IS NULL AND i.payload IS NULL "
                                         "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = ?1 AND c.id < ?2)")
                                .value<int>(creation.item, creation.id);
    if (!isCreation) {
        return std::unexpected(isCreation.error());
    }
    QList<ItemId> items;
    if (!*isCreation) {
        return items;
    }
    QList<Change> inside;
    QSet<ChangeId> creations;
    auto done = transaction
                    .prepare("SELECT " KONTOR_CHANGE_COLUMNS ", i.remote_id IS NULL AND i.payload IS NULL "
                             "AND NOT EXISTS (SELECT 1 FROM change e WHERE e.item = c.item AND e.id < c.id) "
                             "FROM change c JOIN item i ON i.id = c.item WHERE c.ground = ?1 ORDER BY c.id")
                    .each(
                        [&](const Statement &row) {
                            inside << ChangeRows::read(row);
                            if (row.integer(ChangeRows::columnCount) != 0) {
                                creations << inside.last().id;
                            }
                        },
                        creation.item);
    for (auto change = inside.cbegin(); done && change != inside.cend(); ++change) {
        if (change->state == ChangeState::InFlight) {
            continue; // it was handed over when the folder was there
        }
        if (creations.contains(change->id)) {
            done = transaction.prepare("UPDATE change SET ground = nullif(?2, 0) WHERE id = ?1").run(change->id, creation.ground);
        } else {
            done = ChangeRows::remove(transaction, change->id).and_then([&] {
                return projector.discarded(transaction, *change);
            });
        }
        items << change->item;
    }
    return done.transform([&items] {
        return items;
    });
}

Result<void> Outbox::Private::discard(Transaction &transaction, const Change &change) const
{
    auto projector = projectorOf(transaction, change.resource);
    if (!projector) {
        return std::unexpected(projector.error());
    }
    auto dropped = dependents(transaction, **projector, change);
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    dropped->prepend(change);
    auto rehomed = change.item ? rehome(transaction, **projector, change) : Result<QList<ItemId>>();
    if (!rehomed) {
        return std::unexpected(rehomed.error());
    }
    QList<ItemId> items;
    for (const auto &one : std::as_const(*dropped)) {
        auto done = ChangeRows::remove(transaction, one.id).and_then([&] {
            return (*projector)->discarded(transaction, one);
        });
        if (!done) {
            return done;
        }
        if (one.item && !items.contains(one.item)) {
            items << one.item;
        }
        if (const auto shownIn = (*projector)->destination(one)) {
            transaction.changes.touch(shownIn, one.item);
        }
    }
    // What exists neither on the server nor in a change exists nowhere.
    QList<ItemId> nowhere;
    auto selected = transaction
                        .prepare("SELECT i.id FROM json_each(?1) j CROSS JOIN item i ON i.id = j.value WHERE i.remote_id IS NULL AND i.payload IS NULL "
                                 "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id)")
                        .each(
                            [&nowhere](const Statement &row) {
                                nowhere << row.get<ItemId>(0);
                            },
                            jsonList(items));
    if (!selected) {
        return selected;
    }
    ItemWriter writer(transaction, **projector);
    auto done = writer.remove(nowhere).and_then([&] {
        return writer.reproject(items + *rehomed);
    });
    if (!done || change.item) {
        return done;
    }
    transaction.changes.collectionList = true;
    return transaction
        .prepare("DELETE FROM collection WHERE id = ?1 AND remote_id IS NULL AND NOT EXISTS (SELECT 1 FROM change c WHERE c.collection = ?1) "
                 "AND NOT EXISTS (SELECT 1 FROM item i WHERE i.collection = ?1)")
        .run(change.collection);
}

Outbox::Outbox(std::shared_ptr<Store> store)
    : d(std::make_shared<Private>())
{
    d->store = std::move(store);
}

void Outbox::addProjector(const QString &resourceKind, std::shared_ptr<const Projector> projector)
{
    const QMutexLocker lock(&d->mutex);
    d->projectors.insert(resourceKind, std::move(projector));
}

std::shared_ptr<const Projector> Outbox::projector(const QString &resourceKind) const
{
    return d->projector(resourceKind);
}

QFuture<Result<QList<ChangeId>>> Outbox::enqueue(QList<Change> changes, Prepare before)
{
    return d->store->write([d = d, changes = std::move(changes), before = std::move(before)](Transaction &transaction) mutable -> Result<QList<ChangeId>> {
        if (before) {
            if (auto done = before(transaction, changes); !done) {
                return std::unexpected(done.error());
            }
        }
        QList<ChangeId> ids;
        QHash<ResourceId, QList<ItemId>> items;
        QSet<ItemId> seen;
        for (auto &change : changes) {
            if (change.follows.value < 0) {
                change.follows = ids.value(-change.follows.value - 1);
            }
            auto id = d->complete(transaction, change).and_then([&] {
                return d->insert(transaction, change);
            });
            if (!id) {
                return std::unexpected(id.error());
            }
            ids << *id;
            if (!change.item) {
                transaction.changes.collectionList = true;
            } else if (!seen.contains(change.item)) {
                seen.insert(change.item);
                items[change.resource] << change.item;
            }
        }
        transaction.changes.outbox = true;
        return d->reproject(transaction, items).transform([&ids] {
            return ids;
        });
    });
}

QFuture<Result<void>> Outbox::retry(ChangeId change)
{
    return d->store->write([change](Transaction &transaction) -> Result<void> {
        transaction.changes.outbox = true;
        return transaction
            .prepare("UPDATE change SET answer_lost = answer_lost OR state = 2, state = 0, not_before = 0, attempts = 0, "
                     "error_kind = '', error_message = '', error_detail = '' WHERE id = ?1 AND state IN (2, 3)")
            .run(change);
    });
}

QFuture<Result<void>> Outbox::hurry(ChangeId change)
{
    return d->store->write([change](Transaction &transaction) -> Result<void> {
        transaction.changes.outbox = true;
        return transaction
            .prepare("UPDATE change SET not_before = 0, attempts = 0 WHERE state = 0 AND (id = ?1 OR item = (SELECT item FROM change WHERE id = ?1))")
            .run(change);
    });
}

QFuture<Result<void>> Outbox::acknowledge(ChangeId change)
{
    return d->store->write([d = d, change](Transaction &transaction) -> Result<void> {
        auto found = ChangeRows::find(transaction, change);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!*found || (*found)->state != ChangeState::Uncertain) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This is no longer in doubt."));
        }
        transaction.changes.outbox = true;
        return ChangeRows::remove(transaction, change).and_then([&] {
            return (*found)->item ? d->reproject(transaction, {{(*found)->resource, {(*found)->item}}}) : Result<void>();
        });
    });
}

QFuture<Result<void>> Outbox::discard(ChangeId change)
{
    return d->store->write([d = d, change](Transaction &transaction) -> Result<void> {
        auto found = ChangeRows::find(transaction, change);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!*found) {
            return failure(Error::Kind::NotFound, i18nc("@info", "The server has already carried this out."));
        }
        if ((*found)->state == ChangeState::InFlight) {
            return failure(Error::Kind::Conflict, i18nc("@info", "This is being carried out right now and can no longer be taken back."));
        }
        return d->discard(transaction, **found);
    });
}

QFuture<Result<QList<Change>>> Outbox::list() const
{
    return d->store->read([](const Reader &reader) -> Result<QList<Change>> {
        QList<Change> changes;
        return reader.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c ORDER BY c.id")
            .each([&changes](const Statement &row) {
                changes << ChangeRows::read(row);
            })
            .transform([&changes] {
                return changes;
            });
    });
}

Result<QList<Change>> Outbox::pending(Transaction &transaction, ItemId item)
{
    return ChangeRows::ofItem(transaction, item);
}

Result<void> Outbox::reproject(Transaction &transaction, ItemId item) const
{
    return reproject(transaction, QList<ItemId>{item});
}

Result<void> Outbox::reproject(Transaction &transaction, const QList<ItemId> &items) const
{
    QHash<ResourceId, QList<ItemId>> sorted;
    auto done = transaction
                    .prepare("SELECT k.resource, i.id FROM json_each(?1) j CROSS JOIN item i ON i.id = j.value JOIN collection k ON k.id = i.collection")
                    .each(
                        [&sorted](const Statement &row) {
                            sorted[row.get<ResourceId>(0)] << row.get<ItemId>(1);
                        },
                        jsonList(items));
    return done.and_then([&] {
        return d->reproject(transaction, sorted);
    });
}

std::shared_ptr<Store> Outbox::store() const
{
    return d->store;
}

}
