// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixaddress.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "net/httpaddress.h"

#include <KLocalizedString>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 largestAnswer = qint64(1) << 20;
constexpr auto patience = std::chrono::seconds(20);

std::unexpected<Error> noHomeserver(const QString &host, const QString &detail)
{
    return failure(Error::Kind::NotFound, i18nc("@info", "There is no Matrix server at %1.", host), detail);
}

/// "https://host:port/path" without a slash at its end; invalid where it is not safe.
QUrl cleaned(const QUrl &url)
{
    QUrl clean = url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo | QUrl::StripTrailingSlash);
    QString path = clean.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/')) {
        path.chop(1);
    }
    clean.setPath(path, QUrl::StrictMode);
    return isSafeAddress(clean) ? clean : QUrl();
}

/// A domain with its port as one types it, "example.org:8448" or "[::1]:8008"; https, and http on this machine only if the
/// address says so.
QUrl ofDomain(const QString &domain)
{
    return cleaned(QUrl(u"https://"_s + domain, QUrl::StrictMode));
}

Task<Result<HttpAnswer>> get(QPointer<HttpClient> http, QUrl base, QByteArray path)
{
    if (!http) {
        co_return cancelled();
    }
    co_return co_await http->send({.url = matrixUrl(base, path), .timeout = patience, .atMost = largestAnswer, .isAnonymous = true});
}

/// What a domain says of its homeserver. No address: it says nothing (IGNORE).
struct WellKnown {
    QUrl homeserver{};
    QUrl identityServer{};
};

Task<Result<WellKnown>> askDomain(QPointer<HttpClient> http, QUrl domain)
{
    const auto answer = co_await get(http, domain, "/.well-known/matrix/client");
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 404 || answer->status == 410) {
        co_return WellKnown{};
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(matrixError(*answer));
    }
    const auto object = MatrixJson::object(answer->body);
    if (!object) {
        co_return WellKnown{}; // many web servers answer a page to everything
    }
    const QString base = MatrixJson::text(MatrixJson::at(*object, {"m.homeserver"_L1, "base_url"_L1}), 2000);
    WellKnown found{.homeserver = cleaned(QUrl(base, QUrl::StrictMode)), .identityServer = cleaned(QUrl(MatrixJson::text(MatrixJson::at(*object, {"m.identity_server"_L1, "base_url"_L1}), 2000), QUrl::StrictMode))};
    const bool isDowngrade = domain.scheme() == "https"_L1 && found.homeserver.scheme() != "https"_L1;
    if (found.homeserver.isEmpty() || isDowngrade) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The domain %1 names no safe address of its Matrix server. Please ask its administrator.", domain.host()), u"base_url"_s);
    }
    co_return found;
}
}

bool MatrixServer::knows(int major, int minor) const
{
    return std::ranges::any_of(versions, [major, minor](const QString &version) {
        if (!version.startsWith(u'v')) {
            return false; // r0.6.1 and older
        }
        bool isMajor = false;
        bool isMinor = false;
        const int told = version.mid(1).section(u'.', 0, 0).toInt(&isMajor);
        const int toldMinor = version.section(u'.', 1, 1).toInt(&isMinor);
        return isMajor && isMinor && (told > major || (told == major && toldMinor >= minor));
    });
}

bool MatrixServer::hasAuthenticatedMedia() const
{
    return knows(1, 11) || features.contains("org.matrix.msc3916.stable"_L1);
}

bool MatrixServer::hasSlidingSync() const
{
    return features.contains("org.matrix.simplified_msc3575"_L1);
}

std::optional<MatrixUserId> MatrixUserId::of(const QString &text)
{
    constexpr qsizetype longest = 255;
    const auto colon = text.indexOf(u':');
    if (!text.startsWith(u'@') || colon < 2 || text.toUtf8().size() > longest) {
        return std::nullopt;
    }
    const MatrixUserId id{.localPart = text.mid(1, colon - 1), .domain = text.mid(colon + 1)};
    const bool isSound = std::ranges::none_of(text, [](QChar sign) {
        return sign.isSpace() || sign.category() == QChar::Other_Control || sign == u'/' || sign == u'\\';
    });
    const QUrl url = ofDomain(id.domain);
    return isSound && !url.isEmpty() && url.path().isEmpty() && !id.domain.contains(u'@') && !id.domain.contains(u'?') && !id.domain.contains(u'#') ? std::optional(id) : std::nullopt;
}

QString MatrixUserId::text() const
{
    return u'@' + localPart + u':' + domain;
}

Task<Result<MatrixServer>> askMatrixServer(HttpClient *http, QUrl address)
{
    const QUrl base = cleaned(address);
    if (base.isEmpty()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The address %1 is not safe. It must begin with https://.", address.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)));
    }
    const auto answer = co_await get(http, base, "/_matrix/client/versions");
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 404 || answer->status == 410) {
        co_return noHomeserver(base.host(), u"no /versions"_s);
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(matrixError(*answer));
    }
    const auto object = MatrixJson::object(answer->body);
    MatrixServer server{.address = base, .domain = base.host()};
    if (object) {
        server.versions = MatrixJson::texts(object->value("versions"_L1));
        const auto features = object->value("unstable_features"_L1).toObject();
        for (auto feature = features.begin(); feature != features.end(); ++feature) {
            if (MatrixJson::flag(feature.value())) {
                server.features << feature.key();
            }
        }
    }
    if (server.versions.isEmpty()) {
        co_return noHomeserver(base.host(), u"/versions names none"_s);
    }
    co_return server;
}

Task<Result<MatrixServer>> findMatrixServer(HttpClient *http, QString start)
{
    const QPointer<HttpClient> guarded(http);
    start = start.trimmed();
    if (start.contains("://"_L1)) {
        co_return co_await askMatrixServer(http, QUrl(start, QUrl::StrictMode));
    }
    const auto user = MatrixUserId::of(start);
    const QString domain = user ? user->domain : start;
    const QUrl url = ofDomain(domain);
    if (url.isEmpty() || start.contains(u'@') != user.has_value()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "“%1” is no Matrix address. It looks like @name:example.org.", MatrixJson::words(start)));
    }
    const auto told = co_await askDomain(guarded, url.adjusted(QUrl::RemovePath));
    if (!told && told.error().kind != Error::Kind::Offline && told.error().kind != Error::Kind::Timeout) {
        co_return std::unexpected(told.error());
    }
    if (!guarded) {
        co_return cancelled();
    }
    const bool isNamed = told && !told->homeserver.isEmpty();
    const QUrl address = isNamed ? told->homeserver : url;
    auto server = co_await askMatrixServer(guarded, address);
    if (!server) {
        co_return told ? std::unexpected(server.error()) : std::unexpected(told.error());
    }
    server->domain = domain;
    server->wasNamedByDomain = isNamed;
    if (isNamed) {
        server->identityServer = told->identityServer;
    }
    co_return *std::move(server);
}

}
