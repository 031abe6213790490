// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/chatentrance.h"

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto browserPatience = 10min; // a password to be looked up, a second factor

TlsPolicy policyOf(const QByteArray &authorities)
{
    TlsPolicy policy;
    if (!authorities.isEmpty()) {
        if (const auto own = TlsPolicy::readAuthorities(authorities)) {
            policy.addAuthorities(*own);
        }
    }
    return policy;
}
}

ChatEntrance::ChatEntrance(const QByteArray &authorities, QObject *context)
    : m_context(context)
    , m_tls(policyOf(authorities))
    , m_http(std::make_unique<HttpClient>(HttpClient::Settings{.tls = m_tls}))
{
}

ChatEntrance::~ChatEntrance() = default;

void ChatEntrance::stop()
{
    m_isStopped = true;
    m_http->stop();
    if (m_return) {
        m_return->stop();
    }
    if (m_connection) {
        m_connection->stop();
    }
}

template <class T, class End>
void ChatEntrance::follow(Task<Result<T>> task, const Done<End> &done, const Then<T> &then)
{
    QCoro::connect(std::move(task), m_context, [self = shared_from_this(), done, then](const Result<T> &result) {
        if (self->m_isStopped) {
            done(std::unexpected(cancelled()));
        } else if (!result) {
            done(std::unexpected(result.error()));
        } else {
            then(*result);
        }
    });
}

void ChatEntrance::look(const QString &start, const Done<Found> &done)
{
    follow<MatrixServer, Found>(findMatrixServer(m_http.get(), start), done, [this, done](const MatrixServer &server) {
        follow<MatrixSignInWays, Found>(askMatrixSignInWays(m_http.get(), server), done, [server, done](const MatrixSignInWays &ways) {
            done(Found{.server = server, .ways = ways});
        });
    });
}

void ChatEntrance::finish(const MatrixSignedIn &who, const Done<ChatCredentials> &done)
{
    auto homeserver = who.homeserver; // servers write it with and without a slash at its end
    while (homeserver.path().endsWith(u'/')) {
        homeserver.setPath(homeserver.path().chopped(1));
    }
    done(ChatCredentials{.userId = who.userId, .deviceId = who.deviceId, .homeserver = homeserver, .tokens = who.tokens, .renewal = who.renewal});
}

void ChatEntrance::byPassword(const MatrixServer &server, const QString &user, const QString &password, const MatrixDeviceWish &device, const Done<ChatCredentials> &done)
{
    follow<MatrixSignedIn, ChatCredentials>(signInToMatrix(m_http.get(), server, user, password, device), done, [this, done](const MatrixSignedIn &who) { finish(who, done); });
}

template <class End>
bool ChatEntrance::listen(const Done<End> &done)
{
    m_return = std::make_unique<MatrixReturn>();
    if (const auto listening = m_return->listen(); !listening) {
        done(std::unexpected(listening.error()));
        return false;
    }
    return true;
}

void ChatEntrance::bySso(const MatrixServer &server, const QString &provider, const MatrixDeviceWish &device, const Open &open, const Done<ChatCredentials> &done)
{
    if (!listen(done)) {
        return;
    }
    const auto state = m_return->state();
    open(matrixSsoPage(server, m_return->address(), state, provider));
    follow<QUrl, ChatCredentials>(m_return->wait(browserPatience), done, [this, server, device, state, done](const QUrl &came) {
        const auto token = matrixSsoToken(came, state);
        if (!token) {
            done(std::unexpected(token.error()));
            return;
        }
        follow<MatrixSignedIn, ChatCredentials>(signInToMatrixByToken(m_http.get(), server, *token, device), done, [this, done](const MatrixSignedIn &who) { finish(who, done); });
    });
}

void ChatEntrance::byOAuth(const MatrixServer &server, const MatrixOAuthServer &oauth, const MatrixDeviceWish &device, const Open &open, const Done<ChatCredentials> &done)
{
    if (!listen(done)) {
        return;
    }
    follow<QString, ChatCredentials>(registerMatrixClient(m_http.get(), oauth, m_return->address()), done, [this, server, oauth, device, open, done](const QString &client) {
        const auto attempt = beginMatrixOAuth(oauth, client, m_return->address(), m_return->state(), device.deviceId);
        open(attempt.page);
        follow<QUrl, ChatCredentials>(m_return->wait(browserPatience), done, [this, server, oauth, attempt, done](const QUrl &came) {
            follow<MatrixTokens, ChatCredentials>(redeemMatrixOAuth(m_http.get(), oauth, attempt, came), done, [this, server, oauth, attempt, done](const MatrixTokens &tokens) {
                follow<MatrixSignedIn, ChatCredentials>(completeMatrixOAuth(m_http.get(), server, oauth, attempt, tokens), done, [this, done](const MatrixSignedIn &who) { finish(who, done); });
            });
        });
    });
}

void ChatEntrance::signOut(const ChatCredentials &credentials, const Done<void> &done)
{
    m_connection = std::make_unique<MatrixConnection>(
        MatrixConnection::Settings{.homeserver = credentials.homeserver, .tls = m_tls, .tokens = credentials.tokens, .renewal = credentials.renewal});
    QCoro::connect(signOutOfMatrix(m_connection.get(), credentials.renewal), m_context, [self = shared_from_this(), done](const Result<void> &result) { done(result); });
}

}
