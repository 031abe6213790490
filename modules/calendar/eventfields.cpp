// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventfields.h"

#include "groupware/contenthead.h"

#include <QUuid>

namespace Kontor
{
namespace
{
const char *visibilityWord(EventDraft::Visibility visibility)
{
    switch (visibility) {
    case EventDraft::Visibility::Private:
        return "PRIVATE";
    case EventDraft::Visibility::Confidential:
        return "CONFIDENTIAL";
    case EventDraft::Visibility::Public:
        break;
    }
    return "PUBLIC";
}

void writeCategories(ContentComponent &component, const QStringList &before, const QStringList &after)
{
    QStringList added = after;
    added.removeIf([&before](const QString &category) {
        return before.contains(category);
    });
    QList<QByteArray> lines;
    for (const auto *old : component.lines("CATEGORIES")) {
        auto values = splitValue(old->value(), ',');
        const auto count = values.size();
        values.removeIf([&](const QByteArray &value) {
            const auto category = unescapedText(value).trimmed();
            return before.contains(category) && !after.contains(category);
        });
        if (values.size() == count) {
            lines << old->unfolded();
        } else if (!values.isEmpty()) {
            lines << ContentHead::withValue(*old, values.join(','));
        }
    }
    QList<QByteArray> texts;
    for (const auto &category : std::as_const(added)) {
        texts << escapedText(category);
    }
    if (!texts.isEmpty()) {
        lines << EventLines::line("CATEGORIES", {}, texts.join(','));
    }
    EventLines::setLogical(component, "CATEGORIES", lines);
}

void writeConference(ContentComponent &component, const EventDraft &before, const EventDraft &after)
{
    for (const auto *name : {"CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK"}) {
        auto lines = EventLines::logical(component, name);
        lines.removeIf([&before](const QByteArray &line) {
            return line.endsWith(before.conference.toUtf8());
        });
        EventLines::setLogical(component, name, lines);
    }
    if (!after.conference.isEmpty()) {
        auto lines = EventLines::logical(component, "CONFERENCE");
        lines << EventLines::line("CONFERENCE", {{"VALUE", {"URI"}}}, after.conference.toUtf8());
        EventLines::setLogical(component, "CONFERENCE", lines);
    }
}

bool isOf(const ContentLine &line, const EventAttachment &attachment)
{
    if (!attachment.uri.isEmpty()) {
        return line.value().trimmed() == attachment.uri.toUtf8();
    }
    const bool isBinary = line.parameter("ENCODING").toUpper() == "BASE64" || line.parameter("VALUE").toUpper() == "BINARY";
    return isBinary && QByteArray::fromBase64(line.value()) == attachment.bytes;
}

void writeAttachments(ContentComponent &component, const EventDraft &before, const EventDraft &after)
{
    QList<QByteArray> lines;
    for (const auto *line : component.lines("ATTACH")) {
        const bool isGone = std::ranges::any_of(before.attachments, [&](const EventAttachment &attachment) {
            return isOf(*line, attachment) && !after.attachments.contains(attachment);
        });
        if (!isGone) {
            lines << line->unfolded();
        }
    }
    for (const auto &attachment : after.attachments) {
        if (before.attachments.contains(attachment)) {
            continue;
        }
        EventLines::Parameters parameters;
        if (!attachment.mimeType.isEmpty()) {
            parameters << std::pair{QByteArray("FMTTYPE"), QList<QByteArray>{attachment.mimeType.toUtf8()}};
        }
        if (!attachment.name.isEmpty()) { // RFC 8607, 4.1
            parameters << std::pair{QByteArray("FILENAME"), QList<QByteArray>{attachment.name.toUtf8()}};
        }
        if (!attachment.uri.isEmpty()) {
            lines << EventLines::line("ATTACH", parameters, attachment.uri.toUtf8());
            continue;
        }
        parameters << std::pair{QByteArray("ENCODING"), QList<QByteArray>{"BASE64"}} << std::pair{QByteArray("VALUE"), QList<QByteArray>{"BINARY"}};
        lines << EventLines::line("ATTACH", parameters, attachment.bytes.toBase64());
    }
    EventLines::setLogical(component, "ATTACH", lines);
}

QByteArray triggerLine(const Alarm &alarm)
{
    if (alarm.at.isValid()) {
        return QByteArray("TRIGGER;VALUE=DATE-TIME:" + EventLines::utc(alarm.at));
    }
    const auto minutes = std::abs(alarm.minutesBefore);
    QByteArray text = alarm.minutesBefore > 0 ? "-P" : "P";
    if (minutes != 0 && minutes % 1440 == 0) {
        text += QByteArray::number(minutes / 1440) + 'D';
    } else if (minutes != 0 && minutes % 60 == 0) {
        text += "T" + QByteArray::number(minutes / 60) + 'H';
    } else {
        text += "T" + QByteArray::number(minutes) + 'M';
    }
    return QByteArray("TRIGGER:" + text);
}

bool isOf(const ContentComponent &component, const Alarm &alarm)
{
    const auto uid = component.value("UID").trimmed().isEmpty() ? component.value("X-WR-ALARMUID").trimmed() : component.value("UID").trimmed();
    if (!uid.isEmpty() || !alarm.uid.isEmpty()) {
        return uid == alarm.uid;
    }
    const auto duration = CalendarDuration::parse(component.value("TRIGGER"));
    if (!duration.isValid) {
        const auto time = EventLines::timeOf(component, "TRIGGER", nullptr).time;
        return time.isValid && alarm.at.isValid() && time.instant(QTimeZone::systemTimeZone()) == alarm.at.toMSecsSinceEpoch();
    }
    return !alarm.at.isValid() && int(-(duration.days * 1440 + duration.exact / 60'000)) == alarm.minutesBefore;
}

void writeAlarms(ContentComponent &component, const EventDraft &before, const EventDraft &after)
{
    auto added = after.alarms;
    const auto alarms = EventLines::children(component, "VALARM");
    for (const auto &old : before.alarms) {
        if (added.removeOne(old)) {
            continue;
        }
        const auto found = std::ranges::find_if(alarms, [&old](const ComponentPointer &alarm) {
            return isOf(*alarm, old) && alarm->value("ACTION").trimmed().toUpper() != "EMAIL";
        });
        if (found == alarms.end()) {
            continue;
        }
        const auto changed = std::ranges::find_if(added, [&old](const Alarm &alarm) {
            return !old.uid.isEmpty() && alarm.uid == old.uid;
        });
        if (changed == added.end()) {
            EventLines::remove(component, found->get());
            continue;
        }
        EventLines::setLogical(**found, "TRIGGER", {triggerLine(*changed)});
        EventLines::remove(**found, "ACKNOWLEDGED"); // it is another one now
        added.erase(changed);
    }
    for (const auto &alarm : std::as_const(added)) {
        EventLines::append(component, EventFields::alarm(alarm, after.summary));
    }
}
}

ComponentPointer EventFields::alarm(const Alarm &alarm, const QString &summary)
{
    auto component = std::make_shared<ContentComponent>();
    component->name = "VALARM";
    component->begin = ContentLine::fromLogical("BEGIN:VALARM");
    component->end = ContentLine::fromLogical("END:VALARM");
    const auto uid = alarm.uid.isEmpty() ? QUuid::createUuid().toByteArray(QUuid::WithoutBraces) : alarm.uid;
    EventLines::setLogical(*component, "UID", {QByteArray("UID:" + uid)});
    EventLines::setLogical(*component, "ACTION", {"ACTION:DISPLAY"});
    EventLines::setLogical(*component, "TRIGGER", {triggerLine(alarm)});
    EventLines::setLogical(*component, "DESCRIPTION", {QByteArray("DESCRIPTION:" + escapedText(summary.isEmpty() ? QStringLiteral("-") : summary))});
    return component;
}

void EventFields::write(ContentComponent &component, const EventDraft &before, const EventDraft &after)
{
    if (before.summary != after.summary) {
        EventLines::setText(component, "SUMMARY", after.summary);
    }
    if (before.location != after.location) {
        EventLines::setText(component, "LOCATION", after.location);
    }
    if (before.description != after.description) {
        EventLines::setText(component, "DESCRIPTION", after.description);
        EventLines::remove(component, "X-ALT-DESC"); // the old text in another form
        EventLines::remove(component, "STYLED-DESCRIPTION");
    }
    if (before.url != after.url) {
        EventLines::set(component, "URL", after.url.toUtf8());
    }
    if (before.conference != after.conference) {
        writeConference(component, before, after);
    }
    if (before.categories != after.categories) {
        writeCategories(component, before.categories, after.categories);
    }
    if (before.show != after.show && !after.isTask) {
        EventLines::set(component, "TRANSP", after.show == EventDraft::Show::Free ? "TRANSPARENT" : "OPAQUE");
    }
    if (before.visibility != after.visibility) {
        EventLines::set(component, "CLASS", visibilityWord(after.visibility));
    }
    if (before.status != after.status) {
        EventLines::set(component, "STATUS", after.status.toUtf8());
    }
    if (before.priority != after.priority) {
        EventLines::set(component, "PRIORITY", after.priority == 0 ? QByteArray() : QByteArray::number(after.priority));
    }
    if (before.percent != after.percent && after.isTask) {
        EventLines::set(component, "PERCENT-COMPLETE", after.percent == 0 ? QByteArray() : QByteArray::number(after.percent));
    }
    if (before.completed != after.completed && after.isTask) {
        EventLines::set(component, "COMPLETED", after.completed.isValid() ? EventLines::utc(after.completed) : QByteArray());
    }
    if (before.parentUid != after.parentUid) {
        QList<QByteArray> lines;
        for (const auto *line : component.lines("RELATED-TO")) {
            const auto type = line->parameter("RELTYPE").toUpper();
            if (!type.isEmpty() && type != "PARENT") {
                lines << line->unfolded();
            }
        }
        if (!after.parentUid.isEmpty()) {
            lines << EventLines::line("RELATED-TO", {}, after.parentUid);
        }
        EventLines::setLogical(component, "RELATED-TO", lines);
    }
    if (before.attachments != after.attachments) {
        writeAttachments(component, before, after);
    }
    if (before.alarms != after.alarms) {
        writeAlarms(component, before, after);
    }
}

bool EventFields::areTimesEqual(const EventDraft &before, const EventDraft &after)
{
    const auto equal = [](const QDateTime &a, const QDateTime &b) {
        return a.isValid() == b.isValid() && (!a.isValid() || (wallOfClock(a) == wallOfClock(b) && a.timeRepresentation() == b.timeRepresentation()));
    };
    return before.isAllDay == after.isAllDay && equal(before.start, after.start) && equal(before.end, after.end);
}

qint64 EventFields::wallOfClock(const QDateTime &time)
{
    return QDateTime(time.date(), time.time(), QTimeZone::UTC).toMSecsSinceEpoch();
}

void EventFields::writeTimes(EventSheet &sheet, ContentComponent &component, const EventDraft &before, const EventDraft &after)
{
    if (areTimesEqual(before, after)) {
        return;
    }
    constexpr qint64 oneDay = 24LL * 60 * 60 * 1000;
    const auto *calendar = sheet.calendar.get();
    const QByteArray endName = after.isTask ? "DUE" : "DTEND";
    const auto oldStart = EventLines::timeOf(component, "DTSTART", calendar);
    const auto oldEnd = EventLines::timeOf(component, endName, calendar);
    // How far this component lies from the instance the draft shows.
    const qint64 away = oldStart.time.isValid && before.start.isValid() ? oldStart.time.wall - wallOfClock(before.start)
        : oldEnd.time.isValid && before.end.isValid() && after.isTask   ? oldEnd.time.wall - wallOfClock(before.end)
                                                                        : 0;
    const auto made = [&](const QDateTime &wanted, const QDateTime &was, const LineTime &old, qint64 further) {
        LineTime time;
        const bool isSameZone
            = old.time.isValid && !old.time.isDate && !after.isAllDay && was.isValid() && was.timeRepresentation() == wanted.timeRepresentation();
        if (isSameZone) {
            time = old;
            time.time.wall = wallOfClock(wanted);
        } else {
            time = sheet.timeFor(wanted, after.isAllDay);
        }
        time.time.wall += away + further;
        if (time.time.isDate) {
            time.time.wall = time.time.wall / oneDay * oneDay;
        }
        return time;
    };
    const auto lineOf = [&component](const QByteArray &name, const LineTime &time) {
        const auto *line = component.line(name);
        return line ? EventLines::timeLine(*line, time) : EventLines::timeLine(name, time);
    };
    LineTime start;
    if (after.start.isValid()) {
        start = made(after.start, before.start, oldStart, 0);
        if (!(start == oldStart)) {
            EventLines::setLogical(component, "DTSTART", {lineOf("DTSTART", start)});
        }
    } else {
        EventLines::remove(component, "DTSTART");
    }
    const auto length = [](const EventDraft &draft) {
        return draft.start.isValid() && draft.end.isValid() ? wallOfClock(draft.end) - wallOfClock(draft.start) : -1;
    };
    const bool isEndImplied = !component.line(endName);
    const bool isZoneSame = before.start.isValid() == after.start.isValid() && before.start.timeRepresentation() == after.start.timeRepresentation()
        && before.end.timeRepresentation() == after.end.timeRepresentation();
    if (isEndImplied && before.isAllDay == after.isAllDay && length(before) == length(after) && isZoneSame && after.end.isValid()) {
        return; // DURATION or nothing says it, and still does
    }
    EventLines::remove(component, "DURATION");
    if (!after.end.isValid()) {
        EventLines::remove(component, endName);
        return;
    }
    // A draft's end of whole days is the last day itself; DTEND is the day after (RFC 5545, 3.6.1).
    auto end = made(after.end, before.end, isEndImplied ? oldStart : oldEnd, after.isAllDay && !after.isTask ? oneDay : 0);
    if (!after.isAllDay && !before.isAllDay && before.end.isValid() && after.end.timeRepresentation() != before.end.timeRepresentation()
        && after.end.timeRepresentation() == after.start.timeRepresentation() && start.time.isValid) {
        end.tzid = start.tzid; // one zone for both, spelled alike
        end.time.zone = start.time.zone;
    }
    if (!(end == oldEnd)) {
        EventLines::setLogical(component, endName, {lineOf(endName, end)});
    }
}

QByteArray EventFields::participationWord(Participation participation)
{
    switch (participation) {
    case Participation::Accepted:
        return "ACCEPTED";
    case Participation::Tentative:
        return "TENTATIVE";
    case Participation::Declined:
        return "DECLINED";
    case Participation::Delegated:
        return "DELEGATED";
    case Participation::None:
    case Participation::NeedsAction:
        break;
    }
    return "NEEDS-ACTION";
}

}
