// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "calendar/calendarprojector.h"
#include "groupware/davchange.h"
#include "support/temporarystore.h"
#include "support/testclock.h"
#include "support/waiting.h"
#include "sync/collection.h"
#include "sync/outbox.h"

#include <QCborArray>
#include <QTimeZone>

namespace Kontor
{

/// Lines of one component, joined by "|", as a whole calendar object.
inline QByteArray calendarObject(const QByteArray &lines, const QByteArray &kind = "VEVENT", const QByteArray &before = {})
{
    const auto joined = [](QByteArray text) {
        text.replace("|", "\r\n");
        return text.isEmpty() ? text : QByteArray(text + "\r\n");
    };
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kontor//Test//EN\r\n" + joined(before) + "BEGIN:" + kind + "\r\n" + joined(lines) + "END:" + kind
        + "\r\nEND:VCALENDAR\r\n";
}

/// A store with one account, two calendars, and objects put there as the engine would.
struct CalendarFixture {
    TestClock clock;
    TemporaryStore store{{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/calendar")}};
    std::shared_ptr<CalendarProjector> projector;
    std::shared_ptr<Outbox> outbox;
    Account account;
    ResourceId resource;
    CollectionId work, home;
    int next = 1;

    CalendarFixture()
    {
        projector = std::make_shared<CalendarProjector>(clock);
        outbox = std::make_shared<Outbox>(*store);
        outbox->addProjector(ResourceKind::Calendar, projector);
        account.address = QStringLiteral("anna@example.org");
        account.name = QStringLiteral("Anna Berg");
        account.userName = account.address;
        account.calendars = QUrl(QStringLiteral("https://dav.example.org/"));
        AccountStore accounts(*store);
        account.id = waitedFor(accounts.save(account)).value();
        resource = waitedFor(accounts.resource(account.id, ResourceKind::Calendar)).value();
        work = calendar(QStringLiteral("Work"), {});
        home = calendar(QStringLiteral("Home"), {});
    }

    CollectionId calendar(const QString &name, const QString &role, int rights = 63, QCborMap attributes = {})
    {
        if (!attributes.contains(DavAttribute::Addresses)) {
            attributes[DavAttribute::Addresses] = QCborArray{QStringLiteral("mailto:a.berg@example.org")};
        }
        return waitedFor(store->write([name, role, rights, attributes, resource = resource](Transaction &transaction) -> Result<CollectionId> {
                   transaction.changes.collectionList = true;
                   return transaction.prepare("INSERT INTO collection (resource, remote_id, name, role, rights, attributes) VALUES (?1, ?2, ?2, ?3, ?4, ?5)")
                       .run(resource, name, role.isNull() ? QStringLiteral("") : role, rights, attributes.toCborValue().toCbor())
                       .transform([&transaction] {
                           return CollectionId{transaction.lastInsertId()};
                       });
               }))
            .value();
    }

    ItemId add(CollectionId calendar, const QByteArray &bytes)
    {
        return addAll(calendar, {bytes}).first();
    }

    QList<ItemId> addAll(CollectionId calendar, const QList<QByteArray> &objects)
    {
        const int first = next;
        next += int(objects.size());
        auto written = waitedFor(store->write([=, projector = projector](Transaction &transaction) -> Result<QList<ItemId>> {
            QList<ItemId> items;
            int number = first;
            for (const auto &bytes : objects) {
                const auto name = QString::number(number++);
                if (auto made = transaction.prepare("INSERT INTO item (collection, remote_id, payload) VALUES (?1, ?2, ?3)").run(calendar, name, bytes);
                    !made) {
                    return std::unexpected(made.error());
                }
                const ItemId item{transaction.lastInsertId()};
                const auto write = projector->project(item, calendar, bytes);
                if (!write) {
                    return std::unexpected(write.error());
                }
                if (auto written = (*write)(transaction); !written) {
                    return std::unexpected(written.error());
                }
                items << item;
            }
            return items;
        }));
        if (!written) {
            qFatal("%s", qPrintable(written.error().message + written.error().detail));
        }
        return *written;
    }

    void project(ItemId item, CollectionId calendar, const QByteArray &bytes)
    {
        const auto write = projector->project(item, calendar, bytes).value();
        waitedFor(store->write([write](Transaction &transaction) {
            return write(transaction);
        })).value();
    }

    template <class T = qint64>
    T value(const char *sql, qint64 argument = 0)
    {
        return waitedFor(store->read([sql, argument](const Reader &reader) {
                   return argument ? reader.prepare(sql).value<T>(argument) : reader.prepare(sql).value<T>();
               }))
            .value()
            .value_or(T{});
    }
};

}
