// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarcomponentreader.h"

#include <KLocalizedString>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype mostAttendees = 50'000;
constexpr qsizetype mostDates = 50'000;
constexpr qsizetype mostAlarms = 100;
constexpr qsizetype mostRules = 8; // more than one is already against RFC 5545
constexpr qsizetype largestAttachment = qsizetype(32) << 20;

CalendarTime timeOf(const ContentLine &line, const ContentComponent &calendar)
{
    auto time = CalendarTime::parse(line.value(), line.parameter("TZID"), &calendar);
    if (time.isValid && !time.isDate && line.parameter("VALUE").toUpper() == "DATE") {
        time = CalendarTime::parse(line.value().trimmed().left(10).split('T').first(), {}, nullptr);
    }
    return time;
}

CalendarTime timeOf(const ContentComponent &content, QByteArrayView name, const ContentComponent &calendar)
{
    const auto *line = content.line(name);
    return line ? timeOf(*line, calendar) : CalendarTime();
}

QDateTime utcOf(const ContentComponent &content, QByteArrayView name)
{
    const auto *line = content.line(name);
    const auto time = line ? CalendarTime::parse(line->value(), line->parameter("TZID"), nullptr) : CalendarTime();
    return time.isValid ? QDateTime::fromMSecsSinceEpoch(time.key(), QTimeZone::UTC) : QDateTime();
}

QString textOf(const ContentComponent &content, QByteArrayView name)
{
    const auto *line = content.line(name);
    return line ? unescapedText(line->value()) : QString();
}

QString wordOf(const ContentComponent &content, QByteArrayView name)
{
    return QString::fromUtf8(content.value(name).trimmed().toUpper().left(100));
}

QString addressOf(const QByteArray &value)
{
    const auto text = QString::fromUtf8(value).trimmed();
    return text.startsWith(QLatin1StringView("mailto:"), Qt::CaseInsensitive) ? QUrl::fromPercentEncoding(text.sliced(7).toUtf8()).trimmed() : text;
}

Participation participationOf(const QByteArray &word)
{
    static const QHash<QByteArray, Participation> known{
        {"ACCEPTED", Participation::Accepted},
        {"DECLINED", Participation::Declined},
        {"TENTATIVE", Participation::Tentative},
        {"DELEGATED", Participation::Delegated},
        {"COMPLETED", Participation::Accepted},
        {"IN-PROCESS", Participation::Accepted},
    };
    return known.value(word.toUpper(), Participation::NeedsAction);
}

/// DTEND or DUE in the terms of the start: dates with dates, times with times.
CalendarTime fitting(const CalendarTime &end, const CalendarTime &start)
{
    if (!end.isValid || !start.isValid || end.isDate == start.isDate) {
        return end;
    }
    constexpr qint64 day = qint64(86400) * 1000;
    auto fitted = end;
    if (start.isDate) {
        fitted.isDate = true;
        fitted.zone = {};
        const auto over = ((end.wall % day) + day) % day;
        fitted.wall = end.wall - over + (over > 0 ? day : 0);
    } else {
        fitted.isDate = false;
        fitted.zone = start.zone;
    }
    return fitted;
}

void readTimes(CalendarComponent &component, const ContentComponent &content, const ContentComponent &calendar, QSet<QString> &problems)
{
    const bool isTask = component.kind == CalendarComponent::Kind::Task;
    component.start = timeOf(content, "DTSTART", calendar);
    component.end = timeOf(content, isTask ? "DUE" : "DTEND", calendar);
    if (const auto *line = content.line("DURATION")) {
        component.duration = CalendarDuration::parse(line->value());
    }
    if (!component.start.isValid && !isTask) {
        component.isStartGuessed = true;
        component.start = component.recurrenceId;
        if (!component.start.isValid) {
            component.start = component.end;
        }
        for (const char *name : {"DTSTAMP", "LAST-MODIFIED", "CREATED"}) {
            if (!component.start.isValid) {
                component.start = timeOf(content, name, calendar);
            }
        }
        problems.insert(i18nc("@info", "This entry does not say when it begins."));
    }
    if (component.end.isValid) {
        component.duration = {};
        component.end = fitting(component.end, component.start);
    } else if (component.duration.isValid && component.start.isValid) {
        component.end = component.duration.after(component.start);
    }
    if (!component.start.isValid || (isTask && !component.end.isValid)) {
        return;
    }
    const auto utc = QTimeZone::utc();
    if (component.end.isValid && component.end.instant(utc) < component.start.instant(utc)) {
        problems.insert(isTask ? i18nc("@info", "This task is due before it begins.") : i18nc("@info", "This entry ends before it begins."));
        component.duration = {};
        if (!isTask) {
            component.end = {};
        }
    }
    if (isTask) {
        return;
    }
    if (!component.end.isValid) {
        component.end = component.start;
    }
    if (component.start.isDate && component.end.wall <= component.start.wall) {
        component.duration = {};
        component.end = component.start;
        component.end.wall += qint64(86400) * 1000;
    }
}

void readRecurrence(CalendarComponent &component, const ContentComponent &content, const ContentComponent &calendar)
{
    for (const auto lines = content.lines("RRULE"); const auto *line : lines.first(std::min<qsizetype>(lines.size(), mostRules))) {
        component.rules << line->value().trimmed();
    }
    for (const auto lines = content.lines("EXRULE"); const auto *line : lines.first(std::min<qsizetype>(lines.size(), mostRules))) {
        component.exceptRules << line->value().trimmed();
    }
    for (const auto lines = content.lines("RDATE"); const auto *line : lines) {
        for (const auto values = line->value().split(','); const auto &value : values) {
            if (component.extraDates.size() >= mostDates) {
                break;
            }
            const auto slash = value.indexOf('/');
            const auto begin = slash > 0 ? value.left(slash) : value;
            CalendarComponent::ExtraDate extra{.start = CalendarTime::parse(begin, line->parameter("TZID"), &calendar), .end = {}};
            if (slash > 0) {
                const auto rest = value.mid(slash + 1).trimmed();
                const auto duration = CalendarDuration::parse(rest);
                extra.end = duration.isValid ? duration.after(extra.start) : CalendarTime::parse(rest, line->parameter("TZID"), &calendar);
            }
            if (extra.start.isValid) {
                component.extraDates << extra;
            }
        }
    }
    for (const auto lines = content.lines("EXDATE"); const auto *line : lines) {
        for (const auto values = line->value().split(','); const auto &value : values) {
            const auto except = CalendarTime::parse(value, line->parameter("TZID"), &calendar);
            if (except.isValid && component.exceptDates.size() < mostDates) {
                component.exceptDates << except;
            }
        }
    }
}

void readReminders(CalendarComponent &component, const ContentComponent &content, const ContentComponent &calendar)
{
    int place = -1;
    for (const auto alarms = content.components("VALARM"); const auto *alarm : alarms.first(std::min(mostAlarms, alarms.size()))) {
        ++place;
        const auto *trigger = alarm->line("TRIGGER");
        if (!trigger) {
            continue;
        }
        CalendarComponent::Reminder reminder;
        reminder.place = place;
        reminder.action = alarm->value("ACTION").trimmed().toUpper();
        reminder.alarm.uid = alarm->value("UID").trimmed();
        if (reminder.alarm.uid.isEmpty()) {
            reminder.alarm.uid = alarm->value("X-WR-ALARMUID").trimmed(); // Apple's own
        }
        reminder.acknowledged = utcOf(*alarm, "ACKNOWLEDGED");
        if (const auto *related = alarm->line("RELATED-TO"); related && related->parameter("RELTYPE").toUpper() == "SNOOZE") {
            reminder.snoozes = related->value().trimmed();
        }
        reminder.isRelatedToEnd = trigger->parameter("RELATED").toUpper() == "END";
        if (const auto duration = CalendarDuration::parse(trigger->value()); duration.isValid) {
            reminder.alarm.minutesBefore = int(-(duration.days * 1440 + duration.exact / 60'000));
        } else if (const auto time = timeOf(*trigger, calendar); time.isValid) {
            reminder.alarm.minutesBefore = 0;
            reminder.alarm.at = QDateTime::fromMSecsSinceEpoch(time.instant(QTimeZone::systemTimeZone()), QTimeZone::UTC);
        } else {
            continue;
        }
        component.reminders << reminder;
    }
}

void readAttachments(CalendarComponent &component, const ContentComponent &content)
{
    for (const auto lines = content.lines("ATTACH"); const auto *line : lines.first(std::min<qsizetype>(1000, lines.size()))) {
        EventAttachment attachment;
        attachment.mimeType = QString::fromUtf8(line->parameter("FMTTYPE")).toLower();
        for (const char *name : {"FILENAME", "X-FILENAME", "X-LABEL"}) {
            if (attachment.name.isEmpty()) {
                attachment.name = QString::fromUtf8(line->parameter(name)).section(u'/', -1).section(u'\\', -1).left(200);
            }
        }
        const auto value = line->value();
        if (line->parameter("ENCODING").toUpper() == "BASE64" || line->parameter("VALUE").toUpper() == "BINARY") {
            if (value.size() <= largestAttachment) {
                attachment.bytes = QByteArray::fromBase64(value);
            }
        } else {
            attachment.uri = QString::fromUtf8(value.trimmed());
            if (attachment.name.isEmpty()) {
                attachment.name = QUrl(attachment.uri).fileName();
            }
        }
        component.attachments << attachment;
    }
}

void readConference(CalendarComponent &component, const ContentComponent &content)
{
    for (const char *name : {"CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK"}) {
        for (const auto lines = content.lines(name); const auto *line : lines) {
            const auto link = QString::fromUtf8(line->value().trimmed());
            if (component.conference.isEmpty() && link.startsWith(QLatin1StringView("https://"), Qt::CaseInsensitive)) {
                component.conference = link;
            }
        }
    }
    for (const auto &text : {component.location, component.url, component.description.left(20'000)}) {
        if (component.conference.isEmpty()) {
            component.conference = CalendarComponentReader::conferenceIn(text);
        }
    }
}
}

QString CalendarComponentReader::conferenceIn(const QString &text)
{
    if (!text.contains(QLatin1StringView("https://"), Qt::CaseInsensitive)) {
        return {};
    }
    static const QRegularExpression link(QStringLiteral("https://[^\\s<>\"\\\\]+"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression meeting(
        QStringLiteral(
            "^https://(?:meet\\.google\\.com/|teams\\.microsoft\\.com/(?:l/meetup-join|meet)/|teams\\.live\\.com/meet/|(?:[\\w-]+\\.)*zoom\\.us/(?:j|my|s)/|"
            "(?:[\\w-]+\\.)*webex\\.com/|(?:[\\w-]+\\.)*(?:jitsi|jit\\.si|bbb|bigbluebutton|opentalk|whereby|gotomeeting|gotomeet)[\\w-]*(?:\\.[\\w-]+)*/|"
            "call\\.element\\.io/|meet\\.[\\w.-]+/|[\\w.-]+/(?:b|rooms|call|bigbluebutton)/[\\w-]+)"),
        QRegularExpression::CaseInsensitiveOption);
    for (auto found = link.globalMatch(text); found.hasNext();) {
        auto candidate = found.next().captured();
        while (!candidate.isEmpty() && QStringLiteral(".,;:)]}!?'").contains(candidate.back())) {
            candidate.chop(1);
        }
        if (meeting.match(candidate).hasMatch()) {
            return candidate;
        }
    }
    return {};
}

Attendee CalendarComponentReader::attendee(const ContentLine &line)
{
    using Role = Attendee::Role;
    using Kind = Attendee::Kind;
    static const QHash<QByteArray, Role> roles{{"CHAIR", Role::Chair}, {"OPT-PARTICIPANT", Role::Optional}, {"NON-PARTICIPANT", Role::Informed}};
    static const QHash<QByteArray, Kind> kinds{{"GROUP", Kind::Group}, {"RESOURCE", Kind::Resource}, {"ROOM", Kind::Room}};
    Attendee attendee;
    attendee.address = addressOf(line.value());
    QByteArray email;
    attendee.rsvp = false; // RFC 5545, 3.2.17
    for (const auto parameters = line.parameters(); const auto &[name, values] : parameters) {
        const auto value = values.value(0);
        if (name == "CN") {
            attendee.name = QString::fromUtf8(value).trimmed().left(500);
        } else if (name == "PARTSTAT") {
            attendee.participation = participationOf(value);
        } else if (name == "ROLE") {
            attendee.role = roles.value(value.toUpper(), Role::Required);
        } else if (name == "CUTYPE") {
            attendee.kind = kinds.value(value.toUpper(), Kind::Individual);
        } else if (name == "RSVP") {
            attendee.rsvp = value.toUpper() == "TRUE";
        } else if (name == "DELEGATED-TO") {
            attendee.delegatedTo = addressOf(value);
        } else if (name == "DELEGATED-FROM") {
            attendee.delegatedFrom = addressOf(value);
        } else if (name == "EMAIL") {
            email = value;
        }
    }
    if (!attendee.address.contains(u'@') && email.contains('@')) {
        attendee.address = addressOf(email); // "/principals/users/anna" and the like
    }
    return attendee;
}

std::optional<CalendarComponent> CalendarComponentReader::read(const ContentComponent &content, const ContentComponent &calendar, QSet<QString> &problems)
{
    using Kind = CalendarComponent::Kind;
    CalendarComponent component;
    if (content.name == "VEVENT") {
        component.kind = Kind::Event;
    } else if (content.name == "VTODO") {
        component.kind = Kind::Task;
    } else if (content.name == "VJOURNAL") {
        component.kind = Kind::Journal;
    } else {
        return std::nullopt;
    }
    component.uid = content.value("UID").trimmed().left(2000);
    if (component.uid.isEmpty()) {
        problems.insert(i18nc("@info", "This entry has no name of its own (UID); it cannot be recognised elsewhere."));
    }
    if (const auto *line = content.line("RECURRENCE-ID")) {
        component.recurrenceId = timeOf(*line, calendar);
        component.isThisAndFuture = line->parameter("RANGE").toUpper() == "THISANDFUTURE";
    }
    readTimes(component, content, calendar, problems);
    readRecurrence(component, content, calendar);
    if (component.hasOddZone()) {
        problems.insert(i18nc("@info", "The time zone of this entry is not known; its times are a guess."));
    }

    component.summary = textOf(content, "SUMMARY").simplified();
    component.location = textOf(content, "LOCATION").trimmed();
    component.description = textOf(content, "DESCRIPTION");
    for (const char *name : {"STYLED-DESCRIPTION", "X-ALT-DESC"}) {
        const auto *line = content.line(name);
        if (line && component.descriptionHtml.isEmpty() && line->parameter("FMTTYPE").toLower() == "text/html") {
            component.descriptionHtml = unescapedText(line->value());
        }
    }
    for (const auto lines = content.lines("CATEGORIES"); const auto *line : lines) {
        for (const auto values = splitValue(line->value(), ','); const auto &value : values) {
            if (const auto category = unescapedText(value).trimmed(); !category.isEmpty() && component.categories.size() < 1000) {
                component.categories << category;
            }
        }
    }
    component.url = QString::fromUtf8(content.value("URL").trimmed());
    component.status = wordOf(content, "STATUS");
    component.classification = wordOf(content, "CLASS");
    component.isTransparent = wordOf(content, "TRANSP") == QLatin1StringView("TRANSPARENT");
    if (const auto *organizer = content.line("ORGANIZER")) {
        component.organizer = attendee(*organizer);
    }
    const auto attendees = content.lines("ATTENDEE");
    component.attendees.reserve(std::min(mostAttendees, attendees.size()));
    for (const auto *line : attendees.first(std::min(mostAttendees, attendees.size()))) {
        component.attendees << attendee(*line);
    }
    readReminders(component, content, calendar);
    readAttachments(component, content);
    component.priority = std::clamp(content.value("PRIORITY").trimmed().toInt(), 0, 9);
    component.percent = std::clamp(content.value("PERCENT-COMPLETE").trimmed().toInt(), 0, 100);
    component.completed = utcOf(content, "COMPLETED");
    for (const auto lines = content.lines("RELATED-TO"); const auto *line : lines) {
        const auto type = line->parameter("RELTYPE").toUpper();
        if (component.parentUid.isEmpty() && (type.isEmpty() || type == "PARENT")) {
            component.parentUid = line->value().trimmed().left(2000);
        }
    }
    component.sequence = std::max(0, content.value("SEQUENCE").trimmed().toInt());
    component.stamp = utcOf(content, "DTSTAMP");
    component.lastModified = utcOf(content, "LAST-MODIFIED");
    component.created = utcOf(content, "CREATED");
    for (const auto lines = content.lines("REQUEST-STATUS"); const auto *line : lines) {
        component.requestStatus << line->value();
    }
    component.comment = textOf(content, "COMMENT");
    readConference(component, content);
    return component;
}

}
