// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chattypes.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborValue>

namespace Kontor
{
namespace
{
// One letter each: there are hundreds of thousands of them.
namespace Key
{
constexpr auto Kind = QLatin1StringView("K"); ///< always the first
constexpr auto Room = QLatin1StringView("r");
constexpr auto User = QLatin1StringView("u");
constexpr auto Name = QLatin1StringView("n");
constexpr auto Avatar = QLatin1StringView("a");
constexpr auto Membership = QLatin1StringView("m");
constexpr auto Order = QLatin1StringView("o");

constexpr auto Event = QLatin1StringView("i");
constexpr auto Sender = QLatin1StringView("s");
constexpr auto Type = QLatin1StringView("t");
constexpr auto StateKey = QLatin1StringView("k");
constexpr auto Sent = QLatin1StringView("d");
constexpr auto Content = QLatin1StringView("c");
constexpr auto Previous = QLatin1StringView("p");
constexpr auto ClearType = QLatin1StringView("T");
constexpr auto Clear = QLatin1StringView("C");
constexpr auto Problem = QLatin1StringView("x");
constexpr auto Session = QLatin1StringView("e");
constexpr auto Trust = QLatin1StringView("v");
constexpr auto Transaction = QLatin1StringView("y");
constexpr auto Marks = QLatin1StringView("f");
constexpr auto RedactedBy = QLatin1StringView("b");
constexpr auto Reason = QLatin1StringView("w");
constexpr auto DraftFile = QLatin1StringView("D");
constexpr auto Ground = QLatin1StringView("G");

constexpr auto State = QLatin1StringView("S");
constexpr auto Heroes = QLatin1StringView("h");
constexpr auto Joined = QLatin1StringView("j");
constexpr auto Invited = QLatin1StringView("I");
constexpr auto Notifications = QLatin1StringView("N");
constexpr auto Highlights = QLatin1StringView("H");
constexpr auto ReadEvent = QLatin1StringView("R");
constexpr auto FullyRead = QLatin1StringView("F");
constexpr auto MarkedUnread = QLatin1StringView("M");
constexpr auto Tags = QLatin1StringView("t");
constexpr auto Inviter = QLatin1StringView("v");
constexpr auto WholeMembers = QLatin1StringView("w");
constexpr auto Encrypted = QLatin1StringView("e");
constexpr auto Notify = QLatin1StringView("L");
constexpr auto DirectWith = QLatin1StringView("W");

constexpr auto Receipt = QLatin1StringView("e");
constexpr auto ReceiptTime = QLatin1StringView("t");
constexpr auto Token = QLatin1StringView("t");
constexpr auto Floor = QLatin1StringView("f");
constexpr auto Direct = QLatin1StringView("d");
constexpr auto Ignored = QLatin1StringView("i");
constexpr auto PushRules = QLatin1StringView("p");
}

enum Mark { Redacted = 1, TooLarge = 2, Waiting = 4 };

Result<QCborMap> read(const QByteArray &bytes)
{
    QCborParserError broken;
    const auto value = QCborValue::fromCbor(bytes, &broken);
    if (!value.isMap() || broken.error != QCborError::NoError) {
        return failure(Error::Kind::Protocol, i18nc("@info", "What is known of a conversation cannot be read."), QStringLiteral("payload is no CBOR map"));
    }
    return value.toMap();
}

QCborMap begun(ChatId::Kind kind)
{
    return {{Key::Kind, int(kind)}};
}

void put(QCborMap &map, QLatin1StringView key, const QString &text)
{
    if (!text.isEmpty()) {
        map.insert(key, text);
    }
}

void put(QCborMap &map, QLatin1StringView key, qint64 number)
{
    if (number != 0) {
        map.insert(key, number);
    }
}

void put(QCborMap &map, QLatin1StringView key, const QJsonObject &object)
{
    if (!object.isEmpty()) {
        map.insert(key, QCborMap::fromJsonObject(object));
    }
}

template<class T>
void put(QCborMap &map, QLatin1StringView key, const std::optional<T> &value)
{
    if (!value) {
        return;
    }
    if constexpr (std::is_same_v<T, QStringList>) {
        map.insert(key, QCborArray::fromStringList(*value));
    } else if constexpr (std::is_same_v<T, QJsonObject>) {
        map.insert(key, QCborMap::fromJsonObject(*value));
    } else {
        map.insert(key, *value);
    }
}

QJsonObject object(const QCborMap &map, QLatin1StringView key)
{
    return map.value(key).toMap().toJsonObject();
}

QStringList texts(const QCborValue &value)
{
    QStringList list;
    for (const auto array = value.toArray(); const auto &one : array) {
        if (one.isString()) {
            list << one.toString();
        }
    }
    return list;
}

void take(const QCborMap &map, QLatin1StringView key, std::optional<QString> &value)
{
    if (const auto found = map.value(key); found.isString()) {
        value = found.toString();
    }
}

void take(const QCborMap &map, QLatin1StringView key, std::optional<int> &value)
{
    if (const auto found = map.value(key); found.isInteger()) {
        value = int(std::clamp<qint64>(found.toInteger(), -1, std::numeric_limits<int>::max()));
    }
}

void take(const QCborMap &map, QLatin1StringView key, std::optional<qint64> &value)
{
    if (const auto found = map.value(key); found.isInteger()) {
        value = found.toInteger();
    }
}

void take(const QCborMap &map, QLatin1StringView key, std::optional<bool> &value)
{
    if (const auto found = map.value(key); found.isBool()) {
        value = found.toBool();
    }
}

void take(const QCborMap &map, QLatin1StringView key, std::optional<QStringList> &value)
{
    if (const auto found = map.value(key); found.isArray()) {
        value = texts(found);
    }
}

template<class E>
E numbered(const QCborMap &map, QLatin1StringView key, E last)
{
    const auto number = map.value(key).toInteger();
    return number >= 0 && number <= qint64(last) ? E(number) : E{};
}
}

QString ChatId::member(const QString &roomId, const QString &userId)
{
    return roomId + u'/' + userId;
}

QString ChatId::gap(const QString &roomId, const QString &token)
{
    return QStringLiteral("gap:") + roomId + u':' + token;
}

ChatId::Kind ChatId::kindOf(const QString &remoteId)
{
    if (remoteId.startsWith(u'$')) {
        return Kind::Event;
    }
    if (remoteId.startsWith(u'!')) {
        // No room id has a slash in front of an at sign; that of a person never lacks it.
        return remoteId.contains(QLatin1StringView("/@")) ? Kind::Member : Kind::Room;
    }
    return remoteId.startsWith(QLatin1StringView("gap:")) ? Kind::Gap : Kind::Account;
}

std::optional<ChatId::Kind> ChatId::kindOfPayload(const QByteArray &payload)
{
    // The head of a map, then the text "K" and a small number: nothing else has to be read for that.
    const auto at = !payload.isEmpty() && quint8(payload[0]) == 0xb8 ? 2 : 1;
    const bool isOurs = payload.size() > at + 2 && quint8(payload[at]) == 0x61 && payload[at + 1] == 'K' && quint8(payload[at + 2]) <= quint8(Kind::Account);
    return isOurs ? std::optional(Kind(payload[at + 2])) : std::nullopt;
}

QByteArray ChatEventFacts::toCbor() const
{
    QCborMap map = begun(ChatId::Kind::Event);
    put(map, Key::Event, eventId);
    put(map, Key::Room, roomId);
    put(map, Key::Order, order);
    put(map, Key::Sender, sender);
    put(map, Key::Type, type);
    put(map, Key::StateKey, stateKey);
    put(map, Key::Sent, sent);
    put(map, Key::Content, content);
    put(map, Key::Previous, previous);
    put(map, Key::ClearType, clearType);
    put(map, Key::Clear, clear);
    put(map, Key::Problem, qint64(problem));
    put(map, Key::Session, sessionId);
    put(map, Key::Trust, qint64(trust));
    put(map, Key::Transaction, transactionId);
    put(map, Key::Marks, qint64((isRedacted ? Redacted : 0) | (isTooLarge ? TooLarge : 0) | (isWaiting ? Waiting : 0)));
    put(map, Key::RedactedBy, redactedBy);
    put(map, Key::Reason, redactionReason);
    put(map, Key::DraftFile, draftFile);
    put(map, Key::Ground, ground.value);
    return QCborValue(map).toCbor();
}

Result<ChatEventFacts> ChatEventFacts::fromCbor(const QByteArray &bytes)
{
    return read(bytes).transform([](const QCborMap &map) {
        ChatEventFacts facts;
        facts.eventId = map.value(Key::Event).toString();
        facts.roomId = map.value(Key::Room).toString();
        facts.order = map.value(Key::Order).toInteger();
        facts.sender = map.value(Key::Sender).toString();
        facts.type = map.value(Key::Type).toString();
        take(map, Key::StateKey, facts.stateKey);
        facts.sent = map.value(Key::Sent).toInteger();
        facts.content = object(map, Key::Content);
        facts.previous = object(map, Key::Previous);
        facts.clearType = map.value(Key::ClearType).toString();
        facts.clear = object(map, Key::Clear);
        facts.problem = numbered(map, Key::Problem, ChatProblem::NoCryptography);
        facts.sessionId = map.value(Key::Session).toString();
        facts.trust = numbered(map, Key::Trust, ChatTrust::Mismatch);
        facts.transactionId = map.value(Key::Transaction).toString();
        const auto marks = map.value(Key::Marks).toInteger();
        facts.isRedacted = marks & Redacted;
        facts.isTooLarge = marks & TooLarge;
        facts.isWaiting = marks & Waiting;
        facts.redactedBy = map.value(Key::RedactedBy).toString();
        facts.redactionReason = map.value(Key::Reason).toString();
        facts.draftFile = object(map, Key::DraftFile);
        facts.ground = ItemId{map.value(Key::Ground).toInteger()};
        return facts;
    });
}

QString ChatEventFacts::shownType() const
{
    return clearType.isEmpty() ? type : clearType;
}

QJsonObject ChatEventFacts::shownContent() const
{
    return clearType.isEmpty() ? content : clear;
}

QByteArray ChatRoomFacts::toCbor() const
{
    QCborMap map = begun(ChatId::Kind::Room);
    put(map, Key::Room, roomId);
    put(map, Key::Membership, membership);
    if (!state.isEmpty()) {
        QCborMap types;
        for (const auto &[type, keys] : state.asKeyValueRange()) {
            QCborMap contents;
            for (const auto &[key, content] : keys.asKeyValueRange()) {
                contents.insert(key, QCborMap::fromJsonObject(content));
            }
            types.insert(type, contents);
        }
        map.insert(Key::State, types);
    }
    put(map, Key::Heroes, heroes);
    put(map, Key::Joined, joined);
    put(map, Key::Invited, invited);
    put(map, Key::Notifications, notifications);
    put(map, Key::Highlights, highlights);
    put(map, Key::ReadEvent, readEvent);
    put(map, Key::FullyRead, fullyRead);
    put(map, Key::MarkedUnread, isMarkedUnread);
    if (tags) {
        QCborMap list;
        for (const auto &[tag, order] : tags->asKeyValueRange()) {
            list.insert(tag, order);
        }
        map.insert(Key::Tags, list);
    }
    put(map, Key::Inviter, inviter);
    put(map, Key::WholeMembers, isEverythingOfMembersKnown);
    put(map, Key::Encrypted, wasEncrypted);
    put(map, Key::Notify, notify);
    put(map, Key::DirectWith, directWith);
    return QCborValue(map).toCbor();
}

Result<ChatRoomFacts> ChatRoomFacts::fromCbor(const QByteArray &bytes)
{
    return read(bytes).transform([](const QCborMap &map) {
        ChatRoomFacts facts;
        facts.roomId = map.value(Key::Room).toString();
        take(map, Key::Membership, facts.membership);
        for (const auto types = map.value(Key::State).toMap(); const auto &[type, contents] : types) {
            if (!type.isString() || !contents.isMap()) {
                continue;
            }
            auto &keys = facts.state[type.toString()];
            for (const auto list = contents.toMap(); const auto &[key, content] : list) {
                if (key.isString() && content.isMap()) {
                    keys.insert(key.toString(), content.toMap().toJsonObject());
                }
            }
        }
        take(map, Key::Heroes, facts.heroes);
        take(map, Key::Joined, facts.joined);
        take(map, Key::Invited, facts.invited);
        take(map, Key::Notifications, facts.notifications);
        take(map, Key::Highlights, facts.highlights);
        take(map, Key::ReadEvent, facts.readEvent);
        take(map, Key::FullyRead, facts.fullyRead);
        take(map, Key::MarkedUnread, facts.isMarkedUnread);
        if (const auto list = map.value(Key::Tags); list.isMap()) {
            facts.tags.emplace();
            for (const auto tags = list.toMap(); const auto &[tag, order] : tags) {
                if (tag.isString()) {
                    facts.tags->insert(tag.toString(), order.toDouble());
                }
            }
        }
        take(map, Key::Inviter, facts.inviter);
        take(map, Key::WholeMembers, facts.isEverythingOfMembersKnown);
        take(map, Key::Encrypted, facts.wasEncrypted);
        take(map, Key::Notify, facts.notify);
        facts.directWith = map.value(Key::DirectWith).toString();
        return facts;
    });
}

QByteArray ChatMemberFacts::toCbor() const
{
    QCborMap map = begun(ChatId::Kind::Member);
    put(map, Key::Room, roomId);
    put(map, Key::User, userId);
    put(map, Key::Membership, membership);
    put(map, Key::Name, name);
    put(map, Key::Avatar, avatar);
    put(map, Key::Receipt, receipt);
    put(map, Key::ReceiptTime, receiptTime);
    return QCborValue(map).toCbor();
}

Result<ChatMemberFacts> ChatMemberFacts::fromCbor(const QByteArray &bytes)
{
    return read(bytes).transform([](const QCborMap &map) {
        ChatMemberFacts facts;
        facts.roomId = map.value(Key::Room).toString();
        facts.userId = map.value(Key::User).toString();
        take(map, Key::Membership, facts.membership);
        take(map, Key::Name, facts.name);
        take(map, Key::Avatar, facts.avatar);
        take(map, Key::Receipt, facts.receipt);
        take(map, Key::ReceiptTime, facts.receiptTime);
        return facts;
    });
}

QByteArray ChatGapFacts::toCbor() const
{
    QCborMap map = begun(ChatId::Kind::Gap);
    put(map, Key::Room, roomId);
    put(map, Key::Token, token);
    put(map, Key::Order, order);
    put(map, Key::Floor, floor);
    return QCborValue(map).toCbor();
}

Result<ChatGapFacts> ChatGapFacts::fromCbor(const QByteArray &bytes)
{
    return read(bytes).transform([](const QCborMap &map) {
        return ChatGapFacts{.roomId = map.value(Key::Room).toString(),
                            .token = map.value(Key::Token).toString(),
                            .order = map.value(Key::Order).toInteger(),
                            .floor = map.value(Key::Floor).toInteger()};
    });
}

QByteArray ChatAccountFacts::toCbor() const
{
    QCborMap map = begun(ChatId::Kind::Account);
    put(map, Key::User, userId);
    put(map, Key::Name, name);
    put(map, Key::Avatar, avatar);
    if (direct) {
        QCborMap people;
        for (const auto &[user, rooms] : direct->asKeyValueRange()) {
            people.insert(user, QCborArray::fromStringList(rooms));
        }
        map.insert(Key::Direct, people);
    }
    put(map, Key::Ignored, ignored);
    put(map, Key::PushRules, pushRules);
    return QCborValue(map).toCbor();
}

Result<ChatAccountFacts> ChatAccountFacts::fromCbor(const QByteArray &bytes)
{
    return read(bytes).transform([](const QCborMap &map) {
        ChatAccountFacts facts;
        facts.userId = map.value(Key::User).toString();
        take(map, Key::Name, facts.name);
        take(map, Key::Avatar, facts.avatar);
        if (const auto people = map.value(Key::Direct); people.isMap()) {
            facts.direct.emplace();
            for (const auto list = people.toMap(); const auto &[user, rooms] : list) {
                if (user.isString()) {
                    facts.direct->insert(user.toString(), texts(rooms));
                }
            }
        }
        take(map, Key::Ignored, facts.ignored);
        if (const auto rules = map.value(Key::PushRules); rules.isMap()) {
            facts.pushRules = rules.toMap().toJsonObject();
        }
        return facts;
    });
}

}
