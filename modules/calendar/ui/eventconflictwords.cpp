// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventconflictwords.h"

#include "calendar/eventinsistence.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/occurrencewords.h"
#include "calendar/ui/simplerule.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QTimeZone>

namespace Kontor
{
namespace
{
using Topic = EventConflict::Topic;

constexpr qsizetype mostLines = 60;
constexpr int mostText = 2000; // characters; some invitations carry whole web pages

QString plain(const QString &text)
{
    QStringList lines;
    const auto all = text.left(mostText).trimmed().split(QLatin1Char('\n'));
    for (const auto &line : all) {
        lines << Words::withoutTricks(line);
    }
    const auto words = lines.join(QLatin1Char('\n'));
    return text.size() > mostText ? QString(words + QChar(0x2026)) : words;
}

template <class List, class Say>
QString inLines(const List &list, Say say)
{
    QStringList lines;
    for (const auto &one : list.first(std::min<qsizetype>(list.size(), mostLines))) {
        lines << say(one);
    }
    if (list.size() > mostLines) {
        lines << i18ncp("@item", "and %1 more", "and %1 more", list.size() - mostLines);
    }
    return lines.join(QLatin1Char('\n'));
}

/// My clock; the other one's as well where it shows something else.
QString moment(const QDateTime &time)
{
    const auto local = time.toLocalTime();
    const auto words = i18nc("@info day, time", "%1, %2", OccurrenceWords::day(local.date()), OccurrenceWords::time(local));
    const bool isNobodysClock = time.timeSpec() == Qt::LocalTime || time.timeSpec() == Qt::UTC || time.timeZone().id() == "UTC";
    if (isNobodysClock || (local.date() == time.date() && local.time() == time.time())) {
        return words;
    }
    const auto there = time.timeSpec() == Qt::TimeZone ? QString::fromLatin1(time.timeZone().id()).replace(QLatin1Char('_'), QLatin1Char(' ')) : time.timeZoneAbbreviation();
    const auto clock = local.date() == time.date() ? Words::time(time.time()) : i18nc("@info day, time", "%1, %2", OccurrenceWords::day(time.date()), Words::time(time.time()));
    return i18nc("@info my day and time, the time on the clock there, time zone", "%1 (%2 in %3)", words, clock, there);
}

QString times(const EventDraft &draft)
{
    const auto said = [&draft](const QDateTime &time) {
        return draft.isAllDay ? OccurrenceWords::day(time.date()) : moment(time);
    };
    QStringList lines;
    if (draft.isAllDay && !draft.isTask) {
        const auto last = draft.end.isValid() ? draft.end.date() : draft.start.date();
        lines << (last > draft.start.date() ? i18nc("@info first and last day", "%1 – %2", said(draft.start), OccurrenceWords::day(last)) : said(draft.start));
        lines << i18nc("@info of an event", "Whole day");
        return lines.join(QLatin1Char('\n'));
    }
    if (draft.start.isValid()) {
        lines << i18nc("@info when an event begins", "Begins: %1", said(draft.start));
    }
    if (draft.end.isValid()) {
        lines << (draft.isTask ? i18nc("@info when a task is due", "Due: %1", said(draft.end)) : i18nc("@info when an event ends", "Ends: %1", said(draft.end)));
    }
    const auto &one = draft.start.isValid() ? draft.start : draft.end;
    if (one.isValid() && !draft.isAllDay && one.timeSpec() == Qt::LocalTime) {
        lines << i18nc("@info of an event without a time zone", "the same clock time everywhere");
    }
    return lines.join(QLatin1Char('\n'));
}

QString repeats(const EventDraft &draft)
{
    return draft.rule.isEmpty() ? i18nc("@info of an event", "Does not repeat") : SimpleRule::words(draft.rule, draft.start.isValid() ? draft.start : draft.end);
}

QString days(const QList<QDateTime> &times, const EventDraft &draft)
{
    return inLines(times, [&draft](const QDateTime &time) {
        return draft.isAllDay ? OccurrenceWords::day(time.date()) : moment(time);
    });
}

QString people(const EventDraft &draft)
{
    QStringList lines;
    if (!draft.organizer.address.isEmpty()) {
        lines << i18nc("@info who organises an event", "Organiser: %1", EventWords::person(draft.organizer));
    }
    if (!draft.attendees.isEmpty()) {
        lines << inLines(draft.attendees, [](const Attendee &attendee) {
            const auto state = EventWords::attendeeState(attendee);
            return state.isEmpty() ? EventWords::person(attendee) : i18nc("@item an invited person and what they answered", "%1: %2", EventWords::person(attendee), state);
        });
    }
    return lines.join(QLatin1Char('\n'));
}

QString status(const EventDraft &draft)
{
    QStringList words;
    if (draft.status == QLatin1StringView("CANCELLED")) {
        words << i18nc("@info state of an event", "cancelled");
    } else if (draft.status == QLatin1StringView("TENTATIVE")) {
        words << i18nc("@info state of an event", "tentative");
    } else if (draft.status == QLatin1StringView("CONFIRMED")) {
        words << i18nc("@info state of an event", "confirmed");
    } else if (draft.status == QLatin1StringView("COMPLETED") || draft.completed.isValid()) {
        words << (draft.completed.isValid() ? i18nc("@info state of a task, when", "done on %1", moment(draft.completed.toLocalTime())) : i18nc("@info state of a task", "done"));
    } else if (draft.status == QLatin1StringView("IN-PROCESS")) {
        words << i18nc("@info state of a task", "begun");
    } else if (draft.status == QLatin1StringView("NEEDS-ACTION")) {
        words << i18nc("@info state of a task", "not done yet");
    } else if (!draft.status.isEmpty()) {
        words << Words::withoutTricks(draft.status);
    }
    if (draft.percent > 0 && draft.percent < 100) {
        words << i18nc("@info progress of a task", "%1 % done", draft.percent);
    }
    return words.join(QStringLiteral(", "));
}

QString priority(int priority)
{
    return priority <= 0 ? QString()
        : priority < 5   ? i18nc("@info priority of a task; a number from 1 to 4", "high (%1)", priority)
        : priority == 5  ? i18nc("@info priority of a task", "medium")
                         : i18nc("@info priority of a task; a number from 6 to 9", "low (%1)", priority);
}

QString visibility(EventDraft::Visibility visibility)
{
    switch (visibility) {
    case EventDraft::Visibility::Private:
        return i18nc("@info who may see an event", "private");
    case EventDraft::Visibility::Confidential:
        return i18nc("@info who may see an event", "confidential");
    case EventDraft::Visibility::Public:
        break;
    }
    return i18nc("@info who may see an event", "visible to all who see the calendar");
}

/// All of an event in a few lines.
QString summary(const EventDraft &draft)
{
    QStringList lines{draft.summary.trimmed().isEmpty() ? i18nc("@item an event without a title", "No title") : plain(draft.summary), times(draft)};
    if (!draft.rule.isEmpty()) {
        lines << repeats(draft);
    }
    for (const auto &text : {draft.location, draft.description}) {
        if (!text.trimmed().isEmpty()) {
            lines << Words::shortened(Words::withoutTricks(text.simplified()), 200);
        }
    }
    if (draft.isTask) {
        lines << status(draft);
    }
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

QString deleted()
{
    return i18nc("@item in place of an event", "(deleted)");
}

QString label(const EventConflict::Field &field, bool isTask)
{
    switch (field.topic) {
    case Topic::Existence:
        return isTask ? i18nc("@label", "Task") : i18nc("@label", "Event");
    case Topic::Title:
        return i18nc("@label of an event", "Title");
    case Topic::When:
        return i18nc("@label of an event", "Time");
    case Topic::Recurrence:
        return i18nc("@label of an event", "Repeats");
    case Topic::LeftOut:
        return i18nc("@label of a series: dates on which it does not take place", "Not on");
    case Topic::Extra:
        return i18nc("@label of a series: dates on which it takes place as well", "Also on");
    case Topic::Place:
        return i18nc("@label of an event", "Place");
    case Topic::Description:
        return i18nc("@label of an event", "Description");
    case Topic::People:
        return i18nc("@label of an event", "People");
    case Topic::Reminders:
        return i18nc("@label of an event", "Reminders");
    case Topic::Categories:
        return i18nc("@label of an event", "Categories");
    case Topic::Status:
        return i18nc("@label of an event or a task", "Status");
    case Topic::Priority:
        return i18nc("@label of a task", "Priority");
    case Topic::Availability:
        return i18nc("@label of an event: busy or free", "Shown as");
    case Topic::Visibility:
        return i18nc("@label of an event: public or private", "Visibility");
    case Topic::Link:
        return i18nc("@label of an event", "Link");
    case Topic::Conference:
        return i18nc("@label of an event", "Conference");
    case Topic::Attachments:
        return i18nc("@label of an event", "Attachments");
    case Topic::Other:
        break;
    }
    static const QHash<QByteArray, QString> names{{"RELATED-TO", i18nc("@label of a task", "Part of")},
                                                  {"COMMENT", i18nc("@label of an event", "Comment")},
                                                  {"CONTACT", i18nc("@label of an event", "Contact")},
                                                  {"RESOURCES", i18nc("@label of an event", "Resources")},
                                                  {"GEO", i18nc("@label of an event", "Position")},
                                                  {"COLOR", i18nc("@label of an event", "Colour")}};
    return names.value(field.property, Words::shortened(Words::withoutTricks(QString::fromUtf8(field.property)), 40));
}

QString said(const EventConflict::Field &field, const EventDraft &draft)
{
    switch (field.topic) {
    case Topic::Title:
        return plain(draft.summary);
    case Topic::When: {
        // Of a series that moves, what moves along is said as well.
        QStringList lines{times(draft)};
        const bool isMore = std::ranges::any_of(field.edits, [](const PropertyEdit &edit) {
            return edit.property == "RRULE" || edit.property == "EXDATE" || edit.property == "RDATE";
        });
        if (isMore) {
            lines << repeats(draft);
        }
        return lines.join(QLatin1Char('\n'));
    }
    case Topic::Recurrence:
        return repeats(draft);
    case Topic::LeftOut:
        return days(draft.exceptDates, draft);
    case Topic::Extra:
        return days(draft.extraDates, draft);
    case Topic::Place:
        return plain(draft.location);
    case Topic::Description:
        return plain(draft.description);
    case Topic::People:
        return people(draft);
    case Topic::Reminders:
        return inLines(draft.alarms, &EventWords::alarm);
    case Topic::Categories:
        return plain(draft.categories.join(QStringLiteral(", ")));
    case Topic::Status:
        return status(draft);
    case Topic::Priority:
        return priority(draft.priority);
    case Topic::Availability:
        return draft.show == EventDraft::Show::Free ? i18nc("@info how an event is shown", "free") : i18nc("@info how an event is shown", "busy");
    case Topic::Visibility:
        return visibility(draft.visibility);
    case Topic::Link:
        return plain(draft.url);
    case Topic::Conference:
        return plain(draft.conference);
    case Topic::Attachments:
        return inLines(draft.attachments, &EventWords::attachmentName);
    case Topic::Existence:
    case Topic::Other:
        break;
    }
    return {};
}

/// What the lines themselves say, of what has no words of its own.
QString raw(const EventConflict::Field &field, QList<QByteArray> PropertyEdit::*side, bool isWhole)
{
    QStringList lines;
    for (const auto &edit : field.edits) {
        for (const auto &logical : edit.*side) {
            const auto line = ContentLine::fromLogical(logical);
            lines << plain(isWhole || edit.kind != PropertyEdit::Kind::Property ? QString::fromUtf8(logical) : unescapedText(line.value()));
        }
    }
    return inLines(lines, [](const QString &line) {
        return line;
    });
}

/// One of the two versions, ready to be asked.
class Version
{
public:
    explicit Version(const QByteArray &bytes)
        : m_object(CalendarObject::read(bytes))
    {
        if (auto sheet = EventSheet::open(bytes)) {
            m_sheet = *std::move(sheet);
        }
    }

    bool isTask() const
    {
        return !m_object.components.isEmpty() && m_object.components.first().kind == CalendarComponent::Kind::Task;
    }
    QString title() const
    {
        const auto draft = m_object.draft(0);
        return draft ? Words::shortened(Words::withoutTricks(draft->summary), 80) : QString();
    }
    std::optional<CalendarTime> instanceOf(const ComponentKey &key) const
    {
        return m_sheet ? EventInsistence::timeOf(key, m_sheet->calendar.get()) : std::nullopt;
    }
    std::optional<EventDraft> draft(const ComponentKey &key) const
    {
        const auto time = instanceOf(key);
        if (!time) {
            return m_object.draft(0);
        }
        const auto wall = m_sheet->wallOf(*time);
        const bool isThere = m_sheet->exceptionAt(wall) || (m_sheet->master && m_sheet->isInstance(wall));
        return isThere ? m_object.draft(m_sheet->keyOf(wall)) : std::nullopt;
    }

private:
    CalendarObject m_object;
    std::optional<EventSheet> m_sheet{};
};

QString instanceLabel(const QString &field, const CalendarTime &time)
{
    const auto when = time.toDateTime();
    const auto words = time.isDate ? OccurrenceWords::day(when.date()) : moment(when);
    return i18nc("@label a field of one occurrence of a series: field, day and time", "%1, occurrence of %2", field, words);
}
}

ConflictQuestion::Words EventConflictWords::question(const EventConflict &conflict)
{
    const Version version(conflict.theirs.isEmpty() ? conflict.mine : conflict.theirs);
    const auto title = version.title().isEmpty() ? i18nc("@item an event without a title", "No title") : version.title();
    ConflictQuestion::Words words;
    words.title = version.isTask() ? i18nc("@title:window", "Two Versions of a Task") : i18nc("@title:window", "Two Versions of an Event");
    switch (conflict.kind) {
    case EventConflict::Kind::BothChanged:
        words.question = i18nc("@info", "You and somebody else changed “%1” at the same time. Choose what shall stay.", title);
        break;
    case EventConflict::Kind::RemovedThere:
        words.question = i18nc("@info", "Somebody else deleted “%1” while you changed it. Shall it come back with your changes, or stay deleted?", title);
        break;
    case EventConflict::Kind::RemovedHere:
        words.question = i18nc("@info", "You deleted “%1”, and somebody else changed it meanwhile. Shall it be deleted all the same, or stay as it is now?", title);
        break;
    }
    return words;
}

QList<ConflictView::Field> EventConflictWords::fields(const EventConflict &conflict)
{
    const Version mine(conflict.mine);
    const Version theirs(conflict.theirs);
    const bool isTask = mine.isTask() || theirs.isTask();
    QList<ConflictView::Field> fields;
    for (const auto &field : conflict.fields) {
        ConflictView::Field shown{.key = field.key, .label = label(field, isTask)};
        if (const auto time = mine.instanceOf(field.component)) {
            shown.label = instanceLabel(shown.label, *time);
        }
        const auto draft = mine.draft(field.component);
        const auto other = theirs.draft(field.component);
        if (field.topic == Topic::Existence) {
            shown.mine = draft ? summary(*draft) : deleted();
            shown.theirs = other ? summary(*other) : deleted();
        } else {
            shown.mine = draft ? said(field, *draft) : QString();
            shown.theirs = other ? said(field, *other) : QString();
        }
        for (const bool isWhole : {false, true}) {
            if (shown.mine == shown.theirs && !field.edits.isEmpty()) {
                shown.mine = raw(field, &PropertyEdit::after, isWhole);
                shown.theirs = raw(field, &PropertyEdit::before, isWhole);
            }
        }
        if (conflict.kind == EventConflict::Kind::RemovedHere) {
            shown.chosen = ConflictView::Field::Side::Theirs; // nothing of somebody else's goes by accident
        }
        fields << shown;
    }
    return fields;
}

}
