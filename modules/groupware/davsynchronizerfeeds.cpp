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
constexpr qint64 largest = qint64(32) << 20; ///< some 50,000 events; a calendar longer than that is none
constexpr auto patience = std::chrono::seconds(30); ///< the other calendars wait for it

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

/// One that was cut short would look as if the rest had been deleted.
bool isWholeCalendar(const QByteArray &bytes)
{
    return bytes.first(std::min<qsizetype>(bytes.size(), 4096)).toUpper().contains("BEGIN:VCALENDAR")
        && bytes.last(std::min<qsizetype>(bytes.size(), 4096)).toUpper().contains("END:VCALENDAR");
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
    const auto before = m_known.value(feed);
    const bool wasAsked = before.fetched.isValid() || before.problem;
    if (wasAsked && (freshness == Freshness::LastAnswer || !before.fresh.hasExpired())) {
        co_return before.problem ? Result<void>(std::unexpected(*before.problem)) : Result<void>();
    }
    const auto known = std::make_shared<Known>(before);
    auto fetched = co_await ask(feed, known);
    if (!fetched && fetched.error().kind == Error::Kind::Cancelled) {
        co_return fetched;
    }
    known->problem = fetched ? std::nullopt : std::optional(fetched.error());
    if (fetched) {
        known->fetched = QDateTime::currentDateTimeUtc();
        known->fresh = QDeadlineTimer(m_session->pace.feeds);
    } else {
        known->fresh = QDeadlineTimer(fetched.error().retryAfter);
    }
    known->told = m_known.value(feed).told;
    m_known.insert(feed, *known);
    co_return fetched;
}

Task<Result<void>> DavSynchronizerFeeds::ask(QString feed, std::shared_ptr<Known> known)
{
    auto url = feedAddress(feed);
    const auto http = m_session->stranger(url);
    url.setUserInfo({});
    HttpRequest request{.url = url};
    request.atMost = largest;
    request.timeout = patience;
    request.headers.emplaceBack("Accept", "text/calendar, */*;q=0.1");
    if (!known->etag.isEmpty()) {
        request.headers.emplaceBack("If-None-Match", known->etag);
    }
    if (!known->lastModified.isEmpty()) {
        request.headers.emplaceBack("If-Modified-Since", known->lastModified);
    }
    auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 304 && !known->hash.isEmpty()) {
        co_return Result<void>();
    }
    if (!answer->isSuccess()) {
        auto error = httpError(*answer);
        if (error.kind == Error::Kind::Unauthorized) { // not the account's password that is wrong
            error.kind = Error::Kind::Forbidden;
            error.message = i18nc("@info", "The subscribed calendar at %1 asks for a password.", url.host());
        } else if (error.kind == Error::Kind::NotFound) {
            error.message = i18nc("@info", "There is no calendar any more at %1.", url.toDisplayString());
        }
        co_return std::unexpected(error);
    }
    if (!isWholeCalendar(answer->body)) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "What lies at %1 is no calendar.", url.toDisplayString()));
    }
    known->etag = answer->header("ETag");
    known->lastModified = answer->header("Last-Modified");
    known->hash = hashOf(answer->body);
    known->name = feedName(answer->body);
    known->colour = feedColour(answer->body);
    known->bytes = std::move(answer->body);
    co_return Result<void>();
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
        collection.role = DavRole::Feed;
        collection.rights = Right::Read;
        auto shown = feedAddress(feed);
        shown.setUserInfo({});
        collection.attributes[DavAttribute::Feed] = shown.toString();
        collection.attributes[DavAttribute::Components] = QCborArray{u"VEVENT"_s, u"VTODO"_s};
        if (known.fetched.isValid()) {
            collection.name = known.name.isEmpty() ? nameFromAddress(feedAddress(feed)) : known.name;
            collection.attributes[DavAttribute::Fetched] = known.fetched.toMSecsSinceEpoch();
        }
        if (!known.colour.isEmpty()) {
            collection.attributes[DavAttribute::Colour] = known.colour;
        }
        // Pulled also where nothing is new, when there is a problem to be told, or one to be forgotten.
        collection.state = DavState{{}, !known.problem && known.told == known.hash ? known.hash : QString()}.toBytes();
        collections << collection;
    }
    co_return collections;
}

/// The engine tries a whole account again where one of these passes by itself; a file that somebody else keeps must not
/// do that to an account that is well.
Error DavSynchronizerFeeds::asProblemOf(const QString &feed, Error error) const
{
    const bool isAlone = DavSynchronizerSession::startOf(m_session->account, m_session->kind).isEmpty()
        && std::ranges::all_of(m_session->account.feeds, [&](const QString &other) {
               const auto known = m_known.value(other);
               return other == feed || (known.problem && isPassing(known.problem->kind));
           });
    if (error.kind == Error::Kind::Throttled || (isPassing(error.kind) && !isAlone)) {
        error.kind = Error::Kind::Protocol;
    }
    return error;
}

Task<Result<Delta>> DavSynchronizerFeeds::pull(Collection collection)
{
    auto self = shared_from_this();
    const auto feed = collection.remoteId;
    auto refreshed = co_await refresh(feed, Freshness::LastAnswer);
    if (!refreshed) {
        m_known[feed].told.clear(); // so that the problem goes once it is over
        co_return std::unexpected(asProblemOf(feed, refreshed.error()));
    }
    const auto known = m_known.value(feed);
    Delta delta;
    delta.token = DavToken{DavToken::Kind::Feed, known.hash, 0, {}}.toBytes();
    m_known[feed].told = known.hash;
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
    auto refreshed = co_await refresh(item.collectionRemoteId, Freshness::LastAnswer);
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
