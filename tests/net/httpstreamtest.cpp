// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"
#include "net/httpclient.h"
#include "net/httpstage.h"
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
    void aServerWaitsForWhoeverTakesIt()
    {
        constexpr qint64 size = qint64(64) << 20;
        constexpr qint64 onTheWay = qint64(24) << 20; // what the system's buffers of a connection may hold, and more
        qint64 sent = 0;
        HttpStage stage([&sent](QSslSocket *socket, const HttpAsked &) {
            QObject::connect(socket, &QSslSocket::bytesWritten, socket, [&sent](qint64 bytes) {
                sent += bytes;
            });
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(size) + "\r\n\r\n");
            const QByteArray piece(1 << 20, 'x');
            for (qint64 at = 0; at < size; at += piece.size()) {
                socket->write(piece);
            }
        });
        HttpClient client(HttpClient::Settings{});
        const auto taking = std::make_shared<Taking>();
        HttpRequest request{.url = stage.url(), .atMost = 2 * size};
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
        QVERIFY2(sent < onTheWay, qPrintable(QString::number(sent)));
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
