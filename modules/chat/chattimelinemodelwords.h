// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattimelinemodel.h"

namespace Kontor
{

/// What rows of a timeline say in words, for screen readers and tool tips. Pure functions.
namespace ChatTimelineWords
{
QString sentence(const ChatTimelineRow &row, const ChatTimelineShape &shape = {});
QString content(const ChatTimelineRow &row); ///< what was said: the text, "Picture holiday.jpg", "Deleted message"
QString problem(ChatProblem problem); ///< why it cannot be read; empty: it can
QString warning(ChatTrust trust); ///< what is odd about who sent it; empty: nothing
QString reactions(const QList<ChatReaction> &reactions); ///< "2 reactions: thumbs up 2"
QString day(const QDate &day, const QDate &today = QDate::currentDate());
QString folded(int count); ///< "5 changes to the room"
}

}
