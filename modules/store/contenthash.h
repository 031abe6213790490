// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <openssl/evp.h>

#include <memory>

namespace Kontor
{

/// SHA-256 piece by piece. OpenSSL's uses the processor's instructions for it, Qt's does not.
class ContentHash
{
public:
    ContentHash()
        : m_context(EVP_MD_CTX_new(), EVP_MD_CTX_free)
    {
        EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
    }
    void add(QByteArrayView bytes)
    {
        EVP_DigestUpdate(m_context.get(), bytes.data(), size_t(bytes.size()));
    }
    QByteArray result()
    {
        QByteArray hash(32, Qt::Uninitialized);
        EVP_DigestFinal_ex(m_context.get(), reinterpret_cast<unsigned char *>(hash.data()), nullptr);
        return hash;
    }

    static QByteArray of(QByteArrayView bytes)
    {
        ContentHash hash;
        hash.add(bytes);
        return hash.result();
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context;
};

}
