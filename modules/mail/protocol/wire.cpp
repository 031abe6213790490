// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/wire.h"

#include "base/await.h"
#include "mail/protocol/deflate.h"

#include <KLocalizedString>
#include <QPointer>
#include <QSslSocket>

namespace Kontor
{
namespace
{
constexpr qint64 LeastProgress = 512; // octets
constexpr qint64 Piece = 256 * 1024;

}

/// A call of open() or startTls() that has no answer yet.
struct Wire::Waiting {
    Pending<void> pending;
};

Wire::Wire(TlsPolicy policy, QObject *parent)
    : QObject(parent)
    , m_policy(std::move(policy))
{
}

Wire::~Wire()
{
    if (m_waiting) {
        m_waiting->pending.complete(cancelled());
    }
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
    }
}

Task<Result<void>> Wire::open(ServerAddress address, std::chrono::milliseconds atMost)
{
    abort();
    m_address = address;
    m_received = m_sent = m_progressAt = 0;
    m_incoming.clear();
    m_deflate.reset();
    m_lastProgress.start();
    m_socket = std::make_unique<QSslSocket>();
    m_socket->setSslConfiguration(m_policy.configuration());
    auto *socket = m_socket.get();
    connect(socket, &QSslSocket::connected, this, [this, socket] {
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        if (m_address.security == ServerAddress::Security::StartTls && m_phase == Phase::Connecting) {
            m_phase = Phase::Plain;
            m_waiting->pending.complete({});
        }
    });
    connect(socket, &QSslSocket::encrypted, this, [this] {
        m_phase = Phase::Encrypted;
        m_lastProgress.restart();
        if (m_waiting) {
            m_waiting->pending.complete({});
        }
    });
    connect(socket, &QSslSocket::sslErrors, this, &Wire::certificateRefused);
    connect(socket, &QSslSocket::errorOccurred, this, &Wire::socketFailed);
    connect(socket, &QSslSocket::disconnected, this, &Wire::socketFailed);
    connect(socket, &QSslSocket::readyRead, this, &Wire::read);
    connect(socket, &QSslSocket::bytesWritten, this, [this](qint64 count) {
        m_lastProgress.restart();
        if (m_phase == Phase::Plain) {
            m_sent += count;
        }
        if (m_aboveLowWater && unsent() <= LowWater) {
            m_aboveLowWater = false;
            Q_EMIT drained();
        }
    });
    connect(socket, &QSslSocket::encryptedBytesWritten, this, [this](qint64) {
        m_lastProgress.restart();
        if (m_aboveLowWater && unsent() <= LowWater) {
            m_aboveLowWater = false;
            Q_EMIT drained();
        }
    });
    m_waiting = std::make_unique<Waiting>();
    m_phase = Phase::Connecting;
    if (address.security == ServerAddress::Security::Tls) {
        socket->connectToHostEncrypted(address.host, address.port);
    } else {
        socket->connectToHost(address.host, address.port);
    }
    return settled(atMost);
}

Task<Result<void>> Wire::settled(std::chrono::milliseconds atMost)
{
    QPointer<Wire> self(this);
    const auto pending = m_waiting->pending;
    auto result = co_await pending.result(atMost);
    if (!self) {
        co_return cancelled();
    }
    m_waiting.reset();
    if (!result) {
        if (result.error().kind == Error::Kind::Timeout) {
            result = failure(Error::Kind::Timeout, i18nc("@info", "The server %1 did not answer in time.", m_address.host));
        }
        abort();
    }
    co_return result;
}

Error Wire::injectionProblem()
{
    return {.kind = Error::Kind::Protocol,
            .message
            = i18nc("@info", "Unencrypted text was slipped in before the connection became secure. Somebody may be tampering with it, so it was closed."),
            .detail = QStringLiteral("plain text behind the answer to STARTTLS")};
}

Task<Result<void>> Wire::startTls(std::chrono::milliseconds atMost)
{
    if (m_phase != Phase::Plain) {
        co_return failure(Error::Kind::Offline, i18nc("@info", "The connection to the server was lost."));
    }
    if (!m_incoming.isEmpty() || m_socket->bytesAvailable() > 0) {
        abort();
        co_return std::unexpected(injectionProblem());
    }
    m_waiting = std::make_unique<Waiting>();
    m_phase = Phase::Securing;
    m_socket->setPeerVerifyName(m_address.host);
    m_socket->startClientEncryption();
    co_return co_await settled(atMost);
}

Result<void> Wire::startCompression()
{
    m_deflate = std::make_unique<Deflate>();
    const QByteArray early = m_incoming.view().toByteArray();
    m_incoming.clear();
    if (!inflate(early)) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The server sent compressed data that cannot be read."));
    }
    return {};
}

bool Wire::inflate(QByteArrayView bytes)
{
    QPointer<Wire> self(this);
    return m_deflate->expand(bytes, [self](QByteArrayView plain) {
        self->m_incoming.append(plain);
        Q_EMIT self->received();
        return self && self->isOpen();
    });
}

bool Wire::isOpen() const
{
    return m_phase == Phase::Plain || m_phase == Phase::Encrypted;
}

bool Wire::isEncrypted() const
{
    return m_phase == Phase::Encrypted;
}

void Wire::read()
{
    QPointer<Wire> self(this);
    // While securing, whatever is readable came before TLS; it stays in the socket and is never ours.
    while (self && m_socket && isOpen() && m_socket->bytesAvailable() > 0) {
        if (m_received >= m_progressAt + LeastProgress) {
            noteProgress();
        }
        if (m_deflate) {
            const QByteArray bytes = m_socket->read(Piece);
            m_received += bytes.size();
            if (!inflate(bytes) && self && isOpen()) {
                fail({.kind = Error::Kind::Protocol, .message = i18nc("@info", "The server sent compressed data that cannot be read."), .detail = {}});
            }
            continue;
        }
        const qint64 wanted = std::min(Piece, m_socket->bytesAvailable());
        char *room = m_incoming.reserve(wanted);
        const qint64 count = std::max<qint64>(m_socket->read(room, wanted), 0);
        m_incoming.commit(count);
        m_received += count;
        if (count == 0) {
            return;
        }
        Q_EMIT received();
    }
}

void Wire::write(const QByteArray &bytes)
{
    if (!isOpen() || bytes.isEmpty()) {
        return;
    }
    const QByteArray sent = m_deflate ? m_deflate->compress(bytes) : bytes;
    if (m_phase == Phase::Encrypted) {
        m_sent += sent.size();
    }
    m_socket->write(sent);
    m_aboveLowWater = m_aboveLowWater || unsent() > LowWater;
}

qint64 Wire::unsent() const
{
    return m_socket ? m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite() : 0;
}

void Wire::close()
{
    if (!m_socket) {
        return;
    }
    m_phase = Phase::Closed;
    auto *socket = m_socket.release();
    socket->disconnect(this);
    connect(socket, &QAbstractSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QAbstractSocket::errorOccurred, socket, &QObject::deleteLater);
    if (socket->state() == QAbstractSocket::UnconnectedState) {
        socket->deleteLater();
    } else {
        socket->disconnectFromHost();
    }
}

void Wire::abort()
{
    m_phase = Phase::Closed;
    if (!m_socket) {
        return;
    }
    auto *socket = m_socket.release();
    socket->disconnect(this);
    socket->abort();
    socket->deleteLater();
    if (m_waiting) {
        m_waiting->pending.complete(cancelled());
    }
}

std::chrono::milliseconds Wire::silence() const
{
    return std::chrono::milliseconds(m_lastProgress.isValid() ? m_lastProgress.elapsed() : 0);
}

void Wire::noteProgress()
{
    m_progressAt = m_received;
    m_lastProgress.restart();
}

void Wire::certificateRefused(const QList<QSslError> &errors)
{
    fail(tlsProblem(m_address.host, errors, m_socket->peerCertificate()));
}

void Wire::socketFailed()
{
    if (m_phase == Phase::Closed) {
        return;
    }
    const Error error = socketProblem();
    QPointer<Wire> self(this);
    read(); // the last words may say why
    if (self && m_phase != Phase::Closed) {
        fail(error);
    }
}

void Wire::fail(Error error)
{
    if (m_waiting) {
        m_waiting->pending.complete(std::unexpected(error));
        abort();
        return;
    }
    const bool wasOpen = isOpen();
    abort();
    if (wasOpen) {
        Q_EMIT lost(error);
    }
}

Error Wire::socketProblem() const
{
    const QString host = m_address.host;
    const QString detail = m_socket->errorString();
    switch (m_socket->error()) {
    case QAbstractSocket::HostNotFoundError:
        return {.kind = Error::Kind::Offline,
                .message = i18nc("@info", "The server %1 could not be found. There may be no network, or the name is wrong.", host),
                .detail = detail};
    case QAbstractSocket::ConnectionRefusedError:
        return {.kind = Error::Kind::Offline,
                .message = i18nc("@info", "The server %1 does not accept connections on port %2.", host, QString::number(m_address.port)),
                .detail = detail};
    case QAbstractSocket::SocketTimeoutError:
        return {.kind = Error::Kind::Timeout, .message = i18nc("@info", "The server %1 did not answer in time.", host), .detail = detail};
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return tlsHandshakeProblem(host, detail);
    default:
        return {.kind = Error::Kind::Offline, .message = i18nc("@info", "The connection to %1 was lost.", host), .detail = detail};
    }
}

}
