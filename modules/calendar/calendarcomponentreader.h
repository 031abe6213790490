// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendarobject.h"

#include <QSet>

namespace Kontor
{

/// Reads one component of a calendar object; see CalendarObject::read(). Pure functions.
namespace CalendarComponentReader
{
/// None: not of a kind we show (VTIMEZONE, VFREEBUSY). \p problems: whole sentences are added.
std::optional<CalendarComponent> read(const ContentComponent &content, const ContentComponent &calendar, QSet<QString> &problems);

/// An ORGANIZER or ATTENDEE.
Attendee attendee(const ContentLine &line);

/// A link to join a meeting in some text, or empty.
QString conferenceIn(const QString &text);
}

}
