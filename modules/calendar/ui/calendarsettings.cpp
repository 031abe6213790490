// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarsettings.h"

#include "calendar/holidays.h"

#include <KConfigGroup>
#include <KSharedConfig>
#include <QLocale>

namespace Kontor
{
namespace
{
constexpr int daysOfWeek = 7;
constexpr int minutesOfDay = 24 * 60;
constexpr int longestReminder = 60 * minutesOfDay;
}

CalendarSettings CalendarSettings::read()
{
    return of(KSharedConfig::openConfig()->group(QStringLiteral("Calendar")));
}

CalendarSettings CalendarSettings::of(const KConfigGroup &group)
{
    const QLocale locale;
    CalendarSettings settings;
    settings.workingFrom = std::clamp(group.readEntry("WorkingFrom", 8), 0, 23);
    settings.workingTo = std::clamp(group.readEntry("WorkingTo", 17), settings.workingFrom + 1, 24);
    for (const auto day : group.readEntry("WorkingDays", QList<int>())) {
        if (day >= Qt::Monday && day <= Qt::Sunday && !settings.workingDays.contains(day)) {
            settings.workingDays << day;
        }
    }
    if (settings.workingDays.isEmpty()) {
        for (const auto day : locale.weekdays()) {
            settings.workingDays << int(day);
        }
    }
    std::ranges::sort(settings.workingDays);
    const auto first = group.readEntry("FirstDay", 0);
    settings.firstDay = first >= Qt::Monday && first <= Qt::Sunday ? first : int(locale.firstDayOfWeek());
    settings.showsWeekNumbers = group.readEntry("WeekNumbers", true);
    settings.startView = group.readEntry("StartView", QString());
    settings.holidayRegion = group.hasKey("HolidayRegion") ? group.readEntry("HolidayRegion", QString()) : Holidays::defaultRegion();
    settings.reminder = std::clamp(group.readEntry("Reminder", -1), -1, longestReminder);
    settings.dayReminder = std::clamp(group.readEntry("DayReminder", -1), -1, longestReminder);
    settings.length = std::clamp(group.readEntry("EventLength", 60), 5, minutesOfDay);
    return settings;
}

QDate CalendarSettings::startOfWeek(const QDate &day) const
{
    return day.addDays(-((day.dayOfWeek() - firstDay + daysOfWeek) % daysOfWeek));
}

bool CalendarSettings::isWorkingDay(const QDate &day) const
{
    return workingDays.contains(day.dayOfWeek());
}

QList<Alarm> CalendarSettings::alarms(const EventDraft &event) const
{
    const auto minutes = event.isAllDay ? dayReminder : reminder;
    return minutes < 0 || event.isTask ? QList<Alarm>() : QList<Alarm>{{.minutesBefore = minutes}};
}

}
