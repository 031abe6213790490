// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/davhome.h"
#include "support/waiting.h"
#include "support/workplace.h"

namespace Kontor
{

/// The three DAV servers of the workplace and how Anna Müller signs in to each.
class DavServers
{
public:
    const Workplace &workplace() const
    {
        return m_workplace;
    }

    /// "radicale", "xandikos", "cyrus"
    QUrl url(const QString &server) const
    {
        auto description = m_workplace.description().value(server).toObject();
        if (server == QLatin1StringView("cyrus")) {
            description = description.value(QLatin1StringView("dav")).toObject();
        }
        return QUrl(description.value(QLatin1StringView("url")).toString());
    }

    HttpClient::Settings settings(const QString &server, int user = 0) const
    {
        HttpClient::Settings settings;
        settings.tls.addAuthorities(TlsPolicy::readAuthorities(m_workplace.certificate()).value_or(QList<QSslCertificate>()));
        settings.userName = m_workplace.user(user).address;
        settings.password = m_workplace.user(user).password;
        settings.origin = url(server);
        return settings;
    }

private:
    Workplace m_workplace{{QStringLiteral("--dav"), QStringLiteral("radicale"), QStringLiteral("xandikos"), QStringLiteral("cyrus")}};
};

}
