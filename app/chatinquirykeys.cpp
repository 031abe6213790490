// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is asked of the encryption, and of the server about devices.
#include "app/chatasking.h"
#include "app/chatinquiry.h"

#include <QFile>
#include <QSaveFile>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr qint64 largestKeyFile = qint64(256) << 20;
}

QFuture<Result<BlobId>> ChatInquiry::bringAttachment(ItemId event)
{
    return bring(event, ChatPart::File);
}

QFuture<Result<BlobId>> ChatInquiry::bringThumbnail(ItemId event)
{
    return bring(event, ChatPart::Thumbnail);
}

QFuture<Result<ChatEncryptionState>> ChatInquiry::encryption(CollectionId account)
{
    return ask<ChatEncryptionState>(placeOf(account), usualPatience, [](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->encryption(), server, question); });
}

QFuture<Result<QList<ChatDevice>>> ChatInquiry::devices(CollectionId account, const QString &userId)
{
    return ask<QList<ChatDevice>>(placeOf(account), usualPatience, [userId](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->devices(userId), server, question); });
}

QFuture<Result<void>> ChatInquiry::renameDevice(CollectionId account, const QString &deviceId, const QString &name)
{
    return ask<void>(placeOf(account), usualPatience, [deviceId, name](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->renameDevice(deviceId, name), server, question); });
}

QFuture<Result<void>> ChatInquiry::removeDevice(CollectionId account, const QString &deviceId, const QString &password)
{
    return ask<void>(placeOf(account), usualPatience,
                     [deviceId, password](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->removeDevice(deviceId, password), server, question); });
}

QFuture<Result<bool>> ChatInquiry::isVerified(CollectionId account, const QString &userId)
{
    return ask<bool>(placeOf(account), usualPatience, [userId](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->isVerified(userId), server, question); });
}

QFuture<Result<ChatVerification>> ChatInquiry::verify(CollectionId account, const QString &userId, const QString &deviceId)
{
    return ask<ChatVerification>(placeOf(account), usualPatience,
                                 [userId, deviceId](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->verify(userId, deviceId), server, question); });
}

QFuture<Result<void>> ChatInquiry::acceptVerification(CollectionId account, const QString &id)
{
    return ask<void>(placeOf(account), usualPatience, [id](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->acceptVerification(id), server, question); });
}

QFuture<Result<void>> ChatInquiry::confirmVerification(CollectionId account, const QString &id)
{
    return ask<void>(placeOf(account), usualPatience, [id](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->confirmVerification(id), server, question); });
}

QFuture<Result<void>> ChatInquiry::rejectVerification(CollectionId account, const QString &id)
{
    return ask<void>(placeOf(account), usualPatience, [id](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->rejectVerification(id), server, question); });
}

QFuture<Result<void>> ChatInquiry::trustNewIdentity(CollectionId account, const QString &userId)
{
    return ask<void>(placeOf(account), usualPatience, [userId](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->trustNewIdentity(userId), server, question); });
}

QFuture<Result<QString>> ChatInquiry::setUpRecovery(CollectionId account, const QString &passphrase, const QString &password)
{
    return ask<QString>(placeOf(account), longPatience,
                        [passphrase, password](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->setUpRecovery(passphrase, password), server, question); });
}

QFuture<Result<int>> ChatInquiry::recover(CollectionId account, const QString &keyOrPassphrase)
{
    return ask<int>(placeOf(account), longPatience, [keyOrPassphrase](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->recover(keyOrPassphrase), server, question); });
}

QFuture<Result<void>> ChatInquiry::resetIdentity(CollectionId account, const QString &password)
{
    return ask<void>(placeOf(account), longPatience, [password](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->resetIdentity(password), server, question); });
}

QFuture<Result<int>> ChatInquiry::exportKeys(CollectionId account, const QString &path, const QString &passphrase)
{
    const auto state = encryption(account);
    return ask<QByteArray>(placeOf(account), longPatience, [passphrase](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->exportKeys(passphrase), server, question); })
        .then(QtFuture::Launch::Async,
              [path](const Result<QByteArray> &bytes) {
                  return bytes.and_then([&path](const QByteArray &content) -> Result<void> {
                      QSaveFile file(path);
                      if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
                          return failure(Error::Kind::Storage, i18nc("@info", "The file %1 cannot be written: %2", path, file.errorString()));
                      }
                      QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
                      return {};
                  });
              })
        .then(this,
              [state](const Result<void> &written) {
                  return QFuture<Result<ChatEncryptionState>>(state).then([written](const Result<ChatEncryptionState> &known) {
                      return written.transform([&known] { return known ? known->keys : 0; });
                  });
              })
        .unwrap();
}

QFuture<Result<int>> ChatInquiry::importKeys(CollectionId account, const QString &path, const QString &passphrase)
{
    return QtConcurrent::run([path]() -> Result<QByteArray> {
               QFile file(path);
               if (!file.open(QIODevice::ReadOnly)) {
                   return failure(Error::Kind::NotFound, i18nc("@info", "The file %1 cannot be read: %2", path, file.errorString()));
               }
               if (file.size() > largestKeyFile) {
                   return failure(Error::Kind::Protocol, i18nc("@info", "The file %1 is too large to hold keys.", path));
               }
               return file.read(largestKeyFile);
           })
        .then(this,
              [this, account, passphrase](const Result<QByteArray> &bytes) {
                  if (!bytes) {
                      return QtFuture::makeReadyValueFuture(Result<int>(std::unexpected(bytes.error())));
                  }
                  return ask<int>(placeOf(account), longPatience,
                                  [file = *bytes, passphrase](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->importKeys(file, passphrase), server, question); });
              })
        .unwrap();
}

QFuture<Result<void>> ChatInquiry::askForKeys(ItemId event)
{
    return ask<void>(placeOf(event), usualPatience, [](ChatSynchronizer *server, const Place &place, const auto &question) { pass(server->askForKeys(place.item.remoteId), server, question); });
}

}
