// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/kinds/chatentrance.h"
#include "profile.h"

namespace Kontor
{

/// Signing in to chat and out of it without a window. Blocks.
class ChatAdmission
{
public:
    /// Finds the server and signs in: by password where it takes one, else by a page whose address is printed for a browser of this
    /// machine. \p user may be empty where the start names somebody. \p known: the device that signs in again.
    static Result<ChatCredentials> signIn(const Account &account, const QString &start, const QString &user, const QString &passwordFile, const std::optional<ChatCredentials> &known);

    /// Keeps it with the account, which is saved already.
    static Result<void> keep(Profile &profile, AccountId account, const ChatCredentials &credentials);
    static Result<std::optional<ChatCredentials>> remembered(Profile &profile, const Account &account);

    /// Ends the device at its server.
    static Result<void> signOut(const Account &account, const ChatCredentials &credentials);
};

}
