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

enum class Times { Same, Changed };

ComponentPointer withOwn(const ContentComponent &incoming, const ContentComponent *existing, Times times, const QStringList &mine)
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
    if (times == Times::Changed) {
        return made; // to be answered anew
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

/// What servers and clients note for themselves does not belong into messages (RFC 6638, 7); taken over it would keep an answer back.
void removeNotes(const EventSheet &sheet)
{
    for (const auto &component : EventLines::items(*sheet.calendar)) {
        for (const auto *name : {"ORGANIZER", "ATTENDEE"}) {
            QList<QByteArray> lines;
            for (const auto *line : component->lines(name)) {
                auto plain = *line;
                for (const auto *parameter : {"SCHEDULE-AGENT", "SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND"}) {
                    if (!plain.parameter(parameter).isEmpty()) {
                        plain = ContentLine::fromLogical(EventLines::withParameter(plain, parameter, {}));
                    }
                }
                lines << plain.unfolded();
            }
            EventLines::setLogical(*component, name, lines);
        }
    }
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

Times compared(const ContentComponent &existing, const ContentComponent &incoming)
{
    return EventStamp::isSignificant(existing, incoming) ? Times::Changed : Times::Same;
}

/// An instance that gets words of its own for the first time: is it where its series has it?
Times timesOf(const EventSheet &sheet, const EventSheet &incoming, const ContentComponent &exception)
{
    const auto time = [](const EventSheet &of, const ContentComponent &component, QByteArrayView name) {
        return EventLines::timeOf(component, name, of.calendar.get()).time;
    };
    const auto start = time(incoming, exception, "DTSTART");
    const auto instance = time(incoming, exception, "RECURRENCE-ID");
    if (!sheet.master || !start.isValid || sheet.wallOf(start) != sheet.wallOf(instance) || exception.value("STATUS").toUpper() == "CANCELLED") {
        return Times::Changed;
    }
    const auto begin = time(sheet, *sheet.master, "DTSTART");
    for (const auto *name : {"DTEND", "DUE"}) {
        const auto end = time(incoming, exception, name);
        const auto usual = time(sheet, *sheet.master, name);
        if (end.isValid != usual.isValid || (end.isValid && sheet.wallOf(end) - sheet.wallOf(start) != sheet.wallOf(usual) - begin.wall)) {
            return Times::Changed;
        }
    }
    return exception.value("DURATION") == sheet.master->value("DURATION") ? Times::Same : Times::Changed;
}

int sequenceOf(const ContentComponent &component)
{
    return component.value("SEQUENCE").trimmed().toInt();
}

bool isInvited(const QByteArray &bytes, const QString &address)
{
    const auto object = CalendarObject::read(bytes);
    return std::ranges::any_of(object.components, [&address](const CalendarComponent &component) {
        return component.attendee({address}) != nullptr;
    });
}

/// ADD (RFC 5546, 3.2.4): further instances, each with words of its own. They look like a whole event and are none.
Result<QByteArray> extended(EventSheet sheet, const EventSheet &incoming)
{
    if (!sheet.master || !incoming.master) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The event this belongs to is not in your calendar. Ask for it again."));
    }
    addZones(sheet, incoming);
    // The series is of that version now; else the message would be news for ever.
    const auto &news = *incoming.master;
    EventLines::set(*sheet.master, "SEQUENCE", QByteArray::number(std::max(sequenceOf(*sheet.master), sequenceOf(news))));
    if (const auto stamp = news.value("DTSTAMP"); !stamp.isEmpty()) {
        EventLines::set(*sheet.master, "DTSTAMP", stamp);
    }
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
    removeNotes(*incoming);
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
        auto made = withOwn(*exception, model, old ? compared(*old, *exception) : timesOf(*sheet, *incoming, *exception), mine);
        replace(*sheet->calendar, old.get(), made);
        if (old) {
            sheet->exceptions.removeOne(old);
        }
        sheet->exceptions << made;
        named << made;
    }
    if (isWhole) {
        const auto version = sequenceOf(*incoming->master);
        auto made = withOwn(*incoming->master, sheet->master.get(), isMoved ? Times::Changed : Times::Same, mine);
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
        if (said && !said->delegatedFrom.isEmpty() && !isInvited(bytes, answer.address) && isInvited(bytes, said->delegatedFrom)) {
            // Whoever was sent instead answers before we know of it.
            auto to = *said;
            to.participation = Participation::NeedsAction;
            if (const auto handed = EventWriter(bytes, {.now = now, .mine = mine}).delegate(recurrence, said->delegatedFrom, to)) {
                bytes = handed->object;
            }
        }
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
