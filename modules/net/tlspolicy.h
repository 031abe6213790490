// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

namespace Kontor
{

/// What we demand of every TLS connection: version 1.2 or newer, and a certificate from an
/// authority of the system or one the user or administrator added. A value.
class TlsPolicy
{
public:
    /// Adds certificates of own authorities; the system's stay trusted.
    void addAuthorities(const QList<QSslCertificate> &certificates);
    QList<QSslCertificate> authorities() const
    {
        return m_authorities;
    }

    /// Reads one or more certificates, PEM or DER; Protocol if there is none in \p bytes.
    static Result<QList<QSslCertificate>> readAuthorities(const QByteArray &bytes);

    QSslConfiguration configuration() const;

    /// Reads the system's authorities in another thread, so that the first connection finds them
    /// ready; that takes Qt 80 ms. Call it once, early.
    static void prepare();

private:
    QList<QSslCertificate> m_authorities;
};

/// Says in whole sentences why the certificate of \p host was not accepted, naming host, issuer
/// and dates. Kind Forbidden: only a person can change it, so nobody should try again quickly.
[[nodiscard]] Error tlsProblem(const QString &host, const QList<QSslError> &errors, const QSslCertificate &certificate);

/// TLS could not begin although no certificate is to blame (an old server, no TLS at all). Kind Protocol.
[[nodiscard]] Error tlsHandshakeProblem(const QString &host, const QString &detail);

}
