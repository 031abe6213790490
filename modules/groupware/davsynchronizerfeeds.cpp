// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizerfeeds.h"

#include "groupware/davchange.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 largest = qint64(64) << 20;

QString hashOf(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).first(16).toHex());
}

QByteArray textOf(const ContentComponent &component)
{
    ContentText text;
    text.root.parts << ContentComponent::Part{std::make_shared<ContentComponent>(component), {}};
    auto bytes = text.toBytes();
    if (!bytes.endsWith('\n')) {
        bytes += "\r\n";
    }
    if (component.end.raw.isEmpty()) {
        bytes += "END:" + component.name + "\r\n";
    }
    return bytes;
}

void collectZones(const ContentComponent &component, QSet<QByteArray> &zones)
{
    for (const auto &part : component.parts) {
        if (part.component) {
            collectZones(*part.component, zones);
        } else if (part.line.raw.contains(';')) {
            if (const auto zone = part.line.parameter("TZID"); !zone.isEmpty()) {
                zones.insert(zone);
            }
        }
    }
}

/// What says the same in each version of the file although it changes with each fetch.
QByteArray lasting(const ContentComponent &component)
{
    auto copy = component;
    copy.parts.removeIf([](const auto &part) { return !part.component && part.line.name == "DTSTAMP"; });
    return textOf(copy);
}

QString feedName(const QByteArray &bytes)
{
    const auto text = ContentText::parse(bytes.left(qsizetype(1) << 16));
    for (const auto *const calendar : text.root.components("VCALENDAR")) {
        for (const auto *const name : {"NAME", "X-WR-CALNAME"}) {
            if (const auto value = calendar->value(name); !value.isEmpty()) {
                return unescapedText(value).trimmed();
            }
        }
    }
    return {};
}

QString feedColour(const QByteArray &bytes)
{
    const auto text = ContentText::parse(bytes.left(qsizetype(1) << 16));
    for (const auto *const calendar : text.root.components("VCALENDAR")) {
        const auto value = QString::fromLatin1(calendar->value("X-APPLE-CALENDAR-COLOR")).toLower();
        if (value.size() >= 7 && value.startsWith(u'#')) {
            return value.left(7);
        }
    }
    return {};
}

QString nameFromAddress(const QUrl &url)
{
    auto file = url.fileName();
    if (file.endsWith(".ics"_L1, Qt::CaseInsensitive)) {
        file.chop(4);
    }
    return file.isEmpty() ? url.host() : file;
}
}

QUrl feedAddress(const QString &feed)
{
    QUrl url(feed.trimmed());
    if (url.scheme() == "webcal"_L1 || url.scheme() == "webcals"_L1) {
        url.setScheme(u"https"_s);
    }
    return url;
}

QList<FeedObject> splitFeed(const QByteArray &bytes)
{
    struct Object {
        QByteArray parts{};
        QByteArray lasting{};
        QSet<QByteArray> zones{};
    };
    QHash<QByteArray, QByteArray> zones;
    QHash<QString, Object> objects;
    QStringList order;
    const auto text = ContentText::parse(bytes);
    for (const auto *const calendar : text.root.components("VCALENDAR")) {
        for (const auto &part : calendar->parts) {
            if (!part.component) {
                continue;
            }
            const auto &component = *part.component;
            if (component.name == "VTIMEZONE") {
                zones.insert(component.value("TZID"), textOf(component));
                continue;
            }
            if (component.name != "VEVENT" && component.name != "VTODO" && component.name != "VJOURNAL") {
                continue;
            }
            const auto uid = component.value("UID").trimmed();
            const auto id = uid.isEmpty() ? QString(u"-"_s + hashOf(lasting(component))) : QString::fromUtf8(uid);
            if (!objects.contains(id)) {
                order << id;
            }
            auto &object = objects[id];
            object.parts += textOf(component);
            object.lasting += lasting(component);
            collectZones(component, object.zones);
        }
    }
    QList<FeedObject> list;
    list.reserve(order.size());
    for (const auto &id : std::as_const(order)) {
        const auto &object = objects[id];
        QByteArray whole = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kontor//feed//EN\r\n";
        QByteArray known = object.lasting;
        auto needed = object.zones.values();
        std::ranges::sort(needed);
        for (const auto &zone : std::as_const(needed)) {
            whole += zones.value(zone);
            known += zones.value(zone);
        }
        whole += object.parts + "END:VCALENDAR\r\n";
        list << FeedObject{id, hashOf(known), whole};
    }
    return list;
}

DavSynchronizerFeeds::DavSynchronizerFeeds(std::shared_ptr<DavSynchronizerSession> session)
    : m_session(std::move(session))
{
}

bool DavSynchronizerFeeds::isFeed(const QString &remoteId) const
{
    return m_session->account.feeds.contains(remoteId);
}

Task<Result<void>> DavSynchronizerFeeds::refresh(QString feed, Freshness freshness)
{
    auto self = shared_from_this();
    if (m_session->isStopped) {
        co_return cancelled();
    }
    auto known = m_known.value(feed);
    if (known.fetched.isValid() && (freshness == Freshness::Enough || known.fetched.durationElapsed() < m_session->pace.feeds)) {
        co_return {};
    }
    auto url = feedAddress(feed);
    const auto http = m_session->stranger(url);
    url.setUserInfo({});
    HttpRequest request{.url = url};
    request.atMost = largest;
    request.headers.emplaceBack("Accept", "text/calendar, */*;q=0.1");
    if (!known.etag.isEmpty()) {
        request.headers.emplaceBack("If-None-Match", known.etag);
    }
    if (!known.lastModified.isEmpty()) {
        request.headers.emplaceBack("If-Modified-Since", known.lastModified);
    }
    auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 304) {
        known.fetched.start();
        m_known.insert(feed, known);
        co_return {};
    }
    if (!answer->isSuccess()) {
        auto error = httpError(*answer);
        if (error.kind == Error::Kind::Unauthorized) { // not the account's password that is wrong
            error.kind = Error::Kind::Forbidden;
            error.message = i18nc("@info", "The subscribed calendar at %1 asks for a password.", url.host());
        }
        co_return std::unexpected(error);
    }
    if (!answer->body.left(4096).toUpper().contains("BEGIN:VCALENDAR")) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "What lies at %1 is no calendar.", url.toDisplayString()));
    }
    known.etag = answer->header("ETag");
    known.lastModified = answer->header("Last-Modified");
    known.hash = hashOf(answer->body);
    known.name = feedName(answer->body);
    known.colour = feedColour(answer->body);
    known.bytes = std::move(answer->body);
    known.fetched.start();
    m_known.insert(feed, known);
    co_return {};
}

Task<Result<QList<RemoteCollection>>> DavSynchronizerFeeds::list()
{
    auto self = shared_from_this();
    QList<RemoteCollection> collections;
    const auto feeds = m_session->account.feeds;
    for (const auto &feed : feeds) {
        const auto refreshed = co_await refresh(feed, Freshness::Now);
        if (!refreshed && refreshed.error().kind == Error::Kind::Cancelled) {
            co_return std::unexpected(refreshed.error());
        }
        const auto known = m_known.value(feed);
        RemoteCollection collection;
        collection.remoteId = feed;
        collection.name = known.name.isEmpty() ? nameFromAddress(feedAddress(feed)) : known.name;
        collection.role = DavRole::Feed;
        collection.rights = Right::Read;
        auto shown = feedAddress(feed);
        shown.setUserInfo({});
        collection.attributes[DavAttribute::Feed] = shown.toString();
        collection.attributes[DavAttribute::Components] = QCborArray{u"VEVENT"_s, u"VTODO"_s};
        if (!known.colour.isEmpty()) {
            collection.attributes[DavAttribute::Colour] = known.colour;
        }
        collection.state = DavState{{}, known.hash}.toBytes();
        collections << collection;
    }
    co_return collections;
}

Task<Result<Delta>> DavSynchronizerFeeds::pull(Collection collection)
{
    auto self = shared_from_this();
    const auto feed = collection.remoteId;
    auto refreshed = co_await refresh(feed, Freshness::Enough);
    if (!refreshed) {
        co_return std::unexpected(refreshed.error());
    }
    const auto known = m_known.value(feed);
    Delta delta;
    delta.token = DavToken{DavToken::Kind::Feed, known.hash, 0, {}}.toBytes();
    if (delta.token == collection.token) {
        co_return delta;
    }
    QStringList present;
    for (const auto objects = splitFeed(known.bytes); const auto &object : objects) {
        present << object.id;
        delta.changed << RemoteItem{object.id, object.revision, object.bytes, false};
    }
    delta.present = present;
    co_return delta;
}

Task<Result<FetchedPart>> DavSynchronizerFeeds::fetch(ItemRef item)
{
    auto self = shared_from_this();
    auto refreshed = co_await refresh(item.collectionRemoteId, Freshness::Enough);
    if (!refreshed) {
        co_return std::unexpected(refreshed.error());
    }
    for (const auto objects = splitFeed(m_known.value(item.collectionRemoteId).bytes); const auto &object : objects) {
        if (object.id == item.remoteId) {
            co_return FetchedPart{object.bytes, false};
        }
    }
    co_return failure(Error::Kind::NotFound, i18nc("@info", "This is no longer in the subscribed calendar."));
}

Task<Result<void>> DavSynchronizerFeeds::check(std::shared_ptr<DavSynchronizerSession> session, QString feed)
{
    const auto feeds = std::make_shared<DavSynchronizerFeeds>(session);
    co_return co_await feeds->refresh(feed, Freshness::Now);
}

}
