// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizersession.h"

namespace Kontor
{

/// Looks for people and rooms, and tells that somebody is typing.
class ChatSynchronizerDirectory : public std::enable_shared_from_this<ChatSynchronizerDirectory>
{
public:
    explicit ChatSynchronizerDirectory(std::shared_ptr<ChatSynchronizerSession> session);

    Task<Result<QList<ChatPerson>>> findPeople(QString words);
    Task<Result<QList<ChatPublicRoom>>> findRooms(QString words, QString server);
    Task<Result<QList<ChatPublicRoom>>> roomsOfSpace(QString roomId);

    enum class Typing { Begins, Ends };
    /// Told at most every few seconds; nothing is told again after a failure.
    void tellTyping(QString roomId, Typing typing);

private:
    Task<> sayTyping(QString roomId, Typing typing);
    Task<Result<QSet<QString>>> joined();
    static ChatPublicRoom shown(const MatrixPublicRoom &room, const QSet<QString> &joined);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    QHash<QString, QElapsedTimer> m_typing; ///< when it was told last
};

}
