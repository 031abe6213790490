// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerkeys.h"

#include "base/log.h"
#include "chat/protocol/chatsynchronizerfacts.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr int pumpRounds = 20; ///< a machine that never has enough
constexpr int readAtOnce = 300;
constexpr int lookUpsAtOnce = 100;
constexpr int backUpsAtOnce = 200;

std::chrono::milliseconds untilNextLook(int times)
{
    return std::min<std::chrono::milliseconds>(1min * (1 << std::min(times, 12)), 24h);
}
}

ChatSynchronizerKeys::ChatSynchronizerKeys(std::shared_ptr<ChatSynchronizerSession> session)
    : m_session(std::move(session))
{
}

void ChatSynchronizerKeys::connectMachine()
{
    const auto machine = m_session->options.machine.get();
    if (!machine) {
        return;
    }
    m_connections << QObject::connect(machine, &CryptoMachine::roomKeysArrived, machine, [this](const QList<CryptoRoomKey> &keys) {
        noteKeys(keys);
    });
    m_connections << QObject::connect(machine, &CryptoMachine::keysWithheld, machine, [this](const QList<CryptoWithheld> &withheld) {
        QList<CryptoRoomKey> keys; // the reason is another one now
        for (const auto &one : withheld) {
            keys << CryptoRoomKey{one.roomId, one.sessionId};
        }
        noteKeys(keys);
    });
}

void ChatSynchronizerKeys::machineOpened()
{
    pumpSoon();
    readEverythingAgain();
}

void ChatSynchronizerKeys::readEverythingAgain()
{
    m_readAllAgain = true;
    m_missing.clear();
    if (m_session->newsCame) {
        m_session->newsCame();
    }
}

void ChatSynchronizerKeys::disconnectMachine()
{
    for (const auto &connection : std::exchange(m_connections, {})) {
        QObject::disconnect(connection);
    }
}

void ChatSynchronizerKeys::noteKeys(const QList<CryptoRoomKey> &keys)
{
    for (const auto &key : keys) {
        m_arrived.insert({key.roomId, key.sessionId});
        m_missing.remove({key.roomId, key.sessionId});
    }
    if (!keys.isEmpty() && m_session->newsCame) {
        m_session->newsCame();
    }
    backUpSoon();
}

Task<Result<void>> ChatSynchronizerKeys::receive(MatrixSyncAnswer answer)
{
    auto self = shared_from_this();
    CryptoSync sync;
    for (const auto &event : std::as_const(answer.toDevice)) {
        sync.toDevice.append(QJsonDocument::fromJson(event.raw).object());
    }
    sync.changed = answer.devicesChanged;
    sync.left = answer.devicesLeft;
    const bool isWhole = answer.keyCounts && answer.areKeyCountsWhole;
    sync.counts = isWhole ? CryptoSync::Counts::Whole : CryptoSync::Counts::Changed;
    sync.keyCounts = answer.keyCounts.value_or(QMap<QString, qint64>());
    sync.unusedFallbacks = answer.unusedFallbackKeys;
    Result<void> done;
    for (int attempt = 0; attempt < 2 && !m_session->isStopped; ++attempt) {
        const auto machine = co_await m_session->crypto();
        if (!machine) {
            done = std::unexpected(machine.error());
            break;
        }
        auto received = co_await resultOf((*machine)->receive(sync));
        if (received) {
            for (const auto &key : std::as_const(received->roomKeys)) {
                m_arrived.insert({key.roomId, key.sessionId});
                m_missing.remove({key.roomId, key.sessionId});
            }
            pumpSoon();
            co_return {};
        }
        done = std::unexpected(asCryptoError(received.error()));
    }
    // Without encryption the rest goes on; but keys that are on their way shall wait at the server while they may be taken later.
    const bool isLost = !done && isPassing(done.error().kind) && !answer.toDevice.isEmpty();
    co_return isLost ? done : Result<void>();
}

Task<Result<void>> ChatSynchronizerKeys::send(CryptoRequest request)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto devices = (*link)->devices();
    const auto answer = co_await devices.send(request.method, request.path, request.body);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (request.id.isEmpty()) {
        co_return {};
    }
    const auto answered = co_await resultOf(m_session->options.machine->answered(request, *answer));
    if (!answered) {
        co_return std::unexpected(asCryptoError(answered.error()));
    }
    co_return {};
}

Task<Result<void>> ChatSynchronizerKeys::sendAll(QList<CryptoRequest> requests)
{
    auto self = shared_from_this();
    for (const auto &request : std::as_const(requests)) {
        Result<void> sent;
        if (request.kind == CryptoRequest::Kind::RoomMessage && say) {
            sent = co_await say(request);
        } else {
            sent = co_await send(request);
        }
        if (!sent) {
            co_return sent;
        }
    }
    co_return {};
}

void ChatSynchronizerKeys::pumpSoon()
{
    if (!m_isPumpWaiting && !m_session->isStopped) {
        m_isPumpWaiting = true;
        pumpDetached();
    }
}

Task<> ChatSynchronizerKeys::pumpDetached()
{
    auto self = shared_from_this();
    const auto done = co_await pump();
    if (!done) {
        qCDebug(logSync) << "keys wait:" << kindName(done.error().kind) << done.error().detail;
    }
}

Task<Result<void>> ChatSynchronizerKeys::pump()
{
    auto self = shared_from_this();
    co_await m_pumping.enter();
    m_isPumpWaiting = false;
    auto done = co_await pumpOnce();
    m_pumping.leave();
    co_return done;
}

Task<Result<void>> ChatSynchronizerKeys::pumpOnce()
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    QSet<QString> tried;
    Result<void> done;
    for (int round = 0; round < pumpRounds && !m_session->isStopped; ++round) {
        const auto wanted = co_await resultOf((*machine)->outgoing());
        if (!wanted) {
            co_return std::unexpected(asCryptoError(wanted.error()));
        }
        bool hasNew = false;
        for (const auto &request : std::as_const(*wanted)) {
            if (tried.contains(request.id) || m_refused.contains(request.id)) {
                continue;
            }
            tried.insert(request.id);
            hasNew = true;
            const auto sent = co_await sendAll({request});
            if (!sent && (sent.error().kind == Error::Kind::Offline || sent.error().kind == Error::Kind::Cancelled || sent.error().kind == Error::Kind::Unauthorized)) {
                co_return sent;
            }
            if (!sent) {
                qCWarning(logSync) << "a request of the keys failed:" << kindName(sent.error().kind) << sent.error().detail;
                if (!isPassing(sent.error().kind)) {
                    m_refused.insert(request.id);
                }
                done = sent;
            }
        }
        if (!hasNew) {
            break;
        }
    }
    co_return done;
}

Task<QList<ChatEventFacts>> ChatSynchronizerKeys::read(QList<ChatEventFacts> events)
{
    auto self = shared_from_this();
    QList<qsizetype> places;
    QList<CryptoEvent> envelopes;
    for (qsizetype i = 0; i < events.size(); ++i) {
        if (ChatSynchronizerFacts::isEncrypted(events.at(i)) && events.at(i).clearType.isEmpty()) {
            places << i;
            envelopes << ChatSynchronizerFacts::envelope(events.at(i));
        }
    }
    if (envelopes.isEmpty()) {
        co_return events;
    }
    std::optional<QList<CryptoDecrypted>> read;
    for (int attempt = 0; attempt < 2 && !read && !m_session->isStopped; ++attempt) {
        const auto machine = co_await m_session->crypto();
        if (!machine) {
            break;
        }
        auto decrypted = co_await resultOf((*machine)->decrypt(envelopes));
        if (decrypted && decrypted->size() == envelopes.size()) {
            read = *std::move(decrypted);
        }
    }
    if (!read) { // after the machine was opened again they are tried again
        m_readAllAgain = m_readAllAgain || !m_session->cryptoError();
        co_return events;
    }
    const auto made = m_session->opened().made.isValid() ? m_session->opened().made.toMSecsSinceEpoch() : 0;
    for (qsizetype i = 0; i < places.size(); ++i) {
        auto &facts = events[places.at(i)];
        ChatSynchronizerFacts::readInto(facts, read->at(i), made);
        if (!read->at(i).isClear()) {
            want(facts);
        }
    }
    pumpSoon(); // the machine asks other devices for what is missing
    co_return events;
}

bool ChatSynchronizerKeys::hasToReadAgain() const
{
    return m_readAllAgain || !m_arrived.isEmpty();
}

Task<Result<QList<ChatEventFacts>>> ChatSynchronizerKeys::readAgain()
{
    auto self = shared_from_this();
    QList<ChatEventFacts> readable;
    if (!hasToReadAgain() || m_session->cryptoError()) {
        co_return readable;
    }
    QList<ChatMemory::Session> sessions;
    const bool isAll = std::exchange(m_readAllAgain, false);
    const auto arrived = std::exchange(m_arrived, {});
    for (const auto &[room, session] : arrived) {
        sessions << ChatMemory::Session{room, session};
    }
    const auto before = co_await resultOf(m_session->options.memory->unreadable(isAll ? QList<ChatMemory::Session>() : sessions, readAtOnce));
    if (!before) {
        m_arrived.unite(arrived);
        co_return std::unexpected(before.error());
    }
    auto after = co_await read(*before);
    for (qsizetype i = 0; i < after.size(); ++i) {
        if (after.at(i) != before->at(i)) {
            readable << after.at(i);
        }
    }
    if (before->size() == readAtOnce && !isAll && !readable.isEmpty()) {
        m_arrived.unite(arrived); // there may be more of them
    }
    co_return readable;
}

void ChatSynchronizerKeys::want(const ChatEventFacts &event)
{
    const bool mayBeInBackup = event.problem == ChatProblem::NoKeyYet || event.problem == ChatProblem::KeyFromBefore
        || event.problem == ChatProblem::WithheldUnverified || event.problem == ChatProblem::Withheld;
    if (event.sessionId.isEmpty() || !mayBeInBackup) {
        return;
    }
    auto &missing = m_missing[{event.roomId, event.sessionId}];
    if (missing.until <= m_session->options.clock->monotonic()) {
        missing.isWanted = true;
        if (!m_isLookingUp && !m_session->isStopped) {
            m_isLookingUp = true;
            lookUp();
        }
    }
}

/// In the backup, one session after the other.
Task<> ChatSynchronizerKeys::lookUp()
{
    auto self = shared_from_this();
    co_await m_session->nap(50ms); // several of one timeline together, and not before the timeline itself
    const auto machine = co_await m_session->crypto();
    for (int count = 0; machine && count < lookUpsAtOnce && !m_session->isStopped; ++count) {
        const auto next = std::ranges::find_if(m_missing, &Missing::isWanted);
        if (next == m_missing.end()) {
            break;
        }
        const auto key = next.key();
        next->isWanted = false;
        next->until = m_session->options.clock->monotonic() + untilNextLook(next->times++);
        const auto found = co_await lookUpOne(*machine, key);
        if (!found && isPassing(found.error().kind)) {
            break;
        }
    }
    m_isLookingUp = false;
}

Task<Result<bool>> ChatSynchronizerKeys::lookUpOne(std::shared_ptr<CryptoMachine> machine, Key key)
{
    auto self = shared_from_this();
    const auto status = co_await resultOf(machine->backupStatus());
    if (!status || !status->hasKey || status->version.isEmpty()) {
        co_return false;
    }
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto devices = (*link)->devices();
    const auto body = co_await devices.backedUpKeys(status->version, key.first, key.second);
    if (!body) {
        co_return body.error().kind == Error::Kind::NotFound ? Result<bool>(false) : std::unexpected(body.error());
    }
    const QJsonObject session{{key.second, QJsonDocument::fromJson(*body).object()}};
    const QJsonObject keys{{u"rooms"_s, QJsonObject{{key.first, QJsonObject{{u"sessions"_s, session}}}}}};
    const auto imported = co_await resultOf(machine->importBackup(status->version, keys));
    if (!imported) {
        co_return std::unexpected(asCryptoError(imported.error()));
    }
    if (imported->imported > 0) {
        noteKeys({CryptoRoomKey{key.first, key.second}});
    }
    co_return imported->imported > 0;
}

Task<Result<void>> ChatSynchronizerKeys::ask(ChatEventFacts event)
{
    auto self = shared_from_this();
    const auto machine = co_await m_session->crypto();
    if (!machine) {
        co_return std::unexpected(machine.error());
    }
    const Key key{event.roomId, event.sessionId};
    m_missing.remove(key);
    m_refused.clear();
    const auto read = co_await this->read({event}); // the machine asks the other devices where it does not know the key
    if (!read.isEmpty() && read.first().problem == ChatProblem::None) {
        noteKeys({CryptoRoomKey{key.first, key.second}});
        co_return {};
    }
    const auto found = co_await lookUpOne(*machine, key);
    if (!found) {
        co_return std::unexpected(found.error());
    }
    co_return co_await pump();
}

void ChatSynchronizerKeys::backUpSoon()
{
    if (!m_isBackingUp && !m_session->isStopped) {
        m_isBackingUp = true;
        backUp();
    }
}

Task<> ChatSynchronizerKeys::backUp()
{
    auto self = shared_from_this();
    co_await m_session->nap(2s); // more of them together
    const auto machine = co_await m_session->crypto();
    for (int count = 0; machine && count < backUpsAtOnce && !m_session->isStopped; ++count) {
        const auto status = co_await resultOf((*machine)->backupStatus());
        if (!status || !status->isEnabled) {
            break;
        }
        const auto request = co_await resultOf((*machine)->nextBackup());
        if (!request || !*request) {
            break;
        }
        const auto sent = co_await send(**request);
        if (!sent) {
            qCWarning(logSync) << "keys were not backed up:" << kindName(sent.error().kind) << sent.error().detail;
            const bool isReplaced = sent.error().kind == Error::Kind::Conflict || sent.error().kind == Error::Kind::NotFound;
            if (isReplaced && backupReplaced && !m_session->isStopped) {
                co_await resultOf((*machine)->disableBackup());
                backupReplaced();
            }
            break;
        }
    }
    m_isBackingUp = false;
    if (m_session->encryptionChanged && !m_session->isStopped) {
        m_session->encryptionChanged();
    }
}

}
