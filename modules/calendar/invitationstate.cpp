// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/invitationstate.h"

#include "calendar/calendarpeople.h"
#include "calendar/eventreader.h"
#include "calendar/itipmerge.h"
#include "calendar/occurrencequery.h"
#include "calendar/recurrenceset.h"
#include "groupware/davchange.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{
namespace
{
using Kind = InvitationState::Kind;
using Method = ItipMessage::Method;

const Attendee *attendee(const CalendarComponent &component, const QString &address)
{
    return component.attendee({address});
}

/// The first calendar one can write events to: of the account that is invited, if it has one.
Result<CollectionId> calendarFor(const Reader &reader, AccountId account, bool isTask)
{
    struct Candidate {
        CollectionId id;
        AccountId account;
        bool fits;
    };
    QList<Candidate> candidates;
    const auto wanted = isTask ? QStringLiteral("VTODO") : QStringLiteral("VEVENT");
    return reader
        .prepare("SELECT c.id, r.account, c.attributes FROM collection c JOIN resource r ON r.id = c.resource WHERE r.kind = 'calendar' AND c.rights & 2 "
                 "AND c.role NOT IN ('inbox', 'feed', 'birthdays', 'shared', 'resource') ORDER BY c.id")
        .each([&](const Statement &row) {
            const auto components = QCborValue::fromCbor(row.blob(2)).toMap().value(DavAttribute::Components).toArray();
            candidates << Candidate{row.get<CollectionId>(0), row.get<AccountId>(1), components.isEmpty() || components.contains(wanted)};
        })
        .transform([&] {
            std::ranges::stable_sort(candidates, std::ranges::greater(), [account](const Candidate &candidate) {
                return (candidate.fits ? 2 : 0) + (candidate.account == account ? 1 : 0);
            });
            return candidates.isEmpty() || !candidates.first().fits ? CollectionId{} : candidates.first().id;
        });
}

QList<InvitationState::Changed> changesBetween(const EventDraft &old, const EventDraft &now)
{
    using Changed = InvitationState::Changed;
    QList<Changed> changes;
    const auto note = [&changes](bool isDifferent, Changed what) {
        if (isDifferent) {
            changes << what;
        }
    };
    note(old.start != now.start || old.end != now.end || old.isAllDay != now.isAllDay, Changed::Time);
    note(old.location != now.location, Changed::Place);
    note(old.summary != now.summary, Changed::Title);
    note(old.description != now.description, Changed::Text);
    QStringList before;
    QStringList after;
    for (const auto &attendee : old.attendees) {
        before << attendee.address.toLower();
    }
    for (const auto &attendee : now.attendees) {
        after << attendee.address.toLower();
    }
    before.sort();
    after.sort();
    note(before != after, Changed::People);
    note(old.rule != now.rule || old.exceptDates != now.exceptDates || old.extraDates != now.extraDates, Changed::Rule);
    note(old.status != now.status, Changed::Status);
    return changes;
}

/// Which of my addresses is meant.
void findMe(InvitationState &state, const CalendarPeople &people, const CalendarComponent &component)
{
    for (const auto &attendee : component.attendees) {
        if (people.of(attendee.address)) {
            state.invitedAs = attendee.address;
            state.wantsAnswer = attendee.participation == Participation::NeedsAction || attendee.rsvp;
            return;
        }
    }
    if (component.attendees.isEmpty() || people.mine.isEmpty()) {
        return;
    }
    // Through a list: the message came to me, but names others.
    state.isThroughGroup = true;
    state.invitedAs = people.mine.first().address;
    state.wantsAnswer = true;
    for (const auto &attendee : component.attendees) {
        if (attendee.kind == Attendee::Kind::Group || component.attendees.size() == 1) {
            state.groupAddress = attendee.address;
        }
    }
}

Result<void> findConflicts(const Reader &reader, InvitationState &state, const QDateTime &now, const QTimeZone &local)
{
    constexpr int mostInstances = 30;
    constexpr qsizetype mostConflicts = 20;
    QList<CollectionId> calendars;
    auto done = reader
                    .prepare("SELECT c.id FROM collection c JOIN resource r ON r.id = c.resource WHERE r.kind = 'calendar' AND c.role IN ('', 'resource') AND "
                             "c.policy <> 'hidden'")
                    .each([&calendars](const Statement &row) {
                        calendars << row.get<CollectionId>(0);
                    });
    if (!done) {
        return done;
    }
    const RecurrenceSet set(state.message.object);
    // The next three months of it, however far away it begins.
    constexpr auto day = qint64(24) * 3600 * 1000;
    const auto from = std::max(now.toMSecsSinceEpoch(), set.bounds().from - day);
    const auto instances = set.between(from, from + 92 * day, mostInstances).list;
    for (const auto &instance : instances) {
        const auto place = [&](qint64 time) {
            return QDateTime::fromMSecsSinceEpoch(instance.isWall() ? instantOfWall(time, local) : time, local);
        };
        const auto start = place(instance.start());
        const auto end = place(instance.end());
        if (state.message.object.components.at(instance.component).isTransparent || start >= end) {
            continue;
        }
        const auto others = OccurrenceQuery::between(reader, calendars, start, end, local);
        if (!others) {
            return std::unexpected(others.error());
        }
        for (const auto &other : *others) {
            const bool isBusy
                = !other.flags.testAnyFlags(EventFlag::Transparent | EventFlag::Cancelled | EventFlag::Task) && other.mine != Participation::Declined;
            if (isBusy && other.ref.item != state.ref.item && other.start < end && other.end > start && state.conflicts.size() < mostConflicts
                && !std::ranges::contains(state.conflicts, other.ref, &Occurrence::ref)) {
                state.conflicts << other;
            }
        }
    }
    return {};
}

void readRequest(InvitationState &state, const CalendarObject &known, bool isThere)
{
    if (state.message.method == Method::Publish) {
        state.wantsAnswer = false;
    }
    if (!isThere) {
        state.kind = state.message.method == Method::Publish ? Kind::Published : Kind::Invitation;
        return;
    }
    switch (ItipMerge::ageOf(known, state.message)) {
    case ItipMerge::Age::Newer:
        state.kind = Kind::Update;
        state.changes = changesBetween(state.known, state.event);
        break;
    case ItipMerge::Age::Same:
        state.kind = Kind::Known;
        break;
    case ItipMerge::Age::Older:
        state.kind = Kind::Outdated;
        state.wantsAnswer = false;
        break;
    }
    state.wantsAnswer = state.wantsAnswer && (state.mine == Participation::NeedsAction || state.mine == Participation::None);
}

/// Which instance of the object a component of a message is about; 0: the series.
qint64 keyIn(const CalendarObject &object, const CalendarComponent &component)
{
    if (!component.recurrenceId.isValid) {
        return 0;
    }
    const auto *whole = object.master();
    return whole ? RecurrenceSet::slotKey(whole->start, component.recurrenceId) : component.recurrenceId.key();
}

/// Somebody's answer, proposal or question, to me who organises.
void readFrom(InvitationState &state, const CalendarObject &known, const CalendarComponent &component)
{
    state.sender = InvitationState::Sender::Expected;
    state.from = component.attendees.isEmpty() ? Attendee{.name = {}, .address = state.message.sender} : component.attendees.first();
    if (state.message.method == Method::Counter) { // lists everybody: it is who wrote the mail
        if (const auto *writer = attendee(component, state.message.sender)) {
            state.from = *writer;
        }
    }
    state.comment = component.comment;
    const auto *there = known.component(state.ref.recurrence);
    state.isForOlderVersion = there && component.sequence < there->sequence;
    const auto *listed = there ? attendee(*there, state.from.address) : nullptr;
    if (!listed) {
        state.sender = InvitationState::Sender::Uninvited;
    } else if (!state.message.sender.isEmpty() && state.message.sender != state.from.address.toLower()) {
        state.sender = InvitationState::Sender::Different;
    }
    if (!listed && there && !state.from.delegatedFrom.isEmpty() && attendee(*there, state.from.delegatedFrom)) {
        state.sender = InvitationState::Sender::Expected; // sent by somebody who was invited
    }
    if (listed && state.message.method == Method::Reply) {
        state.isApplied = std::ranges::all_of(state.message.object.components, [&](const CalendarComponent &answer) {
            const auto *said = attendee(answer, state.from.address);
            const auto *own = known.component(keyIn(known, answer));
            const auto *noted = own ? attendee(*own, state.from.address) : nullptr;
            return said && noted && said->participation == noted->participation;
        });
    }
}

/// The coming instances of a series, each of which may be answered by itself.
void findDates(InvitationState &state, const CalendarObject &object, const QStringList &mine, const QDateTime &now, const QTimeZone &local)
{
    constexpr int mostDates = 30;
    constexpr auto day = qint64(24) * 3600 * 1000;
    const RecurrenceSet set(object);
    const auto from = std::max(now.toMSecsSinceEpoch(), set.bounds().from - day);
    const auto instances = set.between(from, from + 400 * day, mostDates).list;
    for (const auto &instance : instances) {
        const auto &component = object.components.at(instance.component);
        if (instance.recurrence == 0 || component.status == QLatin1StringView("CANCELLED")) {
            continue;
        }
        const auto place = [&](qint64 time) {
            return QDateTime::fromMSecsSinceEpoch(instance.isWall() ? instantOfWall(time, local) : time, local);
        };
        state.dates << InvitationState::Date{.recurrence = instance.recurrence,
                                             .start = place(instance.start()),
                                             .end = place(instance.end()),
                                             .isAllDay = component.isAllDay(),
                                             .mine = component.participationOf(mine)};
    }
}
}

Result<InvitationState> InvitationQuery::read(const Reader &reader, const QByteArray &ics, const QString &sender, const QDateTime &now, const QTimeZone &local)
{
    InvitationState state;
    state.message = ItipMessage::read(ics, sender);
    state.problem = state.message.object.problems.value(0);
    if (!state.message.isUsable) {
        return state;
    }
    const auto people = CalendarPeople::read(reader);
    const auto stored = EventReader::withUid(reader, state.message.uid);
    if (!people || !stored) {
        return std::unexpected(!people ? people.error() : stored.error());
    }
    const auto &object = state.message.object;
    const auto &first = object.master() ? *object.master() : object.components.first();
    const bool isThere = !stored->bytes.isEmpty();
    const auto known = isThere ? CalendarObject::read(stored->bytes) : CalendarObject();
    const bool isAddition = state.message.method == Method::Add;
    const auto mine = people->addresses();
    state.instances = state.message.isOnlyInstances() || isAddition ? int(object.components.size()) : 0;
    // A proposal or an answer may say no times: the series' own draft is then what is meant.
    state.event = object.draft(state.message.isOnlyInstances() ? first.recurrence : 0).value_or(EventDraft{});
    if (isThere) {
        const auto *whole = known.master();
        const auto recurrence = isAddition && whole && first.start.isValid ? RecurrenceSet::slotKey(whole->start, first.start) : keyIn(known, first);
        state.ref = {stored->item, recurrence};
        state.calendar = stored->calendar;
        if (auto draft = known.draft(recurrence)) {
            state.known = *std::move(draft);
            state.known.ref = state.ref;
            state.known.calendar = stored->calendar;
        }
        state.isOfKnownSeries = whole && whole->isRecurring() && state.message.isOnlyInstances();
        const auto *said = known.component(recurrence);
        const auto method = state.message.method;
        const bool isVersion = method == Method::Request || method == Method::Publish || isAddition;
        if (isVersion && ItipMerge::ageOf(known, state.message) == ItipMerge::Age::Newer) {
            // An answer to another time no longer holds.
            const auto merged = ItipMerge::taken(stored->bytes, state.message, mine);
            const auto next = merged ? CalendarObject::read(*merged) : known;
            const auto *now = next.component(recurrence);
            state.mine = now ? now->participationOf(mine) : Participation::None;
        } else if (said) {
            state.mine = said->participationOf(mine);
        }
    }
    state.isMine = people->of(isThere && !known.components.isEmpty() ? known.components.first().organizer.address : first.organizer.address) != nullptr;
    findMe(state, *people, first);
    state.isPast = RecurrenceSet(object).bounds().to < now.toMSecsSinceEpoch();

    // Only who organises may change it; a letter can say anything, so the reader is told whose it is.
    const auto organizer = isThere && !known.components.isEmpty() ? known.components.first().organizer.address.toLower() : state.message.organizer();
    if (!organizer.isEmpty() && (state.message.organizer() != organizer || (!state.message.sender.isEmpty() && state.message.sender != organizer))) {
        state.sender = InvitationState::Sender::Different;
    }
    switch (state.message.method) {
    case Method::Request:
    case Method::Publish:
    case Method::Add:
        if (state.isMine && isThere) {
            state.kind = Kind::Known; // my own invitation came back, through a list
            state.wantsAnswer = false;
        } else if (isAddition && !isThere) {
            state.kind = Kind::Fragment;
            state.wantsAnswer = false;
        } else {
            readRequest(state, known, isThere);
        }
        break;
    case Method::Cancel: {
        if (state.isMine && isThere) {
            state.problem = i18nc("@info", "Somebody else wants to cancel an event that you organise. It was not touched.");
            return state;
        }
        state.kind = isThere && ItipMerge::ageOf(known, state.message) == ItipMerge::Age::Older ? Kind::Outdated : Kind::Cancellation;
        const auto *mine = isThere ? known.component(state.ref.recurrence) : nullptr;
        const bool isThatOne = mine && (state.ref.recurrence == 0 || mine->recurrenceId.isValid);
        state.isApplied = !isThere || (isThatOne && mine->status == QLatin1StringView("CANCELLED"));
        if (state.isApplied) {
            state.kind = Kind::Cancellation;
        }
        state.wantsAnswer = false;
        break;
    }
    case Method::Reply:
    case Method::Counter:
    case Method::Refresh: {
        state.wantsAnswer = false;
        state.isThroughGroup = false;
        if (!isThere || !state.isMine) {
            state.problem = i18nc("@info", "This belongs to an event that is not in your calendars.");
            return state;
        }
        state.kind = state.message.method == Method::Reply ? Kind::Reply : state.message.method == Method::Counter ? Kind::Proposal : Kind::RefreshWanted;
        readFrom(state, known, first);
        if (state.kind == Kind::Reply) {
            const auto newer = reader
                                   .prepare("SELECT 1 FROM calendar_reply WHERE uid = ?1 AND recurrence = ?2 AND address = ?3 AND (sequence > ?4 OR (sequence "
                                            "= ?4 AND stamp > ?5))")
                                   .value<int>(state.message.uid,
                                               state.ref.recurrence,
                                               state.from.address.toLower(),
                                               first.sequence,
                                               first.stamp.isValid() ? first.stamp.toMSecsSinceEpoch() : 0);
            if (!newer) {
                return std::unexpected(newer.error());
            }
            if (*newer) {
                state.kind = Kind::Outdated;
            }
        }
        if (state.kind == Kind::Proposal) {
            state.proposedStart = state.event.start;
            state.proposedEnd = state.event.end;
            state.isApplied = state.proposedStart == state.known.start && state.proposedEnd == state.known.end;
        }
        break;
    }
    case Method::DeclineCounter:
        state.kind = isThere ? Kind::ProposalDeclined : Kind::None;
        state.comment = first.comment;
        state.wantsAnswer = false;
        break;
    case Method::None:
        break;
    }
    if (!isThere) {
        const auto *me = people->of(state.invitedAs);
        const auto calendar = calendarFor(reader, me ? me->account : AccountId{}, state.event.isTask);
        if (!calendar) {
            return std::unexpected(calendar.error());
        }
        state.calendar = *calendar;
    }
    if (state.kind == Kind::Invitation || state.kind == Kind::Update || state.kind == Kind::Known) {
        const bool isWhole = object.master() && object.master()->isRecurring() && !isAddition;
        if (isWhole && !state.isMine) {
            findDates(state, state.kind == Kind::Known ? known : object, mine, now, local);
        }
    }
    if (state.kind == Kind::Invitation || state.kind == Kind::Update || state.kind == Kind::Known || state.kind == Kind::Proposal
        || state.kind == Kind::Published) {
        if (auto found = findConflicts(reader, state, now, local); !found) {
            return std::unexpected(found.error());
        }
    }
    return state;
}

}
