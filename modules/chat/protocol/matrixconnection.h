// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixtokens.h"
#include "net/httpclient.h"

#include <QJsonObject>
#include <QObject>

namespace Kontor
{

class MatrixMediaStreams;

/// One request of the client-server API. A value.
struct MatrixRequest {
    using Fields = QList<std::pair<QString, QString>>;
    enum class Sign {
        Account, ///< with the access token
        Nobody, ///< what anybody may ask
    };

    QByteArray method{"GET"};
    QByteArray path{}; ///< behind the homeserver's address, percent-encoded: see matrixPath()
    Fields query{};
    QByteArray body{}; ///< JSON
    QByteArray contentType{}; ///< of body or source; empty: application/json
    std::shared_ptr<const HttpSource> source{}; ///< instead of the body
    HttpSink sink{}; ///< takes the body of a success
    HttpHeaders headers{};
    Sign sign = Sign::Account;
    std::chrono::milliseconds timeout = std::chrono::seconds(60); ///< without any progress
    std::chrono::milliseconds patience = std::chrono::seconds(20); ///< all waits that "429" may cost; beyond: Throttled
    qint64 atMost = qint64(32) << 20; ///< octets of the answer
};

/// "/_matrix/client/v3/rooms/!a%3Ab/send": each part percent-encoded. Empty (and so refused) where a part is empty or leads
/// elsewhere (".", "..").
[[nodiscard]] QByteArray matrixPath(QLatin1StringView root, const QStringList &parts);

/// One account's authorised conversation with its homeserver. Lives on the network thread; outlived by calls under way.
///
/// A refused access token is renewed once for all who wait (see MatrixTokens), then each request is repeated once. 429 is
/// waited for within the request's patience. Each call ends: with a value, an error, Timeout, or Cancelled after stop().
class MatrixConnection : public QObject
{
    Q_OBJECT
public:
    /// Why the server no longer knows the access token, and nothing could renew it.
    enum class SignOut {
        Soft, ///< sign in again with the same device id: keys and cache stay (soft_logout)
        Hard, ///< the device is gone at the server
    };
    Q_ENUM(SignOut)

    struct Settings {
        QUrl homeserver{}; ///< https://matrix.example.org, perhaps with a path
        TlsPolicy tls{};
        MatrixTokens tokens{};
        MatrixRenewal renewal{}; ///< how to get new ones; see there
        /// Awaited with new tokens BEFORE they are used: whoever owns the account stores them. An error keeps the old ones.
        std::function<Task<Result<void>>(MatrixTokens)> keep{};
    };

    explicit MatrixConnection(Settings settings, QObject *parent = nullptr);
    ~MatrixConnection() override;

    /// The answer, if it is a success; else the error as matrixError() tells it.
    Task<Result<HttpAnswer>> send(MatrixRequest request);
    /// The answer whatever its status is, once tokens were renewed and 429 was waited for: for those who must read a
    /// refusal themselves (user-interactive authentication).
    Task<Result<HttpAnswer>> exchange(MatrixRequest request);
    /// The JSON object of a success; Protocol if it is none.
    Task<Result<QJsonObject>> ask(MatrixRequest request);

    QUrl homeserver() const;
    std::shared_ptr<MatrixMediaStreams> mediaStreams() const; ///< see MatrixMedia
    TlsPolicy tlsPolicy() const;
    MatrixTokens tokens() const;
    void setTokens(MatrixTokens tokens); ///< after a new sign-in
    std::optional<SignOut> signOut() const; ///< the server has signed this device out; nullopt: not that one knew

    /// All pending calls return Cancelled; later calls too.
    void stop();

Q_SIGNALS:
    void signedOut(Kontor::MatrixConnection::SignOut how);

private:
    struct Private;
    std::shared_ptr<Private> d; // outlives the object until the last call has returned
};

}
