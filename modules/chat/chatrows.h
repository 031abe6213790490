// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/store.h"
#include "sync/change.h"

namespace Kontor
{

/// What models ask of the tables of chat: rows made ready to be shown, some hundred of them by a handful of statements.
/// Reader functions for Store::read(); no order is kept between ids and rows, ids without a row are left out.
namespace ChatRows
{
Result<QHash<qint64, ChatRoomRow>> rooms(const Reader &reader, const QList<qint64> &rooms);
Result<QHash<qint64, ChatTimelineRow>> timeline(const Reader &reader, const QList<qint64> &events);
Result<QHash<qint64, ChatMemberRow>> members(const Reader &reader, const QList<qint64> &members); ///< by the member's item

/// Where an event stands, what a model needs to know before its row is loaded.
struct Place {
    ItemId item{};
    qint64 position = 0; ///< greater is later; two events may have the same: then the item's number decides
    ChatRowKind kind = ChatRowKind::Text;
    QString sender{};
    qint64 sent = 0; ///< ms since epoch
    bool operator==(const Place &) const = default;
};
/// What of a timeline is asked for. All positions are exclusive.
struct Stretch {
    ItemId room{};
    QString threadRoot{}; ///< only the answers in this thread, without its root; empty: all but answers in threads
    enum class From { End, Before, After };
    From from = From::End;
    qint64 position = 0; ///< of what it lies before or after
    ItemId item{}; ///< … and its item
    int atMost = 200;
};
/// Oldest first.
Result<QList<Place>> places(const Reader &reader, const Stretch &stretch);
Result<std::optional<Place>> place(const Reader &reader, ItemId event);
/// The item of an event by its id; none: not here.
Result<std::optional<ItemId>> event(const Reader &reader, ItemId room, const QString &eventId);
Result<std::optional<ItemId>> room(const Reader &reader, CollectionId account, const QString &roomId);
/// The first event of that time or after it.
Result<std::optional<Place>> firstSince(const Reader &reader, ItemId room, qint64 time);

/// What is known of a room beyond its row.
struct RoomFacts {
    ChatRoomFacts facts{}; ///< with what waits to be sent
    QString userId{}; ///< own
    std::optional<Place> read{}; ///< the newest that is read; none: nothing is known of that
    QString newestEvent{}; ///< the newest event the server told of: what a receipt is sent for
};
Result<std::optional<RoomFacts>> roomFacts(const Reader &reader, ItemId room);
/// An event as it is shown, with what waits to be sent.
Result<std::optional<ChatEventFacts>> eventFacts(const Reader &reader, ItemId event);
/// What waits to be done to these items, by their numbers; oldest first.
Result<QHash<qint64, QList<Change>>> changesOf(const Reader &reader, const QList<qint64> &items);
Result<ChatRights> rights(const Reader &reader, ItemId room);

struct PinnedEvent {
    QString eventId{};
    ItemId item{}; ///< 0: not here
};
Result<QList<PinnedEvent>> pinned(const Reader &reader, ItemId room); ///< as the room has them
}

}
