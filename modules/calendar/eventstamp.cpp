// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventwriter.h"

#include <QTimeZone>

namespace Kontor
{
namespace
{
const QList<QByteArray> stamps{"SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED"};
const QList<QByteArray> significant{"DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE"};

QList<QByteArray> linesOf(const ContentComponent &component, const QList<QByteArray> &without)
{
    QList<QByteArray> lines;
    for (const auto &part : component.parts) {
        if (!part.component && !without.contains(part.line.name)) {
            lines << part.line.unfolded();
        }
    }
    std::ranges::sort(lines);
    return lines;
}

void collect(const ContentComponent &component, QList<QByteArray> &raw)
{
    for (const auto &part : component.parts) {
        if (part.component) {
            collect(*part.component, raw);
        } else {
            raw << part.line.raw;
        }
    }
}

QList<QByteArray> all(const ContentComponent &component)
{
    QList<QByteArray> raw;
    collect(component, raw);
    return raw;
}
}

namespace
{
const QList<QByteArray> times{"DTSTART", "DTEND", "DUE", "DURATION", "RRULE"};

bool isAtAnotherTime(const ContentComponent *before, const ContentComponent &component)
{
    if (!before) { // a new exception lies at its model's time, moved to its instance
        return component.value("DTSTART") != component.value("RECURRENCE-ID");
    }
    return std::ranges::any_of(times, [&](const QByteArray &name) {
        return EventLines::logical(*before, name) != EventLines::logical(component, name);
    });
}

/// Who agreed to another time is asked anew (RFC 5546, 3.2.2.1; RFC 6638, 3.2.8).
void askAnew(ContentComponent &component, const QStringList &mine)
{
    QList<QByteArray> lines;
    for (const auto *line : component.lines("ATTENDEE")) {
        const auto answer = line->parameter("PARTSTAT").toUpper();
        const bool isMine = mine.contains(QString::fromUtf8(EventLines::address(line->value())));
        const bool isAnswered = answer == "ACCEPTED" || answer == "TENTATIVE" || answer == "DECLINED";
        if (isMine || !isAnswered) {
            lines << line->unfolded();
            continue;
        }
        const auto asked = ContentLine::fromLogical(EventLines::withParameter(*line, "PARTSTAT", {"NEEDS-ACTION"}));
        lines << EventLines::withParameter(asked, "RSVP", {"TRUE"});
    }
    EventLines::setLogical(component, "ATTENDEE", lines);
}
}

EventStamp::Part EventStamp::partOf(const ContentComponent &component, const QStringList &mine)
{
    const auto *organizer = component.line("ORGANIZER");
    if (!organizer) {
        return Part::Nobody;
    }
    return mine.contains(QString::fromUtf8(EventLines::address(organizer->value()))) ? Part::Organizer : Part::Attendee;
}

bool EventStamp::isSignificant(const ContentComponent &before, const ContentComponent &after)
{
    const bool isCancelled = after.value("STATUS").toUpper() == "CANCELLED" && before.value("STATUS").toUpper() != "CANCELLED";
    return isCancelled || std::ranges::any_of(significant, [&](const QByteArray &name) {
               return EventLines::logical(before, name) != EventLines::logical(after, name);
           });
}

/// Of the organiser's versions each has to be later than the one before, also where both are of the same second: others tell by it
/// which one is newer (RFC 5546, 2.1.5).
static QByteArray laterThan(const ContentComponent &before, const QDateTime &now)
{
    auto last = QDateTime::fromString(QString::fromLatin1(before.value("DTSTAMP")), QStringLiteral("yyyyMMdd'T'HHmmss'Z'"));
    last.setTimeZone(QTimeZone::UTC);
    return EventLines::utc(last.isValid() && last.secsTo(now) < 1 ? last.addSecs(1) : now);
}

bool EventStamp::isSame(const ContentComponent &before, const ContentComponent &after)
{
    return linesOf(before, stamps) == linesOf(after, stamps);
}

void EventStamp::write(EventSheet &sheet, const EventSheet &old, const EventWriter::Circumstances &circumstances)
{
    const auto now = EventLines::utc(circumstances.now);
    const auto stamp = [&](ContentComponent &component, const ContentComponent *before, const ContentComponent *model) {
        if (before && all(*before) == all(component)) {
            return;
        }
        const auto part = partOf(component, circumstances.mine);
        const bool isAlarmOnly = before && isSame(*before, component);
        EventLines::set(component, "LAST-MODIFIED", now);
        if (part == Part::Attendee || isAlarmOnly) {
            return; // DTSTAMP tells which version of the organiser's it is; ours to keep
        }
        EventLines::set(component, "DTSTAMP", part == Part::Organizer && before ? laterThan(*before, circumstances.now) : now);
        const auto *base = before ? before : model;
        if (part == Part::Organizer && base) {
            const bool isMoved = isAtAnotherTime(before, component);
            const bool isBump = isMoved || (before ? isSignificant(*before, component) : component.value("STATUS").toUpper() == "CANCELLED");
            if (isMoved && circumstances.forgetting == EventWriter::Circumstances::Forgetting::Here) {
                askAnew(component, circumstances.mine);
            }
            const auto sequence = base->value("SEQUENCE").trimmed().toInt() + (isBump ? 1 : 0);
            if (isBump || base->line("SEQUENCE")) {
                EventLines::set(component, "SEQUENCE", QByteArray::number(sequence));
            }
        }
    };
    if (sheet.master) {
        stamp(*sheet.master, old.master.get(), nullptr);
    }
    for (const auto &exception : std::as_const(sheet.exceptions)) {
        const auto wall = sheet.wallOfException(*exception);
        ComponentPointer before;
        if (wall) {
            // Of a series that moved, the exceptions stand in the same order.
            const auto place = sheet.exceptions.indexOf(exception);
            before = old.start() == sheet.start()                  ? old.exceptionAt(*wall)
                : old.exceptions.size() == sheet.exceptions.size() ? old.exceptions.at(place)
                                                                   : nullptr;
        }
        stamp(*exception, before.get(), sheet.master.get());
    }
}

}
