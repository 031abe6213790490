// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/letterwriter.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor
{
namespace
{
QString whenText(const EventSheet &sheet, const ContentComponent &component)
{
    const auto start = EventLines::timeOf(component, "DTSTART", sheet.calendar.get()).time;
    auto end = EventLines::timeOf(component, component.name == "VTODO" ? "DUE" : "DTEND", sheet.calendar.get()).time;
    const QLocale locale;
    if (!start.isValid) {
        return end.isValid ? locale.toString(end.toDateTime(), QLocale::LongFormat) : QString();
    }
    if (start.isDate) {
        return locale.toString(start.date(), QLocale::LongFormat);
    }
    const auto zone = start.zone.isFloating() ? QString() : QString(QStringLiteral(" (") + start.zone.name() + u')');
    const QString from
        = locale.toString(start.date(), QLocale::LongFormat) + QStringLiteral(", ") + locale.toString(start.toDateTime().time(), QLocale::ShortFormat);
    if (!end.isValid) {
        return QString(from + zone);
    }
    const auto to = locale.toString(end.toDateTime().time(), QLocale::ShortFormat);
    return QString(from + QStringLiteral(" – ") + to + zone);
}

QString summaryOf(const ContentComponent &component)
{
    const auto text = unescapedText(component.value("SUMMARY")).simplified();
    return text.isEmpty() ? i18nc("@info an event without a title", "(no title)") : text;
}
}

ComponentPointer LetterText::shared(const ContentComponent &component)
{
    auto copy = EventLines::copied(component);
    for (const auto &alarm : EventLines::children(*copy, "VALARM")) {
        EventLines::remove(*copy, alarm.get());
    }
    for (const auto *name : {"ORGANIZER", "ATTENDEE"}) {
        QList<QByteArray> lines;
        for (const auto *line : copy->lines(name)) {
            auto plain = *line;
            for (const auto *parameter : {"SCHEDULE-AGENT", "SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND"}) {
                plain = ContentLine::fromLogical(EventLines::withParameter(plain, parameter, {}));
            }
            lines << plain.unfolded();
        }
        EventLines::setLogical(*copy, name, lines);
    }
    return copy;
}

ComponentPointer LetterText::reply(const ContentComponent &component, const QByteArray &attendee, const QDateTime &now, const QString &comment)
{
    const auto whole = shared(component);
    auto copy = std::make_shared<ContentComponent>();
    copy->name = component.name;
    copy->begin = ContentLine::fromLogical(QByteArray("BEGIN:" + component.name));
    copy->end = ContentLine::fromLogical(QByteArray("END:" + component.name));
    for (const auto *name : {"UID", "RECURRENCE-ID", "SEQUENCE", "DTSTART", "DTEND", "DUE", "DURATION", "SUMMARY", "ORGANIZER"}) {
        EventLines::setLogical(*copy, name, EventLines::logical(*whole, name));
    }
    if (component.name == "VTODO") {
        for (const auto *name : {"STATUS", "PERCENT-COMPLETE", "COMPLETED"}) {
            EventLines::setLogical(*copy, name, EventLines::logical(*whole, name));
        }
    }
    EventLines::set(*copy, "DTSTAMP", EventLines::utc(now));
    EventLines::setLogical(*copy, "ATTENDEE", {attendee});
    EventLines::setText(*copy, "COMMENT", comment);
    return copy;
}

QByteArray LetterText::message(const EventSheet &sheet, const QByteArray &method, const QList<ComponentPointer> &components)
{
    ContentComponent frame;
    frame.name = "VCALENDAR";
    frame.begin = ContentLine::fromLogical("BEGIN:VCALENDAR");
    frame.end = ContentLine::fromLogical("END:VCALENDAR");
    for (const auto &line : {QByteArray("VERSION:2.0"), QByteArray("PRODID:-//Kontor//Kontor//EN"), QByteArray("METHOD:" + method)}) {
        frame.parts << ContentComponent::Part{nullptr, ContentLine::fromLogical(line)};
    }
    QSet<QByteArray> zones;
    for (const auto &component : components) {
        for (const auto &part : std::as_const(component->parts)) {
            if (!part.component) {
                zones.insert(part.line.parameter("TZID"));
            }
        }
    }
    for (const auto &zone : EventLines::children(*sheet.calendar, "VTIMEZONE")) {
        if (zones.contains(zone->value("TZID"))) {
            EventLines::append(frame, zone);
        }
    }
    for (const auto &component : components) {
        EventLines::append(frame, component);
    }
    ContentText text;
    EventLines::append(text.root, std::make_shared<ContentComponent>(frame));
    return text.toBytes();
}

QString LetterText::subject(const CalendarLetter &letter, const ContentComponent &component, Participation answer)
{
    const auto summary = summaryOf(component);
    if (letter.method == "REPLY") {
        switch (answer) {
        case Participation::Accepted:
            return i18nc("@title subject of a mail; %1 is an event", "Accepted: %1", summary);
        case Participation::Tentative:
            return i18nc("@title subject of a mail; %1 is an event", "Tentatively accepted: %1", summary);
        case Participation::Delegated:
            return i18nc("@title subject of a mail; %1 is an event", "Delegated: %1", summary);
        case Participation::Declined:
            return i18nc("@title subject of a mail; %1 is an event", "Declined: %1", summary);
        case Participation::None:
        case Participation::NeedsAction:
            return i18nc("@title subject of a mail; %1 is an event", "Not decided yet: %1", summary);
        }
    }
    if (letter.method == "CANCEL") {
        return i18nc("@title subject of a mail; %1 is an event", "Cancelled: %1", summary);
    }
    if (letter.method == "COUNTER") {
        return i18nc("@title subject of a mail; %1 is an event", "Another time proposed: %1", summary);
    }
    if (letter.method == "DECLINECOUNTER") {
        return i18nc("@title subject of a mail; %1 is an event", "Proposal declined: %1", summary);
    }
    if (letter.method == "REFRESH") {
        return i18nc("@title subject of a mail; %1 is an event", "Please send again: %1", summary);
    }
    return letter.basis.isEmpty() ? i18nc("@title subject of a mail; %1 is an event", "Invitation: %1", summary)
                                  : i18nc("@title subject of a mail; %1 is an event", "Updated: %1", summary);
}

QString LetterText::body(const CalendarLetter &letter, const EventSheet &sheet, const ContentComponent &component, Participation answer)
{
    QStringList lines{subject(letter, component, answer), QString()};
    if (const auto when = whenText(sheet, component); !when.isEmpty()) {
        lines << i18nc("@info in a mail: when an event is", "When: %1", when);
    }
    if (const auto where = unescapedText(component.value("LOCATION")).simplified(); !where.isEmpty()) {
        lines << i18nc("@info in a mail: where an event is", "Where: %1", where);
    }
    if (!letter.comment.isEmpty()) {
        lines << QString() << letter.comment;
    }
    const auto description = unescapedText(component.value("DESCRIPTION")).trimmed();
    if (letter.method == "REQUEST" && !description.isEmpty()) {
        lines << QString() << description;
    }
    return lines.join(u'\n') + u'\n';
}

}
