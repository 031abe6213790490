// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizersession.h"

#include "base/log.h"

#include <KLocalizedString>
#include <QCryptographicHash>

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr qint64 openAgainAfter = 30'000; ///< ms

/// Names of users and devices may be anything.
QString folderOf(const QString &parent, const QString &user, const QString &device)
{
    const auto name = QCryptographicHash::hash(QString(user + u'\n' + device).toUtf8(), QCryptographicHash::Sha256).toHex().left(32);
    return parent + u'/' + QString::fromLatin1(name);
}

TlsPolicy tlsOf(const Account &account)
{
    TlsPolicy tls;
    if (!account.ownCertificates.isEmpty()) {
        if (const auto own = TlsPolicy::readAuthorities(account.ownCertificates)) {
            tls.addAuthorities(*own);
        }
    }
    return tls;
}
}

Error asCryptoError(Error error)
{
    if (error.kind == Error::Kind::Storage || error.kind == Error::Kind::NotFound || error.kind == Error::Kind::Unauthorized) {
        error.kind = Error::Kind::Forbidden;
    } else if (error.kind == Error::Kind::Throttled) {
        error.kind = Error::Kind::Timeout; // another program has the keys open: this message waits, others may go
    }
    return error;
}

MatrixRooms ChatSynchronizerLink::rooms() const
{
    return MatrixRooms(connection.get());
}

MatrixMembership ChatSynchronizerLink::membership() const
{
    return MatrixMembership(connection.get());
}

MatrixPreferences ChatSynchronizerLink::preferences() const
{
    return MatrixPreferences(connection.get(), userId);
}

MatrixDirectory ChatSynchronizerLink::directory() const
{
    return MatrixDirectory(connection.get());
}

MatrixDevices ChatSynchronizerLink::devices() const
{
    return MatrixDevices(connection.get());
}

MatrixMedia ChatSynchronizerLink::media() const
{
    return MatrixMedia(connection.get(), server.hasAuthenticatedMedia() ? MatrixMedia::Way::Authenticated : MatrixMedia::Way::Old);
}

Task<> ChatSynchronizerTurn::enter()
{
    if (!m_isTaken) {
        m_isTaken = true;
        co_return;
    }
    const Pending<bool> turn;
    m_waiting << turn;
    co_await turn.result(24h);
}

void ChatSynchronizerTurn::leave()
{
    while (!m_waiting.isEmpty()) {
        const auto next = m_waiting.takeFirst();
        if (!next.isComplete()) {
            next.complete(true);
            return;
        }
    }
    m_isTaken = false;
}

ChatSynchronizerSession::ChatSynchronizerSession(Options settings)
    : options(std::move(settings))
{
}

ChatSynchronizerSession::~ChatSynchronizerSession() = default;

Task<Result<ChatSynchronizerSession::Link>> ChatSynchronizerSession::link()
{
    auto self = shared_from_this();
    if (isStopped) {
        co_return cancelled();
    }
    if (m_link && !m_link->connection->signOut()) {
        const Link found = m_link;
        co_return found;
    }
    if (m_link) {
        const auto how = *m_link->connection->signOut();
        const auto state = how == MatrixConnection::SignOut::Soft ? ChatCredentials::State::SoftSignedOut : ChatCredentials::State::SignedOut;
        co_return std::unexpected(ChatSignIn::refused(state, m_link->userId));
    }
    if (m_isConnecting) {
        const Pending<Link> found;
        m_waiting << found;
        co_return co_await found.result(10min);
    }
    m_isConnecting = true;
    auto found = co_await connectOnce();
    m_isConnecting = false;
    if (isStopped) {
        found = cancelled();
    } else if (found) {
        m_link = *found;
    }
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &one : waiting) {
        one.complete(found);
    }
    co_return found;
}

Task<Result<ChatSynchronizerSession::Link>> ChatSynchronizerSession::connectOnce()
{
    auto self = shared_from_this();
    const auto credentials = co_await options.signIn->credentials();
    if (!credentials) {
        co_return std::unexpected(credentials.error());
    }
    const auto tls = tlsOf(options.account);
    const auto home = credentials->homeserver.isEmpty() ? options.account.chat : credentials->homeserver;
    HttpClient asking(HttpClient::Settings{.tls = tls});
    const auto server = co_await askMatrixServer(&asking, home);
    if (!server) {
        co_return std::unexpected(server.error());
    }
    const auto link = std::make_shared<ChatSynchronizerLink>();
    link->server = *server;
    link->userId = credentials->userId;
    link->deviceId = credentials->deviceId;
    MatrixConnection::Settings settings{.homeserver = home, .tls = tls, .tokens = credentials->tokens, .renewal = credentials->renewal};
    settings.keep = [signIn = options.signIn](MatrixTokens tokens) {
        return signIn->keepTokens(std::move(tokens));
    };
    link->connection = std::shared_ptr<MatrixConnection>(new MatrixConnection(settings), [](MatrixConnection *connection) {
        connection->deleteLater();
    });
    const std::weak_ptr<ChatSynchronizerSession> weak = self;
    QObject::connect(link->connection.get(), &MatrixConnection::signedOut, link->connection.get(), [signIn = options.signIn, weak](MatrixConnection::SignOut how) {
        signIn->noteSignOut(how);
        if (const auto here = weak.lock(); here && here->signedOut && !here->isStopped) {
            here->signedOut(how);
        }
    });
    const Link made = link;
    co_return made;
}

void ChatSynchronizerSession::forgetLink()
{
    if (m_link) {
        m_link->connection->stop(); // those that use it hold it
    }
    m_link.reset();
    forgetLive();
    if (m_isOpen) { // it may be another device now
        m_isOpen = false;
        options.machine->close();
    }
    m_cryptoError.reset();
}

Task<Result<std::shared_ptr<CryptoMachine>>> ChatSynchronizerSession::crypto()
{
    auto self = shared_from_this();
    if (!options.machine) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "The encryption of chats is not installed."));
    }
    const auto machine = options.machine;
    if (m_isOpen) {
        co_return machine;
    }
    co_await m_opening.enter();
    Result<void> done;
    if (isStopped) {
        done = cancelled();
    } else if (!m_isOpen && m_cryptoError && m_sinceError.elapsed() < openAgainAfter) {
        done = std::unexpected(*m_cryptoError);
    } else if (!m_isOpen) {
        done = co_await openMachine();
    }
    m_opening.leave();
    if (!done) {
        co_return std::unexpected(done.error());
    }
    co_return machine;
}

Task<Result<void>> ChatSynchronizerSession::openMachine()
{
    auto self = shared_from_this();
    const auto credentials = co_await options.signIn->credentials();
    if (!credentials) {
        co_return std::unexpected(credentials.error());
    }
    CryptoIdentity identity;
    identity.userId = credentials->userId;
    identity.deviceId = credentials->deviceId;
    identity.folder = folderOf(options.keyFolder, identity.userId, identity.deviceId);
    identity.passphrase = credentials->passphrase;
    identity.fingerprint = credentials->fingerprint;
    const auto machine = options.machine;
    const auto opened = co_await resultOf(machine->open(identity));
    if (!opened) {
        qCWarning(logSync) << "the keys cannot be opened:" << kindName(opened.error().kind) << opened.error().detail;
        m_cryptoError = asCryptoError(opened.error());
        m_sinceError.start();
        if (encryptionChanged) {
            encryptionChanged();
        }
        co_return std::unexpected(*m_cryptoError);
    }
    if (credentials->fingerprint != opened->fingerprint) {
        const auto kept = co_await options.signIn->keepFingerprint(opened->fingerprint);
        if (!kept) {
            co_return std::unexpected(kept.error());
        }
    }
    m_opened = *opened;
    m_cryptoError.reset();
    m_isOpen = true;
    if (cryptoOpened) {
        cryptoOpened();
    }
    if (encryptionChanged) {
        encryptionChanged();
    }
    co_return {};
}

std::optional<Error> ChatSynchronizerSession::cryptoError() const
{
    return m_cryptoError;
}

CryptoOpened ChatSynchronizerSession::opened() const
{
    return m_opened;
}

Task<> ChatSynchronizerSession::nap(std::chrono::milliseconds duration)
{
    auto self = shared_from_this();
    if (isStopped) {
        co_return;
    }
    const Pending<bool> ended;
    m_napping << ended;
    co_await ended.result(duration);
    m_napping.removeIf([](const Pending<bool> &one) {
        return one.isComplete();
    });
}

void ChatSynchronizerSession::stop()
{
    isStopped = true;
    if (m_link) {
        m_link->connection->stop();
    }
    const auto napping = m_napping;
    for (const auto &one : napping) {
        one.complete(true);
    }
}

qint64 ChatSynchronizerSession::provisionalOrder(qint64 newestOfRoom)
{
    m_provisional = (std::max({counter, m_provisional, newestOfRoom}) + 1) | 1;
    return m_provisional;
}

bool ChatSynchronizerSession::isPlaced(qint64 order)
{
    return order > 0 && order < (qint64(1) << 61) && (order & 1) == 0;
}

void ChatSynchronizerSession::forgetLive()
{
    live.clear();
}

void ChatSynchronizerSession::learn(QList<RemoteItem> items)
{
    if (items.isEmpty()) {
        return;
    }
    learned << std::move(items);
    if (newsCame) {
        newsCame();
    }
}

}
