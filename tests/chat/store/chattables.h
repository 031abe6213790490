// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "chat/chatprojector.h"
#include "chat/chatrows.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/delta.h"
#include "sync/folding.h"
#include "sync/itemwriter.h"
#include "sync/outbox.h"

#include <QTest>

namespace Kontor
{

/// The tables of one account of chat, filled as the engine does it, without a server and without an engine.
class ChatTables
{
public:
    static inline const QString me = QStringLiteral("@me:example.org");
    static inline const QString anna = QStringLiteral("@anna:example.org");
    static inline const QString bert = QStringLiteral("@bert:example.org");

    ChatTables()
        : store({QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/chat")})
    {
        Account account;
        account.address = QStringLiteral("me@example.org");
        account.name = QStringLiteral("Me");
        account.userName = account.address;
        account.chat = QUrl(QStringLiteral("https://chat.example.org/"));
        const auto saved = waitedFor(AccountStore(*store).save(account)).value();
        resource = waitedFor(AccountStore(*store).resource(saved, ResourceKind::Chat)).value();
        collection = write([this](Transaction &transaction) -> Result<CollectionId> {
            return transaction.prepare("INSERT INTO collection (resource, remote_id, name) VALUES (?1, ?2, 'Chat')").run(resource, me).transform([&] {
                return CollectionId{transaction.lastInsertId()};
            });
        });
    }

    template<class Work>
    auto write(Work work) -> typename std::invoke_result_t<Work, Transaction &>::value_type
    {
        auto done = waitedFor(store->write(std::move(work)));
        if (!done) {
            qFatal("%s", qPrintable(done.error().detail));
        }
        if constexpr (!std::is_void_v<typename decltype(done)::value_type>) {
            return *done;
        }
    }

    template<class Work>
    auto read(Work work)
    {
        auto found = waitedFor(store->read(std::move(work)));
        if (!found) {
            qFatal("%s", qPrintable(found.error().detail));
        }
        return *std::move(found);
    }

    /// As DeltaWriter does: merged, projected, written in this order in one transaction.
    void deliver(const QList<RemoteItem> &items)
    {
        write([this, items](Transaction &transaction) -> Result<void> {
            for (const auto &item : items) {
                if (auto done = put(transaction, item); !done) {
                    return done;
                }
            }
            return {};
        });
    }

    void remove(const QString &remoteId)
    {
        write([this, remoteId](Transaction &transaction) -> Result<void> {
            const auto item = transaction.prepare("SELECT id FROM item WHERE collection = ?1 AND remote_id = ?2").value<ItemId>(collection, remoteId);
            return item.and_then([&](std::optional<ItemId> id) {
                return ItemWriter(transaction, projector).remove({id.value_or(ItemId{})});
            });
        });
    }

    ItemId item(const QString &remoteId)
    {
        return read([this, remoteId](const Reader &reader) {
            return reader.prepare("SELECT id FROM item WHERE collection = ?1 AND remote_id = ?2").value<ItemId>(collection, remoteId);
        }).value_or(ItemId{});
    }

    ChatRoomRow room(const QString &roomId)
    {
        const auto id = item(roomId).value;
        return read([id](const Reader &reader) {
                   return ChatRows::rooms(reader, {id});
               })
            .value(id);
    }

    QList<ChatTimelineRow> timeline(const QString &roomId, const QString &threadRoot = {})
    {
        const auto id = item(roomId);
        return read([id, threadRoot](const Reader &reader) -> Result<QList<ChatTimelineRow>> {
            const auto places = ChatRows::places(reader, {.room = id, .threadRoot = threadRoot, .atMost = 100'000});
            QList<qint64> ids;
            for (const auto &place : places.value()) {
                ids << place.item.value;
            }
            return ChatRows::timeline(reader, ids).transform([&ids](const QHash<qint64, ChatTimelineRow> &found) {
                QList<ChatTimelineRow> rows;
                for (const auto one : ids) {
                    rows << found.value(one);
                }
                return rows;
            });
        });
    }

    ChatTimelineRow row(const QString &eventId)
    {
        const auto id = item(eventId).value;
        return read([id](const Reader &reader) {
                   return ChatRows::timeline(reader, {id});
               })
            .value(id);
    }

    static RemoteItem partial(const QString &remoteId, const QByteArray &payload)
    {
        return {.remoteId = remoteId, .revision = {}, .payload = payload, .partial = true};
    }
    static RemoteItem of(const ChatEventFacts &facts)
    {
        return partial(facts.eventId, facts.toCbor());
    }
    static RemoteItem of(const ChatRoomFacts &facts)
    {
        return partial(facts.roomId, facts.toCbor());
    }
    static RemoteItem of(const ChatMemberFacts &facts)
    {
        return partial(ChatId::member(facts.roomId, facts.userId), facts.toCbor());
    }
    static RemoteItem of(const ChatAccountFacts &facts)
    {
        return partial(ChatId::Account, facts.toCbor());
    }
    static RemoteItem of(const ChatGapFacts &facts)
    {
        return {.remoteId = ChatId::gap(facts.roomId, facts.token), .revision = {}, .payload = facts.toCbor(), .partial = false};
    }

    static ChatRoomFacts roomFacts(const QString &roomId, const QString &name)
    {
        ChatRoomFacts facts;
        facts.roomId = roomId;
        facts.membership = QStringLiteral("join");
        if (!name.isEmpty()) {
            facts.state[QStringLiteral("m.room.name")][QString()] = {{QStringLiteral("name"), name}};
        }
        return facts;
    }
    static ChatMemberFacts memberFacts(const QString &roomId, const QString &userId, const QString &name)
    {
        ChatMemberFacts facts;
        facts.roomId = roomId;
        facts.userId = userId;
        facts.membership = QStringLiteral("join");
        facts.name = name;
        return facts;
    }
    static ChatEventFacts eventFacts(const QString &roomId, const QString &eventId, const QString &sender, qint64 order, const QString &type, const QJsonObject &content)
    {
        ChatEventFacts facts;
        facts.eventId = eventId;
        facts.roomId = roomId;
        facts.order = order;
        facts.sender = sender;
        facts.type = type;
        facts.sent = 1'700'000'000'000 + order * 1000;
        facts.content = content;
        return facts;
    }
    static QJsonObject text(const QString &body)
    {
        return {{QStringLiteral("msgtype"), QStringLiteral("m.text")}, {QStringLiteral("body"), body}};
    }
    static QJsonObject relation(const QString &type, const QString &eventId)
    {
        return {{QStringLiteral("rel_type"), type}, {QStringLiteral("event_id"), eventId}};
    }
    static ChatEventFacts message(const QString &roomId, const QString &eventId, const QString &sender, qint64 order, const QString &body)
    {
        return eventFacts(roomId, eventId, sender, order, QStringLiteral("m.room.message"), text(body));
    }
    static ChatEventFacts edit(const QString &roomId, const QString &eventId, const QString &sender, qint64 order, const QString &target, const QString &body)
    {
        auto content = text(QStringLiteral("* ") + body);
        content.insert(QStringLiteral("m.new_content"), text(body));
        content.insert(QStringLiteral("m.relates_to"), relation(QStringLiteral("m.replace"), target));
        return eventFacts(roomId, eventId, sender, order, QStringLiteral("m.room.message"), content);
    }
    static ChatEventFacts reaction(const QString &roomId, const QString &eventId, const QString &sender, qint64 order, const QString &target, const QString &key)
    {
        auto relates = relation(QStringLiteral("m.annotation"), target);
        relates.insert(QStringLiteral("key"), key);
        return eventFacts(roomId, eventId, sender, order, QStringLiteral("m.reaction"), {{QStringLiteral("m.relates_to"), relates}});
    }
    static ChatEventFacts redaction(const QString &roomId, const QString &eventId, const QString &sender, qint64 order, const QString &target)
    {
        return eventFacts(roomId, eventId, sender, order, QStringLiteral("m.room.redaction"), {{QStringLiteral("redacts"), target}});
    }

    TemporaryStore store;
    ChatProjector projector;
    ResourceId resource{};
    CollectionId collection{};

private:
    Result<void> put(Transaction &transaction, const RemoteItem &item)
    {
        std::optional<ItemId> id;
        QByteArray known;
        auto found = transaction.prepare("SELECT id, payload FROM item WHERE collection = ?1 AND remote_id = ?2")
                         .each(
                             [&](const Statement &row) {
                                 id = row.get<ItemId>(0);
                                 known = row.blob(1);
                             },
                             collection,
                             item.remoteId);
        if (!found) {
            return found;
        }
        const auto merged = item.partial ? projector.merge(known, item.payload) : Result<QByteArray>(item.payload);
        if (!merged) {
            return {}; // makes no sense: skipped, as by the engine
        }
        const auto fingerprint = projector.fingerprint(*merged);
        const auto mark = fingerprint.isEmpty() ? QByteArray() : fingerprint;
        auto written = id ? transaction.prepare("UPDATE item SET payload = ?2, fingerprint = ?3 WHERE id = ?1").run(*id, *merged, mark)
                          : transaction.prepare("INSERT INTO item (collection, remote_id, payload, fingerprint) VALUES (?1, ?2, ?3, ?4)").run(collection, item.remoteId, *merged, mark);
        const auto number = id.value_or(ItemId{transaction.lastInsertId()});
        transaction.changes.touch(collection, number);
        return written.and_then([&] {
            return projection(projector, number, {*merged, collection})(transaction);
        });
    }
};

}
