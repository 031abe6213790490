// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cell/cryptocell.h"

#include "chat/crypto/cell/cryptoscheme.h"
#include "chat/crypto/cryptoplaces.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSocketNotifier>
#include <QWebChannel>
#include <QWebEnginePage>
#include <QWebEngineProfile>
#include <QWebEngineSettings>

#include <cstdio>
#include <unistd.h>

namespace Kontor
{
namespace
{
constexpr int crashedCode = 3;

/// A page that goes nowhere, opens nothing and asks nothing.
class SecludedPage : public QWebEnginePage
{
public:
    using QWebEnginePage::QWebEnginePage;

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType, bool) override
    {
        return url == CryptoScheme::page();
    }
    QWebEnginePage *createWindow(WebWindowType) override
    {
        return nullptr;
    }
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString &message, int line, const QString &) override
    {
        if (level == ErrorMessageLevel) {
            std::fprintf(stderr, "kontor-crypto: line %d: %s\n", line, qUtf8Printable(message.left(400)));
        }
    }
    void javaScriptAlert(const QUrl &, const QString &) override { }
    bool javaScriptConfirm(const QUrl &, const QString &) override
    {
        return false;
    }
    bool javaScriptPrompt(const QUrl &, const QString &, const QString &, QString *) override
    {
        return false;
    }
};

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}
}

CryptoCell::CryptoCell(int input, int output, QObject *parent)
    : QObject(parent)
    , m_input(input)
    , m_output(output)
    , m_notifier(new QSocketNotifier(input, QSocketNotifier::Read, this))
{
    connect(m_notifier, &QSocketNotifier::activated, this, &CryptoCell::readSome);
}

CryptoCell::~CryptoCell()
{
    stopEngine();
}

void CryptoCell::readSome()
{
    QByteArray bytes(1 << 16, Qt::Uninitialized);
    const auto count = ::read(m_input, bytes.data(), size_t(bytes.size()));
    if (count <= 0) {
        m_notifier->setEnabled(false);
        QCoreApplication::exit(0);
        return;
    }
    bytes.truncate(count);
    m_frames.add(bytes);
    while (const auto json = m_frames.next()) {
        take(*json);
    }
    if (m_frames.isBroken()) {
        QCoreApplication::exit(2);
    }
}

void CryptoCell::take(const QByteArray &json)
{
    if (m_folder) {
        m_scheme ? m_scheme->call(json) : void();
        return;
    }
    const auto call = QJsonDocument::fromJson(json).object();
    if (call.value(QLatin1StringView("call")) != QLatin1StringView("open")) {
        QCoreApplication::exit(2);
        return;
    }
    begin(call);
}

void CryptoCell::begin(const QJsonObject &call)
{
    m_open = call;
    m_isOpening = true;
    m_folder = std::make_unique<CryptoStoreFolder>(call.value(QLatin1StringView("args")).toObject().value(QLatin1StringView("folder")).toString());
    switch (m_folder->lock()) {
    case CryptoStoreFolder::Lock::Elsewhere:
        refuse(QStringLiteral("in-use"), {});
        return;
    case CryptoStoreFolder::Lock::Failed:
        refuse(QStringLiteral("damaged"), QStringLiteral("the folder cannot be written"));
        return;
    case CryptoStoreFolder::Lock::Held:
        break;
    }
    if (!m_folder->isWritable()) { // a database that cannot be written looks like a damaged one
        refuse(QStringLiteral("storage"), QStringLiteral("no room"));
        return;
    }
    const bool isKnown = !call.value(QLatin1StringView("args")).toObject().value(QLatin1StringView("fingerprint")).toString().isEmpty();
    if (!m_folder->hasLive() && isKnown) {
        if (!m_folder->restore()) {
            refuse(QStringLiteral("gone"), QStringLiteral("no database"));
            return;
        }
        m_isRestored = true;
    }
    m_folder->copyLive();
    startEngine();
}

void CryptoCell::startEngine()
{
    m_profile = new QWebEngineProfile(QStringLiteral("crypto"), this);
    m_profile->setPersistentStoragePath(m_folder->live());
    m_profile->setCachePath(m_folder->live() + QStringLiteral("/cache"));
    m_profile->setHttpCacheType(QWebEngineProfile::NoCache);
    m_profile->setPersistentCookiesPolicy(QWebEngineProfile::NoPersistentCookies);
    m_profile->setUrlRequestInterceptor(new CryptoFence(m_profile));
    m_scheme = new CryptoScheme(CryptoPlaces::package(), m_profile);
    m_profile->installUrlSchemeHandler(CryptoScheme::name, m_scheme);

    m_page = new SecludedPage(m_profile, this);
    auto *outlet = new CryptoOutlet(m_page);
    connect(outlet, &CryptoOutlet::answered, this, &CryptoCell::answer);
    auto *channel = new QWebChannel(m_page);
    channel->registerObject(QStringLiteral("outlet"), outlet);
    m_page->setWebChannel(channel);
    auto *settings = m_page->settings();
    for (const auto attribute : {QWebEngineSettings::PluginsEnabled, QWebEngineSettings::LocalContentCanAccessRemoteUrls,
                                 QWebEngineSettings::LocalContentCanAccessFileUrls, QWebEngineSettings::WebGLEnabled,
                                 QWebEngineSettings::Accelerated2dCanvasEnabled, QWebEngineSettings::JavascriptCanOpenWindows,
                                 QWebEngineSettings::AutoLoadImages, QWebEngineSettings::PdfViewerEnabled}) {
        settings->setAttribute(attribute, false);
    }
    connect(m_page, &QWebEnginePage::renderProcessTerminated, this, [] {
        ::_exit(crashedCode); // whoever started us knows what was not answered
    });
    auto call = m_open;
    auto args = call.value(QLatin1StringView("args")).toObject();
    args.insert(QLatin1StringView("isRestored"), m_isRestored);
    call.insert(QLatin1StringView("args"), args);
    m_scheme->call(toJson(call));
    m_page->setVisible(true); // pages that nobody sees get little time
    m_page->load(CryptoScheme::page());
}

void CryptoCell::stopEngine()
{
    delete m_page;
    m_page = nullptr;
    delete m_profile;
    m_profile = nullptr;
    m_scheme = nullptr;
}

void CryptoCell::answer(const QByteArray &json)
{
    if (json.startsWith("{\"event\":\"panic\"")) {
        ::_exit(crashedCode); // what is left of the library cannot be trusted any more, and the disk has what was confirmed
    }
    if (!m_isOpening) {
        send(json);
        return;
    }
    const auto answer = QJsonDocument::fromJson(json).object();
    if (answer.value(QLatin1StringView("id")) != m_open.value(QLatin1StringView("id"))) {
        send(json);
    } else if (isSettled(answer)) {
        m_isOpening = false;
        m_open = {};
        send(json);
    }
}

bool CryptoCell::isSettled(const QJsonObject &opened)
{
    const auto code = opened.value(QLatin1StringView("error")).toObject().value(QLatin1StringView("code")).toString();
    if (code.isEmpty()) {
        m_folder->keepCopy();
        return true;
    }
    m_folder->dropCopy();
    const bool isLost = code == QLatin1StringView("gone") || code == QLatin1StringView("damaged");
    if (!isLost || m_isRestored || !m_folder->hasGood() || !m_folder->isWritable()) {
        return true;
    }
    // Not from within the engine's own call.
    QMetaObject::invokeMethod(
        this,
        [this, opened] {
            stopEngine();
            if (!m_folder->restore()) {
                m_isOpening = false;
                send(toJson(opened));
                return;
            }
            m_isRestored = true;
            startEngine();
        },
        Qt::QueuedConnection);
    return false;
}

void CryptoCell::refuse(const QString &code, const QString &text)
{
    m_isOpening = false;
    send(toJson({{QStringLiteral("id"), m_open.value(QLatin1StringView("id"))},
                 {QStringLiteral("error"), QJsonObject{{QStringLiteral("code"), code}, {QStringLiteral("text"), text}}}}));
    m_open = {};
}

void CryptoCell::send(const QByteArray &json)
{
    const auto frame = CryptoFrames::toFrame(json);
    for (qsizetype done = 0; done < frame.size();) {
        const auto count = ::write(m_output, frame.constData() + done, size_t(frame.size() - done));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            QCoreApplication::exit(0); // nobody listens any more
            return;
        }
        done += count;
    }
}

}
