// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/store.h"

namespace Kontor
{

/// A reminder that is due, or will be.
struct Reminder {
    Occurrence occurrence{};
    QByteArray alarm{}; ///< names it for CalendarActions::snooze() and dismiss(): its UID, or where it stands
    QDateTime due{}; ///< UTC
    bool operator==(const Reminder &other) const
    {
        return occurrence.ref == other.occurrence.ref && alarm == other.alarm && due == other.due;
    }
};

/// Which reminders are due. Pure reads on a reader thread; what was acknowledged on any device (RFC 9074) or, for
/// calendars that cannot be written, dismissed here, does not come again.
namespace Reminders
{
/// Due after \p since and until \p until, by time. Instances over for more than a day stay silent.
Result<QList<Reminder>> due(const Reader &reader, const QDateTime &since, const QDateTime &until, const QTimeZone &local);

/// When to look again: the next one after \p after, within a month; null: none.
Result<QDateTime> next(const Reader &reader, const QDateTime &after, const QTimeZone &local);
}

}
