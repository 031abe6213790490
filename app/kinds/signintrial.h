// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/error.h"

#include <QObject>

#include <functional>

namespace Kontor
{

/// Signs in at every server an account names, one kind after the other, and stops at the first that
/// refuses. In the thread of \p context, which ends it when it goes.
class SignInTrial
{
public:
    using Done = std::function<void(const Result<void> &)>;

    static void run(const Account &account, QObject *context, const Done &done);
};

}
