// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerpull.h"

#include "base/log.h"
#include "chat/protocol/chatsynchronizerfacts.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds poll = 30s; ///< the server holds a question as long
constexpr int firstTimeline = 20; ///< events of each room
constexpr int laterTimeline = 50;
constexpr qsizetype mostTold = 4; ///< deltas that may not have been written yet
constexpr int pagesInARow = 30; ///< of gaps nobody asked for
constexpr auto restBetweenFills = 1s;

/// Where Synapse stands, as its tokens tell ("s72594_4483_…"); 0: another server, or another way.
qint64 placeOf(const QByteArray &position)
{
    static const QRegularExpression pattern(u"(?:^|[^0-9A-Za-z])s(\\d{1,18})_\\d"_s);
    const auto match = pattern.match(QString::fromLatin1(position));
    return match.captured(1).toLongLong();
}

/// A server that was restored from a backup stands before where it stood, and would be silent up to there.
bool wasPutBack(const QByteArray &before, const QByteArray &after)
{
    const auto stood = placeOf(before);
    const auto stands = placeOf(after);
    return stood > 0 && stands > 0 && stands < stood;
}
}

ChatSynchronizerPull::ChatSynchronizerPull(std::shared_ptr<ChatSynchronizerSession> session,
                                           std::shared_ptr<ChatSynchronizerKeys> keys,
                                           std::shared_ptr<ChatSynchronizerNews> news,
                                           std::shared_ptr<ChatSynchronizerHistory> history)
    : m_session(std::move(session))
    , m_keys(std::move(keys))
    , m_news(std::move(news))
    , m_history(std::move(history))
{
}

void ChatSynchronizerPull::stop()
{
    m_wake.ring();
}

Task<Result<QList<RemoteCollection>>> ChatSynchronizerPull::discover()
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    // Also shows whether the server is there, and still knows us.
    MatrixRequest request{.path = "/_matrix/client/v3/account/whoami"_ba};
    const auto told = co_await (*link)->connection->ask(std::move(request));
    if (!told) {
        co_return std::unexpected(told.error());
    }
    RemoteCollection remote;
    remote.remoteId = (*link)->userId;
    remote.name = (*link)->userId;
    const QList<RemoteCollection> all{remote};
    co_return all;
}

void ChatSynchronizerPull::start(const ChatSynchronizerToken &token)
{
    ++m_generation;
    m_hasStarted = true;
    m_position = token.position;
    m_toldPosition = token.position;
    m_serial = std::max(m_serial, token.serial);
    m_session->counter = std::max(m_session->counter, token.counter);
    m_kept.reset();
    m_hasHinted = false;
    m_isFirst = token.position.isEmpty();
    m_asksAgain = false;
    m_goesOn = false;
    m_told.clear();
    m_news->abandon();
    m_wake.ring();
}

Task<Result<Delta>> ChatSynchronizerPull::pull(Collection collection)
{
    auto self = shared_from_this();
    co_await m_pulling.enter();
    Result<Delta> delta = cancelled();
    if (!m_session->isStopped) {
        delta = co_await pullOnce(std::move(collection));
    }
    m_pulling.leave();
    co_return delta;
}

Task<Result<Delta>> ChatSynchronizerPull::pullOnce(Collection collection)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (m_hasStarted) {
        for (const auto &told : std::as_const(m_told)) {
            if (told.before == collection.token) {
                const auto again = told.delta;
                co_return again;
            }
        }
    }
    const auto token = ChatSynchronizerToken::fromCbor(collection.token);
    if (!m_hasStarted || collection.token != m_token) {
        start(token);
        m_token = collection.token;
        m_session->hasOtherDevice = m_session->hasOtherDevice || (!token.device.isEmpty() && token.device != (*link)->deviceId);
    }
    auto produced = co_await produce();
    m_wake.ring();
    if (!produced) {
        m_hasStarted = false; // what was taken for this delta is asked for again
        co_return std::unexpected(produced.error());
    }
    Delta delta = *produced ? **std::move(produced) : Delta{};
    m_goesOn = delta.more;
    delta.token = collection.token;
    if (*produced || token.position != m_toldPosition) {
        ChatSynchronizerToken next{.position = m_toldPosition, .counter = m_session->counter, .serial = ++m_serial, .device = (*link)->deviceId};
        delta.token = next.toCbor();
        m_told << Told{collection.token, delta};
        if (m_told.size() > mostTold) {
            m_told.removeFirst();
        }
    }
    m_token = delta.token;
    co_return delta;
}

/// The next thing that is to be told; nullopt: there is none.
Task<Result<std::optional<Delta>>> ChatSynchronizerPull::produce()
{
    auto self = shared_from_this();
    bool hasAsked = m_goesOn && !m_asksAgain;
    while (!m_session->isStopped) {
        Delta delta;
        delta.more = true;
        if (m_history->hasRequests()) {
            auto read = co_await m_history->carryOut();
            if (!read) {
                if (read.error().kind == Error::Kind::Storage || read.error().kind == Error::Kind::Unauthorized) {
                    co_return std::unexpected(read.error());
                }
                continue; // whoever asked was told
            }
            read->more = true;
            co_return std::optional(*std::move(read));
        }
        if (!m_news->isAtEnd()) {
            auto next = co_await m_news->next();
            if (!next) {
                co_return std::unexpected(next.error());
            }
            if (m_news->isAtEnd()) {
                m_toldPosition = m_newsPosition;
            }
            next->more = true;
            co_return std::optional(*std::move(next));
        }
        if (!m_session->learned.isEmpty()) {
            delta.changed = std::exchange(m_session->learned, {});
            co_return std::optional(delta);
        }
        if (m_keys->hasToReadAgain()) {
            auto readable = co_await m_keys->readAgain();
            if (!readable) {
                co_return std::unexpected(readable.error());
            }
            for (const auto &facts : std::as_const(*readable)) {
                delta.changed << ChatSynchronizerFacts::item(facts);
            }
            if (!readable->isEmpty()) {
                co_return std::optional(delta);
            }
        }
        if (m_kept) {
            auto taken = co_await takeKept();
            if (!taken) {
                co_return std::unexpected(taken.error());
            }
            hasAsked = !m_asksAgain;
            continue;
        }
        if (!hasAsked && !m_polling.isValid()) { // else news come by themselves
            hasAsked = true;
            m_asksAgain = false;
            const auto synced = co_await sync(0ms);
            if (!synced) {
                co_return std::unexpected(synced.error());
            }
            if (m_kept) {
                continue;
            }
        }
        if (m_filled < pagesInARow) {
            auto filled = co_await m_history->fillByItself();
            if (!filled) {
                co_return std::unexpected(filled.error());
            }
            if (*filled) {
                ++m_filled;
                (*filled)->more = true;
                co_return filled;
            }
        } else {
            fillLater();
        }
        m_filled = 0;
        co_return std::nullopt;
    }
    co_return cancelled();
}

/// What goes on for long leaves room for others in between.
Task<> ChatSynchronizerPull::fillLater()
{
    auto self = shared_from_this();
    if (std::exchange(m_isFillingLater, true)) {
        co_return;
    }
    co_await m_session->nap(restBetweenFills);
    m_isFillingLater = false;
    if (!m_session->isStopped && m_session->newsCame) {
        m_session->newsCame();
    }
}

/// Keys first: they are saved before anybody is told that this answer was read.
Task<Result<void>> ChatSynchronizerPull::takeKept()
{
    auto self = shared_from_this();
    const auto answer = *m_kept;
    const auto generation = m_generation;
    const auto kind = m_keptKind;
    auto received = co_await m_keys->receive(answer);
    if (!received) {
        co_return received;
    }
    auto begun = co_await m_news->begin(answer, kind);
    if (!begun || generation != m_generation) {
        co_return begun;
    }
    m_newsPosition = answer.position;
    if (m_news->isAtEnd()) {
        m_toldPosition = m_newsPosition;
    }
    m_asksAgain = answer.more;
    m_isFirst = m_isFirst && answer.more;
    m_kept.reset();
    m_hasHinted = false;
    m_filled = 0;
    co_return {};
}

Task<Result<void>> ChatSynchronizerPull::sync(std::chrono::milliseconds wait)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_await m_syncing.enter();
    Result<void> done;
    if (m_session->isStopped) {
        done = cancelled();
    } else if (!m_kept) {
        done = co_await syncOnce(*link, wait);
    }
    m_syncing.leave();
    co_return done;
}

MatrixSyncWay ChatSynchronizerPull::wayFor(const ChatSynchronizerLink &link) const
{
    if (const auto before = matrixSyncWayOf(m_position)) {
        return *before;
    }
    const bool maySlide = m_session->options.sync == ChatSynchronizerSession::Options::Sync::Best && link.server.hasSlidingSync();
    return maySlide ? MatrixSyncWay::Sliding : MatrixSyncWay::Classic;
}

Task<Result<void>> ChatSynchronizerPull::syncOnce(Link link, std::chrono::milliseconds wait)
{
    auto self = shared_from_this();
    const auto generation = m_generation;
    MatrixSyncQuestion question{.user = link->userId, .position = m_position, .wait = wait};
    question.timeline = m_position.isEmpty() ? firstTimeline : laterTimeline;
    if (wait > 0ms) {
        m_polling.start();
    }
    auto answer = co_await matrixSync(link->connection.get(), wayFor(*link), question);
    m_polling.invalidate();
    if (generation != m_generation) {
        co_return {}; // begun somewhere else meanwhile
    }
    const bool isForgotten = !answer && answer.error().kind == Error::Kind::TokenExpired;
    if (isForgotten || (answer && wasPutBack(question.position, answer->position))) {
        // All that is here stays: what is told again is known by its id, and where something is missing is a gap.
        qCWarning(logSync) << "the server does not know where we stood; everything is read again";
        m_session->forgetLive();
        m_position.clear();
        m_isFirst = true;
        question.position.clear();
        question.wait = 0ms;
        question.timeline = firstTimeline;
        answer = co_await matrixSync(link->connection.get(), wayFor(*link), question);
        if (generation != m_generation) {
            co_return {};
        }
    }
    if (!answer) {
        if (isPassing(answer.error().kind)) {
            m_session->forgetLive();
        }
        co_return std::unexpected(answer.error());
    }
    m_position = answer->position;
    takeTyping(&*answer);
    if (m_isFirst || isWorthTelling(*answer)) {
        m_kept = *std::move(answer);
        m_keptKind = m_isFirst ? ChatSynchronizerNews::Kind::First : ChatSynchronizerNews::Kind::Later;
        m_hasHinted = false;
    }
    co_return {};
}

/// Who is typing is told at once and not kept.
void ChatSynchronizerPull::takeTyping(MatrixSyncAnswer *answer) const
{
    for (auto &room : answer->rooms) {
        if (room.typing && m_session->typing) {
            m_session->typing(room.roomId, *room.typing);
        }
        room.typing.reset();
    }
    answer->rooms.removeIf([](const MatrixRoomNews &room) {
        return !room.isInitial && (room.membership == MatrixRoomNews::Membership::Join || room.membership == MatrixRoomNews::Membership::Same) && room.state.isEmpty() && room.timeline.isEmpty() && room.receipts.isEmpty()
            && room.accountData.isEmpty() && !room.notifications && !room.highlights && !room.heroes && !room.joined && !room.invited;
    });
}

bool ChatSynchronizerPull::isWorthTelling(const MatrixSyncAnswer &answer)
{
    const bool hasOtherCounts = answer.keyCounts && *answer.keyCounts != m_keyCounts;
    m_keyCounts = answer.keyCounts.value_or(m_keyCounts);
    return hasOtherCounts || answer.more || !answer.rooms.isEmpty() || !answer.accountData.isEmpty() || !answer.toDevice.isEmpty() || !answer.devicesChanged.isEmpty()
        || !answer.devicesLeft.isEmpty();
}

void ChatSynchronizerPull::newsCame()
{
    m_wake.ring();
}

Task<Result<Hint>> ChatSynchronizerPull::watch(std::chrono::seconds atMost)
{
    auto self = shared_from_this();
    QElapsedTimer since;
    since.start();
    while (!m_session->isStopped) {
        const auto left = std::chrono::milliseconds(atMost) - std::chrono::milliseconds(since.elapsed());
        if (left <= 0ms) {
            co_return Hint{};
        }
        if (m_kept && !m_hasHinted) {
            m_hasHinted = true;
            Hint hint{.news = Hint::News::Content};
            co_return hint;
        }
        if (!m_hasStarted || m_kept || m_asksAgain || m_position.isEmpty() || !m_news->isAtEnd()) {
            co_await m_wake.wait(left); // a pull has to come first
            continue;
        }
        const auto synced = co_await sync(std::min(left, poll));
        if (!synced) {
            co_return std::unexpected(synced.error());
        }
    }
    co_return cancelled();
}

}
