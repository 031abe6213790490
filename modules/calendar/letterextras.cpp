// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Letters that say something besides what the event has become.
#include "calendar/letterwriter.h"

#include "calendar/calendarcomponentreader.h"
#include "calendar/eventfields.h"

#include <QUuid>

namespace Kontor
{

namespace
{
const ContentLine *attendeeLine(const ContentComponent &component, const QString &address)
{
    for (const auto *line : component.lines("ATTENDEE")) {
        if (CalendarComponentReader::attendee(*line).address.compare(address, Qt::CaseInsensitive) == 0) {
            return line;
        }
    }
    return nullptr;
}

CalendarLetter single(const EventSheet &sheet,
                      const QByteArray &method,
                      const ComponentPointer &component,
                      const QString &to,
                      const QString &from,
                      const LetterWriter::Circumstances &circumstances)
{
    CalendarLetter letter;
    const auto &people = circumstances.people;
    const auto *me = people.of(from) ? people.of(from) : people.of(circumstances.place.account);
    if (me) {
        letter.account = me->account;
        letter.from = me->address;
        letter.fromName = me->name;
    }
    letter.method = method;
    letter.recipients = {to};
    letter.uid = sheet.uid;
    letter.basis = sheet.toBytes();
    letter.created = circumstances.now;
    letter.comment = circumstances.comment;
    letter.seed = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    letter.ics = LetterText::message(sheet, method, {component});
    letter.subject = LetterText::subject(letter, *component, Participation::None);
    letter.text = LetterText::body(letter, sheet, *component, Participation::None);
    return letter;
}

QString organizerOf(const EventSheet &sheet)
{
    const auto *line = sheet.any().line("ORGANIZER");
    return line ? CalendarComponentReader::attendee(*line).address : QString();
}
}

CalendarLetter
LetterWriter::counter(const EventSheet &sheet, qint64 recurrence, const QString &address, const EventDraft &proposal, const Circumstances &circumstances)
{
    auto own = *EventSheet::open(sheet.toBytes());
    auto component = own.master ? own.master : own.exceptions.first();
    const auto now = CalendarObject::read(sheet.toBytes()).draft(recurrence);
    if (recurrence != 0 && own.isSeries()) {
        const auto wall = own.wallOf(recurrence);
        const auto there = own.exceptionAt(wall);
        component = there ? there : own.master ? own.addException(wall) : component;
    }
    if (now) {
        EventFields::writeTimes(own, *component, *now, proposal);
    }
    auto message = LetterText::shared(*component);
    EventLines::set(*message, "DTSTAMP", EventLines::utc(circumstances.now));
    EventLines::setText(*message, "COMMENT", circumstances.comment);
    auto letter = single(own, "COUNTER", message, organizerOf(sheet), address, circumstances);
    letter.recurrence = recurrence;
    return letter;
}

CalendarLetter LetterWriter::declinedCounter(const QByteArray &counter, const QString &to, const Circumstances &circumstances)
{
    const auto sheet = EventSheet::open(counter);
    if (!sheet) {
        return {};
    }
    auto message = LetterText::shared(sheet->any());
    EventLines::set(*message, "DTSTAMP", EventLines::utc(circumstances.now));
    EventLines::setText(*message, "COMMENT", circumstances.comment);
    return single(*sheet, "DECLINECOUNTER", message, to, organizerOf(*sheet), circumstances);
}

CalendarLetter LetterWriter::refresh(const EventSheet &sheet, const QString &address, const Circumstances &circumstances)
{
    const auto *line = attendeeLine(sheet.any(), address);
    auto message = LetterText::reply(sheet.any(), line ? line->unfolded() : QByteArray("ATTENDEE:mailto:" + address.toUtf8()), circumstances.now, {});
    for (const auto *name : {"DTSTART", "DTEND", "DUE", "DURATION", "SEQUENCE", "RECURRENCE-ID"}) {
        EventLines::remove(*message, name); // RFC 5546, 3.2.6: names the event and no more
    }
    auto letter = single(sheet, "REFRESH", message, organizerOf(sheet), address, circumstances);
    EventLines::remove(*message, "SUMMARY"); // of the mail, and not of the message
    letter.ics = LetterText::message(sheet, "REFRESH", {message});
    return letter;
}

CalendarLetter LetterWriter::request(const EventSheet &sheet, const QString &to, const Circumstances &circumstances)
{
    auto parts = sheet.exceptions;
    if (sheet.master) {
        parts.prepend(sheet.master);
    }
    QList<ComponentPointer> components;
    for (const auto &part : std::as_const(parts)) {
        if (attendeeLine(*part, to)) {
            components << LetterText::shared(*part);
        }
    }
    auto letter = single(sheet, "REQUEST", LetterText::shared(sheet.any()), to, organizerOf(sheet), circumstances);
    if (!components.isEmpty()) {
        letter.ics = LetterText::message(sheet, "REQUEST", components);
    }
    return letter;
}

}
