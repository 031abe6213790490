// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventwriter.h"

#include "calendar/eventfields.h"

#include <KLocalizedString>
#include <QUuid>

namespace Kontor
{
namespace
{
/// Lines of a series that exceptions share: where one says the same as the series did, it says so still.
struct Shared {
    QHash<QByteArray, QList<QByteArray>> lines;
    QList<QByteArray> alarms;
};

const QSet<QByteArray> &ownLines()
{
    static const QSet<QByteArray> names{"UID",
                                        "RECURRENCE-ID",
                                        "DTSTART",
                                        "DTEND",
                                        "DUE",
                                        "DURATION",
                                        "RRULE",
                                        "RDATE",
                                        "EXDATE",
                                        "EXRULE",
                                        "DTSTAMP",
                                        "CREATED",
                                        "LAST-MODIFIED",
                                        "SEQUENCE",
                                        "ATTENDEE"};
    return names;
}

QList<QByteArray> alarmTexts(const ContentComponent &component)
{
    QList<QByteArray> texts;
    for (const auto &alarm : EventLines::children(component, "VALARM")) {
        QByteArray text;
        for (const auto &part : std::as_const(alarm->parts)) {
            text += part.line.raw;
        }
        texts << text;
    }
    return texts;
}

Shared sharedOf(const ContentComponent &component)
{
    Shared shared;
    for (const auto &part : component.parts) {
        if (!part.component && !ownLines().contains(part.line.name)) {
            shared.lines[part.line.name] << part.line.unfolded();
        }
    }
    shared.alarms = alarmTexts(component);
    return shared;
}

void passOn(const Shared &old, const ContentComponent &master, ContentComponent &exception)
{
    const auto now = sharedOf(master);
    auto names = now.lines.keys();
    names << old.lines.keys();
    for (const auto &name : QSet<QByteArray>(names.begin(), names.end())) {
        const auto was = old.lines.value(name);
        const auto is = now.lines.value(name);
        if (was != is && EventLines::logical(exception, name) == was) {
            EventLines::setLogical(exception, name, is);
        }
    }
    if (old.alarms != now.alarms && alarmTexts(exception) == old.alarms) {
        for (const auto &alarm : EventLines::children(exception, "VALARM")) {
            EventLines::remove(exception, alarm.get());
        }
        for (const auto &alarm : EventLines::children(master, "VALARM")) {
            EventLines::append(exception, EventLines::copied(*alarm));
        }
    }
}

/// EXDATEs or RDATEs as the editor left them.
void writeDates(EventSheet &sheet, const QByteArray &name, const QList<QDateTime> &before, const QList<QDateTime> &after)
{
    if (before == after) {
        return;
    }
    const auto begin = sheet.start().time;
    const auto wallOf = [&begin](const QDateTime &time) {
        if (begin.isFloating() || time.timeSpec() == Qt::LocalTime) {
            return EventFields::wallOfClock(time);
        }
        return begin.zone.wallOf(time.toMSecsSinceEpoch(), QTimeZone::systemTimeZone());
    };
    QSet<qint64> gone;
    for (const auto &time : before) {
        if (!after.contains(time)) {
            gone.insert(wallOf(time));
        }
    }
    auto values = EventLines::dates(*sheet.master, name, sheet.calendar.get());
    values.removeIf([&](const EventLines::DateValue &value) {
        return gone.contains(sheet.wallOf(value.time.time));
    });
    for (const auto &time : after) {
        if (!before.contains(time)) {
            values << EventLines::DateValue{sheet.inForm(wallOf(time)), {}};
        }
    }
    EventLines::setDates(*sheet.master, name, values, sheet.calendar.get());
}

std::unexpected<Error> gone()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This occurrence no longer exists."));
}
}

EventWriter::EventWriter(const QByteArray &object, Circumstances circumstances)
    : m_object(object)
    , m_circumstances(std::move(circumstances))
{
}

QByteArray EventWriter::newUid()
{
    return QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
}

QByteArray EventWriter::create(const EventDraft &draft, const QDateTime &now)
{
    const QByteArray kind = draft.isTask ? "VTODO" : "VEVENT";
    const auto uid = draft.uid.isEmpty() ? newUid() : draft.uid;
    const auto stamp = EventLines::utc(now);
    const QByteArray frame = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kontor//Kontor//EN\r\nBEGIN:" + kind + "\r\n" + EventLines::line("UID", {}, uid)
        + "\r\nDTSTAMP:" + stamp + "\r\nCREATED:" + stamp + "\r\nLAST-MODIFIED:" + stamp + "\r\nEND:" + kind + "\r\nEND:VCALENDAR\r\n";
    auto sheet = EventSheet::open(frame);
    if (!sheet) {
        return {}; // cannot be: the frame is ours
    }
    EventDraft empty;
    empty.isTask = draft.isTask;
    EventFields::writeTimes(*sheet, *sheet->master, empty, draft);
    if (!draft.rule.isEmpty()) {
        EventLines::setLogical(*sheet->master, "RRULE", {QByteArray("RRULE:" + draft.rule.toLatin1())});
    }
    writeDates(*sheet, "RDATE", {}, draft.extraDates);
    writeDates(*sheet, "EXDATE", {}, draft.exceptDates);
    EventFields::write(*sheet->master, empty, draft);
    EventFields::writePeople(*sheet->master, empty, draft);
    return sheet->toBytes();
}

EventChange EventWriter::finished(EventSheet &sheet, const EventSheet &old, qint64 recurrence) const
{
    EventStamp::write(sheet, old, m_circumstances);
    return {.object = sheet.toBytes(), .added = {}, .recurrence = recurrence};
}

Result<EventChange> EventWriter::save(const EventDraft &before, const EventDraft &after, Scope scope) const
{
    auto sheet = EventSheet::open(m_object);
    if (!sheet) {
        return std::unexpected(sheet.error());
    }
    if (!sheet->isSeries()) {
        return saveAll(*std::move(sheet), before, after);
    }
    const auto wall = sheet->wallOf(before.ref.recurrence);
    if (scope == Scope::This || !sheet->master) {
        return saveThis(*std::move(sheet), before, after);
    }
    if (scope == Scope::ThisAndFollowing && !sheet->isFirst(wall)) {
        return split(*std::move(sheet), before, after);
    }
    return saveAll(*std::move(sheet), before, after);
}

Result<EventChange> EventWriter::saveThis(EventSheet sheet, const EventDraft &before, const EventDraft &after) const
{
    const auto old = EventSheet::open(m_object);
    if (!old) {
        return std::unexpected(old.error());
    }
    const auto wall = sheet.wallOf(before.ref.recurrence);
    auto component = sheet.exceptionAt(wall);
    if (!component) {
        if (!sheet.master || !sheet.isInstance(wall)) {
            return gone();
        }
        component = sheet.addException(wall);
    }
    EventFields::writeTimes(sheet, *component, before, after);
    EventFields::write(*component, before, after);
    EventFields::writePeople(*component, before, after);
    return finished(sheet, *old, before.ref.recurrence);
}

Result<EventChange> EventWriter::saveAll(EventSheet sheet, const EventDraft &before, const EventDraft &after) const
{
    const auto old = EventSheet::open(m_object);
    if (!old) {
        return std::unexpected(old.error());
    }
    const bool wasSeries = sheet.isSeries();
    const auto oldWall = sheet.wallOf(before.ref.recurrence);
    const auto oldStart = sheet.start().time;
    const auto shared = sharedOf(*sheet.master);
    writeDates(sheet, "EXDATE", before.exceptDates, after.exceptDates);
    writeDates(sheet, "RDATE", before.extraDates, after.extraDates);
    const auto edited = sheet.exceptionAt(oldWall);
    const bool isMovedOne = edited && EventLines::timeOf(*edited, "DTSTART", sheet.calendar.get()).time.wall != oldWall;
    SeriesShift::write(sheet, before, after);
    if (isMovedOne && sheet.exceptions.contains(edited)) {
        EventFields::writeTimes(sheet, *edited, before, after);
    }
    EventFields::write(*sheet.master, before, after);
    EventFields::writePeople(*sheet.master, before, after);
    for (const auto &exception : std::as_const(sheet.exceptions)) {
        passOn(shared, *sheet.master, *exception);
        EventFields::writePeople(*exception, before, after);
    }
    qint64 recurrence = 0;
    if (sheet.isSeries()) {
        const auto begin = sheet.start().time;
        const auto away = wasSeries ? oldWall - oldStart.wall : 0;
        recurrence = sheet.keyOf(sheet.firstInstance(begin.wall + away).value_or(begin.wall));
    }
    return finished(sheet, *old, recurrence);
}

Result<EventChange> EventWriter::split(EventSheet sheet, const EventDraft &before, const EventDraft &after) const
{
    const auto old = EventSheet::open(m_object);
    if (!old) {
        return std::unexpected(old.error());
    }
    auto halves = SeriesSplit::cut(sheet, sheet.wallOf(before.ref.recurrence));
    EventStamp::write(sheet, *old, m_circumstances);
    EventChange change{.object = sheet.toBytes(), .added = {}, .recurrence = 0};
    auto from = before; // the dates of the whole went their ways
    from.exceptDates = after.exceptDates;
    from.extraDates = after.extraDates;
    if (halves.following) {
        // "After 10 times" of a rule nobody edited is what is left of it now.
        auto to = after;
        if (before.rule == after.rule) {
            const auto rules = halves.following->rules();
            from.rule = rules.isEmpty() ? QString() : QString::fromLatin1(rules.first().value());
            to.rule = from.rule;
        }
        const auto rest = EventWriter(halves.following->toBytes(), m_circumstances).saveAll(*halves.following, from, to);
        if (!rest) {
            return rest;
        }
        change.added << rest->object;
        change.recurrence = rest->recurrence;
    }
    for (auto &single : halves.singles) {
        const auto rest = EventWriter(single.toBytes(), m_circumstances).saveAll(single, from, [&] {
            auto to = after;
            to.rule = from.rule;
            return to;
        }());
        if (!rest) {
            return rest;
        }
        change.added << rest->object;
    }
    return change;
}

Result<EventChange> EventWriter::remove(qint64 recurrence, Scope scope) const
{
    auto sheet = EventSheet::open(m_object);
    if (!sheet || !sheet->isSeries() || scope == Scope::All) {
        return EventChange{}; // even what nobody understands can be deleted
    }
    const auto wall = sheet->wallOf(recurrence);
    if (scope == Scope::ThisAndFollowing && sheet->master) {
        return removeFollowing(*std::move(sheet), wall);
    }
    return removeThis(*std::move(sheet), wall);
}

Result<EventChange> EventWriter::removeThis(EventSheet sheet, qint64 wall) const
{
    const auto old = EventSheet::open(m_object);
    const auto exception = sheet.exceptionAt(wall);
    if (!old || (!exception && !sheet.isInstance(wall))) {
        return gone();
    }
    if (exception) {
        sheet.removeException(exception);
    }
    if (sheet.master) {
        auto extra = EventLines::dates(*sheet.master, "RDATE", sheet.calendar.get());
        const auto count = extra.removeIf([&](const EventLines::DateValue &date) {
            return sheet.wallOf(date.time.time) == wall;
        });
        if (count > 0) {
            EventLines::setDates(*sheet.master, "RDATE", extra, sheet.calendar.get());
        }
        if (sheet.isByRule(wall) && sheet.isInstance(wall)) {
            auto except = EventLines::dates(*sheet.master, "EXDATE", sheet.calendar.get());
            except << EventLines::DateValue{sheet.inForm(wall), {}};
            EventLines::setDates(*sheet.master, "EXDATE", except, sheet.calendar.get());
        }
    }
    if (sheet.exceptions.isEmpty() && !sheet.hasInstances()) {
        return EventChange{};
    }
    return finished(sheet, *old, 0);
}

Result<EventChange> EventWriter::removeFollowing(EventSheet sheet, qint64 wall) const
{
    const auto old = EventSheet::open(m_object);
    if (!old || sheet.isFirst(wall)) {
        return EventChange{};
    }
    SeriesSplit::cut(sheet, wall);
    if (sheet.exceptions.isEmpty() && !sheet.hasInstances()) {
        return EventChange{};
    }
    return finished(sheet, *old, 0);
}

}
