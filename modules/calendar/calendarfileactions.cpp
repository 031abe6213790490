// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calendar files, and reminders.
#include "calendar/calendaractionsprivate.h"

#include "base/clock.h"
#include "calendar/eventreader.h"
#include "calendar/eventwriter.h"
#include "calendar/icsimport.h"

#include <KLocalizedString>
#include <QtConcurrent>

namespace Kontor
{
namespace
{
constexpr qsizetype mostAtOnce = 200; ///< objects in one transaction, so that other writes get their turn
constexpr qsizetype mostUndoable = 1000;

using Objects = QList<IcsImport::Object>;

struct Imported {
    int count = 0;
    QStringList leftOut{}; ///< titles of what the calendar does not take
};

Result<Imported> importSome(CalendarTransactions &transactions, UndoStep &step, CollectionId calendar, const Objects &objects)
{
    Imported result;
    const auto place = transactions.place(calendar);
    if (!place) {
        return std::unexpected(place.error());
    }
    for (const auto &object : objects) {
        if (!CalendarTransactions::fits(*place, object.bytes)) {
            result.leftOut << object.title;
            continue;
        }
        ++result.count;
        const auto known = transactions.findIn(object.uid, calendar);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (*known) {
            const auto facts = transactions.facts(*known);
            if (!facts) {
                return std::unexpected(facts.error());
            }
            const auto after = IcsImport::updated(facts->bytes, object.bytes);
            if (auto written = transactions.writeSilently(*facts, after); !written) {
                return std::unexpected(written.error());
            }
            if (after != facts->bytes) {
                step.entries << UndoStep::Entry{.item = facts->item, .before = facts->bytes, .after = after, .calendar = facts->shownIn};
            }
            continue;
        }
        const auto item = transactions.createSilently(*place, object.bytes);
        if (!item) {
            return std::unexpected(item.error());
        }
        step.entries << UndoStep::Entry{.item = *item, .before = {}, .after = object.bytes, .calendar = calendar};
    }
    return result;
}
}

QFuture<Result<int>> CalendarActions::importIcs(CollectionId calendar, QByteArray ics)
{
    auto read = QtConcurrent::run([ics = std::move(ics)] {
        return IcsImport::read(ics);
    });
    return read
        .then(this,
              [this, calendar](const IcsImport &file) -> QFuture<Result<int>> {
                  if (file.objects.isEmpty()) {
                      const auto sentence = file.problems.isEmpty() ? i18nc("@info", "There is nothing in this file.") : file.problems.join(u'\n');
                      return QtFuture::makeReadyValueFuture(Result<int>(failure(Error::Kind::Protocol, sentence)));
                  }
                  if (!file.problems.isEmpty()) {
                      Q_EMIT failed(Error{Error::Kind::Protocol, file.problems.join(u'\n'), {}});
                  }
                  const auto count = int(file.objects.size());
                  const Private::Words words{.done = i18ncp("@info", "%1 entry was imported.", "%1 entries were imported.", count),
                                             .undo = i18nc("@action", "Undo the import")};
                  const auto fill = [calendar](const Objects &objects) {
                      return [calendar, objects](CalendarTransactions &transactions, UndoStep &step) {
                          return importSome(transactions, step, calendar, objects);
                      };
                  };
                  // In their order, each a transaction; what is not too much can be taken back as a whole.
                  QList<QFuture<Result<Imported>>> parts;
                  const bool isUndoable = count <= mostUndoable;
                  const auto atOnce = isUndoable ? qsizetype(count) : mostAtOnce;
                  for (qsizetype i = 0; i < count; i += atOnce) {
                      parts << d->ask<Imported>(fill(file.objects.mid(i, atOnce)), isUndoable ? words : Private::Words{});
                  }
                  return QtFuture::whenAll(parts.begin(), parts.end()).then(this, [this](const QList<QFuture<Result<Imported>>> &done) -> Result<int> {
                      Imported all;
                      for (const auto &part : done) {
                          const auto result = part.result();
                          if (!result) {
                              return std::unexpected(result.error());
                          }
                          all.count += result->count;
                          all.leftOut += result->leftOut;
                      }
                      if (!all.leftOut.isEmpty()) {
                          const QString names = all.leftOut.mid(0, 10).join(QStringLiteral(", "));
                          Q_EMIT failed(Error{
                              Error::Kind::Protocol, i18nc("@info %1 is a list of titles", "This calendar does not take entries of that kind: %1", names), {}});
                      }
                      return all.count;
                  });
              })
        .unwrap();
}

QFuture<Result<QByteArray>> CalendarActions::exportIcs(QList<CollectionId> calendars, QList<ItemId> items)
{
    return d->outbox->store()->read([calendars, items](const Reader &reader) -> Result<QByteArray> {
        auto wanted = items;
        if (wanted.isEmpty()) {
            for (const auto calendar : calendars) {
                auto asked = reader.prepare("SELECT item FROM calendar_object WHERE collection = ?1 ORDER BY item")
                                 .each(
                                     [&wanted](const Statement &row) {
                                         wanted << row.get<ItemId>(0);
                                     },
                                     calendar);
                if (!asked) {
                    return std::unexpected(asked.error());
                }
            }
        }
        QList<QByteArray> objects;
        for (const auto item : std::as_const(wanted)) {
            const auto object = EventReader::object(reader, item);
            if (!object) {
                return std::unexpected(object.error());
            }
            objects << object->bytes;
        }
        return IcsExport::joined(objects);
    });
}

namespace
{
/// Where the event itself cannot say it.
Result<void> rememberHere(Transaction &transaction, const ObjectFacts &facts, const QByteArray &alarm, const QDateTime &now, const QDateTime &again)
{
    transaction.changes.touch(facts.shownIn, facts.item);
    return transaction.prepare("INSERT OR REPLACE INTO calendar_dismissed (item, alarm, acknowledged, again) VALUES (?1, ?2, ?3, ?4)")
        .run(facts.item, alarm, now.toMSecsSinceEpoch(), again.isValid() ? again.toMSecsSinceEpoch() : 0);
}
}

void CalendarActions::snooze(OccurrenceRef occurrence, const QByteArray &alarm, int minutes)
{
    d->act(
        [occurrence, alarm, minutes](CalendarTransactions &transactions, UndoStep &) -> Result<void> {
            const auto facts = transactions.facts(occurrence.item);
            if (!facts) {
                return std::unexpected(facts.error());
            }
            const auto again = transactions.now().addSecs(minutes * 60LL);
            if (!facts->place.isWritable) {
                return rememberHere(transactions.transaction(), *facts, alarm, transactions.now(), again);
            }
            return EventWriter(facts->bytes, {.now = transactions.now(), .mine = {}})
                .snooze(occurrence.recurrence, alarm, again)
                .and_then([&](const EventChange &change) {
                    return transactions.writeSilently(*facts, change.object);
                });
        },
        {});
}

void CalendarActions::dismiss(OccurrenceRef occurrence, const QByteArray &alarm)
{
    d->act(
        [occurrence, alarm](CalendarTransactions &transactions, UndoStep &) -> Result<void> {
            const auto facts = transactions.facts(occurrence.item);
            if (!facts) {
                return std::unexpected(facts.error());
            }
            if (!facts->place.isWritable) {
                return rememberHere(transactions.transaction(), *facts, alarm, transactions.now(), {});
            }
            return EventWriter(facts->bytes, {.now = transactions.now(), .mine = {}})
                .acknowledge(occurrence.recurrence, alarm, transactions.now())
                .and_then([&](const EventChange &change) {
                    return transactions.writeSilently(*facts, change.object);
                });
        },
        {});
}

}
