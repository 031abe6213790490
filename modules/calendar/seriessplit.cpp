// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventwriter.h"

#include <QUuid>

namespace Kontor
{
namespace
{
/// A sheet with the same frame (PRODID, zones, what others wrote there) and one component.
EventSheet emptyCopy(const EventSheet &sheet)
{
    EventSheet copy;
    copy.text.root = *EventLines::copied(sheet.text.root);
    copy.calendar = EventLines::calendarOf(copy.text);
    const auto items = EventLines::items(*copy.calendar);
    for (const auto &item : items) {
        EventLines::remove(*copy.calendar, item.get());
    }
    return copy;
}

void name(ContentComponent &component, const QByteArray &uid, const QByteArray &from)
{
    EventLines::setLogical(component, "UID", {QByteArray("UID:" + uid)});
    auto related = EventLines::logical(component, "RELATED-TO");
    related.removeIf([](const QByteArray &line) {
        return line.toUpper().contains("RELTYPE=SIBLING");
    });
    related << EventLines::line("RELATED-TO", {{"RELTYPE", {"SIBLING"}}}, from);
    EventLines::setLogical(component, "RELATED-TO", related);
}

void moveTo(EventSheet &sheet, ContentComponent &master, qint64 wall)
{
    const auto begin = EventLines::timeOf(master, "DTSTART", sheet.calendar.get());
    const auto away = begin.time.isValid ? wall - begin.time.wall : wall - EventLines::timeOf(master, "DUE", sheet.calendar.get()).time.wall;
    for (const auto *line : {"DTSTART", "DTEND", "DUE"}) {
        const auto *old = master.line(line);
        auto time = EventLines::timeOf(master, line, sheet.calendar.get());
        if (old && time.time.isValid) {
            time.time.wall += away;
            EventLines::setLogical(master, line, {EventLines::timeLine(line, time, old->parameters())});
        }
    }
}

/// The end of an extra date that has one of its own (PERIOD).
void givePeriod(EventSheet &sheet, ContentComponent &master, const EventLines::DateValue &date)
{
    if (date.rest.isEmpty()) {
        return;
    }
    const auto text = date.rest.mid(1).trimmed();
    const auto duration = CalendarDuration::parse(text);
    auto end = date.time;
    end.time = duration.isValid ? duration.after(date.time.time) : CalendarTime::parse(text, date.time.tzid, sheet.calendar.get());
    if (end.time.isValid) {
        end.tzid = end.time.zone.isUtc() ? QByteArray() : end.tzid;
        EventLines::remove(master, "DURATION");
        EventLines::setLogical(master, "DTEND", {EventLines::timeLine("DTEND", end)});
    }
}

QList<EventLines::DateValue> parted(EventSheet &sheet, const QByteArray &name, qint64 wall)
{
    QList<EventLines::DateValue> before;
    QList<EventLines::DateValue> after;
    for (const auto &date : EventLines::dates(*sheet.master, name, sheet.calendar.get())) {
        (sheet.wallOf(date.time.time) < wall ? before : after) << date;
    }
    EventLines::setDates(*sheet.master, name, before, sheet.calendar.get());
    return after;
}
}

QByteArray SeriesSplit::uidOf(const QByteArray &uid, qint64 recurrence)
{
    static const QUuid space(QStringLiteral("6f9c3f1e-6a58-4b4e-9d0e-3a4d0f6d5c11"));
    return QUuid::createUuidV5(space, QByteArray(uid + '/' + QByteArray::number(recurrence))).toByteArray(QUuid::WithoutBraces);
}

SeriesSplit::Halves SeriesSplit::cut(EventSheet &sheet, qint64 wall)
{
    Halves halves;
    const auto begin = sheet.start().time;
    const auto whole = EventLines::copied(*sheet.master);
    const auto rules = sheet.rules();
    const auto except = parted(sheet, "EXDATE", wall);
    auto extra = parted(sheet, "RDATE", wall);

    QList<QByteArray> endedRules;
    QList<QByteArray> restRules;
    std::optional<qint64> first; // regular instance from there on, excepted or not: rules count from one
    for (const auto &rule : rules) {
        if (const auto next = rule.firstFrom(begin, wall); next && (!first || *next < *first)) {
            first = next;
        }
    }
    for (const auto &rule : rules) {
        const auto next = rule.firstFrom(begin, wall);
        endedRules << QByteArray("RRULE:" + (next ? rule.endedBefore(begin, wall) : rule).value());
        if (next) {
            restRules << QByteArray("RRULE:" + rule.continuedFrom(begin, *first).value());
        }
    }
    EventLines::setLogical(*sheet.master, "RRULE", endedRules);

    auto exceptions = sheet.exceptions;
    exceptions.removeIf([&](const ComponentPointer &exception) {
        return sheet.wallOfException(*exception).value_or(begin.wall) < wall;
    });
    const auto wallsOf = [&](const ComponentPointer &exception) {
        return sheet.wallOfException(*exception).value_or(0);
    };

    // Extra dates in front of the first regular one cannot belong to a series that begins there.
    std::ranges::sort(extra, {}, [&sheet](const EventLines::DateValue &date) {
        return sheet.wallOf(date.time.time);
    });
    EventLines::DateValue begun; // the extra date it begins with
    if (!first && !extra.isEmpty()) {
        begun = extra.first();
        first = sheet.wallOf(extra.first().time.time);
        extra.removeFirst();
    }
    const auto make = [&](qint64 at, const ComponentPointer &source) {
        auto half = emptyCopy(sheet);
        half.uid = uidOf(sheet.uid, sheet.keyOf(at));
        half.master = EventLines::copied(*source);
        name(*half.master, half.uid, sheet.uid);
        EventLines::append(*half.calendar, half.master);
        return half;
    };
    QList<EventLines::DateValue> kept;
    for (const auto &date : std::as_const(extra)) {
        const auto at = sheet.wallOf(date.time.time);
        if (first && at >= *first) {
            kept << date;
            continue;
        }
        const auto exception = std::ranges::find_if(exceptions, [&](const ComponentPointer &one) {
            return wallsOf(one) == at;
        });
        auto single = make(at, exception == exceptions.end() ? whole : *exception);
        for (const auto *property : {"RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}) {
            EventLines::remove(*single.master, property);
        }
        if (exception == exceptions.end()) {
            moveTo(single, *single.master, at);
            givePeriod(single, *single.master, date);
        } else {
            sheet.removeException(*exception);
            exceptions.erase(exception);
        }
        halves.singles << single;
    }
    if (first) {
        auto half = make(*first, whole);
        moveTo(half, *half.master, *first);
        givePeriod(half, *half.master, begun);
        EventLines::setLogical(*half.master, "RRULE", restRules);
        EventLines::setDates(*half.master, "RDATE", kept, half.calendar.get());
        EventLines::setDates(*half.master, "EXDATE", except, half.calendar.get());
        for (const auto &exception : std::as_const(exceptions)) {
            auto copy = EventLines::copied(*exception);
            EventLines::setLogical(*copy, "UID", {QByteArray("UID:" + half.uid)});
            EventLines::append(*half.calendar, copy);
            half.exceptions << copy;
        }
        halves.following = half;
    }
    for (const auto &exception : std::as_const(exceptions)) {
        sheet.removeException(exception);
    }
    return halves;
}

}
