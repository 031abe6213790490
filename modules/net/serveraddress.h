// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// Where a server listens and how its connection is secured. There is no plaintext choice.
struct ServerAddress {
    enum class Security {
        Tls, ///< TLS from the first byte (993, 465)
        StartTls, ///< TLS required after STARTTLS (143, 587)
    };

    QString host;
    quint16 port = 0;
    Security security = Security::Tls;

    bool operator==(const ServerAddress &) const = default;
};

}
