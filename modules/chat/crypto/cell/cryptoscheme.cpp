// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cell/cryptoscheme.h"

#include <QBuffer>
#include <QFile>
#include <QWebEngineUrlScheme>

namespace Kontor
{
namespace
{
constexpr qsizetype mostAtOnce = 64; ///< calls in one go

struct Served {
    QLatin1StringView path;
    QLatin1StringView file; ///< below the package; empty: ours
    const char *type;
};
constexpr Served servedFiles[] = {
    {QLatin1StringView("/index.html"), {}, "text/html"},
    {QLatin1StringView("/events.js"), {}, "text/javascript"},
    {QLatin1StringView("/identity.js"), {}, "text/javascript"},
    {QLatin1StringView("/keys.js"), {}, "text/javascript"},
    {QLatin1StringView("/machine.js"), {}, "text/javascript"},
    {QLatin1StringView("/people.js"), {}, "text/javascript"},
    {QLatin1StringView("/state.js"), {}, "text/javascript"},
    {QLatin1StringView("/store.js"), {}, "text/javascript"},
    {QLatin1StringView("/verification.js"), {}, "text/javascript"},
    {QLatin1StringView("/package/index.mjs"), QLatin1StringView("/index.mjs"), "text/javascript"},
    {QLatin1StringView("/package/pkg/matrix_sdk_crypto_wasm_bg.js"), QLatin1StringView("/pkg/matrix_sdk_crypto_wasm_bg.js"), "text/javascript"},
    {QLatin1StringView("/package/pkg/matrix_sdk_crypto_wasm_bg.wasm"), QLatin1StringView("/pkg/matrix_sdk_crypto_wasm_bg.wasm"), "application/wasm"},
};
}

void CryptoScheme::announce()
{
    QWebEngineUrlScheme scheme(name);
    scheme.setSyntax(QWebEngineUrlScheme::Syntax::Host);
    scheme.setFlags(QWebEngineUrlScheme::SecureScheme | QWebEngineUrlScheme::CorsEnabled | QWebEngineUrlScheme::FetchApiAllowed);
    QWebEngineUrlScheme::registerScheme(scheme);
}

QUrl CryptoScheme::page()
{
    return QUrl(QStringLiteral("kontor-crypto://machine/index.html"));
}

CryptoScheme::CryptoScheme(const QString &package, QObject *parent)
    : QWebEngineUrlSchemeHandler(parent)
    , m_package(package)
{
}

void CryptoScheme::call(const QByteArray &json)
{
    m_calls << json;
    giveNext();
}

void CryptoScheme::giveNext()
{
    if (!m_waiting || m_calls.isEmpty()) {
        return;
    }
    QByteArray all("[");
    for (qsizetype taken = 0; taken < mostAtOnce && !m_calls.isEmpty(); ++taken) {
        if (taken > 0) {
            all += ',';
        }
        all += m_calls.takeFirst();
    }
    all += ']';
    auto *job = m_waiting.data();
    m_waiting.clear();
    serve(job, "application/json", all);
}

void CryptoScheme::serve(QWebEngineUrlRequestJob *job, const QByteArray &type, const QByteArray &content)
{
    auto *buffer = new QBuffer;
    buffer->setData(content);
    buffer->open(QIODevice::ReadOnly);
    connect(job, &QObject::destroyed, buffer, &QObject::deleteLater);
    job->setAdditionalResponseHeaders(
        {{"Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; form-action 'none'"},
         {"X-Content-Type-Options", "nosniff"}});
    job->reply(type, buffer);
}

void CryptoScheme::requestStarted(QWebEngineUrlRequestJob *job)
{
    const auto path = job->requestUrl().path();
    if (path == QLatin1StringView("/next")) {
        m_waiting = job;
        giveNext();
        return;
    }
    for (const auto &served : servedFiles) {
        if (path != served.path) {
            continue;
        }
        QFile file(served.file.isEmpty() ? QString(QStringLiteral(":/machine") + path) : QString(m_package + served.file));
        if (file.open(QIODevice::ReadOnly)) {
            serve(job, served.type, file.readAll());
            return;
        }
    }
    job->fail(QWebEngineUrlRequestJob::UrlNotFound);
}

void CryptoOutlet::answer(const QString &json)
{
    Q_EMIT answered(json.toUtf8());
}

void CryptoFence::interceptRequest(QWebEngineUrlRequestInfo &info)
{
    if (info.requestUrl().scheme() != QLatin1StringView(CryptoScheme::name)) {
        info.block(true);
    }
}

}
