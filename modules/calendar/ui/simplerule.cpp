// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/simplerule.h"

#include "calendar/recurrencerule.h"
#include "calendar/ui/rulewords.h"

#include <KLocalizedString>
#include <QLocale>
#include <QTimeZone>

namespace Kontor
{
namespace
{
constexpr const char *dayNames[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr int mostInterval = 999;

bool readDays(const RecurrenceRule &rule, const QDateTime &start, SimpleRule &simple)
{
    const auto date = start.date();
    if (rule.byDay.isEmpty()) {
        if (rule.byMonthDay.isEmpty() || rule.byMonthDay == QList{date.day()}) {
            return true;
        }
        simple.day = SimpleRule::Day::LastOfMonth;
        return rule.byMonthDay == QList{-1} && simple.unit == SimpleRule::Unit::Month;
    }
    if (rule.byDay.size() != 1 || !rule.byMonthDay.isEmpty() || rule.byDay.first().day != date.dayOfWeek()) {
        return false;
    }
    if (simple.unit == SimpleRule::Unit::Year && rule.byMonth.isEmpty()) {
        return false; // counted through the year
    }
    const auto nth = rule.byDay.first().nth;
    simple.day = nth == -1 ? SimpleRule::Day::LastWeekday : SimpleRule::Day::NthWeekday;
    return nth == -1 ? SimpleRule::isLastOfMonth(date) : nth == SimpleRule::nthOf(date);
}

QString every(SimpleRule::Unit unit, int interval)
{
    return RuleWords::every(RecurrenceRule::Frequency(int(RecurrenceRule::Frequency::Daily) + int(unit)), interval);
}

QString dayPhrase(const SimpleRule &rule, QDate date)
{
    const auto weekday = QLocale().dayName(date.dayOfWeek());
    switch (rule.day) {
    case SimpleRule::Day::NthWeekday:
        return i18nc("@info a repetition: ordinal, weekday", "on the %1 %2", RuleWords::ordinal(SimpleRule::nthOf(date)), weekday);
    case SimpleRule::Day::LastWeekday:
        return i18nc("@info a repetition: weekday", "on the last %1", weekday);
    case SimpleRule::Day::LastOfMonth:
        return i18nc("@info a repetition", "on the last day of the month");
    case SimpleRule::Day::OfMonth:
        break;
    }
    return i18nc("@info a repetition", "on day %1", date.day());
}
}

int SimpleRule::nthOf(QDate day)
{
    return (day.day() - 1) / 7 + 1;
}

bool SimpleRule::isLastOfMonth(QDate day)
{
    return day.day() + 7 > day.daysInMonth();
}

std::optional<SimpleRule> SimpleRule::read(const QString &text, const QDateTime &start)
{
    const auto rule = RecurrenceRule::parse(text.toLatin1());
    if (!rule || !start.isValid() || rule->interval < 1 || rule->interval > mostInterval || rule->count > mostInterval || !rule->bySecond.isEmpty() || !rule->byMinute.isEmpty()
        || !rule->byHour.isEmpty() || !rule->byYearDay.isEmpty() || !rule->byWeekNumber.isEmpty() || !rule->bySetPosition.isEmpty()) {
        return {};
    }
    SimpleRule simple;
    simple.interval = int(rule->interval);
    const auto parts = text.toUpper().split(QLatin1Char(';'));
    for (const auto &part : parts) {
        if (part.startsWith(QLatin1String("WKST="))) {
            simple.weekStart = part.mid(5).toLatin1();
        }
    }
    if (rule->count > 0) {
        simple.end = End::Count;
        simple.count = int(rule->count);
    } else if (!rule->until.isEmpty()) {
        simple.end = End::Until;
        simple.until = RuleWords::lastDay(rule->until, start);
        if (!simple.until.isValid()) {
            return {};
        }
    }
    const bool hasMonth = !rule->byMonth.isEmpty();
    switch (rule->frequency) {
    case RecurrenceRule::Frequency::Daily:
        simple.unit = Unit::Day;
        return rule->byDay.isEmpty() && rule->byMonthDay.isEmpty() && !hasMonth ? std::optional(simple) : std::nullopt;
    case RecurrenceRule::Frequency::Weekly:
        simple.unit = Unit::Week;
        for (const auto &day : rule->byDay) {
            if (day.nth != 0) {
                return {};
            }
            simple.weekdays << day.day;
        }
        std::ranges::sort(simple.weekdays);
        if (hasMonth || !rule->byMonthDay.isEmpty() || (!simple.weekdays.isEmpty() && !simple.weekdays.contains(start.date().dayOfWeek()))) {
            return {};
        }
        if (simple.weekdays == QList{start.date().dayOfWeek()}) {
            simple.weekdays.clear();
        }
        return simple;
    case RecurrenceRule::Frequency::Monthly:
        simple.unit = Unit::Month;
        return !hasMonth && readDays(*rule, start, simple) ? std::optional(simple) : std::nullopt;
    case RecurrenceRule::Frequency::Yearly:
        simple.unit = Unit::Year;
        return (!hasMonth || rule->byMonth == QList{start.date().month()}) && (hasMonth || rule->byMonthDay.isEmpty()) && readDays(*rule, start, simple) ? std::optional(simple)
                                                                                                                                                         : std::nullopt;
    default:
        return {};
    }
}

QString SimpleRule::toRule(const QDateTime &start, Qt::CheckState allDay) const
{
    static constexpr const char *units[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    QStringList parts{QStringLiteral("FREQ=") + QLatin1String(units[int(unit)])};
    if (interval > 1) {
        parts << QStringLiteral("INTERVAL=%1").arg(interval);
    }
    const auto date = start.date();
    if (unit == Unit::Week && !weekdays.isEmpty()) {
        QStringList days;
        for (int day = 1; day <= 7; ++day) {
            if (weekdays.contains(day) || day == date.dayOfWeek()) { // a start outside its rule is undefined (RFC 5545, 3.8.5.3)
                days << QString::fromLatin1(dayNames[day - 1]);
            }
        }
        parts << QStringLiteral("BYDAY=") + days.join(QLatin1Char(','));
    }
    if (unit == Unit::Month || unit == Unit::Year) {
        if (unit == Unit::Year && day != Day::OfMonth) {
            parts << QStringLiteral("BYMONTH=%1").arg(date.month());
        }
        const auto name = QString::fromLatin1(dayNames[date.dayOfWeek() - 1]);
        if (day == Day::NthWeekday) {
            parts << QStringLiteral("BYDAY=%1%2").arg(nthOf(date)).arg(name);
        } else if (day == Day::LastWeekday) {
            parts << QStringLiteral("BYDAY=-1%1").arg(name);
        } else if (day == Day::LastOfMonth) {
            parts << QStringLiteral("BYMONTHDAY=-1");
        }
    }
    if (end == End::Count) {
        parts << QStringLiteral("COUNT=%1").arg(count);
    } else if (end == End::Until) {
        // Its form is that of DTSTART; with a zone it is UTC (RFC 5545, 3.3.10).
        const auto last = QDateTime(until, start.time(), start.timeRepresentation());
        parts << QStringLiteral("UNTIL=")
                + (allDay == Qt::Checked                ? until.toString(QStringLiteral("yyyyMMdd"))
                       : start.timeSpec() == Qt::LocalTime ? last.toString(QStringLiteral("yyyyMMdd'T'HHmmss"))
                                                           : last.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")));
    }
    if (!weekStart.isEmpty()) {
        parts << QStringLiteral("WKST=") + QString::fromLatin1(weekStart);
    }
    return parts.join(QLatin1Char(';'));
}

QString SimpleRule::sentence(const QDateTime &start) const
{
    auto text = every(unit, interval);
    if (unit == Unit::Week) {
        QStringList names;
        for (int day = 1; day <= 7; ++day) {
            if (weekdays.contains(day) || day == start.date().dayOfWeek()) {
                names << QLocale().dayName(day);
            }
        }
        text = i18nc("@info a repetition: every week, weekdays", "%1 on %2", text, QLocale().createSeparatedList(names));
    } else if (unit == Unit::Month || (unit == Unit::Year && day != Day::OfMonth)) {
        text = i18nc("@info a repetition: every month, on which day", "%1 %2", text, dayPhrase(*this, start.date()));
    }
    if (unit == Unit::Year) {
        text = i18nc("@info a repetition: every year, in or on what", "%1, %2", text,
                     day == Day::OfMonth ? QLocale().toString(start.date(), i18nc("@info a day and a month, as QLocale formats it", "d MMMM"))
                                         : QLocale().standaloneMonthName(start.date().month()));
    }
    if (end == End::Until) {
        return i18nc("@info a repetition and its last day", "%1, until %2", text, QLocale().toString(until, QLocale::LongFormat));
    }
    if (end == End::Count) {
        return i18ncp("@info a repetition and how often", "%2, %1 time", "%2, %1 times", count, text);
    }
    return text;
}

QString SimpleRule::words(const QString &rule, const QDateTime &start)
{
    if (rule.isEmpty()) {
        return {};
    }
    if (const auto simple = read(rule, start)) {
        return simple->sentence(start);
    }
    return RuleWords::sentence(rule, start);
}

}
