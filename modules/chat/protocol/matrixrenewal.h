// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "chat/protocol/matrixtokens.h"
#include "net/httpclient.h"

#include <QPointer>

namespace Kontor
{

/// Exchanges a refresh token for new tokens. The server keeps the old ones until the new ones are used for the first time.
/// Unauthorized: it takes the refresh token no more (isMatrixSoftLogout() tells whether the device stays).
Task<Result<MatrixTokens>> renewMatrixTokens(QPointer<HttpClient> http, QUrl homeserver, MatrixRenewal renewal, QByteArray refresh);

/// Takes back tokens of the Matrix OAuth API (RFC 7009), and with them the device.
Task<Result<void>> revokeMatrixTokens(QPointer<HttpClient> http, MatrixRenewal renewal, MatrixTokens tokens);

/// Of an answer of a login, a refresh or a token endpoint: access_token, refresh_token, expires_in_ms or expires_in. Protocol
/// without an access token, or where one could not be sent as a header.
Result<MatrixTokens> readMatrixTokens(const HttpAnswer &answer);

/// The Error for what an OAuth endpoint refuses (RFC 6749, 5.2), in its words.
Error matrixOAuthError(const HttpAnswer &answer);

}
