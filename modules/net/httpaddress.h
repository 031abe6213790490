// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

#include <optional>

namespace Kontor
{

/// True for https, and for http where the host is this very machine.
[[nodiscard]] bool isSafeAddress(const QUrl &url);

/// Same scheme, host and port (RFC 6454, 4).
[[nodiscard]] bool isSameOrigin(const QUrl &left, const QUrl &right);

/// Where "Location" leads from \p from; nullopt: nowhere, or to less safety.
[[nodiscard]] std::optional<QUrl> redirectTarget(const QUrl &from, const QByteArray &location);

}
