// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/querymodel.h"

#include "store/idsteps.h"
#include "store/querywork.h"
#include "store/rowcache.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QTimer>

#include <algorithm>

namespace Kontor
{

namespace
{

constexpr int shortestPause = 120; // ms between two queries while changes stream in
constexpr int pagesAtOnce = 3;

}

struct QueryModel::Private {
    QueryModel *q;
    std::shared_ptr<Store> store;
    std::shared_ptr<const Query> query;
    quint64 generation = 0; ///< of the query; answers of older ones are dropped
    Transition transition = Transition::Reset;
    bool answered = true; ///< the shown rows are those of the query
    bool applying = false;

    QList<qint64> ids;
    QHash<qint64, int> positions;
    mutable RowCache rows{rowsKept};
    bool needsIds = false; ///< a change has made them old

    bool refreshing = false;
    QElapsedTimer sinceRefresh;
    QTimer pause;

    mutable QList<int> wantedPages; ///< the latest first
    mutable bool loadPlanned = false;
    bool loading = false;

    void noteChange(const ChangeSet &set);
    void schedule();
    void start(QueryWork work, std::function<void(Result<QueryOutcome>)> finish);
    void refresh();
    void finishRefresh(quint64 startGeneration, quint64 startChanges, Result<QueryOutcome> outcome);
    void planLoad() const;
    void load();
    void finishLoad(quint64 startGeneration, quint64 startChanges, Result<QueryOutcome> outcome);
    void apply(QueryOutcome &outcome);
    void applyStepToModel(const IdStep &step);
    void announce(const QList<qint64> &changed);
    QList<qint64> missingOn(int page) const;
};

QueryModel::QueryModel(std::shared_ptr<Store> store, QObject *parent)
    : QAbstractTableModel(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->store = std::move(store);
    d->pause.setSingleShot(true);
    connect(&d->pause, &QTimer::timeout, this, [this] { d->refresh(); });
    connect(d->store.get(), &Store::changed, this, [this](const ChangeSet &set) { d->noteChange(set); });
}

QueryModel::~QueryModel() = default;

int QueryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(d->ids.size());
}

qint64 QueryModel::idAt(int row) const
{
    return row >= 0 && row < d->ids.size() ? d->ids.at(row) : 0;
}

int QueryModel::rowOf(qint64 id) const
{
    // Between the steps of a change the positions are not those of the list yet.
    return d->applying ? int(d->ids.indexOf(id)) : d->positions.value(id, -1);
}

QModelIndex QueryModel::indexOf(qint64 id, int column) const
{
    const int row = rowOf(id);
    return row < 0 ? QModelIndex() : index(row, column);
}

const QList<qint64> &QueryModel::ids() const
{
    return d->ids;
}

bool QueryModel::isReady() const
{
    return d->answered;
}

void QueryModel::refresh()
{
    d->rows.noteAllChanged();
    d->needsIds = true;
    d->schedule();
}

bool QueryModel::touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const
{
    for (const auto item : changes.items) {
        ids.insert(item.value);
    }
    return !changes.manyItems;
}

void QueryModel::setQuery(Query query, Transition transition)
{
    d->query = std::make_shared<const Query>(std::move(query));
    ++d->generation;
    // A reset that has not happened yet must still happen.
    if (d->answered || transition == Transition::Reset) {
        d->transition = transition;
    }
    d->answered = false;
    d->refreshing = false; // what is under way is dropped
    d->loading = false;
    d->wantedPages.clear();
    d->rows.noteAllChanged();
    d->needsIds = true;
    d->sinceRefresh.invalidate();
    d->schedule();
}

void QueryModel::clearQuery()
{
    if (d->applying) {
        QMetaObject::invokeMethod(this, [this] { clearQuery(); }, Qt::QueuedConnection);
        return;
    }
    ++d->generation;
    d->query.reset();
    d->refreshing = false;
    d->loading = false;
    d->needsIds = false;
    d->rows.takeNoStale();
    d->wantedPages.clear();
    d->pause.stop();
    beginResetModel();
    d->ids.clear();
    d->positions.clear();
    d->rows.clear();
    d->answered = true;
    endResetModel();
    Q_EMIT queryFinished();
}

QueryModel::AnyRow QueryModel::anyRowAt(int row) const
{
    const auto id = idAt(row);
    if (!id) {
        return {};
    }
    if (const auto *found = d->rows.ask(id)) {
        return *found;
    }
    const int page = row / pageSize;
    if (d->wantedPages.value(0, -1) != page) {
        d->wantedPages.removeAll(page);
        d->wantedPages.prepend(page);
    }
    d->planLoad();
    return {};
}

void QueryModel::prefetch(int first, int last)
{
    last = std::min(last, rowCount() - 1);
    first = std::max(first, 0);
    for (int page = last / pageSize; page >= first / pageSize; --page) {
        if (!d->missingOn(page).isEmpty()) {
            d->wantedPages.removeAll(page);
            d->wantedPages.prepend(page);
        }
    }
    if (!d->wantedPages.isEmpty()) {
        d->planLoad();
    }
}

void QueryModel::Private::noteChange(const ChangeSet &set)
{
    if (!query) {
        return;
    }
    const auto concern = q->isConcerned(set);
    if (concern == Concern::None) {
        return;
    }
    QSet<qint64> some;
    if (q->touchedIds(set, some)) {
        rows.noteChanged(some, refreshing || loading ? RowCache::Answers::UnderWay : RowCache::Answers::None);
    } else {
        rows.noteAllChanged();
    }
    needsIds |= concern == Concern::Ids;
    schedule();
}

void QueryModel::Private::schedule()
{
    if (!query || refreshing || applying || pause.isActive() || !(needsIds || rows.hasStale())) {
        return;
    }
    const qint64 elapsed = sinceRefresh.isValid() ? sinceRefresh.elapsed() : shortestPause;
    if (elapsed >= shortestPause) {
        refresh();
    } else {
        pause.start(int(shortestPause - elapsed));
    }
}

/// A watcher, not then(): that would call back at once when the answer is there already.
void QueryModel::Private::start(QueryWork work, std::function<void(Result<QueryOutcome>)> finish)
{
    auto *watcher = new QFutureWatcher<Result<QueryOutcome>>(q);
    connect(watcher, &QFutureWatcherBase::finished, q, [watcher, finish = std::move(finish)] {
        watcher->deleteLater();
        if (!watcher->isCanceled()) {
            finish(watcher->future().takeResult());
        }
    });
    watcher->setFuture(store->read([work = std::move(work)](const Reader &reader) { return work.carryOut(reader); }));
}

void QueryModel::Private::refresh()
{
    pause.stop();
    if (!query || refreshing || applying) {
        return;
    }
    QueryWork work{.query = query, .wantsIds = needsIds || !answered, .wantsSteps = answered || transition == Transition::Compare};
    if (work.wantsSteps) {
        // Rows in sight are loaded anew; should one of the others be in sight after all, it is
        // painted and asked for again.
        const auto stale = rows.takeStale();
        announce(stale.forgotten);
        work.reload = stale.recent;
        if (work.wantsIds) {
            work.from = ids;
        }
    } else {
        rows.takeNoStale();
    }
    if (!answered) {
        work.ahead = pageSize;
    }
    if (!work.wantsIds && work.reload.isEmpty()) {
        return;
    }
    needsIds = false;
    refreshing = true;
    sinceRefresh.start();
    start(std::move(work), [this, startGeneration = generation, startChanges = rows.changes()](Result<QueryOutcome> outcome) {
        finishRefresh(startGeneration, startChanges, std::move(outcome));
    });
}

void QueryModel::Private::finishRefresh(quint64 startGeneration, quint64 startChanges, Result<QueryOutcome> outcome)
{
    if (startGeneration != generation) {
        return;
    }
    refreshing = false;
    if (!outcome) {
        Q_EMIT q->error(outcome.error());
        schedule();
        return;
    }
    const bool resets = !answered && transition == Transition::Reset;
    if (resets) {
        q->beginResetModel();
        rows.clear();
        ids = outcome->ids;
        positions = outcome->positions;
        rows.keep(outcome->asked, outcome->rows, positions, startChanges);
        answered = true;
        q->endResetModel();
    } else {
        if (outcome->hasIds) {
            answered = true;
            apply(*outcome);
        }
        rows.keep(outcome->asked, outcome->rows, positions, startChanges);
        announce(outcome->asked);
    }
    if (!loading && !refreshing) {
        rows.forgetChanges();
    }
    if (outcome->hasIds || !outcome->asked.isEmpty()) {
        Q_EMIT q->queryFinished();
    }
    schedule();
    if (!wantedPages.isEmpty()) {
        planLoad();
    }
}

void QueryModel::Private::apply(QueryOutcome &outcome)
{
    applying = true;
    for (const auto &step : std::as_const(outcome.steps)) {
        applyStepToModel(step);
    }
    ids = outcome.ids;
    positions.swap(outcome.positions);
    applying = false;
}

void QueryModel::Private::applyStepToModel(const IdStep &step)
{
    switch (step.kind) {
    case IdStep::Kind::Remove: {
        const auto gone = ids.sliced(step.first, step.last - step.first + 1);
        q->beginRemoveRows({}, step.first, step.last);
        applyStep(ids, step);
        q->endRemoveRows();
        rows.remove(gone);
        return;
    }
    case IdStep::Kind::Insert:
        q->beginInsertRows({}, step.first, step.last);
        applyStep(ids, step);
        q->endInsertRows();
        return;
    case IdStep::Kind::Move:
        q->beginMoveRows({}, step.first, step.last, {}, step.destination);
        applyStep(ids, step);
        q->endMoveRows();
        return;
    case IdStep::Kind::Arrange: {
        Q_EMIT q->layoutAboutToBeChanged({}, VerticalSortHint);
        const auto before = q->persistentIndexList();
        QModelIndexList after;
        after.reserve(before.size());
        for (const auto &index : before) {
            const int row = step.rows.value(q->idAt(index.row()), -1);
            after.append(row < 0 ? QModelIndex() : q->createIndex(row, index.column()));
        }
        applyStep(ids, step);
        q->changePersistentIndexList(before, after);
        Q_EMIT q->layoutChanged({}, VerticalSortHint);
        return;
    }
    }
}

/// Emits dataChanged() for the rows of these ids, in as few ranges as possible.
void QueryModel::Private::announce(const QList<qint64> &changed)
{
    QList<int> numbers;
    for (const auto id : changed) {
        if (const int row = q->rowOf(id); row >= 0) {
            numbers.append(row);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    const int lastColumn = q->columnCount() - 1;
    for (qsizetype i = 0; i < numbers.size() && lastColumn >= 0;) {
        qsizetype end = i;
        while (end + 1 < numbers.size() && numbers.at(end + 1) <= numbers.at(end) + 1) {
            ++end;
        }
        if (numbers.at(end) < ids.size()) { // a slot of the last range may have cleared the model
            Q_EMIT q->dataChanged(q->index(numbers.at(i), 0), q->index(numbers.at(end), lastColumn));
        }
        i = end + 1;
    }
}

QList<qint64> QueryModel::Private::missingOn(int page) const
{
    QList<qint64> missing;
    const int end = std::min<int>((page + 1) * pageSize, int(ids.size()));
    for (int row = page * pageSize; row < end; ++row) {
        if (!rows.contains(ids.at(row))) {
            missing.append(ids.at(row));
        }
    }
    return missing;
}

/// One load for all the rows that one turn of the event loop asks for.
void QueryModel::Private::planLoad() const
{
    if (loadPlanned) {
        return;
    }
    loadPlanned = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            loadPlanned = false;
            const_cast<Private *>(this)->load();
        },
        Qt::QueuedConnection);
}

void QueryModel::Private::load()
{
    if (!query || loading || applying || !answered) {
        return; // asked again when that is over
    }
    QueryWork work{.query = query};
    // The latest pages only: what was scrolled past is not worth the time.
    wantedPages = wantedPages.first(std::min<qsizetype>(wantedPages.size(), pagesAtOnce));
    for (const int page : std::as_const(wantedPages)) {
        work.reload.append(missingOn(page));
    }
    wantedPages.clear();
    if (work.reload.isEmpty()) {
        return;
    }
    loading = true;
    start(std::move(work), [this, startGeneration = generation, startChanges = rows.changes()](Result<QueryOutcome> outcome) {
        finishLoad(startGeneration, startChanges, std::move(outcome));
    });
}

void QueryModel::Private::finishLoad(quint64 startGeneration, quint64 startChanges, Result<QueryOutcome> outcome)
{
    if (startGeneration != generation) {
        return;
    }
    loading = false;
    if (!outcome) {
        Q_EMIT q->error(outcome.error());
        return;
    }
    rows.keep(outcome->asked, outcome->rows, positions, startChanges);
    if (!refreshing) {
        rows.forgetChanges();
    }
    announce(outcome->asked);
    schedule();
    if (!wantedPages.isEmpty()) {
        planLoad();
    }
}

}
