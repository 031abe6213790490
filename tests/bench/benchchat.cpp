// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/benchchat.h"

namespace Kontor::Bench
{
namespace
{
constexpr auto self = "@anna:example.org";
constexpr int roomsAtOnce = 25; // in one delta
constexpr qint64 began = 1'767'225'600'000; // 2026-01-01
constexpr qint64 between = 60'000;
}

BenchChat::BenchChat(ChatSize size)
    : m_size(size)
    , m_last(size.rooms)
{
}

QString BenchChat::roomId(int room)
{
    return QStringLiteral("!room%1:example.org").arg(room);
}

QString BenchChat::personId(int person)
{
    return person == 0 ? QString::fromLatin1(self) : QStringLiteral("@person%1:example.org").arg(person);
}

void BenchChat::goOn()
{
    m_told = m_size.rooms;
    m_events = m_size.events;
}

void BenchChat::say(int events)
{
    m_waiting += events;
    for (const auto &one : std::exchange(m_watching, {})) {
        one.complete(Hint{.news = Hint::News::Content, .collections = {QString::fromLatin1(self)}});
    }
}

Task<Result<QList<RemoteCollection>>> BenchChat::discover()
{
    co_return QList<RemoteCollection>{{.remoteId = QString::fromLatin1(self), .name = QString::fromLatin1(self)}};
}

Task<Result<Delta>> BenchChat::pull(Collection)
{
    Delta delta;
    if (m_told == 0) {
        delta.changed << account();
    }
    const int perRoom = m_size.events / m_size.rooms;
    for (int i = 0; i < roomsAtOnce && m_told < m_size.rooms; ++i, ++m_told) {
        delta.changed << room(m_told) << members(m_told);
        for (int n = 0; n < perRoom; ++n) {
            delta.changed << event(m_told);
        }
    }
    for (; m_waiting > 0; --m_waiting) {
        delta.changed << event(m_text.number(m_size.rooms));
    }
    delta.more = m_told < m_size.rooms;
    delta.token = QByteArray::number(m_events);
    co_return delta;
}

Task<Result<Receipt>> BenchChat::push(Change, CommitPoint)
{
    co_return failure(Error::Kind::Offline, QStringLiteral("There is no server."));
}

Task<Result<FetchedPart>> BenchChat::fetch(ItemRef, QString, qint64)
{
    co_return failure(Error::Kind::Offline, QStringLiteral("There is no server."));
}

Task<Result<Hint>> BenchChat::watch(std::chrono::seconds atMost)
{
    if (m_isStopped) {
        co_return cancelled();
    }
    const Pending<Hint> hint;
    m_watching << hint;
    auto answer = co_await hint.result(atMost);
    co_return answer;
}

void BenchChat::stop()
{
    m_isStopped = true;
    for (const auto &one : std::exchange(m_watching, {})) {
        one.complete(cancelled());
    }
}

RemoteItem BenchChat::account() const
{
    ChatAccountFacts facts;
    facts.userId = QString::fromLatin1(self);
    facts.name = QStringLiteral("Anna Weber");
    QHash<QString, QStringList> direct;
    for (int room = 0; room < m_size.rooms; room += 5) {
        direct[personId(1 + room % (m_size.people - 1))] << roomId(room);
    }
    facts.direct = direct;
    return {.remoteId = ChatId::Account, .payload = facts.toCbor(), .partial = true};
}

RemoteItem BenchChat::room(int number)
{
    ChatRoomFacts facts;
    facts.roomId = roomId(number);
    facts.membership = QStringLiteral("join");
    if (number % 5 != 0) {
        facts.state[QStringLiteral("m.room.name")][{}] = {{QStringLiteral("name"), m_text.words(3)}};
        facts.state[QStringLiteral("m.room.topic")][{}] = {{QStringLiteral("topic"), m_text.words(8)}};
    }
    if (number % 2 != 0) {
        facts.state[QStringLiteral("m.room.encryption")][{}] = {{QStringLiteral("algorithm"), QStringLiteral("m.megolm.v1.aes-sha2")}};
        facts.wasEncrypted = true;
    }
    facts.heroes = QStringList{personId(1 + number % (m_size.people - 1))};
    facts.joined = number % 5 == 0 ? 2 : 20;
    facts.notifications = number % 7;
    facts.highlights = number % 14 == 0 ? 1 : 0;
    return {.remoteId = facts.roomId, .payload = facts.toCbor(), .partial = true};
}

QList<RemoteItem> BenchChat::members(int room)
{
    QList<RemoteItem> list;
    const int count = room % 5 == 0 ? 2 : 20;
    for (int i = 0; i < count; ++i) {
        const int person = i == 0 ? 0 : 1 + (room + i - 1) % (m_size.people - 1);
        ChatMemberFacts facts;
        facts.roomId = roomId(room);
        facts.userId = personId(person);
        facts.membership = QStringLiteral("join");
        facts.name = person == 0 ? QStringLiteral("Anna Weber") : QStringLiteral("Person %1").arg(person);
        list << RemoteItem{.remoteId = ChatId::member(facts.roomId, facts.userId), .payload = facts.toCbor(), .partial = true};
    }
    return list;
}

// Mostly text; every tenth a reaction, every twentieth an edit, every fifteenth a reply.
RemoteItem BenchChat::event(int room)
{
    const int number = ++m_events;
    const int people = room % 5 == 0 ? 2 : 20;
    const int place = m_text.number(people);
    ChatEventFacts facts;
    facts.eventId = QStringLiteral("$event%1").arg(number);
    facts.roomId = roomId(room);
    facts.order = number;
    facts.sender = place == 0 ? QString::fromLatin1(self) : personId(1 + (room + place - 1) % (m_size.people - 1));
    facts.sent = began + number * between / 8;
    QString type = QStringLiteral("m.room.message");
    QJsonObject content{{QStringLiteral("msgtype"), QStringLiteral("m.text")}, {QStringLiteral("body"), m_text.words(4 + m_text.number(20))}};
    auto &last = m_last[room];
    if (number % 10 == 0 && !last.isEmpty()) {
        type = QStringLiteral("m.reaction");
        content = {{QStringLiteral("m.relates_to"),
                    QJsonObject{{QStringLiteral("rel_type"), QStringLiteral("m.annotation")}, {QStringLiteral("event_id"), last}, {QStringLiteral("key"), QStringLiteral("👍")}}}};
    } else if (number % 15 == 0 && !last.isEmpty()) {
        content.insert(QStringLiteral("m.relates_to"), QJsonObject{{QStringLiteral("m.in_reply_to"), QJsonObject{{QStringLiteral("event_id"), last}}}});
    } else {
        last = facts.eventId;
    }
    if (room % 2 != 0) {
        facts.type = QStringLiteral("m.room.encrypted");
        facts.content = {{QStringLiteral("algorithm"), QStringLiteral("m.megolm.v1.aes-sha2")},
                         {QStringLiteral("ciphertext"), QString::fromLatin1(QByteArray(300, 'A'))},
                         {QStringLiteral("session_id"), QStringLiteral("session%1").arg(number / 100)}};
        facts.clearType = type;
        facts.clear = content;
        facts.trust = ChatTrust::Unverified;
    } else {
        facts.type = type;
        facts.content = content;
    }
    return {.remoteId = facts.eventId, .payload = facts.toCbor(), .partial = true};
}

}
