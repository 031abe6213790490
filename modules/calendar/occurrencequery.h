// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/store.h"

#include <functional>

namespace Kontor
{

/// Reads what lies in a span of time, for the views. Pure reads on a reader thread.
///
/// Instances near today lie ready in calendar_occurrence; for a span beyond, series that reach
/// there are expanded from their payloads on the spot (bounded: endless rules give what is in the span).
namespace OccurrenceQuery
{
/// Occurrences touching [from, to) in these calendars, by start, all-day ones first on each day. One of them may be
/// birthdayCalendar.
Result<QList<Occurrence>>
between(const Reader &reader, const QList<CollectionId> &calendars, const QDateTime &from, const QDateTime &to, const QTimeZone &local);

/// Text search over everything (FTS5), birthdays by name; one entry a series. Newest first.
Result<QList<Occurrence>> matching(const Reader &reader, const QString &words, int atMost, const QTimeZone &local);
}

}
