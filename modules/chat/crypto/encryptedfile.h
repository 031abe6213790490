// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QJsonObject>

#include <memory>

class QIODevice;

namespace Kontor
{

/// How an attachment of an encrypted room is encrypted: EncryptedFile of the client-server API, version 2 (AES-256 in
/// counter mode, SHA-256 of what lies on the server). A value; holds a secret.
struct EncryptedFileKey {
    QByteArray key{}; ///< 32 bytes
    QByteArray iv{}; ///< 16 bytes
    QByteArray sha256{}; ///< of the encrypted content; empty while it is not known yet

    static EncryptedFileKey fresh(); ///< random
    /// Of the member "file" of a message (or "thumbnail_file" of its info). Protocol: unknown, incomplete or of wrong sizes.
    static Result<EncryptedFileKey> fromJson(const QJsonObject &file);
    QJsonObject toJson(const QString &url) const;

    bool operator==(const EncryptedFileKey &) const = default;
};

/// Encrypts or decrypts an attachment piece by piece; memory stays as flat as the pieces are. One direction and one pass each.
class EncryptedFile
{
public:
    static constexpr qsizetype pieceSize = 4 << 20;

    enum class Direction {
        Encrypt,
        Decrypt,
    };
    EncryptedFile(Direction direction, EncryptedFileKey key);
    ~EncryptedFile();
    EncryptedFile(EncryptedFile &&) noexcept;
    EncryptedFile &operator=(EncryptedFile &&) noexcept;

    /// The next piece, of any size; empty if the cipher failed, which finish() tells.
    QByteArray add(const QByteArray &piece);

    /// After the last piece. Encrypting: the key with its hash. Decrypting: Protocol if the content is not what was
    /// encrypted; whatever add() gave has to be thrown away then, so keep it aside until this said yes.
    Result<EncryptedFileKey> finish();

    /// All of it in pieces of pieceSize. Storage where reading or writing fails; what \p to holds then is worth nothing.
    static Result<EncryptedFileKey> run(Direction direction, const EncryptedFileKey &key, QIODevice &from, QIODevice &to);

private:
    struct Cipher;
    std::unique_ptr<Cipher> m_cipher;
    Direction m_direction;
    EncryptedFileKey m_key;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

}
