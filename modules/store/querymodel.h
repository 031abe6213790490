// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QAbstractTableModel>
#include <QHash>

#include <functional>
#include <memory>

namespace Kontor
{

/// A live list of what the store knows: the model keeps the ids of a query in order, loads rows
/// in pages around the ones that are asked for, and follows the store's changes.
///
/// All SQL runs on the store's interactive reader; the GUI thread only ever swaps ready values.
/// A row that is not there yet is null in data(): show a placeholder; dataChanged() follows.
/// After each relevant ChangeSet the ids are queried anew and compared on the reader thread, and
/// the model applies the difference as few contiguous removals, moves and insertions (a heavy
/// reordering as one layout change), so that selection, current row and scroll position stay.
/// At most one query is under way; changes that arrive meanwhile are answered by one more, so
/// results never go back in time. Selections hold rows by persistent index, actions hold ids.
///
/// Subclass TypedQueryModel<Row>, call setQuery(), implement columnCount() and data(), and
/// decide in isConcerned(). GUI thread. Errors: error(), the rows stay as they were.
class QueryModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using AnyRow = std::shared_ptr<const void>;

    struct Query {
        /// All ids in order, each once; 100,000 are fine. Captures values only.
        std::function<Result<QList<qint64>>(const Reader &)> ids;
        /// The rows of some ids; ids without a row are left out.
        std::function<Result<QHash<qint64, AnyRow>>(const Reader &, const QList<qint64> &)> rows;
    };

    explicit QueryModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~QueryModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;

    /// The id shown in a row; 0 if there is no such row. role IdRole gives the same.
    qint64 idAt(int row) const;
    /// The row that shows an id; -1 if none does. Constant time.
    int rowOf(qint64 id) const;
    QModelIndex indexOf(qint64 id, int column = 0) const;
    const QList<qint64> &ids() const;

    /// Loads the rows ahead, so that scrolling there finds them; call it with what is visible.
    void prefetch(int first, int last);

    /// False while a query set by setQuery() has not been answered yet.
    bool isReady() const;

    /// Asks again although the store did not change (something outside it did).
    void refresh();

    /// Rows loaded around one that is asked for.
    static constexpr int pageSize = 100;
    /// Rows kept; the ones that were asked for longest ago go first.
    static constexpr int rowsKept = 4000;

    enum Role { IdRole = Qt::UserRole };

    /// What a change means for the query.
    enum class Concern {
        None, ///< nothing here can have changed
        Rows, ///< ids and their order stay; rows of the touched items are loaded anew
        Ids, ///< the ids may have changed, and the touched rows
    };

    /// How a new query takes the place of the old one, see setQuery().
    enum class Transition { Compare, Reset };

Q_SIGNALS:
    /// The rows now show an answer to the query (after setQuery() and after each change).
    void queryFinished();
    void error(const Kontor::Error &error);

protected:
    virtual Concern isConcerned(const ChangeSet &changes) const = 0;

    /// Which ids to load anew after a change; by default changes.items, or all with manyItems.
    /// Return false for "all". Override it where the ids of the query are not item ids.
    virtual bool touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const;

    /// Replaces the query. Rows of the old one stay until the answer is there (no flicker) and
    /// are then compared like any change, unless Reset asks for a model reset (another folder).
    void setQuery(Query query, Transition transition = Transition::Reset);

    /// No query: empty at once.
    void clearQuery();

    /// The row, or null while it is being loaded (loading starts by asking).
    AnyRow anyRowAt(int row) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// A QueryModel whose rows are of one type.
template<class Row>
class TypedQueryModel : public QueryModel
{
public:
    using QueryModel::QueryModel;

    /// Null while the row is being loaded. Valid until control returns to the event loop.
    const Row *rowAt(int row) const
    {
        return static_cast<const Row *>(anyRowAt(row).get());
    }

    const Row *rowAt(const QModelIndex &index) const
    {
        return index.isValid() ? rowAt(index.row()) : nullptr;
    }

protected:
    using Ids = std::function<Result<QList<qint64>>(const Reader &)>;
    using Rows = std::function<Result<QHash<qint64, Row>>(const Reader &, const QList<qint64> &)>;

    void setTypedQuery(Ids ids, Rows rows, Transition transition = Transition::Reset)
    {
        setQuery({.ids = std::move(ids),
                  .rows = [rows = std::move(rows)](const Reader &reader, const QList<qint64> &wanted) -> Result<QHash<qint64, AnyRow>> {
                      auto found = rows(reader, wanted);
                      if (!found) {
                          return std::unexpected(found.error());
                      }
                      QHash<qint64, AnyRow> shared;
                      shared.reserve(found->size());
                      for (auto it = found->begin(); it != found->end(); ++it) {
                          shared.insert(it.key(), std::make_shared<const Row>(std::move(it.value())));
                      }
                      return shared;
                  }},
                 transition);
    }
};

}
