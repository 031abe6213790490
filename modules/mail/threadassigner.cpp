// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/threadassigner.h"

#include <algorithm>

namespace Kontor
{

Result<qint64> ThreadAssigner::newNumber()
{
    return m_transaction.prepare("SELECT 1 + max(COALESCE((SELECT max(thread) FROM mail_thread), 0), COALESCE((SELECT max(thread) FROM mail_message), 0))")
        .value<qint64>()
        .transform([](std::optional<qint64> number) {
            return number.value_or(1);
        });
}

Result<qint64> ThreadAssigner::sizeOf(qint64 thread)
{
    return m_transaction.prepare("SELECT count(*) FROM (SELECT 1 FROM mail_message WHERE thread = ?1 LIMIT ?2)").value<qint64>(thread, largestJoined + 1).transform([](std::optional<qint64> size) {
        return size.value_or(0);
    });
}

Result<qint64> ThreadAssigner::assign(const QString &messageId, const QStringList &ancestors)
{
    QStringList ids = ancestors;
    if (!messageId.isEmpty() && !ids.contains(messageId)) {
        ids << messageId;
    }
    QList<qint64> threads;
    QStringList unknown;
    auto &find = m_transaction.prepare("SELECT thread FROM mail_thread WHERE message_id = ?1");
    for (const auto &id : std::as_const(ids)) {
        const auto found = find.value<qint64>(id);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!*found) {
            unknown << id;
        } else if (!threads.contains(**found)) {
            threads << **found;
        }
    }
    qint64 thread = 0;
    if (threads.isEmpty()) {
        const auto number = newNumber();
        if (!number) {
            return number;
        }
        thread = *number;
    } else {
        thread = threads.last(); // the nearest ancestor's
        if (threads.size() > 1 && threads.size() <= mostJoined) {
            QList<std::pair<qint64, qint64>> bySize;
            for (const auto candidate : std::as_const(threads)) {
                const auto size = sizeOf(candidate);
                if (!size) {
                    return size;
                }
                bySize << std::pair(*size, candidate);
            }
            std::sort(bySize.begin(), bySize.end(), std::greater());
            thread = bySize.first().second;
            for (qsizetype i = 1; i < bySize.size(); ++i) {
                if (bySize[i].first > largestJoined) {
                    continue;
                }
                if (auto joined = join(bySize[i].second, thread); !joined) {
                    return std::unexpected(joined.error());
                }
            }
        }
    }
    auto &insert = m_transaction.prepare("INSERT OR IGNORE INTO mail_thread (message_id, thread) VALUES (?1, ?2)");
    for (const auto &id : std::as_const(unknown)) {
        if (auto inserted = insert.run(id, thread); !inserted) {
            return std::unexpected(inserted.error());
        }
    }
    return thread;
}

Result<void> ThreadAssigner::join(qint64 from, qint64 into)
{
    QList<std::pair<CollectionId, ItemId>> moved;
    auto done = m_transaction.prepare("SELECT collection, item FROM mail_message WHERE thread = ?1")
                    .each(
                        [&moved](const Statement &row) {
                            moved << std::pair(row.get<CollectionId>(0), row.get<ItemId>(1));
                        },
                        from);
    if (done) {
        done = m_transaction.prepare("UPDATE mail_message SET thread = ?2 WHERE thread = ?1").run(from, into);
    }
    if (done) {
        done = m_transaction.prepare("UPDATE mail_thread SET thread = ?2 WHERE thread = ?1").run(from, into);
    }
    for (const auto &[collection, item] : std::as_const(moved)) {
        m_transaction.changes.touch(collection, item);
    }
    return done;
}

}
