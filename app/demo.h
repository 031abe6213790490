// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"

namespace Kontor
{

class Services;

/// The demo workplace as its file describes it: servers on this machine and the people there.
struct Demo {
    QString folder; ///< of the demo's profile, next to the file
    Account account; ///< the first person
    QString chat; ///< where to sign in to chat; empty: nowhere
    QString chatUser;

    static Result<Demo> read(const QString &path);

    /// Adds the account once the store is open, unless it is there, and signs in to chat.
    void signIn(Services *services) const;

private:
    void signInToChat(Services *services, const Account &account) const;
};

}
