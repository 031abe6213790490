// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QMetaType>
#include <QSet>

namespace Kontor
{

/// What one committed transaction touched; models decide by it what to load anew.
struct ChangeSet {
    QSet<CollectionId> collections; ///< collections whose visible content changed
    QSet<ItemId> items; ///< items whose rows changed; empty with manyItems
    bool manyItems = false; ///< more items than worth listing
    bool collectionList = false; ///< collections came, went, were renamed or changed attributes
    bool outbox = false; ///< changes came, went or changed state
    bool accounts = false; ///< accounts or resources came, went or changed

    static constexpr int manyItemsFrom = 2000;

    void touch(CollectionId collection, ItemId item = {});
    void unite(const ChangeSet &other);
    bool isEmpty() const;
};

}

Q_DECLARE_METATYPE(Kontor::ChangeSet)
