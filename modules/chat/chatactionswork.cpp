// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Building blocks of what the user may do.
#include "chat/chatactionsprivate.h"

#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QJsonDocument>
#include <QUuid>

#include <algorithm>

namespace Kontor
{
namespace
{
// What is larger is refused by servers (client-server API, "Size limits"); encrypted it grows by a third.
constexpr qsizetype largestPlain = 60'000; // bytes
constexpr qsizetype largestSecret = 44'000;

QJsonObject jsonOf(const QCborValue &value)
{
    return value.toMap().toJsonObject();
}

/// Without its formatting, if that is what makes it too large.
Result<QJsonObject> fitting(QJsonObject content, bool isEncrypted)
{
    const auto most = isEncrypted ? largestSecret : largestPlain;
    const auto size = [&content] {
        return QJsonDocument(content).toJson(QJsonDocument::Compact).size();
    };
    if (size() <= most) {
        return content;
    }
    const auto strip = [](QJsonObject &object) {
        object.remove(QLatin1StringView("format"));
        object.remove(QLatin1StringView("formatted_body"));
    };
    strip(content);
    if (auto inner = content.value(QLatin1StringView("m.new_content")).toObject(); !inner.isEmpty()) {
        strip(inner);
        content.insert(QStringLiteral("m.new_content"), inner);
    }
    if (size() <= most) {
        return content;
    }
    return failure(Error::Kind::Forbidden, i18nc("@info", "This message is too long. Send it in parts, or as a file."));
}
}

QString ChatWork::newTransaction()
{
    return QString(QLatin1StringView("kontor") + QUuid::createUuid().toString(QUuid::Id128));
}

Result<ChatWork::Room> ChatWork::room(ItemId item)
{
    std::optional<Room> found;
    auto done = transaction
                    .prepare("SELECT r.item, r.collection, k.resource, coalesce(r.room_id, ''), r.membership, r.space, r.encrypted, r.favourite IS NOT NULL, "
                             "r.low_priority IS NOT NULL FROM chat_room r JOIN collection k ON k.id = r.collection WHERE r.item = ?1")
                    .each(
                        [&found](const Statement &row) {
                            found = Room{.item = row.get<ItemId>(0),
                                         .account = row.get<CollectionId>(1),
                                         .resource = row.get<ResourceId>(2),
                                         .roomId = row.text(3),
                                         .membership = row.text(4),
                                         .isSpace = row.integer(5) != 0,
                                         .isEncrypted = row.integer(6) != 0,
                                         .isFavourite = row.integer(7) != 0,
                                         .isLowPriority = row.integer(8) != 0};
                        },
                        item);
    if (!done) {
        return std::unexpected(done.error());
    }
    if (!found) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This room is no longer here."));
    }
    return *std::move(found);
}

Result<ChatWork::Event> ChatWork::event(ItemId item)
{
    std::optional<Event> found;
    auto done
        = transaction
              .prepare(
                  "SELECT e.item, e.room, e.collection, k.resource, coalesce(e.event_id, ''), e.sender, iif(e.threaded, coalesce(e.relates, ''), ''), e.mine, "
                  "e.redacted, e.shown = 1, e.kind FROM chat_event e JOIN collection k ON k.id = e.collection WHERE e.item = ?1")
              .each(
                  [&found](const Statement &row) {
                      found = Event{.item = row.get<ItemId>(0),
                                    .room = row.get<ItemId>(1),
                                    .account = row.get<CollectionId>(2),
                                    .resource = row.get<ResourceId>(3),
                                    .eventId = row.text(4),
                                    .sender = row.text(5),
                                    .thread = row.text(6),
                                    .isMine = row.integer(7) != 0,
                                    .isRedacted = row.integer(8) != 0,
                                    .isShown = row.integer(9) != 0,
                                    .kind = static_cast<ChatRowKind>(row.integer(10))};
                  },
                  item);
    if (!done) {
        return std::unexpected(done.error());
    }
    if (!found) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This message is no longer there."));
    }
    return *std::move(found);
}

Result<ChatWork::Event> ChatWork::toldEvent(ItemId item)
{
    auto found = event(item);
    if (found && found->eventId.isEmpty()) {
        return failure(Error::Kind::Conflict, i18nc("@info", "This message has not been sent yet. That can be done as soon as it has."));
    }
    if (found && found->isRedacted) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This message was deleted."));
    }
    return found;
}

Result<ChatWork::Account> ChatWork::account(CollectionId account)
{
    std::optional<Account> found;
    auto done = transaction
                    .prepare("SELECT coalesce(a.item, 0), k.id, k.resource, coalesce(a.user_id, k.remote_id, '') FROM collection k LEFT JOIN chat_account a ON "
                             "a.collection = k.id "
                             "WHERE k.id = ?1 ORDER BY a.item LIMIT 1")
                    .each(
                        [&found](const Statement &row) {
                            found = Account{row.get<ItemId>(0), row.get<CollectionId>(1), row.get<ResourceId>(2), row.text(3)};
                        },
                        account);
    if (!done) {
        return std::unexpected(done.error());
    }
    if (!found) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The account this belongs to no longer exists."));
    }
    return *std::move(found);
}

Result<ItemId> ChatWork::create(CollectionId account, ResourceId resource, const QString &kind, const QCborMap &arguments, ItemId ground)
{
    if (auto inserted = transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(account); !inserted) {
        return std::unexpected(inserted.error());
    }
    const ItemId item{transaction.lastInsertId()};
    change(item, account, resource, kind, arguments);
    changes.last().ground = ground;
    return item;
}

void ChatWork::change(ItemId item, CollectionId account, ResourceId resource, const QString &kind, const QCborMap &arguments)
{
    Change change;
    change.item = item;
    change.resource = resource;
    change.collection = account;
    change.kind = kind;
    change.arguments = arguments;
    changes << change;
}

void ChatWork::change(const Room &room, const QString &kind, const QCborMap &arguments)
{
    change(room.item, room.account, room.resource, kind, arguments);
}

Result<ChangeId> ChatWork::lastOf(const Room &room)
{
    for (qsizetype at = changes.size() - 1; at >= 0; --at) {
        if (changes.at(at).ground == room.item && changes.at(at).kind == ChatChange::Send) {
            return ChangeId{-(at + 1)};
        }
    }
    return transaction.prepare("SELECT max(id) FROM change WHERE ground = ?1 AND kind = 'send' AND state <> 3")
        .value<ChangeId>(room.item)
        .transform([](const std::optional<ChangeId> &last) {
            return last.value_or(ChangeId{});
        });
}

Result<ItemId> ChatWork::send(const Room &room, const QString &type, const QJsonObject &content, const QCborMap &file)
{
    if (room.membership != u"join") {
        return failure(Error::Kind::Forbidden,
                       room.membership == u"invite" ? i18nc("@info", "Accept the invitation first, then you can write here.")
                                                    : i18nc("@info", "You are not in this room any more."));
    }
    if (room.isSpace) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "In a space there are no messages."));
    }
    const auto last = lastOf(room);
    const auto small = fitting(content, room.isEncrypted);
    if (!last || !small) {
        return std::unexpected(last ? small.error() : last.error());
    }
    QCborMap arguments{{QLatin1StringView("type"), type},
                       {QLatin1StringView("content"), QCborMap::fromJsonObject(*small)},
                       {QLatin1StringView("transaction"), newTransaction()}};
    if (!file.isEmpty()) {
        arguments.insert(QLatin1StringView("file"), file);
    }
    return create(room.account, room.resource, ChatChange::Send, arguments, room.item).transform([&](ItemId item) {
        changes.last().follows = *last;
        return item;
    });
}

Result<ChatOutgoingText::Relation> ChatWork::relation(const Room &room, const ChatOutgoing &message)
{
    ChatOutgoingText::Relation relation;
    relation.threadRoot = message.threadRoot;
    if (message.replyTo) {
        const auto answered = toldEvent(message.replyTo);
        if (!answered) {
            return std::unexpected(answered.error());
        }
        if (answered->room != room.item) {
            return failure(Error::Kind::NotFound, i18nc("@info", "The message that is answered is in another room."));
        }
        relation.eventId = answered->eventId;
        relation.sender = answered->sender;
        if (relation.threadRoot.isEmpty()) {
            relation.threadRoot = answered->thread;
        }
    }
    if (relation.threadRoot.isEmpty() || !relation.eventId.isEmpty()) {
        return relation;
    }
    return transaction
        .prepare("SELECT event_id FROM chat_event WHERE relates = ?1 AND relation = ?2 AND shown = 1 AND room = ?3 AND event_id IS NOT NULL ORDER BY position "
                 "DESC LIMIT 1")
        .value<QString>(relation.threadRoot, ChatRelation::Thread, room.item)
        .transform([&relation](const std::optional<QString> &last) {
            relation.lastOfThread = last.value_or(QString());
            return relation;
        });
}

Result<QList<Change>> ChatWork::pending(ItemId item)
{
    return ChangeRows::ofItem(transaction, item);
}

Result<void> ChatWork::discard(ItemId item)
{
    const auto all = pending(item);
    if (!all) {
        return std::unexpected(all.error());
    }
    if (all->isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The server has already carried this out."));
    }
    if (std::ranges::any_of(*all, [](const Change &change) {
            return change.state == ChangeState::InFlight;
        })) {
        return failure(Error::Kind::Conflict, i18nc("@info", "This is being carried out right now and can no longer be taken back."));
    }
    for (const auto &change : *all) {
        // What came behind it goes behind what came before it.
        auto done = transaction.prepare("UPDATE change SET follows = nullif(?2, 0) WHERE follows = ?1")
                        .run(change.id, change.follows)
                        .and_then([&] {
                            return ChangeRows::remove(transaction, change.id);
                        })
                        .and_then([&] {
                            return projector.discarded(transaction, change);
                        });
        if (!done) {
            return done;
        }
    }
    transaction.changes.outbox = true;
    const auto isNowhere = transaction.prepare("SELECT remote_id IS NULL AND payload IS NULL FROM item WHERE id = ?1").value<bool>(item);
    if (!isNowhere) {
        return std::unexpected(isNowhere.error());
    }
    ItemWriter writer(transaction, projector);
    if (!isNowhere->value_or(false)) {
        return writer.reproject({item});
    }
    // What was written in a room that will never be has no place.
    QList<ItemId> inside;
    auto done = transaction.prepare("SELECT DISTINCT item FROM change WHERE ground = ?1 AND item IS NOT NULL")
                    .each(
                        [&inside](const Statement &row) {
                            inside << row.get<ItemId>(0);
                        },
                        item);
    for (auto one = inside.cbegin(); done && one != inside.cend(); ++one) {
        done = discard(*one);
    }
    return done.and_then([&] {
        return writer.remove({item});
    });
}

Result<void> ChatWork::retry(ItemId item)
{
    transaction.changes.outbox = true;
    return transaction
        .prepare("UPDATE change SET answer_lost = answer_lost OR state = 2, state = 0, not_before = 0, attempts = 0, error_kind = '', error_message = '', "
                 "error_detail = '' WHERE item = ?1 AND state IN (2, 3)")
        .run(item)
        .and_then([&] {
            return ItemWriter(transaction, projector).reproject({item});
        });
}

Result<void> ChatWork::rewrite(ItemId item, const QJsonObject &content)
{
    const auto all = pending(item);
    if (!all) {
        return std::unexpected(all.error());
    }
    const auto sending = std::ranges::find_if(*all, [](const Change &change) {
        return change.kind == ChatChange::Send;
    });
    if (sending == all->cend()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This message is no longer there."));
    }
    if (sending->state == ChangeState::InFlight) {
        return failure(Error::Kind::Conflict, i18nc("@info", "This message is being sent right now. It can be edited as soon as it has been."));
    }
    if (sending->arguments.contains(QLatin1StringView("file"))) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "Only texts can be edited. Discard the file and send another one."));
    }
    auto arguments = sending->arguments;
    const auto before = jsonOf(arguments.value(QLatin1StringView("content")));
    auto after = content;
    if (const auto relates = before.value(QLatin1StringView("m.relates_to")); relates.isObject()) {
        after.insert(QStringLiteral("m.relates_to"), relates);
    }
    bool isSecret = false;
    if (const auto in = room(sending->ground)) {
        isSecret = in->isEncrypted;
    }
    const auto small = fitting(after, isSecret);
    if (!small) {
        return std::unexpected(small.error());
    }
    // An attempt whose answer was lost may have arrived with the old text.
    if (sending->answerLost && !arguments.contains(QLatin1StringView("first"))) {
        arguments.insert(QLatin1StringView("first"), arguments.value(QLatin1StringView("content")));
    }
    arguments.insert(QLatin1StringView("content"), QCborMap::fromJsonObject(*small));
    return ChangeRows::setArguments(transaction, sending->id, arguments).and_then([&] {
        return retry(item);
    });
}

}
