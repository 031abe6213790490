// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatactions.h"
#include "chat/chatrows.h"
#include "store/transaction.h"
#include "sync/projector.h"

#include <QThreadPool>

#include <atomic>
#include <functional>

namespace Kontor
{

/// One step of undo: what leads back.
struct ChatStep {
    enum class What { Left, Redacted, Tagged };
    struct Entry {
        What what = What::Left;
        ItemId item{};
        QString tag{}; ///< Tagged
        bool wasOn = false;
    };
    QString text{};
    QList<Entry> entries{};
};

/// Building blocks of ChatActions: rooms and events of one transaction, and the changes it makes. On the writer thread;
/// errors: Storage, and those for the user.
class ChatWork
{
public:
    ChatWork(Transaction &transaction, const Projector &projector, QList<Change> &changes)
        : transaction(transaction)
        , projector(projector)
        , changes(changes)
    {
    }

    struct Room {
        ItemId item{};
        CollectionId account{};
        ResourceId resource{};
        QString roomId{}; ///< empty: only here so far
        QString membership{};
        bool isSpace = false;
        bool isEncrypted = false;
        bool isFavourite = false;
        bool isLowPriority = false;
    };
    Result<Room> room(ItemId item); ///< NotFound with a sentence

    struct Event {
        ItemId item{};
        ItemId room{};
        CollectionId account{};
        ResourceId resource{};
        QString eventId{}; ///< empty: only here so far
        QString sender{};
        QString thread{}; ///< event id of the root, of an answer in a thread
        bool isMine = false;
        bool isRedacted = false;
        bool isShown = false;
        ChatRowKind kind = ChatRowKind::Text;
    };
    Result<Event> event(ItemId item); ///< NotFound with a sentence
    Result<Event> toldEvent(ItemId item); ///< also: a server knows it

    struct Account {
        ItemId item{};
        CollectionId account{};
        ResourceId resource{};
        QString userId{};
    };
    Result<Account> account(CollectionId account);

    /// A new item with the change that makes it.
    Result<ItemId> create(CollectionId account, ResourceId resource, const QString &kind, const QCborMap &arguments, ItemId ground = {});
    /// An event that is to be sent, behind all that waits in the room.
    Result<ItemId> send(const Room &room, const QString &type, const QJsonObject &content, const QCborMap &file = {});
    /// Of an item that is there.
    void change(ItemId item, CollectionId account, ResourceId resource, const QString &kind, const QCborMap &arguments);
    void change(const Room &room, const QString &kind, const QCborMap &arguments);

    Result<ChatOutgoingText::Relation> relation(const Room &room, const ChatOutgoing &message);

    /// As if what waits or was refused had never been: NotFound, or Conflict where it is under way right now.
    Result<void> discard(ItemId item);
    Result<void> retry(ItemId item);
    /// Another text for a message that waits or was refused; it keeps its place.
    Result<void> rewrite(ItemId item, const QJsonObject &content);
    Result<QList<Change>> pending(ItemId item);

    static QString newTransaction();

    Transaction &transaction;
    const Projector &projector;
    QList<Change> &changes;

private:
    Result<ChangeId> lastOf(const Room &room);
};

struct ChatActions::Private {
    ChatActions *q = nullptr;
    std::shared_ptr<Outbox> outbox{};
    QList<ChatStep> steps{};
    std::chrono::milliseconds undoTime{0};
    Receipts receipts = Receipts::Public;
    bool isLookingAtSteps = false;
    QThreadPool pool{}; ///< reads files of this machine
    std::shared_ptr<std::atomic<bool>> ending = std::make_shared<std::atomic<bool>>(false);
    static constexpr qsizetype mostSteps = 20;

    /// \p fill makes the changes and the step inside one transaction, and answers the new item; \p text is said of the
    /// number of entries.
    using Fill = std::function<Result<ItemId>(ChatWork &, ChatStep &)>;
    using Text = std::function<QString(qsizetype)>;
    QFuture<Result<ItemId>> act(Fill fill, Text text = {});
    QFuture<Result<void>> actVoid(std::function<Result<void>(ChatWork &, ChatStep &)> fill, Text text = {});

    /// First it is looked whether one may, so that nothing is refused that stands in the way of what comes later.
    struct Wish {
        QString type{}; ///< of a state event
        QString key{};
        QJsonObject content{};
    };
    QFuture<Result<void>> changeState(ItemId room, ChatRight right, std::function<Result<Wish>(const ChatRows::RoomFacts &)> wish, QCborMap file = {});
    QFuture<Result<void>> changeMember(ItemId room, ChatRight right, const QStringList &users, const QString &what, const QString &reason);
    QFuture<Result<void>> mayI(ItemId room, ChatRight right);

    QFuture<Result<ItemId>> carryOut(ItemId room, const ChatOutgoing &message, const ChatOutgoingCommand &command);
    QFuture<Result<void>> setPicture(const QByteArray &image, std::function<QFuture<Result<void>>(QCborMap)> use);
    void setTag(const QList<ItemId> &rooms, Qt::CheckState on, const QString &tag, const Text &text);

    void pushUndo(ChatStep step, const Text &text);
    void takeBack(const ChatStep &step);
    void forgetTold(); ///< what a server has heard of: there is nothing left to take back
    void tell(const Error &error);
    QDateTime later() const; ///< when a server may hear of what can be undone

    template <class T>
    QFuture<Result<T>> refuse(const Error &error)
    {
        tell(error);
        return QtFuture::makeReadyValueFuture(Result<T>(std::unexpected(error)));
    }
    template <class T>
    QFuture<Result<T>> telling(QFuture<Result<T>> future)
    {
        return future.then(q, [this](const Result<T> &done) {
            if (!done) {
                tell(done.error());
            }
            return done;
        });
    }
};

}
