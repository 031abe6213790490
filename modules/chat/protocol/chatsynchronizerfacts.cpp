// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerfacts.h"

#include "chat/protocol/matrixjson.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Kontor::ChatSynchronizerFacts
{
namespace
{
constexpr qsizetype mostTags = 200;
constexpr qsizetype mostDirect = 10'000;
constexpr qint64 clockSlack = 10 * 60 * 1000; ///< ms that clocks of servers and devices may differ

const auto member_ = "m.room.member"_L1;

void takeAccountData(ChatRoomFacts &facts, const MatrixAccountDatum &datum)
{
    if (datum.type == "m.fully_read"_L1) {
        facts.fullyRead = MatrixJson::id(datum.content.value("event_id"_L1));
    } else if (datum.type == "m.marked_unread"_L1 || (datum.type == "com.famedly.marked_unread"_L1 && !facts.isMarkedUnread)) {
        facts.isMarkedUnread = MatrixJson::flag(datum.content.value("unread"_L1));
    } else if (datum.type == "m.tag"_L1) {
        QHash<QString, double> tags;
        const auto told = datum.content.value("tags"_L1).toObject();
        for (auto tag = told.begin(); tag != told.end() && tags.size() < mostTags; ++tag) {
            const auto order = tag.value().toObject().value("order"_L1);
            tags.insert(tag.key(), order.isDouble() ? order.toDouble() : order.toString().toDouble());
        }
        facts.tags = tags;
    }
}

QString ownMembership(const MatrixRoomNews &news, const QString &user)
{
    QString found;
    for (const auto *events : {&news.state, &news.timeline, &news.stripped}) {
        for (const auto &event : *events) {
            if (event.type == member_ && event.stateKey == user) {
                found = MatrixJson::text(event.content.value("membership"_L1), 20);
            }
        }
    }
    return found;
}

std::optional<QString> membershipOf(const MatrixRoomNews &news, const QString &user)
{
    const auto own = ownMembership(news, user);
    switch (news.membership) {
    case MatrixRoomNews::Membership::Join:
        return u"join"_s;
    case MatrixRoomNews::Membership::Invite:
        return u"invite"_s;
    case MatrixRoomNews::Membership::Knock:
        return u"knock"_s;
    case MatrixRoomNews::Membership::Same:
        return own.isEmpty() ? std::nullopt : std::optional(own);
    case MatrixRoomNews::Membership::Leave:
        break;
    }
    return own == "ban"_L1 ? u"ban"_s : u"leave"_s;
}

void addAllState(ChatRoomFacts &facts, const QList<MatrixEvent> &events)
{
    for (const auto &event : events) {
        addState(facts, event);
    }
}

QString roomOf(const QString &said, const QString &roomId)
{
    return roomId.isEmpty() ? said : roomId;
}
}

ChatEventFacts event(const MatrixEvent &event, const QString &roomId)
{
    ChatEventFacts facts;
    facts.eventId = event.id;
    facts.roomId = roomOf(event.roomId, roomId);
    facts.sender = event.sender;
    facts.type = event.type;
    facts.stateKey = event.stateKey;
    facts.sent = event.at;
    facts.content = event.content;
    facts.previous = event.previousContent;
    facts.transactionId = event.transactionId;
    facts.isTooLarge = event.fault != MatrixEvent::Fault::None;
    if (event.redaction) {
        facts.isRedacted = true;
        facts.redactedBy = event.redaction->sender;
        facts.redactionReason = event.redaction->reason;
    }
    if (isEncrypted(facts)) {
        facts.sessionId = MatrixJson::id(facts.content.value("session_id"_L1));
        const bool wasOut = event.membership == "leave"_L1 || event.membership == "ban"_L1;
        facts.problem = wasOut ? ChatProblem::NotMember : ChatProblem::NoCryptography; // until it was tried
    }
    return facts;
}

bool isEncrypted(const ChatEventFacts &facts)
{
    return facts.type == "m.room.encrypted"_L1 && !facts.stateKey && !facts.isRedacted && !facts.isTooLarge;
}

CryptoEvent envelope(const ChatEventFacts &facts)
{
    return CryptoEvent{.roomId = facts.roomId,
                       .event = QJsonObject{{u"event_id"_s, facts.eventId},
                                            {u"room_id"_s, facts.roomId},
                                            {u"sender"_s, facts.sender},
                                            {u"type"_s, facts.type},
                                            {u"origin_server_ts"_s, facts.sent},
                                            {u"content"_s, facts.content}}};
}

ChatProblem problemOf(const CryptoDecrypted &read, qint64 sent, qint64 made)
{
    using Failure = CryptoDecrypted::Failure;
    switch (read.failure) {
    case Failure::None:
        return ChatProblem::None;
    case Failure::NoKey:
        return made > 0 && sent + clockSlack < made ? ChatProblem::KeyFromBefore : ChatProblem::NoKeyYet;
    case Failure::KeyWithheld:
        return read.withheldCode == "m.unverified"_L1 ? ChatProblem::WithheldUnverified : ChatProblem::Withheld;
    case Failure::KeyTooNew:
        return ChatProblem::KeyFromBefore;
    case Failure::NotAMember:
        return ChatProblem::NotMember;
    case Failure::UnknownAlgorithm:
        return ChatProblem::Unsupported;
    case Failure::NoMachine:
        return ChatProblem::NoCryptography;
    case Failure::UnknownDevice:
    case Failure::UnsignedDevice:
    case Failure::IdentityChanged:
    case Failure::WrongSender:
    case Failure::Damaged:
    case Failure::Duplicate:
        break;
    }
    return ChatProblem::Damaged;
}

ChatTrust trustOf(const CryptoShield &shield)
{
    switch (shield.cause) {
    case CryptoShield::Cause::None:
        return ChatTrust::Verified;
    case CryptoShield::Cause::AuthenticityNotGuaranteed:
        return ChatTrust::Unauthenticated;
    case CryptoShield::Cause::UnknownDevice:
    case CryptoShield::Cause::UnsignedDevice:
        return ChatTrust::UnknownDevice;
    case CryptoShield::Cause::UnverifiedIdentity:
        return ChatTrust::Unverified;
    case CryptoShield::Cause::IdentityChanged:
        return ChatTrust::IdentityChanged;
    case CryptoShield::Cause::MismatchedSender:
        break;
    }
    return ChatTrust::Mismatch;
}

void readInto(ChatEventFacts &facts, const CryptoDecrypted &read, qint64 made)
{
    const bool wasOut = facts.problem == ChatProblem::NotMember && read.failure == CryptoDecrypted::Failure::NoKey;
    facts.problem = wasOut ? ChatProblem::NotMember : problemOf(read, facts.sent, made);
    if (read.failure == CryptoDecrypted::Failure::WrongSender) {
        facts.trust = ChatTrust::Mismatch;
    }
    if (!read.isClear()) {
        return;
    }
    facts.clearType = read.type;
    facts.clear = read.content;
    facts.trust = trustOf(read.shield);
    const auto relation = facts.content.value("m.relates_to"_L1);
    if (relation.isObject() && !facts.clear.contains("m.relates_to"_L1)) {
        facts.clear.insert("m.relates_to"_L1, relation); // it stands in the clear, so that servers can count
    }
}

void redact(ChatEventFacts &facts, const QString &redactedBy, const QString &reason, const QString &version)
{
    facts.isRedacted = true;
    facts.redactedBy = redactedBy;
    facts.redactionReason = reason;
    facts.content = redactedMatrixContent(facts.type, facts.content, version);
    facts.previous = {};
    facts.clear = {};
    facts.clearType.clear();
    facts.problem = ChatProblem::None;
    facts.draftFile = {};
}

void addState(ChatRoomFacts &facts, const MatrixEvent &event)
{
    if (!event.stateKey || event.type == member_ || event.fault != MatrixEvent::Fault::None) {
        return;
    }
    auto content = event.content;
    if (event.type == "m.room.create"_L1 && !event.sender.isEmpty()) {
        content.insert("creator"_L1, event.sender); // newer versions of rooms have it nowhere else
    }
    facts.state[event.type].insert(*event.stateKey, content);
    if (event.type == "m.room.encryption"_L1 && event.stateKey->isEmpty()) {
        facts.wasEncrypted = true;
    }
}

ChatRoomFacts room(const MatrixRoomNews &news, const QString &user)
{
    ChatRoomFacts facts;
    facts.roomId = news.roomId;
    facts.membership = membershipOf(news, user);
    addAllState(facts, news.stripped);
    addAllState(facts, news.stateIsAfter ? news.timeline : news.state);
    addAllState(facts, news.stateIsAfter ? news.state : news.timeline);
    facts.heroes = news.heroes;
    facts.joined = news.joined;
    facts.invited = news.invited;
    facts.notifications = news.notifications;
    facts.highlights = news.highlights;
    for (const auto &datum : news.accountData) {
        takeAccountData(facts, datum);
    }
    qint64 newest = -1;
    for (const auto &receipt : news.receipts) {
        const bool isOfAll = receipt.threadId.isEmpty() || receipt.threadId == "main"_L1;
        if (receipt.userId == user && isOfAll && receipt.at > newest) {
            newest = receipt.at;
            facts.readEvent = receipt.eventId;
        }
    }
    if (news.membership == MatrixRoomNews::Membership::Invite) {
        for (const auto &event : news.stripped) {
            if (event.type == member_ && event.stateKey == user) {
                facts.inviter = event.sender;
            }
        }
    }
    return facts;
}

std::optional<ChatMemberFacts> member(const MatrixEvent &event, const QString &roomId)
{
    if (event.type != member_ || !event.stateKey || event.stateKey->isEmpty() || event.fault != MatrixEvent::Fault::None) {
        return std::nullopt;
    }
    ChatMemberFacts facts;
    facts.roomId = roomOf(event.roomId, roomId);
    facts.userId = *event.stateKey;
    facts.membership = MatrixJson::text(event.content.value("membership"_L1), 20);
    facts.name = MatrixJson::text(event.content.value("displayname"_L1), 1000);
    facts.avatar = MatrixJson::text(event.content.value("avatar_url"_L1), 2000);
    return facts;
}

QList<ChatMemberFacts> receipts(const MatrixRoomNews &news, const QString &user)
{
    QHash<QString, ChatMemberFacts> newest;
    for (const auto &receipt : news.receipts) {
        const bool isOfAll = receipt.threadId.isEmpty() || receipt.threadId == "main"_L1;
        if (receipt.userId == user || !isOfAll || receipt.type != "m.read"_L1) {
            continue;
        }
        auto &facts = newest[receipt.userId];
        if (facts.receiptTime && *facts.receiptTime > receipt.at) {
            continue;
        }
        facts.roomId = news.roomId;
        facts.userId = receipt.userId;
        facts.receipt = receipt.eventId;
        facts.receiptTime = receipt.at;
    }
    return newest.values();
}

std::optional<ChatAccountFacts> account(const QList<MatrixAccountDatum> &data, const QString &user)
{
    ChatAccountFacts facts;
    facts.userId = user;
    for (const auto &datum : data) {
        if (datum.type == "m.direct"_L1) {
            QHash<QString, QStringList> direct;
            for (auto one = datum.content.begin(); one != datum.content.end() && direct.size() < mostDirect; ++one) {
                direct.insert(one.key(), MatrixJson::ids(one.value(), 1000));
            }
            facts.direct = direct;
        } else if (datum.type == "m.ignored_user_list"_L1) {
            facts.ignored = datum.content.value("ignored_users"_L1).toObject().keys();
        } else if (datum.type == "m.push_rules"_L1) {
            facts.pushRules = datum.content.value("global"_L1).toObject();
        }
    }
    const bool saysSomething = facts.direct || facts.ignored || facts.pushRules;
    return saysSomething ? std::optional(facts) : std::nullopt;
}

RemoteItem item(const ChatEventFacts &facts)
{
    return RemoteItem{.remoteId = facts.eventId, .payload = facts.toCbor(), .partial = true};
}

RemoteItem wholeItem(const ChatEventFacts &facts)
{
    return RemoteItem{.remoteId = facts.eventId, .payload = facts.toCbor()};
}

RemoteItem item(const ChatRoomFacts &facts)
{
    return RemoteItem{.remoteId = facts.roomId, .payload = facts.toCbor(), .partial = true};
}

RemoteItem item(const ChatMemberFacts &facts)
{
    return RemoteItem{.remoteId = ChatId::member(facts.roomId, facts.userId), .payload = facts.toCbor(), .partial = true};
}

RemoteItem item(const ChatAccountFacts &facts)
{
    return RemoteItem{.remoteId = ChatId::Account, .payload = facts.toCbor(), .partial = true};
}

RemoteItem item(const ChatGapFacts &facts)
{
    return RemoteItem{.remoteId = ChatId::gap(facts.roomId, facts.token), .payload = facts.toCbor()};
}

QJsonObject json(const QCborValue &value)
{
    if (value.isMap()) {
        return value.toMap().toJsonObject();
    }
    const auto text = value.isByteArray() ? value.toByteArray() : value.toString().toUtf8();
    return QJsonDocument::fromJson(text).object();
}

}
