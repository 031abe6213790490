// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatactions.h"
#include "chat/protocol/chatsignin.h"
#include "sync/collection.h"

#include <QObject>

#include <functional>
#include <memory>

namespace Kontor
{

class ChatDrafts;
class ChatEntry;
class ChatInquiry;
class ChatServices;
class Engines;
class NetworkChatEntry;

/// All that chats live on besides their engines: actions, drafts, questions to the server and the encryption, and the sign-in
/// of each account. Made with the store and ended before it. GUI thread.
class ChatDesk : public QObject
{
    Q_OBJECT
public:
    /// \p fetch: brings a part of an item at once, as SyncEngine::fetchNow().
    using Fetch = std::function<QFuture<Result<BlobId>>(const ItemRef &item, const QString &part)>;
    ChatDesk(std::shared_ptr<Outbox> outbox, Engines *engines, Fetch fetch, QObject *parent = nullptr);
    ~ChatDesk() override;

    ChatActions *actions() const;
    ChatDrafts *drafts() const;
    ChatServices *services() const;
    ChatEntry *entry() const; ///< for those who want to sign in

    /// Keeps what a device signs in with. Its engine must not run meanwhile.
    QFuture<Result<void>> keep(AccountId account, const ChatCredentials &credentials);
    QFuture<Result<std::optional<ChatCredentials>>> remembered(AccountId account, const QString &userId);

    /// Keys that would be lost if the device went now; 0 too where nobody knows.
    QFuture<int> unsavedKeys(AccountId account);

    /// Ends the device of an account at its server, as well as that goes now.
    QFuture<Result<void>> signOut(const ChatCredentials &credentials, const QByteArray &authorities);

    /// The room the user looks at; its news come first, and are not told by notifications.
    void setFocusRoom(ItemId room);
    ItemId focusRoom() const;

    void followSettings(); ///< receipts, typing notices

    void end(); ///< keeps what was typed last

Q_SIGNALS:
    void failed(const Kontor::Error &error);

private:
    std::shared_ptr<Store> m_store;
    Engines *m_engines;
    ItemId m_focusRoom{};
    std::unique_ptr<ChatActions> m_actions;
    std::unique_ptr<ChatDrafts> m_drafts;
    std::unique_ptr<ChatInquiry> m_inquiry;
    std::unique_ptr<NetworkChatEntry> m_entry;
};

}
