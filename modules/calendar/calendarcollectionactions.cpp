// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do with whole calendars.
#include "calendar/calendaractionsprivate.h"

#include "groupware/davchange.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborValue>
#include <QUuid>

namespace Kontor
{
namespace
{
struct CalendarRow {
    ResourceId resource{};
    QString name, remoteId;
    QCborMap attributes;
};

Result<CalendarRow> rowOf(Transaction &transaction, CollectionId calendar)
{
    CalendarRow found;
    auto asked = transaction.prepare("SELECT resource, name, remote_id, attributes FROM collection WHERE id = ?1")
                     .each(
                         [&found](const Statement &row) {
                             found = CalendarRow{row.get<ResourceId>(0), row.text(1), row.text(2), QCborValue::fromCbor(row.blob(3)).toMap()};
                         },
                         calendar);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!found.resource) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This calendar no longer exists."));
    }
    return found;
}

Result<QString> checkedName(const QString &name)
{
    const auto clean = name.simplified().left(200);
    if (clean.isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "A calendar needs a name."));
    }
    return clean;
}

Change collectionChange(const CalendarRow &row, CollectionId calendar, const QString &kind, const QCborMap &arguments)
{
    Change change;
    change.resource = row.resource;
    change.collection = calendar;
    change.kind = kind;
    change.arguments = arguments;
    return change;
}
}

void CalendarActions::createCalendar(ResourceId resource, const QString &name, const QColor &colour, bool forTasks)
{
    d->outbox
        ->enqueue({},
                  [resource, name, colour, forTasks](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      const auto clean = checkedName(name);
                      if (!clean) {
                          return std::unexpected(clean.error());
                      }
                      const auto components = QCborArray::fromStringList(forTasks ? QStringList{QStringLiteral("VTODO")}
                                                                                  : QStringList{QStringLiteral("VEVENT"), QStringLiteral("VTODO")});
                      const auto shade = colour.isValid() ? colour.name() : QStringLiteral("#3584e4");
                      const QCborMap attributes{{DavAttribute::Colour, shade}, {DavAttribute::Components, components}};
                      auto made = transaction.prepare("INSERT INTO collection (resource, name, rights, subscribed, attributes) VALUES (?1, ?2, ?3, 1, ?4)")
                                      .run(resource, *clean, allRights.toInt(), attributes.toCborValue().toCbor());
                      if (!made) {
                          return made;
                      }
                      transaction.changes.collectionList = true;
                      CalendarRow row;
                      row.resource = resource;
                      changes << collectionChange(row,
                                                  CollectionId{transaction.lastInsertId()},
                                                  DavChange::MakeCollection,
                                                  {{QLatin1StringView("name"), *clean},
                                                   {QLatin1StringView("colour"), shade},
                                                   {QLatin1StringView("components"), components},
                                                   {QLatin1StringView("segment"), QUuid::createUuid().toString(QUuid::WithoutBraces)}});
                      return {};
                  })
        .then(this, [this](const Result<QList<ChangeId>> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
}

void CalendarActions::changeCalendar(CollectionId calendar, const QString &name, const QColor &colour)
{
    d->outbox
        ->enqueue({},
                  [calendar, name, colour](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      const auto row = rowOf(transaction, calendar);
                      const auto clean = checkedName(name);
                      if (!row || !clean) {
                          return std::unexpected(!row ? row.error() : clean.error());
                      }
                      QCborMap arguments;
                      auto attributes = row->attributes;
                      if (*clean != row->name) {
                          arguments.insert(QLatin1StringView("name"), *clean);
                      }
                      if (colour.isValid() && colour != QColor::fromString(attributes.value(DavAttribute::Colour).toString())) {
                          arguments.insert(QLatin1StringView("colour"), colour.name());
                          attributes[DavAttribute::Colour] = colour.name();
                      }
                      if (arguments.isEmpty()) {
                          return {};
                      }
                      transaction.changes.collectionList = true;
                      changes << collectionChange(*row, calendar, DavChange::SetCollection, arguments);
                      return transaction.prepare("UPDATE collection SET name = ?2, attributes = ?3 WHERE id = ?1")
                          .run(calendar, *clean, attributes.toCborValue().toCbor());
                  })
        .then(this, [this](const Result<QList<ChangeId>> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
}

void CalendarActions::deleteCalendar(CollectionId calendar)
{
    d->outbox
        ->enqueue({},
                  [calendar](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      const auto row = rowOf(transaction, calendar);
                      if (!row) {
                          return std::unexpected(row.error());
                      }
                      transaction.changes.collectionList = true;
                      if (row->remoteId.isEmpty()) { // its creation has not been told yet
                          const auto used = transaction
                                                .prepare("SELECT EXISTS (SELECT 1 FROM change WHERE collection = ?1 AND (state IN (1, 2) OR answer_lost)) OR "
                                                         "EXISTS (SELECT 1 FROM item WHERE collection = ?1)")
                                                .value<int>(calendar);
                          if (!used) {
                              return std::unexpected(used.error());
                          }
                          if (used->value_or(0) == 0) {
                              transaction.changes.outbox = true;
                              return transaction.prepare("DELETE FROM change WHERE item IS NULL AND collection = ?1").run(calendar).and_then([&] {
                                  return transaction.prepare("DELETE FROM collection WHERE id = ?1").run(calendar);
                              });
                          }
                      }
                      changes << collectionChange(*row, calendar, DavChange::DeleteCollection, {});
                      return {};
                  })
        .then(this, [this](const Result<QList<ChangeId>> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
}

void CalendarActions::setShown(CollectionId calendar, Qt::CheckState shown)
{
    const auto policy = shown == Qt::Unchecked ? QStringLiteral("hidden") : QStringLiteral("");
    d->outbox->store()
        ->write([calendar, policy](Transaction &transaction) {
            transaction.changes.collectionList = true;
            return transaction.prepare("UPDATE collection SET policy = ?2 WHERE id = ?1").run(calendar, policy);
        })
        .then(this, [this](const Result<void> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
}

}
