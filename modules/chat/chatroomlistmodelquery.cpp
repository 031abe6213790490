// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatroomlistmodelquery.h"

#include "base/searchtext.h"
#include "chat/chatrows.h"

#include <KLocalizedString>

#include <algorithm>
#include <array>

namespace Kontor
{
namespace
{
using Section = ChatRoomListRow::Section;
constexpr qsizetype mostSpaces = 1000; // one inside the other, or in circles

/// What of a room decides where it stands.
struct Entry {
    qint64 item = 0;
    Section section = Section::Rooms;
    QString sort{};
    qint64 time = 0;
    int unread = 0;
    int mentions = 0;
    bool isUnread = false;
};

constexpr const char *entriesSql
    = "SELECT r.item, r.collection, r.membership, r.title, r.sort, r.alias, r.direct_with, r.favourite IS NOT NULL, r.low_priority IS NOT NULL, r.last_time, "
      "r.unread, r.mentions, r.marked_unread, coalesce(r.room_id, ''), coalesce(r.successor, ''), "
      // Thrown out with something unsent: it must not vanish with the room.
      "r.membership IN ('leave', 'ban') AND EXISTS (SELECT 1 FROM change c WHERE c.ground = r.item AND c.kind = 'send') "
      "FROM chat_room r WHERE r.space = 0 AND (?1 = 0 OR r.collection = ?1)";

QString folded(const QString &text)
{
    QString letters;
    const auto apart = text.normalized(QString::NormalizationForm_KD);
    letters.reserve(apart.size());
    for (const auto sign : apart) {
        if (!sign.isMark()) {
            letters += sign;
        }
    }
    return letters.toCaseFolded();
}

/// Each of the typed words in all its spellings.
QList<QStringList> wordsOf(const QString &typed)
{
    QList<QStringList> words;
    for (const auto all = typed.split(u' ', Qt::SkipEmptyParts); const auto &word : all) {
        QStringList spellings{folded(word)};
        for (const auto others = SearchText::spellings(word); const auto &other : others) {
            spellings << folded(other);
        }
        spellings.removeDuplicates();
        words << spellings;
    }
    return words;
}

bool fits(const QString &text, const QList<QStringList> &words)
{
    return std::ranges::all_of(words, [&text](const QStringList &spellings) {
        return std::ranges::any_of(spellings, [&text](const QString &spelling) {
            return text.contains(spelling);
        });
    });
}

/// Ids of all rooms that lie in a space or in one that lies in it.
Result<QSet<QString>> roomsIn(const Reader &reader, ItemId space)
{
    QSet<QString> rooms;
    QSet<qint64> seen{space.value};
    QList<qint64> open{space.value};
    auto &children = reader.prepare("SELECT c.room_id, coalesce(r.item, 0) FROM chat_room s JOIN chat_space_child c ON c.space = s.item "
                                    "LEFT JOIN chat_room r ON r.collection = s.collection AND r.room_id = c.room_id AND r.space = 1 WHERE s.item = ?1");
    while (!open.isEmpty() && seen.size() < mostSpaces) {
        auto done = children.each(
            [&](const Statement &row) {
                rooms << row.text(0);
                if (const auto inner = row.integer(1); inner && !seen.contains(inner)) {
                    seen << inner;
                    open << inner;
                }
            },
            open.takeLast());
        if (!done) {
            return std::unexpected(done.error());
        }
    }
    return rooms;
}

bool comesFirst(const Entry &one, const Entry &other, ChatRoomView::Sort sort)
{
    if (sort == ChatRoomView::Sort::UnreadFirst) {
        const auto weight = [](const Entry &entry) {
            return entry.mentions > 0 ? 2 : entry.isUnread ? 1 : 0;
        };
        if (weight(one) != weight(other)) {
            return weight(one) > weight(other);
        }
    }
    if (sort != ChatRoomView::Sort::Name && one.time != other.time) {
        return one.time > other.time;
    }
    if (one.sort != other.sort) {
        return one.sort < other.sort;
    }
    return one.item < other.item;
}

Section sectionFor(const QString &membership, bool isFavourite, bool isLowPriority, bool isDirect)
{
    if (membership == u"invite") {
        return Section::Invitations;
    }
    if (isFavourite) {
        return Section::Favourites;
    }
    if (isLowPriority) {
        return Section::LowPriority;
    }
    return isDirect ? Section::People : Section::Rooms;
}

Result<QList<Entry>> entries(const Reader &reader, const ChatRoomView &view)
{
    auto within = view.space ? roomsIn(reader, view.space) : Result<QSet<QString>>();
    if (!within) {
        return std::unexpected(within.error());
    }
    const auto words = wordsOf(view.words);
    QList<Entry> found;
    QSet<std::pair<qint64, QString>> joined;
    QList<std::pair<qint64, std::pair<qint64, QString>>> replaced; // item, account and successor
    auto done = reader.prepare(entriesSql)
                    .each(
                        [&](const Statement &row) {
                            const auto membership = row.text(2);
                            const auto roomId = row.text(13);
                            const bool isHere = membership == u"join" || membership == u"invite" || membership == u"knock";
                            if (membership == u"join") {
                                joined.insert({row.integer(1), roomId});
                            }
                            if ((!isHere && row.integer(15) == 0) || (view.space && !within->contains(roomId))) {
                                return;
                            }
                            if (!words.isEmpty() && !fits(folded(QString(row.text(3) + u' ' + row.text(5) + u' ' + row.text(6))), words)) {
                                return;
                            }
                            Entry entry{.item = row.integer(0),
                                        .section = sectionFor(membership, row.integer(7) != 0, row.integer(8) != 0, !row.text(6).isEmpty()),
                                        .sort = row.text(4),
                                        .time = row.integer(9),
                                        .unread = int(row.integer(10)),
                                        .mentions = int(row.integer(11)),
                                        .isUnread = false};
                            entry.isUnread = entry.unread > 0 || entry.mentions > 0 || row.integer(12) != 0 || membership == u"invite";
                            if (view.show == ChatRoomView::Show::Unread && !entry.isUnread) {
                                return;
                            }
                            if (const auto successor = row.text(14); !successor.isEmpty()) {
                                replaced << std::pair(entry.item, std::pair(row.integer(1), successor));
                            }
                            found << std::move(entry);
                        },
                        view.account);
    if (!done) {
        return std::unexpected(done.error());
    }
    // An old room whose new one one is in is history.
    QSet<qint64> old;
    for (const auto &[item, successor] : std::as_const(replaced)) {
        if (joined.contains(successor)) {
            old << item;
        }
    }
    found.removeIf([&old](const Entry &entry) {
        return old.contains(entry.item) && !entry.isUnread;
    });
    std::ranges::sort(found, [&view](const Entry &one, const Entry &other) {
        return one.section != other.section ? one.section < other.section : comesFirst(one, other, view.sort);
    });
    return found;
}
}

void ChatRoomListQuery::Channel::put(News news)
{
    const QMutexLocker lock(&m_mutex);
    m_news = std::move(news);
}

ChatRoomListQuery::Channel::News ChatRoomListQuery::Channel::get() const
{
    const QMutexLocker lock(&m_mutex);
    return m_news;
}

Section ChatRoomListQuery::sectionOf(const ChatRoomRow &room)
{
    return sectionFor(room.membership, room.isFavourite, room.isLowPriority, !room.directWith.isEmpty());
}

Result<QList<qint64>> ChatRoomListQuery::ids(const Reader &reader, const ChatRoomView &view, const QSet<int> &collapsed, Channel &channel)
{
    const auto all = entries(reader, view);
    if (!all) {
        return std::unexpected(all.error());
    }
    const bool hasHeadings = view.words.trimmed().isEmpty();
    std::array<ChatRoomListRow, sections> headings{};
    for (int section = 0; section < sections; ++section) {
        headings.at(size_t(section)).section = static_cast<Section>(section);
        headings.at(size_t(section)).isCollapsed = collapsed.contains(section);
    }
    Channel::News news;
    for (const auto &entry : *all) {
        auto &heading = headings.at(size_t(entry.section));
        ++heading.rooms;
        heading.unread += entry.unread;
        heading.mentions += entry.mentions;
        if (entry.isUnread) {
            news.unread << entry.item;
        }
    }
    QList<qint64> ids;
    ids.reserve(all->size() + sections);
    std::optional<Section> current;
    for (const auto &entry : *all) {
        if (hasHeadings && current != entry.section) {
            current = entry.section;
            ids << headingId(entry.section);
            news.headings.insert(ids.last(), headings.at(size_t(entry.section)));
        }
        if (!hasHeadings || !collapsed.contains(int(entry.section)) || entry.mentions > 0) {
            ids << entry.item;
        }
    }
    channel.put(std::move(news));
    return ids;
}

Result<QHash<qint64, ChatRoomListRow>> ChatRoomListQuery::rows(const Reader &reader, const QList<qint64> &wanted, const Channel &channel)
{
    QHash<qint64, ChatRoomListRow> rows;
    QList<qint64> rooms;
    const auto headings = channel.get().headings;
    for (const auto id : wanted) {
        if (!isHeading(id)) {
            rooms << id;
        } else if (headings.contains(id)) {
            rows.insert(id, headings.value(id));
        }
    }
    return ChatRows::rooms(reader, rooms).transform([&rows](const QHash<qint64, ChatRoomRow> &found) {
        for (const auto &[item, room] : found.asKeyValueRange()) {
            rows.insert(item, ChatRoomListRow{.section = sectionOf(room), .room = room});
        }
        return rows;
    });
}

Result<ChatRoomRow> ChatRoomListing::room(const Reader &reader, ItemId room)
{
    return ChatRows::rooms(reader, {room.value}).and_then([room](const QHash<qint64, ChatRoomRow> &found) -> Result<ChatRoomRow> {
        const auto row = found.constFind(room.value);
        if (row == found.cend()) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This room is no longer here."));
        }
        return *row;
    });
}

Result<QList<ChatRoomRow>> ChatRoomListing::spaces(const Reader &reader, CollectionId account)
{
    QList<qint64> ids;
    auto done
        = reader.prepare("SELECT item FROM chat_room WHERE space = 1 AND membership IN ('join', 'invite') AND (?1 = 0 OR collection = ?1) ORDER BY sort, item")
              .each(
                  [&ids](const Statement &row) {
                      ids << row.integer(0);
                  },
                  account);
    if (!done) {
        return std::unexpected(done.error());
    }
    return ChatRows::rooms(reader, ids).transform([&ids](const QHash<qint64, ChatRoomRow> &found) {
        QList<ChatRoomRow> rows;
        for (const auto id : std::as_const(ids)) {
            if (const auto row = found.constFind(id); row != found.cend()) {
                rows << *row;
            }
        }
        return rows;
    });
}

Result<ChatRoomListing::Totals> ChatRoomListing::totals(const Reader &reader)
{
    Totals totals;
    return reader
        .prepare("SELECT coalesce(sum(membership = 'join' AND (unread > 0 OR marked_unread)), 0), coalesce(sum(iif(membership = 'join', mentions, 0)), 0), "
                 "coalesce(sum(membership = 'invite'), 0) FROM chat_room WHERE space = 0 OR membership = 'invite'")
        .each([&totals](const Statement &row) {
            totals = Totals{int(row.integer(0)), int(row.integer(1)), int(row.integer(2))};
        })
        .transform([&totals] {
            return totals;
        });
}

}
