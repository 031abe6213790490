// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/keychainkeysource.h"

#include "base/await.h"

#include <KLocalizedString>

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QDir>
#include <QSaveFile>
#include <QUuid>

#include <qt6keychain/keychain.h>

namespace Kontor
{

namespace
{

const auto service = QStringLiteral("kontor");
constexpr std::chrono::milliseconds busPatience{5000};

struct Reply {
    QKeychain::Error code = QKeychain::OtherError;
    QString text;
    QByteArray data;
};

using Patience = std::chrono::milliseconds;

Task<Reply> finished(QKeychain::Job *job, QString entry, Patience patience)
{
    const Pending<Reply> pending;
    job->setKey(entry);
    QObject::connect(job, &QKeychain::Job::finished, [pending](QKeychain::Job *done) {
        Reply reply{.code = done->error(), .text = done->errorString(), .data = {}};
        if (const auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(done)) {
            reply.data = read->binaryData();
        }
        pending.complete(reply);
    });
    job->start();
    const auto result = co_await pending.result(patience);
    co_return result ? *result : Reply{.code = QKeychain::OtherError, .text = QStringLiteral("no answer"), .data = {}};
}

Task<Reply> readEntry(QString entry, Patience patience)
{
    return finished(new QKeychain::ReadPasswordJob(service), entry, patience);
}

Task<Reply> writeEntry(QString entry, QByteArray data, Patience patience)
{
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setBinaryData(data);
    return finished(job, entry, patience);
}

Task<Reply> deleteEntry(QString entry, Patience patience)
{
    return finished(new QKeychain::DeletePasswordJob(service), entry, patience);
}

enum class SecretService { Unknown, Open, Locked };

Task<QDBusMessage> called(QDBusMessage call)
{
    const Pending<QDBusMessage> pending;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, int(busPatience.count())));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, [pending](QDBusPendingCallWatcher *done) {
        pending.complete(done->reply());
        done->deleteLater();
    });
    const auto result = co_await pending.result(busPatience * 2);
    co_return result ? *result : QDBusMessage();
}

/// Asks the Secret Service itself whether its default collection is locked.
Task<SecretService> secretServiceState()
{
    if (!QDBusConnection::sessionBus().isConnected()) {
        co_return SecretService::Unknown;
    }
    const auto name = QStringLiteral("org.freedesktop.secrets");
    auto alias = QDBusMessage::createMethodCall(name, QStringLiteral("/org/freedesktop/secrets"), QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("ReadAlias"));
    alias.setArguments({QStringLiteral("default")});
    const auto collection = co_await called(alias);
    if (collection.type() != QDBusMessage::ReplyMessage || collection.arguments().isEmpty()) {
        co_return SecretService::Unknown;
    }
    const auto path = collection.arguments().constFirst().value<QDBusObjectPath>().path();
    if (path.size() < 2) {
        co_return SecretService::Unknown; // no collection yet
    }
    auto property = QDBusMessage::createMethodCall(name, path, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    property.setArguments({QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")});
    const auto locked = co_await called(property);
    if (locked.type() != QDBusMessage::ReplyMessage || locked.arguments().isEmpty()) {
        co_return SecretService::Unknown;
    }
    co_return locked.arguments().constFirst().value<QDBusVariant>().variant().toBool() ? SecretService::Locked : SecretService::Open;
}

KeyAnswer lockedAnswer(const QString &detail)
{
    return keyMissing(KeyState::Locked, i18nc("@info", "The key store of the desktop is locked. Unlock it and try again; Kontor's local data stays as it is."), detail);
}

Task<KeyAnswer> refused(Reply reply)
{
    const auto detail = QStringLiteral("keychain %1: %2").arg(int(reply.code)).arg(reply.text);
    const auto state = co_await secretServiceState();
    if (state == SecretService::Locked) {
        co_return lockedAnswer(detail);
    }
    if (reply.code == QKeychain::AccessDenied || reply.code == QKeychain::AccessDeniedByUser) {
        co_return keyMissing(KeyState::Denied, i18nc("@info", "Kontor was not allowed to use the key store of the desktop. Allow it and try again."), detail);
    }
    if (state == SecretService::Open) {
        co_return keyMissing(KeyState::Denied, i18nc("@info", "The key store of the desktop refused to keep Kontor's key."), detail);
    }
    co_return keyMissing(KeyState::Unavailable,
                         i18nc("@info", "This session has no working key store (Secret Service or KWallet). Start one, or use a passphrase instead."),
                         detail);
}

/// The random name of this store's entry; made only where a key may be made.
QString entryName(const QString &folder, KeyIntent intent)
{
    const auto path = folder + QStringLiteral("/key.name");
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        const auto known = QUuid::fromString(QString::fromLatin1(file.read(100)).trimmed());
        if (!known.isNull()) {
            return QStringLiteral("store ") + known.toString(QUuid::WithoutBraces);
        }
    }
    if (intent == KeyIntent::ExistingOnly) {
        return {};
    }
    const auto name = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QDir().mkpath(folder);
    QSaveFile fresh(path);
    if (!fresh.open(QIODevice::WriteOnly) || fresh.write(name.toLatin1() + '\n') < 0 || !fresh.commit()) {
        return {};
    }
    return QStringLiteral("store ") + name;
}

KeyAnswer absent(const QString &detail)
{
    return keyMissing(KeyState::Absent,
                      i18nc("@info", "The key of Kontor's local data is not in the key store of the desktop. Nothing was changed. Restore the key store, or move the local data aside to begin anew."),
                      detail);
}

}

KeychainKeySource::KeychainKeySource(const QString &storeFolder, std::chrono::milliseconds patience)
    : m_folder(storeFolder)
    , m_patience(patience)
{
}

QFuture<KeyAnswer> KeychainKeySource::key(KeyIntent intent)
{
    auto promise = std::make_shared<QPromise<KeyAnswer>>();
    promise->start();
    auto future = promise->future();
    answer(promise, m_folder, m_patience, intent);
    return future;
}

Task<> KeychainKeySource::answer(std::shared_ptr<QPromise<KeyAnswer>> promise, QString folder, Patience patience, KeyIntent intent)
{
    promise->addResult(co_await ask(folder, patience, intent));
    promise->finish();
}

Task<KeyAnswer> KeychainKeySource::ask(QString folder, Patience patience, KeyIntent intent)
{
    const auto entry = entryName(folder, intent);
    if (entry.isEmpty()) {
        if (intent == KeyIntent::ExistingOnly) {
            co_return absent(QStringLiteral("key.name is missing"));
        }
        co_return keyMissing(KeyState::Denied, i18nc("@info", "Kontor is not permitted to write to its folder %1.", folder));
    }
    auto reply = co_await readEntry(entry, patience);
    if (reply.code == QKeychain::EntryNotFound) {
        // Perhaps only locked. Writing tells, and lets the desktop ask the user to unlock.
        const auto probe = QStringLiteral("probe ") + QUuid::createUuid().toString(QUuid::WithoutBraces);
        const auto sample = randomKey();
        const auto written = co_await writeEntry(probe, sample, patience);
        if (written.code != QKeychain::NoError) {
            co_return co_await refused(written);
        }
        const auto read = co_await readEntry(probe, patience);
        co_await deleteEntry(probe, patience);
        if (read.code != QKeychain::NoError || read.data != sample) {
            co_return co_await refused(read);
        }
        reply = co_await readEntry(entry, patience);
    }
    if (reply.code == QKeychain::NoError) {
        if (reply.data.size() != 32) {
            co_return keyMissing(KeyState::Damaged, i18nc("@info", "The entry “%1” in the key store of the desktop is not a key of Kontor.", entry));
        }
        co_return keyPresent(reply.data);
    }
    if (reply.code != QKeychain::EntryNotFound) {
        co_return co_await refused(reply);
    }
    if (intent == KeyIntent::ExistingOnly) {
        co_return absent(QStringLiteral("no entry"));
    }

    const auto key = randomKey();
    const auto written = co_await writeEntry(entry, key, patience);
    if (written.code != QKeychain::NoError) {
        co_return co_await refused(written);
    }
    const auto read = co_await readEntry(entry, patience);
    if (read.code != QKeychain::NoError || read.data != key) {
        co_return co_await refused(read);
    }
    auto answer = keyPresent(key);
    answer.isNew = true;
    co_return answer;
}

}
