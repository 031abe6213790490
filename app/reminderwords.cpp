// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reminderwords.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor::ReminderWords
{
namespace
{
constexpr int minutesOfDay = 24 * 60;

bool isTask(const Reminder &reminder)
{
    return reminder.occurrence.flags.testFlag(EventFlag::Task);
}
}

QString title(const Reminder &reminder)
{
    const auto summary = Words::shortened(Words::withoutTricks(reminder.occurrence.summary), 80);
    return !summary.isEmpty() ? summary : isTask(reminder) ? i18nc("@title a task without a title", "(No title)") : i18nc("@title an event without a title", "(No title)");
}

QString when(const Reminder &reminder, const QDateTime &now)
{
    const auto start = reminder.occurrence.start.toLocalTime();
    const auto today = now.toLocalTime().date();
    const QLocale locale;
    if (!start.isValid()) {
        return {};
    }
    const auto day = start.date() == today ? i18nc("@info a day", "today")
        : start.date() == today.addDays(1) ? i18nc("@info a day", "tomorrow")
                                           : locale.toString(start.date(), QLocale::LongFormat);
    if (reminder.occurrence.isAllDay()) {
        return isTask(reminder) ? i18nc("@info a task: the day", "due %1", day) : i18nc("@info an event: the day", "%1, all day", day);
    }
    const auto clock = locale.toString(start.time(), QLocale::ShortFormat);
    const auto minutes = qRound64(double(now.secsTo(start)) / 60);
    const auto moment = minutes > 0 && minutes < 120 ? i18ncp("@info an event: time, minutes until then", "%2, in %1 minute", "%2, in %1 minutes", int(minutes), clock)
        : minutes <= 0 && minutes > -120 && minutes != 0
        ? i18ncp("@info an event: time, minutes since then", "%2, %1 minute ago", "%2, %1 minutes ago", int(-minutes), clock)
        : minutes == 0           ? i18nc("@info an event: time", "%1, now", clock)
        : start.date() == today  ? clock
                                 : i18nc("@info day, time", "%1, %2", day, clock);
    return isTask(reminder) ? i18nc("@info a task: the time", "due %1", moment) : moment;
}

QString about(const Reminder &reminder, const QDateTime &now)
{
    const auto place = Words::shortened(Words::withoutTricks(reminder.occurrence.location), 60);
    return place.isEmpty() ? when(reminder, now) : i18nc("@info when, where", "%1, %2", when(reminder, now), place);
}

QString sentence(const Reminder &reminder, const QDateTime &now)
{
    return i18nc("@info title of an event: when and where", "%1: %2", title(reminder), about(reminder, now));
}

QList<Later> later(const Reminder &reminder, const QDateTime &now)
{
    QList<Later> choices;
    for (const int minutes : {5, 15}) {
        choices << Later{i18ncp("@action:button of a reminder", "In %1 Minute", "In %1 Minutes", minutes), minutes};
    }
    choices << Later{i18nc("@action:button of a reminder", "In an Hour"), 60};
    choices << Later{i18nc("@action:button of a reminder: in 24 hours", "In a Day"), minutesOfDay};
    // A day begins at midnight, when nobody wants to be reminded.
    const auto left = now.secsTo(reminder.occurrence.start) / 60;
    if (!reminder.occurrence.isAllDay() && left >= 1 && left < 60 * minutesOfDay) {
        choices.prepend(Later{isTask(reminder) ? i18nc("@action:button of a reminder", "When It Is Due") : i18nc("@action:button of a reminder", "When It Begins"), int(left)});
    }
    return choices;
}

}
