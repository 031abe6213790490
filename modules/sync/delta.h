// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace Kontor
{

/// One item as the server told it just now.
struct RemoteItem {
    QString remoteId{};
    QString revision{};
    QByteArray payload{}; ///< whole, or a partial word (flags only) that Projector::merge() joins with the known one
    bool partial = false;
};

/// What changed in a collection since the token.
struct Delta {
    QList<RemoteItem> changed{};
    QList<QString> removed{}; ///< remote ids
    /// Remote ids that are others now, old → new, before the rest of the delta. Of a folder (with a slash at its end) those of
    /// all that lies below change along.
    QList<std::pair<QString, QString>> moved{};
    std::optional<QList<QString>> present{}; ///< where the server has no tombstones: everything that exists; the rest is gone
    QByteArray token{}; ///< where the next pull goes on
    bool more = false; ///< pull again at once
    bool restart = false; ///< first delta of a pull from scratch after TokenExpired
};

}
