// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"

#include <QPointer>

namespace Kontor
{

/// Who comes and who goes. Each is a state and safe to repeat but create(). Same thread, ends and errors as
/// MatrixConnection; Cancelled once that is gone.
class MatrixMembership
{
public:
    explicit MatrixMembership(MatrixConnection *connection);

    Task<Result<QString>> join(QString roomOrAlias, QStringList via = {}, QString reason = {}) const; ///< the room's id
    Task<Result<QString>> knock(QString roomOrAlias, QStringList via = {}, QString reason = {}) const; ///< the room's id
    Task<Result<void>> leave(QString room, QString reason = {}) const; ///< also declines an invitation; a success where one is out already
    Task<Result<void>> forget(QString room) const;
    Task<Result<void>> invite(QString room, QString user, QString reason = {}) const; ///< a success where they are there already
    Task<Result<void>> kick(QString room, QString user, QString reason = {}) const; ///< a success where they are out already
    Task<Result<void>> ban(QString room, QString user, QString reason = {}) const;
    Task<Result<void>> unban(QString room, QString user, QString reason = {}) const;
    /// Makes a room of the body of createRoom and answers its id. NOT safe to repeat: look first, by an alias or by what one
    /// put into its initial state.
    Task<Result<QString>> create(QJsonObject description) const;
    Task<Result<QStringList>> joinedRooms() const;

private:
    QPointer<MatrixConnection> m_connection;
};

}
