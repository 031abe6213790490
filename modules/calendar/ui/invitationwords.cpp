// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/invitationwords.h"

#include "calendar/ui/eventwords.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>
#include <QTimeZone>

namespace Kontor::InvitationWords
{
namespace
{
QString titleOf(const InvitationState &state)
{
    const auto title = Words::shortened(Words::withoutTricks(state.event.summary.isEmpty() ? state.known.summary : state.event.summary).simplified(), 100);
    return title.isEmpty() ? i18nc("@info an event without a title", "an event without a title") : title;
}

QString personOf(const Attendee &attendee, const InvitationState &state)
{
    const auto name = EventWords::person(attendee);
    return !name.isEmpty() ? name : !state.message.sender.isEmpty() ? state.message.sender : i18nc("@info who sent an invitation", "Somebody");
}

QString replied(const InvitationState &state)
{
    const auto who = personOf(state.from, state);
    const auto title = titleOf(state);
    switch (state.from.participation) {
    case Participation::Accepted:
        return i18nc("@info who, event", "%1 accepted “%2”.", who, title);
    case Participation::Tentative:
        return i18nc("@info who, event", "%1 accepted “%2” tentatively.", who, title);
    case Participation::Declined:
        return i18nc("@info who, event", "%1 declined “%2”.", who, title);
    case Participation::Delegated:
        return state.from.delegatedTo.isEmpty() ? i18nc("@info who, event", "%1 delegated “%2”.", who, title)
                                                : i18nc("@info who, event, to whom", "%1 delegated “%2” to %3.", who, title, Words::withoutTricks(state.from.delegatedTo));
    case Participation::None:
    case Participation::NeedsAction:
        break;
    }
    return i18nc("@info who, event", "%1 has not decided about “%2” yet.", who, title);
}

QString clock(const QDateTime &time)
{
    return Words::time(time.time());
}
}

QString headline(const InvitationState &state)
{
    const auto who = personOf(state.event.organizer, state);
    const auto title = titleOf(state);
    switch (state.kind) {
    case InvitationState::Kind::Invitation:
    case InvitationState::Kind::Known:
        if (state.isMine) {
            return i18nc("@info event", "This is your own invitation to “%1”.", title);
        }
        if (state.instances > 0) {
            return i18ncp("@info number of dates, who, event", "%2 invites you to one date of “%3”.", "%2 invites you to %1 dates of “%3”.", state.instances, who, title);
        }
        return state.isThroughGroup ? i18nc("@info who, event, mailing list", "%1 invites %3 to “%2”, and so you.", who, title, state.groupAddress) : i18nc("@info who, event", "%1 invites you to “%2”.", who, title);
    case InvitationState::Kind::Update: {
        const auto what = changes(state);
        return what.isEmpty() ? i18nc("@info who, event", "%1 changed “%2”.", who, title) : i18nc("@info who, event, what", "%1 changed “%2”: %3.", who, title, what);
    }
    case InvitationState::Kind::Outdated:
        return i18nc("@info event", "This message about “%1” is outdated.", title);
    case InvitationState::Kind::Cancellation:
        return state.instances > 0 ? i18ncp("@info number of dates, who, event", "%2 cancelled one date of “%3”.", "%2 cancelled %1 dates of “%3”.", state.instances, who, title)
                                   : i18nc("@info who, event", "%1 cancelled “%2”.", who, title);
    case InvitationState::Kind::Reply:
        return replied(state);
    case InvitationState::Kind::Proposal:
        return i18nc("@info who, event", "%1 proposes another time for “%2”.", personOf(state.from, state), title);
    case InvitationState::Kind::ProposalDeclined:
        return i18nc("@info who, event", "%1 does not take up your proposal for “%2”.", who, title);
    case InvitationState::Kind::RefreshWanted:
        return i18nc("@info who, event", "%1 asks for the newest version of “%2”.", personOf(state.from, state), title);
    case InvitationState::Kind::Published:
        return i18nc("@info who, event", "%1 tells about “%2”.", who, title);
    case InvitationState::Kind::Fragment:
        return i18ncp("@info number of dates, who, event", "%2 adds a date to “%3”, which your calendar does not have.", "%2 adds %1 dates to “%3”, which your calendar does not have.",
                      std::max(1, state.instances), who, title);
    case InvitationState::Kind::None:
        break;
    }
    return state.problem;
}

QString date(const InvitationState::Date &date)
{
    Occurrence here;
    here.flags.setFlag(EventFlag::AllDay, date.isAllDay);
    here.start = date.isAllDay ? date.start : date.start.toLocalTime();
    here.end = date.isAllDay ? date.end : date.end.toLocalTime();
    return OccurrenceWords::spokenTimes(here);
}

QString sender(const InvitationState &state)
{
    const bool isFromPerson = state.kind == InvitationState::Kind::Reply || state.kind == InvitationState::Kind::Proposal || state.kind == InvitationState::Kind::RefreshWanted;
    return personOf(isFromPerson ? state.from : state.event.organizer, state);
}

QStringList when(const EventDraft &event)
{
    if (!event.start.isValid()) {
        return {};
    }
    Occurrence here;
    here.flags.setFlag(EventFlag::AllDay, event.isAllDay);
    here.start = event.isAllDay ? event.start : event.start.toLocalTime();
    const auto end = event.end.isValid() ? event.end : event.start;
    here.end = event.isAllDay ? end.addDays(1) : end.toLocalTime();
    QStringList lines{OccurrenceWords::spokenTimes(here)};
    const auto zone = event.start.timeRepresentation();
    if (!event.isAllDay && zone.timeSpec() != Qt::LocalTime && event.start.offsetFromUtc() != event.start.toLocalTime().offsetFromUtc()) {
        auto name = QString::fromLatin1(zone.id());
        name.replace(QLatin1Char('_'), QLatin1Char(' '));
        const auto theirs = event.start.date() == here.start.date() ? i18nc("@info from … to", "%1 to %2", clock(event.start), clock(end.toTimeZone(zone)))
                                                                    : i18nc("@info day, from … to", "%1, %2 to %3", OccurrenceWords::day(event.start.date()), clock(event.start), clock(end.toTimeZone(zone)));
        lines << i18nc("@info time zone, times", "In %1: %2", name, theirs);
    } else if (!event.isAllDay && zone.timeSpec() == Qt::LocalTime) {
        lines << i18nc("@info", "This is meant as the clock time wherever one is.");
    }
    return lines;
}

QStringList proposal(const InvitationState &state)
{
    auto event = state.event;
    event.start = state.proposedStart;
    event.end = state.proposedEnd;
    return when(event);
}

QString changes(const InvitationState &state)
{
    QStringList words;
    for (const auto change : state.changes) {
        switch (change) {
        case InvitationState::Changed::Time:
            words << i18nc("@info what was changed", "time");
            break;
        case InvitationState::Changed::Place:
            words << i18nc("@info what was changed", "place");
            break;
        case InvitationState::Changed::Title:
            words << i18nc("@info what was changed", "title");
            break;
        case InvitationState::Changed::Text:
            words << i18nc("@info what was changed", "description");
            break;
        case InvitationState::Changed::People:
            words << i18nc("@info what was changed", "people");
            break;
        case InvitationState::Changed::Rule:
            words << i18nc("@info what was changed", "repetition");
            break;
        case InvitationState::Changed::Status:
            words << i18nc("@info what was changed", "status");
            break;
        }
    }
    return QLocale().createSeparatedList(words);
}

QString myAnswer(Participation answer)
{
    switch (answer) {
    case Participation::Accepted:
        return i18nc("@info", "You accepted.");
    case Participation::Tentative:
        return i18nc("@info", "You accepted tentatively.");
    case Participation::Declined:
        return i18nc("@info", "You declined.");
    case Participation::Delegated:
        return i18nc("@info", "You delegated it.");
    case Participation::None:
    case Participation::NeedsAction:
        break;
    }
    return {};
}

namespace
{
/// Dates of a series that were answered by themselves.
QStringList singleAnswers(const InvitationState &state)
{
    constexpr int most = 5;
    QStringList lines;
    for (const auto &one : state.dates) {
        const auto words = myAnswer(one.mine);
        if (one.mine != state.mine && !words.isEmpty() && lines.size() < most) {
            lines << i18nc("@info a date of a series: how it was answered by itself", "%1: %2", date(one), words);
        }
    }
    return lines;
}
}

QStringList notes(const InvitationState &state)
{
    QStringList notes;
    const bool isReply = state.kind == InvitationState::Kind::Reply || state.kind == InvitationState::Kind::Proposal || state.kind == InvitationState::Kind::RefreshWanted;
    if (state.sender == InvitationState::Sender::Different) {
        notes << i18nc("@info", "The mail comes from %1, which is another address than the one it speaks for.", Words::withoutTricks(state.message.sender));
    }
    if (isReply && state.sender == InvitationState::Sender::Uninvited) {
        notes << i18nc("@info", "%1 was not invited.", personOf(state.from, state));
    }
    if (isReply && state.isForOlderVersion) {
        notes << i18nc("@info", "It was written before you changed the event.");
    }
    if (isReply && !state.ref.item) {
        notes << i18nc("@info", "Your calendar does not have this event.");
    }
    if (state.kind == InvitationState::Kind::Outdated) {
        notes << i18nc("@info", "Your calendar has a newer version.");
    }
    if (state.isPast) {
        notes << i18nc("@info of an event", "It is over.");
    }
    if (state.isApplied) {
        notes << i18nc("@info", "Your calendar says so already.");
    }
    if (!isReply && !state.isMine) {
        notes << myAnswer(state.mine);
        notes << singleAnswers(state);
    }
    if (state.kind == InvitationState::Kind::Update && !state.isMine && !state.invitedAs.isEmpty()) {
        const bool isAsked = state.wantsAnswer && state.changes.contains(InvitationState::Changed::Time);
        const bool isAnswered = !state.wantsAnswer && !myAnswer(state.mine).isEmpty();
        notes << (isAsked ? i18nc("@info", "The time is another one, so an answer is needed again.") : isAnswered ? i18nc("@info", "Your answer still holds.") : QString());
    }
    if (state.kind != InvitationState::Kind::None && !state.problem.isEmpty()) {
        notes << state.problem;
    }
    notes.removeAll(QString());
    return notes;
}

}
