// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatactions.h"

#include "accounts/account.h"
#include "base/clock.h"
#include "chat/chatactionsprivate.h"

#include <KLocalizedString>

namespace Kontor
{

ChatActions::ChatActions(std::shared_ptr<Outbox> outbox, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->outbox = std::move(outbox);
    d->pool.setMaxThreadCount(1); // what was dropped together goes in its order
    connect(d->outbox->store().get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox) {
            d->forgetTold();
        }
    });
}

ChatActions::~ChatActions()
{
    *d->ending = true;
    d->pool.waitForDone();
}

std::shared_ptr<Outbox> ChatActions::outbox() const
{
    return d->outbox;
}

void ChatActions::Private::tell(const Error &error)
{
    if (error.kind != Error::Kind::Cancelled) {
        Q_EMIT q->failed(error);
    }
}

QDateTime ChatActions::Private::later() const
{
    return undoTime.count() > 0 ? Clock::system().now().addDuration(undoTime) : QDateTime();
}

QFuture<Result<ItemId>> ChatActions::Private::act(Fill fill, Text text)
{
    struct Made {
        ItemId item{};
        ChatStep step{};
    };
    auto made = std::make_shared<Made>();
    auto future = outbox->enqueue(
        {},
        [fill = std::move(fill), made, projector = outbox->projector(ResourceKind::Chat)](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            if (!projector) {
                return failure(Error::Kind::NotFound, i18nc("@info", "There is no account with chat."));
            }
            ChatWork work(transaction, *projector, changes);
            return fill(work, made->step).transform([&made](ItemId item) {
                made->item = item;
            });
        });
    return future.then(q, [this, made, text = std::move(text)](const Result<QList<ChangeId>> &done) -> Result<ItemId> {
        if (!done) {
            tell(done.error());
            return std::unexpected(done.error());
        }
        if (text) {
            pushUndo(made->step, text);
        }
        return made->item;
    });
}

QFuture<Result<void>> ChatActions::Private::actVoid(std::function<Result<void>(ChatWork &, ChatStep &)> fill, Text text)
{
    return act(
               [fill = std::move(fill)](ChatWork &work, ChatStep &step) {
                   return fill(work, step).transform([] {
                       return ItemId{};
                   });
               },
               std::move(text))
        .then([](const Result<ItemId> &done) {
            return done.transform([](ItemId) { });
        });
}

QFuture<Result<void>> ChatActions::Private::mayI(ItemId room, ChatRight right)
{
    return outbox->store()->read([room, right](const Reader &reader) -> Result<void> {
        return ChatRows::rights(reader, room).and_then([right](ChatRights rights) -> Result<void> {
            if (!rights.testFlag(right)) {
                return failure(Error::Kind::Forbidden, i18nc("@info", "You may not do this in this room."));
            }
            return {};
        });
    });
}

QFuture<Result<void>>
ChatActions::Private::changeState(ItemId room, ChatRight right, std::function<Result<Wish>(const ChatRows::RoomFacts &)> wish, QCborMap file)
{
    auto asked = outbox->store()->read([room, right, wish = std::move(wish)](const Reader &reader) -> Result<std::optional<Wish>> {
        const auto rights = ChatRows::rights(reader, room);
        if (!rights) {
            return std::unexpected(rights.error());
        }
        if (!rights->testFlag(right)) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "You may not do this in this room."));
        }
        const auto facts = ChatRows::roomFacts(reader, room);
        if (!facts || !*facts) {
            return facts ? failure(Error::Kind::NotFound, i18nc("@info", "This room is no longer here.")) : std::unexpected(facts.error());
        }
        return wish(**facts).transform([&facts](const Wish &wished) -> std::optional<Wish> {
            const auto now = (*facts)->facts.state.value(wished.type).value(wished.key.isNull() ? QStringLiteral("") : wished.key);
            return now == wished.content && !now.isEmpty() ? std::nullopt : std::optional(wished);
        });
    });
    return asked
        .then(q,
              [this, room, file](const Result<std::optional<Wish>> &wished) -> QFuture<Result<void>> {
                  if (!wished) {
                      return refuse<void>(wished.error());
                  }
                  if (!*wished && file.isEmpty()) {
                      return QtFuture::makeReadyValueFuture(Result<void>());
                  }
                  return actVoid([room, file, wish = wished->value_or(Wish{})](ChatWork &work, ChatStep &) -> Result<void> {
                      const auto found = work.room(room);
                      if (!found) {
                          return std::unexpected(found.error());
                      }
                      QCborMap arguments{{QLatin1StringView("type"), wish.type},
                                         {QLatin1StringView("key"), wish.key.isNull() ? QStringLiteral("") : wish.key},
                                         {QLatin1StringView("content"), QCborMap::fromJsonObject(wish.content)}};
                      if (!file.isEmpty()) {
                          arguments.insert(QLatin1StringView("file"), file);
                      }
                      work.change(*found, ChatChange::State, arguments);
                      return {};
                  });
              })
        .unwrap();
}

QFuture<Result<void>> ChatActions::Private::changeMember(ItemId room, ChatRight right, const QStringList &users, const QString &what, const QString &reason)
{
    return mayI(room, right)
        .then(q,
              [this, room, users, what, reason](const Result<void> &may) -> QFuture<Result<void>> {
                  if (!may) {
                      return refuse<void>(may.error());
                  }
                  return actVoid([room, users, what, reason](ChatWork &work, ChatStep &) -> Result<void> {
                      const auto found = work.room(room);
                      if (!found) {
                          return std::unexpected(found.error());
                      }
                      for (const auto &user : users) {
                          QCborMap arguments{{QLatin1StringView("user"), user}, {QLatin1StringView("what"), what}};
                          if (!reason.isEmpty()) {
                              arguments.insert(QLatin1StringView("reason"), reason);
                          }
                          work.change(*found, ChatChange::Member, arguments);
                      }
                      return {};
                  });
              })
        .unwrap();
}

}
