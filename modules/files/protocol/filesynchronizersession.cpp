// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizersession.h"

#include "base/log.h"
#include "base/stepback.h"
#include "files/protocol/cloud/cloudcapabilities.h"
#include "files/protocol/cloud/cloudocs.h"
#include "net/davclient.h"
#include "net/httpaddress.h"

#include <KLocalizedString>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr qint64 longestListing = qint64(1) << 30;
constexpr qint64 longestMeasured = qint64(64) << 20; ///< what is read only to see how long it is

QString withSlash(const QString &href)
{
    return href.endsWith(u'/') ? href : QString(href + u'/');
}

QString pathOf(const QUrl &url)
{
    const auto path = withSingleSlashes(normalHref(url.path(QUrl::FullyEncoded)));
    return path.isEmpty() ? u"/"_s : path;
}

/// A folder of the person's files that the address names; else all of them.
QString topOf(const CloudFeatures &features, const QUrl &start)
{
    const auto files = withSlash(normalHref(features.files));
    const auto path = withSlash(pathOf(start));
    // Whoever types it takes the login name for the id; all but one's own is closed.
    const auto people = files.left(files.lastIndexOf(u'/', -2) + 1);
    if (path.startsWith(people)) {
        const auto end = path.indexOf(u'/', people.size());
        return end < 0 ? files : QString(files + path.sliced(end + 1));
    }
    const auto old = withSlash(normalHref(features.root.path(QUrl::FullyEncoded))) + "remote.php/webdav/"_L1;
    return path.startsWith(old) ? QString(files + path.sliced(old.size())) : files;
}

/// 200 is said by servers that mean 207.
bool isListing(const HttpAnswer &answer)
{
    return answer.status == 207 || (answer.status == 200 && answer.header("Content-Type").contains("xml"));
}

std::unexpected<Error> noFiles(const QUrl &url, const QString &detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 does not offer files at this address.", url.host()), detail);
}

/// What reads a listing: shared by the calls that wait for the network and those on the pool, one after another.
struct Reading {
    FileListing listing;
    FileSynchronizerSession::Entries entries;
    std::shared_ptr<QThreadPool> pool;
};

FileListing::Wish wishFor(const FileLink &link, FileSynchronizerSession::Depth depth)
{
    using Wish = FileListing::Wish;
    const bool isOne = depth == FileSynchronizerSession::Depth::Zero;
    if (link.isCloud()) {
        return isOne ? Wish::CloudRoom : Wish::Cloud;
    }
    return isOne ? Wish::Room : Wish::Plain;
}

Task<Result<void>> readPiece(std::shared_ptr<Reading> reading, QByteArray bytes)
{
    auto parsed = co_await resultOf(QtConcurrent::run(reading->pool.get(), [reading, bytes]() -> Result<QList<FileFacts>> {
        stepBack();
        return reading->listing.add(bytes).transform([&reading] {
            return reading->listing.take();
        });
    }));
    if (!parsed) {
        co_return std::unexpected(parsed.error());
    }
    if (reading->entries && !parsed->isEmpty()) {
        co_return co_await reading->entries(*std::move(parsed));
    }
    co_return {};
}
}

QUrl FileLink::url(const QString &href) const
{
    QUrl url = base;
    url.setPath(href, QUrl::StrictMode); // decoded by QUrl only as far as it means the same
    if (!url.isValid() || normalHref(url.path(QUrl::FullyEncoded)) != href) {
        url = base.resolved(QUrl::fromEncoded(href.toUtf8()));
    }
    return url;
}

QString FileLink::host() const
{
    return base.port() < 0 ? base.host() : QString(base.host() + u':' + QString::number(base.port()));
}

Error fileError(const HttpAnswer &answer)
{
    auto error = cloudError(answer);
    if (answer.status == 507 || answer.status == 413) {
        error.kind = Error::Kind::OverQuota;
    } else if (answer.status == 503 && answer.body.contains("ServiceUnavailable") && answer.body.contains("http://sabredav.org/ns")) {
        // Nextcloud's WebDAV itself speaks, and not of maintenance: a storage that is connected to it is away.
        error.message = i18nc("@info", "The server %1 cannot reach the storage of this folder. Kontor tries again later.", answer.url.host());
        error.detail = "a storage is away, "_L1 + error.detail;
    } else if (answer.status >= 500 && answer.status != 503 && answer.status != 504 && error.kind == Error::Kind::Throttled) {
        error.message = i18nc("@info %2 is the number of an HTTP error, like 500", "The server %1 has a problem with this file (%2). Kontor tries again later.",
                              answer.url.host(), QString::number(answer.status));
    }
    return error;
}

QString fileHref(const QString &folder, const QString &name)
{
    return normalHref(folder + QString::fromLatin1(QUrl::toPercentEncoding(name)));
}

QString folderHref(const QString &folder, const QString &name)
{
    return fileHref(folder, name) + u'/';
}

QString readRevision(const FileFacts &folder)
{
    return folder.etag.isEmpty() ? u"read"_s : folder.etag;
}

FileSynchronizerSession::FileSynchronizerSession(Account settings, FileShelf files)
    : account(std::move(settings))
    , shelf(std::move(files))
{
}

std::shared_ptr<HttpClient> FileSynchronizerSession::httpFor(const Account &account)
{
    HttpClient::Settings settings;
    settings.userName = account.userNameForFiles();
    settings.password = account.passwordForFiles();
    settings.origin = account.files;
    if (!account.ownCertificates.isEmpty()) {
        if (const auto own = TlsPolicy::readAuthorities(account.ownCertificates)) {
            settings.tls.addAuthorities(*own);
        }
    }
    return std::make_shared<HttpClient>(settings);
}

Task<Result<FileFacts>> FileSynchronizerSession::list(Link link, QString href, Depth depth, Entries entries)
{
    auto self = shared_from_this();
    const auto hasBegun = std::make_shared<bool>(false);
    auto listed = co_await listOnce(link, href, depth, entries, hasBegun);
    if (!listed && listed.error().kind == Error::Kind::Offline && !*hasBegun && !isStopped) {
        listed = co_await listOnce(link, href, depth, entries, hasBegun); // a kept connection that had ended
    }
    if (!listed && href != link->top) {
        co_return std::unexpected(co_await explained(link, listed.error()));
    }
    co_return listed;
}

Task<Error> FileSynchronizerSession::explained(Link link, Error error)
{
    auto self = shared_from_this();
    if (error.kind != Error::Kind::Unauthorized || isStopped) {
        co_return error;
    }
    const auto top = co_await listOnce(link, link->top, Depth::Zero, {}, std::make_shared<bool>(false));
    if (top) {
        error.kind = Error::Kind::Forbidden;
        error.message = i18nc("@info", "The server %1 does not allow this.", link->base.host());
    }
    co_return error;
}

Task<Result<FileFacts>> FileSynchronizerSession::top(Link link, Depth depth)
{
    auto self = shared_from_this();
    auto top = co_await list(link, link->top, depth);
    if (top && !top->isFolder) {
        co_return noFiles(link->base, u"no folder"_s);
    }
    co_return top;
}

Task<Result<FileFacts>> FileSynchronizerSession::listOnce(Link link, QString href, Depth depth, Entries entries, std::shared_ptr<bool> hasBegun)
{
    auto self = shared_from_this();
    const auto reading = std::make_shared<Reading>(FileListing(href, link->host(), link->spelling), std::move(entries), pool);
    HttpRequest request{.method = "PROPFIND"_ba, .url = link->url(href), .body = FileListing::request(wishFor(*link, depth)), .atMost = longestListing};
    request.headers << std::pair("Content-Type"_ba, "application/xml; charset=utf-8"_ba) << std::pair("Depth"_ba, depth == Depth::Zero ? "0"_ba : "1"_ba);
    request.sink = [reading, hasBegun](const HttpAnswer &head, QByteArray bytes) -> Task<Result<void>> {
        *hasBegun = true;
        return readPiece(reading, isListing(head) ? std::move(bytes) : QByteArray());
    };
    const auto answer = co_await link->http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        if (answer->status == 401 && link == m_link) {
            co_await askForWipe();
        }
        co_return std::unexpected(fileError(*answer));
    }
    if (!isListing(*answer)) {
        co_return noFiles(answer->url, u"HTTP %1 instead of 207"_s.arg(answer->status));
    }
    if (auto finished = reading->listing.finish(); !finished) {
        co_return std::unexpected(finished.error());
    }
    m_hasAskedForWipe = m_hasAskedForWipe && link != m_link; // the password is good again
    co_return *reading->listing.self();
}

Task<Result<std::optional<FileFacts>>> FileSynchronizerSession::look(Link link, QString href)
{
    auto self = shared_from_this();
    auto facts = co_await list(link, href, Depth::Zero);
    if (facts && FileListing::isUnmeasured(*facts)) {
        facts = co_await measured(link, *std::move(facts));
    }
    if (facts) {
        co_return std::optional(*std::move(facts));
    }
    if (facts.error().kind == Error::Kind::NotFound) {
        co_return std::optional<FileFacts>();
    }
    co_return std::unexpected(facts.error());
}

Task<Result<FileSynchronizerSession::Link>> FileSynchronizerSession::find(std::shared_ptr<HttpClient> http, QUrl start)
{
    auto explored = co_await exploreCloud(http.get(), start);
    if (!explored && (explored.error().kind == Error::Kind::Unauthorized || isPassing(explored.error().kind) || explored.error().kind == Error::Kind::Cancelled)) {
        co_return std::unexpected(explored.error());
    }
    auto link = std::make_shared<FileLink>();
    link->http = http;
    link->base = start.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveFragment | QUrl::RemoveQuery);
    if (explored && *explored && isSameOrigin((*explored)->root, start)) {
        link->top = topOf(**explored, start);
        link->cloud = std::make_shared<CloudServer>(*http, **explored);
        co_return Link(link);
    }
    co_return co_await findPlain(http, link, start);
}

Task<Result<FileSynchronizerSession::Link>> FileSynchronizerSession::findPlain(std::shared_ptr<HttpClient> http, std::shared_ptr<FileLink> link, QUrl start)
{
    // With a slash at once: some answer without one by a redirect, some by 404.
    HttpRequest request{.method = "PROPFIND"_ba, .url = link->url(withSlash(pathOf(start))), .body = FileListing::request(FileListing::Wish::Plain)};
    request.headers << std::pair("Content-Type"_ba, "application/xml; charset=utf-8"_ba) << std::pair("Depth"_ba, "0"_ba);
    const auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(fileError(*answer));
    }
    if (!isSameOrigin(answer->url, start)) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sends Kontor to another server, %2. Please enter that address.", start.host(), answer->url.host()));
    }
    link->top = withSlash(pathOf(answer->url));
    FileListing listing(link->top, link->host());
    auto read = listing.add(answer->body).and_then([&listing] {
        return listing.finish();
    });
    if (!read && !listing.firstHref().isEmpty() && !listing.self()) {
        // What stands before the server may change paths; some also tell their own capitals.
        if (const auto spelling = FileSpelling::between(link->top, withSlash(listing.firstHref()))) {
            link->spelling = *spelling;
            listing = FileListing(link->top, link->host(), *spelling);
            read = listing.add(answer->body).and_then([&listing] {
                return listing.finish();
            });
        }
    }
    if (!isListing(*answer) || !read || !listing.self()->isFolder) {
        co_return noFiles(start, read ? u"HTTP %1"_s.arg(answer->status) : read.error().detail);
    }
    co_return Link(link);
}

/// Where no listing tells it, the file itself does; if need be by coming here once.
Task<FileFacts> FileSynchronizerSession::measured(Link link, FileFacts facts)
{
    auto self = shared_from_this();
    const bool isMadeUp = !isKeptEtag(facts.etag);
    HttpRequest asked{.method = "HEAD"_ba, .url = link->url(facts.href), .headers = {{"Accept-Encoding", "identity"}}};
    const auto head = co_await link->http->send(std::move(asked));
    if (head && head->isSuccess()) {
        facts.size = toldFileSize(head->header("Content-Length"), -1);
    }
    if (facts.size < 0) {
        const auto count = std::make_shared<qint64>(0);
        const auto add = [](std::shared_ptr<qint64> sum, qint64 more) -> Task<Result<void>> {
            *sum += more;
            co_return {};
        };
        HttpRequest all{.url = link->url(facts.href), .headers = {{"Accept-Encoding", "identity"}}, .atMost = longestMeasured};
        all.sink = [count, add](const HttpAnswer &, QByteArray bytes) {
            return add(count, bytes.size());
        };
        const auto read = co_await link->http->send(std::move(all));
        facts.size = read && read->isSuccess() ? *count : -1;
    }
    if (facts.size < 0) {
        qCWarning(logSync) << "a file is passed over: nobody says how large it is";
        facts.etag.clear();
        facts.size = 0;
    } else if (isMadeUp) {
        facts.etag = madeUpEtag(facts.modified, facts.size);
    }
    co_return facts;
}

Task<Result<FileSynchronizerSession::Link>> FileSynchronizerSession::link()
{
    auto self = shared_from_this();
    if (isStopped) {
        co_return cancelled();
    }
    if (m_link) {
        const Link found = m_link;
        co_return found;
    }
    if (m_isFinding) {
        const Pending<Link> found;
        m_waiting << found;
        co_return co_await found.result(10min);
    }
    if (account.files.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "No server is set for this account."));
    }
    m_isFinding = true;
    if (!m_http) {
        m_http = httpFor(account);
    }
    const auto http = m_http;
    auto found = co_await find(http, account.files);
    m_isFinding = false;
    if (isStopped) {
        found = cancelled();
    } else if (found && http == m_http) {
        m_link = *found;
    } else if (!found && found.error().kind == Error::Kind::Unauthorized) {
        co_await askForWipe();
    }
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &one : waiting) {
        one.complete(found);
    }
    co_return found;
}

// A refused password may mean that the administrator wants everything here erased (Nextcloud remote wipe).
Task<> FileSynchronizerSession::askForWipe()
{
    auto self = shared_from_this();
    if (std::exchange(m_hasAskedForWipe, true)) {
        co_return;
    }
    const auto http = m_http;
    const auto password = account.passwordForFiles().toUtf8();
    QList<QUrl> roots;
    if (m_link && m_link->isCloud()) {
        roots << m_link->cloud->features().root;
    } else {
        roots = co_await findCloudRoots(http.get(), account.files);
    }
    for (const auto &root : roots) {
        CloudFeatures features;
        features.root = root;
        CloudServer server(*http, features);
        const auto asked = co_await server.isWipeAsked(password);
        if (asked && *asked && !isStopped && wipeAsked) {
            qCWarning(logSync) << "the server asks for the files of this account to be erased here";
            wipeAsked();
            co_return;
        }
    }
}

Task<> FileSynchronizerSession::nap(std::chrono::milliseconds duration)
{
    auto self = shared_from_this();
    if (isStopped) {
        co_return;
    }
    const Pending<bool> ended;
    m_napping << ended;
    co_await ended.result(duration);
    m_napping.removeIf([](const Pending<bool> &one) { return one.isComplete(); });
}

void FileSynchronizerSession::setAccount(Account settings)
{
    account = std::move(settings);
    if (m_http) {
        m_http->stop(); // those that use it hold it
    }
    m_http.reset();
    m_link.reset();
    m_hasAskedForWipe = false;
    conditions = Conditions::Unknown;
    looksBeforeWrites = 0;
    manners = {};
}

void FileSynchronizerSession::stop()
{
    isStopped = true;
    if (m_http) {
        m_http->stop();
    }
    const auto napping = m_napping;
    for (const auto &one : napping) {
        one.complete(true);
    }
}

}
