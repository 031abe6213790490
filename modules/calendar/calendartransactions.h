// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendarpeople.h"
#include "calendar/calendartypes.h"
#include "sync/outbox.h"

#include <QHash>

namespace Kontor
{

/// What an action needs to know of a calendar object; read inside the transaction that changes it.
struct ObjectFacts {
    ItemId item{};
    CollectionId shownIn{};
    CollectionId storedIn{};
    CalendarPlace place{}; ///< where it is shown
    QString revision{};
    QByteArray bytes{}; ///< as the user sees it: the server's word and all that waits
};

/// Building blocks of what the user may do with events; each runs inside a transaction on the writer thread. Changes are
/// added to the list given; letters to the event's people go along.
class CalendarTransactions
{
public:
    CalendarTransactions(Transaction &transaction, QList<Change> &changes, std::shared_ptr<const Projector> projector);

    Result<ObjectFacts> facts(ItemId item);
    Result<CalendarPlace> place(CollectionId calendar);
    Result<const CalendarPeople *> people();

    /// The object becomes this; empty: it goes. Nothing happens where nothing differs.
    Result<void> write(const ObjectFacts &facts, const QByteArray &after, const QString &comment = {});
    /// Without a word to anybody: what others know already, reminders.
    Result<void> writeSilently(const ObjectFacts &facts, const QByteArray &after);
    Result<ItemId> create(const CalendarPlace &place, const QByteArray &bytes);
    Result<ItemId> createSilently(const CalendarPlace &place, const QByteArray &bytes);
    Result<void> tell(ItemId item, const CalendarPlace &place, const QByteArray &before, const QByteArray &after, const QString &comment = {});

    /// There and here: within the account it moves, else it is made there and goes here once it is there.
    Result<ItemId> moveTo(const ObjectFacts &facts, const CalendarPlace &target);
    /// Undo of that, as long as nobody heard of it; false: somebody did.
    Result<bool> takeBackCrossing(ItemId item, ItemId original);

    /// The object of that UID in calendars that can be written, the given one first; none: there is none.
    Result<ItemId> find(const QByteArray &uid, CollectionId preferred = {});

    Result<ItemId> findIn(const QByteArray &uid, CollectionId calendar); ///< in that calendar alone

    QDateTime now() const;
    Transaction &transaction()
    {
        return m_transaction;
    }
    void enqueue(const Change &change) ///< of a whole calendar
    {
        m_changes << change;
    }
    static bool fits(const CalendarPlace &place, const QByteArray &bytes); ///< events into calendars, tasks into task lists
    static QByteArray segmentFor(const QByteArray &uid); ///< last part of the href

private:
    Result<void> drop(const ObjectFacts &facts);

    Transaction &m_transaction;
    QList<Change> &m_changes;
    std::shared_ptr<const Projector> m_projector;
    std::optional<CalendarPeople> m_people;
    QDateTime m_now;
};

}
