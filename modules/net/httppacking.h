// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>
#include <optional>

namespace Kontor
{

/// What gzip packed (RFC 1952). nullopt: broken, cut off, or more than \p atMost octets, of
/// which no more than that are ever in memory.
[[nodiscard]] std::optional<QByteArray> unpackedGzip(const QByteArray &packed, qint64 atMost);

/// Unpacks gzip as it comes, in pieces whose size the caller chooses: a small answer may unpack to a very large one.
class GzipStream
{
public:
    GzipStream();
    ~GzipStream();
    Q_DISABLE_COPY_MOVE(GzipStream)

    void add(const QByteArray &packed); ///< only when take() had nothing more
    /// The next octets, no more than that; empty: more must be added first. nullopt: broken.
    [[nodiscard]] std::optional<QByteArray> take(qsizetype atMost);
    bool isComplete() const; ///< nothing is missing at the end

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
