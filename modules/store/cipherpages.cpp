// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/cipherpages.h"

#include <QMessageAuthenticationCode>
#include <QtEndian>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace Kontor
{

namespace
{

constexpr int saltSize = 16;
constexpr int vectorSize = 16;
constexpr int macSize = 64;
constexpr int reserve = vectorSize + macSize;
constexpr char macSaltMask = 0x3a; // SQLCipher's HMAC_SALT_MASK
constexpr int macKeyRounds = 2; // SQLCipher's fast_kdf_iter

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

int dataStart(quint32 number)
{
    return number == 1 ? saltSize : 0;
}

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

}

CipherPages::CipherPages(const QByteArray &key, int pageSize)
    : m_key(key)
    , m_macKey(32, '\0')
    , m_pageSize(pageSize)
{
    auto salt = saltOf(key);
    for (auto &byte : salt) {
        byte = char(byte ^ macSaltMask);
    }
    PKCS5_PBKDF2_HMAC(key.constData(), int(key.size()), bytes(std::as_const(salt)), saltSize, macKeyRounds, EVP_sha512(), int(m_macKey.size()), bytes(m_macKey));
}

CipherPages::~CipherPages()
{
    OPENSSL_cleanse(m_macKey.data(), size_t(m_macKey.size()));
}

QByteArray CipherPages::saltOf(const QByteArray &key)
{
    return QMessageAuthenticationCode::hash(QByteArrayLiteral("kontor database salt"), key, QCryptographicHash::Sha256).first(saltSize);
}

QByteArray CipherPages::mac(QByteArrayView sealed, quint32 number) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha512, m_macKey);
    code.addData(sealed);
    const quint32 little = qToLittleEndian(number);
    code.addData(QByteArrayView(reinterpret_cast<const char *>(&little), 4));
    return code.result();
}

bool CipherPages::isWhole(const QByteArray &page, quint32 number) const
{
    if (page.size() != m_pageSize) {
        return false;
    }
    const int start = dataStart(number);
    return mac(QByteArrayView(page).sliced(start, m_pageSize - macSize - start), number) == QByteArrayView(page).last(macSize);
}

std::optional<QByteArray> CipherPages::unseal(const QByteArray &page, quint32 number) const
{
    if (!isWhole(page, number)) {
        return std::nullopt;
    }
    const int start = dataStart(number);
    QByteArray plain(m_pageSize, '\0');
    CipherContext context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    EVP_DecryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, bytes(m_key), bytes(page) + m_pageSize - reserve);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    int length = 0;
    if (EVP_DecryptUpdate(context.get(), bytes(plain) + start, &length, bytes(page) + start, m_pageSize - reserve - start) != 1) {
        return std::nullopt;
    }
    if (number == 1) {
        plain.replace(0, saltSize, QByteArrayView("SQLite format 3\0", saltSize));
    }
    return plain;
}

QByteArray CipherPages::seal(const QByteArray &plain, quint32 number) const
{
    const int start = dataStart(number);
    QByteArray page(m_pageSize, '\0');
    if (number == 1) {
        page.replace(0, saltSize, saltOf(m_key));
    }
    RAND_bytes(bytes(page) + m_pageSize - reserve, vectorSize);
    CipherContext context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    const auto vector = page.mid(m_pageSize - reserve, vectorSize);
    EVP_EncryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, bytes(m_key), bytes(vector));
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    int length = 0;
    EVP_EncryptUpdate(context.get(), bytes(page) + start, &length, bytes(plain) + start, m_pageSize - reserve - start);
    const auto code = mac(QByteArrayView(page).sliced(start, m_pageSize - macSize - start), number);
    page.replace(m_pageSize - macSize, macSize, code);
    return page;
}

}
