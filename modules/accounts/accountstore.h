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

    /// Inserts (id none) or updates; makes the account's resource rows ("mail") too.
    QFuture<Result<AccountId>> save(Account account);
    QFuture<Result<void>> remove(AccountId account);
    QFuture<Result<QList<Account>>> accounts() const;
    QFuture<Result<ResourceId>> resource(AccountId account, QString kind) const;

private:
    std::shared_ptr<Store> m_store;
};

}
