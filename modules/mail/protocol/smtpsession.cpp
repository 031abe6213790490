// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/smtpsession.h"

#include "base/await.h"
#include "mail/protocol/sasl.h"
#include "mail/protocol/smtpwaiting.h"
#include "mail/protocol/wire.h"

#include <KLocalizedString>
#include <QPointer>

namespace Kontor
{
namespace
{
// Longer AUTH lines wait for the server's challenge (RFC 4954 4; line limit of RFC 5321 4.5.3.1.4).
constexpr qsizetype LongestCommand = 510;

Error closedError()
{
    return {.kind = Error::Kind::Offline, .message = i18nc("@info", "The connection to the mail server is closed."), .detail = {}};
}
}

SmtpSession::SmtpSession(Settings settings, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_wire(std::make_unique<Wire>(m_settings.tls))
{
    connect(m_wire.get(), &Wire::received, this, &SmtpSession::readReplies);
    connect(m_wire.get(), &Wire::lost, this, &SmtpSession::wireLost);
    connect(m_wire.get(), &Wire::drained, this, [this] {
        if (m_waiting && m_waiting->drained) {
            m_waiting->drained->complete({});
        }
    });
}

SmtpSession::~SmtpSession()
{
    fail(cancelled().error());
}

Task<Result<void>> SmtpSession::open(ServerAddress address)
{
    if (m_ended || m_wire->isOpen()) {
        co_return std::unexpected(closedError());
    }
    m_address = address;
    auto opened = co_await m_wire->open(address, m_settings.connectTimeout);
    if (!opened) {
        co_return opened;
    }
    const auto greeting = co_await reply(m_settings.greetingTimeout);
    if (!greeting) {
        co_return std::unexpected(greeting.error());
    }
    if (greeting->code != 220) {
        const Error error = greeting->error(ki18nc("@info", "The mail server does not accept connections: %1"));
        fail(error);
        co_return std::unexpected(error);
    }
    auto greeted = co_await hello();
    if (!greeted || address.security == ServerAddress::Security::Tls) {
        co_return greeted;
    }
    const auto agreed = co_await command("STARTTLS", m_settings.commandTimeout);
    if (!agreed) {
        co_return std::unexpected(agreed.error());
    }
    if (agreed->code != 220) {
        const Error error{.kind = Error::Kind::Protocol,
                          .message = i18nc("@info", "The mail server does not offer encryption on this port, so nothing was sent. Another port may."),
                          .detail = QStringLiteral("STARTTLS: %1").arg(agreed->code)};
        fail(error);
        co_return std::unexpected(error);
    }
    if (!m_replies.isEmpty() || !m_parser.isIdle()) { // already cut out of the buffer that startTls() looks at
        fail(Wire::injectionProblem());
        co_return std::unexpected(Wire::injectionProblem());
    }
    auto secured = co_await m_wire->startTls(m_settings.connectTimeout);
    if (!secured) {
        co_return secured;
    }
    m_parser.reset();
    m_extensions.clear();
    co_return co_await hello();
}

Task<Result<void>> SmtpSession::hello()
{
    const QByteArray host = m_settings.clientHost.isEmpty() ? QByteArray("[127.0.0.1]") : m_settings.clientHost;
    const auto answer = co_await command("EHLO " + host, m_settings.commandTimeout);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->code != 250) {
        co_return std::unexpected(answer->error(ki18nc("@info", "The mail server refused the greeting: %1")));
    }
    m_extensions.clear();
    for (const auto &line : answer->lines.mid(1)) {
        auto space = line.indexOf(' ');
        if (line.startsWith("AUTH=")) { // old spelling
            space = 4;
        }
        const QByteArray name = (space < 0 ? line : line.first(space)).trimmed().toUpper();
        m_extensions.insert(name, space < 0 ? QByteArray() : line.sliced(space + 1).trimmed());
    }
    co_return {};
}

Task<Result<void>> SmtpSession::signIn(Credential credential)
{
    if (m_isSignedIn) {
        co_return {};
    }
    if (isOpen() && !m_wire->isEncrypted()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The connection is not encrypted, so the password was not sent."));
    }
    const auto mechanisms = Sasl::suitable(m_extensions.value("AUTH").toUpper().split(' '), credential.kind);
    Result<void> result
        = failure(Error::Kind::Unauthorized, i18nc("@info", "The mail server offers no way to sign in that Kontor knows for this kind of password."));
    for (const auto &mechanism : mechanisms) {
        const auto hasProven = std::make_shared<bool>(false);
        result = co_await authenticate(mechanism, credential, hasProven);
        if (result || *hasProven || result.error().kind != Error::Kind::Unauthorized) {
            break;
        }
    }
    if (!result) {
        co_return result;
    }
    m_isSignedIn = true;
    // Some servers offer more to those they know (Dovecot tells what its relay can do).
    QPointer<SmtpSession> self(this);
    const auto greeted = co_await hello();
    if (!self || m_ended || !m_wire->isOpen()) {
        co_return greeted;
    }
    co_return {};
}

Task<Result<void>> SmtpSession::authenticate(QByteArray mechanism, Credential credential, std::shared_ptr<bool> hasProven)
{
    const std::shared_ptr<Sasl> sasl = Sasl::create(mechanism, credential, m_address);
    auto first = sasl->initialResponse();
    QByteArray line = "AUTH " + mechanism;
    if (first && line.size() + first->size() * 4 / 3 + 4 <= LongestCommand) {
        line += ' ' + (first->isEmpty() ? QByteArray("=") : first->toBase64());
        first.reset();
    }
    auto answer = co_await command(line, m_settings.commandTimeout);
    while (answer && answer->code == 334) {
        Result<QByteArray> response
            = first ? Result<QByteArray>(*std::exchange(first, std::nullopt)) : sasl->respond(QByteArray::fromBase64(answer->lines.value(0)));
        answer = co_await command(response ? response->toBase64() : QByteArray("*"), m_settings.commandTimeout);
        if (!response) {
            *hasProven = true;
            co_return std::unexpected(withoutSecret(response.error(), credential));
        }
    }
    if (!answer) {
        co_return std::unexpected(withoutSecret(answer.error(), credential));
    }
    *hasProven = sasl->hasProven();
    if (answer->code != 235) {
        Error error = answer->error(ki18nc("@info %1 are the server's words", "The mail server did not accept the user name or password: %1"));
        if (!answer->isPassing()) {
            error.kind = Error::Kind::Unauthorized;
        }
        co_return std::unexpected(withoutSecret(error, credential));
    }
    const auto concluded = sasl->conclude();
    if (!concluded) {
        fail(concluded.error());
    }
    co_return concluded;
}

Task<Result<SmtpReply>> SmtpSession::command(QByteArray line, std::chrono::milliseconds silence)
{
    if (m_ended || !m_wire->isOpen()) {
        co_return std::unexpected(m_ended.value_or(closedError()));
    }
    if (!m_replies.isEmpty()) { // a server that answers before it is asked, or says good-bye
        const SmtpReply early = m_replies.takeFirst();
        const Error error = early.code == 421
            ? early.error(ki18nc("@info", "The mail server closed the connection: %1"))
            : Error{.kind = Error::Kind::Protocol,
                    .message = i18nc("@info", "The mail server answered a question that was never asked, so the connection was closed."),
                    .detail = {}};
        fail(error);
        co_return std::unexpected(error);
    }
    m_wire->write(line + "\r\n");
    co_return co_await reply(silence);
}

Task<Result<SmtpReply>> SmtpSession::reply(std::chrono::milliseconds silence)
{
    if (!m_replies.isEmpty()) {
        co_return m_replies.takeFirst();
    }
    if (m_ended || !m_wire->isOpen()) {
        co_return std::unexpected(m_ended.value_or(closedError()));
    }
    if (m_waiting) {
        co_return failure(Error::Kind::Conflict, i18nc("@info", "The mail server is still busy with the step before."));
    }
    QPointer<SmtpSession> self(this);
    m_waiting = std::make_unique<Waiting>();
    const auto pending = m_waiting->reply.emplace();
    auto answer = co_await pending.result(silence);
    if (!self) {
        co_return cancelled();
    }
    m_waiting.reset();
    if (!answer) {
        fail(answer.error());
    }
    co_return answer;
}

Task<Result<void>> SmtpSession::drain(std::chrono::milliseconds silence)
{
    if (m_ended || !m_wire->isOpen()) {
        co_return std::unexpected(m_ended.value_or(closedError()));
    }
    if (m_wire->unsent() <= Wire::HighWater) {
        co_return {};
    }
    QPointer<SmtpSession> self(this);
    m_waiting = std::make_unique<Waiting>();
    const auto pending = m_waiting->drained.emplace();
    auto result = co_await pending.result(silence);
    if (!self) {
        co_return cancelled();
    }
    m_waiting.reset();
    if (!result) {
        fail(result.error());
    }
    co_return result;
}

void SmtpSession::readReplies()
{
    while (!m_ended) {
        auto reply = m_parser.next(m_wire->incoming());
        if (!reply) {
            fail(reply.error());
            return;
        }
        if (!*reply) {
            return;
        }
        if (m_waiting && m_waiting->reply && !m_waiting->reply->isComplete()) {
            m_waiting->reply->complete(std::move(**reply));
        } else {
            m_replies << std::move(**reply);
            if (m_waiting && m_waiting->drained) {
                m_waiting->drained->complete({}); // the sender looks at m_replies
            }
            if (m_replies.size() > 20'000) {
                fail({.kind = Error::Kind::Protocol,
                      .message = i18nc("@info", "The mail server answered a question that was never asked, so the connection was closed."),
                      .detail = {}});
            }
        }
    }
}

void SmtpSession::wireLost(const Error &error)
{
    fail(error);
}

void SmtpSession::fail(Error error)
{
    if (!m_ended) {
        m_ended = error;
        m_wire->abort();
    }
    if (m_waiting && m_waiting->reply) {
        m_waiting->reply->complete(std::unexpected(error));
    }
    if (m_waiting && m_waiting->drained) {
        m_waiting->drained->complete(std::unexpected(error));
    }
}

Task<Result<void>> SmtpSession::noop()
{
    const auto answer = co_await command("NOOP", m_settings.commandTimeout);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isPositive()) {
        co_return std::unexpected(answer->error(ki18nc("@info", "The mail server refused this: %1")));
    }
    co_return {};
}

Task<Result<void>> SmtpSession::quit()
{
    if (!isOpen()) {
        co_return {};
    }
    const auto answer = co_await command("QUIT", std::chrono::seconds(5));
    if (answer) {
        m_ended = closedError();
        m_wire->close();
    }
    co_return {}; // closed one way or the other
}

void SmtpSession::stop()
{
    fail(cancelled().error());
}

bool SmtpSession::isOpen() const
{
    return !m_ended && m_wire->isOpen();
}

bool SmtpSession::has(const QByteArray &extension) const
{
    return m_extensions.contains(extension);
}

qint64 SmtpSession::sizeLimit() const
{
    return std::max<qint64>(m_extensions.value("SIZE").toLongLong(), 0);
}

}
