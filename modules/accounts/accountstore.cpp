// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/accountstore.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
Result<void> insertResources(Transaction &transaction, AccountId account, const QStringList &kinds)
{
    auto &insert = transaction.prepare("INSERT INTO resource (account, kind) VALUES (?1, ?2) ON CONFLICT (account, kind) DO NOTHING");
    for (const auto &kind : kinds) {
        if (auto inserted = insert.run(account, kind); !inserted) {
            return inserted;
        }
    }
    return {};
}

Result<void> removeResources(Transaction &transaction, AccountId account, const QStringList &keptKinds)
{
    QList<ResourceId> dropped;
    auto read = transaction
                    .prepare("SELECT r.id, r.kind FROM resource r WHERE r.account = ?1 AND NOT EXISTS (SELECT 1 FROM change c WHERE c.resource = r.id)")
                    .each(
                        [&](const Statement &row) {
                            if (!keptKinds.contains(row.text(1))) {
                                dropped << ResourceId{row.integer(0)};
                            }
                        },
                        account);
    if (!read) {
        return read;
    }
    for (const auto resource : std::as_const(dropped)) {
        if (auto removed = transaction.prepare("DELETE FROM resource WHERE id = ?1").run(resource); !removed) {
            return removed;
        }
        transaction.changes.collectionList = true;
        transaction.changes.manyItems = true;
    }
    return {};
}

Result<AccountId> write(Transaction &transaction, Account account)
{
    auto owner = transaction.prepare("SELECT id FROM account WHERE address = ?1").value<qint64>(account.address);
    if (!owner) {
        return std::unexpected(owner.error());
    }
    if (*owner && **owner != account.id.value) {
        return failure(Error::Kind::Conflict, i18nc("@info", "There is already an account for %1.", account.address));
    }
    // An empty text binds as NULL when it is null; the columns want text.
    const auto name = account.name.isNull() ? QStringLiteral("") : account.name;
    const auto settings = account.toCbor().toCborValue().toCbor();
    if (!account.id) {
        auto inserted = transaction.prepare("INSERT INTO account (address, name, settings) VALUES (?1, ?2, ?3)").run(account.address, name, settings);
        if (!inserted) {
            return std::unexpected(inserted.error());
        }
        account.id = AccountId{transaction.lastInsertId()};
    } else {
        auto updated = transaction.prepare("UPDATE account SET address = ?2, name = ?3, settings = ?4 WHERE id = ?1")
                           .run(account.id, account.address, name, settings);
        if (!updated) {
            return std::unexpected(updated.error());
        }
        if (transaction.changedRows() == 0) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This account no longer exists."));
        }
    }
    const auto kinds = account.resourceKinds();
    if (auto made = insertResources(transaction, account.id, kinds); !made) {
        return std::unexpected(made.error());
    }
    if (auto removed = removeResources(transaction, account.id, kinds); !removed) {
        return std::unexpected(removed.error());
    }
    transaction.changes.accounts = true;
    return account.id;
}
}

AccountStore::AccountStore(std::shared_ptr<Store> store)
    : m_store(std::move(store))
{
}

QFuture<Result<AccountId>> AccountStore::save(Account account)
{
    return m_store->write([account = std::move(account)](Transaction &transaction) {
        return write(transaction, account);
    });
}

QFuture<Result<void>> AccountStore::remove(AccountId account)
{
    return m_store->write([account](Transaction &transaction) -> Result<void> {
        // Everything below goes with it, by the foreign keys.
        if (auto removed = transaction.prepare("DELETE FROM account WHERE id = ?1").run(account); !removed) {
            return removed;
        }
        if (transaction.changedRows() == 0) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This account no longer exists."));
        }
        transaction.changes.accounts = true;
        transaction.changes.collectionList = true;
        transaction.changes.outbox = true;
        transaction.changes.manyItems = true;
        return {};
    });
}

QFuture<Result<QList<Account>>> AccountStore::accounts() const
{
    return m_store->read([](const Reader &reader) -> Result<QList<Account>> {
        QList<Account> accounts;
        auto read = reader.prepare("SELECT id, address, name, settings FROM account ORDER BY id").each([&accounts](const Statement &row) {
            const auto settings = QCborValue::fromCbor(row.blob(3)).toMap();
            accounts << Account::fromCbor(AccountId{row.integer(0)}, row.text(1), row.text(2), settings);
        });
        if (!read) {
            return std::unexpected(read.error());
        }
        return accounts;
    });
}

QFuture<Result<ResourceId>> AccountStore::resource(AccountId account, QString kind) const
{
    return m_store->read([account, kind = std::move(kind)](const Reader &reader) -> Result<ResourceId> {
        auto found = reader.prepare("SELECT id FROM resource WHERE account = ?1 AND kind = ?2").value<ResourceId>(account, kind);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!*found) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This account no longer exists.")); // or has no such kind
        }
        return **found;
    });
}

}
