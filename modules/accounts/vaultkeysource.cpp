// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/vaultkeysource.h"

#include <KLocalizedString>

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QtConcurrentRun>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <memory>

namespace Kontor
{

namespace
{

constexpr int tagSize = 16;
constexpr int nonceSize = 12;
constexpr int keySize = 32;

struct Vault {
    quint32 memoryKiB = 64 * 1024; // RFC 9106, section 4: the second recommended choice
    quint32 iterations = 3;
    quint32 lanes = 4;
    QByteArray salt;
    QByteArray nonce;
    QByteArray sealed;

    /// Authenticated together with the key: nobody can weaken a vault unnoticed.
    QByteArray context() const
    {
        return QStringLiteral("kontor vault 1 argon2id %1 %2 %3 ").arg(memoryKiB).arg(iterations).arg(lanes).toLatin1() + salt;
    }
};

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

QByteArray stretched(const Vault &vault, const QString &passphrase)
{
    std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> method(EVP_KDF_fetch(nullptr, "ARGON2ID", nullptr), EVP_KDF_free);
    std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(method.get()), EVP_KDF_CTX_free);
    if (!context) {
        return {};
    }
    auto secret = passphrase.normalized(QString::NormalizationForm_C).toUtf8();
    auto salt = vault.salt;
    quint32 threads = 1;
    quint32 memory = vault.memoryKiB;
    quint32 iterations = vault.iterations;
    quint32 lanes = vault.lanes;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, secret.data(), size_t(secret.size())),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data(), size_t(salt.size())),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &iterations),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_THREADS, &threads),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_LANES, &lanes),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_MEMCOST, &memory),
        OSSL_PARAM_construct_end(),
    };
    QByteArray key(keySize, '\0');
    const bool good = EVP_KDF_derive(context.get(), bytes(key), size_t(key.size()), parameters) == 1;
    OPENSSL_cleanse(secret.data(), size_t(secret.size()));
    return good ? key : QByteArray();
}

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

QByteArray sealedKey(const Vault &vault, const QByteArray &wrapping, const QByteArray &key)
{
    const auto context = vault.context();
    CipherContext cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    QByteArray sealed(key.size() + tagSize, '\0');
    int length = 0;
    const bool good = EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(wrapping), bytes(vault.nonce)) == 1
        && EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes(context), int(context.size())) == 1
        && EVP_EncryptUpdate(cipher.get(), bytes(sealed), &length, bytes(key), int(key.size())) == 1
        && EVP_EncryptFinal_ex(cipher.get(), bytes(sealed) + length, &length) == 1
        && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tagSize, bytes(sealed) + key.size()) == 1;
    return good ? sealed : QByteArray();
}

QByteArray openedKey(const Vault &vault, const QByteArray &wrapping)
{
    const auto context = vault.context();
    auto tag = vault.sealed.last(tagSize);
    CipherContext cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    QByteArray key(keySize, '\0');
    int length = 0;
    const bool good = EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(wrapping), bytes(vault.nonce)) == 1
        && EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes(context), int(context.size())) == 1
        && EVP_DecryptUpdate(cipher.get(), bytes(key), &length, bytes(vault.sealed), keySize) == 1
        && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tagSize, bytes(tag)) == 1
        && EVP_DecryptFinal_ex(cipher.get(), bytes(key) + length, &length) == 1;
    return good ? key : QByteArray();
}

std::optional<Vault> parsed(const QByteArray &text)
{
    const auto object = QJsonDocument::fromJson(text).object();
    const auto bytesOf = [&object](const QString &name) {
        return QByteArray::fromBase64(object.value(name).toString().toLatin1());
    };
    const Vault vault{.memoryKiB = quint32(object.value(QStringLiteral("memoryKiB")).toInteger()),
                      .iterations = quint32(object.value(QStringLiteral("iterations")).toInteger()),
                      .lanes = quint32(object.value(QStringLiteral("lanes")).toInteger()),
                      .salt = bytesOf(QStringLiteral("salt")),
                      .nonce = bytesOf(QStringLiteral("nonce")),
                      .sealed = bytesOf(QStringLiteral("sealed"))};
    // The limits keep a forged file from eating all memory or time.
    const bool good = object.value(QStringLiteral("version")).toInt() == 1 && object.value(QStringLiteral("kdf")).toString() == QStringLiteral("argon2id")
        && vault.lanes >= 1 && vault.lanes <= 16 && vault.memoryKiB >= 8 * vault.lanes && vault.memoryKiB <= 1024 * 1024 && vault.iterations >= 1
        && vault.iterations <= 20 && vault.salt.size() >= 16 && vault.salt.size() <= 64 && vault.nonce.size() == nonceSize
        && vault.sealed.size() == keySize + tagSize;
    return good ? std::optional(vault) : std::nullopt;
}

KeyAnswer opened(const QString &path, const QString &passphrase)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return keyMissing(KeyState::Denied, i18nc("@info", "The vault %1 cannot be read.", path), file.errorString());
    }
    const auto vault = parsed(file.read(64 * 1024));
    if (!vault) {
        return keyMissing(KeyState::Damaged, i18nc("@info", "The vault %1 is damaged. Without a copy of it the local data cannot be opened.", path));
    }
    if (passphrase.isEmpty()) {
        return keyMissing(KeyState::Locked, i18nc("@info", "The local data is locked with a passphrase. Please enter it."));
    }
    auto wrapping = stretched(*vault, passphrase);
    if (wrapping.isEmpty()) {
        return keyMissing(KeyState::Unavailable, i18nc("@info", "The passphrase could not be checked; there may not be enough memory."));
    }
    const auto key = openedKey(*vault, wrapping);
    OPENSSL_cleanse(wrapping.data(), size_t(wrapping.size()));
    if (key.isEmpty()) {
        return keyMissing(KeyState::Denied, i18nc("@info", "The passphrase is wrong."));
    }
    return keyPresent(key);
}

KeyAnswer answered(const QString &path, const QString &passphrase, KeyIntent intent)
{
    if (QFileInfo::exists(path)) {
        return opened(path, passphrase);
    }
    if (intent == KeyIntent::ExistingOnly) {
        return keyMissing(KeyState::Absent, i18nc("@info", "The vault %1, which holds the key of the local data, is missing. Nothing was changed.", path));
    }
    if (passphrase.isEmpty()) {
        return keyMissing(KeyState::Locked, i18nc("@info", "Please choose a passphrase for the local data."));
    }
    const auto key = randomKey();
    if (auto done = VaultKeySource::seal(path, passphrase, key); !done) {
        return keyMissing(KeyState::Denied, done.error().message, done.error().detail);
    }
    auto answer = keyPresent(key);
    answer.isNew = true;
    return answer;
}

}

VaultKeySource::VaultKeySource(const QString &path, const QString &passphrase)
    : m_path(path)
    , m_passphrase(passphrase)
{
}

QString VaultKeySource::vaultIn(const QString &storeFolder)
{
    return storeFolder + QStringLiteral("/vault.json");
}

QFuture<KeyAnswer> VaultKeySource::key(KeyIntent intent)
{
    return QtConcurrent::run(answered, m_path, m_passphrase, intent);
}

Result<void> VaultKeySource::seal(const QString &path, const QString &passphrase, const QByteArray &key)
{
    Vault vault;
    vault.salt.resize(keySize);
    vault.nonce.resize(nonceSize);
    RAND_bytes(bytes(vault.salt), int(vault.salt.size()));
    RAND_bytes(bytes(vault.nonce), int(vault.nonce.size()));
    auto wrapping = stretched(vault, passphrase);
    vault.sealed = wrapping.isEmpty() || key.size() != keySize ? QByteArray() : sealedKey(vault, wrapping, key);
    OPENSSL_cleanse(wrapping.data(), size_t(wrapping.size()));
    if (vault.sealed.isEmpty()) {
        return failure(Error::Kind::Storage, i18nc("@info", "The vault could not be sealed; there may not be enough memory."));
    }
    const QJsonObject object{
        {QStringLiteral("version"), 1},
        {QStringLiteral("kdf"), QStringLiteral("argon2id")},
        {QStringLiteral("memoryKiB"), qint64(vault.memoryKiB)},
        {QStringLiteral("iterations"), qint64(vault.iterations)},
        {QStringLiteral("lanes"), qint64(vault.lanes)},
        {QStringLiteral("salt"), QString::fromLatin1(vault.salt.toBase64())},
        {QStringLiteral("nonce"), QString::fromLatin1(vault.nonce.toBase64())},
        {QStringLiteral("sealed"), QString::fromLatin1(vault.sealed.toBase64())},
    };
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    const auto text = QJsonDocument(object).toJson();
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) || file.write(text) != text.size()
        || !file.commit()) {
        return failure(Error::Kind::Storage, i18nc("@info", "The vault %1 could not be written.", path), file.errorString());
    }
    return {};
}

QFuture<KeyAnswer> VaultKeySource::changePassphrase(const QString &path, const QString &before, const QString &after)
{
    return QtConcurrent::run([path, before, after] {
        auto answer = opened(path, before);
        if (answer.state == KeyState::Present) {
            if (auto done = seal(path, after, answer.key); !done) {
                return keyMissing(KeyState::Denied, done.error().message, done.error().detail);
            }
        }
        return answer;
    });
}

}
