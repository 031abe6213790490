// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpstage.h"
#include "net/httpclient.h"
#include "support/faultserver.h"
#include "support/waiting.h"

#include <QPointer>
#include <QTest>

#include <zlib.h>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
using Socket = QSslSocket *;

HttpStage::Play saying(const QByteArray &bytes)
{
    return [bytes](Socket socket, const HttpAsked &) {
        socket->write(bytes);
    };
}

HttpStage::Play sayingAndHangingUp(const QByteArray &bytes)
{
    return [bytes](Socket socket, const HttpAsked &) {
        socket->write(bytes);
        socket->disconnectFromHost();
    };
}

HttpClient::Settings anna(const QUrl &origin)
{
    return {.tls = FaultServer::trusting(), .userName = u"anna"_s, .password = u"pass:wörd"_s, .origin = origin};
}

const QByteArray annasBasic = "Basic " + QByteArray("anna:pass:wörd").toBase64();

Result<HttpAnswer> asking(HttpClient &client, HttpRequest request)
{
    return waitedFor(client.send(std::move(request)));
}

QByteArray packed(const QByteArray &bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return out;
}
}

class HttpClientTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksAndAnswers()
    {
        HttpStage stage(saying(HttpStage::answer(207, "<x/>", {"ETag: \"1\"", "DAV: 1, 2", "dav: calendar-access", "Set-Cookie: spy=1; Path=/"})));
        HttpClient client(anna(stage.url()));
        for (int i = 0; i < 2; ++i) {
            const auto answer = asking(client, {.method = "PROPFIND", .url = stage.url(u"/a%20b/%C3%A4?x=1#fragment"_s), .headers = {{"Depth", "1"}, {"Content-Type", "application/xml"}}, .body = "<y/>"});
            QVERIFY(answer);
            QCOMPARE(answer->status, 207);
            QVERIFY(answer->isSuccess());
            QCOMPARE(answer->body, "<x/>");
            QCOMPARE(answer->header("etag"), "\"1\"");
            QCOMPARE(answer->header("DAV"), "1, 2, calendar-access");
            QVERIFY(answer->header("Retry-After").isNull());
        }
        QCOMPARE(stage.asked.size(), 2);
        const auto &asked = stage.asked.last();
        QCOMPARE(asked.method, "PROPFIND");
        QCOMPARE(asked.headers.value("depth"), "1");
        QCOMPARE(asked.headers.value("content-type"), "application/xml");
        QCOMPARE(asked.headers.value("content-length"), "4"); // Radicale takes no chunked bodies
        QCOMPARE(asked.headers.value("authorization"), annasBasic);
        QCOMPARE(asked.body, "<y/>");
        QVERIFY(!asked.headers.contains("cookie"));
        QVERIFY(!asked.headers.contains("transfer-encoding"));
    }

    void everyMethodArrives()
    {
        HttpStage stage(saying(HttpStage::answer(200, "ok")));
        HttpClient client({});
        for (const QByteArray method : {"GET", "PUT", "POST", "DELETE", "OPTIONS", "REPORT", "MKCALENDAR", "MOVE", "PROPPATCH"}) {
            for (const QByteArray &body : {QByteArray(), QByteArray("body")}) {
                const auto answer = asking(client, {.method = method, .url = stage.url(), .body = body});
                QVERIFY2(answer && answer->body == "ok", method.constData());
                QCOMPARE(stage.asked.last().method, method);
                QCOMPARE(stage.asked.last().body, body);
            }
        }
    }

    void bearerGoesToItsOriginOnly()
    {
        HttpStage stage(saying(HttpStage::answer(200)));
        HttpClient client({.userName = u"anna"_s, .bearer = "token", .origin = stage.url(u"/some/path"_s)});
        QVERIFY(asking(client, {.url = stage.url()}));
        QCOMPARE(stage.asked.last().headers.value("authorization"), "Bearer token");
        QVERIFY(asking(client, {.url = stage.url(u"/"_s, u"localhost"_s)}));
        QVERIFY(!stage.asked.last().headers.contains("authorization"));
        HttpStage other(saying(HttpStage::answer(200)));
        QVERIFY(asking(client, {.url = other.url()})); // another port
        QVERIFY(!other.asked.last().headers.contains("authorization"));
    }

    void nothingIsSentWhereItIsNotSafe_data()
    {
        QTest::addColumn<QUrl>("url");
        for (const auto *const text : {"http://example.org/", "http://192.0.2.1/", "http://localhost.example.org/", "http://127.0.0.1.example.org/", "ftp://localhost/",
                                       "file:///etc/passwd", "data:text/plain,x", "qrc:/x", "", "https://", "/path", "http://[::2]/"}) {
            QTest::newRow(text) << QUrl(QString::fromLatin1(text));
        }
    }

    void nothingIsSentWhereItIsNotSafe()
    {
        QFETCH(QUrl, url);
        HttpClient client(anna(url));
        const auto answer = asking(client, {.url = url});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Protocol);
    }

    void headersCannotBeSmuggledIn()
    {
        HttpStage stage(saying(HttpStage::answer(200)));
        HttpClient client({});
        for (const HttpRequest &request : {HttpRequest{.url = stage.url(), .headers = {{"If-Match", "\"1\"\r\nX-Evil: 1"}}}, HttpRequest{.url = stage.url(), .headers = {{"A: b\r\nC", "1"}}},
                                           HttpRequest{.method = "GET / HTTP/1.1\r\nX:", .url = stage.url()}, HttpRequest{.method = "", .url = stage.url()}}) {
            QVERIFY(!asking(client, request));
        }
        QVERIFY(stage.asked.isEmpty());
    }

    void everyCompleteAnswerIsAValue()
    {
        int status = 0;
        HttpStage stage([&status](Socket socket, const HttpAsked &) {
            QList<QByteArray> headers;
            if (status == 401) {
                headers << "WWW-Authenticate: Basic realm=\"x\"" << "WWW-Authenticate: Negotiate";
            }
            socket->write(HttpStage::answer(status, status == 204 || status == 304 ? QByteArray() : "body " + QByteArray::number(status), headers));
        });
        HttpClient client(anna(stage.url()));
        for (int each : {200, 201, 204, 207, 300, 303, 304, 400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 415, 418, 423, 424, 429, 451, 499, 500, 501, 502, 503, 504, 507, 511, 599}) {
            status = each;
            const auto answer = asking(client, {.method = "PUT", .url = stage.url(), .body = "x"});
            QVERIFY2(answer, qPrintable(QString::number(each) + u": "_s + (answer ? QString() : answer.error().detail)));
            QCOMPARE(answer->status, each);
            QCOMPARE(answer->body, each == 204 || each == 304 ? QByteArray() : "body " + QByteArray::number(each));
        }
        QCOMPARE(stage.asked.size(), 34); // a 401 is not asked again
    }

    void statusesBecomeErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<Error::Kind>("kind");
        using enum Error::Kind;
        const QList<std::pair<int, Error::Kind>> all{{400, Protocol}, {401, Unauthorized}, {403, Forbidden}, {404, NotFound}, {405, Protocol}, {408, Timeout}, {409, Conflict},
                                                     {410, NotFound}, {412, Conflict}, {413, OverQuota}, {423, Throttled}, {429, Throttled}, {500, Throttled}, {501, Protocol},
                                                     {502, Throttled}, {503, Throttled}, {504, Timeout}, {507, OverQuota}, {302, Protocol}, {299, Protocol}};
        for (const auto &[status, kind] : all) {
            QTest::addRow("%d", status) << status << kind;
        }
    }

    void statusesBecomeErrors()
    {
        QFETCH(int, status);
        QFETCH(Error::Kind, kind);
        const auto error = httpError({.status = status, .body = "<error xmlns='DAV:'><no-uid-conflict/></error>", .url = QUrl(u"https://u:secret@dav.example.org/a?token=secret"_s)});
        QCOMPARE(error.kind, kind);
        QVERIFY(error.message.contains(u"dav.example.org"_s));
        QVERIFY(error.detail.contains(QString::number(status)));
        QVERIFY(error.detail.contains(u"no-uid-conflict"_s));
        QVERIFY(!error.detail.contains(u"secret"_s));
    }

    void retryAfterInBothForms()
    {
        using std::chrono::milliseconds;
        const auto delay = [](const QByteArray &value, const QByteArray &date = {}) {
            return httpError({.status = 503, .headers = {{"retry-after", value}, {"Date", date}}}).retryAfter;
        };
        QCOMPARE(delay("120"), milliseconds(120'000));
        QCOMPARE(delay("0"), milliseconds(0));
        QCOMPARE(delay("-5"), milliseconds(0));
        QCOMPARE(delay("99999999999999999999"), milliseconds(0)); // no number, no date
        QCOMPARE(delay("999999999"), milliseconds(std::chrono::hours(24)));
        QCOMPARE(delay("soon"), milliseconds(0));
        QCOMPARE(delay("Sun, 06 Nov 1994 08:51:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"), milliseconds(120'000)); // by the server's clock
        QCOMPARE(delay("Sun, 06 Nov 1994 08:49:37 GMT"), milliseconds(0)); // long ago
        const auto later = QLocale::c().toString(QDateTime::currentDateTimeUtc().addSecs(3'600), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
        QVERIFY(delay(later) > std::chrono::minutes(50));
        QVERIFY(delay(later) <= std::chrono::minutes(60));
    }

    void readsChunksAndPackedAnswers()
    {
        const QByteArray text = QByteArray("all alike ").repeated(100'000);
        const auto gzip = packed(text);
        QVERIFY(gzip.size() * 100 < text.size());
        QByteArray bytes;
        HttpStage stage([&bytes](Socket socket, const HttpAsked &) {
            socket->write(bytes);
        });
        HttpClient client({});
        bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
        auto answer = asking(client, {.url = stage.url()});
        QVERIFY(answer);
        QCOMPARE(answer->body, "hello world");
        bytes = HttpStage::answer(200, gzip, {"Content-Encoding: gzip"});
        answer = asking(client, {.url = stage.url()});
        QVERIFY(answer);
        QVERIFY(answer->body == text);
        QVERIFY(stage.asked.last().headers.value("accept-encoding").contains("gzip"));
    }

    void whatEndsTooEarlyIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("half a status") << QByteArray("HTTP/1.1 20");
        QTest::newRow("half the headers") << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/pl");
        QTest::newRow("headers without end") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n");
        QTest::newRow("headers only") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        QTest::newRow("half the body") << QByteArray("HTTP/1.1 207 OK\r\nContent-Length: 10\r\n\r\nhello");
        QTest::newRow("half the body of an error") << QByteArray("HTTP/1.1 500 Oh\r\nContent-Length: 10\r\n\r\nhello");
        const auto gzip = packed(QByteArray("x").repeated(10'000));
        QTest::newRow("half packed") << "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + QByteArray::number(gzip.size()) + "\r\n\r\n" + gzip.first(20);
        QTest::newRow("no HTTP") << QByteArray("220 mail.example.org ESMTP\r\n\r\n\r\n");
    }

    void whatEndsTooEarlyIsNoAnswer()
    {
        QFETCH(QByteArray, bytes);
        HttpStage stage(sayingAndHangingUp(bytes));
        HttpClient client({});
        const auto answer = asking(client, {.url = stage.url()});
        QVERIFY2(!answer, answer ? answer->body.constData() : "");
        QVERIFY2(answer.error().kind == Error::Kind::Offline || answer.error().kind == Error::Kind::Protocol, qPrintable(answer.error().detail));
        QVERIFY(!answer.error().message.isEmpty());
    }

    void anAnswerWithoutLengthEndsWithTheConnection()
    {
        HttpStage stage(sayingAndHangingUp("HTTP/1.0 200 OK\r\n\r\nall of it"));
        HttpClient client({});
        const auto answer = asking(client, {.url = stage.url()});
        QVERIFY(answer);
        QCOMPARE(answer->body, "all of it");
    }

    void brokenPackingIsNoAnswer()
    {
        HttpStage stage(saying(HttpStage::answer(200, "this is not gzip at all", {"Content-Encoding: gzip"})));
        HttpClient client({});
        const auto answer = asking(client, {.url = stage.url()});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Protocol);
    }

    void tooMuchIsRefused_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("piece");
        QTest::newRow("announced") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n") << QByteArray();
        QTest::newRow("chunks for ever") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") << QByteArray("1000\r\n" + QByteArray(4096, 'x') + "\r\n");
        QTest::newRow("body for ever") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << QByteArray(4096, 'x');
        QTest::newRow("an error for ever") << QByteArray("HTTP/1.1 500 Oh\r\n\r\n") << QByteArray(4096, 'x');
        QTest::newRow("headers for ever") << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray("X-More: and more of it\r\n");
        QTest::newRow("one header for ever") << QByteArray("HTTP/1.1 200 OK\r\nX-Long: ") << QByteArray(4096, 'x');
        QTest::newRow("a status for ever") << QByteArray("HTTP/1.1 200 ") << QByteArray(4096, 'x');
    }

    void tooMuchIsRefused()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, piece);
        HttpStage stage([head, piece](Socket socket, const HttpAsked &) {
            // Not quite for ever: QNAM reads headers octet by octet and looks at nothing else while there are more.
            const auto said = std::make_shared<qsizetype>(0);
            const auto more = [piece, socket, said] {
                while (!piece.isEmpty() && *said < 3'000'000 && socket->state() == QAbstractSocket::ConnectedState && socket->bytesToWrite() < 100'000) {
                    socket->write(piece);
                    *said += piece.size();
                }
            };
            socket->write(head);
            connect(socket, &QSslSocket::bytesWritten, socket, more);
            more();
        });
        HttpClient client({});
        const auto answer = asking(client, {.url = stage.url(), .timeout = std::chrono::seconds(2), .atMost = 1'000'000});
        QVERIFY(!answer);
        QVERIFY2(!isPassing(answer.error().kind) || answer.error().kind == Error::Kind::Timeout || answer.error().kind == Error::Kind::Offline, qPrintable(answer.error().detail));
        QVERIFY(waitUntil([&stage] { return stage.open == 0; }));
    }

    void packedAnswersAreReadInAllTheirParts()
    {
        HttpStage stage(saying(HttpStage::answer(200, packed("one ") + packed("two"), {"Content-Encoding: GZIP"})));
        HttpClient client({});
        const auto answer = asking(client, {.url = stage.url()});
        QVERIFY(answer);
        QCOMPARE(answer->body, "one two");
        const auto raw = asking(client, {.url = stage.url(), .headers = {{"Accept-Encoding", "identity"}}});
        QVERIFY(raw); // who asks by hand gets it as it comes
        QCOMPARE(raw->body, packed("one ") + packed("two"));
        QCOMPARE(stage.asked.last().headers.value("accept-encoding"), "identity");
    }

    void anArchiveBombIsRefused()
    {
        const auto bomb = packed(QByteArray(50'000'000, 'x'));
        QVERIFY(bomb.size() < 100'000);
        HttpStage stage(saying(HttpStage::answer(200, bomb, {"Content-Encoding: gzip"})));
        HttpClient client({});
        const auto refused = asking(client, {.url = stage.url(), .atMost = 10'000'000});
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Protocol);
        const auto taken = asking(client, {.url = stage.url(), .atMost = 50'000'000});
        QVERIFY(taken);
        QCOMPARE(taken->body.size(), 50'000'000);
    }

    void aLyingLengthDoesNotMixAnswersUp()
    {
        // Behind the five announced octets stands what looks like the answer to the next request.
        HttpStage stage([](Socket socket, const HttpAsked &asked) {
            socket->write(asked.path == "/lie" ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL" : HttpStage::answer(200, asked.path));
        });
        HttpClient client({});
        const auto first = asking(client, {.url = stage.url(u"/lie"_s)});
        QVERIFY(first);
        QCOMPARE(first->body, "hello");
        const auto second = asking(client, {.url = stage.url(u"/truth"_s)});
        QVERIFY(second);
        QCOMPARE(second->body, "/truth");
    }

    void redirectsKeepTheMethod()
    {
        int status = 0;
        HttpStage stage([&status](Socket socket, const HttpAsked &asked) {
            if (asked.path == "/old/") {
                socket->write(HttpStage::answer(status, "moved", {"Location: ../new/%C3%A4?x=1#y"}));
            } else {
                socket->write(HttpStage::answer(207, "there"));
            }
        });
        HttpClient client(anna(stage.url()));
        for (int each : {301, 302, 303, 307, 308}) {
            status = each;
            stage.asked.clear();
            const auto answer = asking(client, {.method = "PROPFIND", .url = stage.url(u"/old/"_s), .headers = {{"Depth", "0"}}, .body = "<x/>"});
            QVERIFY(answer);
            QCOMPARE(answer->status, 207);
            QCOMPARE(answer->body, "there");
            QCOMPARE(answer->url.path(QUrl::FullyEncoded), u"/new/%C3%A4"_s);
            QCOMPARE(stage.asked.size(), 2);
            QCOMPARE(stage.asked.last().method, "PROPFIND");
            QCOMPARE(stage.asked.last().body, "<x/>");
            QCOMPARE(stage.asked.last().headers.value("depth"), "0");
            QCOMPARE(stage.asked.last().headers.value("authorization"), annasBasic);
        }
        status = 303; // "look there how it went" is nothing for a write
        const auto answer = asking(client, {.method = "PUT", .url = stage.url(u"/old/"_s), .body = "x"});
        QVERIFY(answer);
        QCOMPARE(answer->status, 303);
    }

    void redirectsEnd()
    {
        HttpStage circle(saying(HttpStage::answer(302, {}, {"Location: /again"})));
        HttpClient client({});
        const auto answer = asking(client, {.url = circle.url()});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Protocol);
        QCOMPARE(circle.asked.size(), 9);
        HttpStage nowhere(saying(HttpStage::answer(302)));
        const auto still = asking(client, {.url = nowhere.url()});
        QVERIFY(still);
        QCOMPARE(still->status, 302);
    }

    void anotherOriginGetsNoCredentials()
    {
        HttpStage other(saying(HttpStage::answer(401)));
        HttpStage stage(saying(HttpStage::answer(301, {}, {"Location: " + other.url(u"/x"_s).toEncoded()})));
        HttpClient client(anna(stage.url()));
        const auto answer = asking(client, {.url = stage.url(), .headers = {{"authorization", "Basic by hand"}, {"Cookie", "a=b"}, {"Depth", "0"}}});
        QVERIFY(answer);
        QCOMPARE(answer->status, 401);
        QCOMPARE(answer->url, other.url(u"/x"_s));
        QCOMPARE(stage.asked.last().headers.value("authorization"), annasBasic);
        QCOMPARE(other.asked.size(), 1);
        QVERIFY(!other.asked.last().headers.contains("authorization"));
        QVERIFY(!other.asked.last().headers.contains("cookie"));
        QCOMPARE(other.asked.last().headers.value("depth"), "0");
    }

    void credentialsInARedirectAreNotTaken()
    {
        HttpStage other(saying(HttpStage::answer(200)));
        QUrl target = other.url(u"/x"_s);
        target.setUserName(u"eve"_s);
        target.setPassword(u"x"_s);
        HttpStage stage(saying(HttpStage::answer(301, {}, {"Location: " + target.toEncoded()})));
        HttpClient client(anna(stage.url()));
        QVERIFY(asking(client, {.url = stage.url()}));
        QVERIFY(!other.asked.last().headers.contains("authorization"));
    }

    void redirectsLeadNeverToLessSafety()
    {
        HttpStage plain(saying(HttpStage::answer(200, "plain")));
        QByteArray location = plain.url().toEncoded();
        HttpStage stage(
            [&location](Socket socket, const HttpAsked &asked) {
                socket->write(asked.path == "/" ? HttpStage::answer(301, {}, {"Location: " + location}) : HttpStage::answer(200, "safe"));
            },
            HttpStage::Security::Tls);
        HttpClient client(anna(stage.url()));
        for (const QByteArray &each : {location, QByteArray("http://example.org/"), QByteArray("file:///etc/passwd"), QByteArray("javascript:x")}) {
            location = each;
            const auto answer = asking(client, {.url = stage.url()});
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, Error::Kind::Protocol);
        }
        QVERIFY(plain.asked.isEmpty());
        // A server behind a proxy that does TLS for it often thinks it were http.
        location = "http://127.0.0.1:" + QByteArray::number(stage.serverPort()) + "/dav/";
        const auto answer = asking(client, {.url = stage.url()});
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(answer->body, "safe");
        QCOMPARE(answer->url.scheme(), u"https"_s);
    }

    void silenceIsATimeoutAndADripIsNot()
    {
        HttpStage silent([](Socket, const HttpAsked &) {});
        HttpClient client({});
        const auto answer = asking(client, {.url = silent.url(), .timeout = std::chrono::milliseconds(300)});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Timeout);
        QVERIFY(waitUntil([&silent] { return silent.open == 0; }));

        HttpStage stalling(saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"));
        const auto half = asking(client, {.url = stalling.url(), .timeout = std::chrono::milliseconds(300)});
        QVERIFY(!half);
        QCOMPARE(half.error().kind, Error::Kind::Timeout);

        HttpStage dripping([](Socket socket, const HttpAsked &) {
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
            auto *const timer = new QTimer(socket);
            connect(timer, &QTimer::timeout, socket, [socket] {
                socket->write("x");
            });
            timer->start(100); // 3 s in all
        });
        const auto slow = asking(client, {.url = dripping.url(), .timeout = std::chrono::seconds(2)});
        QVERIFY(slow);
        QCOMPARE(slow->body, QByteArray(30, 'x'));
    }

    void nobodyThere()
    {
        QUrl url;
        {
            HttpStage gone(saying(""));
            url = gone.url();
        }
        HttpClient client({});
        const auto answer = asking(client, {.url = url});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Offline);
        const auto unknown = asking(client, {.url = QUrl(u"https://unknown.invalid/"_s)});
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().kind, Error::Kind::Offline);
    }

    void manyAtOnceAreFewForTheServer_data()
    {
        QTest::addColumn<HttpStage::Security>("security");
        QTest::newRow("plain") << HttpStage::Security::Plain;
        QTest::newRow("TLS") << HttpStage::Security::Tls;
    }

    void manyAtOnceAreFewForTheServer()
    {
        QFETCH(HttpStage::Security, security);
        int open = 0;
        int mostOpen = 0;
        HttpStage stage(
            [&](Socket socket, const HttpAsked &asked) {
                mostOpen = std::max(mostOpen, ++open);
                QTimer::singleShot(5, socket, [socket, asked, &open] {
                    --open;
                    socket->write(HttpStage::answer(200, asked.path + asked.body));
                });
            },
            security);
        HttpClient client(anna(stage.url()));
        std::vector<Task<Result<HttpAnswer>>> tasks;
        for (int i = 0; i < 300; ++i) {
            tasks.push_back(client.send({.method = "PUT", .url = stage.url(u"/%1"_s.arg(i)), .body = QByteArray(2'000, char('a' + i % 26))}));
        }
        const auto answers = waitedForAll(std::move(tasks));
        for (int i = 0; i < 300; ++i) {
            QVERIFY(answers[size_t(i)]);
            QCOMPARE(answers[size_t(i)]->body, "/" + QByteArray::number(i) + QByteArray(2'000, char('a' + i % 26)));
        }
        QCOMPARE(stage.asked.size(), 300);
        QVERIFY2(mostOpen <= 64, qPrintable(QString::number(mostOpen)));
        QVERIFY2(mostOpen > 6, qPrintable(QString::number(mostOpen))); // as many as QNAM does by itself
        QVERIFY2(stage.mostOpen <= 64, qPrintable(QString::number(stage.mostOpen)));
    }

    void waitingForAConnectionIsNoSilence()
    {
        HttpStage stage([](Socket socket, const HttpAsked &) {
            QTimer::singleShot(400, socket, [socket] {
                socket->write(HttpStage::answer(200));
            });
        });
        HttpClient client({});
        std::vector<Task<Result<HttpAnswer>>> tasks;
        for (int i = 0; i < 150; ++i) { // at least 3.6 s with 16 connections
            tasks.push_back(client.send({.url = stage.url(), .timeout = std::chrono::seconds(3)}));
        }
        for (const auto &answer : waitedForAll(std::move(tasks))) {
            QVERIFY(answer);
        }
    }

    void silenceOfOneServerEndsAllThatWait()
    {
        HttpStage silent([](Socket, const HttpAsked &) {});
        HttpClient client({});
        std::vector<Task<Result<HttpAnswer>>> tasks;
        for (int i = 0; i < 100; ++i) {
            tasks.push_back(client.send({.url = silent.url(), .timeout = std::chrono::milliseconds(200)}));
        }
        for (const auto &answer : waitedForAll(std::move(tasks))) {
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, Error::Kind::Timeout);
        }
    }

    void stopEndsEverything()
    {
        HttpStage silent([](Socket, const HttpAsked &) {});
        HttpClient client({});
        std::vector<Task<Result<HttpAnswer>>> tasks;
        for (int i = 0; i < 100; ++i) {
            tasks.push_back(client.send({.url = silent.url()}));
        }
        QVERIFY(waitUntil([&silent] { return silent.asked.size() >= 8; }));
        client.stop();
        for (const auto &answer : waitedForAll(std::move(tasks))) {
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, Error::Kind::Cancelled);
        }
        const auto later = asking(client, {.url = silent.url()});
        QVERIFY(!later);
        QCOMPARE(later.error().kind, Error::Kind::Cancelled);
        QVERIFY(waitUntil([&silent] { return silent.open == 0; }));
    }

    void destructionEndsEverything()
    {
        HttpStage stage([](Socket socket, const HttpAsked &asked) {
            if (asked.path != "/silent") {
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            }
        });
        auto client = std::make_unique<HttpClient>(HttpClient::Settings{});
        std::vector<Task<Result<HttpAnswer>>> tasks;
        for (int i = 0; i < 100; ++i) {
            tasks.push_back(client->send({.url = stage.url(i % 2 ? u"/silent"_s : u"/half"_s)}));
        }
        QVERIFY(waitUntil([&stage] { return stage.asked.size() >= 8; }));
        client.reset();
        for (const auto &answer : waitedForAll(std::move(tasks))) {
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, Error::Kind::Cancelled);
        }
        QVERIFY(waitUntil([&stage] { return stage.open == 0; }));
    }

    void aTrustedCertificateIsAccepted()
    {
        HttpStage stage(saying(HttpStage::answer(200, "safe")), HttpStage::Security::Tls);
        HttpClient client(anna(stage.url(u"/"_s, u"localhost"_s)));
        const auto answer = asking(client, {.url = stage.url(u"/"_s, u"localhost"_s)});
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(answer->body, "safe");
        QCOMPARE(stage.asked.last().headers.value("authorization"), annasBasic);
    }

    void badCertificatesAreNamed_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<bool>("isTrusting");
        QTest::addColumn<QString>("word");
        QTest::newRow("expired") << 1 << true << u"expired"_s;
        QTest::newRow("wrong name") << 2 << true << u"wrong.example"_s;
        QTest::newRow("self-signed") << 3 << true << u"signed by the server itself"_s;
        QTest::newRow("unknown authority") << 0 << false << u"Test Authority"_s;
    }

    void badCertificatesAreNamed()
    {
        QFETCH(int, which);
        QFETCH(bool, isTrusting);
        QFETCH(QString, word);
        const auto &all = TestCertificates::instance();
        HttpStage stage(saying(HttpStage::answer(200)), HttpStage::Security::Tls, which == 0 ? all.good : which == 1 ? all.expired : which == 2 ? all.wrongName : all.selfSigned);
        auto settings = anna(stage.url());
        if (!isTrusting) {
            settings.tls = TlsPolicy();
        }
        HttpClient client(settings);
        std::vector<Task<Result<HttpAnswer>>> tasks;
        for (int i = 0; i < 30; ++i) {
            tasks.push_back(client.send({.url = stage.url()}));
        }
        for (const auto &answer : waitedForAll(std::move(tasks))) { // each of them, not only the first
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, Error::Kind::Forbidden);
            QVERIFY2(answer.error().message.contains(word), qPrintable(answer.error().message));
        }
        QVERIFY(stage.asked.isEmpty());
    }

    void noTlsAtAllIsTold()
    {
        HttpStage stage(saying(HttpStage::answer(200)));
        QUrl url = stage.url();
        url.setScheme(u"https"_s);
        QTcpServer talkative; // says something that is not TLS as soon as anybody comes
        QVERIFY(talkative.listen(QHostAddress::LocalHost));
        connect(&talkative, &QTcpServer::newConnection, &talkative, [&talkative] {
            auto *const socket = talkative.nextPendingConnection();
            socket->write("220 this is a mail server\r\n");
        });
        url.setPort(talkative.serverPort());
        HttpClient client(anna(url));
        const auto answer = asking(client, {.url = url, .timeout = std::chrono::seconds(5)});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::Protocol);
    }

    void theProxyOfTheEnvironmentIsNotAsked()
    {
        HttpStage proxy(saying(HttpStage::answer(200, "proxy")));
        qputenv("http_proxy", proxy.url().toEncoded());
        HttpStage stage(saying(HttpStage::answer(200, "direct")));
        HttpClient client(anna(stage.url()));
        const auto answer = asking(client, {.url = stage.url()});
        qunsetenv("http_proxy");
        QVERIFY(answer);
        QCOMPARE(answer->body, "direct");
        QVERIFY(proxy.asked.isEmpty());
    }
};

QTEST_GUILESS_MAIN(HttpClientTest)
#include "httpclienttest.moc"
