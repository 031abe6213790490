// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace Kontor
{

/// The key that opens secret storage or a key backup, as people write it down: base58 in groups of four.
namespace RecoveryKey
{
QString toText(const QByteArray &key);
/// Spaces do not count. Unauthorized: no recovery key, or a letter is wrong.
Result<QByteArray> fromText(const QString &text);
}

/// A key of secret storage (m.secret_storage.v1.aes-hmac-sha2 of the client-server API): 32 bytes, random or made of a
/// passphrase. Pure functions without a thread; making one of a passphrase takes about half a second. Holds a secret.
class SecretStorageKey
{
public:
    static SecretStorageKey fresh();
    static SecretStorageKey ofPassphrase(const QString &passphrase); ///< with a new salt
    static Result<SecretStorageKey> ofRecoveryKey(const QString &text);

    /// What the user typed, passphrase or recovery key, against the description that the server has (content of the account
    /// data m.secret_storage.key.ID). Unauthorized: it is not the key. Protocol: the description is not understood.
    static Result<SecretStorageKey> opened(const QJsonObject &description, const QString &typed);

    QString recoveryKey() const;
    QJsonObject description() const; ///< content of m.secret_storage.key.ID
    bool fits(const QJsonObject &description) const; ///< a description without a check fits every key

    /// Content of one secret below "encrypted" and the key's id. \p name: the type of the account data, "m.cross_signing.master" …
    QJsonObject encrypted(const QString &name, const QByteArray &secret) const;
    /// Unauthorized: another key, or altered.
    Result<QByteArray> decrypted(const QString &name, const QJsonObject &encrypted) const;

    static QString newId(); ///< of a key

private:
    QByteArray m_key;
    QString m_salt; ///< empty: not of a passphrase
    int m_iterations = 0;
};

}
