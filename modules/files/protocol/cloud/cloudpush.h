// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/synchronizer.h"

#include <QSslConfiguration>
#include <QUrl>

#include <chrono>
#include <functional>

namespace Kontor
{

/// Waits at notify_push's websocket for news of files, reconnecting with patience. Lives on the network thread.
///
/// It connects with the first wait() and stays connected between two. A connection that has just been made counts as
/// news, since nobody knows what happened before. Only wss, or ws on this very machine; nothing that the server says is
/// trusted for its size, and whatever goes wrong there is no error: news then come later, by asking.
class CloudPush : public QObject
{
    Q_OBJECT
public:
    struct Settings {
        QUrl socket{};
        QString userName{};
        QString password{}; ///< or an empty name with a one-time token
        QSslConfiguration tls{};
        /// Instead of name and password: makes a fresh one-time token before each connection.
        std::function<Task<Result<QString>>()> token{};
        std::chrono::milliseconds silence = std::chrono::seconds(30); ///< then the server is asked for a sign of life, and given up after as long again
        std::chrono::milliseconds firstPause = std::chrono::seconds(2); ///< before the next attempt; doubled each time
        std::chrono::milliseconds longestPause = std::chrono::minutes(10); ///< also after a refused password
    };
    explicit CloudPush(Settings settings, QObject *parent = nullptr);
    ~CloudPush() override;

    bool isConnected() const; ///< and signed in
    Task<Result<Hint>> wait(std::chrono::seconds atMost); ///< Content with news of files, None when the time is over
    void stop();

private:
    struct Private;
    std::shared_ptr<Private> d; // outlives the object until the last call has returned
};

}
