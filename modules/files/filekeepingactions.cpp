// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is kept on this machine.
#include "files/fileactionsprivate.h"
#include "files/filerows.h"
#include "sync/changerows.h"

#include <QDateTime>

namespace Kontor
{
namespace
{
constexpr int evictAtOnce = 500; // files of one transaction
constexpr qint64 sparedFor = 10 * 60 * 1000; // ms; what was opened just now is probably still being looked at

Result<void> setPinned(Transaction &transaction, const QList<ItemId> &items, int pinned)
{
    Result<void> done;
    for (auto item = items.cbegin(); done && item != items.cend(); ++item) {
        const auto space = transaction.prepare("SELECT collection FROM file WHERE item = ?1").value<CollectionId>(*item);
        if (!space) {
            return std::unexpected(space.error());
        }
        if (!*space) {
            continue;
        }
        done = transaction.prepare("UPDATE file SET pinned = ?2 WHERE item = ?1").run(*item, pinned).and_then([&] {
            return FileRows::spreadOffline(transaction, *item);
        });
        transaction.changes.touch(**space, *item);
        transaction.changes.manyItems = true; // all below
        transaction.changes.items.clear();
    }
    return done;
}

/// All files below (and themselves), each once.
constexpr const char *belowSql
    = "WITH RECURSIVE below (item, collection) AS (SELECT f.item, f.collection FROM json_each(?1) j CROSS JOIN file f ON f.item = j.value "
      "UNION SELECT f.item, f.collection FROM below JOIN file f ON f.collection = below.collection AND f.parent = below.item AND f.hidden = 0) ";
}

QFuture<Result<void>> FileActions::pin(const QList<ItemId> &items)
{
    return d->telling(d->outbox->store()->write([items](Transaction &transaction) {
        return setPinned(transaction, items, 1);
    }));
}

QFuture<Result<void>> FileActions::unpin(const QList<ItemId> &items)
{
    return d->telling(d->outbox->store()->write([items](Transaction &transaction) {
        return setPinned(transaction, items, 0);
    }));
}

QFuture<Result<FileActions::Size>> FileActions::sizeOf(const QList<ItemId> &items) const
{
    static const QByteArray sql = QByteArray(belowSql)
        + "SELECT count(*), coalesce(sum(max(f.size, 0)), 0), coalesce(sum(iif(f.content <> '' OR (f.revision <> '' AND f.kept = f.item || '@' || f.revision), 0, max(f.size, 0))), 0) "
          "FROM below JOIN file f ON f.item = below.item WHERE f.folder = 0";
    return d->outbox->store()->read([items](const Reader &reader) -> Result<Size> {
        Size size;
        return reader.prepareOnce(sql)
            .each(
                [&size](const Statement &row) {
                    size = Size{int(row.integer(0)), row.integer(1), row.integer(2)};
                },
                jsonList(items))
            .transform([&size] {
                return size;
            });
    });
}

QFuture<Result<void>> FileActions::forget(const QList<ItemId> &items)
{
    static const QByteArray sql = QByteArray(belowSql) + "SELECT f.item, f.collection FROM below JOIN file f ON f.item = below.item WHERE f.folder = 0 AND f.offline = 0";
    return d->telling(d->outbox->store()->write([items](Transaction &transaction) -> Result<void> {
        QList<std::pair<ItemId, CollectionId>> found;
        auto done = transaction.prepareOnce(sql).each(
            [&found](const Statement &row) {
                found << std::pair(row.get<ItemId>(0), row.get<CollectionId>(1));
            },
            jsonList(items));
        for (auto one = found.cbegin(); done && one != found.cend(); ++one) {
            done = FileRows::forgetContent(transaction, one->first).transform([&](bool had) {
                if (had) {
                    transaction.changes.touch(one->second, one->first);
                }
            });
        }
        return done;
    }));
}

void FileActions::hold(ItemId item)
{
    ++d->open[item];
}

void FileActions::release(ItemId item)
{
    if (const auto found = d->open.find(item); found != d->open.end() && --*found <= 0) {
        d->open.erase(found);
    }
}

QFuture<Result<qint64>> FileActions::evict(qint64 atMost)
{
    struct Kept {
        ItemId item;
        CollectionId space;
        qint64 bytes;
    };
    QSet<ItemId> open;
    for (const auto item : d->open.keys()) {
        open << item;
    }
    auto store = d->outbox->store();
    auto looked = store->read(
        [atMost, open](const Reader &reader) -> Result<QList<Kept>> {
            // Unsent content counts as well: the cache shrinks before it does.
            const auto sum = reader.prepare("SELECT coalesce(sum(size), 0) FROM file_piece").value<qint64>();
            if (!sum) {
                return std::unexpected(sum.error());
            }
            qint64 over = sum->value_or(0) - atMost;
            QList<Kept> going;
            if (over <= 0) {
                return going;
            }
            QHash<ItemId, qint64> bytes;
            auto listed = reader.prepare("SELECT CAST(content AS INTEGER), sum(size) FROM file_piece WHERE content < 'local:' OR content >= 'local;' GROUP BY 1")
                              .each([&bytes](const Statement &row) {
                                  bytes.insert(row.get<ItemId>(0), row.integer(1));
                              });
            if (listed) {
                // What was begun and not finished goes first, then what was opened longest ago.
                listed = reader
                             .prepare("SELECT item, collection FROM file WHERE folder = 0 AND offline = 0 AND used < ?1 "
                                      "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = file.item) ORDER BY kept <> '', used, item")
                             .each(
                                 [&](const Statement &row) {
                                     const auto item = row.get<ItemId>(0);
                                     const auto size = bytes.value(item);
                                     if (over > 0 && size > 0 && !open.contains(item)) {
                                         going << Kept{item, row.get<CollectionId>(1), size};
                                         over -= size;
                                     }
                                 },
                                 QDateTime::currentMSecsSinceEpoch() - sparedFor);
            }
            return listed.transform([&going] {
                return going;
            });
        },
        Store::Urgency::Background);
    return looked
        .then(this,
              [store](const Result<QList<Kept>> &going) -> QFuture<Result<qint64>> {
                  if (!going) {
                      return QtFuture::makeReadyValueFuture(Result<qint64>(std::unexpected(going.error())));
                  }
                  QFuture<Result<qint64>> last = QtFuture::makeReadyValueFuture(Result<qint64>(0));
                  auto freed = std::make_shared<qint64>(0);
                  for (qsizetype begin = 0; begin < going->size(); begin += evictAtOnce) {
                      last = store->write([some = going->mid(begin, evictAtOnce), freed](Transaction &transaction) -> Result<qint64> {
                          Result<void> done;
                          for (auto one = some.cbegin(); done && one != some.cend(); ++one) {
                              done = FileRows::forgetContent(transaction, one->item).transform([&](bool had) {
                                  if (had) {
                                      transaction.changes.touch(one->space, one->item);
                                      *freed += one->bytes;
                                  }
                              });
                          }
                          return done.transform([&freed] {
                              return *freed;
                          });
                      });
                  }
                  return last;
              })
        .unwrap();
}

}
