// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizer.h"
#include "chatstand.h"
#include "sync/syncengine.h"

#include <QPromise>

namespace Kontor
{

/// What a task brings, in the end; the event loop runs meanwhile.
template <class T>
Result<T> awaited(Task<Result<T>> task)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QObject context;
    QCoro::connect(std::move(task), &context, [promise](const Result<T> &result) {
        promise->addResult(result);
        promise->finish();
    });
    return await(promise->future());
}

/// The server and the encryption of one account while a command needs them: engine and synchronizer in this very thread. Blocks.
class ChatCall
{
public:
    ChatCall(Profile &profile, const ChatStand::Place &place);
    ~ChatCall(); ///< waits until nothing is under way
    Q_DISABLE_COPY_MOVE(ChatCall)

    /// One round: what was written goes out, news and keys come in.
    Result<void> round();
    /// From now on news come as they happen, while the event loop runs.
    void watch();

    ChatSynchronizer &server();
    SyncEngine &engine();

private:
    ChatSynchronizer *m_server = nullptr;
    std::unique_ptr<SyncEngine> m_engine;
    bool m_isWatching = false;
};

}
