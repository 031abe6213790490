// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/change.h"

#include <QHash>

namespace Kontor
{

/// The table "change" in terms of Change. Errors: Storage. On the thread of the connection.
namespace ChangeRows
{

/// The columns that read() expects, in its order, from a table with the alias c.
#define KONTOR_CHANGE_COLUMNS \
    "c.id, c.resource, c.collection, c.item, c.kind, c.arguments, c.created, c.not_before, c.state, c.attempts, c.answer_lost, " \
    "c.error_kind, c.error_message, c.error_detail, c.ground, c.follows, c.reach"
inline constexpr int columnCount = 17;

Change read(const Statement &row);

Result<std::optional<Change>> find(Transaction &transaction, ChangeId change);
Result<QList<Change>> ofItem(Transaction &transaction, ItemId item);

/// \p items: a JSON array of item ids.
Result<QHash<ItemId, QList<Change>>> ofItems(Statement &statement, const QString &items);
inline constexpr const char *ofItemsSql =
    "SELECT " KONTOR_CHANGE_COLUMNS " FROM json_each(?1) j CROSS JOIN change c ON c.item = j.value ORDER BY c.id";

Result<ChangeId> insert(Transaction &transaction, const Change &change);
Result<void> remove(Transaction &transaction, ChangeId change);

/// Writes state, attempts, answerLost and error.
Result<void> update(Transaction &transaction, const Change &change);
Result<void> setArguments(Transaction &transaction, ChangeId change, const QCborMap &arguments);

/// \p older becomes what both do: with these arguments, for the rest as \p newer says.
Result<void> combine(Transaction &transaction, ChangeId older, const QCborMap &arguments, const Change &newer);

/// Parks all waiting changes of the item.
Result<void> park(Transaction &transaction, ItemId item, const Error &error);
}

/// A JSON array for json_each(): the way to hand a list to one statement.
QString jsonList(const QList<ItemId> &ids);
QString jsonList(const QStringList &texts);

}
