// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarcomponentreader.h"
#include "calendar/eventfields.h"
#include "calendar/eventwriter.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
bool isListed(const ContentComponent &component, const QString &address)
{
    return std::ranges::any_of(component.lines("ATTENDEE"), [&address](const ContentLine *line) {
        return CalendarComponentReader::attendee(*line).address.compare(address, Qt::CaseInsensitive) == 0;
    });
}

/// The components an answer for one instance or for all of them is written to.
QList<ComponentPointer> meant(EventSheet &sheet, qint64 recurrence, Scope scope)
{
    if (!sheet.isSeries() || scope != Scope::This) {
        auto all = sheet.exceptions;
        if (sheet.master) {
            all.prepend(sheet.master);
        }
        return all;
    }
    const auto wall = sheet.wallOf(recurrence);
    if (const auto there = sheet.exceptionAt(wall)) {
        return {there};
    }
    return sheet.master && sheet.isInstance(wall) ? QList<ComponentPointer>{sheet.addException(wall)} : QList<ComponentPointer>();
}

Participation answerIn(const ContentComponent &component, const QString &address)
{
    for (const auto *line : component.lines("ATTENDEE")) {
        const auto attendee = CalendarComponentReader::attendee(*line);
        if (attendee.address.compare(address, Qt::CaseInsensitive) == 0) {
            return attendee.participation;
        }
    }
    return Participation::None;
}

std::unexpected<Error> noSuchInstance()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This occurrence no longer exists."));
}
}

Result<EventChange> EventWriter::answer(qint64 recurrence, Scope scope, const Attendee &attendee) const
{
    auto sheet = EventSheet::open(m_object);
    const auto old = EventSheet::open(m_object);
    if (!sheet || !old) {
        return std::unexpected(sheet.error());
    }
    const auto components = meant(*sheet, recurrence, scope);
    const auto series = sheet->master ? answerIn(*sheet->master, attendee.address) : Participation::None;
    // What was said of one instance by itself holds when something is said of the series later.
    const auto isSaidByItself = [&](const ComponentPointer &component) {
        const auto given = answerIn(*component, attendee.address);
        return component != sheet->master && sheet->master && components.size() > 1 && given != series && given != Participation::NeedsAction
            && given != Participation::None;
    };
    bool isAny = false;
    for (const auto &component : components) {
        if (isListed(*component, attendee.address)) {
            if (isSaidByItself(component)) {
                continue;
            }
            EventFields::setParticipation(*component, attendee.address, attendee.participation);
            isAny = true;
        } else if (component == components.first()) {
            EventFields::setAttendee(*component, attendee); // a party crasher, or invited through a group
            isAny = true;
        }
    }
    return isAny ? Result<EventChange>(finished(*sheet, *old, recurrence)) : noSuchInstance();
}

Result<EventChange> EventWriter::delegate(qint64 recurrence, const QString &address, const Attendee &to) const
{
    auto sheet = EventSheet::open(m_object);
    const auto old = EventSheet::open(m_object);
    if (!sheet || !old) {
        return std::unexpected(sheet.error());
    }
    const auto components = meant(*sheet, recurrence, recurrence == 0 ? Scope::All : Scope::This);
    bool isAny = false;
    for (const auto &component : components) {
        for (const auto *line : component->lines("ATTENDEE")) {
            auto mine = CalendarComponentReader::attendee(*line);
            if (mine.address.compare(address, Qt::CaseInsensitive) != 0) {
                continue;
            }
            mine.participation = Participation::Delegated;
            mine.delegatedTo = to.address;
            mine.rsvp = false;
            auto other = to;
            other.delegatedFrom = mine.address;
            const auto said = answerIn(*component, to.address); // the answer may have come before this news
            other.participation = said == Participation::None ? Participation::NeedsAction : said;
            other.rsvp = other.participation == Participation::NeedsAction;
            other.role = mine.role;
            EventFields::setAttendee(*component, mine);
            EventFields::setAttendee(*component, other);
            isAny = true;
            break;
        }
    }
    return isAny ? Result<EventChange>(finished(*sheet, *old, recurrence)) : noSuchInstance();
}

Result<EventChange> EventWriter::cancel(const QList<qint64> &recurrences) const
{
    auto sheet = EventSheet::open(m_object);
    const auto old = EventSheet::open(m_object);
    if (!sheet || !old) {
        return std::unexpected(sheet.error());
    }
    QList<ComponentPointer> components;
    if (recurrences.isEmpty()) {
        components = meant(*sheet, 0, Scope::All);
    }
    for (const auto recurrence : recurrences) {
        components << meant(*sheet, recurrence, Scope::This);
    }
    for (const auto &component : std::as_const(components)) {
        EventLines::set(*component, "STATUS", "CANCELLED");
    }
    return components.isEmpty() ? noSuchInstance() : Result<EventChange>(finished(*sheet, *old, recurrences.value(0)));
}

ComponentPointer EventWriter::alarmCalled(const EventSheet &sheet, qint64 recurrence, const QByteArray &alarm, ComponentPointer *owner) const
{
    const auto exception = recurrence != 0 ? sheet.exceptionAt(sheet.wallOf(recurrence)) : nullptr;
    *owner = exception ? exception : sheet.master ? sheet.master : sheet.exceptions.first();
    const auto alarms = EventLines::children(**owner, "VALARM");
    if (alarm.startsWith('#')) { // as CalendarComponent::Reminder names those without a UID
        bool isNumber = false;
        const auto place = alarm.mid(1).toInt(&isNumber);
        return isNumber ? alarms.value(place) : nullptr;
    }
    for (const auto &one : alarms) {
        if (one->value("UID").trimmed() == alarm || one->value("X-WR-ALARMUID").trimmed() == alarm) {
            return one;
        }
    }
    return nullptr;
}

namespace
{
/// The alarm a snoozed one repeats, and the snoozed one removed (RFC 9074, 7.1); the alarm itself otherwise.
ComponentPointer originalOf(ContentComponent &owner, const ComponentPointer &alarm)
{
    const auto *related = alarm->line("RELATED-TO");
    if (!related || related->parameter("RELTYPE").toUpper() != "SNOOZE") {
        return alarm;
    }
    EventLines::remove(owner, alarm.get());
    for (const auto &other : EventLines::children(owner, "VALARM")) {
        if (other->value("UID").trimmed() == related->value().trimmed()) {
            return other;
        }
    }
    return nullptr;
}

std::unexpected<Error> noSuchAlarm()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This reminder no longer exists."));
}
}

Result<EventChange> EventWriter::acknowledge(qint64 recurrence, const QByteArray &alarm, const QDateTime &when) const
{
    auto sheet = EventSheet::open(m_object);
    const auto old = EventSheet::open(m_object);
    ComponentPointer owner;
    const auto found = sheet ? alarmCalled(*sheet, recurrence, alarm, &owner) : nullptr;
    if (!found || !old) {
        return noSuchAlarm();
    }
    if (const auto original = originalOf(*owner, found)) {
        EventLines::setLogical(*original, "ACKNOWLEDGED", {QByteArray("ACKNOWLEDGED:" + EventLines::utc(when))});
    }
    return finished(*sheet, *old, recurrence);
}

Result<EventChange> EventWriter::snooze(qint64 recurrence, const QByteArray &alarm, const QDateTime &again) const
{
    auto sheet = EventSheet::open(m_object);
    const auto old = EventSheet::open(m_object);
    ComponentPointer owner;
    const auto found = sheet ? alarmCalled(*sheet, recurrence, alarm, &owner) : nullptr;
    if (!found || !old) {
        return noSuchAlarm();
    }
    auto original = originalOf(*owner, found);
    if (!original) {
        original = EventLines::copied(*found); // its original is gone: what snoozed goes on alone
        EventLines::remove(*original, "RELATED-TO");
        EventLines::append(*owner, original);
    }
    EventLines::setLogical(*original, "ACKNOWLEDGED", {QByteArray("ACKNOWLEDGED:" + EventLines::utc(m_circumstances.now))});
    auto uid = original->value("UID").trimmed();
    if (uid.isEmpty()) {
        uid = original->value("X-WR-ALARMUID").trimmed();
        uid = uid.isEmpty() ? newUid() : uid;
        EventLines::setLogical(*original, "UID", {QByteArray("UID:" + uid)});
    }
    const auto later = EventFields::alarm({.minutesBefore = 0, .at = again, .uid = {}}, unescapedText(owner->value("SUMMARY")));
    if (const auto *action = original->line("ACTION")) {
        EventLines::setLogical(*later, "ACTION", {action->unfolded()});
    }
    EventLines::setLogical(*later, "RELATED-TO", {QByteArray("RELATED-TO;RELTYPE=SNOOZE:" + uid)});
    EventLines::append(*owner, later);
    return finished(*sheet, *old, recurrence);
}

}
