// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/changeset.h"

namespace Kontor
{

void ChangeSet::touch(CollectionId collection, ItemId item)
{
    if (collection) {
        collections.insert(collection);
    }
    if (!item || manyItems) {
        return;
    }
    items.insert(item);
    if (items.size() >= manyItemsFrom) {
        manyItems = true;
        items.clear();
    }
}

void ChangeSet::unite(const ChangeSet &other)
{
    collections.unite(other.collections);
    collectionList |= other.collectionList;
    outbox |= other.outbox;
    accounts |= other.accounts;
    manyItems |= other.manyItems;
    if (!manyItems) {
        items.unite(other.items);
        manyItems = items.size() >= manyItemsFrom;
    }
    if (manyItems) {
        items.clear();
    }
}

bool ChangeSet::isEmpty() const
{
    return collections.isEmpty() && items.isEmpty() && !manyItems && !collectionList && !outbox && !accounts;
}

}
