// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixsignin.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixrenewal.h"
#include "net/httpaddress.h"

#include <KLocalizedString>
#include <QJsonArray>
#include <QSysInfo>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 largestAnswer = qint64(1) << 20;
constexpr qsizetype longestText = 2000;
constexpr qsizetype mostProviders = 50;

HttpRequest request(const MatrixServer &server, QByteArray method, const QByteArray &path)
{
    return {.method = std::move(method), .url = matrixUrl(server.address, path), .atMost = largestAnswer};
}

void addProviders(MatrixSignInWays &ways, const QJsonObject &flow)
{
    const auto providers = flow.value("identity_providers"_L1).toArray();
    for (const auto &entry : providers) {
        MatrixIdentityProvider provider{.id = MatrixJson::id(MatrixJson::at(entry, {"id"_L1})),
                                        .name = MatrixJson::text(MatrixJson::at(entry, {"name"_L1}), longestText),
                                        .icon = MatrixJson::text(MatrixJson::at(entry, {"icon"_L1}), longestText),
                                        .brand = MatrixJson::id(MatrixJson::at(entry, {"brand"_L1}))};
        if (!provider.id.isEmpty() && ways.providers.size() < mostProviders) {
            ways.providers << provider;
        }
    }
}

/// Another address only where it is no less safe.
QUrl homeserverOf(const QJsonObject &told, const QUrl &asked)
{
    const QUrl named(MatrixJson::text(MatrixJson::at(told, {"well_known"_L1, "m.homeserver"_L1, "base_url"_L1}), longestText), QUrl::StrictMode);
    const bool isFine = isSafeAddress(named) && (named.scheme() == "https"_L1 || asked.scheme() == "http"_L1);
    return isFine ? matrixUrl(named, {}) : asked;
}

Error passwordRefused(const HttpAnswer &answer)
{
    auto error = matrixError(answer);
    const QString code = matrixErrorCode(error);
    if (error.kind == Error::Kind::Forbidden && (code.isEmpty() || code == "M_FORBIDDEN"_L1)) {
        error.kind = Error::Kind::Unauthorized;
        error.message = i18nc("@info", "The server %1 did not accept the user name or password.", answer.url.host());
    }
    return error;
}

Task<Result<MatrixSignedIn>> logIn(QPointer<HttpClient> http, MatrixServer server, QJsonObject body, MatrixDeviceWish device)
{
    if (!http) {
        co_return cancelled();
    }
    body.insert(u"refresh_token"_s, true);
    body.insert(u"initial_device_display_name"_s, device.name);
    if (!device.deviceId.isEmpty()) {
        body.insert(u"device_id"_s, device.deviceId);
    }
    auto post = request(server, "POST", matrixPath(matrixClientV3, {u"login"_s}));
    post.headers.emplaceBack("Content-Type", "application/json");
    post.body = MatrixJson::bytes(body);
    const auto answer = co_await http->send(std::move(post));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(passwordRefused(*answer));
    }
    const auto tokens = readMatrixTokens(*answer);
    if (!tokens) {
        co_return std::unexpected(tokens.error());
    }
    const auto told = MatrixJson::object(answer->body).value_or(QJsonObject());
    const MatrixSignedIn signedIn{.userId = MatrixJson::id(told.value("user_id"_L1)), .deviceId = MatrixJson::id(told.value("device_id"_L1)), .homeserver = homeserverOf(told, server.address), .tokens = *tokens};
    if (!MatrixUserId::of(signedIn.userId) || signedIn.deviceId.isEmpty()) {
        co_return matrixNonsense(answer->url, u"a login without user or device"_s);
    }
    if (!device.deviceId.isEmpty() && signedIn.deviceId != device.deviceId) {
        co_return matrixNonsense(answer->url, u"a login as another device"_s); // its keys are not ours
    }
    co_return signedIn;
}

Result<MatrixWho> whoOf(const HttpAnswer &answer)
{
    const auto told = MatrixJson::object(answer.body).value_or(QJsonObject());
    const MatrixWho who{.userId = MatrixJson::id(told.value("user_id"_L1)), .deviceId = MatrixJson::id(told.value("device_id"_L1))};
    if (!MatrixUserId::of(who.userId)) {
        return matrixNonsense(answer.url, u"no user id"_s);
    }
    return who;
}
}

QString matrixDeviceName()
{
    const QString host = QSysInfo::machineHostName().section(u'.', 0, 0);
    return host.isEmpty() ? u"Kontor"_s : i18nc("name of a device in the list of an account; %1 is the computer's name", "Kontor (%1)", host);
}

Task<Result<MatrixSignInWays>> askMatrixSignInWays(HttpClient *http, MatrixServer server)
{
    const QPointer<HttpClient> guarded(http);
    MatrixSignInWays ways;
    auto oauth = co_await findMatrixOAuth(http, server);
    if (!oauth) {
        co_return std::unexpected(oauth.error());
    }
    ways.oauth = *std::move(oauth);
    if (!guarded) {
        co_return cancelled();
    }
    const auto answer = co_await guarded->send(request(server, "GET", matrixPath(matrixClientV3, {u"login"_s})));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        if (ways.oauth && (answer->status == 404 || answer->status == 405)) {
            co_return ways; // the old ways may be gone altogether
        }
        co_return std::unexpected(matrixError(*answer));
    }
    const auto flows = MatrixJson::object(answer->body).value_or(QJsonObject()).value("flows"_L1).toArray();
    for (const auto &flow : flows) {
        const QString type = MatrixJson::id(MatrixJson::at(flow, {"type"_L1}));
        if (type == "m.login.password"_L1) {
            ways.takesPassword = true;
        } else if (type == "m.login.token"_L1) {
            ways.takesToken = true;
        } else if (type == "m.login.sso"_L1 || type == "m.login.cas"_L1) {
            ways.takesSso = true;
            addProviders(ways, flow.toObject());
        }
    }
    if (!ways.oauth && !ways.takesPassword && !ways.takesSso) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 offers no way to sign in that Kontor knows.", server.address.host()), u"flows"_s);
    }
    co_return ways;
}

Task<Result<MatrixSignedIn>> signInToMatrix(HttpClient *http, MatrixServer server, QString user, QString password, MatrixDeviceWish device)
{
    const QJsonObject body{{u"type"_s, u"m.login.password"_s},
                           {u"identifier"_s, QJsonObject{{u"type"_s, u"m.id.user"_s}, {u"user"_s, user.trimmed()}}},
                           {u"password"_s, password}};
    return logIn(http, server, body, device);
}

Task<Result<MatrixSignedIn>> signInToMatrixByToken(HttpClient *http, MatrixServer server, QString loginToken, MatrixDeviceWish device)
{
    return logIn(http, server, {{u"type"_s, u"m.login.token"_s}, {u"token"_s, loginToken}}, device);
}

QUrl matrixSsoPage(const MatrixServer &server, const QUrl &redirect, const QString &state, const QString &provider)
{
    QUrl back = redirect;
    QUrlQuery query;
    query.addQueryItem(u"state"_s, state);
    back.setQuery(query);
    QStringList parts{u"login"_s, u"sso"_s, u"redirect"_s};
    if (!provider.isEmpty()) {
        parts << provider;
    }
    return matrixUrl(server.address, matrixPath(matrixClientV3, parts) + "?redirectUrl=" + back.toEncoded().toPercentEncoding());
}

Result<QString> matrixSsoToken(const QUrl &came, const QString &state)
{
    constexpr qsizetype longestToken = 8192;
    const QUrlQuery told(came);
    const QString token = told.queryItemValue(u"loginToken"_s, QUrl::FullyDecoded);
    if (state.isEmpty() || told.queryItemValue(u"state"_s, QUrl::FullyDecoded) != state || token.isEmpty() || token.size() > longestToken) {
        return failure(Error::Kind::Protocol, i18nc("@info", "Signing in was not completed. Please begin again."), u"no loginToken, or another state"_s);
    }
    return token;
}

Task<Result<MatrixSignedIn>> completeMatrixOAuth(HttpClient *http, MatrixServer server, MatrixOAuthServer oauth, MatrixOAuthAttempt attempt, MatrixTokens tokens)
{
    auto get = request(server, "GET", matrixPath(matrixClientV3, {u"account"_s, u"whoami"_s}));
    get.headers.emplaceBack("Authorization", "Bearer " + tokens.access);
    const auto answer = co_await http->send(std::move(get));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(matrixError(*answer));
    }
    const auto who = whoOf(*answer);
    if (!who) {
        co_return std::unexpected(who.error());
    }
    if (!who->deviceId.isEmpty() && who->deviceId != attempt.deviceId) {
        co_return matrixNonsense(answer->url, u"a sign-in as another device"_s);
    }
    co_return MatrixSignedIn{.userId = who->userId,
                             .deviceId = attempt.deviceId,
                             .homeserver = server.address,
                             .tokens = tokens,
                             .renewal = {.tokenEndpoint = oauth.token, .revocationEndpoint = oauth.revocation, .clientId = attempt.clientId}};
}

Task<Result<MatrixWho>> askMatrixWho(QPointer<MatrixConnection> connection)
{
    const auto answer = co_await sendMatrix(connection, {.path = matrixPath(matrixClientV3, {u"account"_s, u"whoami"_s})});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return whoOf(*answer);
}

Task<Result<void>> signOutOfMatrix(QPointer<MatrixConnection> connection, MatrixRenewal renewal)
{
    if (!connection) {
        co_return cancelled();
    }
    Result<void> done;
    if (renewal.revocationEndpoint.isEmpty()) {
        done = co_await tellMatrix(connection, matrixWrite("POST", matrixPath(matrixClientV3, {u"logout"_s}), {}));
    } else {
        HttpClient http({.tls = connection->tlsPolicy()});
        done = co_await revokeMatrixTokens(&http, renewal, connection->tokens());
    }
    if (!done && done.error().kind == Error::Kind::Unauthorized) {
        co_return {};
    }
    co_return done;
}

}
