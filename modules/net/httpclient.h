// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "net/tlspolicy.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace Kontor
{

/// Header fields in order; names in any case.
using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

struct HttpAnswer;

/// A request body that is read while it is sent: never more than a few pieces of it are in memory.
struct HttpSource {
    qint64 size = 0; ///< octets; announced, so it must be right
    /// The octets from \p offset on, not more than \p length and at least one. May be asked again for the same ones (after a
    /// redirect, or when the connection broke before anything was answered). An error ends the request with it.
    std::function<Task<Result<QByteArray>>(qint64 offset, qint64 length)> read{};
};

/// Takes the body of an answer as it comes. \p head: status and headers, without a body. The next piece comes when the
/// call has returned; until then no more than a little is read from the network (HTTP/1.1; HTTP/2 reads on). An error
/// ends the request with it.
using HttpSink = std::function<Task<Result<void>>(const HttpAnswer &head, QByteArray bytes)>;

struct HttpRequest {
    QByteArray method{"GET"};
    QUrl url{};
    HttpHeaders headers{};
    QByteArray body{};
    std::shared_ptr<const HttpSource> source{}; ///< instead of the body
    /// Gets the body of a success (2xx); that of the answer is empty then. A call may still be under way when send() has
    /// returned (after stop() or an error).
    HttpSink sink{};
    std::chrono::milliseconds timeout = std::chrono::seconds(60); ///< without any progress
    qint64 atMost = qint64(256) << 20; ///< a longer answer (unpacked) is a Protocol error, whatever was announced
    bool isAnonymous = false; ///< without the credentials
};

/// What the server answered. Every complete answer is a value, whatever its status says. Whether one in chunks is complete,
/// HTTP/1.1 over QNAM does not always tell: whoever writes back what was read looks at its end.
struct HttpAnswer {
    int status = 0;
    HttpHeaders headers{};
    QByteArray body{};
    QUrl url{}; ///< after redirects

    /// All values of that field joined by ", "; null if there is none.
    QByteArray header(QByteArrayView name) const;
    bool isSuccess() const
    {
        return status >= 200 && status < 300;
    }
    /// What did not hold, if a DAV server says it (RFC 4918, 16): "valid-sync-token", …
    QStringList preconditions() const;
};

/// The usual Error for a status that is no success: 401 Unauthorized, 403 Forbidden, 404 and 410
/// NotFound, 409, 412 and 423 Conflict, 413 and 507 OverQuota, 429 Throttled, 408 and 504 Timeout,
/// 501 and 505 Protocol, other 5xx Throttled, the rest Protocol. With Retry-After in both forms.
/// The detail names the preconditions.
[[nodiscard]] Error httpError(const HttpAnswer &answer);

/// HTTP with one server or several of one account: HTTP/2 where offered, up to 64 requests in
/// flight, Basic credentials or a bearer token sent to their own origin only, redirects followed
/// (never to less safety; the method kept, as DAV needs it), no cookies, cache or proxy.
///
/// https everywhere; http is refused unless the host is this very machine. One thread. Each call
/// ends: with an answer, an error, Timeout, or Cancelled after stop(). A request whose connection
/// breaks before any answer may have been sent more than once, so writes need conditions.
class HttpClient : public QObject
{
    Q_OBJECT
public:
    struct Settings {
        TlsPolicy tls{};
        QString userName{};
        QString password{}; ///< with userName: Basic (RFC 7617), sent without being asked first
        QByteArray bearer{}; ///< instead: RFC 6750
        QUrl origin{}; ///< where the credentials belong
    };

    explicit HttpClient(Settings settings, QObject *parent = nullptr);
    ~HttpClient() override;

    Task<Result<HttpAnswer>> send(HttpRequest request);

    /// All pending calls return Cancelled; later calls too.
    void stop();

private:
    class Flight;
    struct Private;
    std::shared_ptr<Private> d; // outlives the object until the last call has returned
};

}
