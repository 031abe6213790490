// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventconflict.h"
#include "shell/conflictquestion.h"

namespace Kontor
{

/// Says of two versions of an event or a task what each of them is, field by field.
namespace EventConflictWords
{
ConflictQuestion::Words question(const EventConflict &conflict);
QList<ConflictView::Field> fields(const EventConflict &conflict);
}

}
