// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/rulewords.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>
#include <QTimeZone>

namespace Kontor::RuleWords
{
namespace
{
constexpr qint64 mostInterval = 100'000;

QString listOf(const QStringList &names)
{
    return QLocale().createSeparatedList(names);
}

/// Numbers that may count from the end.
QString places(const QList<int> &numbers)
{
    QStringList names;
    for (const auto number : numbers) {
        names << (number > 0 ? QString::number(number)
                      : number == -1 ? i18nc("@info in a list of days or weeks: the last one of the month or year", "the last")
                                     : i18nc("@info in a list of days or weeks: which one, counted from the end of the month or year", "%1 from the end", -number));
    }
    return listOf(names);
}

QString weekday(const RecurrenceRule::Weekday &day)
{
    const auto name = QLocale().dayName(day.day);
    if (day.nth == 0) {
        return i18nc("@info a repetition: weekday", "on %1", name);
    }
    if (day.nth == -1) {
        return i18nc("@info a repetition: weekday", "on the last %1", name);
    }
    if (day.nth < 0) {
        return i18nc("@info a repetition: number, weekday", "on %2 no. %1 from the end", -day.nth, name);
    }
    return day.nth <= 5 ? i18nc("@info a repetition: ordinal, weekday", "on the %1 %2", ordinal(day.nth), name)
                        : i18nc("@info a repetition: number, weekday", "on %2 no. %1 of the year", day.nth, name);
}

QStringList clauses(const RecurrenceRule &rule)
{
    QStringList clauses;
    if (!rule.byMonth.isEmpty()) {
        QStringList months;
        for (const auto month : rule.byMonth) {
            months << QLocale().standaloneMonthName(month);
        }
        clauses << i18nc("@info a repetition: names of months", "in %1", listOf(months));
    }
    if (!rule.byWeekNumber.isEmpty()) {
        clauses << i18nc("@info a repetition: numbers of weeks", "in the weeks %1 of the year", places(rule.byWeekNumber));
    }
    if (!rule.byYearDay.isEmpty()) {
        clauses << i18nc("@info a repetition: numbers of days", "on the days %1 of the year", places(rule.byYearDay));
    }
    if (!rule.byMonthDay.isEmpty()) {
        clauses << i18nc("@info a repetition: numbers of days", "on the days %1 of the month", places(rule.byMonthDay));
    }
    if (!rule.byDay.isEmpty()) {
        QStringList days;
        for (const auto &day : rule.byDay) {
            days << weekday(day);
        }
        clauses << listOf(days);
    }
    if (!rule.byHour.isEmpty()) {
        clauses << i18nc("@info a repetition: hours of the day", "at the hours %1", places(rule.byHour));
    }
    if (!rule.byMinute.isEmpty()) {
        clauses << i18nc("@info a repetition: minutes of the hour", "at the minutes %1", places(rule.byMinute));
    }
    if (!rule.bySecond.isEmpty()) {
        clauses << i18nc("@info a repetition: seconds of the minute", "at the seconds %1", places(rule.bySecond));
    }
    if (!rule.bySetPosition.isEmpty()) {
        clauses << i18nc("@info a repetition: of all the days said before only these", "of these only number %1", places(rule.bySetPosition));
    }
    return clauses;
}

QString calendarOf(const QString &rule)
{
    const auto parts = rule.toUpper().split(QLatin1Char(';'));
    for (const auto &part : parts) {
        if (const auto text = part.trimmed(); text.startsWith(QLatin1String("RSCALE="))) {
            return text.mid(7).trimmed();
        }
    }
    return {};
}
}

QString every(RecurrenceRule::Frequency frequency, qint64 interval)
{
    using Frequency = RecurrenceRule::Frequency;
    const auto count = int(std::min(interval, mostInterval));
    switch (frequency) {
    case Frequency::Secondly:
        return count == 1 ? i18nc("@info a repetition", "every second") : i18ncp("@info a repetition", "every %1 second", "every %1 seconds", count);
    case Frequency::Minutely:
        return count == 1 ? i18nc("@info a repetition", "every minute") : i18ncp("@info a repetition", "every %1 minute", "every %1 minutes", count);
    case Frequency::Hourly:
        return count == 1 ? i18nc("@info a repetition", "every hour") : i18ncp("@info a repetition", "every %1 hour", "every %1 hours", count);
    case Frequency::Daily:
        return count == 1 ? i18nc("@info a repetition", "every day") : i18ncp("@info a repetition", "every %1 day", "every %1 days", count);
    case Frequency::Weekly:
        return count == 1 ? i18nc("@info a repetition", "every week") : i18ncp("@info a repetition", "every %1 week", "every %1 weeks", count);
    case Frequency::Monthly:
        return count == 1 ? i18nc("@info a repetition", "every month") : i18ncp("@info a repetition", "every %1 month", "every %1 months", count);
    case Frequency::Yearly:
        break;
    }
    return count == 1 ? i18nc("@info a repetition", "every year") : i18ncp("@info a repetition", "every %1 year", "every %1 years", count);
}

QString ordinal(int nth)
{
    switch (nth) {
    case 1:
        return i18nc("@info on the … Monday of the month", "first");
    case 2:
        return i18nc("@info on the … Monday of the month", "second");
    case 3:
        return i18nc("@info on the … Monday of the month", "third");
    case 4:
        return i18nc("@info on the … Monday of the month", "fourth");
    default:
        return i18nc("@info on the … Monday of the month", "fifth");
    }
}

QDate lastDay(const QByteArray &until, const QDateTime &start)
{
    const auto text = QString::fromLatin1(until);
    const auto date = QDate::fromString(text.left(8), QStringLiteral("yyyyMMdd"));
    if (text.size() <= 8) {
        return date;
    }
    const auto time = QTime::fromString(text.mid(9, 6), QStringLiteral("HHmmss"));
    auto last = QDateTime(date, time);
    if (text.endsWith(QLatin1Char('Z'))) {
        const auto moment = QDateTime(date, time, QTimeZone::UTC).toTimeZone(start.timeRepresentation());
        last = QDateTime(moment.date(), moment.time());
    }
    return last.time() < start.time() ? last.date().addDays(-1) : last.date();
}

bool isUnderstood(const QString &rule)
{
    return RecurrenceRule::parse(rule.toLatin1()).has_value();
}

QString sentence(const QString &rule, const QDateTime &start)
{
    const auto parsed = RecurrenceRule::parse(rule.toLatin1());
    if (!parsed) {
        const auto calendar = calendarOf(rule);
        return calendar.isEmpty() || calendar == QLatin1String("GREGORIAN")
            ? i18nc("@info a repetition", "by a rule Kontor does not understand: only the first date is shown")
            : i18nc("@info a repetition; %1 is a calendar such as HEBREW", "by the calendar “%1”, which Kontor cannot reckon with: only the first date is shown",
                    Words::shortened(Words::withoutTricks(calendar), 30));
    }
    auto text = every(parsed->frequency, parsed->interval);
    if (const auto more = clauses(*parsed); !more.isEmpty()) {
        text = i18nc("@info a repetition: every month, on which days", "%1, %2", text, more.join(QStringLiteral(", ")));
    }
    if (parsed->count > 0) {
        return i18ncp("@info a repetition and how often", "%2, %1 time", "%2, %1 times", int(parsed->count), text);
    }
    const auto last = parsed->until.isEmpty() ? QDate() : lastDay(parsed->until, start);
    return last.isValid() ? i18nc("@info a repetition and its last day", "%1, until %2", text, QLocale().toString(last, QLocale::LongFormat)) : text;
}

QString others(const QStringList &lines, const QDateTime &start)
{
    QStringList sentences;
    for (const auto &line : lines) {
        const auto words = sentence(line.section(QLatin1Char(':'), 1), start);
        sentences << (line.startsWith(QLatin1String("EXRULE"), Qt::CaseInsensitive) ? i18nc("@info %1 is how an event repeats", "Except %1.", words)
                                                                                  : i18nc("@info %1 is how an event repeats", "And also %1.", words));
    }
    return sentences.join(QLatin1Char(' '));
}

}
