// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagelistmodel.h"

#include <QHash>
#include <QMutex>
#include <QSet>

#include <memory>
#include <optional>
#include <vector>

namespace Kontor
{

/// What the message list shows, as a query: the ids in order with the shape of the threads, and
/// the rows of some ids. Runs on a reader thread.
class MessageQuery
{
public:
    /// How one shown message stands in its thread.
    struct Shape {
        qint64 thread = 0;
        int size = 1; ///< messages of the thread in this list
        int unread = 0;
        int level = 0;
        bool expanded = false;
        QList<qint64> hidden; ///< of a closed thread: the messages not shown
        bool operator==(const Shape &) const = default;
    };

    /// Shapes of threads with more than one message, by the id shown; filled by each run.
    struct Shapes {
        QHash<qint64, Shape> byItem;
        QHash<qint64, qint64> shownFor; ///< hidden message → the one shown
        std::vector<bool> unread; ///< by row: unread, or stands for something unread
        bool isPartial = false; ///< only the first results; ask again for all
    };

    /// Hands the shapes of the last run from the reader thread to the model.
    class Channel
    {
    public:
        void put(Shapes shapes)
        {
            const QMutexLocker lock(&m_mutex);
            m_shapes = std::move(shapes);
        }
        /// None: only rows were loaded anew since, so the shapes are as they were.
        std::optional<Shapes> take()
        {
            const QMutexLocker lock(&m_mutex);
            return std::exchange(m_shapes, std::nullopt);
        }

    private:
        QMutex m_mutex;
        std::optional<Shapes> m_shapes;
    };

    /// How much is wanted: the first results of a search come sooner than all.
    enum class Extent { First, All };
    static constexpr int firstResults = 300;

    static Result<QList<qint64>>
    ids(const Reader &reader, const MessageListModel::View &view, const QSet<qint64> &expanded, Channel &channel, Extent extent = Extent::All);
    static Result<QHash<qint64, MessageRow>> rows(const Reader &reader, const QList<qint64> &wanted);

    /// The folders meant by what was typed behind in:.
    static Result<QList<CollectionId>> foldersNamed(const Reader &reader, const QString &name);
};

}
