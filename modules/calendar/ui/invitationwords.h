// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/invitationstate.h"

namespace Kontor::InvitationWords
{

/// What the message is, in one sentence: "Jutta Sommer invites you to “Jour fixe”."
QString headline(const InvitationState &state);

/// When it is here; a second line says it for the organiser's time zone where that is another one.
QStringList when(const EventDraft &event);

/// When something else is proposed, as when().
QStringList proposal(const InvitationState &state);

/// What is to be known besides, each a whole sentence: past, outdated, sent by somebody else, already done.
QStringList notes(const InvitationState &state);

/// "time and place"; empty: nothing is known to be different.
QString changes(const InvitationState &state);

/// When a date of a series is.
QString date(const InvitationState::Date &date);

/// Who wrote the message.
QString sender(const InvitationState &state);

/// "You accepted."; empty: no answer yet.
QString myAnswer(Participation answer);

}
