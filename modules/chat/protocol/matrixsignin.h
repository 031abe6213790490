// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "chat/protocol/matrixconnection.h"
#include "chat/protocol/matrixoauth.h"

#include <QPointer>

namespace Kontor
{

/// Whom one may sign in with in the browser (m.login.sso). Names are the server's; not cleaned.
struct MatrixIdentityProvider {
    QString id{};
    QString name{};
    QString icon{}; ///< mxc: address
    QString brand{}; ///< "github"; may be empty
};

/// How one may sign in at a homeserver. A value.
struct MatrixSignInWays {
    bool takesPassword = false;
    bool takesToken = false; ///< needed behind SSO
    bool takesSso = false;
    QList<MatrixIdentityProvider> providers{}; ///< empty with SSO: only the server's own page
    std::optional<MatrixOAuthServer> oauth{}; ///< then nothing else should be used
};

/// The device that is to be signed in.
struct MatrixDeviceWish {
    QString deviceId{}; ///< to sign in again after a soft logout; empty: a new one
    QString name{}; ///< shown to other devices; see matrixDeviceName()
};

/// Who is signed in, and with what. A value; holds secrets.
struct MatrixSignedIn {
    QString userId{};
    QString deviceId{};
    QUrl homeserver{}; ///< as the server itself names it, else the one that was asked
    MatrixTokens tokens{};
    MatrixRenewal renewal{};
};

/// "Kontor (name of this machine)"
QString matrixDeviceName();

Task<Result<MatrixSignInWays>> askMatrixSignInWays(HttpClient *http, MatrixServer server);

/// Unauthorized: the password is wrong. \p user: a whole id or the part before the colon.
Task<Result<MatrixSignedIn>> signInToMatrix(HttpClient *http, MatrixServer server, QString user, QString password, MatrixDeviceWish device);
/// With a loginToken, as SSO gives it.
Task<Result<MatrixSignedIn>> signInToMatrixByToken(HttpClient *http, MatrixServer server, QString loginToken, MatrixDeviceWish device);

/// The page to be opened for SSO; the browser comes back to \p redirect (of MatrixReturn) with \p state. \p provider may be
/// empty.
QUrl matrixSsoPage(const MatrixServer &server, const QUrl &redirect, const QString &state, const QString &provider);
/// The loginToken of what the browser came back with; Protocol where there is none or the state is another.
Result<QString> matrixSsoToken(const QUrl &came, const QString &state);

/// Whom new tokens of the OAuth API belong to. Protocol: the device is not the one that was asked for.
Task<Result<MatrixSignedIn>> completeMatrixOAuth(HttpClient *http, MatrixServer server, MatrixOAuthServer oauth, MatrixOAuthAttempt attempt, MatrixTokens tokens);

struct MatrixWho {
    QString userId{};
    QString deviceId{};
};
Task<Result<MatrixWho>> askMatrixWho(QPointer<MatrixConnection> connection);
/// Signs the device out at the server; keys on it are lost there. A success where it is signed out already.
Task<Result<void>> signOutOfMatrix(QPointer<MatrixConnection> connection, MatrixRenewal renewal);

}
