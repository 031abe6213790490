// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/synchronizer.h"

#include <QSslConfiguration>
#include <QUrl>

namespace Kontor
{

/// Waits at notify_push's websocket for news of files, reconnecting with patience. Lives on the network thread.
class CloudPush : public QObject
{
    Q_OBJECT
public:
    struct Settings {
        QUrl socket{};
        QString userName{};
        QString password{}; ///< or an empty name with a one-time token
        QSslConfiguration tls{};
    };
    explicit CloudPush(Settings settings, QObject *parent = nullptr);
    ~CloudPush() override;

    bool isConnected() const;
    Task<Result<Hint>> wait(std::chrono::seconds atMost); ///< Content with news of files, None when the time is over
    void stop();

private:
    struct Private;
    std::shared_ptr<Private> d;
};

}
