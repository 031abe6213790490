// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerhistory.h"

#include "base/log.h"
#include "chat/protocol/chatsynchronizerfacts.h"

#include <KLocalizedString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr int pageSize = 100; ///< events
constexpr int emptyPages = 5; ///< that tell nothing but where to go on
constexpr int surroundings = 40; ///< events around a wanted one
constexpr int gapsAtOnce = 5;
constexpr int attemptsToSee = 20;
constexpr auto untilSeen = 30ms;
constexpr qsizetype mostHandled = 200;
constexpr qint64 step = 2; ///< odd numbers are for what was sent and not heard of yet
constexpr qint64 narrow = 4096; ///< numbers; a gap that has no more is not divided

bool isPlaced(const QHash<QString, qint64> &here, const QString &id)
{
    const auto order = here.constFind(id);
    return order != here.cend() && ChatSynchronizerSession::isPlaced(*order);
}

QStringList idsOf(const QList<MatrixEvent> &events)
{
    QStringList ids;
    for (const auto &event : events) {
        ids << event.id;
    }
    return ids;
}

ChatEventFacts placed(const MatrixEvent &event, const QString &roomId, qint64 order)
{
    auto facts = ChatSynchronizerFacts::event(event, roomId);
    if (event.type == "m.room.redaction"_L1) { // what the room's version does not look at was not checked by the server
        facts.content.insert("redacts"_L1, event.redacts);
    }
    facts.order = order;
    return facts;
}
}

ChatSynchronizerHistory::ChatSynchronizerHistory(std::shared_ptr<ChatSynchronizerSession> session,
                                                 std::shared_ptr<ChatSynchronizerKeys> keys,
                                                 std::shared_ptr<ChatSynchronizerNews> news)
    : m_session(std::move(session))
    , m_keys(std::move(keys))
    , m_news(std::move(news))
{
}

bool ChatSynchronizerHistory::hasRequests() const
{
    return !m_requests.isEmpty();
}

void ChatSynchronizerHistory::stop()
{
    for (const auto &request : std::exchange(m_requests, {})) {
        request.done.complete(cancelled());
    }
}

Task<Result<void>> ChatSynchronizerHistory::wait(Request request)
{
    auto self = shared_from_this();
    if (m_session->isStopped) {
        co_return cancelled();
    }
    const auto done = request.done;
    m_requests << std::move(request);
    if (m_session->newsCame) {
        m_session->newsCame();
    }
    const auto result = co_await done.result(2min);
    m_requests.removeIf([](const Request &one) {
        return one.done.isComplete();
    });
    co_return result.transform([](bool) { });
}

Task<Result<void>> ChatSynchronizerHistory::fill(ChatGapFacts gap)
{
    m_refused.remove(ChatId::gap(gap.roomId, gap.token));
    const auto same = std::ranges::find_if(m_requests, [&gap](const Request &request) {
        return !request.delta && request.gap.token == gap.token && request.gap.roomId == gap.roomId;
    });
    if (same != m_requests.end()) {
        const auto done = same->done;
        auto result = co_await done.result(2min);
        co_return result.transform([](bool) { });
    }
    co_return co_await wait(Request{.gap = std::move(gap)});
}

Task<Result<Delta>> ChatSynchronizerHistory::carryOut()
{
    auto self = shared_from_this();
    auto request = m_requests.takeFirst();
    Result<Delta> delta;
    if (request.delta) {
        delta = *std::move(request.delta);
    } else {
        delta = co_await page(request.gap);
    }
    request.done.complete(delta.transform([](const auto &) {
        return true;
    }));
    co_return delta;
}

Task<Result<std::optional<Delta>>> ChatSynchronizerHistory::fillByItself()
{
    auto self = shared_from_this();
    const auto now = m_session->options.clock->monotonic();
    m_refused.removeIf([now](const auto &entry) {
        return entry.value() <= now;
    });
    for (int attempt = 0; attempt < attemptsToSee && !m_session->isStopped; ++attempt) {
        const auto gaps = co_await resultOf(m_session->options.memory->wantedGaps(gapsAtOnce + int(m_refused.size())));
        if (!gaps) {
            co_return std::unexpected(gaps.error());
        }
        bool isUnseen = false;
        for (const auto &gap : *gaps) {
            const auto id = ChatId::gap(gap.roomId, gap.token);
            if (m_refused.contains(id) || m_handled.contains(id)) {
                isUnseen = isUnseen || m_handled.contains(id);
                continue;
            }
            auto delta = co_await page(gap);
            if (delta) {
                co_return std::optional(*std::move(delta));
            }
            if (delta.error().kind != Error::Kind::Forbidden && delta.error().kind != Error::Kind::NotFound && delta.error().kind != Error::Kind::Protocol
                && delta.error().kind != Error::Kind::TokenExpired) {
                co_return std::unexpected(delta.error());
            }
            qCInfo(logSync) << "a gap cannot be filled now:" << kindName(delta.error().kind) << delta.error().detail;
            m_refused.insert(id, now + 1h);
        }
        if (!isUnseen) {
            co_return std::nullopt;
        }
        co_await m_session->nap(untilSeen); // the last page is just being written
    }
    m_handled.clear();
    co_return std::nullopt;
}

/// From the newer end of the gap backwards, until something older than the gap is met.
Task<Result<Delta>> ChatSynchronizerHistory::page(ChatGapFacts gap)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto rooms = (*link)->rooms();
    auto from = gap.token;
    if (from.startsWith(u'$')) { // what stood there was evicted
        const auto context = co_await rooms.context(gap.roomId, from, 0);
        if (!context) {
            co_return std::unexpected(context.error());
        }
        from = context->start;
    }
    std::optional<MatrixMessages> messages;
    for (int count = 0; count < emptyPages; ++count) {
        auto asked = co_await rooms.messages(gap.roomId, from, MatrixDirection::Backwards, pageSize);
        if (!asked) {
            co_return std::unexpected(asked.error());
        }
        const bool goesOn = asked->events.isEmpty() && !asked->end.isEmpty() && asked->end != from;
        from = asked->end;
        messages = *std::move(asked);
        if (!goesOn) {
            break;
        }
    }
    const auto here = co_await resultOf(m_session->options.memory->known(idsOf(messages->events)));
    if (!here) {
        co_return std::unexpected(here.error());
    }
    if (m_handled.size() >= mostHandled) {
        m_handled.clear();
    }
    m_handled.insert(ChatId::gap(gap.roomId, gap.token));
    Delta delta;
    delta.removed << ChatId::gap(gap.roomId, gap.token);
    QList<ChatEventFacts> events;
    auto order = gap.order;
    bool isClosed = messages->end.isEmpty() || messages->end == gap.token;
    for (const auto &event : std::as_const(messages->events)) {
        if (event.id.isEmpty()) {
            continue;
        }
        if (isPlaced(*here, event.id)) {
            if (here->value(event.id) > gap.floor) {
                continue; // it came by itself already, late
            }
            isClosed = true;
            break;
        }
        if (order - step <= gap.floor) {
            isClosed = true; // no numbers are left
            break;
        }
        events << placed(event, gap.roomId, order);
        order -= step;
    }
    if (!isClosed) {
        delta.changed << ChatSynchronizerFacts::item(ChatGapFacts{.roomId = gap.roomId, .token = messages->end, .order = order, .floor = gap.floor});
    }
    const auto strangers = co_await addStrangers(gap.roomId, messages->state, &delta);
    if (!strangers) {
        co_return std::unexpected(strangers.error());
    }
    co_return co_await finished(std::move(delta), std::move(events));
}

/// People are told with the events they said; what is known of somebody is newer.
Task<Result<void>> ChatSynchronizerHistory::addStrangers(QString roomId, QList<MatrixEvent> state, Delta *delta)
{
    auto self = shared_from_this();
    if (state.isEmpty()) {
        co_return {};
    }
    const auto room = co_await resultOf(m_session->options.memory->room(roomId));
    if (!room) {
        co_return std::unexpected(room.error());
    }
    const auto members = *room ? QSet<QString>((*room)->members.cbegin(), (*room)->members.cend()) : QSet<QString>();
    for (const auto &event : std::as_const(state)) {
        auto member = ChatSynchronizerFacts::member(event, roomId);
        if (member && !members.contains(member->userId)) {
            delta->changed << ChatSynchronizerFacts::item(*member);
        }
    }
    co_return {};
}

Task<Result<Delta>> ChatSynchronizerHistory::finished(Delta delta, QList<ChatEventFacts> events)
{
    auto self = shared_from_this();
    events = co_await m_keys->read(std::move(events));
    QList<ChatEventFacts> redactions;
    std::ranges::copy_if(events, std::back_inserter(redactions), [](const ChatEventFacts &facts) {
        return facts.type == "m.room.redaction"_L1;
    });
    const auto redacted = co_await m_news->redact(redactions, &events);
    if (!redacted) {
        co_return std::unexpected(redacted.error());
    }
    for (const auto &facts : std::as_const(events)) {
        delta.changed << ChatSynchronizerFacts::item(facts);
        m_news->remember(facts);
    }
    co_return delta;
}

Task<Result<void>> ChatSynchronizerHistory::bringEvent(QString roomId, QString eventId)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    auto here = co_await resultOf(m_session->options.memory->known({eventId}));
    if (!here || isPlaced(*here, eventId)) {
        co_return here.transform([](const auto &) { });
    }
    const auto rooms = (*link)->rooms();
    const auto context = co_await rooms.context(roomId, eventId, surroundings);
    if (!context) {
        co_return std::unexpected(context.error());
    }
    here = co_await resultOf(m_session->options.memory->known(idsOf(context->before) + idsOf(context->after)));
    if (!here) {
        co_return std::unexpected(here.error());
    }
    const auto gaps = co_await resultOf(m_session->options.memory->gaps(roomId));
    if (!gaps) {
        co_return std::unexpected(gaps.error());
    }
    if (gaps->isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "This message is not part of what you may read of this room."));
    }
    // The oldest gap with something newer behind it; what is known around the event is surer than clocks.
    auto chosen = gaps->first().facts;
    for (const auto &gap : *gaps) {
        const bool isNewerBehind = gap.sentAfter == 0 || gap.sentAfter >= context->event.at;
        chosen = isNewerBehind ? gap.facts : chosen;
    }
    for (const auto &event : context->after) {
        if (!isPlaced(*here, event.id)) {
            continue;
        }
        for (const auto &gap : *gaps) {
            if (gap.facts.order < here->value(event.id)) {
                chosen = gap.facts; // newest first: the one right below it
                break;
            }
        }
        break;
    }
    auto delta = co_await island(chosen, *context, *here);
    if (!delta) {
        co_return std::unexpected(delta.error());
    }
    if (!*delta) { // too narrow: page by page
        co_return co_await fill(chosen);
    }
    co_return co_await wait(Request{.gap = chosen, .delta = *std::move(*delta)});
}

/// Puts an event and what stands around it into the middle of a gap, so that two are left; or at one of its ends, if it
/// touches what is here.
Task<Result<std::optional<Delta>>> ChatSynchronizerHistory::island(ChatGapFacts gap, MatrixContext context, QHash<QString, qint64> here)
{
    auto self = shared_from_this();
    QList<MatrixEvent> events;
    bool touchesOlder = context.start.isEmpty();
    bool touchesNewer = false;
    for (const auto &event : std::as_const(context.before)) {
        if (isPlaced(here, event.id) && here.value(event.id) <= gap.floor) {
            touchesOlder = true;
            events.clear();
        } else if (!isPlaced(here, event.id)) {
            events << event;
        }
    }
    events << context.event;
    for (const auto &event : std::as_const(context.after)) {
        if (isPlaced(here, event.id)) {
            touchesNewer = true;
            break;
        }
        events << event;
    }
    const auto needed = events.size() * step;
    if (gap.order - gap.floor < needed + narrow) {
        co_return std::nullopt;
    }
    qint64 first = (gap.floor + (gap.order - gap.floor) / 2) & ~qint64(1);
    if (touchesNewer) {
        first = gap.order - needed + step;
    } else if (touchesOlder) {
        first = (gap.floor & ~qint64(1)) + step;
    }
    Delta delta;
    QList<ChatEventFacts> facts;
    auto order = first;
    for (const auto &event : std::as_const(events)) {
        facts << placed(event, gap.roomId, order);
        order += step;
    }
    const auto last = order - step;
    if (touchesNewer) {
        delta.removed << ChatId::gap(gap.roomId, gap.token);
    } else { // what is above stays to be read down to the island
        delta.changed << ChatSynchronizerFacts::item(ChatGapFacts{.roomId = gap.roomId, .token = gap.token, .order = gap.order, .floor = last});
    }
    if (!touchesOlder && context.start != gap.token) {
        delta.changed << ChatSynchronizerFacts::item(ChatGapFacts{.roomId = gap.roomId, .token = context.start, .order = first - step, .floor = gap.floor});
    }
    const auto strangers = co_await addStrangers(gap.roomId, context.state, &delta);
    if (!strangers) {
        co_return std::unexpected(strangers.error());
    }
    auto done = co_await finished(std::move(delta), std::move(facts));
    co_return done.transform([](const Delta &whole) {
        return std::optional(whole);
    });
}

Task<Result<QString>> ChatSynchronizerHistory::bringTime(QString roomId, qint64 time)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto rooms = (*link)->rooms();
    auto moment = co_await rooms.eventAt(roomId, time, MatrixDirection::Forwards);
    if (!moment && moment.error().kind == Error::Kind::NotFound) {
        moment = co_await rooms.eventAt(roomId, time, MatrixDirection::Backwards);
    }
    if (!moment) {
        co_return std::unexpected(moment.error());
    }
    const auto brought = co_await bringEvent(roomId, moment->eventId);
    const auto eventId = moment->eventId;
    co_return brought.transform([eventId] {
        return eventId;
    });
}

Task<Result<void>> ChatSynchronizerHistory::bringMembers(QString roomId)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto rooms = (*link)->rooms();
    const auto members = co_await rooms.members(roomId);
    if (!members) {
        co_return std::unexpected(members.error());
    }
    QList<RemoteItem> items;
    for (const auto &event : *members) {
        if (const auto member = ChatSynchronizerFacts::member(event, roomId)) {
            items << ChatSynchronizerFacts::item(*member);
        }
    }
    ChatRoomFacts facts;
    facts.roomId = roomId;
    facts.isEverythingOfMembersKnown = true;
    items << ChatSynchronizerFacts::item(facts);
    m_session->learn(items);
    co_return {};
}

}
