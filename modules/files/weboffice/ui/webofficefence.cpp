// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/ui/webofficefence.h"

namespace Kontor
{

WebOfficeFence::WebOfficeFence(const QUrl &page)
    : m_server(originOf(page))
    , m_isSafe(page.scheme() == QLatin1StringView("https"))
{
}

QString WebOfficeFence::originOf(const QUrl &url)
{
    if (url.scheme() == QLatin1StringView("blob")) { // made by a page, and that page's
        return originOf(QUrl(url.path(QUrl::FullyEncoded)));
    }
    const bool isSafe = url.scheme() == QLatin1StringView("https") || url.scheme() == QLatin1StringView("wss");
    const bool isWeb = isSafe || url.scheme() == QLatin1StringView("http") || url.scheme() == QLatin1StringView("ws");
    if (!isWeb || url.host().isEmpty()) {
        return {};
    }
    return (isSafe ? QStringLiteral("https://") : QStringLiteral("http://")) + url.host(QUrl::FullyEncoded) + u':'
        + QString::number(url.port(isSafe ? 443 : 80));
}

QString WebOfficeFence::server() const
{
    return m_server;
}

QString WebOfficeFence::office() const
{
    return m_office;
}

bool WebOfficeFence::isOurs(const QUrl &url) const
{
    const auto origin = originOf(url);
    return !origin.isEmpty() && (origin == m_server || origin == m_office);
}

bool WebOfficeFence::isSafeEnough(const QUrl &url) const
{
    return !m_isSafe || originOf(url).startsWith(QLatin1StringView("https:"));
}

WebOfficeFence::Verdict WebOfficeFence::navigation(const QUrl &url) const
{
    const auto scheme = url.scheme();
    const bool isWeb = scheme == QLatin1StringView("https") || scheme == QLatin1StringView("http");
    if (url == QUrl(QStringLiteral("about:blank")) || (isWeb && isOurs(url))) {
        return Verdict::Pass;
    }
    return (isWeb && !url.host().isEmpty()) || scheme == QLatin1StringView("mailto") ? Verdict::Ask : Verdict::Refuse;
}

WebOfficeFence::Verdict WebOfficeFence::frame(const QUrl &url)
{
    if (url.scheme() == QLatin1StringView("about") || isOurs(url)) {
        return Verdict::Pass;
    }
    const auto origin = originOf(url);
    const bool isPage = url.scheme() == QLatin1StringView("https") || url.scheme() == QLatin1StringView("http");
    if (m_office.isEmpty() && isPage && !origin.isEmpty() && isSafeEnough(url)) {
        m_office = origin;
        return Verdict::Pass;
    }
    return Verdict::Refuse;
}

WebOfficeFence::Verdict WebOfficeFence::resource(const QUrl &url) const
{
    return url.scheme() == QLatin1StringView("data") || isOurs(url) ? Verdict::Pass : Verdict::Refuse;
}

}
