// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/error.h"

#include <QObject>

#include <functional>
#include <optional>

namespace Kontor
{

/// Looks for an account's calendars and address books: from the addresses given, else from what name
/// service says of the domain (RFC 6764), and by signing in there.
///
/// Nobody vouches for name service: where it leads to a host outside the person's domain nothing is
/// sent before the person has seen that host, that is, before it is among the addresses given.
class GroupwareSearch
{
public:
    struct Place {
        QUrl url{}; ///< where to begin; empty: nothing found
        QString person{}; ///< who the server says one is
        bool isElsewhere = false; ///< a host of others, not asked yet
        bool schedulesItself = false;
        std::optional<Error> error{};
    };
    struct Places {
        Place calendars{};
        Place contacts{};

        /// What was found, in whole sentences.
        QString sentence() const;
        bool isComplete() const; ///< both are there and answered
    };
    using Done = std::function<void(const Places &)>;

    /// In the thread of \p context, which ends it when it goes.
    static void run(const Account &account, QObject *context, const Done &done);

    /// True when \p host belongs to the domain of the address, or is one of the account's mail servers.
    static bool isOfDomain(const QString &host, const Account &account);
};

}
