// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/error.h"
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

    /// Subscribes to a feed (webcal, ICS); without it the pane does not offer it.
    std::function<QFuture<Result<void>>(AccountId account, const QUrl &feed, const QString &name)> subscribe{};
};

}
