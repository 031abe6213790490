// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarobject.h"

namespace Kontor
{

namespace
{
constexpr qint64 day = qint64(86400) * 1000;
constexpr qint64 epoch = 2440588; // Julian day of 1970-01-01
constexpr qint64 longestDays = 366 * 200;

/// The number of \p count digits from \p at; -1: there are none.
int digits(QByteArrayView text, qsizetype at, int count)
{
    if (at + count > text.size()) {
        return -1;
    }
    int number = 0;
    for (int i = 0; i < count; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9') {
            return -1;
        }
        number = number * 10 + (c - '0');
    }
    return number;
}
}

qint64 CalendarTime::key() const
{
    return isFloating() ? wall : zone.instantOf(wall, QTimeZone::utc());
}

qint64 CalendarTime::instant(const QTimeZone &local) const
{
    return isDate ? instantOfWall(wall, local) : zone.instantOf(wall, local);
}

QDate CalendarTime::date() const
{
    return QDate::fromJulianDay((wall >= 0 ? wall / day : -((-wall + day - 1) / day)) + epoch);
}

QDateTime CalendarTime::toDateTime() const
{
    const auto clock = QDateTime::fromMSecsSinceEpoch(wall, QTimeZone::UTC);
    if (isFloating()) {
        return QDateTime(clock.date(), clock.time());
    }
    return QDateTime::fromMSecsSinceEpoch(key(), zone.toQt(wall));
}

CalendarTime CalendarTime::parse(const QByteArray &value, const QByteArray &tzid, const ContentComponent *calendar)
{
    auto text = value.trimmed();
    if (text.contains('-') || text.contains(':')) { // ISO 8601 with its signs, as some write it
        text.replace('-', "").replace(':', "");
    }
    CalendarTime time;
    const QDate date(digits(text, 0, 4), digits(text, 4, 2), digits(text, 6, 2));
    if (!date.isValid() || date.year() < 1) {
        return time;
    }
    time.isValid = true;
    time.wall = (date.toJulianDay() - epoch) * day;
    const bool hasTime = text.size() > 8 && (text[8] == 'T' || text[8] == 't' || text[8] == ' ');
    const int hour = hasTime ? digits(text, 9, 2) : -1;
    const int minute = hasTime ? digits(text, 11, 2) : -1;
    if (hour < 0 || minute < 0 || hour > 24 || minute > 59) {
        time.isDate = true;
        return time;
    }
    const int second = std::clamp(digits(text, 13, 2), 0, 59); // 60 is a leap second
    time.wall += (hour * 3600 + minute * 60 + second) * qint64(1000);
    if (text.endsWith('Z') || text.endsWith('z')) {
        time.zone = TimeZone::utc();
    } else if (!tzid.isEmpty()) {
        const ContentComponent *definition = nullptr;
        if (calendar) {
            for (const auto zones = calendar->components("VTIMEZONE"); const auto *zone : zones) {
                if (zone->value("TZID").trimmed() == tzid) {
                    definition = zone;
                    break;
                }
            }
        }
        time.zone = TimeZone::named(tzid, definition);
    }
    return time;
}

CalendarDuration CalendarDuration::parse(const QByteArray &value)
{
    CalendarDuration duration;
    auto text = value.trimmed().toUpper();
    const bool isNegative = text.startsWith('-');
    if (isNegative || text.startsWith('+')) {
        text = text.sliced(1);
    }
    if (!text.startsWith('P')) {
        return duration;
    }
    qint64 number = -1;
    bool isTime = false;
    for (const char c : QByteArrayView(text).sliced(1)) {
        if (c >= '0' && c <= '9') {
            number = std::min<qint64>(std::max<qint64>(number, 0) * 10 + (c - '0'), 100'000'000'000);
            continue;
        }
        if (c == 'T' && number < 0 && !isTime) {
            isTime = true;
            continue;
        }
        const qint64 unit = c == 'H' ? 3600'000 : c == 'M' ? 60'000 : c == 'S' ? 1000 : 0;
        if (number < 0 || (unit == 0 && c != 'W' && c != 'D')) {
            return duration;
        }
        if (unit == 0) {
            duration.days = std::min(longestDays, duration.days + std::min(longestDays, number) * (c == 'W' ? 7 : 1));
        } else {
            duration.exact = std::min(longestDays * day, duration.exact + std::min(longestDays * day / unit, number) * unit);
        }
        duration.isValid = true;
        number = -1;
    }
    if (isNegative) {
        duration.days = -duration.days;
        duration.exact = -duration.exact;
    }
    return duration;
}

CalendarTime CalendarDuration::after(const CalendarTime &start) const
{
    auto end = start;
    end.wall += days * day;
    if (start.isDate) {
        end.wall += exact / day * day;
    } else if (exact != 0) {
        // By the clock, across changes of the zone.
        end.wall = start.zone.wallOf(start.zone.instantOf(end.wall, QTimeZone::utc()) + exact, QTimeZone::utc());
    }
    return end;
}

}
