// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/workermessage.h"

#include <QCborValue>
#include <QStandardPaths>
#include <QtEndian>

#include <sys/socket.h>

namespace Kontor
{
namespace
{
constexpr qsizetype lengthBytes = 4;
}

QByteArray WorkerMessage::frame(const QCborMap &message)
{
    const auto body = message.toCborValue().toCbor();
    QByteArray frame(lengthBytes, Qt::Uninitialized);
    qToBigEndian(quint32(body.size()), frame.data());
    return frame + body;
}

QString WorkerMessage::socketPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + QStringLiteral("/kontor/files.socket");
}

bool WorkerMessage::isPeer(qintptr descriptor, uid_t user)
{
    struct ucred peer = {};
    socklen_t size = sizeof(peer);
    return ::getsockopt(int(descriptor), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && size == sizeof(peer) && peer.uid == user;
}

void WorkerFrames::add(const QByteArray &bytes)
{
    if (!m_isBroken) {
        m_bytes += bytes;
    }
}

std::optional<QCborMap> WorkerFrames::next()
{
    if (m_isBroken || m_bytes.size() < lengthBytes) {
        return std::nullopt;
    }
    const auto length = qFromBigEndian<quint32>(m_bytes.constData());
    if (length == 0 || length > WorkerMessage::mostBytes) {
        m_isBroken = true;
        m_bytes.clear();
        return std::nullopt;
    }
    if (m_bytes.size() < lengthBytes + qsizetype(length)) {
        return std::nullopt;
    }
    QCborParserError error;
    const auto message = QCborValue::fromCbor(m_bytes.constData() + lengthBytes, qsizetype(length), &error);
    const bool isMap = error.error == QCborError::NoError && error.offset == qint64(length) && message.isMap();
    m_bytes.remove(0, lengthBytes + qsizetype(length));
    if (!isMap) {
        m_isBroken = true;
        m_bytes.clear();
        return std::nullopt;
    }
    return message.toMap();
}

}
