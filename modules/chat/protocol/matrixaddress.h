// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixtokens.h"
#include "net/httpclient.h"

#include <QStringList>

namespace Kontor
{

/// A homeserver, and what it can do. A value.
struct MatrixServer {
    QUrl address{}; ///< without a slash at the end
    QString domain{}; ///< of the ids, where that is known: "example.org"; else the host
    QUrl identityServer{}; ///< named by the domain; not used
    QStringList versions{}; ///< "v1.11"
    QStringList features{}; ///< unstable ones that are on
    bool wasNamedByDomain = false; ///< its domain's .well-known leads there

    bool knows(int major, int minor) const; ///< that version or a later one
    bool hasAuthenticatedMedia() const; ///< v1.11
    bool hasSlidingSync() const; ///< MSC4186
};

/// A Matrix id: "@anna:example.org". A value.
struct MatrixUserId {
    QString localPart{};
    QString domain{}; ///< with its port, if it has one
    /// nullopt: it is none.
    [[nodiscard]] static std::optional<MatrixUserId> of(const QString &text);
    QString text() const;
};

/// Finds the homeserver for a Matrix id, a domain or an address ("example.org", "https://matrix.example.org:8448/path").
///
/// The domain's /.well-known/matrix/client is asked first; where there is none (404) the domain itself is tried. What is
/// there but makes no sense is told as it is (FAIL_PROMPT: Protocol; an address that does not answer as a homeserver,
/// FAIL_ERROR: NotFound), and nothing else is guessed. Never http unless the host is this machine; never from https to it.
Task<Result<MatrixServer>> findMatrixServer(HttpClient *http, QString start);

/// What a homeserver at that address says of itself (/versions). NotFound: it is none.
Task<Result<MatrixServer>> askMatrixServer(HttpClient *http, QUrl address);

}
