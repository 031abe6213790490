// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerdevices.h"

#include "chat/chattext.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
QString inGroups(const QString &fingerprint)
{
    QString grouped;
    for (qsizetype i = 0; i < fingerprint.size(); i += 4) {
        grouped += (i > 0 ? u" "_s : QString()) + fingerprint.mid(i, 4);
    }
    return grouped;
}
}

ChatSynchronizerDevices::ChatSynchronizerDevices(std::shared_ptr<ChatSynchronizerSession> session, std::shared_ptr<ChatSynchronizerKeys> keys)
    : m_session(std::move(session))
    , m_keys(std::move(keys))
{
}

Error ChatSynchronizerDevices::asked(const MatrixQuestion &question, const QString &password)
{
    Error error;
    error.kind = Error::Kind::Unauthorized;
    if (question.takesPassword) {
        error.message = password.isEmpty() ? i18nc("@info", "The server wants your password for this.")
                                           : i18nc("@info", "The server did not accept this password.");
    } else if (!question.page.isEmpty()) {
        error.message = i18nc("@info %1 is an address of the web", "The server wants you to confirm this in the browser: %1", question.page.toString());
    } else {
        error.kind = Error::Kind::Forbidden;
        error.message = i18nc("@info", "The server wants a confirmation for this that Kontor cannot give. Use the web page of your provider.");
    }
    return error;
}

Task<Result<CryptoUser>> ChatSynchronizerDevices::user(std::shared_ptr<CryptoMachine> machine, QString userId)
{
    auto self = shared_from_this();
    const auto query = co_await resultOf(machine->queryUsers({userId}));
    if (query) {
        const auto asked = co_await m_keys->send(*query);
        if (!asked && !isPassing(asked.error().kind)) {
            co_return std::unexpected(asked.error());
        }
    }
    auto known = co_await resultOf(machine->user(userId));
    if (!known) {
        co_return std::unexpected(asCryptoError(known.error()));
    }
    co_return known;
}

Task<Result<ChatEncryptionState>> ChatSynchronizerDevices::encryption()
{
    auto self = shared_from_this();
    ChatEncryptionState state;
    const auto credentials = co_await m_session->options.signIn->remembered();
    if (credentials && *credentials) {
        state.deviceId = (*credentials)->deviceId;
    }
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        state.sentence = machine.error().message;
        co_return state;
    }
    state.isAvailable = true;
    state.fingerprint = inGroups(m_session->opened().fingerprint);
    if (m_session->opened().isRestored) {
        state.sentence = i18nc("@info", "The store of keys was damaged; an earlier state of it was put back. Some messages may have become unreadable.");
    }
    const auto signing = co_await resultOf((*machine)->signingStatus());
    if (signing) {
        state.hasIdentity = signing->isIdentityKnown || signing->hasMaster;
        state.isVerified = signing->isDeviceSigned;
    }
    const auto backup = co_await resultOf((*machine)->backupStatus());
    if (backup) {
        state.isBackupUsed = backup->isEnabled && backup->hasKey;
        state.keys = int(backup->total);
        state.keysToBackUp = int(std::max<qint64>(backup->total - backup->backedUp, 0));
    }
    const auto link = co_await m_session->link();
    if (!link) {
        state.hasBackup = state.isBackupUsed;
        state.hasRecovery = state.isBackupUsed;
        co_return state; // what is known here, without the server
    }
    const auto devices = (*link)->devices();
    const auto version = co_await devices.backupVersion();
    state.hasBackup = version ? version->has_value() : state.isBackupUsed;
    const auto preferences = (*link)->preferences();
    const auto storage = co_await preferences.accountData(u"m.secret_storage.default_key"_s);
    state.hasRecovery = storage && !storage->value("key"_L1).toString().isEmpty();
    if (!state.hasIdentity && credentials && *credentials) {
        const auto own = co_await user(*machine, (*credentials)->userId);
        state.hasIdentity = own && !own->masterKey.isEmpty();
    }
    co_return state;
}

Task<Result<QList<ChatDevice>>> ChatSynchronizerDevices::devices(QString userId)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const bool isOwn = userId.isEmpty() || userId == (*link)->userId;
    QHash<QString, CryptoDevice> keys;
    const auto machine = co_await m_session->crypto();
    if (machine) {
        const auto known = co_await user(*machine, isOwn ? (*link)->userId : userId);
        for (const auto &device : known.value_or(CryptoUser{}).devices) {
            keys.insert(device.deviceId, device);
        }
    } else if (!isOwn) {
        co_return std::unexpected(machine.error());
    }
    QList<ChatDevice> list;
    const auto describe = [&keys](ChatDevice device) {
        const auto key = keys.constFind(device.deviceId);
        if (key != keys.cend()) {
            device.hasEncryption = true;
            device.isVerified = key->isVerified;
            device.fingerprint = inGroups(key->fingerprint);
            device.name = device.name.isEmpty() ? ChatText::line(key->name) : device.name;
        }
        return device;
    };
    if (!isOwn) {
        for (const auto &key : std::as_const(keys)) {
            list << describe(ChatDevice{.deviceId = key.deviceId});
        }
        co_return list;
    }
    const auto asking = (*link)->devices();
    const auto told = co_await asking.list();
    if (!told) {
        co_return std::unexpected(told.error());
    }
    for (const auto &one : *told) {
        ChatDevice device;
        device.deviceId = one.deviceId;
        device.name = ChatText::line(one.name);
        device.address = ChatText::line(one.lastAddress);
        device.seen = one.lastSeen > 0 ? QDateTime::fromMSecsSinceEpoch(one.lastSeen) : QDateTime();
        device.isThisOne = one.deviceId == (*link)->deviceId;
        list << describe(device);
    }
    co_return list;
}

Task<Result<void>> ChatSynchronizerDevices::rename(QString deviceId, QString name)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto devices = (*link)->devices();
    co_return co_await devices.rename(deviceId, name);
}

Task<Result<void>> ChatSynchronizerDevices::remove(QString deviceId, QString password)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (deviceId == (*link)->deviceId) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "This is the device you are using. Remove the account to sign it out."));
    }
    const auto devices = (*link)->devices();
    std::optional<MatrixProof> proof;
    if (!password.isEmpty()) {
        proof = MatrixProof{.user = (*link)->userId, .password = password};
    }
    const auto removed = co_await devices.remove({deviceId}, proof);
    if (!removed) {
        co_return std::unexpected(removed.error());
    }
    if (removed->question) {
        co_return std::unexpected(asked(*removed->question, password));
    }
    co_return {};
}

Task<Result<bool>> ChatSynchronizerDevices::isVerified(QString userId)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const auto known = co_await resultOf((*machine)->user(userId));
    if (!known) {
        co_return std::unexpected(asCryptoError(known.error()));
    }
    co_return known->isVerified;
}

Task<Result<void>> ChatSynchronizerDevices::trustNewIdentity(QString userId)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const auto known = co_await resultOf((*machine)->user(userId));
    if (!known) {
        co_return std::unexpected(asCryptoError(known.error()));
    }
    Result<void> done;
    if (known->isViolated) {
        done = co_await resultOf((*machine)->withdrawVerification(userId));
    }
    if (done) {
        done = co_await resultOf((*machine)->approveIdentity(userId));
    }
    if (!done) {
        co_return std::unexpected(asCryptoError(done.error()));
    }
    if (m_session->encryptionChanged) {
        m_session->encryptionChanged();
    }
    co_return {};
}

}
