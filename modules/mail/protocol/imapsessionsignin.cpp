// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in and agreeing on extensions.

#include "mail/protocol/imapengine.h"
#include "mail/protocol/imapsession.h"
#include "mail/protocol/sasl.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
// Without a code that says otherwise, a refused sign-in means what it usually means.
Error signInError(const ImapStatus &status, const Credential &credential)
{
    static const QSet<QByteArray> telling{"UNAVAILABLE",
                                          "INUSE",
                                          "THROTTLED",
                                          "OVERQUOTA",
                                          "CONTACTADMIN",
                                          "PRIVACYREQUIRED",
                                          "SERVERBUG",
                                          "CORRUPTION",
                                          "EXPIRED",
                                          "AUTHORIZATIONFAILED",
                                          "WEBALERT"};
    ImapStatus plain = status;
    if (status.code == "LIMIT") {
        plain.code = "UNAVAILABLE"; // too many connections passes by itself
    } else if (status.kind == ImapStatus::Kind::No && !telling.contains(status.code)) {
        plain.code = "AUTHENTICATIONFAILED";
    }
    return withoutSecret(imapError(plain), credential);
}
}

Task<Result<void>> ImapSession::signIn(Credential credential)
{
    if (m_engine->isSignedIn) {
        co_return {};
    }
    if (isOpen() && !m_engine->wire.isEncrypted()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The connection is not encrypted, so the password was not sent."));
    }
    const auto mechanisms = Sasl::suitable(capabilities().authMechanisms(), credential.kind);
    Result<void> result
        = failure(Error::Kind::Unauthorized, i18nc("@info", "The mail server offers no way to sign in that Kontor knows for this kind of password."));
    if (mechanisms.isEmpty() && credential.kind == Credential::Kind::Password && !has("LOGINDISABLED")) {
        result = co_await login(credential);
    }
    for (const auto &mechanism : mechanisms) {
        const auto hasProven = std::make_shared<bool>(false);
        result = co_await authenticate(mechanism, credential, hasProven);
        // Refused before the password was involved: the server may lack it for this mechanism.
        if (result || *hasProven || result.error().kind != Error::Kind::Unauthorized) {
            break;
        }
    }
    if (!result) {
        co_return result;
    }
    m_engine->isSignedIn = true;
    if (!m_engine->hasCapabilities) {
        co_return co_await refreshCapabilities();
    }
    co_return {};
}

Task<Result<void>> ImapSession::authenticate(QByteArray mechanism, Credential credential, std::shared_ptr<bool> hasProven)
{
    const std::shared_ptr<Sasl> sasl = Sasl::create(mechanism, credential, m_engine->wire.address());
    auto first = sasl->initialResponse();
    ImapCommand command("AUTHENTICATE");
    command.secret().pacing(ImapCommand::Pacing::Alone).raw(mechanism);
    if (first && has("SASL-IR")) {
        command.raw(first->isEmpty() ? QByteArray("=") : first->toBase64());
        first.reset();
    }
    command.continuing([sasl, first](const QByteArray &challenge) mutable -> Result<QByteArray> {
        if (first) {
            return std::exchange(first, std::nullopt)->toBase64();
        }
        auto answer = sasl->respond(QByteArray::fromBase64(challenge));
        return answer ? Result<QByteArray>(answer->toBase64()) : answer;
    });
    command.concluding([sasl, hasProven, engine = m_engine.get()](const ImapStatus &status) {
        *hasProven = sasl->hasProven();
        if (status.kind == ImapStatus::Kind::Ok && status.code != "CAPABILITY") {
            engine->hasCapabilities = false; // they differ after sign-in
        }
    });
    const auto status = co_await exchange(std::move(command));
    if (!status) {
        co_return std::unexpected(withoutSecret(status.error(), credential));
    }
    if (status->kind != ImapStatus::Kind::Ok) {
        co_return std::unexpected(signInError(*status, credential));
    }
    if (const auto concluded = sasl->conclude(); !concluded) {
        m_engine->end(concluded.error());
        co_return concluded;
    }
    co_return {};
}

Task<Result<void>> ImapSession::login(Credential credential)
{
    ImapCommand command("LOGIN");
    command.secret().pacing(ImapCommand::Pacing::Alone).string(credential.user.toUtf8()).string(credential.secret.toUtf8());
    command.concluding([engine = m_engine.get()](const ImapStatus &status) {
        if (status.kind == ImapStatus::Kind::Ok && status.code != "CAPABILITY") {
            engine->hasCapabilities = false;
        }
    });
    const auto status = co_await exchange(std::move(command));
    if (!status) {
        co_return std::unexpected(withoutSecret(status.error(), credential));
    }
    if (status->kind != ImapStatus::Kind::Ok) {
        co_return std::unexpected(signInError(*status, credential));
    }
    co_return {};
}

Task<Result<QList<QByteArray>>> ImapSession::enable(QList<QByteArray> wanted)
{
    wanted.removeIf([this](const QByteArray &name) { return !has(name) || isEnabled(name); });
    if (!wanted.isEmpty() && (has("ENABLE") || has("IMAP4REV2"))) {
        ImapCommand command("ENABLE");
        for (const auto &name : std::as_const(wanted)) {
            command.raw(name);
        }
        const auto reply = co_await run(std::move(command));
        if (!reply) {
            co_return std::unexpected(reply.error());
        }
    }
    co_return m_engine->enabled.values();
}

Task<Result<ImapId>> ImapSession::identify()
{
    if (!has("ID")) {
        co_return ImapId{};
    }
    const auto identity = std::make_shared<ImapId>();
    const auto quoted = [](const QString &text) -> QByteArray { return '"' + text.toLatin1().replace('\\', "").replace('"', "") + '"'; };
    ImapCommand command("ID");
    command.raw("(\"name\" " + quoted(m_engine->settings.clientName) + " \"version\" " + quoted(m_engine->settings.clientVersion) + ')');
    command.taking([identity](ImapResponse &response) {
        auto *told = std::get_if<ImapId>(&response);
        if (told) {
            *identity = std::move(*told);
        }
        return told != nullptr;
    });
    const auto reply = co_await run(std::move(command));
    if (!reply) {
        co_return std::unexpected(reply.error());
    }
    co_return *identity;
}

}
