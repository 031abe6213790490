// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailcrossing.h"

#include "mail/mailchange.h"
#include "mail/mailpayload.h"
#include "mail/messagewriter.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>

namespace Kontor
{

using namespace MailTransactions;

namespace
{
constexpr QLatin1StringView originalKey("original");
constexpr QLatin1StringView blobKey("blob");

Result<QList<Change>> heldAppends(Transaction &transaction)
{
    QList<Change> held;
    return transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.state = 4 AND c.kind = 'append'")
        .each([&held](const Statement &row) { held << ChangeRows::read(row); })
        .transform([&held] { return held; });
}
}

Result<ItemId> MailCrossing::cross(Transaction &transaction, QList<Change> &changes, const MessageFacts &facts, CollectionId target, Original original)
{
    if (facts.body.isEmpty() && facts.remoteId.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The message is not completely here yet. Open it first, then copy it."));
    }
    const auto resource = transaction.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(target);
    const auto item = insertItem(transaction, target);
    if (!resource || !item) {
        return std::unexpected(!resource ? resource.error() : item.error());
    }
    const auto payload = MailPayload::fromCbor(facts.payload);
    auto flags = payload ? payload->flags : QStringList();
    flags.removeIf([](const QString &flag) { return flag.compare(QLatin1StringView("\\Recent"), Qt::CaseInsensitive) == 0; });
    Change append;
    append.item = *item;
    append.resource = resource->value_or(ResourceId{});
    append.collection = target;
    append.kind = MailChange::Append;
    append.arguments = {{QLatin1StringView("payload"), facts.payload},
                        {QLatin1StringView("flags"), flagArguments(flags, {}).value(QLatin1StringView("add"))},
                        {QLatin1StringView("date"), payload && payload->internalDate.isValid() ? payload->internalDate.toMSecsSinceEpoch() : 0},
                        {originalKey, facts.item.value}};
    if (facts.body.isEmpty()) {
        append.isHeld = true; // until bodyArrived()
    } else {
        append.arguments.insert(blobKey, facts.body);
    }
    changes << append;
    if (original == Original::Leaves) {
        Change leave;
        leave.item = facts.item;
        leave.resource = facts.resource;
        leave.collection = facts.storedIn;
        leave.kind = MailChange::Leave;
        leave.arguments = {{QLatin1StringView("as"), item->value}};
        leave.isHeld = true;
        changes << leave;
    }
    return *item;
}

Result<void> MailCrossing::release(Transaction &transaction, ItemId original)
{
    transaction.changes.outbox = true;
    return transaction.prepare("UPDATE change SET kind = 'delete', state = 0 WHERE item = ?1 AND kind = 'leave'").run(original);
}

Result<void> MailCrossing::bringBack(Transaction &transaction, const Projector &projector, ItemId original)
{
    transaction.changes.outbox = true;
    return transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'leave'").run(original).and_then([&] {
        return ItemWriter(transaction, projector).reproject({original});
    });
}

Result<void>
MailCrossing::takeBack(Transaction &transaction, QList<Change> &changes, const Projector &projector, ItemId item, ItemId original, CollectionId folder)
{
    const auto untold
        = transaction.prepare("SELECT 1 FROM change WHERE item = ?1 AND kind = 'append' AND state IN (0, 3, 4) AND answer_lost = 0").value<qint64>(item);
    if (!untold) {
        return std::unexpected(untold.error());
    }
    if (*untold) {
        return bringBack(transaction, projector, original).and_then([&] { return MessageWriter(transaction).remove(item); }).and_then([&] {
            return transaction.prepare("DELETE FROM item WHERE id = ?1").run(item);
        });
    }
    const auto list = facts(transaction, {item});
    if (!list) {
        return std::unexpected(list.error());
    }
    for (const auto &facts : *list) {
        if (auto crossed = cross(transaction, changes, facts, folder, Original::Leaves); !crossed) {
            return std::unexpected(crossed.error());
        }
    }
    return {};
}

ItemId MailCrossing::originalOf(const Change &append)
{
    return append.kind == MailChange::Append ? ItemId{append.arguments.value(originalKey).toInteger()} : ItemId{};
}

Result<void> MailCrossing::bodyArrived(Transaction &transaction, ItemId original, const BlobId &blob, const MessageBody &body)
{
    const auto held = heldAppends(transaction);
    if (!held) {
        return std::unexpected(held.error());
    }
    for (auto change : *held) {
        if (originalOf(change) != original) {
            continue;
        }
        change.arguments.insert(blobKey, blob);
        auto done = ChangeRows::setArguments(transaction, change.id, change.arguments)
                        .and_then([&] { return transaction.prepare("UPDATE change SET state = 0 WHERE id = ?1").run(change.id); })
                        .and_then([&] { return MessageWriter(transaction).writeBody(change.item, blob, body); });
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> MailCrossing::recover(Transaction &transaction, const Projector &projector, ResourceId resource)
{
    // The account it should go to was removed, and with it the new item.
    QList<ItemId> stranded;
    auto asked = transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.resource = ?1 AND c.kind = 'leave'")
                     .each([&stranded](const Statement &row) { stranded << ChangeRows::read(row).item; }, resource);
    if (!asked) {
        return asked;
    }
    auto &leaves = transaction.prepare("SELECT arguments FROM change WHERE item = ?1 AND kind = 'leave'");
    auto &appends = transaction.prepare("SELECT 1 FROM change WHERE item = ?1 AND kind = 'append'");
    for (const auto item : std::as_const(stranded)) {
        const auto arguments = leaves.value<QByteArray>(item);
        if (!arguments) {
            return std::unexpected(arguments.error());
        }
        const auto as = QCborValue::fromCbor(arguments->value_or(QByteArray())).toMap().value(QLatin1StringView("as")).toInteger();
        const auto goesOn = appends.value<qint64>(as);
        if (!goesOn) {
            return std::unexpected(goesOn.error());
        }
        if (!*goesOn) {
            if (auto back = bringBack(transaction, projector, item); !back) {
                return back;
            }
        }
    }
    // The other way round: the message it should be made of is gone before its body came.
    const auto held = heldAppends(transaction);
    if (!held) {
        return std::unexpected(held.error());
    }
    for (const auto &change : *held) {
        const auto there = transaction.prepare("SELECT 1 FROM item WHERE id = ?1").value<qint64>(originalOf(change));
        if (!there) {
            return std::unexpected(there.error());
        }
        if (!*there) {
            auto lost = change;
            lost.isHeld = false;
            lost.state = ChangeState::Parked;
            lost.error = {.kind = Error::Kind::NotFound, .message = i18nc("@info", "The message was removed before it could be copied."), .detail = {}};
            if (auto parked = ChangeRows::update(transaction, lost); !parked) {
                return parked;
            }
        }
    }
    return {};
}

}
