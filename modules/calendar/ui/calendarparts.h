// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/error.h"
#include "calendar/calendartypes.h"
#include "calendar/freebusyinquiry.h"
#include "shell/workbench.h"
#include "store/store.h"

#include <QFuture>
#include <QUrl>

#include <functional>
#include <memory>

namespace Kontor
{

class CalendarActions;

/// What the calendar pane needs from the application; handed down, nothing is global.
struct CalendarParts {
    std::shared_ptr<Store> store;
    CalendarActions *actions = nullptr;
    Workbench *workbench = nullptr;
    std::function<QList<Account>()> accounts;

    /// Subscribes to a feed (webcal, ICS), or ends that; without them the pane does not offer it.
    std::function<QFuture<Result<void>>(AccountId account, const QUrl &feed)> subscribe{};
    std::function<QFuture<Result<void>>(const CalendarInfo &feed)> unsubscribe{};

    /// Asks the server of an account when others are busy; without it only my own times are known.
    FreeBusyInquiry::Ask askFreeBusy{};

    /// People and rooms the server of an account knows by these words, and rooms without any; without it only address books are searched.
    std::function<QFuture<Result<QList<Attendee>>>(AccountId account, const QString &words)> findPeople{};

    /// Asks the directories (LDAP); what they answer is found among the contacts then.
    std::function<QFuture<Result<int>>(const QString &words)> searchDirectory{};
};

}
