// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizerpull.h"

#include "net/davxml.h"

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

const QByteArray wholeToken = "whole\n"_ba; ///< and the etag of the top
const QByteArray partToken = "part\n"_ba; ///< not everything could be read
const QByteArray walkToken = "walk\n"_ba; ///< on the way
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
        remote.state = top.etag.toUtf8(); // it changes with everything below
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
    const auto top = co_await m_session->list(*link, (*link)->top, FileSynchronizerSession::Depth::Zero);
    if (!top) {
        co_return std::unexpected(top.error());
    }
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
    delta->token = (walk->isWhole() ? wholeToken : partToken) + walk->topEtag().toUtf8();
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
