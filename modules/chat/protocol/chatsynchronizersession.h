// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/await.h"
#include "base/clock.h"
#include "chat/chatmemory.h"
#include "chat/chatservices.h"
#include "chat/crypto/cryptomachine.h"
#include "chat/protocol/chatsignin.h"
#include "chat/protocol/matrixaddress.h"
#include "chat/protocol/matrixdevices.h"
#include "chat/protocol/matrixdirectory.h"
#include "chat/protocol/matrixmedia.h"
#include "chat/protocol/matrixmembership.h"
#include "chat/protocol/matrixpreferences.h"
#include "chat/protocol/matrixrooms.h"
#include "sync/delta.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>

#include <functional>
#include <memory>

namespace Kontor
{

/// One device of one account at its server, while calls use it: they hold it, so that it outlives them.
struct ChatSynchronizerLink {
    std::shared_ptr<MatrixConnection> connection{};
    MatrixServer server{};
    QString userId{};
    QString deviceId{};

    MatrixRooms rooms() const;
    MatrixMembership membership() const;
    MatrixPreferences preferences() const;
    MatrixDirectory directory() const;
    MatrixDevices devices() const;
    MatrixMedia media() const;
};

/// One after another: whoever enters waits for those who came before. One thread.
class ChatSynchronizerTurn
{
public:
    Task<> enter();
    void leave();

private:
    bool m_isTaken = false;
    QList<Pending<bool>> m_waiting;
};

/// What all activities of one ChatSynchronizer share: the sign-in, the connection, the machine that keeps the keys, what is
/// known while the server is heard, and the end.
class ChatSynchronizerSession : public std::enable_shared_from_this<ChatSynchronizerSession>
{
public:
    using Link = std::shared_ptr<const ChatSynchronizerLink>;

    struct Options {
        Account account{};
        std::shared_ptr<ChatSignIn> signIn{};
        std::shared_ptr<ChatMemory> memory{};
        std::shared_ptr<CryptoMachine> machine{}; ///< null: there is no encryption here
        QString keyFolder{}; ///< below it each device has one of its own
        std::function<QFuture<Result<QByteArray>>(const QString &blob)> content{}; ///< of files that are to be sent
        const Clock *clock = &Clock::system();
        enum class Sync { Best, Classic };
        Sync sync = Sync::Best; ///< simplified sliding sync where the server has it
    };

    explicit ChatSynchronizerSession(Options options);
    ~ChatSynchronizerSession();

    /// The server, asked when it is needed first; those who come meanwhile wait for the same answer.
    Task<Result<Link>> link();
    void forgetLink(); ///< the account or its sign-in is another one

    /// The machine, opened when it is needed first. The Error is what to tell of encrypted messages; never Storage, which
    /// would stop more than encryption.
    Task<Result<std::shared_ptr<CryptoMachine>>> crypto();
    std::optional<Error> cryptoError() const; ///< of the last attempt to open it
    CryptoOpened opened() const;
    std::function<void()> cryptoOpened; ///< for the first steps with the server

    /// Until the time is over or stop().
    Task<> nap(std::chrono::milliseconds duration);
    void stop();

    /// The last order that was given to a live event. Even; what is given to a sent event until the sync tells its place is odd.
    qint64 counter = 0;
    qint64 provisionalOrder(qint64 newestOfRoom);
    static bool isPlaced(qint64 order); ///< a sync or a history told it

    // What is known of rooms as long as all news are heard; nothing is taken from before the connection was lost.
    struct LiveRoom {
        std::optional<bool> isEncrypted{};
        std::optional<QSet<QString>> members{}; ///< joined and invited
        QString history{}; ///< m.room.history_visibility; empty: not known
    };
    QHash<QString, LiveRoom> live;
    void forgetLive();
    enum class Invitation { ToRoom, ToDirectChat };
    QHash<QString, Invitation> invitations; ///< that were told since the start

    // What was learned outside of a sync and belongs to the next delta.
    QList<RemoteItem> learned;
    void learn(QList<RemoteItem> items);

    // What the owner passes on.
    std::function<void()> newsCame; ///< pull() has something to tell
    std::function<void(const QString &roomId, const QStringList &userIds)> typing;
    std::function<void()> encryptionChanged;
    std::function<void(MatrixConnection::SignOut)> signedOut;

    Options options;
    bool isStopped = false;
    bool hasOtherDevice = false; ///< what was sent before was sent by another device: transaction ids do not count

private:
    Task<Result<Link>> connectOnce();
    Task<Result<void>> openMachine();

    Link m_link;
    bool m_isConnecting = false;
    QList<Pending<Link>> m_waiting;
    QList<Pending<bool>> m_napping;
    ChatSynchronizerTurn m_opening;
    bool m_isOpen = false;
    std::optional<Error> m_cryptoError;
    QElapsedTimer m_sinceError;
    CryptoOpened m_opened;
    qint64 m_provisional = 0;
};

/// A machine's trouble as the trouble of one message: what stops encryption must not stop the account.
Error asCryptoError(Error error);

}
