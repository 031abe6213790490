// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizernews.h"
#include "chat/protocol/chatsynchronizerupload.h"
#include "sync/change.h"

namespace Kontor
{

/// Sends messages: encrypted where the room is, once whatever becomes of the answers.
///
/// A room that is encrypted, as far as the store, the machine or the server know, never gets anything in the clear.
class ChatSynchronizerSend : public std::enable_shared_from_this<ChatSynchronizerSend>
{
public:
    ChatSynchronizerSend(std::shared_ptr<ChatSynchronizerSession> session,
                         std::shared_ptr<ChatSynchronizerKeys> keys,
                         std::shared_ptr<ChatSynchronizerNews> news,
                         std::shared_ptr<ChatSynchronizerUpload> upload);

    /// ChatChange::Send.
    Task<Result<Receipt>> send(Change change);
    /// Anything in any room; answers the event's id. The same transaction may be repeated.
    Task<Result<QString>> say(QString roomId, QString type, QJsonObject content, QString transaction);
    Task<Result<bool>> isEncrypted(QString roomId);

private:
    using Link = ChatSynchronizerSession::Link;

    Task<Result<QJsonObject>> encrypted(QString roomId, QString type, QJsonObject content);
    Task<Result<QJsonObject>> encryptNow(std::shared_ptr<CryptoMachine> machine, QString roomId, QStringList people, CryptoRoomPolicy policy, QString type, QJsonObject content);
    Task<Result<QStringList>> people(QString roomId);
    Task<Result<CryptoRoomPolicy>> policy(QString roomId);
    Task<Result<std::optional<QString>>> findSent(Link link, Change change, QString roomId, QString type, QJsonObject content);
    Task<Result<Receipt>> receiptFor(Link link, QString roomId, QString eventId, QString type, QJsonObject content, QString transaction);
    static Error explained(Error error);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerKeys> m_keys;
    std::shared_ptr<ChatSynchronizerNews> m_news;
    std::shared_ptr<ChatSynchronizerUpload> m_upload;
    ChatSynchronizerTurn m_sharing; ///< keys are handed out for one room after the other
};

}
