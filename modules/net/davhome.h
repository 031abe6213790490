// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/davclient.h"

#include <QHostAddress>

namespace Kontor
{

enum class DavService { Calendars, Contacts };

/// Where a person's calendars or address books are (RFC 6764, 5397, 4791 6.2.1, 6352 7.1.1, 6638 2).
/// All hrefs are as normalHref() makes them.
struct DavHome {
    QUrl base{}; ///< scheme and host of everything below
    QString principal{}; ///< href; empty where the server knows no persons
    QString displayName{};
    /// calendar-home-set or addressbook-home-set: own, and those of others one may act for. One may
    /// itself be a calendar or address book: then it is listed by PROPFIND with depth one as well.
    QStringList homes{};
    QStringList userAddresses{}; ///< calendar-user-address-set, the preferred one first, "mailto:" ones without the scheme
    QString inbox{}; ///< schedule-inbox-URL; empty: no server-side scheduling
    QString outbox{}; ///< schedule-outbox-URL
    bool schedulesItself = false; ///< OPTIONS announces calendar-auto-schedule
};

/// Finds it from a URL: a principal, a home, a collection, a context path or only a host, whose
/// /.well-known/ is asked then. Never http unless the host is this machine. Also follows those a
/// principal may act for (calendar-proxy-read-for/-write-for).
///
/// A server that names another host than the start's (in a redirect or an href) is asked at the
/// start's first, since many only do not know their own name; the password goes nowhere else.
Task<Result<DavHome>> findDavHome(HttpClient *http, QUrl start, DavService service);

/// A name server to ask instead of the system's.
struct NameServer {
    QHostAddress address{};
    quint16 port = 53;
};

/// The URL to begin with for a mail address or a domain, by SRV and TXT (RFC 6764, 6);
/// https://domain/.well-known/… without. It may lead to another domain, and nobody vouches for
/// name service: let the person see the host before a password is sent there.
Task<Result<QUrl>> davStartFor(QString address, DavService service, std::optional<NameServer> nameServer = std::nullopt);

}
