// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizerfetch.h"

#include "base/log.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 longestWhole = qint64(64) << 20; ///< of something whose size nobody knows

std::unexpected<Error> cutOff(const QString &host, qint64 came, qint64 expected)
{
    return failure(Error::Kind::Timeout, i18nc("@info", "The connection to the server %1 was lost.", host), u"%1 of %2 octets"_s.arg(came).arg(expected));
}

/// A server's trouble with one file must not keep the others from coming.
Error asOneFilesTrouble(Error error)
{
    const bool isBusy = error.detail.startsWith("HTTP 503"_L1) || error.detail.startsWith("HTTP 429"_L1);
    if (error.kind == Error::Kind::Throttled && !isBusy) {
        error.kind = Error::Kind::Protocol;
    }
    return error;
}

/// "bytes 0-99/1000": the first number and the last; -1: not told.
std::pair<qint64, qint64> contentRange(const QByteArray &value)
{
    const auto words = value.trimmed();
    if (!words.startsWith("bytes ")) {
        return {-1, -1};
    }
    const auto dash = words.indexOf('-');
    const auto slash = words.indexOf('/');
    bool isFirst = false;
    bool isTotal = false;
    const auto first = words.mid(6, dash - 6).trimmed().toLongLong(&isFirst);
    const auto total = slash < 0 ? -1 : words.mid(slash + 1).trimmed().toLongLong(&isTotal);
    return {isFirst ? first : -1, isTotal ? total : -1};
}
}

/// What is wanted of a file, and what has come of it.
struct FileSynchronizerFetch::Range {
    qint64 begin = 0;
    qint64 length = 0;
    qint64 size = -1; ///< of the whole; -1: unknown
    QString revision{}; ///< empty: any
    QByteArray bytes{};
    qint64 at = -1; ///< of the next octet that comes; -1: nothing has come
    bool isAnyVersion = false; ///< it is looked at otherwise whether this is the right one
    bool isOther = false; ///< it is of another version
    bool isComplete = false; ///< what comes behind is not wanted
};

FileSynchronizerFetch::FileSynchronizerFetch(std::shared_ptr<FileSynchronizerSession> session)
    : m_session(std::move(session))
{
}

std::unexpected<Error> FileSynchronizerFetch::changed(const QString &detail) const
{
    return failure(Error::Kind::Conflict, i18nc("@info", "This file has just been changed on the server."), detail);
}

Task<Result<FetchedPart>> FileSynchronizerFetch::fetch(ItemRef item, QString part, qint64 offset)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto wanted = FilePart::fromString(part);
    if (!wanted) {
        auto bytes = co_await read(item.remoteId, offset, longestWhole, {});
        if (!bytes) {
            co_return std::unexpected(asOneFilesTrouble(bytes.error()));
        }
        co_return FetchedPart{*std::move(bytes), false};
    }
    const auto place = co_await resultOf(m_session->shelf.place(item.id));
    if (!place) {
        co_return std::unexpected(place.error());
    }
    const auto facts = FileFacts::fromCbor(place->payload);
    if (!facts || place->href.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "The server does not have this yet."));
    }
    if (facts->etag != wanted->revision) {
        co_return failure(Error::Kind::Conflict, i18nc("@info", "This file has just been changed on the server."), u"another revision is known"_s);
    }
    auto bytes = co_await piece(*link, place->href, *facts, *wanted);
    if (!bytes) {
        co_return std::unexpected(asOneFilesTrouble(co_await m_session->explained(*link, bytes.error())));
    }
    // The engine may go on inside of a piece.
    co_return FetchedPart{offset > 0 ? bytes->mid(offset) : *std::move(bytes), false};
}

Task<Result<QByteArray>> FileSynchronizerFetch::piece(Link link, QString href, FileFacts facts, FilePart part)
{
    const qint64 begin = part.piece * filePieceSize;
    const qint64 length = std::min(filePieceSize, facts.size - begin);
    if (facts.size == 0 && part.piece == 0) {
        co_return QByteArray("");
    }
    if (length <= 0) {
        co_return failure(Error::Kind::Conflict, i18nc("@info", "This file has just been changed on the server."), u"behind its end"_s);
    }
    const auto wanted = std::make_shared<Range>(Range{.begin = begin, .length = length, .size = facts.size, .revision = part.revision});
    wanted->isAnyVersion = m_session->manners.readsOtherEtags;
    auto bytes = co_await pieceOf(link, href, facts, wanted);
    const bool isContested = !bytes && bytes.error().kind == Error::Kind::Conflict;
    if (isContested || (bytes && wanted->isAnyVersion)) {
        const auto there = co_await m_session->look(link, href);
        if (!there) {
            co_return std::unexpected(there.error());
        }
        const bool isSame = *there && (*there)->etag == part.revision && (*there)->size == facts.size;
        if (isSame && isContested && wanted->isOther && !wanted->isAnyVersion) {
            // By its listings nothing has changed: this server tells other etags with the content.
            m_session->manners.readsOtherEtags = true;
            *wanted = Range{.begin = begin, .length = length, .size = facts.size, .revision = part.revision, .isAnyVersion = true};
            co_return co_await pieceOf(link, href, facts, wanted);
        }
        if (!isSame && outdated) {
            outdated();
        }
        if (!isSame && bytes) {
            co_return changed(u"fetched while it changed"_s);
        }
    }
    co_return bytes;
}

Task<Result<QByteArray>> FileSynchronizerFetch::pieceOf(Link link, QString href, FileFacts facts, std::shared_ptr<Range> wanted)
{
    auto self = shared_from_this();
    if (facts.size > filePieceSize) {
        co_return co_await range(link, href, wanted);
    }
    auto bytes = co_await whole(link, href, wanted);
    if (!bytes) {
        co_return bytes;
    }
    co_return co_await checked(link, href, facts, wanted, *std::move(bytes));
}

/// What does not fit the checksum that the server keeps is fetched once more; when it is the same again, the checksum is an old one.
Task<Result<QByteArray>> FileSynchronizerFetch::checked(Link link, QString href, FileFacts facts, std::shared_ptr<Range> wanted, QByteArray bytes)
{
    auto self = shared_from_this();
    const auto kind = facts.checksum.section(u':', 0, 0);
    const auto sum = fileChecksum(kind, {bytes});
    if (sum.isEmpty() || facts.checksum.compare(QString::fromLatin1(sum), Qt::CaseInsensitive) == 0) {
        co_return bytes;
    }
    qCWarning(logSync) << "a file does not fit its checksum; once more";
    auto again = co_await whole(link, href, wanted);
    if (again && *again != bytes && facts.checksum.compare(QString::fromLatin1(fileChecksum(kind, {*again})), Qt::CaseInsensitive) != 0) {
        co_return failure(Error::Kind::Timeout, i18nc("@info", "The server %1 sends this file damaged.", link->base.host()), u"two answers, neither fits the checksum"_s);
    }
    co_return again;
}

bool FileSynchronizerFetch::isOtherVersion(const HttpAnswer &head, const Range &wanted)
{
    if (wanted.revision.isEmpty() || wanted.isAnyVersion) {
        return false;
    }
    if (isKeptEtag(wanted.revision)) {
        const auto etag = plainFileEtag(head.header("ETag"));
        return !etag.isEmpty() && etag != wanted.revision;
    }
    const auto modified = httpMoment(head.header("Last-Modified"));
    return modified != 0 && wanted.size >= 0 && madeUpEtag(modified, wanted.size) != wanted.revision;
}

Task<Result<QByteArray>> FileSynchronizerFetch::whole(Link link, QString href, std::shared_ptr<Range> wanted)
{
    auto self = shared_from_this();
    HttpRequest request{.url = link->url(href), .headers = {{"Accept-Encoding", "identity"}}, .atMost = wanted->size + (qint64(1) << 20)};
    auto answer = co_await link->http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(fileError(*answer));
    }
    wanted->isOther = isOtherVersion(*answer, *wanted);
    if (wanted->isOther) {
        co_return changed(u"fetched at another revision"_s);
    }
    if (answer->body.size() < wanted->size) {
        co_return cutOff(answer->url.host(), answer->body.size(), wanted->size);
    }
    if (answer->body.size() > wanted->size) {
        co_return changed(u"longer than it should be"_s);
    }
    co_return std::move(answer->body);
}

Task<Result<void>> FileSynchronizerFetch::take(std::shared_ptr<Range> wanted, HttpAnswer head, QByteArray bytes)
{
    if (wanted->at < 0) {
        const auto [first, total] = head.status == 206 ? contentRange(head.header("Content-Range")) : std::pair<qint64, qint64>(0, -1);
        wanted->isOther = isOtherVersion(head, *wanted) || (total >= 0 && wanted->size >= 0 && total != wanted->size);
        if (wanted->isOther || first < 0 || first > wanted->begin) {
            co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", head.url.host()), u"another range"_s);
        }
        wanted->at = first;
    }
    const qint64 skip = std::clamp<qint64>(wanted->begin - wanted->at, 0, bytes.size());
    const qint64 missing = wanted->length - wanted->bytes.size();
    wanted->at += bytes.size();
    wanted->bytes += QByteArrayView(bytes).sliced(skip, std::min<qint64>(bytes.size() - skip, missing));
    wanted->isComplete = wanted->bytes.size() == wanted->length;
    if (wanted->isComplete && wanted->at > wanted->begin + wanted->length) {
        co_return cancelled(); // it sends all of the file, though it was asked for a part
    }
    co_return {};
}

Task<Result<QByteArray>> FileSynchronizerFetch::range(Link link, QString href, std::shared_ptr<Range> wanted)
{
    auto self = shared_from_this();
    wanted->bytes.reserve(std::min(wanted->length, filePieceSize));
    HttpRequest request{.url = link->url(href), .headers = {{"Accept-Encoding", "identity"}}, .atMost = std::numeric_limits<qint64>::max()};
    request.headers.emplaceBack("Range", "bytes=" + QByteArray::number(wanted->begin) + '-' + QByteArray::number(wanted->begin + wanted->length - 1));
    if (isKeptEtag(wanted->revision) && !wanted->isAnyVersion) {
        request.headers.emplaceBack("If-Range", '"' + wanted->revision.toUtf8() + '"');
    }
    request.sink = [wanted](const HttpAnswer &head, QByteArray bytes) {
        return take(wanted, head, std::move(bytes));
    };
    const auto answer = co_await link->http->send(std::move(request));
    if (m_session->isStopped) {
        co_return cancelled();
    }
    if (wanted->isOther || (answer && answer->status == 416 && wanted->size >= 0)) {
        co_return changed(u"fetched at another revision"_s);
    }
    if (wanted->isComplete) {
        co_return std::move(wanted->bytes);
    }
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(fileError(*answer));
    }
    if (wanted->size >= 0) {
        co_return cutOff(answer->url.host(), wanted->bytes.size(), wanted->length);
    }
    co_return std::move(wanted->bytes); // the end of it
}

Task<Result<QByteArray>> FileSynchronizerFetch::read(QString href, qint64 offset, qint64 length, QString revision)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto wanted = std::make_shared<Range>(Range{.begin = offset, .length = length, .revision = revision});
    auto bytes = co_await range(*link, href, wanted);
    co_return bytes;
}

}
