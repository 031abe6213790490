// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/store.h"

#include <QSet>
#include <QTimeZone>

#include <optional>

namespace Kontor
{

/// The birthdays of the address books as a calendar that can only be read. It has no rows of its own: what is shown is
/// read from the contacts each time, so that there is nothing to keep in step. Runs on a reader or writer thread.
///
/// An occurrence's item is the contact's.
namespace BirthdayCalendar
{
/// The calendar as the list shows it; nothing without address books.
Result<std::optional<CalendarInfo>> info(const Reader &reader);

Result<void> show(Transaction &transaction, Qt::CheckState shown);
Result<void> setColour(Transaction &transaction, const QColor &colour);

/// Those on the days [first, last]; \p shown: the zone answers are in.
Result<QList<Occurrence>> between(const Reader &reader, QDate first, QDate last, const QTimeZone &shown);

/// The next birthday of everybody whose name has these words.
Result<QList<Occurrence>> matching(const Reader &reader, const QString &words, int atMost, const QTimeZone &shown);

/// The collections whose changes concern it.
Result<QSet<CollectionId>> books(const Reader &reader);
}

}
