// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizerupload.h"

#include "base/log.h"
#include "base/stepback.h"
#include "files/filename.h"
#include "store/blobs.h"

#include <KLocalizedString>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr qint64 largeUpload = qint64(10) << 20; ///< goes in chunks where the server takes them
constexpr qint64 smallUpload = qint64(64) << 10;
constexpr int nameAttempts = 8; ///< while others take the free names
constexpr int weakAttempts = 3;
constexpr auto weakPause = 1100ms; ///< Apache: an etag is weak as long as the file could still change within the same tick
constexpr int looksUntilTried = 3;
constexpr qint64 largestSummed = qint64(256) << 20; ///< a checksum means to read it twice

std::unexpected<Error> changedThere(const QString &detail)
{
    return failure(Error::Kind::Conflict, i18nc("@info a new version of a file cannot be uploaded", "Somebody else has changed this file on the server meanwhile."), detail);
}

std::unexpected<Error> goneThere()
{
    return failure(Error::Kind::NotFound, i18nc("@info a new version of a file cannot be uploaded", "Somebody else has removed this file from the server meanwhile."));
}

QString text(const Change &change, QLatin1StringView key)
{
    return change.arguments.value(key).toString();
}

/// Nextcloud tells "00000042ocab12cd": the number of the file and the name of the installation.
QString numberOf(const QByteArray &fileId)
{
    qsizetype end = 0;
    while (end < fileId.size() && fileId[end] >= '0' && fileId[end] <= '9') {
        ++end;
    }
    bool isNumber = false;
    const auto number = fileId.first(end).toULongLong(&isNumber);
    return isNumber ? QString::number(number) : QString();
}
}

FileSynchronizerUpload::FileSynchronizerUpload(std::shared_ptr<FileSynchronizerSession> session, std::shared_ptr<FileSynchronizerFetch> fetch)
    : m_session(std::move(session))
    , m_fetch(std::move(fetch))
{
}

Receipt FileSynchronizerUpload::receiptOf(const FileFacts &facts)
{
    return {.remoteId = facts.href, .revision = facts.etag, .payload = facts.toCbor()};
}

FileUpload FileSynchronizerUpload::uploadOf(const Change &change)
{
    return {text(change, "content"_L1), change.arguments.value("size"_L1).toInteger(), change.arguments.value("modified"_L1).toInteger()};
}

bool FileSynchronizerUpload::mustLook(const FileLink &link) const
{
    return !link.isCloud() && m_session->conditions != FileSynchronizerSession::Conditions::Honoured;
}

Task<Result<QByteArray>> FileSynchronizerUpload::readPieces(FileShelf shelf, QString key, qint64 offset, qint64 length)
{
    auto piece = co_await resultOf(shelf.piece(key, int(offset / filePieceSize)));
    if (!piece) {
        co_return piece;
    }
    const qint64 within = offset % filePieceSize;
    co_return within == 0 && piece->size() <= length ? *std::move(piece) : piece->mid(within, length);
}

Task<Result<FileSynchronizerUpload::Answer>> FileSynchronizerUpload::put(Link link, Put wanted)
{
    auto self = shared_from_this();
    const auto &upload = wanted.upload;
    if (link->isCloud() && wanted.checksum.isEmpty() && upload.size > 0 && upload.size <= largestSummed) {
        auto sum = co_await checksum(upload, link->cloud->features().checksumType);
        if (!sum) {
            co_return std::unexpected(sum.error());
        }
        wanted.checksum = *std::move(sum);
    }
    if (link->isCloud() && link->cloud->features().chunking && upload.size > largeUpload) {
        co_return co_await putInChunks(link, wanted);
    }
    HttpRequest request{.method = "PUT"_ba, .url = link->url(wanted.href)};
    request.timeout = upload.size > filePieceSize ? 10min : 3min; // a server may take its time before it answers
    request.headers.emplaceBack("Content-Type", "application/octet-stream");
    if (wanted.condition == Condition::IsNew) {
        request.headers.emplaceBack("If-None-Match", "*");
    } else if (wanted.condition == Condition::IsVersion && isKeptEtag(wanted.revision)) {
        request.headers.emplaceBack("If-Match", '"' + wanted.revision.toUtf8() + '"');
    }
    if (link->isCloud() && upload.modified / 1000 > lastCloudTimeRefused) {
        request.headers.emplaceBack("X-OC-MTime", QByteArray::number(upload.modified / 1000));
    }
    if (!wanted.checksum.isEmpty()) {
        request.headers.emplaceBack("OC-Checksum", wanted.checksum);
    }
    if (upload.size > filePieceSize) {
        auto source = std::make_shared<HttpSource>();
        source->size = upload.size;
        source->read = [shelf = m_session->shelf, key = upload.key](qint64 offset, qint64 length) {
            return readPieces(shelf, key, offset, length);
        };
        request.source = source;
    } else if (upload.size > 0) {
        auto bytes = co_await readPieces(m_session->shelf, upload.key, 0, upload.size);
        if (!bytes) {
            co_return std::unexpected(bytes.error());
        }
        if (bytes->size() != upload.size) {
            co_return failure(Error::Kind::NotFound, i18nc("@info", "The content of this file is not here."), u"a piece is too short"_s);
        }
        request.body = *std::move(bytes);
    }
    const auto answer = co_await link->http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(co_await whyLost(link, wanted, answer.error()));
    }
    if (!answer->isSuccess() && answer->status != 412) {
        co_return std::unexpected(fileError(*answer));
    }
    const auto etag = answer->header("ETag").isEmpty() ? answer->header("OC-ETag") : answer->header("ETag");
    Answer told{.status = answer->status, .fileId = numberOf(answer->header("OC-FileId")), .checksum = wanted.checksum};
    if (!etag.startsWith("W/")) {
        told.etag = plainFileEtag(etag);
    }
    const auto moment = answer->header("Last-Modified").isEmpty() ? answer->header("Date") : answer->header("Last-Modified");
    told.modified = answer->header("X-OC-MTime") == "accepted" ? upload.modified / 1000 * 1000 : httpMoment(moment);
    if (wanted.condition == Condition::IsNew && told.status == 412) {
        m_session->conditions = FileSynchronizerSession::Conditions::Honoured;
    }
    co_return told;
}

/// A server that has no room may hang up while it is being sent to, so that its answer does not arrive.
Task<Error> FileSynchronizerUpload::whyLost(Link link, Put wanted, Error error)
{
    auto self = shared_from_this();
    if (error.kind != Error::Kind::Offline || wanted.upload.size < smallUpload || m_session->isStopped) {
        co_return error;
    }
    const auto above = co_await m_session->list(link, parentHref(wanted.href), FileSynchronizerSession::Depth::Zero);
    if (above && above->quotaAvailable >= 0 && above->quotaAvailable < wanted.upload.size) {
        error.kind = Error::Kind::OverQuota;
        error.message = i18nc("@info", "There is no room left on the server %1.", link->base.host());
    } else if (above) { // it is there: what goes wrong is this file's alone
        error.kind = Error::Kind::Timeout;
        error.message = i18nc("@info", "The server %1 hung up while this was being sent. Perhaps it takes nothing of this size.", link->base.host());
    }
    co_return error;
}

Task<Result<FileSynchronizerUpload::Answer>> FileSynchronizerUpload::putInChunks(Link link, Put wanted)
{
    auto self = shared_from_this();
    CloudServer::Upload upload;
    upload.destination = wanted.href;
    upload.token = wanted.upload.key;
    upload.token.replace(u':', u'-');
    upload.token += u'-' + QString::fromLatin1(QCryptographicHash::hash(wanted.href.toUtf8(), QCryptographicHash::Sha1).toHex().left(8));
    upload.size = wanted.upload.size;
    upload.modified = wanted.upload.modified / 1000;
    upload.checksum = wanted.checksum;
    upload.ifNoneMatch = wanted.condition == Condition::IsNew;
    upload.ifMatch = wanted.condition == Condition::IsVersion && isKeptEtag(wanted.revision) ? wanted.revision : QString();
    upload.read = [shelf = m_session->shelf, key = wanted.upload.key](qint64 offset, qint64 length) {
        return readPieces(shelf, key, offset, length);
    };
    const auto cloud = link->cloud;
    const auto uploaded = co_await cloud->upload(std::move(upload));
    if (!uploaded && uploaded.error().kind == Error::Kind::Conflict && uploaded.error().detail.startsWith("HTTP 412"_L1)) {
        co_return Answer{.status = 412};
    }
    if (!uploaded) {
        co_return std::unexpected(uploaded.error());
    }
    co_return Answer{.status = 201, .etag = plainFileEtag(uploaded->etag.toUtf8()), .fileId = uploaded->fileId, .modified = wanted.upload.modified / 1000 * 1000, .checksum = wanted.checksum};
}

/// The content is there: says as what. \p before: what else is known of the file.
Task<Result<Receipt>> FileSynchronizerUpload::stored(Link link, Put wanted, Answer answer, FileFacts before)
{
    auto self = shared_from_this();
    FileFacts facts = std::move(before);
    facts.href = wanted.href;
    facts.size = wanted.upload.size;
    facts.modified = answer.modified;
    facts.etag = answer.etag;
    facts.checksum = QString::fromLatin1(answer.checksum);
    facts.fileId = answer.fileId.isEmpty() ? facts.fileId : answer.fileId;
    using Etags = FileSynchronizerSession::Manners::Etags;
    if (link->isCloud() && !facts.etag.isEmpty()) {
        co_return receiptOf(facts);
    }
    if (facts.etag.isEmpty() && m_session->manners.written != Etags::Other) {
        // Not by PROPFIND: this is asked after every file of many.
        HttpRequest request{.method = "HEAD"_ba, .url = link->url(wanted.href), .headers = {{"Accept-Encoding", "identity"}}};
        const auto head = co_await link->http->send(std::move(request));
        const bool isKnown = head && head->isSuccess() && (head->header("Content-Length").isEmpty() || head->header("Content-Length").toLongLong() == facts.size);
        if (isKnown) {
            facts.modified = httpMoment(head->header("Last-Modified"));
            facts.etag = plainFileEtag(head->header("ETag"));
            facts.etag = facts.etag.isEmpty() ? madeUpEtag(facts.modified, facts.size) : facts.etag;
        }
        // Else somebody else may have written already: the next listing says what is there.
    }
    if (m_session->manners.written == Etags::Same) {
        co_return receiptOf(facts);
    }
    const auto listed = co_await looked(link, facts);
    co_return receiptOf(listed.value_or(facts));
}

/// As a listing tells it: not all servers call a version everywhere the same. Once one has shown that it does, this is not asked any more.
Task<Result<FileFacts>> FileSynchronizerUpload::looked(Link link, FileFacts facts)
{
    auto self = shared_from_this();
    using Etags = FileSynchronizerSession::Manners::Etags;
    const auto there = co_await m_session->look(link, facts.href);
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (!*there || (*there)->isFolder || (*there)->size != facts.size) {
        co_return facts;
    }
    if (!facts.etag.isEmpty()) {
        m_session->manners.written = (*there)->etag == facts.etag ? Etags::Same : Etags::Other;
    }
    facts.etag = (*there)->etag;
    facts.modified = (*there)->modified;
    co_return facts;
}

Task<Result<QByteArray>> FileSynchronizerUpload::checksum(FileUpload upload, QString kind)
{
    auto self = shared_from_this();
    const auto algorithm = fileChecksumAlgorithm(kind);
    if (!algorithm) {
        co_return QByteArray();
    }
    const auto hash = std::make_shared<QCryptographicHash>(*algorithm);
    for (qint64 offset = 0; offset < upload.size; offset += filePieceSize) {
        auto bytes = co_await readPieces(m_session->shelf, upload.key, offset, filePieceSize);
        if (!bytes) {
            co_return std::unexpected(bytes.error());
        }
        const auto added = co_await resultOf(QtConcurrent::run(m_session->pool.get(), [hash, bytes = *std::move(bytes)]() -> Result<void> {
            stepBack();
            hash->addData(bytes);
            return {};
        }));
        if (!added) {
            co_return std::unexpected(added.error());
        }
    }
    co_return kind.toUpper().toLatin1() + ':' + hash->result().toHex();
}

Task<Result<FileSynchronizerUpload::Likeness>> FileSynchronizerUpload::likeness(FileFacts there, FileUpload upload, Remains remains)
{
    auto self = shared_from_this();
    if (there.isFolder || there.size > upload.size || (there.size < upload.size && remains == Remains::Never)) {
        co_return Likeness::Other;
    }
    if (there.size == upload.size && there.checksum.contains(u':')) { // one that differs may be an old one
        const auto sum = co_await checksum(upload, there.checksum.section(u':', 0, 0));
        if (sum && !sum->isEmpty() && there.checksum.compare(QString::fromLatin1(*sum), Qt::CaseInsensitive) == 0) {
            co_return Likeness::Same;
        }
    }
    for (qint64 offset = 0; offset < there.size; offset += filePieceSize) {
        const auto length = std::min(filePieceSize, there.size - offset);
        const auto theirs = co_await m_fetch->read(there.href, offset, length, {});
        if (!theirs) {
            co_return std::unexpected(theirs.error());
        }
        const auto mine = co_await readPieces(m_session->shelf, upload.key, offset, length);
        if (!mine) {
            co_return std::unexpected(mine.error());
        }
        if (*mine != *theirs) {
            co_return Likeness::Other;
        }
    }
    co_return there.size == upload.size ? Likeness::Same : Likeness::Beginning;
}

/// Revisions change without any change of content: with locks, restored backups, a server that was moved.
Task<Result<bool>> FileSynchronizerUpload::isBase(FileFacts there, Change change, QString base)
{
    auto self = shared_from_this();
    if (there.isFolder || there.size <= 0 || base.isEmpty()) {
        co_return false;
    }
    const auto key = fileContentKey(change.item, base);
    const int last = filePieces(there.size) - 1;
    const auto end = co_await resultOf(m_session->shelf.piece(key, last));
    const auto beyond = co_await resultOf(m_session->shelf.piece(key, last + 1));
    if (!end || end->size() != there.size - last * filePieceSize || beyond) {
        co_return false;
    }
    const auto like = co_await likeness(there, {key, there.size}, Remains::Never);
    co_return like.transform([](Likeness found) {
        return found == Likeness::Same;
    });
}

Task<Result<bool>> FileSynchronizerUpload::isFormer(FileFacts there, Change change)
{
    auto self = shared_from_this();
    QList<QCborArray> former; // by its pieces
    for (const auto all = change.arguments.value("former"_L1).toArray(); const auto &one : all) {
        if (!there.isFolder && one.toArray().size() == filePieces(there.size)) {
            former << one.toArray();
        }
    }
    for (int piece = 0; piece < filePieces(there.size) && !former.isEmpty(); ++piece) {
        const qint64 offset = piece * filePieceSize;
        const auto theirs = co_await m_fetch->read(there.href, offset, std::min(filePieceSize, there.size - offset), {});
        if (!theirs) {
            co_return std::unexpected(theirs.error());
        }
        former.removeIf([piece, id = Blobs::idOf(*theirs)](const QCborArray &pieces) {
            return pieces.at(piece).toString() != id;
        });
    }
    co_return !former.isEmpty();
}

Task<Result<bool>> FileSynchronizerUpload::isFolder(Link link, QString href)
{
    auto self = shared_from_this();
    const auto there = co_await m_session->look(link, href);
    co_return there.transform([](const std::optional<FileFacts> &facts) {
        return facts && facts->isFolder;
    });
}

Task<Result<QString>> FileSynchronizerUpload::freeName(Link link, QString folder, QString name)
{
    auto self = shared_from_this();
    const auto taken = std::make_shared<QStringList>();
    const auto note = [](std::shared_ptr<QStringList> names, QList<FileFacts> entries) -> Task<Result<void>> {
        for (const auto &facts : entries) {
            *names << facts.name;
        }
        co_return {};
    };
    const auto listed = co_await m_session->list(link, folder, FileSynchronizerSession::Depth::One, [taken, note](QList<FileFacts> entries) {
        return note(taken, std::move(entries));
    });
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    co_return FileName::free(name, *taken);
}

Task<Result<Receipt>> FileSynchronizerUpload::create(Link link, Change change, QString folder)
{
    auto self = shared_from_this();
    auto name = text(change, "name"_L1);
    Put wanted{.upload = uploadOf(change), .condition = Condition::IsNew};
    // Clouds show a file when all of it has come; others keep what came before the connection broke.
    const auto remains = change.answerLost && !link->isCloud() ? Remains::Perhaps : Remains::Never;
    bool looks = change.answerLost || mustLook(*link);
    for (int attempt = 0; attempt < nameAttempts; ++attempt) {
        wanted.href = fileHref(folder, name);
        if (!looks) {
            auto answer = co_await put(link, wanted);
            if (answer && answer->status != 412) {
                FileFacts facts;
                facts.name = name;
                if (co_await tryConditions(link, wanted)) {
                    answer->etag.clear(); // written once more
                }
                co_return co_await stored(link, wanted, *answer, facts);
            }
            if (!answer && answer.error().kind != Error::Kind::Conflict && answer.error().kind != Error::Kind::NotFound && answer.error().kind != Error::Kind::Protocol) {
                co_return std::unexpected(answer.error());
            }
            if (!answer) { // perhaps the folder is gone, or a folder has this name
                const auto above = co_await isFolder(link, folder);
                if (above && !*above) {
                    co_return failure(Error::Kind::Conflict, i18nc("@info a file cannot be uploaded", "The folder it should go to no longer exists on the server."), answer.error().detail);
                }
                const auto taken = co_await isFolder(link, wanted.href);
                if (!above || !taken || !*taken) {
                    co_return std::unexpected(answer.error());
                }
            }
        }
        const auto there = co_await m_session->look(link, wanted.href);
        if (!there) {
            co_return std::unexpected(there.error());
        }
        m_session->looksBeforeWrites += looks ? 1 : 0;
        if (*there) {
            // It may be ours: an answer that was lost, or a request that was sent twice.
            const auto like = co_await likeness(**there, wanted.upload, remains);
            if (!like) {
                co_return std::unexpected(like.error());
            }
            if (*like == Likeness::Same) {
                co_return receiptOf(**there);
            }
            const auto former = co_await isFormer(**there, change);
            if (!former) {
                co_return std::unexpected(former.error());
            }
            if (*former || *like == Likeness::Beginning) { // it has become a new version of that
                if (wanted.condition == Condition::IsVersion) {
                    co_await m_session->nap(weakPause);
                }
                wanted.condition = Condition::IsVersion;
                wanted.revision = (*there)->etag;
                looks = false;
                continue;
            }
            wanted.condition = Condition::IsNew;
            auto free = co_await freeName(link, folder, name);
            if (!free) {
                co_return std::unexpected(free.error());
            }
            name = *std::move(free);
            looks = mustLook(*link);
            continue;
        }
        looks = false; // nothing is there: now
    }
    co_return changedThere(u"no free name was found"_s);
}

/// Finds out whether this server keeps to conditions, by writing the same small file once more.
Task<bool> FileSynchronizerUpload::tryConditions(Link link, Put wanted)
{
    auto self = shared_from_this();
    using Conditions = FileSynchronizerSession::Conditions;
    if (link->isCloud() || m_isTrying || m_session->conditions != Conditions::Unknown || m_session->looksBeforeWrites < looksUntilTried || wanted.upload.size > smallUpload) {
        co_return false;
    }
    m_isTrying = true;
    const auto again = co_await put(link, wanted);
    m_isTrying = false;
    if (again) {
        m_session->conditions = again->status == 412 ? Conditions::Honoured : Conditions::Ignored;
        qCDebug(logSync) << "conditions of writes are" << (again->status == 412 ? "honoured" : "ignored");
    }
    co_return !again || again->status != 412;
}

Task<Result<Receipt>> FileSynchronizerUpload::replace(Link link, Change change)
{
    auto self = shared_from_this();
    if (change.itemRemoteId.isEmpty()) {
        co_return goneThere();
    }
    Put wanted{.href = change.itemRemoteId, .upload = uploadOf(change), .condition = Condition::IsVersion, .revision = text(change, "base"_L1)};
    wanted.revision = wanted.revision.isEmpty() ? change.revision : wanted.revision;
    const auto base = wanted.revision;
    const auto place = co_await resultOf(m_session->shelf.place(change.item));
    const auto before = place ? FileFacts::fromCbor(place->payload).value_or(FileFacts{}) : FileFacts{};
    int weak = 0;
    const auto remains = change.answerLost && !link->isCloud() ? Remains::Perhaps : Remains::Never;
    bool looks = change.answerLost || mustLook(*link) || !isKeptEtag(wanted.revision);
    for (int attempt = 0; attempt < nameAttempts; ++attempt) {
        wanted.revision = link->isCloud() ? link->cloud->revisionNow(wanted.href, wanted.revision) : wanted.revision;
        if (looks) {
            const auto there = co_await m_session->look(link, wanted.href);
            if (!there) {
                co_return std::unexpected(there.error());
            }
            if (!*there) {
                co_return goneThere();
            }
            if ((*there)->isFolder) {
                co_return changedThere(u"a folder is there now"_s);
            }
            if ((*there)->etag != wanted.revision) {
                // What was sent from here meanwhile is no other version: this one was made of it.
                const auto successor = m_session->successors.value({change.item, wanted.revision});
                if (!successor.isEmpty() && successor != wanted.revision) {
                    wanted.revision = successor;
                    continue;
                }
                const auto like = co_await likeness(**there, wanted.upload, remains);
                if (!like) {
                    co_return std::unexpected(like.error());
                }
                if (*like != Likeness::Same) {
                    auto isKnown = co_await isFormer(**there, change);
                    if (isKnown && !*isKnown && *like != Likeness::Beginning) {
                        isKnown = co_await isBase(**there, change, base);
                    }
                    if (!isKnown) {
                        co_return std::unexpected(isKnown.error());
                    }
                    if (!*isKnown && *like != Likeness::Beginning) {
                        co_return changedThere(u"uploaded at another revision"_s);
                    }
                    wanted.revision = (*there)->etag;
                    continue;
                }
                m_session->successors.insert({change.item, base}, (*there)->etag);
                co_return receiptOf(**there);
            }
            if (weak > 0 && weak <= weakAttempts) {
                co_await m_session->nap(weakPause);
            }
        }
        auto now = wanted;
        now.condition = weak > weakAttempts ? Condition::None : Condition::IsVersion; // always weak: it was looked at a moment ago
        auto answer = co_await put(link, now);
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        if (answer->status != 412) {
            FileFacts facts = before;
            if (facts.name.isEmpty()) {
                facts.name = QString::fromUtf8(QByteArray::fromPercentEncoding(wanted.href.section(u'/', -1).toLatin1()));
            }
            auto receipt = co_await stored(link, wanted, *answer, facts);
            if (receipt && !receipt->revision.isEmpty()) {
                m_session->successors.insert({change.item, base}, receipt->revision);
            }
            co_return receipt;
        }
        looks = true;
        ++weak;
    }
    co_return changedThere(u"it changes faster than it can be written"_s);
}

}
