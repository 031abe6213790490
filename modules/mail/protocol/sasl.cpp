// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/sasl.h"

#include "mail/protocol/saslscram.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
std::unexpected<Error> unexpectedChallenge()
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The mail server asked for something unknown during sign-in, so it was broken off."));
}

/// RFC 4616.
class SaslPlain final : public Sasl
{
public:
    explicit SaslPlain(const Credential &credential)
        : m_response('\0' + credential.user.toUtf8() + '\0' + credential.secret.toUtf8())
    {
    }
    QByteArray name() const override
    {
        return "PLAIN";
    }
    std::optional<QByteArray> initialResponse() override
    {
        return m_response;
    }
    Result<QByteArray> respond(const QByteArray &) override
    {
        return unexpectedChallenge();
    }

private:
    QByteArray m_response;
};

/// Two questions, whatever their words (draft-murchison-sasl-login).
class SaslLogin final : public Sasl
{
public:
    explicit SaslLogin(const Credential &credential)
        : m_answers{credential.user.toUtf8(), credential.secret.toUtf8()}
    {
    }
    QByteArray name() const override
    {
        return "LOGIN";
    }
    std::optional<QByteArray> initialResponse() override
    {
        return std::nullopt;
    }
    Result<QByteArray> respond(const QByteArray &) override
    {
        if (m_answers.isEmpty()) {
            return unexpectedChallenge();
        }
        return m_answers.takeFirst();
    }
    bool hasProven() const override
    {
        return m_answers.isEmpty();
    }

private:
    QList<QByteArray> m_answers;
};

/// OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2: the token at once; a challenge can only be
/// the description of an error, which must be answered before the server says no.
class SaslBearer final : public Sasl
{
public:
    SaslBearer(const QByteArray &name, const QByteArray &response, const QByteArray &acknowledgement)
        : m_name(name)
        , m_response(response)
        , m_acknowledgement(acknowledgement)
    {
    }
    QByteArray name() const override
    {
        return m_name;
    }
    std::optional<QByteArray> initialResponse() override
    {
        return m_response;
    }
    Result<QByteArray> respond(const QByteArray &) override
    {
        if (m_wasRefused) {
            return unexpectedChallenge();
        }
        m_wasRefused = true;
        return m_acknowledgement;
    }
    Result<void> conclude() const override
    {
        if (m_wasRefused) {
            return unexpectedChallenge();
        }
        return {};
    }

private:
    QByteArray m_name;
    QByteArray m_response;
    QByteArray m_acknowledgement;
    bool m_wasRefused = false;
};

QByteArray gs2Escaped(const QString &text)
{
    return text.toUtf8().replace('=', "=3D").replace(',', "=2C");
}
}

Result<void> Sasl::conclude() const
{
    return {};
}

QList<QByteArray> Sasl::suitable(const QList<QByteArray> &offered, Credential::Kind kind)
{
    static const QList<QByteArray> passwords{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"};
    static const QList<QByteArray> tokens{"OAUTHBEARER", "XOAUTH2"};
    auto mechanisms = kind == Credential::Kind::Password ? passwords : tokens;
    mechanisms.removeIf([&offered](const QByteArray &mechanism) {
        return !offered.contains(mechanism);
    });
    return mechanisms;
}

std::unique_ptr<Sasl> Sasl::create(const QByteArray &name, const Credential &credential, const ServerAddress &server)
{
    if (name == "SCRAM-SHA-256") {
        return std::make_unique<SaslScram>(SaslScram::Hash::Sha256, credential);
    }
    if (name == "SCRAM-SHA-1") {
        return std::make_unique<SaslScram>(SaslScram::Hash::Sha1, credential);
    }
    if (name == "PLAIN") {
        return std::make_unique<SaslPlain>(credential);
    }
    if (name == "LOGIN") {
        return std::make_unique<SaslLogin>(credential);
    }
    const QByteArray token = credential.secret.toUtf8();
    if (name == "OAUTHBEARER") {
        const QByteArray response = "n,a=" + gs2Escaped(credential.user) + ",\x01host=" + server.host.toUtf8() + "\x01port="
            + QByteArray::number(server.port) + "\x01" "auth=Bearer " + token + "\x01\x01";
        return std::make_unique<SaslBearer>(name, response, "\x01");
    }
    if (name == "XOAUTH2") {
        const QByteArray response = "user=" + credential.user.toUtf8() + "\x01" "auth=Bearer " + token + "\x01\x01";
        return std::make_unique<SaslBearer>(name, response, QByteArray(""));
    }
    return nullptr;
}

}
