// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "store/search.h"

namespace Kontor
{

/// What the store keeps of a card for lists, completion and search. A value, made on any thread.
struct ContactRecord {
    QString uid{}, name{}, familyKey{}, givenKey{}, organization{}, email{}, phone{}, birthday{};
    int flags = 0;
    QStringList emails{}, phones{}, members{}, categories{};
    SearchDocument words{};
    BlobId photo{};

    static ContactRecord read(const QByteArray &card);
    static ContactRecord of(const ContactDraft &card);

    Result<void> write(Transaction &transaction, ItemId item, CollectionId shownIn) const;
    static Result<void> remove(Transaction &transaction, ItemId item);
};

}
