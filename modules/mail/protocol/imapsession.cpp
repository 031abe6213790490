// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapsession.h"

#include "mail/protocol/imapengine.h"

#include <KLocalizedString>
#include <QPointer>

namespace Kontor
{

ImapSession::ImapSession(Settings settings, QObject *parent)
    : QObject(parent)
    , m_engine(std::make_unique<ImapEngine>(std::move(settings)))
{
    connect(m_engine.get(), &ImapEngine::unsolicited, this, &ImapSession::unsolicited);
    connect(m_engine.get(), &ImapEngine::alerted, this, &ImapSession::alerted);
    connect(m_engine.get(), &ImapEngine::lost, this, &ImapSession::lost);
}

ImapSession::~ImapSession() = default;

Task<Result<void>> ImapSession::open(ServerAddress address)
{
    if (m_engine->ended || m_engine->wire.isOpen()) {
        co_return failure(Error::Kind::Offline, i18nc("@info", "The connection to the mail server is closed."));
    }
    QPointer<ImapSession> self(this);
    const auto connectTimeout = m_engine->settings.connectTimeout;
    const auto greeted = m_engine->greeting();
    auto opened = co_await m_engine->wire.open(address, connectTimeout);
    if (!opened) {
        co_return opened;
    }
    const auto greeting = co_await greeted.result(connectTimeout);
    if (!self) {
        co_return cancelled();
    }
    if (!greeting) {
        m_engine->end(greeting.error());
        co_return std::unexpected(greeting.error());
    }
    const bool isPreauth = greeting->kind == ImapStatus::Kind::PreAuth;
    if (!isPreauth && greeting->kind != ImapStatus::Kind::Ok) {
        ImapStatus farewell = *greeting;
        farewell.kind = ImapStatus::Kind::Bye; // some say NO, which RFC 3501 7.1.5 does not know here
        const Error refused = imapError(farewell);
        m_engine->end(refused);
        co_return std::unexpected(refused);
    }
    if (address.security == ServerAddress::Security::StartTls) {
        if (isPreauth) { // STARTTLS is no longer possible then: a way to keep us in the clear
            const auto refused
                = failure(Error::Kind::Protocol, i18nc("@info", "The mail server signed us in before the connection was secure, so it was closed."));
            m_engine->end(refused.error());
            co_return refused;
        }
        if (auto secured = co_await startTls(); !secured) {
            co_return secured;
        }
    }
    m_engine->isSignedIn = isPreauth;
    if (!m_engine->hasCapabilities) {
        co_return co_await refreshCapabilities();
    }
    co_return {};
}

Task<Result<void>> ImapSession::startTls()
{
    QPointer<ImapSession> self(this);
    ImapCommand command("STARTTLS");
    command.pacing(ImapCommand::Pacing::Alone).concluding([engine = m_engine.get()](const ImapStatus &status) {
        if (status.kind == ImapStatus::Kind::Ok) {
            engine->freeze();
        }
    });
    const auto answer = co_await exchange(std::move(command));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->kind != ImapStatus::Kind::Ok) {
        const auto refused = failure(Error::Kind::Protocol,
                                     i18nc("@info", "The mail server does not offer encryption on this port, so nothing was sent. Another port may."),
                                     QStringLiteral("STARTTLS: %1").arg(answer->text));
        m_engine->end(refused.error());
        co_return refused;
    }
    const auto secured = co_await m_engine->wire.startTls(m_engine->settings.connectTimeout);
    if (!secured) {
        if (self) {
            m_engine->end(secured.error());
        }
        co_return secured;
    }
    // Nothing that was said in the clear counts.
    m_engine->capabilities = {};
    m_engine->hasCapabilities = false;
    m_engine->enabled.clear();
    m_engine->news = {};
    m_engine->thaw();
    co_return {};
}

Task<Result<ImapStatus>> ImapSession::exchange(ImapCommand command)
{
    QPointer<ImapSession> self(this);
    const auto pending = m_engine->submit(std::move(command));
    auto status = co_await pending.result(ImapForever);
    if (!self) {
        co_return cancelled();
    }
    co_return status;
}

Task<Result<ImapReply>> ImapSession::run(ImapCommand command)
{
    auto status = co_await exchange(std::move(command));
    if (status && status->kind != ImapStatus::Kind::Ok) {
        co_return std::unexpected(imapError(*status));
    }
    co_return status;
}

Task<Result<void>> ImapSession::refreshCapabilities()
{
    const auto reply = co_await run(ImapCommand("CAPABILITY"));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    if (!m_engine->hasCapabilities) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The mail server does not say what it can do."));
    }
    co_return {};
}

Task<Result<void>> ImapSession::noop()
{
    const auto reply = co_await run(ImapCommand("NOOP"));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return {};
}

Task<Result<void>> ImapSession::logout()
{
    if (!isOpen()) {
        co_return {};
    }
    m_engine->isLoggingOut = true;
    ImapCommand command("LOGOUT");
    command.pacing(ImapCommand::Pacing::Alone).silence(std::chrono::seconds(10));
    const auto status = co_await exchange(std::move(command));
    if (!status) {
        co_return {}; // closed one way or the other
    }
    m_engine->close();
    co_return {};
}

Task<Result<void>> ImapSession::compress()
{
    if (!has("COMPRESS=DEFLATE") || m_engine->wire.isCompressed()) {
        co_return {};
    }
    ImapCommand command("COMPRESS");
    command.raw("DEFLATE").pacing(ImapCommand::Pacing::Alone).concluding([engine = m_engine.get()](const ImapStatus &status) {
        if (status.kind != ImapStatus::Kind::Ok) {
            return;
        }
        if (const auto started = engine->wire.startCompression(); !started) {
            engine->end(started.error());
        }
    });
    const auto status = co_await exchange(std::move(command));
    if (!status) {
        co_return std::unexpected(status.error());
    }
    if (m_engine->ended) {
        co_return std::unexpected(*m_engine->ended);
    }
    co_return {}; // a refusal changes nothing
}

void ImapSession::stop()
{
    m_engine->end(cancelled().error());
}

bool ImapSession::isOpen() const
{
    return !m_engine->ended && m_engine->wire.isOpen();
}

bool ImapSession::isSignedIn() const
{
    return isOpen() && m_engine->isSignedIn;
}

bool ImapSession::has(const QByteArray &capability) const
{
    return m_engine->capabilities.has(capability);
}

const ImapCapabilities &ImapSession::capabilities() const
{
    return m_engine->capabilities;
}

bool ImapSession::isEnabled(const QByteArray &extension) const
{
    return m_engine->enabled.contains(extension);
}

QByteArray ImapSession::selectedMailbox() const
{
    return m_engine->selected;
}

bool ImapSession::isSelectedReadOnly() const
{
    return m_engine->isSelectedReadOnly;
}

qint64 ImapSession::bytesReceived() const
{
    return m_engine->wire.bytesReceived();
}

qint64 ImapSession::bytesSent() const
{
    return m_engine->wire.bytesSent();
}

int ImapSession::malformedResponses() const
{
    return m_engine->malformed;
}

bool ImapSession::isNotifying() const
{
    return m_engine->isNotifying;
}

}
