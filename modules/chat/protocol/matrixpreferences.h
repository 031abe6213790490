// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"

#include <QPointer>

namespace Kontor
{

struct MatrixProfile {
    QString name{}; ///< as written; not cleaned
    QString avatar{}; ///< mxc: address
};

/// What an account keeps at the server for itself: profile, account data, tags, push rules. All may be repeated. Same
/// thread, ends and errors as MatrixConnection; Cancelled once that is gone.
class MatrixPreferences
{
public:
    /// \p user: the account's own id.
    MatrixPreferences(MatrixConnection *connection, QString user);

    Task<Result<MatrixProfile>> profile(QString user) const; ///< of anybody
    Task<Result<void>> setName(QString name) const;
    Task<Result<void>> setAvatar(QString mxc) const;

    Task<Result<QJsonObject>> accountData(QString type) const; ///< NotFound: never set
    Task<Result<void>> putAccountData(QString type, QJsonObject content) const;
    Task<Result<QJsonObject>> roomData(QString room, QString type) const;
    Task<Result<void>> putRoomData(QString room, QString type, QJsonObject content) const;

    Task<Result<void>> putTag(QString room, QString tag, std::optional<double> order = std::nullopt) const; ///< "m.favourite", "m.lowpriority", "u.…"
    Task<Result<void>> removeTag(QString room, QString tag) const;

    Task<Result<QJsonObject>> pushRules() const; ///< the "global" rule set
    Task<Result<void>> putPushRule(QString kind, QString id, QJsonObject rule) const; ///< "override", "room", …
    Task<Result<void>> removePushRule(QString kind, QString id) const; ///< a success also where there is none
    enum class Switch { On, Off };
    Task<Result<void>> switchPushRule(QString kind, QString id, Switch to) const;

private:
    QPointer<MatrixConnection> m_connection;
    QString m_user;
};

}
