// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixconnection.h"

#include "base/await.h"
#include "base/log.h"
#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixmediastream.h"
#include "chat/protocol/matrixrenewal.h"

#include <KLocalizedString>
#include <QDeadlineTimer>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto usualDelay = std::chrono::seconds(1); ///< after a 429 that names none
constexpr auto longestRenewal = std::chrono::minutes(3);
constexpr auto renewBefore = std::chrono::seconds(30); ///< the end of the access token's life

bool isWayOut(const QString &part)
{
    return part.isEmpty() || part == "."_L1 || part == ".."_L1;
}
}

QByteArray matrixPath(QLatin1StringView root, const QStringList &parts)
{
    QByteArray path(root.data(), root.size());
    for (const auto &part : parts) {
        if (isWayOut(part)) {
            return {};
        }
        path += '/' + QUrl::toPercentEncoding(part);
    }
    return path;
}

struct MatrixConnection::Private {
    Settings settings;
    QPointer<MatrixConnection> owner;
    QPointer<HttpClient> http;
    MatrixTokens tokens;
    QDeadlineTimer freshUntil{QDeadlineTimer::Forever};
    std::optional<SignOut> signOut;
    std::shared_ptr<QList<Pending<void>>> renewal; ///< those who wait for the one that is under way
    QList<Pending<void>> sleepers;
    std::shared_ptr<MatrixMediaStreams> mediaStreams = std::make_shared<MatrixMediaStreams>();
    bool isStopped = false;

    static Task<Result<HttpAnswer>> exchange(std::shared_ptr<Private> d, MatrixRequest request);
    static Task<Result<void>> renew(std::shared_ptr<Private> d, QByteArray refused, bool isSoft);
    static Task<Result<void>> renewOnce(std::shared_ptr<Private> d);
    static Task<Result<void>> sleep(std::shared_ptr<Private> d, std::chrono::milliseconds duration);
    HttpRequest httpRequest(const MatrixRequest &request) const;
    void take(const MatrixTokens &fresh);
    void noteSignOut(SignOut how);
    std::unexpected<Error> signedOutError() const;
    bool isStale() const;
    void stop();
};

HttpRequest MatrixConnection::Private::httpRequest(const MatrixRequest &request) const
{
    QByteArray path = request.path;
    char mark = path.contains('?') ? '&' : '?';
    for (const auto &[name, value] : request.query) {
        path += mark + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        mark = '&';
    }
    HttpRequest http{.method = request.method,
                     .url = matrixUrl(settings.homeserver, path),
                     .headers = request.headers,
                     .body = request.body,
                     .source = request.source,
                     .sink = request.sink,
                     .timeout = request.timeout,
                     .atMost = request.atMost};
    if (!request.body.isEmpty() || request.source) {
        http.headers.emplaceBack("Content-Type", request.contentType.isEmpty() ? QByteArray("application/json") : request.contentType);
    }
    if (request.sign == MatrixRequest::Sign::Account) {
        http.headers.emplaceBack("Authorization", "Bearer " + tokens.access);
    }
    return http;
}

bool MatrixConnection::Private::isStale() const
{
    return !tokens.refresh.isEmpty() && freshUntil.hasExpired();
}

void MatrixConnection::Private::take(const MatrixTokens &fresh)
{
    tokens = fresh;
    signOut.reset();
    freshUntil = QDeadlineTimer(QDeadlineTimer::Forever);
    if (fresh.lifetime.count() > 0) {
        const auto early = std::min<std::chrono::milliseconds>(renewBefore, fresh.lifetime / 4);
        freshUntil.setRemainingTime(fresh.lifetime - early);
    }
}

void MatrixConnection::Private::noteSignOut(SignOut how)
{
    if (signOut == how) {
        return;
    }
    signOut = how;
    if (owner) {
        Q_EMIT owner->signedOut(how);
    }
}

std::unexpected<Error> MatrixConnection::Private::signedOutError() const
{
    return failure(Error::Kind::Unauthorized,
                   i18nc("@info", "The server %1 no longer knows this sign-in. Please sign in again.", settings.homeserver.host()),
                   signOut == SignOut::Soft ? u"M_UNKNOWN_TOKEN (soft_logout): known before"_s : u"M_UNKNOWN_TOKEN: known before"_s);
}

Task<Result<void>> MatrixConnection::Private::sleep(std::shared_ptr<Private> d, std::chrono::milliseconds duration)
{
    const Pending<void> pending;
    d->sleepers << pending;
    const auto woken = co_await pending.result(duration);
    d->sleepers.removeIf([](const Pending<void> &sleeper) {
        return sleeper.isComplete();
    });
    if (d->isStopped || (!woken && woken.error().kind == Error::Kind::Cancelled)) {
        co_return cancelled();
    }
    co_return {};
}

/// New tokens in place of the refused ones: one request for all who want them.
Task<Result<void>> MatrixConnection::Private::renew(std::shared_ptr<Private> d, QByteArray refused, bool isSoft)
{
    if (d->tokens.access != refused) {
        co_return {}; // somebody else was faster
    }
    if (d->tokens.refresh.isEmpty()) {
        d->noteSignOut(isSoft ? SignOut::Soft : SignOut::Hard);
        co_return d->signedOutError();
    }
    if (d->renewal) {
        const Pending<void> pending;
        d->renewal->append(pending);
        co_return co_await pending.result(longestRenewal);
    }
    d->renewal = std::make_shared<QList<Pending<void>>>();
    const auto result = co_await renewOnce(d);
    const auto waiting = std::exchange(d->renewal, nullptr);
    for (const auto &pending : std::as_const(*waiting)) {
        pending.complete(result);
    }
    co_return result;
}

Task<Result<void>> MatrixConnection::Private::renewOnce(std::shared_ptr<Private> d)
{
    const MatrixTokens old = d->tokens;
    auto fresh = co_await renewMatrixTokens(d->http, d->settings.homeserver, d->settings.renewal, old.refresh);
    if (d->isStopped) {
        co_return cancelled();
    }
    if (d->tokens != old) {
        co_return {}; // a new sign-in meanwhile
    }
    if (!fresh) {
        qCInfo(logNet).noquote() << "a Matrix sign-in was not renewed:" << fresh.error().detail;
        if (fresh.error().kind == Error::Kind::Unauthorized) {
            d->noteSignOut(isMatrixSoftLogout(fresh.error()) ? SignOut::Soft : SignOut::Hard);
            co_return d->signedOutError();
        }
        co_return std::unexpected(fresh.error());
    }
    if (d->settings.keep) {
        // Only once they are used does the server forget the old ones: killed before, those still work.
        const auto kept = co_await d->settings.keep(*fresh);
        if (!kept) {
            co_return std::unexpected(kept.error());
        }
        if (d->tokens != old) {
            co_return {};
        }
    }
    d->take(*fresh);
    co_return {};
}

Task<Result<HttpAnswer>> MatrixConnection::Private::exchange(std::shared_ptr<Private> d, MatrixRequest request)
{
    constexpr int mostRefusals = 3;
    const bool isSigned = request.sign == MatrixRequest::Sign::Account;
    if (!request.path.startsWith("/_matrix/")) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 cannot be asked for this.", d->settings.homeserver.host()), u"no path"_s);
    }
    auto patience = request.patience;
    int refusals = 0;
    for (;;) {
        if (isSigned && d->isStale()) {
            const auto renewed = co_await renew(d, d->tokens.access, false);
            if (!renewed && renewed.error().kind == Error::Kind::Unauthorized) {
                co_return std::unexpected(renewed.error());
            }
            if (renewed) {
                d->freshUntil = d->isStale() ? QDeadlineTimer(QDeadlineTimer::Forever) : d->freshUntil;
            }
        }
        if (d->isStopped || !d->http) {
            co_return cancelled();
        }
        if (isSigned && d->signOut) {
            co_return d->signedOutError(); // asking again and again would look like an attack
        }
        const QByteArray used = d->tokens.access;
        auto answer = co_await d->http->send(d->httpRequest(request));
        if (!answer || answer->isSuccess()) {
            co_return answer;
        }
        const auto refusal = MatrixRefusal::of(*answer);
        if (isSigned && refusal.isUnknownToken(*answer)) {
            if (d->tokens.access != used && ++refusals < mostRefusals) {
                continue;
            }
            if (++refusals < mostRefusals) {
                const auto renewed = co_await renew(d, used, refusal.isSoftLogout);
                if (!renewed) {
                    co_return std::unexpected(renewed.error());
                }
                continue;
            }
            d->noteSignOut(refusal.isSoftLogout ? SignOut::Soft : SignOut::Hard);
            co_return answer;
        }
        if (answer->status != 429) {
            co_return answer;
        }
        const auto told = matrixError(*answer).retryAfter;
        const auto delay = told.count() > 0 ? told : std::chrono::milliseconds(usualDelay);
        if (delay > patience) {
            co_return answer;
        }
        patience -= delay;
        const auto slept = co_await sleep(d, delay);
        if (!slept) {
            co_return std::unexpected(slept.error());
        }
    }
}

void MatrixConnection::Private::stop()
{
    isStopped = true;
    const auto asleep = std::exchange(sleepers, {});
    for (const auto &pending : asleep) {
        pending.complete(cancelled());
    }
    if (renewal) {
        const auto waiting = std::exchange(*renewal, {});
        for (const auto &pending : waiting) {
            pending.complete(cancelled());
        }
    }
    if (http) {
        http->stop();
    }
}

MatrixConnection::MatrixConnection(Settings settings, QObject *parent)
    : QObject(parent)
    , d(std::make_shared<Private>())
{
    d->owner = this;
    d->settings = std::move(settings);
    d->http = new HttpClient({.tls = d->settings.tls}, this);
    d->take(d->settings.tokens);
}

MatrixConnection::~MatrixConnection()
{
    stop();
}

Task<Result<HttpAnswer>> MatrixConnection::exchange(MatrixRequest request)
{
    return Private::exchange(d, std::move(request));
}

Task<Result<HttpAnswer>> MatrixConnection::send(MatrixRequest request)
{
    auto answer = co_await Private::exchange(d, std::move(request));
    if (answer && !answer->isSuccess()) {
        co_return std::unexpected(matrixError(*answer));
    }
    co_return answer;
}

Task<Result<QJsonObject>> MatrixConnection::ask(MatrixRequest request)
{
    const QByteArray path = request.path;
    const auto answer = co_await send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    auto object = MatrixJson::object(answer->body);
    if (!object) {
        co_return matrixNonsense(answer->url, u"no JSON object from "_s + QString::fromLatin1(path));
    }
    co_return *std::move(object);
}

QUrl MatrixConnection::homeserver() const
{
    return d->settings.homeserver;
}

std::shared_ptr<MatrixMediaStreams> MatrixConnection::mediaStreams() const
{
    return d->mediaStreams;
}

TlsPolicy MatrixConnection::tlsPolicy() const
{
    return d->settings.tls;
}

MatrixTokens MatrixConnection::tokens() const
{
    return d->tokens;
}

void MatrixConnection::setTokens(MatrixTokens tokens)
{
    d->take(tokens);
}

std::optional<MatrixConnection::SignOut> MatrixConnection::signOut() const
{
    return d->signOut;
}

void MatrixConnection::stop()
{
    d->stop();
}

}
