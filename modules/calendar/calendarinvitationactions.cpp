// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do about invitations, in the calendar and in mails.
#include "calendar/calendaractionsprivate.h"

#include "calendar/calendarletters.h"
#include "calendar/eventwriter.h"
#include "calendar/itipmerge.h"
#include "calendar/letterwriter.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
std::unexpected<Error> notInvited()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "You are not invited to this event."));
}

/// Which of my addresses an object names.
QString invitedAs(const QByteArray &bytes, const CalendarPeople &people)
{
    const auto object = CalendarObject::read(bytes);
    for (const auto &component : object.components) {
        for (const auto &attendee : component.attendees) {
            if (people.of(attendee.address)) {
                return attendee.address;
            }
        }
    }
    return {};
}

QString words(Participation answer)
{
    switch (answer) {
    case Participation::Accepted:
        return i18nc("@info", "Accepted.");
    case Participation::Tentative:
        return i18nc("@info", "Tentatively accepted.");
    case Participation::Declined:
        return i18nc("@info", "Declined.");
    case Participation::Delegated:
        return i18nc("@info", "Delegated.");
    case Participation::None:
    case Participation::NeedsAction:
        break;
    }
    return i18nc("@info", "Answer taken back.");
}

Result<void> post(Transaction &transaction, const CalendarLetter &letter, ItemId item)
{
    auto addressed = letter;
    addressed.item = item;
    if (letter.recipients.isEmpty() || letter.recipients.first().isEmpty() || letter.from.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This event does not say who organises it."));
    }
    // The same said anew replaces what has not gone yet.
    const auto waiting = CalendarLetters::ofEvent(transaction, letter.uid);
    if (!waiting) {
        return std::unexpected(waiting.error());
    }
    for (const auto &older : *waiting) {
        if (older.method == letter.method && older.recurrence == letter.recurrence && older.recipients == letter.recipients) {
            if (auto removed = CalendarLetters::remove(transaction, older.id); !removed) {
                return removed;
            }
        }
    }
    return CalendarLetters::insert(transaction, addressed).transform([](qint64) { });
}

/// Remembers which answer of a person is the newest one taken over.
Result<void> noteReply(Transaction &transaction, const InvitationState &state, const QByteArray &object)
{
    const auto sheet = EventSheet::open(object);
    for (const auto &component : state.message.object.components) {
        const auto recurrence = sheet && component.recurrenceId.isValid ? sheet->keyOf(sheet->wallOf(component.recurrenceId)) : 0;
        auto noted = transaction.prepare("INSERT OR REPLACE INTO calendar_reply (uid, recurrence, address, sequence, stamp) VALUES (?1, ?2, ?3, ?4, ?5)")
                         .run(state.message.uid,
                              recurrence,
                              state.from.address.toLower(),
                              component.sequence,
                              component.stamp.isValid() ? component.stamp.toMSecsSinceEpoch() : 0);
        if (!noted) {
            return noted;
        }
    }
    return {};
}
}

void CalendarActions::answer(OccurrenceRef occurrence, Participation answer, const QString &comment, Scope scope)
{
    d->act(
        [occurrence, answer, comment, scope](CalendarTransactions &transactions, UndoStep &step) -> Result<void> {
            const auto facts = transactions.facts(occurrence.item);
            const auto people = transactions.people();
            if (!facts || !people) {
                return std::unexpected(!facts ? facts.error() : people.error());
            }
            const auto address = invitedAs(facts->bytes, **people);
            const auto *me = address.isEmpty() ? (*people)->of(facts->place.account) : (*people)->of(address);
            if (!me || CalendarObject::read(facts->bytes).components.value(0).organizer.address.isEmpty()) {
                return notInvited();
            }
            const EventWriter writer(facts->bytes, {.now = transactions.now(), .mine = (*people)->addresses()});
            const auto change
                = writer.answer(occurrence.recurrence,
                                occurrence.recurrence == 0 ? Scope::All : scope,
                                Attendee{.name = me->name, .address = address.isEmpty() ? me->address : address, .participation = answer, .rsvp = false});
            if (!change) {
                return std::unexpected(change.error());
            }
            step.entries << UndoStep::Entry{.item = facts->item, .before = facts->bytes, .after = change->object, .calendar = facts->shownIn};
            return transactions.write(*facts, change->object, comment);
        },
        {.done = words(answer), .undo = i18nc("@action", "Undo the answer")});
}

QFuture<Result<void>> CalendarActions::delegate(OccurrenceRef occurrence, const Attendee &to, const QString &comment)
{
    return d->act(
        [occurrence, to, comment](CalendarTransactions &transactions, UndoStep &step) -> Result<void> {
            const auto facts = transactions.facts(occurrence.item);
            const auto people = transactions.people();
            if (!facts || !people) {
                return std::unexpected(!facts ? facts.error() : people.error());
            }
            const auto address = invitedAs(facts->bytes, **people);
            if (address.isEmpty()) {
                return notInvited();
            }
            const auto change
                = EventWriter(facts->bytes, {.now = transactions.now(), .mine = (*people)->addresses()}).delegate(occurrence.recurrence, address, to);
            if (!change) {
                return std::unexpected(change.error());
            }
            step.entries << UndoStep::Entry{.item = facts->item, .before = facts->bytes, .after = change->object, .calendar = facts->shownIn};
            return transactions.write(*facts, change->object, comment);
        },
        {.done = words(Participation::Delegated), .undo = i18nc("@action", "Undo delegating")});
}

QFuture<Result<void>> CalendarActions::Private::send(OccurrenceRef occurrence, LetterFor letter)
{
    return outbox
        ->enqueue({},
                  [occurrence, letter = std::move(letter), projector = projector()](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      CalendarTransactions transactions(transaction, changes, projector);
                      const auto facts = transactions.facts(occurrence.item);
                      const auto people = transactions.people();
                      const auto sheet = facts ? EventSheet::open(facts->bytes) : Result<EventSheet>(std::unexpected(facts.error()));
                      if (!sheet || !people) {
                          return std::unexpected(!sheet ? sheet.error() : people.error());
                      }
                      return post(transaction, letter(*sheet, **people, facts->place, transactions.now()), occurrence.item);
                  })
        .then(q, [this](const Result<QList<ChangeId>> &done) {
            return sent(done);
        });
}

Result<void> CalendarActions::Private::sent(const Result<QList<ChangeId>> &done)
{
    if (!done) {
        Q_EMIT q->failed(done.error());
        return std::unexpected(done.error());
    }
    return {};
}

QFuture<Result<void>> CalendarActions::propose(OccurrenceRef occurrence, const QDateTime &start, const QDateTime &end, const QString &comment)
{
    return d->send(occurrence,
            [occurrence, start, end, comment](const EventSheet &sheet, const CalendarPeople &people, const CalendarPlace &place, const QDateTime &now) {
                const auto bytes = sheet.toBytes();
                auto proposal = CalendarObject::read(bytes).draft(occurrence.recurrence).value_or(EventDraft{});
                proposal.start = proposal.start.timeSpec() == Qt::TimeZone ? start.toTimeZone(proposal.start.timeZone()) : start;
                proposal.end = proposal.end.timeSpec() == Qt::TimeZone ? end.toTimeZone(proposal.end.timeZone()) : end;
                return LetterWriter::counter(
                    sheet, occurrence.recurrence, invitedAs(bytes, people), proposal, {.people = people, .place = place, .now = now, .comment = comment});
            });
}

QFuture<Result<void>> CalendarActions::askAgain(OccurrenceRef occurrence)
{
    return d->send(occurrence, [](const EventSheet &sheet, const CalendarPeople &people, const CalendarPlace &place, const QDateTime &now) {
        return LetterWriter::refresh(sheet, invitedAs(sheet.toBytes(), people), {.people = people, .place = place, .now = now, .comment = {}});
    });
}

QFuture<Result<void>> CalendarActions::askAgain(InvitationState state)
{
    if (state.ref.item) {
        return askAgain(state.ref);
    }
    return d->outbox
        ->enqueue({},
                  [state, projector = d->projector()](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      CalendarTransactions transactions(transaction, changes, projector);
                      const auto people = transactions.people();
                      const auto place = transactions.place(state.calendar);
                      const auto sheet = EventSheet::open(state.message.ics);
                      if (!people || !place || !sheet) {
                          return std::unexpected(!people ? people.error() : !place ? place.error() : sheet.error());
                      }
                      const auto letter
                          = LetterWriter::refresh(*sheet, state.invitedAs, {.people = **people, .place = *place, .now = transactions.now(), .comment = {}});
                      return post(transaction, letter, {});
                  })
        .then(this, [this](const Result<QList<ChangeId>> &done) {
            return d->sent(done);
        });
}

QFuture<Result<void>> CalendarActions::declineProposal(InvitationState state, const QString &comment)
{
    return d->send(state.ref, [state, comment](const EventSheet &, const CalendarPeople &people, const CalendarPlace &place, const QDateTime &now) {
        return LetterWriter::declinedCounter(state.message.ics, state.from.address, {.people = people, .place = place, .now = now, .comment = comment});
    });
}

QFuture<Result<void>> CalendarActions::sendAgain(InvitationState state)
{
    if (state.sender == InvitationState::Sender::Uninvited) {
        const Error error{Error::Kind::Forbidden, i18nc("@info", "This person is not invited to the event."), {}};
        Q_EMIT failed(error);
        return QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(error)));
    }
    return d->send(state.ref, [state](const EventSheet &sheet, const CalendarPeople &people, const CalendarPlace &place, const QDateTime &now) {
        return LetterWriter::request(sheet, state.from.address, {.people = people, .place = place, .now = now, .comment = {}});
    });
}

QFuture<Result<OccurrenceRef>> CalendarActions::answerInvitation(
    InvitationState state, CollectionId calendar, Participation answer, const QString &comment, std::optional<qint64> instance)
{
    return d->ask<OccurrenceRef>(
        [state, calendar, answer, comment, instance](CalendarTransactions &transactions, UndoStep &step) -> Result<OccurrenceRef> {
            const auto people = transactions.people();
            const auto found = transactions.find(state.message.uid, calendar); // it may have come meanwhile
            if (!people || !found) {
                return std::unexpected(!people ? people.error() : found.error());
            }
            auto facts = *found ? transactions.facts(*found) : Result<ObjectFacts>(ObjectFacts{});
            const auto place = *found ? facts.transform([](const ObjectFacts &known) {
                return known.place;
            })
                                      : transactions.place(calendar ? calendar : state.calendar);
            if (!facts || !place) {
                return std::unexpected(!facts ? facts.error() : place.error());
            }
            const auto mine = (*people)->addresses();
            const bool isKnown = !facts->bytes.isEmpty() && ItipMerge::ageOf(CalendarObject::read(facts->bytes), state.message) != ItipMerge::Age::Newer;
            const auto merged = isKnown ? Result<QByteArray>(facts->bytes) : ItipMerge::taken(facts->bytes, state.message, mine);
            if (!merged) {
                return std::unexpected(merged.error());
            }
            // What the message speaks of is answered: all of it, or its instances and nothing else; unless one is chosen.
            auto answered = *merged;
            const auto sheet = EventSheet::open(*merged);
            const auto address = invitedAs(*merged, **people).isEmpty() ? state.invitedAs : invitedAs(*merged, **people);
            const auto *me = (*people)->of(address);
            if (!sheet || !me) {
                return notInvited();
            }
            QList<qint64> recurrences{instance.value_or(0)};
            const bool isAddition = state.message.method == ItipMessage::Method::Add;
            if (!instance && (state.message.isOnlyInstances() || isAddition)) {
                recurrences.clear();
                for (const auto &component : state.message.object.components) {
                    recurrences << sheet->keyOf(sheet->wallOf(isAddition ? component.start : component.recurrenceId));
                }
            }
            for (const auto recurrence : std::as_const(recurrences)) {
                const auto change = EventWriter(answered, {.now = transactions.now(), .mine = mine})
                                        .answer(recurrence,
                                                recurrence == 0 ? Scope::All : Scope::This,
                                                Attendee{.name = me->name, .address = address, .participation = answer, .rsvp = false});
                if (!change) {
                    return std::unexpected(change.error());
                }
                answered = change->object;
            }
            auto item = facts->item;
            if (item) {
                if (auto written = transactions.writeSilently(*facts, answered); !written) {
                    return std::unexpected(written.error());
                }
            } else {
                const auto made = transactions.createSilently(*place, answered);
                if (!made) {
                    return std::unexpected(made.error());
                }
                item = *made;
            }
            // The organiser knows what is in the message, and not what I made of it.
            if (auto told = transactions.tell(item, *place, *merged, answered, comment); !told) {
                return std::unexpected(told.error());
            }
            step.entries << UndoStep::Entry{.item = item, .before = facts->bytes, .after = answered, .calendar = place->calendar};
            return OccurrenceRef{item, recurrences.first()};
        },
        {.done = words(answer), .undo = i18nc("@action", "Undo the answer")});
}

QFuture<Result<OccurrenceRef>> CalendarActions::file(InvitationState state, CollectionId calendar)
{
    return d->ask<OccurrenceRef>(
        [state, calendar](CalendarTransactions &transactions, UndoStep &step) -> Result<OccurrenceRef> {
            const auto people = transactions.people();
            const auto found = transactions.find(state.message.uid, calendar);
            if (!people || !found) {
                return std::unexpected(!people ? people.error() : found.error());
            }
            const auto mine = (*people)->addresses();
            if (!*found) {
                const auto place = transactions.place(calendar ? calendar : state.calendar);
                const auto bytes = ItipMerge::taken({}, state.message, mine);
                if (!place || !bytes) {
                    return std::unexpected(!place ? place.error() : bytes.error());
                }
                const auto item = transactions.createSilently(*place, *bytes);
                if (!item) {
                    return std::unexpected(item.error());
                }
                step.entries << UndoStep::Entry{.item = *item, .before = {}, .after = *bytes, .calendar = place->calendar};
                return OccurrenceRef{*item, 0};
            }
            const auto facts = transactions.facts(*found);
            if (!facts) {
                return std::unexpected(facts.error());
            }
            auto after = Result<QByteArray>(facts->bytes);
            switch (state.message.method) {
            case ItipMessage::Method::Request:
            case ItipMessage::Method::Publish:
            case ItipMessage::Method::Add:
                if (ItipMerge::ageOf(CalendarObject::read(facts->bytes), state.message) == ItipMerge::Age::Newer) {
                    after = ItipMerge::taken(facts->bytes, state.message, mine);
                }
                break;
            case ItipMessage::Method::Cancel:
                after = ItipMerge::cancelled(facts->bytes, state.message, transactions.now());
                break;
            case ItipMessage::Method::Reply:
                after = ItipMerge::answered(facts->bytes, state.message, state.from, transactions.now(), mine);
                break;
            default:
                break;
            }
            if (!after) {
                return std::unexpected(after.error());
            }
            auto written = transactions.writeSilently(*facts, *after);
            if (written && state.message.method == ItipMessage::Method::Reply) {
                written = noteReply(transactions.transaction(), state, facts->bytes);
            }
            if (!written) {
                return std::unexpected(written.error());
            }
            if (*after != facts->bytes) {
                step.entries << UndoStep::Entry{.item = facts->item, .before = facts->bytes, .after = *after, .calendar = facts->shownIn};
            }
            return OccurrenceRef{facts->item, state.ref.recurrence};
        },
        {.done = i18nc("@info", "Taken over into the calendar."), .undo = i18nc("@action", "Undo taking it over")});
}

QFuture<Result<OccurrenceRef>> CalendarActions::acceptProposal(InvitationState state)
{
    return reschedule(state.ref, state.proposedStart, state.proposedEnd, state.ref.recurrence == 0 ? Scope::All : Scope::This);
}

}
