// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarcomponentreader.h"
#include "calendar/eventfields.h"

namespace Kontor
{
namespace
{
QByteArray mailto(const QString &address)
{
    return QByteArray("mailto:" + address.toUtf8());
}

const char *roleWord(Attendee::Role role)
{
    switch (role) {
    case Attendee::Role::Chair:
        return "CHAIR";
    case Attendee::Role::Optional:
        return "OPT-PARTICIPANT";
    case Attendee::Role::Informed:
        return "NON-PARTICIPANT";
    case Attendee::Role::Required:
        break;
    }
    return "REQ-PARTICIPANT";
}

const char *kindWord(Attendee::Kind kind)
{
    switch (kind) {
    case Attendee::Kind::Group:
        return "GROUP";
    case Attendee::Kind::Resource:
        return "RESOURCE";
    case Attendee::Kind::Room:
        return "ROOM";
    case Attendee::Kind::Individual:
        break;
    }
    return "INDIVIDUAL";
}

QByteArray newLine(const Attendee &attendee)
{
    EventLines::Parameters parameters;
    const auto add = [&parameters](const QByteArray &name, const QByteArray &value) {
        parameters << std::pair{name, QList<QByteArray>{value}};
    };
    if (!attendee.name.isEmpty()) {
        add("CN", attendee.name.toUtf8());
    }
    if (attendee.kind != Attendee::Kind::Individual) {
        add("CUTYPE", kindWord(attendee.kind));
    }
    if (attendee.role != Attendee::Role::Required) {
        add("ROLE", roleWord(attendee.role));
    }
    add("PARTSTAT", EventFields::participationWord(attendee.participation));
    if (attendee.rsvp) {
        add("RSVP", "TRUE");
    }
    if (!attendee.delegatedTo.isEmpty()) {
        add("DELEGATED-TO", mailto(attendee.delegatedTo));
    }
    if (!attendee.delegatedFrom.isEmpty()) {
        add("DELEGATED-FROM", mailto(attendee.delegatedFrom));
    }
    return EventLines::line("ATTENDEE", parameters, mailto(attendee.address));
}

/// The line with what differs, parameter by parameter; what nobody here knows stays.
QByteArray changedLine(const ContentLine &line, const Attendee &after)
{
    const auto before = CalendarComponentReader::attendee(line);
    auto current = line;
    const auto put = [&current](const QByteArray &name, const QByteArray &value) {
        current = ContentLine::fromLogical(EventLines::withParameter(current, name, value.isEmpty() ? QList<QByteArray>() : QList<QByteArray>{value}));
    };
    if (before.name != after.name) {
        put("CN", after.name.toUtf8());
    }
    if (before.kind != after.kind) {
        put("CUTYPE", kindWord(after.kind));
    }
    if (before.role != after.role) {
        put("ROLE", roleWord(after.role));
    }
    if (before.participation != after.participation) {
        put("PARTSTAT", EventFields::participationWord(after.participation));
    }
    if (before.rsvp != after.rsvp) {
        put("RSVP", after.rsvp ? "TRUE" : "");
    }
    if (before.delegatedTo != after.delegatedTo) {
        put("DELEGATED-TO", after.delegatedTo.isEmpty() ? QByteArray() : mailto(after.delegatedTo));
    }
    if (before.delegatedFrom != after.delegatedFrom) {
        put("DELEGATED-FROM", after.delegatedFrom.isEmpty() ? QByteArray() : mailto(after.delegatedFrom));
    }
    return current.unfolded();
}

/// An attendee as a line has it, with what an edit of the whole series changes.
Attendee carried(Attendee attendee, const Attendee &before, const Attendee &after)
{
    const auto carry = [&](auto member) {
        if (before.*member != after.*member) {
            attendee.*member = after.*member;
        }
    };
    carry(&Attendee::name);
    carry(&Attendee::participation);
    carry(&Attendee::role);
    carry(&Attendee::kind);
    carry(&Attendee::rsvp);
    carry(&Attendee::delegatedTo);
    carry(&Attendee::delegatedFrom);
    return attendee;
}

bool isSame(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}
}

void EventFields::setAttendee(ContentComponent &component, const Attendee &attendee)
{
    QList<QByteArray> lines;
    bool isThere = false;
    for (const auto *line : component.lines("ATTENDEE")) {
        if (isSame(CalendarComponentReader::attendee(*line).address, attendee.address)) {
            lines << changedLine(*line, attendee);
            isThere = true;
        } else {
            lines << line->unfolded();
        }
    }
    if (!isThere) {
        lines << newLine(attendee);
    }
    EventLines::setLogical(component, "ATTENDEE", lines);
}

void EventFields::setParticipation(ContentComponent &component, const QString &address, Participation participation)
{
    for (const auto *line : component.lines("ATTENDEE")) {
        auto attendee = CalendarComponentReader::attendee(*line);
        if (isSame(attendee.address, address)) {
            attendee.participation = participation;
            if (participation != Participation::NeedsAction) {
                attendee.rsvp = false; // the question is answered
            }
            setAttendee(component, attendee);
            return;
        }
    }
}

void EventFields::writePeople(ContentComponent &component, const EventDraft &before, const EventDraft &after)
{
    if (!(before.organizer == after.organizer)) {
        if (after.organizer.address.isEmpty()) {
            EventLines::remove(component, "ORGANIZER");
        } else {
            EventLines::Parameters parameters;
            if (!after.organizer.name.isEmpty()) {
                parameters << std::pair{QByteArray("CN"), QList<QByteArray>{after.organizer.name.toUtf8()}};
            }
            EventLines::setLogical(component, "ORGANIZER", {EventLines::line("ORGANIZER", parameters, mailto(after.organizer.address))});
        }
    }
    if (before.attendees == after.attendees) {
        return;
    }
    const auto byAddress = [](const QList<Attendee> &list) { // there may be thousands
        QHash<QString, const Attendee *> found;
        for (const auto &attendee : list) {
            found.insert(attendee.address.toLower(), &attendee);
        }
        return found;
    };
    const auto was = byAddress(before.attendees);
    const auto wanted = byAddress(after.attendees);
    QSet<QString> there;
    QList<QByteArray> lines;
    for (const auto *line : component.lines("ATTENDEE")) {
        const auto now = CalendarComponentReader::attendee(*line);
        const auto address = now.address.toLower();
        const auto *old = was.value(address);
        const auto *wish = wanted.value(address);
        there.insert(address);
        if (wish && old && *wish == *old) {
            lines << line->unfolded();
        } else if (wish) {
            lines << changedLine(*line, old ? carried(now, *old, *wish) : *wish);
        } else if (!old) {
            lines << line->unfolded(); // not known to whoever wrote the draft
        }
    }
    for (const auto &attendee : after.attendees) {
        const auto address = attendee.address.toLower();
        if (!there.contains(address) && !was.contains(address)) { // else somebody who is not invited to this instance
            there.insert(attendee.address.toLower());
            lines << newLine(attendee);
        }
    }
    EventLines::setLogical(component, "ATTENDEE", lines);
}

}
