// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"
#include "net/httpclient.h"
#include "net/httpstage.h"
#include "support/faultserver.h"
#include "support/waiting.h"

#include <QTest>

using namespace Kontor;

/// Answers of any length, taken piece by piece.
class HttpStreamTest : public QObject
{
    Q_OBJECT

    struct Taking {
        Pending<bool> mayGoOn{};
        qint64 taken = 0;
    };

    static Task<Result<void>> take(std::shared_ptr<Taking> taking, QByteArray bytes)
    {
        if (taking->taken == 0) {
            co_await taking->mayGoOn.result(std::chrono::minutes(1));
        }
        taking->taken += bytes.size();
        co_return {};
    }

private Q_SLOTS:
    void aServerWaitsForWhoeverTakesIt_data()
    {
        QTest::addColumn<HttpStage::Security>("security");
        QTest::addColumn<bool>("isChunked");
        QTest::newRow("plain") << HttpStage::Security::Plain << false;
        QTest::newRow("TLS") << HttpStage::Security::Tls << false;
        QTest::newRow("plain, in chunks") << HttpStage::Security::Plain << true;
        QTest::newRow("TLS, in chunks") << HttpStage::Security::Tls << true;
    }
    void aServerWaitsForWhoeverTakesIt()
    {
        QFETCH(HttpStage::Security, security);
        QFETCH(bool, isChunked);
        constexpr qint64 size = qint64(64) << 20;
        constexpr qint64 onTheWay = qint64(24) << 20; // what the system's buffers of a connection may hold, and more
        qint64 sent = 0;
        const auto play = [&sent, security, isChunked](QSslSocket *socket, const HttpAsked &) {
            const auto count = [&sent](qint64 bytes) {
                sent += bytes;
            };
            if (security == HttpStage::Security::Tls) {
                QObject::connect(socket, &QSslSocket::encryptedBytesWritten, socket, count);
            } else {
                QObject::connect(socket, &QSslSocket::bytesWritten, socket, count);
            }
            const QByteArray length = isChunked ? QByteArray("Transfer-Encoding: chunked") : "Content-Length: " + QByteArray::number(size);
            socket->write("HTTP/1.1 200 OK\r\n" + length + "\r\n\r\n");
            const QByteArray piece(1 << 16, 'x');
            for (qint64 at = 0; at < size; at += piece.size()) {
                socket->write(isChunked ? QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n" : piece);
            }
            socket->write(isChunked ? "0\r\n\r\n" : "");
        };
        HttpStage stage(play, security);
        HttpClient client({.tls = FaultServer::trusting()});
        const auto taking = std::make_shared<Taking>();
        HttpRequest request{.method = "PROPFIND", .url = stage.url(), .body = "<propfind/>", .atMost = 2 * size};
        request.sink = [taking](const HttpAnswer &, QByteArray bytes) {
            return take(taking, std::move(bytes));
        };
        std::optional<Result<HttpAnswer>> answer;
        QCoro::connect(client.send(std::move(request)), this, [&answer](const Result<HttpAnswer> &told) {
            answer = told;
        });
        // It sends until nobody takes any more.
        qint64 before = -1;
        QVERIFY(waitUntil([&] {
            const bool stands = sent > 0 && sent == before;
            before = sent;
            QTest::qWait(100);
            return stands;
        }));
        QVERIFY2(sent < onTheWay, qPrintable(QStringLiteral("%1 octets were sent").arg(sent)));
        taking->mayGoOn.complete(true);
        QVERIFY(waitUntil([&answer] {
            return answer.has_value();
        }));
        QVERIFY(*answer);
        QCOMPARE(taking->taken, size);
    }
};

QTEST_GUILESS_MAIN(HttpStreamTest)
#include "httpstreamtest.moc"
