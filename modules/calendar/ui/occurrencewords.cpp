// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/occurrencewords.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>
#include <QTimeZone>

namespace Kontor::OccurrenceWords
{
namespace
{
QString shortDay(const QDate &day)
{
    const QLocale locale;
    return locale.toString(day, i18nc("a day with its weekday, short, see QLocale::toString()", "ddd d MMM"));
}
}

bool isAmbiguous(const QDateTime &when)
{
    if (when.timeSpec() != Qt::LocalTime) {
        return false;
    }
    const QDateTime before(when.date(), when.time(), QDateTime::TransitionResolution::PreferBefore);
    const QDateTime after(when.date(), when.time(), QDateTime::TransitionResolution::PreferAfter);
    return before.time() == when.time() && after.time() == when.time() && before.toMSecsSinceEpoch() != after.toMSecsSinceEpoch();
}

int hours(const QDate &day)
{
    return int((day.startOfDay().secsTo(day.addDays(1).startOfDay()) + 1800) / 3600);
}

QString clockNote(const QDate &day)
{
    const auto count = hours(day);
    return count < 24 ? i18nc("@info of a day with 23 hours", "Clocks go forward") : count > 24 ? i18nc("@info of a day with 25 hours", "Clocks go back") : QString();
}

QString title(const Occurrence &occurrence)
{
    const auto words = Words::withoutTricks(occurrence.summary).simplified();
    return words.isEmpty() ? i18nc("@item an event without a title", "No title") : words;
}

QString time(const QDateTime &when)
{
    const auto clock = Words::time(when.time());
    return isAmbiguous(when) ? i18nc("@info a time and its zone, where clocks show it twice", "%1 %2", clock, when.timeZoneAbbreviation()) : clock;
}

QDate lastDay(const Occurrence &occurrence)
{
    const auto last = occurrence.end > occurrence.start ? occurrence.end.addMSecs(-1).date() : occurrence.start.date();
    return std::max(last, occurrence.start.date());
}

QString day(const QDate &day)
{
    const QLocale locale;
    return day.year() == QDate::currentDate().year() ? locale.toString(day, i18nc("a day of this year in full, see QLocale::toString()", "dddd d MMMM"))
                                                     : locale.toString(day, i18nc("a day in full, see QLocale::toString()", "dddd d MMMM yyyy"));
}

QString times(const Occurrence &occurrence)
{
    const auto first = occurrence.start.date();
    const auto last = lastDay(occurrence);
    if (occurrence.isAllDay()) {
        return first == last ? i18nc("@info of an event", "All day") : i18nc("@info first and last day", "%1 – %2", shortDay(first), shortDay(last));
    }
    if (occurrence.end <= occurrence.start) {
        return time(occurrence.start);
    }
    if (first == last) {
        return i18nc("@info begin and end", "%1 – %2", time(occurrence.start), time(occurrence.end));
    }
    return i18nc("@info first day, begin, last day, end", "%1, %2 – %3, %4", shortDay(first), time(occurrence.start), shortDay(occurrence.end.date()), time(occurrence.end));
}

QString spokenTimes(const Occurrence &occurrence)
{
    const auto first = occurrence.start.date();
    const auto last = lastDay(occurrence);
    if (occurrence.isAllDay()) {
        return first == last ? i18nc("@info spoken", "%1, all day", day(first)) : i18nc("@info spoken: first and last day", "%1 to %2", day(first), day(last));
    }
    if (occurrence.end <= occurrence.start) {
        return i18nc("@info spoken: day, time", "%1, %2", day(first), time(occurrence.start));
    }
    if (first == last) {
        return i18nc("@info spoken: day, begin, end", "%1, %2 to %3", day(first), time(occurrence.start), time(occurrence.end));
    }
    return i18nc("@info spoken: first day, begin, last day, end", "%1, %2 to %3, %4", day(first), time(occurrence.start), day(occurrence.end.date()), time(occurrence.end));
}

QString participation(Participation participation)
{
    switch (participation) {
    case Participation::NeedsAction:
        return i18nc("@info my answer to an invitation", "not answered");
    case Participation::Accepted:
        return i18nc("@info answer to an invitation", "accepted");
    case Participation::Tentative:
        return i18nc("@info answer to an invitation", "tentative");
    case Participation::Declined:
        return i18nc("@info answer to an invitation", "declined");
    case Participation::Delegated:
        return i18nc("@info answer to an invitation", "delegated");
    case Participation::None:
        break;
    }
    return {};
}

QStringList states(const Occurrence &occurrence)
{
    QStringList words;
    const auto flags = occurrence.flags;
    if (flags.testFlag(EventFlag::Task)) {
        const bool isDone = flags.testFlag(EventFlag::Done);
        words << (isDone ? i18nc("@info state of a task", "task, done")
                         : occurrence.end < QDateTime::currentDateTime() ? i18nc("@info state of a task", "task, overdue") : i18nc("@info of an occurrence", "task"));
    }
    if (flags.testFlag(EventFlag::Cancelled)) {
        words << i18nc("@info state of an event", "cancelled");
    }
    if (occurrence.mine != Participation::None && occurrence.mine != Participation::Accepted && !flags.testFlag(EventFlag::Organized)) {
        words << participation(occurrence.mine);
    } else if (flags.testFlag(EventFlag::TentativeStatus)) {
        words << i18nc("@info state of an event", "tentative");
    }
    if (flags.testFlag(EventFlag::Transparent) && !occurrence.isAllDay()) {
        words << i18nc("@info state of an event: does not make busy", "free");
    }
    if (flags.testFlag(EventFlag::Recurring)) {
        words << (flags.testFlag(EventFlag::Exception) ? i18nc("@info state of an event", "repeats, this one is different") : i18nc("@info state of an event", "repeats"));
    }
    if (flags.testFlag(EventFlag::Private)) {
        words << i18nc("@info state of an event", "private");
    }
    if (flags.testFlag(EventFlag::HasAttachment)) {
        words << i18nc("@info state of an event", "has attachment");
    }
    if (flags.testFlag(EventFlag::OddZone)) {
        words << i18nc("@info state of an event", "time zone unknown");
    }
    if (flags.testFlag(EventFlag::Unreadable)) {
        words << i18nc("@info state of an event", "could not be understood");
    }
    if (flags.testFlag(EventFlag::Contested)) {
        words << i18nc("@info state of an event, spoken", "also changed elsewhere");
    } else if (flags.testFlag(EventFlag::Waiting)) {
        words << i18nc("@info state of an event", "waits for the server");
    }
    return words;
}

QString sentence(const Occurrence &occurrence, const CalendarInfo &calendar)
{
    QStringList parts{title(occurrence), spokenTimes(occurrence)};
    if (const auto place = Words::withoutTricks(occurrence.location).simplified(); !place.isEmpty()) {
        parts << place;
    }
    if (!calendar.name.isEmpty()) {
        parts << i18nc("@info spoken: which calendar an event is in", "calendar %1", Words::withoutTricks(calendar.name));
    }
    parts << states(occurrence);
    return parts.join(QStringLiteral(", "));
}

}
