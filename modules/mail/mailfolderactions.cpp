// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do with folders.
#include "mail/mailactions.h"

#include "mail/mailactionsprivate.h"
#include "mail/mailchange.h"
#include "mail/mailtext.h"
#include "sync/collection.h"

#include <KLocalizedString>

namespace Kontor
{

using namespace MailTransactions;

namespace
{
struct FolderFacts {
    CollectionId id;
    ResourceId resource;
    CollectionId parent;
    QString name;
    QString remoteId;
    QString role;
};

Result<FolderFacts> folderFacts(Transaction &transaction, CollectionId folder)
{
    FolderFacts facts;
    auto asked = transaction.prepare("SELECT id, resource, parent, name, remote_id, role FROM collection WHERE id = ?1")
                     .each(
                         [&facts](const Statement &row) {
                             facts = FolderFacts{row.get<CollectionId>(0), row.get<ResourceId>(1), row.get<CollectionId>(2), row.text(3), row.text(4), row.text(5)};
                         },
                         folder);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!facts.id) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This folder no longer exists."));
    }
    return facts;
}

Result<QString> checkedName(const QString &name)
{
    const auto clean = MailText::line(name, 200).trimmed();
    if (clean.isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "A folder needs a name."));
    }
    return clean;
}

Result<void> checkSiblings(Transaction &transaction, ResourceId resource, CollectionId parent, CollectionId self, const QString &name)
{
    const auto taken = transaction
                           .prepare("SELECT 1 FROM collection c WHERE c.resource = ?1 AND c.parent IS ?2 AND c.id <> ?3 AND c.name = ?4 AND NOT EXISTS "
                                    "(SELECT 1 FROM change d WHERE d.item IS NULL AND d.collection = c.id AND d.kind = 'deleteFolder')")
                           .value<qint64>(resource, parent ? std::optional(parent.value) : std::nullopt, self, name);
    if (!taken) {
        return std::unexpected(taken.error());
    }
    if (*taken) {
        return failure(Error::Kind::Conflict, i18nc("@info", "There is already a folder named “%1” here.", name));
    }
    return {};
}

Change folderChange(const FolderFacts &facts, const QString &kind, const QCborMap &arguments)
{
    Change change;
    change.resource = facts.resource;
    change.collection = facts.id;
    change.kind = kind;
    change.arguments = arguments;
    return change;
}

Result<void> refuseSpecial(const FolderFacts &facts)
{
    if (facts.role == FolderRole::Inbox) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "The inbox cannot be renamed, moved or deleted."));
    }
    return {};
}
}

void MailActions::Private::enqueueFolderChange(Outbox::Prepare prepare)
{
    tell(outbox->enqueue({}, std::move(prepare)));
}

void MailActions::createFolder(ResourceId resource, CollectionId parent, const QString &name)
{
    d->enqueueFolderChange([resource, parent, name](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto clean = checkedName(name);
        if (!clean) {
            return std::unexpected(clean.error());
        }
        if (auto free = checkSiblings(transaction, resource, parent, {}, *clean); !free) {
            return free;
        }
        const auto parentRemote = parent ? remoteIdOf(transaction, parent) : Result<QString>(QString());
        if (!parentRemote) {
            return std::unexpected(parentRemote.error());
        }
        auto made = transaction.prepare("INSERT INTO collection (resource, parent, name, rights, subscribed) VALUES (?1, ?2, ?3, ?4, 1)")
                        .run(resource, parent ? std::optional(parent.value) : std::nullopt, *clean, allRights.toInt());
        if (!made) {
            return made;
        }
        FolderFacts facts;
        facts.id = CollectionId{transaction.lastInsertId()};
        facts.resource = resource;
        transaction.changes.collectionList = true;
        changes << folderChange(facts,
                                MailChange::CreateFolder,
                                {{QLatin1StringView("name"), *clean}, {QLatin1StringView("parent"), *parentRemote}, {QLatin1StringView("to"), parent.value}});
        return {};
    });
}

void MailActions::renameFolder(CollectionId folder, const QString &name)
{
    d->enqueueFolderChange([folder, name](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto facts = folderFacts(transaction, folder);
        const auto clean = checkedName(name);
        if (!facts || !clean) {
            return std::unexpected(!facts ? facts.error() : clean.error());
        }
        if (auto allowed = refuseSpecial(*facts); !allowed) {
            return allowed;
        }
        if (auto free = checkSiblings(transaction, facts->resource, facts->parent, folder, *clean); !free) {
            return free;
        }
        transaction.changes.collectionList = true;
        changes << folderChange(*facts, MailChange::RenameFolder, {{QLatin1StringView("name"), *clean}});
        return {};
    });
}

void MailActions::moveFolder(CollectionId folder, CollectionId newParent)
{
    d->enqueueFolderChange([folder, newParent](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto facts = folderFacts(transaction, folder);
        if (!facts) {
            return std::unexpected(facts.error());
        }
        if (auto allowed = refuseSpecial(*facts); !allowed) {
            return allowed;
        }
        auto above = newParent;
        for (int depth = 0; above && depth < 100; ++depth) {
            if (above == folder) {
                return failure(Error::Kind::Conflict, i18nc("@info", "A folder cannot be moved into itself."));
            }
            const auto up = folderFacts(transaction, above);
            if (!up) {
                return std::unexpected(up.error());
            }
            if (up->resource != facts->resource) {
                return failure(Error::Kind::Forbidden, i18nc("@info", "A folder cannot be moved to another account."));
            }
            above = up->parent;
        }
        if (auto free = checkSiblings(transaction, facts->resource, newParent, folder, facts->name); !free) {
            return free;
        }
        const auto remote = newParent ? remoteIdOf(transaction, newParent) : Result<QString>(QString());
        if (!remote) {
            return std::unexpected(remote.error());
        }
        transaction.changes.collectionList = true;
        changes << folderChange(*facts,
                                MailChange::RenameFolder,
                                {{QLatin1StringView("name"), facts->name},
                                 {QLatin1StringView("parent"), remote->isNull() ? QStringLiteral("") : *remote},
                                 {QLatin1StringView("to"), newParent.value}});
        return {};
    });
}

void MailActions::deleteFolder(CollectionId folder)
{
    d->enqueueFolderChange([folder](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        // With all below it, the deepest first.
        QList<CollectionId> doomed = {folder};
        for (qsizetype i = 0; i < doomed.size() && doomed.size() < 10'000; ++i) {
            auto asked = transaction.prepare("SELECT id FROM collection WHERE parent = ?1")
                             .each(
                                 [&doomed](const Statement &row) {
                                     doomed << row.get<CollectionId>(0);
                                 },
                                 doomed[i]);
            if (!asked) {
                return asked;
            }
        }
        for (auto it = doomed.crbegin(); it != doomed.crend(); ++it) {
            const auto facts = folderFacts(transaction, *it);
            if (!facts) {
                return std::unexpected(facts.error());
            }
            if (auto allowed = refuseSpecial(*facts); !allowed) {
                return allowed;
            }
            if (facts->remoteId.isEmpty()) { // its creation has not been told yet
                const auto underWay = transaction.prepare("SELECT count(*) FROM change WHERE collection = ?1 AND (state IN (1, 2) OR answer_lost)").value<qint64>(*it);
                const auto used = transaction.prepare("SELECT count(*) FROM mail_message WHERE collection = ?1").value<qint64>(*it);
                if (!underWay || !used) {
                    return std::unexpected(!underWay ? underWay.error() : used.error());
                }
                if (underWay->value_or(0) == 0 && used->value_or(0) == 0) {
                    auto removed = transaction.prepare("DELETE FROM change WHERE item IS NULL AND collection = ?1").run(*it);
                    if (removed) {
                        removed = transaction.prepare("DELETE FROM collection WHERE id = ?1").run(*it);
                    }
                    if (!removed) {
                        return removed;
                    }
                    transaction.changes.outbox = true;
                    continue;
                }
            }
            changes << folderChange(*facts, MailChange::DeleteFolder, {});
        }
        transaction.changes.collectionList = true;
        return {};
    });
}

void MailActions::emptyFolder(CollectionId folder)
{
    d->enqueueFolderChange([folder](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto facts = folderFacts(transaction, folder);
        const auto upTo = transaction.prepare("SELECT max(CAST(remote_id AS INTEGER)) FROM item WHERE collection = ?1 AND remote_id IS NOT NULL").value<qint64>(folder);
        if (!facts || !upTo) {
            return std::unexpected(!facts ? facts.error() : upTo.error());
        }
        // Messages on their way here are removed one by one, after they have arrived.
        QList<ItemId> coming;
        auto asked = transaction.prepare("SELECT m.item FROM mail_message m JOIN item i ON i.id = m.item WHERE m.collection = ?1 AND (i.collection <> ?1 OR i.remote_id IS NULL) AND m.flags & ?2 = 0")
                         .each(
                             [&coming](const Statement &row) {
                                 coming << row.get<ItemId>(0);
                             },
                             folder,
                             int(MessageFlag::Waiting));
        if (!asked) {
            return asked;
        }
        for (const auto item : std::as_const(coming)) {
            if (auto dropped = dropItem(transaction, changes, item); !dropped) {
                return dropped;
            }
        }
        if (upTo->value_or(0) <= 0) {
            return {};
        }
        changes << folderChange(*facts, MailChange::EmptyFolder, {{QLatin1StringView("upTo"), **upTo}});
        transaction.changes.touch(folder);
        transaction.changes.manyItems = true;
        auto removed = transaction
                           .prepare("DELETE FROM search_index WHERE rowid IN (SELECT m.item FROM mail_message m JOIN item i ON i.id = m.item WHERE m.collection = ?1 "
                                    "AND i.collection = ?1 AND i.remote_id IS NOT NULL)")
                           .run(folder);
        if (removed) {
            removed = transaction
                          .prepare("DELETE FROM mail_message WHERE collection = ?1 AND item IN (SELECT i.id FROM item i WHERE i.collection = ?1 AND i.remote_id IS NOT NULL)")
                          .run(folder);
        }
        return removed;
    });
}

void MailActions::setSubscribed(CollectionId folder, Qt::CheckState subscribed)
{
    d->enqueueFolderChange([folder, subscribed](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto facts = folderFacts(transaction, folder);
        if (!facts) {
            return std::unexpected(facts.error());
        }
        transaction.changes.collectionList = true;
        changes << folderChange(*facts, MailChange::Subscribe, {{QLatin1StringView("on"), subscribed == Qt::Checked}});
        return {};
    });
}

void MailActions::setOfflinePolicy(CollectionId folder, const QString &policy)
{
    bool isNumber = false;
    const int days = policy.toInt(&isNumber);
    if (!policy.isEmpty() && policy != QLatin1StringView("all") && policy != QLatin1StringView("opened") && !(isNumber && days > 0)) {
        Q_EMIT failed(Error{.kind = Error::Kind::Protocol, .message = i18nc("@info", "“%1” is not a choice for what is kept offline.", policy), .detail = {}, .retryAfter = {}});
        return;
    }
    d->store()
        ->write([folder, policy = policy.isNull() ? QStringLiteral("") : policy](Transaction &transaction) -> Result<void> {
            transaction.changes.collectionList = true;
            transaction.changes.outbox = true; // wakes the engine: there may be more to fetch
            return transaction.prepare("UPDATE collection SET policy = ?2 WHERE id = ?1").run(folder, policy);
        })
        .then(this, [this](const Result<void> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
        });
}

}
