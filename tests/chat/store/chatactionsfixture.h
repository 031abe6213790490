// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "chat/chatactions.h"
#include "chat/chatprojector.h"
#include "chat/chatrows.h"
#include "chat/store/chatactionsserver.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/syncengine.h"

#include <QTest>

namespace Kontor
{

using namespace Qt::StringLiterals;

/// A store with one account of chat at a server in memory.
struct ChatActionsFixture {
    std::unique_ptr<TemporaryStore> store;
    std::shared_ptr<Outbox> outbox;
    std::shared_ptr<ChatProjector> projector = std::make_shared<ChatProjector>();
    std::unique_ptr<ChatActions> actions;
    ChatActionsServer server;
    std::unique_ptr<SyncEngine> engine;
    ResourceId resource{};
    QList<Error> failures;

    ChatActionsFixture()
        : store(std::make_unique<TemporaryStore>(QStringList{u":/kontor/schema/accounts"_s, u":/kontor/schema/sync"_s, u":/kontor/schema/chat"_s}))
    {
        begin();
        Account account;
        account.address = u"me@example.org"_s;
        account.name = u"Me"_s;
        account.userName = account.address;
        account.chat = QUrl(u"https://chat.example.org/"_s);
        const auto saved = waitedFor(AccountStore(**store).save(account)).value();
        resource = waitedFor(AccountStore(**store).resource(saved, ResourceKind::Chat)).value();
        ChatAccountFacts own;
        own.userId = server.userId;
        own.name = u"Me"_s;
        server.tell(own);
    }
    ~ChatActionsFixture()
    {
        end();
    }

    void begin()
    {
        outbox = std::make_shared<Outbox>(**store);
        outbox->addProjector(ResourceKind::Chat, projector);
        actions = std::make_unique<ChatActions>(outbox);
        QObject::connect(actions.get(), &ChatActions::failed, actions.get(), [this](const Error &error) {
            failures << error;
        });
    }
    void end()
    {
        actions.reset();
        if (engine) {
            bool stopped = false;
            QObject::connect(engine.get(), &SyncEngine::stopped, engine.get(), [&stopped] {
                stopped = true;
            });
            engine->stop();
            if (!waitUntil([&stopped] {
                    return stopped;
                })) {
                qFatal("the engine does not stop");
            }
            engine.reset();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
        outbox.reset();
    }
    /// As after the end of the program.
    void reopen()
    {
        end();
        store->close();
        if (auto opened = store->open(); !opened) {
            qFatal("the store does not open again: %s", qPrintable(opened.error().detail));
        }
        begin();
    }

    Result<void> round()
    {
        if (!engine) {
            SyncEngine::Options options;
            options.resource = resource;
            options.store = **store;
            options.projector = projector;
            options.synchronizer = std::make_unique<ChatActionsSynchronizer>(&server);
            engine = std::make_unique<SyncEngine>(std::move(options));
        }
        return waitedFor(engine->round());
    }
    /// Until nothing waits any more, or nothing moves.
    void rounds(int atMost)
    {
        for (int count = 0; count < atMost; ++count) {
            (void)round();
            if (number("SELECT count(*) FROM change WHERE state < 3") == 0) {
                return;
            }
        }
    }

    /// A room one is in, told by the server with the next round.
    QString room(const QString &name, const QStringList &people = {u"@anna:example.org"_s, u"@ben:example.org"_s})
    {
        ChatRoomFacts facts;
        facts.roomId = u"!%1:example.org"_s.arg(name);
        facts.membership = u"join"_s;
        facts.state[u"m.room.name"_s].insert(u""_s, {{u"name"_s, name}});
        facts.state[u"m.room.create"_s].insert(u""_s, {{u"creator"_s, server.userId}, {u"room_version"_s, u"10"_s}});
        facts.state[u"m.room.power_levels"_s].insert(u""_s, {{u"users"_s, QJsonObject{{server.userId, 100}}}});
        facts.joined = int(people.size()) + 1;
        server.tell(facts);
        for (const auto &person : people + QStringList{server.userId}) {
            ChatMemberFacts member;
            member.roomId = facts.roomId;
            member.userId = person;
            member.membership = u"join"_s;
            auto called = person.section(u':', 0, 0).mid(1);
            called[0] = called[0].toUpper();
            member.name = called;
            server.tell(member);
        }
        return facts.roomId;
    }

    template <class Work>
    auto read(Work work)
    {
        return waitedFor((*store)->read(std::move(work)));
    }
    qint64 number(const QByteArray &sql)
    {
        return read([sql](const Reader &reader) {
                   return reader.prepareOnce(sql).value<qint64>();
               })
            .value()
            .value_or(-1);
    }
    ItemId item(const QString &remoteId)
    {
        return read([remoteId](const Reader &reader) {
                   return reader.prepare("SELECT id FROM item WHERE remote_id = ?1").value<ItemId>(remoteId);
               })
            .value()
            .value_or(ItemId{});
    }
    CollectionId account()
    {
        return CollectionId{number("SELECT id FROM collection")};
    }
    QList<Change> changes()
    {
        return waitedFor(outbox->list()).value();
    }

    ChatTimelineRow row(ItemId event)
    {
        return read([event](const Reader &reader) {
                   return ChatRows::timeline(reader, {event.value});
               })
            .value()
            .value(event.value);
    }
    ChatRoomRow roomRow(ItemId room)
    {
        return read([room](const Reader &reader) {
                   return ChatRows::rooms(reader, {room.value});
               })
            .value()
            .value(room.value);
    }
    /// What a timeline shows, oldest first.
    QStringList texts(ItemId room)
    {
        const auto places
            = read([room](const Reader &reader) {
                  return ChatRows::places(reader,
                                          {.room = room, .threadRoot = {}, .from = ChatRows::Stretch::From::End, .position = 0, .item = {}, .atMost = 10'000});
              }).value();
        QList<qint64> ids;
        for (const auto &place : places) {
            ids << place.item.value;
        }
        const auto rows = read([ids](const Reader &reader) {
                              return ChatRows::timeline(reader, ids);
                          }).value();
        QStringList lines;
        for (const auto id : std::as_const(ids)) {
            lines << rows.value(id).text;
        }
        return lines;
    }

    Result<ItemId> send(ItemId room, const QString &text)
    {
        ChatOutgoing message;
        message.text = text;
        return waitedFor(actions->send(room, message));
    }
    Result<ItemId> edit(ItemId room, ItemId event, const QString &text)
    {
        ChatOutgoing message;
        message.text = text;
        message.edits = event;
        return waitedFor(actions->send(room, message));
    }
    QStringList arrived() const
    {
        QStringList bodies;
        for (const auto &event : server.events) {
            bodies << event.content.value("body"_L1).toString();
        }
        return bodies;
    }
};

}
