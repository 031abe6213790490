// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"

#include "base/await.h"
#include "base/log.h"
#include "net/httpaddress.h"
#include "net/httppacking.h"
#include "net/httpupload.h"

#include <KLocalizedString>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QHttp1Configuration>
#include <QHttpHeaders>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QSslError>

#include <algorithm>
#include <deque>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int mostInFlight = 64;
constexpr int mostConnections = 16; ///< to one host, with HTTP/1.1
constexpr int mostRedirects = 8;
constexpr auto longestFlight = std::chrono::hours(1); ///< however much progress there is
constexpr qsizetype longBody = 1 << 20;
constexpr auto longestStream = std::chrono::hours(23); ///< the same of what is read or sent in pieces
constexpr qint64 streamBuffer = qint64(1) << 20; ///< read ahead of a sink
constexpr qint64 longestRefusal = qint64(1) << 20; ///< what a server says instead of what the sink waits for
constexpr auto longestWait = std::chrono::hours(24); ///< with the time in the queue; never reached

/// RFC 9110, 5.5 and 5.6.2: nothing that could end a line.
bool isSound(const HttpRequest &request)
{
    const auto isToken = [](const QByteArray &text) {
        return !text.isEmpty() && std::ranges::all_of(text, [](char octet) {
            return octet > ' ' && octet < 0x7f && octet != ':';
        });
    };
    return isToken(request.method) && std::ranges::all_of(request.headers, [&isToken](const auto &header) {
               return isToken(header.first) && std::ranges::none_of(header.second, [](char octet) {
                          return octet == '\r' || octet == '\n' || octet == '\0';
                      });
           });
}

/// True where QNAM only repeats what the status says; the answer is complete then.
bool isOnlyTheStatus(QNetworkReply::NetworkError error, int status)
{
    return status >= 400
        && ((error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError && error != QNetworkReply::ContentReSendError)
            || error == QNetworkReply::ProtocolInvalidOperationError || error == QNetworkReply::InternalServerError
            || error == QNetworkReply::OperationNotImplementedError || error == QNetworkReply::ServiceUnavailableError
            || error == QNetworkReply::UnknownServerError);
}

bool isPrivate(const QByteArray &header)
{
    return header.compare("Authorization", Qt::CaseInsensitive) == 0 || header.compare("Cookie", Qt::CaseInsensitive) == 0;
}

QString shortForm(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}
}

struct HttpClient::Private {
    Settings settings;
    QSslConfiguration tls;
    QNetworkAccessManager *manager = nullptr;
    std::deque<Flight *> waiting;
    QList<Flight *> flying;
    QElapsedTimer progress; ///< since anything moved
    QHash<QString, Error> tlsProblems; ///< by host: QNAM tells them to one of several waiting requests only
    bool isStopped = false;

    static Task<Result<HttpAnswer>> send(std::shared_ptr<Private> d, HttpRequest request);
    void startNext();
    void land(Flight *flight);
    void stop();
    QByteArray authorization(const QUrl &url) const;
};

/// One call of send(): from the queue through redirects to the answer.
class HttpClient::Flight : public QObject
{
public:
    Flight(Private *client, HttpRequest request)
        : QObject(client->manager)
        , m_client(client)
        , m_request(std::move(request))
    {
        m_silence.setSingleShot(true);
        connect(&m_silence, &QTimer::timeout, this, &Flight::meetSilence);
    }

    Pending<HttpAnswer> pending() const
    {
        return m_pending;
    }

    void start()
    {
        m_deadline.setRemainingTime(m_request.source || m_request.sink ? longestStream : longestFlight);
        request();
    }

    /// The flight is over; it deletes itself.
    void end(Result<HttpAnswer> result)
    {
        if (m_pending.isComplete()) {
            return;
        }
        m_silence.stop();
        drop();
        m_pending.complete(std::move(result));
        m_client->land(this);
    }

private:
    void request();
    void noteProgress();
    void meetSilence();
    void meetHeaders();
    void read();
    bool pour();
    static Task<> pourInto(QPointer<Flight> flight, HttpSink sink, HttpAnswer head, QByteArray bytes);
    void poured(const Result<void> &result);
    void finish();
    void drop();
    bool isPoured() const;
    HttpAnswer head() const;
    QIODevice *upload();
    qint64 announcedSize() const;
    std::unexpected<Error> networkError() const;
    std::unexpected<Error> connectionLost(const QString &detail) const;
    std::unexpected<Error> tooLong() const;
    std::unexpected<Error> brokenPacking() const;

    Private *m_client;
    HttpRequest m_request;
    Pending<HttpAnswer> m_pending;
    QNetworkReply *m_reply = nullptr;
    QByteArray m_body;
    std::unique_ptr<GzipStream> m_unpacking; ///< of what goes to the sink
    qint64 m_received = 0; ///< octets of the body, as they came
    qint64 m_unpacked = 0; ///< of these, what went to the sink
    QTimer m_silence;
    QDeadlineTimer m_deadline;
    int m_redirects = 0;
    bool m_isSent = false;
    bool m_isPouring = false; ///< the sink has not returned yet
    bool m_isOver = false; ///< the reply has finished
    bool m_hasOwnEncoding = false; ///< the caller unpacks
};

void HttpClient::Flight::request()
{
    QNetworkRequest request(m_request.url);
    request.setSslConfiguration(m_client->tls);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Qt sends what is long in small frames and waits for the window after each few: many times as long as by HTTP/1.1.
    // HTTP/2 has no Connection field (RFC 9113, 8.2.2): whoever asks for one wants HTTP/1.1, where a sink that waits makes the
    // server wait.
    const bool isOfConnection = std::ranges::any_of(m_request.headers, [](const auto &header) {
        return header.first.compare("Connection", Qt::CaseInsensitive) == 0;
    });
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, !isOfConnection && !m_request.source && m_request.body.size() < longBody);
    QHttp1Configuration http1;
    http1.setNumberOfConnectionsPerHost(mostConnections);
    request.setHttp1Configuration(http1);

    request.setRawHeader("User-Agent", "Kontor");
    request.setRawHeader("Accept-Encoding", "gzip"); // else QNAM unpacks, and does not notice when the end is missing
    if (m_request.source) {
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_request.source->size);
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    if (!m_request.body.isEmpty() || m_request.source) {
        request.setRawHeader("Content-Type", "application/octet-stream"); // else QNAM claims it were a form
    }
    for (const auto &[name, value] : std::as_const(m_request.headers)) {
        request.setRawHeader(name, value);
        m_hasOwnEncoding |= name.compare("Accept-Encoding", Qt::CaseInsensitive) == 0;
    }
    if (const auto authorization = m_client->authorization(m_request.url); !authorization.isEmpty() && !m_request.isAnonymous) {
        request.setRawHeader("Authorization", authorization);
    }

    auto &manager = *m_client->manager;
    const auto &method = m_request.method;
    if (m_request.source) {
        m_reply = manager.sendCustomRequest(request, method, upload());
    } else if (method == "GET" && m_request.body.isEmpty()) {
        m_reply = manager.get(request);
    } else if (method == "HEAD") {
        m_reply = manager.head(request);
    } else if (method == "PUT") {
        m_reply = manager.put(request, m_request.body);
    } else if (method == "POST") {
        m_reply = manager.post(request, m_request.body);
    } else if (method == "DELETE" && m_request.body.isEmpty()) {
        m_reply = manager.deleteResource(request);
    } else {
        m_reply = manager.sendCustomRequest(request, method, m_request.body);
    }
    m_isSent = false;
    m_isOver = false;
    m_body.clear();
    m_unpacking.reset();
    m_received = 0;
    m_unpacked = 0;
    if (m_request.sink) {
        m_reply->setReadBufferSize(streamBuffer);
    }
    connect(m_reply, &QNetworkReply::socketStartedConnecting, this, &Flight::noteProgress);
    connect(m_reply, &QNetworkReply::encrypted, this, &Flight::noteProgress);
    connect(m_reply, &QNetworkReply::uploadProgress, this, &Flight::noteProgress);
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_isSent = true;
        noteProgress();
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Flight::meetHeaders);
    connect(m_reply, &QNetworkReply::readyRead, this, &Flight::read);
    connect(m_reply, &QNetworkReply::finished, this, &Flight::finish);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        auto certificate = m_reply->sslConfiguration().peerCertificate();
        for (const auto &error : errors) {
            certificate = certificate.isNull() ? error.certificate() : certificate;
        }
        const QString host = m_request.url.host();
        m_client->tlsProblems.insert(host, tlsProblem(host, errors, certificate));
    });
    m_silence.start(m_request.timeout);
}

QIODevice *HttpClient::Flight::upload()
{
    auto *const upload = new HttpUpload(m_request.source, this);
    connect(upload, &HttpUpload::failed, this, [this](const Error &error) {
        end(std::unexpected(error));
    });
    return upload;
}

void HttpClient::Flight::noteProgress()
{
    m_client->progress.start();
    if (m_deadline.hasExpired()) {
        end(timeoutFailure());
        return;
    }
    if (!m_isPouring) {
        m_silence.start(m_request.timeout);
    }
}

void HttpClient::Flight::meetSilence()
{
    // With HTTP/1.1 it may wait for a free connection; the others prove that the server is well.
    const auto rest = m_request.timeout - std::chrono::milliseconds(m_client->progress.elapsed());
    if (!m_isSent && rest.count() > 0 && !m_deadline.hasExpired()) {
        m_silence.start(rest);
        return;
    }
    end(timeoutFailure());
}

void HttpClient::Flight::meetHeaders()
{
    noteProgress();
    if (m_request.sink) {
        m_reply->setReadBufferSize(streamBuffer); // nobody listened to it before the connection was there
    }
    if (announcedSize() > m_request.atMost) {
        end(tooLong());
    }
}

void HttpClient::Flight::read()
{
    noteProgress();
    if (isPoured()) {
        pour();
        return;
    }
    constexpr qint64 piece = 256 * 1024;
    const qint64 atMost = m_request.sink ? std::min(longestRefusal, m_request.atMost) : m_request.atMost;
    while (!m_pending.isComplete()) {
        const auto bytes = m_reply->read(piece);
        if (bytes.isEmpty()) {
            return;
        }
        m_body += bytes;
        m_received += bytes.size();
        if (m_body.size() > atMost) {
            end(tooLong());
        }
    }
}

bool HttpClient::Flight::isPoured() const
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return m_request.sink && status >= 200 && status < 300;
}

/// Hands the next piece to the sink; false: there is none now.
bool HttpClient::Flight::pour()
{
    if (m_isPouring || m_pending.isComplete()) {
        return true;
    }
    QByteArray bytes;
    if (!m_unpacking && m_received == 0 && !m_hasOwnEncoding && head().header("Content-Encoding").trimmed().toLower() == "gzip") {
        m_unpacking = std::make_unique<GzipStream>();
    }
    while (bytes.isEmpty()) {
        if (m_unpacking && m_received > 0) {
            auto unpacked = m_unpacking->take(streamBuffer);
            if (!unpacked) {
                end(brokenPacking());
                return true;
            }
            bytes = *std::move(unpacked);
            if (!bytes.isEmpty()) {
                break;
            }
        }
        const auto read = m_reply->isOpen() ? m_reply->read(streamBuffer) : QByteArray();
        if (read.isEmpty()) {
            return false;
        }
        m_received += read.size();
        if (m_unpacking) {
            m_unpacking->add(read);
        } else {
            bytes = read;
        }
    }
    m_unpacked += bytes.size();
    if (m_unpacked > m_request.atMost) {
        end(tooLong());
        return true;
    }
    m_isPouring = true;
    m_silence.stop(); // it is we who take the time
    pourInto(this, m_request.sink, head(), std::move(bytes));
    return true;
}

Task<> HttpClient::Flight::pourInto(QPointer<Flight> flight, HttpSink sink, HttpAnswer head, QByteArray bytes)
{
    auto result = co_await sink(std::move(head), std::move(bytes));
    if (flight) {
        // Through the event loop, or a sink that never waits would make a deep stack of it.
        QMetaObject::invokeMethod(flight.data(), [flight = flight.data(), result = std::move(result)] {
            flight->poured(result);
        }, Qt::QueuedConnection);
    }
}

void HttpClient::Flight::poured(const Result<void> &result)
{
    m_isPouring = false;
    if (m_pending.isComplete()) {
        return;
    }
    if (!result) {
        end(std::unexpected(result.error()));
        return;
    }
    if (pour() || !m_isOver) {
        if (!m_isPouring) {
            noteProgress();
        }
        return;
    }
    finish();
}

HttpAnswer HttpClient::Flight::head() const
{
    return {.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), .headers = m_reply->headers().toListOfPairs(), .body = {}, .url = m_request.url};
}

void HttpClient::Flight::finish()
{
    m_isOver = true;
    if (isPoured() && m_reply->error() == QNetworkReply::NoError && (m_isPouring || pour())) {
        return; // poured() comes back here
    }
    if (m_reply->isOpen() && !isPoured()) {
        read();
    }
    if (m_pending.isComplete()) {
        return;
    }
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto error = m_reply->error();
    if (status == 0 || (error != QNetworkReply::NoError && !isOnlyTheStatus(error, status))) {
        end(networkError());
        return;
    }
    if (m_received < announcedSize() && m_request.method != "HEAD" && status != 204 && status != 304) {
        end(connectionLost(u"%1 of %2 octets"_s.arg(m_received).arg(announcedSize()))); // QNAM takes it for complete
        return;
    }
    auto answer = head();
    answer.body = std::move(m_body);
    if (m_unpacking && !m_unpacking->isComplete()) {
        end(brokenPacking());
        return;
    }
    if (!m_hasOwnEncoding && answer.header("Content-Encoding").trimmed().toLower() == "gzip" && !answer.body.isEmpty()) {
        auto unpacked = unpackedGzip(answer.body, m_request.atMost);
        if (!unpacked) {
            end(brokenPacking());
            return;
        }
        answer.body = *std::move(unpacked);
    }
    const bool isHttp2 = m_reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    qCDebug(logNet).noquote() << m_request.method << shortForm(m_request.url) << status << m_received << (isHttp2 ? "h2" : "http/1.1");
    // 303 asks for another request (GET), which only those that just read can mean.
    const bool onlyReads = m_request.method == "GET" || m_request.method == "HEAD" || m_request.method == "PROPFIND" || m_request.method == "REPORT"
        || m_request.method == "OPTIONS";
    const bool isRedirect = status == 301 || status == 302 || status == 307 || status == 308 || (status == 303 && onlyReads);
    const QByteArray location = isRedirect ? answer.header("Location") : QByteArray();
    if (location.isEmpty()) {
        end(std::move(answer));
        return;
    }
    const auto target = redirectTarget(m_request.url, location);
    if (!target || ++m_redirects > mostRedirects) {
        end(failure(Error::Kind::Protocol,
                    target ? i18nc("@info", "The server %1 sends Kontor round in circles.", m_request.url.host())
                           : i18nc("@info", "The server %1 sends Kontor to an address that is not safe.", m_request.url.host()),
                    u"redirect from "_s + shortForm(m_request.url)));
        return;
    }
    if (!isSameOrigin(m_request.url, *target)) {
        m_request.headers.removeIf([](const auto &header) {
            return isPrivate(header.first);
        });
    }
    m_request.url = *target;
    drop();
    request();
}

void HttpClient::Flight::drop()
{
    if (!m_reply) {
        return;
    }
    m_reply->disconnect(this);
    if (!m_reply->isFinished()) {
        m_reply->abort();
    }
    m_reply->deleteLater();
    m_reply = nullptr;
}

std::unexpected<Error> HttpClient::Flight::networkError() const
{
    const QString host = m_request.url.host();
    const QString detail = u"%1 (%2) for %3"_s.arg(m_reply->errorString().left(200)).arg(int(m_reply->error())).arg(shortForm(m_request.url));
    qCDebug(logNet).noquote() << m_request.method << detail;
    switch (m_reply->error()) {
    case QNetworkReply::SslHandshakeFailedError:
        if (const auto problem = m_client->tlsProblems.constFind(host); problem != m_client->tlsProblems.constEnd()) {
            return std::unexpected(*problem);
        }
        return std::unexpected(tlsHandshakeProblem(host, detail));
    case QNetworkReply::HostNotFoundError:
        return failure(Error::Kind::Offline, i18nc("@info", "The server %1 could not be found. There may be no network, or the name is wrong.", host), detail);
    case QNetworkReply::ConnectionRefusedError: {
        const int port = m_request.url.port(m_request.url.scheme() == "http"_L1 ? 80 : 443);
        return failure(Error::Kind::Offline, i18nc("@info", "The server %1 does not accept connections on port %2.", host, QString::number(port)), detail);
    }
    case QNetworkReply::TimeoutError:
        return failure(Error::Kind::Timeout, i18nc("@info", "The server %1 did not answer in time.", host), detail);
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::OperationCanceledError:
    case QNetworkReply::UnknownNetworkError:
        return connectionLost(detail);
    default:
        return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", host), detail);
    }
}

qint64 HttpClient::Flight::announcedSize() const
{
    return m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
}

std::unexpected<Error> HttpClient::Flight::connectionLost(const QString &detail) const
{
    return failure(Error::Kind::Offline, i18nc("@info", "The connection to the server %1 was lost.", m_request.url.host()), detail);
}

std::unexpected<Error> HttpClient::Flight::tooLong() const
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent more than Kontor can take.", m_request.url.host()),
                   u"more than %1 octets from %2"_s.arg(m_request.atMost).arg(shortForm(m_request.url)));
}

std::unexpected<Error> HttpClient::Flight::brokenPacking() const
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", m_request.url.host()),
                   u"packed badly, or more than %1 octets"_s.arg(m_request.atMost));
}

Task<Result<HttpAnswer>> HttpClient::Private::send(std::shared_ptr<Private> d, HttpRequest request)
{
    if (d->isStopped) {
        co_return cancelled();
    }
    request.url = request.url.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveFragment);
    if (!isSafeAddress(request.url)) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The address %1 is not safe. It must begin with https://.", shortForm(request.url)));
    }
    if (!isSound(request)) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 refused this (%2).", request.url.host(), QString::number(400)),
                          u"a method or header that could not be sent"_s);
    }
    auto *const flight = new Flight(d.get(), std::move(request));
    const auto pending = flight->pending();
    d->waiting.push_back(flight);
    d->startNext();
    co_return co_await pending.result(longestWait);
}

void HttpClient::Private::startNext()
{
    while (!isStopped && flying.size() < mostInFlight && !waiting.empty()) {
        auto *const flight = waiting.front();
        waiting.pop_front();
        flying << flight;
        flight->start();
    }
}

void HttpClient::Private::land(Flight *flight)
{
    flying.removeOne(flight);
    // What it was to send or hand on may hold the last reference to whoever holds this client: then the flight's end would
    // be the manager's, and that of its children in turn.
    flight->setParent(nullptr);
    flight->deleteLater();
    startNext();
}

void HttpClient::Private::stop()
{
    isStopped = true;
    const auto queued = std::exchange(waiting, {});
    const auto started = std::exchange(flying, {});
    for (auto *const flight : queued) {
        flight->end(cancelled());
    }
    for (auto *const flight : started) {
        flight->end(cancelled());
    }
}

QByteArray HttpClient::Private::authorization(const QUrl &url) const
{
    if (!isSameOrigin(url, settings.origin)) {
        return {};
    }
    if (!settings.bearer.isEmpty()) {
        return "Bearer "_ba + settings.bearer;
    }
    if (!settings.userName.isEmpty()) {
        const QString both = settings.userName + u':' + settings.password;
        return "Basic "_ba + both.toUtf8().toBase64();
    }
    return {};
}

HttpClient::HttpClient(Settings settings, QObject *parent)
    : QObject(parent)
    , d(std::make_shared<Private>())
{
    d->settings = std::move(settings);
    d->tls = d->settings.tls.configuration();
    d->manager = new QNetworkAccessManager(this);
    d->manager->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    d->manager->setCookieJar(nullptr);
    d->progress.start();
}

HttpClient::~HttpClient()
{
    stop();
    delete std::exchange(d->manager, nullptr);
}

Task<Result<HttpAnswer>> HttpClient::send(HttpRequest request)
{
    return Private::send(d, std::move(request));
}

void HttpClient::stop()
{
    d->stop();
    if (d->manager) {
        d->manager->clearConnectionCache(); // also closes connections that are just being made
    }
}

}
