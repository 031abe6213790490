// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chattimelinemodel.h"

#include "chat/chattimelinemodelquery.h"
#include "chat/chattimelinemodelwords.h"

#include <KLocalizedString>
#include <QElapsedTimer>

#include <algorithm>

namespace Kontor
{
namespace
{
using Timeline = ChatTimelineQuery;
using Wish = ChatTimelineQuery::Wish;

constexpr int nearEdge = 40; // rows
constexpr int aroundSight = 20; // rows; gaps there are filled
constexpr int mostFills = 10; // that brought nothing to see, without anybody scrolling
constexpr qint64 patience = 30'000; // ms until a gap that could not be filled is tried again

std::unexpected<Error> gone()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This message is no longer there."));
}
}

struct ChatTimelineModel::Private {
    ChatTimelineModel *q = nullptr;
    std::shared_ptr<Store> store;
    QPointer<ChatServices> services;
    ChatTimelineView view;
    std::shared_ptr<Timeline::Channel> channel = std::make_shared<Timeline::Channel>();
    Timeline::News news;
    std::optional<QHash<qint64, Timeline::Sketch>> before; ///< sketches that are no longer those of the rows being changed
    QSet<qint64> unfolded;
    quint64 visit = 0; ///< of a room; answers to questions of earlier ones are dropped

    bool isGrowing = false;
    Wish wish{};
    int firstVisible = -1;
    int lastVisible = -1;
    struct Gap {
        bool isLoading = false;
        QString problem{};
        QElapsedTimer since{};
    };
    QHash<qint64, Gap> gaps;
    int fills = 0; ///< since something came to see
    qsizetype rowsAtFill = 0;

    ItemId target{}; ///< to be arrived at when the query is answered
    bool isTargetEnd = false;

    void learn();
    void finishQuery();
    void announce();
    void lookAround();
    void fill(qint64 gap);
    void noteFilled(qint64 gap, quint64 asked, const Result<void> &filled);
    void announceRow(qint64 id);
    void grow(Wish::Kind kind);
    void open(Wish::Kind kind, ItemId around);
    void seek(ItemId event);
    void awaitItem(QFuture<Result<ItemId>> brought, ItemId otherwise);
    void arrive(const QModelIndex &index);
};

ChatTimelineModel::ChatTimelineModel(std::shared_ptr<Store> store, ChatServices *services, QObject *parent)
    : TypedQueryModel<ChatTimelineRow>(store, parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->store = std::move(store);
    d->services = services;
    connect(this, &QueryModel::queryFinished, this, [this] {
        d->finishQuery();
    });
    const auto learn = [this] {
        d->learn();
    };
    connect(this, &QAbstractItemModel::modelAboutToBeReset, this, learn);
    connect(this, &QAbstractItemModel::rowsAboutToBeInserted, this, learn);
    connect(this, &QAbstractItemModel::rowsAboutToBeRemoved, this, learn);
    connect(this, &QAbstractItemModel::rowsAboutToBeMoved, this, learn);
    connect(this, &QAbstractItemModel::layoutAboutToBeChanged, this, learn);
}

ChatTimelineModel::~ChatTimelineModel() = default;

void ChatTimelineModel::setView(const ChatTimelineView &view)
{
    if (!view.room) {
        close();
        return;
    }
    ++d->visit;
    d->view = view;
    d->news = {};
    d->unfolded.clear();
    d->gaps.clear();
    d->fills = 0;
    d->target = {};
    d->isTargetEnd = false;
    d->open(Wish::Kind::Open, {});
}

const ChatTimelineView &ChatTimelineModel::view() const
{
    return d->view;
}

void ChatTimelineModel::close()
{
    ++d->visit;
    d->view = {};
    d->news = {};
    d->gaps.clear();
    d->target = {};
    d->isTargetEnd = false;
    d->isGrowing = false;
    d->channel = std::make_shared<Timeline::Channel>();
    clearQuery();
}

void ChatTimelineModel::Private::open(Wish::Kind kind, ItemId around)
{
    wish = Wish{.kind = kind, .around = around, .window = {}, .unread = news.unread};
    isGrowing = false;
    firstVisible = lastVisible = -1;
    channel = std::make_shared<Timeline::Channel>(); // an earlier query may still answer on the old one
    q->runQuery(Transition::Reset);
}

void ChatTimelineModel::Private::grow(Wish::Kind kind)
{
    if (isGrowing) {
        return;
    }
    isGrowing = true;
    wish = Wish{.kind = kind, .around = {}, .window = news.window, .unread = news.unread};
    channel = std::make_shared<Timeline::Channel>();
    q->runQuery(Transition::Compare);
}

void ChatTimelineModel::runQuery(Transition transition)
{
    setTypedQuery(
        [view = d->view, wish = d->wish, unfolded = d->unfolded, channel = d->channel](const Reader &reader) {
            return Timeline::ids(reader, view, wish, unfolded, *channel);
        },
        [](const Reader &reader, const QList<qint64> &wanted) {
            return Timeline::rows(reader, wanted);
        },
        transition);
}

// Before the rows change: what is inserted is asked for at once.
void ChatTimelineModel::Private::learn()
{
    auto found = channel->take();
    if (!found) {
        return;
    }
    const auto old = std::exchange(news, *std::move(found));
    if (!before) {
        before = old.sketches;
    }
}

void ChatTimelineModel::Private::finishQuery()
{
    if (!q->isReady()) {
        return;
    }
    learn();
    announce();
    gaps.removeIf([this](const auto &gap) {
        return q->rowOf(gap.key()) < 0;
    });
    const bool grew = std::exchange(isGrowing, false);
    if (const auto wanted = std::exchange(target, {})) {
        arrive(q->indexOfItem(wanted));
    } else if (std::exchange(isTargetEnd, false)) {
        arrive(q->rowCount() > 0 ? q->index(q->rowCount() - 1, 0) : QModelIndex());
    } else if (grew) {
        Q_EMIT q->windowGrew();
    }
    lookAround();
}

void ChatTimelineModel::Private::arrive(const QModelIndex &index)
{
    if (index.isValid()) {
        Q_EMIT q->arrived(index);
    } else {
        Q_EMIT q->missed(gone().error());
    }
}

// What stands above or below a row may change how it looks.
void ChatTimelineModel::Private::announce()
{
    const auto known = std::exchange(before, std::nullopt).value_or(news.sketches);
    for (auto sketch = news.sketches.cbegin(); sketch != news.sketches.cend(); ++sketch) {
        const auto old = known.constFind(sketch.key());
        if (old != known.cend() && *old != *sketch) {
            announceRow(sketch.key());
        }
    }
}

void ChatTimelineModel::Private::announceRow(qint64 id)
{
    if (const auto index = q->indexOf(id); index.isValid()) {
        Q_EMIT q->dataChanged(index, index);
    }
}

QueryModel::Concern ChatTimelineModel::isConcerned(const ChangeSet &changes) const
{
    if (changes.manyItems || changes.accounts) {
        return Concern::Ids;
    }
    if (!d->news.account) {
        return changes.collections.isEmpty() && changes.items.isEmpty() ? Concern::None : Concern::Ids;
    }
    return changes.outbox || changes.collections.contains(d->news.account) ? Concern::Ids : Concern::None;
}

bool ChatTimelineModel::touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const
{
    // A name, a picture or a reading mark may stand in any row; those are items of the room, not of the timeline.
    return QueryModel::touchedIds(changes, ids) && !changes.items.contains(d->view.room) && !changes.outbox;
}

ItemId ChatTimelineModel::itemAt(int row) const
{
    const auto id = idAt(row);
    return Timeline::isMade(id) ? ItemId{} : ItemId{id};
}

ChatRowKind ChatTimelineModel::kindAt(int row) const
{
    return d->news.sketches.value(idAt(row)).kind;
}

ChatTimelineShape ChatTimelineModel::shapeAt(int row) const
{
    return d->news.sketches.value(idAt(row)).shape;
}

QModelIndex ChatTimelineModel::indexOfItem(ItemId event) const
{
    return event ? indexOf(d->news.folds.value(event.value, event.value)) : QModelIndex();
}

QModelIndex ChatTimelineModel::unreadLine() const
{
    return indexOf(Timeline::unreadId);
}

bool ChatTimelineModel::isAtEnd() const
{
    return !d->news.window.high;
}

bool ChatTimelineModel::isAtStart() const
{
    return !d->news.window.low;
}

void ChatTimelineModel::noteVisible(int first, int last)
{
    if (first != d->firstVisible || last != d->lastVisible) {
        d->fills = 0;
    }
    d->firstVisible = first;
    d->lastVisible = last;
    prefetch(first, last);
    d->lookAround();
}

void ChatTimelineModel::Private::lookAround()
{
    if (!q->isReady() || firstVisible < 0 || lastVisible < firstVisible || q->rowCount() == 0) {
        return;
    }
    if (firstVisible < nearEdge && news.window.low) {
        grow(Wish::Kind::Older);
        return;
    }
    if (lastVisible >= q->rowCount() - nearEdge && news.window.high) {
        grow(Wish::Kind::Newer);
        return;
    }
    if (q->rowCount() != rowsAtFill) {
        fills = 0;
        rowsAtFill = q->rowCount();
    }
    const int end = std::min(lastVisible + aroundSight, q->rowCount() - 1);
    for (int row = end; row >= std::max(firstVisible - aroundSight, 0); --row) {
        if (q->kindAt(row) == ChatRowKind::Gap) {
            fill(q->idAt(row));
            return; // one after the other
        }
    }
}

void ChatTimelineModel::Private::fill(qint64 gap)
{
    auto &state = gaps[gap];
    const bool isTired = !state.problem.isEmpty() && state.since.isValid() && !state.since.hasExpired(patience);
    if (!services || state.isLoading || isTired || fills >= mostFills) {
        return;
    }
    ++fills;
    state = {.isLoading = true, .problem = {}, .since = {}};
    announceRow(gap);
    // A watcher would be told of a finished one too; then() of one would call back at once, into the middle of this.
    QMetaObject::invokeMethod(
        q,
        [this, gap, asked = visit] {
            if (asked != visit || !services) {
                return;
            }
            services->fillGap(ItemId{gap})
                .then(q,
                      [this, gap, asked](const Result<void> &filled) {
                          noteFilled(gap, asked, filled);
                      })
                .onCanceled(q, [this, gap, asked] {
                    noteFilled(gap, asked, cancelled());
                });
        },
        Qt::QueuedConnection);
}

void ChatTimelineModel::Private::noteFilled(qint64 gap, quint64 asked, const Result<void> &filled)
{
    if (asked != visit) {
        return;
    }
    auto &state = gaps[gap];
    state.isLoading = false;
    if (!filled) {
        state.problem = filled.error().message;
        state.since.start();
    }
    announceRow(gap);
    if (filled) {
        q->refresh(); // it may have been told of before the rows were written
    }
}

void ChatTimelineModel::retryGap(const QModelIndex &gap)
{
    const auto id = gap.isValid() ? idAt(gap.row()) : 0;
    if (id == 0 || kindAt(gap.row()) != ChatRowKind::Gap) {
        return;
    }
    d->gaps[id].problem.clear();
    d->fills = 0;
    d->fill(id);
}

void ChatTimelineModel::setUnfolded(const QModelIndex &fold, Qt::CheckState on)
{
    const auto id = fold.isValid() ? idAt(fold.row()) : 0;
    if (id == 0 || shapeAt(fold.row()).folded == 0) {
        return;
    }
    if (on != Qt::Unchecked) {
        d->unfolded.insert(id);
    } else {
        // Whoever of the run was the first when it was unfolded.
        d->unfolded.remove(id);
        for (int row = fold.row() + 1; row < rowCount() && kindAt(row) == ChatRowKind::State && shapeAt(row).folded == 0; ++row) {
            d->unfolded.remove(idAt(row));
        }
    }
    const auto resolved = d->channel->resolved();
    d->channel = std::make_shared<Timeline::Channel>();
    if (resolved) {
        d->channel->put(*resolved);
    }
    runQuery(Transition::Compare);
}

void ChatTimelineModel::goToItem(ItemId event)
{
    if (!isReady()) {
        d->seek(event);
        return;
    }
    if (const auto index = indexOfItem(event); index.isValid()) {
        Q_EMIT arrived(index);
        return;
    }
    d->seek(event);
}

// Answers of a thread are shown by its root.
void ChatTimelineModel::Private::seek(ItemId event)
{
    struct Found {
        ItemId room{};
        QString root{};
    };
    store
        ->read([event](const Reader &reader) -> Result<Found> {
            Found found;
            return reader.prepare("SELECT room, iif(threaded, coalesce(relates, ''), '') FROM chat_event WHERE item = ?1 AND shown = 1")
                .each(
                    [&found](const Statement &row) {
                        found = Found{row.get<ItemId>(0), row.text(1)};
                    },
                    event)
                .transform([&found] {
                    return found;
                });
        })
        .then(q, [this, event, asked = visit](const Result<Found> &found) {
            if (asked != visit) {
                return;
            }
            if (!found || found->room != view.room) {
                Q_EMIT q->missed(found ? gone().error() : found.error());
                return;
            }
            if (!found->root.isEmpty() && view.threadRoot.isEmpty()) {
                q->goToEvent(found->root);
                return;
            }
            target = event;
            open(Wish::Kind::Around, event);
        });
}

// Goes to what the server brings, or else to \p otherwise.
void ChatTimelineModel::Private::awaitItem(QFuture<Result<ItemId>> brought, ItemId otherwise)
{
    const auto finish = [this, otherwise, asked = visit](const Result<ItemId> &item) {
        if (asked != visit) {
            return;
        }
        if (item && *item) {
            seek(*item);
        } else if (otherwise) {
            q->goToItem(otherwise);
        } else {
            Q_EMIT q->missed(item ? gone().error() : item.error());
        }
    };
    brought.then(q, finish).onCanceled(q, [finish] {
        finish(cancelled());
    });
}

void ChatTimelineModel::goToEvent(const QString &eventId)
{
    d->store
        ->read([room = d->view.room, eventId](const Reader &reader) {
            return ChatRows::event(reader, room, eventId);
        })
        .then(this, [this, eventId, asked = d->visit](const Result<std::optional<ItemId>> &found) {
            if (asked != d->visit) {
                return;
            }
            if (!found) {
                Q_EMIT missed(found.error());
                return;
            }
            if (*found) {
                goToItem(**found);
                return;
            }
            if (!d->services) {
                Q_EMIT missed(gone().error());
                return;
            }
            d->awaitItem(d->services->bringEvent(d->view.room, eventId), {});
        });
}

void ChatTimelineModel::goToDay(const QDate &day)
{
    const auto start = day.startOfDay();
    d->store
        ->read([room = d->view.room, time = start.toMSecsSinceEpoch()](const Reader &reader) {
            return ChatRows::firstSince(reader, room, time);
        })
        .then(this, [this, day, asked = d->visit](const Result<std::optional<ChatRows::Place>> &found) {
            if (asked != d->visit) {
                return;
            }
            if (!found) {
                Q_EMIT missed(found.error());
                return;
            }
            const auto nearest = *found ? (*found)->item : ItemId{};
            const bool isThatDay = *found && QDateTime::fromMSecsSinceEpoch((*found)->sent).date() == day;
            if (isThatDay || !d->services) {
                nearest ? goToItem(nearest) : missed(gone().error());
                return;
            }
            // Perhaps there is more on the server.
            d->awaitItem(d->services->bringDay(d->view.room, day), nearest);
        });
}

void ChatTimelineModel::goToEnd()
{
    if (isReady() && isAtEnd()) {
        d->arrive(rowCount() > 0 ? index(rowCount() - 1, 0) : QModelIndex());
        return;
    }
    d->target = {};
    d->isTargetEnd = true;
    d->open(Wish::Kind::End, {});
}

void ChatTimelineModel::goToUnread()
{
    if (const auto line = unreadLine(); line.isValid()) {
        Q_EMIT arrived(line);
    } else if (d->news.unread) {
        goToItem(ItemId{d->news.unread->item});
    } else {
        Q_EMIT missed(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "There are no unread messages."), .detail = {}});
    }
}

QString ChatTimelineModel::dayText(const QDate &day)
{
    return ChatTimelineWords::day(day);
}

QString ChatTimelineModel::spokenAt(int row) const
{
    const auto id = idAt(row);
    if (const auto gap = d->gaps.constFind(id); gap != d->gaps.cend() && kindAt(row) == ChatRowKind::Gap) {
        if (gap->isLoading) {
            return i18nc("@info spoken of a place in a list of messages", "Older messages are being loaded…");
        }
        if (!gap->problem.isEmpty()) {
            return i18nc("@info spoken of a place in a list of messages; %1: why", "Older messages could not be loaded: %1", gap->problem);
        }
    }
    const auto *loaded = rowAt(row);
    return loaded ? ChatTimelineWords::sentence(*loaded, shapeAt(row)) : i18nc("@info spoken while a message of the list is being loaded", "Loading…");
}

int ChatTimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant ChatTimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto id = idAt(index.row());
    const auto sketch = d->news.sketches.value(id);
    switch (role) {
    case IdRole:
        return id;
    case KindRole:
        return int(sketch.kind);
    case GroupRole:
        return sketch.shape.beginsGroup;
    case FoldedRole:
        return sketch.shape.folded;
    case UnfoldedRole:
        return sketch.shape.isUnfolded;
    case LoadingRole:
        return d->gaps.value(id).isLoading;
    case ProblemRole:
        return d->gaps.value(id).problem;
    case SpokenRole:
    case Qt::AccessibleTextRole:
        return spokenAt(index.row());
    case RowRole: {
        const auto *row = rowAt(index);
        return row ? QVariant::fromValue(*row) : QVariant();
    }
    case Qt::DisplayRole: {
        const auto *row = rowAt(index);
        const bool isFold = sketch.shape.folded > 0 && !sketch.shape.isUnfolded;
        return isFold ? ChatTimelineWords::folded(sketch.shape.folded) : row ? ChatTimelineWords::content(*row) : QVariant();
    }
    default:
        return {};
    }
}

Qt::ItemFlags ChatTimelineModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

}
