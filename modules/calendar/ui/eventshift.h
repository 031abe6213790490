// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

namespace Kontor::EventShift
{

/// What of an event is moved.
enum class Part { Whole, Start, End };

/// No event gets shorter by dragging; also the grid times snap to.
constexpr int step = 15;

/// The occurrence as it is after moving it on the wall clock by days and minutes. A whole event keeps
/// its real length also over a change of clocks; whole days stay whole days.
Occurrence shifted(Occurrence occurrence, int days, int minutes, Part part);

/// Whole days as a time of a day, of so many minutes.
Occurrence timed(Occurrence occurrence, const QDate &day, int minute, int length);

/// A time as the whole days it touches, the first of them \p day.
Occurrence wholeDay(Occurrence occurrence, const QDate &day);

/// A wall clock time of a day; \p minute may be before or after it. A time that clocks leave out becomes the next one there is.
QDateTime at(const QDate &day, int minute);

}
