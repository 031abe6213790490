// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/saslscram.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

class SaslTest : public QObject
{
    Q_OBJECT

    const Credential m_pencil{.user = u"user"_s, .secret = u"pencil"_s};
    const ServerAddress m_server{.host = u"mail.example.org"_s, .port = 993};

private Q_SLOTS:
    void choosesTheBest()
    {
        const QList<QByteArray> all{"LOGIN", "PLAIN", "GSSAPI", "XOAUTH2", "SCRAM-SHA-1", "OAUTHBEARER", "SCRAM-SHA-256", "CRAM-MD5"};
        QCOMPARE(Sasl::suitable(all, Credential::Kind::Password), (QList<QByteArray>{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"}));
        QCOMPARE(Sasl::suitable(all, Credential::Kind::BearerToken), (QList<QByteArray>{"OAUTHBEARER", "XOAUTH2"}));
        QVERIFY(Sasl::suitable({"GSSAPI"}, Credential::Kind::Password).isEmpty());
        QVERIFY(Sasl::suitable({"PLAIN"}, Credential::Kind::BearerToken).isEmpty());
        for (const auto &name : all) {
            const auto sasl = Sasl::create(name, m_pencil, m_server);
            QVERIFY(!sasl || sasl->name() == name);
        }
        QVERIFY(!Sasl::create("CRAM-MD5", m_pencil, m_server));
    }

    void plainAndLogin()
    {
        const Credential credential{.user = u"jörg@müller.example"_s, .secret = u"geheim\"ß"_s};
        auto plain = Sasl::create("PLAIN", credential, m_server);
        QCOMPARE(plain->initialResponse().value(), QByteArray("\0jörg@müller.example\0geheim\"ß", 32));
        auto login = Sasl::create("LOGIN", credential, m_server);
        QVERIFY(!login->initialResponse());
        QCOMPARE(login->respond("Username:").value(), "jörg@müller.example"_ba);
        QVERIFY(!login->hasProven());
        QCOMPARE(login->respond("Password:").value(), "geheim\"ß"_ba);
        QVERIFY(!login->respond("More:"));
    }

    void bearer()
    {
        const Credential credential{.user = u"a=b,c"_s, .secret = u"token"_s, .kind = Credential::Kind::BearerToken};
        auto bearer = Sasl::create("OAUTHBEARER", credential, m_server);
        QCOMPARE(bearer->initialResponse().value(), "n,a=a=3Db=2Cc,\x01host=mail.example.org\x01port=993\x01" "auth=Bearer token\x01\x01"_ba);
        QCOMPARE(bearer->respond("{\"status\":\"invalid_token\"}").value().toBase64(), "AQ=="_ba);
        QVERIFY(!bearer->respond("again"));
        QVERIFY(!bearer->conclude());
        auto old = Sasl::create("XOAUTH2", credential, m_server);
        QCOMPARE(old->initialResponse().value(), "user=a=b,c\x01" "auth=Bearer token\x01\x01"_ba);
        QVERIFY(old->conclude());
        QCOMPARE(old->respond("{}").value(), ""_ba);
    }

    void scramOfTheRfcs_data()
    {
        QTest::addColumn<int>("hash");
        QTest::addColumn<QByteArray>("nonce");
        QTest::addColumn<QByteArray>("serverFirst");
        QTest::addColumn<QByteArray>("clientFinal");
        QTest::addColumn<QByteArray>("serverFinal");
        QTest::newRow("RFC 5802") << int(SaslScram::Hash::Sha1) << "fyko+d2lbbFgONRv9qkxdawL"_ba
                                  << "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"_ba
                                  << "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="_ba << "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba;
        QTest::newRow("RFC 7677") << int(SaslScram::Hash::Sha256) << "rOprNGfwEbeRWgbNEkqO"_ba
                                  << "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"_ba
                                  << "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="_ba
                                  << "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="_ba;
    }

    void scramOfTheRfcs()
    {
        QFETCH(int, hash);
        QFETCH(QByteArray, nonce);
        QFETCH(QByteArray, serverFirst);
        QFETCH(QByteArray, clientFinal);
        QFETCH(QByteArray, serverFinal);
        SaslScram scram(SaslScram::Hash(hash), m_pencil, nonce);
        QCOMPARE(scram.initialResponse().value(), "n,,n=user,r=" + nonce);
        QVERIFY(!scram.hasProven());
        QCOMPARE(scram.respond(serverFirst).value(), clientFinal);
        QVERIFY(scram.hasProven());
        QVERIFY(!scram.conclude()); // the server still has to prove itself
        QCOMPARE(scram.respond(serverFinal).value(), ""_ba);
        QVERIFY(scram.conclude());
    }

    void scramRefusesServersThatCannotProveThemselves_data()
    {
        QTest::addColumn<QByteArray>("serverFirst");
        QTest::newRow("other nonce") << "r=zzzz,s=QSXCR+Q6sek8bf92,i=4096"_ba;
        QTest::newRow("our nonce alone") << "r=abc,s=QSXCR+Q6sek8bf92,i=4096"_ba;
        QTest::newRow("few rounds") << "r=abcdef,s=QSXCR+Q6sek8bf92,i=1"_ba;
        QTest::newRow("endless rounds") << "r=abcdef,s=QSXCR+Q6sek8bf92,i=2000000000"_ba;
        QTest::newRow("no salt") << "r=abcdef,s=,i=4096"_ba;
        QTest::newRow("bad salt") << "r=abcdef,s=***,i=4096"_ba;
        QTest::newRow("extension") << "m=x,r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"_ba;
        QTest::newRow("nothing") << ""_ba;
    }

    void scramRefusesServersThatCannotProveThemselves()
    {
        QFETCH(QByteArray, serverFirst);
        SaslScram scram(SaslScram::Hash::Sha256, m_pencil, "abc");
        scram.initialResponse();
        const auto answer = scram.respond(serverFirst);
        QVERIFY(!answer);
        QVERIFY(!scram.hasProven());
        QVERIFY(!answer.error().message.contains(u"pencil"_s));
    }

    void scramRefusesAWrongSignature()
    {
        for (const QByteArray serverFinal : {"v=AAAA", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "", "x"}) {
            SaslScram scram(SaslScram::Hash::Sha256, m_pencil, "abc");
            scram.initialResponse();
            QVERIFY(scram.respond("r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"));
            QVERIFY(!scram.respond(serverFinal));
            QVERIFY(!scram.conclude());
        }
        SaslScram scram(SaslScram::Hash::Sha256, m_pencil, "abc");
        scram.initialResponse();
        QVERIFY(scram.respond("r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"));
        QCOMPARE(scram.respond("e=invalid-proof").error().kind, Error::Kind::Unauthorized);
    }

    void noncesDiffer()
    {
        SaslScram one(SaslScram::Hash::Sha256, m_pencil);
        SaslScram two(SaslScram::Hash::Sha256, m_pencil);
        QVERIFY(one.initialResponse() != two.initialResponse());
        QVERIFY(one.initialResponse()->size() > 30);
    }
};

QTEST_GUILESS_MAIN(SaslTest)
#include "sasltest.moc"
