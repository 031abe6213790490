// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerpush.h"

#include "base/log.h"
#include "chat/protocol/chatsynchronizerfacts.h"
#include "chat/protocol/matrixerror.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
/// In the first state of a room that was made here: tells after a lost answer that it is there.
const QString creationMark = u"org.kontor.transaction"_s;

QString text(const Change &change, QLatin1StringView key)
{
    return change.arguments.value(key).toString();
}

bool isOn(const Change &change, QLatin1StringView key)
{
    return change.arguments.value(key).toBool();
}

QStringList texts(const Change &change, QLatin1StringView key)
{
    QStringList list;
    for (const auto all = change.arguments.value(key).toArray(); const auto &one : all) {
        list << one.toString();
    }
    return list;
}

std::unexpected<Error> goneThere()
{
    return failure(Error::Kind::NotFound, i18nc("@info a change by the user cannot be carried out", "This room or message is gone."));
}

Receipt receiptOf(const ChatRoomFacts &facts)
{
    return Receipt{.payload = facts.toCbor(), .partial = true};
}

QJsonObject creationOf(const Change &change)
{
    const bool isDirect = isOn(change, "isDirect"_L1);
    const bool isPublic = isOn(change, "isPublic"_L1);
    const bool isSpace = isOn(change, "isSpace"_L1);
    QJsonObject content{{creationMark, text(change, "transaction"_L1)}};
    if (isSpace) {
        content.insert("type"_L1, u"m.space"_s);
    }
    QJsonObject body{{u"creation_content"_s, content},
                     {u"visibility"_s, isPublic ? u"public"_s : u"private"_s},
                     {u"preset"_s, isPublic ? u"public_chat"_s : isDirect ? u"trusted_private_chat"_s : u"private_chat"_s},
                     {u"is_direct"_s, isDirect},
                     {u"invite"_s, QJsonArray::fromStringList(texts(change, "invite"_L1))}};
    if (const auto name = text(change, "name"_L1); !name.isEmpty()) {
        body.insert("name"_L1, name);
    }
    if (const auto topic = text(change, "topic"_L1); !topic.isEmpty()) {
        body.insert("topic"_L1, topic);
    }
    if (auto alias = text(change, "alias"_L1); !alias.isEmpty()) {
        alias = alias.startsWith(u'#') ? alias.sliced(1) : alias;
        body.insert("room_alias_name"_L1, alias.section(u':', 0, 0));
    }
    QJsonArray state;
    if (isOn(change, "isEncrypted"_L1)) {
        state.append(QJsonObject{{u"type"_s, u"m.room.encryption"_s}, {u"state_key"_s, QString(u""_s)}, {u"content"_s, QJsonObject{{u"algorithm"_s, u"m.megolm.v1.aes-sha2"_s}}}});
    }
    if (isSpace) {
        body.insert("power_level_content_override"_L1, QJsonObject{{u"events_default"_s, 100}});
    }
    if (!state.isEmpty()) {
        body.insert("initial_state"_L1, state);
    }
    return body;
}

/// The rule of a room for itself, as other clients make it.
QJsonObject roomRule(ChatNotify level)
{
    if (level == ChatNotify::All) {
        return QJsonObject{{u"actions"_s, QJsonArray{u"notify"_s, QJsonObject{{u"set_tweak"_s, u"sound"_s}, {u"value"_s, u"default"_s}}}}};
    }
    return QJsonObject{{u"actions"_s, QJsonArray{}}};
}
}

ChatSynchronizerPush::ChatSynchronizerPush(std::shared_ptr<ChatSynchronizerSession> session,
                                           std::shared_ptr<ChatSynchronizerSend> send,
                                           std::shared_ptr<ChatSynchronizerUpload> upload)
    : m_session(std::move(session))
    , m_send(std::move(send))
    , m_upload(std::move(upload))
{
}

Task<Result<Receipt>> ChatSynchronizerPush::push(Change change)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto kind = change.kind;
    if (kind == ChatChange::Send) {
        co_return co_await m_send->send(change);
    }
    if (kind == ChatChange::Create) {
        co_return co_await create(*link, change);
    }
    if (kind == ChatChange::Join) {
        co_return co_await join(*link, change);
    }
    if (change.itemRemoteId.isEmpty()) {
        co_return goneThere();
    }
    if (kind == ChatChange::Redact) {
        co_return co_await redact(*link, change);
    }
    if (kind == ChatChange::State) {
        co_return co_await setState(*link, change);
    }
    if (kind == ChatChange::Read) {
        co_return co_await markRead(*link, change);
    }
    if (kind == ChatChange::MarkUnread) {
        co_return co_await markUnread(*link, change);
    }
    if (kind == ChatChange::Tag) {
        co_return co_await tag(*link, change);
    }
    if (kind == ChatChange::Notify) {
        co_return co_await notify(*link, change);
    }
    if (kind == ChatChange::Leave) {
        co_return co_await leave(*link, change);
    }
    if (kind == ChatChange::Forget) {
        co_return co_await forget(*link, change);
    }
    if (kind == ChatChange::Member) {
        co_return co_await changeMember(*link, change);
    }
    if (kind == ChatChange::Profile) {
        co_return co_await setProfile(*link, change);
    }
    if (kind == ChatChange::Ignore) {
        co_return co_await ignore(*link, change);
    }
    co_return failure(Error::Kind::Forbidden, i18nc("@info", "This version of Kontor cannot carry out “%1”.", kind));
}

Task<Result<Receipt>> ChatSynchronizerPush::redact(Link link, Change change)
{
    auto self = shared_from_this();
    auto known = co_await resultOf(m_session->options.memory->event(change.itemRemoteId));
    if (!known) {
        co_return std::unexpected(known.error());
    }
    auto facts = known->value_or(ChatEventFacts{});
    const auto roomId = !facts.roomId.isEmpty() ? facts.roomId : !change.groundRemoteId.isEmpty() ? change.groundRemoteId : text(change, "room"_L1);
    if (roomId.isEmpty()) {
        co_return goneThere();
    }
    const auto reason = text(change, "reason"_L1);
    const auto rooms = link->rooms();
    const auto done = co_await rooms.redact(roomId, change.itemRemoteId, text(change, "transaction"_L1), reason);
    if (!done) {
        co_return std::unexpected(done.error());
    }
    if (facts.eventId.isEmpty()) {
        co_return Receipt{};
    }
    const auto room = co_await resultOf(m_session->options.memory->room(roomId));
    const auto version
        = room && *room ? (*room)->facts.state.value(u"m.room.create"_s).value(QString()).value("room_version"_L1).toString() : QString();
    ChatSynchronizerFacts::redact(facts, link->userId, reason, version);
    co_return Receipt{.payload = facts.toCbor(), .partial = true};
}

/// A picture that has to be uploaded first: its address; empty: there is none.
Task<Result<QString>> ChatSynchronizerPush::picture(Change change)
{
    auto self = shared_from_this();
    if (!change.arguments.contains("file"_L1)) {
        co_return QString();
    }
    const auto uploaded = co_await m_upload->upload(change.id, change.arguments.value("file"_L1).toMap(), ChatSynchronizerUpload::Way::Plain);
    co_return uploaded.transform([](const ChatSynchronizerUpload::Uploaded &done) {
        return done.url;
    });
}

Task<Result<Receipt>> ChatSynchronizerPush::setState(Link link, Change change)
{
    auto self = shared_from_this();
    const auto type = text(change, "type"_L1);
    const auto key = text(change, "key"_L1);
    auto content = ChatSynchronizerFacts::json(change.arguments.value("content"_L1));
    const auto url = co_await picture(change);
    if (!url) {
        co_return std::unexpected(url.error());
    }
    if (!url->isEmpty()) {
        content.insert("url"_L1, *url);
    }
    const auto rooms = link->rooms();
    const auto done = co_await rooms.putState(change.itemRemoteId, type, key, content);
    if (!done) {
        co_return std::unexpected(done.error());
    }
    m_upload->forget(change.id);
    ChatRoomFacts facts;
    facts.roomId = change.itemRemoteId;
    facts.state[type].insert(key.isNull() ? u""_s : key, content);
    if (type == "m.room.encryption"_L1) {
        facts.wasEncrypted = true;
        m_session->live[change.itemRemoteId].isEncrypted = true;
    }
    co_return receiptOf(facts);
}

Task<Result<Receipt>> ChatSynchronizerPush::markRead(Link link, Change change)
{
    auto self = shared_from_this();
    const auto event = text(change, "event"_L1);
    const bool isPrivate = isOn(change, "isPrivate"_L1);
    const auto rooms = link->rooms();
    const auto done = co_await rooms.setReadMarkers(change.itemRemoteId, event, isPrivate ? QString() : event, isPrivate ? event : QString());
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return Receipt{};
}

Task<Result<Receipt>> ChatSynchronizerPush::markUnread(Link link, Change change)
{
    auto self = shared_from_this();
    const bool on = isOn(change, "on"_L1);
    const auto preferences = link->preferences();
    const auto done = co_await preferences.putRoomData(change.itemRemoteId, u"m.marked_unread"_s, QJsonObject{{u"unread"_s, on}});
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return Receipt{};
}

Task<Result<Receipt>> ChatSynchronizerPush::tag(Link link, Change change)
{
    auto self = shared_from_this();
    const auto tag = text(change, "tag"_L1);
    const auto preferences = link->preferences();
    Result<void> done;
    if (isOn(change, "on"_L1)) {
        done = co_await preferences.putTag(change.itemRemoteId, tag, change.arguments.value("order"_L1).toDouble(0.5));
    } else {
        done = co_await preferences.removeTag(change.itemRemoteId, tag);
    }
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return Receipt{};
}

Task<Result<Receipt>> ChatSynchronizerPush::notify(Link link, Change change)
{
    auto self = shared_from_this();
    const auto level = ChatNotify(change.arguments.value("level"_L1).toInteger());
    const auto roomId = change.itemRemoteId;
    const auto preferences = link->preferences();
    Result<void> done;
    if (level == ChatNotify::Nothing) {
        const QJsonObject condition{{u"kind"_s, u"event_match"_s}, {u"key"_s, u"room_id"_s}, {u"pattern"_s, roomId}};
        done = co_await preferences.putPushRule(u"override"_s, roomId, QJsonObject{{u"conditions"_s, QJsonArray{condition}}, {u"actions"_s, QJsonArray{}}});
    } else {
        done = co_await preferences.removePushRule(u"override"_s, roomId);
    }
    if (done && (level == ChatNotify::All || level == ChatNotify::Mentions)) {
        done = co_await preferences.putPushRule(u"room"_s, roomId, roomRule(level));
    } else if (done) {
        done = co_await preferences.removePushRule(u"room"_s, roomId);
    }
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return Receipt{}; // the rules come by the next sync
}

Task<Result<std::optional<QString>>> ChatSynchronizerPush::findCreated(Link link, QString transaction)
{
    auto self = shared_from_this();
    const auto membership = link->membership();
    const auto joined = co_await membership.joinedRooms();
    if (!joined) {
        co_return std::unexpected(joined.error());
    }
    const auto rooms = link->rooms();
    for (const auto &roomId : *joined) {
        const auto known = co_await resultOf(m_session->options.memory->room(roomId));
        if (!known) {
            co_return std::unexpected(known.error());
        }
        const auto creation = *known ? (*known)->facts.state.value(u"m.room.create"_s).value(QString()) : QJsonObject();
        auto mark = creation.value(creationMark).toString();
        if (creation.isEmpty()) { // made since it was read last, perhaps by us
            const auto told = co_await rooms.stateContent(roomId, u"m.room.create"_s);
            if (!told && isPassing(told.error().kind)) {
                co_return std::unexpected(told.error());
            }
            mark = told ? told->value(creationMark).toString() : QString();
        }
        if (!transaction.isEmpty() && mark == transaction) {
            co_return std::optional(roomId);
        }
    }
    co_return std::nullopt;
}

Task<Result<Receipt>> ChatSynchronizerPush::create(Link link, Change change)
{
    auto self = shared_from_this();
    auto roomId = change.itemRemoteId;
    if (roomId.isEmpty() && change.answerLost) {
        const auto found = co_await findCreated(link, text(change, "transaction"_L1));
        if (!found) {
            co_return std::unexpected(found.error());
        }
        roomId = found->value_or(QString());
    }
    if (roomId.isEmpty()) {
        const auto membership = link->membership();
        const auto made = co_await membership.create(creationOf(change));
        if (!made) {
            co_return std::unexpected(made.error());
        }
        roomId = *made;
    }
    const auto finished = co_await finishCreation(link, change, roomId);
    if (!finished && isPassing(finished.error().kind)) {
        co_return std::unexpected(finished.error()); // the room is found by its mark then
    }
    if (!finished) {
        qCWarning(logSync) << "a new room was not entered everywhere:" << kindName(finished.error().kind) << finished.error().detail;
    }
    ChatRoomFacts facts;
    facts.roomId = roomId;
    facts.membership = u"join"_s;
    if (const auto name = text(change, "name"_L1); !name.isEmpty()) {
        facts.state[u"m.room.name"_s].insert(u""_s, QJsonObject{{u"name"_s, name}});
    }
    if (const auto topic = text(change, "topic"_L1); !topic.isEmpty()) {
        facts.state[u"m.room.topic"_s].insert(u""_s, QJsonObject{{u"topic"_s, topic}});
    }
    QJsonObject creation{{creationMark, text(change, "transaction"_L1)}};
    if (isOn(change, "isSpace"_L1)) {
        creation.insert("type"_L1, u"m.space"_s);
    }
    facts.state[u"m.room.create"_s].insert(u""_s, creation);
    if (isOn(change, "isEncrypted"_L1)) {
        facts.wasEncrypted = true;
        m_session->live[roomId].isEncrypted = true;
    }
    Receipt receipt = receiptOf(facts);
    receipt.remoteId = roomId;
    co_return receipt;
}

/// Enters a room into the account's list of direct chats (m.direct).
Task<Result<void>> ChatSynchronizerPush::noteDirect(Link link, QString roomId, QString userId)
{
    auto self = shared_from_this();
    const auto preferences = link->preferences();
    const auto direct = co_await preferences.accountData(u"m.direct"_s);
    if (!direct && direct.error().kind != Error::Kind::NotFound) {
        co_return std::unexpected(direct.error());
    }
    auto all = direct.value_or(QJsonObject());
    auto rooms = all.value(userId).toArray();
    if (rooms.contains(roomId)) {
        co_return {};
    }
    rooms.append(roomId);
    all.insert(userId, rooms);
    co_return co_await preferences.putAccountData(u"m.direct"_s, all);
}

/// Only the invitation tells; after a start it is looked up behind the membership that took its place.
Task<bool> ChatSynchronizerPush::isDirectInvitation(Link link, QString roomId)
{
    auto self = shared_from_this();
    if (const auto told = m_session->invitations.constFind(roomId); told != m_session->invitations.cend()) {
        co_return *told == ChatSynchronizerSession::Invitation::ToDirectChat;
    }
    const auto rooms = link->rooms();
    const auto state = co_await rooms.state(roomId);
    for (const auto &event : state.value_or(QList<MatrixEvent>())) {
        if (event.type == "m.room.member"_L1 && event.stateKey == link->userId) {
            co_return event.previousContent.value("is_direct"_L1).toBool();
        }
    }
    co_return false;
}

/// What belongs to a new room and lies elsewhere. Each step may be repeated.
Task<Result<void>> ChatSynchronizerPush::finishCreation(Link link, Change change, QString roomId)
{
    auto self = shared_from_this();
    const auto invited = texts(change, "invite"_L1);
    if (isOn(change, "isDirect"_L1) && !invited.isEmpty()) {
        const auto noted = co_await noteDirect(link, roomId, invited.first());
        if (!noted) {
            co_return noted;
        }
    }
    if (const auto space = text(change, "space"_L1); space.startsWith(u'!')) {
        const auto rooms = link->rooms();
        const auto server = link->userId.section(u':', 1);
        const auto put = co_await rooms.putState(space, u"m.space.child"_s, roomId, QJsonObject{{u"via"_s, QJsonArray{server}}});
        if (!put) {
            co_return std::unexpected(put.error());
        }
    }
    co_return {};
}

Task<Result<Receipt>> ChatSynchronizerPush::join(Link link, Change change)
{
    auto self = shared_from_this();
    const auto wanted = change.itemRemoteId.isEmpty() ? text(change, "room"_L1) : change.itemRemoteId;
    if (wanted.isEmpty()) {
        co_return goneThere();
    }
    const auto before = co_await resultOf(m_session->options.memory->room(change.itemRemoteId));
    const auto inviter = before && *before && (*before)->facts.membership == "invite"_L1 ? (*before)->facts.inviter.value_or(QString()) : QString();
    const auto membership = link->membership();
    const auto joined = co_await membership.join(wanted, texts(change, "via"_L1), text(change, "reason"_L1));
    if (!joined) {
        co_return std::unexpected(joined.error());
    }
    if (!inviter.isEmpty()) {
        const bool isDirect = co_await isDirectInvitation(link, *joined);
        if (isDirect) {
            const auto noted = co_await noteDirect(link, *joined, inviter);
            if (!noted) {
                qCWarning(logSync) << "a direct chat was not entered:" << kindName(noted.error().kind) << noted.error().detail;
            }
        }
    }
    ChatRoomFacts facts;
    facts.roomId = *joined;
    facts.membership = u"join"_s;
    Receipt receipt = receiptOf(facts);
    receipt.remoteId = *joined;
    co_return receipt;
}

Task<Result<Receipt>> ChatSynchronizerPush::leave(Link link, Change change)
{
    auto self = shared_from_this();
    const auto membership = link->membership();
    const auto left = co_await membership.leave(change.itemRemoteId, text(change, "reason"_L1));
    // Who was thrown out, or never was in it, is where one wants to be.
    if (!left && left.error().kind != Error::Kind::NotFound && left.error().kind != Error::Kind::Forbidden) {
        co_return std::unexpected(left.error());
    }
    m_session->live.remove(change.itemRemoteId);
    ChatRoomFacts facts;
    facts.roomId = change.itemRemoteId;
    facts.membership = u"leave"_s;
    co_return receiptOf(facts);
}

Task<Result<Receipt>> ChatSynchronizerPush::forget(Link link, Change change)
{
    auto self = shared_from_this();
    const auto membership = link->membership();
    auto forgotten = co_await membership.forget(change.itemRemoteId);
    if (!forgotten && !isPassing(forgotten.error().kind) && forgotten.error().kind != Error::Kind::Unauthorized && forgotten.error().kind != Error::Kind::Cancelled) {
        const auto left = co_await membership.leave(change.itemRemoteId); // only what was left can be forgotten
        if (left) {
            forgotten = co_await membership.forget(change.itemRemoteId);
        }
    }
    const bool isUnknown = !forgotten && (forgotten.error().kind == Error::Kind::NotFound || forgotten.error().kind == Error::Kind::Forbidden);
    if (!forgotten && !isUnknown) {
        co_return std::unexpected(forgotten.error());
    }
    co_return Receipt{.itemGone = true};
}

Task<Result<Receipt>> ChatSynchronizerPush::changeMember(Link link, Change change)
{
    auto self = shared_from_this();
    const auto user = text(change, "user"_L1);
    const auto what = text(change, "what"_L1);
    const auto reason = text(change, "reason"_L1);
    const auto membership = link->membership();
    Result<void> done = failure(Error::Kind::Forbidden, i18nc("@info", "This version of Kontor cannot carry out “%1”.", what));
    if (what == "invite"_L1) {
        done = co_await membership.invite(change.itemRemoteId, user, reason);
        if (!done && done.error().kind == Error::Kind::Conflict) {
            done = {}; // is there already
        }
    } else if (what == "kick"_L1) {
        done = co_await membership.kick(change.itemRemoteId, user, reason);
    } else if (what == "ban"_L1) {
        done = co_await membership.ban(change.itemRemoteId, user, reason);
    } else if (what == "unban"_L1) {
        done = co_await membership.unban(change.itemRemoteId, user, reason);
    }
    if (!done && change.answerLost && done.error().kind == Error::Kind::Forbidden) { // perhaps it was done the first time
        const auto rooms = link->rooms();
        const auto state = co_await rooms.stateContent(change.itemRemoteId, u"m.room.member"_s, user);
        const auto now = state ? state->value("membership"_L1).toString() : QString();
        const bool isDone = (what == "ban"_L1 && now == "ban"_L1) || (what != "ban"_L1 && what != "invite"_L1 && now == "leave"_L1);
        done = isDone ? Result<void>() : done;
    }
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return Receipt{};
}

Task<Result<Receipt>> ChatSynchronizerPush::setProfile(Link link, Change change)
{
    auto self = shared_from_this();
    const auto preferences = link->preferences();
    ChatAccountFacts facts;
    facts.userId = link->userId;
    const auto url = co_await picture(change);
    if (!url) {
        co_return std::unexpected(url.error());
    }
    if (!url->isEmpty()) {
        facts.avatar = *url;
    } else if (change.arguments.contains("avatar"_L1)) {
        facts.avatar = text(change, "avatar"_L1);
    }
    if (change.arguments.contains("name"_L1)) {
        facts.name = text(change, "name"_L1);
    }
    Result<void> done;
    if (facts.name) {
        done = co_await preferences.setName(*facts.name);
    }
    if (done && facts.avatar) {
        done = co_await preferences.setAvatar(*facts.avatar);
    }
    if (!done) {
        co_return std::unexpected(done.error());
    }
    m_upload->forget(change.id);
    co_return Receipt{.payload = facts.toCbor(), .partial = true};
}

Task<Result<Receipt>> ChatSynchronizerPush::ignore(Link link, Change change)
{
    auto self = shared_from_this();
    const auto preferences = link->preferences();
    const auto before = co_await preferences.accountData(u"m.ignored_user_list"_s);
    if (!before && before.error().kind != Error::Kind::NotFound) {
        co_return std::unexpected(before.error());
    }
    auto content = before.value_or(QJsonObject());
    auto users = content.value("ignored_users"_L1).toObject();
    if (isOn(change, "on"_L1)) {
        users.insert(text(change, "user"_L1), QJsonObject());
    } else {
        users.remove(text(change, "user"_L1));
    }
    content.insert("ignored_users"_L1, users);
    const auto kept = co_await preferences.putAccountData(u"m.ignored_user_list"_s, content);
    if (!kept) {
        co_return std::unexpected(kept.error());
    }
    ChatAccountFacts facts;
    facts.userId = link->userId;
    facts.ignored = users.keys();
    co_return Receipt{.payload = facts.toCbor(), .partial = true};
}

}
