// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "store/store.h"

#include <QHash>

namespace Kontor
{

/// Which contacts a list shows.
struct ContactView {
    enum class SortBy { FamilyName, GivenName };
    enum class Where { Contacts, Directory };

    Where where = Where::Contacts;
    CollectionId book{}; ///< none: all
    ItemId group{}; ///< a KIND:group card; none: whoever
    QString category{}; ///< none: whichever
    AccountId directory{}; ///< for Where::Directory
    QString search{}; ///< searches everywhere, the directories' entries included
    SortBy sortBy = SortBy::FamilyName;
    bool operator==(const ContactView &) const = default;
};

/// What lists of contacts show, as a query. Runs on a reader thread. Negative ids: contact_directory.
namespace ContactQuery
{
Result<QList<qint64>> ids(const Reader &reader, const ContactView &view);
Result<QHash<qint64, ContactRow>> rows(const Reader &reader, const QList<qint64> &wanted);
}

}
