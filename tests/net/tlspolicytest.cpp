// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlspolicy.h"
#include "support/testcertificates.h"

#include <QTest>

using namespace Kontor;

class TlsPolicyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void demandsTls12AndACheckedCertificate()
    {
        const auto configuration = TlsPolicy().configuration();
        QCOMPARE(configuration.protocol(), QSsl::TlsV1_2OrLater);
        QCOMPARE(configuration.peerVerifyMode(), QSslSocket::VerifyPeer);
    }

    void ownAuthoritiesJoinTheSystemsAndDoNotReplaceThem()
    {
        const auto authority = TestCertificates::instance().authority;
        TlsPolicy policy;
        const auto before = policy.configuration().caCertificates();
        policy.addAuthorities({authority, authority, QSslCertificate()});
        QCOMPARE(policy.authorities().size(), 1);
        const auto after = policy.configuration().caCertificates();
        QVERIFY(after.contains(authority));
        QCOMPARE(after.size(), before.size() + 1);
    }

    void readsAuthoritiesInBothFormats()
    {
        const auto authority = TestCertificates::instance().authority;
        for (const QByteArray &bytes : QList<QByteArray>{authority.toPem(), authority.toDer(), authority.toPem() + "\nsome words\n" + authority.toPem()}) {
            const auto read = TlsPolicy::readAuthorities(bytes);
            QVERIFY(read);
            QCOMPARE(read->first(), authority);
        }
        for (const QByteArray &bytes : {QByteArray(), QByteArray("no certificate"), QByteArray(100'000, '\0'),
                                       QByteArray("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}) {
            const auto read = TlsPolicy::readAuthorities(bytes);
            QVERIFY(!read);
            QVERIFY(!read.error().message.isEmpty());
        }
    }

    void explainsProblems_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<int>("which");
        QTest::addColumn<QStringList>("words");
        const QString authority = QStringLiteral("Test Authority");
        QTest::newRow("expired") << int(QSslError::CertificateExpired) << 0 << QStringList{QStringLiteral("expired"), QStringLiteral("2024"), authority};
        QTest::newRow("not yet") << int(QSslError::CertificateNotYetValid) << 0 << QStringList{QStringLiteral("not valid before"), QStringLiteral("date of this computer")};
        QTest::newRow("name") << int(QSslError::HostNameMismatch) << 1 << QStringList{QStringLiteral("wrong.example")};
        QTest::newRow("self") << int(QSslError::SelfSignedCertificate) << 2 << QStringList{QStringLiteral("signed by the server itself")};
        QTest::newRow("issuer") << int(QSslError::UnableToGetLocalIssuerCertificate) << 1 << QStringList{QStringLiteral("does not know"), authority};
        QTest::newRow("chain") << int(QSslError::SelfSignedCertificateInChain) << 1 << QStringList{QStringLiteral("does not know"), authority};
        QTest::newRow("revoked") << int(QSslError::CertificateRevoked) << 1 << QStringList{QStringLiteral("revoked"), authority};
        QTest::newRow("misused") << int(QSslError::CertificateBlacklisted) << 1 << QStringList{QStringLiteral("must not be trusted")};
        QTest::newRow("other") << int(QSslError::InvalidPurpose) << 1 << QStringList{QStringLiteral("could not be verified")};
    }

    void explainsProblems()
    {
        QFETCH(int, error);
        QFETCH(int, which);
        QFETCH(QStringList, words);
        const auto &all = TestCertificates::instance();
        const auto certificate = (which == 0 ? all.expired : which == 1 ? all.wrongName : all.selfSigned).chain.first();
        const auto problem = tlsProblem(QStringLiteral("imap.example.org"), {QSslError(QSslError::SslError(error), certificate)}, certificate);
        QCOMPARE(problem.kind, Error::Kind::Forbidden);
        QVERIFY2(problem.message.contains(QLatin1String("imap.example.org")), qPrintable(problem.message));
        for (const auto &word : words) {
            QVERIFY2(problem.message.contains(word), qPrintable(problem.message));
        }
        QVERIFY(problem.message.endsWith(QLatin1Char('.')));
    }

    void severalProblemsAreAllTold()
    {
        const auto certificate = TestCertificates::instance().expired.chain.first();
        const QSslError expired(QSslError::CertificateExpired, certificate);
        const auto problem = tlsProblem(QStringLiteral("h.example"), {expired, expired, QSslError(QSslError::HostNameMismatch, certificate)}, certificate);
        QCOMPARE(problem.message.count(QLatin1String("expired on")), 1);
        QVERIFY(problem.message.contains(QLatin1String("localhost")));
    }

    void noCertificateAtAllIsToldToo()
    {
        const auto problem = tlsProblem(QStringLiteral("h.example"), {QSslError(QSslError::NoPeerCertificate)}, QSslCertificate());
        QVERIFY(problem.message.contains(QLatin1String("no certificate")));
        QVERIFY(!tlsProblem(QStringLiteral("h.example"), {}, QSslCertificate()).message.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TlsPolicyTest)
#include "tlspolicytest.moc"
