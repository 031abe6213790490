// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/ui/webofficepage.h"

#include <QAuthenticator>
#include <QSslConfiguration>
#include <QUuid>
#include <QWebEngineCertificateError>
#include <QWebEngineDesktopMediaRequest>
#include <QWebEngineFileSystemAccessRequest>
#include <QWebEngineFullScreenRequest>
#include <QWebEngineNewWindowRequest>
#include <QWebEnginePermission>
#include <QWebEngineRegisterProtocolHandlerRequest>
#include <QWebEngineScript>
#include <QWebEngineScriptCollection>
#include <QWebEngineWebAuthUxRequest>

namespace Kontor
{

WebOfficePage::WebOfficePage(QWebEngineProfile *profile, WebOfficeFence *fence, QObject *parent)
    : QWebEnginePage(profile, parent)
    , m_fence(fence)
    , m_secret(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
    connect(this, &QWebEnginePage::newWindowRequested, this, [this](const QWebEngineNewWindowRequest &request) {
        // Nothing opens a window here. A link that wanted one of its own leads to the browser, if the user agrees.
        if (request.isUserInitiated() && m_fence->navigation(request.requestedUrl()) != WebOfficeFence::Verdict::Refuse && !request.requestedUrl().isEmpty()
            && request.requestedUrl().scheme() != QLatin1StringView("about")) {
            Q_EMIT leadsElsewhere(request.requestedUrl());
        }
    });
    connect(this, &QWebEnginePage::permissionRequested, this, [](QWebEnginePermission permission) {
        permission.deny();
    });
    connect(this, &QWebEnginePage::registerProtocolHandlerRequested, this, [](QWebEngineRegisterProtocolHandlerRequest request) {
        request.reject();
    });
    connect(this, &QWebEnginePage::fileSystemAccessRequested, this, [](QWebEngineFileSystemAccessRequest request) {
        request.reject();
    });
    connect(this, &QWebEnginePage::desktopMediaRequested, this, [](const QWebEngineDesktopMediaRequest &request) {
        request.cancel();
    });
    connect(this, &QWebEnginePage::fullScreenRequested, this, [](QWebEngineFullScreenRequest request) {
        request.reject();
    });
    connect(this, &QWebEnginePage::webAuthUxRequested, this, [](QWebEngineWebAuthUxRequest *request) {
        request->cancel();
    });
    const auto giveNothing = [](const QUrl &, QAuthenticator *authenticator) {
        *authenticator = QAuthenticator();
    };
    connect(this, &QWebEnginePage::authenticationRequired, this, giveNothing);
    connect(this, &QWebEnginePage::certificateError, this, &WebOfficePage::judge);
    connect(this, &QWebEnginePage::windowCloseRequested, this, &WebOfficePage::closeWanted);
    listen();
}

void WebOfficePage::trust(const QList<QSslCertificate> &authorities)
{
    m_authorities = authorities;
}

/// The engine knows the system's authorities only.
void WebOfficePage::judge(QWebEngineCertificateError error)
{
    const auto chain = error.certificateChain();
    const bool isUnknownIssuer = error.type() == QWebEngineCertificateError::CertificateAuthorityInvalid;
    if (isUnknownIssuer && !m_authorities.isEmpty() && !chain.isEmpty() && m_fence->resource(error.url()) == WebOfficeFence::Verdict::Pass) {
        auto settings = QSslConfiguration::defaultConfiguration();
        settings.setCaCertificates(m_authorities);
        QSslConfiguration::setDefaultConfiguration(settings); // nothing else in this process speaks TLS with Qt
        if (QSslCertificate::verify(chain, error.url().host()).isEmpty()) {
            error.acceptCertificate();
            return;
        }
    }
    error.rejectCertificate();
}

bool WebOfficePage::acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame)
{
    if (!isMainFrame) {
        return m_fence->frame(url) == WebOfficeFence::Verdict::Pass;
    }
    const auto verdict = m_fence->navigation(url);
    if (verdict == WebOfficeFence::Verdict::Ask && type == NavigationTypeLinkClicked) {
        Q_EMIT leadsElsewhere(url);
    }
    return verdict == WebOfficeFence::Verdict::Pass;
}

QStringList WebOfficePage::chooseFiles(FileSelectionMode mode, const QStringList &oldFiles, const QStringList &acceptedMimeTypes)
{
    // Only what the user picks in a dialog of ours, one file at a time: no folders.
    return mode == FileSelectUploadFolder ? QStringList() : QWebEnginePage::chooseFiles(mode, oldFiles, acceptedMimeTypes);
}

/// Offices tell the page around them what they do, and that page is the window. We listen beside it, in a world that its
/// own scripts cannot reach.
void WebOfficePage::listen()
{
    QWebEngineScript script;
    script.setName(QStringLiteral("kontor-close"));
    script.setInjectionPoint(QWebEngineScript::DocumentCreation);
    script.setWorldId(QWebEngineScript::ApplicationWorld);
    script.setRunsOnSubFrames(false);
    // What is no JSON ends the function, and nothing else.
    script.setSourceCode(QStringLiteral(R"((() => {
        const words = ["UI_Close", "close", "onRequestClose"];
        window.addEventListener("message", event => {
            const isText = typeof event.data === "string";
            const said = event.data === "close" ? {MessageId: "close"} : isText && event.data.length < 10000 ? JSON.parse(event.data) : event.data;
            if (said && (words.includes(said.MessageId) || words.includes(said.event) || words.includes(said.method))) {
                console.info("%1 close");
            }
        });
    })();)")
                             .arg(m_secret));
    scripts().insert(script);
}

void WebOfficePage::javaScriptConsoleMessage(JavaScriptConsoleMessageLevel, const QString &message, int, const QString &)
{
    if (message == QString(m_secret + QStringLiteral(" close"))) {
        Q_EMIT closeWanted();
    }
    // What pages say otherwise may hold anything, and goes nowhere.
}

}
