// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filewalk.h"

#include "base/log.h"
#include "base/stepback.h"

#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr size_t itemsAtOnce = 2000; ///< worth a delta
constexpr size_t itemsAtMost = 6000; ///< in one: where very many wait, few large transactions write far less than many small ones
constexpr size_t itemsAhead = 6000; ///< read, but not told yet
constexpr int timeoutsInARow = 5;
constexpr int busyAttempts = 5;
constexpr std::chrono::milliseconds longestBusy = 1min;
constexpr int deepest = 100; ///< levels of folders

/// Of a share or a group's folder the rights of all below change with its own, while no etag but that of the folder above does.
bool haveOtherRights(const QByteArray &known, const FileFacts &facts)
{
    const auto before = FileFacts::fromCbor(known);
    return before && (before->rights != facts.rights || before->isSharedWithMe != facts.isSharedWithMe);
}

/// Another etag alone: a lock of somebody, or attributes that no client shows.
bool hasSameContent(const QByteArray &known, const FileFacts &facts)
{
    const auto before = FileFacts::fromCbor(known);
    return before && !facts.checksum.isEmpty() && before->checksum == facts.checksum && before->fileId == facts.fileId && before->size == facts.size
        && before->modified == facts.modified && facts.modified != 0;
}

bool isBusy(const Error &error)
{
    return error.detail.startsWith("HTTP 429"_L1) || error.detail.startsWith("HTTP 503"_L1);
}

quint64 nextId()
{
    static quint64 last = quint64(QDateTime::currentMSecsSinceEpoch()) << 16; // differs from those of other runs
    return ++last;
}
}

bool FileWalk::Found::hasOtherEtag() const
{
    return isKnown && !facts.isFolder && !revision.isEmpty() && revision != facts.etag;
}

void FileWalk::Found::goOn()
{
    facts.formerEtag = revision;
    payload = facts.toCbor();
}

/// One folder that is being read: what is known of it, less what has come.
struct FileWalk::Reading {
    std::shared_ptr<Node> node;
    QHash<QString, FileShelf::Known> known;
    bool isAnything = false; ///< something differed
    bool isUntold = false; ///< the server could not say something of what is in it
};

FileWalk::FileWalk(std::shared_ptr<FileSynchronizerSession> session, Link link, Collection space, Extent extent)
    : m_id(nextId())
    , m_session(std::move(session))
    , m_link(std::move(link))
    , m_space(std::move(space))
    , m_extent(extent)
{
}

void FileWalk::begin(QStringList chosen)
{
    chosen.removeAll(m_space.remoteId);
    chosen.prepend(m_space.remoteId);
    for (const auto &href : std::as_const(chosen)) {
        m_entered.insert(href);
        m_waiting.push_back(std::make_shared<Node>(Node{.href = href}));
    }
    startMore();
}

void FileWalk::startMore()
{
    while (!m_waiting.empty() && m_running < m_atOnce && !m_error && !m_isAbandoned) {
        auto node = m_waiting.front();
        m_waiting.pop_front();
        ++m_running;
        run(std::move(node));
    }
}

Task<> FileWalk::run(std::shared_ptr<Node> node)
{
    auto self = shared_from_this();
    auto done = co_await read(node);
    for (int attempt = 0; attempt < busyAttempts && !done && isBusy(done.error()) && node->above && !m_isAbandoned && !m_session->isStopped; ++attempt) {
        // Whoever begins at the top again each time would never come to the end.
        m_atOnce = std::max(1, m_atOnce / 2);
        co_await m_session->nap(std::clamp<std::chrono::milliseconds>(done.error().retryAfter, std::chrono::seconds(1 << attempt), longestBusy));
        done = co_await read(node);
    }
    const bool isTop = node->href == m_space.remoteId;
    if (done) {
        m_timeouts = 0;
        ++m_folders;
    } else {
        const auto kind = done.error().kind;
        m_timeouts += kind == Error::Kind::Timeout ? 1 : 0;
        const bool concernsAll = kind == Error::Kind::Offline || kind == Error::Kind::Unauthorized || kind == Error::Kind::Storage || kind == Error::Kind::Cancelled || isBusy(done.error())
            || m_timeouts >= timeoutsInARow;
        if (isTop || concernsAll) {
            fail(done.error());
        } else {
            qCWarning(logSync) << "a folder could not be read:" << kindName(kind) << done.error().detail;
            node->isWhole = kind == Error::Kind::Forbidden; // that one will not be better next time
            node->item = {};
        }
    }
    close(node);
    --m_running;
    startMore();
    m_progress.ring();
}

void FileWalk::fail(const Error &error)
{
    if (!m_error) {
        m_error = error;
    }
    m_isWhole = false;
}

/// A folder is read, or one in it is: if that was the last one, it is told with its revision.
void FileWalk::close(std::shared_ptr<Node> node)
{
    while (node && --node->open == 0 && !m_error) {
        if (!node->isWhole) {
            m_isWhole = false;
        } else if (!node->item.remoteId.isEmpty()) {
            m_items.push_back(std::move(node->item));
        }
        if (node->above) {
            node->above->isWhole = node->above->isWhole && node->isWhole;
        }
        node = node->above;
    }
}

Task<Result<void>> FileWalk::read(std::shared_ptr<Node> node)
{
    auto self = shared_from_this();
    // What is known is asked first: what is written here meanwhile is not among it, and not taken for gone.
    auto known = co_await this->known(node->href);
    if (!known) {
        co_return std::unexpected(known.error());
    }
    const auto reading = std::make_shared<Reading>(node, *std::move(known));
    auto listed = co_await m_session->list(m_link, node->href, FileSynchronizerSession::Depth::One, [self, reading](QList<FileFacts> entries) {
        return take(self, reading, std::move(entries));
    });
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    if (!listed->isFolder) {
        co_return failure(Error::Kind::NotFound, {}, u"no folder any more"_s);
    }
    if (node->href == m_space.remoteId) {
        m_top = *listed;
        m_topEtag = listed->etag;
    }
    m_listed.insert(node->href);
    node->isWhole = node->isWhole && !reading->isUntold;
    for (const auto &href : reading->known.keys()) {
        m_gone << href;
    }
    if (reading->isAnything || !reading->known.isEmpty()) {
        m_changedFolders.insert(node->href);
    }
    co_return {};
}

/// What the store has of a folder, under the names it has now: the store may still know it by the old ones.
Task<Result<QHash<QString, FileShelf::Known>>> FileWalk::known(QString folder)
{
    auto self = shared_from_this();
    auto known = co_await resultOf(m_session->shelf.children(m_space.id, folder));
    QString before = folder;
    const auto moves = m_moves;
    for (auto move = moves.crbegin(); known && move != moves.crend(); ++move) {
        if (!move->first.endsWith(u'/') || !before.startsWith(move->second)) {
            continue;
        }
        before = move->first + before.sliced(move->second.size());
        auto old = co_await resultOf(m_session->shelf.children(m_space.id, before));
        if (!old) {
            co_return old;
        }
        for (const auto &[href, one] : old->asKeyValueRange()) {
            known->insert(folder + href.sliced(before.size()), one);
        }
    }
    co_return known;
}

QString FileWalk::nameNow(const QString &href) const
{
    auto now = href;
    for (const auto &[from, to] : m_moves) {
        if (now == from) {
            now = to;
        } else if (from.endsWith(u'/') && now.startsWith(from)) {
            now = to + now.sliced(from.size());
        }
    }
    return now;
}

Task<Result<void>> FileWalk::take(std::shared_ptr<FileWalk> self, std::shared_ptr<Reading> reading, QList<FileFacts> entries)
{
    while (self->m_items.size() > itemsAhead && !self->m_isAbandoned && !self->m_session->isStopped) {
        const Pending<bool> room;
        self->m_full << room;
        co_await room.result(1min);
    }
    if (self->m_isAbandoned || self->m_session->isStopped || self->m_error) {
        co_return cancelled();
    }
    // One request each, side by side: servers that tell no sizes are rare.
    std::vector<std::pair<qsizetype, Task<FileFacts>>> measurements;
    for (qsizetype at = 0; at < entries.size(); ++at) {
        if (FileListing::isUnmeasured(entries[at])) {
            const auto size = self->knownSize(*reading, entries[at]);
            if (size >= 0) {
                entries[at].size = size;
            } else {
                measurements.emplace_back(at, self->m_session->measured(self->m_link, entries[at]));
            }
        }
    }
    for (auto &[at, measurement] : measurements) {
        entries[at] = co_await measurement;
    }
    auto compared = co_await resultOf(QtConcurrent::run(self->m_session->pool.get(), [reading, entries = std::move(entries)]() -> Result<QList<Found>> {
        stepBack();
        QList<Found> found;
        found.reserve(entries.size());
        for (const auto &facts : entries) {
            if (FileListing::isUntold(facts)) { // it is there: what is known of it stays
                reading->known.remove(facts.href);
                reading->known.remove(facts.href + u'/');
                reading->isUntold = true;
                continue;
            }
            Found one{.facts = facts, .payload = facts.toCbor()};
            if (const auto known = reading->known.constFind(facts.href); known != reading->known.cend()) {
                one.isKnown = true;
                one.isSame = known->payload == one.payload;
                one.hasOtherRights = facts.isFolder && !one.isSame && haveOtherRights(known->payload, facts);
                one.revision = known->revision;
                if (one.hasOtherEtag() && hasSameContent(known->payload, facts)) {
                    one.goOn();
                }
                reading->known.erase(known);
            }
            found << std::move(one);
        }
        return found;
    }));
    if (!compared) {
        co_return std::unexpected(compared.error());
    }
    for (auto &one : *compared) { // locks from here
        if (self->m_link->isCloud() && one.hasOtherEtag() && self->m_link->cloud->revisionNow(one.facts.href, one.revision) == one.facts.etag) {
            one.goOn();
        }
    }
    if (self->m_link->isCloud() && !self->m_space.token.isEmpty()) {
        auto done = co_await self->findMoved(*compared);
        if (!done) {
            co_return done;
        }
    }
    for (auto &found : *compared) {
        self->tell(*reading, std::move(found));
    }
    self->startMore();
    if (self->m_items.size() >= itemsAtOnce) {
        self->m_progress.ring();
    }
    co_return {};
}

/// Of a file whose size the server does not say; -1: not known of this version.
qint64 FileWalk::knownSize(const Reading &reading, const FileFacts &facts) const
{
    const auto known = reading.known.constFind(facts.href);
    if (known == reading.known.cend() || !isKeptEtag(facts.etag) || known->revision != facts.etag) {
        return -1;
    }
    const auto before = FileFacts::fromCbor(known->payload);
    return before ? before->size : -1;
}

bool FileWalk::isEntered(const Found &found, const QString &revision, const Node &above) const
{
    // Whoever makes a circle of links has no deepest folder.
    const auto below = QStringView(found.facts.href).sliced(std::min(m_space.remoteId.size(), found.facts.href.size()));
    if (m_entered.contains(found.facts.href) || below.count(u'/') > deepest) {
        return false;
    }
    switch (m_extent) {
    case Extent::Changed:
        if (found.hasOtherRights || above.isDeep) {
            return true;
        }
        return found.revision != revision || found.facts.etag.isEmpty();
    case Extent::All:
        return true;
    case Extent::Chosen:
        return !found.isKnown || found.revision.isEmpty() || (found.revision != revision && !found.facts.etag.isEmpty());
    }
    return true;
}

void FileWalk::tell(Reading &reading, Found found)
{
    const auto &facts = found.facts;
    const bool isNews = !found.isKnown || !found.isSame;
    reading.isAnything = reading.isAnything || isNews;
    if (!facts.isFolder) {
        if (isNews || found.revision != facts.etag) {
            m_items.push_back({.remoteId = facts.href, .revision = facts.etag, .payload = std::move(found.payload)});
        }
        return;
    }
    const auto revision = readRevision(facts);
    const bool isEntered = this->isEntered(found, revision, *reading.node);
    if (isNews) {
        m_items.push_back({.remoteId = facts.href, .revision = isEntered ? QString() : found.revision, .payload = found.payload});
    }
    if (!isEntered) {
        return;
    }
    m_entered.insert(facts.href);
    auto node = std::make_shared<Node>(Node{.href = facts.href, .above = reading.node, .isDeep = found.hasOtherRights || reading.node->isDeep});
    if (isNews || found.revision != revision) {
        node->item = {.remoteId = facts.href, .revision = revision, .payload = std::move(found.payload)};
    }
    ++reading.node->open;
    m_waiting.push_back(std::move(node));
}

/// What is new here but known by its id from another place, and not there any more, has moved.
Task<Result<void>> FileWalk::findMoved(QList<Found> found)
{
    auto self = shared_from_this();
    QHash<QString, QString> ids; // file id → where it is now
    for (const auto &one : std::as_const(found)) {
        if (!one.isKnown && !one.facts.fileId.isEmpty()) {
            ids.insert(one.facts.fileId, one.facts.href);
        }
    }
    if (ids.isEmpty()) {
        co_return {};
    }
    const auto places = co_await resultOf(m_session->shelf.placesOf(m_space.id, ids.keys()));
    if (!places) {
        co_return std::unexpected(places.error());
    }
    std::vector<std::tuple<QString, QString, Task<Result<bool>>>> asked;
    for (const auto &[id, place] : places->asKeyValueRange()) {
        const auto from = nameNow(place);
        const auto to = ids.value(id);
        if (from != to && from.endsWith(u'/') == to.endsWith(u'/') && !to.startsWith(from.endsWith(u'/') ? from : QString(from + u'/'))) {
            asked.emplace_back(from, to, hasLeft(from, id));
        }
    }
    std::optional<Error> error;
    for (auto &[from, to, answer] : asked) {
        const auto left = co_await answer;
        if (left && *left && !error) {
            m_moves.emplaceBack(from, to);
            m_newMoves.emplaceBack(from, to);
        } else if (!left) {
            error = left.error();
        }
    }
    co_return error ? Result<void>(std::unexpected(*error)) : Result<void>();
}

Task<Result<bool>> FileWalk::hasLeft(QString place, QString fileId)
{
    auto self = shared_from_this();
    if (m_listed.contains(parentHref(place))) {
        co_return m_gone.contains(place);
    }
    const auto there = co_await m_session->look(m_link, place);
    if (!there && !isPassing(there.error().kind) && there.error().kind != Error::Kind::Cancelled && there.error().kind != Error::Kind::Unauthorized) {
        co_return false; // nobody knows: then it is gone there and new here
    }
    if (!there) {
        co_return std::unexpected(there.error());
    }
    if (*there && (*there)->href != place) {
        co_return true; // the same under the name that the server made of it
    }
    // Where something else lies now, its folder may have been told already: then the row there is no longer the one that moved.
    const bool isOther = *there && (*there)->fileId != fileId;
    co_return !*there || (isOther && !m_entered.contains(parentHref(place)));
}

/// What the store has of folders that it no longer has itself: they were deleted from here, and the receipt spoke of them alone.
Task<Result<QStringList>> FileWalk::orphans()
{
    auto self = shared_from_this();
    const auto removed = m_session->removedFolders;
    QStringList orphans;
    if (removed.isEmpty() && (m_session->hasSoughtOrphans || m_space.token.isEmpty())) {
        co_return orphans;
    }
    const auto below = co_await resultOf(m_session->shelf.below(m_space.id, m_space.remoteId));
    if (!below) {
        co_return std::unexpected(below.error());
    }
    const QSet<QString> known(below->cbegin(), below->cend());
    for (const auto &href : *below) {
        auto above = parentHref(href);
        // A folder of this walk may be on its way into the store.
        while (above.size() > m_space.remoteId.size() && known.contains(above)) {
            above = parentHref(above);
        }
        if (above.size() > m_space.remoteId.size() && !m_entered.contains(above)) {
            orphans << href;
        }
    }
    m_session->hasSoughtOrphans = true;
    m_session->removedFolders -= removed;
    co_return orphans;
}

/// All that is gone, with what lay in it.
Task<Result<QStringList>> FileWalk::removed()
{
    auto self = shared_from_this();
    QSet<QString> olds;
    for (const auto &[from, to] : std::as_const(m_moves)) {
        olds.insert(from);
    }
    const auto hasMoved = [&olds](const QString &href) {
        if (olds.contains(href)) {
            return true;
        }
        for (auto above = parentHref(href); above.size() > 1; above = parentHref(above)) {
            if (olds.contains(above)) {
                return true;
            }
        }
        return false;
    };
    QSet<QString> gone;
    for (const auto &href : std::as_const(m_gone)) {
        if (hasMoved(href)) {
            continue;
        }
        gone.insert(href);
        if (href.endsWith(u'/')) {
            const auto below = co_await resultOf(m_session->shelf.below(m_space.id, href));
            if (!below) {
                co_return std::unexpected(below.error());
            }
            for (const auto &one : *below) {
                if (!hasMoved(one)) {
                    gone.insert(one);
                }
            }
        }
    }
    const auto orphans = co_await this->orphans();
    if (!orphans) {
        co_return std::unexpected(orphans.error());
    }
    for (const auto &href : *orphans) {
        if (!hasMoved(href)) {
            gone.insert(href);
        }
    }
    co_return QStringList(gone.cbegin(), gone.cend());
}

Task<Result<Delta>> FileWalk::next()
{
    auto self = shared_from_this();
    const auto isOver = [this] {
        return m_error || (m_running == 0 && m_waiting.empty());
    };
    while (m_items.size() < itemsAtOnce && !isOver() && !m_session->isStopped) {
        co_await m_progress.wait(1min);
    }
    if (m_session->isStopped) {
        co_return cancelled();
    }
    if (m_error && m_items.empty()) {
        abandon();
        co_return std::unexpected(*m_error);
    }
    Delta delta;
    delta.moved = std::exchange(m_newMoves, {});
    while (!m_items.empty() && size_t(delta.changed.size()) < itemsAtMost) {
        delta.changed << std::move(m_items.front());
        m_items.pop_front();
    }
    const auto full = std::exchange(m_full, {});
    for (const auto &one : full) {
        one.complete(true);
    }
    delta.more = !m_items.empty() || !isOver() || m_error;
    if (!delta.more) {
        auto gone = co_await removed();
        if (!gone) {
            co_return std::unexpected(gone.error());
        }
        delta.removed = *std::move(gone);
    }
    co_return delta;
}

void FileWalk::abandon()
{
    m_isAbandoned = true;
    m_waiting.clear();
    const auto full = std::exchange(m_full, {});
    for (const auto &one : full) {
        one.complete(true);
    }
}

}
