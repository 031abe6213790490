// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundchats.h"

#include "chat/chatrows.h"
#include "chat/chatsearch.h"

namespace Kontor
{
namespace
{
constexpr int mostCounted = 10'000;

struct Place {
    CollectionId id{};
    QString address{};
};

Result<QList<Place>> placesOf(const Reader &reader, const QString &account)
{
    QList<Place> places;
    return reader.prepare("SELECT k.id, a.address FROM collection k JOIN resource r ON r.id = k.resource JOIN account a ON a.id = r.account WHERE r.kind = 'chat' ORDER BY k.id")
        .each([&](const Statement &row) {
            if (account.isEmpty() || row.text(1) == account) {
                places << Place{row.get<CollectionId>(0), row.text(1)};
            }
        })
        .transform([&places] { return places; });
}
}

bool FoundChats::isAsked(const QString &text)
{
    const auto search = ChatSearch::parse(text);
    return search.misunderstood.isEmpty() && !search.isEmpty();
}

Result<FoundChats> FoundChats::matching(const Reader &reader, const QString &text, const QString &account, qint64 limit)
{
    FoundChats found;
    const auto places = placesOf(reader, account);
    if (!places) {
        return std::unexpected(places.error());
    }
    const auto search = ChatSearch::parse(text);
    QList<std::pair<ChatFinding::Hit, QString>> hits;
    for (const auto &place : *places) {
        const auto some = ChatFinding::messages(reader, search, {.account = place.id, .atMost = mostCounted});
        if (!some) {
            return std::unexpected(some.error());
        }
        for (const auto &hit : *some) {
            hits << std::pair(hit, place.address);
        }
    }
    std::ranges::stable_sort(hits, std::greater(), [](const auto &hit) { return hit.first.sent; });
    found.total = hits.size();
    hits.resize(std::min<qsizetype>(hits.size(), limit));
    QList<qint64> events;
    QList<qint64> rooms;
    for (const auto &hit : std::as_const(hits)) {
        events << hit.first.event.value;
        rooms << hit.first.room.value;
    }
    const auto rows = ChatRows::timeline(reader, events);
    const auto titles = ChatRows::rooms(reader, rooms);
    if (!rows || !titles) {
        return std::unexpected(!rows ? rows.error() : titles.error());
    }
    for (const auto &[hit, address] : std::as_const(hits)) {
        if (rows->contains(hit.event.value)) {
            const auto room = titles->value(hit.room.value);
            found.first << Message{.row = rows->value(hit.event.value), .account = address, .roomId = room.roomId, .room = room.title};
        }
    }
    return found;
}

}
