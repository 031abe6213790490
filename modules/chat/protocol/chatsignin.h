// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "base/ids.h"
#include "chat/crypto/cryptotypes.h"
#include "chat/protocol/matrixconnection.h"
#include "store/store.h"

#include <QFuture>

#include <functional>
#include <memory>

namespace Kontor
{

/// By what a device of a person is known to its homeserver, and what opens its keys. A value full of secrets: kept in the
/// encrypted store only, never logged.
struct ChatCredentials {
    enum class State {
        Valid,
        SoftSignedOut, ///< the server wants a new sign-in of the same device; keys and cache stay
        SignedOut, ///< the server has removed the device: what was sent since is encrypted for others only
    };
    QString userId{};
    QString deviceId{};
    QUrl homeserver{};
    MatrixTokens tokens{};
    MatrixRenewal renewal{};
    QByteArray passphrase{}; ///< of the store of keys: made once
    QString fingerprint{}; ///< of the device's key, once there is one: see CryptoIdentity
    State state = State::Valid;

    bool operator==(const ChatCredentials &) const = default;
};

/// Keeps an account's sign-in in the encrypted store: read when it is needed, written before what was written is used.
///
/// It never makes a device by itself. Where the store has none, somebody has to sign in; where the store cannot be read, as
/// with a locked keyring, nothing is changed. Network thread; errors: Storage, Unauthorized with a sentence.
class ChatSignIn : public std::enable_shared_from_this<ChatSignIn>
{
public:
    /// The account's row of the table chat_sign_in.
    struct Shelf {
        std::function<QFuture<Result<std::optional<ChatCredentials>>>()> load{};
        std::function<QFuture<Result<void>>(ChatCredentials)> save{};
    };
    static Shelf shelfIn(std::shared_ptr<Store> store, ResourceId resource);

    /// \p user: the account's Matrix id.
    ChatSignIn(QString user, Shelf shelf);

    /// Unauthorized: there are none (any more), or the server has signed the device out.
    Task<Result<ChatCredentials>> credentials();
    /// Also those that the server does not accept; nullopt: there are none.
    Task<Result<std::optional<ChatCredentials>>> remembered();

    /// After somebody has signed in. The same device keeps its keys' passphrase and fingerprint; another one gets new ones.
    /// Unauthorized: somebody else signed in.
    Task<Result<void>> signedIn(ChatCredentials credentials);

    Task<Result<void>> keepTokens(MatrixTokens tokens); ///< before they are used
    Task<Result<void>> keepFingerprint(QString fingerprint);
    Task<Result<void>> noteSignOut(MatrixConnection::SignOut how);

    /// The sentences for the user.
    static Error missing(const QString &user);
    static Error refused(ChatCredentials::State state, const QString &user);

private:
    Task<Result<void>> save(ChatCredentials credentials);

    const QString m_user;
    const Shelf m_shelf;
    std::optional<ChatCredentials> m_known;
};

}
