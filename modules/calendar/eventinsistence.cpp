// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventinsistence.h"

#include "calendar/eventwriter.h"

namespace Kontor
{

using namespace ContentIdentity;
using Kind = PropertyEdit::Kind;

namespace
{
QList<ContentLine> linesOf(const QList<QByteArray> &logical)
{
    QList<ContentLine> lines;
    for (const auto &one : logical) {
        lines << ContentLine::fromLogical(one);
    }
    return lines;
}

/// Entry by entry: mine where I changed it, else theirs.
QList<QByteArray> joined(const PropertyEdit &edit, const QList<QByteArray> &theirs)
{
    const auto before = linesOf(edit.before);
    const auto after = linesOf(edit.after);
    auto lines = linesOf(theirs);
    const auto sameEntry = [](const ContentLine &one) {
        return [wanted = entry(one)](const ContentLine &other) {
            return entry(other) == wanted;
        };
    };
    for (const auto &line : before) {
        if (std::ranges::none_of(after, sameEntry(line))) {
            lines.removeIf(sameEntry(line));
        }
    }
    for (const auto &line : after) {
        if (std::ranges::contains(before, canonical(line), canonical)) {
            continue; // not my doing
        }
        const auto there = std::ranges::find_if(lines, sameEntry(line));
        if (there == lines.end()) {
            lines << line;
        } else {
            *there = line;
        }
    }
    QList<QByteArray> logical;
    for (const auto &line : std::as_const(lines)) {
        logical << line.unfolded();
    }
    return logical;
}

/// Each at its place: of what stays, not a byte moves.
void setInPlace(ContentComponent &component, const QByteArray &name, const QList<QByteArray> &logical)
{
    QHash<QByteArray, ContentLine> known;
    for (const auto *line : component.lines(name)) {
        known.insert(line->unfolded(), *line);
    }
    auto wanted = logical;
    QList<ContentComponent::Part> parts;
    for (const auto &part : std::as_const(component.parts)) {
        if (part.component || part.line.name != name) {
            parts << part;
        } else if (!wanted.isEmpty()) {
            const auto next = wanted.takeFirst();
            parts << ContentComponent::Part{nullptr, known.value(next, ContentLine::fromLogical(next))};
        }
    }
    component.parts = parts;
    if (!wanted.isEmpty()) {
        EventLines::setLogical(component, name, EventLines::logical(component, name) + wanted);
    }
}

bool isOrderly(const ContentComponent &component, const ContentComponent *calendar)
{
    const auto start = EventLines::timeOf(component, "DTSTART", calendar).time;
    const auto end = EventLines::timeOf(component, component.name == "VTODO" ? "DUE" : "DTEND", calendar).time;
    if (end.isValid && component.line("DURATION")) {
        return false;
    }
    return !start.isValid || !end.isValid || (start.isDate == end.isDate && (start.isFloating() != end.isFloating() || start.key() <= end.key()));
}
}

bool EventInsistence::isOfTime(const PropertyEdit &edit)
{
    return edit.kind == Kind::Property && edit.component.alarm.isEmpty() && times().contains(edit.property);
}

bool EventInsistence::isOfSeries(const PropertyEdit &edit)
{
    return edit.kind == Kind::Property && edit.component.recurrenceId.isEmpty() && edit.component.alarm.isEmpty()
        && (times().contains(edit.property) || edit.property == "RRULE" || edit.property == "EXDATE" || edit.property == "RDATE");
}

bool EventInsistence::movesSeries(const QList<PropertyEdit> &edits)
{
    return std::ranges::any_of(edits, [](const PropertyEdit &edit) {
        return isOfSeries(edit) && edit.property == "DTSTART";
    });
}

EventInsistence::EventInsistence(const QByteArray &theirs, const QList<PropertyEdit> &edits)
    : m_theirs(theirs)
    , m_edits(edits)
{
    carryOut();
}

QByteArray EventInsistence::result() const
{
    return m_sheet ? m_sheet->toBytes() : m_merged;
}

const ContentComponent *EventInsistence::master() const
{
    return m_sheet->master.get();
}

/// Edits that only make sense together with one that clashes.
bool EventInsistence::belongsTo(const PropertyEdit &edit, const QList<PropertyEdit> &clashes) const
{
    return std::ranges::any_of(clashes, [&](const PropertyEdit &clash) {
        if (clash == edit) {
            return true;
        }
        if (isOfSeries(clash) && movesSeries(m_edits) && clash.property != "EXDATE" && clash.property != "RDATE") {
            return isOfSeries(edit) || isOfInstance(edit);
        }
        return isOfTime(clash) && isOfTime(edit) && normalized(clash.component) == normalized(edit.component);
    });
}

QByteArray EventInsistence::merge()
{
    auto rest = m_edits;
    while (true) {
        QList<PropertyEdit> clashes;
        const auto applied = applyEdits(m_theirs, rest, &clashes);
        if (applied) {
            return *applied;
        }
        if (clashes.isEmpty()) {
            return m_theirs;
        }
        rest.removeIf([&](const PropertyEdit &edit) {
            return belongsTo(edit, clashes);
        });
        m_forced.clear();
        for (const auto &edit : std::as_const(m_edits)) { // in their order
            if (!rest.contains(edit)) {
                m_forced << edit;
            }
        }
    }
}

void EventInsistence::carryOut()
{
    m_merged = merge();
    if (m_forced.isEmpty()) {
        return;
    }
    auto sheet = EventSheet::open(m_merged);
    if (!sheet) {
        return;
    }
    m_sheet = *std::move(sheet);
    const bool hasDates = m_sheet->master && (!m_sheet->exceptions.isEmpty() || m_sheet->master->line("EXDATE") || m_sheet->master->line("RDATE"));
    const bool isSeriesMeant = std::ranges::any_of(m_forced, [](const PropertyEdit &edit) {
        return isOfSeries(edit) && edit.property != "EXDATE" && edit.property != "RDATE";
    });
    if (hasDates && isSeriesMeant) {
        const auto wanted = EventLines::copied(*m_sheet->master);
        for (const auto &edit : std::as_const(m_forced)) {
            if (isOfSeries(edit) && edit.property != "EXDATE" && edit.property != "RDATE") {
                EventLines::setLogical(*wanted, edit.property, edit.after);
            }
        }
        shiftSeries(*wanted);
    }
    QList<ComponentKey> timed;
    for (const auto &edit : std::as_const(m_forced)) {
        if (edit.kind == Kind::Property && !(m_isShifted && isOfSeries(edit))) {
            forceProperty(edit);
        }
        if (isOfTime(edit) && !timed.contains(edit.component)) {
            timed << edit.component;
        }
    }
    for (const auto &key : std::as_const(timed)) {
        forceTimes(key);
    }
    for (const auto &edit : std::as_const(m_forced)) { // new instances are made after their series
        if (edit.kind == Kind::AddComponent) {
            forceAddition(edit);
        } else if (edit.kind == Kind::RemoveComponent && !(m_isShifted && isOfInstance(edit))) {
            forceRemoval(edit);
        }
    }
}

/// Their exceptions and dates move to where my series has them.
void EventInsistence::shiftSeries(const ContentComponent &wanted)
{
    auto moved = EventSheet::open(m_merged);
    if (!moved || !isOrderly(wanted, m_sheet->calendar.get())) {
        return;
    }
    moved->master->parts = wanted.parts;
    const auto before = CalendarObject::read(m_merged).draft(0);
    const auto after = CalendarObject::read(moved->toBytes()).draft(0);
    if (before && after) {
        SeriesShift::write(*m_sheet, *before, *after);
        m_isShifted = true;
    }
}

ContentComponent *EventInsistence::find(const ComponentKey &key)
{
    const auto all = locate(m_sheet->text);
    const auto found = std::ranges::find(all, normalized(key), [](const Located &one) {
        return normalized(one.key);
    });
    return found == all.end() ? nullptr : found->component;
}

void EventInsistence::forceProperty(const PropertyEdit &edit)
{
    auto *component = find(edit.component);
    if (!component && !edit.component.alarm.isEmpty()) {
        // They took the reminder away; its time is all I know of it.
        auto *const event = edit.property == "TRIGGER" && !edit.after.isEmpty() ? instance(withoutAlarm(edit.component)) : nullptr;
        if (event) {
            const auto alarm = componentOf("BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n");
            EventLines::setLogical(*alarm, "TRIGGER", edit.after);
            EventLines::set(*alarm, "UID", edit.component.alarm);
            EventLines::setText(*alarm, "DESCRIPTION", unescapedText(event->value("SUMMARY")));
            event->parts << ContentComponent::Part{alarm, {}};
        }
        return;
    }
    const auto away = isOfSeries(edit) && (edit.property == "EXDATE" || edit.property == "RDATE") ? awayOf(edit) : std::nullopt;
    if (away.value_or(0) != 0) {
        forceDates(edit, *away);
        return;
    }
    component = component ? component : instance(edit.component);
    if (component) {
        const bool isSeveral = isList(edit.property) && !times().contains(edit.property);
        setInPlace(*component, edit.property, isSeveral ? joined(edit, EventLines::logical(*component, edit.property)) : edit.after);
    }
}

/// My start and their end may be no event: then it moves as far as I moved it.
void EventInsistence::forceTimes(const ComponentKey &key)
{
    auto *const component = find(key);
    const auto *calendar = m_sheet->calendar.get();
    if (!component || isOrderly(*component, calendar)) {
        return;
    }
    if (component->line("DURATION") && (component->line("DTEND") || component->line("DUE"))) {
        const bool isDurationMine = std::ranges::any_of(m_forced, [&key](const PropertyEdit &edit) {
            return edit.component == key && edit.property == "DURATION" && !edit.after.isEmpty();
        });
        for (const auto *name : {"DTEND", "DUE", "DURATION"}) {
            if ((qstrcmp(name, "DURATION") == 0) != isDurationMine) {
                EventLines::remove(*component, name);
            }
        }
    }
    if (isOrderly(*component, calendar)) {
        return;
    }
    auto sheet = EventSheet::open(m_merged);
    const auto theirs = sheet ? locate(sheet->text) : QList<Located>();
    const auto there = std::ranges::find(theirs, normalized(key), [](const Located &one) {
        return normalized(one.key);
    });
    if (there == theirs.end()) {
        return;
    }
    const auto takeTheirs = [&] {
        for (const auto &name : times()) {
            EventLines::setLogical(*component, name, EventLines::logical(*there->component, name));
        }
    };
    takeTheirs();
    for (const auto &edit : std::as_const(m_forced)) {
        if (edit.component != key || !isOfTime(edit) || edit.property == "DURATION" || edit.before.isEmpty() || edit.after.isEmpty()) {
            continue;
        }
        const auto was = EventLines::timeOf(ContentLine::fromLogical(edit.before.first()), calendar).time;
        const auto is = EventLines::timeOf(ContentLine::fromLogical(edit.after.first()), calendar).time;
        auto now = EventLines::timeOf(*component, edit.property, calendar);
        if (was.isValid && is.isValid && now.time.isValid && was.isDate == is.isDate && now.time.isDate == is.isDate) {
            now.time.wall += is.wall - was.wall;
            EventLines::setLogical(*component, edit.property, {EventLines::timeLine(edit.property, now)});
        }
    }
    if (!isOrderly(*component, calendar)) { // I made it shorter by more than it is long now
        takeTheirs();
    }
}

}
