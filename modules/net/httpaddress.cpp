// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpaddress.h"

#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
bool isThisMachine(const QString &host)
{
    if (host.compare("localhost"_L1, Qt::CaseInsensitive) == 0) {
        return true;
    }
    QHostAddress address; // not by name service: a name may lead anywhere
    return address.setAddress(host) && address.isLoopback();
}
}

bool isSafeAddress(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty()) {
        return false;
    }
    return url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isThisMachine(url.host()));
}

bool isSameOrigin(const QUrl &left, const QUrl &right)
{
    const int usual = left.scheme() == "http"_L1 ? 80 : 443;
    return !left.host().isEmpty() && left.scheme() == right.scheme() && left.host().compare(right.host(), Qt::CaseInsensitive) == 0
        && left.port(usual) == right.port(usual);
}

std::optional<QUrl> redirectTarget(const QUrl &from, const QByteArray &location)
{
    if (location.isEmpty()) {
        return std::nullopt;
    }
    QUrl target = from.resolved(QUrl::fromEncoded(location)).adjusted(QUrl::RemoveUserInfo | QUrl::RemoveFragment);
    if (from.scheme() == "https"_L1 && target.scheme() == "http"_L1 && target.host() == from.host()
        && (target.port(80) == 80 || target.port() == from.port())) {
        target.setScheme(u"https"_s); // a server that does not know that a proxy does TLS for it
        target.setPort(from.port());
    }
    if (!isSafeAddress(target) || (from.scheme() == "https"_L1 && target.scheme() != "https"_L1)) {
        return std::nullopt;
    }
    return target;
}

}
