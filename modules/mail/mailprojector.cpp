// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailprojector.h"

#include "mail/headerfields.h"
#include "mail/mailchange.h"
#include "mail/mailcrossing.h"
#include "mail/mailpayload.h"
#include "mail/messagewriter.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{

namespace
{
QStringList texts(const QCborValue &value)
{
    QStringList list;
    for (const auto array = value.toArray(); const auto &entry : array) {
        list << entry.toString();
    }
    return list;
}

bool contains(const QStringList &list, const QString &flag)
{
    return list.contains(flag, Qt::CaseInsensitive); // keywords have no case (RFC 9051 2.3.2)
}

void remove(QStringList &list, const QString &flag)
{
    list.removeIf([&flag](const QString &other) { return other.compare(flag, Qt::CaseInsensitive) == 0; });
}

void setFlags(MailPayload &payload, const Change &change)
{
    for (const auto gone = texts(change.arguments.value(QLatin1StringView("remove"))); const auto &flag : gone) {
        remove(payload.flags, flag);
    }
    for (const auto added = texts(change.arguments.value(QLatin1StringView("add"))); const auto &flag : added) {
        if (!contains(payload.flags, flag)) {
            payload.flags << flag;
        }
    }
    payload.hasFlags = true;
}

/// With \p signs: as the user sees it while the change waits; without: as the server has it after.
Result<QByteArray> changed(const QByteArray &bytes, const Change &change, bool signs)
{
    // What exists only here is described by the change that will create it.
    auto payload = MailPayload::fromCbor(bytes.isEmpty() ? change.arguments.value(QLatin1StringView("payload")).toByteArray() : bytes);
    if (!payload) {
        return std::unexpected(payload.error());
    }
    if (change.kind == MailChange::Flags) {
        setFlags(*payload, change);
    } else if (change.kind == MailChange::Move) {
        payload->shownIn = signs ? CollectionId{change.arguments.value(QLatin1StringView("to")).toInteger()} : CollectionId();
    } else if (change.kind == MailChange::Append || change.kind == MailChange::Copy) {
        payload->local = signs;
    } else if (change.kind == MailChange::Send) {
        payload->waiting = signs;
    } else if (change.kind == MailChange::Delete || change.kind == MailChange::Leave) {
        payload->gone = true;
    }
    return payload->toCbor();
}
}

MailProjector::MailProjector(ReadBlob readBlob)
    : m_readBlob(std::move(readBlob))
{
}

Result<QByteArray> MailProjector::merge(const QByteArray &known, const QByteArray &partial) const
{
    if (known.isEmpty()) {
        return partial;
    }
    auto whole = MailPayload::fromCbor(known);
    if (!whole) {
        return partial; // what was kept is damaged; the server's word is the better one
    }
    const auto news = MailPayload::fromCbor(partial);
    if (!news) {
        return std::unexpected(news.error());
    }
    if (news->hasFlags) {
        whole->flags = news->flags;
        whole->hasFlags = true;
    }
    if (news->internalDate.isValid()) {
        whole->internalDate = news->internalDate;
    }
    if (news->size > 0) {
        whole->size = news->size;
    }
    if (!news->header.isNull()) {
        whole->header = news->header;
    }
    if (!news->bodyStructure.isNull()) {
        whole->bodyStructure = news->bodyStructure;
    }
    whole->shownIn = news->shownIn;
    whole->gone = news->gone;
    whole->waiting = news->waiting;
    whole->local = news->local;
    return whole->toCbor();
}

QByteArray MailProjector::fingerprint(const QByteArray &payload) const
{
    const auto read = MailPayload::fromCbor(payload);
    if (!read || read->header.isEmpty() || read->size <= 0) {
        return {};
    }
    const auto id = HeaderFields(read->header).raw("Message-ID").trimmed().left(500);
    return id.isEmpty() ? QByteArray() : QByteArray(id + '\0' + QByteArray::number(read->size));
}

Result<QByteArray> MailProjector::apply(const QByteArray &payload, const Change &change) const
{
    return changed(payload, change, true);
}

Result<QByteArray> MailProjector::confirm(const QByteArray &payload, const Change &change) const
{
    if (change.kind == MailChange::Send) {
        // Handed to the recipients' servers; ours holds nothing of it until the append behind it.
        return payload.isEmpty() ? QByteArray() : payload;
    }
    return changed(payload, change, false);
}

bool MailProjector::isRemoval(const Change &change) const
{
    return change.kind == MailChange::Delete || change.kind == MailChange::Leave || change.kind == MailChange::DeleteFolder;
}

CollectionId MailProjector::destination(const Change &change) const
{
    const bool goesSomewhere = change.kind == MailChange::Move || change.kind == MailChange::CreateFolder || change.kind == MailChange::RenameFolder;
    return goesSomewhere ? CollectionId{change.arguments.value(QLatin1StringView("to")).toInteger()} : CollectionId();
}

std::optional<QCborMap> MailProjector::combine(const Change &older, const Change &newer) const
{
    if (newer.kind == MailChange::Flags) {
        auto add = texts(older.arguments.value(QLatin1StringView("add")));
        auto gone = texts(older.arguments.value(QLatin1StringView("remove")));
        for (const auto list = texts(newer.arguments.value(QLatin1StringView("add"))); const auto &flag : list) {
            remove(gone, flag);
            if (!contains(add, flag)) {
                add << flag;
            }
        }
        for (const auto list = texts(newer.arguments.value(QLatin1StringView("remove"))); const auto &flag : list) {
            remove(add, flag);
            if (!contains(gone, flag)) {
                gone << flag;
            }
        }
        QCborMap both;
        both[QLatin1StringView("add")] = QCborArray::fromStringList(add);
        both[QLatin1StringView("remove")] = QCborArray::fromStringList(gone);
        return both;
    }
    if (newer.kind == MailChange::Move) {
        return destination(newer) == older.collection ? QCborMap() : newer.arguments;
    }
    if (newer.kind == MailChange::Delete) {
        return older.arguments.isEmpty() ? QCborMap{{QLatin1StringView("once"), true}} : older.arguments;
    }
    return std::nullopt;
}

Result<Write> MailProjector::project(ItemId item, CollectionId collection, const QByteArray &payload) const
{
    const auto removal = [item](Transaction &transaction) { return MessageWriter(transaction).remove(item); };
    if (payload.isEmpty()) {
        return removal;
    }
    auto read = MailPayload::fromCbor(payload);
    if (read && read->gone) {
        return removal;
    }
    MessageHead head;
    if (read) {
        head = MessageHead::read(*read);
    } else {
        head = MessageHead::read({});
        head.row.subject = i18nc("@info subject of a message whose data is damaged", "(This message could not be understood)");
        head.row.flags |= MessageFlag::Unreadable;
    }
    const auto shown = read && read->shownIn ? read->shownIn : collection;
    return [item, shown, head = std::move(head), readBlob = m_readBlob](Transaction &transaction) {
        return MessageWriter(transaction).write(item, shown, head, readBlob);
    };
}

Result<Write> MailProjector::projectPart(ItemId item, const QString &part, const BlobId &blob, const QByteArray &bytes) const
{
    if (!part.isEmpty()) {
        return [](Transaction &) { return Result<void>(); };
    }
    return [item, blob, body = MessageBody::read(bytes)](Transaction &transaction) {
        return MessageWriter(transaction).writeBody(item, blob, body).and_then([&] { return MailCrossing::bodyArrived(transaction, item, blob, body); });
    };
}

Result<void> MailProjector::carriedOut(Transaction &transaction, const Change &change) const
{
    const auto original = MailCrossing::originalOf(change);
    return original ? MailCrossing::release(transaction, original) : Result<void>();
}

Result<void> MailProjector::recover(Transaction &transaction, ResourceId resource) const
{
    return MailCrossing::recover(transaction, *this, resource);
}

Result<void> MailProjector::discarded(Transaction &transaction, const Change &change) const
{
    if (const auto original = MailCrossing::originalOf(change)) {
        // Before the new item goes: the original takes its body over again.
        if (auto back = MailCrossing::bringBack(transaction, *this, original); !back) {
            return back;
        }
    }
    if (change.kind == MailChange::Append || change.kind == MailChange::Send || change.kind == MailChange::Copy) {
        // The item exists nowhere but here.
        const auto unknown = transaction.prepare("SELECT 1 FROM item WHERE id = ?1 AND remote_id IS NULL").value<qint64>(change.item);
        if (!unknown) {
            return std::unexpected(unknown.error());
        }
        if (!*unknown) {
            return {};
        }
        if (auto removed = MessageWriter(transaction).remove(change.item); !removed) {
            return removed;
        }
        return transaction.prepare("DELETE FROM item WHERE id = ?1").run(change.item);
    }
    if (change.kind == MailChange::CreateFolder) {
        transaction.changes.collectionList = true;
        return transaction.prepare("DELETE FROM collection WHERE id = ?1 AND remote_id IS NULL").run(change.collection);
    }
    if (change.kind == MailChange::RenameFolder || change.kind == MailChange::DeleteFolder || change.kind == MailChange::Subscribe) {
        transaction.changes.collectionList = true;
        return {};
    }
    if (change.kind == MailChange::EmptyFolder) { // what was hidden is there again
        if (auto removed = transaction.prepare("DELETE FROM change WHERE id = ?1").run(change.id); !removed) {
            return removed;
        }
        QList<std::pair<ItemId, QByteArray>> items;
        auto read = transaction
                        .prepare("SELECT i.id, i.payload FROM item i WHERE i.collection = ?1 AND NOT EXISTS (SELECT 1 FROM mail_message m WHERE m.item = i.id)")
                        .each([&items](const Statement &row) { items << std::pair(row.get<ItemId>(0), row.blob(1)); }, change.collection);
        if (!read) {
            return read;
        }
        for (const auto &[item, payload] : std::as_const(items)) {
            const auto write = project(item, change.collection, payload);
            if (!write) {
                continue;
            }
            if (auto written = (*write)(transaction); !written) {
                return written;
            }
        }
    }
    return {};
}

}
