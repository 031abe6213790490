// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QByteArray>
#include <QCborMap>
#include <QFlags>
#include <QString>

namespace Kontor
{

/// What the signed-in person may do in a collection; buttons follow it.
enum class Right {
    Read = 0x01,
    Insert = 0x02, ///< add items
    Write = 0x04, ///< change items (for mail: flags and keywords)
    Remove = 0x08, ///< delete items
    CreateChild = 0x10,
    Rename = 0x20, ///< rename or delete the collection itself
};
Q_DECLARE_FLAGS(Rights, Right)
Q_DECLARE_OPERATORS_FOR_FLAGS(Rights)

inline constexpr Rights allRights = Rights(0x3f);

/// A collection as the server told it.
struct RemoteCollection {
    QString remoteId{}; ///< as the server names it
    QString parentRemoteId{}; ///< empty at the top
    QString name{}; ///< decoded, for the user
    QString role{}; ///< empty: an ordinary one
    Rights rights = allRights;
    bool subscribed = true;
    QCborMap attributes{}; ///< the module's own
    QByteArray state{}; ///< cheap sign of change (STATUS, ctag); see Synchronizer::isCurrent()
};

/// A collection as the store keeps it.
struct Collection {
    CollectionId id{};
    ResourceId resource{};
    QString remoteId{};
    QString name{};
    QString role{};
    QCborMap attributes{};
    QByteArray token{}; ///< empty: never read

    Collection withToken(const QByteArray &next) const
    {
        auto copy = *this;
        copy.token = next;
        return copy;
    }
};

/// Names one item for the server.
struct ItemRef {
    ItemId id{};
    CollectionId collection{};
    QString collectionRemoteId{};
    QString remoteId{};
    qint64 size = 0; ///< bytes as announced by the server; never trusted for allocation
    auto operator<=>(const ItemRef &) const = default;
};

}
