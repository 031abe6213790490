// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizernews.h"

namespace Kontor
{

/// Reads what a timeline has gaps for: on request, and by itself as far as the policy wants. What it reads becomes deltas of
/// the next pulls, each with the gap that it closes and the one that is left.
class ChatSynchronizerHistory : public std::enable_shared_from_this<ChatSynchronizerHistory>
{
public:
    ChatSynchronizerHistory(std::shared_ptr<ChatSynchronizerSession> session,
                            std::shared_ptr<ChatSynchronizerKeys> keys,
                            std::shared_ptr<ChatSynchronizerNews> news);

    /// Ends when the events are in a delta.
    Task<Result<void>> fill(ChatGapFacts gap);
    /// Brings the surroundings of an event here, unless it is here already. NotFound: the server does not know it.
    Task<Result<void>> bringEvent(QString roomId, QString eventId);
    /// The first event of a time or after it; answers its id. NotFound: there is none.
    Task<Result<QString>> bringTime(QString roomId, qint64 time);
    /// All people of a room.
    Task<Result<void>> bringMembers(QString roomId);

    // For pull().
    bool hasRequests() const;
    Task<Result<Delta>> carryOut(); ///< the oldest request
    /// One page of a gap that the policy wants filled; nullopt: there is none now.
    Task<Result<std::optional<Delta>>> fillByItself();
    void stop();

private:
    struct Request {
        ChatGapFacts gap{};
        std::optional<Delta> delta{}; ///< is there already
        Pending<bool> done{};
    };
    Task<Result<void>> wait(Request request);
    Task<Result<Delta>> page(ChatGapFacts gap);
    Task<Result<Delta>> finished(Delta delta, QList<ChatEventFacts> events);
    Task<Result<void>> addStrangers(QString roomId, QList<MatrixEvent> state, Delta *delta);
    Task<Result<std::optional<Delta>>> island(ChatGapFacts gap, MatrixContext context, QHash<QString, qint64> here);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerKeys> m_keys;
    std::shared_ptr<ChatSynchronizerNews> m_news;
    QList<Request> m_requests;
    QSet<QString> m_handled; ///< gaps that were filled just now; the store may not know yet
    QHash<QString, std::chrono::milliseconds> m_refused; ///< gaps that the server could not fill, until (monotonic)
};

}
