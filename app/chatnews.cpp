// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatnews.h"

#include "chat/chatroomlistmodel.h"
#include "shell/words.h"

namespace Kontor
{
namespace
{
constexpr int patience = 60; ///< looks for a key
constexpr qsizetype mostTold = 50;
constexpr qsizetype mostAwaited = 200;
constexpr qint64 notSentYet = qint64(1) << 62; ///< positions of what only is here

struct Room {
    qint64 item = 0;
    QString membership;
    qint64 newest = 0;
    int unread = 0;
    int notify = 0;
};

Result<QList<Room>> rooms(const Reader &reader)
{
    QList<Room> list;
    return reader
        .prepare("SELECT r.item, r.membership, coalesce((SELECT max(e.position) FROM chat_event e WHERE e.room = r.item AND e.position < ?1), 0), r.unread + r.mentions, r.notify "
                 "FROM chat_room r WHERE r.membership IN ('join', 'invite') AND r.space = 0")
        .each([&list](const Statement &row) {
            list << Room{.item = row.integer(0), .membership = row.text(1), .newest = row.integer(2), .unread = int(row.integer(3)), .notify = int(row.integer(4))};
        }, notSentYet)
        .transform([&list] { return list; });
}

struct Found {
    ChatNews::Message message;
    int notifies = 0;
    int problem = 0;
};

#define KONTOR_NEWS_COLUMNS \
    "SELECT e.item, e.room, coalesce(nullif(m.name, ''), e.sender), e.text, e.notifies, e.problem FROM chat_event e JOIN chat_room r ON r.item = e.room " \
    "LEFT JOIN chat_member m ON m.room = e.room AND m.user_id = e.sender WHERE e.mine = 0 AND e.redacted = 0 AND e.position > r.read_position AND (e.notifies > 0 OR e.problem > 0) "

Found found(const Statement &row)
{
    Found one;
    one.message = {.item = row.get<ItemId>(0), .room = row.get<ItemId>(1), .roomTitle = {}, .sender = row.text(2), .text = Words::shortened(row.text(3).simplified(), 300)};
    one.notifies = int(row.integer(4));
    one.problem = int(row.integer(5));
    one.message.isMention = one.notifies > 1;
    return one;
}

/// Told by the room's level, as far as the push rules did not say it already.
bool isWanted(const Found &one, int level)
{
    return one.notifies > 0 && level != int(ChatNotify::Nothing) && (level != int(ChatNotify::Mentions) || one.notifies > 1);
}

Result<void> name(const Reader &reader, ChatNews &news)
{
    QHash<qint64, ChatRoomRow> titles;
    const auto titleOf = [&](ItemId room) -> Result<ChatRoomRow> {
        if (!titles.contains(room.value)) {
            auto row = ChatRoomListing::room(reader, room);
            if (!row) {
                return row;
            }
            titles.insert(room.value, *row);
        }
        return titles.value(room.value);
    };
    for (auto &message : news.messages) {
        const auto row = titleOf(message.room);
        if (!row) {
            return std::unexpected(row.error());
        }
        message.roomTitle = row->title;
        message.isDirect = !row->directWith.isEmpty();
    }
    for (auto &invitation : news.invitations) {
        const auto row = titleOf(invitation.room);
        if (!row) {
            return std::unexpected(row.error());
        }
        invitation.roomTitle = row->title;
        invitation.inviter = row->inviter;
    }
    return {};
}
}

Result<ChatNews> ChatNews::since(const Reader &reader, Mark mark)
{
    const auto now = rooms(reader);
    if (!now) {
        return std::unexpected(now.error());
    }
    ChatNews news;
    QHash<qint64, int> levels;
    QList<Found> candidates;
    const auto take = [&candidates](const Statement &row) {
        candidates << found(row);
    };
    for (const auto &room : *now) {
        levels.insert(room.item, room.notify);
        if (room.membership == u"invite") {
            news.mark.invited.insert(room.item);
            if (!mark.isFirst && !mark.invited.contains(room.item)) {
                news.invitations << Invitation{.room = ItemId{room.item}, .roomTitle = {}, .inviter = {}};
            }
            continue;
        }
        const auto before = mark.newest.value(room.item, -1);
        news.mark.newest.insert(room.item, std::max(room.newest, before));
        if (room.unread == 0) {
            news.read.insert(room.item);
        }
        if (before < 0 || room.newest <= before) {
            continue;
        }
        auto read = reader.prepare(KONTOR_NEWS_COLUMNS "AND e.room = ?1 AND e.position > ?2 AND e.position < ?3 ORDER BY e.position DESC LIMIT 50")
                        .each(take, room.item, before, notSentYet);
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    for (const auto &[item, left] : mark.unread.asKeyValueRange()) {
        auto read = reader.prepare(KONTOR_NEWS_COLUMNS "AND e.item = ?1").each(take, item);
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    std::ranges::sort(candidates, {}, [](const Found &one) { return one.message.item.value; });
    for (const auto &one : std::as_const(candidates)) {
        if (one.problem > 0) {
            const int left = mark.unread.value(one.message.item.value, patience) - 1;
            if (left > 0 && news.mark.unread.size() < mostAwaited) {
                news.mark.unread.insert(one.message.item.value, left);
            }
        } else if (isWanted(one, levels.value(one.message.room.value)) && news.messages.size() < mostTold) {
            news.messages << one.message;
        }
    }
    news.mark.isFirst = false;
    return name(reader, news).transform([&news] { return news; });
}

}
