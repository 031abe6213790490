// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "store/store.h"

#include <optional>

namespace Kontor
{

/// A birthday of somebody of the address books on one day.
struct Birthday {
    ItemId contact{};
    QString name{};
    QDate day{}; ///< this year's; 29 February is on the 28th in other years
    int age = 0; ///< how old the person becomes; 0: nobody knows the year
    bool operator==(const Birthday &) const = default;
};

/// Whose birthday it is.
struct BirthdayPerson {
    ItemId contact{};
    QString name{};
    QString address{}; ///< the preferred mail address, or empty
    QString book{}; ///< name of the address book
    QDate born{}; ///< may be of the year yearUnknown
    bool operator==(const BirthdayPerson &) const = default;
};

/// Birthdays of the address books. Who is in several of them has one; what lies in books that are not shown counts for
/// nothing. Pure reads on a reader thread.
namespace Birthdays
{
/// All birthdays from \p first to \p last (both included), in order.
Result<QList<Birthday>> between(const Reader &reader, QDate first, QDate last);

/// The next birthday, from \p from on, of those whose name has all these words.
Result<QList<Birthday>> matching(const Reader &reader, const QString &words, QDate from, int atMost);

/// Nothing: there is no such contact, or it has no birthday any more.
Result<std::optional<BirthdayPerson>> person(const Reader &reader, ItemId contact);

/// The address books: when one of them changes, birthdays may.
Result<QSet<CollectionId>> books(const Reader &reader);

/// When somebody born on \p born has a birthday in that year; invalid before the birth.
QDate inYear(QDate born, int year);
}

}
