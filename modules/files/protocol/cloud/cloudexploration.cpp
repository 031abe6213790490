// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"
#include "files/protocol/cloud/cloudcapabilities.h"
#include "files/protocol/cloud/cloudjson.h"
#include "files/protocol/cloud/cloudocs.h"
#include "net/davclient.h"
#include "net/httpaddress.h"

#include <KLocalizedString>

#include <vector>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 longestStatus = qint64(1) << 20;
constexpr auto patience = std::chrono::seconds(30);

/// What one address turned out to be.
struct Found {
    bool isCloud = false;
    bool isHidden = false; ///< perhaps one: it does not show its status to everybody
    QUrl root{};
    QJsonObject status{};
    QJsonObject capabilities{};
    std::optional<Error> error{}; ///< nobody can tell now
};

bool maySayLater(int status)
{
    return status == 408 || status == 429 || (status >= 502 && status <= 504);
}

/// status.php of a cloud: {"installed":true,"maintenance":false,…,"version":"32.0.6.1",…}
bool isStatus(const QJsonObject &status)
{
    return CloudJson::has(status, {"installed"_L1}) && CloudJson::has(status, {"version"_L1});
}

Result<QJsonObject> readStatus(const HttpAnswer &answer, const QUrl &start)
{
    const auto status = CloudJson::object(answer.body);
    const QString host = answer.url.host();
    if (!isSameOrigin(answer.url, start)) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sends Kontor to %2. Please give that address instead.", start.host(), host),
                       u"status.php at another host"_s);
    }
    if (!CloudJson::flag(status.value("installed"_L1))) {
        return failure(Error::Kind::Throttled, i18nc("@info", "The server %1 has not been set up yet.", host), u"status.php: not installed"_s);
    }
    if (CloudJson::flag(status.value("maintenance"_L1)) || CloudJson::flag(status.value("needsDbUpgrade"_L1))) {
        return std::unexpected(cloudMaintenance(host));
    }
    return status;
}

Task<Found> lookAt(QPointer<HttpClient> http, QUrl start, QUrl root)
{
    Found found{.root = root};
    HttpRequest request{.url = cloudUrl(root, u"status.php"_s), .timeout = patience, .atMost = longestStatus};
    request.headers.emplaceBack("Accept", "application/json");
    const auto answer = co_await http->send(std::move(request));
    if (!answer) {
        found.error = answer.error();
        co_return found;
    }
    if (answer->isSuccess() && isStatus(CloudJson::object(answer->body))) {
        const auto status = readStatus(*answer, start);
        if (!status) {
            found.error = status.error();
            co_return found;
        }
        found.isCloud = true;
        found.status = *status;
        found.root = answer->url.resolved(QUrl(u"./"_s)).adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment); // it may have sent us to a folder
    } else if (maySayLater(answer->status)) {
        found.error = cloudError(*answer);
        co_return found;
    }
    found.isHidden = answer->status == 401 || answer->status == 403;
    if (found.isCloud) {
        co_return found;
    }

    const CloudQuestion question{.path = u"cloud/capabilities"_s};
    const auto capabilities = co_await askCloud(http, found.root, question);
    if (capabilities && capabilities->isObject() && CloudJson::has(*capabilities, {"capabilities"_L1})) {
        found.isCloud = true;
        found.capabilities = capabilities->toObject();
    } else if (!capabilities && isPassing(capabilities.error().kind) && isCloudPath(start)) {
        found.error = capabilities.error();
    }
    co_return found;
}

/// The id of whoever is signed in, as remote.php/dav knows it; empty where that does not speak DAV.
Task<Result<QString>> askDav(QPointer<HttpClient> http, QUrl root)
{
    if (!http) {
        co_return cancelled();
    }
    const XmlName principal{XmlSpace::Dav, u"current-user-principal"_s};
    HttpRequest request{.method = "PROPFIND"_ba, .url = cloudUrl(root, u"remote.php/dav/"_s), .timeout = patience};
    request.headers << std::pair("Content-Type"_ba, "application/xml; charset=utf-8"_ba) << std::pair("Depth"_ba, "0"_ba);
    request.body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:propfind xmlns:d=\"DAV:\"><d:prop><d:current-user-principal/></d:prop></d:propfind>";
    const auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(cloudError(*answer)); // which says what OCS does not: that another password is wanted
    }
    const auto parsed = parseMultistatus(answer->body);
    if (!parsed) {
        co_return std::unexpected(parsed.error());
    }
    for (const auto &resource : parsed->resources) {
        const auto *const property = resource.property(principal);
        const auto href = property ? property->childText({XmlSpace::Dav, u"href"_s}) : QString();
        const auto users = href.indexOf("/principals/users/"_L1);
        if (users >= 0) {
            const auto id = href.mid(users).section(u'/', 3, 3);
            co_return QUrl::fromPercentEncoding(id.toUtf8());
        }
    }
    co_return QString();
}

bool isUserId(const QString &id)
{
    constexpr qsizetype longest = 255;
    return !id.isEmpty() && id.size() <= longest && !id.contains(u'/') && id != "."_L1 && id != ".."_L1 && !id.contains(QChar::Null);
}

Task<Result<QString>> askUserId(QPointer<HttpClient> http, QUrl root)
{
    const CloudQuestion question{.path = u"cloud/user"_s};
    const auto user = co_await askCloud(http, root, question);
    if (user) {
        if (const auto id = CloudJson::text(CloudJson::at(*user, {"id"_L1})); isUserId(id)) {
            co_return id;
        }
    } else if (const auto kind = user.error().kind;
               kind != Error::Kind::NotFound && kind != Error::Kind::Protocol && kind != Error::Kind::Forbidden && kind != Error::Kind::Unauthorized) {
        co_return std::unexpected(user.error());
    }
    auto id = co_await askDav(http, root);
    if (!id && !user && user.error().kind == Error::Kind::Unauthorized && id.error().kind != Error::Kind::Unauthorized) {
        co_return std::unexpected(user.error());
    }
    if (id && !isUserId(*id)) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 does not say who is signed in.", root.host()), u"no user id"_s);
    }
    co_return id;
}

/// Who is signed in, and what the server can do; only then, since strangers are told of little, and each wrong password counts.
Task<Result<std::optional<CloudFeatures>>> describe(QPointer<HttpClient> http, Found found)
{
    const auto id = co_await askUserId(http, found.root);
    if (!id) {
        co_return std::unexpected(id.error());
    }
    if (found.capabilities.isEmpty()) {
        const CloudQuestion question{.path = u"cloud/capabilities"_s};
        const auto capabilities = co_await askCloud(http, found.root, question);
        if (!capabilities && (isPassing(capabilities.error().kind) || capabilities.error().kind == Error::Kind::Unauthorized || capabilities.error().kind == Error::Kind::Cancelled)) {
            co_return std::unexpected(capabilities.error());
        }
        found.capabilities = capabilities.value_or(QJsonValue()).toObject();
    }
    auto features = withPaths(cloudFeatures(found.root, found.status, found.capabilities), *id);
    qCInfo(logNet) << "a cloud:" << features.forUser.product;
    co_return features;
}

/// Where calendars are said to be (RFC 6764, 5) is where a cloud in a folder is that nobody typed; none: nowhere.
Task<std::optional<QUrl>> wellKnownRoot(QPointer<HttpClient> http, QUrl start)
{
    if (!http) {
        co_return std::nullopt;
    }
    QUrl url = start.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    url.setPath(u"/.well-known/caldav"_s);
    HttpRequest request{.url = url, .timeout = patience, .atMost = longestStatus, .isAnonymous = true};
    const auto answer = co_await http->send(std::move(request));
    if (!answer || !isSameOrigin(answer->url, start) || !isCloudPath(answer->url)) {
        co_return std::nullopt;
    }
    co_return cloudRoots(answer->url).first();
}

/// A server that shows nothing but DAV.
Task<Result<std::optional<CloudFeatures>>> onlyDav(QPointer<HttpClient> http, QUrl root, bool isSure)
{
    const auto id = co_await askDav(http, root);
    if (id && isUserId(*id)) {
        co_return withPaths(cloudFeatures(root, {}, {}), *id);
    }
    if (!id && (isPassing(id.error().kind) || (isSure && id.error().kind == Error::Kind::Unauthorized))) {
        co_return std::unexpected(id.error());
    }
    co_return std::optional<CloudFeatures>();
}
}

Task<Result<std::optional<CloudFeatures>>> exploreCloud(HttpClient *client, QUrl start)
{
    const QPointer<HttpClient> http = client;
    const auto roots = cloudRoots(start);
    const bool isSure = isCloudPath(start);
    std::vector<Task<Found>> looks; // side by side; all are awaited, since they use the client
    for (const auto &root : roots) {
        looks.push_back(lookAt(http, start, root));
    }
    QList<Found> found;
    for (auto &look : looks) {
        found << co_await look;
    }
    for (const auto &one : std::as_const(found)) {
        if (!one.isCloud || one.error) {
            continue;
        }
        co_return co_await describe(http, one);
    }
    for (const auto &one : std::as_const(found)) {
        if (one.error) {
            co_return std::unexpected(*one.error);
        }
    }
    for (const auto &one : std::as_const(found)) {
        if (!isSure && !one.isHidden) {
            continue;
        }
        auto features = co_await onlyDav(http, one.root, isSure);
        if (!features || *features) {
            co_return features;
        }
    }
    const auto elsewhere = co_await wellKnownRoot(http, start);
    if (elsewhere && !roots.contains(*elsewhere)) {
        const auto one = co_await lookAt(http, start, *elsewhere);
        if (one.error) {
            co_return std::unexpected(*one.error);
        }
        if (one.isCloud) {
            co_return co_await describe(http, one);
        }
    }
    co_return std::optional<CloudFeatures>();
}

Task<QList<QUrl>> findCloudRoots(HttpClient *client, QUrl start)
{
    const QPointer<HttpClient> http = client;
    auto roots = cloudRoots(start);
    if (isCloudPath(start)) {
        co_return roots;
    }
    const auto elsewhere = co_await wellKnownRoot(http, start);
    if (elsewhere && !roots.contains(*elsewhere)) {
        roots << *elsewhere;
    }
    co_return roots;
}

}
