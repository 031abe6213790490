// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/chatrecall.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Kontor
{
namespace
{
constexpr qint64 notSentYet = qint64(1) << 62; ///< positions of what only is here
constexpr qint64 dayLength = 24 * 3600 * 1000;

QString toJson(const QStringList &texts)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(texts)).toJson(QJsonDocument::Compact));
}

/// The payload of an item of the collection.
template <class Facts>
Result<std::optional<Facts>> factsOf(const Reader &reader, ResourceId resource, const QString &remoteId)
{
    auto payload = reader.prepare("SELECT i.payload FROM collection k JOIN item i ON i.collection = k.id WHERE k.resource = ?1 AND i.remote_id = ?2").value<QByteArray>(resource, remoteId);
    if (!payload) {
        return std::unexpected(payload.error());
    }
    if (!*payload || (*payload)->isEmpty()) {
        return std::optional<Facts>();
    }
    return Facts::fromCbor(**payload).transform([](const Facts &facts) { return std::optional(facts); });
}

/// Damaged payloads are left out: the server has them.
template <class Facts>
auto collector(QList<Facts> &list)
{
    return [&list](const Statement &row) {
        if (auto facts = Facts::fromCbor(row.blob(0))) {
            list << *std::move(facts);
        }
    };
}
}

ChatRecall::ChatRecall(std::shared_ptr<Store> store, ResourceId resource, int keepDays, const Clock *clock)
    : m_store(std::move(store))
    , m_resource(resource)
    , m_keepDays(keepDays)
    , m_clock(clock)
{
}

QFuture<Result<QList<ChatEventFacts>>> ChatRecall::unreadable(const QList<Session> &sessions, int atMost)
{
    return m_store->read([resource = m_resource, sessions, atMost](const Reader &reader) -> Result<QList<ChatEventFacts>> {
        QList<ChatEventFacts> events;
        if (sessions.isEmpty()) {
            return reader
                .prepare("SELECT i.payload FROM chat_event e JOIN collection k ON k.id = e.collection JOIN item i ON i.id = e.item "
                         "WHERE e.problem > 0 AND e.session IS NOT NULL AND k.resource = ?1 ORDER BY e.sent DESC LIMIT ?2")
                .each(collector(events), resource, atMost)
                .transform([&events] { return events; });
        }
        auto &find = reader.prepare("SELECT i.payload FROM chat_event e JOIN collection k ON k.id = e.collection JOIN item i ON i.id = e.item JOIN chat_room r ON r.item = e.room "
                                    "WHERE e.session = ?1 AND e.problem > 0 AND r.room_id = ?2 AND k.resource = ?3 LIMIT ?4");
        for (const auto &session : sessions) {
            auto read = find.each(collector(events), session.sessionId, session.roomId, resource, std::max<qsizetype>(0, atMost - events.size()));
            if (!read) {
                return std::unexpected(read.error());
            }
        }
        return events;
    });
}

QFuture<Result<QHash<QString, qint64>>> ChatRecall::known(const QStringList &eventIds)
{
    return m_store->read([resource = m_resource, eventIds](const Reader &reader) -> Result<QHash<QString, qint64>> {
        QHash<QString, qint64> known;
        return reader
            .prepare("SELECT i.remote_id, e.position FROM collection k, json_each(?2) j JOIN item i ON i.collection = k.id AND i.remote_id = j.value JOIN chat_event e ON e.item = i.id "
                     "WHERE k.resource = ?1")
            .each([&known](const Statement &row) { known.insert(row.text(0), row.integer(1)); }, resource, toJson(eventIds))
            .transform([&known] { return known; });
    });
}

QFuture<Result<std::optional<ChatEventFacts>>> ChatRecall::event(const QString &eventId)
{
    return m_store->read([resource = m_resource, eventId](const Reader &reader) { return factsOf<ChatEventFacts>(reader, resource, eventId); });
}

QFuture<Result<std::optional<ChatMemory::Room>>> ChatRecall::room(const QString &roomId)
{
    return m_store->read([resource = m_resource, roomId](const Reader &reader) -> Result<std::optional<Room>> {
        auto facts = factsOf<ChatRoomFacts>(reader, resource, roomId);
        if (!facts) {
            return std::unexpected(facts.error());
        }
        if (!*facts) {
            return std::optional<Room>();
        }
        Room room{.facts = **facts, .members = {}, .newest = 0};
        auto item = reader.prepare("SELECT r.item FROM chat_room r JOIN collection k ON k.id = r.collection WHERE k.resource = ?1 AND r.room_id = ?2").value<ItemId>(resource, roomId);
        if (!item) {
            return std::unexpected(item.error());
        }
        auto read = reader.prepare("SELECT user_id FROM chat_member WHERE room = ?1 AND membership IN ('join', 'invite')")
                        .each([&room](const Statement &row) { room.members << row.text(0); }, item->value_or(ItemId()));
        if (!read) {
            return std::unexpected(read.error());
        }
        auto newest = reader.prepare("SELECT max(position) FROM chat_event WHERE room = ?1 AND position < ?2").value<qint64>(item->value_or(ItemId()), notSentYet);
        if (!newest) {
            return std::unexpected(newest.error());
        }
        room.newest = newest->value_or(0);
        return std::optional(room);
    });
}

QFuture<Result<QStringList>> ChatRecall::rooms()
{
    return m_store->read([resource = m_resource](const Reader &reader) -> Result<QStringList> {
        QStringList rooms;
        return reader
            .prepare("SELECT r.room_id FROM chat_room r JOIN collection k ON k.id = r.collection WHERE k.resource = ?1 AND r.room_id IS NOT NULL AND r.membership IN ('join', 'invite')")
            .each([&rooms](const Statement &row) { rooms << row.text(0); }, resource)
            .transform([&rooms] { return rooms; });
    });
}

QFuture<Result<QList<ChatGapFacts>>> ChatRecall::wantedGaps(int atMost)
{
    const qint64 since = m_keepDays < 0 ? 0 : m_keepDays == 0 ? std::numeric_limits<qint64>::max() : m_clock->now().toMSecsSinceEpoch() - m_keepDays * dayLength;
    return m_store->read([resource = m_resource, since, atMost](const Reader &reader) -> Result<QList<ChatGapFacts>> {
        QList<ChatGapFacts> gaps;
        // A gap is as old as the message behind it.
        return reader
            .prepare("SELECT i.payload FROM chat_gap g JOIN chat_event e ON e.item = g.item JOIN collection k ON k.id = e.collection JOIN item i ON i.id = g.item JOIN chat_room r ON r.item = e.room "
                     "WHERE k.resource = ?1 AND r.membership = 'join' AND (EXISTS (SELECT 1 FROM chat_kept c WHERE c.collection = e.collection AND c.room_id = r.room_id) "
                     "OR coalesce((SELECT n.sent FROM chat_event n WHERE n.room = e.room AND n.position > e.position AND n.kind <> 15 ORDER BY n.position LIMIT 1), 0) >= ?2) "
                     "ORDER BY r.favourite IS NULL, r.last_time DESC, e.position DESC LIMIT ?3")
            .each(collector(gaps), resource, since, atMost)
            .transform([&gaps] { return gaps; });
    });
}

QFuture<Result<QList<ChatMemory::Gap>>> ChatRecall::gaps(const QString &roomId)
{
    return m_store->read([resource = m_resource, roomId](const Reader &reader) -> Result<QList<Gap>> {
        QList<Gap> gaps;
        return reader
            .prepare("SELECT i.payload, coalesce((SELECT n.sent FROM chat_event n WHERE n.room = e.room AND n.position > e.position AND n.kind <> 15 ORDER BY n.position LIMIT 1), 0) "
                     "FROM chat_gap g JOIN chat_event e ON e.item = g.item JOIN collection k ON k.id = e.collection JOIN item i ON i.id = g.item JOIN chat_room r ON r.item = e.room "
                     "WHERE k.resource = ?1 AND r.room_id = ?2 ORDER BY e.position DESC")
            .each(
                [&gaps](const Statement &row) {
                    if (auto facts = ChatGapFacts::fromCbor(row.blob(0))) {
                        gaps << Gap{*std::move(facts), row.integer(1)};
                    }
                },
                resource, roomId)
            .transform([&gaps] { return gaps; });
    });
}

QFuture<Result<std::optional<ChatAccountFacts>>> ChatRecall::account()
{
    return m_store->read([resource = m_resource](const Reader &reader) { return factsOf<ChatAccountFacts>(reader, resource, ChatId::Account); });
}

}
