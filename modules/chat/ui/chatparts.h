// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "chat/chatactions.h"
#include "chat/chatdrafts.h"
#include "chat/chatservices.h"
#include "shell/workbench.h"
#include "store/store.h"

#include <functional>
#include <memory>

namespace Kontor
{

/// What the chat pane needs from the application; handed down, nothing is global. What is null or none is not offered.
struct ChatParts {
    std::shared_ptr<Store> store;
    std::shared_ptr<Outbox> outbox;
    ChatActions *actions = nullptr;
    ChatDrafts *drafts = nullptr;
    ChatServices *services = nullptr;
    Workbench *workbench = nullptr;
    std::function<QList<Account>()> accounts{};
    std::function<bool(AccountId)> isReachable{}; ///< none: taken for reachable

    /// The room the user looks at, whose news are to come first; 0: none.
    std::function<void(ItemId)> focusRoom{};

    /// Opens an address outside of chat. None: the desktop's browser.
    std::function<void(const QUrl &)> openUrl{};
    /// Opens a call (Jitsi, Element Call). None: openUrl.
    std::function<void(const QUrl &call, const QString &title)> openCall{};
    /// Opens a local file with the desktop's program for it. None: KIO.
    std::function<void(const QString &path)> launch{};
    /// Opens the settings of accounts; none: not offered.
    std::function<void()> addAccount{};

    qint64 largestUpload = 0; ///< bytes the server takes; 0: not known
};

}
