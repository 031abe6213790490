// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/protocol/credential.h"
#include "net/serveraddress.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <optional>

namespace Kontor
{

/// One way to sign in (RFC 4422), shared by IMAP, SMTP and ManageSieve. Bytes here are raw, the
/// protocols add base64. An object serves one exchange.
class Sasl
{
public:
    virtual ~Sasl() = default;

    /// "SCRAM-SHA-256"
    virtual QByteArray name() const = 0;

    /// What the client says first; nullopt if the server speaks first (LOGIN).
    virtual std::optional<QByteArray> initialResponse() = 0;

    /// The answer to a challenge; an error means: break off, the server is not to be trusted.
    virtual Result<QByteArray> respond(const QByteArray &challenge) = 0;

    /// Asked when the server says that we are signed in; an error means that it did not prove
    /// to know the password although the mechanism demands it.
    virtual Result<void> conclude() const;

    /// False while nothing derived from the secret was sent, so that trying another mechanism
    /// does not count as a second wrong password.
    virtual bool hasProven() const
    {
        return true;
    }

    /// The best mechanisms of \p offered (upper case) for the credential, best first: for
    /// passwords SCRAM-SHA-256, SCRAM-SHA-1, PLAIN, LOGIN; for tokens OAUTHBEARER, XOAUTH2.
    static QList<QByteArray> suitable(const QList<QByteArray> &offered, Credential::Kind kind);

    /// nullptr for a name suitable() does not return.
    static std::unique_ptr<Sasl> create(const QByteArray &name, const Credential &credential, const ServerAddress &server);
};

}
