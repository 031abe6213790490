// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/davxml.h"
#include "net/httpclient.h"

#include <optional>

namespace Kontor
{

/// What must hold for a write.
struct DavCondition {
    QString ifMatch{}; ///< an etag as the server wrote it, or empty
    QString ifScheduleTagMatch{}; ///< RFC 6638, 3.2.10
    bool ifNoneMatch = false; ///< only if nothing is there
};

struct DavObject {
    QByteArray bytes{};
    QString etag{};
    QString scheduleTag{};
    bool hasOtherForms = false; ///< the server answers as Accept asks for (Vary)
};

/// What a server says of itself (RFC 4918, 10.1): "calendar-access", "calendar-auto-schedule", …
struct DavOptions {
    QStringList classes{};
    QStringList methods{};
};

/// The Error for an answer that is no success. As httpError(), but what a precondition says is
/// told as it is meant: "no-uid-conflict" is a Conflict, "quota-not-exceeded" OverQuota,
/// "valid-calendar-data" and the like Protocol, whatever status the server chose.
[[nodiscard]] Error davError(const HttpAnswer &answer);

/// WebDAV requests of one server (RFC 4918, 6578, 4791, 5689), one function each. Hrefs are
/// resolved against the base. Same thread, ends and errors as HttpClient, which must live until
/// each call has returned.
class DavClient
{
public:
    DavClient(HttpClient &http, QUrl base);

    enum class Depth { Zero, One };

    Task<Result<DavOptions>> options(QString href);
    Task<Result<DavMultistatus>> propfind(QString href, Depth depth, QList<XmlName> properties);
    Task<Result<DavMultistatus>> report(QString href, Depth depth, XmlElement body);

    /// sync-collection (RFC 6578); \p atMost 0: without a limit. TokenExpired when the server no
    /// longer takes the token: also for 400, 403, 404, 409 and 500 answers to a token that is not
    /// empty where an empty one is answered. The caller asks again with the new token while the
    /// answer has a resource with status 507 for the collection.
    Task<Result<DavMultistatus>> syncCollection(QString href, QString token, int atMost, QList<XmlName> properties);

    Task<Result<DavObject>> get(QString href, QByteArray accept = {}); ///< \p accept: "text/vcard;version=4.0"; empty: as the server likes
    Task<Result<DavObject>> put(QString href, QByteArray bytes, QByteArray contentType, DavCondition condition); ///< etag if told
    Task<Result<void>> remove(QString href, DavCondition condition);
    Task<Result<void>> move(QString href, QString destination); ///< never overwrites; Protocol (405, 501) where not offered
    Task<Result<void>> makeCollection(QString href, QByteArray method, XmlElement body); ///< MKCALENDAR or extended MKCOL
    Task<Result<void>> setProperties(QString href, QList<XmlElement> set, QList<XmlName> remove = {}); ///< PROPPATCH

    /// POST, for the scheduling outbox (RFC 6638, 5).
    Task<Result<HttpAnswer>> post(QString href, QByteArray bytes, HttpHeaders headers);

    QUrl url(const QString &href) const;

private:
    HttpClient *m_http;
    QUrl m_base;
};

}
