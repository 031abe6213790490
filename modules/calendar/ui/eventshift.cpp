// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventshift.h"

namespace Kontor::EventShift
{
namespace
{
constexpr int minutesOfDay = 24 * 60;

QDateTime moved(const QDateTime &when, int days, int minutes)
{
    const auto minute = when.time().hour() * 60 + when.time().minute();
    return days == 0 && minutes == 0 ? when : at(when.date().addDays(days), minute + minutes).addMSecs(when.time().second() * 1000);
}
}

QDateTime at(const QDate &day, int minute)
{
    const auto days = minute >= 0 ? minute / minutesOfDay : -((minutesOfDay - 1 - minute) / minutesOfDay);
    const auto rest = minute - days * minutesOfDay;
    return rest == 0 ? day.addDays(days).startOfDay() : QDateTime(day.addDays(days), QTime(rest / 60, rest % 60));
}

Occurrence shifted(Occurrence occurrence, int days, int minutes, Part part)
{
    if (occurrence.isAllDay()) {
        auto first = occurrence.start.date();
        auto after = occurrence.end > occurrence.start ? occurrence.end.addMSecs(-1).date().addDays(1) : first.addDays(1);
        first = part == Part::End ? first : first.addDays(days);
        after = part == Part::Start ? after : after.addDays(days);
        if (first >= after) {
            part == Part::Start ? first = after.addDays(-1) : after = first.addDays(1);
        }
        occurrence.start = first.startOfDay();
        occurrence.end = after.startOfDay();
        return occurrence;
    }
    const auto length = std::max<qint64>(0, occurrence.start.secsTo(occurrence.end));
    switch (part) {
    case Part::Whole:
        occurrence.start = moved(occurrence.start, days, minutes);
        occurrence.end = occurrence.start.addSecs(length);
        break;
    case Part::Start:
        occurrence.start = std::min(moved(occurrence.start, days, minutes), occurrence.end.addSecs(-step * 60));
        break;
    case Part::End:
        occurrence.end = std::max(moved(occurrence.end, days, minutes), occurrence.start.addSecs(step * 60));
        break;
    }
    return occurrence;
}

Occurrence timed(Occurrence occurrence, const QDate &day, int minute, int length)
{
    occurrence.flags.setFlag(EventFlag::AllDay, false);
    occurrence.start = at(day, minute);
    // Of a task only the moment is known when it is due.
    occurrence.end = occurrence.flags.testFlag(EventFlag::Task) ? occurrence.start : occurrence.start.addSecs(length * 60LL);
    return occurrence;
}

Occurrence wholeDay(Occurrence occurrence, const QDate &day)
{
    const auto last = occurrence.end > occurrence.start ? occurrence.end.addMSecs(-1).date() : occurrence.start.date();
    const auto days = occurrence.flags.testFlag(EventFlag::Task) ? 0 : occurrence.start.date().daysTo(last);
    occurrence.flags.setFlag(EventFlag::AllDay, true);
    occurrence.start = day.startOfDay();
    occurrence.end = day.addDays(days + 1).startOfDay();
    return occurrence;
}

}
