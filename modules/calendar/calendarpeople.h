// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QCborMap>
#include <QList>
#include <QStringList>

namespace Kontor
{

class Reader;
class Transaction;

/// Who I am: all addresses under which others may invite me, and from which account I then write. A value.
struct CalendarPeople {
    struct Me {
        AccountId account{};
        QString address{}; ///< as it is spelled
        QString name{};
    };
    QList<Me> mine{};

    static Result<CalendarPeople> read(const Reader &reader);
    static Result<CalendarPeople> read(Transaction &transaction);

    QStringList addresses() const; ///< lower case
    const Me *of(const QString &address) const; ///< null: not me
    const Me *of(AccountId account) const; ///< its main address
};

/// The calendar an object is in, as far as telling others goes. A value.
struct CalendarPlace {
    CollectionId calendar{};
    ResourceId resource{};
    AccountId account{};
    bool schedulesItself = false; ///< RFC 6638
    QStringList addresses{}; ///< whom its server knows as this person, lower case
    bool isWritable = false;
    QStringList components{}; ///< "VEVENT", "VTODO": what the calendar takes; empty: all

    /// Whether the server tells others in the name of this address; it does for those it knows only.
    bool schedulesFor(const QString &address) const;

    static Result<CalendarPlace> read(const Reader &reader, CollectionId calendar);
    static Result<CalendarPlace> read(Transaction &transaction, CollectionId calendar);
};

}
