// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/imapsession.h"
#include "support/faultserver.h"

#include <QFile>

namespace Kontor
{

/// Trusts the test servers and does not wait long.
inline ImapSession::Settings settings()
{
    using namespace std::chrono_literals;
    ImapSession::Settings settings;
    settings.tls = FaultServer::trusting();
    settings.connectTimeout = 10s;
    settings.silence = 10s;
    return settings;
}

/// The most memory this process ever had, in KiB.
inline qint64 highWaterMark()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const auto &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:")) {
            return line.sliced(6).chopped(3).trimmed().toLongLong();
        }
    }
    return 0;
}

}
