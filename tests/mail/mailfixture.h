// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "mail/mailpayload.h"
#include "mail/mailprojector.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/outbox.h"

#include <QTimeZone>

namespace Kontor
{

/// A store with one account, a few folders, and messages put there as the engine would.
struct MailFixture {
    TemporaryStore store{{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/mail")}};
    std::shared_ptr<MailProjector> projector;
    std::shared_ptr<Outbox> outbox;
    Account account;
    ResourceId resource;
    CollectionId inbox, drafts, sent, trash;
    int nextUid = 1;

    MailFixture()
    {
        auto blobs = *store;
        projector = std::make_shared<MailProjector>([blobs](const BlobId &blob) {
            return blobs->blobs().get(blob);
        });
        outbox = std::make_shared<Outbox>(*store);
        outbox->addProjector(QStringLiteral("mail"), projector);
        account.address = QStringLiteral("anna@example.org");
        account.name = QStringLiteral("Anna Berg");
        account.userName = account.address;
        AccountStore accounts(*store);
        account.id = waitedFor(accounts.save(account)).value();
        resource = waitedFor(accounts.resource(account.id, QStringLiteral("mail"))).value();
        inbox = folder(QStringLiteral("INBOX"), FolderRole::Inbox);
        drafts = folder(QStringLiteral("Drafts"), FolderRole::Drafts);
        sent = folder(QStringLiteral("Sent"), FolderRole::Sent);
        trash = folder(QStringLiteral("Trash"), FolderRole::Trash);
    }

    CollectionId folder(const QString &name, const QString &role)
    {
        return waitedFor(store->write([name, role, resource = resource](Transaction &transaction) -> Result<CollectionId> {
                   transaction.changes.collectionList = true;
                   return transaction.prepare("INSERT INTO collection (resource, remote_id, name, role, rights) VALUES (?1, ?2, ?2, ?3, 63)").run(resource, name, role).transform([&transaction] {
                       return CollectionId{transaction.lastInsertId()};
                   });
               }))
            .value();
    }

    static MailPayload payload(const QByteArray &header, qint64 size = 1000, const QStringList &flags = {})
    {
        MailPayload payload;
        payload.header = header;
        payload.flags = flags;
        payload.hasFlags = true;
        payload.size = size;
        payload.internalDate = QDateTime(QDate(2026, 5, 5), QTime(10, 0), QTimeZone::UTC);
        return payload;
    }

    ItemId add(CollectionId folder, const MailPayload &payload)
    {
        const auto uid = QString::number(nextUid++);
        return waitedFor(store->write([=, projector = projector](Transaction &transaction) -> Result<ItemId> {
                   const auto bytes = payload.toCbor();
                   if (auto made = transaction.prepare("INSERT INTO item (collection, remote_id, payload) VALUES (?1, ?2, ?3)").run(folder, uid, bytes); !made) {
                       return std::unexpected(made.error());
                   }
                   const ItemId item{transaction.lastInsertId()};
                   return projector->project(item, folder, bytes).and_then([&](const Write &write) {
                       return write(transaction);
                   }).transform([item] {
                       return item;
                   });
               }))
            .value();
    }

    BlobId addBody(ItemId item, const QByteArray &raw)
    {
        const auto blob = store->blobs().put(raw).value();
        const auto write = projector->projectPart(item, {}, blob, raw).value();
        waitedFor(store->write([write](Transaction &transaction) {
            return write(transaction);
        })).value();
        return blob;
    }

    template<class T = qint64>
    T value(const char *sql, qint64 argument = 0)
    {
        return waitedFor(store->read([sql, argument](const Reader &reader) {
                   return reader.prepare(sql).value<T>(argument);
               }))
            .value()
            .value_or(T{});
    }
};

inline QByteArray header(const QByteArray &id, const QByteArray &subject = "Test", const QByteArray &more = {})
{
    return "From: Bert <bert@example.org>\r\nTo: Anna <anna@example.org>\r\nSubject: " + subject + "\r\nDate: Tue, 5 May 2026 10:00:00 +0200\r\nMessage-ID: <" + id + ">\r\n" + more;
}

}
