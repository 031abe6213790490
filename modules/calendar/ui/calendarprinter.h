// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/calendarviews.h"
#include "calendar/ui/gridcontent.h"

class QPainter;
class QPrinter;

namespace Kontor
{

/// The days on paper, in colours that stay apart without any.
namespace CalendarPrinter
{
/// One page: the view's days with a heading and the names of the calendars. Where a day has more than fits ("+3 more"), all of
/// its events follow on pages of their own. The agenda takes as many pages as it needs.
void print(QPrinter *printer, CalendarViews::View view, const QDate &day, const QDate &last, const GridContent &content);

/// The same on any painter, in a field of \p pixels.
void paintPage(QPainter *painter, const QSize &pixels, CalendarViews::View view, const QDate &day, const GridContent &content);

/// Days with more events than fit into such a field.
QList<QDate> crowdedDays(CalendarViews::View view, const QDate &day, const GridContent &content, const QSize &pixels);

void showDialog(CalendarViews *views); ///< asks for the printer
void showPreview(CalendarViews *views);
}

}
