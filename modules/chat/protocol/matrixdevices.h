// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"

#include <QPointer>

#include <optional>

namespace Kontor
{

/// One of an account's devices as the server lists it. Names are as written; not cleaned.
struct MatrixDevice {
    QString deviceId{};
    QString name{};
    QString lastAddress{};
    qint64 lastSeen = 0; ///< ms since epoch; 0: not told
};

/// How a person proves once more who they are, before something weighty (user-interactive authentication).
struct MatrixProof {
    QString user{};
    QString password{}; ///< empty: none is offered
    QString session{}; ///< of a question that was answered in the browser meanwhile (MatrixQuestion::session)
};

/// What a server wants to know before it does something weighty.
struct MatrixQuestion {
    QString session{};
    QStringList stages{}; ///< of the shortest way that is left, in order: "m.login.password", "m.login.sso", "m.oauth", …
    bool takesPassword = false; ///< a password alone is enough
    QUrl page{}; ///< where the browser must go otherwise; then try again with the session. Empty: nothing we can do
    QString words{}; ///< the server's, cleaned: what was wrong with the last attempt
};

/// The answer of something weighty: done, or asked.
struct MatrixWeighty {
    QByteArray body{}; ///< of the success
    std::optional<MatrixQuestion> question{}; ///< it is not done yet
};

struct MatrixBackupVersion {
    QString version{};
    QByteArray body{}; ///< the whole answer, for the CryptoMachine
};

/// An account's devices and keys at the server. Same thread, ends and errors as MatrixConnection; Cancelled once that is gone.
class MatrixDevices
{
public:
    explicit MatrixDevices(MatrixConnection *connection);

    /// Sends what the CryptoMachine prepared (keys, to-device messages, signatures, backups) and gives back the body of the
    /// success. \p path with its query, percent-encoded; Protocol unless it is one of the client-server API.
    Task<Result<QByteArray>> send(QByteArray method, QString path, QByteArray body) const;
    /// The same for what the server may want a proof for: cross-signing keys, deletion of devices.
    Task<Result<MatrixWeighty>> sendWeighty(QByteArray method, QString path, QByteArray body, std::optional<MatrixProof> proof = std::nullopt) const;

    Task<Result<QList<MatrixDevice>>> list() const;
    Task<Result<void>> rename(QString device, QString name) const;
    Task<Result<MatrixWeighty>> remove(QStringList devices, std::optional<MatrixProof> proof = std::nullopt) const;

    Task<Result<std::optional<MatrixBackupVersion>>> backupVersion() const; ///< nullopt: there is no backup
    Task<Result<QString>> createBackup(QByteArray body) const; ///< its version; NOT safe to repeat: ask for the version first
    Task<Result<void>> removeBackup(QString version) const;
    /// GET /room_keys/keys of a room, of one session, or of all; the body. NotFound: nothing there. Up to 200 MB.
    Task<Result<QByteArray>> backedUpKeys(QString version, QString room = {}, QString session = {}) const;

private:
    QPointer<MatrixConnection> m_connection;
};

}
