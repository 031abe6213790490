// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do with whole calendars.
#include "calendar/calendaractionsprivate.h"

#include "base/clock.h"
#include "calendar/birthdaycalendar.h"
#include "calendar/calendarlistmodel.h"
#include "groupware/davchange.h"
#include "groupware/davprojector.h"
#include "sync/changerows.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCborValue>
#include <QUuid>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;
using Look = CalendarEntry::Look;

constexpr auto undoTime = 10s; ///< until the server is told to delete a calendar

struct CalendarRow {
    ResourceId resource{};
    AccountId account{};
    QString name, remoteId, role;
    Rights rights;
    QCborMap attributes;
    Look wished{}; ///< of calendars that can only be read

    /// The server lets nobody but its owner rename it: it is called so here alone.
    bool isOnlyRead() const
    {
        return role == DavRole::Feed || !rights.testAnyFlags(Right::Write | Right::Insert);
    }
    Look told() const
    {
        return {.name = name, .colour = attributes.value(DavAttribute::Colour).toString().left(7)};
    }
    Look look() const
    {
        const auto server = told();
        return {.name = wished.name.isEmpty() ? server.name : wished.name, .colour = wished.colour.isEmpty() ? server.colour : wished.colour};
    }
};

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

Result<CalendarRow> rowOf(Transaction &transaction, CollectionId calendar)
{
    CalendarRow found;
    auto asked = transaction.prepare("SELECT c.resource, r.account, c.name, c.remote_id, c.role, c.rights, c.attributes, l.name, l.colour FROM collection c "
                                  "JOIN resource r ON r.id = c.resource LEFT JOIN calendar_look l ON l.account = r.account AND l.remote_id = c.remote_id WHERE c.id = ?1")
                     .each(
                         [&found](const Statement &row) {
                             found = CalendarRow{.resource = row.get<ResourceId>(0),
                                                 .account = row.get<AccountId>(1),
                                                 .name = row.text(2),
                                                 .remoteId = row.text(3),
                                                 .role = row.text(4),
                                                 .rights = Rights::fromInt(int(row.integer(5))),
                                                 .attributes = QCborValue::fromCbor(row.blob(6)).toMap(),
                                                 .wished = {.name = row.text(7), .colour = row.text(8)}};
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

Result<Look> lookOf(Transaction &transaction, CollectionId calendar)
{
    if (calendar == birthdayCalendar) {
        return transaction.prepare("SELECT colour FROM birthday_calendar").value<QString>().transform([](const std::optional<QString> &colour) {
            return Look{.name = {}, .colour = colour.value_or(QString())};
        });
    }
    return rowOf(transaction, calendar).transform([](const CalendarRow &row) {
        return row.look();
    });
}

Result<void> writeLook(Transaction &transaction, AccountId account, const QString &remoteId, const Look &wished)
{
    transaction.changes.collectionList = true;
    if (wished == Look()) {
        return transaction.prepare("DELETE FROM calendar_look WHERE account = ?1 AND remote_id = ?2").run(account, remoteId);
    }
    return transaction.prepare("INSERT OR REPLACE INTO calendar_look (account, remote_id, name, colour) VALUES (?1, ?2, ?3, ?4)")
        .run(account, remoteId, notNull(wished.name), notNull(wished.colour));
}

/// As the server would say it, without telling it.
Result<void> pretend(Transaction &transaction, CollectionId calendar, const CalendarRow &row, const Look &look)
{
    auto attributes = row.attributes;
    if (look.colour.isEmpty()) {
        attributes.remove(DavAttribute::Colour);
    } else if (look.colour != row.told().colour) { // else as it was written
        attributes[DavAttribute::Colour] = look.colour;
    }
    transaction.changes.collectionList = true;
    return transaction.prepare("UPDATE collection SET name = ?2, attributes = ?3 WHERE id = ?1").run(calendar, look.name, attributes.toCborValue().toCbor());
}

QCborMap differences(const Look &before, const Look &after)
{
    QCborMap arguments;
    if (after.name != before.name) {
        arguments.insert(QLatin1StringView("name"), after.name);
    }
    if (after.colour != before.colour) {
        arguments.insert(QLatin1StringView("colour"), after.colour);
    }
    return arguments;
}

Result<void> setLook(CalendarTransactions &transactions, CollectionId calendar, const Look &wanted)
{
    auto &transaction = transactions.transaction();
    if (calendar == birthdayCalendar) {
        return BirthdayCalendar::setColour(transaction, QColor::fromString(wanted.colour));
    }
    const auto row = rowOf(transaction, calendar);
    if (!row) {
        return std::unexpected(row.error());
    }
    const auto told = row->told();
    if (row->isOnlyRead()) {
        return writeLook(transaction,
                         row->account,
                         row->remoteId,
                         {.name = wanted.name == told.name ? QString() : wanted.name, .colour = wanted.colour == told.colour ? QString() : wanted.colour});
    }
    if (row->wished != Look()) { // it could only be read when that was wished
        if (auto forgotten = writeLook(transaction, row->account, row->remoteId, {}); !forgotten) {
            return forgotten;
        }
    }
    auto wished = wanted;
    if (wished.colour.isEmpty() && !told.colour.isEmpty()) { // a server cannot be told to forget it
        wished.colour = CalendarListModel::ownColour(calendar).name();
    }
    const auto arguments = differences(told, wished);
    if (arguments.isEmpty()) {
        return {};
    }
    transactions.enqueue(collectionChange(*row, calendar, DavChange::SetCollection, arguments));
    return pretend(transaction, calendar, *row, wished);
}

/// True: the server had not heard of it, and never will.
Result<bool> takeBackWaiting(Transaction &transaction, const CalendarEntry &entry)
{
    const auto arguments = differences(entry.before, entry.after).toCborValue().toCbor();
    const auto waiting = transaction
                             .prepare("SELECT id FROM change WHERE item IS NULL AND collection = ?1 AND kind = ?2 AND arguments = ?3 AND state IN (0, 3) AND answer_lost = 0 "
                                      "ORDER BY id DESC LIMIT 1")
                             .value<ChangeId>(entry.calendar, DavChange::SetCollection, arguments);
    if (!waiting || !*waiting) {
        return waiting.transform([](auto) {
            return false;
        });
    }
    const auto row = rowOf(transaction, entry.calendar);
    if (!row) {
        return std::unexpected(row.error());
    }
    transaction.changes.outbox = true;
    return ChangeRows::remove(transaction, **waiting)
        .and_then([&] {
            return pretend(transaction, entry.calendar, *row, entry.before);
        })
        .transform([] {
            return true;
        });
}

Result<void> takeBackLook(CalendarTransactions &transactions, const CalendarEntry &entry)
{
    const auto now = lookOf(transactions.transaction(), entry.calendar);
    if (!now) {
        return std::unexpected(now.error());
    }
    const bool sameName = now->name == entry.after.name, sameColour = now->colour == entry.after.colour;
    if (sameName && sameColour) {
        const auto isUntold = takeBackWaiting(transactions.transaction(), entry);
        if (!isUntold || *isUntold) {
            return isUntold.transform([](bool) { });
        }
    }
    // What somebody else changed since stays.
    const Look back{.name = sameName ? entry.before.name : now->name, .colour = sameColour ? entry.before.colour : now->colour};
    if (back == *now) {
        return failure(Error::Kind::Conflict, i18nc("@info", "This can no longer be taken back, as it was changed elsewhere since."));
    }
    return setLook(transactions, entry.calendar, back);
}

Result<void> takeBackDeletion(Transaction &transaction, CollectionId calendar)
{
    auto removed = transaction.prepare("DELETE FROM change WHERE item IS NULL AND collection = ?1 AND kind = ?2 AND state IN (0, 3) AND answer_lost = 0")
                       .run(calendar, DavChange::DeleteCollection);
    if (!removed) {
        return removed;
    }
    if (transaction.changedRows() == 0) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The server has already been told to delete this calendar."));
    }
    transaction.changes.outbox = true;
    transaction.changes.collectionList = true;
    return {};
}

Result<void> remake(CalendarTransactions &transactions, const CalendarEntry &entry)
{
    auto &transaction = transactions.transaction();
    transaction.changes.collectionList = true;
    return transaction.prepare("INSERT INTO collection (resource, name, rights, subscribed, attributes) VALUES (?1, ?2, ?3, 1, ?4)")
        .run(entry.resource, entry.before.name, allRights.toInt(), entry.attributes)
        .transform([&] {
            CalendarRow row;
            row.resource = entry.resource;
            transactions.enqueue(collectionChange(row, CollectionId{transaction.lastInsertId()}, DavChange::MakeCollection, entry.creation));
        });
}
}

Result<void> CalendarUndo::takeBack(CalendarTransactions &transactions, const CalendarEntry &entry)
{
    switch (entry.what) {
    case CalendarEntry::What::Look:
        return takeBackLook(transactions, entry);
    case CalendarEntry::What::Deleted:
        return takeBackDeletion(transactions.transaction(), entry.calendar);
    case CalendarEntry::What::Dropped:
        return remake(transactions, entry);
    }
    return {};
}

/// Undo must not promise what it cannot do.
void CalendarActions::Private::forgetToldDeletions()
{
    const auto calendars = undo.deletedCalendars();
    if (calendars.isEmpty() || isLookingAtDeletions) {
        return;
    }
    isLookingAtDeletions = true;
    outbox->store()
        ->read(&DavProjector::untoldDeletions)
        .then(q, [this, calendars](const Result<QSet<CollectionId>> &untold) {
            isLookingAtDeletions = false;
            if (!untold) {
                return;
            }
            bool isLess = false;
            for (const auto calendar : calendars) {
                if (!untold->contains(calendar)) {
                    undo.forgetDeletion(calendar);
                    isLess = true;
                }
            }
            if (isLess) {
                Q_EMIT q->undoChanged();
            }
        });
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
    d->act(
        [calendar, name, colour](CalendarTransactions &transactions, UndoStep &step) -> Result<void> {
            const auto before = lookOf(transactions.transaction(), calendar);
            const auto clean = calendar == birthdayCalendar ? Result<QString>(QString()) : checkedName(name);
            if (!before || !clean) {
                return std::unexpected(!before ? before.error() : clean.error());
            }
            const bool isSameColour = !colour.isValid() || colour == QColor::fromString(before->colour)
                || (before->colour.isEmpty() && colour == CalendarListModel::ownColour(calendar));
            const Look after{.name = *clean, .colour = isSameColour ? before->colour : colour.name()};
            if (after == *before) {
                return {};
            }
            step.calendars << CalendarEntry{.what = CalendarEntry::What::Look, .calendar = calendar, .before = *before, .after = after};
            return setLook(transactions, calendar, after);
        },
        {.done = i18nc("@info", "The calendar was changed."), .undo = i18nc("@action", "Undo changing the calendar")});
}

void CalendarActions::deleteCalendar(CollectionId calendar)
{
    d->act(
        [calendar](CalendarTransactions &transactions, UndoStep &step) -> Result<void> {
            auto &transaction = transactions.transaction();
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
                const auto creation = transaction.prepare("SELECT arguments FROM change WHERE item IS NULL AND collection = ?1 AND kind = ?2")
                                          .value<QByteArray>(calendar, DavChange::MakeCollection);
                if (!used || !creation) {
                    return std::unexpected(!used ? used.error() : creation.error());
                }
                if (used->value_or(0) == 0) {
                    step.calendars << CalendarEntry{.what = CalendarEntry::What::Dropped,
                                                    .before = row->told(),
                                                    .resource = row->resource,
                                                    .attributes = row->attributes.toCborValue().toCbor(),
                                                    .creation = QCborValue::fromCbor(creation->value_or(QByteArray())).toMap()};
                    transaction.changes.outbox = true;
                    return transaction.prepare("DELETE FROM change WHERE item IS NULL AND collection = ?1").run(calendar).and_then([&] {
                        return transaction.prepare("DELETE FROM collection WHERE id = ?1").run(calendar);
                    });
                }
            }
            auto change = collectionChange(*row, calendar, DavChange::DeleteCollection, {});
            change.notBefore = Clock::system().now().addDuration(undoTime);
            transactions.enqueue(change);
            step.calendars << CalendarEntry{.what = CalendarEntry::What::Deleted, .calendar = calendar};
            return {};
        },
        {.done = i18nc("@info", "The calendar was deleted."), .undo = i18nc("@action", "Undo deleting the calendar")});
}

void CalendarActions::nameSubscription(AccountId account, const QString &feed, const QString &name)
{
    d->outbox->store()
        ->write([account, feed, name = name.simplified().left(200)](Transaction &transaction) {
            return writeLook(transaction, account, feed, {.name = name});
        })
        .then(this, [this](const Result<void> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
}

void CalendarActions::setShown(CollectionId calendar, Qt::CheckState shown)
{
    d->outbox->store()
        ->write([calendar, shown](Transaction &transaction) {
            return CalendarListModel::show(transaction, calendar, shown);
        })
        .then(this, [this](const Result<void> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
}

}
