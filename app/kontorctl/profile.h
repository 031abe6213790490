// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "invocation.h"
#include "store/blobs.h"
#include "store/rescue.h"
#include "store/store.h"
#include "store/storelock.h"
#include "sync/outbox.h"

#include <QEventLoop>
#include <QFutureWatcher>

#include <functional>
#include <memory>
#include <optional>

namespace Kontor
{

/// Runs the event loop until the future has its value.
template <class T>
T await(QFuture<T> future)
{
    if (!future.isFinished()) {
        QEventLoop loop;
        QFutureWatcher<T> watcher;
        QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
        watcher.setFuture(future);
        if (!future.isFinished()) {
            loop.exec();
        }
    }
    return future.takeResult();
}

/// The store of a profile, as far as a command needs it.
///
/// Reading works while Kontor itself is open, and does not keep it from being opened: only read
/// connections are used. Changing needs the store alone, and says so.
class Profile
{
public:
    enum class Use {
        Read, ///< an existing store; besides a running Kontor
        Write, ///< an existing store, alone
        Create, ///< made if there is none
    };
    static Result<std::unique_ptr<Profile>> open(const Invocation &invocation, Use use);

    /// Puts damaged files aside and rescues what no server could give back.
    static Result<StoreRescue::Report> repair(const Invocation &invocation);

    /// Runs \p work on a read connection.
    template <class Work>
    auto read(Work work) -> std::invoke_result_t<Work, const Reader &>
    {
        if (m_store) {
            return await(m_store->read(work));
        }
        const Reader reader(*m_database);
        return work(reader);
    }

    Result<QList<Account>> accounts();
    /// The account the user named, or NotFound.
    Result<Account> account(const QString &address);

    const std::shared_ptr<Store> &store() const ///< null when only reading
    {
        return m_store;
    }
    std::shared_ptr<Outbox> outbox() const;
    Result<QByteArray> blob(const BlobId &id);

private:
    Result<void> openBeside(const QString &folder, const QByteArray &key);

    std::unique_ptr<StoreLock> m_lock; ///< when only reading
    std::shared_ptr<Store> m_store;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Blobs> m_blobs;
};

}
