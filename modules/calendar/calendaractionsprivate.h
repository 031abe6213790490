// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendaractions.h"
#include "calendar/calendarletters.h"
#include "calendar/calendartransactions.h"
#include "calendar/calendarundo.h"
#include "calendar/eventsheet.h"

namespace Kontor
{

struct CalendarActions::Private {
    CalendarActions *q = nullptr;
    std::shared_ptr<Outbox> outbox;
    CalendarUndo undo;
    bool isSettling = false;
    bool isLookingAtDeletions = false;

    std::shared_ptr<const Projector> projector() const
    {
        return outbox->projector(QStringLiteral("calendar"));
    }

    /// What happened, in words; empty: nothing that is worth a notice, or to be undone.
    struct Words {
        QString done{}; ///< "Moved to Friday 14:00"
        QString undo{}; ///< "Undo moving"
    };
    /// Fills changes and the step. Runs on the writer thread: values only.
    using Fill = std::function<Result<void>(CalendarTransactions &, UndoStep &)>;
    QFuture<Result<void>> act(Fill fill, Words words);

    /// The same, where a value comes out of it.
    template <class T>
    QFuture<Result<T>> ask(std::function<Result<T>(CalendarTransactions &, UndoStep &)> fill, Words words)
    {
        auto value = std::make_shared<T>();
        return act(
                   [fill = std::move(fill), value](CalendarTransactions &transactions, UndoStep &step) -> Result<void> {
                       auto made = fill(transactions, step);
                       if (!made) {
                           return std::unexpected(made.error());
                       }
                       *value = *std::move(made);
                       return {};
                   },
                   std::move(words))
            .then([value](const Result<void> &done) -> Result<T> {
                return done.transform([&value] {
                    return *value;
                });
            });
    }

    /// A letter about an event as it is when the transaction runs.
    using LetterFor = std::function<CalendarLetter(const EventSheet &, const CalendarPeople &, const CalendarPlace &, const QDateTime &now)>;
    QFuture<Result<void>> send(OccurrenceRef occurrence, LetterFor letter);
    Result<void> sent(const Result<QList<ChangeId>> &done);

    void takeBack(const UndoStep &step);
    void forgetToldDeletions();
    void settleLetters();
};

}
