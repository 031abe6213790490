// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarrows.h"

#include "groupware/davchange.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborMap>
#include <QCborValue>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qsizetype mostSearched = 200'000; // characters

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QByteArray notNull(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("") : bytes;
}

EventFlags flagsOf(const CalendarComponent &component)
{
    EventFlags flags;
    flags.setFlag(EventFlag::AllDay, component.isAllDay());
    flags.setFlag(EventFlag::Recurring, component.isRecurring() || component.recurrenceId.isValid);
    flags.setFlag(EventFlag::Exception, component.recurrenceId.isValid);
    flags.setFlag(EventFlag::Task, component.kind == CalendarComponent::Kind::Task);
    flags.setFlag(EventFlag::Cancelled, component.status == QLatin1StringView("CANCELLED"));
    flags.setFlag(EventFlag::TentativeStatus, component.status == QLatin1StringView("TENTATIVE"));
    flags.setFlag(EventFlag::Transparent, component.isTransparent);
    flags.setFlag(EventFlag::Private, !component.classification.isEmpty() && component.classification != QLatin1StringView("PUBLIC"));
    flags.setFlag(EventFlag::HasAlarm, std::any_of(component.reminders.begin(), component.reminders.end(), [](const CalendarComponent::Reminder &reminder) {
                      return reminder.action != "NONE";
                  }));
    flags.setFlag(EventFlag::HasAttachment, !component.attachments.isEmpty());
    flags.setFlag(EventFlag::HasAttendees, !component.attendees.isEmpty());
    const auto &anchor = component.start.isValid ? component.start : component.end;
    flags.setFlag(EventFlag::Floating, anchor.isValid && !anchor.isDate && anchor.zone.isFloating());
    flags.setFlag(EventFlag::Done, component.kind == CalendarComponent::Kind::Task && component.isDone());
    flags.setFlag(EventFlag::OddZone, component.hasOddZone());
    return flags;
}

QString nameAndAddress(const Attendee &person)
{
    return person.name + u' ' + person.address + u'\n';
}

SearchDocument wordsOf(const CalendarObject &object)
{
    SearchDocument words;
    for (const auto &component : object.components) {
        if (component.index == 0 || component.summary != object.components.first().summary) {
            words.title += component.summary + u'\n';
        }
        words.body += component.location + u'\n' + component.categories.join(u' ') + u'\n' + component.description + u'\n';
        if (!component.organizer.address.isEmpty()) {
            words.from += nameAndAddress(component.organizer);
        }
        for (const auto &attendee : component.attendees) {
            words.to += nameAndAddress(attendee);
            if (words.to.size() > mostSearched) {
                break;
            }
        }
        for (const auto &attachment : component.attachments) {
            words.names += attachment.name + u'\n';
        }
        if (words.body.size() + words.title.size() + words.from.size() > mostSearched) {
            break;
        }
    }
    return words;
}

QString bareAddress(const QString &address)
{
    const auto lower = address.trimmed().toLower();
    return lower.startsWith(QLatin1StringView("mailto:")) ? lower.sliced(7) : lower;
}
}

/// My addresses in the account a calendar belongs to.
struct CalendarRows::People {
    QString role{};
    QStringList mine{};

    static Result<People> of(Transaction &transaction, CollectionId collection)
    {
        People people;
        return transaction
            .prepare("SELECT c.role, c.attributes, a.address FROM collection c JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account WHERE "
                     "c.id = ?1")
            .each(
                [&people](const Statement &row) {
                    people.role = row.text(0);
                    for (const auto addresses = QCborValue::fromCbor(row.blob(1)).toMap().value(DavAttribute::Addresses).toArray();
                         const auto &address : addresses) {
                        people.mine << bareAddress(address.toString());
                    }
                    people.mine << bareAddress(row.text(2));
                },
                collection)
            .transform([&people] {
                return people;
            });
    }
};

CalendarRows CalendarRows::of(const QByteArray &payload, const QDateTime &now)
{
    CalendarRows rows;
    const auto object = CalendarObject::read(payload);
    if (object.components.isEmpty()) {
        rows.m_uid = QByteArray("");
        rows.m_summary = i18nc("@info title of an event whose data is damaged", "(This entry could not be understood)");
        rows.m_flags = EventFlag::Unreadable;
        rows.m_expansion.from = -RecurrenceSet::endless;
        rows.m_expansion.to = RecurrenceSet::endless;
        rows.m_words.title = rows.m_summary;
        return rows;
    }
    const auto &main = object.master() ? *object.master() : object.components.first();
    rows.m_uid = main.uid;
    rows.m_kind = int(main.kind);
    rows.m_summary = main.summary;
    rows.m_sequence = main.sequence;
    rows.m_parent = main.parentUid;
    rows.m_priority = main.priority;
    rows.m_percent = main.percent;
    rows.m_expansion = OccurrenceExpansion::of(object, now);
    if (rows.m_expansion.to < RecurrenceSet::endless || rows.m_expansion.renew < RecurrenceSet::endless) {
        rows.m_series = OccurrenceExpansion::seriesOf(object, payload);
    }
    rows.m_words = wordsOf(object);
    const bool isMixed = object.hasSeveralUids(); // which of them an edit means cannot be said
    for (const auto &component : object.components) {
        Part part{.index = component.index,
                  .summary = component.summary,
                  .location = component.location,
                  .zone = component.isAllDay()  ? QString()
                      : component.start.isValid ? component.start.zone.name()
                                                : component.end.zone.name(),
                  .conference = component.conference,
                  .flags = flagsOf(component).setFlag(EventFlag::ReadOnly, isMixed),
                  .organizer = component.organizer.address.toLower(),
                  .answers = {}};
        part.answers.reserve(component.attendees.size());
        for (const auto &attendee : component.attendees) {
            part.answers.insert(attendee.address.toLower(), attendee.participation);
        }
        if (component.index == main.index) {
            rows.m_flags = part.flags;
        }
        rows.m_parts << std::move(part);
    }
    const auto &anchor = main.start.isValid ? main.start : main.end;
    rows.m_isWall = anchor.isFloating();
    if (main.start.isValid) {
        rows.m_start = main.start.key();
    }
    if (main.kind == CalendarComponent::Kind::Task) {
        rows.readTask(object, now);
    }
    return rows;
}

/// Of a recurring task the list shows the first instance that is still to be done.
void CalendarRows::readTask(const CalendarObject &object, const QDateTime &now)
{
    const auto *shown = object.master() ? object.master() : &object.components.first();
    if (shown->end.isValid) {
        m_due = shown->end.key();
        m_isWall = shown->end.isFloating();
    }
    if (object.isRecurring()) {
        const RecurrenceSet set(object);
        if (const auto open = OccurrenceExpansion::openInstance(object, set, now)) {
            shown = &object.components.at(open->component);
            m_recurrence = open->recurrence;
            m_summary = shown->summary;
            m_start = open->startTime.isValid ? std::optional(open->startTime.key()) : std::nullopt;
            m_due = open->endTime.isValid ? std::optional(open->endTime.key()) : std::nullopt;
            m_isWall = open->isWall();
        } else if (set.bounds().to < now.addYears(2).toMSecsSinceEpoch()) {
            m_flags |= EventFlag::Done; // the last one too
        }
    }
    m_priority = shown->priority;
    m_percent = shown->percent;
    if (shown->completed.isValid()) {
        m_completed = shown->completed.toMSecsSinceEpoch();
    }
}

Result<void> CalendarRows::write(Transaction &transaction, ItemId item, CollectionId collection) const
{
    const auto people = People::of(transaction, collection);
    if (!people) {
        return std::unexpected(people.error());
    }
    if (auto removed = remove(transaction, item); !removed) {
        return removed;
    }
    transaction.changes.touch(collection, item);
    const bool isInbox = people->role == DavRole::Inbox; // letters of the server, not events
    auto written = transaction
                       .prepare("INSERT INTO calendar_object (item, collection, uid, kind, summary, flags, start, due, is_wall, recurrence, priority, percent, "
                                "completed, parent, "
                                "sequence, series_from, series_to, expanded_from, expanded_to, series, renew) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)")
                       .run(item,
                            collection,
                            notNull(m_uid),
                            m_kind,
                            notNull(m_summary),
                            m_flags.toInt(),
                            m_start,
                            m_due,
                            m_isWall ? 1 : 0,
                            m_recurrence,
                            m_priority,
                            m_percent,
                            m_completed,
                            notNull(m_parent),
                            m_sequence,
                            m_expansion.bounds.from,
                            m_expansion.bounds.to,
                            m_expansion.from,
                            m_expansion.to,
                            isInbox || m_series.isEmpty() ? QByteArray() : m_series,
                            isInbox ? RecurrenceSet::endless : m_expansion.renew);
    if (!written) {
        return written;
    }
    auto &insert = transaction.prepare(
        "INSERT INTO calendar_part (item, part, summary, location, zone, conference, flags, mine) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (const auto &part : m_parts) {
        auto flags = part.flags;
        auto mine = Participation::None;
        for (const auto &address : people->mine) {
            if (const auto answer = part.answers.constFind(address); answer != part.answers.cend() && mine == Participation::None) {
                mine = *answer;
            }
            flags.setFlag(EventFlag::Organized, flags.testFlag(EventFlag::Organized) || (!part.organizer.isEmpty() && part.organizer == address));
        }
        if (auto done = insert.run(
                item, part.index, notNull(part.summary), notNull(part.location), notNull(part.zone), notNull(part.conference), flags.toInt(), int(mine));
            !done) {
            return done;
        }
    }
    if (isInbox) {
        return {};
    }
    return m_expansion.write(transaction, item, collection).and_then([&] {
        return writeSearch(transaction, item, m_words);
    });
}

Result<void> CalendarRows::remove(Transaction &transaction, ItemId item)
{
    const auto before = transaction.prepare("SELECT collection FROM calendar_object WHERE item = ?1").value<CollectionId>(item);
    if (!before) {
        return std::unexpected(before.error());
    }
    if (*before) {
        transaction.changes.touch(**before, item);
        // Parts, occurrences and alarms go along.
        if (auto removed = transaction.prepare("DELETE FROM calendar_object WHERE item = ?1").run(item); !removed) {
            return removed;
        }
    }
    return removeSearch(transaction, item);
}

}
