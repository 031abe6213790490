// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace Kontor
{

/// What gzip packed (RFC 1952). nullopt: broken, cut off, or more than \p atMost octets, of
/// which no more than that are ever in memory.
[[nodiscard]] std::optional<QByteArray> unpackedGzip(const QByteArray &packed, qint64 atMost);

}
