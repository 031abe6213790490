// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizerpull.h"

#include "net/davxml.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int fewFolders = 500; ///< as many are read in every round
constexpr int turnFolders = 200; ///< of many, as many of the rest in every round
constexpr qint64 restBetween = 50; ///< times as long as it took, until everything is read again
constexpr qsizetype mostRemembered = 200;

const QByteArray wholeToken = "whole\n"_ba; ///< and the etag of the top; on a line of its own the state of the favourites, if there are some
const QByteArray partToken = "part\n"_ba; ///< not everything could be read
const QByteArray walkToken = "walk\n"_ba; ///< on the way

QByteArray stateOf(const QString &etag, const QByteArray &favourites)
{
    return favourites.isEmpty() ? etag.toUtf8() : QByteArray(etag.toUtf8() + '\n' + favourites);
}
}

FileSynchronizerPull::FileSynchronizerPull(std::shared_ptr<FileSynchronizerSession> session)
    : m_session(std::move(session))
{
}

bool FileSynchronizerPull::isCurrent(const QByteArray &state, const QByteArray &token)
{
    return !state.isEmpty() && token == wholeToken + state;
}

RemoteCollection FileSynchronizerPull::spaceOf(const FileLink &link, const FileFacts &top) const
{
    FileSpace space{.quotaUsed = top.quotaUsed, .quotaAvailable = top.quotaAvailable, .features = {}};
    RemoteCollection remote;
    remote.remoteId = link.top;
    const bool isAll = link.cloud ? link.top == normalHref(link.cloud->features().files) : link.top == "/"_L1;
    remote.name = isAll || top.name.isEmpty() ? link.base.host() : top.name;
    if (link.cloud) {
        space.features = link.cloud->features().forUser;
        remote.state = stateOf(top.etag, favouritesState()); // it changes with everything below
    }
    if (!top.rights.testFlag(FileRight::AddFiles) && !top.rights.testFlag(FileRight::AddFolders)) {
        remote.rights.setFlag(Right::Insert, false);
    }
    remote.attributes = space.toAttributes();
    return remote;
}

Task<Result<QList<RemoteCollection>>> FileSynchronizerPull::discover()
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto top = co_await m_session->top(*link, FileSynchronizerSession::Depth::Zero);
    if (!top) {
        co_return std::unexpected(top.error());
    }
    co_await askFavourites(*link);
    const QList<RemoteCollection> spaces{spaceOf(**link, *top)};
    co_return spaces;
}

Task<Result<Delta>> FileSynchronizerPull::pull(Collection collection)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const bool goesOn = m_walk && !m_walkToken.isEmpty() && collection.token == m_walkToken;
    if (!goesOn) {
        if (m_walk) {
            m_walk->abandon();
        }
        auto begun = co_await begin(*link, collection);
        if (!begun) {
            co_return std::unexpected(begun.error());
        }
        m_walk = *begun;
        m_page = 0;
    }
    const auto walk = m_walk;
    auto delta = co_await walk->next();
    if (!delta) {
        walk->abandon();
        if (m_walk == walk) {
            m_walk.reset();
        }
        co_return delta;
    }
    if (delta->more) {
        delta->token = walkToken + QByteArray::number(walk->id()) + '\n' + QByteArray::number(++m_page);
        m_walkToken = m_walk == walk ? delta->token : m_walkToken;
        co_return delta;
    }
    delta->token = (walk->isWhole() ? wholeToken : partToken) + stateOf(walk->topEtag(), m_walkFavourites);
    conclude(*walk);
    if (m_walk == walk) {
        m_walk.reset();
        m_walkToken.clear();
    }
    co_return delta;
}

Task<Result<std::shared_ptr<FileWalk>>> FileSynchronizerPull::begin(Link link, Collection collection)
{
    auto self = shared_from_this();
    QStringList chosen;
    m_extent = FileWalk::Extent::All;
    if (link->isCloud()) {
        m_extent = FileWalk::Extent::Changed;
        auto folders = co_await foldersOfFavourites(collection);
        if (!folders) {
            co_return std::unexpected(folders.error());
        }
        chosen = *std::move(folders);
    } else if (collection.token.startsWith(wholeToken) && m_wholeFolders > fewFolders && m_sinceWhole.isValid()
               && m_sinceWhole.elapsed() < std::max<qint64>(m_wholeTook * restBetween, 60'000)) {
        auto folders = co_await chosenFolders(collection);
        if (!folders) {
            co_return std::unexpected(folders.error());
        }
        chosen = *std::move(folders);
        m_extent = FileWalk::Extent::Chosen;
    }
    m_duration.start();
    auto walk = std::make_shared<FileWalk>(m_session, link, collection, m_extent);
    walk->begin(chosen);
    co_return walk;
}

/// Short, and another one with each that comes or goes; empty: there are none, or they are not told.
QByteArray FileSynchronizerPull::favouritesState() const
{
    return m_favourites.isEmpty() ? QByteArray() : QCryptographicHash::hash(m_favourites.join(u'\n').toUtf8(), QCryptographicHash::Sha1).toHex().left(16);
}

/// No etag changes with them. What cannot be asked now stays as it was.
Task<> FileSynchronizerPull::askFavourites(Link link)
{
    auto self = shared_from_this();
    if (!link->isCloud() || !link->cloud->features().forUser.favourites || m_refusesFavourites) {
        co_return;
    }
    auto told = co_await link->cloud->favourites(link->top);
    if (told) {
        m_favourites = *std::move(told);
        m_knowsFavourites = true;
    } else {
        const auto kind = told.error().kind;
        m_refusesFavourites = kind == Error::Kind::Protocol || kind == Error::Kind::NotFound || kind == Error::Kind::Forbidden;
    }
}

/// Where there is a favourite that is not known as one, or one that is none any more.
Task<Result<QStringList>> FileSynchronizerPull::foldersOfFavourites(Collection collection)
{
    auto self = shared_from_this();
    QStringList folders;
    m_walkFavourites = m_knowsFavourites ? favouritesState() : collection.token.split('\n').value(2);
    if (!m_knowsFavourites || collection.token.isEmpty() || collection.token.split('\n').value(2) == m_walkFavourites) {
        co_return folders; // as they were, or everything will be read anyway
    }
    const auto known = co_await resultOf(m_session->shelf.favourites(collection.id));
    if (!known) {
        co_return std::unexpected(known.error());
    }
    QSet<QString> different(m_favourites.cbegin(), m_favourites.cend());
    for (const auto &href : *known) {
        const auto bare = href.endsWith(u'/') ? href.chopped(1) : href;
        if (!different.remove(bare)) {
            different.insert(bare);
        }
    }
    QSet<QString> parents;
    for (const auto &href : std::as_const(different)) {
        parents.insert(parentHref(href));
    }
    for (const auto &parent : std::as_const(parents)) {
        const auto children = co_await resultOf(m_session->shelf.children(collection.id, parent));
        if (!children) {
            co_return std::unexpected(children.error());
        }
        if (!children->isEmpty()) { // what is not known yet is found by its etag
            folders << parent;
        }
    }
    co_return folders;
}

/// What the user looks at, where there were news lately, and some of the rest in turn.
Task<Result<QStringList>> FileSynchronizerPull::chosenFolders(Collection collection)
{
    auto self = shared_from_this();
    const auto below = co_await resultOf(m_session->shelf.below(collection.id, collection.remoteId));
    if (!below) {
        co_return std::unexpected(below.error());
    }
    QStringList folders;
    std::ranges::copy_if(*below, std::back_inserter(folders), [](const QString &href) {
        return href.endsWith(u'/');
    });
    std::ranges::sort(folders);
    QStringList chosen;
    if (folders.contains(m_session->focusFolder)) {
        chosen << m_session->focusFolder;
    }
    for (const auto &href : std::as_const(folders)) {
        if (m_session->changedFolders.contains(href)) {
            chosen << href;
        }
    }
    auto at = std::ranges::upper_bound(folders, m_turn) - folders.begin();
    for (qsizetype count = 0; count < std::min<qsizetype>(turnFolders, folders.size()); ++count, ++at) {
        chosen << folders[at % folders.size()];
        m_turn = chosen.last();
    }
    chosen.removeDuplicates();
    co_return chosen;
}

void FileSynchronizerPull::conclude(const FileWalk &walk)
{
    if (m_extent == FileWalk::Extent::All) {
        m_wholeTook = m_duration.elapsed();
        m_wholeFolders = walk.folderCount();
        m_sinceWhole.start();
    }
    if (m_extent != FileWalk::Extent::Changed) {
        auto &changed = m_session->changedFolders;
        changed = walk.changedFolders().size() <= mostRemembered ? walk.changedFolders() + (changed.size() < mostRemembered ? changed : QSet<QString>()) : QSet<QString>();
    }
}

}
