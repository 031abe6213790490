// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/account.h"
#include "mail/mailcrossing.h"
#include "mail/mailprojector.h"
#include "mail/mailtypes.h"
#include "sync/changerows.h"

#include <QCborValue>

#include <limits>

namespace Kontor
{

namespace
{
constexpr qint64 never = std::numeric_limits<qint64>::max();

qint64 daysAgo(int days)
{
    return QDateTime::currentDateTimeUtc().addDays(-qint64(days)).toMSecsSinceEpoch();
}

/// From which date on (ms) messages of a folder are kept offline.
qint64 keptSince(const QString &policy, const QString &role, int keepDays)
{
    if (policy == QLatin1StringView("all")) {
        return std::numeric_limits<qint64>::min();
    }
    if (policy == QLatin1StringView("opened")) {
        return never;
    }
    bool isNumber = false;
    if (const int days = policy.toInt(&isNumber); isNumber) {
        return days > 0 ? daysAgo(days) : never;
    }
    // By default junk and trash are not worth the line, and "all mail" has everything twice.
    if (role == FolderRole::Junk || role == FolderRole::Trash || role == FolderRole::All || keepDays == 0) {
        return never;
    }
    return keepDays < 0 ? std::numeric_limits<qint64>::min() : daysAgo(keepDays);
}
}

Result<QList<FetchWish>> MailProjector::wishes(const Reader &reader, ResourceId resource, int atMost) const
{
    int keepDays = 90;
    auto asked = reader.prepare("SELECT a.id, a.address, a.name, a.settings FROM resource r JOIN account a ON a.id = r.account WHERE r.id = ?1")
                     .each(
                         [&keepDays](const Statement &row) {
                             keepDays = Account::fromCbor(row.get<AccountId>(0), row.text(1), row.text(2), QCborValue::fromCbor(row.blob(3)).toMap()).keepDays;
                         },
                         resource);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    struct Folder {
        QString remoteId;
        qint64 since = never;
    };
    QHash<qint64, Folder> folders;
    qint64 earliest = never;
    asked = reader.prepare("SELECT id, remote_id, policy, role FROM collection WHERE resource = ?1 AND remote_id IS NOT NULL")
                .each(
                    [&](const Statement &row) {
                        const auto since = keptSince(row.text(2), row.text(3), keepDays);
                        if (since != never) {
                            folders.insert(row.integer(0), Folder{row.text(1), since});
                            earliest = std::min(earliest, since);
                        }
                    },
                    resource);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    QList<FetchWish> wishes;
    // What changes wait for comes first, however large it is.
    QList<ItemId> awaited;
    asked = reader.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.state = 4 AND c.kind = 'append'").each([&awaited](const Statement &row) {
        awaited << MailCrossing::originalOf(ChangeRows::read(row));
    });
    if (asked) {
        asked = reader
                    .prepare("SELECT i.id, i.collection, k.remote_id, i.remote_id FROM json_each(?1) j CROSS JOIN item i ON i.id = j.value "
                             "JOIN collection k ON k.id = i.collection WHERE k.resource = ?2 AND k.remote_id IS NOT NULL AND i.remote_id IS NOT NULL")
                    .each(
                        [&wishes](const Statement &row) {
                            FetchWish wish;
                            wish.item = {
                                .id = row.get<ItemId>(0), .collection = row.get<CollectionId>(1), .collectionRemoteId = row.text(2), .remoteId = row.text(3)};
                            wishes << wish;
                        },
                        jsonList(awaited),
                        resource);
    }
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (folders.isEmpty() || atMost <= 0) {
        return wishes;
    }
    // Newest first, in slices: other resources' and excluded folders' messages are passed over.
    constexpr qint64 slice = 2000;
    qint64 beforeDate = never;
    qint64 beforeItem = never;
    auto &page = reader.prepare(
        "SELECT m.date, m.item, i.collection, i.remote_id, m.size FROM mail_message m INDEXED BY mail_message_wish JOIN item i ON i.id = m.item "
        "WHERE m.body IS NULL AND (m.date, m.item) < (?1, ?2) AND m.date >= ?3 ORDER BY m.date DESC, m.item DESC LIMIT ?4");
    while (wishes.size() < atMost) {
        qint64 seen = 0;
        auto read = page.each(
            [&](const Statement &row) {
                ++seen;
                beforeDate = row.integer(0);
                beforeItem = row.integer(1);
                const auto folder = folders.constFind(row.integer(2));
                if (wishes.size() >= atMost || folder == folders.cend() || row.isNull(3) || row.integer(4) > largestUnasked || row.integer(0) < folder->since) {
                    return;
                }
                FetchWish wish;
                wish.item.id = row.get<ItemId>(1);
                wish.item.collection = row.get<CollectionId>(2);
                wish.item.collectionRemoteId = folder->remoteId;
                wish.item.remoteId = row.text(3);
                wish.item.size = row.integer(4);
                wishes << wish;
            },
            beforeDate,
            beforeItem,
            earliest,
            slice);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (seen < slice) {
            break;
        }
    }
    return wishes;
}

Result<QSet<BlobId>> MailProjector::usedBlobs(const Reader &reader) const
{
    QSet<BlobId> used;
    const auto add = [&used](const Statement &row) { used.insert(row.text(0)); };
    if (auto read = reader.prepare("SELECT DISTINCT body FROM mail_message WHERE body IS NOT NULL").each(add); !read) {
        return std::unexpected(read.error());
    }
    if (auto read = reader.prepare("SELECT blob FROM mail_upload WHERE added > ?1").each(add, daysAgo(30)); !read) {
        return std::unexpected(read.error());
    }
    auto read = reader.prepare("SELECT arguments FROM change").each([&used](const Statement &row) {
        const auto arguments = QCborValue::fromCbor(row.blob(0)).toMap();
        for (const auto &key : {QLatin1StringView("blob"), QLatin1StringView("copy")}) {
            if (const auto blob = arguments.value(key).toString(); !blob.isEmpty()) {
                used.insert(blob);
            }
        }
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    return used;
}

Result<void> MailProjector::forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const
{
    QList<std::pair<ItemId, CollectionId>> rows;
    auto done = transaction.prepare("SELECT item, collection FROM mail_message WHERE body IN (SELECT value FROM json_each (?1))")
                    .each([&rows](const Statement &row) { rows.append({row.get<ItemId>(0), row.get<CollectionId>(1)}); }, jsonList(lost.values()));
    for (const auto &[item, collection] : std::as_const(rows)) {
        if (done) {
            done = transaction.prepare("UPDATE mail_message SET body = NULL WHERE item = ?1").run(item);
            transaction.changes.touch(collection, item);
        }
    }
    return done;
}

}
