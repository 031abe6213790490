// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartransactions.h"

#include <QString>

namespace Kontor
{

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

    /// Brings one object back. Conflict: somebody changed the same things since.
    static Result<void> takeBack(CalendarTransactions &transactions, const UndoStep::Entry &entry, Transaction &transaction, const Outbox &outbox);

private:
    QList<UndoStep> m_steps;
    QList<int> m_beingKept;
    QList<int> m_unwanted;
    int m_last = 0;
};

}
