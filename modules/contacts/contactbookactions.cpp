// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do with address books.
#include "contacts/contactactionsprivate.h"
#include "contacts/contacttext.h"
#include "groupware/davchange.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
Result<QString> cleanName(const QString &name)
{
    const auto clean = ContactText::line(name, 200);
    if (clean.isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "An address book needs a name."));
    }
    return clean;
}

Result<Change> bookChange(Transaction &transaction, CollectionId book, const QString &kind, const QCborMap &arguments)
{
    const auto resource = transaction.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(book);
    if (!resource) {
        return std::unexpected(resource.error());
    }
    if (!*resource) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This address book no longer exists."));
    }
    Change change;
    change.resource = **resource;
    change.collection = book;
    change.kind = kind;
    change.arguments = arguments;
    transaction.changes.collectionList = true;
    return change;
}
}

void ContactActions::createBook(ResourceId resource, const QString &name, const QString &colour)
{
    d->tellOf(d->outbox->enqueue({}, [resource, name, colour](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto clean = cleanName(name);
        if (!clean) {
            return std::unexpected(clean.error());
        }
        QCborMap attributes;
        if (!colour.isEmpty()) {
            attributes.insert(DavAttribute::Colour, colour);
        }
        const QByteArray kept = QCborValue(attributes).toCbor();
        auto made = transaction.prepare("INSERT INTO collection (resource, name, rights, subscribed, attributes) VALUES (?1, ?2, ?3, 1, ?4)")
                        .run(resource, *clean, allRights.toInt(), kept);
        if (!made) {
            return made;
        }
        QCborMap arguments = {{QLatin1StringView("name"), *clean}, {QLatin1StringView("segment"), VCardWriter::newUid()}};
        if (!colour.isEmpty()) {
            arguments.insert(QLatin1StringView("colour"), colour);
        }
        const auto change = bookChange(transaction, CollectionId{transaction.lastInsertId()}, DavChange::MakeCollection, arguments);
        if (!change) {
            return std::unexpected(change.error());
        }
        changes << *change;
        return {};
    }));
}

void ContactActions::renameBook(CollectionId book, const QString &name)
{
    d->tellOf(d->outbox->enqueue({}, [book, name](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto clean = cleanName(name);
        if (!clean) {
            return std::unexpected(clean.error());
        }
        const auto change = bookChange(transaction, book, DavChange::SetCollection, {{QLatin1StringView("name"), *clean}});
        if (!change) {
            return std::unexpected(change.error());
        }
        changes << *change;
        return {};
    }));
}

void ContactActions::recolourBook(CollectionId book, const QString &colour)
{
    d->tellOf(d->outbox->enqueue({}, [book, colour](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto change = bookChange(transaction, book, DavChange::SetCollection, {{QLatin1StringView("colour"), colour}});
        if (!change) {
            return std::unexpected(change.error());
        }
        changes << *change;
        return {};
    }));
}

void ContactActions::deleteBook(CollectionId book)
{
    d->tellOf(d->outbox->enqueue({}, [book](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto onlyHere = transaction
                                  .prepare("SELECT remote_id IS NULL AND NOT EXISTS (SELECT 1 FROM change c WHERE c.collection = k.id AND (c.state IN (1, 2) OR c.answer_lost)) "
                                           "AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.collection = k.id) FROM collection k WHERE k.id = ?1")
                                  .value<bool>(book);
        if (!onlyHere) {
            return std::unexpected(onlyHere.error());
        }
        if (onlyHere->value_or(false)) { // its creation has not been told yet
            transaction.changes.collectionList = true;
            transaction.changes.outbox = true;
            return transaction.prepare("DELETE FROM change WHERE item IS NULL AND collection = ?1").run(book).and_then([&] {
                return transaction.prepare("DELETE FROM collection WHERE id = ?1").run(book);
            });
        }
        const auto change = bookChange(transaction, book, DavChange::DeleteCollection, {});
        if (!change) {
            return std::unexpected(change.error());
        }
        changes << *change;
        return {};
    }));
}

}
