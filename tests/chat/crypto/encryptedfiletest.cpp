// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/encryptedfile.h"
#include "chat/crypto/secretstorage.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Kontor;

namespace
{
QJsonObject fileOf(const QString &k, const QString &iv, const QString &hash)
{
    return {{QStringLiteral("v"), QStringLiteral("v2")},
            {QStringLiteral("key"),
             QJsonObject{{QStringLiteral("alg"), QStringLiteral("A256CTR")}, {QStringLiteral("kty"), QStringLiteral("oct")}, {QStringLiteral("k"), k}}},
            {QStringLiteral("iv"), iv},
            {QStringLiteral("hashes"), QJsonObject{{QStringLiteral("sha256"), hash}}}};
}

QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, '\0');
    for (qsizetype at = 0; at < size; ++at) {
        bytes[at] = char(at * 31 + at / 251);
    }
    return bytes;
}
}

class EncryptedFileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void otherClientsVectors_data()
    {
        // The short one is shared by Matrix clients; the others were made by another implementation of the cipher.
        QTest::addColumn<QByteArray>("ciphertext");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("iv");
        QTest::addColumn<QString>("hash");
        QTest::addColumn<QByteArray>("clear");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
                               << QStringLiteral("AAAAAAAAAAAAAAAAAAAAAA") << QStringLiteral("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU") << QByteArray();
        QTest::newRow("short") << QByteArray::fromBase64("5xJZTt5cQicm+9f4") << QStringLiteral("__________________________________________8")
                               << QStringLiteral("//////////8AAAAAAAAAAA") << QStringLiteral("YzF08lARDdOCzJpzuSwsjTNlQc4pHxpdHcXiD/wpK6k")
                               << QByteArray("Hello, World");
        QTest::newRow("several blocks") << QByteArray::fromBase64("zhtFStAeFx0s+9L/sSQO+WQMtldqYEHqTxMduJrCIpnkyer09kxJJuA4K+adQE4w+7jZe/vR9kIcqj9rOhDR8Q")
                                        << QStringLiteral("__________________________________________8") << QStringLiteral("//////////8AAAAAAAAAAA")
                                        << QStringLiteral("IOq7/dHHB+mfHfxlRY5XMeCWEwTPmlf4cJcgrkf6fVU")
                                        << QByteArray("alphanumericallyalphanumericallyalphanumericallyalphanumerically");
    }

    void otherClientsVectors()
    {
        QFETCH(QByteArray, ciphertext);
        QFETCH(QString, key);
        QFETCH(QString, iv);
        QFETCH(QString, hash);
        QFETCH(QByteArray, clear);
        const auto read = EncryptedFileKey::fromJson(fileOf(key, iv, hash));
        QVERIFY(read);
        EncryptedFile file(EncryptedFile::Direction::Decrypt, *read);
        QByteArray out;
        for (const char byte : ciphertext) { // one at a time
            out += file.add(QByteArray(1, byte));
        }
        QVERIFY(file.finish());
        QCOMPARE(out, clear);
    }

    void piecesMakeTheSameAsTheWhole()
    {
        const auto clear = pattern(EncryptedFile::pieceSize * 2 + 12345);
        QByteArray copy = clear;
        QBuffer from(&copy);
        from.open(QIODevice::ReadOnly);
        QBuffer sealed;
        sealed.open(QIODevice::ReadWrite);
        const auto fresh = EncryptedFileKey::fresh();
        QCOMPARE(fresh.iv.right(8), QByteArray(8, '\0'));
        const auto key = EncryptedFile::run(EncryptedFile::Direction::Encrypt, fresh, from, sealed);
        QVERIFY(key);
        QCOMPARE(sealed.data().size(), clear.size());
        QVERIFY(sealed.data() != clear);
        QCOMPARE(key->sha256, QCryptographicHash::hash(sealed.data(), QCryptographicHash::Sha256));

        const auto json = key->toJson(QStringLiteral("mxc://a/b"));
        QVERIFY(!json.value(QLatin1StringView("iv")).toString().contains(u'='));
        QCOMPARE(json.value(QLatin1StringView("url")).toString(), QStringLiteral("mxc://a/b"));
        const auto read = EncryptedFileKey::fromJson(json);
        QVERIFY(read);
        QCOMPARE(*read, *key);
        sealed.seek(0);
        QBuffer to;
        to.open(QIODevice::WriteOnly);
        QVERIFY(EncryptedFile::run(EncryptedFile::Direction::Decrypt, *read, sealed, to));
        QCOMPARE(to.data(), clear);
        QVERIFY(EncryptedFileKey::fresh() != EncryptedFileKey::fresh());
    }

    void alteredContentIsRefused()
    {
        EncryptedFile file(EncryptedFile::Direction::Encrypt, EncryptedFileKey::fresh());
        auto sealed = file.add("content");
        const auto key = file.finish();
        QVERIFY(key);
        sealed[3] = char(sealed.at(3) ^ 1);
        EncryptedFile back(EncryptedFile::Direction::Decrypt, *key);
        back.add(sealed);
        const auto refused = back.finish();
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Protocol);
        EncryptedFile cut(EncryptedFile::Direction::Decrypt, *key);
        cut.add(sealed.left(3));
        QVERIFY(!cut.finish());
    }

    void hostileDescriptionsAreRefused_data()
    {
        QTest::addColumn<QJsonObject>("file");
        const auto k = QString(43, u'A');
        const auto iv = QString(22, u'A');
        const auto hash = QString(43, u'A');
        QTest::newRow("nothing") << QJsonObject();
        QTest::newRow("no vector") << fileOf(k, {}, hash);
        QTest::newRow("no hash") << fileOf(k, iv, {});
        QTest::newRow("short key") << fileOf(QString(22, u'A'), iv, hash);
        QTest::newRow("long key") << fileOf(QString(100, u'A'), iv, hash);
        QTest::newRow("long vector") << fileOf(k, QString(43, u'A'), hash);
        QTest::newRow("rubbish key") << fileOf(QString(43, u'!'), iv, hash);
        QTest::newRow("letters of the other alphabet") << fileOf(QString(QString(42, u'A') + u'+'), iv, hash);
        auto version = fileOf(k, iv, hash);
        version.insert(QLatin1StringView("v"), QStringLiteral("v9"));
        QTest::newRow("unknown version") << version;
        auto types = fileOf(k, iv, hash);
        types.insert(QLatin1StringView("iv"), QJsonArray{1});
        types.insert(QLatin1StringView("hashes"), QStringLiteral("x"));
        QTest::newRow("wrong types") << types;
    }

    void hostileDescriptionsAreRefused()
    {
        QFETCH(QJsonObject, file);
        const auto read = EncryptedFileKey::fromJson(file);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::Kind::Protocol);
        QVERIFY(!read.error().message.isEmpty());
    }

    void unusableKeysFail()
    {
        EncryptedFile file(EncryptedFile::Direction::Encrypt, {.key = "short", .iv = "short"});
        QVERIFY(file.add("content").isEmpty());
        QVERIFY(!file.finish());
    }

    void recoveryKeysAreReadAsTheyAreWritten()
    {
        // Of the private key in RFC 7748, 6.1, as other clients write it.
        const auto text = QStringLiteral("EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d");
        const auto key = RecoveryKey::fromText(text);
        QVERIFY(key);
        QCOMPARE(key->toHex(), QByteArray("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        QCOMPARE(RecoveryKey::toText(*key), text);
        QCOMPARE(*RecoveryKey::fromText(QStringLiteral("  EsTcLW2KPGiFwKEA3As5g5c4BXwkqeeJZJV8Q9fugUMNUE4d\n")), *key);
        QCOMPARE(*RecoveryKey::fromText(QString(text).replace(u' ', u'-')), *key);
        for (const auto &wrong : {QString(), QStringLiteral("EsTc"), QString(text).replace(QLatin1StringView("EsTc"), QLatin1StringView("EsTd")),
                                  QString(text).replace(QLatin1StringView("EsTc"), QLatin1StringView("Es0c")), QString(5000, u'A'),
                                  QStringLiteral("ÄsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d")}) {
            const auto refused = RecoveryKey::fromText(wrong);
            QVERIFY2(!refused, qPrintable(wrong));
            QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
        }
        for (int round = 0; round < 50; ++round) {
            const auto random = EncryptedFileKey::fresh().key;
            QCOMPARE(*RecoveryKey::fromText(RecoveryKey::toText(random)), random);
        }
    }

    void secretsOpenWithTheirKeyOnly()
    {
        const auto key = SecretStorageKey::fresh();
        const auto description = key.description();
        const auto sealed = key.encrypted(QStringLiteral("m.cross_signing.master"), "secret text");
        QCOMPARE(*key.decrypted(QStringLiteral("m.cross_signing.master"), sealed), QByteArray("secret text"));
        QCOMPARE(key.decrypted(QStringLiteral("m.cross_signing.user_signing"), sealed).error().kind, Error::Kind::Unauthorized);
        QVERIFY(!SecretStorageKey::fresh().decrypted(QStringLiteral("m.cross_signing.master"), sealed));
        QVERIFY(!SecretStorageKey::fresh().fits(description));
        auto altered = sealed;
        altered.insert(QLatin1StringView("ciphertext"), QStringLiteral("AAAA"));
        QVERIFY(!key.decrypted(QStringLiteral("m.cross_signing.master"), altered));
        QVERIFY(!key.decrypted(QStringLiteral("m.cross_signing.master"), {}));

        const auto opened = SecretStorageKey::opened(description, key.recoveryKey());
        QVERIFY(opened);
        QCOMPARE(*opened->decrypted(QStringLiteral("m.cross_signing.master"), sealed), QByteArray("secret text"));
        QCOMPARE(SecretStorageKey::opened(description, SecretStorageKey::fresh().recoveryKey()).error().kind, Error::Kind::Unauthorized);
        QCOMPARE(SecretStorageKey::opened(description, QStringLiteral("no key")).error().kind, Error::Kind::Unauthorized);
        QCOMPARE(SecretStorageKey::opened({}, key.recoveryKey()).error().kind, Error::Kind::Protocol);
        QVERIFY(SecretStorageKey::newId() != SecretStorageKey::newId());
    }

    void passphrasesOpenToo()
    {
        const auto key = SecretStorageKey::ofPassphrase(QStringLiteral("richtig pferd batterie"));
        const auto description = key.description();
        const auto sealed = key.encrypted(QStringLiteral("m.megolm_backup.v1"), "x");
        const auto opened = SecretStorageKey::opened(description, QStringLiteral("richtig pferd batterie"));
        QVERIFY(opened);
        QVERIFY(opened->decrypted(QStringLiteral("m.megolm_backup.v1"), sealed));
        QCOMPARE(SecretStorageKey::opened(description, QStringLiteral("falsch")).error().kind, Error::Kind::Unauthorized);
        QVERIFY(SecretStorageKey::opened(description, key.recoveryKey())); // either does
        auto endless = description;
        endless.insert(QLatin1StringView("passphrase"),
                       QJsonObject{{QStringLiteral("algorithm"), QStringLiteral("m.pbkdf2")}, {QStringLiteral("salt"), QStringLiteral("x")},
                                   {QStringLiteral("iterations"), 2'000'000'000}});
        QVERIFY(!SecretStorageKey::opened(endless, QStringLiteral("x"))); // at once
    }
};

QTEST_GUILESS_MAIN(EncryptedFileTest)
#include "encryptedfiletest.moc"
