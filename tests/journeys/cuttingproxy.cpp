// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/cuttingproxy.h"

#include <algorithm>
#include <limits>

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
    m_cut = {.where = Cut::Where::Way, .way = way, .after = bytes};
}

void CuttingProxy::cutInTurn(int turn, qint64 bytes)
{
    m_cut = {.where = Cut::Where::Turn, .turn = turn, .after = bytes};
}

void CuttingProxy::cutNowhere()
{
    m_cut = {};
}

qint64 CuttingProxy::passed(Way way) const
{
    return m_newest->passed[int(way)];
}

QList<qint64> CuttingProxy::turns() const
{
    return m_newest->turns;
}

bool CuttingProxy::hasCut() const
{
    return m_newest->hasCut;
}

void CuttingProxy::accept()
{
    while (auto *client = m_listener.nextPendingConnection()) {
        auto *server = new QTcpSocket(client);
        const auto conversation = std::make_shared<Conversation>();
        conversation->cut = m_cut;
        m_newest = conversation;
        for (auto *socket : {client, server}) {
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        }
        server->connectToHost(QHostAddress::LocalHost, m_server);
        connect(client, &QTcpSocket::readyRead, server, [conversation, client, server] { forward(*conversation, client, server, Way::ToServer); });
        connect(server, &QTcpSocket::connected, client, [conversation, client, server] { forward(*conversation, client, server, Way::ToServer); });
        connect(server, &QTcpSocket::readyRead, client, [conversation, client, server] { forward(*conversation, server, client, Way::ToClient); });
        connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }
}

/// How many bytes may still pass on the way that speaks now.
qint64 CuttingProxy::room(const Conversation &conversation)
{
    constexpr auto unlimited = std::numeric_limits<qint64>::max();
    const auto &cut = conversation.cut;
    const auto turn = conversation.turns.size() - 1;
    switch (cut.where) {
    case Cut::Where::Nowhere:
        return unlimited;
    case Cut::Where::Way:
        return cut.way == conversation.speaking ? std::max<qint64>(0, cut.after - conversation.passed[int(cut.way)]) : unlimited;
    case Cut::Where::Turn:
        break;
    }
    if (turn > cut.turn) {
        return 0;
    }
    return turn == cut.turn ? std::max<qint64>(0, cut.after - conversation.turns.last()) : unlimited;
}

void CuttingProxy::forward(Conversation &conversation, QTcpSocket *from, QTcpSocket *to, Way way)
{
    if (to->state() != QAbstractSocket::ConnectedState || conversation.hasCut) {
        return; // kept in the buffer until it is
    }
    const auto bytes = from->readAll();
    if (bytes.isEmpty()) {
        return;
    }
    if (conversation.turns.isEmpty() || conversation.speaking != way) {
        conversation.turns << 0;
        conversation.speaking = way;
    }
    const auto left = room(conversation);
    const auto count = std::min<qint64>(left, bytes.size());
    conversation.passed[int(way)] += count;
    conversation.turns.last() += count;
    to->write(bytes.first(count));
    if (left <= bytes.size()) {
        conversation.hasCut = true;
        to->flush();
        // What the server got stays with it; the client only sees the end.
        from->disconnectFromHost();
        to->disconnectFromHost();
    }
}

}
