// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventsheet.h"

#include "calendar/eventzones.h"
#include "calendar/recurrenceset.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr qint64 oneDay = 24LL * 60 * 60 * 1000;

qint64 wallOfClock(const QDateTime &time)
{
    return QDateTime(time.date(), time.time(), QTimeZone::UTC).toMSecsSinceEpoch();
}
}

Result<EventSheet> EventSheet::open(const QByteArray &bytes)
{
    EventSheet sheet;
    sheet.text = ContentText::parse(bytes.contains('\n') ? bytes : QByteArray(bytes).replace('\r', "\r\n")); // new lines end like that
    sheet.calendar = EventLines::calendarOf(sheet.text);
    const auto items = sheet.calendar ? EventLines::items(*sheet.calendar) : QList<ComponentPointer>();
    if (items.isEmpty()) {
        return failure(
            Error::Kind::Protocol, i18nc("@info", "This entry cannot be changed, as it could not be understood."), QStringLiteral("no VEVENT or VTODO"));
    }
    sheet.uid = items.first()->value("UID");
    for (const auto &item : items) {
        if (item->value("UID").trimmed() != sheet.uid.trimmed()) {
            return failure(
                Error::Kind::Protocol, i18nc("@info", "This entry cannot be changed, as several are mixed up in it."), QStringLiteral("more than one UID"));
        }
        if (item->line("RECURRENCE-ID")) {
            sheet.exceptions << item;
        } else if (!sheet.master) {
            sheet.master = item;
        }
    }
    return sheet;
}

QByteArray EventSheet::toBytes() const
{
    return text.toBytes();
}

const ContentComponent &EventSheet::any() const
{
    return master ? *master : *exceptions.first();
}

LineTime EventSheet::start() const
{
    const auto begin = EventLines::timeOf(any(), "DTSTART", calendar.get());
    return begin.time.isValid ? begin : EventLines::timeOf(any(), "DUE", calendar.get());
}

bool EventSheet::isSeries() const
{
    return !exceptions.isEmpty() || (master && (master->line("RRULE") || master->line("RDATE")));
}

qint64 EventSheet::wallOf(qint64 recurrence) const
{
    const auto begin = start().time;
    return begin.isFloating() ? recurrence : slotOf(begin, recurrence);
}

/// Where clocks skip an hour an instance shows the time behind it, while its rule still says the time that does not exist.
qint64 EventSheet::slotOf(const CalendarTime &begin, qint64 instant) const
{
    const auto shown = begin.zone.wallOf(instant, QTimeZone::systemTimeZone());
    const auto skipped = begin.zone.wallOf(instant - oneDay, QTimeZone::systemTimeZone()) + oneDay;
    const bool isSkipped = skipped != shown && keyOf(skipped) == instant && !isByRule(shown) && isByRule(skipped);
    return isSkipped ? skipped : shown;
}

qint64 EventSheet::keyOf(qint64 wall) const
{
    auto time = start().time;
    time.wall = wall;
    return time.key();
}

qint64 EventSheet::wallOf(const CalendarTime &time) const
{
    const auto begin = start().time;
    if (begin.isDate) {
        return time.wall / oneDay * oneDay;
    }
    if (time.isDate) { // Exchange and others name an instance by its day alone
        return time.wall + begin.wall % oneDay;
    }
    if (begin.isFloating() || time.isFloating()) {
        return time.wall;
    }
    return slotOf(begin, time.zone.instantOf(time.wall, QTimeZone::systemTimeZone()));
}

LineTime EventSheet::inForm(qint64 wall) const
{
    auto form = start();
    form.time.wall = form.time.isDate ? wall / oneDay * oneDay : wall;
    return form;
}

std::optional<qint64> EventSheet::wallOfException(const ContentComponent &exception) const
{
    const auto time = EventLines::timeOf(exception, "RECURRENCE-ID", calendar.get()).time;
    if (!time.isValid) {
        return std::nullopt;
    }
    return master ? wallOf(RecurrenceSet::slotKey(start().time, time)) : wallOf(time);
}

ComponentPointer EventSheet::exceptionAt(qint64 wall) const
{
    for (const auto &exception : exceptions) {
        if (wallOfException(*exception) == wall) {
            return exception;
        }
    }
    return nullptr;
}

ComponentPointer EventSheet::addException(qint64 wall)
{
    // As the instance is shown: like its series, or like the exception that changed all from some instance on.
    auto model = master;
    auto modelWall = start().time.wall;
    bool isChanged = false;
    for (const auto &exception : std::as_const(exceptions)) {
        const auto since = wallOfException(*exception);
        if (since && *since <= wall && (!isChanged || *since > modelWall)
            && exception->line("RECURRENCE-ID")->parameter("RANGE").toUpper() == "THISANDFUTURE") {
            model = exception;
            modelWall = *since;
            isChanged = true;
        }
    }
    auto made = EventLines::copied(*model);
    for (const auto *name : {"RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}) {
        EventLines::remove(*made, name);
    }
    for (const auto *name : {"DTSTART", "DTEND", "DUE"}) {
        const auto *line = made->line(name);
        if (!line) {
            continue;
        }
        auto time = EventLines::timeOf(*line, calendar.get());
        time.time.wall += wall - modelWall;
        if (!time.time.isFloating()) { // as it is shown, where clocks skip that time
            const auto local = QTimeZone::systemTimeZone();
            time.time.wall = time.time.zone.wallOf(time.time.zone.instantOf(time.time.wall, local), local);
        }
        EventLines::setLogical(*made, name, {EventLines::timeLine(*line, time)});
    }
    const auto id = EventLines::timeLine("RECURRENCE-ID", inForm(wall));
    // Beside the times, where readers look for it.
    qsizetype place = 0;
    for (qsizetype i = 0; i < made->parts.size(); ++i) {
        const auto &part = made->parts.at(i);
        if (!part.component && (part.line.name == "UID" || part.line.name == "DTSTART")) {
            place = i + 1;
        }
    }
    made->parts.insert(place, ContentComponent::Part{nullptr, ContentLine::fromLogical(id)});
    EventLines::append(*calendar, made);
    exceptions << made;
    return made;
}

void EventSheet::removeException(const ComponentPointer &exception)
{
    EventLines::remove(*calendar, exception.get());
    exceptions.removeOne(exception);
}

QList<SeriesRule> EventSheet::rules() const
{
    QList<SeriesRule> list;
    if (master) {
        for (const auto *line : master->lines("RRULE")) {
            list << SeriesRule(line->value());
        }
    }
    return list;
}

bool EventSheet::isByRule(qint64 wall) const
{
    const auto begin = start().time;
    if (wall == begin.wall) {
        return true;
    }
    const auto all = rules();
    return std::ranges::any_of(all, [&](const SeriesRule &rule) {
        return rule.isInstance(begin, wall);
    });
}

bool EventSheet::isInstance(qint64 wall) const
{
    return firstInstance(wall) == wall;
}

std::optional<qint64> EventSheet::firstInstance(qint64 from) const
{
    if (!master) {
        std::optional<qint64> first;
        for (const auto &exception : exceptions) {
            const auto wall = wallOfException(*exception);
            if (wall && *wall >= from && (!first || *wall < *first)) {
                first = wall;
            }
        }
        return first;
    }
    const auto begin = start().time;
    QSet<qint64> excepted;
    for (const auto &date : EventLines::dates(*master, "EXDATE", calendar.get())) {
        excepted.insert(wallOf(date.time.time));
    }
    QList<qint64> extra;
    for (const auto &date : EventLines::dates(*master, "RDATE", calendar.get())) {
        extra << wallOf(date.time.time);
    }
    if (begin.wall >= from) {
        extra << begin.wall;
    }
    std::optional<qint64> first;
    for (const auto wall : std::as_const(extra)) {
        if (wall >= from && !excepted.contains(wall) && (!first || wall < *first)) {
            first = wall;
        }
    }
    const auto all = rules();
    for (const auto &rule : all) {
        auto next = rule.firstFrom(begin, from);
        constexpr int mostExcepted = 5000; // one after the other; beyond that somebody wants to keep us busy
        for (int turn = 0; turn < mostExcepted && next && excepted.contains(*next); ++turn) {
            next = rule.firstFrom(begin, *next + 1000);
        }
        if (next && (!first || *next < *first)) {
            first = next;
        }
    }
    return first;
}

bool EventSheet::isFirst(qint64 wall) const
{
    const auto first = firstInstance(std::numeric_limits<qint64>::min() / 2);
    return !first || *first >= wall;
}

bool EventSheet::hasInstances() const
{
    return master ? firstInstance(std::numeric_limits<qint64>::min() / 2).has_value() : !exceptions.isEmpty();
}

QByteArray EventSheet::tzidOf(const QTimeZone &zone, const QDateTime &around)
{
    if (zone.timeSpec() == Qt::UTC || zone.id() == "UTC") {
        return {};
    }
    const auto wanted = QString::fromUtf8(zone.id());
    const auto defined = EventLines::children(*calendar, "VTIMEZONE");
    for (const auto &definition : defined) {
        const auto tzid = definition->value("TZID");
        const auto known = TimeZone::named(tzid, definition.get());
        if (!known.isGuessed() && known.name() == wanted) {
            return tzid;
        }
    }
    if (const auto definition = EventZones::definition(zone, around); definition) {
        // In front of the events, as RFC 5545 shows it and older readers expect.
        qsizetype place = 0;
        while (place < calendar->parts.size() && (!calendar->parts.at(place).component || calendar->parts.at(place).component->name == "VTIMEZONE")) {
            ++place;
        }
        calendar->parts.insert(place, ContentComponent::Part{definition, {}});
    }
    return zone.id();
}

LineTime EventSheet::timeFor(const QDateTime &time, bool isDate)
{
    LineTime made;
    made.time = {.isValid = time.isValid(), .isDate = isDate, .wall = wallOfClock(time), .zone = {}};
    if (isDate) {
        made.time.wall = made.time.wall / oneDay * oneDay;
        return made;
    }
    if (time.timeSpec() == Qt::LocalTime) {
        return made;
    }
    auto zone = time.timeZone();
    if (time.timeSpec() == Qt::OffsetFromUTC) { // RFC 5545 knows no plain offsets
        made.time.wall = wallOfClock(time.toUTC());
        zone = QTimeZone::utc();
    }
    made.tzid = tzidOf(zone, time);
    made.time.zone = made.tzid.isEmpty() ? TimeZone::utc() : TimeZone::of(zone);
    return made;
}

}
