// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/itipmerge.h"

#include "calendar/calendarcomponentreader.h"
#include "calendar/eventfields.h"
#include "calendar/eventsheet.h"
#include "calendar/eventwriter.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
/// Lines of the user's that a newer version from the organiser does not replace unless it has them, too.
bool isOwn(const QByteArray &name)
{
    static const QSet<QByteArray> names{"CATEGORIES", "COLOR", "TRANSP", "PRIORITY", "PERCENT-COMPLETE", "COMPLETED", "CREATED"};
    return name.startsWith("X-") || names.contains(name);
}

ComponentPointer withOwn(const ContentComponent &incoming, const ContentComponent *existing, const QStringList &mine)
{
    auto made = EventLines::copied(incoming);
    if (!existing) {
        return made;
    }
    QSet<QByteArray> carried;
    for (const auto &part : existing->parts) {
        if (!part.component && isOwn(part.line.name) && !incoming.line(part.line.name) && !carried.contains(part.line.name)) {
            carried.insert(part.line.name);
            EventLines::setLogical(*made, part.line.name, EventLines::logical(*existing, part.line.name));
        }
    }
    for (const auto &alarm : EventLines::children(*made, "VALARM")) {
        EventLines::remove(*made, alarm.get());
    }
    for (const auto &alarm : EventLines::children(*existing, "VALARM")) {
        EventLines::append(*made, EventLines::copied(*alarm));
    }
    if (EventStamp::isSignificant(*existing, incoming)) {
        return made; // another time: to be answered anew
    }
    for (const auto *line : existing->lines("ATTENDEE")) {
        const auto old = CalendarComponentReader::attendee(*line);
        if (!mine.contains(old.address.toLower()) || old.participation == Participation::NeedsAction) {
            continue;
        }
        for (const auto *now : made->lines("ATTENDEE")) {
            const auto is = CalendarComponentReader::attendee(*now);
            if (is.address.compare(old.address, Qt::CaseInsensitive) == 0 && is.participation == Participation::NeedsAction) {
                EventFields::setParticipation(*made, is.address, old.participation);
                break;
            }
        }
    }
    return made;
}

void replace(ContentComponent &calendar, const ContentComponent *old, const ComponentPointer &made)
{
    for (auto &part : calendar.parts) {
        if (part.component.get() == old && old) {
            part.component = made;
            return;
        }
    }
    EventLines::append(calendar, made);
}

void addZones(EventSheet &sheet, const EventSheet &from)
{
    QSet<QByteArray> known;
    qsizetype place = 0;
    for (qsizetype i = 0; i < sheet.calendar->parts.size(); ++i) {
        const auto &part = sheet.calendar->parts.at(i);
        if (part.component && part.component->name == "VTIMEZONE") {
            known.insert(part.component->value("TZID"));
            place = i + 1;
        } else if (part.component && place == 0) {
            place = i;
        }
    }
    for (const auto &zone : EventLines::children(*from.calendar, "VTIMEZONE")) {
        if (!known.contains(zone->value("TZID"))) {
            sheet.calendar->parts.insert(place++, ContentComponent::Part{EventLines::copied(*zone), {}});
        }
    }
}

int sequenceOf(const ContentComponent &component)
{
    return component.value("SEQUENCE").trimmed().toInt();
}

/// ADD (RFC 5546, 3.2.4): further instances, each with words of its own. They look like a whole event and are none.
Result<QByteArray> extended(EventSheet sheet, const EventSheet &incoming)
{
    if (!sheet.master || !incoming.master) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The event this belongs to is not in your calendar. Ask for it again."));
    }
    addZones(sheet, incoming);
    for (const auto &component : EventLines::items(*incoming.calendar)) {
        const auto start = EventLines::timeOf(*component, "DTSTART", incoming.calendar.get()).time;
        if (!start.isValid) {
            continue;
        }
        const auto wall = sheet.wallOf(start);
        if (!sheet.isByRule(wall)) {
            auto extra = EventLines::dates(*sheet.master, "RDATE", sheet.calendar.get());
            if (!std::ranges::any_of(extra, [&](const EventLines::DateValue &date) {
                    return sheet.wallOf(date.time.time) == wall;
                })) {
                extra << EventLines::DateValue{sheet.inForm(wall), {}};
                EventLines::setDates(*sheet.master, "RDATE", extra, sheet.calendar.get());
            }
        }
        auto made = EventLines::copied(*component);
        EventLines::setLogical(*made, "RECURRENCE-ID", {EventLines::timeLine("RECURRENCE-ID", sheet.inForm(wall))});
        const auto old = sheet.exceptionAt(wall);
        replace(*sheet.calendar, old.get(), made);
        if (old) {
            sheet.exceptions.removeOne(old);
        }
        sheet.exceptions << made;
    }
    return sheet.toBytes();
}
}

Result<QByteArray> ItipMerge::taken(const QByteArray &existing, const ItipMessage &message, const QStringList &mine)
{
    auto incoming = EventSheet::open(message.ics);
    if (!incoming) {
        return std::unexpected(incoming.error());
    }
    EventLines::remove(*incoming->calendar, "METHOD"); // of messages alone (RFC 4791, 4.1)
    if (message.method == ItipMessage::Method::Add) {
        auto known = EventSheet::open(existing);
        return known ? extended(*std::move(known), *incoming) : extended({}, *incoming);
    }
    if (existing.isEmpty()) {
        return incoming->toBytes();
    }
    auto sheet = EventSheet::open(existing);
    if (!sheet) {
        return std::unexpected(sheet.error());
    }
    addZones(*sheet, *incoming);
    const bool isWhole = incoming->master != nullptr;
    const bool isMoved = isWhole && sheet->master && EventStamp::isSignificant(*sheet->master, *incoming->master);
    QList<ComponentPointer> named;
    for (const auto &exception : std::as_const(incoming->exceptions)) {
        const auto time = EventLines::timeOf(*exception, "RECURRENCE-ID", incoming->calendar.get()).time;
        const auto old = sheet->exceptionAt(sheet->wallOf(time));
        // An instance seen for the first time has the alarms of its series.
        const auto *model = old ? old.get() : sheet->master.get();
        auto made = withOwn(*exception, model, mine);
        replace(*sheet->calendar, old.get(), made);
        if (old) {
            sheet->exceptions.removeOne(old);
        }
        sheet->exceptions << made;
        named << made;
    }
    if (isWhole) {
        const auto version = sequenceOf(*incoming->master);
        auto made = withOwn(*incoming->master, sheet->master.get(), mine);
        const auto exceptions = sheet->exceptions;
        for (const auto &exception : exceptions) {
            if (!named.contains(exception) && isMoved && sequenceOf(*exception) < version) {
                sheet->removeException(exception); // belonged to the times that no longer hold
            }
        }
        replace(*sheet->calendar, sheet->master.get(), made);
        sheet->master = made;
    }
    return sheet->toBytes();
}

Result<QByteArray> ItipMerge::cancelled(const QByteArray &existing, const ItipMessage &message, const QDateTime &now)
{
    const auto sheet = EventSheet::open(existing);
    if (!sheet) {
        return std::unexpected(sheet.error());
    }
    QList<qint64> recurrences;
    for (const auto &component : message.object.components) {
        if (component.recurrenceId.isValid) {
            recurrences << sheet->keyOf(sheet->wallOf(component.recurrenceId));
        }
    }
    if (message.object.master()) {
        recurrences.clear(); // all of it
    }
    const auto change = EventWriter(existing, {.now = now, .mine = {}}).cancel(recurrences);
    if (!change) {
        return std::unexpected(change.error());
    }
    auto made = EventSheet::open(change->object);
    if (!made) {
        return std::unexpected(made.error());
    }
    for (const auto &component : message.object.components) {
        const auto target = component.recurrenceId.isValid ? made->exceptionAt(made->wallOf(component.recurrenceId)) : made->master;
        if (target && component.stamp.isValid()) { // which version it is, so that an older one is not taken for newer
            EventLines::set(*target, "SEQUENCE", QByteArray::number(std::max(component.sequence, sequenceOf(*target))));
            EventLines::set(*target, "DTSTAMP", EventLines::utc(component.stamp));
        }
    }
    return made->toBytes();
}

Result<QByteArray>
ItipMerge::answered(const QByteArray &existing, const ItipMessage &message, const Attendee &from, const QDateTime &now, const QStringList &mine)
{
    auto bytes = existing;
    for (const auto &component : message.object.components) {
        const auto sheet = EventSheet::open(bytes);
        if (!sheet) {
            return std::unexpected(sheet.error());
        }
        const auto *said = component.attendee({from.address});
        auto answer = from;
        if (said) {
            answer.participation = said->participation;
            answer.delegatedTo = said->delegatedTo;
        }
        const auto recurrence = component.recurrenceId.isValid ? sheet->keyOf(sheet->wallOf(component.recurrenceId)) : 0;
        const EventWriter writer(bytes, {.now = now, .mine = mine});
        const auto change = writer.answer(recurrence, component.recurrenceId.isValid ? Scope::This : Scope::All, answer);
        if (!change) {
            return std::unexpected(change.error());
        }
        bytes = change->object;
        if (answer.participation == Participation::Delegated && !answer.delegatedTo.isEmpty()) {
            Attendee to{.name = {}, .address = answer.delegatedTo};
            for (const auto &other : component.attendees) {
                if (other.address.compare(answer.delegatedTo, Qt::CaseInsensitive) == 0) {
                    to = other;
                }
            }
            if (const auto handed = EventWriter(bytes, {.now = now, .mine = mine}).delegate(recurrence, answer.address, to)) {
                bytes = handed->object;
            }
        }
    }
    return bytes;
}

ItipMerge::Age ItipMerge::ageOf(const CalendarObject &existing, const ItipMessage &message)
{
    bool isNewer = false;
    bool isOlder = false;
    for (const auto &component : message.object.components) {
        const CalendarComponent *known = existing.master();
        if (component.recurrenceId.isValid) {
            const auto exceptions = existing.exceptions();
            const auto same = std::ranges::find_if(exceptions, [&component](const CalendarComponent *exception) {
                return exception->recurrenceId.key() == component.recurrenceId.key() || exception->recurrence == component.recurrenceId.key();
            });
            known = same == exceptions.end() ? nullptr : *same;
        }
        if (!known) {
            isNewer = true; // this instance is not known by itself
            continue;
        }
        const auto compare = component.sequence != known->sequence ? component.sequence - known->sequence
            : component.stamp.isValid() && known->stamp.isValid()  ? int(std::clamp<qint64>(known->stamp.secsTo(component.stamp), -1, 1))
                                                                   : 0;
        isNewer = isNewer || compare > 0;
        isOlder = isOlder || compare < 0;
    }
    return isNewer ? Age::Newer : isOlder ? Age::Older : Age::Same;
}

}
