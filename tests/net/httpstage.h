// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testcertificates.h"

#include <QHash>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QUrl>

#include <algorithm>
#include <functional>

namespace Kontor
{

/// What a client asked the stage.
struct HttpAsked {
    QByteArray method{};
    QByteArray path{};
    QHash<QByteArray, QByteArray> headers{}; ///< names in lower case
    QByteArray body{};
};

/// An HTTP/1.1 server for many connections at once whose answers, good and bad, the test writes
/// octet by octet; in the test's thread.
class HttpStage : public QTcpServer
{
public:
    enum class Security { Plain, Tls };
    /// Called for each request; answers through the socket at once or later.
    using Play = std::function<void(QSslSocket *, const HttpAsked &)>;

    explicit HttpStage(Play play, Security security = Security::Plain, const TestCertificates::Identity &identity = TestCertificates::instance().good)
        : m_play(std::move(play))
        , m_security(security)
        , m_identity(identity)
    {
        setListenBacklogSize(512);
        if (!listen(QHostAddress::LocalHost)) {
            qFatal("the stage cannot listen");
        }
    }

    ~HttpStage() override
    {
        for (auto *const socket : std::as_const(m_sockets)) {
            socket->disconnect(this);
            delete socket;
        }
    }

    QUrl url(const QString &path = QStringLiteral("/"), const QString &host = QStringLiteral("127.0.0.1")) const
    {
        QUrl url;
        url.setScheme(m_security == Security::Tls ? QStringLiteral("https") : QStringLiteral("http"));
        url.setHost(host);
        url.setPort(serverPort());
        url.setPath(path, QUrl::TolerantMode);
        return url;
    }

    static QByteArray answer(int status, const QByteArray &body = {}, const QList<QByteArray> &headers = {})
    {
        QByteArray text = "HTTP/1.1 " + QByteArray::number(status) + " Word\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
        for (const auto &header : headers) {
            text += header + "\r\n";
        }
        return text + "\r\n" + body;
    }

    QList<HttpAsked> asked;
    int connections = 0;
    int open = 0;
    int mostOpen = 0;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *const socket = new QSslSocket(this);
        m_sockets << socket;
        ++connections;
        mostOpen = std::max(mostOpen, ++open);
        socket->setSocketDescriptor(descriptor);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(socket, &QSslSocket::readyRead, this, [this, socket] {
            read(socket);
        });
        connect(socket, &QSslSocket::disconnected, this, [this, socket] {
            --open;
            m_inputs.remove(socket);
            m_sockets.removeOne(socket);
            socket->deleteLater();
        });
        if (m_security == Security::Tls) {
            QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
            configuration.setLocalCertificateChain(m_identity.chain);
            configuration.setPrivateKey(m_identity.key);
            configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
            socket->setSslConfiguration(configuration);
            socket->startServerEncryption();
        }
    }

private:
    void read(QSslSocket *socket)
    {
        auto &input = m_inputs[socket];
        input += socket->readAll();
        for (;;) {
            const auto end = input.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            HttpAsked request;
            const auto lines = input.first(end).split('\n');
            const auto words = lines.first().split(' ');
            request.method = words.value(0);
            request.path = words.value(1);
            for (const auto &line : lines.mid(1)) {
                const auto colon = line.indexOf(':');
                request.headers.insert(line.first(std::max<qsizetype>(colon, 0)).toLower(), line.mid(colon + 1).trimmed());
            }
            const auto size = request.headers.value("content-length").toLongLong();
            if (input.size() < end + 4 + size) {
                return;
            }
            request.body = input.mid(end + 4, size);
            input.remove(0, end + 4 + size);
            asked << request;
            m_play(socket, request);
            if (!m_sockets.contains(socket)) {
                return;
            }
        }
    }

    Play m_play;
    Security m_security;
    TestCertificates::Identity m_identity;
    QList<QSslSocket *> m_sockets;
    QHash<QSslSocket *, QByteArray> m_inputs;
};

}
