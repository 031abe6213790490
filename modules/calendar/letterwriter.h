// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendarletters.h"
#include "calendar/calendarpeople.h"
#include "calendar/eventsheet.h"

namespace Kontor
{

/// Which letters a change of an event calls for, found by comparing what its people know with what it is now. So an
/// answer given twice, changed before it was sent, or taken back makes one letter, another one, or none.
namespace LetterWriter
{
struct Circumstances {
    CalendarPeople people{};
    CalendarPlace place{};
    QDateTime now{};
    QString comment{}; ///< said along with a reply
};

/// Pure. \p known: what each person knows, by address (lower case); \p before: what all others do; empty: nothing yet, or
/// (\p after) no longer there.
QList<CalendarLetter> between(const QHash<QString, QByteArray> &known, const QByteArray &before, const QByteArray &after, const Circumstances &circumstances);

/// In the transaction that changes an object: replaces the letters of that event which have not been handed over.
Result<void> tell(Transaction &transaction, ItemId item, const QByteArray &before, const QByteArray &after, const Circumstances &circumstances);

// Letters that say something besides the event's state.
CalendarLetter counter(const EventSheet &sheet, qint64 recurrence, const QString &address, const EventDraft &proposal, const Circumstances &circumstances);
CalendarLetter declinedCounter(const QByteArray &counter, const QString &to, const Circumstances &circumstances);
CalendarLetter refresh(const EventSheet &sheet, const QString &address, const Circumstances &circumstances);
CalendarLetter request(const EventSheet &sheet, const QString &to, const Circumstances &circumstances); ///< the newest version, for one who asked
}

/// The iTIP texts and the words for people without a calendar.
namespace LetterText
{
QByteArray message(const EventSheet &sheet, const QByteArray &method, const QList<ComponentPointer> &components);
QString subject(const CalendarLetter &letter, const ContentComponent &component, Participation answer);
QString body(const CalendarLetter &letter, const EventSheet &sheet, const ContentComponent &component, Participation answer);
/// What goes to others: without alarms and without what a server noted for us (RFC 6638, 7).
ComponentPointer shared(const ContentComponent &component);
/// The few lines of an answer.
ComponentPointer reply(const ContentComponent &component, const QByteArray &attendee, const QDateTime &now, const QString &comment);
}

}
