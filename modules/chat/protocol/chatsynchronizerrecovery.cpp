// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerrecovery.h"

#include "base/log.h"

#include <KLocalizedString>
#include <QJsonDocument>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto bare = QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals;
const QString backupSecret = u"m.megolm_backup.v1"_s;
const QString masterSecret = u"m.cross_signing.master"_s;
const QString selfSecret = u"m.cross_signing.self_signing"_s;
const QString userSecret = u"m.cross_signing.user_signing"_s;

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QString publicKeyOf(const QJsonObject &info)
{
    return info.value("auth_data"_L1).toObject().value("public_key"_L1).toString();
}

/// One session_data, of any room.
QJsonObject anySession(const QJsonObject &keys)
{
    const auto rooms = keys.value("rooms"_L1).toObject();
    for (const auto &room : rooms) {
        const auto sessions = room.toObject().value("sessions"_L1).toObject();
        for (const auto &session : sessions) {
            return session.toObject().value("session_data"_L1).toObject();
        }
    }
    return {};
}
}

ChatSynchronizerRecovery::ChatSynchronizerRecovery(std::shared_ptr<ChatSynchronizerSession> session,
                                                   std::shared_ptr<ChatSynchronizerKeys> keys,
                                                   std::shared_ptr<ChatSynchronizerDevices> devices)
    : m_session(std::move(session))
    , m_keys(std::move(keys))
    , m_devices(std::move(devices))
{
}

void ChatSynchronizerRecovery::connectMachine()
{
    if (const auto machine = m_session->options.machine.get()) {
        m_connections << QObject::connect(machine, &CryptoMachine::secretArrived, machine, [this](const QString &name, const QString &value) {
            if (name == backupSecret) {
                takeBackupKey(value);
            } else {
                tell();
            }
        });
        m_connections << QObject::connect(machine, &CryptoMachine::identityChanged, machine, [this](const QString &) {
            tell();
        });
    }
}

void ChatSynchronizerRecovery::disconnectMachine()
{
    for (const auto &connection : std::exchange(m_connections, {})) {
        QObject::disconnect(connection);
    }
}

void ChatSynchronizerRecovery::tell() const
{
    if (m_session->encryptionChanged && !m_session->isStopped) {
        m_session->encryptionChanged();
    }
}

void ChatSynchronizerRecovery::resume()
{
    resumeNow();
}

Task<> ChatSynchronizerRecovery::resumeNow()
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    const auto link = co_await m_session->link();
    if (!machine || !link) {
        co_return;
    }
    co_await lookAtOneself(*machine, *link);
    tell();
    const auto devices = (*link)->devices();
    const auto version = co_await devices.backupVersion();
    const auto status = co_await resultOf((*machine)->backupStatus());
    if (!version || !status) {
        co_return;
    }
    if (!*version) {
        if (status->isEnabled) {
            co_await resultOf((*machine)->disableBackup());
            tell();
        }
        co_return;
    }
    const auto info = objectOf((*version)->body);
    const auto trust = co_await resultOf((*machine)->trustOfBackup(info));
    const bool isOurs = trust && trust->isOurKey && status->hasKey;
    if (isOurs && (!status->isEnabled || status->version != (*version)->version)) {
        const auto enabled = co_await resultOf((*machine)->enableBackup(publicKeyOf(info), (*version)->version));
        if (enabled) {
            tell();
        }
    }
    if (isOurs) {
        m_keys->backUpSoon();
    } else if (const auto signing = co_await resultOf((*machine)->signingStatus()); signing && signing->isDeviceSigned) {
        co_await resultOf((*machine)->requestSecrets()); // another device may have the key
        m_keys->pumpSoon();
    }
}

/// Another device gave us the backup's key.
Task<> ChatSynchronizerRecovery::takeBackupKey(QString value)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    const auto link = co_await m_session->link();
    if (!machine || !link) {
        co_return;
    }
    const auto restored = co_await restore(*machine, *link, QByteArray::fromBase64(value.toLatin1()));
    if (!restored) {
        qCInfo(logSync) << "the key of the backup that came does not fit:" << kindName(restored.error().kind) << restored.error().detail;
    }
    tell();
}

/// One's own identity and devices, as the server has them now.
Task<Result<void>> ChatSynchronizerRecovery::lookAtOneself(Machine machine, Link link)
{
    auto self = shared_from_this();
    const auto query = co_await resultOf(machine->queryUsers({link->userId}));
    if (!query) {
        co_return std::unexpected(asCryptoError(query.error()));
    }
    co_return co_await m_keys->send(*query);
}

/// Makes the identity public; asks for the password if the server does.
Task<Result<void>> ChatSynchronizerRecovery::publish(Machine machine, Link link, CryptoMachine::Identity identity, QString password)
{
    auto self = shared_from_this();
    const auto bootstrap = co_await resultOf(machine->bootstrapSigning(identity));
    if (!bootstrap) {
        co_return std::unexpected(asCryptoError(bootstrap.error()));
    }
    if (bootstrap->deviceKeys) {
        const auto sent = co_await m_keys->send(*bootstrap->deviceKeys);
        if (!sent) {
            co_return sent;
        }
    }
    std::optional<MatrixProof> proof;
    if (!password.isEmpty()) {
        proof = MatrixProof{.user = link->userId, .password = password};
    }
    const auto devices = link->devices();
    const auto &request = bootstrap->signingKeys;
    const auto sent = co_await devices.sendWeighty(request.method, request.path, request.body, proof);
    if (!sent) {
        co_return std::unexpected(sent.error());
    }
    if (sent->question) {
        co_return std::unexpected(ChatSynchronizerDevices::asked(*sent->question, password));
    }
    if (!request.id.isEmpty()) {
        co_await resultOf(machine->answered(request, sent->body));
    }
    const auto isSigned = co_await m_keys->send(bootstrap->signatures);
    if (!isSigned) {
        co_return isSigned;
    }
    co_return co_await lookAtOneself(machine, link);
}

/// The backup that is used, or a new one; answers its key.
Task<Result<QByteArray>> ChatSynchronizerRecovery::backup(Machine machine, Link link)
{
    auto self = shared_from_this();
    const auto devices = link->devices();
    const auto there = co_await devices.backupVersion();
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (*there) {
        const auto info = objectOf((*there)->body);
        const auto trust = co_await resultOf(machine->trustOfBackup(info));
        const auto key = co_await resultOf(machine->backupKey());
        if (trust && trust->isOurKey && key && *key) {
            co_await resultOf(machine->enableBackup(publicKeyOf(info), (*there)->version));
            co_return **key;
        }
    }
    const auto made = co_await resultOf(machine->newBackup());
    if (!made) {
        co_return std::unexpected(asCryptoError(made.error()));
    }
    const auto version = co_await devices.createBackup(made->body);
    if (!version) {
        co_return std::unexpected(version.error());
    }
    const auto body = co_await devices.backupVersion();
    if (!body || !*body || (*body)->version != *version) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server does not know the backup that was just made."));
    }
    const auto saved = co_await resultOf(machine->saveBackupKey(made->key, *version, objectOf((*body)->body)));
    if (!saved) {
        co_return std::unexpected(asCryptoError(saved.error()));
    }
    const auto enabled = co_await resultOf(machine->enableBackup(made->publicKey, *version));
    if (!enabled) {
        co_return std::unexpected(asCryptoError(enabled.error()));
    }
    co_return made->key;
}

Task<Result<void>> ChatSynchronizerRecovery::keepSecrets(Machine machine, Link link, SecretStorageKey storage, QByteArray backupKey)
{
    auto self = shared_from_this();
    const auto signing = co_await resultOf(machine->exportSigningKeys());
    if (!signing) {
        co_return std::unexpected(asCryptoError(signing.error()));
    }
    QList<std::pair<QString, QByteArray>> secrets{{backupSecret, backupKey.toBase64(bare)}};
    if (*signing) {
        secrets << std::pair(masterSecret, (*signing)->master.toLatin1()) << std::pair(selfSecret, (*signing)->selfSigning.toLatin1())
                << std::pair(userSecret, (*signing)->userSigning.toLatin1());
    }
    const auto preferences = link->preferences();
    const auto id = SecretStorageKey::newId();
    auto kept = co_await preferences.putAccountData(u"m.secret_storage.key."_s + id, storage.description());
    for (const auto &[name, value] : std::as_const(secrets)) {
        if (!kept) {
            break;
        }
        if (!value.isEmpty()) {
            kept = co_await preferences.putAccountData(name, QJsonObject{{u"encrypted"_s, QJsonObject{{id, storage.encrypted(name, value)}}}});
        }
    }
    if (kept) { // last: until then the old one holds
        kept = co_await preferences.putAccountData(u"m.secret_storage.default_key"_s, QJsonObject{{u"key"_s, id}});
    }
    co_return kept;
}

Task<Result<QString>> ChatSynchronizerRecovery::setUp(QString passphrase, QString password)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto looked = co_await lookAtOneself(*machine, *link);
    if (!looked) {
        co_return std::unexpected(looked.error());
    }
    const auto status = co_await resultOf((*machine)->signingStatus());
    if (!status) {
        co_return std::unexpected(asCryptoError(status.error()));
    }
    if (status->isIdentityKnown && !status->isComplete()) {
        co_return failure(Error::Kind::Conflict,
                          i18nc("@info", "This account has an identity already, which this device does not know. Enter its recovery key, verify this device with another "
                                         "one, or make a new identity."));
    }
    const auto published = co_await publish(*machine, *link, CryptoMachine::Identity::Keep, password);
    if (!published) {
        co_return std::unexpected(published.error());
    }
    const auto key = co_await backup(*machine, *link);
    if (!key) {
        co_return std::unexpected(key.error());
    }
    const auto making = QtConcurrent::run([passphrase]() -> Result<SecretStorageKey> {
        return passphrase.isEmpty() ? SecretStorageKey::fresh() : SecretStorageKey::ofPassphrase(passphrase);
    });
    const auto storage = co_await resultOf(making);
    if (!storage) {
        co_return std::unexpected(storage.error());
    }
    const auto kept = co_await keepSecrets(*machine, *link, *storage, *key);
    if (!kept) {
        co_return std::unexpected(kept.error());
    }
    m_keys->backUpSoon();
    tell();
    co_return storage->recoveryKey();
}

Task<Result<std::optional<QByteArray>>> ChatSynchronizerRecovery::secret(Link link, SecretStorageKey storage, QString id, QString name)
{
    auto self = shared_from_this();
    const auto preferences = link->preferences();
    const auto data = co_await preferences.accountData(name);
    if (!data) {
        co_return data.error().kind == Error::Kind::NotFound ? Result<std::optional<QByteArray>>(std::nullopt) : std::unexpected(data.error());
    }
    const auto encrypted = data->value("encrypted"_L1).toObject().value(id).toObject();
    if (encrypted.isEmpty()) {
        co_return std::nullopt;
    }
    auto opened = storage.decrypted(name, encrypted);
    if (!opened) {
        co_return std::unexpected(opened.error());
    }
    co_return std::optional(*std::move(opened));
}

/// The identity's private keys; this device is signed with them.
Task<Result<void>> ChatSynchronizerRecovery::takeIdentity(Machine machine, Link link, SecretStorageKey storage, QString id)
{
    auto self = shared_from_this();
    CryptoSigningKeys keys;
    const std::array<std::pair<QString, QString *>, 3> names{std::pair(masterSecret, &keys.master), std::pair(selfSecret, &keys.selfSigning), std::pair(userSecret, &keys.userSigning)};
    for (const auto &[name, target] : names) {
        const auto value = co_await secret(link, storage, id, name);
        if (!value) {
            co_return std::unexpected(value.error());
        }
        *target = *value ? QString::fromLatin1(**value) : QString();
    }
    if (keys.selfSigning.isEmpty()) {
        co_return {}; // a storage without an identity
    }
    const auto looked = co_await lookAtOneself(machine, link);
    if (!looked) {
        co_return looked;
    }
    const auto imported = co_await resultOf(machine->importSigningKeys(keys));
    if (!imported) {
        co_return std::unexpected(asCryptoError(imported.error()));
    }
    const auto signature = co_await resultOf(machine->signOwnDevice());
    if (!signature) {
        co_return std::unexpected(asCryptoError(signature.error()));
    }
    const auto isSigned = co_await m_keys->send(*signature);
    if (!isSigned) {
        co_return isSigned;
    }
    co_return co_await lookAtOneself(machine, link);
}

/// Reads one session with the key: whoever was given a wrong one shall hear of it now and not some day.
Task<Result<void>> ChatSynchronizerRecovery::prove(Machine machine, Link link, QByteArray key, QString version)
{
    auto self = shared_from_this();
    const auto devices = link->devices();
    const auto body = co_await devices.backedUpKeys(version);
    if (!body) {
        co_return body.error().kind == Error::Kind::NotFound ? Result<void>() : std::unexpected(body.error());
    }
    const auto session = anySession(objectOf(*body));
    if (session.isEmpty()) {
        co_return {};
    }
    const auto proven = co_await resultOf(machine->proveBackup(key, session));
    if (!proven) {
        co_return std::unexpected(asCryptoError(proven.error()));
    }
    co_return {};
}

Task<Result<int>> ChatSynchronizerRecovery::restore(Machine machine, Link link, QByteArray key)
{
    auto self = shared_from_this();
    const auto devices = link->devices();
    const auto version = co_await devices.backupVersion();
    if (!version) {
        co_return std::unexpected(version.error());
    }
    if (!*version) {
        co_return 0;
    }
    const auto info = objectOf((*version)->body);
    const auto number = (*version)->version;
    const auto saved = co_await resultOf(machine->saveBackupKey(key, number, info));
    if (!saved) {
        co_return std::unexpected(asCryptoError(saved.error()));
    }
    const auto proven = co_await prove(machine, link, key, number);
    if (!proven) {
        co_return std::unexpected(proven.error());
    }
    const auto body = co_await devices.backedUpKeys(number);
    if (!body && body.error().kind != Error::Kind::NotFound) {
        co_return std::unexpected(body.error());
    }
    int count = 0;
    if (body) {
        const auto imported = co_await resultOf(machine->importBackup(number, objectOf(*body)));
        if (!imported) {
            co_return std::unexpected(asCryptoError(imported.error()));
        }
        count = int(imported->imported);
    }
    co_await resultOf(machine->enableBackup(publicKeyOf(info), number));
    m_keys->readEverythingAgain();
    m_keys->backUpSoon();
    co_return count;
}

Task<Result<int>> ChatSynchronizerRecovery::recover(QString keyOrPassphrase)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto preferences = (*link)->preferences();
    const auto chosen = co_await preferences.accountData(u"m.secret_storage.default_key"_s);
    if (!chosen && chosen.error().kind != Error::Kind::NotFound) {
        co_return std::unexpected(chosen.error());
    }
    const auto id = chosen ? chosen->value("key"_L1).toString() : QString();
    if (id.isEmpty()) { // the key of a backup alone, as older programs gave it
        const auto key = RecoveryKey::fromText(keyOrPassphrase);
        if (!key) {
            co_return failure(Error::Kind::NotFound, i18nc("@info", "No recovery was set up for this account."));
        }
        co_return co_await restore(*machine, *link, *key);
    }
    const auto description = co_await preferences.accountData(u"m.secret_storage.key."_s + id);
    if (!description) {
        co_return std::unexpected(description.error());
    }
    const auto storage = co_await resultOf(QtConcurrent::run([description = *description, keyOrPassphrase] {
        return SecretStorageKey::opened(description, keyOrPassphrase);
    }));
    if (!storage) {
        co_return std::unexpected(storage.error());
    }
    const auto identity = co_await takeIdentity(*machine, *link, *storage, id);
    if (!identity) {
        co_return std::unexpected(identity.error());
    }
    const auto key = co_await secret(*link, *storage, id, backupSecret);
    if (!key) {
        co_return std::unexpected(key.error());
    }
    int count = 0;
    if (*key) {
        const auto restored = co_await restore(*machine, *link, QByteArray::fromBase64(**key));
        if (!restored) {
            co_return std::unexpected(restored.error());
        }
        count = *restored;
    }
    m_keys->pumpSoon();
    tell();
    co_return count;
}

Task<Result<void>> ChatSynchronizerRecovery::resetIdentity(QString password)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto published = co_await publish(*machine, *link, CryptoMachine::Identity::Reset, password);
    tell();
    co_return published;
}

Task<Result<QByteArray>> ChatSynchronizerRecovery::exportKeys(QString passphrase)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    auto file = co_await resultOf((*machine)->exportKeys(passphrase));
    if (!file) {
        co_return std::unexpected(asCryptoError(file.error()));
    }
    co_return file;
}

Task<Result<int>> ChatSynchronizerRecovery::importKeys(QByteArray file, QString passphrase)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const auto imported = co_await resultOf((*machine)->importKeys(file, passphrase));
    if (!imported) {
        co_return std::unexpected(imported.error().kind == Error::Kind::Unauthorized ? imported.error() : asCryptoError(imported.error()));
    }
    m_keys->readEverythingAgain();
    m_keys->backUpSoon();
    tell();
    co_return int(imported->imported);
}

Task<Result<void>> ChatSynchronizerRecovery::askForKeys(QString eventId)
{
    auto self = shared_from_this();
    const auto facts = co_await resultOf(m_session->options.memory->event(eventId));
    if (!facts) {
        co_return std::unexpected(facts.error());
    }
    if (!*facts) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "This message is gone."));
    }
    co_return co_await m_keys->ask(**facts);
}

}
