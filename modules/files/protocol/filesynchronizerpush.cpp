// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizerpush.h"

#include <KLocalizedString>
#include <QCborArray>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr int nameAttempts = 8;
constexpr int foldersLookedAt = 300; ///< before one with all below is deleted

/// A folder that was moved: those below it still have to be told under their new names.
const QString movedRevision = u"moved"_s;

QString text(const Change &change, QLatin1StringView key)
{
    return change.arguments.value(key).toString();
}

std::unexpected<Error> changedThere(const QString &detail)
{
    return failure(Error::Kind::Conflict, i18nc("@info a file or folder cannot be deleted", "Somebody else has changed this on the server meanwhile."), detail);
}

std::unexpected<Error> goneThere()
{
    return failure(Error::Kind::NotFound, i18nc("@info a change by the user cannot be carried out", "Somebody else removed this meanwhile."));
}
}

FileSynchronizerPush::FileSynchronizerPush(std::shared_ptr<FileSynchronizerSession> session, std::shared_ptr<FileSynchronizerUpload> upload)
    : m_session(std::move(session))
    , m_upload(std::move(upload))
{
}

Task<Result<Receipt>> FileSynchronizerPush::push(Change change)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (change.collectionRemoteId.isEmpty()) {
        change.collectionRemoteId = (*link)->top;
    }
    auto receipt = co_await carryOut(*link, change);
    if (!receipt) {
        co_return std::unexpected(co_await m_session->explained(*link, receipt.error()));
    }
    co_return receipt;
}

Task<Result<Receipt>> FileSynchronizerPush::carryOut(Link link, Change change)
{
    auto self = shared_from_this();
    const auto kind = change.kind;
    if (kind == FileChange::Content) {
        co_return co_await m_upload->replace(link, change);
    }
    if (kind == FileChange::Delete) {
        co_return co_await remove(link, change);
    }
    if (kind == FileChange::Favourite) {
        co_return co_await setFavourite(link, change);
    }
    const bool goesSomewhere = kind == FileChange::Folder || kind == FileChange::Upload || kind == FileChange::Move || kind == FileChange::Copy;
    if (!goesSomewhere) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "This version of Kontor cannot carry out “%1”.", kind));
    }
    const auto target = co_await this->target(link, change);
    if (!target) {
        co_return std::unexpected(target.error());
    }
    if (kind == FileChange::Folder) {
        co_return co_await makeFolder(link, change, *target);
    }
    if (kind == FileChange::Upload) {
        co_return co_await m_upload->create(link, change, *target);
    }
    if (kind == FileChange::Move) {
        co_return co_await move(link, change, *target);
    }
    co_return co_await copy(link, change, *target);
}

/// The href of the folder something goes to; one that is gone is made again.
Task<Result<QString>> FileSynchronizerPush::target(Link link, Change change)
{
    auto self = shared_from_this();
    if (!change.ground) {
        co_return change.collectionRemoteId;
    }
    if (!change.groundRemoteId.isEmpty()) {
        co_return change.groundRemoteId.endsWith(u'/') ? change.groundRemoteId : QString(change.groundRemoteId + u'/');
    }
    auto folder = change.collectionRemoteId;
    for (const auto names = change.arguments.value("path"_L1).toArray(); const auto &name : names) {
        if (name.toString().isEmpty()) {
            continue;
        }
        folder = folderHref(folder, name.toString());
        auto made = co_await makeOne(link, folder);
        if (!made) {
            co_return std::unexpected(made.error());
        }
    }
    co_return folder;
}

/// It is there afterwards, whoever made it.
Task<Result<void>> FileSynchronizerPush::makeOne(Link link, QString href)
{
    auto self = shared_from_this();
    HttpRequest request{.method = "MKCOL"_ba, .url = link->url(href)};
    const auto answer = co_await link->http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->isSuccess()) {
        co_return {};
    }
    if (answer->status == 405 || answer->status == 409 || answer->status == 403) {
        const auto there = co_await m_session->look(link, href);
        if (there && *there && (*there)->isFolder) {
            co_return {};
        }
    }
    co_return std::unexpected(fileError(*answer));
}

Task<Result<Receipt>> FileSynchronizerPush::makeFolder(Link link, Change change, QString target)
{
    auto self = shared_from_this();
    auto name = text(change, "name"_L1);
    for (int attempt = 0; attempt < nameAttempts; ++attempt) {
        const auto href = folderHref(target, name);
        auto made = co_await makeOne(link, href);
        const auto there = co_await m_session->look(link, href);
        if (made && !there) {
            co_return std::unexpected(there.error());
        }
        if (made && *there && (*there)->isFolder) {
            auto receipt = FileSynchronizerUpload::receiptOf(**there);
            receipt.revision.clear(); // until what may be in it was read
            co_return receipt;
        }
        if (made && !*there) {
            co_return goneThere();
        }
        if (!there || !*there || (*there)->isFolder) {
            if (!made && made.error().kind == Error::Kind::Conflict) {
                co_return failure(Error::Kind::Conflict, i18nc("@info a folder cannot be made", "The folder it should lie in no longer exists on the server."), made.error().detail);
            }
            co_return std::unexpected(made.error());
        }
        auto free = co_await m_upload->freeName(link, target, name); // a file has this name
        if (!free) {
            co_return std::unexpected(free.error());
        }
        name = *std::move(free);
    }
    co_return changedThere(u"no free name was found"_s);
}

/// The status: a success, or 412 where the name is taken.
Task<Result<int>> FileSynchronizerPush::send(Link link, Verb verb, QString from, QString to)
{
    auto self = shared_from_this();
    const bool wasPath = m_session->manners.wantsPaths;
    auto answer = co_await sendOnce(link, verb, from, to);
    // Something stands before this server, and it does not know its own address: by the path alone, then (RFC 4918, 10.3).
    if (answer && !wasPath && (answer->status == 400 || answer->status == 502)) {
        m_session->manners.wantsPaths = true;
        auto again = co_await sendOnce(link, verb, from, to);
        const bool isBetter = again && (again->isSuccess() || (again->status == 412 && (verb == Verb::Move || answer->status == 400)));
        m_session->manners.wantsPaths = isBetter;
        answer = isBetter ? std::move(again) : std::move(answer);
    }
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 207) { // something in it could not be moved
        auto failed = *answer;
        failed.status = 403;
        co_return std::unexpected(fileError(failed));
    }
    if (answer->isSuccess() || answer->status == 412) {
        co_return answer->status;
    }
    co_return std::unexpected(fileError(*answer));
}

Task<Result<HttpAnswer>> FileSynchronizerPush::sendOnce(Link link, Verb verb, QString from, QString to)
{
    auto self = shared_from_this();
    HttpRequest request{.method = verb == Verb::Move ? "MOVE"_ba : "COPY"_ba, .url = link->url(from)};
    request.timeout = 10min; // a whole tree may be copied
    const auto target = link->url(to);
    request.headers.emplaceBack("Destination", m_session->manners.wantsPaths ? target.path(QUrl::FullyEncoded).toLatin1() : target.toEncoded());
    request.headers.emplaceBack("Overwrite", "F");
    if (verb == Verb::Copy && from.endsWith(u'/')) {
        request.headers.emplaceBack("Depth", "infinity");
    }
    auto answer = co_await link->http->send(std::move(request));
    co_return answer;
}

Task<Result<Receipt>> FileSynchronizerPush::receiptAt(Link link, QString href, Verb verb)
{
    auto self = shared_from_this();
    const auto there = co_await m_session->look(link, href);
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (!*there) {
        co_return goneThere();
    }
    auto receipt = FileSynchronizerUpload::receiptOf(**there);
    if ((*there)->isFolder) {
        receipt.revision = verb == Verb::Move ? movedRevision : QString();
    }
    co_return receipt;
}

/// After a lost answer: is it there because of us?
Task<Result<bool>> FileSynchronizerPush::hasArrived(Link link, Verb verb, Change change, QString from, QString to)
{
    auto self = shared_from_this();
    const auto there = co_await m_session->look(link, to);
    if (!there || !*there) {
        co_return there.transform([](const auto &) {
            return false;
        });
    }
    const auto place = co_await resultOf(m_session->shelf.place(change.item));
    if (verb == Verb::Move) {
        const auto before = co_await m_session->look(link, from);
        if (!before) {
            co_return std::unexpected(before.error());
        }
        const auto known = place ? FileFacts::fromCbor(place->payload).value_or(FileFacts{}) : FileFacts{};
        const bool isOther = !known.fileId.isEmpty() && !(*there)->fileId.isEmpty() && known.fileId != (*there)->fileId;
        co_return !*before && !isOther && (*there)->isFolder == to.endsWith(u'/');
    }
    const auto source = FileFacts::fromCbor(change.arguments.value("facts"_L1).toByteArray()).value_or(FileFacts{});
    co_return (*there)->isFolder == to.endsWith(u'/') && ((*there)->isFolder || (*there)->size == source.size);
}

Task<Result<Receipt>> FileSynchronizerPush::relocated(Link link, Verb verb, Change change, QString from, QString folder)
{
    auto self = shared_from_this();
    const bool isFolder = from.endsWith(u'/');
    auto name = text(change, "name"_L1);
    for (int attempt = 0; attempt < nameAttempts; ++attempt) {
        const auto to = isFolder ? folderHref(folder, name) : fileHref(folder, name);
        if (to == from && verb == Verb::Move) {
            co_return co_await receiptAt(link, to, verb);
        }
        if (change.answerLost && attempt == 0) {
            const auto arrived = co_await hasArrived(link, verb, change, from, to);
            if (!arrived) {
                co_return std::unexpected(arrived.error());
            }
            if (*arrived) {
                co_return co_await receiptAt(link, to, verb);
            }
        }
        const auto sent = co_await send(link, verb, from, to);
        if (sent && *sent != 412) {
            co_return co_await receiptAt(link, to, verb);
        }
        if (!sent && sent.error().kind == Error::Kind::NotFound && verb == Verb::Move) {
            // The connection may have broken and the request been sent twice.
            const auto arrived = co_await hasArrived(link, verb, change, from, to);
            if (arrived && *arrived) {
                co_return co_await receiptAt(link, to, verb);
            }
        }
        if (!sent && sent.error().kind == Error::Kind::Conflict) {
            co_return failure(Error::Kind::Conflict, i18nc("@info a file cannot be moved or copied", "The folder it should go to no longer exists on the server."), sent.error().detail);
        }
        if (!sent) {
            co_return std::unexpected(sent.error());
        }
        auto free = co_await m_upload->freeName(link, folder, name);
        if (!free) {
            co_return std::unexpected(free.error());
        }
        name = *std::move(free);
    }
    co_return changedThere(u"no free name was found"_s);
}

Task<Result<Receipt>> FileSynchronizerPush::move(Link link, Change change, QString target)
{
    auto self = shared_from_this();
    if (change.itemRemoteId.isEmpty()) {
        co_return goneThere();
    }
    if (target.startsWith(change.itemRemoteId) && change.itemRemoteId.endsWith(u'/')) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "A folder cannot be moved into itself."));
    }
    co_return co_await relocated(link, Verb::Move, change, change.itemRemoteId, target);
}

Task<Result<Receipt>> FileSynchronizerPush::copy(Link link, Change change, QString target)
{
    auto self = shared_from_this();
    const auto source = co_await resultOf(m_session->shelf.place(ItemId{change.arguments.value("source"_L1).toInteger()}));
    if (!source) {
        co_return std::unexpected(source.error());
    }
    if (source->href.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info a file cannot be copied", "The original no longer exists on the server, or is not there yet."));
    }
    co_return co_await relocated(link, Verb::Copy, change, source->href, target);
}

/// Is there anything in a folder that is not known here? \p left: how many folders are looked at.
Task<Result<bool>> FileSynchronizerPush::hasNews(Link link, CollectionId space, QString folder, std::shared_ptr<int> left)
{
    auto self = shared_from_this();
    if (--*left < 0) {
        co_return false;
    }
    auto known = co_await resultOf(m_session->shelf.children(space, folder));
    if (!known) {
        co_return std::unexpected(known.error());
    }
    const auto entries = std::make_shared<QList<FileFacts>>();
    const auto note = [](std::shared_ptr<QList<FileFacts>> all, QList<FileFacts> some) -> Task<Result<void>> {
        *all << some;
        co_return {};
    };
    const auto listed = co_await m_session->list(link, folder, FileSynchronizerSession::Depth::One, [entries, note](QList<FileFacts> some) {
        return note(entries, std::move(some));
    });
    if (!listed) {
        co_return listed.error().kind == Error::Kind::NotFound ? Result<bool>(false) : std::unexpected(listed.error());
    }
    for (const auto &facts : std::as_const(*entries)) {
        const auto one = known->constFind(facts.href);
        if (one == known->cend()) {
            co_return true;
        }
        const auto before = FileFacts::fromCbor(one->payload).value_or(FileFacts{});
        if (!facts.isFolder && one->revision != facts.etag && before.etag != facts.etag) {
            co_return true;
        }
        const bool isEntered = facts.isFolder && !(link->isCloud() && one->revision == readRevision(facts));
        if (isEntered) {
            auto news = co_await hasNews(link, space, facts.href, left);
            if (!news || *news) {
                co_return news;
            }
        }
    }
    co_return false;
}

Task<Result<bool>> FileSynchronizerPush::isEmpty(Link link, QString folder)
{
    auto self = shared_from_this();
    const auto count = std::make_shared<qsizetype>(0);
    const auto note = [](std::shared_ptr<qsizetype> sum, qsizetype more) -> Task<Result<void>> {
        *sum += more;
        co_return {};
    };
    const auto listed = co_await m_session->list(link, folder, FileSynchronizerSession::Depth::One, [count, note](QList<FileFacts> some) {
        return note(count, some.size());
    });
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    co_return *count == 0;
}

Task<Result<Receipt>> FileSynchronizerPush::remove(Link link, Change change)
{
    auto self = shared_from_this();
    const auto href = change.itemRemoteId;
    if (href.isEmpty()) {
        co_return Receipt{.itemGone = true};
    }
    const auto there = co_await m_session->look(link, href);
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (!*there) {
        m_session->refused.remove(change.id);
        if (href.endsWith(u'/')) {
            m_session->removedFolders.insert(href);
        }
        co_return Receipt{.itemGone = true};
    }
    const bool isFolder = href.endsWith(u'/');
    const auto meant = text(change, "base"_L1);
    const auto known = meant.isEmpty() ? change.revision : meant;
    const auto seen = link->isCloud() ? link->cloud->revisionNow(href, known) : known;
    const bool isSeen = (*there)->isFolder == isFolder && seen == (isFolder ? readRevision(**there) : (*there)->etag);
    bool hasChanged = !isSeen;
    if (isFolder && change.arguments.value("onlyEmpty"_L1).toBool()) {
        const auto nothing = co_await isEmpty(link, href);
        if (!nothing) {
            co_return std::unexpected(nothing.error());
        }
        if (!*nothing) { // what others put into it stays, and so does the folder
            auto receipt = FileSynchronizerUpload::receiptOf(**there);
            receipt.revision.clear(); // until what is in it was read
            co_return receipt;
        }
        hasChanged = false;
    } else if (isFolder && (*there)->isFolder && !(link->isCloud() && isSeen)) {
        // Own writes change its etag as well, and some servers' etags tell nothing of what lies in it: what is new there?
        auto news = co_await hasNews(link, change.collection, href, std::make_shared<int>(foldersLookedAt));
        if (!news) {
            co_return std::unexpected(news.error());
        }
        hasChanged = *news;
    }
    // A folder's is refused also when it is tried again by itself after a pull; after that it is the user's own decision.
    auto &refused = m_session->refused;
    const bool isByItself = isFolder && refused.value(change.id) == 1;
    if (hasChanged || isByItself) {
        refused[change.id] = hasChanged && !isByItself ? 1 : 2;
        co_return changedThere(u"to be deleted at another revision"_s);
    }
    HttpRequest request{.method = "DELETE"_ba, .url = link->url(href)};
    request.timeout = 10min;
    const auto answer = co_await link->http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 207) {
        auto failed = *answer;
        failed.status = 403;
        co_return std::unexpected(fileError(failed));
    }
    if (answer->isSuccess() || answer->status == 404 || answer->status == 410) {
        m_session->refused.remove(change.id);
        if (isFolder) {
            m_session->removedFolders.insert(href);
        }
        co_return Receipt{.itemGone = true};
    }
    co_return std::unexpected(fileError(*answer));
}

Task<Result<Receipt>> FileSynchronizerPush::setFavourite(Link link, Change change)
{
    auto self = shared_from_this();
    if (!link->isCloud() || !link->cloud->features().forUser.favourites) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "This server does not keep favourites."));
    }
    if (change.itemRemoteId.isEmpty()) {
        co_return goneThere();
    }
    const bool on = change.arguments.value("on"_L1).toBool();
    const auto cloud = link->cloud;
    auto set = co_await cloud->setFavourite(change.itemRemoteId, on ? Qt::Checked : Qt::Unchecked);
    if (!set) {
        co_return std::unexpected(set.error());
    }
    co_return Receipt{}; // nothing else of it has changed
}

}
