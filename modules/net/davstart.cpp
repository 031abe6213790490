// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"
#include "net/davhome.h"

#include <KLocalizedString>
#include <QDnsLookup>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto patience = std::chrono::seconds(8); // then the well-known address is tried

struct NameAnswer {
    QList<QDnsServiceRecord> services;
    QList<QDnsTextRecord> texts;
};

/// What the name service says; nothing where it does not answer.
Task<NameAnswer> lookUp(QDnsLookup::Type type, QString name, std::optional<NameServer> nameServer)
{
    QDnsLookup lookup(type, name);
    if (nameServer) {
        lookup.setNameserver(QDnsLookup::Standard, nameServer->address, nameServer->port);
    }
    const Pending<void> pending;
    QObject::connect(&lookup, &QDnsLookup::finished, &lookup, [pending] {
        pending.complete({});
    });
    lookup.lookup();
    const auto result = co_await pending.result(patience);
    NameAnswer answer;
    if (result && lookup.error() == QDnsLookup::NoError) {
        answer = {.services = lookup.serviceRecords(), .texts = lookup.textRecords()};
    }
    co_return answer;
}

/// RFC 6764, 4: "path=/context"; empty: none.
QString contextPath(const QList<QDnsTextRecord> &records)
{
    for (const auto &record : records) {
        const auto values = record.values();
        for (const auto &value : values) {
            if (value.startsWith("path=")) {
                const QString path = QString::fromUtf8(value.mid(5)).trimmed();
                return path.startsWith(u'/') ? path : QString(u'/' + path);
            }
        }
    }
    return {};
}
}

Task<Result<QUrl>> davStartFor(QString address, DavService service, std::optional<NameServer> nameServer)
{
    const bool isCalendars = service == DavService::Calendars;
    const QString domain = QString::fromLatin1(QUrl::toAce(address.section(u'@', -1).trimmed()));
    QUrl url;
    url.setScheme(u"https"_s);
    url.setHost(domain);
    url.setPath(isCalendars ? u"/.well-known/caldav"_s : u"/.well-known/carddav"_s);
    if (domain.isEmpty() || !url.isValid()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "“%1” is no mail address.", address));
    }
    // Only the service with TLS: the other one would be http (RFC 6764, 3).
    const QString name = (isCalendars ? "_caldavs._tcp."_L1 : "_carddavs._tcp."_L1) + domain;
    const auto services = co_await lookUp(QDnsLookup::SRV, name, nameServer);
    if (services.services.isEmpty()) {
        co_return url;
    }
    const auto &best = services.services.first(); // QDnsLookup sorts by priority and weight
    const QString target = best.target();
    if (target.isEmpty() || target == "."_L1) { // RFC 2782: decidedly not available
        co_return failure(Error::Kind::NotFound,
                          isCalendars ? i18nc("@info", "The domain %1 says that it offers no calendars.", domain)
                                      : i18nc("@info", "The domain %1 says that it offers no address books.", domain));
    }
    const int port = best.port();
    url.setHost(target);
    url.setPort(port == 443 ? -1 : port);
    const auto texts = co_await lookUp(QDnsLookup::TXT, name, nameServer);
    if (const auto path = contextPath(texts.texts); !path.isEmpty()) {
        url.setPath(path, QUrl::TolerantMode);
    }
    co_return url;
}

}
