// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixoauth.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixrenewal.h"
#include "net/httpaddress.h"

#include <KLocalizedString>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QPointer>
#include <QRandomGenerator>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 largestAnswer = qint64(1) << 20;

QUrl address(const QJsonValue &value)
{
    const QUrl url(MatrixJson::text(value, 2000), QUrl::StrictMode);
    return isSafeAddress(url) ? url : QUrl();
}

QByteArray randomOf(QByteArrayView letters, int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i) {
        text += letters.at(QRandomGenerator::system()->bounded(int(letters.size())));
    }
    return text;
}

Result<MatrixOAuthServer> serverOf(const HttpAnswer &answer)
{
    const auto told = MatrixJson::object(answer.body).value_or(QJsonObject());
    const MatrixOAuthServer server{.issuer = MatrixJson::text(told.value("issuer"_L1), 2000),
                                   .authorization = address(told.value("authorization_endpoint"_L1)),
                                   .token = address(told.value("token_endpoint"_L1)),
                                   .revocation = address(told.value("revocation_endpoint"_L1)),
                                   .registration = address(told.value("registration_endpoint"_L1)),
                                   .account = address(told.value("account_management_uri"_L1))};
    const auto challenges = MatrixJson::texts(told.value("code_challenge_methods_supported"_L1));
    if (server.issuer.isEmpty() || server.authorization.isEmpty() || server.token.isEmpty() || !challenges.contains("S256"_L1)) {
        return matrixNonsense(answer.url, u"auth_metadata without safe addresses or S256"_s);
    }
    return server;
}
}

QByteArray matrixRandom(int count)
{
    return randomOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count);
}

QString newMatrixDeviceId()
{
    return QString::fromLatin1(randomOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10));
}

QUrl MatrixOAuthServer::accountPage(const QString &action) const
{
    if (account.isEmpty()) {
        return {};
    }
    QUrlQuery query(account);
    query.addQueryItem(u"action"_s, action);
    QUrl page = account;
    page.setQuery(query);
    return page;
}

Task<Result<std::optional<MatrixOAuthServer>>> findMatrixOAuth(HttpClient *http, MatrixServer server)
{
    const QPointer<HttpClient> guarded(http);
    for (const bool isStable : {true, false}) {
        if (!guarded) {
            co_return cancelled();
        }
        const QByteArray path = isStable ? "/_matrix/client/v1/auth_metadata" : "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata";
        const auto answer = co_await guarded->send({.url = matrixUrl(server.address, path), .atMost = largestAnswer});
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        if (answer->isSuccess()) {
            auto found = serverOf(*answer);
            if (!found) {
                co_return std::unexpected(found.error());
            }
            found->isStable = isStable;
            co_return *std::move(found);
        }
        const bool isRefusal = answer->status >= 400 && answer->status < 500 && answer->status != 429;
        if (!isRefusal) { // what stands before a server says 403 to an address it does not know
            co_return std::unexpected(matrixError(*answer));
        }
    }
    co_return std::nullopt;
}

Task<Result<QString>> registerMatrixClient(HttpClient *http, MatrixOAuthServer server, QUrl redirect)
{
    redirect.setPort(-1); // any port will do at a loopback address (RFC 8252, 7.3)
    const QJsonObject client{{u"client_name"_s, u"Kontor"_s},
                             {u"client_uri"_s, u"https://kontor.app/"_s},
                             {u"redirect_uris"_s, QJsonArray{redirect.toString(QUrl::FullyEncoded)}},
                             {u"application_type"_s, u"native"_s},
                             {u"grant_types"_s, QJsonArray{u"authorization_code"_s, u"refresh_token"_s}},
                             {u"response_types"_s, QJsonArray{u"code"_s}},
                             {u"token_endpoint_auth_method"_s, u"none"_s}};
    HttpRequest request{.method = "POST", .url = server.registration, .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}}, .body = MatrixJson::bytes(client), .atMost = largestAnswer};
    const auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(matrixOAuthError(*answer));
    }
    const QString id = MatrixJson::id(MatrixJson::object(answer->body).value_or(QJsonObject()).value("client_id"_L1));
    if (id.isEmpty()) {
        co_return matrixNonsense(answer->url, u"no client_id"_s);
    }
    co_return id;
}

MatrixOAuthAttempt beginMatrixOAuth(const MatrixOAuthServer &server, const QString &clientId, const QUrl &redirect, const QString &state, const QString &device)
{
    MatrixOAuthAttempt attempt{.redirect = redirect, .state = state, .verifier = matrixRandom(64), .clientId = clientId, .deviceId = device.isEmpty() ? newMatrixDeviceId() : device};
    const QByteArray challenge = QCryptographicHash::hash(attempt.verifier, QCryptographicHash::Sha256).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const QString scopes = server.isStable ? u"urn:matrix:client:"_s : u"urn:matrix:org.matrix.msc2967.client:"_s;
    const QList<std::pair<QString, QString>> fields{{u"response_type"_s, u"code"_s},
                                                    {u"response_mode"_s, u"query"_s},
                                                    {u"client_id"_s, clientId},
                                                    {u"redirect_uri"_s, redirect.toString(QUrl::FullyEncoded)},
                                                    {u"scope"_s, scopes + u"api:* "_s + scopes + u"device:"_s + attempt.deviceId},
                                                    {u"state"_s, state},
                                                    {u"code_challenge"_s, QString::fromLatin1(challenge)},
                                                    {u"code_challenge_method"_s, u"S256"_s}};
    QByteArray query = server.authorization.query(QUrl::FullyEncoded).toLatin1();
    for (const auto &[name, value] : fields) {
        query += (query.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    attempt.page = server.authorization;
    attempt.page.setQuery(QString::fromLatin1(query), QUrl::StrictMode);
    return attempt;
}

Task<Result<MatrixTokens>> redeemMatrixOAuth(HttpClient *http, MatrixOAuthServer server, MatrixOAuthAttempt attempt, QUrl came)
{
    const QUrlQuery told(came);
    const auto value = [&told](const QString &name) {
        return told.queryItemValue(name, QUrl::FullyDecoded);
    };
    const QString host = server.authorization.host();
    const QString issuer = value(u"iss"_s);
    if (value(u"state"_s) != attempt.state || (!issuer.isEmpty() && issuer != server.issuer)) { // RFC 9207
        co_return matrixNonsense(server.authorization, u"another state or issuer"_s);
    }
    if (const QString refusal = value(u"error"_s); !refusal.isEmpty()) {
        const QString words = MatrixJson::words(value(u"error_description"_s));
        co_return failure(Error::Kind::Unauthorized,
                          words.isEmpty() || refusal == "access_denied"_L1 ? i18nc("@info", "Signing in at %1 was not completed.", host)
                                                                           : i18nc("@info %2 is a sentence of the server, perhaps in another language", "The server %1 says: %2", host, words),
                          "OAuth "_L1 + MatrixJson::words(refusal));
    }
    const QString code = value(u"code"_s);
    if (code.isEmpty() || code.size() > 8192) {
        co_return matrixNonsense(server.authorization, u"no code"_s);
    }
    const QList<std::pair<QByteArray, QByteArray>> fields{{"grant_type", "authorization_code"},
                                                          {"code", code.toUtf8()},
                                                          {"redirect_uri", attempt.redirect.toEncoded()},
                                                          {"client_id", attempt.clientId.toUtf8()},
                                                          {"code_verifier", attempt.verifier}};
    HttpRequest request{.method = "POST", .url = server.token, .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}}, .atMost = largestAnswer};
    for (const auto &[name, text] : fields) {
        request.body += (request.body.isEmpty() ? "" : "&") + name + '=' + text.toPercentEncoding();
    }
    const auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        auto error = matrixOAuthError(*answer);
        error.kind = isPassing(error.kind) ? error.kind : Error::Kind::Unauthorized;
        co_return std::unexpected(error);
    }
    co_return readMatrixTokens(*answer);
}

}
