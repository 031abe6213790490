// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlspolicy.h"

#include <KLocalizedString>
#include <QLocale>
#include <QCryptographicHash>
#include <QSsl>
#include <QSslSocket>
#include <QThreadPool>

namespace Kontor
{
namespace
{
QString date(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime().date(), QLocale::LongFormat);
}

QString commonName(const QSslCertificate &certificate)
{
    const auto names = certificate.subjectInfo(QSslCertificate::CommonName);
    return names.isEmpty() ? certificate.subjectDisplayName() : names.join(QLatin1String(", "));
}

QString issuer(const QSslCertificate &certificate)
{
    auto names = certificate.issuerInfo(QSslCertificate::Organization);
    names += certificate.issuerInfo(QSslCertificate::CommonName);
    names.removeDuplicates();
    const QString joined = names.join(QLatin1String(", ")).left(200);
    return joined.isEmpty() ? i18nc("@info the issuer of a certificate has no name", "without a name") : joined;
}

QStringList hostNames(const QSslCertificate &certificate)
{
    QStringList names;
    const auto alternatives = certificate.subjectAlternativeNames();
    for (const auto &name : alternatives) {
        names << name;
    }
    if (names.isEmpty()) {
        names << commonName(certificate);
    }
    names.removeDuplicates();
    return names.mid(0, 5);
}

QString reason(const QString &host, const QSslError &error, const QSslCertificate &leaf)
{
    const QSslCertificate certificate = error.certificate().isNull() ? leaf : error.certificate();
    switch (error.error()) {
    case QSslError::CertificateExpired:
        return i18nc("@info", "The certificate of %1 expired on %2. It was issued by %3.", host, date(certificate.expiryDate()), issuer(certificate));
    case QSslError::CertificateNotYetValid:
        return i18nc("@info", "The certificate of %1 is not valid before %2. Please check the date of this computer. It was issued by %3.", host,
                     date(certificate.effectiveDate()), issuer(certificate));
    case QSslError::HostNameMismatch:
        return i18nc("@info", "The certificate was issued for %2, not for %1. Please check the server name; somebody else may be answering.", host,
                     hostNames(leaf).join(QLatin1String(", ")));
    case QSslError::SelfSignedCertificate:
        return i18nc("@info", "The certificate of %1 was signed by the server itself and not by an authority. It is valid from %2 to %3.", host,
                     date(certificate.effectiveDate()), date(certificate.expiryDate()));
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::NoPeerCertificate:
        if (leaf.isNull()) {
            return i18nc("@info", "The server %1 showed no certificate.", host);
        }
        return i18nc("@info",
                     "The certificate of %1 was issued by “%2”, an authority that this computer does not know. It is valid from %3 to %4. If this is "
                     "your organisation's own authority, add its certificate to the account.",
                     host, issuer(leaf), date(leaf.effectiveDate()), date(leaf.expiryDate()));
    case QSslError::CertificateRevoked:
        return i18nc("@info", "The certificate of %1 was revoked by its issuer, %2. It must not be trusted any more.", host, issuer(certificate));
    case QSslError::CertificateBlacklisted:
        return i18nc("@info", "The certificate of %1 is known to be misused and must not be trusted.", host);
    default:
        return i18nc("@info %2 is a technical reason in English or the system's language", "The certificate of %1 could not be verified: %2.", host,
                     error.errorString());
    }
}
}

void TlsPolicy::addAuthorities(const QList<QSslCertificate> &certificates)
{
    for (const auto &certificate : certificates) {
        if (!certificate.isNull() && !m_authorities.contains(certificate)) {
            m_authorities << certificate;
        }
    }
}

Result<QList<QSslCertificate>> TlsPolicy::readAuthorities(const QByteArray &bytes)
{
    auto certificates = QSslCertificate::fromData(bytes, QSsl::Pem);
    if (certificates.isEmpty()) {
        certificates = QSslCertificate::fromData(bytes, QSsl::Der);
    }
    certificates.removeIf([](const QSslCertificate &certificate) {
        return certificate.isNull();
    });
    if (certificates.isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The file contains no certificate. A certificate in PEM or DER format is needed."));
    }
    return certificates;
}

QSslConfiguration TlsPolicy::configuration() const
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setSslOption(QSsl::SslOptionDisableCompression, true);
    configuration.addCaCertificates(m_authorities);
    return configuration;
}

void TlsPolicy::prepare()
{
    QThreadPool::globalInstance()->start([] {
        (void)QSslConfiguration::defaultConfiguration();
    });
}

Error tlsProblem(const QString &host, const QList<QSslError> &errors, const QSslCertificate &certificate)
{
    QStringList reasons;
    QStringList details;
    for (const auto &error : errors) {
        if (error.error() == QSslError::NoError) {
            continue;
        }
        const QString text = reason(host, error, certificate);
        if (!reasons.contains(text)) {
            reasons << text;
        }
        details << error.errorString();
    }
    if (reasons.isEmpty()) {
        reasons << i18nc("@info", "The certificate of %1 could not be verified.", host);
    }
    reasons << i18nc("@info", "No password was sent.");
    return {.kind = Error::Kind::Forbidden,
            .message = reasons.join(QLatin1Char(' ')),
            .detail = QStringLiteral("TLS: %1; SHA-256 %2")
                          .arg(details.join(QLatin1String("; ")), QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex()))};
}

Error tlsHandshakeProblem(const QString &host, const QString &detail)
{
    return {.kind = Error::Kind::Protocol,
            .message = i18nc("@info", "No secure connection to %1 could be made. The server may be too old for TLS 1.2, or may not expect TLS on this port.", host),
            .detail = QStringLiteral("TLS: ") + detail};
}

}
