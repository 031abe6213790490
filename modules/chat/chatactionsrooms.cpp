// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What rooms are to oneself: read, liked, loud, left.
#include "chat/chatactionsprivate.h"
#include "chat/chatlink.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{
namespace
{
const QString favouriteTag = QStringLiteral("m.favourite");
const QString lowPriorityTag = QStringLiteral("m.lowpriority");

Error unread()
{
    return Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "This account has not been read yet. Please try again in a moment."), .detail = {}};
}
}

void ChatActions::setReceipts(Receipts receipts)
{
    d->receipts = receipts;
}

void ChatActions::markRead(ItemId room)
{
    struct Newest {
        QString event{};
        bool isNeeded = false;
        bool isMarked = false;
    };
    d->outbox->store()
        ->read([room](const Reader &reader) -> Result<Newest> {
            const auto facts = ChatRows::roomFacts(reader, room);
            if (!facts || !*facts) {
                return facts ? Result<Newest>() : std::unexpected(facts.error());
            }
            Newest newest{.event = (*facts)->newestEvent};
            const auto &known = (*facts)->facts;
            newest.isMarked = known.isMarkedUnread.value_or(false);
            newest.isNeeded = !newest.event.isEmpty() && (known.readEvent.value_or(QString()) != newest.event || known.notifications.value_or(0) > 0);
            return newest;
        })
        .then(this, [this, room](const Result<Newest> &newest) {
            if (!newest) {
                d->tell(newest.error());
                return;
            }
            if (!newest->isNeeded && !newest->isMarked) {
                return;
            }
            d->actVoid([room, newest = *newest, isPrivate = d->receipts == Receipts::Private](ChatWork &work, ChatStep &) -> Result<void> {
                const auto in = work.room(room);
                if (!in) {
                    return std::unexpected(in.error());
                }
                if (in->membership != u"join") {
                    return {};
                }
                if (newest.isNeeded) {
                    work.change(*in, ChatChange::Read, {{QLatin1StringView("event"), newest.event}, {QLatin1StringView("isPrivate"), isPrivate}});
                }
                if (newest.isMarked) {
                    work.change(*in, ChatChange::MarkUnread, {{QLatin1StringView("on"), false}});
                }
                return {};
            });
        });
}

void ChatActions::markReadUpTo(ItemId event)
{
    d->actVoid([event, isPrivate = d->receipts == Receipts::Private](ChatWork &work, ChatStep &) -> Result<void> {
        const auto found = work.event(event);
        const auto in = found ? work.room(found->room) : Result<ChatWork::Room>(std::unexpected(found.error()));
        if (!in) {
            return std::unexpected(in.error());
        }
        const auto isNewer
            = work.transaction.prepare("SELECT e.position > r.read_position FROM chat_event e JOIN chat_room r ON r.item = e.room WHERE e.item = ?1")
                  .value<bool>(event);
        if (!isNewer) {
            return std::unexpected(isNewer.error());
        }
        if (!isNewer->value_or(false) || found->eventId.isEmpty() || in->membership != u"join") {
            return {};
        }
        work.change(*in, ChatChange::Read, {{QLatin1StringView("event"), found->eventId}, {QLatin1StringView("isPrivate"), isPrivate}});
        return {};
    });
}

void ChatActions::markUnread(ItemId room)
{
    d->actVoid([room](ChatWork &work, ChatStep &) -> Result<void> {
        return work.room(room).transform([&work](const ChatWork::Room &in) {
            work.change(in, ChatChange::MarkUnread, {{QLatin1StringView("on"), true}});
        });
    });
}

void ChatActions::Private::setTag(const QList<ItemId> &rooms, Qt::CheckState on, const QString &tag, const Text &text)
{
    const bool wanted = on != Qt::Unchecked;
    actVoid(
        [rooms, wanted, tag](ChatWork &work, ChatStep &step) -> Result<void> {
            for (const auto item : rooms) {
                const auto in = work.room(item);
                if (!in) {
                    return std::unexpected(in.error());
                }
                const auto &other = tag == favouriteTag ? lowPriorityTag : favouriteTag;
                const bool isOn = tag == favouriteTag ? in->isFavourite : in->isLowPriority;
                const bool isOther = tag == favouriteTag ? in->isLowPriority : in->isFavourite;
                if (isOn == wanted) {
                    continue;
                }
                if (wanted && isOther) { // both make no sense
                    work.change(*in, ChatChange::Tag, {{QLatin1StringView("tag"), other}, {QLatin1StringView("on"), false}});
                    step.entries << ChatStep::Entry{.what = ChatStep::What::Tagged, .item = item, .tag = other, .wasOn = true};
                }
                work.change(*in, ChatChange::Tag, {{QLatin1StringView("tag"), tag}, {QLatin1StringView("on"), wanted}});
                step.entries << ChatStep::Entry{.what = ChatStep::What::Tagged, .item = item, .tag = tag, .wasOn = isOn};
            }
            return {};
        },
        text);
}

void ChatActions::setFavourite(const QList<ItemId> &rooms, Qt::CheckState on)
{
    d->setTag(rooms, on, favouriteTag, [on](qsizetype) {
        return on != Qt::Unchecked ? i18nc("@action", "Undo: Add to Favourites") : i18nc("@action", "Undo: Remove from Favourites");
    });
}

void ChatActions::setLowPriority(const QList<ItemId> &rooms, Qt::CheckState on)
{
    d->setTag(rooms, on, lowPriorityTag, [](qsizetype) {
        return i18nc("@action", "Undo: Change Priority");
    });
}

void ChatActions::setNotify(ItemId room, ChatNotify level)
{
    d->actVoid([room, level](ChatWork &work, ChatStep &) -> Result<void> {
        return work.room(room).transform([&work, level](const ChatWork::Room &in) {
            work.change(in, ChatChange::Notify, {{QLatin1StringView("level"), int(level)}});
        });
    });
}

void ChatActions::setKeptOffline(const QList<ItemId> &rooms, Qt::CheckState on)
{
    d->actVoid([rooms, on](ChatWork &work, ChatStep &) -> Result<void> {
        for (const auto item : rooms) {
            const auto in = work.room(item);
            if (!in) {
                return std::unexpected(in.error());
            }
            if (in->roomId.isEmpty()) {
                continue; // all of it is here
            }
            auto done = on != Qt::Unchecked
                ? work.transaction.prepare("INSERT OR IGNORE INTO chat_kept (collection, room_id) VALUES (?1, ?2)").run(in->account, in->roomId)
                : work.transaction.prepare("DELETE FROM chat_kept WHERE collection = ?1 AND room_id = ?2").run(in->account, in->roomId);
            if (!done) {
                return done;
            }
            work.transaction.changes.touch(in->account, item);
        }
        return {};
    });
}

QFuture<Result<ItemId>> ChatActions::join(CollectionId account, const QString &roomIdOrAlias, const QStringList &via)
{
    const auto link = ChatLink::parse(roomIdOrAlias);
    if (!link || link->kind == ChatLink::Kind::Person) {
        return d->refuse<ItemId>(
            Error{.kind = Error::Kind::Forbidden,
                  .message = i18nc("@info %1: what was typed", "“%1” is not the address of a room. They look like #room:example.org.", roomIdOrAlias),
                  .detail = {}});
    }
    auto servers = via + link->via;
    servers.removeDuplicates();
    if (servers.isEmpty() && link->id.contains(u':')) {
        servers << link->id.section(u':', 1);
    }
    return d->act([account, id = link->id, servers](ChatWork &work, ChatStep &) -> Result<ItemId> {
        const auto own = work.account(account);
        if (!own) {
            return std::unexpected(own.error());
        }
        struct Known {
            ItemId item{};
            QString membership{};
        };
        std::optional<Known> known;
        auto asked
            = work.transaction
                  .prepare(
                      "SELECT item, membership FROM chat_room WHERE collection = ?1 AND (room_id = ?2 OR alias = ?2) ORDER BY membership = 'join' DESC LIMIT 1")
                  .each(
                      [&known](const Statement &row) {
                          known = Known{row.get<ItemId>(0), row.text(1)};
                      },
                      account,
                      id);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        if (known && known->membership == u"join") {
            return known->item;
        }
        const QCborMap arguments{{QLatin1StringView("room"), id}, {QLatin1StringView("via"), QCborArray::fromStringList(servers)}};
        if (known) {
            work.change(known->item, own->account, own->resource, ChatChange::Join, arguments);
            return known->item;
        }
        // Twice the same is once.
        const auto pending
            = work.transaction.prepare("SELECT item FROM chat_room WHERE collection = ?1 AND room_id IS NULL AND title = ?2").value<ItemId>(account, id);
        if (!pending) {
            return std::unexpected(pending.error());
        }
        return *pending ? Result<ItemId>(**pending) : work.create(own->account, own->resource, ChatChange::Join, arguments);
    });
}

QFuture<Result<void>> ChatActions::accept(ItemId room)
{
    return d->actVoid([room](ChatWork &work, ChatStep &) -> Result<void> {
        const auto in = work.room(room);
        if (!in) {
            return std::unexpected(in.error());
        }
        if (in->membership == u"join") {
            return {};
        }
        QStringList via;
        if (in->roomId.contains(u':')) {
            via << in->roomId.section(u':', 1);
        }
        work.change(*in, ChatChange::Join, {{QLatin1StringView("room"), in->roomId}, {QLatin1StringView("via"), QCborArray::fromStringList(via)}});
        return {};
    });
}

QFuture<Result<void>> ChatActions::leave(const QList<ItemId> &rooms)
{
    return d->actVoid(
        [rooms, due = d->later()](ChatWork &work, ChatStep &step) -> Result<void> {
            for (const auto item : rooms) {
                const auto in = work.room(item);
                if (!in) {
                    return std::unexpected(in.error());
                }
                if (in->roomId.isEmpty()) {
                    if (auto done = work.discard(item); !done) {
                        return done;
                    }
                    continue;
                }
                if (in->membership == u"leave" || in->membership == u"ban") {
                    continue;
                }
                work.change(*in, ChatChange::Leave, {});
                work.changes.last().notBefore = due;
                step.entries << ChatStep::Entry{.what = ChatStep::What::Left, .item = item};
            }
            return {};
        },
        [](qsizetype count) {
            return i18ncp("@action", "Undo: Leave Room", "Undo: Leave %1 Rooms", count);
        });
}

QFuture<Result<void>> ChatActions::forget(const QList<ItemId> &rooms)
{
    return d->actVoid([rooms](ChatWork &work, ChatStep &) -> Result<void> {
        for (const auto item : rooms) {
            const auto in = work.room(item);
            if (!in) {
                return std::unexpected(in.error());
            }
            work.change(*in, ChatChange::Forget, {});
        }
        return {};
    });
}

void ChatActions::ignore(CollectionId account, const QString &userId)
{
    d->actVoid([account, userId](ChatWork &work, ChatStep &) -> Result<void> {
        const auto own = work.account(account);
        if (!own || !own->item) {
            return std::unexpected(own ? unread() : own.error());
        }
        if (own->userId == userId) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "You cannot ignore yourself."));
        }
        work.change(own->item, own->account, own->resource, ChatChange::Ignore, {{QLatin1StringView("user"), userId}, {QLatin1StringView("on"), true}});
        return {};
    });
}

void ChatActions::unignore(CollectionId account, const QString &userId)
{
    d->actVoid([account, userId](ChatWork &work, ChatStep &) -> Result<void> {
        const auto own = work.account(account);
        if (!own || !own->item) {
            return std::unexpected(own ? unread() : own.error());
        }
        work.change(own->item, own->account, own->resource, ChatChange::Ignore, {{QLatin1StringView("user"), userId}, {QLatin1StringView("on"), false}});
        return {};
    });
}

QFuture<Result<void>> ChatActions::setOwnName(CollectionId account, const QString &name)
{
    return d->actVoid([account, name = name.trimmed()](ChatWork &work, ChatStep &) -> Result<void> {
        const auto own = work.account(account);
        if (!own || !own->item) {
            return std::unexpected(own ? unread() : own.error());
        }
        work.change(own->item, own->account, own->resource, ChatChange::Profile, {{QLatin1StringView("name"), name}});
        return {};
    });
}

}
