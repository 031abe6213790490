// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"

#include <QObject>
#include <QUrl>

#include <chrono>
#include <memory>

class QTcpSocket;

namespace Kontor
{

/// Waits on this machine for a browser to come back from signing in (RFC 8252, 7.3): once, on a port of its own, and only
/// with the state that was given to the server. What else knocks is turned away and forgotten. One thread.
class MatrixReturn : public QObject
{
    Q_OBJECT
public:
    explicit MatrixReturn(QObject *parent = nullptr);
    ~MatrixReturn() override;

    /// Begins to listen on the loopback address. Offline: the machine gives no port.
    Result<void> listen();
    /// "http://127.0.0.1:port/matrix"; what a server must have registered, but for the port.
    QUrl address() const;
    QString state() const; ///< random, to be given to the server and expected back as "state"

    /// The address the browser came back with. Timeout: it did not; Cancelled after stop().
    Task<Result<QUrl>> wait(std::chrono::milliseconds atMost);
    void stop();

private:
    void meet(QTcpSocket *socket);
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const QByteArray &status, const QString &sentence);

    struct Private;
    std::unique_ptr<Private> d;
};

}
