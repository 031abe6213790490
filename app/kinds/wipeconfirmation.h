// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/error.h"

#include <QObject>

#include <functional>

namespace Kontor
{

/// Tells a server that the files it wanted erased here are erased (Nextcloud remote wipe). In the thread of \p context,
/// which ends it when it goes.
class WipeConfirmation
{
public:
    using Done = std::function<void(const Result<void> &)>;

    /// \p account: as it was, with the password that the server no longer takes: it knows us by that.
    static void run(const Account &account, QObject *context, const Done &done);
};

}
