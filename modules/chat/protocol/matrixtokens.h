// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <chrono>

namespace Kontor
{

/// What proves to a homeserver who asks. Secrets: kept in the encrypted store only, never logged.
struct MatrixTokens {
    QByteArray access{};
    QByteArray refresh{}; ///< empty: the access token cannot be renewed
    std::chrono::milliseconds lifetime{0}; ///< of the access token, from when it was given; 0: not told

    bool operator==(const MatrixTokens &) const = default;
};

/// Where a refresh token is exchanged. Without a token endpoint: at the homeserver (POST /v3/refresh).
struct MatrixRenewal {
    QUrl tokenEndpoint{}; ///< of the Matrix OAuth API
    QUrl revocationEndpoint{};
    QString clientId{}; ///< that was registered there
};

}
