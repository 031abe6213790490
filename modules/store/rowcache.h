// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QSet>

#include <memory>

namespace Kontor
{

/// The rows a QueryModel has loaded: when they were asked for last, and which of them a change
/// has made stale, also while an answer that may be older is under way. GUI thread.
class RowCache
{
public:
    using AnyRow = std::shared_ptr<const void>;

    /// \p most rows are kept; those that were asked for longest ago go first.
    explicit RowCache(int most)
        : m_most(most)
    {
    }

    /// Null if it is not here. Counts as asking for it.
    const AnyRow *ask(qint64 id);
    bool contains(qint64 id) const
    {
        return m_rows.contains(id);
    }
    void remove(const QList<qint64> &ids);
    void clear();

    enum class Answers { None, UnderWay };
    void noteChanged(const QSet<qint64> &ids, Answers answers);
    void noteAllChanged();
    /// Counts changes, to see which answers are older.
    quint64 changes() const
    {
        return m_changes;
    }
    /// No answer is under way any more that a change could be newer than.
    void forgetChanges();

    bool hasStale() const;
    struct Stale {
        QList<qint64> recent; ///< asked for lately, so probably in sight: still here, to be loaded anew
        QList<qint64> forgotten; ///< no longer here
    };
    Stale takeStale();
    void takeNoStale(); ///< everything will be loaded anew in any case

    /// Keeps what was loaded for \p asked by a query begun at \p startChanges, as far as
    /// \p shown has it. What changed since is stale at once.
    void keep(const QList<qint64> &asked, const QHash<qint64, AnyRow> &found, const QHash<qint64, int> &shown, quint64 startChanges);

private:
    struct Cached {
        AnyRow row;
        qint64 asked = 0;
    };
    void forgetOld();

    int m_most;
    QHash<qint64, Cached> m_rows;
    qint64 m_asks = 0;
    bool m_isAllStale = false;
    QSet<qint64> m_stale;
    quint64 m_changes = 0;
    quint64 m_allChanged = 0;
    QHash<qint64, quint64> m_changed; ///< kept while an answer is under way
};

}
