// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarprojector.h"

#include "calendar/calendarrows.h"

namespace Kontor
{

CalendarProjector::CalendarProjector(const Clock &clock)
    : m_clock(clock)
{
}

Result<Write> CalendarProjector::project(ItemId item, CollectionId collection, const QByteArray &payload) const
{
    if (payload.isEmpty()) {
        return [item](Transaction &transaction) {
            return CalendarRows::remove(transaction, item);
        };
    }
    return [item, collection, rows = CalendarRows::of(payload, m_clock.now())](Transaction &transaction) {
        return rows.write(transaction, item, collection);
    };
}

}
