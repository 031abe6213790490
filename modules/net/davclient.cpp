// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/davclient.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
const QByteArray xmlType = "application/xml; charset=utf-8"_ba;

XmlName dav(const QString &local)
{
    return {XmlSpace::Dav, local};
}

XmlElement textElement(const QString &local, const QString &text)
{
    return {.name = dav(local), .text = text};
}

XmlElement propElement(const QList<XmlName> &names)
{
    XmlElement prop{.name = dav(u"prop"_s)};
    for (const auto &name : names) {
        prop.children << XmlElement{.name = name};
    }
    return prop;
}

int statusOf(const XmlElement &element)
{
    return element.childText(dav(u"status"_s)).section(u' ', 1, 1).toInt();
}

/// An answer in chunks that ends early may pass for whole (QNAM); contents of lines say themselves where they end.
bool isCutOff(const HttpAnswer &answer)
{
    const auto body = QByteArrayView(answer.body).trimmed();
    const auto line = body.first(std::min<qsizetype>(body.size(), 64));
    if (!answer.header("Content-Length").isEmpty() || line.first(std::min<qsizetype>(line.size(), 6)).compare("BEGIN:", Qt::CaseInsensitive) != 0) {
        return false;
    }
    const auto eol = line.indexOf('\n');
    const auto name = line.first(eol < 0 ? line.size() : eol).sliced(6).trimmed();
    const QByteArray end = "END:" + name.toByteArray();
    return body.size() < end.size() || body.last(end.size()).compare(end, Qt::CaseInsensitive) != 0;
}

/// The first status in a 207 (or in the body of an extended MKCOL) that is no success. 424 only
/// says that something else failed, so anything else is preferred. 0: all is well.
int failureInside(const HttpAnswer &answer)
{
    const auto root = XmlElement::parse(answer.body);
    if (!root) {
        return answer.body.trimmed().isEmpty() ? 0 : 500;
    }
    int failure = 0;
    const auto look = [&failure](const XmlElement &element) {
        const int status = statusOf(element);
        if (status >= 300 && (failure == 0 || failure == 424)) {
            failure = status;
        }
    };
    const auto lookAtPropstats = [&look](const XmlElement &parent) {
        for (const auto &child : parent.children) {
            if (child.name == dav(u"propstat"_s)) {
                look(child);
            }
        }
    };
    lookAtPropstats(*root);
    for (const auto &response : root->children) {
        if (response.name == dav(u"response"_s)) {
            look(response);
            lookAtPropstats(response);
        }
    }
    return failure;
}

/// A success that is told with 207 must be one inside, too.
Result<HttpAnswer> written(Result<HttpAnswer> answer)
{
    if (!answer) {
        return answer;
    }
    if (!answer->isSuccess()) {
        return std::unexpected(davError(*answer));
    }
    if (answer->status == 207) {
        if (const int failure = failureInside(*answer)) {
            answer->status = failure;
            return std::unexpected(davError(*answer));
        }
    }
    return answer;
}

Result<void> justWritten(Result<HttpAnswer> answer)
{
    const auto result = written(std::move(answer));
    return result ? Result<void>() : std::unexpected(result.error());
}

Result<DavMultistatus> multistatus(const Result<HttpAnswer> &answer)
{
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        return std::unexpected(davError(*answer));
    }
    if (answer->status != 207) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 does not offer calendars or address books at this address.", answer->url.host()),
                       u"HTTP %1 instead of 207"_s.arg(answer->status));
    }
    auto parsed = parseMultistatus(answer->body);
    if (parsed) {
        for (auto &resource : parsed->resources) {
            if (!resource.href.startsWith(u'/')) {
                resource.href = answer->url.resolved(QUrl::fromEncoded(resource.href.toUtf8())).path(QUrl::FullyEncoded);
            }
        }
    }
    return parsed;
}

/// Proxies that pack answers make etags weak, with which nothing may be written (RFC 9110, 13.1.1).
QByteArray strongEtag(const QString &etag)
{
    return (etag.startsWith("W/"_L1) ? etag.mid(2) : etag).toUtf8();
}

HttpHeaders conditionHeaders(const DavCondition &condition)
{
    HttpHeaders headers;
    if (!condition.ifMatch.isEmpty()) {
        headers.emplaceBack("If-Match", strongEtag(condition.ifMatch));
    }
    if (!condition.ifScheduleTagMatch.isEmpty()) {
        headers.emplaceBack("If-Schedule-Tag-Match", condition.ifScheduleTagMatch.toUtf8());
    }
    if (condition.ifNoneMatch) {
        headers.emplaceBack("If-None-Match", "*");
    }
    return headers;
}

DavObject objectOf(const HttpAnswer &answer)
{
    return {.etag = QString::fromUtf8(answer.header("ETag")), .scheduleTag = QString::fromUtf8(answer.header("Schedule-Tag"))};
}

QStringList words(const QByteArray &header)
{
    QStringList words;
    for (const auto &word : header.split(',')) {
        if (const auto trimmed = word.trimmed(); !trimmed.isEmpty()) {
            words << QString::fromLatin1(trimmed);
        }
    }
    words.removeDuplicates();
    return words;
}

HttpHeaders xmlHeaders(DavClient::Depth depth)
{
    return {{"Content-Type", xmlType}, {"Depth", depth == DavClient::Depth::Zero ? "0" : "1"}};
}

XmlElement syncBody(const QString &token, int atMost, const QList<XmlName> &properties)
{
    XmlElement body{.name = dav(u"sync-collection"_s)};
    body.children << textElement(u"sync-token"_s, token) << textElement(u"sync-level"_s, u"1"_s);
    if (atMost > 0) {
        XmlElement limit{.name = dav(u"limit"_s)};
        limit.children << textElement(u"nresults"_s, QString::number(atMost));
        body.children << limit;
    }
    body.children << propElement(properties);
    return body;
}

/// Could mean that only the token is to blame. Xandikos: 500; others 400, 403, 404, 409, 410, 412.
bool mayBlameToken(const HttpAnswer &answer)
{
    const int status = answer.status;
    return status == 500 || (status >= 400 && status < 500 && status != 401 && status != 408 && status != 423 && status != 429);
}
}

Error davError(const HttpAnswer &answer)
{
    Error error = httpError(answer);
    const QString host = answer.url.host();
    for (const auto &name : answer.preconditions()) {
        if (name == "no-uid-conflict"_L1) {
            error.kind = Error::Kind::Conflict;
            error.message = i18nc("@info UID: the unique identifier of an event or contact", "The server %1 already has an entry with the same identifier.", host);
        } else if (name == "quota-not-exceeded"_L1 || name == "sufficient-disk-space"_L1) {
            error.kind = Error::Kind::OverQuota;
            error.message = i18nc("@info", "There is no room left on the server %1.", host);
        } else if (name == "max-resource-size"_L1 || name == "max-attachment-size"_L1) {
            error.kind = Error::Kind::OverQuota;
            error.message = i18nc("@info", "This is too large for the server %1.", host);
        } else if (name.startsWith("valid-calendar-"_L1) || name.startsWith("valid-address"_L1) || name.startsWith("supported-"_L1)
                   || name == "max-instances"_L1 || name == "max-attendees-per-instance"_L1 || name == "min-date-time"_L1 || name == "max-date-time"_L1) {
            error.kind = Error::Kind::Protocol;
            error.message = i18nc("@info %2 is a technical name like valid-calendar-data", "The server %1 does not accept this entry (%2).", host, name);
        }
    }
    return error;
}

DavClient::DavClient(HttpClient &http, QUrl base)
    : m_http(&http)
    , m_base(std::move(base))
{
}

QUrl DavClient::url(const QString &href) const
{
    if (href.startsWith("//"_L1)) { // no host (RFC 4918, 8.3), but a base path that ends and begins with a slash
        QUrl url = m_base;
        url.setPath(QUrl::fromPercentEncoding(href.toUtf8()), QUrl::DecodedMode);
        return url;
    }
    return m_base.resolved(QUrl::fromEncoded(href.toUtf8()));
}

Task<Result<DavOptions>> DavClient::options(QString href)
{
    HttpRequest request{.method = "OPTIONS"_ba, .url = url(href)};
    const auto answer = co_await m_http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(davError(*answer));
    }
    co_return DavOptions{.classes = words(answer->header("DAV")), .methods = words(answer->header("Allow"))};
}

Task<Result<DavMultistatus>> DavClient::propfind(QString href, Depth depth, QList<XmlName> properties)
{
    XmlElement body{.name = dav(u"propfind"_s)};
    body.children << propElement(properties);
    HttpRequest request{.method = "PROPFIND"_ba, .url = url(href), .headers = xmlHeaders(depth), .body = body.toBytes()};
    co_return multistatus(co_await m_http->send(std::move(request)));
}

Task<Result<DavMultistatus>> DavClient::report(QString href, Depth depth, XmlElement body)
{
    HttpRequest request{.method = "REPORT"_ba, .url = url(href), .headers = xmlHeaders(depth), .body = body.toBytes()};
    co_return multistatus(co_await m_http->send(std::move(request)));
}

Task<Result<DavMultistatus>> DavClient::syncCollection(QString href, QString token, int atMost, QList<XmlName> properties)
{
    HttpClient *const http = m_http;
    const QUrl target = url(href);
    HttpRequest request{.method = "REPORT"_ba, .url = target, .headers = xmlHeaders(Depth::Zero), .body = syncBody(token, atMost, properties).toBytes()};
    auto answer = co_await http->send(request);
    if (answer && answer->status == 507 && atMost > 0) { // it cannot send a part (RFC 6578, 3.7)
        request.body = syncBody(token, 0, properties).toBytes();
        answer = co_await http->send(request);
    }
    if (!answer || answer->isSuccess() || token.isEmpty()) {
        co_return multistatus(answer);
    }
    const Error error = davError(*answer);
    bool isExpired = answer->preconditions().contains("valid-sync-token"_L1);
    if (!isExpired && mayBlameToken(*answer)) {
        const QList<XmlName> etag{dav(u"getetag"_s)};
        request.body = syncBody(QString(), 1, etag).toBytes();
        const auto probe = co_await http->send(request);
        isExpired = probe && (probe->status == 207 || probe->status == 507);
    }
    if (isExpired) {
        co_return failure(Error::Kind::TokenExpired, error.message, error.detail);
    }
    co_return std::unexpected(error);
}

Task<Result<DavObject>> DavClient::get(QString href, QByteArray accept)
{
    // Unpacked: Apache adds "-gzip" to the etag of what it packs, and answers 412 to that etag.
    HttpRequest request{.url = url(href)};
    request.headers.emplaceBack("Accept-Encoding", "identity");
    if (!accept.isEmpty()) {
        request.headers.emplaceBack("Accept", accept);
    }
    auto answer = co_await m_http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(davError(*answer));
    }
    if (const auto encoding = answer->header("Content-Encoding"); !encoding.isEmpty() && encoding != "identity") {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", answer->url.host()),
                          u"packed without being asked"_s);
    }
    if (isCutOff(*answer)) {
        co_return failure(Error::Kind::Timeout, i18nc("@info", "The connection to the server %1 was lost.", answer->url.host()), u"an object without an end"_s);
    }
    DavObject object = objectOf(*answer);
    object.bytes = std::move(answer->body);
    object.hasOtherForms = words(answer->header("Vary")).contains("Accept"_L1, Qt::CaseInsensitive);
    co_return object;
}

Task<Result<DavObject>> DavClient::put(QString href, QByteArray bytes, QByteArray contentType, DavCondition condition)
{
    HttpRequest request{.method = "PUT"_ba, .url = url(href), .headers = conditionHeaders(condition), .body = bytes};
    request.headers.emplaceBack("Content-Type", contentType);
    const auto answer = written(co_await m_http->send(std::move(request)));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return objectOf(*answer);
}

Task<Result<void>> DavClient::remove(QString href, DavCondition condition)
{
    HttpRequest request{.method = "DELETE"_ba, .url = url(href), .headers = conditionHeaders(condition)};
    co_return justWritten(co_await m_http->send(std::move(request)));
}

Task<Result<void>> DavClient::move(QString href, QString destination)
{
    HttpRequest request{.method = "MOVE"_ba, .url = url(href)};
    request.headers.emplaceBack("Destination", url(destination).toEncoded());
    request.headers.emplaceBack("Overwrite", "F");
    co_return justWritten(co_await m_http->send(std::move(request)));
}

Task<Result<void>> DavClient::makeCollection(QString href, QByteArray method, XmlElement body)
{
    HttpRequest request{.method = method, .url = url(href), .body = body.toBytes()};
    request.headers.emplaceBack("Content-Type", xmlType);
    co_return justWritten(co_await m_http->send(std::move(request)));
}

Task<Result<void>> DavClient::setProperties(QString href, QList<XmlElement> set, QList<XmlName> remove)
{
    XmlElement body{.name = dav(u"propertyupdate"_s)};
    if (!set.isEmpty()) {
        XmlElement prop{.name = dav(u"prop"_s)};
        prop.children = set;
        XmlElement part{.name = dav(u"set"_s)};
        part.children << prop;
        body.children << part;
    }
    if (!remove.isEmpty()) {
        XmlElement part{.name = dav(u"remove"_s)};
        part.children << propElement(remove);
        body.children << part;
    }
    HttpRequest request{.method = "PROPPATCH"_ba, .url = url(href), .body = body.toBytes()};
    request.headers.emplaceBack("Content-Type", xmlType);
    co_return justWritten(co_await m_http->send(std::move(request)));
}

Task<Result<HttpAnswer>> DavClient::post(QString href, QByteArray bytes, HttpHeaders headers)
{
    HttpRequest request{.method = "POST"_ba, .url = url(href), .headers = headers, .body = bytes};
    auto answer = co_await m_http->send(std::move(request));
    if (answer && !answer->isSuccess()) {
        co_return std::unexpected(davError(*answer));
    }
    co_return answer;
}

}
