// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/await.h"
#include "files/store/filecloud.h"
#include "net/davxml.h"
#include "store/blobs.h"

#include <QCborArray>
#include <QUrl>

namespace Kontor
{
namespace
{
using Strikes = FileCloud::Strikes;

QString text(const Change &change, const char *key)
{
    return change.arguments.value(QLatin1StringView(key)).toString();
}

/// The ids of the pieces, as changes name content.
QStringList piecesOf(const QByteArray &bytes)
{
    QStringList pieces;
    for (qsizetype at = 0; at < bytes.size(); at += filePieceSize) {
        pieces << Blobs::idOf(bytes.mid(at, filePieceSize));
    }
    return pieces;
}

std::unexpected<Error> refuse(Error::Kind kind)
{
    return failure(kind, QStringLiteral("The server says: ") + kindName(kind));
}
}

QString FileCloud::href(const QString &path) const
{
    QString result = top;
    const auto names = path.split(u'/', Qt::SkipEmptyParts);
    for (qsizetype at = 0; at < names.size(); ++at) {
        result += normalHref(QString::fromLatin1(QUrl::toPercentEncoding(names.at(at)))) + (at + 1 < names.size() || path.endsWith(u'/') ? QStringLiteral("/") : QString());
    }
    return result;
}

QString FileCloud::pathOf(const QString &href) const
{
    return QUrl::fromPercentEncoding(href.mid(top.size()).toUtf8());
}

void FileCloud::put(const QString &path, const QByteArray &bytes)
{
    const auto where = href(path);
    auto &entry = entries[where];
    if (entry.fileId.isEmpty()) {
        entry.fileId = QStringLiteral("id%1").arg(clock + 1) + (life > 0 ? QStringLiteral("-%1").arg(life) : QString());
    }
    tombstones.remove(tombstones.key(where));
    entry.bytes = bytes;
    entry.revision = ++clock;
    entry.modified = 1'700'000'000'000 + skew + clock * 1000;
}

void FileCloud::putBack(const QMap<QString, Entry> &backup)
{
    ++life;
    entries = backup;
    tombstones.clear();
    moves.clear();
}

void FileCloud::replaceByEmpty()
{
    putBack({});
}

void FileCloud::replaceByCopy()
{
    auto copy = entries;
    for (auto &entry : copy) {
        entry.revision = ++clock;
        entry.fileId = QStringLiteral("new%1").arg(clock);
    }
    putBack(copy);
}

void FileCloud::makeFolder(const QString &path)
{
    put(path, {});
    entries[href(path)].isFolder = true;
}

void FileCloud::remove(const QString &path)
{
    const auto where = href(path);
    for (const auto hrefs = entries.keys(); const auto &one : hrefs) {
        if (one == where || (where.endsWith(u'/') && one.startsWith(where))) {
            entries.remove(one);
            tombstones.insert(++clock, one);
        }
    }
}

void FileCloud::rename(const QString &from, const QString &to)
{
    const auto before = href(from);
    const auto after = href(to);
    moves << std::pair(++clock, std::pair(before, after));
    if (before.endsWith(u'/')) { // who is told of the move first knows under the new name what went before it
        for (const auto gone = tombstones.values(); const auto &one : gone) {
            if (one.startsWith(before)) {
                tombstones.insert(++clock, after + one.mid(before.size()));
            }
        }
    }
    for (const auto hrefs = entries.keys(); const auto &one : hrefs) {
        if (one == before || (before.endsWith(u'/') && one.startsWith(before))) {
            auto entry = entries.take(one);
            entry.revision = ++clock;
            entries.insert(after + one.mid(before.size()), entry);
            tombstones.insert(++clock, one);
        }
    }
}

QByteArray FileCloud::bytes(const QString &path) const
{
    return entries.value(href(path)).bytes;
}

bool FileCloud::has(const QString &path) const
{
    return entries.contains(href(path));
}

QStringList FileCloud::listing() const
{
    QStringList lines;
    for (const auto &[where, entry] : entries.asKeyValueRange()) {
        lines << pathOf(where) + (entry.isFolder ? QString() : QString(u'=' + QString::fromUtf8(entry.bytes.left(40))));
    }
    lines.sort();
    return lines;
}

FileFacts FileCloud::facts(const QString &where) const
{
    const auto entry = entries.value(where);
    FileFacts facts;
    facts.href = where;
    facts.name = QUrl::fromPercentEncoding(where.section(u'/', -1, -1, QString::SectionSkipEmpty).toUtf8());
    facts.isFolder = entry.isFolder;
    facts.size = entry.isFolder ? -1 : entry.bytes.size();
    facts.modified = entry.modified;
    facts.etag = QStringLiteral("e%1").arg(entry.revision);
    facts.fileId = entry.fileId;
    facts.isFavourite = entry.isFavourite;
    facts.rights = entry.rights;
    return facts;
}

FileCloudSynchronizer::FileCloudSynchronizer(FileCloud *cloud, Piece piece, Below below, QObject *parent)
    : Synchronizer(parent)
    , m_cloud(cloud)
    , m_piece(std::move(piece))
    , m_below(std::move(below))
{
}

void FileCloudSynchronizer::stop()
{
    m_stopped = true;
}

std::optional<Strikes> FileCloudSynchronizer::strike()
{
    ++m_cloud->calls;
    return m_cloud->isOffline ? std::optional(Strikes::BeforeEffect) : m_cloud->calls == m_cloud->failAt ? std::optional(m_cloud->strikes) : std::nullopt;
}

Task<Result<QList<RemoteCollection>>> FileCloudSynchronizer::discover()
{
    co_await sleepFor(std::chrono::milliseconds(0));
    if (strike()) {
        co_return refuse(m_cloud->kind);
    }
    co_return QList<RemoteCollection>{RemoteCollection{.remoteId = m_cloud->top, .name = QStringLiteral("Files")}};
}

Task<Result<Delta>> FileCloudSynchronizer::pull(Collection collection)
{
    co_await sleepFor(std::chrono::milliseconds(0));
    if (strike()) {
        co_return refuse(m_cloud->kind);
    }
    // A walk would compare what it finds; here a token of another life says nothing.
    const auto since = collection.token.endsWith(QByteArray("/" + QByteArray::number(m_cloud->life))) ? collection.token.split('/').first().toLongLong() : 0;
    Delta delta;
    QMap<qint64, QString> changed;
    for (const auto &[href, entry] : m_cloud->entries.asKeyValueRange()) {
        if (entry.revision > since) {
            changed.insert(entry.revision, href);
        }
    }
    if (since > 0 && m_cloud->tellsMoves) {
        for (const auto &[revision, move] : std::as_const(m_cloud->moves)) {
            if (revision > since) {
                delta.moved << move;
            }
        }
    }
    qint64 upTo = m_cloud->clock;
    for (const auto &[revision, href] : changed.asKeyValueRange()) {
        if (m_cloud->pageSize > 0 && delta.changed.size() >= m_cloud->pageSize) {
            delta.more = true;
            break;
        }
        upTo = revision;
        const auto facts = m_cloud->facts(href);
        delta.changed << RemoteItem{href, facts.isFolder ? QString() : facts.etag, facts.toCbor()};
    }
    if (!delta.more) {
        upTo = m_cloud->clock;
        for (const auto &[revision, href] : m_cloud->tombstones.asKeyValueRange()) {
            if (!m_cloud->entries.contains(href)) {
                delta.removed << href;
            }
        }
        if (m_cloud->entries.size() < 1000 || since == 0) {
            delta.present = m_cloud->entries.keys(); // receipts and moves may have crossed: as a listing would put it right
        }
    }
    delta.token = QByteArray::number(upTo) + "/" + QByteArray::number(m_cloud->life);
    co_return delta;
}

Task<Result<QByteArray>> FileCloudSynchronizer::content(Change change)
{
    QByteArray all;
    const auto size = change.arguments.value(QLatin1StringView("size")).toInteger();
    for (int piece = 0; piece < filePieces(size); ++piece) {
        auto bytes = co_await resultOf(m_piece(text(change, "content"), piece));
        if (!bytes) {
            co_return std::unexpected(bytes.error());
        }
        all += *bytes;
    }
    co_return all;
}

Task<Result<void>> FileCloudSynchronizer::lookInto(Change change)
{
    const auto known = co_await resultOf(m_below(change.collection, change.itemRemoteId));
    if (!known) {
        co_return std::unexpected(known.error());
    }
    bool hasNews = false;
    for (const auto hrefs = m_cloud->entries.keys(); const auto &one : hrefs) {
        hasNews = hasNews || (one.startsWith(change.itemRemoteId) && one != change.itemRemoteId && !known->contains(one));
    }
    auto &refused = m_refused[change.id];
    const bool isByItself = refused == 1; // tried again after a pull
    if (hasNews || isByItself) {
        refused = isByItself ? 2 : 1;
        co_return refuse(Error::Kind::Conflict);
    }
    co_return {};
}

Task<Result<Receipt>> FileCloudSynchronizer::push(Change change, CommitPoint)
{
    QByteArray bytes;
    if (change.kind == FileChange::Upload || change.kind == FileChange::Content) {
        auto read = co_await content(change);
        if (!read) {
            co_return std::unexpected(read.error());
        }
        bytes = *read;
    } else if (m_below && change.kind == FileChange::Delete && change.itemRemoteId.endsWith(u'/') && !change.arguments.value(QLatin1StringView("onlyEmpty")).toBool()) {
        auto looked = co_await lookInto(change);
        if (!looked) {
            co_return std::unexpected(looked.error());
        }
    } else {
        co_await sleepFor(std::chrono::milliseconds(0));
    }
    if (m_stopped) {
        co_return cancelled();
    }
    const auto fault = strike();
    if (fault == Strikes::BeforeEffect) {
        co_return refuse(m_cloud->kind);
    }
    if (m_cloud->onPush) {
        m_cloud->onPush(change);
    }
    auto done = carryOut(change, bytes);
    if (fault) {
        co_return refuse(m_cloud->kind);
    }
    co_return done;
}

Receipt FileCloudSynchronizer::receipt(const QString &href) const
{
    const auto facts = m_cloud->facts(href);
    return Receipt{.remoteId = href, .revision = facts.isFolder ? QString() : facts.etag, .payload = m_cloud->tellsPayloads ? facts.toCbor() : QByteArray()};
}

// Where something new goes; the folders above are made if they are gone.
QString FileCloudSynchronizer::target(const Change &change)
{
    QString parent = change.ground ? change.groundRemoteId : m_cloud->top;
    if (parent.isEmpty()) {
        parent = m_cloud->top;
        for (const auto path = change.arguments.value(QLatin1StringView("path")).toArray(); const auto &name : path) {
            parent += normalHref(QString::fromLatin1(QUrl::toPercentEncoding(name.toString()))) + u'/';
            if (!m_cloud->entries.contains(parent)) {
                m_cloud->makeFolder(m_cloud->pathOf(parent));
            }
        }
    }
    return QString(parent + normalHref(QString::fromLatin1(QUrl::toPercentEncoding(text(change, "name")))));
}

Result<Receipt> FileCloudSynchronizer::put(const Change &change, const QString &href, const QByteArray &bytes)
{
    const auto known = m_cloud->entries.constFind(href);
    if (known != m_cloud->entries.cend() && known->bytes == bytes && change.answerLost) {
        return receipt(href);
    }
    const auto former = change.arguments.value(QLatin1StringView("former")).toArray();
    const bool isFormer = known != m_cloud->entries.cend() && former.contains(QCborArray::fromStringList(piecesOf(known->bytes)));
    if (change.kind == FileChange::Upload ? known != m_cloud->entries.cend() && !isFormer : known == m_cloud->entries.cend()) {
        return refuse(change.kind == FileChange::Upload ? Error::Kind::Conflict : Error::Kind::NotFound);
    }
    const auto base = text(change, "base").isEmpty() ? change.revision : text(change, "base");
    if (change.kind == FileChange::Content && m_cloud->facts(href).etag != base && !isFormer) {
        return refuse(Error::Kind::Conflict);
    }
    m_cloud->put(m_cloud->pathOf(href), bytes);
    m_cloud->log << change.kind + u' ' + m_cloud->pathOf(href);
    return receipt(href);
}

Result<Receipt> FileCloudSynchronizer::move(const Change &change, const QString &href)
{
    const auto &from = change.itemRemoteId;
    const auto to = from.endsWith(u'/') ? QString(href + u'/') : href;
    if (from == to || (!m_cloud->entries.contains(from) && change.answerLost && m_cloud->entries.contains(to))) {
        return receipt(to);
    }
    if (!m_cloud->entries.contains(from)) {
        return refuse(Error::Kind::NotFound);
    }
    if (m_cloud->entries.contains(to) || !(parentHref(to) == m_cloud->top || m_cloud->entries.contains(parentHref(to)))) {
        return refuse(Error::Kind::Conflict);
    }
    m_cloud->rename(m_cloud->pathOf(from), m_cloud->pathOf(to));
    m_cloud->moves.removeLast(); // what one did oneself is told by the receipt
    m_cloud->log << QStringLiteral("move ") + m_cloud->pathOf(to);
    return receipt(to);
}

Result<Receipt> FileCloudSynchronizer::remove(const Change &change)
{
    const auto &href = change.itemRemoteId;
    const auto known = m_cloud->entries.constFind(href);
    if (known == m_cloud->entries.cend()) {
        return refuse(Error::Kind::NotFound);
    }
    const auto base = text(change, "base");
    if (!base.isEmpty() && m_cloud->facts(href).etag != base) {
        return refuse(Error::Kind::Conflict);
    }
    if (change.arguments.value(QLatin1StringView("onlyEmpty")).toBool() && std::next(known) != m_cloud->entries.cend() && std::next(known).key().startsWith(href)) {
        auto stays = receipt(href);
        stays.payload = m_cloud->facts(href).toCbor();
        return stays;
    }
    m_cloud->log << QStringLiteral("delete ") + m_cloud->pathOf(href);
    m_cloud->remove(m_cloud->pathOf(href));
    return Receipt{.itemGone = true};
}

Result<Receipt> FileCloudSynchronizer::carryOut(const Change &change, const QByteArray &bytes)
{
    if (!m_cloud->refused.isEmpty() && text(change, "name").startsWith(m_cloud->refused)) {
        return refuse(Error::Kind::Forbidden);
    }
    if (change.kind == FileChange::Content) {
        return put(change, change.itemRemoteId, bytes);
    }
    if (change.kind == FileChange::Delete) {
        return remove(change);
    }
    if (change.kind == FileChange::Favourite) {
        m_cloud->entries[change.itemRemoteId].isFavourite = change.arguments.value(QLatin1StringView("on")).toBool();
        return receipt(change.itemRemoteId);
    }
    const auto href = target(change);
    if (parentHref(href) != m_cloud->top && !m_cloud->entries.contains(parentHref(href))) {
        return refuse(Error::Kind::Conflict); // 409
    }
    if (change.kind == FileChange::Upload) {
        return put(change, href, bytes);
    }
    if (change.kind == FileChange::Folder) {
        if (m_cloud->entries.contains(href + u'/')) {
            return change.answerLost ? Result<Receipt>(receipt(href + u'/')) : refuse(Error::Kind::Conflict);
        }
        m_cloud->makeFolder(m_cloud->pathOf(href + u'/'));
        m_cloud->log << QStringLiteral("folder ") + m_cloud->pathOf(href);
        return receipt(href + u'/');
    }
    if (change.kind == FileChange::Move) {
        return move(change, href);
    }
    if (change.kind == FileChange::Copy) {
        const auto facts = FileFacts::fromCbor(change.arguments.value(QLatin1StringView("facts")).toByteArray());
        if (!facts || !m_cloud->entries.contains(facts->href)) {
            return refuse(Error::Kind::NotFound);
        }
        const auto to = facts->isFolder ? QString(href + u'/') : href;
        for (const auto hrefs = m_cloud->entries.keys(); const auto &one : hrefs) {
            if (one == facts->href || (facts->isFolder && one.startsWith(facts->href))) {
                const auto entry = m_cloud->entries.value(one);
                const auto path = m_cloud->pathOf(to + one.mid(facts->href.size()));
                entry.isFolder ? m_cloud->makeFolder(path) : m_cloud->put(path, entry.bytes);
            }
        }
        m_cloud->log << QStringLiteral("copy ") + m_cloud->pathOf(to);
        return receipt(to);
    }
    return refuse(Error::Kind::Protocol);
}

Task<Result<FetchedPart>> FileCloudSynchronizer::fetch(ItemRef item, QString part, qint64)
{
    co_await sleepFor(std::chrono::milliseconds(0));
    if (strike()) {
        co_return refuse(m_cloud->kind);
    }
    const auto wanted = FilePart::fromString(part);
    const auto known = m_cloud->entries.constFind(item.remoteId);
    if (!wanted || known == m_cloud->entries.cend()) {
        co_return refuse(Error::Kind::NotFound);
    }
    if (m_cloud->facts(item.remoteId).etag != wanted->revision) {
        co_return refuse(Error::Kind::Conflict);
    }
    co_return FetchedPart{known->bytes.mid(wanted->piece * filePieceSize, filePieceSize), false};
}

Task<Result<Hint>> FileCloudSynchronizer::watch(std::chrono::seconds)
{
    co_return cancelled();
}

}
