// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/itemurl.h"

namespace Kontor
{

QUrl ItemUrl::toUrl() const
{
    QUrl url;
    url.setScheme(QStringLiteral("kontor"));
    url.setPath(pane + QLatin1Char('/') + type + QLatin1Char('/') + QString::number(id));
    return url;
}

ItemUrl ItemUrl::fromUrl(const QUrl &url)
{
    const auto parts = url.path().split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (url.scheme() != QLatin1String("kontor") || parts.size() != 3) {
        return {};
    }
    bool isNumber = false;
    const auto id = parts.at(2).toLongLong(&isNumber);
    return isNumber && id > 0 ? ItemUrl{parts.at(0), parts.at(1), id} : ItemUrl{};
}

bool ItemUrl::isValid() const
{
    return !pane.isEmpty() && !type.isEmpty() && id > 0;
}

}
