// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "store/store.h"

#include <memory>

namespace Kontor
{

/// Keeps accounts and their resources in the store. Any thread; answers come as futures.
class AccountStore
{
public:
    explicit AccountStore(std::shared_ptr<Store> store);

    /// Inserts (id none) or updates; makes a resource row for each kind the account has, too. The rows of a
    /// kind it has no longer go with all that is below, unless changes wait there that no server has heard of:
    /// those stay with their resource, seen in the outbox, and go on if the kind comes back.
    QFuture<Result<AccountId>> save(Account account);
    QFuture<Result<void>> remove(AccountId account);
    QFuture<Result<QList<Account>>> accounts() const;
    QFuture<Result<ResourceId>> resource(AccountId account, QString kind) const;

private:
    std::shared_ptr<Store> m_store;
};

}
