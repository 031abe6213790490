// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSslCertificate>
#include <QSslKey>
#include <QTemporaryDir>

namespace Kontor
{

/// An authority of our own and the certificates it made for localhost, good and bad; made afresh
/// with the openssl command.
class TestCertificates
{
public:
    struct Identity {
        QList<QSslCertificate> chain;
        QSslKey key;
    };

    /// The process' one set; making it takes a fraction of a second.
    static const TestCertificates &instance();

    QSslCertificate authority;
    Identity good; ///< for localhost and 127.0.0.1
    Identity expired;
    Identity wrongName; ///< for wrong.example
    Identity selfSigned; ///< for localhost, by itself

private:
    TestCertificates();
};

}
