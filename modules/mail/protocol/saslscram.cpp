// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/saslscram.h"

#include <KLocalizedString>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace Kontor
{
namespace
{
std::unexpected<Error> untrusted(const QString &detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The mail server could not prove that it knows your password, so the sign-in was broken off."), detail);
}

// The part of SASLprep (RFC 4013) that matters for real passwords: compatibility characters,
// other spaces, invisible characters.
QByteArray prepared(const QString &password)
{
    QString text;
    for (const QChar c : password) {
        if (c == QChar(0x00ad) || c == QChar(0x200b) || c == QChar(0x2060) || c == QChar(0xfeff)) {
            continue;
        }
        text += c.category() == QChar::Separator_Space ? QChar(u' ') : c;
    }
    return text.normalized(QString::NormalizationForm_KC).toUtf8();
}

QByteArray randomNonce()
{
    QByteArray bytes(18, '\0');
    QRandomGenerator::system()->generate(bytes.begin(), bytes.end());
    return bytes.toBase64();
}

// "r=…,s=…,i=…": the value of one attribute.
QByteArray attribute(const QByteArray &message, char name)
{
    const auto parts = message.split(',');
    for (const auto &part : parts) {
        if (part.size() > 1 && part[0] == name && part[1] == '=') {
            return part.sliced(2);
        }
    }
    return {};
}

QByteArray exclusiveOr(QByteArray left, const QByteArray &right)
{
    for (qsizetype i = 0; i < left.size() && i < right.size(); ++i) {
        left[i] = char(left[i] ^ right[i]);
    }
    return left;
}
}

SaslScram::SaslScram(Hash hash, const Credential &credential, const QByteArray &nonce)
    : m_hash(hash)
    , m_password(prepared(credential.secret))
    , m_nonce(nonce.isEmpty() ? randomNonce() : nonce)
    , m_firstBare("n=" + prepared(credential.user).replace('=', "=3D").replace(',', "=2C") + ",r=" + m_nonce)
{
}

QByteArray SaslScram::name() const
{
    return m_hash == Hash::Sha256 ? "SCRAM-SHA-256" : "SCRAM-SHA-1";
}

QCryptographicHash::Algorithm SaslScram::algorithm() const
{
    return m_hash == Hash::Sha256 ? QCryptographicHash::Sha256 : QCryptographicHash::Sha1;
}

QByteArray SaslScram::hmac(const QByteArray &key, const QByteArray &text) const
{
    return QMessageAuthenticationCode::hash(text, key, algorithm());
}

std::optional<QByteArray> SaslScram::initialResponse()
{
    return "n,," + m_firstBare;
}

Result<QByteArray> SaslScram::respond(const QByteArray &challenge)
{
    switch (m_step) {
    case Step::First:
        return prove(challenge);
    case Step::Proof:
        return verify(challenge);
    case Step::Verified:
        break;
    }
    return untrusted(QStringLiteral("SCRAM: a challenge after the end"));
}

Result<QByteArray> SaslScram::prove(const QByteArray &challenge)
{
    const QByteArray nonce = attribute(challenge, 'r');
    const auto salt = QByteArray::fromBase64Encoding(attribute(challenge, 's'), QByteArray::AbortOnBase64DecodingErrors);
    const int rounds = attribute(challenge, 'i').toInt();
    if (challenge.startsWith("m=") || !nonce.startsWith(m_nonce) || nonce.size() == m_nonce.size() || !salt || (*salt).isEmpty()) {
        return untrusted(QStringLiteral("SCRAM: malformed first message of the server"));
    }
    if (rounds < MinimalRounds || rounds > MaximalRounds) {
        return untrusted(QStringLiteral("SCRAM: %1 rounds").arg(rounds));
    }
    QByteArray salted(QCryptographicHash::hashLength(algorithm()), '\0');
    PKCS5_PBKDF2_HMAC(m_password.constData(), int(m_password.size()), reinterpret_cast<const unsigned char *>((*salt).constData()), int((*salt).size()), rounds,
                      m_hash == Hash::Sha256 ? EVP_sha256() : EVP_sha1(), int(salted.size()), reinterpret_cast<unsigned char *>(salted.data()));
    const QByteArray clientKey = hmac(salted, "Client Key");
    const QByteArray withoutProof = "c=biws,r=" + nonce;
    const QByteArray authMessage = m_firstBare + ',' + challenge + ',' + withoutProof;
    const QByteArray proof = exclusiveOr(clientKey, hmac(QCryptographicHash::hash(clientKey, algorithm()), authMessage));
    m_serverSignature = hmac(hmac(salted, "Server Key"), authMessage);
    m_step = Step::Proof;
    return withoutProof + ",p=" + proof.toBase64();
}

Result<QByteArray> SaslScram::verify(const QByteArray &challenge)
{
    const QByteArray error = attribute(challenge, 'e');
    if (!error.isEmpty()) {
        return failure(Error::Kind::Unauthorized, i18nc("@info", "The mail server did not accept the user name or password."),
                       QStringLiteral("SCRAM: %1").arg(QString::fromLatin1(error.first(std::min<qsizetype>(error.size(), 80)))));
    }
    const QByteArray signature = QByteArray::fromBase64(attribute(challenge, 'v'));
    if (signature.size() != m_serverSignature.size() || CRYPTO_memcmp(signature.constData(), m_serverSignature.constData(), size_t(signature.size())) != 0) {
        return untrusted(QStringLiteral("SCRAM: wrong server signature"));
    }
    m_step = Step::Verified;
    return QByteArray("");
}

Result<void> SaslScram::conclude() const
{
    if (m_step != Step::Verified) {
        return untrusted(QStringLiteral("SCRAM: signed in without the server's signature"));
    }
    return {};
}

bool SaslScram::hasProven() const
{
    return m_step != Step::First;
}

}
