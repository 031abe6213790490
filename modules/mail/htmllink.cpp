// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/htmllink.h"

#include <QRegularExpression>

#include <algorithm>

namespace Kontor
{
namespace
{
// Letters of languages written in Latin script that cannot be taken for others.
bool isFamiliar(QChar c)
{
    const char16_t code = c.unicode();
    const bool isLookalike = code == 0x0131 || code == 0x0138 || code == 0x0140 || code == 0x017f; // ı ĸ ŀ ſ
    return code < 0x80 || (code >= 0xdf && code <= 0x17f && code != 0xf7 && !isLookalike);
}
}

HtmlLink HtmlLink::parse(const QString &href)
{
    QString clean;
    for (const QChar c : href.trimmed()) { // tabs and line ends inside are ignored by browsers too
        if (c > u' ' || c == u' ') {
            clean += c;
        }
    }
    if (clean.startsWith(QLatin1StringView("//"))) {
        clean.prepend(QLatin1StringView("https:"));
    }
    if (clean.isEmpty() || clean.size() > 8000) {
        return {};
    }
    const QUrl url(clean, QUrl::TolerantMode);
    const auto scheme = url.scheme();
    if (!url.isValid() || (scheme != QLatin1StringView("http") && scheme != QLatin1StringView("https") && scheme != QLatin1StringView("mailto"))) {
        return {};
    }
    HtmlLink link;
    if (scheme == QLatin1StringView("mailto") || !url.host().isEmpty()) {
        link.m_url = url;
    }
    return link;
}

bool HtmlLink::isMail() const
{
    return m_url.scheme() == QLatin1StringView("mailto");
}

QString HtmlLink::encoded() const
{
    return QString::fromLatin1(m_url.toEncoded());
}

QString HtmlLink::target() const
{
    if (isMail()) {
        return m_url.path();
    }
    const auto host = m_url.host(QUrl::PrettyDecoded);
    return std::ranges::all_of(host, isFamiliar) ? host : m_url.host(QUrl::FullyEncoded);
}

bool HtmlLink::pretends(const QString &shown) const
{
    if (isMail()) {
        return false;
    }
    static const QRegularExpression hostLike(QStringLiteral("(?:https?://)?((?:[\\w-]{1,63}\\.){1,8}[a-z]{2,24})(?=$|[/:?#\\s])"),
                                             QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    const auto match = hostLike.match(shown.left(300));
    if (!match.hasMatch()) {
        return false;
    }
    auto named = match.captured(1).toLower();
    auto host = m_url.host(QUrl::PrettyDecoded).toLower();
    for (auto *name : {&named, &host}) {
        if (name->startsWith(QLatin1String("www."))) {
            *name = name->mid(4);
        }
    }
    return named != host && !host.endsWith(QString(u'.' + named));
}

}
