// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"
#include "chat/protocol/matrixsyncanswer.h"

#include <QPointer>

namespace Kontor
{

/// How a homeserver is asked what happened.
enum class MatrixSyncWay {
    Classic, ///< /v3/sync
    Sliding, ///< simplified sliding sync (MSC4186)
};

/// What is asked of a sync.
struct MatrixSyncQuestion {
    QString user{}; ///< the account's own id
    QByteArray position{}; ///< of the last answer; empty: from scratch
    std::chrono::milliseconds wait{0}; ///< for news, at the server
    int timeline = 50; ///< events of each room at most; beyond, the room is limited
    qint64 atMost = qint64(200) << 20; ///< octets of the answer; a longer one is refused with a Protocol error
};

/// Asks once what happened since a position. TokenExpired where the server no longer knows the position, or where it was
/// made by the other way: then from scratch, with an empty one. Same thread, ends and errors as MatrixConnection.
///
/// Large answers are read in another thread.
Task<Result<MatrixSyncAnswer>> matrixSync(QPointer<MatrixConnection> connection, MatrixSyncWay way, MatrixSyncQuestion question);

/// The way a position was made by; nullopt for an empty or foreign one.
[[nodiscard]] std::optional<MatrixSyncWay> matrixSyncWayOf(const QByteArray &position);

}
