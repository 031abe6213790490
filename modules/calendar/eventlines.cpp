// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventlines.h"

#include "groupware/contenthead.h"

namespace Kontor
{
namespace
{
/// The last line of a text that broke off gets its end, so that another may follow.
void endLine(QList<ContentComponent::Part> &parts, qsizetype place)
{
    if (place <= 0 || parts.at(place - 1).component) {
        return;
    }
    auto &raw = parts[place - 1].line.raw;
    if (!raw.isEmpty() && !raw.endsWith('\n')) {
        raw += "\r\n";
    }
}
}

ComponentPointer EventLines::calendarOf(const ContentText &text)
{
    const auto found = children(text.root, "VCALENDAR");
    return found.isEmpty() ? nullptr : found.first();
}

QList<ComponentPointer> EventLines::items(const ContentComponent &calendar)
{
    QList<ComponentPointer> found;
    for (const auto &part : calendar.parts) {
        if (part.component && (part.component->name == "VEVENT" || part.component->name == "VTODO")) {
            found << part.component;
        }
    }
    return found;
}

QList<ComponentPointer> EventLines::children(const ContentComponent &component, QByteArrayView name)
{
    QList<ComponentPointer> found;
    for (const auto &part : component.parts) {
        if (part.component && part.component->name == name) {
            found << part.component;
        }
    }
    return found;
}

ComponentPointer EventLines::copied(const ContentComponent &component)
{
    auto copy = std::make_shared<ContentComponent>(component);
    for (auto &part : copy->parts) {
        if (part.component) {
            part.component = copied(*part.component);
        }
    }
    return copy;
}

void EventLines::append(ContentComponent &component, const ComponentPointer &child)
{
    endLine(component.parts, component.parts.size());
    component.parts << ContentComponent::Part{child, {}};
}

void EventLines::remove(ContentComponent &component, const ContentComponent *child)
{
    component.parts.removeIf([child](const ContentComponent::Part &part) {
        return part.component.get() == child;
    });
}

QList<QByteArray> EventLines::logical(const ContentComponent &component, QByteArrayView name)
{
    QList<QByteArray> found;
    for (const auto *line : component.lines(name)) {
        found << line->unfolded();
    }
    return found;
}

void EventLines::setLogical(ContentComponent &component, QByteArrayView name, const QList<QByteArray> &lines)
{
    auto wanted = lines;
    qsizetype place = -1; // behind the last line of that name, else before the first component
    QList<ContentComponent::Part> parts;
    for (const auto &part : std::as_const(component.parts)) {
        if (part.component || part.line.name != name) {
            if (part.component && place < 0 && component.lines(name).isEmpty()) {
                place = parts.size();
            }
            parts << part;
            continue;
        }
        place = parts.size();
        if (wanted.removeOne(part.line.unfolded())) {
            parts << part;
            place = parts.size();
        }
    }
    if (place < 0) {
        place = parts.size();
    }
    if (!wanted.isEmpty()) {
        endLine(parts, place);
    }
    for (const auto &line : std::as_const(wanted)) {
        parts.insert(place++, ContentComponent::Part{nullptr, ContentLine::fromLogical(line)});
    }
    component.parts = parts;
}

void EventLines::remove(ContentComponent &component, QByteArrayView name)
{
    setLogical(component, name, {});
}

void EventLines::set(ContentComponent &component, QByteArrayView name, const QByteArray &value)
{
    if (component.value(name) == value && (!value.isEmpty() || !component.line(name))) {
        return;
    }
    setLogical(component, name, value.isEmpty() ? QList<QByteArray>() : QList<QByteArray>{line(name.toByteArray(), {}, value)});
}

void EventLines::setText(ContentComponent &component, QByteArrayView name, const QString &text)
{
    if (text.isEmpty()) {
        remove(component, name);
        return;
    }
    auto lines = logical(component, name);
    if (const auto *old = component.line(name)) {
        const auto plain = ContentLine::fromLogical(ContentHead::withParameter(*old, "ALTREP", {})); // another form of the old text
        lines[0] = ContentHead::withValue(plain, escapedText(text));
    } else {
        lines << line(name.toByteArray(), {}, escapedText(text));
    }
    setLogical(component, name, lines);
}

QByteArray EventLines::line(const QByteArray &name, const Parameters &parameters, const QByteArray &value)
{
    return ContentLine::make({}, name, parameters, value).unfolded();
}

QByteArray EventLines::withParameter(const ContentLine &old, const QByteArray &name, const QList<QByteArray> &values)
{
    return ContentHead::withParameter(old, name, values);
}

LineTime EventLines::timeOf(const ContentLine &line, const ContentComponent *calendar)
{
    const auto tzid = line.parameter("TZID");
    auto text = line.value();
    text.truncate(std::min(text.size(), text.indexOf(',') < 0 ? text.size() : text.indexOf(',')));
    return {CalendarTime::parse(text.trimmed(), tzid, calendar), tzid};
}

LineTime EventLines::timeOf(const ContentComponent &component, QByteArrayView name, const ContentComponent *calendar)
{
    const auto *line = component.line(name);
    return line ? timeOf(*line, calendar) : LineTime{};
}

QList<EventLines::DateValue> EventLines::dates(const ContentComponent &component, QByteArrayView name, const ContentComponent *calendar)
{
    QList<DateValue> found;
    for (const auto *line : component.lines(name)) {
        const auto tzid = line->parameter("TZID");
        const auto values = line->value().split(',');
        for (const auto &value : values) {
            const auto slash = value.indexOf('/');
            DateValue date;
            date.rest = slash < 0 ? QByteArray() : value.mid(slash);
            date.time = {CalendarTime::parse((slash < 0 ? value : value.first(slash)).trimmed(), tzid, calendar), tzid};
            if (date.time.time.isValid) {
                found << date;
            }
        }
    }
    return found;
}

void EventLines::setDates(ContentComponent &component, const QByteArray &name, const QList<DateValue> &values, const ContentComponent *calendar)
{
    // Lines all of whose values stay are kept; others lose what goes; what is new gets lines of its own.
    auto wanted = values;
    QList<QByteArray> lines;
    for (const auto *old : component.lines(name)) {
        const auto tzid = old->parameter("TZID");
        QList<QByteArray> kept;
        const auto texts = old->value().split(',');
        for (const auto &text : texts) {
            const auto slash = text.indexOf('/');
            const auto rest = slash < 0 ? QByteArray() : text.mid(slash);
            const auto time = CalendarTime::parse((slash < 0 ? text : text.first(slash)).trimmed(), tzid, calendar);
            const auto same = std::ranges::find_if(wanted, [&](const DateValue &value) {
                return value.time.time == time && value.time.tzid == tzid && value.rest == rest;
            });
            if (!time.isValid || same != wanted.end()) { // what nobody understands stays
                kept << text;
            }
            if (same != wanted.end()) {
                wanted.erase(same);
            }
        }
        if (kept.size() == texts.size()) {
            lines << old->unfolded();
        } else if (!kept.isEmpty()) {
            lines << ContentHead::withValue(*old, kept.join(','));
        }
    }
    for (const auto &date : std::as_const(wanted)) {
        QByteArray text = value(date.time.time);
        Parameters parameters;
        if (!date.rest.isEmpty()) {
            text += date.rest;
            parameters << std::pair{QByteArray("VALUE"), QList<QByteArray>{"PERIOD"}};
        } else if (date.time.time.isDate) {
            parameters << std::pair{QByteArray("VALUE"), QList<QByteArray>{"DATE"}};
        }
        if (!date.time.tzid.isEmpty()) {
            parameters << std::pair{QByteArray("TZID"), QList<QByteArray>{date.time.tzid}};
        }
        lines << line(name, parameters, text);
    }
    setLogical(component, name, lines);
}

QByteArray EventLines::value(const CalendarTime &time)
{
    const auto clock = QDateTime::fromMSecsSinceEpoch(time.wall, QTimeZone::UTC);
    if (time.isDate) {
        return clock.toString(QStringLiteral("yyyyMMdd")).toLatin1();
    }
    return clock.toString(time.zone.isUtc() ? QStringLiteral("yyyyMMdd'T'HHmmss'Z'") : QStringLiteral("yyyyMMdd'T'HHmmss")).toLatin1();
}

QByteArray EventLines::timeLine(const QByteArray &name, const LineTime &time, const Parameters &others)
{
    Parameters parameters;
    if (time.time.isDate) {
        parameters << std::pair{QByteArray("VALUE"), QList<QByteArray>{"DATE"}};
    } else if (!time.tzid.isEmpty()) {
        parameters << std::pair{QByteArray("TZID"), QList<QByteArray>{time.tzid}};
    }
    for (const auto &other : others) {
        if (other.first != "VALUE" && other.first != "TZID") {
            parameters << other;
        }
    }
    return line(name, parameters, value(time.time));
}

QByteArray EventLines::timeLine(const ContentLine &old, const LineTime &time)
{
    const auto was = old.parameter("VALUE").toUpper();
    const bool isAsDated = time.time.isDate ? was == "DATE" : was.isEmpty() || was == "DATE-TIME";
    if (isAsDated && old.parameter("TZID") == time.tzid) {
        return ContentHead::withValue(old, value(time.time));
    }
    return timeLine(old.name, time, old.parameters());
}

QByteArray EventLines::utc(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
}

QByteArray EventLines::address(const QByteArray &value)
{
    auto text = value.trimmed();
    if (text.size() >= 7 && text.first(7).toLower() == "mailto:") {
        text = text.mid(7);
    }
    return QString::fromUtf8(text).toLower().toUtf8();
}

}
