// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QMutex>

namespace Kontor
{

/// Remembers which blobs were put since a mark, so that they are not taken for litter before the
/// rows that name them are written. Thread-safe.
class PutLog
{
public:
    void note(const QByteArray &id)
    {
        const QMutexLocker lock(&m_mutex);
        ++m_puts;
        if (m_isMarked) {
            m_since.insert(id, m_puts);
        }
    }

    quint64 mark()
    {
        const QMutexLocker lock(&m_mutex);
        m_isMarked = true;
        m_since.clear();
        return m_puts;
    }

    /// \p mark 0 is none: then nothing is.
    bool isSince(const QByteArray &id, quint64 mark) const
    {
        const QMutexLocker lock(&m_mutex);
        return m_isMarked && mark && m_since.value(id) > mark;
    }

    QList<QByteArray> since(quint64 mark) const
    {
        const QMutexLocker lock(&m_mutex);
        QList<QByteArray> ids;
        for (auto it = m_since.cbegin(); mark && it != m_since.cend(); ++it) {
            if (it.value() > mark) {
                ids.append(it.key());
            }
        }
        return ids;
    }

    void forget(quint64 mark)
    {
        const QMutexLocker lock(&m_mutex);
        if (mark) {
            m_isMarked = false;
            m_since.clear();
        }
    }

private:
    mutable QMutex m_mutex;
    quint64 m_puts = 1; // 0 is "no mark"
    bool m_isMarked = false;
    QHash<QByteArray, quint64> m_since; // while a mark is out
};

}
