// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The machine, a real server and a foreign client: conversations, verification, identity and backup.
#include "chat/crypto/cryptoclient.h"
#include "chat/crypto/encryptedfile.h"
#include "chat/crypto/secretstorage.h"
#include "support/matrixpeer.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <QJsonDocument>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Kontor;

namespace
{
const QString root = QStringLiteral("/_matrix/client/v3/");

QJsonObject text(const QString &body)
{
    return {{QStringLiteral("msgtype"), QStringLiteral("m.text")}, {QStringLiteral("body"), body}};
}

QJsonObject bodyLike(const QString &body)
{
    return {{QStringLiteral("body"), body}};
}
}

class CryptoConversationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!CryptoProcess::isInstalled()) {
            QFAIL("the npm package of the cryptography is missing: see KONTOR_CRYPTO_PACKAGE");
        }
        m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("synapse"), QStringLiteral("matrixpeer")});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        m_peer = std::make_unique<MatrixPeer>(*m_workplace);
        m_us = makeClient(0, QStringLiteral("anna"));
        QVERIFY(m_us);
        m_room = m_us->createRoom({m_peer->user()});
        QVERIFY(!m_room.isEmpty());
        m_peer->tell(QStringLiteral("waitRoom"), {{QStringLiteral("room"), m_room}, {QStringLiteral("membership"), QStringLiteral("join")}});
        QCOMPARE(m_peer->error(), QString());
    }

    void cleanupTestCase()
    {
        m_us.reset();
        m_peer.reset();
        m_workplace.reset();
    }

    void talksBothWaysAndAfterAKill()
    {
        const auto sent = m_us->sendText(m_room, QStringLiteral("Grüße aus Kontor"));
        QVERIFY(!sent.isEmpty());
        const auto heard = m_peer->event(m_room, bodyLike(QStringLiteral("Grüße aus Kontor")));
        QVERIFY2(heard.value(QLatin1StringView("encrypted")).toBool(), qPrintable(m_peer->error()));
        m_peer->send(m_room, QStringLiteral("und zurück"));
        const auto answer = m_us->waitForText(m_room, QStringLiteral("und zurück"));
        QVERIFY(answer.isClear());
        QCOMPARE(answer.sender, m_peer->user());
        QCOMPARE(answer.senderDevice, m_peer->device());

        m_us->killMachine();
        m_peer->send(m_room, QStringLiteral("noch da?"));
        QVERIFY(waitUntil([&] { return m_us->machine().trouble() == CryptoTrouble::Crashed; }));
        QVERIFY(m_us->waitForText(m_room, QStringLiteral("noch da?")).isClear());
        QVERIFY(m_us->waitForText(m_room, QStringLiteral("und zurück")).isClear());

        m_us->restart();
        const auto again = m_us->open();
        QVERIFY(again);
        QVERIFY(!again->isNew);
        QVERIFY(!m_us->sendText(m_room, QStringLiteral("immer noch")).isEmpty());
        QVERIFY(!m_peer->event(m_room, bodyLike(QStringLiteral("immer noch"))).isEmpty());
        for (const auto &event : m_us->decryptAll(m_room)) {
            QVERIFY2(event.isClear(), qPrintable(event.eventId));
        }
    }

    void filesGoBothWays()
    {
        const QByteArray content(100'000, 'q');
        m_peer->tell(QStringLiteral("file"), {{QStringLiteral("room"), m_room},
                                              {QStringLiteral("name"), QStringLiteral("bild.bin")},
                                              {QStringLiteral("base64"), QString::fromLatin1(content.toBase64())}});
        QCOMPARE(m_peer->error(), QString());
        const auto event = m_us->waitForText(m_room, QStringLiteral("bild.bin"));
        QVERIFY(event.isClear());
        const auto file = event.content.value(QLatin1StringView("file")).toObject();
        const auto key = EncryptedFileKey::fromJson(file);
        QVERIFY(key);

        // What we encrypt, they decrypt.
        EncryptedFile sealing(EncryptedFile::Direction::Encrypt, EncryptedFileKey::fresh());
        const auto sealed = sealing.add(content);
        const auto made = sealing.finish();
        QVERIFY(made);
        const auto uploaded = m_us->ask("POST", QStringLiteral("/_matrix/media/v3/upload"), sealed);
        const auto url = uploaded.body.value(QLatin1StringView("content_uri")).toString();
        QVERIFY(url.startsWith(QLatin1StringView("mxc://")));
        const auto id = m_us->send(m_room, {{QStringLiteral("msgtype"), QStringLiteral("m.file")},
                                            {QStringLiteral("body"), QStringLiteral("unsere.bin")},
                                            {QStringLiteral("file"), made->toJson(url)}});
        QVERIFY(!m_peer->event(m_room, bodyLike(QStringLiteral("unsere.bin"))).isEmpty());
        const auto fetched = m_peer->tell(QStringLiteral("download"), {{QStringLiteral("room"), m_room}, {QStringLiteral("event"), id}});
        QCOMPARE(m_peer->error(), QString());
        QCOMPARE(QByteArray::fromBase64(fetched.value(QLatin1StringView("base64")).toString().toLatin1()), content);
    }

    void aNewIdentityIsSeenByOthers()
    {
        QVERIFY(bootstrap(*m_us));
        const auto status = waitedFor(m_us->machine().signingStatus());
        QVERIFY(status && status->isComplete());
        QVERIFY(status->isIdentityKnown);
        QVERIFY(status->isIdentityVerified);
        QVERIFY(status->isDeviceSigned);
        const auto seen = m_peer->tell(QStringLiteral("devices"), {{QStringLiteral("user"), m_us->user()}});
        const auto devices = seen.value(QLatin1StringView("devices")).toArray();
        bool isSigned = false;
        for (const auto &device : devices) {
            const auto one = device.toObject();
            isSigned = isSigned
                || (one.value(QLatin1StringView("id")).toString() == m_us->identity().deviceId && one.value(QLatin1StringView("signedByOwner")).toBool());
        }
        QVERIFY(isSigned);
    }

    void emojiAgreeWhoeverAsks_data()
    {
        QTest::addColumn<bool>("isOurs");
        QTest::addColumn<bool>("isInRoom");
        QTest::newRow("we ask, in the room") << true << true;
        QTest::newRow("they ask, in the room") << false << true;
        QTest::newRow("they ask, between devices") << false << false;
    }

    void emojiAgreeWhoeverAsks()
    {
        QFETCH(bool, isOurs);
        QFETCH(bool, isInRoom);
        if (!waitedFor(m_us->machine().signingStatus())->isComplete()) {
            QVERIFY(bootstrap(*m_us));
        }
        m_peer->tell(QStringLiteral("setUp"), {{QStringLiteral("backup"), false}});
        QCOMPARE(m_peer->error(), QString());
        QVERIFY(m_us->sync());
        const auto query = waitedFor(m_us->machine().queryUsers({m_peer->user()}));
        QVERIFY(query && m_us->carry({*query}));
        m_us->verifications.clear();
        auto &machine = m_us->machine();
        if (isOurs) {
            const auto content = waitedFor(machine.verificationContent(m_peer->user()));
            QVERIFY2(content, content ? "" : qPrintable(content.error().detail));
            const auto event = m_us->send(m_room, *content);
            QVERIFY(!event.isEmpty());
            QVERIFY(waitedFor(machine.verificationSent(m_peer->user(), m_room, event)));
            m_peer->tell(QStringLiteral("waitVerification"), {{QStringLiteral("phase"), QStringLiteral("requested")}});
            QCOMPARE(m_peer->error(), QString());
            m_peer->tell(QStringLiteral("accept"));
            QCOMPARE(m_peer->error(), QString());
        } else {
            const auto order = isInRoom ? QJsonObject{{QStringLiteral("user"), m_us->user()}, {QStringLiteral("room"), m_room}}
                                        : QJsonObject{{QStringLiteral("user"), m_us->user()}, {QStringLiteral("device"), m_us->identity().deviceId}};
            m_peer->tell(QStringLiteral("verify"), order);
            QCOMPARE(m_peer->error(), QString());
            QVERIFY(reach(CryptoVerification::Phase::Requested));
            QVERIFY(step(machine.acceptVerification(m_peer->user(), flow())));
        }
        QVERIFY(reach(CryptoVerification::Phase::Ready));
        QVERIFY(step(machine.startEmoji(m_peer->user(), flow())));
        QVERIFY(reach(CryptoVerification::Phase::Comparing));
        const auto ours = m_us->verifications.last().emoji;
        QCOMPARE(ours.size(), 7);
        const auto theirs =
            m_peer->tell(QStringLiteral("waitVerification"), {{QStringLiteral("emoji"), true}}).value(QLatin1StringView("emoji")).toArray();
        QCOMPARE(theirs.size(), 7);
        for (int at = 0; at < 7; ++at) {
            QCOMPARE(ours.at(at).symbol, theirs.at(at).toObject().value(QLatin1StringView("emoji")).toString());
        }
        QVERIFY(step(machine.confirm(m_peer->user(), flow())));
        m_peer->tell(QStringLiteral("confirm"));
        QVERIFY(reach(CryptoVerification::Phase::Done));
        QVERIFY(m_us->pump());
        QVERIFY(waitUntil(
            [&] {
                m_us->sync();
                return waitedFor(machine.user(m_peer->user()))->isVerified || !isInRoom;
            },
            std::chrono::seconds(20)));
    }

    void backupAndStorageOfAnotherClientAreRead()
    {
        // The foreign client sets up the account of the second person; a new device of ours takes it over with the recovery key.
        MatrixPeer first(*m_workplace, QStringLiteral("soeren"));
        QVERIFY(first.signIn(*m_workplace, 2));
        const auto recovery = first.tell(QStringLiteral("setUp")).value(QLatin1StringView("recoveryKey")).toString();
        QVERIFY2(!recovery.isEmpty(), qPrintable(first.error()));
        m_recovery = recovery;
        const auto room =
            first.tell(QStringLiteral("createRoom"), {{QStringLiteral("encrypted"), true}, {QStringLiteral("invite"), QJsonArray{m_peer->user()}}})
                .value(QLatin1StringView("room"))
                .toString();
        m_peer->tell(QStringLiteral("waitRoom"), {{QStringLiteral("room"), room}, {QStringLiteral("membership"), QStringLiteral("join")}});
        m_peer->send(room, QStringLiteral("vor deiner Zeit"));
        QVERIFY2(!first.event(room, bodyLike(QStringLiteral("vor deiner Zeit"))).isEmpty(), qPrintable(first.error()));
        first.tell(QStringLiteral("waitBackup"), {{QStringLiteral("count"), 1}});
        QCOMPARE(first.error(), QString());

        const auto second = makeClient(2, QStringLiteral("soeren"));
        QVERIFY(second);
        auto &machine = second->machine();
        QVERIFY(second->sync());
        const auto unreadable = second->decryptAll(room);
        QCOMPARE(unreadable.size(), 1);
        QCOMPARE(unreadable.first().failure, CryptoDecrypted::Failure::NoKey);

        // Secret storage with the recovery key.
        const auto data = [&](const QString &type) {
            return second->ask("GET", QString(root + QStringLiteral("user/") + second->user() + QStringLiteral("/account_data/") + type)).body;
        };
        const auto keyId = data(QStringLiteral("m.secret_storage.default_key")).value(QLatin1StringView("key")).toString();
        const auto key = SecretStorageKey::opened(data(QString(QStringLiteral("m.secret_storage.key.") + keyId)), recovery);
        QVERIFY2(key, key ? "" : qPrintable(key.error().message));
        const auto secret = [&](const QString &name) {
            const auto sealed = data(name).value(QLatin1StringView("encrypted")).toObject().value(keyId).toObject();
            return QString::fromLatin1(key->decrypted(name, sealed).value_or(QByteArray()));
        };
        const CryptoSigningKeys keys{secret(QStringLiteral("m.cross_signing.master")), secret(QStringLiteral("m.cross_signing.self_signing")),
                                     secret(QStringLiteral("m.cross_signing.user_signing"))};
        QVERIFY(!keys.master.isEmpty() && !keys.userSigning.isEmpty());
        auto wrong = keys;
        wrong.master = QString::fromLatin1(QByteArray(32, 'w').toBase64(QByteArray::OmitTrailingEquals));
        QVERIFY(!waitedFor(machine.importSigningKeys(wrong)));
        const auto status = waitedFor(machine.importSigningKeys(keys));
        QVERIFY2(status, status ? "" : qPrintable(status.error().detail));
        QVERIFY(status->isComplete() && status->isIdentityVerified);
        const auto signature = waitedFor(machine.signOwnDevice());
        QVERIFY(signature && second->carry({*signature}));

        // The backup, proven by one session before all of it is taken.
        const auto info = second->ask("GET", QString(root + QStringLiteral("room_keys/version"))).body;
        const auto version = info.value(QLatin1StringView("version")).toString();
        const auto trust = waitedFor(machine.trustOfBackup(info));
        QVERIFY(trust && trust->isSigned && !trust->isOurKey);
        const auto backupKey = QByteArray::fromBase64(secret(QStringLiteral("m.megolm_backup.v1")).toLatin1());
        QCOMPARE(backupKey.size(), 32);
        const auto all = second->ask("GET", QString(root + QStringLiteral("room_keys/keys?version=") + version)).body;
        const auto sessions = all.value(QLatin1StringView("rooms")).toObject().value(room).toObject().value(QLatin1StringView("sessions")).toObject();
        QCOMPARE(sessions.size(), 1);
        const auto session = sessions.begin().value().toObject().value(QLatin1StringView("session_data")).toObject();
        QVERIFY(waitedFor(machine.proveBackup(backupKey, session)));
        QCOMPARE(waitedFor(machine.proveBackup(QByteArray(32, 'b'), session)).error().kind, Error::Kind::Conflict);
        QCOMPARE(waitedFor(machine.saveBackupKey(QByteArray(32, 'b'), version, info)).error().kind, Error::Kind::Conflict);
        QVERIFY(waitedFor(machine.saveBackupKey(backupKey, version, info)));
        QCOMPARE(waitedFor(machine.importBackup(version, all))->imported, 1);
        QVERIFY(second->waitForText(room, QStringLiteral("vor deiner Zeit")).isClear());
        QVERIFY(waitedFor(machine.trustOfBackup(info))->isOurKey);

        // New keys go there.
        const auto publicKey = info.value(QLatin1StringView("auth_data")).toObject().value(QLatin1StringView("public_key")).toString();
        QVERIFY(waitedFor(machine.enableBackup(publicKey, version)));
        QVERIFY(!second->sendText(room, QStringLiteral("von mir")).isEmpty());
        QVERIFY(upload(*second));
        const auto counts = waitedFor(machine.backupStatus());
        QVERIFY(counts && counts->isEnabled && counts->hasKey);
        QCOMPARE(counts->backedUp, counts->total);
        QVERIFY(counts->total >= 2);
        const auto stored = first.tell(QStringLiteral("backup"));
        QCOMPARE(stored.value(QLatin1StringView("count")).toInteger(), counts->total);
        QVERIFY(!first.event(room, bodyLike(QStringLiteral("von mir"))).isEmpty());
    }

    void ourBackupIsReadByAnotherClient()
    {
        auto us = makeClient(3, QStringLiteral("vierte"));
        QVERIFY(us);
        auto &machine = us->machine();
        QVERIFY(bootstrap(*us));
        const auto room = us->createRoom({});
        QVERIFY(!us->sendText(room, QStringLiteral("aufgehoben")).isEmpty());
        const auto made = waitedFor(machine.newBackup());
        QVERIFY(made);
        QCOMPARE(made->key.size(), 32);
        const auto version =
            us->ask("POST", QString(root + QStringLiteral("room_keys/version")), made->body).body.value(QLatin1StringView("version")).toString();
        const auto info = us->ask("GET", QString(root + QStringLiteral("room_keys/version"))).body;
        QVERIFY(waitedFor(machine.trustOfBackup(info))->isSigned);
        QVERIFY(waitedFor(machine.saveBackupKey(made->key, version, info)));
        QVERIFY(waitedFor(machine.enableBackup(made->publicKey, version)));
        QVERIFY(upload(*us));
        QCOMPARE(*waitedFor(machine.backupKey()), std::optional(made->key));

        // All of it into secret storage, for whoever comes with the recovery key.
        const auto key = SecretStorageKey::ofPassphrase(QStringLiteral("Satz zum Merken"));
        const auto keyId = SecretStorageKey::newId();
        const auto keep = [&](const QString &type, const QJsonObject &content) {
            return us->ask("PUT", QString(root + QStringLiteral("user/") + us->user() + QStringLiteral("/account_data/") + type), content).status == 200;
        };
        QVERIFY(keep(QString(QStringLiteral("m.secret_storage.key.") + keyId), key.description()));
        QVERIFY(keep(QStringLiteral("m.secret_storage.default_key"), {{QStringLiteral("key"), keyId}}));
        const auto keys = waitedFor(machine.exportSigningKeys());
        QVERIFY(keys && *keys);
        const QMap<QString, QByteArray> secrets{{QStringLiteral("m.cross_signing.master"), (*keys)->master.toLatin1()},
                                                {QStringLiteral("m.cross_signing.self_signing"), (*keys)->selfSigning.toLatin1()},
                                                {QStringLiteral("m.cross_signing.user_signing"), (*keys)->userSigning.toLatin1()},
                                                {QStringLiteral("m.megolm_backup.v1"), made->key.toBase64()}};
        for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
            QVERIFY(keep(secret.key(), {{QStringLiteral("encrypted"), QJsonObject{{keyId, key.encrypted(secret.key(), secret.value())}}}}));
        }
        MatrixPeer other(*m_workplace, QStringLiteral("andere"));
        QVERIFY(other.signIn(*m_workplace, 3));
        const auto restored = other.tell(QStringLiteral("restore"), {{QStringLiteral("recoveryKey"), key.recoveryKey()}});
        QCOMPARE(other.error(), QString());
        QVERIFY(restored.value(QLatin1StringView("imported")).toInteger() >= 1);
        QVERIFY(!other.event(room, bodyLike(QStringLiteral("aufgehoben"))).isEmpty());
        // That device signed itself, so ours trusts it and gives it keys under the strictest policy.
        QVERIFY(us->sync());
        QVERIFY(!us->send(room, text(QStringLiteral("nur für Geprüfte")), QStringLiteral("m.room.message"),
                          {.share = CryptoRoomPolicy::Share::TrustedDevices})
                     .isEmpty());
        QVERIFY(!other.event(room, bodyLike(QStringLiteral("nur für Geprüfte"))).isEmpty());
    }

    void aVerifiedDeviceGetsTheSecretsOfTheOthers()
    {
        MatrixPeer other(*m_workplace, QStringLiteral("selbst"));
        QVERIFY(other.signIn(*m_workplace, 2, {{QStringLiteral("accept"), true}, {QStringLiteral("confirm"), true}}));
        if (m_recovery.isEmpty()) { // this test alone
            other.tell(QStringLiteral("setUp"));
        } else {
            other.tell(QStringLiteral("restore"), {{QStringLiteral("recoveryKey"), m_recovery}});
        }
        QCOMPARE(other.error(), QString());
        auto ours = makeClient(2, QStringLiteral("selbst"));
        QVERIFY(ours);
        std::swap(m_us, ours); // the steps below are ours
        const auto back = qScopeGuard([&] {
            std::swap(m_us, ours);
        });
        auto &machine = m_us->machine();
        QVERIFY(m_us->sync());
        const auto query = waitedFor(machine.queryUsers({m_us->user()}));
        QVERIFY(query && m_us->carry({*query}));
        auto status = waitedFor(machine.signingStatus());
        QVERIFY(status && status->isIdentityKnown && !status->isIdentityVerified && !status->isComplete());
        QVERIFY(step(machine.requestVerification(m_us->user(), other.device())));
        QVERIFY(reach(CryptoVerification::Phase::Ready));
        QVERIFY(m_us->verifications.last().isSelf);
        QVERIFY(step(machine.startEmoji(m_us->user(), flow())));
        QVERIFY(reach(CryptoVerification::Phase::Comparing));
        QVERIFY(step(machine.confirm(m_us->user(), flow())));
        QVERIFY(reach(CryptoVerification::Phase::Done));
        status = waitedFor(machine.signingStatus());
        QVERIFY(status && status->isIdentityVerified);
        (void)waitedFor(machine.requestSecrets());
        QVERIFY(waitUntil(
            [&] {
                m_us->sync();
                const auto now = waitedFor(machine.signingStatus());
                return now && now->isComplete() && !m_us->secrets.isEmpty();
            },
            std::chrono::seconds(30)));
        // The key of the backup came along, and fits.
        const auto info = m_us->ask("GET", QString(root + QStringLiteral("room_keys/version"))).body;
        const auto key = QByteArray::fromBase64(m_us->secrets.last().toLatin1());
        QVERIFY(waitedFor(machine.saveBackupKey(key, info.value(QLatin1StringView("version")).toString(), info)));
    }

    void withheldKeysSayWhy()
    {
        m_peer->tell(QStringLiteral("onlyVerified"));
        m_peer->tell(QStringLiteral("rotate"), {{QStringLiteral("room"), m_room}});
        auto stranger = makeClient(0, QStringLiteral("unsigned"));
        QVERIFY(stranger);
        QVERIFY(stranger->sync());
        const auto before = stranger->decryptAll(m_room).size();
        m_peer->send(m_room, QStringLiteral("nicht für dich"));
        QVERIFY(waitUntil(
            [&] {
                stranger->sync();
                const auto all = stranger->decryptAll(m_room);
                return all.size() > before && all.last().failure == CryptoDecrypted::Failure::KeyWithheld
                    && all.last().withheldCode == QLatin1StringView("m.unverified");
            },
            std::chrono::seconds(30)));
        m_peer->tell(QStringLiteral("onlyVerified"), {{QStringLiteral("on"), false}});
    }

    void killsDuringTheExchangeLoseNoKey()
    {
        auto us = makeClient(0, QStringLiteral("killed"));
        QVERIFY(us);
        QVERIFY(us->sync());
        QStringList texts;
        for (int round = 0; round < 8; ++round) {
            m_peer->tell(QStringLiteral("rotate"), {{QStringLiteral("room"), m_room}});
            const auto message = QStringLiteral("kill %1").arg(round);
            QVERIFY2(!m_peer->send(m_room, message).isEmpty(), qPrintable(m_peer->error()));
            texts << message;
            const auto pid = us->machine().processId();
            QTimer::singleShot(round * 9, &us->machine(), [pid] {
                if (pid > 0) {
                    ::kill(pid_t(pid), SIGKILL);
                }
            });
            us->sync(); // as far as it gets
            QTest::qWait(50);
        }
        for (const auto &message : std::as_const(texts)) {
            QVERIFY2(us->waitForText(m_room, message).isClear(), qPrintable(message));
        }
        const auto opened = waitedFor(us->machine().open(us->identity()));
        QVERIFY(opened && !opened->isRestored);
        // And the other side still understands us.
        QVERIFY(!us->sendText(m_room, QStringLiteral("überlebt")).isEmpty());
        QVERIFY(!m_peer->event(m_room, bodyLike(QStringLiteral("überlebt"))).isEmpty());
    }

private:
    std::unique_ptr<CryptoClient> makeClient(int user, const QString &folder)
    {
        auto client = std::make_unique<CryptoClient>(*m_workplace, user, m_folder.filePath(folder));
        if (!client->signIn()) {
            return {};
        }
        const auto opened = client->open();
        if (!opened) {
            qWarning() << opened.error().message << opened.error().detail;
            return {};
        }
        return client;
    }

    bool bootstrap(CryptoClient &client)
    {
        const auto made = waitedFor(client.machine().bootstrapSigning(CryptoMachine::Identity::Reset));
        if (!made || (made->deviceKeys && !client.carry({*made->deviceKeys}))) {
            return false;
        }
        // Servers ask for the password where there is an identity already.
        auto answer = client.ask(made->signingKeys.method, made->signingKeys.path, made->signingKeys.body);
        if (answer.status == 401) {
            const auto person = m_workplace->user(client.user() == m_us->user() ? 0 : 3);
            auto body = QJsonDocument::fromJson(made->signingKeys.body).object();
            body.insert(QLatin1StringView("auth"),
                        QJsonObject{{QStringLiteral("type"), QStringLiteral("m.login.password")},
                                    {QStringLiteral("session"), answer.body.value(QLatin1StringView("session"))},
                                    {QStringLiteral("identifier"), QJsonObject{{QStringLiteral("type"), QStringLiteral("m.id.user")},
                                                                               {QStringLiteral("user"), client.user()}}},
                                    {QStringLiteral("password"), person.password}});
            answer = client.ask(made->signingKeys.method, made->signingKeys.path, body);
        }
        const bool isSigned = answer.status == 200 && client.carry({made->signatures});
        const auto query = waitedFor(client.machine().queryUsers({client.user()}));
        return isSigned && query && client.carry({*query});
    }

    bool upload(CryptoClient &client)
    {
        for (int round = 0; round < 20; ++round) {
            const auto next = waitedFor(client.machine().nextBackup());
            if (!next) {
                return false;
            }
            if (!*next) {
                return true;
            }
            if (!client.carry({**next})) {
                return false;
            }
        }
        return false;
    }

    QString flow() const
    {
        return m_us->verifications.isEmpty() ? QString() : m_us->verifications.last().flowId;
    }

    /// Sends what a step wants; in the encrypted room as everything else.
    bool send(const QList<CryptoRequest> &requests)
    {
        for (const auto &request : requests) {
            if (request.kind == CryptoRequest::Kind::RoomMessage) {
                const auto event = m_us->send(request.roomId, QJsonDocument::fromJson(request.body).object(), request.eventType);
                const auto answer = QJsonDocument(QJsonObject{{QStringLiteral("event_id"), event}}).toJson();
                if (event.isEmpty() || !waitedFor(m_us->machine().answered(request, answer))) {
                    return false;
                }
            } else if (!m_us->carry({request})) {
                return false;
            }
        }
        return true;
    }

    bool step(QFuture<Result<CryptoVerificationStep>> future)
    {
        const auto result = waitedFor(std::move(future));
        if (!result) {
            qWarning() << result.error().message << result.error().detail;
        }
        return result && send(result->requests);
    }

    /// Others send what belongs to a verification in clear, also in encrypted rooms.
    void giveVerification(QJsonObject event)
    {
        if (event.value(QLatin1StringView("type")) == QLatin1StringView("m.room.encrypted")) {
            const auto clear = waitedFor(m_us->machine().decrypt({{m_room, event}})).value_or(QList<CryptoDecrypted>()).value(0);
            event.insert(QLatin1StringView("type"), clear.type);
            event.insert(QLatin1StringView("content"), clear.content);
        }
        const bool isOfThis = event.value(QLatin1StringView("type")).toString().startsWith(QLatin1StringView("m.key.verification."))
            || event.value(QLatin1StringView("content")).toObject().value(QLatin1StringView("msgtype")) == QLatin1StringView("m.key.verification.request");
        if (isOfThis && event.value(QLatin1StringView("sender")).toString() != m_us->user()) {
            const auto taken = waitedFor(m_us->machine().receiveVerification(m_room, event));
            if (!taken) {
                qWarning() << event.value(QLatin1StringView("type")) << taken.error().detail;
            }
        }
    }

    bool reach(CryptoVerification::Phase phase)
    {
        qsizetype given = m_given.value(m_room);
        const bool isThere = waitUntil(
            [&] {
                if (!m_us->verifications.isEmpty() && m_us->verifications.last().phase >= phase) {
                    return true;
                }
                m_us->sync();
                const auto all = m_us->timeline(m_room);
                for (; given < all.size(); ++given) {
                    giveVerification(all.at(given));
                }
                const auto wanted = waitedFor(m_us->machine().outgoing());
                return wanted && !send(*wanted);
            },
            std::chrono::seconds(30));
        m_given.insert(m_room, given);
        if (!isThere || m_us->verifications.isEmpty() || m_us->verifications.last().phase != phase) {
            qWarning() << "phase" << int(phase) << "not reached:"
                       << (m_us->verifications.isEmpty() ? -1 : int(m_us->verifications.last().phase))
                       << (m_us->verifications.isEmpty() ? QString() : m_us->verifications.last().cancelCode);
            return false;
        }
        return true;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<MatrixPeer> m_peer;
    std::unique_ptr<CryptoClient> m_us;
    QString m_room;
    QString m_recovery; ///< of the third person
    QHash<QString, qsizetype> m_given;
};

QTEST_GUILESS_MAIN(CryptoConversationTest)
#include "cryptoconversationtest.moc"
