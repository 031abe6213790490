// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/changerows.h"

#include <QCborValue>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

namespace Kontor
{
namespace
{
constexpr int held = 4; // a state of its own in the table, so that no query for due changes meets it

Error::Kind kindFromName(const QString &name)
{
    for (int kind = 0; kind <= int(Error::Kind::Cancelled); ++kind) {
        if (kindName(Error::Kind(kind)) == name) {
            return Error::Kind(kind);
        }
    }
    return Error::Kind::Protocol;
}

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

qint64 milliseconds(const QDateTime &time)
{
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

QDateTime fromMilliseconds(qint64 time)
{
    return time == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(time, QTimeZone::UTC);
}

std::optional<qint64> orNull(qint64 id)
{
    return id == 0 ? std::nullopt : std::optional(id);
}
}

Change ChangeRows::read(const Statement &row)
{
    Change change;
    change.id = row.get<ChangeId>(0);
    change.resource = row.get<ResourceId>(1);
    change.collection = row.get<CollectionId>(2);
    change.item = row.get<ItemId>(3);
    change.kind = row.text(4);
    change.arguments = QCborValue::fromCbor(row.blob(5)).toMap();
    change.created = fromMilliseconds(row.integer(6));
    change.notBefore = fromMilliseconds(row.integer(7));
    change.isHeld = row.integer(8) == held;
    change.state = change.isHeld ? ChangeState::Waiting : row.get<ChangeState>(8);
    change.attempts = int(row.integer(9));
    change.answerLost = row.integer(10) != 0;
    if (const auto kind = row.text(11); !kind.isEmpty()) {
        change.error = Error{.kind = kindFromName(kind), .message = row.text(12), .detail = row.text(13)};
    }
    change.ground = row.get<ItemId>(14);
    change.follows = row.get<ChangeId>(15);
    change.reach = row.get<ChangeReach>(16);
    return change;
}

Result<std::optional<Change>> ChangeRows::find(Transaction &transaction, ChangeId change)
{
    std::optional<Change> found;
    return transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.id = ?1")
        .each(
            [&found](const Statement &row) {
                found = read(row);
            },
            change)
        .transform([&found] {
            return found;
        });
}

Result<QList<Change>> ChangeRows::ofItem(Transaction &transaction, ItemId item)
{
    QList<Change> changes;
    return transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.item = ?1 ORDER BY c.id")
        .each(
            [&changes](const Statement &row) {
                changes << read(row);
            },
            item)
        .transform([&changes] {
            return changes;
        });
}

Result<QHash<ItemId, QList<Change>>> ChangeRows::ofItems(Statement &statement, const QString &items)
{
    QHash<ItemId, QList<Change>> changes;
    return statement
        .each(
            [&changes](const Statement &row) {
                auto change = read(row);
                changes[change.item] << std::move(change);
            },
            items)
        .transform([&changes] {
            return changes;
        });
}

Result<ChangeId> ChangeRows::insert(Transaction &transaction, const Change &change)
{
    return transaction
        .prepare("INSERT INTO change (resource, collection, item, kind, arguments, created, not_before, state, ground, follows, reach) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
        .run(change.resource,
             orNull(change.collection.value),
             orNull(change.item.value),
             notNull(change.kind),
             QCborValue(change.arguments).toCbor(),
             milliseconds(change.created),
             milliseconds(change.notBefore),
             change.isHeld ? held : int(change.state),
             orNull(change.ground.value),
             orNull(change.follows.value),
             change.reach)
        .transform([&transaction] {
            return ChangeId{transaction.lastInsertId()};
        });
}

Result<void> ChangeRows::remove(Transaction &transaction, ChangeId change)
{
    transaction.changes.outbox = true;
    return transaction.prepare("DELETE FROM change WHERE id = ?1").run(change);
}

Result<void> ChangeRows::update(Transaction &transaction, const Change &change)
{
    transaction.changes.outbox = true;
    const bool failed = !change.error.message.isEmpty() || !change.error.detail.isEmpty();
    return transaction
        .prepare("UPDATE change SET state = ?2, attempts = ?3, answer_lost = ?4, error_kind = ?5, error_message = ?6, error_detail = ?7, "
                 "not_before = ?8 WHERE id = ?1")
        .run(change.id,
             change.state,
             change.attempts,
             change.answerLost,
             failed ? kindName(change.error.kind) : QStringLiteral(""),
             notNull(change.error.message),
             notNull(change.error.detail),
             milliseconds(change.notBefore));
}

Result<void> ChangeRows::setArguments(Transaction &transaction, ChangeId change, const QCborMap &arguments)
{
    transaction.changes.outbox = true;
    return transaction.prepare("UPDATE change SET arguments = ?2 WHERE id = ?1").run(change, QCborValue(arguments).toCbor());
}

Result<void> ChangeRows::combine(Transaction &transaction, ChangeId older, const QCborMap &arguments, const Change &newer)
{
    return setArguments(transaction, older, arguments).and_then([&] {
        return transaction.prepare("UPDATE change SET ground = ?2, follows = coalesce(?3, follows), reach = max(reach, ?4) WHERE id = ?1")
            .run(older, orNull(newer.ground.value), orNull(newer.follows.value), newer.reach);
    });
}

Result<void> ChangeRows::park(Transaction &transaction, ItemId item, const Error &error)
{
    transaction.changes.outbox = true;
    return transaction
        .prepare("UPDATE change SET state = 3, error_kind = ?2, error_message = ?3, error_detail = ?4 WHERE item = ?1 AND state = 0")
        .run(item, kindName(error.kind), notNull(error.message), notNull(error.detail));
}

QString jsonList(const QList<ItemId> &ids)
{
    QString list = QStringLiteral("[");
    for (const auto id : ids) {
        if (list.size() > 1) {
            list += u',';
        }
        list += QString::number(id.value);
    }
    return list + u']';
}

QString jsonList(const QStringList &texts)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(texts)).toJson(QJsonDocument::Compact));
}

}
