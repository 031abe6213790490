// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/occurrencehorizon.h"

#include "calendar/occurrenceexpansion.h"

#include <QFutureWatcher>

namespace Kontor
{

namespace
{
constexpr int atOnce = 100;
constexpr qint64 day = qint64(86400) * 1000;
}

OccurrenceHorizon::OccurrenceHorizon(std::shared_ptr<Store> store, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_clock(clock)
{
    m_timer.setInterval(std::chrono::hours(1));
    connect(&m_timer, &QTimer::timeout, this, qOverload<>(&OccurrenceHorizon::advance));
    m_timer.start();
    QMetaObject::invokeMethod(this, qOverload<>(&OccurrenceHorizon::advance), Qt::QueuedConnection);
}

void OccurrenceHorizon::advance()
{
    if (m_isBusy) {
        return;
    }
    m_isBusy = true;
    auto *watcher = new QFutureWatcher<Result<int>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_isBusy = false;
        const auto done = watcher->future().takeResult();
        if (!done) {
            Q_EMIT error(done.error());
        } else if (*done == atOnce) {
            advance();
        } else {
            Q_EMIT advanced();
        }
    });
    watcher->setFuture(m_store->write([now = m_clock.now()](Transaction &transaction) {
        return advance(transaction, now, atOnce);
    }));
}

Result<int> OccurrenceHorizon::advance(Transaction &transaction, const QDateTime &now, int atMost)
{
    struct Due {
        ItemId item;
        CollectionId collection;
        qint64 expandedFrom, expandedTo;
        QByteArray series;
    };
    QList<Due> due;
    auto found
        = transaction.prepare("SELECT item, collection, expanded_from, expanded_to, series FROM calendar_object WHERE renew <= ?1 ORDER BY renew LIMIT ?2")
              .each(
                  [&due](const Statement &row) {
                      due << Due{.item = row.get<ItemId>(0),
                                 .collection = row.get<CollectionId>(1),
                                 .expandedFrom = row.integer(2),
                                 .expandedTo = row.integer(3),
                                 .series = row.blob(4)};
                  },
                  now.toMSecsSinceEpoch(),
                  atMost);
    if (!found) {
        return std::unexpected(found.error());
    }
    auto &note = transaction.prepare("UPDATE calendar_object SET expanded_from = ?2, expanded_to = ?3, renew = ?4 WHERE item = ?1");
    for (const auto &object : std::as_const(due)) {
        const auto expansion = OccurrenceExpansion::of(CalendarObject::read(object.series), now);
        // What is there already stays; only what is new is written.
        const bool isJoined = expansion.from <= object.expandedTo;
        const auto from = isJoined ? std::min(object.expandedFrom, expansion.from) : expansion.from;
        auto done
            = note.run(object.item,
                       isJoined ? std::max(from, object.expandedFrom) : from,
                       std::max(expansion.to, isJoined ? object.expandedTo : expansion.to),
                       expansion.renew)
                  .and_then([&] {
                      return expansion.write(transaction, object.item, object.collection, isJoined ? object.expandedTo - 2 * day : -RecurrenceSet::endless);
                  });
        if (!done) {
            return std::unexpected(done.error());
        }
        transaction.changes.touch(object.collection, object.item);
    }
    return int(due.size());
}

}
