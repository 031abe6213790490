// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarobject.h"

#include "calendar/calendarcomponentreader.h"
#include "calendar/recurrenceset.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype largest = qsizetype(64) << 20;
constexpr qsizetype mostComponents = 50'000;
constexpr qsizetype mostZones = 200;

/// Only the VTIMEZONEs, as each time looks for its own among them: files may have 10,000 events.
ContentComponent zonesOf(const ContentComponent &calendar)
{
    ContentComponent zones;
    zones.name = calendar.name;
    for (const auto &part : calendar.parts) {
        if (part.component && part.component->name == "VTIMEZONE" && zones.parts.size() < mostZones) {
            zones.parts << part;
        }
    }
    return zones;
}

bool isNewer(const CalendarComponent &a, const CalendarComponent &than)
{
    if (a.sequence != than.sequence) {
        return a.sequence > than.sequence;
    }
    return !than.stamp.isValid() || (a.stamp.isValid() && a.stamp >= than.stamp);
}

/// Servers and other clients sometimes file the same component twice: the newer one counts.
bool dropDuplicates(QList<CalendarComponent> &components)
{
    QHash<QByteArray, qsizetype> places;
    QList<CalendarComponent> kept;
    kept.reserve(components.size());
    for (auto &component : components) {
        const QByteArray key = QByteArray::number(int(component.kind)) + '/' + component.uid + '/'
            + (component.recurrenceId.isValid ? QByteArray::number(component.recurrenceId.key()) : QByteArray("master"));
        const auto place = places.constFind(key);
        if (place == places.cend()) {
            places.insert(key, kept.size());
            kept << std::move(component);
        } else if (isNewer(component, kept.at(*place))) {
            kept[*place] = std::move(component);
        }
    }
    const bool isAny = kept.size() != components.size();
    components = std::move(kept);
    return isAny;
}

/// Says of each exception which instance it replaces, in the words of its series.
void placeExceptions(QList<CalendarComponent> &components)
{
    QHash<QByteArray, qsizetype> masters;
    for (qsizetype i = 0; i < components.size(); ++i) {
        components[i].index = int(i);
        if (!components.at(i).recurrenceId.isValid && !masters.contains(components.at(i).uid)) {
            masters.insert(components.at(i).uid, i);
        }
    }
    for (auto &component : components) {
        if (!component.recurrenceId.isValid) {
            continue;
        }
        const auto master = masters.constFind(component.uid);
        component.recurrence
            = master == masters.cend() ? component.recurrenceId.key() : RecurrenceSet::slotKey(components.at(*master).start, component.recurrenceId);
        if (component.recurrence == 0) {
            component.recurrence = 1; // 1970-01-01; 0 means something else
        }
    }
}
}

CalendarObject CalendarObject::read(const QByteArray &bytes)
{
    CalendarObject object;
    if (bytes.size() > largest) {
        object.understanding = Understanding::None;
        object.problems << i18nc("@info", "This calendar entry is too large to be read.");
        return object;
    }
    const auto text = ContentText::parse(bytes);
    QSet<QString> problems;
    auto calendars = text.root.components("VCALENDAR");
    if (calendars.isEmpty()) {
        calendars << &text.root; // components without a frame
    }
    for (const auto *calendar : std::as_const(calendars)) {
        if (object.method.isEmpty()) {
            object.method = calendar->value("METHOD").trimmed().toUpper();
        }
        if (object.productId.isEmpty()) {
            object.productId = calendar->value("PRODID").trimmed();
        }
        if (object.calendarName.isEmpty()) {
            object.calendarName = unescapedText(calendar->value("X-WR-CALNAME")).trimmed();
        }
        const auto zones = zonesOf(*calendar);
        for (const auto &part : calendar->parts) {
            if (!part.component || object.components.size() >= mostComponents) {
                continue;
            }
            if (auto component = CalendarComponentReader::read(*part.component, zones, problems)) {
                object.components << *std::move(component);
            }
        }
    }
    if (object.components.isEmpty()) {
        object.understanding = Understanding::None;
        object.problems << i18nc("@info", "This is no calendar entry that can be understood.");
        return object;
    }
    if (dropDuplicates(object.components)) {
        problems.insert(i18nc("@info", "A part of this entry was there twice; the newer one is shown."));
    }
    placeExceptions(object.components);
    if (object.hasSeveralUids()) {
        problems.insert(i18nc("@info", "This entry contains several entries that do not belong together; it cannot be changed here."));
    }
    object.problems = problems.values();
    std::sort(object.problems.begin(), object.problems.end());
    if (!object.problems.isEmpty()) {
        object.understanding = Understanding::Partly;
    }
    return object;
}

QByteArray CalendarObject::uid() const
{
    return components.isEmpty() ? QByteArray() : components.first().uid;
}

const CalendarComponent *CalendarObject::master() const
{
    const auto wanted = uid();
    for (const auto &component : components) {
        if (!component.recurrenceId.isValid && component.uid == wanted) {
            return &component;
        }
    }
    return nullptr;
}

QList<const CalendarComponent *> CalendarObject::exceptions() const
{
    QList<const CalendarComponent *> list;
    const auto wanted = uid();
    for (const auto &component : components) {
        if (component.recurrenceId.isValid && component.uid == wanted) {
            list << &component;
        }
    }
    return list;
}

const CalendarComponent *CalendarObject::component(qint64 recurrence) const
{
    if (recurrence != 0) {
        for (const auto &component : components) {
            if (component.recurrenceId.isValid && component.recurrence == recurrence) {
                return &component;
            }
        }
    }
    const auto *whole = master();
    return whole || components.isEmpty() ? whole : &components.first();
}

bool CalendarObject::isRecurring() const
{
    return std::any_of(components.begin(), components.end(), [](const CalendarComponent &component) {
        return component.isRecurring() || component.recurrenceId.isValid;
    });
}

bool CalendarObject::hasSeveralUids() const
{
    const auto wanted = uid();
    return std::any_of(components.begin(), components.end(), [&wanted](const CalendarComponent &component) {
        return component.uid != wanted;
    });
}

std::optional<EventDraft> CalendarObject::draft(qint64 recurrence) const
{
    if (components.isEmpty()) {
        return std::nullopt;
    }
    const RecurrenceSet set(*this);
    const auto instance = recurrence != 0 ? set.instance(recurrence) : std::nullopt;
    const auto &component = instance ? components.at(instance->component) : *this->component(recurrence);
    const auto &series = master() ? *master() : component;
    const auto start = instance ? instance->startTime : component.start;
    const auto end = instance ? instance->endTime : component.end;

    EventDraft draft;
    draft.ref.recurrence = recurrence;
    draft.isException = instance && instance->isException;
    draft.isTask = component.kind == CalendarComponent::Kind::Task;
    draft.summary = component.summary;
    draft.location = component.location;
    draft.description = component.description;
    draft.isAllDay = component.isAllDay();
    draft.start = start.isValid ? start.toDateTime() : QDateTime();
    draft.end = end.isValid ? end.toDateTime() : QDateTime();
    if (draft.isAllDay && draft.end.isValid() && !draft.isTask) {
        draft.end = std::max(draft.start, draft.end.addDays(-1)); // the last day itself
    }
    draft.rule = QString::fromUtf8(series.rules.value(0));
    for (const auto &rule : series.rules.mid(1)) {
        draft.otherRules << QStringLiteral("RRULE:") + QString::fromUtf8(rule);
    }
    for (const auto &rule : series.exceptRules) {
        draft.otherRules << QStringLiteral("EXRULE:") + QString::fromUtf8(rule);
    }
    for (const auto &except : series.exceptDates) {
        draft.exceptDates << except.toDateTime();
    }
    for (const auto &extra : series.extraDates) {
        draft.extraDates << extra.start.toDateTime();
    }
    draft.categories = component.categories;
    draft.url = component.url;
    draft.conference = component.conference;
    draft.show = component.isTransparent ? EventDraft::Show::Free : EventDraft::Show::Busy;
    draft.visibility = component.classification.isEmpty() || component.classification == QLatin1StringView("PUBLIC") ? EventDraft::Visibility::Public
        : component.classification == QLatin1StringView("CONFIDENTIAL")                                              ? EventDraft::Visibility::Confidential
                                                                                                                     : EventDraft::Visibility::Private;
    draft.status = component.status;
    draft.organizer = component.organizer;
    draft.attendees = component.attendees;
    for (const auto &reminder : component.reminders) {
        if (!reminder.snoozes.isEmpty() || reminder.action == "EMAIL" || reminder.action == "NONE") { // Apple's "no reminder"
            continue;
        }
        auto alarm = reminder.alarm;
        if (reminder.isRelatedToEnd && !alarm.at.isValid() && component.start.isValid && component.end.isValid) {
            alarm.minutesBefore -= int((component.end.wall - component.start.wall) / 60'000);
        }
        draft.alarms << alarm;
    }
    draft.attachments = component.attachments;
    draft.priority = component.priority;
    draft.percent = component.percent;
    draft.completed = component.completed;
    draft.parentUid = component.parentUid;
    draft.uid = component.uid;
    return draft;
}

Participation CalendarComponent::participationOf(const QStringList &addresses) const
{
    const auto *mine = attendee(addresses);
    return mine ? mine->participation : Participation::None;
}

const Attendee *CalendarComponent::attendee(const QStringList &addresses) const
{
    for (const auto &attendee : attendees) {
        if (addresses.contains(attendee.address, Qt::CaseInsensitive)) {
            return &attendee;
        }
    }
    return nullptr;
}

}
