// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatfacts.h"

#include <QCborMap>
#include <QCborValue>

namespace Kontor
{
namespace
{
constexpr qsizetype largestState = 256 << 10; // octets as CBOR; a server takes 64 KiB of JSON
constexpr qsizetype mostTags = 200;
constexpr qsizetype mostHeroes = 50;
constexpr qsizetype longestKey = 1024;

/// How many keys of a type of state are kept; 0: none.
qsizetype mostKeys(const QString &type)
{
    static const QHash<QString, qsizetype> most{
        {QStringLiteral("m.room.name"), 1},
        {QStringLiteral("m.room.topic"), 1},
        {QStringLiteral("m.room.avatar"), 1},
        {QStringLiteral("m.room.canonical_alias"), 1},
        {QStringLiteral("m.room.encryption"), 1},
        {QStringLiteral("m.room.join_rules"), 1},
        {QStringLiteral("m.room.history_visibility"), 1},
        {QStringLiteral("m.room.guest_access"), 1},
        {QStringLiteral("m.room.power_levels"), 1},
        {QStringLiteral("m.room.create"), 1},
        {QStringLiteral("m.room.tombstone"), 1},
        {QStringLiteral("m.room.pinned_events"), 1},
        {QStringLiteral("m.space.child"), 3000},
        {QStringLiteral("m.space.parent"), 50},
        {QStringLiteral("im.vector.modular.widgets"), 50},
        {QStringLiteral("m.widget"), 50},
        {QStringLiteral("m.call.member"), 500},
        {QStringLiteral("org.matrix.msc3401.call.member"), 500},
        {QStringLiteral("m.call"), 50},
        {QStringLiteral("org.matrix.msc3401.call"), 50},
    };
    return most.value(type);
}

template<class T>
void take(std::optional<T> &known, const std::optional<T> &later)
{
    if (later) {
        known = later;
    }
}

void take(QString &known, const QString &later)
{
    if (!later.isEmpty()) {
        known = later;
    }
}

/// What a redaction leaves of a content; the room's version is not known here, so of what all of them leave.
QJsonObject redactedContent(const QString &type, const QJsonObject &content)
{
    static const QHash<QString, QStringList> kept{
        {QStringLiteral("m.room.member"), {QStringLiteral("membership"), QStringLiteral("join_authorised_via_users_server")}},
        {QStringLiteral("m.room.join_rules"), {QStringLiteral("join_rule"), QStringLiteral("allow")}},
        {QStringLiteral("m.room.history_visibility"), {QStringLiteral("history_visibility")}},
        {QStringLiteral("m.room.redaction"), {QStringLiteral("redacts")}},
    };
    QJsonObject left;
    const auto keys = type == QLatin1StringView("m.room.create") ? content.keys() : kept.value(type);
    for (const auto &key : keys) {
        if (content.contains(key)) {
            left.insert(key, content.value(key));
        }
    }
    return left;
}

/// That it changed or annotated another event, without any word of it.
QJsonObject bareRelation(const QJsonObject &content)
{
    const auto relates = content.value(QLatin1StringView("m.relates_to")).toObject();
    const auto type = relates.value(QLatin1StringView("rel_type"));
    if (type != QLatin1StringView("m.replace") && type != QLatin1StringView("m.annotation")) {
        return {};
    }
    return {{QStringLiteral("rel_type"), type}, {QStringLiteral("event_id"), relates.value(QLatin1StringView("event_id"))}};
}

/// What we sent ourselves came back as ciphertext: we know what it says.
void keepOwnText(ChatEventFacts &facts, const ChatEventFacts &before)
{
    const bool wasOurs = !before.type.isEmpty() && before.type != QLatin1StringView("m.room.encrypted") && before.clearType.isEmpty() && !before.content.isEmpty();
    if (wasOurs && !before.transactionId.isEmpty() && facts.type == QLatin1StringView("m.room.encrypted") && facts.clearType.isEmpty()) {
        facts.clearType = before.type;
        facts.clear = before.content;
        facts.problem = ChatProblem::None;
        facts.trust = ChatTrust::Verified;
    }
}
}

void ChatFacts::redact(ChatEventFacts &facts, const QString &by, const QString &reason)
{
    auto relation = bareRelation(facts.content);
    if (relation.isEmpty()) {
        relation = bareRelation(facts.clear);
    }
    facts.isRedacted = true;
    take(facts.redactedBy, by);
    take(facts.redactionReason, reason);
    facts.content = redactedContent(facts.type, facts.content);
    if (!relation.isEmpty()) {
        facts.content.insert(QStringLiteral("m.relates_to"), relation);
    }
    facts.previous = {};
    facts.clear = {};
    facts.clearType.clear();
    facts.problem = ChatProblem::None;
    facts.sessionId.clear();
    facts.draftFile = {};
    facts.isTooLarge = false;
}

ChatEventFacts ChatFacts::merged(ChatEventFacts known, const ChatEventFacts &later)
{
    auto facts = known;
    take(facts.eventId, later.eventId);
    take(facts.roomId, later.roomId);
    take(facts.sender, later.sender);
    take(facts.type, later.type);
    take(facts.stateKey, later.stateKey);
    take(facts.transactionId, later.transactionId);
    facts.order = known.order != 0 ? known.order : later.order;
    facts.sent = later.sent != 0 ? later.sent : known.sent;
    const bool saysContent = !later.content.isEmpty() || !later.type.isEmpty();
    if (!later.content.isEmpty()) {
        facts.content = later.content;
        facts.isTooLarge = later.isTooLarge;
    } else if (later.isTooLarge && known.content.isEmpty()) {
        facts.isTooLarge = true;
    }
    if (!later.previous.isEmpty()) {
        facts.previous = later.previous;
    }
    take(facts.sessionId, later.sessionId);
    if (!later.clearType.isEmpty()) {
        facts.clearType = later.clearType;
        facts.clear = later.clear;
        facts.trust = later.trust;
        facts.problem = ChatProblem::None;
    } else if (!known.clearType.isEmpty()) {
        facts.problem = ChatProblem::None; // read once is read
    } else if (saysContent || later.problem != ChatProblem::None) {
        facts.problem = later.problem;
        facts.trust = later.trust;
    }
    keepOwnText(facts, known);
    facts.isWaiting = false;
    facts.draftFile = {};
    facts.ground = {};
    if (known.isRedacted || later.isRedacted) {
        redact(facts, known.redactedBy.isEmpty() ? later.redactedBy : QString(), known.redactionReason.isEmpty() ? later.redactionReason : QString());
    }
    return facts;
}

void ChatFacts::putState(ChatRoomFacts &facts, const QString &type, const QString &key, const QJsonObject &content)
{
    const auto most = mostKeys(type);
    if (most == 0 || key.size() > longestKey || (most == 1 && !key.isEmpty())) {
        return;
    }
    if (content.isEmpty() && most > 1) { // taken away
        if (const auto keys = facts.state.find(type); keys != facts.state.end()) {
            keys->remove(key);
            if (keys->isEmpty()) {
                facts.state.erase(keys);
            }
        }
        return;
    }
    if (QCborMap::fromJsonObject(content).toCborValue().toCbor().size() > largestState) {
        return;
    }
    auto &keys = facts.state[type];
    if (keys.contains(key) || keys.size() < most) {
        keys.insert(key, content);
    }
    if (type == QLatin1StringView("m.room.encryption")) {
        facts.wasEncrypted = true;
    }
}

QJsonObject ChatFacts::state(const ChatRoomFacts &facts, const QString &type)
{
    const auto keys = facts.state.constFind(type);
    return keys == facts.state.cend() ? QJsonObject() : keys->value(QString());
}

ChatRoomFacts ChatFacts::merged(ChatRoomFacts known, const ChatRoomFacts &later)
{
    take(known.roomId, later.roomId);
    take(known.membership, later.membership);
    const bool wasEncrypted = known.wasEncrypted.value_or(false);
    for (const auto &[type, keys] : later.state.asKeyValueRange()) {
        for (const auto &[key, content] : keys.asKeyValueRange()) {
            putState(known, type, key, content);
        }
    }
    take(known.heroes, later.heroes);
    if (known.heroes && known.heroes->size() > mostHeroes) {
        known.heroes->resize(mostHeroes);
    }
    take(known.joined, later.joined);
    take(known.invited, later.invited);
    take(known.notifications, later.notifications);
    take(known.highlights, later.highlights);
    take(known.readEvent, later.readEvent);
    take(known.fullyRead, later.fullyRead);
    take(known.isMarkedUnread, later.isMarkedUnread);
    if (later.tags && later.tags->size() <= mostTags) {
        known.tags = later.tags;
    }
    take(known.inviter, later.inviter);
    take(known.isEverythingOfMembersKnown, later.isEverythingOfMembersKnown);
    if (wasEncrypted || later.wasEncrypted.value_or(false)) {
        known.wasEncrypted = true;
    }
    known.notify.reset();
    known.directWith.clear();
    return known;
}

ChatMemberFacts ChatFacts::merged(ChatMemberFacts known, const ChatMemberFacts &later)
{
    take(known.roomId, later.roomId);
    take(known.userId, later.userId);
    take(known.membership, later.membership);
    take(known.name, later.name);
    take(known.avatar, later.avatar);
    if (later.receipt && later.receiptTime.value_or(0) >= known.receiptTime.value_or(0)) {
        known.receipt = later.receipt;
        known.receiptTime = later.receiptTime;
    }
    return known;
}

ChatAccountFacts ChatFacts::merged(ChatAccountFacts known, const ChatAccountFacts &later)
{
    take(known.userId, later.userId);
    take(known.name, later.name);
    take(known.avatar, later.avatar);
    take(known.direct, later.direct);
    take(known.ignored, later.ignored);
    take(known.pushRules, later.pushRules);
    return known;
}

}
