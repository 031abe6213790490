// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/synchronizer.h"

#include <QFlags>

#include <memory>

namespace Kontor
{

/// One kind of synchronizer together with a server that the suite can play with. A fresh subject
/// is made for each test, with two empty collections.
class ContractSubject
{
public:
    virtual ~ContractSubject() = default;

    /// What this kind of server cannot do; the suite leaves it out.
    enum class Lack { Conflicts = 1, Paging = 2, Watching = 4, LostAnswers = 8, Creation = 16, Moves = 32, NewIds = 64 };
    Q_DECLARE_FLAGS(Lacks, Lack)
    virtual Lacks lacks() const
    {
        return {};
    }

    virtual std::unique_ptr<Synchronizer> synchronizer() = 0;

    // The collections, as the server names them.
    virtual QString first() const = 0;
    virtual QString second() const = 0;

    // What another client does. Items are known by a word that no other item has.
    virtual void create(const QString &collection, const QString &word) = 0;
    virtual void markSeen(const QString &collection, const QString &word) = 0; ///< any change of an item
    virtual void remove(const QString &collection, const QString &word) = 0;

    /// The words of what lies there, sorted; doubles show. Seen ones have a "+" behind them.
    virtual QStringList listing(const QString &collection) = 0;

    /// The next call that changes something is carried out, but its answer gets lost.
    virtual void loseNextAnswer() = 0;

    /// What a pull told, for synchronizers that compare with what is in the store.
    virtual void keep(const Delta &)
    {
    }

    // The same of what pull() tells: the word of a payload, with the "+". Empty: not known from it.
    virtual QString wordOf(const QByteArray &payload) const = 0;
    virtual QByteArray merge(const QByteArray &known, const QByteArray &partial) const = 0;

    // Changes as the module would queue them; the suite fills in remote ids and revision.
    virtual Change seenChange() const = 0;
    virtual Change removalChange() const = 0;
    virtual Change moveChange(const QString &word) const = 0; ///< destinationRemoteId is filled in
    virtual Change creationChange(const QString &word) const = 0;
    virtual Change conflictingChange() const ///< one that a newer revision on the server refuses
    {
        return {};
    }

    /// What the body of an item begins with, as create() made it.
    virtual QByteArray bodyOf(const QString &word) const = 0;
};
Q_DECLARE_OPERATORS_FOR_FLAGS(ContractSubject::Lacks)

}
