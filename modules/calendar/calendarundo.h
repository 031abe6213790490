// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartransactions.h"

#include <QString>

namespace Kontor
{

/// What was done with a whole calendar, for undo. A value.
struct CalendarEntry {
    enum class What { Look, Deleted, Dropped }; ///< Dropped: deleted before the server had heard of it
    struct Look {
        QString name{};
        QString colour{}; ///< "#rrggbb"; empty: it brings none
        bool operator==(const Look &) const = default;
    };
    What what = What::Look;
    CollectionId calendar{};
    Look before{}, after{};
    ResourceId resource{}; ///< Dropped: where it was to be
    QByteArray attributes{}; ///< Dropped
    QCborMap creation{}; ///< Dropped: the arguments of its creation
};

/// One step of undo: how each object that was touched looked before and after. A value.
struct UndoStep {
    struct Entry {
        ItemId item{};
        QByteArray before{}; ///< empty: it was made
        QByteArray after{}; ///< empty: it was deleted
        CollectionId calendar{}; ///< where it was
        ItemId original{}; ///< it went to another account, and this is what it was there
    };
    int number = 0;
    QString text{};
    QList<Entry> entries{};
    QList<CalendarEntry> calendars{};
    bool isEmpty() const
    {
        return entries.isEmpty() && calendars.isEmpty();
    }
};

/// The steps that can be taken back, newest last.
class CalendarUndo
{
public:
    int begin(); ///< a step whose transaction runs; answers its number
    enum class Ended { Kept, Unwanted, Nothing };
    Ended end(const UndoStep &step); ///< its transaction is done; Unwanted: it was taken back meanwhile
    void drop(int number); ///< its transaction failed

    std::optional<UndoStep> take(int number); ///< out of the list, to be carried out
    bool defer(int number); ///< still being kept: it will be taken back then
    int newest() const; ///< what "undo" means now; 0: nothing
    bool isEmpty() const
    {
        return m_steps.isEmpty();
    }
    QString text() const;
    int last() const
    {
        return m_last;
    }

    /// Calendars whose deletion can be taken back, as far as is known here.
    QList<CollectionId> deletedCalendars() const;
    void forgetDeletion(CollectionId calendar); ///< the server was told: there is nothing left to take back

    /// Brings one object back. Conflict: somebody changed the same things since.
    static Result<void> takeBack(CalendarTransactions &transactions, const UndoStep::Entry &entry, Transaction &transaction, const Outbox &outbox);
    /// The same of a calendar (see calendarcollectionactions.cpp).
    static Result<void> takeBack(CalendarTransactions &transactions, const CalendarEntry &entry);

private:
    QList<UndoStep> m_steps;
    QList<int> m_beingKept;
    QList<int> m_unwanted;
    int m_last = 0;
};

}
