// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/task.h"
#include "store/store.h"
#include "sync/outbox.h"
#include "sync/projector.h"
#include "sync/synchronizer.h"

#include <memory>

namespace Kontor
{

/// How one kind of resource is kept in step: what an engine for it is made of. A new kind is one
/// entry in the list.
struct EngineKind {
    QString kind; ///< ResourceKind
    QString schema; ///< folder of its schema files
    QString (*title)(); ///< "Mail", translated
    std::shared_ptr<const Projector> (*makeProjector)(const std::shared_ptr<Store> &store); ///< of no store: only to fold changes
    std::unique_ptr<Synchronizer> (*makeSynchronizer)(const Account &account, const std::shared_ptr<Store> &store, ResourceId resource);
    void (*setAccount)(Synchronizer *synchronizer, const Account &account); ///< in the synchronizer's thread
    Task<Result<void>> (*check)(Account account); ///< signs in once; null: there is no trying
    bool (*isSameSignIn)(const Account &one, const Account &other); ///< nothing that check() tries differs
    QStringList (*hosts)(const Account &account); ///< the servers spoken to

    static const QList<EngineKind> &all(); ///< in the order of the panes
    static const EngineKind *find(const QString &kind); ///< null: not known

    /// Every schema a store has.
    static QStringList schemas();

    /// An outbox that knows how items of every kind are projected.
    static std::shared_ptr<Outbox> makeOutbox(const std::shared_ptr<Store> &store);

    /// True when the account's servers of this kind are all on this machine, where no network is needed.
    bool isHere(const Account &account) const;
};

}
