// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace Kontor
{

/// Stands between client and server and breaks the connection after so many bytes in one direction.
class CuttingProxy : public QObject
{
    Q_OBJECT
public:
    enum class Way { ToServer, ToClient };

    explicit CuttingProxy(quint16 server);

    quint16 port() const
    {
        return m_listener.serverPort();
    }

    /// The next connections break after \p bytes on \p way; -1: never.
    void cutAfter(Way way, qint64 bytes);

    /// Bytes of the last connection that was not cut.
    qint64 passed(Way way) const
    {
        return m_passed[int(way)];
    }
    bool hasCut() const
    {
        return m_hasCut;
    }

private:
    void accept();
    void forward(QTcpSocket *from, QTcpSocket *to, Way way);

    QTcpServer m_listener;
    quint16 m_server;
    Way m_way = Way::ToServer;
    qint64 m_after = -1;
    qint64 m_passed[2] = {0, 0};
    bool m_hasCut = false;
};

}
