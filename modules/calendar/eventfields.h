// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventsheet.h"

namespace Kontor
{

/// Writes what differs between two drafts into the lines of one component, and nothing else.
namespace EventFields
{
void write(ContentComponent &component, const EventDraft &before, const EventDraft &after); ///< all but times, rule and people
void writePeople(ContentComponent &component, const EventDraft &before, const EventDraft &after);

/// Start, end and whether it takes whole days. Of a component that stands for other instances as well, its own times move as far
/// as the draft's did.
void writeTimes(EventSheet &sheet, ContentComponent &component, const EventDraft &before, const EventDraft &after);
bool areTimesEqual(const EventDraft &before, const EventDraft &after);

void setAttendee(ContentComponent &component, const Attendee &attendee); ///< by its address: only the parameters that differ
QByteArray participationWord(Participation participation);
void setParticipation(ContentComponent &component, const QString &address, Participation participation);

ComponentPointer alarm(const Alarm &alarm, const QString &summary);
qint64 wallOfClock(const QDateTime &time);
}

}
