// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filesynchronizersession.h"

namespace Kontor
{

/// Waits for news: told by the server (notify_push), else by looking now and then at what is cheap to look at.
class FileSynchronizerWatch : public std::enable_shared_from_this<FileSynchronizerWatch>
{
public:
    explicit FileSynchronizerWatch(std::shared_ptr<FileSynchronizerSession> session);

    Task<Result<Hint>> watch(std::chrono::seconds atMost);
    void stop();
    void forget(); ///< another account

private:
    using Link = FileSynchronizerSession::Link;

    Task<Result<Hint>> waitForPush(Link link, std::chrono::seconds atMost);
    Task<Result<Hint>> lookNowAndThen(Link link, std::chrono::seconds atMost);
    Task<Result<QByteArray>> state(Link link);

    std::shared_ptr<FileSynchronizerSession> m_session;
    std::shared_ptr<CloudPush> m_push;
    QString m_folder; ///< that was looked at
    QByteArray m_state;
};

}
