// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/ui/webofficeprofile.h"

#include <QLocale>
#include <QWebEngineClientHints>
#include <QWebEngineCookieStore>
#include <QWebEngineSettings>

namespace Kontor
{

WebOfficeInterceptor::WebOfficeInterceptor(WebOfficeFence *fence, QObject *parent)
    : QWebEngineUrlRequestInterceptor(parent)
    , m_fence(fence)
{
}

void WebOfficeInterceptor::interceptRequest(QWebEngineUrlRequestInfo &info)
{
    using Type = QWebEngineUrlRequestInfo::ResourceType;
    const auto url = info.requestUrl();
    const bool isWindow = info.resourceType() == Type::ResourceTypeMainFrame || info.resourceType() == Type::ResourceTypeNavigationPreloadMainFrame;
    const bool isFrame = info.resourceType() == Type::ResourceTypeSubFrame || info.resourceType() == Type::ResourceTypeNavigationPreloadSubFrame;
    const auto verdict = isWindow ? m_fence->navigation(url) : isFrame ? m_fence->frame(url) : m_fence->resource(url);
    if (verdict != WebOfficeFence::Verdict::Pass) {
        info.block(true);
        Q_EMIT refused(url);
    }
}

WebOfficeProfile::WebOfficeProfile(WebOfficeFence *fence, const QString &folder, QObject *parent)
    : QWebEngineProfile(parent) // without a name it is off the record
    , m_interceptor(new WebOfficeInterceptor(fence, this))
{
    setHttpCacheType(MemoryHttpCache);
    setPersistentCookiesPolicy(NoPersistentCookies);
    setPersistentPermissionsPolicy(PersistentPermissionsPolicy::AskEveryTime);
    setPushServiceEnabled(false);
    setSpellCheckEnabled(false); // Chromium's own dictionaries; the office has its own
    setDownloadPath(folder);
    setHttpAcceptLanguage(QLocale().uiLanguages().join(u','));
    clientHints()->setAllClientHintsEnabled(false);
    setUrlRequestInterceptor(m_interceptor);
    cookieStore()->setCookieFilter([fence](const QWebEngineCookieStore::FilterRequest &request) {
        return fence->resource(request.origin) == WebOfficeFence::Verdict::Pass;
    });
    const auto switchOff = [this](std::initializer_list<QWebEngineSettings::WebAttribute> attributes) {
        for (const auto attribute : attributes) {
            settings()->setAttribute(attribute, false);
        }
    };
    using Settings = QWebEngineSettings;
    switchOff({Settings::JavascriptCanOpenWindows,
               Settings::JavascriptCanAccessClipboard,
               Settings::JavascriptCanPaste,
               Settings::AllowWindowActivationFromJavaScript,
               Settings::LocalContentCanAccessFileUrls,
               Settings::LocalContentCanAccessRemoteUrls,
               Settings::AllowRunningInsecureContent,
               Settings::AllowGeolocationOnInsecureOrigins,
               Settings::HyperlinkAuditingEnabled,
               Settings::PluginsEnabled,
               Settings::PdfViewerEnabled,
               Settings::ScreenCaptureEnabled,
               Settings::WebGLEnabled,
               Settings::FullScreenSupportEnabled,
               Settings::DnsPrefetchEnabled,
               Settings::AutoLoadIconsForPage,
               Settings::TouchIconsEnabled,
               Settings::NavigateOnDropEnabled});
    settings()->setAttribute(Settings::WebRTCPublicInterfacesOnly, true);
    settings()->setAttribute(Settings::PlaybackRequiresUserGesture, true);
    settings()->setUnknownUrlSchemePolicy(Settings::DisallowUnknownUrlSchemes);
}

WebOfficeInterceptor *WebOfficeProfile::interceptor() const
{
    return m_interceptor;
}

}
