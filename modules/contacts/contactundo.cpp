// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Taking back what was done with contacts.
#include "accounts/account.h"
#include "contacts/contactactionsprivate.h"
#include "groupware/davchange.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{

using namespace ContactTransactions;
using What = ContactStep::Entry::What;

namespace
{
using Entry = ContactStep::Entry;

Result<bool> exists(Transaction &transaction, const char *sql, qint64 id)
{
    return transaction.prepare(sql).value<qint64>(id).transform([](const std::optional<qint64> &found) {
        return found.has_value();
    });
}

/// Back from the outbox, or, if the server has carried it out, the card anew.
Result<void> revive(Transaction &transaction, const Projector &projector, QList<Change> &changes, const Entry &entry)
{
    auto removed = transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'delete' AND state IN (0, 3) AND answer_lost = 0").run(entry.item);
    if (!removed) {
        return removed;
    }
    if (transaction.changedRows() > 0) {
        transaction.changes.outbox = true;
        return ItemWriter(transaction, projector).reproject({entry.item});
    }
    const auto hasBook = exists(transaction, "SELECT 1 FROM collection WHERE id = ?1", entry.book.value);
    if (!hasBook) {
        return std::unexpected(hasBook.error());
    }
    if (!*hasBook) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The address book this contact was in no longer exists."));
    }
    return create(transaction, changes, entry.book, entry.bytes).transform([](ItemId) {});
}

/// What went to another account comes back: as if it had never left, if no server knows the new card yet.
Result<void> crossBack(Transaction &transaction, const Projector &projector, QList<Change> &changes, const Entry &entry)
{
    const auto waiting = transaction
                             .prepare("SELECT c.id FROM change c JOIN item i ON i.id = c.item WHERE c.item = ?1 AND c.kind = 'create' AND c.state IN (0, 3) "
                                      "AND c.answer_lost = 0 AND i.remote_id IS NULL AND i.payload IS NULL")
                             .value<ChangeId>(entry.item);
    if (!waiting) {
        return std::unexpected(waiting.error());
    }
    if (*waiting) {
        const auto change = ChangeRows::find(transaction, **waiting);
        if (!change || !*change) {
            return change ? Result<void>() : std::unexpected(change.error());
        }
        transaction.changes.outbox = true;
        return ChangeRows::remove(transaction, **waiting)
            .and_then([&] {
                return projector.discarded(transaction, **change);
            })
            .and_then([&] {
                return ItemWriter(transaction, projector).remove({entry.item});
            });
    }
    const auto list = facts(transaction, projector, {entry.item});
    if (!list) {
        return std::unexpected(list.error());
    }
    ContactStep nothing;
    return list->isEmpty() ? Result<void>() : move(transaction, changes, nothing, list->first(), entry.book);
}

Result<void> uncreate(Transaction &transaction, const Projector &projector, QList<Change> &changes, const Entry &entry)
{
    const auto list = facts(transaction, projector, {entry.item});
    if (!list) {
        return std::unexpected(list.error());
    }
    return list->isEmpty() ? Result<void>() : drop(transaction, projector, changes, list->first());
}

Result<void> takeBackEntry(Transaction &transaction, const Projector &projector, QList<Change> &changes, const Entry &entry)
{
    if (entry.what == What::Deleted) {
        return revive(transaction, projector, changes, entry);
    }
    if (!entry.item) {
        return takeBackBook(transaction, changes, entry);
    }
    const auto isThere = exists(transaction, "SELECT 1 FROM item WHERE id = ?1", entry.item.value);
    if (!isThere) {
        return std::unexpected(isThere.error());
    }
    if (!*isThere) {
        return {}; // went meanwhile
    }
    Change change;
    change.item = entry.item;
    switch (entry.what) {
    case What::Created:
        return uncreate(transaction, projector, changes, entry);
    case What::Crossed:
        return crossBack(transaction, projector, changes, entry);
    case What::Edited:
        change.kind = DavChange::Edit;
        change.arguments = {{QLatin1StringView("edits"), toCbor(entry.back)}};
        changes << change;
        return {};
    case What::Moved: {
        const auto remote = transaction.prepare("SELECT remote_id FROM collection WHERE id = ?1").value<QString>(entry.book);
        if (!remote) {
            return std::unexpected(remote.error());
        }
        change.kind = DavChange::Move;
        const auto name = remote->value_or(QString());
        change.arguments = {{QLatin1StringView("to"), entry.book.value}, {QLatin1StringView("remote"), name.isNull() ? QStringLiteral("") : name}};
        changes << change;
        return {};
    }
    case What::Deleted:
    case What::BookChanged:
    case What::BookDeleted:
    case What::BookDropped:
        break;
    }
    return {};
}
}

void ContactActions::Private::takeBack(const ContactStep &step)
{
    outbox->enqueue(
        {}, [step, projector = outbox->projector(ResourceKind::Contacts)](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            for (auto entry = step.entries.crbegin(); entry != step.entries.crend(); ++entry) {
                if (auto done = takeBackEntry(transaction, *projector, changes, *entry); !done) {
                    return done;
                }
            }
            return {};
        }).then(q, [this](const Result<QList<ChangeId>> &done) {
            if (!done) {
                tell(done.error());
                return;
            }
            Q_EMIT q->takenBack();
        });
}

}
