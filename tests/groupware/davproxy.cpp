// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davproxy.h"

#include <QSslConfiguration>

namespace Kontor
{
namespace
{
bool changes(const QByteArray &method)
{
    return method == "PUT" || method == "DELETE" || method == "MOVE" || method == "COPY" || method == "MKCALENDAR" || method == "MKCOL" || method == "PROPPATCH" || method == "POST";
}

qint64 lengthIn(const QByteArray &head)
{
    for (const auto lines = head.split('\n'); const auto &line : lines) {
        if (line.toLower().startsWith("content-length:")) {
            return line.sliced(15).trimmed().toLongLong();
        }
    }
    return 0;
}
}

struct DavProxy::Conversation {
    QTcpSocket *client = nullptr;
    QSslSocket *server = nullptr;
    QByteArray received{};
    QByteArray toServer{}; ///< until it is connected
    QByteArrayList asked{}; ///< likewise
    bool isConnected = false;
    bool isLosing = false;
    bool isOver = false; ///< the server is not there
};

DavProxy::DavProxy(const QUrl &server, const QByteArray &certificates)
    : m_server(server)
    , m_authorities(QSslCertificate::fromData(certificates))
{
    connect(&m_listener, &QTcpServer::newConnection, this, &DavProxy::accept);
    m_listener.listen(QHostAddress::LocalHost);
}

QUrl DavProxy::url(const QString &path) const
{
    QUrl url(QStringLiteral("http://127.0.0.1/"));
    url.setPort(m_listener.serverPort());
    url.setPath(path.isEmpty() ? m_server.path() : path);
    return url;
}

int DavProxy::count(const QByteArray &method) const
{
    return int(std::ranges::count_if(requests, [&method](const QByteArray &request) { return request.startsWith(QByteArray(method + ' ')); }));
}

QByteArray DavProxy::answer(const QByteArray &status, const QByteArray &body, const QByteArray &headers)
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: text/xml\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body;
}

void DavProxy::Request::removeHeader(const QByteArray &name)
{
    QByteArrayList kept;
    for (const auto lines = head.split('\n'); const auto &line : lines) {
        if (!line.toLower().startsWith(QByteArray(name.toLower() + ':'))) {
            kept << line;
        }
    }
    head = kept.join('\n');
}

void DavProxy::accept()
{
    while (auto *client = m_listener.nextPendingConnection()) {
        const auto conversation = std::make_shared<Conversation>();
        auto *server = new QSslSocket(client);
        conversation->client = client;
        conversation->server = server;
        auto configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(m_authorities);
        server->setSslConfiguration(configuration);
        const auto flush = [this, conversation] {
            conversation->isConnected = true;
            requests << std::exchange(conversation->asked, {});
            conversation->server->write(std::exchange(conversation->toServer, {}));
        };
        connect(client, &QTcpSocket::readyRead, server, [this, conversation] { read(conversation); });
        connect(server, &QTcpSocket::readyRead, client, [conversation] {
            const auto bytes = conversation->server->readAll();
            if (!conversation->isLosing) {
                conversation->client->write(bytes);
                return;
            }
            // Something must have come, or else the client asks once more by itself.
            conversation->client->write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nlo");
            conversation->client->flush();
            conversation->client->disconnectFromHost();
        });
        connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(server, &QTcpSocket::errorOccurred, client, [conversation](QAbstractSocket::SocketError error) {
            conversation->isOver = error != QAbstractSocket::RemoteHostClosedError; // what it said before it hung up still has to arrive
            if (conversation->isOver && !conversation->toServer.isEmpty()) {
                conversation->client->abort();
            }
        });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        if (m_server.scheme() == QLatin1StringView("https")) {
            connect(server, &QSslSocket::encrypted, client, flush);
            server->connectToHostEncrypted(m_server.host(), quint16(m_server.port(443)));
        } else {
            connect(server, &QTcpSocket::connected, client, flush);
            server->connectToHost(m_server.host(), quint16(m_server.port(80)));
        }
    }
}

void DavProxy::read(const std::shared_ptr<Conversation> &conversation)
{
    auto &received = conversation->received;
    received += conversation->client->readAll();
    while (true) {
        const auto end = received.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        const auto head = received.first(end + 4);
        const auto length = lengthIn(head);
        if (received.size() < head.size() + length) {
            return;
        }
        const auto words = head.first(head.indexOf('\r')).split(' ');
        Request request{words.value(0), words.value(1), head, received.sliced(head.size(), length)};
        received.remove(0, head.size() + length);
        handle(conversation, std::move(request));
    }
}

void DavProxy::handle(const std::shared_ptr<Conversation> &conversation, Request request)
{
    const QByteArray asked = request.method + ' ' + request.path;
    if (m_filter) {
        if (const auto instead = m_filter(request)) {
            requests << asked;
            conversation->client->write(*instead);
            return;
        }
    }
    if (m_isArmed && changes(request.method)) {
        m_isArmed = false;
        conversation->isLosing = true;
    }
    if (conversation->isOver) {
        conversation->client->abort();
        return;
    }
    const QByteArray bytes = request.head + request.body;
    if (conversation->isConnected) {
        requests << asked;
        conversation->server->write(bytes);
    } else {
        conversation->asked << asked;
        conversation->toServer += bytes;
    }
}

}
