// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixrenewal.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"

#include <KLocalizedString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 largestAnswer = qint64(1) << 20;

QByteArray token(const QJsonValue &value)
{
    constexpr qsizetype longestToken = 16 * 1024;
    const QByteArray text = MatrixJson::text(value, longestToken).toUtf8();
    const bool isSound = std::ranges::all_of(text, [](char octet) {
        return octet > ' ' && octet < 0x7f;
    });
    return isSound ? text : QByteArray();
}

HttpRequest form(const QUrl &url, const QList<std::pair<QByteArray, QByteArray>> &fields)
{
    HttpRequest request{.method = "POST", .url = url, .atMost = largestAnswer};
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    for (const auto &[name, value] : fields) {
        request.body += (request.body.isEmpty() ? "" : "&") + name + '=' + value.toPercentEncoding();
    }
    return request;
}

/// Whatever a server answers that is neither busy nor away: this refresh token leads nowhere.
Error finalOf(Error error)
{
    if (isPassing(error.kind) || error.kind == Error::Kind::Cancelled || error.kind == Error::Kind::Unauthorized) {
        return error;
    }
    // Nobody says that the device is gone, too.
    error.detail = u"M_UNKNOWN_TOKEN (soft_logout): "_s + error.detail;
    error.kind = Error::Kind::Unauthorized;
    return error;
}
}

Result<MatrixTokens> readMatrixTokens(const HttpAnswer &answer)
{
    constexpr qint64 longestLife = qint64(1000) * 3600 * 24 * 365;
    const auto object = MatrixJson::object(answer.body).value_or(QJsonObject());
    MatrixTokens tokens{.access = token(object.value("access_token"_L1)), .refresh = token(object.value("refresh_token"_L1))};
    const qint64 lifetime = object.contains("expires_in_ms"_L1) ? MatrixJson::number(object.value("expires_in_ms"_L1))
                                                                : std::clamp<qint64>(MatrixJson::number(object.value("expires_in"_L1)), 0, longestLife / 1000) * 1000;
    tokens.lifetime = std::chrono::milliseconds(std::clamp<qint64>(lifetime, 0, longestLife));
    if (tokens.access.isEmpty()) {
        return matrixNonsense(answer.url, u"no access token"_s);
    }
    return tokens;
}

Error matrixOAuthError(const HttpAnswer &answer)
{
    auto error = httpError(answer);
    const auto object = MatrixJson::object(answer.body).value_or(QJsonObject());
    const QString code = MatrixJson::words(MatrixJson::text(object.value("error"_L1), 100));
    const QString words = MatrixJson::words(MatrixJson::text(object.value("error_description"_L1), 4096));
    if (!code.isEmpty()) {
        error.detail = "OAuth "_L1 + code + ": "_L1 + error.detail;
    }
    if (!words.isEmpty() && !isPassing(error.kind)) {
        error.message = i18nc("@info %2 is a sentence of the server, perhaps in another language", "The server %1 says: %2", answer.url.host(), words);
    }
    return error;
}

Task<Result<MatrixTokens>> renewMatrixTokens(QPointer<HttpClient> http, QUrl homeserver, MatrixRenewal renewal, QByteArray refresh)
{
    if (!http) {
        co_return cancelled();
    }
    const bool isOAuth = !renewal.tokenEndpoint.isEmpty();
    HttpRequest request;
    if (isOAuth) {
        request = form(renewal.tokenEndpoint, {{"grant_type", "refresh_token"}, {"refresh_token", refresh}, {"client_id", renewal.clientId.toUtf8()}});
    } else {
        request = {.method = "POST", .url = matrixUrl(homeserver, matrixPath(matrixClientV3, {u"refresh"_s})), .atMost = largestAnswer};
        request.headers = {{"Content-Type", "application/json"}};
        request.body = MatrixJson::bytes({{u"refresh_token"_s, QString::fromLatin1(refresh)}});
    }
    const auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(finalOf(isOAuth ? matrixOAuthError(*answer) : matrixError(*answer)));
    }
    auto tokens = readMatrixTokens(*answer);
    if (tokens && tokens->refresh.isEmpty()) {
        tokens->refresh = refresh; // it may be used again
    }
    co_return tokens;
}

Task<Result<void>> revokeMatrixTokens(QPointer<HttpClient> http, MatrixRenewal renewal, MatrixTokens tokens)
{
    if (!http) {
        co_return cancelled();
    }
    const bool hasRefresh = !tokens.refresh.isEmpty();
    const QByteArray kind = hasRefresh ? "refresh_token" : "access_token";
    const auto answer = co_await http->send(form(renewal.revocationEndpoint, {{"token", hasRefresh ? tokens.refresh : tokens.access}, {"token_type_hint", kind}, {"client_id", renewal.clientId.toUtf8()}}));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(matrixOAuthError(*answer));
    }
    co_return {};
}

}
