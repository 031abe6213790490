// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chattimelinemodelquery.h"

#include "base/clock.h"

#include <limits>

namespace Kontor
{
namespace
{
using Bound = ChatTimelineQuery::Bound;
using Window = ChatTimelineQuery::Window;
using Wish = ChatTimelineQuery::Wish;
using Place = ChatRows::Place;
using Stretch = ChatRows::Stretch;

constexpr int firstWindow = 80; // one page of rows with what the model adds: shown by one question
constexpr int mostUnread = 300; // then the line is one jump away
constexpr int aboveUnread = 20;
constexpr int windowMost = 50'000;
constexpr qint64 groupTime = 5 * 60 * 1000; // ms
constexpr int fewestFolded = 2;

Result<QList<Place>> placesFrom(const Reader &reader, const ChatTimelineView &view, Stretch::From from, Bound bound, int atMost)
{
    return ChatRows::places(
        reader,
        Stretch{.room = view.room, .threadRoot = view.threadRoot, .from = from, .position = bound.position, .item = ItemId{bound.item}, .atMost = atMost});
}

Result<QList<Place>> placesIn(const Reader &reader, const ChatTimelineView &view, const Window &window)
{
    const auto low = window.low.value_or(Bound{std::numeric_limits<qint64>::min(), 0});
    auto found = placesFrom(reader, view, Stretch::From::After, low, windowMost);
    if (found && window.high) {
        found->removeIf([&window](const Place &place) {
            return ChatTimelineQuery::boundOf(place) >= *window.high;
        });
    }
    return found;
}

/// The event at \p bound is the nearest outside; \p step further is the next one that is.
Result<std::optional<Bound>> further(const Reader &reader, const ChatTimelineView &view, Stretch::From from, Bound bound, int step)
{
    return placesFrom(reader, view, from, bound, step).transform([&](const QList<Place> &found) -> std::optional<Bound> {
        if (found.size() < step) {
            return std::nullopt;
        }
        return ChatTimelineQuery::boundOf(from == Stretch::From::Before ? found.first() : found.last());
    });
}

Result<Window> endWindow(const Reader &reader, const ChatTimelineView &view, int events)
{
    return placesFrom(reader, view, Stretch::From::End, {}, events + 1).transform([events](const QList<Place> &found) {
        Window window;
        if (found.size() > events) {
            window.low = ChatTimelineQuery::boundOf(found.first());
        }
        return window;
    });
}

struct RoomSketch {
    CollectionId account{};
    qint64 read = 0;
    QString userId{};
};
Result<RoomSketch> sketchOf(const Reader &reader, ItemId room)
{
    RoomSketch sketch;
    return reader
        .prepare("SELECT r.collection, r.read_position, coalesce(a.user_id, '') FROM chat_room r LEFT JOIN chat_account a ON a.collection = r.collection "
                 "WHERE r.item = ?1 ORDER BY a.item LIMIT 1")
        .each(
            [&sketch](const Statement &row) {
                sketch = RoomSketch{row.get<CollectionId>(0), row.integer(1), row.text(2)};
            },
            room)
        .transform([&sketch] {
            return sketch;
        });
}

/// The end of the room with all that is unread, if it is not too much.
Result<Window> opening(const Reader &reader, const ChatTimelineView &view, const RoomSketch &room, std::optional<Bound> &unread)
{
    int events = firstWindow;
    if (room.read != 0 && view.threadRoot.isEmpty()) {
        const auto after = placesFrom(reader, view, Stretch::From::After, Bound{room.read, std::numeric_limits<qint64>::max()}, mostUnread + 1);
        if (!after) {
            return std::unexpected(after.error());
        }
        const auto first = std::ranges::find_if(*after, [&room](const Place &place) {
            return ChatTimelineQuery::isMessage(place.kind) && place.sender != room.userId;
        });
        if (first != after->cend()) {
            unread = ChatTimelineQuery::boundOf(*first);
            if (after->size() <= mostUnread) {
                events = std::max(events, int(after->size()) + aboveUnread);
            }
        }
    }
    return endWindow(reader, view, events);
}

Result<Window> around(const Reader &reader, const ChatTimelineView &view, ItemId event)
{
    const auto place = ChatRows::place(reader, event);
    if (!place || !*place) {
        return place ? endWindow(reader, view, firstWindow) : Result<Window>(std::unexpected(place.error()));
    }
    const auto bound = ChatTimelineQuery::boundOf(**place);
    const auto low = further(reader, view, Stretch::From::Before, bound, firstWindow / 2);
    const auto high = further(reader, view, Stretch::From::After, bound, firstWindow / 2);
    if (!low || !high) {
        return std::unexpected(low ? high.error() : low.error());
    }
    return Window{*low, *high};
}

Result<Window> grown(const Reader &reader, const ChatTimelineView &view, const Wish &wish)
{
    auto window = wish.window;
    auto &edge = wish.kind == Wish::Kind::Older ? window.low : window.high;
    if (!edge) {
        return window;
    }
    const auto from = wish.kind == Wish::Kind::Older ? Stretch::From::Before : Stretch::From::After;
    return further(reader, view, from, *edge, ChatTimelineModel::windowStep).transform([&](const std::optional<Bound> &next) {
        edge = next;
        return window;
    });
}

/// Puts the rows of a timeline one below the other.
class Layout
{
public:
    Layout(const QSet<qint64> &unfolded, std::optional<Bound> unread, ChatTimelineQuery::News &news)
        : m_unfolded(unfolded)
        , m_unread(unread)
        , m_news(news)
        , m_tomorrow(Clock::system().now().toLocalTime().date().addDays(1))
    {
    }

    void add(const Place &place)
    {
        const auto day = QDateTime::fromMSecsSinceEpoch(place.sent).date();
        const bool isGap = place.kind == ChatRowKind::Gap;
        // Clocks of others may be wrong: days go forward only, and not beyond tomorrow.
        if (!isGap && place.sent > 0 && day.isValid() && day <= m_tomorrow && (!m_day.isValid() || day > m_day)) {
            endRun();
            m_day = day;
            made(ChatTimelineQuery::dayId(day), ChatRowKind::Day);
        }
        if (m_unread && ChatTimelineQuery::boundOf(place) >= *m_unread) {
            endRun();
            m_unread.reset();
            made(ChatTimelineQuery::unreadId, ChatRowKind::Unread);
        }
        if (place.kind == ChatRowKind::State) {
            m_run << place.item.value;
            m_above.reset();
            return;
        }
        endRun();
        ChatTimelineQuery::Sketch sketch{.kind = place.kind, .shape = {}};
        if (ChatTimelineQuery::isMessage(place.kind)) {
            sketch.shape.beginsGroup = !m_above || m_above->sender != place.sender || place.sent - m_above->sent > groupTime;
            m_above = place;
        } else {
            m_above.reset();
        }
        put(place.item.value, sketch);
    }

    QList<qint64> finish()
    {
        endRun();
        return m_ids;
    }

private:
    void put(qint64 id, const ChatTimelineQuery::Sketch &sketch)
    {
        m_ids << id;
        m_news.sketches.insert(id, sketch);
    }

    void made(qint64 id, ChatRowKind kind)
    {
        m_above.reset();
        put(id, {.kind = kind, .shape = {}});
    }

    void endRun()
    {
        const auto run = std::exchange(m_run, {});
        const bool isUnfolded = std::ranges::any_of(run, [this](qint64 id) {
            return m_unfolded.contains(id);
        });
        const bool isFold = run.size() >= fewestFolded;
        for (qsizetype place = 0; place < run.size(); ++place) {
            const bool isFirst = place == 0;
            if (!isFirst && !isUnfolded) {
                m_news.folds.insert(run.at(place), run.first());
                continue;
            }
            ChatTimelineShape shape;
            shape.folded = isFirst && isFold ? int(run.size()) : 0;
            shape.isUnfolded = isFirst && isFold && isUnfolded;
            put(run.at(place), {.kind = ChatRowKind::State, .shape = shape});
        }
    }

    const QSet<qint64> &m_unfolded;
    std::optional<Bound> m_unread;
    ChatTimelineQuery::News &m_news;
    QDate m_tomorrow;
    QDate m_day;
    std::optional<Place> m_above;
    QList<qint64> m_run;
    QList<qint64> m_ids;
};
}

void ChatTimelineQuery::Channel::put(News news)
{
    const QMutexLocker lock(&m_mutex);
    m_resolved = std::move(news);
    m_isNew = true;
}

std::optional<ChatTimelineQuery::News> ChatTimelineQuery::Channel::take()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_isNew, false) ? m_resolved : std::nullopt;
}

std::optional<ChatTimelineQuery::News> ChatTimelineQuery::Channel::resolved() const
{
    const QMutexLocker lock(&m_mutex);
    return m_resolved;
}

qint64 ChatTimelineQuery::dayId(const QDate &day)
{
    constexpr qint64 others = 10; // ids below zero that are no days
    return -others - day.toJulianDay();
}

bool ChatTimelineQuery::isMessage(ChatRowKind kind)
{
    switch (kind) {
    case ChatRowKind::State:
    case ChatRowKind::Gap:
    case ChatRowKind::Day:
    case ChatRowKind::Unread:
        return false;
    default:
        return true;
    }
}

Result<QList<qint64>>
ChatTimelineQuery::ids(const Reader &reader, const ChatTimelineView &view, const Wish &wish, const QSet<qint64> &unfolded, Channel &channel)
{
    News news;
    if (const auto before = channel.resolved()) {
        news.window = before->window;
        news.unread = before->unread;
        news.account = before->account;
    } else {
        const auto room = sketchOf(reader, view.room);
        if (!room) {
            return std::unexpected(room.error());
        }
        news.account = room->account;
        news.unread = wish.unread;
        Result<Window> window;
        switch (wish.kind) {
        case Wish::Kind::Open:
            window = opening(reader, view, *room, news.unread);
            break;
        case Wish::Kind::End:
            window = endWindow(reader, view, firstWindow);
            break;
        case Wish::Kind::Around:
            window = around(reader, view, wish.around);
            break;
        case Wish::Kind::Older:
        case Wish::Kind::Newer:
            window = grown(reader, view, wish);
            break;
        }
        if (!window) {
            return std::unexpected(window.error());
        }
        news.window = *window;
    }
    const auto places = placesIn(reader, view, news.window);
    if (!places) {
        return std::unexpected(places.error());
    }
    const bool isLineAbove = news.window.low && news.unread && *news.unread <= *news.window.low;
    Layout layout(unfolded, isLineAbove ? std::nullopt : news.unread, news);
    if (!view.threadRoot.isEmpty() && !news.window.low) {
        const auto root = ChatRows::event(reader, view.room, view.threadRoot);
        if (!root) {
            return std::unexpected(root.error());
        }
        const auto place = *root ? ChatRows::place(reader, **root) : Result<std::optional<Place>>();
        if (!place) {
            return std::unexpected(place.error());
        }
        if (*place) {
            layout.add(**place);
        }
    }
    for (const auto &place : *places) {
        layout.add(place);
    }
    auto ids = layout.finish();
    channel.put(std::move(news));
    return ids;
}

Result<QHash<qint64, ChatTimelineRow>> ChatTimelineQuery::rows(const Reader &reader, const QList<qint64> &wanted)
{
    QList<qint64> events;
    QHash<qint64, ChatTimelineRow> made;
    for (const auto id : wanted) {
        if (!isMade(id)) {
            events << id;
            continue;
        }
        ChatTimelineRow row;
        row.kind = id == unreadId ? ChatRowKind::Unread : ChatRowKind::Day;
        if (row.kind == ChatRowKind::Day) {
            row.time = QDate::fromJulianDay(dayId(QDate::fromJulianDay(0)) - id).startOfDay();
        }
        made.insert(id, row);
    }
    return ChatRows::timeline(reader, events).transform([&made](QHash<qint64, ChatTimelineRow> found) {
        found.insert(made);
        return found;
    });
}

}
