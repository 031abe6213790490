// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagewriter.h"

#include "mail/mailchange.h"
#include "mail/threadassigner.h"

#include <QCborValue>

namespace Kontor
{

namespace
{
constexpr auto bodyFlags = int(MessageFlag::Invitation) | int(MessageFlag::Unreadable);
constexpr qsizetype mostAddresses = 50; // of one message, for completion

QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}
}

Result<std::optional<MessageWriter::Known>> MessageWriter::known(ItemId item)
{
    std::optional<Known> known;
    return m_transaction.prepare("SELECT collection, message_id, subject, from_address, body, flags FROM mail_message WHERE item = ?1")
        .each(
            [&known](const Statement &row) {
                known = Known{row.get<CollectionId>(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5)};
            },
            item)
        .transform([&known] {
            return known;
        });
}

Result<void> MessageWriter::write(ItemId item, CollectionId collection, const MessageHead &head, const ReadBlob &readBlob)
{
    const auto emptied = isEmptied(item, collection);
    if (!emptied) {
        return std::unexpected(emptied.error());
    }
    if (*emptied) {
        return remove(item);
    }
    const auto before = known(item);
    if (!before) {
        return std::unexpected(before.error());
    }
    m_transaction.changes.touch(collection, item);
    const auto &row = head.row;
    if (*before && (*before)->messageId == row.messageId && (*before)->subject == row.subject && (*before)->fromAddress == row.fromAddress) {
        return update(item, collection, head, **before);
    }
    if (*before) { // the server corrected itself: all anew, but what is here of the body stays
        if (auto removed = remove(item); !removed) {
            return removed;
        }
    }
    if (auto inserted = insert(item, collection, head, readBlob); !inserted) {
        return inserted;
    }
    if (*before && !(*before)->body.isEmpty() && readBlob) {
        if (const auto bytes = readBlob((*before)->body)) {
            return writeBody(item, (*before)->body, MessageBody::read(*bytes));
        }
    }
    return {};
}

Result<void> MessageWriter::update(ItemId item, CollectionId collection, const MessageHead &head, const Known &known)
{
    if (known.collection != collection) {
        m_transaction.changes.touch(known.collection, item);
    }
    const auto flags = qint64(head.row.flags.toInt()) | (known.flags & bodyFlags);
    return m_transaction
        .prepare("UPDATE mail_message SET collection = ?2, flags = ?3, keywords = ?4, size = CASE WHEN ?5 > 0 THEN ?5 ELSE size END, date = ?6, received = ?7 "
                 "WHERE item = ?1")
        .run(item, collection, flags, notNull(head.row.keywords.join(u' ')), head.row.size, head.row.date.toMSecsSinceEpoch(), head.received.toMSecsSinceEpoch());
}

Result<void> MessageWriter::insert(ItemId item, CollectionId collection, const MessageHead &head, const ReadBlob &readBlob)
{
    const auto &row = head.row;
    const auto thread = ThreadAssigner(m_transaction).assign(row.messageId, head.ancestors);
    if (!thread) {
        return std::unexpected(thread.error());
    }
    auto written = m_transaction
                       .prepare("INSERT INTO mail_message (item, collection, thread, date, received, from_name, from_address, recipients, subject, flags, keywords, size, "
                                "message_id, attachments) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)")
                       .run(item,
                            collection,
                            *thread,
                            row.date.toMSecsSinceEpoch(),
                            head.received.toMSecsSinceEpoch(),
                            notNull(row.fromName),
                            notNull(row.fromAddress),
                            notNull(row.recipients),
                            notNull(row.subject),
                            row.flags.toInt(),
                            notNull(row.keywords.join(u' ')),
                            row.size,
                            notNull(row.messageId),
                            row.attachments);
    if (!written) {
        return written;
    }
    if (auto counted = countAddresses(collection, head); !counted) {
        return counted;
    }
    const auto taken = takeOverBody(item, head, readBlob);
    if (!taken) {
        return std::unexpected(taken.error());
    }
    return *taken ? Result<void>() : writeSearch(m_transaction, item, head.document);
}

/// A message that was copied or moved by another client need not be fetched again.
Result<bool> MessageWriter::takeOverBody(ItemId item, const MessageHead &head, const ReadBlob &readBlob)
{
    const auto &row = head.row;
    if (!readBlob || row.messageId.isEmpty() || row.size <= 0) {
        return false;
    }
    const auto body = m_transaction
                          .prepare("SELECT body FROM mail_message WHERE message_id = ?1 AND size = ?2 AND item <> ?3 AND body IS NOT NULL AND subject = ?4 "
                                   "AND from_address = ?5 LIMIT 1")
                          .value<QString>(row.messageId, row.size, item, notNull(row.subject), notNull(row.fromAddress));
    if (!body) {
        return std::unexpected(body.error());
    }
    if (!*body) {
        return false;
    }
    const auto bytes = readBlob(**body);
    if (!bytes) {
        return false; // it will be fetched like any other
    }
    return writeBody(item, **body, MessageBody::read(*bytes)).transform([] {
        return true;
    });
}

Result<void> MessageWriter::writeBody(ItemId item, const BlobId &blob, const MessageBody &body)
{
    const auto before = known(item);
    if (!before || !*before) {
        return before ? Result<void>() : std::unexpected(before.error()); // gone meanwhile
    }
    m_transaction.changes.touch((*before)->collection, item);
    auto updated = m_transaction.prepare("UPDATE mail_message SET preview = ?2, attachments = ?3, body = ?4, flags = flags | ?5 WHERE item = ?1")
                       .run(item, notNull(body.preview), body.attachments, blob, body.flags.toInt());
    return updated ? writeSearch(m_transaction, item, body.document) : updated;
}

Result<void> MessageWriter::remove(ItemId item)
{
    const auto before = known(item);
    if (!before) {
        return std::unexpected(before.error());
    }
    if (*before) {
        m_transaction.changes.touch((*before)->collection, item);
        if (auto removed = m_transaction.prepare("DELETE FROM mail_message WHERE item = ?1").run(item); !removed) {
            return removed;
        }
    }
    return removeSearch(m_transaction, item);
}

Result<void> MessageWriter::countAddresses(CollectionId collection, const MessageHead &head)
{
    const auto role = m_transaction.prepare("SELECT role FROM collection WHERE id = ?1").value<QString>(collection);
    if (!role) {
        return std::unexpected(role.error());
    }
    if (*role == FolderRole::Junk || *role == FolderRole::Trash || *role == FolderRole::Drafts) {
        return {};
    }
    const bool written = *role == FolderRole::Sent;
    const auto &addresses = written ? head.recipients : head.from;
    auto &statement = m_transaction.prepare(
        "INSERT INTO mail_address (address, name, written, seen, last) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (address) DO UPDATE SET "
        "name = CASE WHEN excluded.name <> '' AND (name = '' OR excluded.last >= last) THEN excluded.name ELSE name END, "
        "written = written + excluded.written, seen = seen + excluded.seen, last = max(last, excluded.last)");
    for (const auto &address : addresses.first(std::min(addresses.size(), mostAddresses))) {
        if (address.address.isEmpty()) {
            continue;
        }
        auto counted = statement.run(address.address.toLower(), notNull(address.name), written ? 1 : 0, written ? 0 : 1, head.row.date.toMSecsSinceEpoch());
        if (!counted) {
            return counted;
        }
    }
    return {};
}

/// True while the user has emptied the folder and the server does not know yet.
Result<bool> MessageWriter::isEmptied(ItemId item, CollectionId collection)
{
    qint64 upTo = -1;
    auto asked = m_transaction.prepare("SELECT arguments FROM change WHERE item IS NULL AND collection = ?1 AND kind = 'emptyFolder'")
                     .each(
                         [&upTo](const Statement &row) {
                             upTo = std::max(upTo, QCborValue::fromCbor(row.blob(0)).toMap().value(QLatin1StringView("upTo")).toInteger(0));
                         },
                         collection);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (upTo < 0) {
        return false;
    }
    const auto uid = m_transaction.prepare("SELECT CAST(remote_id AS INTEGER) FROM item WHERE id = ?1 AND collection = ?2 AND remote_id IS NOT NULL").value<qint64>(item, collection);
    if (!uid) {
        return std::unexpected(uid.error());
    }
    return *uid && **uid <= upTo;
}

}
