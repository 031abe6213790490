// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What rooms are to all who are in them; new rooms.
#include "chat/chatactionsprivate.h"
#include "chat/chatlink.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QJsonArray>
#include <QRegularExpression>

namespace Kontor
{
namespace
{
using RoomFacts = ChatRows::RoomFacts;

QJsonObject stateOf(const RoomFacts &room, const QString &type)
{
    return room.facts.state.value(type).value(QStringLiteral(""));
}

QString serverOf(const QString &id)
{
    return id.section(u':', 1);
}

std::unexpected<Error> noPerson(const QString &typed)
{
    return failure(Error::Kind::Forbidden, i18nc("@info %1: what was typed", "“%1” is not the address of a person. They look like @anna:example.org.", typed));
}

QCborMap creation(const QString &name, const ChatOutgoingRoom &room)
{
    const bool isSpace = room.sort == ChatOutgoingRoom::Sort::Space;
    QCborMap arguments{{QLatin1StringView("isSpace"), isSpace},
                       {QLatin1StringView("isEncrypted"), !isSpace && room.encryption == ChatOutgoingRoom::Encryption::On},
                       {QLatin1StringView("isPublic"), room.access == ChatOutgoingRoom::Access::Public},
                       {QLatin1StringView("transaction"), ChatWork::newTransaction()}};
    const auto add = [&arguments](QLatin1StringView key, const QString &value) {
        if (!value.isEmpty()) {
            arguments.insert(key, value);
        }
    };
    add(QLatin1StringView("name"), name);
    add(QLatin1StringView("topic"), room.topic.trimmed());
    if (room.access == ChatOutgoingRoom::Access::Public) {
        // Whole addresses are typed, too.
        static const QRegularExpression around(QStringLiteral("^#|:.*$|\\s+"));
        add(QLatin1StringView("alias"), QString(room.alias).remove(around));
    }
    if (!room.invite.isEmpty()) {
        arguments.insert(QLatin1StringView("invite"), QCborArray::fromStringList(room.invite));
    }
    return arguments;
}
}

QFuture<Result<void>> ChatActions::invite(ItemId room, const QStringList &userIds)
{
    for (const auto &id : userIds) {
        if (!ChatLink::isUserId(id)) {
            return d->refuse<void>(noPerson(id).error());
        }
    }
    return d->changeMember(room, ChatRight::Invite, userIds, QStringLiteral("invite"), {});
}

QFuture<Result<void>> ChatActions::kick(ItemId room, const QString &userId, const QString &reason)
{
    return d->changeMember(room, ChatRight::Kick, {userId}, QStringLiteral("kick"), reason);
}

QFuture<Result<void>> ChatActions::ban(ItemId room, const QString &userId, const QString &reason)
{
    return d->changeMember(room, ChatRight::Ban, {userId}, QStringLiteral("ban"), reason);
}

QFuture<Result<void>> ChatActions::unban(ItemId room, const QString &userId)
{
    return d->changeMember(room, ChatRight::Ban, {userId}, QStringLiteral("unban"), {});
}

QFuture<Result<void>> ChatActions::setPower(ItemId room, const QString &userId, int power)
{
    return d->changeState(room, ChatRight::Powers, [userId, power](const RoomFacts &facts) -> Result<Private::Wish> {
        const auto type = QStringLiteral("m.room.power_levels");
        auto levels = stateOf(facts, type);
        if (levels.isEmpty()) { // what is not read must not be overwritten
            return failure(Error::Kind::NotFound, i18nc("@info", "This room has not been read completely yet. Please try again in a moment."));
        }
        auto users = levels.value(QLatin1StringView("users")).toObject();
        users.insert(userId, power);
        levels.insert(QStringLiteral("users"), users);
        return Private::Wish{.type = type, .key = {}, .content = levels};
    });
}

QFuture<Result<void>> ChatActions::setName(ItemId room, const QString &name)
{
    return d->changeState(room, ChatRight::Name, [name = name.trimmed()](const RoomFacts &) -> Result<Private::Wish> {
        return Private::Wish{.type = QStringLiteral("m.room.name"), .key = {}, .content = {{QStringLiteral("name"), name}}};
    });
}

QFuture<Result<void>> ChatActions::setTopic(ItemId room, const QString &topic)
{
    return d->changeState(room, ChatRight::Topic, [topic = topic.trimmed()](const RoomFacts &) -> Result<Private::Wish> {
        return Private::Wish{.type = QStringLiteral("m.room.topic"), .key = {}, .content = {{QStringLiteral("topic"), topic}}};
    });
}

QFuture<Result<void>> ChatActions::encrypt(ItemId room)
{
    return d->changeState(room, ChatRight::Encrypt, [](const RoomFacts &facts) -> Result<Private::Wish> {
        const auto type = QStringLiteral("m.room.encryption");
        const auto now = stateOf(facts, type);
        // Once it is on, nothing here may change how.
        const QJsonObject wanted{{QStringLiteral("algorithm"), QStringLiteral("m.megolm.v1.aes-sha2")}};
        return Private::Wish{.type = type, .key = {}, .content = now.isEmpty() ? wanted : now};
    });
}

QFuture<Result<void>> ChatActions::setHistory(ItemId room, History history)
{
    return d->changeState(room, ChatRight::History, [history](const RoomFacts &) -> Result<Private::Wish> {
        QString word = QStringLiteral("shared");
        switch (history) {
        case History::Shared:
            break;
        case History::Invited:
            word = QStringLiteral("invited");
            break;
        case History::Joined:
            word = QStringLiteral("joined");
            break;
        case History::World:
            word = QStringLiteral("world_readable");
            break;
        }
        return Private::Wish{.type = QStringLiteral("m.room.history_visibility"), .key = {}, .content = {{QStringLiteral("history_visibility"), word}}};
    });
}

QFuture<Result<void>> ChatActions::setJoinRule(ItemId room, JoinRule rule)
{
    return d->changeState(room, ChatRight::JoinRule, [rule](const RoomFacts &) -> Result<Private::Wish> {
        QString word = QStringLiteral("invite");
        switch (rule) {
        case JoinRule::Invited:
            break;
        case JoinRule::Public:
            word = QStringLiteral("public");
            break;
        case JoinRule::Knock:
            word = QStringLiteral("knock");
            break;
        }
        return Private::Wish{.type = QStringLiteral("m.room.join_rules"), .key = {}, .content = {{QStringLiteral("join_rule"), word}}};
    });
}

namespace
{
enum class Pinning { Pin, Unpin };

template <class Actions, class Change>
QFuture<Result<void>> changePins(Actions *actions, const std::shared_ptr<Store> &store, ItemId event, Pinning pinning, Change change)
{
    struct Target {
        ItemId room{};
        QString eventId{};
    };
    return store
        ->read([event](const Reader &reader) -> Result<Target> {
            Target target;
            return reader.prepare("SELECT room, coalesce(event_id, '') FROM chat_event WHERE item = ?1 AND redacted = 0")
                .each(
                    [&target](const Statement &row) {
                        target = Target{row.get<ItemId>(0), row.text(1)};
                    },
                    event)
                .transform([&target] {
                    return target;
                });
        })
        .then(actions,
              [pinning, change](const Result<Target> &target) -> QFuture<Result<void>> {
                  return change(target ? target->room : ItemId{},
                                [pinning, eventId = target ? target->eventId : QString()](const RoomFacts &facts) -> Result<QJsonObject> {
                                    if (eventId.isEmpty()) {
                                        return failure(Error::Kind::NotFound, i18nc("@info", "Only messages that were sent can be pinned."));
                                    }
                                    auto content = stateOf(facts, QStringLiteral("m.room.pinned_events"));
                                    QJsonArray pinned;
                                    for (const auto all = content.value(QLatin1StringView("pinned")).toArray(); const auto &one : all) {
                                        if (one.toString() != eventId) {
                                            pinned << one;
                                        }
                                    }
                                    if (pinning == Pinning::Pin) {
                                        pinned << eventId;
                                    }
                                    content.insert(QStringLiteral("pinned"), pinned);
                                    return content;
                                });
              })
        .unwrap();
}
}

QFuture<Result<void>> ChatActions::pin(ItemId event)
{
    return changePins(this, d->outbox->store(), event, Pinning::Pin, [this](ItemId room, const std::function<Result<QJsonObject>(const RoomFacts &)> &content) {
        return d->changeState(room, ChatRight::Pin, [content](const RoomFacts &facts) {
            return content(facts).transform([](const QJsonObject &pinned) {
                return Private::Wish{.type = QStringLiteral("m.room.pinned_events"), .key = {}, .content = pinned};
            });
        });
    });
}

QFuture<Result<void>> ChatActions::unpin(ItemId event)
{
    return changePins(
        this, d->outbox->store(), event, Pinning::Unpin, [this](ItemId room, const std::function<Result<QJsonObject>(const RoomFacts &)> &content) {
            return d->changeState(room, ChatRight::Pin, [content](const RoomFacts &facts) {
                return content(facts).transform([](const QJsonObject &pinned) {
                    return Private::Wish{.type = QStringLiteral("m.room.pinned_events"), .key = {}, .content = pinned};
                });
            });
        });
}

QFuture<Result<ItemId>> ChatActions::create(CollectionId account, const ChatOutgoingRoom &room)
{
    for (const auto &id : room.invite) {
        if (!ChatLink::isUserId(id)) {
            return d->refuse<ItemId>(noPerson(id).error());
        }
    }
    const auto name = room.name.simplified();
    if (name.isEmpty() && room.invite.isEmpty()) {
        return d->refuse<ItemId>(Error{.kind = Error::Kind::Forbidden, .message = i18nc("@info", "Give the room a name, or invite somebody."), .detail = {}});
    }
    return d->act([account, name, room](ChatWork &work, ChatStep &) -> Result<ItemId> {
        const auto own = work.account(account);
        if (!own) {
            return std::unexpected(own.error());
        }
        auto arguments = creation(name, room);
        if (room.space) {
            const auto space = work.room(room.space);
            if (!space) {
                return std::unexpected(space.error());
            }
            if (space->roomId.isEmpty()) {
                return failure(Error::Kind::Conflict, i18nc("@info", "The space is being made right now. Please try again in a moment."));
            }
            arguments.insert(QLatin1StringView("space"), space->roomId);
        }
        return work.create(own->account, own->resource, ChatChange::Create, arguments);
    });
}

QFuture<Result<ItemId>> ChatActions::startDirectChat(CollectionId account, const QString &userId)
{
    if (!ChatLink::isUserId(userId)) {
        return d->refuse<ItemId>(noPerson(userId).error());
    }
    return d->act([account, userId](ChatWork &work, ChatStep &) -> Result<ItemId> {
        const auto own = work.account(account);
        if (!own) {
            return std::unexpected(own.error());
        }
        if (own->userId == userId) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "You cannot chat with yourself."));
        }
        struct Known {
            ItemId item{};
            QString membership{};
        };
        std::optional<Known> known;
        auto asked
            = work.transaction
                  .prepare(
                      "SELECT item, membership FROM chat_room WHERE collection = ?1 AND direct_with = ?2 AND space = 0 AND membership IN ('join', 'invite') "
                      "ORDER BY membership = 'join' DESC, last_time DESC, item LIMIT 1")
                  .each(
                      [&known](const Statement &row) {
                          known = Known{row.get<ItemId>(0), row.text(1)};
                      },
                      account,
                      userId);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        if (!known) {
            auto arguments = creation({}, ChatOutgoingRoom{.invite = {userId}});
            arguments.insert(QLatin1StringView("isDirect"), true);
            return work.create(own->account, own->resource, ChatChange::Create, arguments);
        }
        if (known->membership == u"invite") {
            const auto room = work.room(known->item);
            if (!room) {
                return std::unexpected(room.error());
            }
            work.change(*room, ChatChange::Join, {{QLatin1StringView("room"), room->roomId}, {QLatin1StringView("via"), QCborArray{serverOf(userId)}}});
        }
        return known->item;
    });
}

namespace
{
/// The room of a space, and what the space says of it.
struct Child {
    QString roomId{};
    QString userId{};
};

Result<Child> childOf(const Reader &reader, ItemId room)
{
    Child child;
    auto done = reader
                    .prepare("SELECT coalesce(r.room_id, ''), coalesce(a.user_id, '') FROM chat_room r LEFT JOIN chat_account a ON a.collection = r.collection "
                             "WHERE r.item = ?1 LIMIT 1")
                    .each(
                        [&child](const Statement &row) {
                            child = Child{row.text(0), row.text(1)};
                        },
                        room);
    if (!done) {
        return std::unexpected(done.error());
    }
    if (child.roomId.isEmpty()) {
        return failure(Error::Kind::Conflict, i18nc("@info", "The room is being made right now. Please try again in a moment."));
    }
    return child;
}
}

QFuture<Result<void>> ChatActions::addToSpace(ItemId room, ItemId space)
{
    return d->outbox->store()
        ->read([room](const Reader &reader) {
            return childOf(reader, room);
        })
        .then(this,
              [this, space](const Result<Child> &child) -> QFuture<Result<void>> {
                  if (!child) {
                      return d->refuse<void>(child.error());
                  }
                  // Whoever may name a space may say what lies in it: both are state of the same level, unless it says otherwise.
                  return d->changeState(space, ChatRight::Name, [child = *child](const RoomFacts &) -> Result<Private::Wish> {
                      return Private::Wish{.type = QStringLiteral("m.space.child"),
                                           .key = child.roomId,
                                           .content = {{QStringLiteral("via"), QJsonArray{serverOf(child.userId)}}}};
                  });
              })
        .unwrap();
}

QFuture<Result<void>> ChatActions::removeFromSpace(ItemId room, ItemId space)
{
    return d->outbox->store()
        ->read([room](const Reader &reader) {
            return childOf(reader, room);
        })
        .then(this,
              [this, space](const Result<Child> &child) -> QFuture<Result<void>> {
                  if (!child) {
                      return d->refuse<void>(child.error());
                  }
                  return d->changeState(space, ChatRight::Name, [child = *child](const RoomFacts &) -> Result<Private::Wish> {
                      return Private::Wish{.type = QStringLiteral("m.space.child"), .key = child.roomId, .content = {}};
                  });
              })
        .unwrap();
}

}
