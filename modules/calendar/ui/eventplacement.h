// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

/// What becomes of an event or a task that is put elsewhere in a view. Pure functions of values.
namespace Kontor::EventPlacement
{

/// The draft of an instance that was shown as \p before and shall be shown as \p after: at another time, or as whole days instead
/// of a time and the other way round. A task is shown where it is due; its beginning goes along.
EventDraft moved(EventDraft draft, const Occurrence &before, const Occurrence &after);

/// Whole days instead of a time, or a time (the first hours of work) instead of whole days.
Occurrence turned(const Occurrence &occurrence);

}
