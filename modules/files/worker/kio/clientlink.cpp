// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/kio/clientlink.h"

#include <QDeadlineTimer>
#include <QFile>

#include <chrono>

#include <sys/stat.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int look = 200; // ms between two looks at whether the answer is still wanted
constexpr int connecting = 5000; // ms
constexpr auto patience = 60s; // the client says something every second while it is at work

/// What the client makes: a socket that only its owner may use, in such a folder.
bool isOwn(const QString &path)
{
    const auto isOurs = [](const QByteArray &name, mode_t kind) {
        struct stat status = {};
        return ::lstat(name.constData(), &status) == 0 && (status.st_mode & S_IFMT) == kind && status.st_uid == ::geteuid() && (status.st_mode & 077) == 0;
    };
    return isOurs(QFile::encodeName(path.section(u'/', 0, -2)), S_IFDIR) && isOurs(QFile::encodeName(path), S_IFSOCK);
}
}

ClientLink::ClientLink(std::function<bool()> isUnwanted)
    : m_isUnwanted(std::move(isUnwanted))
{
}

void ClientLink::close()
{
    m_socket.abort();
    m_frames = {};
}

bool ClientLink::connectNow()
{
    close();
    const auto path = WorkerMessage::socketPath();
    if (!isOwn(path)) {
        return false;
    }
    m_socket.connectToServer(path);
    if (!m_socket.waitForConnected(connecting) || !WorkerMessage::isPeer(m_socket.socketDescriptor(), ::geteuid())) {
        close();
        return false;
    }
    return true;
}

bool ClientLink::ask(QCborMap request)
{
    request.insert(QLatin1StringView("version"), WorkerMessage::version);
    if (m_socket.state() == QLocalSocket::ConnectedState) {
        m_socket.waitForReadyRead(0); // notices that the client ended meanwhile
    }
    // Between two requests nothing is on its way; if something is, the last one was given up.
    const bool isFresh = m_socket.state() == QLocalSocket::ConnectedState && m_socket.bytesAvailable() == 0 && m_frames.waiting() == 0;
    if (isFresh && send(request)) {
        return true;
    }
    return connectNow() && send(request);
}

bool ClientLink::send(const QCborMap &message)
{
    if (m_socket.state() != QLocalSocket::ConnectedState) {
        return false;
    }
    m_socket.write(WorkerMessage::frame(message));
    return flush();
}

bool ClientLink::flush()
{
    QDeadlineTimer deadline(patience);
    auto left = m_socket.bytesToWrite();
    while (left > 0) {
        if (m_isUnwanted() || m_socket.state() != QLocalSocket::ConnectedState || deadline.hasExpired()) {
            return false;
        }
        m_socket.waitForBytesWritten(look);
        if (m_socket.bytesToWrite() < left) {
            deadline.setRemainingTime(patience);
        }
        left = m_socket.bytesToWrite();
    }
    return true;
}

std::optional<QCborMap> ClientLink::peek()
{
    m_frames.add(m_socket.readAll());
    auto message = m_frames.next();
    if (m_frames.isBroken()) {
        close();
    }
    return message;
}

std::optional<QCborMap> ClientLink::objection()
{
    m_socket.waitForReadyRead(0);
    while (auto message = peek()) {
        if (message->contains(QLatin1StringView("refused"))) {
            return message;
        }
    }
    return std::nullopt;
}

std::optional<QCborMap> ClientLink::answer()
{
    auto message = receive();
    while (message && message->contains(QLatin1StringView("progress"))) {
        message = receive();
    }
    return message;
}

std::optional<QCborMap> ClientLink::receive()
{
    const QDeadlineTimer deadline(patience);
    while (true) {
        if (auto message = peek()) {
            return message;
        }
        if (m_isUnwanted() || m_socket.state() != QLocalSocket::ConnectedState || deadline.hasExpired()) {
            if (m_socket.bytesAvailable() > 0) {
                continue; // the last words
            }
            return std::nullopt;
        }
        m_socket.waitForReadyRead(look);
    }
}

}
