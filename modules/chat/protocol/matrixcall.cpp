// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixcall.h"

#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixscan.h"

namespace Kontor
{

Task<Result<HttpAnswer>> sendMatrix(QPointer<MatrixConnection> connection, MatrixRequest request)
{
    if (!connection) {
        co_return cancelled();
    }
    co_return co_await connection->send(std::move(request));
}

Task<Result<QJsonObject>> askMatrix(QPointer<MatrixConnection> connection, MatrixRequest request)
{
    if (!connection) {
        co_return cancelled();
    }
    co_return co_await connection->ask(std::move(request));
}

Task<Result<void>> tellMatrix(QPointer<MatrixConnection> connection, MatrixRequest request)
{
    const auto answer = co_await sendMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return {};
}

QUrl matrixUrl(const QUrl &homeserver, const QByteArray &path)
{
    QByteArray address = homeserver.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    while (address.endsWith('/')) {
        address.chop(1); // QUrl::StripTrailingSlash leaves the one behind the host
    }
    address += path;
    return QUrl::fromEncoded(address, QUrl::StrictMode);
}

MatrixRequest matrixWrite(QByteArray method, QByteArray path, const QJsonObject &body)
{
    return {.method = std::move(method), .path = std::move(path), .body = MatrixJson::bytes(body)};
}

QList<MatrixEvent> readMatrixEvents(MatrixScan &scan, const QString &roomId, int &unreadable)
{
    QList<MatrixEvent> events;
    scan.elements([&] {
        auto event = MatrixEvent::read(scan.skip());
        if (!event) {
            ++unreadable;
            return;
        }
        if (!roomId.isEmpty()) {
            event->roomId = roomId; // where it stood counts, whatever it says
        }
        events << *std::move(event);
    });
    return events;
}

}
