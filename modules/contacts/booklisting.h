// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/booklistmodel.h"

namespace Kontor
{

/// What the list of address books shows, read at once. A value.
struct BookListing {
    struct Row {
        BookListModel::Kind kind = BookListModel::Kind::All;
        QString name{};
        int level = 0;
        int count = 0;
        QString colour{};
        CollectionId book{};
        ItemId group{};
        ResourceId resource{};
        AccountId account{};
        Rights rights{};
        QString problem{};
        bool operator==(const Row &) const = default;
        bool isSamePlace(const Row &other) const
        {
            return kind == other.kind && book == other.book && group == other.group && account == other.account
                && (kind != BookListModel::Kind::Category || name == other.name);
        }
    };
    QList<Row> rows{};
    QList<BookListModel::Place> places{};

    /// Runs on a reader thread.
    static Result<BookListing> read(const Reader &reader);
};

}
