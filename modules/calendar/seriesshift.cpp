// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventfields.h"
#include "calendar/eventwriter.h"

namespace Kontor
{
namespace
{
constexpr qint64 oneDay = 24LL * 60 * 60 * 1000;

/// Where each instance of the old series is in the new one.
class Moving
{
public:
    enum class Match { SameTurn, Exact };
    Moving(const EventSheet &sheet, const CalendarTime &from, const CalendarTime &to, Match match)
        : m_sheet(sheet)
        , m_match(match)
        , m_isDate(to.isDate)
        , m_away((m_isDate ? to.wall / oneDay * oneDay : to.wall) - from.wall)
    {
    }

    qint64 plainly(qint64 wall) const
    {
        return m_isDate ? (wall + m_away) / oneDay * oneDay : wall + m_away;
    }
    /// None: the new series has no instance for it.
    std::optional<qint64> instance(qint64 wall) const
    {
        const auto moved = plainly(wall);
        if (m_sheet.isByRule(moved)) {
            return moved;
        }
        if (m_match == Match::Exact) {
            return std::nullopt;
        }
        // Where days do not move alike ("second Tuesday"): the instance of the same turn.
        for (const auto &rule : m_sheet.rules()) {
            constexpr qint64 near = 7 * oneDay;
            const auto around = rule.between(m_sheet.start().time, moved - near, moved + near);
            const auto nearest = std::ranges::min_element(around, {}, [moved](qint64 other) {
                return std::abs(other - moved);
            });
            if (nearest != around.end()) {
                return *nearest;
            }
        }
        return std::nullopt;
    }

private:
    const EventSheet &m_sheet; ///< its master is already the new one
    Match m_match;
    bool m_isDate;
    qint64 m_away;
};

using Exceptions = QList<std::pair<ComponentPointer, std::optional<qint64>>>;

qint64 lengthOf(const EventSheet &sheet, const ContentComponent &component)
{
    const auto start = EventLines::timeOf(component, "DTSTART", sheet.calendar.get()).time;
    for (const auto *name : {"DTEND", "DUE"}) {
        const auto end = EventLines::timeOf(component, name, sheet.calendar.get()).time;
        if (start.isValid && end.isValid) {
            return end.wall - start.wall;
        }
    }
    return -1;
}

/// Exceptions at their place that were as long as the rest become as long as the rest is now.
void lengthen(EventSheet &sheet, const Exceptions &exceptions, const CalendarTime &begin, qint64 oldLength, const EventDraft &before, const EventDraft &after)
{
    for (const auto &[exception, wall] : exceptions) {
        const auto start = EventLines::timeOf(*exception, "DTSTART", sheet.calendar.get()).time;
        if (start.isValid && start.zone == begin.zone && start.wall == wall && lengthOf(sheet, *exception) == oldLength) {
            EventFields::writeTimes(sheet, *exception, before, after);
        }
    }
}
}

void SeriesShift::write(EventSheet &sheet, const EventDraft &before, const EventDraft &after)
{
    const bool isRuleEdited = before.rule != after.rule;
    const bool isMoved = !EventFields::areTimesEqual(before, after);
    if (!isRuleEdited && !isMoved) {
        return;
    }
    const auto from = sheet.start();
    // As the old series names them, before anything moves.
    Exceptions exceptions;
    QSet<qint64> strays; // of no instance even before, but shown: somebody meant them
    for (const auto &exception : std::as_const(sheet.exceptions)) {
        const auto wall = sheet.wallOfException(*exception);
        exceptions << std::pair{exception, wall};
        if (wall && !sheet.isByRule(*wall)) {
            strays.insert(*wall);
        }
    }
    const auto wallsOf = [&sheet](QByteArrayView name) {
        QList<std::pair<qint64, QByteArray>> walls;
        for (const auto &date : EventLines::dates(*sheet.master, name, sheet.calendar.get())) {
            walls << std::pair{sheet.wallOf(date.time.time), date.rest};
        }
        return walls;
    };
    const auto excepted = wallsOf("EXDATE");
    const auto extra = wallsOf("RDATE");

    const auto oldLength = lengthOf(sheet, *sheet.master);
    EventFields::writeTimes(sheet, *sheet.master, before, after);
    const auto to = sheet.start();
    if (isRuleEdited) {
        auto lines = EventLines::logical(*sheet.master, "RRULE");
        if (!lines.isEmpty()) {
            lines.removeFirst();
        }
        if (!after.rule.isEmpty()) {
            lines.prepend(QByteArray("RRULE:" + after.rule.toLatin1()));
        }
        EventLines::setLogical(*sheet.master, "RRULE", lines);
    } else if (!(from == to)) {
        auto lines = EventLines::logical(*sheet.master, "RRULE");
        const auto rules = sheet.rules();
        for (qsizetype i = 0; i < std::min(lines.size(), rules.size()); ++i) {
            if (const auto moved = rules.at(i).following(from.time, to.time).value(); moved != rules.at(i).value()) {
                lines[i] = QByteArray("RRULE:" + moved);
            }
        }
        EventLines::setLogical(*sheet.master, "RRULE", lines);
    }
    if (from == to && !isRuleEdited) {
        lengthen(sheet, exceptions, from.time, oldLength, before, after);
        return;
    }
    const Moving moving(sheet, from.time, to.time, isRuleEdited ? Moving::Match::Exact : Moving::Match::SameTurn);
    const auto setDates = [&](const QByteArray &name, const QList<std::pair<qint64, QByteArray>> &walls, bool isBound) {
        QList<EventLines::DateValue> values;
        for (const auto &[wall, rest] : walls) {
            const auto moved = isBound ? moving.instance(wall) : moving.plainly(wall);
            if (moved) {
                values << EventLines::DateValue{sheet.inForm(*moved), to.time.isDate ? QByteArray() : rest};
            }
        }
        if (!(from == to) || values.size() != walls.size()) {
            EventLines::setDates(*sheet.master, name, values, sheet.calendar.get());
        }
    };
    setDates("RDATE", extra, false);
    QSet<qint64> extraWalls;
    for (const auto &[wall, rest] : extra) {
        extraWalls.insert(moving.plainly(wall));
    }
    setDates("EXDATE", excepted, true);
    QSet<qint64> taken;
    for (const auto &[exception, wall] : std::as_const(exceptions)) {
        if (!wall) {
            continue;
        }
        const auto plain = moving.plainly(*wall);
        const auto instance = extraWalls.contains(plain) || strays.contains(*wall) ? std::optional(plain) : moving.instance(*wall);
        if (!instance || taken.contains(*instance)) {
            sheet.removeException(exception); // the series has no such instance any more
            continue;
        }
        taken.insert(*instance);
        auto start = EventLines::timeOf(*exception, "DTSTART", sheet.calendar.get());
        const bool isInPlace = start.time.isValid && start.time.isDate == from.time.isDate && start.time.zone == from.time.zone && start.time.wall == *wall;
        if (!(from == to)) {
            EventLines::setLogical(*exception, "RECURRENCE-ID", {EventLines::timeLine("RECURRENCE-ID", sheet.inForm(*instance))});
        }
        if (!isInPlace || from == to) {
            continue; // somebody gave it a time of its own
        }
        for (const auto *name : {"DTEND", "DUE"}) {
            const auto end = EventLines::timeOf(*exception, name, sheet.calendar.get());
            if (end.time.isValid) {
                auto moved = sheet.inForm(*instance);
                auto length = end.time.wall - start.time.wall;
                if (to.time.isDate != from.time.isDate) {
                    const auto whole = EventLines::timeOf(*sheet.master, name, sheet.calendar.get());
                    length = whole.time.isValid ? whole.time.wall - to.time.wall : length;
                }
                moved.time.wall += length;
                EventLines::setLogical(*exception, name, {EventLines::timeLine(name, moved)});
            }
        }
        EventLines::setLogical(*exception, "DTSTART", {EventLines::timeLine("DTSTART", sheet.inForm(*instance))});
    }
}

}
