// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/webofficerequest.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Kontor
{

QByteArray WebOfficeRequest::toLine() const
{
    const QJsonObject object{{QStringLiteral("page"), page.toString(QUrl::FullyEncoded)},
                             {QStringLiteral("title"), title},
                             {QStringLiteral("authorities"), QString::fromLatin1(authorities)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<WebOfficeRequest> WebOfficeRequest::fromLine(const QByteArray &line)
{
    const auto object = QJsonDocument::fromJson(line).object();
    WebOfficeRequest request{.page = QUrl(object.value(QLatin1StringView("page")).toString(), QUrl::StrictMode),
                             .title = object.value(QLatin1StringView("title")).toString(),
                             .authorities = object.value(QLatin1StringView("authorities")).toString().toLatin1()};
    const bool isWeb = request.page.scheme() == QLatin1StringView("https") || request.page.scheme() == QLatin1StringView("http");
    return request.page.isValid() && isWeb && !request.page.host().isEmpty() ? std::optional(request) : std::nullopt;
}

}
