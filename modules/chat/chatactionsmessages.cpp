// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Saying something, changing and withdrawing it.
#include "chat/chatactionsprivate.h"
#include "chat/chatlink.h"
#include "chat/chattext.h"

#include "base/clock.h"

#include <KLocalizedString>
#include <QRegularExpression>

#include <algorithm>

namespace Kontor
{
namespace
{
const QString messageType = QStringLiteral("m.room.message");
constexpr qsizetype longestReaction = 100; // signs; some clients send words

std::unexpected<Error> nothing()
{
    return cancelled();
}

bool isText(const QJsonObject &content)
{
    const auto type = content.value(QLatin1StringView("msgtype")).toString();
    return type == u"m.text" || type == u"m.emote" || type == u"m.notice";
}

/// The people that a formatted text names by links.
QList<ChatOutgoingMention> mentionsIn(const QJsonObject &content)
{
    static const QRegularExpression form(QStringLiteral("<a href=\"([^\"]+)\">([^<]+)</a>"));
    constexpr int most = 100;
    QList<ChatOutgoingMention> mentions;
    const auto html = content.value(QLatin1StringView("formatted_body")).toString();
    for (auto found = form.globalMatch(html); found.hasNext() && mentions.size() < most;) {
        const auto match = found.next();
        const auto link = ChatLink::parse(QUrl(match.captured(1)));
        if (link && link->eventId.isEmpty()) {
            auto text = match.captured(2);
            text.replace(QLatin1StringView("&lt;"), QLatin1StringView("<"))
                .replace(QLatin1StringView("&gt;"), QLatin1StringView(">"))
                .replace(QLatin1StringView("&quot;"), QLatin1StringView("\""))
                .replace(QLatin1StringView("&amp;"), QLatin1StringView("&"));
            mentions << ChatOutgoingMention{text, link->id};
        }
    }
    if (content.value(QLatin1StringView("m.mentions")).toObject().value(QLatin1StringView("room")).toBool()) {
        mentions << ChatOutgoingMention{QStringLiteral("@room"), QStringLiteral("@room")};
    }
    return mentions;
}

/// Older clients put what they answer above their answer, as a quotation.
QString withoutFallback(const QString &body)
{
    if (!body.startsWith(QLatin1StringView("> <"))) {
        return body;
    }
    auto lines = body.split(u'\n');
    while (!lines.isEmpty() && lines.first().startsWith(u'>')) {
        lines.removeFirst();
    }
    if (!lines.isEmpty() && lines.first().isEmpty()) {
        lines.removeFirst();
    }
    return lines.join(u'\n');
}

/// As it is shown now: the newest edit of a message, its own text otherwise.
Result<QJsonObject> currentContent(const Reader &reader, ItemId event)
{
    const auto facts = ChatRows::eventFacts(reader, event);
    if (!facts) {
        return std::unexpected(facts.error());
    }
    if (!*facts || (*facts)->isRedacted) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This message is no longer there."));
    }
    const auto edit = reader.prepare("SELECT edit FROM chat_event WHERE item = ?1 AND edit <> 0").value<ItemId>(event);
    if (!edit) {
        return std::unexpected(edit.error());
    }
    auto content = (*facts)->shownContent();
    if (!*edit) {
        return content;
    }
    return ChatRows::eventFacts(reader, **edit).transform([&content](const std::optional<ChatEventFacts> &newer) {
        const auto fresh = newer ? newer->shownContent().value(QLatin1StringView("m.new_content")).toObject() : QJsonObject();
        return fresh.isEmpty() ? content : fresh;
    });
}
}

QFuture<Result<ItemId>> ChatActions::send(ItemId room, const ChatOutgoing &message)
{
    const auto typed = message.text.trimmed();
    if (typed.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Result<ItemId>(nothing()));
    }
    // What is edited is what it was: "/topic" in an old message is no command.
    const auto command = message.edits && !typed.startsWith(QLatin1StringView("/me ")) ? ChatOutgoingCommand{} : ChatOutgoingCommand::parse(typed);
    switch (command.kind) {
    case ChatOutgoingCommand::Kind::None:
    case ChatOutgoingCommand::Kind::Text:
        break;
    case ChatOutgoingCommand::Kind::Wrong:
        return d->refuse<ItemId>(Error{.kind = Error::Kind::Forbidden, .message = command.sentence, .detail = {}});
    default:
        return d->carryOut(room, message, command);
    }
    auto wanted = message;
    const bool isCommand = command.kind == ChatOutgoingCommand::Kind::Text;
    if (isCommand && command.messageKind != ChatOutgoing::Kind::Text) {
        wanted.kind = command.messageKind;
    }
    auto content = ChatOutgoingText::content(wanted, isCommand ? command.text : typed);
    if (isCommand && command.isPlain) {
        content.remove(QLatin1StringView("format"));
        content.remove(QLatin1StringView("formatted_body"));
    }
    if (!wanted.edits) {
        return d->act([room, wanted, content](ChatWork &work, ChatStep &) -> Result<ItemId> {
            const auto in = work.room(room);
            const auto relation = in ? work.relation(*in, wanted) : Result<ChatOutgoingText::Relation>(std::unexpected(in.error()));
            if (!relation) {
                return std::unexpected(relation.error());
            }
            auto related = content;
            ChatOutgoingText::relate(related, *relation);
            return work.send(*in, messageType, related);
        });
    }
    struct Before {
        QJsonObject content{};
    };
    return d->outbox->store()
        ->read([event = wanted.edits](const Reader &reader) {
            return currentContent(reader, event).transform([](const QJsonObject &before) {
                return Before{before};
            });
        })
        .then(this,
              [this, room, event = wanted.edits, content](const Result<Before> &before) -> QFuture<Result<ItemId>> {
                  if (!before) {
                      return d->refuse<ItemId>(before.error());
                  }
                  return d->act([room, event, content, before = before->content](ChatWork &work, ChatStep &) -> Result<ItemId> {
                      const auto in = work.room(room);
                      const auto edited = in ? work.event(event) : Result<ChatWork::Event>(std::unexpected(in.error()));
                      if (!edited) {
                          return std::unexpected(edited.error());
                      }
                      if (!edited->isMine || edited->isRedacted) {
                          return failure(Error::Kind::Forbidden, i18nc("@info", "Only own messages can be edited."));
                      }
                      if (edited->eventId.isEmpty()) {
                          return work.rewrite(event, content).transform([] {
                              return ItemId{};
                          });
                      }
                      const QLatin1StringView body("body");
                      const QLatin1StringView html("formatted_body");
                      const QLatin1StringView type("msgtype");
                      if (before.value(body) == content.value(body) && before.value(html) == content.value(html) && before.value(type) == content.value(type)) {
                          return ItemId{}; // nothing was changed
                      }
                      return work.send(*in, messageType, ChatOutgoingText::replacement(content, edited->eventId, before));
                  });
              })
        .unwrap();
}

QFuture<Result<ItemId>> ChatActions::Private::carryOut(ItemId room, const ChatOutgoing &message, const ChatOutgoingCommand &command)
{
    using Kind = ChatOutgoingCommand::Kind;
    const auto done = [](QFuture<Result<void>> future) {
        return future.then([](const Result<void> &result) {
            return result.transform([] {
                return ItemId{};
            });
        });
    };
    switch (command.kind) {
    case Kind::Topic:
        return done(q->setTopic(room, command.rest));
    case Kind::RoomName:
        return done(q->setName(room, command.rest));
    case Kind::Invite:
        return done(q->invite(room, {command.subject}));
    case Kind::Kick:
        return done(q->kick(room, command.subject, command.rest));
    case Kind::Ban:
        return done(q->ban(room, command.subject, command.rest));
    case Kind::Unban:
        return done(q->unban(room, command.subject));
    case Kind::Part:
        return done(q->leave({room}));
    default:
        break;
    }
    // The others are about the account that the room belongs to.
    return outbox->store()
        ->read([room](const Reader &reader) {
            return reader.prepare("SELECT collection FROM chat_room WHERE item = ?1").value<CollectionId>(room);
        })
        .then(q,
              [this, done, message, command](const Result<std::optional<CollectionId>> &found) -> QFuture<Result<ItemId>> {
                  if (!found || !*found) {
                      return refuse<ItemId>(found
                                                ? Error{.kind = Error::Kind::NotFound, .message = i18nc("@info", "This room is no longer here."), .detail = {}}
                                                : found.error());
                  }
                  const auto account = **found;
                  switch (command.kind) {
                  case Kind::Nick:
                      return done(q->setOwnName(account, command.rest));
                  case Kind::Join:
                      return q->join(account, command.subject, command.rest.split(u' ', Qt::SkipEmptyParts));
                  case Kind::Ignore:
                      q->ignore(account, command.subject);
                      break;
                  case Kind::Unignore:
                      q->unignore(account, command.subject);
                      break;
                  default:
                      break;
                  }
                  return QtFuture::makeReadyValueFuture(Result<ItemId>(ItemId{}));
              })
        .unwrap();
}

QFuture<Result<ChatOutgoing>> ChatActions::startEdit(ItemId event) const
{
    return d->outbox->store()->read([event](const Reader &reader) -> Result<ChatOutgoing> {
        const auto mine = reader.prepare("SELECT mine FROM chat_event WHERE item = ?1").value<bool>(event);
        if (!mine) {
            return std::unexpected(mine.error());
        }
        const auto content = currentContent(reader, event);
        if (!content) {
            return std::unexpected(content.error());
        }
        if (!mine->value_or(false) || !isText(*content)) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "Only own texts can be edited."));
        }
        const auto type = content->value(QLatin1StringView("msgtype")).toString();
        ChatOutgoing message;
        message.text = withoutFallback(content->value(QLatin1StringView("body")).toString());
        message.mentions = mentionsIn(*content);
        message.edits = event;
        message.kind = type == u"m.emote" ? ChatOutgoing::Kind::Emote : type == u"m.notice" ? ChatOutgoing::Kind::Notice : ChatOutgoing::Kind::Text;
        return message;
    });
}

QFuture<Result<void>> ChatActions::react(ItemId event, const QString &key)
{
    const auto wanted = key.trimmed().left(longestReaction);
    if (wanted.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Result<void>(nothing()));
    }
    return d->actVoid([event, wanted](ChatWork &work, ChatStep &) -> Result<void> {
        const auto target = work.toldEvent(event);
        if (!target) {
            return std::unexpected(target.error());
        }
        struct Mine {
            ItemId item{};
            bool isTold = false;
        };
        QList<Mine> mine;
        auto asked = work.transaction
                         .prepare("SELECT item, event_id IS NOT NULL FROM chat_event WHERE relates = ?1 AND relation = ?2 AND mine = 1 AND redacted = 0 AND "
                                  "text = ?3 AND room = ?4")
                         .each(
                             [&mine](const Statement &row) {
                                 mine << Mine{row.get<ItemId>(0), row.integer(1) != 0};
                             },
                             target->eventId,
                             ChatRelation::Reaction,
                             ChatText::key(wanted),
                             target->room);
        if (!asked) {
            return asked;
        }
        for (const auto &one : std::as_const(mine)) {
            if (!one.isTold) {
                if (auto done = work.discard(one.item); !done) {
                    return done;
                }
                continue;
            }
            work.change(one.item, target->account, target->resource, ChatChange::Redact, {{QLatin1StringView("transaction"), ChatWork::newTransaction()}});
        }
        if (!mine.isEmpty()) {
            return {};
        }
        const auto room = work.room(target->room);
        if (!room) {
            return std::unexpected(room.error());
        }
        const QJsonObject relation{
            {QStringLiteral("rel_type"), QStringLiteral("m.annotation")}, {QStringLiteral("event_id"), target->eventId}, {QStringLiteral("key"), wanted}};
        return work.send(*room, QStringLiteral("m.reaction"), {{QStringLiteral("m.relates_to"), relation}}).transform([](ItemId) { });
    });
}

QFuture<Result<void>> ChatActions::redact(ItemId event, const QString &reason)
{
    return d->actVoid(
        [event, reason, due = d->later()](ChatWork &work, ChatStep &step) -> Result<void> {
            const auto found = work.event(event);
            if (!found) {
                return std::unexpected(found.error());
            }
            if (found->eventId.isEmpty()) {
                return work.discard(event);
            }
            if (found->isRedacted) {
                return {};
            }
            QCborMap arguments{{QLatin1StringView("transaction"), ChatWork::newTransaction()}};
            if (!reason.isEmpty()) {
                arguments.insert(QLatin1StringView("reason"), reason);
            }
            work.change(event, found->account, found->resource, ChatChange::Redact, arguments);
            work.changes.last().ground = found->room;
            work.changes.last().notBefore = due;
            step.entries << ChatStep::Entry{.what = ChatStep::What::Redacted, .item = event};
            return {};
        },
        [](qsizetype) {
            return i18nc("@action", "Undo: Delete Message");
        });
}

QFuture<Result<void>> ChatActions::discard(ItemId event)
{
    return d->actVoid([event](ChatWork &work, ChatStep &) {
        return work.discard(event);
    });
}

QFuture<Result<void>> ChatActions::retry(ItemId event)
{
    return d->actVoid([event](ChatWork &work, ChatStep &) {
        return work.retry(event);
    });
}

QFuture<Result<void>> ChatActions::retryAll(ItemId room)
{
    return d->actVoid([room](ChatWork &work, ChatStep &) -> Result<void> {
        QList<ItemId> items;
        auto done
            = work.transaction.prepare("SELECT DISTINCT item FROM change WHERE (ground = ?1 OR item = ?1) AND item IS NOT NULL AND state IN (2, 3) ORDER BY id")
                  .each(
                      [&items](const Statement &row) {
                          items << row.get<ItemId>(0);
                      },
                      room);
        for (auto item = items.cbegin(); done && item != items.cend(); ++item) {
            done = work.retry(*item);
        }
        return done;
    });
}

QFuture<Result<void>> ChatActions::forward(const QList<ItemId> &events, ItemId room)
{
    struct Message {
        QString type{};
        QJsonObject content{};
    };
    return d->outbox->store()
        ->read([events](const Reader &reader) -> Result<QList<Message>> {
            QList<Message> messages;
            for (const auto event : events) {
                const auto facts = ChatRows::eventFacts(reader, event);
                const auto content = facts ? currentContent(reader, event) : Result<QJsonObject>(std::unexpected(facts.error()));
                if (!content) {
                    return std::unexpected(content.error());
                }
                const auto type = (*facts)->shownType();
                if ((type != messageType && type != u"m.sticker") || (*facts)->eventId.isEmpty()) {
                    return failure(Error::Kind::Forbidden, i18nc("@info", "Only messages that were sent can be forwarded."));
                }
                auto copy = *content;
                copy.remove(QLatin1StringView("m.relates_to"));
                copy.remove(QLatin1StringView("m.new_content"));
                copy.insert(QStringLiteral("m.mentions"), QJsonObject()); // nobody is called twice
                copy.insert(QStringLiteral("body"), withoutFallback(copy.value(QLatin1StringView("body")).toString()));
                messages << Message{type, copy};
            }
            return messages;
        })
        .then(this,
              [this, room](const Result<QList<Message>> &messages) -> QFuture<Result<void>> {
                  if (!messages) {
                      return d->refuse<void>(messages.error());
                  }
                  return d->actVoid([room, messages = *messages](ChatWork &work, ChatStep &) -> Result<void> {
                      const auto in = work.room(room);
                      if (!in) {
                          return std::unexpected(in.error());
                      }
                      for (const auto &message : messages) {
                          if (auto sent = work.send(*in, message.type, message.content); !sent) {
                              return std::unexpected(sent.error());
                          }
                      }
                      return {};
                  });
              })
        .unwrap();
}

}
