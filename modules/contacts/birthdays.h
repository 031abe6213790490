// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "store/store.h"

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

namespace Birthdays
{
/// All birthdays from \p first to \p last (both included), in order. Runs on a reader thread.
Result<QList<Birthday>> between(const Reader &reader, QDate first, QDate last);

/// When somebody born on \p born has a birthday in that year; invalid before the birth.
QDate inYear(QDate born, int year);
}

}
