// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/keysource.h"
#include "base/task.h"

#include <chrono>

namespace Kontor
{

/// The key in the desktop's key store (Secret Service or KWallet, through QtKeychain).
///
/// A locked Secret Service answers reads with "not found". So "not found" is believed only after
/// an entry of our own could be written and read back; otherwise the answer is Locked, Denied or
/// Unavailable. An entry belongs to a store by a random name kept in its folder (key.name), so
/// that two stores of one person never share or overwrite a key. The desktop may ask the user
/// to unlock; \p patience bounds each step. GUI thread.
class KeychainKeySource : public KeySource
{
public:
    explicit KeychainKeySource(const QString &storeFolder, std::chrono::milliseconds patience = std::chrono::seconds(60));
    QFuture<KeyAnswer> key(KeyIntent intent) override;

private:
    static Task<KeyAnswer> ask(QString folder, std::chrono::milliseconds patience, KeyIntent intent);
    static Task<> answer(std::shared_ptr<QPromise<KeyAnswer>> promise, QString folder, std::chrono::milliseconds patience, KeyIntent intent);

    QString m_folder;
    std::chrono::milliseconds m_patience;
};

}
