// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizernews.h"

#include "base/log.h"
#include "chat/protocol/chatsynchronizerfacts.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype eventsAtOnce = 800;
constexpr qsizetype roomsAtOnce = 100;
constexpr qsizetype itemsAtOnce = 4000;
constexpr qsizetype mostRemembered = 5000; ///< events of deltas that may not have been written yet
constexpr qint64 step = 2; ///< odd numbers are for what was sent and not heard of yet

qint64 newestOf(const MatrixRoomNews &news)
{
    qint64 newest = news.membership == MatrixRoomNews::Membership::Invite ? std::numeric_limits<qint64>::max() : 0;
    for (const auto &event : news.timeline) {
        newest = std::max(newest, event.at);
    }
    return newest;
}

bool isSpoken(const ChatEventFacts &facts)
{
    return !facts.stateKey && (facts.type == "m.room.message"_L1 || facts.type == "m.sticker"_L1);
}
}

ChatSynchronizerNews::ChatSynchronizerNews(std::shared_ptr<ChatSynchronizerSession> session, std::shared_ptr<ChatSynchronizerKeys> keys)
    : m_session(std::move(session))
    , m_keys(std::move(keys))
{
}

bool ChatSynchronizerNews::isAtEnd() const
{
    return m_rooms.isEmpty() && m_rest.isEmpty();
}

void ChatSynchronizerNews::abandon()
{
    m_rooms.clear();
    m_rest.clear();
    m_toldRooms.clear();
    m_told.clear();
    m_order.clear();
}

const ChatEventFacts *ChatSynchronizerNews::told(const QString &eventId) const
{
    const auto found = m_told.constFind(eventId);
    return found == m_told.cend() ? nullptr : &*found;
}

void ChatSynchronizerNews::remember(const ChatEventFacts &facts)
{
    if (!m_told.contains(facts.eventId)) {
        m_order << facts.eventId;
    }
    m_told.insert(facts.eventId, facts);
    while (m_order.size() > mostRemembered) {
        m_told.remove(m_order.takeFirst());
    }
}

Task<Result<void>> ChatSynchronizerNews::begin(MatrixSyncAnswer answer, Kind kind)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    m_user = (*link)->userId;
    m_kind = kind;
    m_rooms = std::move(answer.rooms);
    std::ranges::stable_sort(m_rooms, std::greater<>(), newestOf);
    m_rest.clear();
    if (const auto account = ChatSynchronizerFacts::account(answer.accountData, m_user)) {
        m_rest << ChatSynchronizerFacts::item(*account);
    }
    if (kind == Kind::Later) {
        m_toldRooms.clear();
        co_return {};
    }
    const bool isBeginning = m_toldRooms.isEmpty();
    for (const auto &room : std::as_const(m_rooms)) {
        m_toldRooms.insert(room.roomId);
    }
    if (isBeginning) {
        m_isProfileStale = true;
        m_rest << ChatSynchronizerFacts::item(ChatAccountFacts{.userId = m_user});
    }
    if (answer.more) {
        co_return {};
    }
    const auto left = co_await leaveUntold();
    m_toldRooms.clear();
    co_return left;
}

/// Whoever reads from scratch is not told what was left meanwhile.
Task<Result<void>> ChatSynchronizerNews::leaveUntold()
{
    auto self = shared_from_this();
    const auto here = co_await resultOf(m_session->options.memory->rooms());
    if (!here || here->isEmpty()) {
        co_return here.transform([](const auto &) { });
    }
    auto told = m_toldRooms;
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto membership = (*link)->membership();
    const auto joined = co_await membership.joinedRooms();
    if (!joined) {
        co_return std::unexpected(joined.error());
    }
    told.unite(QSet<QString>(joined->cbegin(), joined->cend()));
    for (const auto &roomId : *here) {
        if (!told.contains(roomId)) {
            ChatRoomFacts facts;
            facts.roomId = roomId;
            facts.membership = u"leave"_s;
            m_rest << ChatSynchronizerFacts::item(facts);
        }
    }
    co_return {};
}

Task<Result<Delta>> ChatSynchronizerNews::next()
{
    auto self = shared_from_this();
    Delta delta;
    delta.changed = std::exchange(m_rest, {});
    QList<MatrixRoomNews> rooms;
    QStringList ids;
    qsizetype items = 0;
    while (!m_rooms.isEmpty() && rooms.size() < roomsAtOnce && ids.size() < eventsAtOnce && items < itemsAtOnce) {
        rooms << m_rooms.takeFirst();
        items += rooms.last().state.size() + rooms.last().receipts.size();
        for (const auto &event : std::as_const(rooms.last().timeline)) {
            ids << event.id;
        }
    }
    auto here = co_await resultOf(m_session->options.memory->known(ids));
    if (!here) {
        co_return std::unexpected(here.error());
    }
    for (const auto &id : std::as_const(ids)) {
        if (const auto *facts = told(id); facts && !here->contains(id)) {
            here->insert(id, facts->order);
        }
    }
    QList<ChatEventFacts> events;
    for (const auto &room : std::as_const(rooms)) {
        const auto added = co_await addRoom(room, *here, &delta, &events);
        if (!added) {
            co_return std::unexpected(added.error());
        }
    }
    if (std::exchange(m_isProfileStale, false)) {
        co_await addProfile(&delta);
    }
    events = co_await m_keys->read(std::move(events));
    QList<ChatEventFacts> redactions;
    for (const auto &facts : std::as_const(events)) {
        if (facts.type == "m.room.redaction"_L1) {
            redactions << facts;
        }
    }
    if (!redactions.isEmpty()) {
        const auto redacted = co_await redact(redactions, &events);
        if (!redacted) {
            co_return std::unexpected(redacted.error());
        }
    }
    for (const auto &facts : std::as_const(events)) {
        // What this device sent is told whole: so it is found in what waits, and gets its real place.
        const auto before = here->constFind(facts.eventId);
        const bool isOurs = !facts.transactionId.isEmpty() && facts.problem == ChatProblem::None && !facts.isRedacted;
        const bool isWhole = isOurs && (before == here->cend() || !ChatSynchronizerSession::isPlaced(*before));
        delta.changed << (isWhole ? ChatSynchronizerFacts::wholeItem(facts) : ChatSynchronizerFacts::item(facts));
        remember(facts);
    }
    co_await passVerifications(events);
    co_return delta;
}

Task<Result<ChatSynchronizerNews::Known>> ChatSynchronizerNews::known(QString roomId)
{
    auto self = shared_from_this();
    const auto room = co_await resultOf(m_session->options.memory->room(roomId));
    if (!room) {
        co_return std::unexpected(room.error());
    }
    Known known;
    if (*room) {
        const auto &facts = (*room)->facts;
        known.newest = (*room)->newest;
        known.isEncrypted = facts.wasEncrypted.value_or(false) || facts.state.value(u"m.room.encryption"_s).contains(QString());
        known.version = facts.state.value(u"m.room.create"_s).value(QString()).value("room_version"_L1).toString();
    }
    co_return known;
}

Task<Result<void>> ChatSynchronizerNews::addRoom(MatrixRoomNews news, QHash<QString, qint64> here, Delta *delta, QList<ChatEventFacts> *events)
{
    auto self = shared_from_this();
    const auto facts = ChatSynchronizerFacts::room(news, m_user);
    noteLive(news, facts);
    delta->changed << ChatSynchronizerFacts::item(facts);
    m_isProfileStale = addMembers(news, delta) || m_isProfileStale;
    if (news.timeline.isEmpty()) {
        co_return {};
    }
    const auto before = co_await known(news.roomId);
    if (!before) {
        co_return std::unexpected(before.error());
    }
    auto &counter = m_session->counter;
    // The token may be an old one, or none: what is here stays before what comes.
    counter = std::max(counter, before->newest < (qint64(1) << 61) ? (before->newest + 1) & ~qint64(1) : 0);
    const bool touchesKnown = std::ranges::any_of(news.timeline, [&here](const MatrixEvent &event) {
        const auto order = here.constFind(event.id);
        return order != here.cend() && ChatSynchronizerSession::isPlaced(*order);
    });
    const bool isAllOfTheRoom = std::ranges::any_of(news.timeline, [](const MatrixEvent &event) {
        return event.type == "m.room.create"_L1 && event.stateKey == QString();
    });
    if (news.isLimited && !news.previous.isEmpty() && !touchesKnown && !isAllOfTheRoom) {
        const auto floor = counter;
        counter += chatGapRoom;
        delta->changed << ChatSynchronizerFacts::item(ChatGapFacts{.roomId = news.roomId, .token = news.previous, .order = counter, .floor = floor});
    }
    const bool turnsEncrypted = std::ranges::any_of(news.timeline, [](const MatrixEvent &event) {
        return event.type == "m.room.encryption"_L1 && event.stateKey == QString();
    });
    bool isEncrypted = before->isEncrypted || (!turnsEncrypted && facts.wasEncrypted.value_or(false));
    for (const auto &event : std::as_const(news.timeline)) {
        if (event.id.isEmpty()) {
            continue;
        }
        isEncrypted = isEncrypted || (event.type == "m.room.encryption"_L1 && event.stateKey == QString());
        auto one = ChatSynchronizerFacts::event(event, news.roomId);
        const auto order = here.constFind(event.id);
        const bool hasPlace = order != here.cend() && ChatSynchronizerSession::isPlaced(*order);
        one.order = hasPlace ? *order : (counter += step);
        if (isEncrypted && isSpoken(one) && !one.isRedacted) {
            one.trust = ChatTrust::PlainInEncrypted;
        }
        if (event.type == "m.room.redaction"_L1) { // beside the content or in it: what the room's version does not look at was not checked
            one.content.insert("redacts"_L1, event.redacts);
        }
        *events << one;
    }
    co_return {};
}

void ChatSynchronizerNews::noteLive(const MatrixRoomNews &news, const ChatRoomFacts &facts)
{
    if (news.typing && m_session->typing) {
        m_session->typing(news.roomId, *news.typing);
    }
    for (const auto &event : news.stripped) {
        if (event.type == "m.room.member"_L1 && event.stateKey == m_user && facts.membership == "invite"_L1) {
            using Invitation = ChatSynchronizerSession::Invitation;
            m_session->invitations.insert(news.roomId, event.content.value("is_direct"_L1).toBool() ? Invitation::ToDirectChat : Invitation::ToRoom);
        }
    }
    if (facts.membership && *facts.membership != "join"_L1) {
        m_session->live.remove(news.roomId);
        return;
    }
    auto room = m_session->live.find(news.roomId);
    if (room == m_session->live.end()) {
        return; // asked for when something is sent
    }
    if (facts.wasEncrypted.value_or(false)) {
        room->isEncrypted = true;
    }
    if (const auto history = facts.state.value(u"m.room.history_visibility"_s); history.contains(QString())) {
        room->history = history.value(QString()).value("history_visibility"_L1).toString();
    }
    if (!room->members) {
        return;
    }
    if (news.isLimited) {
        room->members.reset(); // somebody may have come or gone where nothing was told
        return;
    }
    for (const auto *list : {&news.state, &news.timeline}) {
        for (const auto &event : *list) {
            if (const auto member = ChatSynchronizerFacts::member(event, news.roomId)) {
                if (member->membership == "join"_L1 || member->membership == "invite"_L1) {
                    room->members->insert(member->userId);
                } else {
                    room->members->remove(member->userId);
                }
            }
        }
    }
}

bool ChatSynchronizerNews::addMembers(const MatrixRoomNews &news, Delta *delta) const
{
    QHash<QString, ChatMemberFacts> members;
    const auto take = [&members, &news](const QList<MatrixEvent> &events) {
        for (const auto &event : events) {
            if (auto member = ChatSynchronizerFacts::member(event, news.roomId)) {
                members.insert(member->userId, *member);
            }
        }
    };
    take(news.stripped);
    take(news.stateIsAfter ? news.timeline : news.state);
    take(news.stateIsAfter ? news.state : news.timeline);
    for (const auto &receipt : ChatSynchronizerFacts::receipts(news, m_user)) {
        auto &member = members[receipt.userId];
        member.roomId = news.roomId;
        member.userId = receipt.userId;
        member.receipt = receipt.receipt;
        member.receiptTime = receipt.receiptTime;
    }
    for (const auto &member : std::as_const(members)) {
        delta->changed << ChatSynchronizerFacts::item(member);
    }
    const auto own = members.constFind(m_user);
    return own != members.cend() && own->membership == "join"_L1 && own->name;
}

/// What one is called may be said otherwise in a single room; the profile is what counts.
Task<> ChatSynchronizerNews::addProfile(Delta *delta)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return;
    }
    const auto preferences = (*link)->preferences();
    const auto profile = co_await preferences.profile(m_user);
    if (profile) {
        ChatAccountFacts own;
        own.userId = m_user;
        own.name = profile->name;
        own.avatar = profile->avatar;
        delta->changed << ChatSynchronizerFacts::item(own);
    }
}

Task<Result<void>> ChatSynchronizerNews::redact(QList<ChatEventFacts> redactions, QList<ChatEventFacts> *events)
{
    auto self = shared_from_this();
    for (const auto &redaction : std::as_const(redactions)) {
        const auto target = redaction.content.value("redacts"_L1).toString();
        if (redaction.isRedacted || target.isEmpty()) {
            continue;
        }
        const auto reason = redaction.content.value("reason"_L1).toString();
        const auto room = co_await known(redaction.roomId);
        if (!room) {
            co_return std::unexpected(room.error());
        }
        const auto among = std::ranges::find_if(*events, [&target](const ChatEventFacts &facts) {
            return facts.eventId == target;
        });
        if (among != events->end()) {
            ChatSynchronizerFacts::redact(*among, redaction.sender, reason, room->version);
            continue;
        }
        std::optional<ChatEventFacts> facts;
        if (const auto *lately = told(target)) {
            facts = *lately;
        } else {
            auto found = co_await resultOf(m_session->options.memory->event(target));
            if (!found) {
                co_return std::unexpected(found.error());
            }
            facts = *std::move(found);
        }
        // Of another room nobody redacts anything here.
        if (facts && facts->roomId == redaction.roomId && !facts->isRedacted) {
            ChatSynchronizerFacts::redact(*facts, redaction.sender, reason, room->version);
            *events << *facts;
        }
    }
    co_return {};
}

/// Live requests and steps of verifications that are held in rooms.
Task<> ChatSynchronizerNews::passVerifications(QList<ChatEventFacts> events)
{
    auto self = shared_from_this();
    bool hasPassed = false;
    for (const auto &facts : std::as_const(events)) {
        const auto content = facts.shownContent();
        const bool isStep = facts.shownType().startsWith("m.key.verification."_L1);
        const bool isRequest = facts.shownType() == "m.room.message"_L1 && content.value("msgtype"_L1) == "m.key.verification.request"_L1;
        const auto machine = m_session->options.machine;
        if ((!isStep && !isRequest) || m_kind == Kind::First || !machine || m_session->cryptoError()) {
            continue;
        }
        auto event = ChatSynchronizerFacts::envelope(facts).event;
        event.insert("type"_L1, facts.shownType());
        event.insert("content"_L1, content);
        const auto passed = co_await resultOf(machine->receiveVerification(facts.roomId, event));
        hasPassed = hasPassed || passed;
    }
    if (hasPassed) {
        m_keys->pumpSoon();
    }
}

}
