// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <QHash>
#include <QMutex>
#include <QString>

#include <utility>

namespace Kontor
{

/// Remembers in which order receipts were written and pulls were asked, so that a delta older
/// than a receipt does not put back what the receipt replaced. Knows places: a remote id in a
/// collection that a receipt filled, changed or emptied. Thread-safe.
class ReceiptLog
{
public:
    /// The moment a pull is asked.
    quint64 now() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_clock;
    }

    void note(CollectionId collection, const QString &remoteId)
    {
        if (remoteId.isEmpty()) {
            return;
        }
        const QMutexLocker lock(&m_mutex);
        m_written.insert({collection, remoteId}, ++m_clock);
    }

    bool isNewer(CollectionId collection, const QString &remoteId, quint64 moment) const
    {
        const QMutexLocker lock(&m_mutex);
        return m_written.value({collection, remoteId}) > moment;
    }

    /// Nothing was written since.
    bool isQuiet(quint64 moment) const
    {
        const QMutexLocker lock(&m_mutex);
        return m_clock <= moment;
    }

    /// When no pull is under way.
    void clear()
    {
        const QMutexLocker lock(&m_mutex);
        m_written.clear();
    }

private:
    mutable QMutex m_mutex;
    quint64 m_clock = 0;
    QHash<std::pair<CollectionId, QString>, quint64> m_written;
};

}
