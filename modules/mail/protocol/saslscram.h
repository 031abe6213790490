// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/sasl.h"

#include <QCryptographicHash>

namespace Kontor
{

/// SCRAM (RFC 5802, RFC 7677): the password never leaves us, and the server must prove that it
/// knows it too. Without channel binding.
class SaslScram final : public Sasl
{
public:
    enum class Hash { Sha1, Sha256 };

    /// \p nonce is for tests only; empty: random.
    SaslScram(Hash hash, const Credential &credential, const QByteArray &nonce = {});

    QByteArray name() const override;
    std::optional<QByteArray> initialResponse() override;
    Result<QByteArray> respond(const QByteArray &challenge) override;
    Result<void> conclude() const override;
    bool hasProven() const override;

    /// Fewer rounds make guessing too easy (RFC 7677 4); more would let a server stall us.
    static constexpr int MinimalRounds = 4096;
    static constexpr int MaximalRounds = 1'000'000;

private:
    enum class Step { First, Proof, Verified };

    Result<QByteArray> prove(const QByteArray &challenge);
    Result<QByteArray> verify(const QByteArray &challenge);
    QByteArray hmac(const QByteArray &key, const QByteArray &text) const;
    QCryptographicHash::Algorithm algorithm() const;

    Hash m_hash;
    QByteArray m_password;
    QByteArray m_nonce;
    QByteArray m_firstBare;
    QByteArray m_serverSignature;
    Step m_step = Step::First;
};

}
