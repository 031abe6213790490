// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "calendar/calendarprojector.h"
#include "calendar/occurrencequery.h"
#include "contacts/contactprojector.h"
#include "groupware/davchange.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/itemwriter.h"
#include "sync/outbox.h"

#include <QTimeZone>

namespace Kontor
{

/// Somebody with calendars and address books.
struct Household {
    TemporaryStore store{{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/contacts"),
                          QStringLiteral(":/kontor/schema/calendar")}};
    std::shared_ptr<ContactProjector> projector = std::make_shared<ContactProjector>([](const QByteArray &) { return Result<BlobId>(BlobId()); });
    std::shared_ptr<Outbox> outbox = std::make_shared<Outbox>(*store);
    AccountId account;
    CollectionId calendar, book;
    int next = 1;

    Household()
    {
        outbox->addProjector(ResourceKind::Contacts, projector);
        outbox->addProjector(ResourceKind::Calendar, std::make_shared<CalendarProjector>());
        Account made;
        made.address = QStringLiteral("anna@example.org");
        made.name = QStringLiteral("Anna Berg");
        made.userName = made.address;
        account = waitedFor(AccountStore(*store).save(made)).value();
        calendar = collection(ResourceKind::Calendar, QStringLiteral("Dienst"));
    }
    CollectionId collection(const QString &kind, const QString &name)
    {
        return waitedFor(store->write([kind, name, account = account](Transaction &transaction) -> Result<CollectionId> {
                   transaction.changes.collectionList = true;
                   return transaction.prepare("INSERT OR IGNORE INTO resource (account, kind) VALUES (?1, ?2)")
                       .run(account, kind)
                       .and_then([&] {
                           return transaction
                               .prepare("INSERT INTO collection (resource, remote_id, name, rights) VALUES ((SELECT id FROM resource WHERE account = ?1 AND kind = ?2), ?3, ?3, 63)")
                               .run(account, kind, name);
                       })
                       .transform([&] { return CollectionId{transaction.lastInsertId()}; });
               }))
            .value();
    }
    void addBook()
    {
        book = collection(ResourceKind::Contacts, QStringLiteral("Kontakte"));
    }
    static QByteArray card(const QByteArray &name, const QByteArray &more)
    {
        return "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:" + name + "\r\nFN:" + name + "\r\nN:" + name + ";;;;\r\n" + (more.isEmpty() ? QByteArray() : QByteArray(more + "\r\n")) + "END:VCARD\r\n";
    }
    ItemId add(const QByteArray &name, const QByteArray &more, CollectionId where = {})
    {
        return waitedFor(store->write([projector = projector, where = where ? where : book, number = next++, bytes = card(name, more)](Transaction &transaction) -> Result<ItemId> {
                   auto made = transaction.prepare("INSERT INTO item (collection, remote_id, payload) VALUES (?1, ?2, ?3)").run(where, number, bytes);
                   if (!made) {
                       return std::unexpected(made.error());
                   }
                   const ItemId item{transaction.lastInsertId()};
                   transaction.changes.touch(where, item);
                   return ItemWriter(transaction, *projector).reproject({item}).transform([item] { return item; });
               }))
            .value();
    }
    /// The server says something new of it; nothing: it is gone.
    void say(ItemId item, const QByteArray &bytes)
    {
        waitedFor(store->write([projector = projector, item, bytes](Transaction &transaction) -> Result<void> {
            if (bytes.isEmpty()) {
                return ItemWriter(transaction, *projector).remove({item});
            }
            return transaction.prepare("UPDATE item SET payload = ?2 WHERE id = ?1").run(item, bytes).and_then([&] { return ItemWriter(transaction, *projector).reproject({item}); });
        })).value();
    }
    QStringList between(const QDate &first, const QDate &last)
    {
        const auto found = waitedFor(store->read([=](const Reader &reader) {
            return OccurrenceQuery::between(reader, {birthdayCalendar}, first.startOfDay(), last.addDays(1).startOfDay(), QTimeZone(QTimeZone::LocalTime));
        })).value();
        QStringList list;
        for (const auto &one : found) {
            list << QString(one.start.toString(QStringLiteral("yyyy-MM-dd ")) + one.summary);
        }
        return list;
    }
    QStringList search(const QString &words)
    {
        const auto found = waitedFor(store->read([words](const Reader &reader) { return OccurrenceQuery::matching(reader, words, 100, QTimeZone::systemTimeZone()); })).value();
        QStringList list;
        for (const auto &one : found) {
            list << one.summary;
        }
        return list;
    }
};

}
