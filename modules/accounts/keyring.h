// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/keysource.h"

#include <memory>

namespace Kontor
{

/// Gets the key of the store in a folder, and sees to it that no state of the key's place ever
/// leads to a second key or an empty store: a key is only made where no store is, and a key that
/// does not open the store is told (Changed) instead of used.
///
/// Typical use:  auto answer = ring.unlock();  then Present → Store::open() with answer.key.
class KeyRing
{
public:
    KeyRing(std::shared_ptr<KeySource> source, const QString &storeFolder);

    QFuture<KeyAnswer> unlock() const;

    /// True if the folder holds a store, whole or damaged.
    static bool isStoreIn(const QString &storeFolder);

    /// The usual source for a folder: the vault if there is one (\p passphrase may be empty:
    /// Locked), else the desktop's key store.
    static std::shared_ptr<KeySource> usualSource(const QString &storeFolder, const QString &passphrase = {});
    static bool isVaultIn(const QString &storeFolder);

private:
    std::shared_ptr<KeySource> m_source;
    QString m_folder;
};

}
