// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatoutgoing.h"
#include "store/blobs.h"
#include "sync/outbox.h"

#include <QFuture>
#include <QObject>

#include <chrono>
#include <memory>

namespace Kontor
{

/// Everything the user may do in chats. Each call returns at once; the store shows the result in the next commit, the
/// server hears of it when it can. Any failure is told by failed(), also where the call answers it. GUI thread.
///
/// What is sent to one room is sent in the order in which it was written: each Send follows the room's last one
/// (Change::follows); one that is refused holds up nobody.
class ChatActions : public QObject
{
    Q_OBJECT
public:
    explicit ChatActions(std::shared_ptr<Outbox> outbox, QObject *parent = nullptr);
    ~ChatActions() override;

    std::shared_ptr<Outbox> outbox() const;

    // Messages
    /// A message, an answer, one in a thread, an edit, or a command. Answers the new item; 0: a command or an edit of what
    /// waits. Edits of a message that has not been sent keep its place. Cancelled: there was nothing to send.
    QFuture<Result<ItemId>> send(ItemId room, const ChatOutgoing &message);

    /// The content is copied into the store piece by piece first, so that the original may go. Pictures get a thumbnail.
    /// Progress: KiB; can be cancelled. Off the GUI thread.
    QFuture<Result<ItemId>> sendFile(ItemId room, const ChatOutgoingFile &file);

    /// What is to be edited: the text as it was typed, with its mentions. Own messages only.
    QFuture<Result<ChatOutgoing>> startEdit(ItemId event) const;

    QFuture<Result<void>> react(ItemId event, const QString &key); ///< and the other way round, if it was there
    QFuture<Result<void>> redact(ItemId event, const QString &reason = {});
    QFuture<Result<void>> discard(ItemId event); ///< of what waits or was refused
    QFuture<Result<void>> retry(ItemId event); ///< of what was refused
    QFuture<Result<void>> retryAll(ItemId room);
    QFuture<Result<void>> forward(const QList<ItemId> &events, ItemId room); ///< copies of texts, and of files by their address
    QFuture<Result<void>> pin(ItemId event);
    QFuture<Result<void>> unpin(ItemId event);

    // What was read
    void markRead(ItemId room); ///< all of it; nothing happens if it is
    void markReadUpTo(ItemId event);
    void markUnread(ItemId room);
    enum class Receipts { Public, Private };
    void setReceipts(Receipts receipts); ///< whether others see it

    // The room, for oneself
    void setFavourite(const QList<ItemId> &rooms, Qt::CheckState on);
    void setLowPriority(const QList<ItemId> &rooms, Qt::CheckState on);
    void setNotify(ItemId room, ChatNotify level);
    void setKeptOffline(const QList<ItemId> &rooms, Qt::CheckState on); ///< all of it; ours alone, no server is told

    // The room, for all
    QFuture<Result<ItemId>> join(CollectionId account, const QString &roomIdOrAlias, const QStringList &via = {});
    QFuture<Result<void>> accept(ItemId room); ///< an invitation
    QFuture<Result<void>> leave(const QList<ItemId> &rooms); ///< also: to decline an invitation
    QFuture<Result<void>> forget(const QList<ItemId> &rooms); ///< that were left; what is here of them goes
    QFuture<Result<void>> invite(ItemId room, const QStringList &userIds);
    QFuture<Result<void>> kick(ItemId room, const QString &userId, const QString &reason);
    QFuture<Result<void>> ban(ItemId room, const QString &userId, const QString &reason);
    QFuture<Result<void>> unban(ItemId room, const QString &userId);
    QFuture<Result<void>> setPower(ItemId room, const QString &userId, int power);

    QFuture<Result<void>> setName(ItemId room, const QString &name);
    QFuture<Result<void>> setTopic(ItemId room, const QString &topic);
    QFuture<Result<void>> setPicture(ItemId room, const QByteArray &image); ///< of any format and size; empty: none
    QFuture<Result<void>> encrypt(ItemId room); ///< never to be undone
    enum class History { Shared, Invited, Joined, World };
    QFuture<Result<void>> setHistory(ItemId room, History history);
    enum class JoinRule { Invited, Public, Knock };
    QFuture<Result<void>> setJoinRule(ItemId room, JoinRule rule);

    QFuture<Result<ItemId>> create(CollectionId account, const ChatOutgoingRoom &room);
    /// The one there is with this person, or a new one, encrypted.
    QFuture<Result<ItemId>> startDirectChat(CollectionId account, const QString &userId);
    QFuture<Result<void>> addToSpace(ItemId room, ItemId space);
    QFuture<Result<void>> removeFromSpace(ItemId room, ItemId space);

    // The account
    void ignore(CollectionId account, const QString &userId);
    void unignore(CollectionId account, const QString &userId);
    QFuture<Result<void>> setOwnName(CollectionId account, const QString &name);
    QFuture<Result<void>> setOwnPicture(CollectionId account, const QByteArray &image); ///< empty: none

    // Undo: what waits for some seconds before a server hears of it (leave, redact), or has a reverse.
    bool canUndo() const;
    QString undoText() const; ///< "Undo: Leave Room"
    void undo();
    void setUndoTime(std::chrono::milliseconds time); ///< none at first

Q_SIGNALS:
    void undoChanged();
    void takenBack(); ///< undo() is done
    void failed(const Kontor::Error &error);

public:
    struct Private; ///< for the files it is written in

private:
    std::unique_ptr<Private> d;
};

}
