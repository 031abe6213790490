// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventconflict.h"
#include "shell/conflictquestion.h"

#include <functional>

namespace Kontor
{

class CalendarActions;

/// Shows what the user made of an event or a task beside what somebody else made of it.
class EventConflictQuestion : public ConflictQuestion
{
    Q_OBJECT
public:
    explicit EventConflictQuestion(const EventConflict &conflict, QWidget *parent = nullptr);

    /// Looks what is to be decided about that item, asks, and carries out the answer. \p tell: says why nothing was asked.
    using Tell = std::function<void(const QString &sentence)>;
    static void open(CalendarActions *actions, ItemId item, QWidget *parent, const Tell &tell);
};

}
