// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"
#include "base/log.h"
#include "files/protocol/cloud/cloudhref.h"
#include "files/protocol/cloud/cloudocs.h"
#include "files/protocol/cloud/cloudserver.h"
#include "files/protocol/cloud/cloudchunks.h"
#include "files/protocol/cloud/cloudrevisions.h"
#include "net/davclient.h"

#include <KLocalizedString>
#include <QTimeZone>
#include <QPointer>
#include <QSet>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto chunkPatience = std::chrono::minutes(2); // without any progress
constexpr auto shortPause = std::chrono::seconds(1);
constexpr auto longPause = std::chrono::seconds(5); // also how long a stop may take
constexpr auto assemblyPatience = std::chrono::minutes(10);

const XmlName etagName{XmlSpace::Dav, u"getetag"_s};
const XmlName sizeName{XmlSpace::Dav, u"getcontentlength"_s};
const XmlName modifiedName{XmlSpace::Dav, u"getlastmodified"_s};
const XmlName typeName{XmlSpace::Dav, u"resourcetype"_s};

/// Everything one upload needs; outlives the CloudServer.
struct Job {
    QPointer<HttpClient> http;
    CloudFeatures features;
    std::shared_ptr<const CloudRevisions> revisions;
    CloudServer::Upload upload;
    CloudChunks chunks;
    QString folder; ///< href
    QSet<int> done; ///< numbers of chunks that are there
    int next = 1;
    std::optional<Error> error; ///< the first; the others stop

    QUrl url(const QString &href) const
    {
        return DavClient(*http, features.root).url(href);
    }
    /// What must be there; a lock that comes or goes meanwhile gives it another etag. Empty: no condition.
    QString ifMatch() const
    {
        return revisions->now(normalHref(upload.destination), upload.ifMatch);
    }
    HttpHeaders headers() const
    {
        return {{"Destination", url(upload.destination).toEncoded()}, {"OC-Total-Length", QByteArray::number(upload.size)}};
    }
};
using JobPtr = std::shared_ptr<Job>;

/// What is at the destination.
struct There {
    bool isThere = false;
    bool isFolder = false;
    QString revision{};
    QString fileId{};
    qint64 size = -1;
    QDateTime modified{};
    QStringList checksums{}; ///< "SHA1:…"
};

QStringList checksumsIn(const XmlElement *property)
{
    QStringList words;
    if (property) {
        for (const auto &child : property->children) {
            words += child.text.simplified().split(u' ', Qt::SkipEmptyParts);
        }
    }
    return words;
}

Task<Result<There>> lookAtDestination(JobPtr job)
{
    if (!job->http) {
        co_return cancelled();
    }
    const XmlName fileId = CloudName::own(u"fileid"_s);
    const XmlName checksums = CloudName::own(u"checksums"_s);
    const QList<XmlName> wanted{etagName, sizeName, modifiedName, typeName, fileId, checksums};
    DavClient dav(*job->http, job->features.root);
    const auto answer = co_await dav.propfind(job->upload.destination, DavClient::Depth::Zero, wanted);
    if (!answer) {
        if (answer.error().kind == Error::Kind::NotFound) {
            co_return There();
        }
        co_return std::unexpected(answer.error());
    }
    There there;
    if (!answer->resources.isEmpty() && answer->resources.first().status < 300) {
        const auto &resource = answer->resources.first();
        const auto *const type = resource.property(typeName);
        there.isThere = true;
        there.isFolder = type && type->child({XmlSpace::Dav, u"collection"_s});
        there.revision = cloudRevision(resource.text(etagName));
        there.fileId = resource.text(fileId);
        bool isNumber = false;
        const auto size = resource.text(sizeName).toLongLong(&isNumber);
        there.size = isNumber ? size : -1;
        there.modified = QLocale::c().toDateTime(resource.text(modifiedName), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
        there.modified.setTimeZone(QTimeZone::UTC);
        there.checksums = checksumsIn(resource.property(checksums));
    }
    co_return there;
}

/// True if this is what the upload was to bring there: an earlier attempt whose answer was lost, or one that is late.
bool isDone(const There &there, const Job &job)
{
    const auto &upload = job.upload;
    if (!there.isThere || there.isFolder || there.size != upload.size) {
        return false;
    }
    const bool hasTime = upload.modified > lastCloudTimeRefused;
    const bool isTime = hasTime && there.modified.isValid() && there.modified.toSecsSinceEpoch() == upload.modified;
    const auto wanted = QString::fromLatin1(upload.checksum);
    const auto kind = wanted.section(u':', 0, 0);
    for (const auto &known : there.checksums) {
        if (!wanted.isEmpty() && known.section(u':', 0, 0).compare(kind, Qt::CaseInsensitive) == 0) {
            // Some storages keep the checksum of an older content: alone it proves nothing.
            return known.compare(wanted, Qt::CaseInsensitive) == 0 && (isTime || !hasTime);
        }
    }
    // Not every storage keeps the checksum. The time it was given, then, if it is another one than what stood there.
    const bool isNew = upload.ifNoneMatch || (!upload.ifMatch.isEmpty() && there.revision != job.ifMatch());
    return isNew && isTime;
}

CloudServer::Uploaded uploadedFrom(const There &there)
{
    return {.etag = there.revision, .fileId = there.fileId};
}

bool mayGoThere(const There &there, const Job &job)
{
    const auto &upload = job.upload;
    if (there.isFolder || (upload.ifNoneMatch && there.isThere)) {
        return false;
    }
    return upload.ifMatch.isEmpty() || (there.isThere && there.revision == job.ifMatch());
}

std::unexpected<Error> contested(const Job &job)
{
    return failure(Error::Kind::Conflict, i18nc("@info", "This has been changed on the server %1 in the meantime.", job.features.root.host()),
                   u"HTTP 412, as the destination of a chunked upload tells"_s);
}

enum class FolderState { New, Resumed };

Task<Result<void>> dropFolder(JobPtr job)
{
    if (!job->http) {
        co_return cancelled();
    }
    HttpRequest request{.method = "DELETE"_ba, .url = job->url(job->folder), .headers = job->headers()};
    const auto answer = co_await job->http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess() && answer->status != 404) {
        co_return std::unexpected(cloudError(*answer));
    }
    job->done.clear();
    co_return Result<void>();
}

/// Which chunks are there. False: something else than what we would have put there.
Task<Result<bool>> listChunks(JobPtr job)
{
    if (!job->http) {
        co_return cancelled();
    }
    const QList<XmlName> wanted{sizeName, typeName};
    DavClient dav(*job->http, job->features.root);
    const auto answer = co_await dav.propfind(job->folder, DavClient::Depth::One, wanted);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    job->done.clear();
    for (const auto &resource : answer->resources) {
        const auto name = normalHref(resource.href).section(u'/', -1, -1, QString::SectionSkipEmpty);
        const auto number = CloudChunks::numberOf(name);
        if (!number || !isBelowCloudFolder(resource.href, job->folder)) {
            continue; // the folder itself, ".file", ".target"
        }
        bool isNumber = false;
        const auto size = resource.text(sizeName).toLongLong(&isNumber);
        if (*number > job->chunks.count() || (isNumber && size > job->chunks.length(*number))) {
            co_return false;
        }
        if (isNumber && size == job->chunks.length(*number)) {
            job->done.insert(*number); // a shorter one broke off; it is sent again
        }
    }
    co_return true;
}

/// Makes the folder for the chunks, or finds out what an earlier attempt left in it.
Task<Result<FolderState>> openFolder(JobPtr job)
{
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (!job->http) {
            co_return cancelled();
        }
        HttpRequest request{.method = "MKCOL"_ba, .url = job->url(job->folder), .headers = job->headers()};
        const auto answer = co_await job->http->send(std::move(request));
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        if (answer->isSuccess()) {
            co_return FolderState::New;
        }
        if (answer->status != 405) {
            co_return std::unexpected(cloudError(*answer));
        }
        const auto listed = co_await listChunks(job);
        if (listed && *listed) {
            co_return FolderState::Resumed;
        }
        if (!listed && listed.error().kind != Error::Kind::NotFound) { // it has just expired
            co_return std::unexpected(listed.error());
        }
        if (listed) {
            const auto dropped = co_await dropFolder(job);
            if (!dropped) {
                co_return std::unexpected(dropped.error());
            }
        }
    }
    co_return failure(Error::Kind::Throttled, i18nc("@info", "The server %1 is busy. Kontor tries again later.", job->features.root.host()),
                      u"the folder for chunks comes and goes"_s);
}

/// Sends one chunk after the other until none is left or something failed; several run side by side.
Task<> sendChunks(JobPtr job)
{
    while (!job->error && job->next <= job->chunks.count()) {
        const int number = job->next++;
        if (job->done.contains(number)) {
            continue;
        }
        if (!job->http) {
            job->error = cancelled().error();
            co_return;
        }
        const qint64 begin = job->chunks.offset(number);
        const auto source = std::make_shared<HttpSource>();
        source->size = job->chunks.length(number);
        source->read = [read = job->upload.read, begin](qint64 offset, qint64 length) {
            return read(begin + offset, length);
        };
        HttpRequest request{.method = "PUT"_ba, .url = job->url(job->folder + CloudChunks::name(number)), .headers = job->headers(), .timeout = chunkPatience};
        request.source = source;
        const auto answer = co_await job->http->send(std::move(request));
        if (answer && answer->isSuccess()) {
            job->done.insert(number);
        } else if (!job->error) {
            job->error = answer ? cloudError(*answer) : answer.error();
        }
    }
}

/// A folder that is gone or that the server lost track of: everything once more, from the beginning.
bool isLostFolder(const Error &error)
{
    return error.kind == Error::Kind::NotFound || (error.kind == Error::Kind::Conflict && error.detail.contains("HTTP 412"_L1));
}

Task<Result<void>> sendAll(JobPtr job)
{
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto opened = co_await openFolder(job);
        if (!opened) {
            co_return std::unexpected(opened.error());
        }
        job->next = 1;
        job->error.reset();
        std::vector<Task<>> senders;
        for (int sender = 0; sender < job->chunks.atOnce(); ++sender) {
            senders.push_back(sendChunks(job));
        }
        for (auto &sender : senders) {
            co_await sender;
        }
        if (!job->error) {
            co_return Result<void>();
        }
        if (!isLostFolder(*job->error) || attempt > 0) {
            break;
        }
        qCInfo(logNet) << "the chunks of an upload are gone; once more";
        const auto dropped = co_await dropFolder(job);
        if (!dropped) {
            co_return std::unexpected(dropped.error());
        }
    }
    co_return std::unexpected(*job->error);
}

Task<Result<HttpAnswer>> assemble(JobPtr job)
{
    if (!job->http) {
        co_return cancelled();
    }
    const auto &upload = job->upload;
    HttpRequest request{.method = "MOVE"_ba, .url = job->url(job->folder + ".file"_L1), .headers = job->headers()};
    request.timeout = std::min<std::chrono::milliseconds>(std::chrono::minutes(2) + std::chrono::minutes(3) * (upload.size >> 30), std::chrono::minutes(30));
    if (upload.modified > lastCloudTimeRefused) {
        request.headers.emplaceBack("X-OC-MTime", QByteArray::number(upload.modified));
    }
    if (!upload.checksum.isEmpty()) {
        request.headers.emplaceBack("OC-Checksum", upload.checksum);
    }
    if (upload.ifNoneMatch) {
        request.headers.emplaceBack("Overwrite", "F");
    }
    if (!upload.ifMatch.isEmpty()) { // If-Match would be about what is moved (RFC 4918, 10.4.1)
        const QByteArray path = job->url(upload.destination).path(QUrl::FullyEncoded).toLatin1();
        request.headers.emplaceBack("If", "<" + path + "> ([\"" + job->ifMatch().toUtf8() + "\"])");
    }
    co_return co_await job->http->send(std::move(request));
}

/// Errors that do not say that nothing happens: putting the chunks together takes long, and proxies lose patience.
bool mayBeLate(const Error &error)
{
    return isPassing(error.kind);
}

/// Waits for what is perhaps still being put together. \p error is the answer if it never comes.
Task<Result<CloudServer::Uploaded>> waitForIt(JobPtr job, Error error)
{
    const QDeadlineTimer deadline(assemblyPatience);
    std::chrono::milliseconds pause = shortPause;
    while (true) {
        const auto there = co_await lookAtDestination(job);
        if (there && isDone(*there, *job)) {
            co_return uploadedFrom(*there);
        }
        if (!there && !isPassing(there.error().kind)) {
            co_return std::unexpected(there.error());
        }
        if (there) {
            if (!job->http) {
                co_return cancelled();
            }
            const QList<XmlName> wanted{typeName};
            DavClient dav(*job->http, job->features.root);
            const auto folder = co_await dav.propfind(job->folder, DavClient::Depth::Zero, wanted);
            if (!folder && folder.error().kind == Error::Kind::NotFound) { // it is over, one way or the other
                const auto last = co_await lookAtDestination(job);
                if (last && isDone(*last, *job)) {
                    co_return uploadedFrom(*last);
                }
                co_return std::unexpected(error);
            }
            if (!folder && folder.error().kind == Error::Kind::Cancelled) {
                co_return std::unexpected(folder.error());
            }
        }
        if (deadline.hasExpired() || error.kind == Error::Kind::Offline) { // without a connection the engine waits better
            co_return std::unexpected(error);
        }
        co_await sleepFor(pause);
        pause = std::min<std::chrono::milliseconds>(pause * 2, longPause);
    }
}

Task<Result<CloudServer::Uploaded>> finish(JobPtr job)
{
    const auto there = co_await lookAtDestination(job);
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (!mayGoThere(*there, *job)) {
        co_return contested(*job); // the chunks stay: the user may decide that they win
    }
    const auto answer = co_await assemble(job);
    if (answer && answer->isSuccess()) {
        CloudServer::Uploaded uploaded{.etag = cloudRevision(QString::fromUtf8(answer->header("OC-ETag"))), .fileId = cloudFileId(answer->header("OC-FileId"))};
        if (uploaded.etag.isEmpty()) {
            uploaded.etag = cloudRevision(QString::fromUtf8(answer->header("ETag")));
        }
        if (!uploaded.etag.isEmpty() && !uploaded.fileId.isEmpty()) {
            co_return uploaded;
        }
        const auto now = co_await lookAtDestination(job);
        // Somebody else may have been there meanwhile; what is not known is better than what is wrong.
        co_return now && isDone(*now, *job) ? uploadedFrom(*now) : uploaded;
    }
    const Error error = answer ? cloudError(*answer) : answer.error();
    if (mayBeLate(error)) {
        co_return co_await waitForIt(job, error);
    }
    if (error.kind == Error::Kind::NotFound) { // the chunks have expired, or were put together and the answer was lost
        const auto now = co_await lookAtDestination(job);
        if (now && isDone(*now, *job)) {
            co_return uploadedFrom(*now);
        }
    }
    co_return std::unexpected(error);
}

Task<Result<CloudServer::Uploaded>> run(JobPtr job)
{
    const auto there = co_await lookAtDestination(job);
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (isDone(*there, *job)) {
        co_return uploadedFrom(*there);
    }
    if (!mayGoThere(*there, *job)) {
        co_return contested(*job);
    }
    Result<CloudServer::Uploaded> uploaded;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto sent = co_await sendAll(job);
        if (!sent) {
            co_return std::unexpected(sent.error());
        }
        uploaded = co_await finish(job);
        if (uploaded) {
            co_return uploaded;
        }
        // 400: the chunks do not sum up. Then, as when they are gone, only another beginning helps.
        const bool isWrong = uploaded.error().detail.contains("HTTP 400"_L1);
        if (uploaded.error().kind != Error::Kind::NotFound && !isWrong) {
            co_return uploaded;
        }
        const auto dropped = co_await dropFolder(job);
        if (!dropped) {
            co_return std::unexpected(dropped.error());
        }
    }
    co_return uploaded;
}

bool isToken(const QString &token)
{
    return !token.isEmpty() && token.size() <= 200 && std::ranges::all_of(token, [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-';
    });
}
}

Task<Result<CloudServer::Uploaded>> CloudServer::upload(Upload upload)
{
    const bool isSound = isToken(upload.token) && upload.size > 0 && upload.read && !upload.ifMatch.contains(u'"') && !m_features.userId.isEmpty();
    if (!isSound || upload.size > CloudChunks::largestFile) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "This is too large for the server %1.", m_features.root.host()), u"no upload in chunks"_s);
    }
    auto job = std::make_shared<Job>();
    job->http = m_http;
    job->features = m_features;
    job->revisions = m_revisions;
    job->chunks = CloudChunks(upload.size, m_features.chunkSize, m_features.chunksAtOnce);
    const QString person = QString::fromLatin1(QUrl::toPercentEncoding(m_features.userId));
    job->folder = normalHref(QString(m_features.root.path(QUrl::FullyEncoded) + "remote.php/dav/uploads/"_L1 + person + u'/' + upload.token + u'/'));
    job->upload = std::move(upload);
    co_return co_await run(std::move(job));
}

}
