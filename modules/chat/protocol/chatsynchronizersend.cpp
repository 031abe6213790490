// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizersend.h"

#include "base/log.h"
#include "chat/chatoutgoing.h"
#include "chat/protocol/chatsynchronizerfacts.h"
#include "chat/protocol/matrixerror.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int sharesForOne = 3; ///< times that keys are handed out for one message, if people come and go meanwhile
constexpr int lookedThrough = 60; ///< events, for one that another device of ours may have sent

QString text(const Change &change, QLatin1StringView key)
{
    return change.arguments.value(key).toString();
}

CryptoRoomPolicy::History historyOf(const QString &visibility)
{
    using History = CryptoRoomPolicy::History;
    if (visibility == "invited"_L1) {
        return History::Invited;
    }
    if (visibility == "joined"_L1) {
        return History::Joined;
    }
    return visibility == "world_readable"_L1 ? History::WorldReadable : History::Shared;
}
}

ChatSynchronizerSend::ChatSynchronizerSend(std::shared_ptr<ChatSynchronizerSession> session,
                                           std::shared_ptr<ChatSynchronizerKeys> keys,
                                           std::shared_ptr<ChatSynchronizerNews> news,
                                           std::shared_ptr<ChatSynchronizerUpload> upload)
    : m_session(std::move(session))
    , m_keys(std::move(keys))
    , m_news(std::move(news))
    , m_upload(std::move(upload))
{
}

Error ChatSynchronizerSend::explained(Error error)
{
    if (error.kind == Error::Kind::OverQuota) {
        error.message = i18nc("@info", "This message is too long for the server. Send it in parts, or as a file.");
    } else if (error.kind == Error::Kind::TokenExpired) {
        error.kind = Error::Kind::Protocol;
    }
    return error;
}

Task<Result<Receipt>> ChatSynchronizerSend::send(Change change)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto roomId = !change.groundRemoteId.isEmpty() ? change.groundRemoteId : text(change, "room"_L1);
    const auto transaction = text(change, "transaction"_L1);
    const auto type = text(change, "type"_L1);
    auto content = ChatSynchronizerFacts::json(change.arguments.value("content"_L1));
    if (!change.itemRemoteId.isEmpty()) { // a sync has brought it: it had arrived
        m_upload->forget(change.id);
        co_return co_await receiptFor(*link, roomId, change.itemRemoteId, type, content, transaction);
    }
    if (roomId.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "The room of this message is gone."));
    }
    if (change.answerLost && m_session->hasOtherDevice && !change.arguments.contains("file"_L1)) {
        const auto found = co_await findSent(*link, change, roomId, type, content);
        if (!found) {
            co_return std::unexpected(found.error());
        }
        if (*found) {
            co_return co_await receiptFor(*link, roomId, **found, type, content, transaction);
        }
    }
    const auto isSecret = co_await isEncrypted(roomId);
    if (!isSecret) {
        co_return std::unexpected(explained(isSecret.error()));
    }
    if (change.arguments.contains("file"_L1)) {
        const auto way = *isSecret ? ChatSynchronizerUpload::Way::Encrypted : ChatSynchronizerUpload::Way::Plain;
        auto uploaded = co_await m_upload->upload(change.id, change.arguments.value("file"_L1).toMap(), way);
        if (!uploaded) {
            co_return std::unexpected(uploaded.error());
        }
        ChatSynchronizerUpload::putInto(content, *uploaded);
    }
    const auto first = ChatSynchronizerFacts::json(change.arguments.value("first"_L1));
    const auto said = first.isEmpty() ? content : first;
    const auto eventId = co_await say(roomId, type, said, transaction);
    if (!eventId && matrixErrorCode(eventId.error()) == "M_DUPLICATE_ANNOTATION"_L1) {
        co_return Receipt{.itemGone = true}; // the same reaction is there already
    }
    if (!eventId) {
        co_return std::unexpected(explained(eventId.error()));
    }
    if (!first.isEmpty() && first != content) { // what the user made of it, while nobody knew whether it had been sent
        const auto replacement = ChatOutgoingText::replacement(content, *eventId, first);
        const auto edited = co_await say(roomId, type, replacement, transaction + u".edit"_s);
        if (!edited) {
            co_return std::unexpected(explained(edited.error()));
        }
    }
    m_upload->forget(change.id);
    co_return co_await receiptFor(*link, roomId, *eventId, type, said, transaction);
}

Task<Result<Receipt>> ChatSynchronizerSend::receiptFor(Link link, QString roomId, QString eventId, QString type, QJsonObject content, QString transaction)
{
    auto self = shared_from_this();
    Receipt receipt{.remoteId = eventId};
    if (const auto *told = m_news->told(eventId)) { // a sync was faster: it knows the place
        receipt.payload = told->toCbor();
        co_return receipt;
    }
    const auto here = co_await resultOf(m_session->options.memory->event(eventId));
    if (here && *here && !(*here)->eventId.isEmpty() && (*here)->order > 0) {
        receipt.payload = (*here)->toCbor();
        co_return receipt;
    }
    const auto room = co_await resultOf(m_session->options.memory->room(roomId));
    const qint64 newest = room && *room && (*room)->newest < (qint64(1) << 61) ? (*room)->newest : 0;
    ChatEventFacts facts;
    facts.eventId = eventId;
    facts.roomId = roomId;
    facts.sender = link->userId;
    facts.type = type;
    facts.content = content;
    facts.sent = m_session->options.clock->now().toMSecsSinceEpoch();
    facts.transactionId = transaction;
    facts.order = m_session->provisionalOrder(newest);
    const auto live = m_session->live.constFind(roomId);
    if (live != m_session->live.cend() && live->isEncrypted.value_or(false) && type != "m.reaction"_L1) {
        facts.type = u"m.room.encrypted"_s;
        facts.content = {};
        facts.clearType = type;
        facts.clear = content;
        facts.trust = ChatTrust::Verified;
    }
    receipt.payload = facts.toCbor();
    co_return receipt;
}

Task<Result<QString>> ChatSynchronizerSend::say(QString roomId, QString type, QJsonObject content, QString transaction)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto isSecret = co_await isEncrypted(roomId);
    if (!isSecret) {
        co_return std::unexpected(isSecret.error());
    }
    // Reactions stay in the clear: servers and other clients count them there.
    if (*isSecret && type != "m.reaction"_L1) {
        auto envelope = co_await encrypted(roomId, type, content);
        if (!envelope) {
            co_return std::unexpected(envelope.error());
        }
        content = *std::move(envelope);
        type = u"m.room.encrypted"_s;
    }
    const auto rooms = (*link)->rooms();
    auto eventId = co_await rooms.say(roomId, type, transaction, content);
    if (!eventId && isPassing(eventId.error().kind)) {
        m_session->forgetLive();
    }
    co_return eventId;
}

Task<Result<bool>> ChatSynchronizerSend::isEncrypted(QString roomId)
{
    auto self = shared_from_this();
    if (const auto live = m_session->live.constFind(roomId); live != m_session->live.cend() && live->isEncrypted) {
        co_return *live->isEncrypted;
    }
    const auto room = co_await resultOf(m_session->options.memory->room(roomId));
    if (!room) {
        co_return std::unexpected(room.error());
    }
    bool isSecret = *room && ((*room)->facts.wasEncrypted.value_or(false) || (*room)->facts.state.value(u"m.room.encryption"_s).contains(QString()));
    const auto machine = co_await m_session->crypto();
    if (!isSecret && machine) {
        const auto settings = co_await resultOf((*machine)->roomSettings(roomId));
        isSecret = settings && settings->has_value();
    }
    if (!isSecret) { // somebody may have turned it on while nothing was heard
        const auto link = co_await m_session->link();
        if (!link) {
            co_return std::unexpected(link.error());
        }
        const auto rooms = (*link)->rooms();
        const auto state = co_await rooms.stateContent(roomId, u"m.room.encryption"_s);
        if (!state && state.error().kind != Error::Kind::NotFound) {
            co_return std::unexpected(state.error());
        }
        isSecret = state.has_value();
    }
    if (isSecret && machine) {
        co_await resultOf((*machine)->setRoomSettings(roomId, CryptoRoomSettings{}));
    }
    m_session->live[roomId].isEncrypted = isSecret;
    co_return isSecret;
}

Task<Result<QStringList>> ChatSynchronizerSend::people(QString roomId)
{
    auto self = shared_from_this();
    if (const auto live = m_session->live.constFind(roomId); live != m_session->live.cend() && live->members) {
        const QStringList known(live->members->cbegin(), live->members->cend());
        co_return known;
    }
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto rooms = (*link)->rooms();
    // Of the server: what is here may be from before somebody left.
    const auto events = co_await rooms.members(roomId, {}, u"leave"_s);
    if (!events) {
        co_return std::unexpected(events.error());
    }
    QSet<QString> members;
    QList<RemoteItem> items;
    for (const auto &event : *events) {
        const auto member = ChatSynchronizerFacts::member(event, roomId);
        if (member && (member->membership == "join"_L1 || member->membership == "invite"_L1)) {
            members.insert(member->userId);
            items << ChatSynchronizerFacts::item(*member);
        }
    }
    m_session->live[roomId].members = members;
    const auto room = co_await resultOf(m_session->options.memory->room(roomId));
    if (room && *room && !(*room)->facts.isEverythingOfMembersKnown.value_or(false)) {
        ChatRoomFacts facts;
        facts.roomId = roomId;
        facts.isEverythingOfMembersKnown = true;
        items << ChatSynchronizerFacts::item(facts);
        m_session->learn(items);
    }
    const QStringList all(members.cbegin(), members.cend());
    co_return all;
}

Task<Result<CryptoRoomPolicy>> ChatSynchronizerSend::policy(QString roomId)
{
    auto self = shared_from_this();
    CryptoRoomPolicy policy;
    const auto room = co_await resultOf(m_session->options.memory->room(roomId));
    if (!room) {
        co_return std::unexpected(room.error());
    }
    QString visibility = m_session->live.value(roomId).history;
    if (*room) {
        const auto &state = (*room)->facts.state;
        if (visibility.isEmpty()) {
            visibility = state.value(u"m.room.history_visibility"_s).value(QString()).value("history_visibility"_L1).toString();
        }
        const auto encryption = state.value(u"m.room.encryption"_s).value(QString());
        const auto messages = encryption.value("rotation_period_msgs"_L1).toInteger();
        const auto time = encryption.value("rotation_period_ms"_L1).toInteger();
        // Never longer than usual, and not so short that keys are all that is sent.
        policy.rotationMessages = messages > 0 ? std::clamp<qint64>(messages, 10, policy.rotationMessages) : policy.rotationMessages;
        policy.rotationMilliseconds = time > 0 ? std::clamp<qint64>(time, 3'600'000, policy.rotationMilliseconds) : policy.rotationMilliseconds;
    }
    policy.history = historyOf(visibility);
    co_return policy;
}

Task<Result<QJsonObject>> ChatSynchronizerSend::encrypted(QString roomId, QString type, QJsonObject content)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        auto error = machine.error();
        if (error.kind == Error::Kind::Forbidden) {
            error.message = i18nc("@info %1 is a sentence that says why", "This room is encrypted, and Kontor cannot encrypt now. %1", error.message);
        }
        co_return std::unexpected(error);
    }
    auto people = co_await this->people(roomId);
    if (!people) {
        co_return std::unexpected(people.error());
    }
    const auto policy = co_await this->policy(roomId);
    if (!policy) {
        co_return std::unexpected(policy.error());
    }
    co_await m_sharing.enter();
    auto envelope = co_await encryptNow(*machine, roomId, *people, *policy, type, content);
    m_sharing.leave();
    if (!envelope) {
        co_return std::unexpected(asCryptoError(envelope.error()));
    }
    const auto relation = content.value("m.relates_to"_L1);
    if (relation.isObject() && !envelope->contains("m.relates_to"_L1)) {
        envelope->insert("m.relates_to"_L1, relation);
    }
    co_return envelope;
}

Task<Result<QJsonObject>> ChatSynchronizerSend::encryptNow(std::shared_ptr<CryptoMachine> machine, QString roomId, QStringList people, CryptoRoomPolicy policy, QString type,
                                                           QJsonObject content)
{
    auto self = shared_from_this();
    const auto followed = co_await resultOf(machine->follow(people));
    if (!followed) {
        co_return std::unexpected(followed.error());
    }
    const auto pumped = co_await m_keys->pump();
    if (!pumped && (isPassing(pumped.error().kind) || pumped.error().kind == Error::Kind::Unauthorized || pumped.error().kind == Error::Kind::Cancelled)) {
        co_return std::unexpected(pumped.error());
    }
    const auto missing = co_await resultOf(machine->missingSessions(people));
    if (!missing) {
        co_return std::unexpected(missing.error());
    }
    if (*missing) {
        const auto claimed = co_await m_keys->send(**missing);
        if (!claimed) {
            co_return std::unexpected(claimed.error());
        }
    }
    for (int attempt = 1; !m_session->isStopped; ++attempt) {
        const auto shares = co_await resultOf(machine->shareRoomKey(roomId, people, policy));
        if (!shares) {
            co_return std::unexpected(shares.error());
        }
        const auto shared = co_await m_keys->sendAll(*shares);
        if (!shared) {
            co_return std::unexpected(shared.error());
        }
        auto envelope = co_await resultOf(machine->encrypt(roomId, type, content));
        if (envelope || envelope.error().kind != Error::Kind::Conflict || attempt >= sharesForOne) {
            co_return envelope;
        }
    }
    co_return cancelled();
}

/// What another device of ours may have sent before this one took its place: the server does not recognise the transaction.
Task<Result<std::optional<QString>>> ChatSynchronizerSend::findSent(Link link, Change change, QString roomId, QString type, QJsonObject content)
{
    auto self = shared_from_this();
    const auto rooms = link->rooms();
    const auto messages = co_await rooms.messages(roomId, {}, MatrixDirection::Backwards, lookedThrough);
    if (!messages) {
        co_return std::unexpected(messages.error());
    }
    QStringList ids;
    QList<ChatEventFacts> own;
    for (const auto &event : messages->events) {
        if (event.sender == link->userId && !event.isRedacted()) {
            own << ChatSynchronizerFacts::event(event, roomId);
            ids << event.id;
        }
    }
    const auto here = co_await resultOf(m_session->options.memory->known(ids));
    if (!here) {
        co_return std::unexpected(here.error());
    }
    const auto transaction = text(change, "transaction"_L1);
    own = co_await m_keys->read(std::move(own));
    for (const auto &facts : std::as_const(own)) {
        const bool isSame = facts.shownType() == type && facts.shownContent() == content;
        const bool isOtherOne = here->contains(facts.eventId); // it has an item already, so it is not this one
        if (facts.transactionId == transaction || (isSame && !isOtherOne)) {
            co_return std::optional(facts.eventId);
        }
    }
    co_return std::nullopt;
}

}
