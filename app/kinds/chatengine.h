// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "chat/protocol/chatsynchronizer.h"

#include <memory>

namespace Kontor
{

/// What keeps the chat of an account in step: its sign-in and memory in the store, its keys in a process of their own beside
/// the store. Made in the thread it will live in.
namespace ChatEngine
{
std::unique_ptr<Synchronizer> make(const Account &account, const std::shared_ptr<Store> &store, ResourceId resource);

/// Where the keys of all devices lie that ever signed in with this store.
QString keyFolder(const std::shared_ptr<Store> &store);
}

}
