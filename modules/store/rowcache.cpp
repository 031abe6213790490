// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rowcache.h"

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qint64 recentAsks = 1000; // rows asked for before that many others are taken for out of sight
}

const RowCache::AnyRow *RowCache::ask(qint64 id)
{
    const auto found = m_rows.find(id);
    if (found == m_rows.end()) {
        return nullptr;
    }
    found->asked = ++m_asks;
    return &found->row;
}

void RowCache::remove(const QList<qint64> &ids)
{
    for (const auto id : ids) {
        m_rows.remove(id);
    }
}

void RowCache::clear()
{
    m_rows.clear();
}

void RowCache::noteChanged(const QSet<qint64> &ids, Answers answers)
{
    ++m_changes;
    for (const auto id : ids) {
        if (answers == Answers::UnderWay) {
            m_changed.insert(id, m_changes);
        }
        if (m_rows.contains(id)) {
            m_stale.insert(id);
        }
    }
}

void RowCache::noteAllChanged()
{
    ++m_changes;
    m_isAllStale = true;
    m_allChanged = m_changes;
}

void RowCache::forgetChanges()
{
    m_changed.clear();
}

bool RowCache::hasStale() const
{
    return m_isAllStale || !m_stale.isEmpty();
}

RowCache::Stale RowCache::takeStale()
{
    Stale stale;
    const auto consider = [&](qint64 id, const Cached &cached) { (m_asks - cached.asked <= recentAsks ? stale.recent : stale.forgotten).append(id); };
    if (m_isAllStale) {
        for (auto it = m_rows.cbegin(); it != m_rows.cend(); ++it) {
            consider(it.key(), *it);
        }
    } else {
        for (const auto id : std::as_const(m_stale)) {
            if (const auto it = m_rows.constFind(id); it != m_rows.cend()) {
                consider(id, *it);
            }
        }
    }
    remove(stale.forgotten);
    takeNoStale();
    return stale;
}

void RowCache::takeNoStale()
{
    m_isAllStale = false;
    m_stale.clear();
}

void RowCache::keep(const QList<qint64> &asked, const QHash<qint64, AnyRow> &found, const QHash<qint64, int> &shown, quint64 startChanges)
{
    for (const auto id : asked) {
        const auto row = found.constFind(id);
        const bool isShown = row != found.cend() && shown.contains(id);
        if (m_allChanged > startChanges || m_changed.value(id) > startChanges) {
            // Changed since the query began: good enough to show, but to be asked again.
            if (isShown) {
                m_rows[id] = {*row, m_asks};
                m_stale.insert(id);
            }
        } else if (isShown) {
            auto &cached = m_rows[id];
            cached.row = *row;
            cached.asked = cached.asked ? cached.asked : m_asks;
        } else {
            m_rows.remove(id);
        }
    }
    forgetOld();
}

void RowCache::forgetOld()
{
    if (m_rows.size() <= m_most) {
        return;
    }
    QList<qint64> ages;
    ages.reserve(m_rows.size());
    for (const auto &cached : std::as_const(m_rows)) {
        ages.append(cached.asked);
    }
    const auto middle = ages.begin() + (ages.size() - qsizetype(m_most) * 3 / 4);
    std::nth_element(ages.begin(), middle, ages.end());
    const auto oldest = *middle;
    m_rows.removeIf([oldest](const auto &entry) { return entry.value().asked < oldest; });
}

}
