// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing: drafts, sending, and taking back.
#include "mail/mailactions.h"

#include "mail/draftopening.h"
#include "mail/headerfields.h"
#include "mail/mailactionsprivate.h"
#include "mail/mailchange.h"
#include "mail/mailpayload.h"
#include "mail/mailtext.h"
#include "mail/messagecomposer.h"
#include "mail/messagewriter.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QUrlQuery>
#include <QtConcurrentRun>

namespace Kontor
{

using namespace MailTransactions;

namespace
{
/// A composed message, stored and ready to become an item.
struct Composed {
    Draft draft;
    BlobId blob; ///< what is kept
    BlobId toSend; ///< what is sent
    qint64 date = 0;
    MailPayload payload;
    MessageBody body;
};

Composed described(Draft draft, const QByteArray &bytes, const BlobId &blob, const BlobId &toSend, const QStringList &flags, const QDateTime &now)
{
    Composed result;
    result.toSend = toSend;
    result.draft = std::move(draft);
    result.blob = blob;
    result.date = now.toMSecsSinceEpoch();
    const auto extent = HeaderFields::extentOf(bytes);
    result.payload.header = bytes.left(extent.end);
    result.payload.flags = flags;
    result.payload.hasFlags = true;
    result.payload.size = bytes.size();
    result.payload.internalDate = now.toUTC();
    result.body = MessageBody::read(bytes);
    return result;
}

Result<Composed> composed(const std::shared_ptr<Store> &store, Draft draft, const QStringList &flags, MessageComposer::Copy most)
{
    if (draft.messageId.isEmpty()) {
        draft.messageId = MessageComposer::newMessageId(draft.from);
    }
    const auto read = [&store](const BlobId &blob) {
        return store->blobs().get(blob);
    };
    const auto now = QDateTime::currentDateTime();
    const auto bytes = MessageComposer::compose(draft, MessageComposer::Copy::ToKeep, read, now);
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    const auto blob = store->blobs().put(*bytes);
    if (!blob) {
        return std::unexpected(blob.error());
    }
    auto toSend = *blob;
    if (most == MessageComposer::Copy::ToSend && !draft.bcc.isEmpty()) {
        const auto without = MessageComposer::compose(draft, MessageComposer::Copy::ToSend, read, now);
        const auto second = without ? store->blobs().put(*without) : Result<BlobId>(std::unexpected(without.error()));
        if (!second) {
            return std::unexpected(second.error());
        }
        toSend = *second;
    }
    return described(std::move(draft), *bytes, *blob, toSend, flags, now);
}

/// The same for a letter, which has no draft and no copies.
Result<Composed> composed(const std::shared_ptr<Store> &store, const Letter &letter)
{
    const auto now = QDateTime::currentDateTime();
    const auto bytes = MessageComposer::compose(letter, now);
    const auto blob = store->blobs().put(bytes);
    if (!blob) {
        return std::unexpected(blob.error());
    }
    Draft draft;
    draft.account = letter.account;
    draft.from = letter.from;
    draft.to = letter.to;
    draft.messageId = letter.messageId;
    return described(std::move(draft), bytes, *blob, *blob, {QStringLiteral("\\Seen")}, now);
}

Result<ResourceId> mailOf(Transaction &transaction, AccountId account)
{
    const auto found = transaction.prepare("SELECT id FROM resource WHERE account = ?1 AND kind = 'mail'").value<ResourceId>(account);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!*found) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The account to write from no longer exists."));
    }
    return **found;
}

Change appendChange(ItemId item, CollectionId folder, ResourceId resource, const Composed &message)
{
    Change change;
    change.item = item;
    change.collection = folder;
    change.resource = resource;
    change.kind = MailChange::Append;
    change.arguments = {{QLatin1StringView("blob"), message.blob},
                        {QLatin1StringView("flags"), QCborArray::fromStringList(message.payload.flags)},
                        {QLatin1StringView("date"), message.date},
                        {QLatin1StringView("payload"), message.payload.toCbor()}};
    return change;
}

/// The row and words at once, so that the body is known in the same commit.
Result<void> writeRow(Transaction &transaction, ItemId item, CollectionId folder, const Composed &message)
{
    auto payload = message.payload;
    payload.local = true;
    MessageWriter writer(transaction);
    return writer.write(item, folder, MessageHead::read(payload)).and_then([&] {
        return writer.writeBody(item, message.blob, message.body);
    });
}

/// All versions of a draft that are here: the one the composer knows and any it does not know of yet.
Result<QList<ItemId>> versionsOf(Transaction &transaction, const Draft &draft, CollectionId drafts)
{
    QList<ItemId> items;
    auto asked = transaction.prepare("SELECT item FROM mail_message WHERE (message_id = ?1 AND collection = ?2 AND flags & ?3 <> 0) OR item = ?4")
                     .each(
                         [&items](const Statement &row) {
                             items << row.get<ItemId>(0);
                         },
                         draft.messageId,
                         drafts,
                         int(MessageFlag::Draft),
                         draft.item);
    return asked.transform([&items] {
        return items;
    });
}

Result<ItemId> writeDraft(Transaction &transaction, QList<Change> &changes, const Composed &message)
{
    const auto resource = mailOf(transaction, message.draft.account);
    if (!resource) {
        return std::unexpected(resource.error());
    }
    const auto folder = folderWithRole(transaction, changes, *resource, FolderRole::Drafts);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    const auto older = versionsOf(transaction, message.draft, *folder);
    if (!older) {
        return std::unexpected(older.error());
    }
    const auto item = insertItem(transaction, *folder);
    if (!item) {
        return item;
    }
    changes << appendChange(*item, *folder, *resource, message);
    // The new one first: at no time is there none.
    for (const auto old : *older) {
        if (auto dropped = dropItem(transaction, changes, old); !dropped) {
            return std::unexpected(dropped.error());
        }
    }
    return writeRow(transaction, *item, *folder, message).transform([&item] {
        return *item;
    });
}

void markAnswered(QList<Change> &changes, ItemId item, const QString &flag)
{
    if (!item) {
        return;
    }
    Change change;
    change.item = item;
    change.kind = MailChange::Flags;
    change.arguments = flagArguments({flag}, {});
    changes << change;
}

/// Changes to messages that went meanwhile are left out.
Result<void> dropImpossible(Transaction &transaction, QList<Change> &changes)
{
    QList<Change> possible;
    for (const auto &change : std::as_const(changes)) {
        if (!change.item) {
            possible << change;
            continue;
        }
        const auto there = transaction.prepare("SELECT 1 FROM item WHERE id = ?1").value<qint64>(change.item);
        if (!there) {
            return std::unexpected(there.error());
        }
        if (*there) {
            possible << change;
        }
    }
    changes = possible;
    return {};
}

template<class T>
QFuture<Result<T>> refused(Error::Kind kind, const QString &sentence)
{
    return QtFuture::makeReadyValueFuture(Result<T>(failure(kind, sentence)));
}
}

Draft MailActions::newDraft(const Account &account) const
{
    Draft draft;
    draft.account = account.id;
    draft.from = {account.name, account.address};
    draft.text = MessageReply::signatureBlock(account);
    return draft;
}

Draft MailActions::draftFromMailto(const Account &account, const QUrl &mailto) const
{
    auto draft = newDraft(account);
    if (mailto.scheme() != QLatin1StringView("mailto")) {
        return draft;
    }
    // RFC 6068: "+" is a plus sign; only these fields may be set from outside.
    const auto decoded = [](const QString &text) {
        return QUrl::fromPercentEncoding(text.toUtf8());
    };
    draft.to = MailAddress::parseList(decoded(mailto.path(QUrl::FullyEncoded)));
    const auto items = QUrlQuery(mailto.query(QUrl::FullyEncoded)).queryItems(QUrl::FullyEncoded);
    for (const auto &[name, value] : items) {
        const auto key = name.toLower();
        const auto text = decoded(value);
        if (key == QLatin1StringView("to")) {
            draft.to += MailAddress::parseList(text);
        } else if (key == QLatin1StringView("cc")) {
            draft.cc += MailAddress::parseList(text);
        } else if (key == QLatin1StringView("bcc")) {
            draft.bcc += MailAddress::parseList(text);
        } else if (key == QLatin1StringView("subject")) {
            draft.subject = MailText::line(text);
        } else if (key == QLatin1StringView("body")) {
            draft.text = MailText::lines(text) + draft.text;
        } else if (key == QLatin1StringView("in-reply-to")) {
            draft.inReplyTo = MailText::line(text, 500).remove(u'<').remove(u'>');
        }
    }
    return draft;
}

QFuture<Result<Draft>> MailActions::saveDraft(Draft draft)
{
    auto outbox = d->outbox;
    return QtConcurrent::run([store = d->store(), draft = std::move(draft)] {
               return composed(store, draft, {QStringLiteral("\\Draft"), QStringLiteral("\\Seen")}, MessageComposer::Copy::ToKeep);
           })
        .then([outbox](Result<Composed> message) -> QFuture<Result<Draft>> {
            if (!message) {
                return QtFuture::makeReadyValueFuture(Result<Draft>(std::unexpected(message.error())));
            }
            auto saved = std::make_shared<Draft>(message->draft);
            return outbox
                ->enqueue({},
                          [message = *message, saved](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                              return writeDraft(transaction, changes, message).transform([&saved](ItemId item) {
                                  saved->item = item;
                              });
                          })
                .then([saved](const Result<QList<ChangeId>> &done) {
                    return done.transform([&saved](const QList<ChangeId> &) {
                        return *saved;
                    });
                });
        })
        .unwrap();
}

void MailActions::discardDraft(const Draft &draft)
{
    d->tell(d->outbox->enqueue({}, [draft](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        const auto resource = mailOf(transaction, draft.account);
        if (!resource) {
            return std::unexpected(resource.error());
        }
        const auto folder = transaction.prepare("SELECT id FROM collection WHERE resource = ?1 AND role = 'drafts' LIMIT 1").value<CollectionId>(*resource);
        if (!folder) {
            return std::unexpected(folder.error());
        }
        const auto versions = versionsOf(transaction, draft, folder->value_or(CollectionId{}));
        if (!versions) {
            return std::unexpected(versions.error());
        }
        for (const auto item : *versions) {
            if (auto dropped = dropItem(transaction, changes, item); !dropped) {
                return dropped;
            }
        }
        return {};
    }));
}

namespace
{
enum class Kind { Message, Letter };

/// Queues sending and filing; answers where among the changes the sending is.
Result<qsizetype> queueSend(Transaction &transaction, QList<Change> &changes, const Composed &message, const QDateTime &when, Kind kind)
{
    const auto &draft = message.draft;
    const auto resource = mailOf(transaction, draft.account);
    if (!resource) {
        return std::unexpected(resource.error());
    }
    const auto account = DraftOpening::account(transaction, draft.account);
    const auto sent = folderWithRole(transaction, changes, *resource, FolderRole::Sent);
    const auto drafts = transaction.prepare("SELECT id FROM collection WHERE resource = ?1 AND role = 'drafts' LIMIT 1").value<CollectionId>(*resource);
    if (!account || !sent || !drafts) {
        return std::unexpected(!account ? account.error() : !sent ? sent.error() : drafts.error());
    }
    const auto older = kind == Kind::Message ? versionsOf(transaction, draft, drafts->value_or(CollectionId{})) : Result<QList<ItemId>>(QList<ItemId>());
    const auto sentRemote = remoteIdOf(transaction, *sent);
    const auto item = insertItem(transaction, *sent);
    if (!older || !sentRemote || !item) {
        return std::unexpected(!older ? older.error() : !sentRemote ? sentRemote.error() : item.error());
    }
    auto due = when;
    if (!due.isValid() && account->undoSendSeconds > 0) {
        due = QDateTime::currentDateTimeUtc().addSecs(account->undoSendSeconds);
    }
    Change send;
    send.item = *item;
    send.collection = *sent;
    send.resource = *resource;
    send.kind = MailChange::Send;
    send.notBefore = due;
    send.arguments = {{QLatin1StringView("blob"), message.toSend},
                      {QLatin1StringView("sender"), MessageComposer::wireAddress(draft.from.address)},
                      {QLatin1StringView("recipients"), QCborArray::fromStringList(MessageComposer::envelope(draft))},
                      {QLatin1StringView("messageId"), draft.messageId},
                      {QLatin1StringView("sent"), *sentRemote},
                      {QLatin1StringView("payload"), message.payload.toCbor()},
                      {QLatin1StringView("answers"), draft.answers.value},
                      {QLatin1StringView("forwards"), draft.forwards.value}};
    if (kind == Kind::Letter) {
        send.arguments.insert(QLatin1StringView("letter"), true);
    }
    const auto place = changes.size();
    changes << send;
    auto append = appendChange(*item, *sent, *resource, message);
    append.notBefore = due;
    changes << append;
    const auto fixed = changes.size();
    markAnswered(changes, draft.answers, QStringLiteral("\\Answered"));
    markAnswered(changes, draft.forwards, QStringLiteral("$Forwarded"));
    auto extra = changes.sliced(fixed);
    changes.resize(fixed);
    if (auto checked = dropImpossible(transaction, extra); !checked) {
        return std::unexpected(checked.error());
    }
    changes += extra;
    for (const auto old : *older) {
        if (auto dropped = dropItem(transaction, changes, old); !dropped) {
            return std::unexpected(dropped.error());
        }
    }
    return writeRow(transaction, *item, *sent, message).transform([place] {
        return place;
    });
}

/// What send() and post() have in common once there are bytes.
QFuture<Result<ChangeId>> enqueueSend(const std::shared_ptr<Outbox> &outbox, const Result<Composed> &message, const QDateTime &when, Kind kind, const Outbox::Prepare &also)
{
    if (!message) {
        return QtFuture::makeReadyValueFuture(Result<ChangeId>(std::unexpected(message.error())));
    }
    auto place = std::make_shared<qsizetype>(0); // of the Send change
    return outbox
        ->enqueue({},
                  [message = *message, when, kind, also, place](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      if (auto agreed = also ? also(transaction, changes) : Result<void>(); !agreed) {
                          return agreed;
                      }
                      return queueSend(transaction, changes, message, when, kind).transform([&place](qsizetype where) {
                          *place = where;
                      });
                  })
        .then([place](const Result<QList<ChangeId>> &done) {
            return done.transform([&place](const QList<ChangeId> &ids) {
                return ids.value(*place);
            });
        });
}
}

QFuture<Result<ChangeId>> MailActions::send(Draft draft, QDateTime when)
{
    if (MessageComposer::envelope(draft).isEmpty()) {
        return refused<ChangeId>(Error::Kind::Protocol, i18nc("@info", "The message has no recipient."));
    }
    if (!draft.from.address.contains(u'@')) {
        return refused<ChangeId>(Error::Kind::Protocol, i18nc("@info", "The message has no sender."));
    }
    return QtConcurrent::run([store = d->store(), draft = std::move(draft)] {
               return composed(store, draft, {QStringLiteral("\\Seen")}, MessageComposer::Copy::ToSend);
           })
        .then([outbox = d->outbox, when](const Result<Composed> &message) {
            return enqueueSend(outbox, message, when, Kind::Message, {});
        })
        .unwrap();
}

QFuture<Result<ChangeId>> MailActions::post(Letter letter, Outbox::Prepare also)
{
    Draft addressed;
    addressed.to = letter.to;
    if (MessageComposer::envelope(addressed).isEmpty() || letter.messageId.isEmpty()) {
        return refused<ChangeId>(Error::Kind::Protocol, i18nc("@info", "The message has no recipient."));
    }
    if (!letter.from.address.contains(u'@')) {
        return refused<ChangeId>(Error::Kind::Protocol, i18nc("@info", "The message has no sender."));
    }
    return QtConcurrent::run([store = d->store(), letter] {
               return composed(store, letter);
           })
        .then([outbox = d->outbox, when = letter.when, also = std::move(also)](const Result<Composed> &message) {
            return enqueueSend(outbox, message, when, Kind::Letter, also);
        })
        .unwrap();
}

QFuture<Result<Draft>> MailActions::undoSend(ChangeId send)
{
    auto outbox = d->outbox;
    return d->store()
        ->read([send](const Reader &reader) {
            return DraftOpening::sending(reader, send);
        })
        .then(QtFuture::Launch::Async,
              [outbox](const Result<DraftOpening::Source> &source) -> Result<std::pair<DraftOpening::Source, Composed>> {
                  if (!source) {
                      return std::unexpected(source.error());
                  }
                  auto draft = DraftOpening::open(*outbox->store(), *source);
                  if (!draft) {
                      return std::unexpected(draft.error());
                  }
                  auto message = composed(outbox->store(), *draft, {QStringLiteral("\\Draft"), QStringLiteral("\\Seen")}, MessageComposer::Copy::ToKeep);
                  if (!message) {
                      return std::unexpected(message.error());
                  }
                  return std::pair(*source, *message);
              })
        .then([outbox, send](Result<std::pair<DraftOpening::Source, Composed>> both) -> QFuture<Result<Draft>> {
            if (!both) {
                return QtFuture::makeReadyValueFuture(Result<Draft>(std::unexpected(both.error())));
            }
            auto saved = std::make_shared<Draft>(both->second.draft);
            return outbox
                ->enqueue({},
                          [source = both->first, message = both->second, saved, send](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                              const auto waiting = transaction.prepare("SELECT 1 FROM change WHERE id = ?1 AND state IN (0, 3) AND answer_lost = 0").value<qint64>(send);
                              if (!waiting) {
                                  return std::unexpected(waiting.error());
                              }
                              if (!*waiting) {
                                  return failure(Error::Kind::Conflict, i18nc("@info", "The message is already on its way and can no longer be taken back."));
                              }
                              if (auto removed = MessageWriter(transaction).remove(source.item); !removed) {
                                  return removed;
                              }
                              transaction.changes.outbox = true;
                              if (auto removed = transaction.prepare("DELETE FROM item WHERE id = ?1").run(source.item); !removed) {
                                  return removed;
                              }
                              QList<Change> marks;
                              for (const auto &[item, flag] : {std::pair(source.answers, QStringLiteral("\\Answered")), std::pair(source.forwards, QStringLiteral("$Forwarded"))}) {
                                  if (item) {
                                      Change change;
                                      change.item = item;
                                      change.kind = MailChange::Flags;
                                      change.arguments = flagArguments({}, {flag});
                                      marks << change;
                                  }
                              }
                              if (auto checked = dropImpossible(transaction, marks); !checked) {
                                  return checked;
                              }
                              changes += marks;
                              return writeDraft(transaction, changes, message).transform([&saved](ItemId item) {
                                  saved->item = item;
                              });
                          })
                .then([saved](const Result<QList<ChangeId>> &done) {
                    return done.transform([&saved](const QList<ChangeId> &) {
                        return *saved;
                    });
                });
        })
        .unwrap();
}

}
