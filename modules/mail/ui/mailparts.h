// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "mail/addressoffer.h"
#include "mail/messageloader.h"
#include "shell/workbench.h"
#include "store/store.h"

namespace Kontor
{

class MailActions;

/// What the mail pane needs from the application; handed down, nothing is global.
struct MailParts {
    std::shared_ptr<Store> store;
    std::shared_ptr<MessageLoader> loader;
    MailActions *actions = nullptr;
    Workbench *workbench = nullptr;
    std::function<QList<Account>()> accounts;

    /// Searches on the server and fetches what it found; answers how many messages came.
    std::function<QFuture<Result<int>>(const QString &words, CollectionId folder)> searchOnServer;

    /// Told which folder is open, so that its news come first.
    std::function<void(CollectionId folder)> folderOpened{};

    /// People and groups of address books that fit what is being typed, offered before the addresses seen in mail.
    std::function<QFuture<Result<QList<AddressOffer>>>(const QString &typed)> people{};

    /// The same for a list to choose from: everybody in the address books when nothing is typed.
    std::function<QFuture<Result<QList<AddressOffer>>>(const QString &typed)> contacts{};

    /// Whether an account's server answered when it was last spoken to; without it every one counts as reachable.
    std::function<bool(AccountId account)> isReachable{};
};

}
