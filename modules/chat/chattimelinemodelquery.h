// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatrows.h"
#include "chat/chattimelinemodel.h"

#include <QMutex>

namespace Kontor
{

/// What a timeline shows, as a query: ids of events, and below zero those of rows that the model makes, in order; and their
/// rows. Runs on a reader thread.
class ChatTimelineQuery
{
public:
    /// Where something stands among the events of a room.
    struct Bound {
        qint64 position = 0;
        qint64 item = 0;
        auto operator<=>(const Bound &) const = default;
    };
    static Bound boundOf(const ChatRows::Place &place)
    {
        return {place.position, place.item.value};
    }

    /// The part of the timeline that is shown. Both bounds are events outside of it: what comes between is shown.
    struct Window {
        std::optional<Bound> low{}; ///< none: from the first that is here
        std::optional<Bound> high{}; ///< none: to the end
        bool operator==(const Window &) const = default;
    };

    /// How a window is found.
    struct Wish {
        enum class Kind {
            Open, ///< the end, and what is unread
            End,
            Around,
            Older, ///< some more than the window
            Newer,
        };
        Kind kind = Kind::Open;
        ItemId around{};
        Window window{};
        std::optional<Bound> unread{}; ///< the line stands before that; not for Open, which finds it
    };

    /// What is known of a row before it is loaded.
    struct Sketch {
        ChatRowKind kind = ChatRowKind::Text;
        ChatTimelineShape shape{};
        bool operator==(const Sketch &) const = default;
    };
    struct News {
        Window window{};
        std::optional<Bound> unread{};
        CollectionId account{};
        QHash<qint64, Sketch> sketches{};
        QHash<qint64, qint64> folds{}; ///< hidden event → the one that stands for it
    };

    /// Hands what the query found to the model, and remembers the window for when it runs again.
    class Channel
    {
    public:
        void put(News news);
        std::optional<News> take(); ///< none: nothing new since
        std::optional<News> resolved() const; ///< window, line and account of the last run

    private:
        mutable QMutex m_mutex;
        std::optional<News> m_resolved;
        bool m_isNew = false;
    };

    static constexpr qint64 unreadId = -2;
    static qint64 dayId(const QDate &day);
    static bool isMade(qint64 id)
    {
        return id < 0;
    }

    static Result<QList<qint64>> ids(const Reader &reader, const ChatTimelineView &view, const Wish &wish, const QSet<qint64> &unfolded, Channel &channel);
    static Result<QHash<qint64, ChatTimelineRow>> rows(const Reader &reader, const QList<qint64> &wanted);

    static bool isMessage(ChatRowKind kind); ///< somebody said it: not a change of the room, nor made by the model
};

}
