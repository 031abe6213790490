// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpclient.h"

#include <QJsonObject>

namespace Kontor
{

/// What a refusal says of itself ("Standard error response"). A value.
struct MatrixRefusal {
    QString code{}; ///< "M_FORBIDDEN"; empty: none was told
    QString words{}; ///< the server's, cleaned
    bool isSoftLogout = false;
    std::chrono::milliseconds retryAfter{0};
    QJsonObject body{};

    [[nodiscard]] static MatrixRefusal of(const HttpAnswer &answer);
    /// The server itself says that it does not know the access token.
    bool isUnknownToken(const HttpAnswer &answer) const;
};

/// The Error for an answer that is no success. The detail begins with the errcode, if there is one.
[[nodiscard]] Error matrixError(const HttpAnswer &answer);

/// The errcode that made an error: "M_ROOM_IN_USE"; empty: none.
[[nodiscard]] QString matrixErrorCode(const Error &error);

/// The token was refused, but the device is kept (soft_logout): for errors with the code M_UNKNOWN_TOKEN or M_USER_LOCKED.
[[nodiscard]] bool isMatrixSoftLogout(const Error &error);

/// Protocol, for an answer that makes no sense.
[[nodiscard]] std::unexpected<Error> matrixNonsense(const QUrl &url, const QString &detail);

}
