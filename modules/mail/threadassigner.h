// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/transaction.h"

#include <QStringList>

namespace Kontor
{

/// Finds the thread a message belongs to, by its Message-ID and those it refers to; joins
/// threads that turn out to be one. Runs inside a transaction on the writer thread.
class ThreadAssigner
{
public:
    /// A thread with more messages than this is not renamed; a hostile message cannot make
    /// the whole mailbox one thread at great cost.
    static constexpr int largestJoined = 1000;
    static constexpr int mostJoined = 8; ///< threads joined by one message

    explicit ThreadAssigner(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    Result<qint64> assign(const QString &messageId, const QStringList &ancestors);

private:
    Result<qint64> newNumber();
    Result<qint64> sizeOf(qint64 thread);
    Result<void> join(qint64 from, qint64 into);

    Transaction &m_transaction;
};

}
