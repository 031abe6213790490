// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

namespace Kontor::EventWords
{

/// A name, with the address where there is no name or another one could be meant.
QString person(const Attendee &attendee);

/// "accepted", "optional, not answered".
QString attendeeState(const Attendee &attendee);

/// "3 accepted, 1 declined, 2 not answered".
QString answersSummary(const QList<Attendee> &attendees);

/// "15 minutes before".
QString alarm(const Alarm &alarm);

QString attachmentName(const EventAttachment &attachment);

/// The description as plain text with its web addresses as links; nothing of it is taken for markup.
QString descriptionHtml(const QString &description);

}
