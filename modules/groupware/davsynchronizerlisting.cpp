// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizerlisting.h"

#include "groupware/davchange.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int deepest = 3; // folders below a home
constexpr int mostFolders = 50;

const XmlName resourceType{XmlSpace::Dav, u"resourcetype"_s};
const XmlName displayName{XmlSpace::Dav, u"displayname"_s};
const XmlName privileges{XmlSpace::Dav, u"current-user-privilege-set"_s};
const XmlName ownerName{XmlSpace::Dav, u"owner"_s};
const XmlName syncToken{XmlSpace::Dav, u"sync-token"_s};
const XmlName reports{XmlSpace::Dav, u"supported-report-set"_s};
const XmlName ctag{XmlSpace::CalendarServer, u"getctag"_s};
const XmlName colour{XmlSpace::Apple, u"calendar-color"_s};
const XmlName order{XmlSpace::Apple, u"calendar-order"_s};
const XmlName components{XmlSpace::CalDav, u"supported-calendar-component-set"_s};
const XmlName bookColour{u"http://inf-it.com/ns/ab/"_s, u"addressbook-color"_s}; // Radicale's

/// All but the states, which some servers make from all that is inside.
QList<XmlName> everything(const DavKind &kind)
{
    QList<XmlName> names{resourceType, displayName, privileges, ownerName, reports};
    if (kind.isCalendar()) {
        names << colour << order << components << XmlName{XmlSpace::CalDav, u"calendar-description"_s} << XmlName{XmlSpace::CalDav, u"calendar-timezone"_s};
    } else {
        names << bookColour << XmlName{XmlSpace::CardDav, u"addressbook-description"_s};
    }
    return names;
}

bool hasType(const DavResource &resource, const QString &space, const QString &local)
{
    const auto *const type = resource.property(resourceType);
    return type && type->child({space, local});
}

/// "#rrggbb" of "#RRGGBBAA", "#RGB" and the like; empty if it is no colour.
QString plainColour(const QString &text)
{
    const auto isHex = [](QStringView digits) {
        return std::ranges::all_of(digits, [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); });
    };
    const auto lower = text.trimmed().toLower();
    if (!lower.startsWith(u'#') || !isHex(QStringView(lower).sliced(1))) {
        return {};
    }
    if (lower.size() == 4) {
        return u"#%1%1%2%2%3%3"_s.arg(lower[1]).arg(lower[2]).arg(lower[3]);
    }
    return lower.size() >= 7 ? lower.left(7) : QString();
}

QString lastSegment(const QString &href)
{
    return QUrl::fromPercentEncoding(href.chopped(href.endsWith(u'/') ? 1 : 0).section(u'/', -1).toUtf8());
}

QString ownerOf(const DavResource &resource)
{
    const auto *const property = resource.property(ownerName);
    const auto href = property ? property->childText({XmlSpace::Dav, u"href"_s}) : QString();
    return href.isEmpty() ? href : normalHref(href);
}

bool isSomebodyElses(const DavLink &link, const DavResource &resource)
{
    const auto owner = ownerOf(resource);
    return !owner.isEmpty() && !link.home.principal.isEmpty() && collectionHref(owner) != collectionHref(link.home.principal);
}
}

DavSynchronizerListing::DavSynchronizerListing(std::shared_ptr<DavSynchronizerSession> session, std::shared_ptr<DavSynchronizerFeeds> feeds)
    : m_session(std::move(session))
    , m_feeds(std::move(feeds))
{
}

bool DavSynchronizerListing::isWanted(const DavResource &resource) const
{
    const auto nextcloud = u"http://nextcloud.com/ns"_s;
    if (hasType(resource, nextcloud, u"trash-bin"_s) || hasType(resource, nextcloud, u"deleted-calendar"_s)) {
        return false;
    }
    if (!m_session->kind.isCalendar()) {
        return hasType(resource, XmlSpace::CardDav, u"addressbook"_s);
    }
    return hasType(resource, XmlSpace::CalDav, u"calendar"_s) || hasType(resource, XmlSpace::CalDav, u"schedule-inbox"_s);
}

DavSynchronizerListing::Seen DavSynchronizerListing::sort(const DavMultistatus &answer, const QString &home) const
{
    Seen seen;
    for (const auto &resource : answer.resources) {
        const auto *const type = resource.property(resourceType);
        if (resource.status >= 300 || !type) {
            continue;
        }
        const auto href = collectionHref(resource.href);
        if (isWanted(resource)) {
            auto own = resource;
            own.href = href;
            seen.collections << own;
        } else if (href != collectionHref(home) && type->children.size() == 1 && type->child({XmlSpace::Dav, u"collection"_s})) {
            seen.folders << href; // nothing but a folder
        }
    }
    return seen;
}

Task<Result<QList<DavResource>>> DavSynchronizerListing::resourcesOfHome(Link link, QString home, QList<XmlName> properties)
{
    auto self = shared_from_this();
    QList<DavResource> found;
    QList<std::pair<QString, int>> folders{{home, 0}};
    for (qsizetype at = 0; at < folders.size() && at < mostFolders; ++at) {
        const auto [folder, depth] = folders.at(at);
        auto client = link->client();
        auto answer = co_await client.propfind(folder, DavClient::Depth::One, properties);
        if (!answer) {
            const auto kind = answer.error().kind;
            if (depth > 0 && (kind == Error::Kind::Forbidden || kind == Error::Kind::NotFound)) {
                continue;
            }
            co_return std::unexpected(answer.error());
        }
        const auto seen = sort(*answer, folder);
        found << seen.collections;
        for (const auto &inner : seen.folders) {
            if (depth + 1 < deepest) {
                folders << std::pair(inner, depth + 1);
            }
        }
    }
    co_return found;
}

/// Tokens, and ctags only where there are none: for Radicale both are as much work as reading everything.
Task<Result<QList<DavResource>>> DavSynchronizerListing::resourcesWithStates(Link link, QList<XmlName> properties)
{
    auto self = shared_from_this();
    m_asksCtags = m_asksCtags || !m_session->withoutSync.isEmpty();
    const auto names = properties + (m_asksCtags ? QList<XmlName>{syncToken, ctag} : QList<XmlName>{syncToken});
    auto found = co_await resources(link, names);
    if (!found || m_asksCtags) {
        co_return found;
    }
    m_asksCtags = std::ranges::any_of(*found, [](const DavResource &resource) {
        const auto token = davStateOf(resource).syncToken;
        return token.isEmpty() || isHashOfState(token);
    });
    if (!m_asksCtags) {
        co_return found;
    }
    const QList<XmlName> ctagsAlone{resourceType, ctag};
    const auto ctags = co_await resources(link, ctagsAlone);
    if (!ctags) {
        co_return ctags;
    }
    QHash<QString, XmlElement> byHref;
    for (const auto &resource : *ctags) {
        if (const auto *const value = resource.property(ctag)) {
            byHref.insert(resource.href, *value);
        }
    }
    for (auto &resource : *found) {
        if (const auto value = byHref.constFind(resource.href); value != byHref.constEnd()) {
            resource.properties << *value;
        }
    }
    co_return found;
}

Task<Result<QList<DavResource>>> DavSynchronizerListing::resources(Link link, QList<XmlName> properties)
{
    auto self = shared_from_this();
    QList<DavResource> found;
    QSet<QString> known;
    const auto add = [&](const QList<DavResource> &list) {
        for (const auto &resource : list) {
            if (!known.contains(resource.href)) {
                known.insert(resource.href);
                found << resource;
            }
        }
    };
    const auto homes = link->home.homes;
    for (const auto &home : homes) {
        auto listed = co_await resourcesOfHome(link, home, properties);
        if (listed) {
            add(*listed);
            continue;
        }
        // Somebody who took back what he shared is no reason to show nothing; one's own home is.
        const auto kind = listed.error().kind;
        const bool isOther = home != homes.first() && (kind == Error::Kind::Forbidden || kind == Error::Kind::NotFound);
        if (!isOther) {
            co_return std::unexpected(listed.error());
        }
    }
    const auto inbox = link->home.inbox.isEmpty() ? QString() : collectionHref(link->home.inbox);
    if (m_session->kind.isCalendar() && !inbox.isEmpty() && !known.contains(inbox)) {
        auto client = link->client();
        auto answer = co_await client.propfind(inbox, DavClient::Depth::Zero, properties);
        if (answer) {
            add(sort(*answer, {}).collections);
        } else if (isPassing(answer.error().kind) || answer.error().kind == Error::Kind::Cancelled) {
            co_return std::unexpected(answer.error());
        }
    }
    co_return found;
}

QString DavSynchronizerListing::roleOf(const DavLink &link, const DavResource &resource) const
{
    const auto segment = lastSegment(resource.href).toLower();
    if (hasType(resource, XmlSpace::CalDav, u"schedule-inbox"_s)) {
        return DavRole::Inbox;
    }
    if (segment == "contact_birthdays"_L1 || segment == "birthdays"_L1) { // Nextcloud, others
        return DavRole::Birthdays;
    }
    if (hasType(resource, XmlSpace::CalendarServer, u"subscribed"_s)) {
        return DavRole::Feed;
    }
    const auto owner = ownerOf(resource);
    if (owner.contains("/calendar-resources/"_L1) || owner.contains("/calendar-rooms/"_L1) || owner.contains("/resources/"_L1) || owner.contains("/locations/"_L1)) {
        return DavRole::Resource; // sabre/dav's and the Calendar Server's names for such principals
    }
    return isSomebodyElses(link, resource) ? DavRole::Shared : QString();
}

Rights DavSynchronizerListing::rightsOf(const DavResource &resource) const
{
    const auto *const set = resource.property(privileges);
    if (!set || set->children.isEmpty()) {
        return hasType(resource, XmlSpace::CalDav, u"schedule-inbox"_s) ? Rights(Right::Read | Right::Remove) : allRights; // it does not say
    }
    QSet<QString> names;
    for (const auto &privilege : set->children) {
        for (const auto &name : privilege.children) {
            names.insert(name.name.local);
        }
    }
    const bool all = names.contains(u"all"_s);
    const bool write = all || names.contains(u"write"_s);
    Rights rights;
    rights.setFlag(Right::Read, all || names.contains(u"read"_s));
    rights.setFlag(Right::Insert, write || names.contains(u"bind"_s) || names.contains(u"write-content"_s));
    rights.setFlag(Right::Write, write || names.contains(u"write-content"_s));
    rights.setFlag(Right::Remove, write || names.contains(u"unbind"_s));
    rights.setFlag(Right::Rename, write || names.contains(u"write-properties"_s));
    return rights;
}

QCborMap DavSynchronizerListing::attributesOf(const DavLink &link, const DavResource &resource) const
{
    QCborMap attributes;
    const auto add = [&attributes](const QString &key, const QString &text) {
        if (!text.isEmpty()) {
            attributes[key] = text;
        }
    };
    const bool isCalendar = m_session->kind.isCalendar();
    add(DavAttribute::Colour, plainColour(resource.text(isCalendar ? colour : bookColour)));
    add(DavAttribute::Description,
        resource.text(isCalendar ? XmlName{XmlSpace::CalDav, u"calendar-description"_s} : XmlName{XmlSpace::CardDav, u"addressbook-description"_s}));
    if (isSomebodyElses(link, resource)) {
        add(DavAttribute::Owner, ownerOf(resource));
    }
    if (!isCalendar) {
        return attributes;
    }
    bool isNumber = false;
    const auto place = resource.text(order).toInt(&isNumber);
    if (isNumber) {
        attributes[DavAttribute::Order] = place;
    }
    add(DavAttribute::TimeZone, resource.text({XmlSpace::CalDav, u"calendar-timezone"_s}));
    QCborArray kinds;
    if (const auto *const set = resource.property(components)) {
        for (const auto &component : set->children) {
            kinds << component.attribute(u"name").toUpper();
        }
    }
    attributes[DavAttribute::Components] = kinds.isEmpty() ? QCborArray{u"VEVENT"_s, u"VTODO"_s} : kinds; // RFC 4791 5.2.3: without it, everything
    attributes[DavAttribute::Schedules] = link.home.schedulesItself;
    attributes[DavAttribute::Addresses] = QCborArray::fromStringList(link.home.userAddresses);
    add(DavAttribute::Outbox, link.home.outbox);
    return attributes;
}

RemoteCollection DavSynchronizerListing::collectionOf(const DavLink &link, const DavResource &resource) const
{
    RemoteCollection collection;
    collection.remoteId = resource.href;
    collection.role = roleOf(link, resource);
    collection.name = resource.text(displayName);
    if (collection.name.isEmpty()) {
        collection.name = collection.role == DavRole::Inbox ? i18nc("@title of the calendar collection where invitations arrive", "Invitations") : lastSegment(resource.href);
    }
    if (collection.name.isEmpty()) {
        collection.name = resource.href;
    }
    collection.rights = rightsOf(resource);
    if (collection.role == DavRole::Birthdays || collection.role == DavRole::Feed) {
        collection.rights = Right::Read; // servers make them; what they allow is gone with the next time
    }
    collection.attributes = attributesOf(link, resource);
    collection.state = davStateOf(resource).toBytes();
    return collection;
}

/// What the owners of shared collections are called.
Task<QHash<QString, QString>> DavSynchronizerListing::ownerNames(Link link, QList<RemoteCollection> collections)
{
    auto self = shared_from_this();
    for (const auto &collection : std::as_const(collections)) {
        const auto owner = collection.attributes.value(DavAttribute::Owner).toString();
        if (owner.isEmpty() || m_ownerNames.contains(owner)) {
            continue;
        }
        auto client = link->client();
        const QList<XmlName> properties{displayName};
        const auto answer = co_await client.propfind(owner, DavClient::Depth::Zero, properties);
        if (answer || !isPassing(answer.error().kind)) {
            m_ownerNames.insert(owner, answer && !answer->resources.isEmpty() ? answer->resources.first().text(displayName) : QString());
        }
    }
    const auto names = m_ownerNames;
    co_return names;
}

Task<Result<QList<RemoteCollection>>> DavSynchronizerListing::discover()
{
    auto self = shared_from_this();
    QList<RemoteCollection> collections;
    if (!DavSynchronizerSession::startOf(m_session->account, m_session->kind).isEmpty()) {
        auto link = co_await m_session->link();
        if (!link) {
            co_return std::unexpected(link.error());
        }
        const auto names = everything(m_session->kind);
        // The first time each collection is asked by itself, which costs less than to let the server make all states.
        const bool isFirst = m_session->states.isEmpty();
        const auto list = [this, isFirst, &names](const Link &at) {
            return isFirst ? resources(at, names) : resourcesWithStates(at, names);
        };
        auto found = co_await list(*link);
        if (!found && found.error().kind == Error::Kind::NotFound) {
            // The home moved, or was never made (Xandikos).
            m_session->forgetHome();
            link = co_await m_session->link();
            if (!link) {
                co_return std::unexpected(link.error());
            }
            found = co_await list(*link);
            if (!found && found.error().kind == Error::Kind::NotFound && !link.value()->home.principal.isEmpty()) {
                found = QList<DavResource>();
            }
        }
        if (!found) {
            co_return std::unexpected(found.error());
        }
        m_session->states.clear();
        for (const auto &resource : std::as_const(*found)) {
            collections << collectionOf(**link, resource);
            const auto *const set = resource.property(reports);
            const auto token = davStateOf(resource).syncToken;
            const bool saysNone = !isFirst && token.isEmpty() && set && !set->toBytes().contains("sync-collection");
            if (isHashOfState(token) || saysNone) {
                m_session->withoutSync.insert(resource.href);
            }
        }
        const auto owners = co_await ownerNames(*link, collections);
        for (auto &collection : collections) {
            if (const auto name = owners.value(collection.attributes.value(DavAttribute::Owner).toString()); !name.isEmpty()) {
                collection.attributes[DavAttribute::OwnerName] = name;
            }
        }
    } else if (m_session->isStopped) {
        co_return cancelled();
    }
    if (m_session->kind.isCalendar()) {
        auto feeds = co_await m_feeds->list();
        if (!feeds) {
            co_return std::unexpected(feeds.error());
        }
        collections << *feeds;
    }
    for (const auto &collection : std::as_const(collections)) {
        m_session->states.insert(collection.remoteId, DavState::fromBytes(collection.state));
        m_session->rights.insert(collection.remoteId, collection.rights);
        m_session->names.insert(collection.remoteId, collection.name);
    }
    co_return collections;
}

Task<Result<QHash<QString, DavState>>> DavSynchronizerListing::states()
{
    auto self = shared_from_this();
    QHash<QString, DavState> states;
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const QList<XmlName> names{resourceType};
    auto found = co_await resourcesWithStates(*link, names);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    for (const auto &resource : std::as_const(*found)) {
        states.insert(resource.href, davStateOf(resource));
    }
    co_return states;
}

}
