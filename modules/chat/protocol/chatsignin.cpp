// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsignin.h"

#include <KLocalizedString>
#include <QCborMap>
#include <QCborValue>
#include <QRandomGenerator>

namespace Kontor
{
namespace
{
constexpr qsizetype passphraseLength = 32; ///< octets

enum Key { Lifetime = 1, TokenEndpoint, RevocationEndpoint };

/// A null text would become NULL.
QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

std::optional<ChatCredentials> readRow(const Statement &row)
{
    ChatCredentials read;
    read.homeserver = QUrl(row.text(0));
    read.userId = row.text(1);
    read.deviceId = row.text(2);
    read.tokens.access = row.text(3).toUtf8();
    read.tokens.refresh = row.text(4).toUtf8();
    read.renewal.clientId = row.text(5);
    read.passphrase = row.blob(6);
    read.fingerprint = row.text(7);
    const auto state = row.integer(8);
    using State = ChatCredentials::State;
    read.state = state == 0 ? State::Valid : state == 1 ? State::SoftSignedOut : State::SignedOut;
    const auto rest = QCborValue::fromCbor(row.blob(9)).toMap();
    read.tokens.lifetime = std::chrono::milliseconds(rest.value(Lifetime).toInteger());
    read.renewal.tokenEndpoint = QUrl(rest.value(TokenEndpoint).toString());
    read.renewal.revocationEndpoint = QUrl(rest.value(RevocationEndpoint).toString());
    return read.userId.isEmpty() || read.deviceId.isEmpty() ? std::nullopt : std::optional(read);
}

QByteArray newPassphrase()
{
    QByteArray bytes(passphraseLength, Qt::Uninitialized);
    for (auto &octet : bytes) {
        octet = char(QRandomGenerator::system()->bounded(256));
    }
    return bytes;
}
}

ChatSignIn::Shelf ChatSignIn::shelfIn(std::shared_ptr<Store> store, ResourceId resource)
{
    Shelf shelf;
    shelf.load = [store, resource] {
        return store->read([resource](const Reader &reader) -> Result<std::optional<ChatCredentials>> {
            std::optional<ChatCredentials> found;
            return reader
                .prepare("SELECT server, user_id, device_id, access_token, refresh_token, client_id, passphrase, fingerprint, soft_logout, attributes "
                         "FROM chat_sign_in WHERE resource = ?1")
                .each([&found](const Statement &row) { found = readRow(row); }, resource)
                .transform([&found] { return found; });
        });
    };
    shelf.save = [store, resource](ChatCredentials credentials) {
        return store->write([resource, credentials](Transaction &transaction) -> Result<void> {
            transaction.changes.outbox = true; // to the disk at once, and into the safety copy: no server has it
            const auto rest = QCborMap{{Lifetime, qint64(credentials.tokens.lifetime.count())},
                                       {TokenEndpoint, credentials.renewal.tokenEndpoint.toString(QUrl::FullyEncoded)},
                                       {RevocationEndpoint, credentials.renewal.revocationEndpoint.toString(QUrl::FullyEncoded)}};
            return transaction
                .prepare("INSERT OR REPLACE INTO chat_sign_in (resource, server, user_id, device_id, access_token, refresh_token, client_id, passphrase, "
                         "fingerprint, soft_logout, attributes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
                .run(resource,
                     notNull(credentials.homeserver.toString(QUrl::FullyEncoded)),
                     notNull(credentials.userId),
                     notNull(credentials.deviceId),
                     notNull(QString::fromUtf8(credentials.tokens.access)),
                     notNull(QString::fromUtf8(credentials.tokens.refresh)),
                     notNull(credentials.renewal.clientId),
                     credentials.passphrase,
                     notNull(credentials.fingerprint),
                     int(credentials.state),
                     rest.toCborValue().toCbor());
        });
    };
    return shelf;
}

ChatSignIn::ChatSignIn(QString user, Shelf shelf)
    : m_user(std::move(user))
    , m_shelf(std::move(shelf))
{
}

Error ChatSignIn::missing(const QString &user)
{
    return Error{.kind = Error::Kind::Unauthorized,
                 .message = i18nc("@info %1 is a Matrix id", "The sign-in of %1 is not on this computer any more. Sign in again.", user),
                 .detail = QStringLiteral("no credentials")};
}

Error ChatSignIn::refused(ChatCredentials::State state, const QString &user)
{
    if (state == ChatCredentials::State::SoftSignedOut) {
        return Error{.kind = Error::Kind::Unauthorized,
                     .message = i18nc("@info %1 is a Matrix id", "The server wants %1 to sign in again. Messages and keys stay on this computer.", user),
                     .detail = QStringLiteral("soft logout")};
    }
    return Error{.kind = Error::Kind::Unauthorized,
                 .message = i18nc("@info %1 is a Matrix id",
                                  "The server has signed out this device of %1. What is here stays readable; to go on, sign in again as a new device.", user),
                 .detail = QStringLiteral("hard logout")};
}

Task<Result<std::optional<ChatCredentials>>> ChatSignIn::remembered()
{
    auto self = shared_from_this();
    if (m_known) {
        const auto known = m_known;
        co_return known;
    }
    const auto row = co_await resultOf(m_shelf.load());
    if (!row) {
        co_return std::unexpected(row.error());
    }
    m_known = *row;
    if (m_known && !m_user.isEmpty() && m_known->userId != m_user) {
        m_known.reset(); // somebody else's
    }
    const auto known = m_known;
    co_return known;
}

Task<Result<ChatCredentials>> ChatSignIn::credentials()
{
    auto self = shared_from_this();
    const auto known = co_await remembered();
    if (!known) {
        co_return std::unexpected(known.error());
    }
    if (!*known) {
        co_return std::unexpected(missing(m_user));
    }
    if ((*known)->state != ChatCredentials::State::Valid) {
        co_return std::unexpected(refused((*known)->state, m_user));
    }
    co_return **known;
}

Task<Result<void>> ChatSignIn::save(ChatCredentials credentials)
{
    auto self = shared_from_this();
    const auto saved = co_await resultOf(m_shelf.save(credentials));
    if (saved) {
        m_known = std::move(credentials);
    }
    co_return saved;
}

Task<Result<void>> ChatSignIn::signedIn(ChatCredentials credentials)
{
    auto self = shared_from_this();
    if (!m_user.isEmpty() && credentials.userId != m_user) {
        co_return failure(Error::Kind::Unauthorized,
                          i18nc("@info both are Matrix ids", "You signed in as %1, but this account belongs to %2.", credentials.userId, m_user));
    }
    const auto before = co_await remembered();
    if (!before) {
        co_return std::unexpected(before.error()); // whoever cannot read what was there does not replace it
    }
    credentials.state = ChatCredentials::State::Valid;
    if (*before && (*before)->deviceId == credentials.deviceId) {
        credentials.passphrase = (*before)->passphrase;
        credentials.fingerprint = (*before)->fingerprint;
    } else {
        credentials.passphrase.clear();
        credentials.fingerprint.clear();
    }
    if (credentials.passphrase.isEmpty()) {
        credentials.passphrase = newPassphrase();
    }
    co_return co_await save(std::move(credentials));
}

Task<Result<void>> ChatSignIn::keepTokens(MatrixTokens tokens)
{
    auto self = shared_from_this();
    auto known = co_await remembered();
    if (!known || !*known) {
        co_return std::unexpected(known ? missing(m_user) : known.error());
    }
    (*known)->tokens = std::move(tokens);
    co_return co_await save(**std::move(known));
}

Task<Result<void>> ChatSignIn::keepFingerprint(QString fingerprint)
{
    auto self = shared_from_this();
    auto known = co_await remembered();
    if (!known || !*known) {
        co_return std::unexpected(known ? missing(m_user) : known.error());
    }
    (*known)->fingerprint = std::move(fingerprint);
    co_return co_await save(**std::move(known));
}

Task<Result<void>> ChatSignIn::noteSignOut(MatrixConnection::SignOut how)
{
    auto self = shared_from_this();
    auto known = co_await remembered();
    if (!known || !*known) {
        co_return std::unexpected(known ? missing(m_user) : known.error());
    }
    (*known)->state = how == MatrixConnection::SignOut::Soft ? ChatCredentials::State::SoftSignedOut : ChatCredentials::State::SignedOut;
    co_return co_await save(**std::move(known));
}

}
