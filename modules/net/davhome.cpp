// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/davhome.h"

#include "net/httpaddress.h"

#include <KLocalizedString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype mostOthers = 50; ///< persons one may act for

const XmlName currentUserPrincipal{XmlSpace::Dav, u"current-user-principal"_s};
const XmlName principalUrl{XmlSpace::Dav, u"principal-URL"_s};
const XmlName resourceType{XmlSpace::Dav, u"resourcetype"_s};
const XmlName displayName{XmlSpace::Dav, u"displayname"_s};
const XmlName href{XmlSpace::Dav, u"href"_s};
const XmlName addressSet{XmlSpace::CalDav, u"calendar-user-address-set"_s};
const XmlName inboxUrl{XmlSpace::CalDav, u"schedule-inbox-URL"_s};
const XmlName outboxUrl{XmlSpace::CalDav, u"schedule-outbox-URL"_s};
const XmlName readFor{XmlSpace::CalendarServer, u"calendar-proxy-read-for"_s};
const XmlName writeFor{XmlSpace::CalendarServer, u"calendar-proxy-write-for"_s};

/// One resource, and where it was found.
struct Seen {
    QUrl url{};
    DavResource resource{};
    bool hasCollections = false; ///< calendars or address books directly inside; asked for with depth one only
};

/// Errors after which nothing else needs to be tried: the answer to another address is the same.
bool isFinal(const Error &error)
{
    return isPassing(error.kind) || error.kind == Error::Kind::Cancelled || error.kind == Error::Kind::Unauthorized;
}

QString hrefOf(const QUrl &url)
{
    return normalHref(url.path(QUrl::FullyEncoded));
}

/// The search of findDavHome(); lives in its frame.
class HomeSearch
{
public:
    HomeSearch(HttpClient *http, QUrl start, DavService service)
        : m_http(http)
        , m_start(start.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment))
        , m_isCalendars(service == DavService::Calendars)
    {
        if (m_start.path().isEmpty()) {
            m_start.setPath(u"/"_s);
        }
    }

    Task<Result<DavHome>> run()
    {
        const auto entry = co_await findEntry();
        if (!entry) {
            co_return std::unexpected(entry.error());
        }
        const auto principal = co_await findPrincipal(*entry);
        if (!principal && isFinal(principal.error())) {
            co_return std::unexpected(principal.error());
        }
        if (principal) {
            take(*principal);
        }
        if (m_home.homes.isEmpty()) {
            const auto direct = co_await findCollections();
            if (!direct) {
                co_return std::unexpected(direct.error());
            }
        } else if (entry->url == m_start && isCollectionKind(entry->resource)) {
            addStart(*entry);
        }
        const auto others = co_await findOthers();
        if (!others) {
            co_return std::unexpected(others.error());
        }
        const auto visited = co_await visitElsewhere();
        if (!visited) {
            co_return std::unexpected(visited.error());
        }
        const auto abilities = co_await askAbilities();
        if (!abilities) {
            co_return std::unexpected(abilities.error());
        }
        co_return m_home;
    }

private:
    XmlName homeSet() const
    {
        return m_isCalendars ? XmlName{XmlSpace::CalDav, u"calendar-home-set"_s} : XmlName{XmlSpace::CardDav, u"addressbook-home-set"_s};
    }

    bool isCollectionKind(const DavResource &resource) const
    {
        const auto *const type = resource.property(resourceType);
        return type && type->child(m_isCalendars ? XmlName{XmlSpace::CalDav, u"calendar"_s} : XmlName{XmlSpace::CardDav, u"addressbook"_s});
    }

    /// Where the first question may be asked, the likeliest first.
    QList<QUrl> entries() const
    {
        const QString wellKnown = m_isCalendars ? u"/.well-known/caldav"_s : u"/.well-known/carddav"_s;
        QList<QUrl> urls;
        const auto add = [&](const QString &path) {
            QUrl url = m_start;
            url.setPath(path, QUrl::TolerantMode);
            if (!urls.contains(url)) {
                urls << url;
            }
        };
        const QString path = m_start.path(QUrl::FullyEncoded);
        if (path != "/"_L1) {
            add(path);
        }
        add(wellKnown);
        add(u"/"_s);
        add(path + (path.endsWith(u'/') ? "remote.php/dav/"_L1 : "/remote.php/dav/"_L1)); // Nextcloud in a folder of its own
        return urls;
    }

    Task<Result<Seen>> findEntry();
    Task<Result<Seen>> findPrincipal(Seen entry);
    Task<Result<void>> findCollections();
    Task<Result<void>> findOthers();
    Task<Result<void>> visitElsewhere();
    Task<Result<void>> askAbilities();
    Task<Result<Seen>> look(QUrl url, QList<XmlName> properties, DavClient::Depth depth = DavClient::Depth::Zero);
    Task<Result<Seen>> lookThere(QUrl url, QList<XmlName> properties, DavClient::Depth depth);
    void take(const Seen &principal);
    void addHomes(const Seen &principal);
    void addStart(const Seen &entry);
    QUrl here(const QUrl &url) const;
    Error elsewhere(const QUrl &url) const;

    HttpClient *m_http;
    QUrl m_start;
    bool m_isCalendars;
    DavHome m_home;
    QList<QUrl> m_others; ///< principals one may act for
    QList<QUrl> m_elsewhere; ///< homes at another host than their principal
};

/// The same path at the start's host.
QUrl HomeSearch::here(const QUrl &url) const
{
    QUrl mine = m_start;
    mine.setPath(url.path(QUrl::FullyEncoded), QUrl::TolerantMode);
    return mine;
}

Error HomeSearch::elsewhere(const QUrl &url) const
{
    return {.kind = Error::Kind::Unauthorized,
            .message = i18nc("@info both are names of hosts",
                             "The server %1 sends Kontor on to %2, but the password is meant for %1 only. If you trust %2, enter it as the server.",
                             m_start.host(), url.host()),
            .detail = u"from %1 to %2"_s.arg(m_start.authority(), url.authority())};
}

Task<Result<Seen>> HomeSearch::lookThere(QUrl url, QList<XmlName> properties, DavClient::Depth depth)
{
    XmlElement prop{.name = {XmlSpace::Dav, u"prop"_s}};
    for (const auto &name : std::as_const(properties)) {
        prop.children << XmlElement{.name = name};
    }
    XmlElement body{.name = {XmlSpace::Dav, u"propfind"_s}};
    body.children << prop;
    HttpRequest request{.method = "PROPFIND"_ba, .url = url, .body = body.toBytes()};
    request.headers.emplaceBack("Content-Type", "application/xml; charset=utf-8");
    request.headers.emplaceBack("Depth", depth == DavClient::Depth::Zero ? "0" : "1");
    const auto answer = co_await m_http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 401 && !isSameOrigin(answer->url, m_start)) {
        // Cyrus and servers behind a proxy often have another idea of their name.
        if (!isSameOrigin(url, m_start) || here(answer->url) == url) {
            co_return std::unexpected(elsewhere(answer->url));
        }
        const auto mine = co_await lookThere(here(answer->url), properties, depth);
        if (!mine && !isFinal(mine.error())) {
            co_return std::unexpected(elsewhere(answer->url));
        }
        co_return mine;
    }
    if (answer->status != 207) {
        Error error = davError(*answer);
        if (answer->isSuccess()) {
            error.kind = Error::Kind::NotFound; // a web page
        }
        co_return std::unexpected(error);
    }
    const auto multistatus = parseMultistatus(answer->body);
    if (!multistatus) {
        co_return std::unexpected(multistatus.error());
    }
    Seen seen{.url = answer->url};
    const QString own = hrefOf(answer->url);
    const auto isOwn = [&own](const DavResource &resource) {
        const QString path = normalHref(resource.href);
        return path == own || path + u'/' == own || path == QString(own + u'/');
    };
    for (const auto &resource : multistatus->resources) {
        if (isOwn(resource) || depth == DavClient::Depth::Zero) {
            seen.resource = resource;
        } else if (isCollectionKind(resource)) {
            seen.hasCollections = true;
        }
    }
    co_return seen;
}

Task<Result<Seen>> HomeSearch::look(QUrl url, QList<XmlName> properties, DavClient::Depth depth)
{
    if (isSameOrigin(url, m_start)) {
        co_return co_await lookThere(url, properties, depth);
    }
    const auto mine = co_await lookThere(here(url), properties, depth);
    if (mine || isFinal(mine.error())) {
        co_return mine;
    }
    co_return co_await lookThere(url, properties, depth);
}

/// A resource that answers PROPFIND; the one that names a principal if any does.
Task<Result<Seen>> HomeSearch::findEntry()
{
    std::optional<Seen> second;
    std::optional<Error> problem;
    const QList<XmlName> properties{currentUserPrincipal, principalUrl, resourceType, displayName, homeSet()};
    const auto urls = entries();
    for (const auto &url : urls) {
        auto seen = co_await look(url, properties);
        if (!seen) {
            // 5xx at a path that does not exist says little; no connection says all.
            const auto kind = seen.error().kind;
            const bool isHopeless = kind == Error::Kind::Offline || kind == Error::Kind::Timeout || kind == Error::Kind::Cancelled
                || kind == Error::Kind::Unauthorized || (kind == Error::Kind::Forbidden && seen.error().detail.startsWith("TLS"_L1));
            if (isHopeless) {
                co_return seen;
            }
            if (!problem || isPassing(kind)) {
                problem = seen.error();
            }
            continue;
        }
        const auto *const principal = seen->resource.property(currentUserPrincipal);
        if (seen->resource.property(homeSet()) || (principal && principal->child(href))) {
            co_return seen;
        }
        if (!second || isCollectionKind(seen->resource)) {
            second = *seen;
        }
    }
    if (second) {
        co_return *second;
    }
    if (problem && problem->kind == Error::Kind::NotFound) {
        problem->message = m_isCalendars ? i18nc("@info", "The server %1 offers no calendars at this address.", m_start.host())
                                         : i18nc("@info", "The server %1 offers no address books at this address.", m_start.host());
    }
    co_return std::unexpected(problem.value_or(Error{}));
}

/// NotFound where the server knows no persons.
Task<Result<Seen>> HomeSearch::findPrincipal(Seen entry)
{
    QString found;
    for (const auto &name : {currentUserPrincipal, principalUrl}) {
        const auto *const property = entry.resource.property(name);
        if (found.isEmpty() && property) {
            found = property->childText(href);
        }
    }
    QUrl url = found.isEmpty() ? entry.url : entry.url.resolved(QUrl::fromEncoded(found.toUtf8()));
    if (found.isEmpty() && !entry.resource.property(homeSet())) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "The server %1 does not say who you are.", m_start.host()));
    }
    QList<XmlName> properties{displayName, homeSet(), addressSet};
    if (m_isCalendars) {
        properties << inboxUrl << outboxUrl << readFor << writeFor;
    }
    co_return co_await look(url, properties);
}

void HomeSearch::addHomes(const Seen &principal)
{
    const auto *const homes = principal.resource.property(homeSet());
    if (!homes) {
        return;
    }
    for (const auto &child : homes->children) {
        if (child.name == href && !child.text.trimmed().isEmpty()) {
            const QUrl url = principal.url.resolved(QUrl::fromEncoded(child.text.trimmed().toUtf8()));
            m_home.homes << hrefOf(url);
            if (!isSameOrigin(url, principal.url)) {
                m_elsewhere << url;
            }
        }
    }
    m_home.homes.removeDuplicates();
}

void HomeSearch::take(const Seen &principal)
{
    m_home.base = principal.url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery);
    m_home.base.setPath(u"/"_s);
    m_home.principal = hrefOf(principal.url);
    m_home.displayName = principal.resource.text(displayName);
    addHomes(principal);
    const auto pathIn = [&principal](const XmlName &name) {
        const auto *const property = principal.resource.property(name);
        const QString found = property ? property->childText(href) : QString();
        return found.isEmpty() ? QString() : hrefOf(principal.url.resolved(QUrl::fromEncoded(found.toUtf8())));
    };
    m_home.inbox = pathIn(inboxUrl);
    m_home.outbox = pathIn(outboxUrl);
    if (const auto *const addresses = principal.resource.property(addressSet)) {
        for (const auto &child : addresses->children) {
            QString address = child.text.trimmed();
            if (address.startsWith("mailto:"_L1, Qt::CaseInsensitive)) {
                address = QUrl::fromPercentEncoding(address.mid(7).toUtf8());
            }
            if (child.name != href || address.isEmpty() || m_home.userAddresses.contains(address)) {
                continue;
            }
            if (child.attribute(u"preferred") == "1"_L1) { // macOS Server's, and sabre/dav's
                m_home.userAddresses.prepend(address);
            } else {
                m_home.userAddresses.append(address);
            }
        }
    }
    for (const auto &name : {writeFor, readFor}) {
        const auto *const others = principal.resource.property(name);
        for (const auto &child : others ? others->children : QList<XmlElement>()) {
            const QUrl url = principal.url.resolved(QUrl::fromEncoded(child.text.trimmed().toUtf8()));
            if (child.name == href && !m_others.contains(url) && hrefOf(url) != m_home.principal && m_others.size() < mostOthers) {
                m_others << url;
            }
        }
    }
}

/// The address of somebody's calendar that lies in no home of one's own.
void HomeSearch::addStart(const Seen &entry)
{
    const QString own = hrefOf(entry.url);
    const bool isListed = std::ranges::any_of(m_home.homes, [&own](QString home) {
        home += home.endsWith(u'/') ? ""_L1 : "/"_L1;
        return own + u'/' == home || own == home || (own.startsWith(home) && !own.mid(home.size()).chopped(1).contains(u'/'));
    });
    if (!isListed) {
        m_home.homes << own;
    }
}

/// Without a principal: the start may be what we look for, or hold it.
Task<Result<void>> HomeSearch::findCollections()
{
    const QList<XmlName> properties{resourceType, displayName};
    const auto seen = co_await look(m_start, properties, DavClient::Depth::One);
    if (!seen && isFinal(seen.error())) {
        co_return std::unexpected(seen.error());
    }
    if (!seen || (!isCollectionKind(seen->resource) && !seen->hasCollections)) {
        co_return failure(Error::Kind::NotFound,
                          m_isCalendars ? i18nc("@info", "The server %1 offers no calendars at this address.", m_start.host())
                                        : i18nc("@info", "The server %1 offers no address books at this address.", m_start.host()));
    }
    m_home.base = seen->url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery);
    m_home.base.setPath(u"/"_s);
    m_home.homes << hrefOf(seen->url);
    co_return {};
}

Task<Result<void>> HomeSearch::findOthers()
{
    for (const auto &url : std::as_const(m_others)) {
        const QList<XmlName> properties{homeSet()};
        const auto other = co_await look(url, properties);
        if (other) {
            addHomes(*other);
        } else if (isPassing(other.error().kind) || other.error().kind == Error::Kind::Cancelled) {
            co_return std::unexpected(other.error()); // else their calendars would seem to be gone
        }
    }
    co_return {};
}

/// iCloud keeps the calendars at another host than the persons; others only call themselves so.
Task<Result<void>> HomeSearch::visitElsewhere()
{
    for (const auto &url : std::as_const(m_elsewhere)) {
        const QList<XmlName> properties{resourceType};
        const auto seen = co_await look(url, properties);
        if (!seen) {
            co_return std::unexpected(seen.error());
        }
        if (!isSameOrigin(seen->url, m_home.base)) {
            m_home.base = seen->url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery);
            m_home.base.setPath(u"/"_s);
        }
    }
    co_return {};
}

/// Whether the server sends invitations. Guessing "no" would send them twice, so errors that pass are told.
Task<Result<void>> HomeSearch::askAbilities()
{
    if (!m_isCalendars) {
        co_return {};
    }
    DavClient client(*m_http, m_home.base);
    const QStringList hrefs{m_home.homes.first(), m_home.principal};
    for (const auto &where : hrefs) {
        if (where.isEmpty()) {
            continue;
        }
        const auto options = co_await client.options(where);
        if (options) {
            m_home.schedulesItself |= options->classes.contains("calendar-auto-schedule"_L1);
            co_return {};
        }
        if (isPassing(options.error().kind) || options.error().kind == Error::Kind::Cancelled) {
            co_return std::unexpected(options.error());
        }
    }
    co_return {};
}
}

Task<Result<DavHome>> findDavHome(HttpClient *http, QUrl start, DavService service)
{
    HomeSearch search(http, start, service);
    co_return co_await search.run();
}

}
