// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QList>

class KConfigGroup;

namespace Kontor
{

/// How somebody wants the calendar, from group Calendar of kontorrc; what is not said there follows the locale. A value.
struct CalendarSettings {
    int workingFrom = 8, workingTo = 17; ///< hours
    QList<int> workingDays{}; ///< Qt::DayOfWeek, ascending; never empty
    int firstDay = 1; ///< of the week
    bool showsWeekNumbers = true;
    QString startView{}; ///< CalendarViews::keyOf(); empty: the one used last
    QString holidayRegion{}; ///< as KHolidays names it; empty: none
    int reminder = -1; ///< minutes before a new event; -1: none
    int dayReminder = -1; ///< minutes before the first day of a new event that takes whole days
    int length = 60; ///< minutes of a new event whose end nobody chose

    static CalendarSettings read(); ///< the user's
    static CalendarSettings of(const KConfigGroup &group);

    QDate startOfWeek(const QDate &day) const;
    bool isWorkingDay(const QDate &day) const;
    QList<Alarm> alarms(const EventDraft &event) const; ///< what a new event begins with

    bool operator==(const CalendarSettings &) const = default;
};

}
