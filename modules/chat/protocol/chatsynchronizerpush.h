// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizersend.h"

namespace Kontor
{

/// Carries out changes. Each may be repeated: what the server has already is not done twice.
class ChatSynchronizerPush : public std::enable_shared_from_this<ChatSynchronizerPush>
{
public:
    ChatSynchronizerPush(std::shared_ptr<ChatSynchronizerSession> session,
                         std::shared_ptr<ChatSynchronizerSend> send,
                         std::shared_ptr<ChatSynchronizerUpload> upload);

    Task<Result<Receipt>> push(Change change);

private:
    using Link = ChatSynchronizerSession::Link;

    Task<Result<Receipt>> redact(Link link, Change change);
    Task<Result<Receipt>> setState(Link link, Change change);
    Task<Result<Receipt>> markRead(Link link, Change change);
    Task<Result<Receipt>> markUnread(Link link, Change change);
    Task<Result<Receipt>> tag(Link link, Change change);
    Task<Result<Receipt>> notify(Link link, Change change);
    Task<Result<Receipt>> create(Link link, Change change);
    Task<Result<std::optional<QString>>> findCreated(Link link, QString transaction);
    Task<Result<void>> finishCreation(Link link, Change change, QString roomId);
    Task<Result<void>> noteDirect(Link link, QString roomId, QString userId);
    Task<Result<Receipt>> join(Link link, Change change);
    Task<bool> isDirectInvitation(Link link, QString roomId);
    Task<Result<Receipt>> leave(Link link, Change change);
    Task<Result<Receipt>> forget(Link link, Change change);
    Task<Result<Receipt>> changeMember(Link link, Change change);
    Task<Result<Receipt>> setProfile(Link link, Change change);
    Task<Result<Receipt>> ignore(Link link, Change change);
    Task<Result<QString>> picture(Change change);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    std::shared_ptr<ChatSynchronizerSend> m_send;
    std::shared_ptr<ChatSynchronizerUpload> m_upload;
};

}
