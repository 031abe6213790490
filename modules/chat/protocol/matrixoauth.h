// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "chat/protocol/matrixaddress.h"

#include <optional>

namespace Kontor
{

/// Who signs people in for a homeserver, by the Matrix OAuth API (v1.15; MSC3861 before). A value.
struct MatrixOAuthServer {
    QString issuer{};
    QUrl authorization{};
    QUrl token{};
    QUrl revocation{};
    QUrl registration{};
    QUrl account{}; ///< where a person manages the account; may be empty
    bool isStable = true; ///< asked at the stable address: scopes are named likewise

    /// Where the browser must go for something weighty at that server ("org.matrix.cross_signing_reset"); may be empty.
    QUrl accountPage(const QString &action) const;
};

/// One attempt to sign in through the browser. A value; the verifier is a secret.
struct MatrixOAuthAttempt {
    QUrl page{}; ///< to be opened
    QUrl redirect{};
    QString state{};
    QByteArray verifier{};
    QString clientId{};
    QString deviceId{};
};

/// nullopt: the homeserver signs people in by itself.
Task<Result<std::optional<MatrixOAuthServer>>> findMatrixOAuth(HttpClient *http, MatrixServer server);

/// Makes this program known there and answers its client id, to be kept with the account. \p redirect: of MatrixReturn; its
/// port is left out.
Task<Result<QString>> registerMatrixClient(HttpClient *http, MatrixOAuthServer server, QUrl redirect);

/// \p device: a device id to sign in again (soft logout), or empty for a new one.
MatrixOAuthAttempt beginMatrixOAuth(const MatrixOAuthServer &server, const QString &clientId, const QUrl &redirect, const QString &state, const QString &device);

/// What the browser came back with, for tokens. Unauthorized: refused there; Protocol: not what was asked for.
Task<Result<MatrixTokens>> redeemMatrixOAuth(HttpClient *http, MatrixOAuthServer server, MatrixOAuthAttempt attempt, QUrl came);

/// So many random letters and figures.
QByteArray matrixRandom(int count);
/// As servers make them: ten capital letters.
QString newMatrixDeviceId();

}
