// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/icsimport.h"

#include "calendar/calendarobject.h"
#include "calendar/eventlines.h"
#include "groupware/contenthead.h"

#include <KLocalizedString>
#include <QCryptographicHash>
#include <QSet>

namespace Kontor
{
namespace
{
constexpr qsizetype mostNamed = 20;

ComponentPointer frameOf(const ContentComponent &calendar)
{
    auto frame = std::make_shared<ContentComponent>();
    frame->name = "VCALENDAR";
    frame->begin = ContentLine::fromLogical("BEGIN:VCALENDAR");
    frame->end = ContentLine::fromLogical("END:VCALENDAR");
    const auto productId = calendar.value("PRODID");
    for (const auto &line : {QByteArray("VERSION:2.0"), QByteArray("PRODID:" + (productId.isEmpty() ? QByteArray("-//Kontor//Kontor//EN") : productId))}) {
        frame->parts << ContentComponent::Part{nullptr, ContentLine::fromLogical(line)};
    }
    return frame;
}

void collectZones(const ContentComponent &component, QSet<QByteArray> &zones)
{
    for (const auto &part : component.parts) {
        if (part.component) {
            collectZones(*part.component, zones);
        } else if (const auto tzid = part.line.parameter("TZID"); !tzid.isEmpty()) {
            zones.insert(tzid);
        }
    }
}

QByteArray textOf(const ContentComponent &component)
{
    ContentText text;
    EventLines::append(text.root, std::make_shared<ContentComponent>(component));
    return text.toBytes();
}

QString titleOf(const ContentComponent &component)
{
    const auto title = unescapedText(component.value("SUMMARY")).simplified().left(100);
    return title.isEmpty() ? i18nc("@info an event without a title", "(no title)") : title;
}
}

IcsImport IcsImport::read(const QByteArray &ics)
{
    IcsImport result;
    const auto text = ContentText::parse(ics);
    const auto calendars = EventLines::children(text.root, "VCALENDAR");
    if (calendars.isEmpty()) {
        result.problems << i18nc("@info", "This is no calendar file.");
        return result;
    }
    qsizetype unreadable = 0;
    for (const auto &calendar : calendars) {
        QHash<QByteArray, ComponentPointer> zones;
        for (const auto &zone : EventLines::children(*calendar, "VTIMEZONE")) {
            zones.insert(zone->value("TZID"), zone);
        }
        QList<QByteArray> order;
        QHash<QByteArray, QList<ComponentPointer>> groups;
        for (const auto &item : EventLines::items(*calendar)) {
            auto uid = item->value("UID").trimmed();
            if (uid.isEmpty()) {
                uid = QByteArray(QCryptographicHash::hash(textOf(*item), QCryptographicHash::Sha256).toHex().first(40) + "@import");
                EventLines::setLogical(*item, "UID", {QByteArray("UID:" + uid)});
            }
            if (!groups.contains(uid)) {
                order << uid;
            }
            groups[uid] << item;
        }
        for (const auto &uid : std::as_const(order)) {
            auto frame = frameOf(*calendar);
            QSet<QByteArray> used;
            for (const auto &item : std::as_const(groups[uid])) {
                collectZones(*item, used);
            }
            for (const auto &zone : std::as_const(used)) {
                if (zones.contains(zone)) {
                    EventLines::append(*frame, zones.value(zone));
                }
            }
            for (const auto &item : std::as_const(groups[uid])) {
                if (!item->line("DTSTAMP")) { // RFC 5545 wants one, and some servers insist
                    EventLines::set(*item, "DTSTAMP", "19700101T000000Z");
                }
                EventLines::append(*frame, item);
            }
            const auto title = titleOf(*groups.value(uid).first());
            const auto bytes = textOf(*frame);
            const auto object = CalendarObject::read(bytes);
            const bool isGuessed = !object.components.isEmpty() && object.components.first().isStartGuessed;
            if (object.understanding == CalendarObject::Understanding::None || isGuessed) {
                if (++unreadable <= mostNamed) {
                    result.problems << i18nc("@info %1 is an event", "“%1” cannot be understood and was left out.", title);
                }
                continue;
            }
            result.objects << Object{uid, bytes, title};
        }
    }
    if (unreadable > mostNamed) {
        result.problems << i18ncp("@info", "%1 more entry cannot be understood.", "%1 more entries cannot be understood.", unreadable - mostNamed);
    }
    return result;
}

QByteArray IcsImport::updated(const QByteArray &existing, const QByteArray &imported)
{
    // A file may be older than the calendar: then it says nothing new.
    const auto old = CalendarObject::read(existing);
    const auto now = CalendarObject::read(imported);
    const auto *a = old.components.isEmpty() ? nullptr : &old.components.first();
    const auto *b = now.components.isEmpty() ? nullptr : &now.components.first();
    if (!a || !b) {
        return existing;
    }
    const auto stampOf = [](const CalendarComponent &component) {
        return component.lastModified.isValid() ? component.lastModified : component.stamp;
    };
    const bool isOlder = b->sequence != a->sequence ? b->sequence < a->sequence : stampOf(*b).isValid() && stampOf(*a).isValid() && stampOf(*b) < stampOf(*a);
    return isOlder ? existing : imported;
}

namespace
{
/// Gives a zone another name, in its definition and wherever the calendar speaks of it.
void renameZone(ContentComponent &component, const QByteArray &name, const QByteArray &to)
{
    for (auto &part : component.parts) {
        if (part.component) {
            renameZone(*part.component, name, to);
        } else if (component.name == "VTIMEZONE" && part.line.name == "TZID" && part.line.value() == name) {
            part.line = ContentLine::fromLogical(ContentHead::withValue(part.line, to));
        } else if (part.line.raw.contains(';') && part.line.parameter("TZID") == name) {
            part.line = ContentLine::fromLogical(ContentHead::withParameter(part.line, "TZID", {to}));
        }
    }
}

/// The zones of a file by their names; two that bear the same name may well be different ones ("Customized Time Zone").
class ZoneNames
{
public:
    struct Place {
        QByteArray name; ///< under which the zone goes into the file
        bool isNew; ///< and it is not there yet
    };
    Place placeFor(const ContentComponent &zone)
    {
        const auto name = zone.value("TZID");
        const auto meant = TimeZone::named(name, &zone);
        const bool isWellKnown = !TimeZone::named(name, nullptr).isGuessed();
        auto free = name;
        for (int number = 2; m_zones.contains(free); ++number) {
            if (isWellKnown || m_zones.value(free) == meant) {
                return {free, false};
            }
            free = name + ' ' + QByteArray::number(number);
        }
        m_zones.insert(free, meant);
        return {free, true};
    }

private:
    QHash<QByteArray, TimeZone> m_zones;
};
}

QByteArray IcsExport::joined(const QList<QByteArray> &objects)
{
    auto frame = frameOf({});
    ZoneNames names;
    for (const auto &bytes : objects) {
        const auto text = ContentText::parse(bytes);
        for (const auto &calendar : EventLines::children(text.root, "VCALENDAR")) {
            for (const auto &zone : EventLines::children(*calendar, "VTIMEZONE")) {
                const auto name = zone->value("TZID");
                const auto place = names.placeFor(*zone);
                if (place.name != name) {
                    renameZone(*calendar, name, place.name);
                }
                if (place.isNew) {
                    EventLines::append(*frame, zone);
                }
            }
            for (const auto &part : std::as_const(calendar->parts)) {
                if (part.component && part.component->name != "VTIMEZONE") { // journals and whatever else there is, too
                    EventLines::append(*frame, part.component);
                }
            }
        }
    }
    return textOf(*frame);
}

}
