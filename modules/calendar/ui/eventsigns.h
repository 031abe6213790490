// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

class QColor;
class QPainter;
class QRectF;

namespace Kontor::EventSigns
{

/// What is told by a small sign beside an event's title; words tell it to screen readers.
enum class Sign { Contested, Waiting, Unreadable, Private, Recurring, Exception, Done };

/// The ones an occurrence has, the most important first.
QList<Sign> of(const Occurrence &occurrence);

/// Drawn, not taken from an icon theme: in the text's own colour, sharp at any size and on paper.
void paint(QPainter *painter, const QRectF &area, Sign sign, const QColor &colour);

}
