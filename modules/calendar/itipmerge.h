// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/itipmessage.h"

namespace Kontor
{

/// What a scheduling message makes of the object in the calendar. Pure functions of values.
///
/// A message that names only single instances (RECURRENCE-ID) touches only these, whatever else the object holds (RFC
/// 5546, 3.2.2). What is the user's own stays: alarms, categories, properties the organiser does not know, and the answer
/// as long as the times are the same.
namespace ItipMerge
{
/// REQUEST, PUBLISH or ADD: the object as it is to be; without the old one a new object.
Result<QByteArray> taken(const QByteArray &existing, const ItipMessage &message, const QStringList &mine);

/// CANCEL.
Result<QByteArray> cancelled(const QByteArray &existing, const ItipMessage &message, const QDateTime &now);

/// REPLY: the answer of one person, in the instances it is given for.
Result<QByteArray> answered(const QByteArray &existing, const ItipMessage &message, const Attendee &from, const QDateTime &now, const QStringList &mine);

enum class Age { Newer, Same, Older };
/// How the message's version lies to the one in the calendar (SEQUENCE, then DTSTAMP; RFC 5546, 2.1.5).
Age ageOf(const CalendarObject &existing, const ItipMessage &message);
}

}
