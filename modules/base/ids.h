// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QMetaType>

#include <compare>

namespace Kontor
{

/// A row number that cannot be mistaken for another kind of row number. 0 is "none".
template<class Tag>
struct Id {
    qint64 value = 0;

    explicit operator bool() const
    {
        return value != 0;
    }
    auto operator<=>(const Id &) const = default;
    friend size_t qHash(Id id, size_t seed = 0)
    {
        return ::qHash(id.value, seed);
    }
};

using AccountId = Id<struct AccountTag>;
using ResourceId = Id<struct ResourceTag>;
using CollectionId = Id<struct CollectionTag>;
using ItemId = Id<struct ItemTag>;
using ChangeId = Id<struct ChangeTag>;

}

Q_DECLARE_METATYPE(Kontor::AccountId)
Q_DECLARE_METATYPE(Kontor::ResourceId)
Q_DECLARE_METATYPE(Kontor::CollectionId)
Q_DECLARE_METATYPE(Kontor::ItemId)
Q_DECLARE_METATYPE(Kontor::ChangeId)
