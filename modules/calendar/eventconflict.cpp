// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventconflict.h"

#include "calendar/calendarprojector.h"
#include "calendar/eventinsistence.h"
#include "groupware/contentidentity.h"
#include "groupware/davchange.h"
#include "sync/changerows.h"
#include "sync/folding.h"

#include <KLocalizedString>
#include <QCborArray>

#include <array>

namespace Kontor
{

using namespace ContentIdentity;
using EditKind = PropertyEdit::Kind;

namespace
{
using Topic = EventConflict::Topic;

struct Named {
    QByteArrayView property;
    Topic topic;
};
constexpr std::array<Named, 30> known{{{"SUMMARY", Topic::Title},
                                       {"DTSTART", Topic::When},
                                       {"DTEND", Topic::When},
                                       {"DUE", Topic::When},
                                       {"DURATION", Topic::When},
                                       {"RRULE", Topic::Recurrence},
                                       {"EXRULE", Topic::Recurrence},
                                       {"EXDATE", Topic::LeftOut},
                                       {"RDATE", Topic::Extra},
                                       {"LOCATION", Topic::Place},
                                       {"DESCRIPTION", Topic::Description},
                                       {"STYLED-DESCRIPTION", Topic::Description},
                                       {"X-ALT-DESC", Topic::Description},
                                       {"ORGANIZER", Topic::People},
                                       {"ATTENDEE", Topic::People},
                                       {"CATEGORIES", Topic::Categories},
                                       {"STATUS", Topic::Status},
                                       {"PERCENT-COMPLETE", Topic::Status},
                                       {"COMPLETED", Topic::Status},
                                       {"PRIORITY", Topic::Priority},
                                       {"TRANSP", Topic::Availability},
                                       {"X-MICROSOFT-CDO-BUSYSTATUS", Topic::Availability},
                                       {"CLASS", Topic::Visibility},
                                       {"URL", Topic::Link},
                                       {"CONFERENCE", Topic::Conference},
                                       {"X-GOOGLE-CONFERENCE", Topic::Conference},
                                       {"X-MICROSOFT-SKYPETEAMSMEETINGURL", Topic::Conference},
                                       {"ATTACH", Topic::Attachments},
                                       {"X-MOZ-SNOOZE-TIME", Topic::Reminders},
                                       {"X-APPLE-DEFAULT-ALARM", Topic::Reminders}}};

QString nameOf(Topic topic)
{
    static constexpr std::array<const char *, 19> names{"existence",  "title",    "when",         "recurrence", "leftOut", "extra",      "place",
                                                        "description", "people",   "reminders",    "categories", "status",  "priority",   "availability",
                                                        "visibility",  "link",     "conference",   "attachments", "other"};
    return QString::fromLatin1(names.at(std::size_t(topic)));
}

bool isInstance(const ComponentKey &key)
{
    return !key.recurrenceId.isEmpty();
}

Topic topicOf(const PropertyEdit &edit)
{
    if (!edit.component.alarm.isEmpty()) {
        return Topic::Reminders;
    }
    if (edit.kind != EditKind::Property) {
        return Topic::Existence;
    }
    const auto found = std::ranges::find(known, QByteArrayView(edit.property), &Named::property);
    return found == known.end() ? Topic::Other : found->topic;
}

/// Where an edit is chosen.
struct Place {
    Topic topic;
    ComponentKey component;
};

/// Of a series that moves, its instances and dates move along; of a rule that changes, some go; and who leaves an
/// instance out takes its component away.
Place placeOf(const PropertyEdit &edit, const QList<PropertyEdit> &all)
{
    auto component = edit.component;
    component.alarm.clear();
    const auto topic = topicOf(edit);
    const bool isOfSeries = !isInstance(component) && (topic == Topic::Recurrence || topic == Topic::LeftOut || topic == Topic::Extra);
    const bool isExistence = topic == Topic::Existence && isInstance(component);
    if (!isOfSeries && !isExistence) {
        return {topic, component};
    }
    const auto isSaid = [&all](QByteArrayView property) {
        return std::ranges::any_of(all, [property](const PropertyEdit &other) {
            return other.kind == EditKind::Property && other.component.recurrenceId.isEmpty() && other.component.alarm.isEmpty() && other.property == property;
        });
    };
    auto series = component;
    series.recurrenceId.clear();
    if (isSaid("DTSTART")) {
        return {Topic::When, series};
    }
    if (isSaid("RRULE")) {
        return {Topic::Recurrence, series};
    }
    if (!isSaid("EXDATE") || (!isExistence && topic != Topic::LeftOut)) {
        return {topic, component};
    }
    QList<ComponentKey> instances;
    for (const auto &other : all) {
        if (topicOf(other) == Topic::Existence && isInstance(other.component)) {
            instances << other.component;
        }
    }
    return instances.size() == 1 ? Place{Topic::Existence, instances.first()} : Place{Topic::LeftOut, series};
}

QString keyOf(Topic topic, const ComponentKey &component, const QByteArray &property)
{
    auto key = topic == Topic::Other ? QString::fromLatin1(property) : nameOf(topic);
    if (isInstance(component)) {
        key += QLatin1Char('@') + QString::fromUtf8(component.recurrenceId.sliced(component.recurrenceId.lastIndexOf(':') + 1));
    }
    return key;
}

QList<PropertyEdit> editsOf(const Change &change)
{
    return editsFromCbor(change.arguments.value(QLatin1StringView("edits")).toArray());
}

/// Zones which the lines of those edits speak of.
bool speaksOf(const QList<PropertyEdit> &edits, const QByteArray &zone)
{
    return std::ranges::any_of(edits, [&zone](const PropertyEdit &edit) {
        return std::ranges::any_of(edit.after, [&zone](const QByteArray &text) {
            return text.contains(zone);
        });
    });
}

EventConflict::Field existence()
{
    return {.key = nameOf(Topic::Existence), .topic = Topic::Existence, .component = {}, .property = {}, .edits = {}};
}
}

QByteArray EventConflict::carried(const QByteArray &theirs, const QList<PropertyEdit> &edits)
{
    return EventInsistence(theirs, edits).result();
}

QList<EventConflict::Field> EventConflict::between(const QByteArray &theirs, const QByteArray &mine)
{
    QList<Field> fields;
    auto edits = editsBetween(theirs, mine);
    edits.removeIf([](const PropertyEdit &edit) {
        return edit.weak || edit.component.name == "VTIMEZONE";
    });
    for (const auto &edit : std::as_const(edits)) {
        const auto [topic, component] = placeOf(edit, edits);
        const auto property = topic == Topic::Other ? edit.property : QByteArray();
        const auto key = keyOf(topic, component, property);
        auto field = std::ranges::find(fields, key, &Field::key);
        if (field == fields.end()) {
            fields << Field{.key = key, .topic = topic, .component = component, .property = property, .edits = {}};
            field = fields.end() - 1;
        }
        field->edits << edit;
    }
    std::ranges::stable_sort(fields, {}, [](const Field &field) {
        return std::pair(instant(field.component.recurrenceId), field.topic);
    });
    return fields;
}

Result<QByteArray> EventConflict::chosen(const QByteArray &now, const QStringList &keys) const
{
    QList<PropertyEdit> edits;
    for (const auto &field : fields) {
        if (keys.contains(field.key)) {
            edits << field.edits;
        }
    }
    for (const auto all = editsBetween(theirs, mine); const auto &edit : all) {
        if (edit.component.name == "VTIMEZONE" && edit.kind == EditKind::AddComponent && speaksOf(edits, edit.component.uid)) {
            edits.prepend(edit);
        }
    }
    return applyEdits(now, edits).or_else([](const Error &error) -> Result<QByteArray> {
        return failure(Error::Kind::Conflict, i18nc("@info", "This was changed once more meanwhile. Please compare again."), error.detail);
    });
}

bool EventConflict::isContested(const Change &change)
{
    if (change.state != ChangeState::Parked) {
        return false;
    }
    return change.error.kind == Error::Kind::NotFound ? change.kind == DavChange::Edit || change.kind == DavChange::Move
        : change.error.kind == Error::Kind::Conflict  ? change.kind == DavChange::Edit || change.kind == DavChange::Delete
                                                      : false;
}

Result<std::optional<EventConflict>> EventConflict::read(const Reader &reader, ItemId item)
{
    EventConflict conflict;
    bool isOnServer = false;
    auto asked = reader.prepare("SELECT collection, payload, remote_id IS NOT NULL FROM item WHERE id = ?1")
                     .each(
                         [&](const Statement &row) {
                             conflict.item = item;
                             conflict.calendar = row.get<CollectionId>(0);
                             conflict.theirs = row.blob(1);
                             isOnServer = row.integer(2) != 0;
                         },
                         item);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    const auto found = ChangeRows::ofItems(reader.prepare(ChangeRows::ofItemsSql), jsonList(QList<ItemId>{item}));
    if (!found) {
        return std::unexpected(found.error());
    }
    const auto pending = found->value(item);
    const auto refused = std::ranges::find_if(pending, &EventConflict::isContested);
    if (refused == pending.end() || conflict.theirs.isEmpty()) {
        return std::nullopt;
    }
    conflict.change = refused->id;
    const bool isGone = !isOnServer || refused->error.kind == Error::Kind::NotFound;
    const bool isRemoval = std::ranges::any_of(pending, [](const Change &change) {
        return change.kind == DavChange::Delete;
    });
    if (isGone && isRemoval) {
        return std::nullopt; // both deleted it
    }
    auto mine = conflict.theirs;
    for (const auto &change : pending) {
        if (change.kind == DavChange::Edit) { // one after the other, so that the last word counts
            mine = carried(mine, editsOf(change));
        }
        if (change.id != refused->id && (isGone || isRemoval || change.kind == DavChange::Edit)) {
            conflict.along << change.id;
        }
    }
    if (isGone) {
        conflict.kind = EventConflict::Kind::RemovedThere;
        const auto folded = fold(CalendarProjector(), conflict.theirs, conflict.calendar, pending);
        conflict.calendar = folded.collection;
        conflict.mine = mine;
        conflict.theirs.clear();
        conflict.fields << existence();
    } else if (isRemoval) {
        conflict.kind = EventConflict::Kind::RemovedHere;
        conflict.fields << existence();
    } else {
        conflict.mine = mine;
        conflict.fields = between(conflict.theirs, conflict.mine);
    }
    return conflict;
}

}
