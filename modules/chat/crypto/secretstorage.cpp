// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/secretstorage.h"

#include <KLocalizedString>
#include <QMessageAuthenticationCode>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstring>
#include <memory>
#include <optional>

namespace Kontor
{
namespace
{
constexpr qsizetype keySize = 32;
constexpr qsizetype ivSize = 16;
constexpr int ourIterations = 500'000;
constexpr int mostIterations = 10'000'000; ///< a server shall not keep us busy for minutes
const QString algorithm = QStringLiteral("m.secret_storage.v1.aes-hmac-sha2");
const QString pbkdf2 = QStringLiteral("m.pbkdf2");

constexpr char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr char firstMark = '\x8b'; // both say "a recovery key of Matrix"
constexpr char secondMark = '\x01';

QByteArray randomBytes(qsizetype count)
{
    QByteArray bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), int(count)) != 1) {
        qFatal("no random numbers");
    }
    return bytes;
}

QByteArray hmac(const QByteArray &key, const QByteArray &message)
{
    return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
}

bool areSame(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.constData(), b.constData(), size_t(a.size())) == 0;
}

QByteArray fromBase64(const QJsonObject &object, const char *name)
{
    auto text = object.value(QLatin1StringView(name)).toString().toLatin1();
    while (text.endsWith('=')) {
        text.chop(1);
    }
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? *decoded : QByteArray();
}

QString toBase64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray aesCtr(const QByteArray &key, const QByteArray &iv, const QByteArray &input)
{
    QByteArray output(input.size(), '\0');
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int written = 0;
    const bool isDone = EVP_EncryptInit_ex(context.get(), EVP_aes_256_ctr(), nullptr, reinterpret_cast<const unsigned char *>(key.constData()),
                                           reinterpret_cast<const unsigned char *>(iv.constData()))
            == 1
        && EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char *>(output.data()), &written,
                             reinterpret_cast<const unsigned char *>(input.constData()), int(input.size()))
            == 1;
    return isDone ? output : QByteArray();
}

/// The two keys of one secret (HKDF with SHA-256, no salt).
struct Derived {
    QByteArray aes;
    QByteArray mac;

    Derived(const QByteArray &key, const QString &name)
    {
        const auto info = name.toUtf8();
        const auto seed = hmac(QByteArray(keySize, '\0'), key);
        const QByteArray first = info + '\x01';
        aes = hmac(seed, first);
        const QByteArray second = aes + info + '\x02';
        mac = hmac(seed, second);
    }
};

QByteArray stretched(const QString &passphrase, const QByteArray &salt, int iterations)
{
    QByteArray key(keySize, '\0');
    const auto text = passphrase.toUtf8();
    PKCS5_PBKDF2_HMAC(text.constData(), int(text.size()), reinterpret_cast<const unsigned char *>(salt.constData()), int(salt.size()), iterations,
                      EVP_sha512(), int(keySize), reinterpret_cast<unsigned char *>(key.data()));
    return key;
}

std::unexpected<Error> noRecoveryKey(const char *detail)
{
    return failure(Error::Kind::Unauthorized, i18nc("@info", "This is no recovery key. Please compare it letter by letter."), QString::fromLatin1(detail));
}

std::unexpected<Error> wrongKey()
{
    return failure(Error::Kind::Unauthorized, i18nc("@info", "This recovery key or passphrase does not open the secret storage of this account."));
}

std::optional<QByteArray> base58Bytes(const QByteArray &text)
{
    QByteArray bytes; // big endian
    for (const char letter : text) {
        const auto *found = letter ? std::strchr(alphabet, letter) : nullptr;
        if (!found) {
            return {};
        }
        int carry = int(found - alphabet);
        for (auto at = bytes.size(); at-- > 0;) {
            carry += 58 * static_cast<unsigned char>(bytes.at(at));
            bytes[at] = char(carry & 0xff);
            carry >>= 8;
        }
        if (carry) {
            bytes.prepend(char(carry));
        }
    }
    for (qsizetype at = 0; at < text.size() && text.at(at) == alphabet[0]; ++at) {
        bytes.prepend('\0');
    }
    return bytes;
}

QByteArray base58Text(const QByteArray &bytes)
{
    QByteArray digits; // little endian
    for (const char byte : bytes) {
        int carry = static_cast<unsigned char>(byte);
        for (auto &digit : digits) {
            carry += 256 * digit;
            digit = char(carry % 58);
            carry /= 58;
        }
        for (; carry; carry /= 58) {
            digits.append(char(carry % 58));
        }
    }
    for (qsizetype at = 0; at < bytes.size() && bytes.at(at) == '\0'; ++at) {
        digits.append('\0');
    }
    QByteArray text;
    for (auto at = digits.size(); at-- > 0;) {
        text += alphabet[int(digits.at(at))];
    }
    return text;
}

char parityOf(const QByteArray &bytes)
{
    char parity = 0;
    for (const char byte : bytes) {
        parity = char(parity ^ byte);
    }
    return parity;
}
}

QString RecoveryKey::toText(const QByteArray &key)
{
    QByteArray bytes = QByteArray(1, firstMark) + secondMark + key;
    bytes += parityOf(bytes);
    const auto letters = QString::fromLatin1(base58Text(bytes));
    QStringList groups;
    for (qsizetype at = 0; at < letters.size(); at += 4) {
        groups << letters.mid(at, 4);
    }
    return groups.join(u' ');
}

Result<QByteArray> RecoveryKey::fromText(const QString &text)
{
    QString letters = text;
    letters.removeIf([](QChar letter) {
        return letter.isSpace() || letter == u'-' || letter.category() == QChar::Other_Format;
    });
    if (letters.size() > 100) {
        return noRecoveryKey("length");
    }
    const auto bytes = base58Bytes(letters.toUtf8());
    if (!bytes) {
        return noRecoveryKey("letters");
    }
    if (bytes->size() != keySize + 3 || bytes->at(0) != firstMark || bytes->at(1) != secondMark) {
        return noRecoveryKey("marks");
    }
    if (parityOf(*bytes) != 0) {
        return noRecoveryKey("parity");
    }
    return bytes->mid(2, keySize);
}

SecretStorageKey SecretStorageKey::fresh()
{
    SecretStorageKey made;
    made.m_key = randomBytes(keySize);
    return made;
}

SecretStorageKey SecretStorageKey::ofPassphrase(const QString &passphrase)
{
    SecretStorageKey made;
    made.m_salt = QString::fromLatin1(randomBytes(24).toBase64(QByteArray::Base64UrlEncoding));
    made.m_iterations = ourIterations;
    made.m_key = stretched(passphrase, made.m_salt.toUtf8(), ourIterations);
    return made;
}

Result<SecretStorageKey> SecretStorageKey::ofRecoveryKey(const QString &text)
{
    return RecoveryKey::fromText(text).transform([](const QByteArray &bytes) {
        SecretStorageKey made;
        made.m_key = bytes;
        return made;
    });
}

Result<SecretStorageKey> SecretStorageKey::opened(const QJsonObject &description, const QString &typed)
{
    if (description.value(QLatin1StringView("algorithm")).toString() != algorithm) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The secret storage of this account is of a kind that is not understood."));
    }
    const auto recovered = ofRecoveryKey(typed);
    if (recovered && recovered->fits(description)) {
        return recovered;
    }
    const auto how = description.value(QLatin1StringView("passphrase")).toObject();
    const auto iterations = how.value(QLatin1StringView("iterations")).toInteger();
    const auto bits = how.value(QLatin1StringView("bits")).toInteger(keySize * 8);
    if (how.value(QLatin1StringView("algorithm")).toString() != pbkdf2 || iterations < 1 || iterations > mostIterations || bits != keySize * 8) {
        return recovered ? wrongKey() : std::unexpected(recovered.error());
    }
    SecretStorageKey made;
    made.m_salt = how.value(QLatin1StringView("salt")).toString();
    made.m_iterations = int(iterations);
    made.m_key = stretched(typed, made.m_salt.toUtf8(), made.m_iterations);
    if (!made.fits(description)) {
        return wrongKey();
    }
    return made;
}

QString SecretStorageKey::recoveryKey() const
{
    return RecoveryKey::toText(m_key);
}

QJsonObject SecretStorageKey::description() const
{
    const auto check = encrypted(QString(), QByteArray(keySize, '\0'));
    QJsonObject made{{QStringLiteral("algorithm"), algorithm},
                     {QStringLiteral("iv"), check.value(QLatin1StringView("iv"))},
                     {QStringLiteral("mac"), check.value(QLatin1StringView("mac"))}};
    if (!m_salt.isEmpty()) {
        made.insert(QLatin1StringView("passphrase"),
                    QJsonObject{{QStringLiteral("algorithm"), pbkdf2}, {QStringLiteral("salt"), m_salt}, {QStringLiteral("iterations"), m_iterations}});
    }
    return made;
}

bool SecretStorageKey::fits(const QJsonObject &description) const
{
    const auto iv = fromBase64(description, "iv");
    const auto mac = fromBase64(description, "mac");
    if (mac.isEmpty() && iv.isEmpty()) {
        return true;
    }
    if (iv.size() != ivSize) {
        return false;
    }
    const Derived keys(m_key, QString());
    return areSame(hmac(keys.mac, aesCtr(keys.aes, iv, QByteArray(keySize, '\0'))), mac);
}

QJsonObject SecretStorageKey::encrypted(const QString &name, const QByteArray &secret) const
{
    const Derived keys(m_key, name);
    auto iv = randomBytes(ivSize);
    iv[8] = char(iv.at(8) & 0x7f); // some counters have only 63 bits
    const auto sealed = aesCtr(keys.aes, iv, secret);
    return {{QStringLiteral("iv"), toBase64(iv)},
            {QStringLiteral("ciphertext"), toBase64(sealed)},
            {QStringLiteral("mac"), toBase64(hmac(keys.mac, sealed))}};
}

Result<QByteArray> SecretStorageKey::decrypted(const QString &name, const QJsonObject &encrypted) const
{
    const Derived keys(m_key, name);
    const auto iv = fromBase64(encrypted, "iv");
    const auto sealed = fromBase64(encrypted, "ciphertext");
    if (iv.size() != ivSize || !areSame(hmac(keys.mac, sealed), fromBase64(encrypted, "mac"))) {
        return wrongKey();
    }
    return aesCtr(keys.aes, iv, sealed);
}

QString SecretStorageKey::newId()
{
    return QString::fromLatin1(randomBytes(24).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

}
