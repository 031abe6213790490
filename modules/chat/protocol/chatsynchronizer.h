// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizersession.h"
#include "sync/synchronizer.h"

#include <memory>

namespace Kontor
{

/// How Matrix homeservers are talked to (client-server API v1.11 and later, simplified sliding sync where it is offered).
///
/// One collection for each account (its remote id is the user id); rooms, events, people, gaps and the account's own data
/// are items of it, see ChatId. What a sync says becomes deltas whose token is the position behind it: keys are saved
/// before. A position that the server no longer knows costs no history: items are known by their ids, what lies between
/// what is here and what is told becomes a gap. Messages are encrypted wherever the room is, and sent once.
class ChatSynchronizer : public Synchronizer
{
    Q_OBJECT
public:
    using Options = ChatSynchronizerSession::Options;

    explicit ChatSynchronizer(Options options, QObject *parent = nullptr);
    ~ChatSynchronizer() override;

    Task<Result<QList<RemoteCollection>>> discover() override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    bool concernsAll(const Change &change, const Error &error) const override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void stop() override;

    /// Somebody signed in (again), or the account was edited; ready() is emitted. In the synchronizer's thread.
    void setAccount(Account account);

    // What can only be asked while the server is there; see ChatServices. Rooms, people and events by their Matrix ids.

    Task<Result<void>> fillGap(ChatGapFacts gap);
    Task<Result<void>> bringEvent(QString roomId, QString eventId);
    Task<Result<QString>> bringDay(QString roomId, QDate day); ///< the id of the first event of that day or after it
    Task<Result<void>> bringMembers(QString roomId);
    Task<Result<QByteArray>> picture(QString mxc, int pixels);

    Task<Result<QList<ChatPerson>>> findPeople(QString words);
    Task<Result<QList<ChatPublicRoom>>> findRooms(QString words, QString server);
    Task<Result<QList<ChatPublicRoom>>> roomsOfSpace(QString roomId);

    void tellTyping(QString roomId, Qt::CheckState on);

    Task<Result<ChatEncryptionState>> encryption();
    Task<Result<QList<ChatDevice>>> devices(QString userId);
    Task<Result<void>> renameDevice(QString deviceId, QString name);
    Task<Result<void>> removeDevice(QString deviceId, QString password);
    Task<Result<bool>> isVerified(QString userId);

    Task<Result<ChatVerification>> verify(QString userId, QString deviceId);
    Task<Result<void>> acceptVerification(QString id);
    Task<Result<void>> confirmVerification(QString id);
    Task<Result<void>> rejectVerification(QString id);
    Task<Result<void>> trustNewIdentity(QString userId);

    Task<Result<QString>> setUpRecovery(QString passphrase, QString password);
    Task<Result<int>> recover(QString keyOrPassphrase);
    Task<Result<void>> resetIdentity(QString password);
    Task<Result<QByteArray>> exportKeys(QString passphrase); ///< the file's content
    Task<Result<int>> importKeys(QByteArray file, QString passphrase);
    Task<Result<void>> askForKeys(QString eventId);

Q_SIGNALS:
    void typingChanged(const QString &roomId, const QStringList &userIds); ///< without oneself
    void verificationChanged(const Kontor::ChatVerification &verification);
    void encryptionChanged();
    /// The server has signed this device out; see ChatSignIn. The account is paused.
    void signedOut(Kontor::MatrixConnection::SignOut how);

private:
    struct Private;
    std::shared_ptr<Private> d; // outlives the object until the last call has returned
};

}
