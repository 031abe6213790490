// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/draftopening.h"

#include "mail/attachmentname.h"
#include "mail/messagecomposer.h"

#include <KLocalizedString>
#include <QCborMap>
#include <QCborValue>

namespace Kontor
{

Result<DraftOpening::Source> DraftOpening::message(const Reader &reader, ItemId item)
{
    Source source;
    auto asked = reader
                     .prepare("SELECT m.item, r.account, m.body FROM mail_message m JOIN collection c ON c.id = m.collection JOIN resource r ON r.id = c.resource "
                              "WHERE m.item = ?1")
                     .each(
                         [&source](const Statement &row) {
                             source.item = row.get<ItemId>(0);
                             source.account = row.get<AccountId>(1);
                             source.body = row.text(2);
                         },
                         item);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!source.item) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This message no longer exists."));
    }
    if (source.body.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This message is not completely here yet. Please try again when Kontor is online."));
    }
    return source;
}

Result<DraftOpening::Source> DraftOpening::sending(const Reader &reader, ChangeId send)
{
    Source source;
    bool isLetter = false;
    auto asked = reader.prepare("SELECT c.item, c.arguments, r.account, m.body FROM change c JOIN resource r ON r.id = c.resource LEFT JOIN mail_message m ON m.item = c.item "
                                "WHERE c.id = ?1 AND c.kind = 'send' AND c.state IN (0, 3) AND c.answer_lost = 0")
                     .each(
                         [&](const Statement &row) {
                             const auto arguments = QCborValue::fromCbor(row.blob(1)).toMap();
                             source.item = row.get<ItemId>(0);
                             isLetter = arguments.value(QLatin1StringView("letter")).toBool();
                             source.account = row.get<AccountId>(2);
                             source.body = row.text(3).isEmpty() ? arguments.value(QLatin1StringView("blob")).toString() : row.text(3);
                             source.answers = ItemId{arguments.value(QLatin1StringView("answers")).toInteger()};
                             source.forwards = ItemId{arguments.value(QLatin1StringView("forwards")).toInteger()};
                         },
                         send);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!source.item) {
        return failure(Error::Kind::Conflict, i18nc("@info", "The message is already on its way and can no longer be taken back."));
    }
    if (isLetter) { // as a draft it would lose the part that calendars read
        return failure(Error::Kind::Forbidden, i18nc("@info", "This message belongs to an event. Change the event or your answer in the calendar."));
    }
    return source;
}

void DraftOpening::remember(Store &store, const BlobId &blob)
{
    store.write([blob, now = QDateTime::currentMSecsSinceEpoch()](Transaction &transaction) -> Result<void> {
        return transaction.prepare("INSERT INTO mail_upload (blob, added) VALUES (?1, ?2) ON CONFLICT (blob) DO UPDATE SET added = excluded.added").run(blob, now);
    });
}

Result<DraftAttachment> DraftOpening::keep(Store &store, const QByteArray &bytes, const QString &name, const QString &mimeType)
{
    const auto blob = store.blobs().put(bytes);
    if (!blob) {
        return std::unexpected(blob.error());
    }
    remember(store, *blob);
    return DraftAttachment{*blob, AttachmentName::safe(name, mimeType.toLatin1()), mimeType, bytes.size()};
}

Result<Draft> DraftOpening::open(Store &store, const Source &source)
{
    const auto raw = store.blobs().get(source.body);
    if (!raw) {
        return std::unexpected(raw.error());
    }
    auto opened = MessageComposer::open(*raw);
    opened.draft.item = source.item;
    opened.draft.account = source.account;
    opened.draft.answers = source.answers;
    opened.draft.forwards = source.forwards;
    for (qsizetype i = 0; i < opened.draft.attachments.size(); ++i) {
        auto &attachment = opened.draft.attachments[i];
        auto kept = keep(store, opened.attachments[i], attachment.name, attachment.mimeType);
        if (!kept) {
            return std::unexpected(kept.error());
        }
        attachment = *kept;
    }
    return opened.draft;
}

Result<Account> DraftOpening::account(Transaction &transaction, AccountId account)
{
    Account found;
    auto asked = transaction.prepare("SELECT id, address, name, settings FROM account WHERE id = ?1")
                     .each(
                         [&found](const Statement &row) {
                             found = Account::fromCbor(row.get<AccountId>(0), row.text(1), row.text(2), QCborValue::fromCbor(row.blob(3)).toMap());
                         },
                         account);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!found.id) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The account to write from no longer exists."));
    }
    return found;
}

}
