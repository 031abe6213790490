// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// Where a server listens and how TLS begins there; there is no way to ask for no TLS.
struct ServerAddress {
    enum class Security {
        Tls, ///< TLS from the first byte (RFC 8314, preferred)
        StartTls, ///< plain greeting, then STARTTLS, which must succeed
    };

    QString host;
    quint16 port = 0;
    Security security = Security::Tls;

    bool operator==(const ServerAddress &) const = default;
};

}
