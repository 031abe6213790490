// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/worker/workermessage.h"

#include <QLocalSocket>

#include <functional>

namespace Kontor
{

/// The worker's end of the socket to the running client. Blocks, but gives up as soon as nobody wants the answer any more.
class ClientLink
{
public:
    explicit ClientLink(std::function<bool()> isUnwanted);

    /// Connects anew where that is needed. False: nobody is there, or it is not this user.
    bool ask(QCborMap request);

    bool send(const QCborMap &message);

    /// The next message; none: the connection is broken, nobody said anything for a minute, or nobody wants it any more.
    std::optional<QCborMap> receive();

    /// The next one that is not about progress.
    std::optional<QCborMap> answer();

    /// What was refused while content is sent; none: go on.
    std::optional<QCborMap> objection();

    void close();

private:
    bool connectNow();
    std::optional<QCborMap> peek(); ///< what is there already
    bool flush();

    std::function<bool()> m_isUnwanted;
    QLocalSocket m_socket;
    WorkerFrames m_frames;
};

}
