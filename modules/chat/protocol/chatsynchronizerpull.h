// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizerhistory.h"
#include "chat/protocol/chatsynchronizertoken.h"
#include "chat/protocol/matrixsync.h"
#include "sync/synchronizer.h"
#include "sync/wakeup.h"

#include <QElapsedTimer>

namespace Kontor
{

/// Asks what happened, waits for news, and tells both as deltas in a row: what the user asked for first, then what a sync
/// said, then what was read into gaps. A delta that was not written is told once more.
class ChatSynchronizerPull : public std::enable_shared_from_this<ChatSynchronizerPull>
{
public:
    ChatSynchronizerPull(std::shared_ptr<ChatSynchronizerSession> session,
                         std::shared_ptr<ChatSynchronizerKeys> keys,
                         std::shared_ptr<ChatSynchronizerNews> news,
                         std::shared_ptr<ChatSynchronizerHistory> history);

    Task<Result<QList<RemoteCollection>>> discover();
    Task<Result<Delta>> pull(Collection collection);
    Task<Result<Hint>> watch(std::chrono::seconds atMost);
    void newsCame(); ///< something else than a sync has something to tell
    void stop();

private:
    using Link = ChatSynchronizerSession::Link;
    struct Told {
        QByteArray before{};
        Delta delta{};
    };

    Task<Result<Delta>> pullOnce(Collection collection);
    void start(const ChatSynchronizerToken &token);
    Task<Result<std::optional<Delta>>> produce();
    Task<Result<void>> takeKept();
    Task<Result<void>> sync(std::chrono::milliseconds wait);
    Task<Result<void>> syncOnce(Link link, std::chrono::milliseconds wait);
    MatrixSyncWay wayFor(const ChatSynchronizerLink &link) const;
    bool isWorthTelling(const MatrixSyncAnswer &answer);
    void takeTyping(MatrixSyncAnswer *answer) const;
    Task<> fillLater();

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerKeys> m_keys;
    std::shared_ptr<ChatSynchronizerNews> m_news;
    std::shared_ptr<ChatSynchronizerHistory> m_history;

    ChatSynchronizerTurn m_pulling;
    ChatSynchronizerTurn m_syncing;
    bool m_hasStarted = false;
    quint64 m_generation = 0; ///< of m_position: an answer to an older one is of no interest
    QByteArray m_position; ///< where the next sync begins
    QByteArray m_toldPosition; ///< up to where everything was told
    QByteArray m_token; ///< that was told last
    quint64 m_serial = 0;
    std::optional<MatrixSyncAnswer> m_kept; ///< came and was not looked at yet
    ChatSynchronizerNews::Kind m_keptKind = ChatSynchronizerNews::Kind::Later;
    QByteArray m_newsPosition; ///< behind what m_news tells
    bool m_isFirst = false; ///< what is read since there was no position is not complete yet
    bool m_asksAgain = false; ///< the last answer said that there is more
    bool m_goesOn = false; ///< the last delta said that there is more
    bool m_hasHinted = false; ///< at what is kept
    QMap<QString, qint64> m_keyCounts; ///< as told last
    QElapsedTimer m_polling; ///< valid while the server holds a question
    QList<Told> m_told; ///< the last ones
    int m_filled = 0; ///< pages in a row that nobody asked for
    bool m_isFillingLater = false;
    Wakeup m_wake; ///< of watch()
};

}
