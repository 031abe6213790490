// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"
#include "chat/protocol/matrixevent.h"

#include <QPointer>

namespace Kontor
{

class MatrixScan;

// What all calls share. Cancelled once the connection is gone.

inline constexpr auto matrixClientV1 = QLatin1StringView("/_matrix/client/v1");
inline constexpr auto matrixClientV3 = QLatin1StringView("/_matrix/client/v3");

/// The body of a success.
Task<Result<HttpAnswer>> sendMatrix(QPointer<MatrixConnection> connection, MatrixRequest request);
/// Its JSON object.
Task<Result<QJsonObject>> askMatrix(QPointer<MatrixConnection> connection, MatrixRequest request);
/// Nothing of it.
Task<Result<void>> tellMatrix(QPointer<MatrixConnection> connection, MatrixRequest request);

/// A path (with its query) behind a homeserver's address.
QUrl matrixUrl(const QUrl &homeserver, const QByteArray &path);
/// A request with a JSON object.
MatrixRequest matrixWrite(QByteArray method, QByteArray path, const QJsonObject &body);

/// The events of the array ahead, in order; each with that room where it names none. \p unreadable counts what was dropped.
QList<MatrixEvent> readMatrixEvents(MatrixScan &scan, const QString &roomId, int &unreadable);

}
