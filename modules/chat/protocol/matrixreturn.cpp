// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixreturn.h"

#include "base/await.h"
#include "chat/protocol/matrixoauth.h"

#include <KLocalizedString>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype longestRequest = 32 * 1024;
constexpr int mostAtOnce = 16;
constexpr auto pathHere = "/matrix"_L1;
constexpr auto patience = std::chrono::seconds(10); ///< with one that knocks and says nothing
}

struct MatrixReturn::Private {
    QTcpServer server;
    QString state = QString::fromLatin1(matrixRandom(32));
    Pending<QUrl> pending;
    int open = 0;
};

MatrixReturn::MatrixReturn(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    connect(&d->server, &QTcpServer::newConnection, this, [this] {
        while (auto *const socket = d->server.nextPendingConnection()) {
            meet(socket);
        }
    });
}

MatrixReturn::~MatrixReturn()
{
    stop();
}

Result<void> MatrixReturn::listen()
{
    if (!d->server.listen(QHostAddress::LocalHost)) {
        return failure(Error::Kind::Offline, i18nc("@info", "The browser cannot come back to Kontor on this computer after signing in."), d->server.errorString());
    }
    return {};
}

QUrl MatrixReturn::address() const
{
    QUrl url(u"http://127.0.0.1"_s);
    url.setPort(d->server.serverPort());
    url.setPath(pathHere);
    return url;
}

QString MatrixReturn::state() const
{
    return d->state;
}

Task<Result<QUrl>> MatrixReturn::wait(std::chrono::milliseconds atMost)
{
    return d->pending.result(atMost);
}

void MatrixReturn::stop()
{
    d->server.close();
    d->pending.complete(cancelled());
}

void MatrixReturn::meet(QTcpSocket *socket)
{
    if (d->open >= mostAtOnce) {
        delete socket;
        return;
    }
    ++d->open;
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
        read(socket);
    });
    connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
        --d->open;
        socket->deleteLater();
    });
    QTimer::singleShot(patience, socket, [socket] {
        socket->abort();
    });
    if (socket->bytesAvailable() > 0) {
        read(socket);
    }
}

void MatrixReturn::read(QTcpSocket *socket)
{
    const QByteArray head = socket->peek(longestRequest);
    const auto end = head.indexOf("\r\n\r\n");
    if (end < 0) {
        if (head.size() >= longestRequest) {
            socket->abort();
        }
        return;
    }
    disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
    const auto words = head.first(head.indexOf("\r\n")).split(' ');
    const QUrl url = QUrl::fromEncoded(QByteArray("http://127.0.0.1" + words.value(1)), QUrl::StrictMode);
    if (words.value(0) != "GET" || url.path() != pathHere) {
        answer(socket, "404 Not Found", i18nc("@info shown in a browser", "There is nothing here."));
        return;
    }
    if (QUrlQuery(url).queryItemValue(u"state"_s, QUrl::FullyDecoded) != d->state) {
        answer(socket, "400 Bad Request", i18nc("@info shown in a browser", "Kontor did not ask for this. Please begin again there."));
        return;
    }
    answer(socket, "200 OK", i18nc("@info shown in a browser", "Signing in goes on in Kontor. You may close this page."));
    d->server.close();
    QUrl came = url;
    came.setPort(address().port());
    d->pending.complete(came);
}

void MatrixReturn::answer(QTcpSocket *socket, const QByteArray &status, const QString &sentence)
{
    const QByteArray page = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Kontor</title></head><body><p>" + sentence.toHtmlEscaped().toUtf8() + "</p></body></html>";
    socket->write("HTTP/1.1 " + status + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + QByteArray::number(page.size())
                  + "\r\nContent-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + page);
    socket->disconnectFromHost();
}

}
