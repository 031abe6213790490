// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/encryptedfile.h"

#include <KLocalizedString>
#include <QIODevice>
#include <QJsonArray>

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace Kontor
{
namespace
{
constexpr qsizetype keySize = 32;
constexpr qsizetype ivSize = 16;
constexpr qsizetype hashSize = 32;
constexpr int stepSize = 1 << 20; // OpenSSL counts in int

std::unexpected<Error> notUnderstood(const char *detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "This attachment is encrypted in a way that is not understood."), QString::fromLatin1(detail));
}

QByteArray bytesOf(const QJsonValue &value, QByteArray::Base64Options alphabet)
{
    auto text = value.toString().toLatin1();
    while (text.endsWith('=')) { // some write them and some do not
        text.chop(1);
    }
    const auto decoded = QByteArray::fromBase64Encoding(text, alphabet | QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? *decoded : QByteArray();
}

QString textOf(const QByteArray &bytes, QByteArray::Base64Options alphabet)
{
    return QString::fromLatin1(bytes.toBase64(alphabet | QByteArray::OmitTrailingEquals));
}
}

EncryptedFileKey EncryptedFileKey::fresh()
{
    EncryptedFileKey made{QByteArray(keySize, '\0'), QByteArray(ivSize, '\0'), {}};
    // The second half of the vector counts blocks and begins at zero, so that it never runs over.
    if (RAND_bytes(reinterpret_cast<unsigned char *>(made.key.data()), int(keySize)) != 1
        || RAND_bytes(reinterpret_cast<unsigned char *>(made.iv.data()), int(ivSize / 2)) != 1) {
        qFatal("no random numbers");
    }
    return made;
}

Result<EncryptedFileKey> EncryptedFileKey::fromJson(const QJsonObject &file)
{
    const auto key = file.value(QLatin1StringView("key")).toObject();
    if (file.value(QLatin1StringView("v")) != QLatin1StringView("v2") || key.value(QLatin1StringView("alg")) != QLatin1StringView("A256CTR")
        || key.value(QLatin1StringView("kty")) != QLatin1StringView("oct")) {
        return notUnderstood("version or algorithm");
    }
    const auto hashes = file.value(QLatin1StringView("hashes")).toObject();
    const EncryptedFileKey read{bytesOf(key.value(QLatin1StringView("k")), QByteArray::Base64UrlEncoding),
                                bytesOf(file.value(QLatin1StringView("iv")), QByteArray::Base64Encoding),
                                bytesOf(hashes.value(QLatin1StringView("sha256")), QByteArray::Base64Encoding)};
    if (read.key.size() != keySize || read.iv.size() != ivSize || read.sha256.size() != hashSize) {
        return notUnderstood("size of key, vector or hash");
    }
    return read;
}

QJsonObject EncryptedFileKey::toJson(const QString &url) const
{
    const QJsonObject jwk{{QStringLiteral("kty"), QStringLiteral("oct")},
                          {QStringLiteral("key_ops"), QJsonArray{QStringLiteral("encrypt"), QStringLiteral("decrypt")}},
                          {QStringLiteral("alg"), QStringLiteral("A256CTR")},
                          {QStringLiteral("k"), textOf(key, QByteArray::Base64UrlEncoding)},
                          {QStringLiteral("ext"), true}};
    return {{QStringLiteral("v"), QStringLiteral("v2")},
            {QStringLiteral("url"), url},
            {QStringLiteral("key"), jwk},
            {QStringLiteral("iv"), textOf(iv, QByteArray::Base64Encoding)},
            {QStringLiteral("hashes"), QJsonObject{{QStringLiteral("sha256"), textOf(sha256, QByteArray::Base64Encoding)}}}};
}

struct EncryptedFile::Cipher {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    bool isWhole = false;

    ~Cipher()
    {
        EVP_CIPHER_CTX_free(context);
    }
};

EncryptedFile::EncryptedFile(Direction direction, EncryptedFileKey key)
    : m_cipher(std::make_unique<Cipher>())
    , m_direction(direction)
    , m_key(std::move(key))
{
    m_cipher->isWhole = m_key.key.size() == keySize && m_key.iv.size() == ivSize
        && EVP_EncryptInit_ex(m_cipher->context, EVP_aes_256_ctr(), nullptr, reinterpret_cast<const unsigned char *>(m_key.key.constData()),
                              reinterpret_cast<const unsigned char *>(m_key.iv.constData()))
            == 1;
}

EncryptedFile::~EncryptedFile() = default;
EncryptedFile::EncryptedFile(EncryptedFile &&) noexcept = default;
EncryptedFile &EncryptedFile::operator=(EncryptedFile &&) noexcept = default;

QByteArray EncryptedFile::add(const QByteArray &piece)
{
    QByteArray out(piece.size(), Qt::Uninitialized);
    for (qsizetype done = 0; m_cipher->isWhole && done < piece.size();) {
        int written = 0;
        const int step = int(std::min<qsizetype>(stepSize, piece.size() - done));
        m_cipher->isWhole = EVP_EncryptUpdate(m_cipher->context, reinterpret_cast<unsigned char *>(out.data() + done), &written,
                                              reinterpret_cast<const unsigned char *>(piece.constData() + done), step)
                == 1
            && written == step;
        done += step;
    }
    if (!m_cipher->isWhole) {
        return {};
    }
    m_hash.addData(m_direction == Direction::Encrypt ? out : piece);
    return out;
}

Result<EncryptedFileKey> EncryptedFile::finish()
{
    if (!m_cipher->isWhole) {
        return notUnderstood("cipher");
    }
    const auto hash = m_hash.result();
    if (m_direction == Direction::Encrypt) {
        m_key.sha256 = hash;
    } else if (hash != m_key.sha256) {
        return failure(Error::Kind::Protocol, i18nc("@info", "This attachment was altered on its way and is not shown."), QStringLiteral("hash"));
    }
    return m_key;
}

Result<EncryptedFileKey> EncryptedFile::run(Direction direction, const EncryptedFileKey &key, QIODevice &from, QIODevice &to)
{
    EncryptedFile file(direction, key);
    while (!from.atEnd()) {
        const auto piece = from.read(pieceSize);
        if (piece.isEmpty()) {
            return failure(Error::Kind::Storage, i18nc("@info", "The attachment could not be read."), from.errorString());
        }
        const auto out = file.add(piece);
        if (out.size() == piece.size() && to.write(out) != out.size()) {
            return failure(Error::Kind::Storage, i18nc("@info", "The attachment could not be written."), to.errorString());
        }
    }
    return file.finish();
}

}
