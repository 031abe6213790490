// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Single instances of a series: those with a component of their own, and those left out.
#include "calendar/eventinsistence.h"

namespace Kontor
{

using namespace ContentIdentity;
using Kind = PropertyEdit::Kind;

namespace
{
QList<QByteArray> alarmsOf(const ContentComponent &component)
{
    QList<QByteArray> list;
    for (const auto &alarm : EventLines::children(component, "VALARM")) {
        ContentText text;
        text.root.parts << ContentComponent::Part{alarm, {}};
        list << text.toBytes();
    }
    return list;
}

QList<QByteArray> meanings(const ContentComponent &component, QByteArrayView name)
{
    QList<QByteArray> list;
    for (const auto *line : component.lines(name)) {
        list << canonical(*line);
    }
    std::ranges::sort(list);
    return list;
}

qint64 lengthOf(const ContentComponent &component, const ContentComponent *calendar)
{
    const auto start = EventLines::timeOf(component, "DTSTART", calendar).time;
    for (const auto *name : {"DTEND", "DUE"}) {
        if (const auto end = EventLines::timeOf(component, name, calendar).time; start.isValid && end.isValid) {
            return end.wall - start.wall;
        }
    }
    return -1;
}
}

const QList<QByteArray> &EventInsistence::times()
{
    static const QList<QByteArray> names{"DTSTART", "DTEND", "DUE", "DURATION"};
    return names;
}

bool EventInsistence::isOfInstance(const PropertyEdit &edit)
{
    return edit.kind != Kind::Property && !edit.component.recurrenceId.isEmpty() && edit.component.alarm.isEmpty();
}

ComponentPointer EventInsistence::componentOf(const QByteArray &text)
{
    const auto parsed = ContentText::parse(text);
    return parsed.root.parts.isEmpty() ? nullptr : parsed.root.parts.first().component;
}

ComponentKey EventInsistence::withoutAlarm(ComponentKey key)
{
    key.alarm.clear();
    return key;
}

std::optional<CalendarTime> EventInsistence::timeOf(const ComponentKey &key, const ContentComponent *calendar)
{
    if (key.recurrenceId.isEmpty()) {
        return std::nullopt;
    }
    const bool hasLine = key.recurrenceId.startsWith(';') || key.recurrenceId.startsWith(':');
    const auto line = ContentLine::fromLogical((hasLine ? QByteArray("RECURRENCE-ID") : QByteArray("RECURRENCE-ID:")) + key.recurrenceId);
    const auto time = EventLines::timeOf(line, calendar).time;
    return time.isValid ? std::optional(time) : std::nullopt;
}

ContentComponent *EventInsistence::instance(const ComponentKey &key)
{
    if (auto *const found = find(key); found || key.recurrenceId.isEmpty() || !m_sheet->master) {
        return found;
    }
    const auto time = timeOf(key, m_sheet->calendar.get());
    if (!time) {
        return nullptr;
    }
    return instanceAt(m_sheet->wallOf(*time)).get();
}

ComponentPointer EventInsistence::instanceAt(qint64 wall)
{
    if (const auto own = m_sheet->exceptionAt(wall)) {
        return own;
    }
    if (!m_sheet->isInstance(wall)) {
        // They deleted that instance; for me it is there.
        auto dates = EventLines::dates(*m_sheet->master, "EXDATE", m_sheet->calendar.get());
        dates.removeIf([&](const EventLines::DateValue &date) {
            return m_sheet->wallOf(date.time.time) == wall;
        });
        if (!m_sheet->isByRule(wall)) {
            return nullptr;
        }
        EventLines::setDates(*m_sheet->master, "EXDATE", dates, m_sheet->calendar.get());
    }
    return m_sheet->addException(wall);
}

/// How far somebody else moved the series since.
std::optional<qint64> EventInsistence::awayOf(const PropertyEdit &edit) const
{
    const auto began = edit.context.isEmpty() ? CalendarTime() : EventLines::timeOf(ContentLine::fromLogical(edit.context.first()), m_sheet->calendar.get()).time;
    return began.isValid && m_sheet->master ? std::optional(m_sheet->start().time.wall - m_sheet->wallOf(began)) : std::nullopt;
}

/// Dates that I added or took away, as the series names them now.
void EventInsistence::forceDates(const PropertyEdit &edit, qint64 away)
{
    const auto *calendar = m_sheet->calendar.get();
    const auto wallsOf = [&](const QList<QByteArray> &lines) {
        ContentComponent component;
        EventLines::setLogical(component, edit.property, lines);
        QSet<qint64> walls;
        for (const auto &date : EventLines::dates(component, edit.property, calendar)) {
            walls.insert(m_sheet->wallOf(date.time.time) + away);
        }
        return walls;
    };
    const auto before = wallsOf(edit.before);
    const auto after = wallsOf(edit.after);
    auto dates = EventLines::dates(*m_sheet->master, edit.property, calendar);
    dates.removeIf([&](const EventLines::DateValue &date) {
        const auto wall = m_sheet->wallOf(date.time.time);
        return before.contains(wall) != after.contains(wall);
    });
    auto wanted = (after - before).values();
    std::ranges::sort(wanted);
    for (const auto wall : std::as_const(wanted)) {
        dates << EventLines::DateValue{m_sheet->inForm(wall), {}};
        if (const auto own = edit.property == "EXDATE" ? m_sheet->exceptionAt(wall) : nullptr) { // I deleted it with all that was its own
            m_sheet->removeException(own);
        }
    }
    EventLines::setDates(*m_sheet->master, edit.property, dates, calendar);
}

void EventInsistence::forceAddition(const PropertyEdit &edit)
{
    const auto wished = componentOf(edit.after.value(0));
    if (!wished) {
        return;
    }
    if (auto *const there = find(edit.component)) {
        insist(*there, *wished, isOfInstance(edit) ? master() : nullptr);
    } else if (edit.component.alarm.isEmpty()) {
        instance(edit.component); // lets it in where they left it out
        if (auto *const made = find(edit.component)) {
            made->parts = wished->parts;
        } else if (!moveAlong(*wished, edit)) {
            EventLines::append(*m_sheet->calendar, wished);
        }
    } else if (auto *const event = instance(withoutAlarm(edit.component))) {
        event->parts << ContentComponent::Part{wished, {}};
    }
}

bool EventInsistence::moveAlong(ContentComponent &exception, const PropertyEdit &edit)
{
    const auto *calendar = m_sheet->calendar.get();
    const auto meant = timeOf(edit.component, calendar);
    const auto away = awayOf(edit);
    if (!meant || !away) {
        return false;
    }
    const auto wall = m_sheet->wallOf(*meant) + *away;
    const auto there = instanceAt(wall);
    if (!there) {
        return false;
    }
    const auto start = EventLines::timeOf(exception, "DTSTART", calendar).time;
    if (start.isValid && m_sheet->wallOf(start) == m_sheet->wallOf(*meant)) { // at its place, so it goes along
        for (const auto &name : times()) {
            EventLines::setLogical(exception, name, EventLines::logical(*there, name));
        }
    }
    insist(*there, exception, master());
    return true;
}

void EventInsistence::forceRemoval(const PropertyEdit &edit)
{
    const auto all = locate(m_sheet->text);
    const auto found = std::ranges::find(all, normalized(edit.component), [](const Located &one) {
        return normalized(one.key);
    });
    if (found != all.end()) {
        EventLines::remove(*found->parent, found->component);
        m_sheet->exceptions.removeIf([gone = found->component](const ComponentPointer &one) {
            return one.get() == gone;
        });
    }
}

/// Both made a component of their own, mostly a copy of the series: what is as usual there is nobody's wish.
void EventInsistence::insist(ContentComponent &there, const ContentComponent &wished, const ContentComponent *usual)
{
    const auto *calendar = m_sheet->calendar.get();
    QList<QByteArray> names;
    for (const auto *component : {&wished, static_cast<const ContentComponent *>(&there)}) {
        for (const auto &part : component->parts) {
            if (!part.component && !part.line.name.isEmpty() && !names.contains(part.line.name)) {
                names << part.line.name;
            }
        }
    }
    const auto id = wished.line("RECURRENCE-ID");
    const auto start = wished.line("DTSTART");
    const bool isInPlace = usual && id && start && instant(id->parameter("TZID"), id->value()) == instant(start->parameter("TZID"), start->value())
        && lengthOf(wished, calendar) == lengthOf(*usual, calendar);
    for (const auto &name : std::as_const(names)) {
        if (isWeak(name) || name == "UID" || name == "RECURRENCE-ID" || meanings(wished, name) == meanings(there, name)) {
            continue;
        }
        const bool isUsual = usual && (times().contains(name) ? isInPlace : meanings(wished, name) == meanings(*usual, name));
        if (!isUsual) {
            EventLines::setLogical(there, name, EventLines::logical(wished, name));
        }
    }
    const auto alarms = alarmsOf(wished);
    if (usual && alarms != alarmsOf(*usual) && alarms != alarmsOf(there)) {
        there.parts.removeIf([](const ContentComponent::Part &part) {
            return part.component && part.component->name == "VALARM";
        });
        for (const auto &alarm : EventLines::children(wished, "VALARM")) {
            EventLines::append(there, EventLines::copied(*alarm));
        }
    }
}

}
