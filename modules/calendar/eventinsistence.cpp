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
const QList<QByteArray> times{"DTSTART", "DTEND", "DUE", "DURATION"};

bool isOfTime(const PropertyEdit &edit)
{
    return edit.kind == Kind::Property && edit.component.alarm.isEmpty() && times.contains(edit.property);
}

bool isOfInstance(const PropertyEdit &edit)
{
    return edit.kind != Kind::Property && !edit.component.recurrenceId.isEmpty() && edit.component.alarm.isEmpty();
}

/// The series' own lines that say when.
bool isOfSeries(const PropertyEdit &edit)
{
    return edit.kind == Kind::Property && edit.component.recurrenceId.isEmpty() && edit.component.alarm.isEmpty()
        && (times.contains(edit.property) || edit.property == "RRULE" || edit.property == "EXDATE" || edit.property == "RDATE");
}

bool movesSeries(const QList<PropertyEdit> &edits)
{
    return std::ranges::any_of(edits, [](const PropertyEdit &edit) {
        return isOfSeries(edit) && edit.property == "DTSTART";
    });
}

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

ComponentPointer componentOf(const QByteArray &text)
{
    const auto parsed = ContentText::parse(text);
    return parsed.root.parts.isEmpty() ? nullptr : parsed.root.parts.first().component;
}

ComponentKey withoutAlarm(ComponentKey key)
{
    key.alarm.clear();
    return key;
}

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
        const bool isSeveral = isList(edit.property) && !times.contains(edit.property);
        setInPlace(*component, edit.property, isSeveral ? joined(edit, EventLines::logical(*component, edit.property)) : edit.after);
    }
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
        for (const auto &name : times) {
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
        const bool isUsual = usual && (times.contains(name) ? isInPlace : meanings(wished, name) == meanings(*usual, name));
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
        for (const auto &name : times) {
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
