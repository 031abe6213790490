// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/seriesrule.h"

#include "calendar/recurrencerule.h"

namespace Kontor
{
namespace
{
constexpr qint64 oneDay = 24LL * 60 * 60 * 1000;
constexpr qint64 farAway = 253402300799LL * 1000; // the last second of the year 9999
constexpr int mostInstances = 200'000;
const QList<QByteArray> weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

QDateTime clock(qint64 wall)
{
    return QDateTime::fromMSecsSinceEpoch(wall, QTimeZone::UTC);
}

QByteArray shiftedDay(const QByteArray &entry, qint64 days)
{
    const auto day = entry.last(std::min<qsizetype>(2, entry.size())).toUpper();
    const auto place = weekdays.indexOf(day);
    if (place < 0) {
        return entry;
    }
    return entry.first(entry.size() - 2) + weekdays.at(((place + days) % 7 + 7) % 7);
}
}

SeriesRule::SeriesRule(const QByteArray &value)
{
    for (const auto &text : value.split(';')) {
        const auto equals = text.indexOf('=');
        if (equals > 0) {
            m_parts << std::pair{text.first(equals).trimmed().toUpper(), text.mid(equals + 1).trimmed()};
        }
    }
}

QByteArray SeriesRule::value() const
{
    QList<QByteArray> texts;
    for (const auto &[name, value] : m_parts) {
        texts << QByteArray(name + '=' + value);
    }
    return texts.join(';');
}

QByteArray SeriesRule::part(QByteArrayView name) const
{
    const auto found = std::ranges::find_if(m_parts, [name](const auto &part) {
        return part.first == name;
    });
    return found == m_parts.end() ? QByteArray() : found->second;
}

void SeriesRule::setPart(const QByteArray &name, const QByteArray &value)
{
    const auto found = std::ranges::find_if(m_parts, [&name](const auto &part) {
        return part.first == name;
    });
    if (value.isEmpty()) {
        if (found != m_parts.end()) {
            m_parts.erase(found);
        }
    } else if (found != m_parts.end()) {
        found->second = value;
    } else {
        m_parts << std::pair{name, value};
    }
}

int SeriesRule::interval() const
{
    return std::max(1, part("INTERVAL").toInt());
}

std::optional<int> SeriesRule::count() const
{
    bool isNumber = false;
    const auto number = part("COUNT").toInt(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

bool SeriesRule::isEndless() const
{
    return !count() && part("UNTIL").isEmpty();
}

std::optional<qint64> SeriesRule::until(const CalendarTime &start) const
{
    const auto text = part("UNTIL");
    if (text.isEmpty()) {
        return std::nullopt;
    }
    const auto time = CalendarTime::parse(text, {}, nullptr);
    if (!time.isValid) {
        return std::nullopt;
    }
    if (time.isDate) {
        return time.wall + oneDay - 1000; // the whole day
    }
    return time.zone.isUtc() && !start.isFloating() ? start.zone.wallOf(time.wall, QTimeZone::systemTimeZone()) : time.wall;
}

void SeriesRule::setUntil(const CalendarTime &start, qint64 wall)
{
    CalendarTime time{.isValid = true, .isDate = start.isDate, .wall = wall, .zone = {}};
    if (!start.isFloating()) { // RFC 5545, 3.3.10: in UTC, if DTSTART has a zone
        time.wall = start.zone.instantOf(wall, QTimeZone::systemTimeZone());
        time.zone = TimeZone::utc();
    }
    setPart("UNTIL", EventLines::value(time));
}

QList<qint64> SeriesRule::walls(const CalendarTime &start, qint64 from, qint64 to, int atMost) const
{
    auto plain = *this;
    plain.setPart("UNTIL", {}); // the rule alone cannot say which clock that is
    const auto rule = RecurrenceRule::parse(plain.value());
    if (!rule) {
        return {};
    }
    const auto last = until(start).value_or(farAway);
    return rule->starts(start.wall, std::max(from, start.wall), std::min(to, last + 1), atMost).walls;
}

std::optional<qint64> SeriesRule::firstFrom(const CalendarTime &start, qint64 wall) const
{
    const auto found = walls(start, wall, farAway, 1);
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

std::optional<qint64> SeriesRule::lastBefore(const CalendarTime &start, qint64 wall) const
{
    const auto found = walls(start, start.wall, wall, mostInstances);
    return found.isEmpty() ? std::nullopt : std::optional(found.last());
}

bool SeriesRule::isInstance(const CalendarTime &start, qint64 wall) const
{
    return !walls(start, wall, wall + 1, 1).isEmpty();
}

QList<qint64> SeriesRule::between(const CalendarTime &start, qint64 from, qint64 to) const
{
    return walls(start, from, to + 1, mostInstances);
}

int SeriesRule::countBefore(const CalendarTime &start, qint64 wall) const
{
    return int(between(start, start.wall, wall - 1000).size());
}

SeriesRule SeriesRule::endedBefore(const CalendarTime &start, qint64 wall) const
{
    auto ended = *this;
    if (count()) {
        ended.setPart("COUNT", QByteArray::number(std::max(1, countBefore(start, wall))));
        return ended;
    }
    ended.setUntil(start, start.isDate ? wall - oneDay : wall - 1000);
    return ended;
}

SeriesRule SeriesRule::continuedFrom(const CalendarTime &start, qint64 wall) const
{
    auto rest = *this;
    if (const auto all = count()) {
        rest.setPart("COUNT", QByteArray::number(std::max(1, *all - countBefore(start, wall))));
    }
    return rest;
}

SeriesRule SeriesRule::following(const CalendarTime &from, const CalendarTime &to) const
{
    auto rule = *this;
    if (!RecurrenceRule::parse(value())) {
        return rule; // its days may be those of another calendar (RFC 7529)
    }
    if (const auto end = until(from)) {
        const auto wasDate = CalendarTime::parse(part("UNTIL"), {}, nullptr).isDate;
        const auto last = wasDate && !from.isDate ? lastBefore(from, *end + 1000).value_or(*end) : *end;
        rule.setUntil(to, to.isDate ? (last + (to.wall - from.wall)) / oneDay * oneDay : last + (to.wall - from.wall));
    }
    const auto oldDate = from.date();
    const auto newDate = to.date();
    const auto days = oldDate.daysTo(newDate);
    const auto frequency = part("FREQ").toUpper();
    const auto byDay = part("BYDAY");
    if (days != 0 && frequency == "WEEKLY" && !byDay.isEmpty()) {
        auto entries = byDay.split(',');
        for (auto &entry : entries) {
            entry = shiftedDay(entry.trimmed(), days);
        }
        rule.setPart("BYDAY", entries.join(','));
        if (interval() > 1 && entries.size() > 1) { // the same weeks belong together as before
            const auto first = part("WKST");
            rule.setPart("WKST", shiftedDay(first.isEmpty() ? QByteArray("MO") : first, days));
        }
    }
    if (days != 0 && (frequency == "MONTHLY" || frequency == "YEARLY")) {
        const bool isOrdinal = !byDay.isEmpty() && !byDay.contains(',') && byDay.size() > 2 && part("BYSETPOS").isEmpty()
            && (frequency == "MONTHLY" || !part("BYMONTH").isEmpty());
        if (isOrdinal) {
            const auto place = byDay.startsWith('-') ? -((newDate.daysInMonth() - newDate.day()) / 7 + 1) : (newDate.day() - 1) / 7 + 1;
            rule.setPart("BYDAY", QByteArray::number(place) + weekdays.at(newDate.dayOfWeek() - 1));
        }
        const auto byMonthDay = part("BYMONTHDAY");
        if (!byMonthDay.isEmpty() && !byMonthDay.contains(',') && byDay.isEmpty()) {
            const auto day = byMonthDay.startsWith('-') ? newDate.day() - newDate.daysInMonth() - 1 : newDate.day();
            rule.setPart("BYMONTHDAY", QByteArray::number(day));
        }
        const auto byMonth = part("BYMONTH");
        if (!byMonth.isEmpty() && !byMonth.contains(',') && frequency == "YEARLY") {
            rule.setPart("BYMONTH", QByteArray::number(newDate.month()));
        }
    }
    const auto oldClock = clock(from.wall).time();
    const auto newClock = clock(to.wall).time();
    if (!to.isDate && part("BYHOUR") == QByteArray::number(oldClock.hour())) {
        rule.setPart("BYHOUR", QByteArray::number(newClock.hour()));
    }
    if (!to.isDate && part("BYMINUTE") == QByteArray::number(oldClock.minute())) {
        rule.setPart("BYMINUTE", QByteArray::number(newClock.minute()));
    }
    return rule;
}

}
