// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/collectionreconciler.h"

#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
QByteArray stored(const QCborMap &attributes)
{
    return attributes.isEmpty() ? QByteArray() : QCborValue(attributes).toCbor();
}

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

std::optional<qint64> orNull(CollectionId id)
{
    return id ? std::optional(id.value) : std::nullopt;
}
}

CollectionReconciler::CollectionReconciler(Transaction &transaction, const Projector &projector)
    : m_transaction(transaction)
    , m_projector(projector)
{
}

Result<QHash<QString, CollectionReconciler::Local>> CollectionReconciler::known(ResourceId resource, QList<Local> &withoutPlace)
{
    QHash<QString, Local> found;
    return m_transaction
        .prepare("SELECT k.id, k.remote_id, k.parent, k.name, k.role, k.rights, k.subscribed, k.attributes, k.problem, "
                 "EXISTS (SELECT 1 FROM change c WHERE c.resource = ?1 AND c.item IS NULL AND c.collection = k.id) "
                 "FROM collection k WHERE k.resource = ?1")
        .each(
            [&](const Statement &row) {
                const Local local{row.get<CollectionId>(0),
                                  row.text(1),
                                  row.get<CollectionId>(2),
                                  row.text(3),
                                  row.text(4),
                                  int(row.integer(5)),
                                  row.integer(6) != 0,
                                  row.blob(7),
                                  row.text(8),
                                  row.integer(9) != 0};
                if (row.isNull(1)) {
                    withoutPlace << local;
                } else {
                    found.insert(local.remoteId, local);
                }
            },
            resource)
        .transform([&found] {
            return found;
        });
}

Result<void> CollectionReconciler::reconcile(ResourceId resource, const QList<RemoteCollection> &listed)
{
    QList<Local> withoutPlace;
    auto locals = known(resource, withoutPlace);
    if (!locals) {
        return std::unexpected(locals.error());
    }
    QSet<QString> present;
    QList<RemoteCollection> remotes; // a server may name one twice
    for (const auto &remote : listed) {
        if (remote.remoteId.isEmpty() || present.contains(remote.remoteId)) {
            continue;
        }
        present.insert(remote.remoteId);
        remotes << remote;
        if (!locals->contains(remote.remoteId)) {
            if (auto done = insert(resource, remote, (*locals)[remote.remoteId]); !done) {
                return done;
            }
        }
    }
    // Parents in a second pass: servers list in any order.
    for (const auto &remote : std::as_const(remotes)) {
        const auto parent = remote.parentRemoteId == remote.remoteId ? CollectionId{} : locals->value(remote.parentRemoteId).id;
        if (auto done = update(remote, locals->value(remote.remoteId), parent); !done) {
            return done;
        }
    }
    for (const auto &local : std::as_const(*locals)) {
        if (!present.contains(local.remoteId)) {
            withoutPlace << local;
        }
    }
    for (const auto &local : std::as_const(withoutPlace)) {
        // Without remote id and problem: made here, the server has not heard of it yet.
        if (local.remoteId.isEmpty() && local.problem.isEmpty()) {
            continue;
        }
        if (auto done = remove(local.id); !done) {
            return done;
        }
    }
    return {};
}

Result<void> CollectionReconciler::insert(ResourceId resource, const RemoteCollection &remote, Local &local)
{
    m_transaction.changes.collectionList = true;
    local = Local{{}, remote.remoteId, {}, remote.name, remote.role, int(remote.rights), remote.subscribed, stored(remote.attributes), {}, false};
    return m_transaction
        .prepare("INSERT INTO collection (resource, remote_id, name, role, rights, subscribed, attributes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .run(resource, remote.remoteId, notNull(remote.name), notNull(remote.role), int(remote.rights), remote.subscribed, local.attributes)
        .transform([&] {
            local.id = CollectionId{m_transaction.lastInsertId()};
        });
}

Result<void> CollectionReconciler::update(const RemoteCollection &remote, const Local &local, CollectionId parent)
{
    if (remote.name.isEmpty()) { // it could only be said that it is there (a subscribed file that does not answer): what is known of it stays
        return {};
    }
    const auto attributes = stored(remote.attributes);
    const bool same = local.name == remote.name && local.role == remote.role && local.rights == int(remote.rights) && local.subscribed == remote.subscribed
        && local.attributes == attributes && local.parent == parent;
    if (same || local.changedHere) {
        return {};
    }
    m_transaction.changes.collectionList = true;
    return m_transaction.prepare("UPDATE collection SET parent = ?2, name = ?3, role = ?4, rights = ?5, subscribed = ?6, attributes = ?7 WHERE id = ?1")
        .run(local.id, orNull(parent), notNull(remote.name), notNull(remote.role), int(remote.rights), remote.subscribed, attributes);
}

Result<void> CollectionReconciler::remove(CollectionId collection)
{
    m_transaction.changes.collectionList = true;
    m_transaction.changes.touch(collection);
    const Error gone{.kind = Error::Kind::NotFound,
                     .message = i18nc("@info a change by the user cannot be carried out", "The folder no longer exists on the server."),
                     .detail = QStringLiteral("the collection is no longer listed")};
    QList<ItemId> items;
    QList<ItemId> wanted;
    auto listed = m_transaction
                      .prepare("SELECT i.id, EXISTS (SELECT 1 FROM change c WHERE c.item = i.id) FROM item i WHERE i.collection = ?1")
                      .each(
                          [&](const Statement &row) {
                              (row.integer(1) != 0 ? wanted : items) << row.get<ItemId>(0);
                          },
                          collection);
    if (!listed) {
        return listed;
    }
    for (const auto item : std::as_const(wanted)) {
        if (auto parked = ChangeRows::park(m_transaction, item, gone); !parked) {
            return parked;
        }
    }
    auto done = ItemWriter(m_transaction, m_projector).remove(items);
    if (!done) {
        return done;
    }
    done = m_transaction
               .prepare("UPDATE change SET state = 3, error_kind = ?2, error_message = ?3, error_detail = ?4 "
                        "WHERE collection = ?1 AND item IS NULL AND state = 0")
               .run(collection, kindName(gone.kind), gone.message, gone.detail);
    if (!done) {
        return done;
    }
    return m_transaction
        .prepare("DELETE FROM collection WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM item i WHERE i.collection = ?1) "
                 "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.collection = ?1 AND c.item IS NULL)")
        .run(collection)
        .and_then([&] {
            return m_transaction.prepare("UPDATE item SET remote_id = NULL WHERE collection = ?1").run(collection);
        })
        .and_then([&] {
            return m_transaction.prepare("UPDATE collection SET remote_id = NULL, token = NULL, problem = ?2 WHERE id = ?1").run(collection, gone.message);
        });
}

}
