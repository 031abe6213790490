// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatroomlistmodel.h"

#include <QMutex>

namespace Kontor
{

/// What the list of rooms shows, as a query: ids of rooms, and below zero those of headings, in order; and their rows. Runs on
/// a reader thread.
class ChatRoomListQuery
{
public:
    using Section = ChatRoomListRow::Section;
    static constexpr int sections = 5;

    static constexpr qint64 headingId(Section section)
    {
        return -1 - qint64(section);
    }
    static constexpr bool isHeading(qint64 id)
    {
        return id < 0;
    }
    static Section sectionOf(const ChatRoomRow &room);

    /// What rows of headings say, and which rooms are unread: from ids() to rows() and to the model.
    class Channel
    {
    public:
        struct News {
            QHash<qint64, ChatRoomListRow> headings{};
            QSet<qint64> unread{}; ///< rooms
        };
        void put(News news);
        News get() const;

    private:
        mutable QMutex m_mutex;
        News m_news;
    };

    static Result<QList<qint64>> ids(const Reader &reader, const ChatRoomView &view, const QSet<int> &collapsed, Channel &channel);
    static Result<QHash<qint64, ChatRoomListRow>> rows(const Reader &reader, const QList<qint64> &wanted, const Channel &channel);
};

}
