// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizerpull.h"

#include "base/log.h"
#include "groupware/davsynchronizerlisting.h"

#include <KLocalizedString>
#include <QCryptographicHash>
#include <QUuid>

#include <deque>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype seenSize = 8;

const XmlName etagName{XmlSpace::Dav, u"getetag"_s};
const XmlName typeName{XmlSpace::Dav, u"resourcetype"_s};
const XmlName ctagName{XmlSpace::CalendarServer, u"getctag"_s};
const XmlName scheduleTagName{XmlSpace::CalDav, u"schedule-tag"_s};

/// XML knows no CR at the end of a line (XML 1.0, 2.11), iCalendar and vCard know nothing else.
QByteArray withLineEnds(const QString &text)
{
    qsizetype begin = 0;
    while (begin < text.size() && text[begin].isSpace()) {
        ++begin;
    }
    auto bytes = QStringView(text).sliced(begin).toUtf8();
    if (!bytes.contains('\r')) {
        bytes.replace('\n', "\r\n");
    }
    return bytes;
}

/// The number that a token of sabre/dav or Cyrus ends in, and what stands before it.
std::pair<QString, qint64> split(const QString &token)
{
    auto at = token.size();
    while (at > 0 && token[at - 1].isDigit() && token.size() - at < 18) {
        --at;
    }
    return {token.left(at), at == token.size() ? -1 : token.sliced(at).toLongLong()};
}

/// After a restored backup Nextcloud takes tokens of the future for good and tells no news, but an older token.
bool goesBack(const QString &from, const QString &to)
{
    const auto [oldPrefix, oldNumber] = split(from);
    const auto [newPrefix, newNumber] = split(to);
    return oldPrefix == newPrefix && oldNumber >= 0 && newNumber >= 0 && newNumber < oldNumber;
}

QByteArray seenMark(const QString &href, const QString &etag)
{
    return QCryptographicHash::hash(QString(normalHref(href) + u'\n' + etag).toUtf8(), QCryptographicHash::Sha1).first(seenSize);
}

/// The server says that it cannot answer this question, not that it cannot answer now.
bool isAboutTheQuestion(const Error &error)
{
    return error.kind == Error::Kind::Protocol || error.kind == Error::Kind::Forbidden || error.kind == Error::Kind::Conflict || error.kind == Error::Kind::NotFound
        || error.kind == Error::Kind::OverQuota || error.kind == Error::Kind::Throttled;
}

bool isTheServersFault(const Error &error)
{
    return error.kind == Error::Kind::Throttled && error.detail.startsWith("HTTP 500"_L1);
}
}

DavSynchronizerPull::DavSynchronizerPull(std::shared_ptr<DavSynchronizerSession> session)
    : m_session(std::move(session))
{
}

XmlName DavSynchronizerPull::dataName() const
{
    return m_session->kind.isCalendar() ? XmlName{XmlSpace::CalDav, u"calendar-data"_s} : XmlName{XmlSpace::CardDav, u"address-data"_s};
}

bool DavSynchronizerPull::isCurrent(const RemoteCollection &remote, const QByteArray &token) const
{
    const auto known = DavToken::fromBytes(token);
    return known && DavState::fromBytes(remote.state).isCurrent(*known);
}

DavSynchronizerPull::Object DavSynchronizerPull::objectOf(const DavResource &resource) const
{
    Object object{resource.href, {plainEtag(resource.text(etagName)), resource.text(scheduleTagName)}, {}};
    if (const auto *const data = resource.property(dataName())) {
        object.bytes = withLineEnds(data->text);
    }
    return object;
}

DavSynchronizerPull::Listing DavSynchronizerPull::listingOf(const DavMultistatus &answer, const QString &href) const
{
    Listing listing;
    listing.next = {DavToken::Kind::Sync, answer.syncToken, 0, {}};
    for (const auto &resource : answer.resources) {
        const auto normal = normalHref(resource.href);
        if (collectionHref(normal) == href) {
            listing.more = listing.more || resource.status == 507;
            continue;
        }
        const auto *const type = resource.property(typeName);
        if (normal.endsWith(u'/') || (type && type->child({XmlSpace::Dav, u"collection"_s}))) {
            continue; // a collection inside
        }
        if (resource.status == 404 || resource.status == 410) {
            listing.removed << normal;
        } else if (resource.status < 300) {
            listing.changed << objectOf(resource);
        }
    }
    return listing;
}

Task<Result<Delta>> DavSynchronizerPull::pull(Collection collection)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto token = DavToken::fromBytes(collection.token);
    if (token && token->kind == DavToken::Kind::Page) {
        const auto pages = m_pages.value(collection.remoteId);
        if (pages && pages->id == token->value) {
            co_return co_await deliver(*link, collection.remoteId, pages, token->page);
        }
    }
    m_pages.remove(collection.remoteId);
    auto listing = co_await read(*link, collection);
    if (!listing) {
        co_return std::unexpected(listing.error());
    }
    const auto pages = std::make_shared<Pages>();
    pages->id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    pages->listing = *std::move(listing);
    if (pages->listing.changed.size() > m_session->pace.page) {
        m_pages.insert(collection.remoteId, pages);
    }
    co_return co_await deliver(*link, collection.remoteId, pages, 0);
}

Task<Result<DavSynchronizerPull::Listing>> DavSynchronizerPull::read(Link link, Collection collection)
{
    auto self = shared_from_this();
    const auto href = collection.remoteId;
    const auto token = DavToken::fromBytes(collection.token);
    if (token && token->kind == DavToken::Kind::Sync && isHashOfState(token->value)) {
        m_session->withoutSync.insert(href);
    }
    if (token && token->kind == DavToken::Kind::Listing && m_session->states.value(href).isEmpty()) {
        const auto state = co_await look(link, href);
        if (!state) {
            co_return std::unexpected(state.error());
        }
        if (state->syncToken.isEmpty() || isHashOfState(state->syncToken)) {
            m_session->withoutSync.insert(href);
            if (state->isCurrent(*token)) {
                co_return Listing{.next = *token};
            }
        }
    }
    if (m_session->withoutSync.contains(href)) {
        co_return co_await compareEtags(link, href, token);
    }
    const bool goesOn = token && token->kind == DavToken::Kind::Sync && !token->value.isEmpty();
    const auto from = goesOn ? token->value : QString();
    // What was read before by other means, or only in part, may hold what is gone by now.
    const auto reach = !goesOn && !collection.token.isEmpty() ? Reach::Everything : Reach::News;
    auto listing = co_await sync(link, href, from, reach);
    if (listing && listing->next.value.isEmpty()) {
        m_session->withoutSync.insert(href); // an answer without a token leads nowhere
        co_return co_await compareEtags(link, href, std::nullopt);
    }
    if (listing && isHashOfState(listing->next.value) && !listing->more) {
        m_session->withoutSync.insert(href);
        listing->next.kind = DavToken::Kind::Listing; // the ctag is the same hash
        noteAll(*listing);
    }
    if (!listing && from.isEmpty() && isAboutTheQuestion(listing.error())) {
        auto compared = co_await compareEtags(link, href, token);
        if (compared) {
            m_session->withoutSync.insert(href);
        }
        co_return compared;
    }
    co_return listing;
}

/// With the data of the objects, if the server gives them and all are new.
Task<Result<DavMultistatus>> DavSynchronizerPull::ask(Link link, QString href, QString token)
{
    auto self = shared_from_this();
    auto client = link->client();
    QList<XmlName> names{etagName, typeName};
    if (m_session->kind.isCalendar()) {
        names << scheduleTagName;
    }
    const bool isAllNew = token.isEmpty() || m_begun.contains(href);
    if (isAllNew && !m_withoutData.contains(href)) {
        const auto withData = names + QList<XmlName>{dataName()};
        auto answer = co_await client.syncCollection(href, token, m_session->pace.page, withData);
        if (answer) {
            co_return answer;
        }
        const bool triesAgain = isAboutTheQuestion(answer.error()) || answer.error().kind == Error::Kind::Timeout;
        if (!triesAgain) {
            co_return answer;
        }
        m_withoutData.insert(href);
    }
    co_return co_await client.syncCollection(href, token, m_session->pace.page, names);
}

Task<Result<DavSynchronizerPull::Listing>> DavSynchronizerPull::sync(Link link, QString href, QString token, Reach reach)
{
    auto self = shared_from_this();
    Listing whole;
    auto from = token;
    while (true) {
        const bool isAllNew = from.isEmpty() || m_begun.contains(href);
        auto answer = co_await ask(link, href, from);
        m_begun.remove(href);
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        if (goesBack(from, answer->syncToken)) {
            co_return failure(Error::Kind::TokenExpired, i18nc("@info", "The server was set back to an older state."), QStringLiteral("the sync token goes back"));
        }
        auto listing = listingOf(*answer, href);
        const auto next = listing.next.value;
        whole.changed << std::move(listing.changed);
        whole.removed << listing.removed;
        whole.next = listing.next;
        whole.more = listing.more;
        if (isAllNew && listing.more) {
            m_begun.insert(href);
        }
        if (reach == Reach::News || !listing.more || next.isEmpty() || next == from) {
            break;
        }
        from = next;
    }
    if (reach == Reach::Everything) {
        whole.more = false;
        QStringList present;
        for (const auto &object : std::as_const(whole.changed)) {
            present << normalHref(object.href);
        }
        whole.present = present;
    }
    co_return whole;
}

Task<Result<DavState>> DavSynchronizerPull::look(Link link, QString href)
{
    auto client = link->client();
    const QList<XmlName> names{{XmlSpace::Dav, u"sync-token"_s}, ctagName};
    const auto answer = co_await client.propfind(href, DavClient::Depth::Zero, names);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return answer->resources.isEmpty() ? DavState() : davStateOf(answer->resources.first());
}

/// What changed is everything that there is.
void DavSynchronizerPull::noteAll(Listing &listing)
{
    QStringList present;
    QByteArray seen;
    for (const auto &object : std::as_const(listing.changed)) {
        present << normalHref(object.href);
        if (!object.revision.etag.isEmpty()) {
            seen += seenMark(object.href, object.revision.toString());
        }
    }
    listing.present = present;
    listing.next.seen = seen.toBase64();
}

Task<Result<DavSynchronizerPull::Listing>> DavSynchronizerPull::compareEtags(Link link, QString href, std::optional<DavToken> token)
{
    auto self = shared_from_this();
    auto client = link->client();
    QList<XmlName> names{etagName, typeName, ctagName};
    if (m_session->kind.isCalendar()) {
        names << scheduleTagName;
    }
    auto answer = co_await client.propfind(href, DavClient::Depth::One, names);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    auto listing = listingOf(*answer, href);
    listing.more = false;
    listing.next = {DavToken::Kind::Listing, {}, 0, {}};
    for (const auto &resource : std::as_const(answer->resources)) {
        if (collectionHref(resource.href) == href) {
            listing.next.value = davStateOf(resource).ctag;
        }
    }
    QSet<QByteArray> known;
    if (token && token->kind == DavToken::Kind::Listing) {
        const auto seen = QByteArray::fromBase64(token->seen);
        for (qsizetype at = 0; at + seenSize <= seen.size(); at += seenSize) {
            known.insert(seen.sliced(at, seenSize));
        }
    }
    noteAll(listing);
    listing.changed.removeIf([&known](const Object &object) {
        return !object.revision.etag.isEmpty() && known.contains(seenMark(object.href, object.revision.toString()));
    });
    co_return listing;
}

Task<Result<Delta>> DavSynchronizerPull::deliver(Link link, QString remoteId, std::shared_ptr<Pages> pages, int page)
{
    auto self = shared_from_this();
    const auto &listing = pages->listing;
    const auto size = m_session->pace.page;
    const auto begin = std::min<qsizetype>(qsizetype(page) * size, listing.changed.size());
    const auto objects = listing.changed.sliced(begin, std::min<qsizetype>(size, listing.changed.size() - begin));
    auto read = co_await items(link, remoteId, objects);
    if (!read) {
        co_return std::unexpected(read.error());
    }
    Delta delta;
    delta.changed = *std::move(read);
    if (begin + size < listing.changed.size()) {
        delta.more = true;
        delta.token = DavToken{DavToken::Kind::Page, pages->id, page + 1, {}}.toBytes();
        co_return delta;
    }
    delta.removed = listing.removed;
    delta.present = listing.present;
    delta.more = listing.more;
    delta.token = listing.next.toBytes();
    if (!delta.more) {
        auto &state = m_session->states[remoteId];
        const bool isSync = listing.next.kind == DavToken::Kind::Sync;
        state.syncToken = isSync ? listing.next.value : QString();
        state.ctag = isSync ? state.ctag : listing.next.value;
    }
    co_return delta;
}

Task<Result<QList<RemoteItem>>> DavSynchronizerPull::items(Link link, QString href, QList<Object> objects)
{
    auto self = shared_from_this();
    QList<RemoteItem> all;
    all.reserve(objects.size());
    QList<QList<Object>> batches;
    for (const auto &object : std::as_const(objects)) {
        if (!object.bytes.isEmpty()) {
            all << RemoteItem{normalHref(object.href), object.revision.toString(), object.bytes, false};
            continue;
        }
        if (batches.isEmpty() || batches.last().size() >= m_session->pace.batch) {
            batches << QList<Object>();
        }
        batches.last() << object;
    }
    std::deque<Task<Result<QList<RemoteItem>>>> running;
    std::optional<Error> error;
    for (qsizetype next = 0; next < batches.size() || !running.empty();) {
        if (next < batches.size() && running.size() < std::size_t(m_session->pace.batchesAtOnce) && !error) {
            running.push_back(multiget(self, link, href, batches.at(next++)));
            continue;
        }
        if (running.empty()) {
            break;
        }
        auto read = co_await std::move(running.front());
        running.pop_front();
        if (read) {
            all << *std::move(read);
        } else if (!error) {
            error = read.error();
        }
    }
    if (error) {
        co_return std::unexpected(*error);
    }
    co_return all;
}

Task<Result<QList<RemoteItem>>> DavSynchronizerPull::multiget(std::shared_ptr<DavSynchronizerPull> self, Link link, QString href, QList<Object> objects)
{
    const bool isCalendar = self->m_session->kind.isCalendar();
    XmlElement prop{.name = {XmlSpace::Dav, u"prop"_s}};
    prop.children << XmlElement{.name = etagName} << XmlElement{.name = self->dataName()};
    if (isCalendar) {
        prop.children << XmlElement{.name = scheduleTagName};
    }
    XmlElement body{.name = isCalendar ? XmlName{XmlSpace::CalDav, u"calendar-multiget"_s} : XmlName{XmlSpace::CardDav, u"addressbook-multiget"_s}};
    body.children << prop;
    QHash<QString, Object> wanted;
    for (const auto &object : std::as_const(objects)) {
        wanted.insert(normalHref(object.href), object);
        body.children << XmlElement{.name = {XmlSpace::Dav, u"href"_s}, .text = object.href};
    }
    auto client = link->client();
    auto answer = co_await client.report(href, DavClient::Depth::Zero, body);
    QList<RemoteItem> items;
    if (!answer) {
        const bool mayBeOneOfThem = isAboutTheQuestion(answer.error()) || answer.error().kind == Error::Kind::Timeout;
        if (!mayBeOneOfThem) {
            co_return std::unexpected(answer.error());
        }
        if (objects.size() > 8) { // too long, too slow, or one that spoils the answer
            const auto middle = objects.size() / 2;
            for (const auto &half : {objects.first(middle), objects.sliced(middle)}) {
                auto read = co_await multiget(self, link, href, half);
                if (!read) {
                    co_return read;
                }
                items << *read;
            }
            co_return items;
        }
        answer = DavMultistatus(); // one by one
    }
    for (const auto &resource : std::as_const(answer->resources)) {
        const auto normal = normalHref(resource.href);
        const auto found = wanted.constFind(normal);
        if (found == wanted.constEnd()) {
            continue;
        }
        if (resource.status == 404 || resource.status == 410) {
            wanted.erase(found); // vanished meanwhile; the next pull says so
            continue;
        }
        auto object = self->objectOf(resource);
        if (object.bytes.isEmpty()) {
            continue;
        }
        if (object.revision.etag.isEmpty()) {
            object.revision = found->revision;
        }
        items << RemoteItem{normal, object.revision.toString(), object.bytes, false};
        wanted.erase(found);
    }
    for (const auto &object : std::as_const(wanted)) {
        auto one = co_await single(link, object);
        if (!one) {
            co_return std::unexpected(one.error());
        }
        if (*one) {
            items << **one;
        }
    }
    co_return items;
}

/// None: it is gone, or nobody can read it.
Task<Result<std::optional<RemoteItem>>> DavSynchronizerPull::single(Link link, Object object)
{
    auto client = link->client();
    auto read = co_await client.get(object.href);
    if (!read) {
        const auto kind = read.error().kind;
        if (kind == Error::Kind::NotFound) {
            co_return std::optional<RemoteItem>();
        }
        if (kind == Error::Kind::Forbidden || kind == Error::Kind::Protocol || kind == Error::Kind::Conflict || isTheServersFault(read.error())) {
            qCWarning(logSync) << "an object cannot be read:" << kindName(kind) << read.error().detail;
            co_return std::optional<RemoteItem>();
        }
        co_return std::unexpected(read.error());
    }
    const DavRevision revision{read->etag.isEmpty() ? object.revision.etag : read->etag, read->scheduleTag.isEmpty() ? object.revision.scheduleTag : read->scheduleTag};
    co_return std::optional(RemoteItem{normalHref(object.href), revision.toString(), read->bytes, false});
}

Task<Result<FetchedPart>> DavSynchronizerPull::fetch(ItemRef item)
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    auto client = link.value()->client();
    auto read = co_await client.get(item.remoteId);
    if (!read) {
        co_return std::unexpected(read.error());
    }
    co_return FetchedPart{read->bytes, false};
}

}
