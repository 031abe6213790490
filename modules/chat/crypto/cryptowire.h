// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/cryptotypes.h"

#include <QJsonValue>

namespace Kontor
{

/// Values as they go through the pipe of kontor-crypto: names and numbers are those of cell/machine. What is missing or of
/// another type reads as empty.
namespace CryptoWire
{
QJsonObject from(const CryptoRoomPolicy &policy);
QJsonObject from(const CryptoSync &sync);

CryptoOpened opened(const QJsonValue &value);
CryptoRequest request(const QJsonValue &value);
QList<CryptoRequest> requests(const QJsonValue &value);
std::optional<CryptoRequest> maybeRequest(const QJsonValue &value);
QList<CryptoRoomKey> roomKeys(const QJsonValue &value);
QList<CryptoWithheld> withheld(const QJsonValue &value);
CryptoReceived received(const QJsonValue &value);
CryptoDecrypted decrypted(const QJsonValue &value);
std::optional<CryptoRoomSettings> roomSettings(const QJsonValue &value);
CryptoUser user(const QJsonValue &value);
CryptoVerification verification(const QJsonValue &value);
CryptoVerificationStep step(const QJsonValue &value);
CryptoSigningStatus signingStatus(const QJsonValue &value);
CryptoBootstrap bootstrap(const QJsonValue &value);
std::optional<CryptoSigningKeys> signingKeys(const QJsonValue &value);
CryptoNewBackup newBackup(const QJsonValue &value);
CryptoBackupStatus backupStatus(const QJsonValue &value);
CryptoImport import(const QJsonValue &value);
QStringList strings(const QJsonValue &value);
}

}
