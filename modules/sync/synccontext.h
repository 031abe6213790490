// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "store/store.h"
#include "sync/projector.h"
#include "sync/receiptlog.h"
#include "sync/synchronizer.h"

#include <QThreadPool>

#include <functional>
#include <memory>

namespace Kontor
{

class SyncStatusReport;

/// What the activities of one engine share. Lives as long as any of their tasks.
struct SyncContext {
    ResourceId resource;
    std::shared_ptr<Store> store;
    std::shared_ptr<const Projector> projector;
    std::unique_ptr<Synchronizer> synchronizer;
    const Clock *clock = nullptr;
    std::unique_ptr<QThreadPool> pool = std::make_unique<QThreadPool>(); ///< for pure functions; its threads step back
    std::shared_ptr<ReceiptLog> receipts = std::make_shared<ReceiptLog>();
    SyncStatusReport *report = nullptr;
    std::function<void(Task<>)> start; ///< starts a task that the engine waits for before it dies
    bool stopping = false;
    quint64 collectionReceipts = 0; ///< answers to changes of collections; a listing asked before is stale
};

/// True when the error concerns the resource as a whole: nothing else will work now.
inline bool stopsRound(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::Offline:
    case Error::Kind::Throttled:
    case Error::Kind::Unauthorized:
    case Error::Kind::Storage:
    case Error::Kind::Cancelled:
        return true;
    default:
        return false;
    }
}

}
