// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/recurrencerule.h"

#include <algorithm>
#include <limits>

namespace Kontor
{

namespace
{
constexpr qint64 second = 1000;
constexpr qint64 day = 86400 * second;
constexpr qint64 epoch = 2440588; // Julian day of 1970-01-01
constexpr int mostSteps = 200'000; // tens of milliseconds
constexpr int lastYear = 2500;

qint64 floorDiv(qint64 a, qint64 b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

QDate dateOf(qint64 wall)
{
    return QDate::fromJulianDay(floorDiv(wall, day) + epoch);
}

qint64 wallOfDate(const QDate &date)
{
    return (date.toJulianDay() - epoch) * day;
}

std::optional<QList<int>> numbers(const QByteArray &text, int smallest, int largest, bool mayCountBack)
{
    QList<int> list;
    for (const auto parts = text.split(','); const auto &part : parts) {
        bool isNumber = false;
        const int number = part.trimmed().toInt(&isNumber);
        const int size = std::abs(number);
        if (!isNumber || size > largest || size < smallest || (number < 0 && !mayCountBack)) {
            return std::nullopt;
        }
        list << number;
    }
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

int weekdayOf(QByteArrayView name)
{
    static constexpr const char *names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    for (int i = 0; i < 7; ++i) {
        if (name == names[i]) {
            return i + 1;
        }
    }
    return 0;
}

std::optional<QList<RecurrenceRule::Weekday>> weekdays(const QByteArray &text)
{
    QList<RecurrenceRule::Weekday> list;
    for (const auto parts = text.split(','); const auto &each : parts) {
        const auto part = each.trimmed();
        RecurrenceRule::Weekday weekday{.day = weekdayOf(QByteArrayView(part).last(std::min<qsizetype>(2, part.size()))), .nth = 0};
        if (weekday.day == 0) {
            return std::nullopt;
        }
        if (part.size() > 2) {
            bool isNumber = false;
            weekday.nth = part.first(part.size() - 2).toInt(&isNumber);
            if (!isNumber || weekday.nth == 0 || std::abs(weekday.nth) > 53) {
                return std::nullopt;
            }
        }
        if (!list.contains(weekday)) {
            list << weekday;
        }
    }
    return list;
}

bool matchesNumber(const QList<int> &wanted, int fromBegin, int total)
{
    return wanted.contains(fromBegin) || wanted.contains(fromBegin - total - 1);
}

/// Walks a rule period by period; each period is some days times some times of the day.
class Walk
{
public:
    Walk(const RecurrenceRule &rule, qint64 start)
        : m_rule(rule)
        , m_start(start)
        , m_startDate(dateOf(start))
    {
        using Frequency = RecurrenceRule::Frequency;
        const auto inDay = m_start - wallOfDate(m_startDate);
        const int startSecond = int(inDay / second);
        m_byMonth = rule.byMonth;
        m_byMonthDay = rule.byMonthDay;
        const bool hasWeeks = !rule.byWeekNumber.isEmpty();
        m_countsInMonth = rule.frequency == Frequency::Monthly || (rule.frequency == Frequency::Yearly && !rule.byMonth.isEmpty());
        const bool mayCount = rule.frequency >= Frequency::Monthly && !hasWeeks;
        for (auto weekday : rule.byDay) {
            weekday.nth = mayCount ? weekday.nth : 0;
            m_byDay << weekday;
        }
        m_byWeekYear = hasWeeks && rule.frequency == Frequency::Yearly;
        // What the rule does not say is taken from its start.
        if (rule.byYearDay.isEmpty() && rule.byMonthDay.isEmpty() && rule.byDay.isEmpty()) {
            if (rule.frequency == Frequency::Weekly || m_byWeekYear) {
                m_byDay << RecurrenceRule::Weekday{.day = m_startDate.dayOfWeek(), .nth = 0};
            } else if (rule.frequency >= Frequency::Monthly) {
                m_byMonthDay << m_startDate.day();
                if (rule.frequency == Frequency::Yearly && m_byMonth.isEmpty()) {
                    m_byMonth << m_startDate.month();
                }
            }
        }
        const auto hours = rule.byHour.isEmpty() ? QList<int>{startSecond / 3600} : rule.byHour;
        const auto minutes = rule.byMinute.isEmpty() ? QList<int>{startSecond / 60 % 60} : rule.byMinute;
        auto seconds = rule.bySecond.isEmpty() ? QList<int>{startSecond % 60} : rule.bySecond;
        if (seconds.contains(60)) { // a leap second, which our clocks do not show
            seconds.removeAll(60);
            if (!seconds.contains(59)) {
                seconds << 59;
            }
        }
        const auto millis = inDay % second;
        if (rule.frequency >= Frequency::Daily) {
            addTimes(hours, minutes, seconds, millis);
        } else if (rule.frequency == Frequency::Hourly) {
            addTimes({0}, minutes, seconds, millis);
        } else if (rule.frequency == Frequency::Minutely) {
            addTimes({0}, {0}, seconds, millis);
        } else {
            m_times << millis;
        }
    }

    bool isPlain() const ///< a mere step, so that the n-th is known without counting
    {
        return m_rule.frequency <= RecurrenceRule::Frequency::Daily && m_rule.byMonth.isEmpty() && m_rule.byMonthDay.isEmpty() && m_rule.byYearDay.isEmpty()
            && m_rule.byWeekNumber.isEmpty() && m_rule.byDay.isEmpty() && m_rule.byHour.isEmpty() && m_rule.byMinute.isEmpty() && m_rule.bySecond.isEmpty()
            && m_rule.bySetPosition.isEmpty();
    }

    qint64 step() const ///< ms, of frequencies up to daily
    {
        return unit() * m_rule.interval;
    }

    /// The period \p wall lies in or, where the interval skips it, one before it; never before the first.
    qint64 periodBefore(qint64 wall) const
    {
        using Frequency = RecurrenceRule::Frequency;
        const auto date = dateOf(wall);
        qint64 units = 0;
        switch (m_rule.frequency) {
        case Frequency::Yearly:
            units = date.year() - m_startDate.year() - 1; // years of weeks may begin in the one before
            break;
        case Frequency::Monthly:
            units = (date.year() - m_startDate.year()) * 12 + date.month() - m_startDate.month();
            break;
        case Frequency::Weekly:
            units = m_startDate.daysTo(date) / 7 - 1;
            break;
        default:
            units = floorDiv(wall - m_start, unit()) - 1;
        }
        return std::max<qint64>(0, floorDiv(units, m_rule.interval));
    }

    /// Fills in the period; false: it lies beyond the last year there is.
    bool enter(qint64 period)
    {
        using Frequency = RecurrenceRule::Frequency;
        m_days.clear();
        m_next = period + 1;
        m_offset = 0;
        const qint64 units = period * m_rule.interval;
        switch (m_rule.frequency) {
        case Frequency::Yearly: {
            int startYear = m_startDate.year();
            if (m_byWeekYear) {
                RecurrenceRule::weekOf(m_startDate, m_rule.weekStart, &startYear);
            }
            const qint64 year = startYear + units;
            if (year > lastYear) {
                return false;
            }
            m_begin = m_byWeekYear ? wallOfDate(firstWeek(int(year))) : wallOfDate(QDate(int(year), 1, 1));
            addYear(int(year));
            return true;
        }
        case Frequency::Monthly: {
            const qint64 months = m_startDate.month() - 1 + units;
            const qint64 year = m_startDate.year() + months / 12;
            if (year > lastYear) {
                return false;
            }
            const int month = int(months % 12) + 1;
            m_begin = wallOfDate(QDate(int(year), month, 1));
            addMonth(int(year), month);
            return true;
        }
        case Frequency::Weekly: {
            const auto first = m_startDate.addDays(-((m_startDate.dayOfWeek() - m_rule.weekStart + 7) % 7) + 7 * units);
            if (first.year() > lastYear) {
                return false;
            }
            m_begin = wallOfDate(first);
            for (int i = 0; i < 7; ++i) {
                addDay(first.addDays(i));
            }
            return true;
        }
        default:
            break;
        }
        // Up to daily: one step of the clock. What no filter lets through is skipped in one go.
        const qint64 at = m_start + period * step();
        const auto date = dateOf(at);
        if (date.year() > lastYear) {
            return false;
        }
        m_begin = floorDiv(at, unit()) * unit();
        const auto midnight = wallOfDate(date);
        if (!fits(date)) {
            m_next = periodFrom(midnight + day);
            return true;
        }
        if (m_rule.frequency == Frequency::Daily) {
            m_days << midnight;
            return true;
        }
        const auto inDay = at - midnight;
        const int hour = int(inDay / (3600 * second));
        const int minute = int(inDay / (60 * second)) % 60;
        if (!m_rule.byHour.isEmpty() && !m_rule.byHour.contains(hour)) {
            m_next = periodFrom(midnight + (hour + 1) * 3600 * second);
            return true;
        }
        m_offset = hour * 3600 * second;
        if (m_rule.frequency == Frequency::Hourly) {
            m_days << midnight;
            return true;
        }
        if (!m_rule.byMinute.isEmpty() && !m_rule.byMinute.contains(minute)) {
            m_next = periodFrom(midnight + m_offset + (minute + 1) * 60 * second);
            return true;
        }
        m_offset += minute * 60 * second;
        if (m_rule.frequency == Frequency::Minutely) {
            m_days << midnight;
            return true;
        }
        const int seconds = int(inDay / second) % 60;
        if (m_rule.bySecond.isEmpty() || m_rule.bySecond.contains(seconds)) {
            m_days << midnight;
        }
        m_offset += seconds * second;
        return true;
    }

    qint64 begin() const ///< nothing of this period and the later ones lies before
    {
        return m_begin;
    }
    qint64 next() const
    {
        return m_next;
    }
    qint64 size() const
    {
        return m_days.size() * m_times.size();
    }
    qint64 at(qint64 index) const
    {
        return m_days.at(index / m_times.size()) + m_offset + m_times.at(index % m_times.size());
    }
    /// The first whose value is not before \p wall.
    qint64 indexFrom(qint64 wall) const
    {
        const auto dayAt = std::lower_bound(m_days.begin(), m_days.end(), wall - day + 1) - m_days.begin();
        auto index = qint64(dayAt) * m_times.size();
        while (index < size() && at(index) < wall) {
            ++index;
        }
        return index;
    }

private:
    qint64 unit() const
    {
        using Frequency = RecurrenceRule::Frequency;
        return m_rule.frequency == Frequency::Secondly ? second
            : m_rule.frequency == Frequency::Minutely  ? 60 * second
            : m_rule.frequency == Frequency::Hourly    ? 3600 * second
                                                       : day;
    }

    qint64 periodFrom(qint64 wall) const
    {
        return std::max(m_next, -floorDiv(m_start - wall, step()));
    }

    void addTimes(const QList<int> &hours, const QList<int> &minutes, const QList<int> &seconds, qint64 millis)
    {
        for (const int h : hours) {
            for (const int m : minutes) {
                for (const int s : seconds) {
                    m_times << (h * 3600 + m * 60 + s) * second + millis;
                }
            }
        }
    }

    QDate firstWeek(int year) const
    {
        const QDate fourth(year, 1, 4);
        return fourth.addDays(-((fourth.dayOfWeek() - m_rule.weekStart + 7) % 7));
    }

    void addYear(int year)
    {
        if (m_byWeekYear) {
            for (auto date = firstWeek(year), end = firstWeek(year + 1); date < end; date = date.addDays(1)) {
                addDay(date);
            }
            return;
        }
        for (int month = 1; month <= 12; ++month) {
            addMonth(year, month);
        }
    }

    void addMonth(int year, int month)
    {
        if (!m_byMonth.isEmpty() && !m_byMonth.contains(month)) {
            return;
        }
        const QDate first(year, month, 1);
        for (int i = 0, days = first.daysInMonth(); i < days; ++i) {
            addDay(first.addDays(i));
        }
    }

    void addDay(const QDate &date)
    {
        if (fits(date)) {
            m_days << wallOfDate(date);
        }
    }

    bool fits(const QDate &date) const
    {
        if (!m_byMonth.isEmpty() && !m_byMonth.contains(date.month())) {
            return false;
        }
        if (!m_byMonthDay.isEmpty() && !matchesNumber(m_byMonthDay, date.day(), date.daysInMonth())) {
            return false;
        }
        if (!m_byDay.isEmpty() && !fitsWeekday(date)) {
            return false;
        }
        if (!m_rule.byYearDay.isEmpty() && !matchesNumber(m_rule.byYearDay, date.dayOfYear(), date.daysInYear())) {
            return false;
        }
        if (!m_rule.byWeekNumber.isEmpty()) {
            int year = 0;
            const int week = RecurrenceRule::weekOf(date, m_rule.weekStart, &year);
            const int weeks = int(firstWeek(year).daysTo(firstWeek(year + 1)) / 7);
            return matchesNumber(m_rule.byWeekNumber, week, weeks);
        }
        return true;
    }

    bool fitsWeekday(const QDate &date) const
    {
        const int weekday = date.dayOfWeek();
        const int position = m_countsInMonth ? date.day() : date.dayOfYear();
        const int total = m_countsInMonth ? date.daysInMonth() : date.daysInYear();
        return std::any_of(m_byDay.begin(), m_byDay.end(), [&](const RecurrenceRule::Weekday &wanted) {
            return wanted.day == weekday && (wanted.nth == 0 || wanted.nth == (position - 1) / 7 + 1 || wanted.nth == -((total - position) / 7 + 1));
        });
    }

    const RecurrenceRule &m_rule;
    qint64 m_start;
    QDate m_startDate;
    QList<int> m_byMonth, m_byMonthDay;
    QList<RecurrenceRule::Weekday> m_byDay;
    bool m_countsInMonth = false;
    bool m_byWeekYear = false;
    QList<qint64> m_times; ///< within a day (or hour, or minute)
    QList<qint64> m_days; ///< of this period: their midnights
    qint64 m_offset = 0; ///< of the hour, minute, second for the finer frequencies
    qint64 m_begin = 0;
    qint64 m_next = 0;
};
}

int RecurrenceRule::weekOf(const QDate &date, int weekStart, int *year)
{
    // The week belongs to the year its fourth day lies in.
    const auto first = date.addDays(-((date.dayOfWeek() - weekStart + 7) % 7));
    const auto fourth = first.addDays(3);
    *year = fourth.year();
    return (fourth.dayOfYear() - 1) / 7 + 1;
}

std::optional<RecurrenceRule> RecurrenceRule::parse(const QByteArray &value)
{
    RecurrenceRule rule;
    bool hasFrequency = false;
    for (const auto parts = value.left(10'000).toUpper().split(';'); const auto &part : parts) {
        const auto equals = part.indexOf('=');
        const auto key = part.left(std::max<qsizetype>(0, equals)).trimmed();
        const auto text = part.mid(equals + 1).trimmed();
        if (part.trimmed().isEmpty()) {
            continue;
        }
        if (key == "FREQ") {
            static const QList<QByteArray> names{"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
            const auto at = names.indexOf(text);
            if (at < 0) {
                return std::nullopt;
            }
            rule.frequency = Frequency(at);
            hasFrequency = true;
        } else if (key == "INTERVAL" || key == "COUNT") {
            bool isNumber = false;
            const auto number = text.toLongLong(&isNumber);
            if (!isNumber || number < 1) {
                // INTERVAL=0 is written by some; it can only mean each one.
                if (key == "INTERVAL" && isNumber && number == 0) {
                    continue;
                }
                return std::nullopt;
            }
            (key == "COUNT" ? rule.count : rule.interval) = std::min<qint64>(number, std::numeric_limits<int>::max());
        } else if (key == "UNTIL") {
            rule.until = text;
        } else if (key == "WKST") {
            rule.weekStart = std::max(1, weekdayOf(text));
        } else if (key == "BYDAY") {
            auto list = weekdays(text);
            if (!list) {
                return std::nullopt;
            }
            rule.byDay = *std::move(list);
        } else if (key.startsWith("BY")) {
            struct Part {
                const char *name;
                QList<int> RecurrenceRule::*list;
                int smallest, largest;
                bool mayCountBack;
            };
            static const Part known[] = {
                {"BYSECOND", &RecurrenceRule::bySecond, 0, 60, false},
                {"BYMINUTE", &RecurrenceRule::byMinute, 0, 59, false},
                {"BYHOUR", &RecurrenceRule::byHour, 0, 23, false},
                {"BYMONTHDAY", &RecurrenceRule::byMonthDay, 1, 31, true},
                {"BYYEARDAY", &RecurrenceRule::byYearDay, 1, 366, true},
                {"BYWEEKNO", &RecurrenceRule::byWeekNumber, 1, 53, true},
                {"BYMONTH", &RecurrenceRule::byMonth, 1, 12, false},
                {"BYSETPOS", &RecurrenceRule::bySetPosition, 1, 366, true},
            };
            const auto *found = std::find_if(std::begin(known), std::end(known), [&key](const Part &each) {
                return key == each.name;
            });
            auto list = found == std::end(known) ? std::nullopt : numbers(text, found->smallest, found->largest, found->mayCountBack);
            if (!list) {
                return std::nullopt;
            }
            rule.*(found->list) = *std::move(list);
        } else if ((key == "RSCALE" && text != "GREGORIAN") || (key == "SKIP" && text != "OMIT")) {
            return std::nullopt; // RFC 7529
        }
    }
    return hasFrequency ? std::optional(rule) : std::nullopt;
}

RecurrenceRule::Starts RecurrenceRule::starts(qint64 start, qint64 from, qint64 to, int atMost, Start whether) const
{
    Starts found;
    const auto give = [&](qint64 wall) {
        if (wall < from || wall >= to) {
            return true;
        }
        if (found.walls.size() >= atMost) {
            found.isCut = true;
            return false;
        }
        found.walls << wall;
        return true;
    };
    Walk walk(*this, start);
    if (walk.isPlain()) {
        const auto step = walk.step();
        for (auto n = std::max<qint64>(0, -floorDiv(start - from, step));; ++n) {
            if (count > 0 && n >= count) {
                found.isOver = true;
                return found;
            }
            const auto wall = start + n * step;
            if (wall >= to || dateOf(wall).year() > lastYear || !give(wall)) {
                return found;
            }
        }
    }
    if (whether == Start::Always && !give(start)) {
        return found;
    }
    qint64 counted = whether == Start::Always ? 1 : 0; // DTSTART always counts as the first
    const auto beyond = whether == Start::Always ? start + 1 : start;
    // Without a count, what lies before the span need not be walked through.
    auto period = count > 0 || from <= start ? 0 : walk.periodBefore(from);
    QList<qint64> chosen;
    for (int steps = 0;; ++steps) {
        if (count > 0 && counted >= count) {
            found.isOver = true;
            return found;
        }
        if (steps >= mostSteps) {
            found.isCut = true;
            return found;
        }
        if (!walk.enter(period) || walk.begin() >= to) {
            return found;
        }
        period = walk.next();
        const auto size = walk.size();
        if (size == 0) {
            continue;
        }
        if (bySetPosition.isEmpty()) {
            for (auto index = walk.indexFrom(count > 0 ? beyond : std::max(beyond, from)); index < size; ++index, ++steps) {
                const auto wall = walk.at(index);
                if (wall >= to || (count > 0 && counted >= count) || steps >= mostSteps) {
                    break;
                }
                ++counted;
                if (!give(wall)) {
                    return found;
                }
            }
            continue;
        }
        chosen.clear();
        for (const int position : bySetPosition) {
            const auto index = position > 0 ? position - 1 : size + position;
            if (index >= 0 && index < size && !chosen.contains(index)) {
                chosen << index;
            }
        }
        std::sort(chosen.begin(), chosen.end());
        for (const auto index : std::as_const(chosen)) {
            const auto wall = walk.at(index);
            if (wall < beyond || (count > 0 && counted >= count)) {
                continue;
            }
            ++counted;
            if (!give(wall)) {
                return found;
            }
        }
    }
}

}
