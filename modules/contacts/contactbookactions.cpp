// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do with address books.
#include "base/clock.h"
#include "contacts/contactactionsprivate.h"
#include "contacts/contacttext.h"
#include "groupware/davchange.h"
#include "groupware/davprojector.h"
#include "sync/changerows.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;
using Entry = ContactStep::Entry;

constexpr auto undoTime = 10s; ///< until the server is told to delete an address book

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

/// Name or colour as it is shown: with what waits for the server.
Result<QString> shownOf(Transaction &transaction, CollectionId book, const QString &property)
{
    QString shown;
    return transaction.prepare("SELECT name, attributes FROM collection WHERE id = ?1")
        .each(
            [&](const Statement &row) {
                shown = property == QLatin1StringView("name") ? row.text(0) : QCborValue::fromCbor(row.blob(1)).toMap().value(DavAttribute::Colour).toString().left(7);
            },
            book)
        .and_then([&] {
            return transaction.prepare("SELECT arguments FROM change WHERE item IS NULL AND collection = ?1 AND kind = ?2 AND state <> 3 ORDER BY id")
                .each(
                    [&](const Statement &row) {
                        const auto arguments = QCborValue::fromCbor(row.blob(0)).toMap();
                        shown = arguments.contains(property) ? arguments.value(property).toString() : shown;
                    },
                    book,
                    DavChange::SetCollection);
        })
        .transform([&shown] {
            return shown;
        });
}

Result<void> takeBackChange(Transaction &transaction, QList<Change> &changes, const Entry &entry)
{
    const auto waiting = transaction
                             .prepare("SELECT id FROM change WHERE item IS NULL AND collection = ?1 AND kind = ?2 AND arguments = ?3 AND state IN (0, 3) AND answer_lost = 0 "
                                      "ORDER BY id DESC LIMIT 1")
                             .value<ChangeId>(entry.book, DavChange::SetCollection, entry.bookAfter.toCborValue().toCbor());
    if (!waiting) {
        return std::unexpected(waiting.error());
    }
    const auto property = entry.bookAfter.constBegin().key().toString();
    const auto now = shownOf(transaction, entry.book, property);
    if (!now) {
        return std::unexpected(now.error());
    }
    const bool isAsLeft = *now == entry.bookAfter.value(property).toString();
    if (*waiting && isAsLeft) { // no server has heard of it
        transaction.changes.outbox = true;
        transaction.changes.collectionList = true;
        return ChangeRows::remove(transaction, **waiting);
    }
    if (!isAsLeft || entry.bookBefore.value(property).toString().isEmpty()) { // a server cannot be told to forget a colour
        return failure(Error::Kind::Conflict, i18nc("@info", "This can no longer be taken back, as it was changed elsewhere since."));
    }
    const auto change = bookChange(transaction, entry.book, DavChange::SetCollection, entry.bookBefore);
    if (!change) {
        return std::unexpected(change.error());
    }
    changes << *change;
    return {};
}

Result<void> make(Transaction &transaction, QList<Change> &changes, ResourceId resource, const QCborMap &arguments)
{
    QCborMap attributes;
    if (const auto colour = arguments.value(QLatin1StringView("colour")); colour.isString()) {
        attributes.insert(DavAttribute::Colour, colour);
    }
    const QByteArray kept = QCborValue(attributes).toCbor();
    auto made = transaction.prepare("INSERT INTO collection (resource, name, rights, subscribed, attributes) VALUES (?1, ?2, ?3, 1, ?4)")
                    .run(resource, arguments.value(QLatin1StringView("name")).toString(), allRights.toInt(), kept);
    if (!made) {
        return made;
    }
    const auto change = bookChange(transaction, CollectionId{transaction.lastInsertId()}, DavChange::MakeCollection, arguments);
    if (!change) {
        return std::unexpected(change.error());
    }
    changes << *change;
    return {};
}
}

Result<void> ContactTransactions::takeBackBook(Transaction &transaction, QList<Change> &changes, const Entry &entry)
{
    if (entry.what == Entry::What::BookChanged) {
        return takeBackChange(transaction, changes, entry);
    }
    if (entry.what == Entry::What::BookDropped) {
        return make(transaction, changes, entry.resource, entry.bookBefore);
    }
    auto removed = transaction.prepare("DELETE FROM change WHERE item IS NULL AND collection = ?1 AND kind = ?2 AND state IN (0, 3) AND answer_lost = 0")
                       .run(entry.book, DavChange::DeleteCollection);
    if (!removed) {
        return removed;
    }
    if (transaction.changedRows() == 0) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The server has already been told to delete this address book."));
    }
    transaction.changes.outbox = true;
    transaction.changes.collectionList = true;
    return {};
}

/// Undo must not promise what it cannot do.
void ContactActions::Private::forgetToldDeletions()
{
    const auto isDeletion = [](const ContactStep &step) {
        return !step.entries.isEmpty() && step.entries.first().what == Entry::What::BookDeleted;
    };
    if (isLookingAtDeletions || std::ranges::none_of(std::as_const(steps), isDeletion)) {
        return;
    }
    QSet<int> looked; // what is deleted meanwhile is not in the answer
    for (const auto &step : std::as_const(steps)) {
        looked.insert(step.number);
    }
    isLookingAtDeletions = true;
    outbox->store()
        ->read(&DavProjector::untoldDeletions)
        .then(q, [this, isDeletion, looked](const Result<QSet<CollectionId>> &untold) {
            isLookingAtDeletions = false;
            const auto removed = untold ? steps.removeIf([&](const ContactStep &step) {
                return looked.contains(step.number) && isDeletion(step) && !untold->contains(step.entries.first().book);
            })
                                        : 0;
            if (removed > 0) {
                Q_EMIT q->undoChanged();
            }
        });
}

void ContactActions::createBook(ResourceId resource, const QString &name, const QString &colour)
{
    d->tellOf(d->outbox->enqueue({}, [resource, name, colour](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto clean = cleanName(name);
        if (!clean) {
            return std::unexpected(clean.error());
        }
        QCborMap arguments = {{QLatin1StringView("name"), *clean}, {QLatin1StringView("segment"), VCardWriter::newUid()}};
        if (!colour.isEmpty()) {
            arguments.insert(QLatin1StringView("colour"), colour);
        }
        return make(transaction, changes, resource, arguments);
    }));
}

void ContactActions::Private::changeBook(CollectionId book, const QString &property, const QString &value)
{
    act(
        [book, property, value](Transaction &transaction, const Projector &, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto before = shownOf(transaction, book, property);
            if (!before) {
                return std::unexpected(before.error());
            }
            if (*before == value) {
                return {};
            }
            const auto change = bookChange(transaction, book, DavChange::SetCollection, {{property, value}});
            if (!change) {
                return std::unexpected(change.error());
            }
            changes << *change;
            step.entries << Entry{.what = Entry::What::BookChanged, .book = book, .bookBefore = {{property, *before}}, .bookAfter = change->arguments};
            return {};
        },
        [](qsizetype) {
            return i18nc("@action", "Undo changing the address book");
        });
}

void ContactActions::renameBook(CollectionId book, const QString &name)
{
    const auto clean = cleanName(name);
    clean ? d->changeBook(book, QStringLiteral("name"), *clean) : d->tell(clean.error());
}

void ContactActions::recolourBook(CollectionId book, const QString &colour)
{
    d->changeBook(book, QStringLiteral("colour"), colour);
}

void ContactActions::deleteBook(CollectionId book)
{
    d->act(
        [book](Transaction &transaction, const Projector &, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto onlyHere = transaction
                                      .prepare("SELECT remote_id IS NULL AND NOT EXISTS (SELECT 1 FROM change c WHERE c.collection = k.id AND (c.state IN (1, 2) OR c.answer_lost)) "
                                               "AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.collection = k.id) FROM collection k WHERE k.id = ?1")
                                      .value<bool>(book);
            auto change = bookChange(transaction, book, DavChange::DeleteCollection, {});
            if (!onlyHere || !change) {
                return std::unexpected(!onlyHere ? onlyHere.error() : change.error());
            }
            if (!onlyHere->value_or(false)) {
                change->notBefore = Clock::system().now().addDuration(undoTime);
                changes << *change;
                step.entries << Entry{.what = Entry::What::BookDeleted, .book = book};
                return {};
            }
            const auto creation = transaction.prepare("SELECT arguments FROM change WHERE item IS NULL AND collection = ?1 AND kind = ?2")
                                      .value<QByteArray>(book, DavChange::MakeCollection); // it has not been told yet
            if (!creation) {
                return std::unexpected(creation.error());
            }
            auto arguments = QCborValue::fromCbor(creation->value_or(QByteArray())).toMap();
            for (const auto &property : {QStringLiteral("name"), QStringLiteral("colour")}) {
                const auto shown = shownOf(transaction, book, property);
                if (!shown) {
                    return std::unexpected(shown.error());
                }
                if (!shown->isEmpty()) {
                    arguments.insert(property, *shown);
                }
            }
            step.entries << Entry{.what = Entry::What::BookDropped, .bookBefore = arguments, .resource = change->resource};
            transaction.changes.outbox = true;
            return transaction.prepare("DELETE FROM change WHERE item IS NULL AND collection = ?1").run(book).and_then([&] {
                return transaction.prepare("DELETE FROM collection WHERE id = ?1").run(book);
            });
        },
        [](qsizetype) {
            return i18nc("@action", "Undo deleting the address book");
        });
}

}
