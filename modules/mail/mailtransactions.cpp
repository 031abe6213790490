// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailactionsprivate.h"
#include "mail/mailchange.h"
#include "mail/mailcrossing.h"
#include "mail/messagewriter.h"
#include "sync/changerows.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{

Result<QList<MessageFacts>> MailTransactions::facts(Transaction &transaction, const QList<ItemId> &items)
{
    QList<MessageFacts> list;
    list.reserve(items.size());
    return transaction
        .prepare("SELECT m.item, m.collection, i.collection, s.resource, s.role, m.flags, m.keywords, i.remote_id, c.remote_id, i.payload, m.body "
                 "FROM json_each(?1) j CROSS JOIN mail_message m ON m.item = j.value JOIN item i ON i.id = m.item "
                 "JOIN collection s ON s.id = m.collection JOIN collection c ON c.id = i.collection")
        .each(
            [&list](const Statement &row) {
                MessageFacts facts;
                facts.item = row.get<ItemId>(0);
                facts.shownIn = row.get<CollectionId>(1);
                facts.storedIn = row.get<CollectionId>(2);
                facts.resource = row.get<ResourceId>(3);
                facts.role = row.text(4);
                facts.flags = MessageFlags::fromInt(int(row.integer(5)));
                facts.keywords = row.text(6).split(u' ', Qt::SkipEmptyParts);
                facts.remoteId = row.text(7);
                facts.collectionRemoteId = row.text(8);
                facts.payload = row.blob(9);
                facts.body = row.text(10);
                list << facts;
            },
            jsonList(items))
        .transform([&list] {
            return list;
        });
}

Result<CollectionId> MailTransactions::folderWithRole(Transaction &transaction, QList<Change> &changes, ResourceId resource, const QString &role)
{
    const auto found = transaction
                           .prepare("SELECT c.id FROM collection c WHERE c.resource = ?1 AND c.role = ?2 AND NOT EXISTS "
                                    "(SELECT 1 FROM change d WHERE d.item IS NULL AND d.collection = c.id AND d.kind = 'deleteFolder') ORDER BY c.id LIMIT 1")
                           .value<CollectionId>(resource, role);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (*found) {
        return **found;
    }
    QString name = i18nc("@item name of a mail folder that is made when it is missing", "Archive");
    if (role == FolderRole::Junk) {
        name = i18nc("@item name of a mail folder that is made when it is missing", "Junk");
    } else if (role == FolderRole::Trash) {
        name = i18nc("@item name of a mail folder that is made when it is missing", "Trash");
    } else if (role == FolderRole::Drafts) {
        name = i18nc("@item name of a mail folder that is made when it is missing", "Drafts");
    } else if (role == FolderRole::Sent) {
        name = i18nc("@item name of a mail folder that is made when it is missing", "Sent");
    } else if (role == FolderRole::Inbox) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The account has no inbox yet. Please wait until its folders have been read."));
    }
    // A folder of that name without the mark is what another program made for the purpose.
    const auto named = transaction.prepare("SELECT id FROM collection WHERE resource = ?1 AND parent IS NULL AND role = '' AND lower(name) = lower(?2) LIMIT 1").value<CollectionId>(resource, name);
    if (!named) {
        return std::unexpected(named.error());
    }
    if (*named) {
        auto marked = transaction.prepare("UPDATE collection SET role = ?2 WHERE id = ?1").run(**named, role);
        transaction.changes.collectionList = true;
        return marked.transform([&named] {
            return **named;
        });
    }
    auto made = transaction.prepare("INSERT INTO collection (resource, name, role, rights, subscribed) VALUES (?1, ?2, ?3, ?4, 1)").run(resource, name, role, allRights.toInt());
    if (!made) {
        return std::unexpected(made.error());
    }
    const CollectionId collection{transaction.lastInsertId()};
    transaction.changes.collectionList = true;
    Change create;
    create.resource = resource;
    create.collection = collection;
    create.kind = MailChange::CreateFolder;
    create.arguments = {{QLatin1StringView("name"), name}, {QLatin1StringView("parent"), QString()}};
    changes << create;
    return collection;
}

Result<ItemId> MailTransactions::insertItem(Transaction &transaction, CollectionId collection)
{
    return transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(collection).transform([&transaction] {
        return ItemId{transaction.lastInsertId()};
    });
}

Result<QString> MailTransactions::remoteIdOf(Transaction &transaction, CollectionId collection)
{
    return transaction.prepare("SELECT remote_id FROM collection WHERE id = ?1").value<QString>(collection).transform([](const std::optional<QString> &id) {
        return id.value_or(QString());
    });
}

Result<void> MailTransactions::dropItem(Transaction &transaction, QList<Change> &changes, ItemId item)
{
    std::optional<bool> placed;
    auto asked = transaction.prepare("SELECT remote_id IS NOT NULL FROM item WHERE id = ?1")
                     .each(
                         [&placed](const Statement &row) {
                             placed = row.integer(0) != 0;
                         },
                         item);
    if (!asked || !placed) {
        return asked;
    }
    if (!*placed) {
        // Waiting or refused, and no attempt without an answer: nobody but us knows of it.
        const auto risky = transaction.prepare("SELECT count(*) FROM change WHERE item = ?1 AND (state IN (1, 2) OR answer_lost)").value<qint64>(item);
        if (!risky) {
            return std::unexpected(risky.error());
        }
        const auto known = transaction.prepare("SELECT payload IS NOT NULL FROM item WHERE id = ?1").value<qint64>(item);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (risky->value_or(0) == 0 && known->value_or(0) == 0) {
            const auto pending = ChangeRows::ofItem(transaction, item);
            if (!pending) {
                return std::unexpected(pending.error());
            }
            for (const auto &change : *pending) {
                // Deleted where it went to: what it was made of is deleted as well, if it was to leave.
                if (const auto original = MailCrossing::originalOf(change)) {
                    if (auto released = MailCrossing::release(transaction, original); !released) {
                        return released;
                    }
                }
            }
            if (auto removed = MessageWriter(transaction).remove(item); !removed) {
                return removed;
            }
            transaction.changes.outbox = true;
            return transaction.prepare("DELETE FROM item WHERE id = ?1").run(item);
        }
    }
    Change gone;
    gone.item = item;
    gone.kind = MailChange::Delete;
    changes << gone;
    return {};
}

QCborMap MailTransactions::flagArguments(const QStringList &add, const QStringList &remove)
{
    return {{QLatin1StringView("add"), QCborArray::fromStringList(add)}, {QLatin1StringView("remove"), QCborArray::fromStringList(remove)}};
}

Change MailTransactions::moveChange(const MessageFacts &facts, CollectionId target, const QString &targetRemoteId)
{
    Change change;
    change.item = facts.item;
    change.resource = facts.resource;
    change.collection = facts.storedIn;
    change.kind = MailChange::Move;
    change.arguments = {{QLatin1StringView("to"), target.value}, {QLatin1StringView("remote"), targetRemoteId}};
    return change;
}

}
