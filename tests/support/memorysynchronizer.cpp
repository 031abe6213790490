// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/memorysynchronizer.h"

#include <QCborArray>
#include <QCborValue>

namespace Kontor
{
namespace
{
using Strikes = MemoryServer::Strikes;

// "epoch:revision:complete" — complete: the last page was read, so states may be compared.
QByteArray tokenOf(qint64 epoch, qint64 revision)
{
    return QByteArray::number(epoch) + ':' + QByteArray::number(revision);
}

qint64 lastRevision(const MemoryServer::Folder &folder)
{
    qint64 last = folder.tombstones.isEmpty() ? 0 : folder.tombstones.lastKey();
    for (const auto &item : folder.items) {
        last = std::max(last, item.revision);
    }
    return last;
}

QString text(const Change &change, const char *key)
{
    return change.arguments.value(QLatin1StringView(key)).toString();
}

QStringList texts(const Change &change, const char *key)
{
    QStringList list;
    for (const auto &one : change.arguments.value(QLatin1StringView(key)).toArray()) {
        list << one.toString();
    }
    return list;
}

std::unexpected<Error> missing()
{
    return failure(Error::Kind::NotFound, QStringLiteral("There is no such thing here."));
}
}

MemorySynchronizer::MemorySynchronizer(MemoryServer *server, QObject *parent)
    : Synchronizer(parent)
    , m_server(server)
{
    connect(server, &MemoryServer::changed, this, [this](const QString &folder) {
        if (m_news.news != Hint::News::Collections) {
            m_news.news = Hint::News::Content;
        }
        m_news.collections << folder;
        tellNews();
    });
    connect(server, &MemoryServer::foldersChanged, this, [this] {
        m_news.news = Hint::News::Collections;
        tellNews();
    });
}

void MemorySynchronizer::tellNews()
{
    const auto watching = std::exchange(m_watching, {});
    if (watching.isEmpty()) {
        return; // the next watch() hears of it
    }
    const auto news = std::exchange(m_news, {});
    for (const auto &one : watching) {
        one.complete(news);
    }
}

MemorySynchronizer::~MemorySynchronizer()
{
    stop();
}

void MemorySynchronizer::stop()
{
    m_stopped = true;
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &one : waiting) {
        one.arrival.complete(cancelled());
    }
    const auto watching = std::exchange(m_watching, {});
    for (const auto &one : watching) {
        one.complete(cancelled());
    }
}

void MemorySynchronizer::hold(const QString &call, Strikes when)
{
    m_held.insert(call, when);
}

void MemorySynchronizer::release(const QString &call)
{
    m_held.remove(call);
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &one : waiting) {
        if (one.call == call) {
            one.arrival.complete(true);
        } else {
            m_waiting << one;
        }
    }
}

int MemorySynchronizer::held(const QString &call) const
{
    return m_held.contains(call) ? int(std::ranges::count(m_waiting, call, &Waiting::call)) : 0;
}

Task<Result<void>> MemorySynchronizer::travel(QString call, Strikes way)
{
    if (m_stopped || !m_server) {
        co_return cancelled();
    }
    const bool isHeld = m_held.contains(call) && m_held.value(call) == way;
    if (!isHeld && (m_server->answersAtOnce || way == Strikes::AfterEffect)) {
        co_return {};
    }
    const Pending<bool> arrival;
    m_waiting << Waiting{call, arrival};
    if (!isHeld) {
        QTimer::singleShot(m_server->latency, this, [arrival] {
            arrival.complete(true);
        });
    }
    auto arrived = co_await arrival.result(std::chrono::seconds(60));
    m_waiting.removeIf([](const Waiting &one) {
        return one.arrival.isComplete();
    });
    co_return arrived.transform([](bool) { });
}

template<class T>
Task<Result<T>> MemorySynchronizer::answer(QString call, std::function<Result<T>()> work)
{
    auto arrived = co_await travel(call, Strikes::BeforeEffect);
    if (!arrived) {
        co_return std::unexpected(arrived.error());
    }
    const auto fault = m_server->nextFault(call);
    if (fault && fault->strikes == Strikes::BeforeEffect) {
        co_return std::unexpected(fault->error);
    }
    if (!m_server->authorizes) {
        co_return failure(Error::Kind::Unauthorized, QStringLiteral("The password is wrong."));
    }
    auto result = work();
    if (m_server->afterEffect) {
        m_server->afterEffect();
    }
    if (fault) {
        co_return std::unexpected(fault->error);
    }
    auto returned = co_await travel(call, Strikes::AfterEffect);
    if (!returned) {
        co_return std::unexpected(returned.error());
    }
    co_return result;
}

Task<Result<QList<RemoteCollection>>> MemorySynchronizer::discover()
{
    return answer<QList<RemoteCollection>>(QStringLiteral("discover"), [this] {
        return list();
    });
}

bool MemorySynchronizer::isCurrent(const RemoteCollection &remote, const QByteArray &token) const
{
    return m_server && m_server->remembersStates && remote.state == token;
}

Task<Result<Delta>> MemorySynchronizer::pull(Collection collection)
{
    return answer<Delta>(QStringLiteral("pull"), [this, collection] {
        return read(collection);
    });
}

Task<Result<Receipt>> MemorySynchronizer::push(Change change, CommitPoint commitPoint)
{
    if (change.kind == NoteChange::Send) {
        return send(std::move(change), std::move(commitPoint));
    }
    return answer<Receipt>(QStringLiteral("push"), [this, change] {
        return carryOut(change);
    });
}

Task<Result<Receipt>> MemorySynchronizer::send(Change change, CommitPoint commitPoint)
{
    if (change.answerLost && m_server && m_server->sent.contains(text(change, "uid"))) {
        co_return Receipt{.itemGone = true};
    }
    auto passed = co_await commitPoint();
    if (!passed) {
        co_return std::unexpected(passed.error());
    }
    auto sent = answer<Receipt>(QStringLiteral("push"), [this, change]() -> Result<Receipt> {
        m_server->sent << text(change, "uid");
        return Receipt{.itemGone = true};
    });
    co_return co_await std::move(sent);
}

Task<Result<FetchedPart>> MemorySynchronizer::fetch(ItemRef item, QString, qint64 offset)
{
    return answer<FetchedPart>(QStringLiteral("fetch"), [this, item, offset]() -> Result<FetchedPart> {
        const auto folder = m_server->folders.value(item.collectionRemoteId);
        const auto found = folder.items.constFind(item.remoteId);
        if (found == folder.items.constEnd()) {
            return missing();
        }
        if (m_server->rangeSize == 0) {
            return FetchedPart{found->body, false};
        }
        return FetchedPart{found->body.mid(offset, m_server->rangeSize), offset + m_server->rangeSize < found->body.size()};
    });
}

Task<Result<Hint>> MemorySynchronizer::watch(std::chrono::seconds atMost)
{
    if (m_stopped) {
        co_return cancelled();
    }
    if (m_news.news != Hint::News::None) {
        co_return std::exchange(m_news, {});
    }
    const Pending<Hint> news;
    m_watching << news;
    auto hint = co_await news.result(atMost);
    m_watching.removeIf([](const Pending<Hint> &one) {
        return one.isComplete();
    });
    if (!hint && hint.error().kind == Error::Kind::Timeout) {
        co_return Hint{};
    }
    co_return hint;
}

Result<QList<RemoteCollection>> MemorySynchronizer::list() const
{
    QList<RemoteCollection> listed;
    for (const auto &[id, folder] : m_server->folders.asKeyValueRange()) {
        listed << RemoteCollection{.remoteId = id,
                                   .name = folder.name,
                                   .role = folder.role,
                                   .rights = folder.rights,
                                   .state = tokenOf(folder.epoch, lastRevision(folder))};
    }
    return listed;
}

Result<Delta> MemorySynchronizer::read(const Collection &collection) const
{
    const auto found = m_server->folders.constFind(collection.remoteId);
    if (found == m_server->folders.constEnd()) {
        return missing();
    }
    if (!(found->rights & Right::Read)) {
        return failure(Error::Kind::Forbidden, QStringLiteral("You may not read this."));
    }
    qint64 since = 0;
    if (!collection.token.isEmpty()) {
        const auto parts = collection.token.split(':');
        if (parts.value(0).toLongLong() != found->epoch) {
            return failure(Error::Kind::TokenExpired, QStringLiteral("The token is too old."));
        }
        since = parts.value(1).toLongLong();
    }
    QMap<qint64, QString> news;
    for (const auto &[id, item] : found->items.asKeyValueRange()) {
        if (item.revision > since) {
            news.insert(item.revision, id);
        }
    }
    if (m_server->keepsTombstones) {
        for (const auto &[revision, id] : found->tombstones.asKeyValueRange()) {
            if (revision > since) {
                news.insert(revision, id);
            }
        }
    }
    Delta delta;
    delta.token = tokenOf(found->epoch, std::max(since, lastRevision(*found)));
    int count = 0;
    for (const auto &[revision, id] : news.asKeyValueRange()) {
        if (m_server->pageSize > 0 && count++ == m_server->pageSize) {
            delta.more = true;
            break;
        }
        if (m_server->pageSize > 0) {
            delta.token = tokenOf(found->epoch, revision);
        }
        if (const auto item = found->items.constFind(id); item != found->items.constEnd() && item->revision == revision) {
            delta.changed << RemoteItem{id, QString::number(revision), item->note.toPayload(), false};
        } else {
            delta.removed << id;
        }
    }
    if (!m_server->keepsTombstones && !delta.more) {
        delta.present = found->items.keys();
    }
    return delta;
}

Result<Receipt> MemorySynchronizer::carryOut(const Change &change)
{
    if (!change.item) {
        return changeFolders(change);
    }
    const auto found = m_server->folders.find(change.collectionRemoteId);
    if (found == m_server->folders.end()) {
        return missing();
    }
    if (!(found->rights & Right::Write)) {
        return failure(Error::Kind::Forbidden, QStringLiteral("This folder is read-only."));
    }
    if (change.kind == NoteChange::Create) {
        return create(change, *found);
    }
    if (change.kind == NoteChange::Move) {
        return move(change, *found);
    }
    return changeItem(change, *found);
}

Result<Receipt> MemorySynchronizer::create(const Change &change, MemoryServer::Folder &folder)
{
    const auto uid = text(change, "uid");
    auto id = change.answerLost ? m_server->find(change.collectionRemoteId, uid) : QString();
    if (id.isEmpty()) {
        qsizetype count = 0;
        for (const auto &one : std::as_const(m_server->folders)) {
            count += one.items.size();
        }
        if (count >= m_server->quota) {
            return failure(Error::Kind::OverQuota, QStringLiteral("Your mailbox is full."));
        }
        id = m_server->addItem(change.collectionRemoteId, uid, text(change, "text"));
    }
    const auto &item = folder.items[id];
    Receipt receipt;
    if (m_server->tellsNewIds) {
        receipt.remoteId = id;
        receipt.revision = QString::number(item.revision);
        receipt.payload = m_server->tellsPayloads ? item.note.toPayload() : QByteArray();
    }
    return receipt;
}

Result<Receipt> MemorySynchronizer::move(const Change &change, MemoryServer::Folder &folder)
{
    const auto target = m_server->folders.constFind(change.destinationRemoteId);
    if (target == m_server->folders.constEnd()) {
        return missing();
    }
    QString id;
    if (folder.items.contains(change.itemRemoteId)) {
        id = m_server->moveItem(change.collectionRemoteId, change.itemRemoteId, change.destinationRemoteId);
    } else if (change.answerLost) {
        id = m_server->find(change.destinationRemoteId, text(change, "uid"));
    }
    if (id.isEmpty()) {
        return missing();
    }
    Receipt receipt{.collectionRemoteId = change.destinationRemoteId};
    if (m_server->tellsNewIds) {
        receipt.remoteId = id;
        receipt.revision = QString::number(m_server->folders[change.destinationRemoteId].items[id].revision);
    } else {
        receipt.itemGone = true;
    }
    return receipt;
}

Result<Receipt> MemorySynchronizer::changeItem(const Change &change, MemoryServer::Folder &folder)
{
    const auto item = folder.items.find(change.itemRemoteId);
    if (change.kind == NoteChange::Remove) {
        if (item != folder.items.end()) {
            m_server->removeItem(change.collectionRemoteId, change.itemRemoteId);
        } else if (!change.answerLost) {
            return missing();
        }
        return Receipt{.itemGone = true};
    }
    if (item == folder.items.end()) {
        return missing();
    }
    if (change.kind == NoteChange::Text) {
        const bool alreadyDone = change.answerLost && item->note.text == text(change, "text");
        if (!alreadyDone) {
            if (change.revision != QString::number(item->revision)) {
                return failure(Error::Kind::Conflict, QStringLiteral("Somebody else was faster."));
            }
            m_server->setText(change.collectionRemoteId, change.itemRemoteId, text(change, "text"));
        }
    } else {
        m_server->changeFlags(change.collectionRemoteId, change.itemRemoteId, texts(change, "add"), texts(change, "remove"));
    }
    Receipt receipt{.revision = QString::number(item->revision)};
    if (m_server->tellsPayloads) {
        receipt.partial = change.kind == NoteChange::Flags && m_server->sendsPartialWords;
        receipt.payload = receipt.partial ? Note::flagsOnly(item->note.flags) : item->note.toPayload();
    }
    return receipt;
}

Result<Receipt> MemorySynchronizer::changeFolders(const Change &change)
{
    if (change.kind == NoteChange::CreateCollection) {
        for (const auto &[id, folder] : m_server->folders.asKeyValueRange()) {
            if (folder.name == text(change, "name")) {
                return change.answerLost ? Result<Receipt>(Receipt{.remoteId = id}) : failure(Error::Kind::Protocol, QStringLiteral("It exists."));
            }
        }
        return Receipt{.remoteId = m_server->addFolder(text(change, "name"))};
    }
    if (!m_server->folders.contains(change.collectionRemoteId)) {
        return missing();
    }
    m_server->renameFolder(change.collectionRemoteId, text(change, "name"));
    return Receipt{.remoteId = change.collectionRemoteId};
}

}
