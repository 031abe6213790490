// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/sync/chatcopy.h"

#include "chat/chatprojector.h"

#include <QFuture>

#include <algorithm>

namespace Kontor
{
namespace
{
template <class T>
QFuture<Result<T>> ready(T value)
{
    return QtFuture::makeReadyValueFuture(Result<T>(std::move(value)));
}

template <class Facts>
std::optional<Facts> factsIn(const QHash<QString, QByteArray> &items, const QString &remoteId)
{
    const auto found = items.constFind(remoteId);
    if (found == items.cend()) {
        return std::nullopt;
    }
    const auto facts = Facts::fromCbor(*found);
    return facts ? std::optional(*facts) : std::nullopt;
}
}

Collection ChatCopy::collection(const QString &user) const
{
    return Collection{.id = CollectionId{1}, .resource = ResourceId{1}, .remoteId = user, .name = user, .role = {}, .attributes = {}, .token = token};
}

void ChatCopy::put(const QString &remoteId, const QByteArray &payload)
{
    items.insert(remoteId, payload);
}

void ChatCopy::take(const Delta &delta)
{
    const ChatProjector projector;
    ++deltas;
    for (const auto &gone : delta.removed) {
        items.remove(gone);
    }
    for (const auto &item : delta.changed) {
        items.insert(item.remoteId, item.partial ? projector.merge(items.value(item.remoteId), item.payload).value_or(QByteArray()) : item.payload);
    }
    token = delta.token;
}

std::optional<ChatEventFacts> ChatCopy::eventOf(const QString &eventId) const
{
    return factsIn<ChatEventFacts>(items, eventId);
}

std::optional<ChatRoomFacts> ChatCopy::roomOf(const QString &roomId) const
{
    return factsIn<ChatRoomFacts>(items, roomId);
}

std::optional<ChatMemberFacts> ChatCopy::memberOf(const QString &roomId, const QString &userId) const
{
    return factsIn<ChatMemberFacts>(items, ChatId::member(roomId, userId));
}

std::optional<ChatAccountFacts> ChatCopy::accountOf() const
{
    return factsIn<ChatAccountFacts>(items, ChatId::Account);
}

QList<ChatEventFacts> ChatCopy::events() const
{
    QList<ChatEventFacts> list;
    for (auto item = items.cbegin(); item != items.cend(); ++item) {
        if (item.key().startsWith(u'$')) {
            list << ChatEventFacts::fromCbor(*item).value_or(ChatEventFacts{});
        }
    }
    return list;
}

QList<ChatGapFacts> ChatCopy::gapsOf(const QString &roomId) const
{
    QList<ChatGapFacts> list;
    for (auto item = items.cbegin(); item != items.cend(); ++item) {
        if (item.key().startsWith(QStringLiteral("gap:"))) {
            const auto gap = ChatGapFacts::fromCbor(*item).value_or(ChatGapFacts{});
            if (gap.roomId == roomId || roomId.isEmpty()) {
                list << gap;
            }
        }
    }
    std::ranges::sort(list, std::greater<>(), &ChatGapFacts::order);
    return list;
}

QStringList ChatCopy::timeline(const QString &roomId) const
{
    QList<std::pair<qint64, QString>> places;
    for (const auto &event : events()) {
        if (event.roomId == roomId) {
            places << std::pair(event.order, event.eventId);
        }
    }
    for (const auto &gap : gapsOf(roomId)) {
        places << std::pair(gap.order, QStringLiteral("-"));
    }
    std::ranges::sort(places);
    QStringList list;
    for (const auto &[order, name] : std::as_const(places)) {
        list << name;
    }
    return list;
}

QFuture<Result<QList<ChatEventFacts>>> ChatCopy::unreadable(const QList<Session> &sessions, int atMost)
{
    QList<ChatEventFacts> list;
    for (const auto &event : events()) {
        const bool isMeant = sessions.isEmpty() || std::ranges::any_of(sessions, [&event](const Session &session) {
                                 return session.roomId == event.roomId && session.sessionId == event.sessionId;
                             });
        if (event.problem != ChatProblem::None && isMeant && list.size() < atMost) {
            list << event;
        }
    }
    return ready(list);
}

QFuture<Result<QHash<QString, qint64>>> ChatCopy::known(const QStringList &eventIds)
{
    QHash<QString, qint64> found;
    for (const auto &id : eventIds) {
        if (const auto event = eventOf(id)) {
            found.insert(id, event->order);
        }
    }
    return ready(found);
}

QFuture<Result<std::optional<ChatEventFacts>>> ChatCopy::event(const QString &eventId)
{
    return ready(eventOf(eventId));
}

QFuture<Result<std::optional<ChatMemory::Room>>> ChatCopy::room(const QString &roomId)
{
    const auto facts = roomOf(roomId);
    if (!facts) {
        return ready(std::optional<Room>());
    }
    Room room{.facts = *facts, .members = {}, .newest = 0};
    for (const auto &event : events()) {
        room.newest = event.roomId == roomId ? std::max(room.newest, event.order) : room.newest;
    }
    return ready(std::optional(room));
}

QFuture<Result<QStringList>> ChatCopy::rooms()
{
    QStringList list;
    for (auto item = items.cbegin(); item != items.cend(); ++item) {
        if (item.key().startsWith(u'!') && !item.key().contains(u'/') && roomOf(item.key())->membership == QStringLiteral("join")) {
            list << item.key();
        }
    }
    return ready(list);
}

QFuture<Result<QList<ChatGapFacts>>> ChatCopy::wantedGaps(int atMost)
{
    return ready(wantsAll ? gapsOf({}).mid(0, atMost) : QList<ChatGapFacts>());
}

QFuture<Result<QList<ChatMemory::Gap>>> ChatCopy::gaps(const QString &roomId)
{
    QList<Gap> list;
    for (const auto &gap : gapsOf(roomId)) {
        Gap one{.facts = gap, .sentAfter = 0};
        qint64 nearest = std::numeric_limits<qint64>::max();
        for (const auto &event : events()) {
            if (event.roomId == roomId && event.order > gap.order && event.order < nearest) {
                nearest = event.order;
                one.sentAfter = event.sent;
            }
        }
        list << one;
    }
    return ready(list);
}

QFuture<Result<std::optional<ChatAccountFacts>>> ChatCopy::account()
{
    return ready(accountOf());
}

}
