// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/cuttingproxy.h"

namespace Kontor
{

CuttingProxy::CuttingProxy(quint16 server)
    : m_server(server)
{
    m_listener.listen(QHostAddress::LocalHost);
    connect(&m_listener, &QTcpServer::newConnection, this, &CuttingProxy::accept);
}

void CuttingProxy::cutAfter(Way way, qint64 bytes)
{
    m_way = way;
    m_after = bytes;
    m_hasCut = false;
}

void CuttingProxy::accept()
{
    while (auto *client = m_listener.nextPendingConnection()) {
        auto *server = new QTcpSocket(client);
        m_passed[0] = 0;
        m_passed[1] = 0;
        server->connectToHost(QHostAddress::LocalHost, m_server);
        connect(client, &QTcpSocket::readyRead, server, [this, client, server] {
            forward(client, server, Way::ToServer);
        });
        connect(server, &QTcpSocket::connected, client, [this, client, server] {
            forward(client, server, Way::ToServer);
        });
        connect(server, &QTcpSocket::readyRead, client, [this, client, server] {
            forward(server, client, Way::ToClient);
        });
        connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }
}

void CuttingProxy::forward(QTcpSocket *from, QTcpSocket *to, Way way)
{
    if (to->state() != QAbstractSocket::ConnectedState) {
        return; // kept in the buffer until it is
    }
    auto bytes = from->readAll();
    auto &passed = m_passed[int(way)];
    if (m_after >= 0 && way == m_way && passed + bytes.size() >= m_after) {
        m_hasCut = true;
        to->write(bytes.first(std::max<qint64>(0, m_after - passed)));
        to->flush();
        // What the server got stays with it; the client only sees the end.
        from->disconnectFromHost();
        to->disconnectFromHost();
        return;
    }
    passed += bytes.size();
    to->write(bytes);
}

}
