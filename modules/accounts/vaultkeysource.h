// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/keysource.h"

namespace Kontor
{

/// The key in a small file, sealed with a passphrase: for boot sticks and machines without a
/// desktop. Argon2id (RFC 9106) makes the passphrase into a key that opens the store's key
/// (AES-256-GCM); the passphrase can change without touching the store.
///
/// An empty passphrase gives Locked, a wrong one Denied. Opening takes about 0.1 s and 64 MiB,
/// on the pool.
class VaultKeySource : public KeySource
{
public:
    VaultKeySource(const QString &path, const QString &passphrase);
    QFuture<KeyAnswer> key(KeyIntent intent) override;

    /// The vault's usual name in a store's folder.
    static QString vaultIn(const QString &storeFolder);

    /// Seals a key in a new file, or anew in an existing one. Blocks as long as opening does.
    static Result<void> seal(const QString &path, const QString &passphrase, const QByteArray &key);

    /// Seals the same key with another passphrase.
    static QFuture<KeyAnswer> changePassphrase(const QString &path, const QString &before, const QString &after);

private:
    QString m_path;
    QString m_passphrase;
};

}
