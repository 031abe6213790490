// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "contacts/contactactions.h"
#include "contacts/contactloader.h"
#include "contacts/contactprojector.h"
#include "contacts/vcardreader.h"
#include "groupware/davchange.h"
#include "groupware/propertyedit.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <QCborArray>

namespace Kontor
{

/// A store with one account, an address book, and cards put there as the engine would.
struct ContactsFixture {
    TemporaryStore store{{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/contacts")}};
    std::shared_ptr<ContactProjector> projector;
    std::shared_ptr<Outbox> outbox;
    Account account;
    ResourceId resource;
    CollectionId book;
    int nextName = 1;

    ContactsFixture()
    {
        auto blobs = *store;
        projector = std::make_shared<ContactProjector>([blobs](const QByteArray &bytes) {
            return blobs->blobs().put(bytes);
        });
        outbox = std::make_shared<Outbox>(*store);
        outbox->addProjector(ResourceKind::Contacts, projector);
        account = addAccount(QStringLiteral("anna@example.org"));
        resource = resourceOf(account);
        book = addBook(QStringLiteral("Kontakte"));
    }

    Account addAccount(const QString &address)
    {
        Account made;
        made.address = address;
        made.name = QStringLiteral("Anna Berg");
        made.userName = address;
        made.contacts = QUrl(QStringLiteral("https://dav.example.org/"));
        made.id = waitedFor(AccountStore(*store).save(made)).value();
        return made;
    }

    ResourceId resourceOf(const Account &of)
    {
        return waitedFor(AccountStore(*store).resource(of.id, ResourceKind::Contacts)).value();
    }

    CollectionId addBook(const QString &name, ResourceId where = {}, int rights = 63)
    {
        return waitedFor(store->write([=, resource = where ? where : resource](Transaction &transaction) -> Result<CollectionId> {
                   transaction.changes.collectionList = true;
                   return transaction.prepare("INSERT INTO collection (resource, remote_id, name, rights) VALUES (?1, ?2, ?2, ?3)").run(resource, name, rights).transform([&transaction] {
                       return CollectionId{transaction.lastInsertId()};
                   });
               }))
            .value();
    }

    static QByteArray card(const QString &name, const QString &uid, const QString &email = {}, const QByteArray &more = {})
    {
        const auto parts = name.split(u' ');
        QByteArray bytes = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:" + uid.toUtf8() + "\r\nFN:" + name.toUtf8() + "\r\nN:" + parts.last().toUtf8() + ";" + parts.first().toUtf8() + ";;;\r\n";
        if (!email.isEmpty()) {
            bytes += "EMAIL;TYPE=INTERNET:" + email.toUtf8() + "\r\n";
        }
        return bytes + more + "END:VCARD\r\n";
    }

    static QByteArray groupCard(const QString &name, const QString &uid, const QStringList &members)
    {
        QByteArray bytes = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:" + uid.toUtf8() + "\r\nFN:" + name.toUtf8() + "\r\nN:" + name.toUtf8() + ";;;;\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n";
        for (const auto &member : members) {
            bytes += "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:" + member.toUtf8() + "\r\n";
        }
        return bytes + "END:VCARD\r\n";
    }

    /// As a server would have told it.
    ItemId add(const QByteArray &payload, CollectionId where = {})
    {
        const auto name = QString(QString::number(nextName++) + QLatin1StringView(".vcf"));
        return waitedFor(store->write([=, projector = projector, where = where ? where : book](Transaction &transaction) -> Result<ItemId> {
                   if (auto made = transaction.prepare("INSERT INTO item (collection, remote_id, revision, payload) VALUES (?1, ?2, 'e1', ?3)").run(where, name, payload); !made) {
                       return std::unexpected(made.error());
                   }
                   const ItemId item{transaction.lastInsertId()};
                   transaction.changes.touch(where, item);
                   return projector->project(item, where, payload)
                       .and_then([&](const Write &write) {
                           return write(transaction);
                       })
                       .transform([item] {
                           return item;
                       });
               }))
            .value();
    }

    /// What a server says anew of an item.
    void change(ItemId item, const QByteArray &payload)
    {
        waitedFor(store->write([=, projector = projector](Transaction &transaction) -> Result<void> {
            return transaction.prepare("UPDATE item SET payload = ?2, revision = 'e2' WHERE id = ?1").run(item, payload).and_then([&] {
                return ItemWriter(transaction, *projector).reproject({item});
            });
        })).value();
    }

    /// All waiting changes are carried out, as by a server that does what it is told.
    void push()
    {
        const auto changes = waitedFor(outbox->list()).value();
        for (const auto &change : changes) {
            waitedFor(store->write([change, projector = projector](Transaction &transaction) -> Result<void> {
                const auto payload = transaction.prepare("SELECT payload FROM item WHERE id = ?1").value<QByteArray>(change.item);
                const auto next = projector->confirm(payload->value_or(QByteArray()), change);
                auto done = ChangeRows::remove(transaction, change.id);
                if (done && change.kind == DavChange::Delete) {
                    return ItemWriter(transaction, *projector).remove({change.item});
                }
                if (done && next && change.item) {
                    const auto to = projector->destination(change);
                    done = transaction
                               .prepare("UPDATE item SET payload = ?2, remote_id = coalesce(remote_id, ?3), collection = CASE WHEN ?4 > 0 THEN ?4 ELSE collection END WHERE id = ?1")
                               .run(change.item, *next, change.arguments.value(QLatin1StringView("name")).toString(), to);
                }
                return done.and_then([&] {
                                return projector->carriedOut(transaction, change);
                            })
                    .and_then([&] {
                        return change.item ? ItemWriter(transaction, *projector).reproject({change.item}) : Result<void>();
                    });
            })).value();
        }
    }

    ContactDraft read(ItemId item)
    {
        const auto loaded = waitedFor(ContactLoader(outbox).load(item));
        return loaded ? loaded->card : ContactDraft();
    }

    QByteArray bytes(ItemId item)
    {
        return waitedFor(ContactLoader(outbox).bytes({item})).value().value(0);
    }

    QList<Change> changes()
    {
        return waitedFor(outbox->list()).value();
    }

    template<class T = qint64>
    T value(const char *sql)
    {
        return waitedFor(store->read([sql](const Reader &reader) {
                   return reader.prepare(sql).value<T>();
               }))
            .value()
            .value_or(T{});
    }

    /// The actions' own answers have come back to this thread.
    void settle()
    {
        store->drain();
        waitUntil([n = 0]() mutable {
            return ++n > 3;
        });
    }
};

}
