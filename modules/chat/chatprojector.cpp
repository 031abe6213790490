// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatprojector.h"

#include "chat/chatfacts.h"
#include "chat/chatrowschanges.h"
#include "chat/chatrowsofevents.h"
#include "chat/chatrowsofpeople.h"
#include "chat/chatrowsofrooms.h"
#include "chat/chattext.h"
#include "chat/chatwords.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QCborValue>

namespace Kontor
{
namespace
{
constexpr int sweptAtStart = 5000; // rows of the index of words
constexpr qint64 largestWish = qint64(64) << 20; // of what is fetched without being asked for

std::unexpected<Error> unknown()
{
    return failure(Error::Kind::Protocol, i18nc("@info", "What is known of a conversation cannot be read."), QStringLiteral("payload of no known kind"));
}

template<class Facts>
Result<QByteArray> mergedBytes(const QByteArray &known, const QByteArray &partial)
{
    const auto later = Facts::fromCbor(partial);
    if (!later) {
        return std::unexpected(later.error());
    }
    const auto before = ChatId::kindOfPayload(known) == ChatId::kindOfPayload(partial) ? Facts::fromCbor(known).value_or(Facts{}) : Facts{};
    return ChatFacts::merged(before, *later).toCbor();
}

template<class Facts, class Apply>
Result<QByteArray> changed(const QByteArray &payload, Apply apply)
{
    const auto facts = payload.isEmpty() ? Result<Facts>(Facts{}) : Facts::fromCbor(payload);
    return facts.transform([&apply](const Facts &known) {
        return apply(known).toCbor();
    });
}

Result<QByteArray> changedBytes(const QByteArray &payload, const Change &change, ChatRowsChanges::Stage stage)
{
    const auto kind = payload.isEmpty() ? ChatRowsChanges::kindOf(change) : ChatId::kindOfPayload(payload);
    if (kind == ChatId::Kind::Event) {
        return changed<ChatEventFacts>(payload, [&](const ChatEventFacts &facts) {
            return ChatRowsChanges::event(facts, change, stage);
        });
    }
    if (kind == ChatId::Kind::Room) {
        return changed<ChatRoomFacts>(payload, [&](const ChatRoomFacts &facts) {
            return ChatRowsChanges::room(facts, change, stage);
        });
    }
    if (kind == ChatId::Kind::Account) {
        return changed<ChatAccountFacts>(payload, [&](const ChatAccountFacts &facts) {
            return ChatRowsChanges::account(facts, change, stage);
        });
    }
    return kind ? Result<QByteArray>(payload) : unknown();
}

Result<Write> projectEvent(ItemId item, CollectionId collection, const QByteArray &payload)
{
    auto facts = ChatEventFacts::fromCbor(payload);
    if (!facts) {
        return std::unexpected(facts.error());
    }
    return [item, collection, said = ChatText::of(*facts), facts = *std::move(facts)](Transaction &transaction) {
        return ChatRowsOfEvents::write(transaction, item, collection, facts, said);
    };
}

template<class Facts, class Rows>
Result<Write> projectFacts(ItemId item, CollectionId collection, const QByteArray &payload, Rows rows)
{
    auto facts = Facts::fromCbor(payload);
    if (!facts) {
        return std::unexpected(facts.error());
    }
    return [item, collection, rows, facts = *std::move(facts)](Transaction &transaction) -> Result<void> {
        return rows(transaction, item, collection, facts);
    };
}

Result<void> remove(Transaction &transaction, ItemId item)
{
    return ChatRowsOfEvents::remove(transaction, item)
        .and_then([&] {
            return ChatRowsOfPeople::remove(transaction, item);
        })
        .and_then([&] {
            return ChatRowsOfRooms::remove(transaction, item);
        });
}

/// Messages into rooms that are not known yet: no server could be told where to.
Result<void> holdGroundless(Transaction &transaction, ResourceId resource)
{
    transaction.changes.outbox = true;
    return transaction
        .prepare("UPDATE change SET state = 4 WHERE resource = ?1 AND kind = 'send' AND state = 0 AND ground IS NOT NULL AND ground NOT IN (SELECT id FROM item) " // held
                 "AND item IN (SELECT item FROM chat_event WHERE orphan IS NOT NULL)")
        .run(resource);
}

enum Part { File = 0, Thumbnail = 1 };

Result<void> keep(Transaction &transaction, ItemId item, Part part, const QStringList &blobs, qint64 size)
{
    auto done = transaction.prepare("DELETE FROM chat_media WHERE item = ?1 AND part = ?2").run(item, int(part));
    auto &add = transaction.prepare("INSERT INTO chat_media (item, part, piece, size, blob) SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM item WHERE id = ?1) "
                                    "AND NOT EXISTS (SELECT 1 FROM chat_event WHERE item = ?1 AND redacted = 1)");
    for (qsizetype piece = 0; done && piece < blobs.size(); ++piece) {
        done = add.run(item, int(part), int(piece), piece == 0 ? size : 0, blobs[piece]);
    }
    return done;
}
}

Result<QByteArray> ChatProjector::merge(const QByteArray &known, const QByteArray &partial) const
{
    const auto kind = ChatId::kindOfPayload(partial);
    if (!kind) {
        return unknown();
    }
    switch (*kind) {
    case ChatId::Kind::Event:
        return mergedBytes<ChatEventFacts>(known, partial);
    case ChatId::Kind::Room:
        return mergedBytes<ChatRoomFacts>(known, partial);
    case ChatId::Kind::Member:
        return mergedBytes<ChatMemberFacts>(known, partial);
    case ChatId::Kind::Account:
        return mergedBytes<ChatAccountFacts>(known, partial);
    case ChatId::Kind::Gap:
        break;
    }
    return partial;
}

QByteArray ChatProjector::fingerprint(const QByteArray &payload) const
{
    if (ChatId::kindOfPayload(payload) != ChatId::Kind::Event) {
        return {};
    }
    const auto facts = ChatEventFacts::fromCbor(payload);
    return facts && !facts->transactionId.isEmpty() ? "chat:" + facts->transactionId.toUtf8() : QByteArray();
}

Result<QByteArray> ChatProjector::apply(const QByteArray &payload, const Change &change) const
{
    return changedBytes(payload, change, ChatRowsChanges::Stage::Wished);
}

Result<QByteArray> ChatProjector::confirm(const QByteArray &payload, const Change &change) const
{
    return isRemoval(change) ? Result<QByteArray>(QByteArray()) : changedBytes(payload, change, ChatRowsChanges::Stage::Done);
}

bool ChatProjector::isRemoval(const Change &change) const
{
    return change.kind == ChatChange::Forget;
}

std::optional<QCborMap> ChatProjector::combine(const Change &older, const Change &newer) const
{
    return ChatRowsChanges::combined(older, newer);
}

Result<Write> ChatProjector::project(ItemId item, CollectionId collection, const QByteArray &payload) const
{
    if (payload.isEmpty()) {
        return [item](Transaction &transaction) {
            return remove(transaction, item);
        };
    }
    const auto kind = ChatId::kindOfPayload(payload);
    if (!kind) {
        return unknown();
    }
    switch (*kind) {
    case ChatId::Kind::Event:
        return projectEvent(item, collection, payload);
    case ChatId::Kind::Room:
        return projectFacts<ChatRoomFacts>(item, collection, payload, ChatRowsOfRooms::write);
    case ChatId::Kind::Member:
        return projectFacts<ChatMemberFacts>(item, collection, payload, [](Transaction &transaction, ItemId id, CollectionId in, const ChatMemberFacts &facts) {
            return ChatRowsOfPeople::write(transaction, id, in, facts);
        });
    case ChatId::Kind::Gap:
        return projectFacts<ChatGapFacts>(item, collection, payload, ChatRowsOfEvents::writeGap);
    case ChatId::Kind::Account:
        break;
    }
    return projectFacts<ChatAccountFacts>(item, collection, payload, [](Transaction &transaction, ItemId id, CollectionId in, const ChatAccountFacts &facts) {
        return ChatRowsOfPeople::write(transaction, id, in, facts);
    });
}

Result<Write> ChatProjector::projectPart(ItemId item, const QString &part, const BlobId &blob, const QByteArray &bytes) const
{
    const bool isThumbnail = part == ChatPart::Thumbnail;
    if (!isThumbnail && part != ChatPart::File) {
        return failure(Error::Kind::Protocol, i18nc("@info", "A file came in an unknown form."), part);
    }
    return [item, isThumbnail, blob, size = qint64(bytes.size())](Transaction &transaction) {
        return keep(transaction, item, isThumbnail ? Thumbnail : File, {blob}, size);
    };
}

// Of rooms that are kept whole: their files, the newest first.
Result<QList<FetchWish>> ChatProjector::wishes(const Reader &reader, ResourceId resource, int atMost) const
{
    struct File {
        ItemRef ref;
        QByteArray payload;
    };
    QList<File> files;
    QList<FetchWish> wishes;
    return reader
        .prepare("SELECT e.item, k.id, k.remote_id, i.remote_id, i.payload FROM collection k JOIN chat_kept p ON p.collection = k.id "
                 "JOIN chat_room r ON r.collection = k.id AND r.room_id = p.room_id AND r.membership = 'join' JOIN chat_event e INDEXED BY chat_event_file ON e.room = r.item "
                 "AND e.kind IN (3, 4, 5, 6, 9) JOIN item i ON i.id = e.item WHERE k.resource = ?1 AND e.redacted = 0 AND i.remote_id IS NOT NULL "
                 "AND NOT EXISTS (SELECT 1 FROM chat_media m WHERE m.item = e.item AND m.part = 0) ORDER BY e.position DESC LIMIT ?2")
        .each(
            [&files](const Statement &row) {
                files << File{{row.get<ItemId>(0), row.get<CollectionId>(1), row.text(2), row.text(3)}, row.blob(4)};
            },
            resource,
            atMost)
        .transform([&] {
            for (auto &file : files) {
                const auto facts = ChatEventFacts::fromCbor(file.payload);
                const auto attachment = facts ? ChatText::attachment(*facts) : std::nullopt;
                if (attachment && !attachment->url.isEmpty() && attachment->size <= largestWish) {
                    file.ref.size = attachment->size;
                    wishes << FetchWish{.item = file.ref, .part = ChatPart::File};
                }
            }
            return wishes;
        });
}

Result<QSet<BlobId>> ChatProjector::usedBlobs(const Reader &reader) const
{
    QSet<BlobId> used;
    const auto take = [&used](const Statement &row) {
        used << row.text(0);
    };
    return reader.prepare("SELECT blob FROM chat_media")
        .each(take)
        .and_then([&] {
            return reader.prepare("SELECT blob FROM chat_picture").each(take);
        })
        .and_then([&] {
            return reader.prepare("SELECT c.arguments FROM resource r JOIN change c ON c.resource = r.id WHERE r.kind = 'chat'").each([&used](const Statement &row) {
                const auto arguments = QCborValue::fromCbor(row.blob(0)).toMap();
                const auto pieces = ChatRowsChanges::pieces(arguments);
                used.unite(QSet<BlobId>(pieces.cbegin(), pieces.cend()));
                if (const auto thumbnail = ChatRowsChanges::thumbnail(arguments); !thumbnail.isEmpty()) {
                    used << thumbnail;
                }
            });
        })
        .transform([&used] {
            return used;
        });
}

Result<void> ChatProjector::forgetBlobs(Transaction &transaction, const QSet<BlobId> &lost) const
{
    const auto list = jsonList(QStringList(lost.begin(), lost.end()));
    return transaction
        .prepare("DELETE FROM chat_media WHERE (item, part) IN (SELECT item, part FROM chat_media WHERE blob IN (SELECT value FROM json_each(?1)))")
        .run(list)
        .and_then([&] {
            return transaction.prepare("DELETE FROM chat_picture WHERE blob IN (SELECT value FROM json_each(?1))").run(list);
        });
}

// What one sent oneself is here already.
Result<void> ChatProjector::carriedOut(Transaction &transaction, const Change &change) const
{
    const auto pieces = change.kind == ChatChange::Send ? ChatRowsChanges::pieces(change.arguments) : QStringList();
    if (pieces.isEmpty()) {
        return {};
    }
    const auto size = change.arguments.value(QLatin1StringView("file")).toMap().value(QLatin1StringView("size")).toInteger();
    const auto thumbnail = ChatRowsChanges::thumbnail(change.arguments);
    return keep(transaction, change.item, File, pieces, size).and_then([&] {
        return thumbnail.isEmpty() ? Result<void>() : keep(transaction, change.item, Thumbnail, {thumbnail}, 0);
    });
}

// What belongs to rooms that are gone, and was not adopted by one of the same id: nobody can see it any more.
Result<void> ChatProjector::recover(Transaction &transaction, ResourceId resource) const
{
    // After a rescue what waits to be sent stands in a room that has no row as yet: it waits until the room is adopted.
    return transaction
        .prepare("UPDATE chat_event SET room = 0 WHERE room <> 0 AND collection IN (SELECT id FROM collection WHERE resource = ?1) "
                 "AND room NOT IN (SELECT item FROM chat_room)")
        .run(resource)
        .and_then([&] {
            return holdGroundless(transaction, resource);
        })
        .and_then([&] {
            return transaction
                .prepare("DELETE FROM item WHERE id IN (SELECT e.item FROM chat_event e JOIN collection k ON k.id = e.collection WHERE e.orphan IS NOT NULL AND k.resource = ?1 "
                         "UNION ALL SELECT m.item FROM chat_member m JOIN collection k ON k.id = m.collection WHERE m.orphan IS NOT NULL AND k.resource = ?1) "
                         "AND remote_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = item.id)")
                .run(resource);
        })
        .and_then([&]() -> Result<void> {
            return ChatWords::sweep(transaction, sweptAtStart).transform([](int) { });
        });
}

}
