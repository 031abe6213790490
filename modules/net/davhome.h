// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/davclient.h"

namespace Kontor
{

enum class DavService { Calendars, Contacts };

/// Where a person's calendars or address books are (RFC 6764, 5397, 4791 6.2.1, 6352 7.1.1, 6638 2).
struct DavHome {
    QUrl base{}; ///< scheme and host of everything below
    QString principal{}; ///< href
    QString displayName{};
    QStringList homes{}; ///< calendar-home-set or addressbook-home-set: own, and those of others one may act for
    QStringList userAddresses{}; ///< calendar-user-address-set, "mailto:" ones without the scheme
    QString inbox{}; ///< schedule-inbox-URL; empty: no server-side scheduling
    QString outbox{}; ///< schedule-outbox-URL
    bool schedulesItself = false; ///< OPTIONS announces calendar-auto-schedule
};

/// Finds it from a URL (a principal, a home, a collection, a context path or only a host) or from
/// a domain: SRV and TXT _caldavs/_carddavs, then /.well-known/, then the host itself. Never http
/// unless the host is this machine. Also follows proxies a principal may act for (calendar-proxy-read-for/-write-for).
Task<Result<DavHome>> findDavHome(HttpClient *http, QUrl start, DavService service);

/// The URL to begin with for a mail address, by SRV and TXT (RFC 6764, 6); https://domain/.well-known/… without.
Task<Result<QUrl>> davStartFor(QString address, DavService service);

}
