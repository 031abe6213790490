// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "contacts/directorylookup.h"
#include "shell/workbench.h"
#include "sync/outbox.h"

#include <functional>
#include <memory>

namespace Kontor
{

class ContactActions;

/// What the contacts pane needs from the application; handed down, nothing is global.
struct ContactsParts {
    std::shared_ptr<Store> store;
    std::shared_ptr<Outbox> outbox;
    ContactActions *actions = nullptr;
    Workbench *workbench = nullptr;
    std::function<QList<Account>()> accounts;

    /// Looks people up in directories; null: there are none to ask.
    DirectoryLookup *directory = nullptr;
};

}
