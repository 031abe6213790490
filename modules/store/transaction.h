// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/changeset.h"
#include "store/database.h"

namespace Kontor
{

/// A write transaction on the store's writer thread, handed to Store::write().
///
/// It commits when the function returns a value and rolls back when it returns an error.
class Transaction
{
public:
    explicit Transaction(Database &database)
        : m_database(database)
    {
    }
    Q_DISABLE_COPY_MOVE(Transaction)

    Statement &prepare(const char *sql)
    {
        return m_database.prepare(sql);
    }
    /// For texts put together from the program's own literals.
    Statement &prepareOnce(const QByteArray &sql)
    {
        return m_database.prepareOnce(sql);
    }
    qint64 lastInsertId() const
    {
        return m_database.lastInsertId();
    }
    int changedRows() const
    {
        return m_database.changedRows();
    }

    /// What this transaction touches; told to everybody by Store::changed() after the commit.
    ChangeSet changes;

private:
    Database &m_database;
};

/// Something that will write: made by a pure function on the pool, run on the writer thread.
using Write = std::function<Result<void>(Transaction &)>;

}
